//! [`Store`]: a handle to the one database; `read` and `write` take a closure.
//!
//! The modules below are the queries: plain functions that take a connection first and know nothing of threads. What one
//! closure reads belongs together, what it writes is there whole or not at all.

pub mod areas;
pub mod articles;
mod batch;
mod codec;
pub mod edition;
pub mod entries;
mod error;
pub mod feeds;
mod filter;
mod headlines;
pub mod health;
mod incoming;
mod keys;
pub mod known;
mod lock;
pub mod lone;
pub mod memory;
mod names;
pub mod network;
pub mod newsboat;
mod numbers;
mod parting;
pub mod people;
pub mod places;
pub mod queue;
pub mod reports;
pub mod retention;
pub mod rules;
mod schema;
pub mod search;
mod snippet;
pub mod space;
pub mod statuses;
pub mod tags;
#[cfg(test)]
mod tests;
mod thread;
mod times;
mod twins;
mod versions;
pub mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, Transaction};
use tokio::sync::oneshot;

use batch::Write;
pub use error::StoreError;
pub use lock::{LockError, PollLock};
use thread::{Habits, Lane, guarded};
use times::WriteTimes;

/// How many threads read: one may count while the other brings the next page.
const READERS: usize = 2;

/// A handle to the store; clones share it. Dropping the last one ends its threads after the work that waits.
#[derive(Clone, Debug)]
pub struct Store {
    shared: Arc<Shared>,
}

/// Work for a thread that reads; it sends its own answer.
type Read = Box<dyn FnOnce(&mut Connection) + Send>;

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    reads: Lane<Read>,
    /// Missing when the database may only be read.
    writes: Option<Lane<Write>>,
}

impl Store {
    /// Opens the database, creating it if there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// Says why the file cannot be used; it is never overwritten.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut writer = schema::open(path)?;
        let readers = (0..READERS).map(|_| schema::open_reader(path)).collect::<Result<Vec<_>, _>>()?;
        let started = |source| StoreError::Unreachable { path: path.to_owned(), source };
        let times = Arc::new(WriteTimes::default());
        let (counted, told, journal) = (times.clone(), times.clone(), times);
        let noted = writer.wal_hook(Some(move |_: &mut _, pages: i32| {
            journal.journal_is(pages.unsigned_abs().into());
            Ok(())
        }));
        noted.map_err(|error| StoreError::of(error, path))?;
        let habits = Habits {
            work: Box::new(move |db: &mut Connection, writes| batch::commit(db, writes, &counted)),
            at_once: batch::WRITES_MAX,
            farewell: Box::new(move |db: &Connection| {
                tracing::info!(%told, "wrote");
                leave_in_order(db);
            }),
        };
        let writes = Lane::start("store-write", vec![writer], habits).map_err(started)?;
        let reads = start_readers(readers).map_err(started)?;
        Ok(Self { shared: Arc::new(Shared { path: path.to_owned(), reads, writes: Some(writes) }) })
    }

    /// Opens a database that may not be written, after [`Store::open`] said so; every write is then refused.
    ///
    /// # Errors
    /// Says why the file cannot be read. One of an older schema cannot: it would have to be changed first.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        let readers = (0..READERS).map(|_| schema::open_read_only(path)).collect::<Result<Vec<_>, _>>()?;
        let started = |source| StoreError::Unreachable { path: path.to_owned(), source };
        let reads = start_readers(readers).map_err(started)?;
        Ok(Self { shared: Arc::new(Shared { path: path.to_owned(), reads, writes: None }) })
    }

    /// Opens the database, to be read alone where it may not be written or the disk is full.
    ///
    /// # Errors
    /// Says why the file cannot be had at all.
    pub fn open_or_read(path: &Path) -> Result<Self, StoreError> {
        match Self::open(path) {
            Err(error @ (StoreError::ReadOnly | StoreError::Unreachable { .. } | StoreError::DiskFull)) => {
                Self::open_read_only(path).map_err(|_| error)
            }
            opened => opened,
        }
    }

    /// Says whether every write is refused.
    pub fn is_read_only(&self) -> bool {
        self.shared.writes.is_none()
    }

    /// Returns where the database is.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Reads: everything that `f` sees is of one moment.
    ///
    /// # Errors
    /// Says what the database or `f` failed with.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (work, answer) = self.reading(f);
        self.shared.reads.send(work).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Writes: all of it or nothing; an error or a panic of `f` undoes it. Writes that wait together share a transaction.
    ///
    /// Survives the death of the process at any moment once it has returned; a power cut may cost the last moments.
    /// Once the closure is handed over it runs to its end, whether somebody waits for it or not.
    ///
    /// # Errors
    /// Says what the database or `f` failed with.
    pub async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (work, answer) = self.writing(false, f);
        self.writes()?.send(work).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Writes like [`Store::write`] what cannot be fetched again, such as read and starred: it survives a power cut too.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_durable<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (work, answer) = self.writing(true, f);
        self.writes()?.send(work).await?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Returns a number that is another whenever another process has written since, and stays as it is whatever this one writes.
    /// Cheap: nothing of the database is read where nobody wrote.
    ///
    /// # Errors
    /// As [`Store::write`]; also for a store that may only be read.
    pub async fn version_of_others(&self) -> Result<i64, StoreError> {
        let (answer, receiver) = oneshot::channel();
        let path = self.shared.path.clone();
        // Of all connections that which writes is the only one to which its own writes are not another's.
        let look = move |db: &Connection| {
            let version = guarded(&path, || db.pragma_query_value(None, "data_version", |row| row.get(0)));
            // Whoever asked may be gone.
            let _ = answer.send(version);
        };
        self.writes()?.send(Write::Look(Box::new(look))).await?;
        receiver.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Reads like [`Store::read`] and blocks; for the command line, never inside a task.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_now<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (work, answer) = self.reading(f);
        self.shared.reads.send_now(work)?;
        answer.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Writes like [`Store::write_durable`] and blocks; for the command line, never inside a task.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_now<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (work, answer) = self.writing(true, f);
        self.writes()?.send_now(work)?;
        answer.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Does the work that waits, leaves the file in order and ends the threads. Later work is refused.
    pub async fn close(&self) {
        self.shared.reads.stop().await;
        if let Some(writes) = &self.shared.writes {
            writes.stop().await;
        }
    }

    fn writes(&self) -> Result<&Lane<Write>, StoreError> {
        self.shared.writes.as_ref().ok_or(StoreError::ReadOnly)
    }

    fn reading<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> (Read, oneshot::Receiver<Result<T, StoreError>>) {
        let (answer, receiver) = oneshot::channel();
        let path = self.shared.path.clone();
        let work: Read = Box::new(move |connection| {
            let outcome = guarded(&path, || {
                let tx = connection.transaction()?;
                f(&tx)
            });
            // The reader may have moved on; then nobody waits for the answer.
            let _ = answer.send(outcome);
        });
        (work, receiver)
    }

    fn writing<T: Send + 'static>(
        &self,
        durable: bool,
        f: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> (Write, oneshot::Receiver<Result<T, StoreError>>) {
        let (answer, receiver) = oneshot::channel();
        (Write::new(&self.shared.path, durable, f, answer), receiver)
    }
}

