//! In which country or region the words right beside a name put it: "Paris, Texas", "the Syrian city of Palmyra".

use std::ops::Range;

use super::document::{Document, Text, Word};
use super::gazetteer::{Gazetteer, Place, PlaceIndex, PlaceKind};
use super::lexicon::Marks;
use super::phrases::key_of;
use super::standing::lies_in;
use super::tagger::Mention;

/// So many words may stand between the word for a kind of place and the name of the people.
const ADJECTIVES_MAX: usize = 3;
/// A city of so many people is not put into a country that has none of its name: "in Paris, Germany".
const WELL_KNOWN: u32 = 500_000;

/// Countries whose states stand behind the names of towns.
const STATES_OF: [&str; 3] = ["US", "CA", "AU"];

/// Returns the region that an abbreviation such as "La." means.
pub(super) fn state(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> Option<PlaceIndex> {
    let gazetteer = &document.vocabulary.gazetteer;
    let code = document.vocabulary.lexicon.state(text.written(tokens))?;
    gazetteer.region(gazetteer.region_of(code)?)
}

/// The words around one mention.
struct Beside<'d> {
    document: &'d Document<'d>,
    text: &'d Text<'d>,
    sentence: Range<usize>,
    /// The folded name of the mention.
    key: &'d str,
}

impl<'d> Beside<'d> {
    fn word(&self, token: usize) -> Option<&'d Word<'d>> {
        self.sentence.contains(&token).then(|| self.document.word(self.text, token))
    }

    fn written(&self, token: usize) -> &str {
        self.word(token).map_or("", |word| word.text)
    }

    fn gazetteer(&self) -> &'d Gazetteer {
        &self.document.vocabulary.gazetteer
    }

    fn kinds(&self) -> &'static [&'static str] {
        self.document.vocabulary.language.places.kinds
    }

    /// Returns the known place that begins with a token.
    fn known(&self, token: usize) -> Option<Range<usize>> {
        self.sentence.contains(&token).then(|| self.text.place_at(token).map(|known| known.tokens.clone())).flatten()
    }

    fn wide(&self, tokens: &Range<usize>) -> impl Iterator<Item = PlaceIndex> {
        let gazetteer = self.gazetteer();
        let is_wide = |place: &PlaceIndex| matches!(gazetteer.place(*place).kind, PlaceKind::Country | PlaceKind::Region);
        gazetteer.bearers(&key_of(self.text, tokens)).filter(is_wide).collect::<Vec<_>>().into_iter()
    }

    /// Says whether a bearer of the name lies in a country or region.
    fn lies_in(&self, container: PlaceIndex) -> bool {
        let gazetteer = self.gazetteer();
        let holder = gazetteer.place(container);
        gazetteer.bearers(self.key).any(|place| place != container && lies_in(&gazetteer.place(place), &holder))
    }

    /// Returns the country or region of a run of tokens that holds a bearer of the name.
    fn holding(&self, tokens: &Range<usize>) -> Option<PlaceIndex> {
        self.wide(tokens).find(|container| self.lies_in(*container))
    }

    /// Returns the country or region that begins with a token behind "in"; `bears` says whether the list knows the name at all.
    fn behind_in(&self, token: usize, bears: bool) -> Option<PlaceIndex> {
        let after_direction = self.word(token).is_some_and(|word| word.marks.has(Marks::DIRECTION));
        let found = self.known(token).or_else(|| if after_direction { self.known(token + 1) } else { None })?;
        if bears { self.holding(&found) } else { self.wide(&found).max_by_key(|at| self.gazetteer().place(*at).population) }
    }

    /// Returns the country or region that closes an apposition though the list has no place of the name there: "in Derna, Libya,".
    fn closing(&self, tokens: &Range<usize>) -> Option<PlaceIndex> {
        // A list of countries says nothing: "in Paris, Germany and Spain". States stand in none behind a town: "at the San Ysidro,
        // California, Customs and Border Protection facility".
        let state = |place: PlaceIndex| {
            let Place { kind, county, country, .. } = self.gazetteer().place(place);
            kind == PlaceKind::Region && !county && self.gazetteer().iso(country).is_some_and(|iso| STATES_OF.contains(&iso))
        };
        let closes = match self.word(tokens.end) {
            None => true,
            Some(word) if word.text == "," => {
                self.word(tokens.end + 1).is_none_or(|next| !next.is_capital() && next.text != "and")
            }
            Some(word) => matches!(word.text, "." | ";" | ":" | ")" | "—" | "--" | "–" | "”" | "?" | "!" | "("),
        };
        let closes = closes || self.wide(tokens).any(state);
        let gazetteer = self.gazetteer();
        let known = |place: Place| match place.kind {
            PlaceKind::City => place.population >= WELL_KNOWN || place.renowned || place.capital,
            kind => kind != PlaceKind::Region || !place.county,
        };
        if !closes || gazetteer.bearers(self.key).any(|place| known(gazetteer.place(place))) {
            return None;
        }
        self.wide(tokens).max_by_key(|at| gazetteer.place(*at).population)
    }
}

