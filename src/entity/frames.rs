//! What the words around a known place say of it: "the mayor of Lyon", "in the West Bank", "Utica, N.Y.".

use std::ops::Range;

use super::document::{Case, Document, Text, Word};
use super::gazetteer::{NameFlags, PlaceKind};
use super::lexicon::Marks;
use super::phrases::{KnownPlace, has_region, key_of};
use super::standing::lies_in;

/// How famous a place must be where its name is also a word or a name of people.
const FAME_OF_NAME: f32 = 0.45;
/// Countries and their states are at least so famous.
const FAME_OF_OFFICE: f32 = 0.9;

/// So many words may stand between "from" and "to".
const FROM_TO_MAX: usize = 4;

/// What the words around a known place say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frame {
    None,
    /// Places stand here mostly.
    Likely,
    /// It stands among places.
    Listed,
    /// Nothing but a place stands here.
    Certain,
    /// The story says where it is: "Hugo, Okla.".
    Said,
}

/// Reads the words around a known place.
pub(super) fn frame(document: &Document<'_>, text: &Text<'_>, known: &KnownPlace, is_place: &dyn Fn(usize) -> bool) -> Frame {
    let language = document.vocabulary.language;
    let words = &language.places;
    let tokens = &known.tokens;
    let Range { start, end } = text.sentence_of(tokens.start).tokens;
    let word = |token: usize| (start..end).contains(&token).then(|| document.word(text, token));
    let written = |token: Option<usize>| token.and_then(word).map_or("", |word| word.text);
    let joins = |token: Option<usize>| matches!(written(token), "," | "and" | "or");
    // "in the West Bank", "in central Lagos", "in downtown Lyon"
    let mut before = tokens.start.checked_sub(1);
    for _ in 0..2 {
        let passed = before.and_then(word).is_some_and(|word| {
            words.passed.contains(&word.text) || word.marks.has(Marks::DIRECTION) && word.case == Case::Lower
        });
        if passed {
            before = before.and_then(|before| before.checked_sub(1));
        }
    }
    let earlier = |back: usize| before.and_then(|before| before.checked_sub(back));
    let next = written(Some(tokens.end));
    let half = next == "-" && language.sentences.halves.contains(&written(Some(tokens.end + 1)));
    if is_inside(document, text, known) {
        return Frame::Said;
    }
    let noun = earlier(1).and_then(word).is_some_and(|noun| words.of_place.contains(&&*noun.lower));
    let border = written(before) == "with" && written(earlier(1)) == "border";
    let island = written(before) == "on" && is_island(document, text, tokens);
    let far = written(before) == "as" && written(earlier(1)) == "far";
    // "Wrexham is a city"
    let is_town = next == "is"
        && matches!(written(Some(tokens.end + 1)), "a" | "the" | "an")
        && (2..=4).any(|ahead| words.towns.contains(&written(Some(tokens.end + ahead))));
    if half || far || is_town || words.placing.contains(&written(before)) || written(before) == "of" && noun || border || island {
        return Frame::Certain;
    }
    // "Ohio Governor Ana Varga", "UAE President …": what holds offices is a country or state.
    let alone = tokens.start == start || !document.word(text, tokens.start - 1).is_capital();
    let office = word(tokens.end).is_some_and(|word| word.is_capital() && word.marks.has(Marks::ROLE | Marks::TITLE));
    if known.fame >= FAME_OF_OFFICE && alone && office {
        return Frame::Certain;
    }
    // "Ana Varga, of Chatham,"
    if written(before) == "of" && joins(earlier(1)) && before == tokens.start.checked_sub(1) {
        return Frame::Certain;
    }
    let listed = joins(tokens.start.checked_sub(1)) && tokens.start >= 2 && is_place(tokens.start - 2)
        || joins(Some(tokens.end)) && tokens.end + 1 < end && is_place(tokens.end + 1);
    let travels = matches!(written(before), "to" | "from") && {
        words.moves.contains(&written(earlier(1))) || words.moves.contains(&written(earlier(2)))
    };
    // "the crossing from Monroe to Sandusky"
    let across = written(before) == "to" && (1..=FROM_TO_MAX).any(|back| written(earlier(back)) == "from");
    if listed || travels || across {
        return Frame::Listed;
    }
    let locative = words.likely.contains(&written(before));
    let owned = matches!(next, "'s" | "’s") && written(Some(tokens.end + 1)).starts_with(char::is_lowercase);
    let of = written(before) == "of";
    if locative || owned || of { Frame::Likely } else { Frame::None }
}

