//! People and places: as one story names them, and as the store knows them.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Gender, PersonId, PhraseMemory};
use crate::text::CleanText;

/// The number of a place in `GeoNames`.
pub type GeoNameId = u32;

/// Which text of a story a range counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The headline, as the feed gives it.
    Title,
    /// [`super::Article::text`].
    Text,
}

/// A stretch of a story: one mention of somebody or somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TextRange {
    /// Which text.
    pub field: Field,
    /// Bytes of it, on character boundaries.
    pub bytes: Range<usize>,
}

/// A person as one story names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPerson {
    /// The fullest form of the name in the story, without titles: "Sergey Lavrov".
    pub name: CleanText,
    /// The role that the story gives: "Foreign Minister".
    pub role: Option<CleanText>,
    /// What a title before the name says, or else the given name.
    pub gender: Option<Gender>,
    /// Other forms in the story, without titles: "Lavrov".
    pub aliases: Vec<CleanText>,
    /// Every mention, in the order of the story, title first.
    pub mentions: Vec<TextRange>,
}

/// How much of the map a place takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlaceKind {
    /// A country or territory with a code of its own.
    Country,
    /// A first-level region of a country, by the place's own name.
    Region,
    /// Anything else: a town, a county, a lake, a sea.
    #[default]
    Spot,
}

/// A place as one story names it, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPlace {
    /// The usual name: "United States" for "U.S.".
    pub name: CleanText,
    /// Whether it is a country or a region, which holds other places.
    pub kind: PlaceKind,
    /// Its `GeoNames` entry, where one was found.
    pub geonameid: Option<GeoNameId>,
    /// ISO 3166 code of its country, two capitals.
    pub country: Option<CleanText>,
    /// The first-level region that it lies in, by name; for a place of no list, the one that the story is about.
    pub region: Option<CleanText>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Whether the choice among namesakes is certain.
    pub sure: bool,
    /// Other forms in the story: "U.S.".
    pub aliases: Vec<CleanText>,
    /// Every mention, in the order of the story, title first.
    pub mentions: Vec<TextRange>,
}

/// What is known of where a source is at home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceHome {
    /// Its title, which may name a place.
    pub title: CleanText,
    /// The places of its stories, where those were certain, the commonest first.
    pub places: Vec<SourcePlace>,
}

/// A place of a source's stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourcePlace {
    /// Its `GeoNames` entry.
    pub geonameid: GeoNameId,
    /// In how many stories of the source it stands.
    pub stories: u32,
}

/// What of a story was left out because it holds more than one story may: names, and text that was not read for names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Names of people, each counted once as it is written.
    pub people: u32,
    /// Names of places, counted alike.
    pub places: u32,
    /// How many bytes of the text, from its beginning, were read for names; `None` where all of it was, 0 where none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_bytes: Option<u64>,
}

impl LeftOut {
    /// Says whether nothing was left out.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Says in words, if the text was not read to its end, how much of it was read for names.
    pub fn words(&self) -> Option<String> {
        self.read_bytes.map(|bytes| match bytes >> 10 {
            0 => "The text was not read for names: that never came to an end, or took too long.".to_owned(),
            kib => format!("Names are read from the first {kib} KiB only."),
        })
    }
}

/// Everybody and everywhere that one story names, those it is most about first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// The people.
    pub people: Vec<FoundPerson>,
    /// The places.
    pub places: Vec<FoundPlace>,
    /// What was left out of a story that is too long, or names too many.
    pub left_out: LeftOut,
    /// The language of the story, by its English name, where that is not English: nobody was looked for in it.
    pub foreign: Option<CleanText>,
    /// What the finder of names alone thinks of the phrases of the story, folded: for the memory of the store.
    pub learned: BTreeMap<String, PhraseMemory>,
    /// What the store was asked of and answered; with another answer the names might be others.
    pub recalled: BTreeMap<String, PhraseMemory>,
}

/// A person of the store, as a candidate for a person of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    /// Their row.
    pub id: PersonId,
    /// Who they are by the reader's word; themselves where it says nothing.
    pub who: PersonId,
    /// The fullest name seen.
    pub name: CleanText,
    /// Every other form seen.
    pub aliases: Vec<CleanText>,
    /// Roles that stories give them.
    pub roles: Vec<CleanText>,
    /// What titles and given names say of them.
    pub gender: Option<Gender>,
    /// In how many stories they stand.
    pub stories: u32,
    /// When the story was published that names them in full and is nearest in time; asked for lone surnames only.
    pub nearest: Option<Timestamp>,
}