fn start_readers(connections: Vec<Connection>) -> std::io::Result<Lane<Read>> {
    let work = Box::new(|connection: &mut Connection, works: Vec<Read>| {
        for work in works {
            work(connection);
        }
    });
    Lane::start("store-read", connections, Habits { work, at_once: 1, farewell: Box::new(|_| {}) })
}

/// Looks at the statistics that the planner wants and empties the journal into the database.
fn leave_in_order(db: &Connection) {
    let leave = || {
        // The reader is leaving: a file that another dateline uses is not worth waiting for.
        db.busy_timeout(Duration::from_millis(100))?;
        db.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")
    };
    let left: rusqlite::Result<()> = leave();
    if let Err(error) = left {
        // Another dateline may be reading; the journal is then emptied by whoever leaves last.
        tracing::debug!(%error, "the journal stays");
    }
}

/// How much the store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Feeds subscribed to.
    pub feeds: u32,
    /// Stories.
    pub stories: u32,
    /// Unread stories.
    pub unread: u32,
    /// Entries waiting for their article.
    pub queue: u32,
    /// People named in any story.
    pub people: u32,
    /// Places named in any story.
    pub places: u32,
    /// Size of the database.
    pub bytes: u64,
}

/// Returns how much the store holds.
///
/// # Errors
/// Says what the database failed with.
pub fn stats(db: &Connection) -> rusqlite::Result<Stats> {
    let counts = statuses::view_counts(db)?;
    let bytes: i64 =
        db.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |row| row.get(0))?;
    Ok(Stats {
        feeds: feeds::count(db)?,
        stories: counts.all,
        unread: counts.unread,
        queue: queue::len(db)?,
        people: counts.people,
        places: counts.places,
        bytes: bytes as u64,
    })
}