/// Says whether a feature of one country bears a name: "on Tenerife".
fn is_island(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let gazetteer = &document.vocabulary.gazetteer;
    let mut bearers = gazetteer.bearers(&key_of(text, tokens)).map(|at| gazetteer.place(at));
    bearers.any(|place| place.kind == PlaceKind::Feature && !place.is_wide())
}

/// Says whether a country or region behind a comma holds a place of this name: "Derna, Libya".
fn is_inside(document: &Document<'_>, text: &Text<'_>, known: &KnownPlace) -> bool {
    let sentence = &text.sentence_of(known.tokens.start).tokens;
    let comma = known.tokens.end;
    if comma + 1 >= sentence.end || document.word(text, comma).text != "," {
        return false;
    }
    if document.vocabulary.lexicon.state(document.word(text, comma + 1).text).is_some() {
        return true;
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

/// So many words make an office.
const OFFICE_TOKENS_MAX: usize = 5;

/// Says whether the office of somebody there, a party with an office or the police stands behind a known place: "Penzance councillor
/// Tim Dwelly", "New York City Mayor", "Kentucky GOP Gov.", "Tulsa police". `is_person` says whether a person's name begins with a
/// token.
pub(super) fn stands_before_office(
    document: &Document<'_>,
    text: &Text<'_>,
    place: &KnownPlace,
    is_person: &dyn Fn(usize) -> bool,
) -> bool {
    let words = &document.vocabulary.language.places;
    let Range { start, end } = place.tokens;
    let sentence = &text.sentence_of(start).tokens;
    let word = |token: usize| sentence.contains(&token).then(|| document.word(text, token));
    let first = document.word(text, start);
    // "Waltham Forest councillor" is none of Forest.
    let longer = start > sentence.start + 1 && document.word(text, start - 1).is_capital();
    let people = Marks::TITLE | Marks::ROLE | Marks::DEMONYM | Marks::TIME | Marks::NO_NAME | Marks::AGENCY;
    let odd = first.is_ordinary() || first.names.has(NameFlags::GIVEN | NameFlags::SURNAME | NameFlags::RARE_SURNAME);
    if longer || first.marks.has(people) || end - start == 1 && odd && place.fame < FAME_OF_NAME {
        return false;
    }
    let Some(next) = word(end) else { return false };
    let holder = (end + 1..sentence.end.min(end + OFFICE_TOKENS_MAX)).find(|token| is_person(*token));
    let held = holder.is_some_and(|person| {
        let part = |word: &Word<'_>| {
            word.marks.has(Marks::ROLE | Marks::ROLE_PART | Marks::TITLE) || words.office_parts.contains(&word.folded.as_str())
        };
        let head = document.word(text, person - 1);
        let office = head.marks.has(Marks::ROLE | Marks::TITLE) && !words.of_teams.contains(&head.folded.as_str());
        office && (end..person).all(|token| part(document.word(text, token)))
    });
    let of_party = words.parties.contains(&next.folded.as_str())
        && word(end + 1).is_some_and(|office| office.marks.has(Marks::TITLE | Marks::ROLE))
        && has_region(&document.vocabulary.gazetteer, &key_of(text, &place.tokens));
    held || of_party || next.text == "police" || next.is_capital() && words.heads.contains(&next.folded.as_str())
}
