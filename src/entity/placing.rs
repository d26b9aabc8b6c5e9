//! Which known places are meant as places: what the words around a name say goes before what the model makes of it.
//!
//! "The mayor of Lyon", "in the West Bank", "Utica, N.Y.": frames that hold nothing but places. Which place it is, is left to
//! `places`.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::agreement::holders;
use super::document::{Case, Document, Text};
use super::evidence::reading;
use super::gazetteer::{NameFlags, PlaceKind};
use super::lexicon::Marks;
use super::phrases::{KnownPlace, key_of};
use super::resolve::lies_in;
use super::sport::{SPORT_MOST, sport};
use super::tagger::{Kind, Mention};
use super::tokenize::HALVES;

/// How famous a place must be to be one where its name is also an ordinary word of the story.
const FAME_MIN: f32 = 0.6;
/// How famous one must be to be found by its name alone, and how mostly the name must be a place's.
const FAME_ALONE: f32 = 0.6;
const READ_ALONE: f32 = 0.6;
/// How famous one must be to be a place where the model sees a person: "the mayor of Charlotte".
const FAME_OF_PERSON: f32 = 0.5;

/// A lone word that only begins sentences, and is an ordinary one elsewhere in the story, names no place: "Bridge" in a headline is
/// one of the bridges that follow, not the village.
pub(super) fn doubted(document: &Document<'_>, mentions: &mut [Mention]) {
    let place = |mention: &Mention| {
        let (text, token) = (&document.texts[mention.text], mention.tokens.start);
        (mention.kind == Kind::Place && mention.tokens.len() == 1).then(|| (text, token, text.words[token]))
    };
    let mut doubts: HashMap<usize, bool> = HashMap::new();
    for (text, token, word) in mentions.iter().filter_map(place) {
        let begins = text.sentence_of(token).tokens.start == token;
        let known = document.word(text, token);
        let doubt = begins && known.lower_here && known.place.0.is_none_or(|fame| fame < FAME_MIN);
        doubts.entry(word).and_modify(|all| *all &= doubt).or_insert(doubt);
    }
    for mention in mentions.iter_mut() {
        let Some((text, token, word)) = place(mention) else { continue };
        if doubts[&word] || is_none(document, text, token) {
            mention.kind = Kind::Other;
        }
    }
}

/// Worlds whose names some towns bear.
const PLANETS: [&str; 9] = ["mercury", "venus", "mars", "jupiter", "saturn", "uranus", "neptune", "pluto", "europa"];

/// Says whether a lone word that was taken for a place is none: "North Korean", "the UN", a planet, "A.m.".
fn is_none(document: &Document<'_>, text: &Text<'_>, token: usize) -> bool {
    let word = document.word(text, token);
    let sentence = &text.sentence_of(token).tokens;
    let next = (token + 1 < sentence.end).then(|| document.word(text, token + 1));
    let direction = word.marks.has(Marks::DIRECTION) && next.is_some_and(|next| next.marks.has(Marks::DEMONYM));
    // Jupiter in Florida is said to be there.
    let planet = PLANETS.contains(&word.folded.as_str()) && next.is_none_or(|next| next.text != ",");
    let office = word.case == Case::Upper && word.marks.has(Marks::NO_NAME);
    let hour = matches!(word.folded.as_str(), "am" | "pm");
    direction || planet || office || hour
}

/// Words behind which a known place is meant as one.
const PLACING: [&str; 17] = [
    "in", "In", "near", "Near", "off", "outside", "Outside", "across", "Across", "throughout", "around", "inside", "Inside", "toward",
    "towards", "into", "At",
];

/// Words of which a place follows behind "of": "the mayor of Lyon", "the port of Odesa", "north of Kidal".
const OF_PLACE: [&str; 58] = [
    "mayor", "mayors", "governor", "governors", "city", "cities", "town", "towns", "village", "villages", "port", "ports", "capital",
    "province", "state", "region", "island", "islands", "district", "county", "coast", "shores", "shore", "banks", "residents",
    "people", "outskirts", "suburb", "suburbs", "streets", "north", "south", "east", "west", "northeast", "northwest", "southeast",
    "southwest", "part", "parts", "center", "centre", "heart", "edge", "kilometers", "kilometres", "miles", "bishop", "archbishop",
    "siege", "republic", "emirate", "peninsula", "municipality", "neighborhood", "neighbourhood", "citizens", "skies",
];

/// What goes to a place: "flew to Lomé".
const MOVES: [&str; 30] = [
    "flew", "travelled", "traveled", "went", "returned", "moved", "fled", "drove", "sailed", "flying", "travelling", "traveling",
    "going", "returning", "moving", "fleeing", "trip", "visit", "flight", "flights", "way", "road", "route", "deported", "extradited",
    "arrived", "sent", "back", "emigrated", "taken",
];

