//! The edition: what came since the reader last looked, the greatest of it first.

use jiff::{SignedDuration, Timestamp};

use super::page_lists::Column;
use crate::domain::Edition;
use crate::ui::look::{Look, counted};

/// How far back the edition goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditionSpan {
    /// To when the reader last looked.
    Looked,
    /// A day.
    Day,
    /// Three days.
    ThreeDays,
    /// A week.
    Week,
}

/// Which edition was asked for last; an answer to an older wish is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditionAsked {
    /// How far back it goes.
    pub span: EditionSpan,
    /// Since when that was.
    pub since: Timestamp,
}

impl EditionSpan {
    /// Returns the next one; after the last comes the first.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Looked => Self::Day,
            Self::Day => Self::ThreeDays,
            Self::ThreeDays => Self::Week,
            Self::Week => Self::Looked,
        }
    }

    /// Returns since when; a reader who never looked before gets a day.
    pub fn since(self, looked: Option<Timestamp>, now: Timestamp) -> Timestamp {
        let hours = match (self, looked) {
            (Self::Looked, Some(looked)) => return looked,
            (Self::Looked | Self::Day, _) => 24,
            (Self::ThreeDays, _) => 72,
            (Self::Week, _) => 7 * 24,
        };
        now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(now)
    }
}

/// Returns the lists, what most sources tell of first.
pub(super) fn columns(edition: &Edition) -> [Column<'_>; 3] {
    let people = if edition.are_new { "NEW IN THE NEWS" } else { "IN THE NEWS" };
    [
        Column::Events("BIGGEST STORIES", &edition.events),
        Column::People(people, &edition.people),
        Column::Stories("WHAT YOU FOLLOW", &edition.followed),
    ]
}

/// Says what the edition is of.
pub(super) fn head(span: EditionSpan, edition: &Edition, look: &Look<'_>) -> String {
    let since = match span {
        EditionSpan::Looked => format!("since you last looked, {}", look.moment(edition.since)),
        EditionSpan::Day => "the last day".into(),
        EditionSpan::ThreeDays => "the last three days".into(),
        EditionSpan::Week => "the last week".into(),
    };
    let stories = counted(edition.stories, "story", "stories");
    format!("{since} · {stories} · {}", counted(edition.sources, "source", "sources"))
}

/// Says why a list is empty.
pub(super) fn nothing(column: usize) -> &'static str {
    match column {
        0 => "Nothing came.",
        1 => "Nobody new.",
        _ => "Nothing. Follow a person, a place or a feed, and what comes of it stands here.",
    }
}
