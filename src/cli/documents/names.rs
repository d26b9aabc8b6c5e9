//! People, places and where they are named.

use serde::Serialize;

use super::strings;
use crate::domain::{Field, FoundPerson, FoundPlace, LeftOut, Names, TextRange};

/// A person beside a text; `stories` is left out where there is no store.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct PersonDocument {
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
pub(in crate::cli) struct PlaceDocument {
    pub id: i64,
    pub name: String,
    pub geonameid: Option<u32>,
    pub country: Option<String>,
    pub region: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub sure: bool,
    pub aliases: Vec<String>,
    pub count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stories: Option<u32>,
}

/// Where somebody or somewhere is named.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::cli) struct MentionDocument {
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
pub(in crate::cli) struct NamesDocument {
    pub people: Vec<PersonDocument>,
    pub places: Vec<PlaceDocument>,
    pub mentions: Vec<MentionDocument>,
    /// The language of the text, where that is not English and nobody was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreign: Option<String>,
    #[serde(flatten)]
    pub left_out: LeftOutDocument,
}

/// What is not in a document because a text is too long, or names too many; nothing of it is written where nothing is left out.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct LeftOutDocument {
    #[serde(skip_serializing_if = "is_zero")]
    pub more_people: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub more_places: u32,
    /// How many bytes of the text were read for names, where not all of it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_bytes: Option<u64>,
}

impl From<LeftOut> for LeftOutDocument {
    fn from(left_out: LeftOut) -> Self {
        let LeftOut { people, places, read_bytes } = left_out;
        Self { more_people: people, more_places: places, read_bytes }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl NamesDocument {
    /// Makes the document of the names of a text; the numbers of people and places hold in this document only.
    pub fn new(names: &Names, title: &str, text: &str) -> Self {
        let mut mentions = Mentions::default();
        let people = names.people.iter().enumerate().map(|found| found_person(found, &mut mentions)).collect();
        let places = names.places.iter().enumerate().map(|found| found_place(found, &mut mentions)).collect();
        let foreign = names.foreign.as_ref().map(ToString::to_string);
        Self { people, places, mentions: mentions.written(title, text), foreign, left_out: names.left_out.into() }
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
        region: place.region.as_ref().map(ToString::to_string),
        lat: place.lat,
        lon: place.lon,
        sure: place.sure,
        aliases: strings(&place.aliases),
        count: place.mentions.len(),
        stories: None,
    }
}

/// Mentions that are being gathered.
#[derive(Default)]
pub(super) struct Mentions<'a>(Vec<(&'a TextRange, &'static str, i64)>);

impl<'a> Mentions<'a> {
    pub fn add(&mut self, kind: &'static str, id: i64, ranges: &'a [TextRange]) {
        self.0.extend(ranges.iter().map(|range| (range, kind, id)));
    }

    /// Writes the mentions in the order of the story, with their places counted in characters.
    pub fn written(mut self, title: &str, text: &str) -> Vec<MentionDocument> {
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
    use crate::domain::PlaceKind;

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
            gender: None,
            aliases: vec!["Okafor".into()],
            mentions: vec![title, range("Ines Okafor", 0), range("Okafor", 1)],
        };
        let places = FoundPlace {
            name: "Zürich".into(),
            kind: PlaceKind::Spot,
            geonameid: None,
            country: None,
            region: None,
            lat: None,
            lon: None,
            sure: true,
            aliases: Vec::new(),
            mentions: vec![range("Zürich", 0), TextRange { field: Field::Text, bytes: 9_000..9_010 }],
        };
        let names = Names { people: vec![people], places: vec![places], ..Names::default() };
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
}
