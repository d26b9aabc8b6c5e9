//! The user's changes that still have to be written, in order, and those that could not be written.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, mpsc};
use tokio_util::task::TaskTracker;
use tracing::warn;

use super::effects::Answer;
use crate::message::Message;
use crate::text::CleanText;

type Change = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The changes that are still to be written: a list read before they are would show the past.
#[derive(Debug)]
pub(super) struct Pending {
    /// All that runs for the session.
    pub(super) tasks: TaskTracker,
    queue: mpsc::UnboundedSender<Change>,
    writes: AtomicU32,
    settled: Notify,
    /// What is written beside the changes: lists of subscriptions, saved stories. No list waits for it, a quit does.
    beside: TaskTracker,
    /// The answers of writes that failed, on their way to the screen.
    failed: mpsc::UnboundedSender<Message>,
    /// Those that the screen has not taken.
    untold: Mutex<Option<mpsc::UnboundedReceiver<Message>>>,
    /// Addresses whose feeds are being looked for.
    looked_for: Mutex<Vec<String>>,
}

impl Pending {
    /// Makes the way to the store, with a task that takes the changes in their order, and the way that failures take back.
    pub(super) fn start(tasks: TaskTracker) -> (Arc<Self>, mpsc::UnboundedReceiver<Message>) {
        let (queue, mut waiting) = mpsc::unbounded_channel::<Change>();
        tasks.spawn(async move {
            while let Some(change) = waiting.recv().await {
                change.await;
            }
        });
        let (failed, untold) = mpsc::unbounded_channel();
        let this = Self {
            tasks,
            queue,
            writes: AtomicU32::new(0),
            settled: Notify::new(),
            beside: TaskTracker::new(),
            failed,
            untold: Mutex::default(),
            looked_for: Mutex::default(),
        };
        (Arc::new(this), untold)
    }

    /// Has something written after all that was handed over before, and then told; a failure takes its own way.
    pub(super) fn send<F>(
        self: &Arc<Self>,
        write: impl Future<Output = Answer> + Send + 'static,
        tell: impl FnOnce(Option<Message>) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send,
    {
        self.writes.fetch_add(1, Ordering::AcqRel);
        let pending = self.clone();
        let change = async move {
            let written = pending.sort_out(write.await);
            pending.done();
            tell(written).await;
        };
        if self.queue.send(Box::pin(change)).is_err() {
            // The task that writes is gone, and with it whoever could wait.
            self.done();
        }
    }

    /// Has something written beside the changes, and then told; a failure takes its own way.
    pub(super) fn beside<F>(
        self: &Arc<Self>,
        write: impl Future<Output = Answer> + Send + 'static,
        tell: impl FnOnce(Option<Message>) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send,
    {
        let pending = self.clone();
        self.beside.spawn(async move {
            let written = pending.sort_out(write.await);
            tell(written).await;
        });
    }

    /// Notes that the feeds of an address are being looked for, until what is returned is dropped.
    pub(super) fn looking_for(self: &Arc<Self>, address: String) -> LookedFor {
        self.looked_for.lock().unwrap_or_else(PoisonError::into_inner).push(address.clone());
        LookedFor(self.clone(), address)
    }

    /// Returns the addresses whose feeds are being looked for.
    pub(super) fn looked_for(&self) -> Vec<String> {
        self.looked_for.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns how many changes are still to be written.
    pub(super) fn waiting(&self) -> u32 {
        self.writes.load(Ordering::Acquire) + self.beside.len() as u32
    }

    /// Waits until every change is written.
    pub(super) async fn settle(&self) {
        loop {
            let settled = self.settled.notified();
            if self.writes.load(Ordering::Acquire) == 0 {
                return;
            }
            settled.await;
        }
    }

    /// Waits until everything is written; nothing may come after that.
    pub(super) async fn end(&self) {
        self.beside.close();
        self.beside.wait().await;
        self.settle().await;
    }

    /// Takes back the way of the failures when the screen is gone.
    pub(super) fn hand_back(&self, untold: mpsc::UnboundedReceiver<Message>) {
        *self.untold.lock().unwrap_or_else(PoisonError::into_inner) = Some(untold);
    }

    /// Returns why writes failed of which the screen has not told.
    pub(super) fn untold(&self) -> Vec<CleanText> {
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(untold) = untold.as_mut() else { return Vec::new() };
        std::iter::from_fn(|| untold.try_recv().ok()).map(|message| words_of(&message)).collect()
    }

    /// Sends a failure its way; what succeeded is returned.
    fn sort_out(&self, answer: Answer) -> Option<Message> {
        let failed = match answer {
            Err(error) => {
                warn!(%error, "a change is not written");
                Message::StoreFailed(CleanText::lines(&error.to_string()))
            }
            Ok(Some(
                failed @ (Message::Failed(_) | Message::StoreFailed(_) | Message::StatusFailed(..) | Message::StoryMissing(_)),
            )) => failed,
            Ok(written) => return written,
        };
        // Held here or by the screen for as long as anything is written.
        let _ = self.failed.send(failed);
        None
    }

    fn done(&self) {
        self.writes.fetch_sub(1, Ordering::AcqRel);
        self.settled.notify_waiters();
    }
}

fn words_of(failed: &Message) -> CleanText {
    match failed {
        Message::Failed(words) | Message::StoreFailed(words) | Message::StatusFailed(_, words) => words.clone(),
        _ => CleanText::new("the story is gone"),
    }
}

/// The search for the feeds of an address.
#[derive(Debug)]
pub(super) struct LookedFor(Arc<Pending>, String);

impl Drop for LookedFor {
    fn drop(&mut self) {
        let mut looked_for = self.0.looked_for.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = looked_for.iter().position(|address| *address == self.1) {
            looked_for.remove(at);
        }
    }
}
