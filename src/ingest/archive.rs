//! Takes over what another reader kept: stories with what was read and marked there.

use std::path::Path;

use jiff::Timestamp;

use crate::domain::{EntryId, ParsedFeed, StatusChange};
use crate::feed;
use crate::store::entries::{self, Incoming, Kept};
use crate::store::newsboat::{NewsboatCache, OldStory};
use crate::store::{Store, StoreError, feeds, statuses};

/// What came of taking over an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenOver {
    /// Stories that were not here.
    pub stories: u32,
    /// Stories that are read now because they were read there.
    pub read: u32,
    /// Stories that are starred now because they had flags there.
    pub starred: u32,
}

/// Why an archive could not be taken over.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The other reader's file cannot be read.
    #[error("newsboat's cache cannot be read: {0}\nclose newsboat and import again")]
    Unreadable(rusqlite::Error),
    /// The reader's own store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes over the stories of newsboat's cache, of those feeds that are subscribed to. Blocking.
///
/// What the reader marked here stays: only stories that are new, or were never touched, get the other reader's marks.
///
/// # Errors
/// When either file cannot be read or written; what was taken over by then stays.
pub fn take_over_newsboat(cache: &Path, store: &Store, now: Timestamp) -> Result<TakenOver, ArchiveError> {
    let cache = NewsboatCache::open(cache).map_err(ArchiveError::Unreadable)?;
    let mut taken = TakenOver::default();
    for (name, url) in cache.feeds().map_err(ArchiveError::Unreadable)? {
        let Some(id) = store.read_now(move |db| feeds::find_by_url(db, &url))? else { continue };
        let old = cache.stories(&name).map_err(ArchiveError::Unreadable)?;
        let marks: Vec<(bool, bool)> = old.iter().map(|story| (story.read, story.flagged)).collect();
        let entries = old.into_iter().map(|OldStory { entry, .. }| entry).collect();
        let mut archive = ParsedFeed { entries, ..ParsedFeed::default() };
        feed::settle(&mut archive);
        let incoming = Incoming::new(archive);
        let of_feed = store.write_now(move |db| {
            let kept = entries::save_archive(db, id, &incoming, now)?;
            mark(db, &kept, &marks, now)
        })?;
        taken.stories += of_feed.stories;
        taken.read += of_feed.read;
        taken.starred += of_feed.starred;
    }
    Ok(taken)
}

/// Gives stories the marks that they had elsewhere.
fn mark(db: &rusqlite::Connection, kept: &[Kept], marks: &[(bool, bool)], now: Timestamp) -> rusqlite::Result<TakenOver> {
    let (mut read, mut starred): (Vec<EntryId>, Vec<EntryId>) = (Vec::new(), Vec::new());
    for (story, (was_read, was_flagged)) in kept.iter().zip(marks) {
        if story.is_new || statuses::is_untouched(db, story.id)? {
            read.extend(was_read.then_some(story.id));
            starred.extend(was_flagged.then_some(story.id));
        }
    }
    statuses::set_status(db, &read, StatusChange::Read(true), now)?;
    statuses::set_status(db, &starred, StatusChange::Starred(true), now)?;
    let stories = kept.iter().filter(|story| story.is_new).count() as u32;
    Ok(TakenOver { stories, read: read.len() as u32, starred: starred.len() as u32 })
}
