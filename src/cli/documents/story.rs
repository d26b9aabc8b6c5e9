//! Headlines and stories.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use super::article::{ArticleDocument, BlockDocument, ImageDocument};
use super::names::{LeftOutDocument, MentionDocument, Mentions, PersonDocument, PlaceDocument};
use super::strings;
use crate::domain::{Enclosure, EntryId, EntryStatus, FeedId, Headline, Story};

/// A feed as other documents name it.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct FeedName {
    pub id: FeedId,
    pub title: String,
}

/// A line of `list` and `search`.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct HeadlineDocument {
    pub id: EntryId,
    pub title: String,
    pub url: Option<String>,
    pub feed: FeedName,
    pub published: Timestamp,
    pub fetched: Option<Timestamp>,
    pub unread: bool,
    pub starred: bool,
    pub later: bool,
    pub tags: Vec<String>,
    pub sources: Vec<String>,
    pub snippet: Option<String>,
}

impl HeadlineDocument {
    /// Makes the document of a headline, what else is known of its entry, and its tags with its feed's.
    pub fn new(headline: &Headline, status: Option<EntryStatus>, tags: Vec<String>) -> Self {
        Self {
            id: headline.key.id,
            title: headline.title.to_string(),
            url: headline.url.as_ref().map(ToString::to_string),
            feed: FeedName { id: headline.feed, title: headline.feed_title.to_string() },
            published: headline.key.at,
            fetched: status.map(|status| status.arrived),
            unread: headline.unread,
            starred: headline.starred,
            later: headline.later,
            tags,
            sources: vec![headline.feed_title.to_string()],
            snippet: headline.snippet.as_ref().map(|snippet| snippet.replace(Headline::HIT_MARKS, "")),
        }
    }
}

/// An attached file.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct EnclosureDocument {
    pub url: String,
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    pub bytes: Option<u64>,
    pub seconds: Option<u32>,
}

impl EnclosureDocument {
    fn new(enclosure: &Enclosure) -> Self {
        Self {
            url: enclosure.url.to_string(),
            media_type: enclosure.media_type.as_ref().map(ToString::to_string),
            bytes: enclosure.bytes,
            seconds: enclosure.seconds,
        }
    }
}

/// What `show --json` and each line of `export --jsonl` hold.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct StoryDocument {
    #[serde(flatten)]
    pub headline: HeadlineDocument,
    pub byline: Option<String>,
    pub site: Option<String>,
    pub lang: Option<String>,
    pub minutes: u32,
    pub image: Option<ImageDocument>,
    pub enclosures: Vec<EnclosureDocument>,
    pub comments: Option<String>,
    pub text: String,
    pub blocks: Vec<BlockDocument>,
    pub people: Vec<PersonDocument>,
    pub places: Vec<PlaceDocument>,
    pub mentions: Vec<MentionDocument>,
    #[serde(flatten)]
    pub left_out: LeftOutDocument,
}

impl StoryDocument {
    /// Makes the document of a story.
    pub fn new(story: &Story, status: Option<EntryStatus>, tags: Vec<String>) -> Self {
        let article = ArticleDocument::new(&story.article);
        let mut mentions = Mentions::default();
        for person in &story.people {
            mentions.add("person", person.id.0, &person.mentions);
        }
        for place in &story.places {
            mentions.add("place", place.id.0, &place.mentions);
        }
        let mentions = mentions.written(&story.headline.title, &article.text);
        let people = story.people.iter().map(|person| PersonDocument {
            id: person.id.0,
            name: person.name.to_string(),
            role: person.role.as_ref().map(ToString::to_string),
            aliases: strings(&person.aliases),
            count: person.mentions.len(),
            stories: Some(person.stories),
        });
        let places = story.places.iter().map(|place| PlaceDocument {
            id: place.id.0,
            name: place.name.to_string(),
            geonameid: place.geonameid,
            country: place.country.as_ref().map(ToString::to_string),
            region: place.region.as_ref().map(ToString::to_string),
            lat: place.lat,
            lon: place.lon,
            sure: place.sure,
            aliases: strings(&place.aliases),
            count: place.mentions.len(),
            stories: Some(place.stories),
        });
        Self {
            headline: HeadlineDocument::new(&story.headline, status, tags),
            byline: byline(story).map(Cow::into_owned),
            site: article.site,
            lang: article.lang,
            minutes: story.article.minutes(),
            image: article.image,
            enclosures: story.enclosures.iter().map(EnclosureDocument::new).collect(),
            comments: story.comments().map(ToString::to_string),
            people: people.collect(),
            places: places.collect(),
            mentions,
            text: article.text,
            blocks: article.blocks,
            left_out: story.article.left_out.into(),
        }
    }
}

/// Returns who wrote a story: as its page says, else as the feed says.
pub(in crate::cli) fn byline(story: &Story) -> Option<Cow<'_, str>> {
    match &story.article.byline {
        Some(byline) => Some(Cow::Borrowed(byline.as_str())),
        None if story.authors.is_empty() => None,
        None => Some(Cow::Owned(strings(&story.authors).join(", "))),
    }
}
