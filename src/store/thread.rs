//! The database threads: all blocking `SQLite` happens here, in work that arrives through bounded lanes.
//!
//! One thread writes, two read, so that a long count never delays the list and a big ingest delays neither. What the work
//! is, and how it is done, is somebody else's.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::StoreError;

/// How much work waits for a thread before its senders do.
const WAITING_MAX: usize = 64;

enum Job<W> {
    Run(W),
    Stop(oneshot::Sender<()>),
}

/// The way to one or several database threads.
pub(super) struct Lane<W> {
    jobs: mpsc::Sender<Job<W>>,
}

/// Does work on a connection.
type Work<W> = Box<dyn Fn(&mut Connection, Vec<W>) + Send + Sync>;

/// What the threads of a lane do.
pub(super) struct Habits<W> {
    /// Does work that waited; it sends its own answers.
    pub(super) work: Work<W>,
    /// How much of it a thread takes at once, where so much waits.
    pub(super) at_once: usize,
    /// What is done before a thread ends.
    pub(super) farewell: Box<dyn Fn(&Connection) + Send + Sync>,
}

impl<W> fmt::Debug for Lane<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").finish_non_exhaustive()
    }
}

impl<W: Send + 'static> Lane<W> {
    /// Starts a thread for each connection; each takes what waits next when it is free.
    pub(super) fn start(name: &str, connections: Vec<Connection>, habits: Habits<W>) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let (waiting, habits) = (Arc::new(Mutex::new(waiting)), Arc::new(habits));
        for mut connection in connections {
            let (waiting, habits) = (Arc::clone(&waiting), Arc::clone(&habits));
            thread::Builder::new().name(name.to_owned()).spawn(move || {
                let stopped = serve(&waiting, &mut connection, &habits);
                (habits.farewell)(&connection);
                drop(connection);
                if let Some(stopped) = stopped {
                    // Nobody waits for the end any more when the sender's task is gone.
                    let _ = stopped.send(());
                }
            })?;
        }
        Ok(Self { jobs })
    }

    /// Hands over work, waiting while the lane is full. Once this returns, the work is done whatever becomes of the caller.
    pub(super) async fn send(&self, work: W) -> Result<(), StoreError> {
        self.jobs.send(Job::Run(work)).await.map_err(|_| StoreError::Closed)
    }

    /// Hands over work from a thread without a runtime.
    pub(super) fn send_now(&self, work: W) -> Result<(), StoreError> {
        self.jobs.blocking_send(Job::Run(work)).map_err(|_| StoreError::Closed)
    }

    /// Refuses new work, does what waits, and returns when the thread that stopped is gone.
    pub(super) async fn stop(&self) {
        let (stopped, done) = oneshot::channel();
        if self.jobs.send(Job::Stop(stopped)).await.is_ok() {
            let _ = done.await;
        }
    }
}

/// Does work until the lane is closed and empty; returns who is to be told.
fn serve<W>(
    waiting: &Mutex<mpsc::Receiver<Job<W>>>,
    connection: &mut Connection,
    habits: &Habits<W>,
) -> Option<oneshot::Sender<()>> {
    let mut stopped = None;
    let mut jobs = Vec::with_capacity(habits.at_once);
    loop {
        take(waiting, &mut jobs, habits.at_once);
        if jobs.is_empty() {
            return stopped;
        }
        let mut works = Vec::with_capacity(jobs.len());
        for job in jobs.drain(..) {
            match job {
                Job::Run(work) => works.push(work),
                Job::Stop(sender) => stopped = Some(sender),
            }
        }
        (habits.work)(connection, works);
    }
}

/// Waits for work and takes as much of it as there is, up to `limit`; nothing once the lane is closed and empty.
fn take<W>(waiting: &Mutex<mpsc::Receiver<Job<W>>>, jobs: &mut Vec<Job<W>>, limit: usize) {
    // The lock is held while waiting, never while working: the other threads of the lane queue up behind it.
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.blocking_recv_many(jobs, limit);
    if jobs.iter().any(|job| matches!(job, Job::Stop(_))) {
        // Before the lock goes to another thread, which would wait for work that never comes.
        waiting.close();
    }
}

/// Runs `work` and turns its failure, a panic included, into the error to answer with.
pub(super) fn guarded<T>(path: &Path, work: impl FnOnce() -> rusqlite::Result<T>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => outcome.map_err(|error| StoreError::of(error, path)),
        Err(panic) => {
            let message = panic_words(&*panic);
            tracing::error!(%message, "work on the database panicked and was undone");
            Err(StoreError::Panicked { message })
        }
    }
}

fn panic_words(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    words.unwrap_or("no reason given").to_owned()
}
