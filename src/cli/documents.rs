//! The JSON documents: fields are added, never renamed.
//!
//! Addresses are written without passwords, times as RFC 3339 in UTC, places in texts as characters.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{
    Article, Block, EntryId, EntryStatus, Feed, FeedId, Field, FoundPerson, FoundPlace, Headline, Names, ParsedFeed, PersonId,
    PersonPage, PersonSummary, Picture, PlaceId, PlaceSummary, Story, TextRange,
};

/// A feed as other documents name it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FeedName {
    pub id: FeedId,
    pub title: String,
}

/// A line of `list` and `search`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct HeadlineDocument {
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
    /// Makes the document of a headline, what else is known of its entry, and its feed's tags.
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

/// A picture.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ImageDocument {
    pub url: Option<String>,
    pub caption: String,
}

impl ImageDocument {
    fn new(picture: &Picture) -> Self {
        Self { url: picture.url.as_ref().map(ToString::to_string), caption: picture.caption.to_string() }
    }
}

/// A piece of an article.
#[derive(Clone, Debug, Serialize)]
pub(super) struct BlockDocument {
    pub kind: &'static str,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl BlockDocument {
    fn new(block: &Block) -> Self {
        let kind = match block {
            Block::Paragraph(_) => "paragraph",
            Block::Heading { .. } => "heading",
            Block::Quote(_) => "quote",
            Block::List(_) => "list",
            Block::Code { .. } => "code",
            Block::Table { .. } => "table",
            Block::Picture(_) => "image",
            Block::Rule => "rule",
        };
        let mut document = Self { kind, text: block.text().into_owned(), level: None, items: None, url: None };
        match block {
            Block::Heading { level, .. } => document.level = Some(*level),
            Block::List(items) => document.items = Some(items.iter().map(|item| item.text.text.to_string()).collect()),
            Block::Picture(picture) => {
                document.text = picture.caption.to_string();
                document.url = picture.url.as_ref().map(ToString::to_string);
            }
            _ => {}
        }
        document
    }
}

/// What `extract` answers.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ArticleDocument {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub site: Option<String>,
    pub published: Option<Timestamp>,
    pub lang: Option<String>,
    pub image: Option<ImageDocument>,
    pub text: String,
    pub blocks: Vec<BlockDocument>,
}

impl ArticleDocument {
    /// Makes the document of an article.
    pub fn new(article: &Article) -> Self {
        Self {
            title: article.title.as_ref().map(ToString::to_string),
            byline: article.byline.as_ref().map(ToString::to_string),
            site: article.site.as_ref().map(ToString::to_string),
            published: article.published,
            lang: article.lang.as_ref().map(ToString::to_string),
            image: article.picture.as_ref().map(ImageDocument::new),
            text: article.text(),
            blocks: article.blocks.iter().map(BlockDocument::new).collect(),
        }
    }
}

/// A person beside a text; `stories` is left out where there is no store.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PersonDocument {
    pub id: i64,
    pub name: String,
    pub role: Option<String>,
    pub aliases: Vec<String>,
    pub count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stories: Option<u32>,
}

/// A place beside a text; `stories` is left out where there is no store.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PlaceDocument {
    pub id: i64,
    pub name: String,
    pub geonameid: Option<u32>,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub aliases: Vec<String>,
    pub count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stories: Option<u32>,
}

/// Where somebody or somewhere is named.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct MentionDocument {
    #[serde(rename = "in")]
    pub field: Field,
    pub start: usize,
    pub end: usize,
    pub text: String,
    pub kind: &'static str,
    pub id: i64,
}

/// What `names` answers.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NamesDocument {
    pub people: Vec<PersonDocument>,
    pub places: Vec<PlaceDocument>,
    pub mentions: Vec<MentionDocument>,
}

impl NamesDocument {
    /// Makes the document of the names of a text; the numbers of people and places hold in this document only.
    pub fn new(names: &Names, title: &str, text: &str) -> Self {
        let mut mentions = Mentions::default();
        let people = names.people.iter().enumerate().map(|found| found_person(found, &mut mentions)).collect();
        let places = names.places.iter().enumerate().map(|found| found_place(found, &mut mentions)).collect();
        Self { people, places, mentions: mentions.written(title, text) }
    }
}

fn found_person<'a>((number, person): (usize, &'a FoundPerson), mentions: &mut Mentions<'a>) -> PersonDocument {
    let id = number as i64 + 1;
    mentions.add("person", id, &person.mentions);
    PersonDocument {
        id,
        name: person.name.to_string(),
        role: person.role.as_ref().map(ToString::to_string),
        aliases: strings(&person.aliases),
        count: person.mentions.len(),
        stories: None,
    }
}

fn found_place<'a>((number, place): (usize, &'a FoundPlace), mentions: &mut Mentions<'a>) -> PlaceDocument {
    let id = number as i64 + 1;
    mentions.add("place", id, &place.mentions);
    PlaceDocument {
        id,
        name: place.name.to_string(),
        geonameid: place.geonameid,
        country: place.country.as_ref().map(ToString::to_string),
        lat: place.lat,
        lon: place.lon,
        aliases: strings(&place.aliases),
        count: place.mentions.len(),
        stories: None,
    }
}

