//! Which known places are meant as places: what the words around a name say goes before what the model makes of it.
//!
//! "The mayor of Lyon", "in the West Bank", "Utica, N.Y.": frames that hold nothing but places. Which place it is, is left to
//! `places`.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::agreement::holders;
use super::document::{Case, Document, Text, Word};
use super::evidence::reading;
use super::gazetteer::{NameFlags, PlaceKind};
use super::lexicon::Marks;
use super::phrases::{KnownPlace, behind_article, is_before_noun, key_of};
use super::resolve::lies_in;
use super::sport::{SPORT_MOST, sport};
use super::tagger::{Kind, Mention};
use super::tokenize::HALVES;

/// How famous a place must be to be one where its name is also an ordinary word of the story.
const FAME_MIN: f32 = 0.6;
/// How famous one must be to be found by its name alone, and how mostly the name must be a place's; more where it begins a sentence.
const FAME_ALONE: f32 = 0.6;
const READ_ALONE: f32 = 0.6;
const FAME_OPENING: f32 = 0.75;
const READ_OPENING: f32 = 0.65;
/// Countries and capitals are so famous.
const FAME_OF_POWER: f32 = 0.9;
/// How famous one must be to be a place where the model sees a person, "the mayor of Charlotte", and how sure that may be of it.
const FAME_OF_PERSON: f32 = 0.4;
const PERSON_CERTAIN: f32 = 0.97;

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
    for mention in mentions.iter_mut().filter(|mention| mention.kind == Kind::Place) {
        let lone = place(mention).is_some_and(|(text, token, word)| doubts[&word] || is_none(document, text, token));
        if lone || is_part(document, mention) {
            mention.kind = Kind::Other;
        }
    }
}

/// Last words of papers, shows and orchestras that are called after a place.
const CALLED_AFTER: [&str; 20] = [
    "globe",
    "times",
    "herald",
    "tribune",
    "gazette",
    "journal",
    "chronicle",
    "observer",
    "post",
    "show",
    "festival",
    "marathon",
    "symphony",
    "orchestra",
    "opera",
    "ballet",
    "philharmonic",
    "biennale",
    "grammys",
    "prize",
];
/// So many words may stand between a place and such a word.
const CALLED_AFTER_WORDS: usize = 3;

/// Says whether a place is but a part of another name: "Boston Globe", "the Prince of Wales".
fn is_part(document: &Document<'_>, mention: &Mention) -> bool {
    let text = &document.texts[mention.text];
    let Range { start, end } = text.sentence_of(mention.tokens.start).tokens;
    let behind = (mention.tokens.end..end.min(mention.tokens.end + CALLED_AFTER_WORDS)).map(|token| document.word(text, token));
    let called = behind.take_while(|word| word.is_capital()).any(|word| CALLED_AFTER.contains(&word.folded.as_str()));
    let of = mention.tokens.start >= start + 2 && document.word(text, mention.tokens.start - 1).text == "of";
    let noble = || {
        let title = document.word(text, mention.tokens.start - 2);
        title.is_capital()
            && matches!(title.folded.as_str(), "prince" | "princess" | "duke" | "duchess" | "earl" | "marquess" | "countess")
    };
    called && !text.is_loud(mention.tokens.start) || of && noble()
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
    let house = HOUSES.contains(&word.folded.as_str());
    direction || planet || office || hour || house
}

/// Parliaments, which only sound like places.
const HOUSES: [&str; 9] = ["commons", "lords", "knesset", "bundestag", "bundesrat", "duma", "rada", "riksdag", "sejm"];

/// Words behind which a known place is meant as one.
const PLACING: [&str; 17] = [
    "in",
    "In",
    "near",
    "Near",
    "off",
    "outside",
    "Outside",
    "across",
    "Across",
    "throughout",
    "around",
    "inside",
    "Inside",
    "toward",
    "towards",
    "into",
    "At",
];