/// What a known place is not, though its name stands in the list.
const NO_PLACE: u32 = Marks::TITLE | Marks::ROLE | Marks::DEMONYM | Marks::TIME | Marks::NO_NAME | Marks::AGENCY;

/// What the words around a known place say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Frame {
    None,
    /// Places stand here mostly.
    Likely,
    /// Nothing but a place stands here.
    Certain,
}

/// A known place that the model passed over is one where the words around it leave nothing else: "in Obinze", "Lumo, Harva and
/// Kingman" beside places, "the mayor of Lyon"; and one that the world knows is one by its name.
pub(super) fn placed(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let sport = sport(document) >= SPORT_MOST;
    let holders = holders(document, mentions);
    let mut found: Vec<Mention> = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let mut next = 0;
        for known in text.places.iter().filter(|known| !text.is_loud(known.tokens.start)) {
            let Some(tokens) = whole(document, text, known) else { continue };
            if known.tokens.start < next || credit[at][known.tokens.start] {
                continue;
            }
            let is_place = |token: usize| {
                let by_model = holders[at].get(token).copied().flatten().map(|holder| mentions[holder].kind);
                by_model == Some(Kind::Place) || found.iter().any(|mention| mention.text == at && mention.tokens.contains(&token))
            };
            let frame = frame(document, text, known, &is_place);
            let held: Vec<&Mention> = tokens.clone().filter_map(|token| holders[at][token]).map(|holder| &mentions[holder]).collect();
            let whole_is_place = held.iter().any(|held| held.kind == Kind::Place && held.tokens == tokens);
            if whole_is_place || !fits(document, text, known, &held, frame, sport) {
                continue;
            }
            next = tokens.end;
            found.push(Mention::certain(at, tokens, Kind::Place));
        }
        found.extend(states(document, text, at, &holders[at], mentions, &found));
    }
    // What was known to be something else there gives way.
    mentions.retain(|mention| {
        !found.iter().any(|place| {
            place.text == mention.text && place.tokens.start < mention.tokens.end && mention.tokens.start < place.tokens.end
        })
    });
    mentions.append(&mut found);
}

/// Returns the tokens of a known place, with its article where that is part of the name; none where it ends inside a longer name.
fn whole(document: &Document<'_>, text: &Text<'_>, known: &KnownPlace) -> Option<Range<usize>> {
    let sentence = &text.sentence_of(known.tokens.start).tokens;
    let end = known.tokens.end;
    let next = (end < sentence.end).then(|| document.word(text, end));
    let goes_on = next.is_some_and(|next| {
        next.is_capital() && !next.marks.has(Marks::TIME | Marks::ROLE | Marks::TITLE) || next.text.starts_with('-') && next.text != "-"
    });
    (!goes_on).then(|| known.tokens.clone())
}

/// Reads the words around a known place.
fn frame(document: &Document<'_>, text: &Text<'_>, known: &KnownPlace, is_place: &dyn Fn(usize) -> bool) -> Frame {
    let tokens = &known.tokens;
    let Range { start, end } = text.sentence_of(tokens.start).tokens;
    let word = |token: usize| (start..end).contains(&token).then(|| document.word(text, token));
    let written = |token: Option<usize>| token.and_then(word).map_or("", |word| word.text);
    let joins = |token: Option<usize>| matches!(written(token), "," | "and" | "or");
    // "in the West Bank", "in central Lagos", "in downtown Lyon"
    let mut before = tokens.start.checked_sub(1);
    for _ in 0..2 {
        let passed = before.and_then(word).is_some_and(|word| {
            matches!(word.text, "the" | "The" | "downtown" | "nearby" | "neighboring" | "neighbouring" | "rural")
                || word.marks.has(Marks::DIRECTION) && word.case == Case::Lower
        });
        if passed {
            before = before.and_then(|before| before.checked_sub(1));
        }
    }
    let earlier = |back: usize| before.and_then(|before| before.checked_sub(back));
    let next = written(Some(tokens.end));
    let half = next == "-" && HALVES.contains(&written(Some(tokens.end + 1)));
    if half || PLACING.contains(&written(before)) || written(before) == "of" && OF_PLACE.contains(&written(earlier(1))) {
        return Frame::Certain;
    }
    // "Ana Varga, of Chatham,"
    if written(before) == "of" && joins(earlier(1)) && before == tokens.start.checked_sub(1) {
        return Frame::Certain;
    }
    let listed = joins(tokens.start.checked_sub(1)) && tokens.start >= 2 && is_place(tokens.start - 2)
        || joins(Some(tokens.end)) && tokens.end + 1 < end && is_place(tokens.end + 1);
    let travels = matches!(written(before), "to" | "from") && {
        MOVES.contains(&written(earlier(1))) || MOVES.contains(&written(earlier(2)))
    };
    if listed || travels || is_inside(document, text, known) {
        return Frame::Certain;
    }
    let locative = matches!(written(before), "to" | "from" | "at" | "between" | "over" | "via" | "through");
    let owned = matches!(next, "'s" | "’s") && written(Some(tokens.end + 1)).starts_with(char::is_lowercase);
    let of = written(before) == "of";
    if locative || owned || of { Frame::Likely } else { Frame::None }
}

