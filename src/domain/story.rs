//! What the screen shows: a line of the list, an opened story, the pages of people and places.

use jiff::Timestamp;

use super::{Article, Enclosure, EntryId, FeedId, GeoNameId, PersonId, PersonJoin, PlaceId, TextRange, WebUrl};
use crate::text::CleanText;

/// The place of a story in every list that is sorted by time: newest first, the later row first among equals.
///
/// `at` is when the story was published, or when it arrived if it claims the future or says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeadlineKey {
    /// When, to the millisecond.
    pub at: Timestamp,
    /// Which.
    pub id: EntryId,
}

/// One line of the list.
#[allow(clippy::struct_excessive_bools, reason = "each is one sign of the row, and they go together in every way")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Where it stands, and which entry it is.
    pub key: HeadlineKey,
    /// Its title; "(untitled)" when the feed gives none.
    pub title: CleanText,
    /// The address of its page.
    pub url: Option<WebUrl>,
    /// Its feed.
    pub feed: FeedId,
    /// Its feed's title.
    pub feed_title: CleanText,
    /// Whether it is unread.
    pub unread: bool,
    /// Whether it is starred.
    pub starred: bool,
    /// Whether it is kept for later.
    pub later: bool,
    /// Whether it is of something that the reader follows.
    pub followed: bool,
    /// How it stands to the other stories of its report.
    pub fold: Fold,
    /// The reader's tags on it, not those of its feed.
    pub tags: Vec<CleanText>,
    /// In search results: the sentence of the hit, each hit standing between the two [`Headline::HIT_MARKS`].
    ///
    /// The marks come in pairs, never nested, and stand nowhere else in the sentence.
    pub snippet: Option<CleanText>,
}

impl Headline {
    /// What opens and what closes a hit in a snippet.
    pub const HIT_MARKS: [char; 2] = ['⟦', '⟧'];

    /// Returns the place that the row has in its list: that of the row above, for one that was unfolded from it.
    pub fn slot(&self) -> HeadlineKey {
        if let Fold::Under(first) = self.fold { first } else { self.key }
    }

    /// Returns the unread stories that are folded into this row: whoever has read it has read them.
    pub fn folded_unread(&self) -> impl Iterator<Item = EntryId> + '_ {
        let others = match &self.fold {
            Fold::First { others, open: false } => others.as_slice(),
            _ => &[],
        };
        others.iter().filter(|other| other.unread).map(|other| other.id)
    }

    /// Returns its tags as they are shown: `#grain #harbour`; `None` when it has none.
    pub fn hashed_tags(&self) -> Option<String> {
        let tags: Vec<String> = self.tags.iter().map(|tag| format!("#{tag}")).collect();
        (!tags.is_empty()).then(|| tags.join(" "))
    }
}

/// How a row stands to the other stories of its report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// Nobody else carries it, or stories are not folded.
    #[default]
    Alone,
    /// The first of several.
    First {
        /// The others, the oldest first.
        others: Vec<Folded>,
        /// Whether they stand below this row; otherwise they have none.
        open: bool,
    },
    /// One of the others, standing below the row of this key.
    Under(HeadlineKey),
}

/// A story that is folded into the row of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folded {
    /// Which.
    pub id: EntryId,
    /// Whether it is unread.
    pub unread: bool,
}

/// A person beside a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPerson {
    /// Who.
    pub id: PersonId,
    /// The fullest name known.
    pub name: CleanText,
    /// The role that this story gives.
    pub role: Option<CleanText>,
    /// The forms that this story uses.
    pub aliases: Vec<CleanText>,
    /// In how many stories they stand, this one included.
    pub stories: u32,
    /// Stories of each of the last 14 days, the oldest first.
    pub days: Vec<u16>,
    /// Every mention in this story.
    pub mentions: Vec<TextRange>,
}

/// A place beside a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryPlace {
    /// Where.
    pub id: PlaceId,
    /// Its usual name.
    pub name: CleanText,
    /// Its `GeoNames` entry.
    pub geonameid: Option<GeoNameId>,
    /// ISO 3166 code of its country.
    pub country: Option<CleanText>,
    /// The first-level region that it lies in, by name.
    pub region: Option<CleanText>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Whether the choice among namesakes is certain.
    pub sure: bool,
    /// The forms that this story uses.
    pub aliases: Vec<CleanText>,
    /// In how many stories it stands, this one included.
    pub stories: u32,
    /// Every mention in this story.
    pub mentions: Vec<TextRange>,
}