/// Words of which a place follows behind "of": "the mayor of Lyon", "the port of Odesa", "north of Kidal".
const OF_PLACE: [&str; 61] = [
    "out",
    "peak",
    "summit",
    "mayor",
    "mayors",
    "governor",
    "governors",
    "city",
    "cities",
    "town",
    "towns",
    "village",
    "villages",
    "port",
    "ports",
    "capital",
    "province",
    "state",
    "region",
    "island",
    "islands",
    "district",
    "county",
    "coast",
    "shores",
    "shore",
    "banks",
    "residents",
    "people",
    "outskirts",
    "suburb",
    "suburbs",
    "streets",
    "north",
    "south",
    "east",
    "west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "part",
    "parts",
    "center",
    "centre",
    "heart",
    "edge",
    "kilometers",
    "kilometres",
    "miles",
    "bishop",
    "archbishop",
    "siege",
    "republic",
    "emirate",
    "peninsula",
    "municipality",
    "neighborhood",
    "neighbourhood",
    "citizens",
    "skies",
];

/// So many words may stand between "from" and "to".
const FROM_TO_MAX: usize = 4;

/// What goes to a place: "flew to Lomé".
const MOVES: [&str; 30] = [
    "flew",
    "travelled",
    "traveled",
    "went",
    "returned",
    "moved",
    "fled",
    "drove",
    "sailed",
    "flying",
    "travelling",
    "traveling",
    "going",
    "returning",
    "moving",
    "fleeing",
    "trip",
    "visit",
    "flight",
    "flights",
    "way",
    "road",
    "route",
    "deported",
    "extradited",
    "arrived",
    "sent",
    "back",
    "emigrated",
    "taken",
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
    /// The story says where it is: "Hugo, Okla.".
    Said,
}

