//! Feeds: what the reader subscribed to, and what a server said of it last.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FeedId, FeedUrl, ParsedEntry, WebUrl};
use crate::text::CleanText;

/// Where the text of a story comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FullText {
    /// The page is fetched when the feed's own text is not the whole story.
    #[default]
    Auto,
    /// The feed's own text, always.
    Feed,
    /// The story's page, always.
    Page,
}

/// The validators of a conditional request, as the server gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` header, whole.
    pub etag: Option<String>,
    /// The `Last-Modified` header, whole.
    pub last_modified: Option<String>,
    /// The hash of the last body, in hexadecimal; a body with the same hash counts as unchanged.
    pub body_hash: Option<String>,
}

/// When a feed wants to be asked, as it says itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Minutes for which it asks not to be polled again (`ttl`, or `sy:updatePeriod` and `sy:updateFrequency`).
    pub minutes: Option<u32>,
    /// Hours of the day, in UTC, in which it wants to be left alone (`skipHours`): bit 0 is the first.
    pub skip_hours: u32,
    /// Days of the week, in UTC, on which it wants to be left alone (`skipDays`): bit 0 is Monday.
    pub skip_days: u8,
}

/// Where a feed says that it has moved for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The new address.
    pub to: FeedUrl,
    /// How many good answers in a row came from there.
    pub reads: u32,
}

impl Move {
    /// So many good answers in a row make the new address the feed's own.
    pub const READS: u32 = 2;
}

/// What polling knows of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollState {
    /// What the next conditional request sends.
    pub validators: Validators,
    /// When the server was last asked.
    pub last_poll: Option<Timestamp>,
    /// When it is asked next; `None` is at once.
    pub next_poll: Option<Timestamp>,
    /// Why the last poll failed, in words; `None` after a good one.
    pub last_error: Option<CleanText>,
    /// How many polls failed in a row.
    pub failures: u32,
    /// What came last, in words.
    pub answer: Option<CleanText>,
    /// Why it is not asked sooner, in words.
    pub plan: Option<CleanText>,
    /// Where it says that it has moved, until that is believed.
    pub moved: Option<Move>,
    /// Whether its server said that it is gone for good: it is not asked by itself any more.
    pub gone: bool,
}

/// What the reader can set for one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedSettings {
    /// The reader's own title; wins over the feed's.
    pub title: Option<CleanText>,
    /// The folder that the feed stands in; levels are told apart by `/`.
    pub folder: Option<CleanText>,
    /// The feed's tags.
    pub tags: Vec<CleanText>,
    /// Minutes between polls; `None` follows the config.
    pub interval_minutes: Option<u32>,
    /// Where the text of its stories comes from; `None` follows the config.
    pub full_text: Option<FullText>,
    /// Whether polling pauses.
    pub paused: bool,
}

/// A subscription.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// Its row.
    pub id: FeedId,
    /// Its address.
    pub url: FeedUrl,
    /// The address that was subscribed to, where the feed has moved since.
    pub first_url: Option<FeedUrl>,
    /// The title that the feed gives itself, or its host until the first poll.
    pub own_title: CleanText,
    /// The web site it belongs to.
    pub home: Option<WebUrl>,
    /// What the reader has set.
    pub settings: FeedSettings,
    /// What polling knows.
    pub poll: PollState,
    /// When it was subscribed to.
    pub added: Timestamp,
    /// Stored entries.
    pub stories: u32,
    /// Unread entries.
    pub unread: u32,
    /// Entries in a week: those of the last 28 days, counted over the time that they span where the feed is younger than that.
    pub weekly: f32,
    /// Entries of the last two days.
    pub lately: u32,
}

impl Feed {
    /// Returns the title to show: the reader's, else the feed's own.
    pub fn title(&self) -> &CleanText {
        self.settings.title.as_ref().unwrap_or(&self.own_title)
    }
}

/// What a reader of feeds made of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParsedFeed {
    /// The feed's title; empty when it gives none.
    pub title: CleanText,
    /// The web site that it belongs to.
    pub home: Option<WebUrl>,
    /// Its language tag as written, such as `en-US`.
    pub lang: Option<CleanText>,
    /// When it wants to be asked.
    pub wishes: Wishes,
    /// Its entries in the order of the document.
    pub entries: Vec<ParsedEntry>,
    /// What was wrong with the document, in words, for the reader: "line 12: undefined entity &nbsp;".
    pub complaints: Vec<CleanText>,
}