/// Returns the country or region in which the story puts a name right beside it: "Paris, Texas", "Alexandria, La.",
/// "Belgrade in central Minnesota", "Ohio's Franklin County", "the Syrian city of Palmyra".
pub(super) fn container(document: &Document<'_>, mention: &Mention, key: &str) -> Option<PlaceIndex> {
    let text = &document.texts[mention.text];
    let (start, end) = (mention.tokens.start, mention.tokens.end);
    let sentence = text.sentence_of(end - 1).tokens.clone();
    let beside = Beside { document, text, sentence, key };
    let gazetteer = &document.vocabulary.gazetteer;
    let bears = gazetteer.bearers(key).next().is_some();
    match beside.written(end) {
        "," => {
            let state = beside.word(end + 1).and_then(|_| state(document, text, &(end + 1..end + 2)));
            let named = || beside.known(end + 1).and_then(|tokens| beside.holding(&tokens).or_else(|| beside.closing(&tokens)));
            // "Mace Head, in County Galway,"
            let inside = || if beside.written(end + 1) == "in" { beside.behind_in(end + 2, bears) } else { None };
            if let Some(container) = state.or_else(named).or_else(|| of_city(&beside, end + 1)).or_else(inside) {
                return Some(container);
            }
        }
        "(" if beside.known(end + 1).is_some_and(|tokens| beside.written(tokens.end) == ")") => {
            let container = beside.known(end + 1).and_then(|tokens| beside.holding(&tokens));
            if container.is_some() {
                return container;
            }
        }
        "in" => return beside.behind_in(end + 1, bears),
        _ => {}
    }
    let before = |back: usize| start.checked_sub(back);
    if before(1).is_some_and(|at| matches!(beside.written(at), "'s" | "’s")) {
        return before(2).and_then(|at| beside.word(at).map(|_| at..at + 1)).and_then(|tokens| beside.holding(&tokens));
    }
    of_people(&beside, start)
}

/// Returns the region of the place of which the story calls a name a part: "Brooklyn, a suburb of Cape Town".
fn of_city(beside: &Beside<'_>, start: usize) -> Option<PlaceIndex> {
    let opens = matches!(beside.written(start), "a" | "an" | "the");
    let noun =
        (start + 1..start + 2 + ADJECTIVES_MAX).find(|at| beside.kinds().contains(&beside.written(*at))).filter(|_| opens)?;
    let joins = matches!(beside.written(noun + 1), "of" | "in" | "near" | "outside");
    let tokens = beside.known(noun + 2).filter(|_| joins)?;
    if let Some(container) = beside.holding(&tokens) {
        return Some(container);
    }
    let gazetteer = beside.gazetteer();
    let largest = gazetteer.bearers(&key_of(beside.text, &tokens)).max_by_key(|at| gazetteer.place(*at).population)?;
    gazetteer.region(gazetteer.place(largest).region)
}

/// Returns the country whose people have a place: "the Syrian city of Palmyra", "the Ukrainian port Odesa".
fn of_people(beside: &Beside<'_>, start: usize) -> Option<PlaceIndex> {
    let of = start.checked_sub(1).filter(|at| beside.written(*at) == "of");
    let noun = of.unwrap_or(start).checked_sub(1).filter(|at| beside.kinds().contains(&beside.written(*at)))?;
    (noun.saturating_sub(ADJECTIVES_MAX)..noun).rev().find_map(|at| {
        let country = beside.gazetteer().people_of(&beside.word(at)?.folded)?;
        let index = PlaceIndex(u32::from(country));
        beside.lies_in(index).then_some(index)
    })
}