/// What `show --json` and each line of `export --jsonl` hold.
#[derive(Clone, Debug, Serialize)]
pub(super) struct StoryDocument {
    #[serde(flatten)]
    pub headline: HeadlineDocument,
    pub byline: Option<String>,
    pub site: Option<String>,
    pub lang: Option<String>,
    pub minutes: u32,
    pub image: Option<ImageDocument>,
    pub text: String,
    pub blocks: Vec<BlockDocument>,
    pub people: Vec<PersonDocument>,
    pub places: Vec<PlaceDocument>,
    pub mentions: Vec<MentionDocument>,
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
            lat: place.lat,
            lon: place.lon,
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
            people: people.collect(),
            places: places.collect(),
            mentions,
            text: article.text,
            blocks: article.blocks,
        }
    }
}

/// Returns who wrote a story: as its page says, else as the feed says.
pub(super) fn byline(story: &Story) -> Option<Cow<'_, str>> {
    match &story.article.byline {
        Some(byline) => Some(Cow::Borrowed(byline.as_str())),
        None if story.authors.is_empty() => None,
        None => Some(Cow::Owned(strings(&story.authors).join(", "))),
    }
}

/// What `check` answers.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CheckDocument {
    pub title: String,
    pub entries: Vec<EntryDocument>,
    pub complaints: Vec<String>,
}

/// An entry of a feed that was checked.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EntryDocument {
    pub title: String,
    pub link: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub author: Option<String>,
    pub id: Option<String>,
}

impl CheckDocument {
    /// Makes the document of a feed.
    pub fn new(feed: &ParsedFeed) -> Self {
        let entries = feed.entries.iter().map(|entry| EntryDocument {
            title: entry.title.to_string(),
            link: entry.url.as_ref().map(ToString::to_string),
            published: entry.published,
            updated: entry.updated,
            author: (!entry.authors.is_empty()).then(|| strings(&entry.authors).join(", ")),
            id: entry.id.as_ref().map(ToString::to_string),
        });
        Self { title: feed.title.to_string(), entries: entries.collect(), complaints: strings(&feed.complaints) }
    }
}

/// A feed of `feeds --json`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FeedDocument {
    pub id: FeedId,
    pub title: String,
    pub url: String,
    pub home: Option<String>,
    pub folder: Option<String>,
    pub tags: Vec<String>,
    pub paused: bool,
    pub last_poll: Option<Timestamp>,
    pub next_poll: Option<Timestamp>,
    pub last_error: Option<String>,
    pub failures: u32,
    pub stories: u32,
    pub unread: u32,
    pub weekly: f32,
}

impl FeedDocument {
    /// Makes the document of a feed.
    pub fn new(feed: &Feed) -> Self {
        Self {
            id: feed.id,
            title: feed.title().to_string(),
            url: feed.url.to_string(),
            home: feed.home.as_ref().map(ToString::to_string),
            folder: feed.settings.folder.as_ref().map(ToString::to_string),
            tags: strings(&feed.settings.tags),
            paused: feed.settings.paused,
            last_poll: feed.poll.last_poll,
            next_poll: feed.poll.next_poll,
            last_error: feed.poll.last_error.as_ref().map(ToString::to_string),
            failures: feed.poll.failures,
            stories: feed.stories,
            unread: feed.unread,
            weekly: feed.weekly,
        }
    }
}

/// A line of `people --json`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PersonLine {
    pub id: PersonId,
    pub name: String,
    pub role: Option<String>,
    pub stories: u32,
    pub rising: i32,
}

impl PersonLine {
    /// Makes the line of a person.
    pub fn new(person: &PersonSummary) -> Self {
        let PersonSummary { id, name, role, stories, rising } = person;
        let role = role.as_ref().map(ToString::to_string);
        Self { id: *id, name: name.to_string(), role, stories: *stories, rising: *rising }
    }
}

/// A line of `places --json`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PlaceLine {
    pub id: PlaceId,
    pub name: String,
    pub geonameid: Option<u32>,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub stories: u32,
}

impl PlaceLine {
    /// Makes the line of a place.
    pub fn new(place: &PlaceSummary) -> Self {
        let PlaceSummary { id, name, geonameid, country, lat, lon, stories } = place;
        let country = country.as_ref().map(ToString::to_string);
        Self { id: *id, name: name.to_string(), geonameid: *geonameid, country, lat: *lat, lon: *lon, stories: *stories }
    }
}

/// What `person --json` holds.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PersonPageDocument {
    pub id: PersonId,
    pub name: String,
    pub aliases: Vec<String>,
    pub roles: Vec<RoleDocument>,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    pub stories: u32,
    pub sources: u32,
    pub days: Vec<DayDocument>,
    pub together: Vec<PersonLine>,
    pub places: Vec<PlaceLine>,
    pub newest: Vec<HeadlineDocument>,
}

