//! The JSON documents: fields are added, never renamed.
//!
//! Addresses are written without passwords, times as RFC 3339 in UTC, places in texts as characters.

mod article;
mod lists;
mod names;
mod story;

pub(super) use article::ArticleDocument;
pub(super) use lists::{CheckDocument, FeedDocument, PersonLine, PersonPageDocument, PlaceLine};
pub(super) use names::{NamesDocument, PlaceDocument};
pub(super) use story::{FeedName, HeadlineDocument, StoryDocument, byline};

use crate::text::CleanText;

/// Returns clean texts as plain strings.
pub(super) fn strings(texts: &[CleanText]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}