/// An opened entry: everything that the three panes need.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Its line of the list.
    pub headline: Headline,
    /// Whether its title is only the beginning of its text, as with a note that has none.
    pub untitled: bool,
    /// Who wrote it, as the feed says.
    pub authors: Vec<CleanText>,
    /// Attached files, such as the sound of a podcast.
    pub enclosures: Vec<Enclosure>,
    /// The address where it is discussed, as its feed says; [`Story::comments`] knows more.
    pub comments: Option<WebUrl>,
    /// The readable body. Until the digester has been there, made of the feed's own text.
    pub article: Article,
    /// The people, those it is most about first.
    pub people: Vec<StoryPerson>,
    /// The places, those it is most about first.
    pub places: Vec<StoryPlace>,
    /// Whether the digester has been there: `false` shows that people and places are still to come.
    pub digested: bool,
    /// Why the page could not be had, in words, with the next try.
    pub trouble: Option<CleanText>,
}

#[cfg(test)]
impl Story {
    /// Returns a story without text, people and places, for tests.
    pub(crate) fn bare(title: &str) -> Self {
        let key = HeadlineKey { at: Timestamp::UNIX_EPOCH, id: EntryId(1) };
        let headline = Headline {
            key,
            title: title.into(),
            url: None,
            feed: FeedId(1),
            feed_title: "Wire".into(),
            unread: true,
            starred: false,
            later: false,
            followed: false,
            fold: Fold::Alone,
            tags: Vec::new(),
            snippet: None,
        };
        Self {
            headline,
            untitled: false,
            authors: Vec::new(),
            enclosures: Vec::new(),
            comments: None,
            article: Article::default(),
            people: Vec::new(),
            places: Vec::new(),
            digested: true,
            trouble: None,
        }
    }
}

/// Stories of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Whole days from 1 January 1970 to it, as days are where the reader is.
    pub day: i32,
    /// How many stories.
    pub stories: u32,
}

/// What came in a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Stories of after this moment.
    pub since: Timestamp,
    /// How many there are.
    pub stories: u32,
    /// Of how many sources.
    pub sources: u32,
    /// The events that most sources tell of: the newest story of each, and the number of sources.
    pub events: Vec<(Headline, u32)>,
    /// Those whom most sources name, with their stories of this time.
    pub people: Vec<PersonSummary>,
    /// Whether `people` are only those whom no older story names; otherwise there are no older stories.
    pub are_new: bool,
    /// Stories of what the reader follows, newest first.
    pub followed: Vec<Headline>,
}

/// A line of the index of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSummary {
    /// Who.
    pub id: PersonId,
    /// The fullest name known.
    pub name: CleanText,
    /// The role given most often.
    pub role: Option<CleanText>,
    /// In how many stories (of the asked time) they stand.
    pub stories: u32,
    /// Stories of the last 7 days less those of the 7 days before.
    pub rising: i32,
}

/// A line of the index of places.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceSummary {
    /// Where.
    pub id: PlaceId,
    /// Its usual name.
    pub name: CleanText,
    /// Its `GeoNames` entry.
    pub geonameid: Option<GeoNameId>,
    /// ISO 3166 code of its country.
    pub country: Option<CleanText>,
    /// The first-level region that it lies in, by name.
    pub region: Option<CleanText>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// In how many stories (of the asked time) it stands.
    pub stories: u32,
}

/// Everything about a person.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonPage {
    /// Who.
    pub id: PersonId,
    /// The fullest name known.
    pub name: CleanText,
    /// Other forms seen, the commonest first.
    pub aliases: Vec<CleanText>,
    /// Why these forms are theirs.
    pub joins: Vec<PersonJoin>,
    /// Roles given, with the number of stories, the commonest first.
    pub roles: Vec<(CleanText, u32)>,
    /// When the first story was published.
    pub first_seen: Timestamp,
    /// When the newest was.
    pub last_seen: Timestamp,
    /// How many stories.
    pub stories: u32,
    /// From how many feeds.
    pub sources: u32,
    /// The days of the last 90 with a story, the oldest first.
    pub days: Vec<Day>,
    /// Who stands in the same stories, with the number of these, the most first.
    pub together: Vec<PersonSummary>,
    /// Where these stories are, with the number of them, the most first.
    pub places: Vec<PlaceSummary>,
    /// The newest stories.
    pub newest: Vec<Headline>,
}

/// Everything about a place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacePage {
    /// Where, with the number of stories that name it.
    pub place: PlaceSummary,
    /// Of these, how many may mean another place of the name.
    pub unsure: u32,
    /// For a country or region: how many stories name it or a place in it; for others `None`.
    pub within: Option<u32>,
    /// Other forms seen.
    pub aliases: Vec<CleanText>,
    /// Who stands in the same stories, the most first.
    pub people: Vec<PersonSummary>,
    /// The newest stories: for a country or region, those of the places in it too.
    pub newest: Vec<Headline>,
}
