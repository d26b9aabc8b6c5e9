//! The threads on which foreign bytes are read: one for each processor, each with room for recursive parsers.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};

use tokio::sync::oneshot;
use tracing::warn;

use super::lock;
use crate::markup;

type Work = Box<dyn FnOnce() + Send>;

/// The way to the parsing threads, which are started at the first use and end when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Parsers {
    works: OnceLock<Sender<Work>>,
}

impl Parsers {
    /// Runs work where it can hurt nobody. Returns `None` if it panicked; the panic has been logged by then.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (answer, receiver) = oneshot::channel();
        let work = move || {
            let result = catch_unwind(AssertUnwindSafe(work));
            if result.is_err() {
                warn!("a parser panicked on foreign bytes");
            }
            // Nobody waits any more where the task was given up.
            let _ = answer.send(result.ok());
        };
        self.works.get_or_init(start).send(Box::new(work)).ok()?;
        receiver.await.ok().flatten()
    }
}

fn start() -> Sender<Work> {
    let (sender, waiting) = channel();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..std::thread::available_parallelism().map_or(2, NonZero::get) {
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
        for _ in 0..8 {
            assert_eq!(parsers.run(|| panic!("this feed is broken")).await, None::<u8>);
        }
        assert_eq!(parsers.run(|| 7).await, Some(7));
    }
}