/// Says whether a country or region behind a comma holds a place of this name: "Derna, Libya".
fn is_inside(document: &Document<'_>, text: &Text<'_>, known: &KnownPlace) -> bool {
    let sentence = &text.sentence_of(known.tokens.start).tokens;
    let comma = known.tokens.end;
    if comma + 1 >= sentence.end || document.word(text, comma).text != "," {
        return false;
    }
    let gazetteer = &document.vocabulary.gazetteer;
    let container = text.place_at(comma + 1).map(|place| key_of(text, &place.tokens));
    let key = key_of(text, &known.tokens);
    container.is_some_and(|container| {
        gazetteer.bearers(&container).map(|at| (at, gazetteer.place(at))).any(|(at, container)| {
            let wide = matches!(container.kind, PlaceKind::Country | PlaceKind::Region);
            wide && gazetteer.bearers(&key).any(|place| place != at && lies_in(&gazetteer.place(place), &container))
        })
    })
}

/// Says whether a known place is one here.
fn fits(document: &Document<'_>, text: &Text<'_>, known: &KnownPlace, held: &[&Mention], frame: Frame, sport: bool) -> bool {
    let tokens = &known.tokens;
    let words = || tokens.clone().map(|token| document.word(text, token));
    let first = text.sentence_of(tokens.start).tokens.start;
    let single = tokens.len() == 1;
    let ordinary = |word: &super::document::Word<'_>| word.is_ordinary() && !word.marks.has(Marks::FUNCTION);
    // Capitals inside a sentence make a name of ordinary words where the name is a known one: "the Rust Belt".
    let named = !single && known.fame >= FAME_MIN && tokens.start > first;
    if !named && words().any(|word| ordinary(word)) || words().all(|word| word.is_ordinary() && single) {
        return false;
    }
    if single && words().any(|word| word.marks.has(NO_PLACE)) || !single && words().all(|word| word.marks.has(NO_PLACE)) {
        return false;
    }
    let persons = || held.iter().filter(|held| held.kind == Kind::Person);
    let longer = held.iter().any(|held| held.tokens.start < tokens.start || held.tokens.end > tokens.end);
    match frame {
        Frame::Certain if longer => false,
        // A lone name that the model sees as a person's, where the words say that it is a place's.
        Frame::Certain => persons().next().is_none() || known.fame >= FAME_OF_PERSON && persons().all(|held| held.shares.person < 0.97),
        Frame::None | Frame::Likely if sport || !held.is_empty() => false,
        Frame::None | Frame::Likely => {
            let bar = if frame == Frame::Likely { 0.0 } else { 0.1 };
            let clear = !single || words().all(|word| {
                let people = word.names.has(NameFlags::GIVEN | NameFlags::SURNAME);
                let read = reading(word);
                if read.sure > 0.0 { read.place >= READ_ALONE + bar } else { !people }
            });
            clear && known.fame >= FAME_ALONE + bar && (tokens.start > first || !single || frame == Frame::Likely)
        }
    }
}

/// Returns the abbreviated states behind their towns: "Utica, N.Y.", "SPRINGFIELD, Ill.".
fn states(
    document: &Document<'_>,
    text: &Text<'_>,
    at: usize,
    holders: &[Option<usize>],
    mentions: &[Mention],
    found: &[Mention],
) -> Vec<Mention> {
    let lexicon = &document.vocabulary.lexicon;
    let is_town = |token: usize| {
        let by_model = holders[token].is_some_and(|holder| mentions[holder].kind == Kind::Place);
        by_model || found.iter().any(|mention| mention.text == at && mention.tokens.contains(&token))
    };
    let behind_town = |token: &usize| {
        let sentence = &text.sentence_of(*token).tokens;
        *token >= sentence.start + 2
            && document.word(text, token - 1).text == ","
            && is_town(token - 2)
            && !is_town(*token)
            && lexicon.state(document.word(text, *token).text).is_some()
    };
    let states = (2..text.words.len()).filter(behind_town);
    states.map(|token| Mention::certain(at, token..token + 1, Kind::Place)).collect()
}
