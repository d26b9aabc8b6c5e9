//! The database threads: all blocking `SQLite` happens here, in closures that arrive through bounded lanes.
//!
//! One thread writes, two read, so that a long count never delays the list and a big ingest delays neither. What a closure
//! does is somebody else's.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::StoreError;

/// How many closures wait for a thread before their senders do.
const WAITING_MAX: usize = 64;

/// Work for a database thread; it sends its own answer.
pub(super) type Work = Box<dyn FnOnce(&mut Connection) + Send>;

enum Job {
    Run(Work),
    Stop(oneshot::Sender<()>),
}

/// The way to one or several database threads.
#[derive(Debug)]
pub(super) struct Lane {
    jobs: mpsc::Sender<Job>,
}

impl Lane {
    /// Starts a thread for each connection; each takes the next closure when it is free, and runs `farewell` when it ends.
    pub(super) fn start(name: &str, connections: Vec<Connection>, farewell: fn(&Connection)) -> std::io::Result<Self> {
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let waiting = Arc::new(Mutex::new(waiting));
        for mut connection in connections {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new().name(name.to_owned()).spawn(move || {
                let stopped = serve(&waiting, &mut connection);
                farewell(&connection);
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
    pub(super) async fn send(&self, work: Work) -> Result<(), StoreError> {
        self.jobs.send(Job::Run(work)).await.map_err(|_| StoreError::Closed)
    }

    /// Hands over work from a thread without a runtime.
    pub(super) fn send_now(&self, work: Work) -> Result<(), StoreError> {
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

/// Runs closures until the lane is closed and empty; returns who is to be told.
fn serve(waiting: &Mutex<mpsc::Receiver<Job>>, connection: &mut Connection) -> Option<oneshot::Sender<()>> {
    let mut stopped = None;
    loop {
        match next_job(waiting) {
            Some(Job::Run(work)) => work(connection),
            Some(Job::Stop(sender)) => stopped = Some(sender),
            None => return stopped,
        }
    }
}

fn next_job(waiting: &Mutex<mpsc::Receiver<Job>>) -> Option<Job> {
    // The lock is held while waiting, never while working: the other threads of the lane queue up behind it.
    let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    let job = waiting.blocking_recv();
    if matches!(job, Some(Job::Stop(_))) {
        // Before the lock goes to another thread, which would wait for work that never comes.
        waiting.close();
    }
    job
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
