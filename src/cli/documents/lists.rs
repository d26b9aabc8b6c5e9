//! Feeds, people and places as their lists and pages show them, and what `check` found.

use jiff::Timestamp;
use serde::Serialize;

use super::story::HeadlineDocument;
use super::strings;
use crate::article;
use crate::domain::{
    EntryId, Feed, FeedId, ParsedEntry, ParsedFeed, PersonId, PersonJoin, PersonPage, PersonSummary, PhraseMemory, PlaceId,
    PlaceSummary,
};
use crate::text::CleanText;

/// What `check` answers.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct CheckDocument {
    pub title: String,
    pub entries: Vec<EntryDocument>,
    pub complaints: Vec<String>,
}

/// An entry of a feed that was checked.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct EntryDocument {
    pub title: String,
    pub link: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub author: Option<String>,
    pub id: Option<String>,
    /// The beginning of its own text.
    pub text: String,
    pub comments: Option<String>,
    pub enclosures: Vec<String>,
}

/// How much of a text `check` tells, in characters.
const TOLD_CHARS: usize = 240;

impl CheckDocument {
    /// Makes the document of a feed.
    pub fn new(feed: &ParsedFeed) -> Self {
        let entries = feed.entries.iter().map(|entry| EntryDocument {
            title: if entry.untitled { String::new() } else { entry.title.to_string() },
            link: entry.url.as_ref().map(ToString::to_string),
            published: entry.published.or(entry.updated),
            updated: entry.updated,
            author: (!entry.authors.is_empty()).then(|| strings(&entry.authors).join(", ")),
            id: entry.id.as_ref().map(ToString::to_string),
            text: beginning(entry),
            comments: entry.comments.as_ref().map(ToString::to_string),
            enclosures: entry.enclosures.iter().map(|file| file.url.to_string()).collect(),
        });
        Self { title: feed.title.to_string(), entries: entries.collect(), complaints: strings(&feed.complaints) }
    }
}

/// Returns the beginning of an entry's own text as it would be read.
fn beginning(entry: &ParsedEntry) -> String {
    let html = entry.content_html.as_deref().or(entry.summary_html.as_deref()).unwrap_or_default();
    article::from_feed(html, entry.url.as_ref()).text().chars().take(TOLD_CHARS).collect()
}

/// A feed of `feeds --json`.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct FeedDocument {
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
    /// What came last, in words.
    pub answer: Option<String>,
    /// Why it is not asked sooner, in words.
    pub plan: Option<String>,
    /// Where it says that it has moved, until that is believed.
    pub moved_to: Option<String>,
    /// Whether its server said that it is gone for good.
    pub gone: bool,
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
            answer: feed.poll.answer.as_ref().map(ToString::to_string),
            plan: feed.poll.plan.as_ref().map(ToString::to_string),
            moved_to: feed.poll.moved.as_ref().map(|moved| moved.to.to_string()),
            gone: feed.poll.gone,
            stories: feed.stories,
            unread: feed.unread,
            weekly: feed.weekly,
        }
    }
}

/// A line of `people --json`.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct PersonLine {
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
pub(in crate::cli) struct PlaceLine {
    pub id: PlaceId,
    pub name: String,
    pub geonameid: Option<u32>,
    pub country: Option<String>,
    pub region: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub stories: u32,
}

impl PlaceLine {
    /// Makes the line of a place.
    pub fn new(place: &PlaceSummary) -> Self {
        let PlaceSummary { id, name, geonameid, country, region, lat, lon, stories } = place;
        let text = |text: &Option<CleanText>| text.as_ref().map(ToString::to_string);
        Self {
            id: *id,
            name: name.to_string(),
            geonameid: *geonameid,
            country: text(country),
            region: text(region),
            lat: *lat,
            lon: *lon,
            stories: *stories,
        }
    }
}

/// What `person --json` holds.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct PersonPageDocument {
    pub id: PersonId,
    pub name: String,
    pub aliases: Vec<String>,
    pub joins: Vec<JoinDocument>,
    pub remembered: Vec<MemoryDocument>,
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

/// Why a form of the name is the person's; `story` is the first in which it was, where that is still there.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct JoinDocument {
    pub name: String,
    pub reason: &'static str,
    pub story: Option<EntryId>,
}

/// For how many stories, which fade with their age, a form of the name was a person, a place, anything else, and a surname.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct MemoryDocument {
    pub name: String,
    pub person: f64,
    pub place: f64,
    pub other: f64,
    pub surname: f64,
}

impl MemoryDocument {
    /// Makes the document of a form of a name.
    pub fn new(name: &str, memory: PhraseMemory) -> Self {
        let PhraseMemory { person, place, other, surname } = memory;
        let short = |weight: f64| (weight * 100.0).round() / 100.0;
        Self { name: name.to_owned(), person: short(person), place: short(place), other: short(other), surname: short(surname) }
    }
}

/// A role with the number of stories that give it.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct RoleDocument {
    pub role: String,
    pub stories: u32,
}

/// A day with the number of its stories.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct DayDocument {
    pub day: String,
    pub stories: u32,
}

impl PersonPageDocument {
    /// Makes the document of a person's page, of the documents of its headlines and of what is remembered of the name.
    pub fn new(page: &PersonPage, newest: Vec<HeadlineDocument>, remembered: &[(String, PhraseMemory)]) -> Self {
        let roles = page.roles.iter().map(|(role, stories)| RoleDocument { role: role.to_string(), stories: *stories });
        let days = page.days.iter().map(|day| DayDocument { day: date(day.day), stories: day.stories });
        Self {
            id: page.id,
            name: page.name.to_string(),
            aliases: strings(&page.aliases),
            joins: page.joins.iter().map(join).collect(),
            remembered: remembered.iter().map(|(name, memory)| MemoryDocument::new(name, *memory)).collect(),
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

fn join(join: &PersonJoin) -> JoinDocument {
    JoinDocument { name: join.name.to_string(), reason: join.reason.name(), story: join.story.as_ref().map(|(id, _)| *id) }
}

/// Writes a day, counted from 1970, as 2026-11-23.
fn date(day: i32) -> String {
    let time = Timestamp::from_second(i64::from(day) * 86_400).unwrap_or(Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_a_date() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(20_780), "2026-11-23");
    }
}
