//! How often the panel of people and places is right, text by text: the measure of what a reader sees, beside F1.
//!
//! A text is entirely right when everybody and everywhere that it names is shown under a name that counts as right, with every
//! mention, in the right country, and nobody and nowhere else is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;

use super::super::fold::fold;
use crate::domain::{Field, FoundPerson, FoundPlace, Names, TextRange};
use crate::entity::Recognizer;

/// A text with its right panel. Spans are `[start, end, kind, index]` in Unicode scalar values; `either` are not scored.
#[derive(Deserialize)]
struct Panel {
    id: String,
    text: String,
    people: Vec<Person>,
    places: Vec<Place>,
    spans: Vec<(usize, usize, String, usize)>,
}

#[derive(Deserialize)]
struct Person {
    name: String,
    #[serde(default)]
    accept: Vec<String>,
}

#[derive(Deserialize)]
struct Place {
    cc: Option<String>,
}

/// Counts of what was wanted, shown and right.
#[derive(Debug, Default)]
struct Counts {
    texts: [usize; 2],
    people: [usize; 3],
    places: [usize; 3],
    countries: [usize; 2],
}

/// Measures a recognizer on texts with their right panels, one JSON document a line; returns lines of words and figures.
///
/// # Errors
/// Says which line is no such document.
pub fn measure(recognizer: &Recognizer, name: &str, jsonl: &str) -> Result<String, serde_json::Error> {
    let mut counts = Counts::default();
    let mut wrong = Vec::new();
    for line in jsonl.lines().filter(|line| !line.trim().is_empty()) {
        let panel: Panel = serde_json::from_str(line)?;
        if !counts.add(&panel, &recognizer.names("", &panel.text, None)) {
            wrong.push(panel.id);
        }
    }
    let share = |[part, whole]: [usize; 2]| format!("{part} of {whole} ({:.1} %)", 100.0 * part as f64 / whole.max(1) as f64);
    let Counts { texts, people, places, countries } = counts;
    Ok(format!(
        "{name}: panels entirely right {}\n  people found {}, shown rightly {}\n  places found {}, shown rightly {}, in the right \
         country {}\n  wrong: {}\n",
        share(texts),
        share([people[0], people[1]]),
        share([people[0], people[2]]),
        share([places[0], places[1]]),
        share([places[0], places[2]]),
        share(countries),
        wrong.join(" ")
    ))
}

impl Counts {
    /// Adds one text; says whether its panel is entirely right.
    fn add(&mut self, panel: &Panel, names: &Names) -> bool {
        let letters: Vec<usize> = panel.text.char_indices().map(|(at, _)| at).chain([panel.text.len()]).collect();
        let bytes = |start: usize, end: usize| letters[start.min(letters.len() - 1)]..letters[end.min(letters.len() - 1)];
        let spans: Vec<(Range<usize>, &str, usize)> =
            panel.spans.iter().map(|(start, end, kind, at)| (bytes(*start, *end), kind.as_str(), *at)).collect();
        let touches = |range: &TextRange, kinds: &[&str]| -> BTreeSet<usize> {
            let over = |span: &Range<usize>| span.start < range.bytes.end && range.bytes.start < span.end;
            spans.iter().filter(|(span, kind, _)| kinds.contains(kind) && over(span)).map(|(.., at)| *at).collect()
        };
        let unscored = |mentions: &[TextRange], kinds: &[&str]| {
            mentions.iter().all(|range| range.field == Field::Text && !touches(range, kinds).is_empty())
        };
        let mut right = true;
        let mut found = BTreeMap::new();
        for FoundPerson { name, mentions, .. } in &names.people {
            if unscored(mentions, &["either"]) {
                continue;
            }
            self.people[2] += 1;
            let whose: BTreeSet<usize> = mentions.iter().flat_map(|range| touches(range, &["person"])).collect();
            let wanted = |person: &Person| person.accept.iter().chain([&person.name]).any(|form| bare(form) == bare(name));
            match whose.iter().find(|at| wanted(&panel.people[**at])) {
                Some(at) if whose.len() == 1 => _ = found.insert(*at, mentions.len()),
                _ => right = false,
            }
        }
        for (at, _) in panel.people.iter().enumerate() {
            let mentions = spans.iter().filter(|(_, kind, of)| *kind == "person" && *of == at).count();
            self.people[0] += usize::from(found.contains_key(&at));
            right &= found.get(&at).is_some_and(|found| *found >= mentions);
        }
        self.people[1] += panel.people.len();
        right &= self.add_places(panel, names, &touches, &unscored);
        self.texts[0] += usize::from(right);
        self.texts[1] += 1;
        right
    }

    fn add_places(
        &mut self,
        panel: &Panel,
        names: &Names,
        touches: &impl Fn(&TextRange, &[&str]) -> BTreeSet<usize>,
        unscored: &impl Fn(&[TextRange], &[&str]) -> bool,
    ) -> bool {
        let mut right = true;
        let mut found = BTreeSet::new();
        for FoundPlace { mentions, country, .. } in &names.places {
            if unscored(mentions, &["either", "facility"]) {
                continue;
            }
            self.places[2] += 1;
            let Some(at) = mentions.iter().flat_map(|range| touches(range, &["place"])).next() else {
                right = false;
                continue;
            };
            if !found.insert(at) {
                right = false;
            }
            if let Some(codes) = &panel.places[at].cc {
                let same = country.as_ref().is_some_and(|country| codes.split('|').any(|code| code == country.as_str()));
                self.countries[0] += usize::from(same);
                self.countries[1] += 1;
                right &= same;
            }
        }
        self.places[0] += found.len();
        self.places[1] += panel.places.len();
        right && found.len() == panel.places.len()
    }
}

/// Returns a name folded, without the titles before it.
fn bare(name: &str) -> String {
    const TITLES: [&str; 12] = ["sir", "dame", "lord", "lady", "mr", "mrs", "ms", "dr", "baroness", "justice", "judge", "the"];
    let folded = fold(name);
    let rest = folded.split(' ').skip_while(|word| TITLES.contains(word)).collect::<Vec<_>>().join(" ");
    if rest.is_empty() { folded } else { rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_is_right_only_with_everybody_everywhere_and_nobody_else() {
        let recognizer = Recognizer::new();
        let line = |people: &str, places: &str, spans: &str| {
            format!(
                r#"{{"id":"one","text":"Barack Obama flew to Geneva on Monday.","people":[{people}],"places":[{places}],"spans":[{spans}]}}"#
            )
        };
        let (person, place) = (r#"{"name":"Barack Obama"}"#, r#"{"cc":"CH"}"#);
        let both = r#"[0,12,"person",0],[21,27,"place",0]"#;
        let right = |line: String| measure(&recognizer, "dev", &line).unwrap().contains("right 1 of 1");
        assert!(right(line(person, place, both)));
        assert!(!right(line(person, r#"{"cc":"US"}"#, both)), "the country");
        assert!(!right(line("", place, r#"[21,27,"place",0]"#)), "somebody else");
        assert!(!right(line(person, "", r#"[0,12,"person",0]"#)), "somewhere else");
        assert!(measure(&recognizer, "dev", "{}").is_err());
    }
}
