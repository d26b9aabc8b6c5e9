//! Which known places are meant as places: what the words around a name say goes before what the model makes of it.
//!
//! "The mayor of Lyon", "in the West Bank", "Utica, N.Y.": frames that hold nothing but places. Which place it is, is left to
//! `places`.

use super::agreement::holders;
use super::document::{Case, Document, Text, Word};
use super::evidence::reading;
use super::frames::{Frame, frame, stands_before_office};
use super::gazetteer::{NameFlags, PlaceKind};
use super::lexicon::Marks;
use super::phrases::{KnownPlace, behind_article, is_before_noun, is_owning, key_of};
use super::sport::{SPORT_MOST, plays, sport};
use super::tagger::{Kind, Mention, insert};
use super::things::is_compound;

/// How famous a place must be to be one where its name is also an ordinary word of the story.
const FAME_MIN: f32 = 0.6;
/// How famous one must be to be found by its name alone, and how mostly the name must be a place's; more where it begins a sentence.
const FAME_ALONE: f32 = 0.6;
const READ_ALONE: f32 = 0.6;
const FAME_OPENING: f32 = 0.75;
const READ_OPENING: f32 = 0.65;
/// How famous one must be where its name was counted and is hardly anything else, how often and how mostly.
const FAME_MOSTLY: f32 = 0.4;
const SEEN_MOSTLY: f32 = 0.5;
const READ_MOSTLY: f32 = 0.87;
/// How famous one must be where its name was never counted.
const FAME_UNSEEN: f32 = 0.2;
/// Countries and capitals are so famous.
const FAME_OF_POWER: f32 = 0.9;
/// How famous one must be to be a place where the model sees a person, "the mayor of Charlotte", and how sure that may be of it.
const FAME_OF_PERSON: f32 = 0.4;
const PERSON_CERTAIN: f32 = 0.97;

/// What a known place is not, though its name stands in the list.
const NO_PLACE: u32 = Marks::TITLE | Marks::ROLE | Marks::DEMONYM | Marks::TIME | Marks::NO_NAME | Marks::AGENCY;

/// A known place that the model passed over is one where the words around it leave nothing else: "in Obinze", "Lumo, Harva and
/// Kingman" beside places, "the mayor of Lyon"; and one that the world knows is one by its name.
pub(super) fn placed(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let sport = sport(document) >= SPORT_MOST;
    let holders = holders(document, mentions);
    let mut found: Vec<Mention> = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let mut next = 0;
        let mut placed = vec![false; text.words.len()];
        for (known, article) in known(document, text) {
            if known.tokens.start < next
                || credit[at][known.tokens.start]
                || goes_on(document, text, &known)
                || is_compound(document, text, &known.tokens)
            {
                continue;
            }
            let tokens = known.tokens.clone();
            let is_place = |token: usize| {
                let by_model = holders[at].get(token).copied().flatten().map(|holder| mentions[holder].kind);
                by_model == Some(Kind::Place) || placed.get(token) == Some(&true)
            };
            // "the Black Friday" is no river.
            let goes_on =
                text.sentence_of(tokens.start).tokens.contains(&tokens.end) && document.word(text, tokens.end).is_capital();
            let by_article = article && !goes_on && !is_before_noun(document, text, tokens.end);
            let frame = frame(document, text, &known, &is_place).max(if by_article { Frame::Certain } else { Frame::None });
            let held: Vec<&Mention> =
                tokens.clone().filter_map(|token| holders[at][token]).map(|holder| &mentions[holder]).collect();
            let whole_is_place = held.iter().any(|held| held.kind == Kind::Place && held.tokens == tokens);
            if whole_is_place
                || plays(document, text, &tokens)
                || !fits(document, text, &known, &held, (frame, by_article), sport)
            {
                continue;
            }
            next = tokens.end;
            placed[tokens.clone()].fill(true);
            found.push(Mention::certain(at, tokens, Kind::Place));
        }
        found.extend(states(document, text, at, &holders[at], mentions, &placed));
        let unlisted = unlisted(document, text).filter(|token| {
            let free = holders[at][*token].is_none_or(|holder| mentions[holder].kind == Kind::Other);
            free && !credit[at][*token] && !text.is_loud(*token)
        });
        let unlisted: Vec<Mention> = unlisted.map(|token| Mention::certain(at, token..token + 1, Kind::Place)).collect();
        found.extend(unlisted);
    }
    // What was known to be something else there gives way.
    insert(mentions, found, |_| true);
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
    let named = !opens && (!single && known.fame >= FAME_MIN || by_article || frame == Frame::Said);
    if !named && words().any(ordinary) || single && words().any(|word| word.marks.has(Marks::FUNCTION)) {
        return false;
    }
    let none = |word: &Word<'_>| word.marks.has(NO_PLACE);
    if !by_article && (single && words().any(none) || !single && words().all(none)) {
        return false;
    }
    // "the Trent and the Thames" are two, whatever the model makes of it.
    let joins = |held: &Mention| {
        let inside = held.tokens.start + 1..held.tokens.end.saturating_sub(1);
        by_article && held.kind == Kind::Other && inside.into_iter().any(|token| document.word(text, token).text == "and")
    };
    // "Jammu and Kashmir" is one region.
    let joined = || tokens.clone().any(|token| document.word(text, token).text == "and");
    let halves = held.len() > 1 && held.iter().all(|held| held.kind == Kind::Place);
    if !single && halves && joined() {
        return true;
    }
    // "King's Lynn" is neither a king's nor Lynn's.
    if (tokens.start..tokens.end - 1).any(|token| is_owning(document.word(text, token).text)) {
        return true;
    }
    let longer = held.iter().any(|held| (held.tokens.start < tokens.start || held.tokens.end > tokens.end) && !joins(held));
    let persons = || held.iter().filter(|held| held.kind == Kind::Person);
    let no_person = persons().next().is_none();
    match frame {
        Frame::Listed | Frame::Certain | Frame::Said if longer => false,
        // "in Khan Younis"
        Frame::Certain | Frame::Said if !single && known.fame >= FAME_OF_PERSON => true,
        Frame::Said => no_person || persons().all(|held| held.shares.person < PERSON_CERTAIN),
        Frame::Listed if single && known.fame < FAME_OF_PERSON && words().all(|word| word.names.has(NAMES)) => false,
        // A name that the model sees as a person's, where the words say that it is a place's.
        Frame::Listed | Frame::Certain => {
            no_person || known.fame >= FAME_OF_PERSON && persons().all(|held| held.shares.person < PERSON_CERTAIN)
        }
        Frame::None | Frame::Likely if sport => false,
        // A country that acts is the country all the same, whatever the model makes of it: "Hungary put up her picture".
        Frame::None | Frame::Likely if known.fame >= FAME_OF_POWER && no_person && !longer => {
            words().all(|word| is_read_as_place(word, READ_OPENING))
        }
        Frame::Likely if !single && known.fame >= FAME_MIN => held.iter().all(|held| held.kind == Kind::Other) && !longer,
        Frame::None | Frame::Likely if !held.is_empty() => false,
        // A word that nobody counted, and that is no name of people, is a town of some size.
        Frame::Likely if single && words().all(|word| word.stats.seen == 0) => {
            known.fame >= FAME_UNSEEN && words().all(|word| !word.names.has(NAMES))
        }
        Frame::Likely => known.fame >= FAME_ALONE && (!single || words().all(|word| is_read_as_place(word, READ_ALONE))),
        Frame::None if known.fame >= FAME_MOSTLY && words().all(is_mostly_place) => true,
        // At the beginning of a sentence a capital says nothing.
        Frame::None if opens => known.fame >= FAME_OPENING && words().all(|word| is_read_as_place(word, READ_OPENING)),
        Frame::None => known.fame > FAME_ALONE && (!single || words().all(|word| is_read_as_place(word, READ_ALONE))),
    }
}