/// A role with the number of stories that give it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RoleDocument {
    pub role: String,
    pub stories: u32,
}

/// A day with the number of its stories.
#[derive(Clone, Debug, Serialize)]
pub(super) struct DayDocument {
    pub day: String,
    pub stories: u32,
}

impl PersonPageDocument {
    /// Makes the document of a person's page and the documents of its headlines.
    pub fn new(page: &PersonPage, newest: Vec<HeadlineDocument>) -> Self {
        let roles = page.roles.iter().map(|(role, stories)| RoleDocument { role: role.to_string(), stories: *stories });
        let days = page.days.iter().map(|day| DayDocument { day: date(day.day), stories: day.stories });
        Self {
            id: page.id,
            name: page.name.to_string(),
            aliases: strings(&page.aliases),
            roles: roles.collect(),
            first_seen: page.first_seen,
            last_seen: page.last_seen,
            stories: page.stories,
            sources: page.sources,
            days: days.collect(),
            together: page.together.iter().map(PersonLine::new).collect(),
            places: page.places.iter().map(PlaceLine::new).collect(),
            newest,
        }
    }
}

/// Writes a day, counted from 1970, as 2026-11-23.
fn date(day: i32) -> String {
    let time = Timestamp::from_second(i64::from(day) * 86_400).unwrap_or(Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%d").to_string()
}

/// Returns clean texts as plain strings.
pub(super) fn strings(texts: &[crate::text::CleanText]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// Mentions that are being gathered.
#[derive(Default)]
struct Mentions<'a>(Vec<(&'a TextRange, &'static str, i64)>);

impl<'a> Mentions<'a> {
    fn add(&mut self, kind: &'static str, id: i64, ranges: &'a [TextRange]) {
        self.0.extend(ranges.iter().map(|range| (range, kind, id)));
    }

    /// Writes the mentions in the order of the story, with their places counted in characters.
    fn written(mut self, title: &str, text: &str) -> Vec<MentionDocument> {
        self.0.sort_by_key(|(range, _, _)| (range.field, range.bytes.start, range.bytes.end));
        let mut counters = [Counter::new(title), Counter::new(text)];
        let mention = |(range, kind, id): (&TextRange, &'static str, i64)| {
            let counter = &mut counters[usize::from(range.field == Field::Text)];
            // A store that other hands changed may hold ranges that fit no text.
            let text = counter.text.get(range.bytes.clone())?;
            let start = counter.chars_before(range.bytes.start);
            Some(MentionDocument {
                field: range.field,
                start,
                end: start + text.chars().count(),
                text: text.to_owned(),
                kind,
                id,
            })
        };
        self.0.into_iter().filter_map(mention).collect()
    }
}

/// Counts characters from the beginning of a text, each stretch once.
struct Counter<'a> {
    text: &'a str,
    bytes: usize,
    chars: usize,
}

impl<'a> Counter<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, bytes: 0, chars: 0 }
    }

    /// Returns how many characters stand before the byte, which is not before the one asked last.
    fn chars_before(&mut self, byte: usize) -> usize {
        self.chars += self.text[self.bytes..byte].chars().count();
        self.bytes = byte;
        self.chars
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_counted_in_characters() {
        let text = "Zoë met Ines Okafor in Zürich. Okafor left.";
        let range = |needle: &str, nth: usize| {
            let at = text.match_indices(needle).nth(nth).unwrap().0;
            TextRange { field: Field::Text, bytes: at..at + needle.len() }
        };
        let title = TextRange { field: Field::Title, bytes: 0..6 };
        let people = FoundPerson {
            name: "Ines Okafor".into(),
            role: None,
            aliases: vec!["Okafor".into()],
            mentions: vec![title, range("Ines Okafor", 0), range("Okafor", 1)],
        };
        let places = FoundPlace {
            name: "Zürich".into(),
            geonameid: None,
            country: None,
            region: None,
            lat: None,
            lon: None,
            sure: true,
            aliases: Vec::new(),
            mentions: vec![range("Zürich", 0), TextRange { field: Field::Text, bytes: 9_000..9_010 }],
        };
        let names = Names { people: vec![people], places: vec![places] };
        let document = NamesDocument::new(&names, "Okafor in town", text);
        let shown: Vec<_> = document.mentions.iter().map(|m| (m.start, m.end, m.text.as_str(), m.kind)).collect();
        assert_eq!(
            shown,
            [
                (0, 6, "Okafor", "person"),
                (8, 19, "Ines Okafor", "person"),
                (23, 29, "Zürich", "place"),
                (31, 37, "Okafor", "person"),
            ]
        );
        let letters: Vec<char> = text.chars().collect();
        for mention in document.mentions.iter().filter(|mention| mention.field == Field::Text) {
            assert_eq!(letters[mention.start..mention.end].iter().collect::<String>(), mention.text);
        }
    }

    #[test]
    fn a_day_is_written_as_a_date() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(20_780), "2026-11-23");
    }
}
