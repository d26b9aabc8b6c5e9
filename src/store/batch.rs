//! Writes that share a transaction: a poll of a thousand feeds would otherwise write the same pages a thousand times.
//!
//! Each write stands in a savepoint of its own, so that one that fails takes nothing with it; nobody is told that something
//! is written before it is.

use std::path::Path;
use std::time::{Duration, Instant};
use std::vec::IntoIter;

use rusqlite::{Connection, Error, Transaction, TransactionBehavior, ffi};
use tokio::sync::oneshot;

use super::StoreError;
use super::schema::BUSY_WAIT;
use super::thread::guarded;
use super::times::WriteTimes;

/// Most writes that share a transaction; the last of them waits for the first.
pub(super) const WRITES_MAX: usize = 32;

/// How long what nobody could write again waits for another program that is writing.
const DURABLE_WAIT: Duration = Duration::from_secs(10);

/// After so long a transaction takes no further write, so that another process never waits long for its turn.
const SHARED_TIME: Duration = Duration::from_millis(20);

/// How long the next one then waits, so that another process finds its turn.
const TURN: Duration = Duration::from_millis(3);

/// A transaction that takes longer is told in the log.
const LONG: Duration = Duration::from_millis(50);

/// The work of a write; given the reason where no transaction could be begun.
pub(super) type Run = Box<dyn FnOnce(Result<&Transaction<'_>, &Error>) -> Ran + Send>;

/// Tells who waits for a write; given how the transaction ended.
type Tell = Box<dyn FnOnce(&rusqlite::Result<()>)>;

/// What the thread that writes does for somebody who waits for it.
pub(super) enum Write {
    /// Changes the database.
    Change {
        /// Whether it has to survive a power cut.
        durable: bool,
        /// What it does.
        run: Run,
    },
    /// Looks at the connection that writes, outside of any transaction.
    Look(Box<dyn FnOnce(&Connection) + Send>),
}

/// A write that has run, in a transaction that has not ended.
pub(super) struct Ran {
    failed: bool,
    tell: Tell,
}

impl Write {
    /// Makes a write of a closure, whose value goes to `answer`.
    pub(super) fn new<T: Send + 'static>(
        path: &Path,
        durable: bool,
        f: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
        answer: oneshot::Sender<Result<T, StoreError>>,
    ) -> Self {
        let path = path.to_owned();
        let run = move |begun: Result<&Transaction<'_>, &Error>| {
            let outcome = match begun {
                Ok(tx) => guarded(&path, || f(tx)),
                Err(error) => Err(StoreError::of(again(error), &path)),
            };
            let failed = outcome.is_err();
            let tell = move |ended: &rusqlite::Result<()>| {
                let lost = ended.as_ref().err().map(|error| StoreError::of(again(error), &path));
                // The writer may have moved on; then nobody waits for the answer.
                let _ = answer.send(outcome.and_then(|value| lost.map_or(Ok(value), Err)));
            };
            Ran { failed, tell: Box::new(tell) }
        };
        Self::Change { durable, run: Box::new(run) }
    }
}

/// Does the writes and tells each how it ended.
pub(super) fn commit(db: &mut Connection, writes: Vec<Write>, times: &WriteTimes) {
    let mut changes = Vec::with_capacity(writes.len());
    for write in writes {
        match write {
            Write::Look(look) => look(db),
            Write::Change { durable, run } => changes.push((durable, run)),
        }
    }
    let mut waiting = changes.into_iter();
    // Those that are left by a transaction that took long, or that SQLite gave up, go into another.
    while waiting.len() > 0 {
        let mut ran = Vec::with_capacity(waiting.len());
        let begun = Instant::now();
        let ended = commit_once(db, &mut waiting, &mut ran, times);
        let was_long = begun.elapsed() >= SHARED_TIME;
        for Ran { tell, .. } in ran {
            tell(&ended);
        }
        // Behind the answers: it takes long, and keeps nobody else from writing.
        if times.journal_is_full()
            && let Err(error) = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
        {
            tracing::debug!(%error, "the journal could not be emptied");
        }
        if was_long {
            std::thread::sleep(TURN);
        }
    }
}

fn commit_once(
    db: &mut Connection,
    waiting: &mut IntoIter<(bool, Run)>,
    ran: &mut Vec<Ran>,
    times: &WriteTimes,
) -> rusqlite::Result<()> {
    let durable = waiting.as_slice().iter().any(|(durable, _)| *durable);
    let tx = match begin(db, durable) {
        Ok(tx) => tx,
        Err(error) => {
            ran.extend(waiting.map(|(_, run)| run(Err(&error))));
            return Err(error);
        }
    };
    let begun = Instant::now();
    for (_, run) in waiting {
        if let Err(error) = tx.execute_batch("SAVEPOINT own") {
            ran.push(run(Err(&error)));
            return Err(error);
        }
        let one = run(Ok(&tx));
        let failed = one.failed;
        ran.push(one);
        // Fails where SQLite has given up the whole transaction: then what came before is lost too, and its writers are told so.
        tx.execute_batch(if failed { "ROLLBACK TO own; RELEASE own" } else { "RELEASE own" })?;
        if begun.elapsed() >= SHARED_TIME {
            break;
        }
    }
    let worked = begun.elapsed();
    let ended = tx.commit();
    let all = begun.elapsed();
    times.add(all);
    if all > LONG {
        tracing::debug!(writes = ran.len(), ?worked, ?all, "a transaction took long");
    }
    ended
}

fn begin(db: &mut Connection, durable: bool) -> rusqlite::Result<Transaction<'_>> {
    // Set before each transaction rather than put back after it, so that a panic cannot leave it wrong.
    db.pragma_update(None, "synchronous", if durable { "FULL" } else { "NORMAL" })?;
    db.busy_timeout(if durable { DURABLE_WAIT } else { BUSY_WAIT })?;
    db.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// Returns an error once more, for one more writer.
fn again(error: &Error) -> Error {
    match error {
        Error::SqliteFailure(code, words) => Error::SqliteFailure(*code, words.clone()),
        other => Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_ERROR), Some(other.to_string())),
    }
}
