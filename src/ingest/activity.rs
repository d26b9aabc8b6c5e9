//! What polling and digesting have done lately, for whoever shows it: counts, never stories.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::domain::EntryId;
use crate::message::Progress;
use crate::text::CleanText;

/// Most digested entries that are named between two looks; the screen reloads anyway when there were more.
const DIGESTED_MAX: usize = 256;

/// What came since the last look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New stories.
    pub new: u32,
    /// Stories that have an article, people and places now.
    pub digested: Vec<EntryId>,
    /// Stories that were found to be the report of an earlier one.
    pub joined: u32,
    /// Stories that went, because they are beyond what is kept.
    pub trimmed: u32,
    /// How far the work has come.
    pub progress: Progress,
    /// What the reader must be told of, once.
    pub complaint: Option<CleanText>,
}

/// A bounded meeting place of the workers and whoever watches them.
///
/// However fast the work goes and however seldom somebody looks, it holds one [`Changes`].
#[derive(Debug, Default)]
pub struct Activity {
    changes: Mutex<Changes>,
    changed: Notify,
}

impl Activity {
    /// Waits until something has changed since the last [`Activity::take`].
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Returns what has changed and starts counting anew; the progress stays.
    pub fn take(&self) -> Changes {
        let mut changes = self.lock();
        let progress = changes.progress;
        std::mem::replace(&mut *changes, Changes { progress, ..Changes::default() })
    }

    /// Returns how far the work has come.
    pub fn progress(&self) -> Progress {
        self.lock().progress
    }

    pub(super) fn round_begins(&self, feeds: u32) {
        self.change(|changes| {
            // A feed that is polled by hand joins the round that is under way.
            changes.progress.feeds_total += feeds;
        });
    }

    pub(super) fn round_ends(&self, failing: u32) {
        self.change(|changes| {
            changes.progress.failing = failing;
            end_of_round(&mut changes.progress);
        });
    }

    /// The store failed a round; so many of its feeds are not asked.
    pub(super) fn round_breaks_off(&self, left: u32) {
        self.change(|changes| {
            changes.progress.feeds_done += left;
            end_of_round(&mut changes.progress);
        });
    }

    pub(super) fn feed_done(&self, new: u32) {
        self.change(|changes| {
            changes.progress.feeds_done += 1;
            changes.progress.queued += new;
            changes.new += new;
        });
    }

    pub(super) fn queue_is(&self, queued: u32) {
        self.change(|changes| changes.progress.queued = queued);
    }

    pub(super) fn digested(&self, entry: EntryId) {
        self.change(|changes| {
            changes.progress.queued = changes.progress.queued.saturating_sub(1);
            if changes.digested.len() < DIGESTED_MAX {
                changes.digested.push(entry);
            }
        });
    }

    pub(super) fn compared(&self, joined: u32) {
        self.change(|changes| changes.joined += joined);
    }

    pub(super) fn network_is(&self, down: bool) {
        self.change(|changes| changes.progress.no_network = down);
    }

    pub(super) fn trimmed(&self, stories: u32) {
        self.change(|changes| changes.trimmed += stories);
    }

    pub(super) fn complain(&self, words: CleanText) {
        self.change(|changes| changes.complaint = Some(words));
    }

    fn change(&self, apply: impl FnOnce(&mut Changes)) {
        apply(&mut self.lock());
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Changes> {
        // A counter is right whatever the panicking holder was doing.
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn end_of_round(progress: &mut Progress) {
    if progress.feeds_done >= progress.feeds_total {
        progress.feeds_done = 0;
        progress.feeds_total = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_takes_the_counts_and_leaves_the_progress() {
        let activity = Activity::default();
        activity.round_begins(2);
        activity.feed_done(3);
        activity.digested(EntryId(1));
        let first = activity.take();
        assert_eq!((first.new, first.digested.len(), first.progress.queued), (3, 1, 2));
        let second = activity.take();
        assert_eq!((second.new, second.digested.len(), second.progress.feeds_done), (0, 0, 1));
    }

    #[test]
    fn a_complaint_is_heard_once() {
        let activity = Activity::default();
        activity.complain("the model is gone".into());
        assert_eq!(activity.take().complaint, Some("the model is gone".into()));
        assert_eq!(activity.take().complaint, None);
    }

    #[test]
    fn a_flood_stays_bounded() {
        let activity = Activity::default();
        for row in 0..10_000 {
            activity.digested(EntryId(row));
        }
        assert_eq!(activity.take().digested.len(), DIGESTED_MAX);
    }
}
