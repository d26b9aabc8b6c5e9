//! Entries: what a feed says, and what the reader did with it.

use std::fmt;

use jiff::Timestamp;

use super::WebUrl;
use crate::text::CleanText;

/// What makes an entry the same as yesterday's within its feed. Opaque; equal keys, same entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKey(pub String);

impl fmt::Display for EntryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An attached file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosure {
    /// Where it is.
    pub url: WebUrl,
    /// Its media type as the feed says it.
    pub media_type: Option<CleanText>,
    /// Its size in bytes as the feed says it.
    pub bytes: Option<u64>,
    /// How long it plays, in seconds, as the feed says it.
    pub seconds: Option<u32>,
}

/// An item as the feed sent it, cleaned but for its HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedEntry {
    /// Which entry it is.
    pub key: EntryKey,
    /// The `guid` or `id` as written.
    pub id: Option<CleanText>,
    /// Its title; when it has none, its first words, else the name of its file or the address of its page.
    pub title: CleanText,
    /// Whether the feed gives it no title of its own.
    pub untitled: bool,
    /// The address of its page.
    pub url: Option<WebUrl>,
    /// The address where it is discussed.
    pub comments: Option<WebUrl>,
    /// Who wrote it, as the feed says.
    pub authors: Vec<CleanText>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// The feed's summary, as foreign HTML; clean it before use.
    pub summary_html: Option<String>,
    /// The feed's full text, as foreign HTML; clean it before use.
    pub content_html: Option<String>,
    /// Attached files.
    pub enclosures: Vec<Enclosure>,
    /// By what it is known if its feed gives it another id.
    pub marks: EntryMarks,
    /// Hash of the words of its text, without numbers and markup; with the title, all that decides whether its page is fetched again.
    pub substance: i64,
    /// Hash of all that is seen of its text, numbers included.
    pub seen: i64,
    /// Hash of everything above that a later version may change; equal hash, nothing to write.
    pub fingerprint: [u8; 16],
}

/// Hashes by which an entry is known when its key is another one than yesterday; `None` where that tells nothing, as with a page
/// that several entries of one document share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryMarks {
    /// Of the page that it leads to.
    pub page: Option<i64>,
    /// Of its title and the moment when it was published.
    pub words: Option<i64>,
}

/// What the reader did with an entry, and when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryStatus {
    /// Whether it was read.
    pub read: bool,
    /// Whether it is starred.
    pub starred: bool,
    /// Whether it is kept for later.
    pub later: bool,
    /// When it came in.
    pub arrived: Timestamp,
}

/// One change of an entry's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusChange {
    /// Read or unread.
    Read(bool),
    /// Starred or not.
    Starred(bool),
    /// Kept for later or not.
    Later(bool),
}
