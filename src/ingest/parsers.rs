//! The threads on which foreign bytes are read: one for each processor, each with room for recursive parsers, and one more.
//!
//! What is built of a document is many times its size, and a thread keeps a part of that. So all large documents are read on one
//! thread, one after the other, whatever the number of processors; small ones, which are nearly all, never wait for them.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::available_parallelism;

use tokio::sync::oneshot;
use tracing::warn;

use super::lock;
use crate::markup;

/// Up to this size, in bytes, a document counts as small.
const SMALL_BYTES_MAX: usize = 256 << 10;
/// Most threads for small documents: with eight they are read faster than they come.
const THREADS_MAX: usize = 8;

type Work = Box<dyn FnOnce() + Send>;

/// The way to the parsing threads, which are started at the first use and end when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Parsers {
    small: OnceLock<Sender<Work>>,
    large: OnceLock<Sender<Work>>,
}

impl Parsers {
    /// Runs work on so many foreign bytes where it can hurt nobody. Returns `None` if it panicked; the panic has been logged by
    /// then.
    pub(super) async fn run<T: Send + 'static>(&self, bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (answer, receiver) = oneshot::channel();
        let work = move || {
            let result = catch_unwind(AssertUnwindSafe(work));
            if result.is_err() {
                warn!("a parser panicked on foreign bytes");
            }
            // Nobody waits any more where the task was given up.
            let _ = answer.send(result.ok());
        };
        let works = if bytes > SMALL_BYTES_MAX {
            self.large.get_or_init(|| start(1))
        } else {
            self.small.get_or_init(|| start(available_parallelism().map_or(2, NonZero::get).min(THREADS_MAX)))
        };
        works.send(Box::new(work)).ok()?;
        receiver.await.ok().flatten()
    }
}

fn start(threads: usize) -> Sender<Work> {
    let (sender, waiting) = channel();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..threads {
        let waiting = Arc::clone(&waiting);
        if let Err(error) = markup::spawn_on_big_stack(move || serve(&waiting)) {
            warn!(%error, "a parser could not be started");
        }
    }
    sender
}

fn serve(waiting: &Mutex<Receiver<Work>>) {
    loop {
        // The lock is held while waiting, never while working.
        let work = lock(waiting).recv();
        match work {
            Ok(work) => work(),
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_costs_its_own_work_only() {
        let parsers = Parsers::default();
        for size in [0, SMALL_BYTES_MAX + 1] {
            for _ in 0..8 {
                assert_eq!(parsers.run(size, || panic!("this feed is broken")).await, None::<u8>);
            }
            assert_eq!(parsers.run(size, || 7).await, Some(7));
        }
    }

    #[tokio::test]
    async fn large_documents_wait_for_each_other_and_small_ones_for_none() {
        let parsers = Arc::new(Parsers::default());
        let (go_on, waits) = channel::<()>();
        let (begun, begins) = oneshot::channel();
        let first = parsers.clone();
        let first = tokio::spawn(async move {
            let work = move || {
                begun.send(()).unwrap();
                waits.recv().ok()
            };
            first.run(1 << 20, work).await
        });
        begins.await.unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut larges = Vec::new();
        for size in [SMALL_BYTES_MAX + 1, usize::MAX] {
            let (parsers, seen) = (parsers.clone(), seen.clone());
            larges.push(tokio::spawn(async move { parsers.run(size, move || lock(&seen).push(size)).await }));
            tokio::task::yield_now().await;
        }
        for size in [0, 1, SMALL_BYTES_MAX] {
            assert_eq!(parsers.run(size, move || size).await, Some(size));
        }
        assert!(lock(&seen).is_empty());
        go_on.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Some(Some(())));
        for large in larges {
            assert_eq!(large.await.unwrap(), Some(()));
        }
        assert_eq!(*lock(&seen), [SMALL_BYTES_MAX + 1, usize::MAX]);
    }
}