/// A known place that the model passed over is one where the words around it leave nothing else: "in Obinze", "Lumo, Harva and
/// Kingman" beside places, "the mayor of Lyon"; and one that the world knows is one by its name.
pub(super) fn placed(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let sport = sport(document) >= SPORT_MOST;
    let holders = holders(document, mentions);
    let mut found: Vec<Mention> = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let mut next = 0;
        for (known, article) in known(document, text) {
            if known.tokens.start < next || credit[at][known.tokens.start] || goes_on(document, text, &known) {
                continue;
            }
            let tokens = known.tokens.clone();
            let is_place = |token: usize| {
                let by_model = holders[at].get(token).copied().flatten().map(|holder| mentions[holder].kind);
                by_model == Some(Kind::Place) || found.iter().any(|mention| mention.text == at && mention.tokens.contains(&token))
            };
            let by_article = article && !is_before_noun(&document.words, text, tokens.end);
            let frame = frame(document, text, &known, &is_place).max(if by_article { Frame::Certain } else { Frame::None });
            let held: Vec<&Mention> =
                tokens.clone().filter_map(|token| holders[at][token]).map(|holder| &mentions[holder]).collect();
            let whole_is_place = held.iter().any(|held| held.kind == Kind::Place && held.tokens == tokens);
            if whole_is_place || !fits(document, text, &known, &held, (frame, by_article), sport) {
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

/// Returns the known places of a text in their order, and whether each is one that an article announces.
fn known(document: &Document<'_>, text: &Text<'_>) -> Vec<(KnownPlace, bool)> {
    let gazetteer = &document.vocabulary.gazetteer;
    let sentences = text.tokens.sentences.iter().filter(|sentence| !text.is_loud(sentence.tokens.start));
    let tokens = sentences.flat_map(|sentence| sentence.tokens.clone().map(|token| (token, sentence.tokens.end)));
    let known = tokens.filter_map(|(token, end)| {
        let article = behind_article(&document.words, text, token, end, gazetteer).map(|known| (known, true));
        let longer = text.place_at(token).cloned().map(|known| (known, false));
        match (&article, &longer) {
            (Some((feature, _)), Some((place, _))) if place.tokens.len() > feature.tokens.len() => longer,
            _ => article.or(longer),
        }
    });
    known.collect()
}

/// Says whether a known place ends inside a longer name: "Boston Globe".
fn goes_on(document: &Document<'_>, text: &Text<'_>, known: &KnownPlace) -> bool {
    let end = known.tokens.end;
    let next = (end < text.sentence_of(known.tokens.start).tokens.end).then(|| document.word(text, end));
    next.is_some_and(|next| next.is_capital() && !next.marks.has(Marks::TIME) || next.text.starts_with('-') && next.text != "-")
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
    if is_inside(document, text, known) {
        return Frame::Said;
    }
    let noun = earlier(1).and_then(word).is_some_and(|noun| OF_PLACE.contains(&&*noun.lower));
    let border = written(before) == "with" && written(earlier(1)) == "border";
    let island = written(before) == "on" && is_island(document, text, tokens);
    if half || PLACING.contains(&written(before)) || written(before) == "of" && noun || border || island {
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
    // "the crossing from Monroe to Sandusky"
    let across = written(before) == "to" && (1..=FROM_TO_MAX).any(|back| written(earlier(back)) == "from");
    if listed || travels || across {
        return Frame::Certain;
    }
    let locative = matches!(written(before), "to" | "from" | "at" | "between" | "over" | "via" | "through");
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

/// Says whether a known place is one here.
fn fits(
    document: &Document<'_>,
    text: &Text<'_>,
    known: &KnownPlace,
    held: &[&Mention],
    (frame, by_article): (Frame, bool),
    sport: bool,
) -> bool {
    let tokens = &known.tokens;
    let words = || tokens.clone().map(|token| document.word(text, token));
    let opens = text.sentence_of(tokens.start).tokens.start == tokens.start;
    let single = tokens.len() == 1;
    let ordinary = |word: &Word<'_>| word.is_ordinary() && !word.marks.has(Marks::FUNCTION);
    // Capitals inside a sentence make a name of ordinary words where the name is a known one: "the Rust Belt".
    let named = !opens && (!single && known.fame >= FAME_MIN || by_article);
    if !named && words().any(ordinary) || single && words().any(|word| word.marks.has(Marks::FUNCTION)) {
        return false;
    }
    let none = |word: &Word<'_>| word.marks.has(NO_PLACE);
    if !by_article && (single && words().any(none) || !single && words().all(none)) {
        return false;
    }
    let longer = held.iter().any(|held| held.tokens.start < tokens.start || held.tokens.end > tokens.end);
    let persons = || held.iter().filter(|held| held.kind == Kind::Person);
    let no_person = persons().next().is_none();
    match frame {
        Frame::Certain | Frame::Said if longer => false,
        Frame::Said => no_person || persons().all(|held| held.shares.person < PERSON_CERTAIN),
        // A name that the model sees as a person's, where the words say that it is a place's.
        Frame::Certain => no_person || known.fame >= FAME_OF_PERSON && persons().all(|held| held.shares.person < PERSON_CERTAIN),
        Frame::None | Frame::Likely if sport => false,
        // A country that acts is the country all the same, whatever the model makes of it: "Hungary put up her picture".
        Frame::None | Frame::Likely if known.fame >= FAME_OF_POWER && no_person && !longer => {
            words().all(|word| is_read_as_place(word, READ_OPENING))
        }
        Frame::Likely if !single && known.fame >= FAME_MIN => held.iter().all(|held| held.kind == Kind::Other) && !longer,
        Frame::None | Frame::Likely if !held.is_empty() => false,
        Frame::Likely => known.fame >= FAME_ALONE && (!single || words().all(|word| is_read_as_place(word, READ_ALONE))),
        // At the beginning of a sentence a capital says nothing.
        Frame::None if opens => known.fame >= FAME_OPENING && words().all(|word| is_read_as_place(word, READ_OPENING)),
        Frame::None => known.fame > FAME_ALONE && (!single || words().all(|word| is_read_as_place(word, READ_ALONE))),
    }
}

/// Says whether a word is mostly a place where it has a capital; one that nobody counted is where it is no name of people.
fn is_read_as_place(word: &Word<'_>, bar: f32) -> bool {
    let read = reading(word);
    if read.sure > 0.0 { read.place >= bar } else { !word.names.has(NameFlags::GIVEN | NameFlags::SURNAME) }
}

/// Parts what the model took for one place at its comma: "Denver, Colorado".
pub(super) fn parted(document: &Document<'_>, mentions: &mut Vec<Mention>) {
    let mut more = Vec::new();
    for mention in mentions.iter_mut().filter(|mention| mention.kind == Kind::Place) {
        let text = &document.texts[mention.text];
        let tokens = mention.tokens.clone();
        let comma = tokens.clone().find(|token| document.word(text, *token).text == ",");
        if let Some(comma) = comma.filter(|comma| *comma > tokens.start && comma + 1 < tokens.end) {
            more.push(Mention { tokens: comma + 1..tokens.end, ..mention.clone() });
            mention.tokens.end = comma;
        }
    }
    mentions.append(&mut more);
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
