//! Plain data that every part shares: feeds, entries, articles, people, places, stories.
//!
//! No I/O, no clock, no randomness. The words are those of the table in the architecture page.

mod article;
mod attached;
mod entity;
mod entry;
mod feed;
mod id;
mod memory;
mod person;
mod site;
mod story;
mod tag;
mod url;
mod whereabouts;

pub use article::{Article, ArticleNote, ArticleSource, Block, ListItem, Picture, RichText, Span, Style, WholePage};
pub use attached::{StoryLink, StoryLinkKind, size_in_words};
pub use entity::{
    Field, FoundPerson, FoundPlace, GeoNameId, KnownPerson, LeftOut, Names, PlaceKind, SourceHome, SourcePlace, TextRange,
};
pub use entry::{Enclosure, EntryKey, EntryMarks, EntryStatus, ParsedEntry, StatusChange};
pub use feed::{Feed, FeedSettings, FullText, Move, ParsedFeed, PollState, Validators, Wishes};
pub use id::{EntryId, FeedId, PersonId, PlaceId};
pub use memory::{MEMORY_DAYS, PhraseMemory};
pub use person::{Gender, JoinReason, PersonChange, PersonChanged, PersonJoin, PersonWord};
pub use site::SiteRule;
pub use story::{
    Day, Edition, Fold, Folded, Headline, HeadlineKey, PersonPage, PersonSummary, PlacePage, PlaceSummary, Story, StoryPerson,
    StoryPlace,
};
pub use tag::{STORY_TAGS_MAX, TAG_CHARS_MAX, TagUse, typed_tags};
pub use url::{FeedUrl, UrlError, WebUrl, hide_logins};
pub use whereabouts::{country_name, perhaps, whereabouts};