/// Says whether a word is mostly a place where it has a capital; one that nobody counted is where it is no name of people.
fn is_read_as_place(word: &Word<'_>, bar: f32) -> bool {
    let read = reading(word);
    if read.sure > 0.0 { read.place >= bar } else { !word.names.has(NAMES) }
}

/// Says whether a word was counted often and is hardly ever anything but a place.
fn is_mostly_place(word: &Word<'_>) -> bool {
    let read = reading(word);
    read.sure >= SEEN_MOSTLY && read.place >= READ_MOSTLY
}

/// Names of people, common or not.
const NAMES: u8 = NameFlags::GIVEN | NameFlags::SURNAME | NameFlags::RARE_SURNAME;

/// Returns the words of no list that are said to be in a country or region: "in Quorvin, Libya,".
fn unlisted<'t>(document: &'t Document<'_>, text: &'t Text<'_>) -> impl Iterator<Item = usize> + 't {
    let gazetteer = &document.vocabulary.gazetteer;
    let before = document.vocabulary.language.places.before_unlisted;
    (1..text.words.len().saturating_sub(2)).filter(move |&token| {
        let sentence = &text.sentence_of(token).tokens;
        let word = document.word(text, token);
        let stands = sentence.contains(&(token - 1)) && token + 2 < sentence.end && document.word(text, token + 1).text == ",";
        let name =
            word.case == Case::Capital && !word.is_ordinary() && !word.marks.has(NO_PLACE) && !word.names.has(NameFlags::GIVEN);
        let wide = || {
            let state = document.vocabulary.lexicon.state(document.word(text, token + 2).text).is_some();
            let named = text.place_at(token + 2).is_some_and(|place| {
                let is_wide = |at| matches!(gazetteer.place(at).kind, PlaceKind::Country | PlaceKind::Region);
                let closes =
                    (place.tokens.end..sentence.end).next().is_none_or(|end| matches!(document.word(text, end).text, "," | "."));
                closes && gazetteer.bearers(&key_of(text, &place.tokens)).any(is_wide)
            });
            state || named
        };
        stands && name && before.contains(&document.word(text, token - 1).text) && text.place_at(token).is_none() && wide()
    })
}

/// Returns the abbreviated states behind their towns: "Utica, N.Y.", "SPRINGFIELD, Ill.".
fn states(
    document: &Document<'_>,
    text: &Text<'_>,
    at: usize,
    holders: &[Option<usize>],
    mentions: &[Mention],
    placed: &[bool],
) -> Vec<Mention> {
    let lexicon = &document.vocabulary.lexicon;
    let is_town = |token: usize| {
        let by_model = holders[token].is_some_and(|holder| mentions[holder].kind == Kind::Place);
        by_model || placed[token]
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
    let is_person = |token: usize| {
        holders.get(token).copied().flatten().is_some_and(|holder| {
            let Mention { kind, tokens, .. } = &mentions[holder];
            *kind == Kind::Person && tokens.start == token
        })
    };
    let of_offices = text.places.iter().filter(|place| stands_before_office(document, text, place, &is_person));
    let states = states.map(|token| token..token + 1).chain(of_offices.map(|place| place.tokens.clone()));
    states.map(|tokens| Mention::certain(at, tokens, Kind::Place)).collect()
}
