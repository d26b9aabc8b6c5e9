//! What the reader changes, on its way to the store one after the other.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::{Notify, mpsc};
use tokio_util::task::TaskTracker;

type Change = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The changes that are still to be written: a list read before they are would show the past.
#[derive(Debug)]
pub(super) struct Pending {
    queue: mpsc::UnboundedSender<Change>,
    writes: AtomicU32,
    settled: Notify,
}

impl Pending {
    /// Makes the way to the store, with a task that takes the changes in their order.
    pub(super) fn start(tasks: &TaskTracker) -> Arc<Self> {
        let (queue, mut waiting) = mpsc::unbounded_channel::<Change>();
        tasks.spawn(async move {
            while let Some(change) = waiting.recv().await {
                change.await;
            }
        });
        Arc::new(Self { queue, writes: AtomicU32::new(0), settled: Notify::new() })
    }

    /// Has something written after all that was handed over before, and then told.
    pub(super) fn send<T, F>(
        self: &Arc<Self>,
        write: impl Future<Output = T> + Send + 'static,
        tell: impl FnOnce(T) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send,
    {
        self.writes.fetch_add(1, Ordering::AcqRel);
        let pending = self.clone();
        let change = async move {
            let written = write.await;
            pending.done();
            tell(written).await;
        };
        if self.queue.send(Box::pin(change)).is_err() {
            // The task that writes is gone, and with it whoever could wait.
            self.done();
        }
    }

    /// Returns how many changes are still to be written.
    pub(super) fn waiting(&self) -> u32 {
        self.writes.load(Ordering::Acquire)
    }

    /// Waits until everything is written.
    pub(super) async fn settle(&self) {
        loop {
            let settled = self.settled.notified();
            if self.writes.load(Ordering::Acquire) == 0 {
                return;
            }
            settled.await;
        }
    }

    fn done(&self) {
        self.writes.fetch_sub(1, Ordering::AcqRel);
        self.settled.notify_waiters();
    }
}
