//! Stories out of the store, with what the documents say of them beside it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use color_eyre::eyre::Result;
use jiff::{Timestamp, ZonedDateTime};
use rusqlite::Connection;

use super::documents::{HeadlineDocument, StoryDocument, strings};
use crate::article;
use crate::domain::{EntryId, EntryStatus, Feed, FeedId, Headline, Story};
use crate::markup;
use crate::store::entries::RawEntry;
use crate::store::{Store, entries, feeds, reports, statuses};
use crate::text::CleanText;
use crate::text::search::alike;

/// A story with everything that its document says.
pub(super) struct Loaded {
    /// The story, with an article in any case.
    pub story: Story,
    status: Option<EntryStatus>,
    tags: Vec<String>,
    other_sources: Vec<CleanText>,
}

impl Loaded {
    /// Makes the document.
    pub fn document(&self) -> StoryDocument {
        let mut document = StoryDocument::new(&self.story, self.status, self.tags.clone());
        document.headline.sources.extend(strings(&self.other_sources));
        document
    }
}

/// Reads stories; ids that are gone are left out. One that is not digested yet gets its article from the feed's own text.
pub(super) fn load(store: &Store, ids: Vec<EntryId>, here: ZonedDateTime) -> Result<Vec<Loaded>> {
    let read = store.read_now(move |db| {
        let now = here.timestamp();
        let mut tags = Tags::default();
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(story) = entries::story(db, id, &here)? else { continue };
            let raw = if story.digested { None } else { entries::raw(db, id)? };
            let (status, tags) = (statuses::status(db, id)?, tags.of(db, &story.headline, now)?);
            let other_sources = reports::other_sources(db, id)?;
            found.push((Loaded { story, status, tags, other_sources }, raw));
        }
        Ok(found)
    })?;
    // Foreign HTML goes deep: it is read on a large stack, one for all of them.
    let made = markup::on_big_stack(move || read.into_iter().map(with_article).collect());
    made.map_err(|_| color_eyre::eyre::eyre!("reading a story ended in a fault of the program\nplease report it"))
}

fn with_article((mut loaded, raw): (Loaded, Option<RawEntry>)) -> Loaded {
    if let Some(raw) = raw {
        let html = raw.content_html.or(raw.summary_html).unwrap_or_default();
        loaded.story.article = article::from_feed(&html, raw.url.as_ref());
    }
    loaded
}

/// Makes the documents of headlines.
pub(super) fn documents(db: &Connection, headlines: &[Headline], now: Timestamp) -> rusqlite::Result<Vec<HeadlineDocument>> {
    let mut tags = Tags::default();
    let document = |headline: &Headline| {
        let status = statuses::status(db, headline.key.id)?;
        let mut document = HeadlineDocument::new(headline, status, tags.of(db, headline, now)?);
        document.sources.extend(strings(&reports::other_sources(db, headline.key.id)?));
        Ok(document)
    };
    headlines.iter().map(document).collect()
}

/// The tags of feeds, read once each.
#[derive(Default)]
struct Tags(HashMap<FeedId, Vec<String>>);

impl Tags {
    /// Returns the tags of a story: its own, then those of its feed that are not among them.
    fn of(&mut self, db: &Connection, headline: &Headline, now: Timestamp) -> rusqlite::Result<Vec<String>> {
        let mut tags = strings(&headline.tags);
        for tag in self.of_feed(db, headline.feed, now)? {
            if !tags.iter().any(|known| alike(known, tag)) {
                tags.push(tag.clone());
            }
        }
        Ok(tags)
    }

    fn of_feed(&mut self, db: &Connection, feed: FeedId, now: Timestamp) -> rusqlite::Result<&[String]> {
        Ok(match self.0.entry(feed) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let tags = feeds::get(db, feed, now)?.map(|feed: Feed| strings(&feed.settings.tags)).unwrap_or_default();
                unknown.insert(tags)
            }
        })
    }
}
