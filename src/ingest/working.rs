//! Which stories are worked on just now: a try is counted in the store when the work on a story's text begins, and taken back when it
//! is let go of in order. What stays counts the times that the program was ended over it.
//!
//! Waiting for a server is no work: whoever waits has let go of the story.

use std::collections::HashSet;
use std::sync::Mutex;

use super::{Context, lock};
use crate::domain::EntryId;
use crate::store::{StoreError, queue};

/// So many times work on a story may have ended with the program before it is stored with its text and without names.
pub(super) const BEGUN_MAX: u32 = 3;
/// So many times before its text is not read either.
pub(super) const BEGUN_PLAIN_MAX: u32 = 2 * BEGUN_MAX;

/// The stories in work.
#[derive(Debug, Default)]
pub(super) struct Working(Mutex<HashSet<EntryId>>);

impl Context {
    /// Notes that the text of a story is worked on from here; nothing where it is already.
    pub(super) async fn work_begins(&self, id: EntryId) -> Result<(), StoreError> {
        if lock(&self.working.0).insert(id) {
            self.store.write(move |db| queue::begin(db, id)).await?;
        }
        Ok(())
    }

    /// Notes that a story waits for something else, and is worked on later.
    pub(super) async fn work_rests(&self, id: EntryId) -> Result<(), StoreError> {
        if lock(&self.working.0).remove(&id) {
            self.store.write(move |db| queue::rest(db, id)).await?;
        }
        Ok(())
    }

    /// Notes that the work on a story has ended, well or not.
    pub(super) fn work_ended(&self, id: EntryId) {
        lock(&self.working.0).remove(&id);
    }

    /// Lets go of all stories that were worked on by tasks that are cancelled: they are in the queue as if nobody had begun.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn let_go(&self) -> Result<(), StoreError> {
        let ids: Vec<EntryId> = lock(&self.working.0).drain().collect();
        if ids.is_empty() {
            return Ok(());
        }
        self.store.write(move |db| ids.iter().try_for_each(|id| queue::rest(db, *id))).await
    }
}
