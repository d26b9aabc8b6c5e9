//! What each phrase of a story names, over all its mentions: what the tagger finds likely, what the words around it say, and what
//! is known of it. What stays unsure names nobody: a wrong name costs more than a missing one.

use std::borrow::Cow;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::agreement::{folded, holders, short_names};
use super::bounds::whole;
use super::document::{Case, Document, Text, Word};
use super::fold::fold;
use super::gazetteer::NameFlags;
use super::knowledge::{Bearers, Fame, KnownPhrase};
use super::lexicon::Marks;
use super::memory::{Remembered, Remembering};
use super::person_name::is_reigning;
use super::roles;
use super::tagger::{Kind, Mention};
use super::things::{self, Cue};

/// How likely a phrase must be a person, as a mean over its mentions, to be shown as one.
const PERSON_SURE: f32 = 0.65;
/// The same where a title, an office, kin or a list of names confirms it.
const CONFIRMED_SURE: f32 = 0.5;
/// The same for a person of several names who is in the news.
const KNOWN_SURE: f32 = 0.05;
/// The same for a lone name that no full name of the story explains.
pub(super) const LONE_SURE: f32 = 0.65;
/// The same for a name by which alone somebody is known.
const ONE_WORD_SURE: f32 = 0.35;
/// The same for a name of several words that is also a place's.
const LISTED_SURE: f32 = 0.9;
/// How likely it must be a place.
const PLACE_SURE: f32 = 0.5;
/// The same where no list of places has it.
const UNLISTED_SURE: f32 = 0.65;
/// A place less famous than this is a village.
const SMALL_PLACE: f32 = 0.3;
/// A place this famous is one whatever firm bears its name too.
const FAMOUS_PLACE: f32 = 0.6;

/// Gives every phrase the kind for which most speaks over all its mentions.
pub(super) fn settle(document: &Document<'_>, mentions: &mut [Mention], memory: &Remembering<'_>) {
    let mut phrases: HashMap<Cow<'_, str>, Phrase> = HashMap::new();
    for mention in mentions.iter() {
        phrases.entry(folded(document, mention)).or_default().add(document, mention);
    }
    for (name, phrase) in &mut phrases {
        phrase.remembered = memory.of(name);
    }
    for mention in mentions.iter_mut() {
        let phrase = &phrases[&folded(document, mention)];
        if phrase.thing && !phrase.titled {
            mention.kind = Kind::Other;
        }
    }
    let full = short_names(document, mentions);
    let tails = tails(document, mentions);
    let things = things::Named::new(document);
    let firms = phrases.values().any(|phrase| phrase.firm_mentions > 1);
    for mention in mentions {
        let name = folded(document, mention);
        let phrase = &phrases[&name];
        // A full name is as likely a person as its surname, wherever that stands alone.
        let alone = name.rsplit_once(' ').and_then(|(_, last)| phrases.get(last));
        let explained = if mention.tokens.len() == 1 { full.contains_key(&*name) } else { tails.contains(&*name) };
        let text = &document.texts[mention.text];
        // "Jordan" may be the country in one sentence and Michael Jordan in the next.
        let own = mention.shares.place > mention.shares.person && mention.shares.place >= PLACE_SURE;
        if explained && phrase.place_fame >= FAMOUS_PLACE && own {
            mention.kind = Kind::Place;
            continue;
        }
        mention.kind = phrase.kind(mention.tokens.len(), alone, explained);
        // Among firms a name that may be one of them is.
        let perhaps_firm = phrase.fame.has(Fame::ORGANISATION_TOO) && !phrase.fame.has(Fame::ANY_PERSON);
        if perhaps_firm && firms && mention.kind == Kind::Person && mention.tokens.len() > 1 && !phrase.titled && !phrase.has_role
        {
            mention.kind = Kind::Other;
        }
        let thing = things::goes_on(document, text, &mention.tokens)
            || is_inside(text, &mention.tokens)
            || is_people(document, text, &mention.tokens)
            || mention.kind == Kind::Place && phrase.place_fame == 0.0 && is_house(document, text, &mention.tokens)
            || !phrase.titled && things.holds(document, text, &mention.tokens, &name);
        if mention.kind != Kind::Other && !explained && thing {
            mention.kind = Kind::Other;
        }
    }
}

/// Returns the last words of the longer names of people, folded, two at least: "suu kyi" of "Aung San Suu Kyi".
fn tails(document: &Document<'_>, mentions: &[Mention]) -> HashSet<String> {
    let mut tails = HashSet::new();
    for mention in mentions.iter().filter(|mention| mention.kind == Kind::Person) {
        for skipped in 1..mention.tokens.len().saturating_sub(1) {
            let tokens = mention.tokens.start + skipped..mention.tokens.end;
            tails.insert(folded(document, &Mention { tokens, ..mention.clone() }).into_owned());
        }
    }
    tails
}

/// Leaves out the places that are part of the name of an organisation: "Reform UK".
pub(super) fn without_insides(document: &Document<'_>, mentions: &mut Vec<Mention>) {
    mentions.retain(|mention| mention.kind != Kind::Place || !is_inside(&document.texts[mention.text], &mention.tokens));
}

/// What speaks for and against the kinds of one phrase, over its mentions.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a sign that one rule reads")]
struct Phrase {
    shares: [f32; KINDS.len()],
    mentions: f32,
    fame: Fame,
    place_fame: f32,
    /// Whether the words around a mention leave no doubt that it is a person's.
    confirmed: bool,
    /// Whether a title or an office stands before a mention.
    titled: bool,
    /// Which kinds of reasons make it a firm's name, and how often one was found.
    firm_reasons: u8,
    firm_mentions: u32,
    thing: bool,
    /// Whether the story says what a mention's bearer does.
    has_role: bool,
    /// Whether it is a word that names nobody though it has a capital: "God".
    no_name: bool,
    /// Whether the first word is a given name and no place.
    given: bool,
    /// Whether the name of a state follows: "Hugo, Okla.".
    stated: bool,
    /// Whether "in" or "from" stands before a mention.
    located: bool,
    /// Whether a mention of the text stands elsewhere than behind "in", "from", "of" and the like.
    elsewhere: bool,
    /// Whether it is one word that nobody is known to bear.
    no_surname: bool,
    /// What other stories know of it.
    remembered: Remembered,
}

/// Words behind which hardly ever a person stands.
const PLACING: [&str; 10] = ["in", "near", "outside", "through", "across", "around", "into", "throughout", "inside", "toward"];

const KINDS: [Kind; 3] = [Kind::Person, Kind::Place, Kind::Other];

impl Phrase {
    fn add(&mut self, document: &Document<'_>, mention: &Mention) {
        let text = &document.texts[mention.text];
        self.shares.iter_mut().zip(KINDS).for_each(|(share, kind)| *share += mention.shares.of(kind));
        self.mentions += 1.0;
        self.confirmed |= confirms(document, text, &mention.tokens);
        self.titled |= is_titled(document, text, mention.tokens.start);
        match things::cue(document, text, &mention.tokens) {
            Some(Cue::Thing) => self.thing = true,
            Some(Cue::Firm { reason, sure }) => {
                self.firm_reasons |= 1 << reason;
                self.firm_mentions += 1 + u32::from(sure);
            }
            None => {}
        }
        self.fame.0 |= fame_of(text, &mention.tokens).0;
        self.has_role |= roles::role(document, text, &mention.tokens).is_some();
        let first = document.word(text, mention.tokens.start);
        self.no_name |= mention.tokens.len() == 1 && first.marks.has(Marks::NO_NAME);
        self.given |= first.names.has(NameFlags::GIVEN) && first.place.0.is_none();
        self.stated |= is_stated(document, text, &mention.tokens);
        let somewhere = |word: &Word<'_>| {
            word.marks.has(Marks::LOCATIVE) || matches!(&*word.known.lower, "above" | "below" | "beyond" | "of")
        };
        let here = before(document, text, mention.tokens.start).is_some_and(somewhere);
        self.elsewhere |= !here && mention.text == 1;
        self.no_surname |= mention.tokens.len() == 1 && first.names.0 == 0 && first.bearers == Bearers::default();
        let locative = |word: &Word<'_>| PLACING.contains(&&*word.known.lower);
        self.located |= before(document, text, mention.tokens.start).is_some_and(locative);
        if self.fame.has(Fame::ORGANISATION_TOO) && is_listed_with_firms(document, text, &mention.tokens) {
            self.firm_mentions += 1;
        }
        let place = text.place_at(mention.tokens.start).filter(|place| place.tokens == mention.tokens);
        self.place_fame = self.place_fame.max(place.map_or(0.0, |place| place.fame));
    }

    fn kind(&self, tokens: usize, alone: Option<&Self>, explained: bool) -> Kind {
        let best = KINDS.into_iter().zip(self.shares).max_by(|a, b| a.1.total_cmp(&b.1)).map_or(Kind::Other, |(kind, _)| kind);
        if self.thing && !self.titled && !explained {
            return Kind::Other;
        }
        if !self.titled && !explained && self.is_firm(tokens, best) {
            return Kind::Other;
        }
        // "The boat from Ikorodu": a word that is nobody's name, and stands only where places do.
        if self.no_surname && !self.elsewhere && best == Kind::Person && !self.titled && !self.has_role && !explained {
            return if self.place_fame > 0.0 { Kind::Place } else { Kind::Other };
        }
        if self.no_name && best == Kind::Person && !self.titled && !explained {
            return Kind::Other;
        }
        if self.stated && !self.titled && !explained {
            return Kind::Place;
        }
        let person = alone.map_or(self.mean(Kind::Person), |alone| {
            let both = (self.shares[0] + alone.shares[0]) / (self.mentions + alone.mentions).max(1.0);
            self.mean(Kind::Person).max(both)
        });
        let person = person.max(self.remembered.lifted(self.shares[0], self.mentions));
        let known = tokens > 1 && self.fame.has(Fame::PERSON) && !self.fame.has(Fame::ORGANISATION_TOO | Fame::TEAM_TOO);
        // A list of places that has just this name of several words speaks against a person of whom nothing else is known.
        let listed = tokens > 1 && self.place_fame > 0.0 && !known && !self.titled && !self.fame.has(Fame::ANY_PERSON);
        if listed && best == Kind::Person && (self.located || person < LISTED_SURE) {
            return if self.located { Kind::Place } else { Kind::Other };
        }
        if self.located && best == Kind::Person && tokens > 1 && !known && !self.titled && !self.has_role && person < LISTED_SURE
        {
            return Kind::Other;
        }
        let one_word = tokens == 1 && self.fame.has(Fame::ONE_WORD) && self.place_fame < SMALL_PLACE && !self.located;
        // "Phillipa Soo" is in no list of places, and begins as people do.
        let named = tokens > 1 && best == Kind::Place && self.place_fame == 0.0 && self.given && !self.located;
        let tail = explained && tokens > 1;
        let best = if known && self.place_fame < FAMOUS_PLACE || one_word || named || tail { Kind::Person } else { best };
        let sure = match best {
            Kind::Person if explained => true,
            Kind::Person if tokens == 1 && !one_word && !self.titled && !self.has_role && self.remembered.vetoes() => false,
            // "McLaren" may be somebody, but is mostly the team.
            Kind::Person if tokens == 1 && self.is_perhaps_firm() => person >= LISTED_SURE,
            Kind::Person if tokens == 1 => {
                let one_word = self.fame.has(Fame::ONE_WORD) && self.place_fame < SMALL_PLACE;
                one_word && self.mean(Kind::Place) > 0.5
                    || person >= if one_word || self.has_role { ONE_WORD_SURE } else { LONE_SURE }
            }
            Kind::Person if known => person >= KNOWN_SURE,
            Kind::Person if self.confirmed || self.has_role || self.fame.has(Fame::MINOR_PERSON) => person >= CONFIRMED_SURE,
            Kind::Person => person >= PERSON_SURE,
            Kind::Place => self.mean(Kind::Place) >= if self.place_fame > 0.0 { PLACE_SURE } else { UNLISTED_SURE },
            Kind::Other => true,
        };
        if sure { best } else { Kind::Other }
    }

    /// Says whether a firm or a team bears the name, and nothing beside it tells of a person.
    fn is_perhaps_firm(&self) -> bool {
        self.fame.has(Fame::ORGANISATION_TOO | Fame::TEAM_TOO) && !self.titled && !self.has_role && !self.fame.has(Fame::ONE_WORD)
    }

    /// Says whether the phrase is a firm, a team or another body.
    fn is_firm(&self, tokens: usize, best: Kind) -> bool {
        let is_place = best == Kind::Place && self.place_fame >= FAMOUS_PLACE;
        if self.fame.has(Fame::ORGANISATION | Fame::TEAM) && !self.fame.has(Fame::ANY_PERSON) && !is_place {
            return true;
        }
        let reasons = self.firm_reasons.count_ones();
        let listed = self.fame.has(Fame::ORGANISATION_TOO) && self.firm_mentions > 0;
        !is_place && (reasons >= 2 || self.firm_mentions >= 2 || listed || self.firm_mentions == 1 && tokens == 1)
    }

    fn mean(&self, kind: Kind) -> f32 {
        self.shares[kind as usize] / self.mentions.max(1.0)
    }
}

/// Returns what the table holds of exactly these tokens.
fn fame_of(text: &Text<'_>, tokens: &Range<usize>) -> Fame {
    known_at(text, tokens.start).filter(|known| known.tokens == *tokens).map_or_else(Fame::default, |known| known.fame)
}

fn known_at<'t>(text: &'t Text<'_>, token: usize) -> Option<&'t KnownPhrase> {
    text.known.binary_search_by_key(&token, |known| known.tokens.start).ok().map(|at| &text.known[at])
}

/// Says whether a name is joined to that of a firm: "Harbor & Sons and Linden".
fn is_listed_with_firms(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let joins = |token: usize| sentence.contains(&token) && matches!(document.word(text, token).text, "," | "and" | "or");
    let firm = |known: &KnownPhrase| known.fame.has(Fame::ORGANISATION);
    let behind = joins(tokens.end) && known_at(text, tokens.end + 1).is_some_and(firm);
    let before = tokens.start > 1
        && joins(tokens.start - 1)
        && text.known.iter().any(|known| known.tokens.end == tokens.start - 1 && firm(known));
    behind || before
}

/// Returns the word before a token of its sentence.
fn before<'d, 'a>(document: &'d Document<'a>, text: &Text<'_>, start: usize) -> Option<&'d Word<'a>> {
    let sentence = &text.sentence_of(start).tokens;
    start.checked_sub(1).filter(|at| sentence.contains(at)).map(|at| document.word(text, at))
}

/// Says whether a name is part of a longer one that is known as an organisation's.
fn is_inside(text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let holds =
        |known: &KnownPhrase| known.tokens.start <= tokens.start && tokens.end <= known.tokens.end && known.tokens != *tokens;
    text.known.iter().any(|known| holds(known) && known.fame.has(Fame::ORGANISATION | Fame::TEAM))
}

/// Says whether a name of several words ends as those of organisations do: "Bellevue Hospital".
fn is_house(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    tokens.len() > 1 && document.word(text, tokens.end - 1).marks.has(Marks::ORG_END)
}

/// Says whether a name of several words is what the people of a place are called: "Hong Konger", "New Yorkers".
fn is_people(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let name = fold(text.written(tokens));
    let place = name.strip_suffix("ers").or_else(|| name.strip_suffix("er"));
    tokens.len() > 1 && place.is_some_and(|place| document.vocabulary.gazetteer.bearers(place).next().is_some())
}

/// Says whether the short name of a state follows behind a comma.
fn is_stated(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let written = |token: usize| if sentence.contains(&token) { document.word(text, token).text } else { "" };
    written(tokens.end) == "," && document.vocabulary.lexicon.state(written(tokens.end + 1)).is_some()
}

/// Says whether a title, an office or a word of kin stands right before a token.
fn is_titled(document: &Document<'_>, text: &Text<'_>, start: usize) -> bool {
    before(document, text, start)
        .is_some_and(|word| word.marks.has(Marks::TITLE | Marks::ROLE | Marks::KIN) && !word.marks.has(Marks::ORG_END))
}

/// Says whether the words around and in a name leave no doubt that it is a person's.
fn confirms(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let word = |token: usize| sentence.contains(&token).then(|| document.word(text, token));
    let before = tokens.start.checked_sub(1).and_then(word);
    let first = document.word(text, tokens.start);
    let last = document.word(text, tokens.end - 1);
    let surname = last.names.has(NameFlags::SURNAME);
    tokens.len() > 1
        && (before.is_some_and(|word| word.marks.has(Marks::TITLE | Marks::ROLE | Marks::KIN | Marks::DEMONYM))
            || word(tokens.end).is_some_and(|word| word.marks.has(Marks::SAYING))
            || first.names.has(NameFlags::GIVEN) && surname)
}

/// Adds the people in the news whom the tagger passed over, by their full names: where no word beside the name belongs to it too, and
/// nothing says that a firm or a thing is meant.
pub(super) fn well_known(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let holders = holders(document, mentions);
    let mut found = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        for known in &text.known {
            let tokens = &known.tokens;
            let one_word = known.fame.has(Fame::ONE_WORD) && tokens.len() == 1 && is_nothing_else(document, text, tokens.start);
            let person = one_word || known.fame.has(Fame::PERSON) && tokens.len() > 1;
            let other = Fame::ORGANISATION | Fame::ORGANISATION_TOO | Fame::TEAM | Fame::TEAM_TOO;
            if !person || known.fame.has(other) || text.is_loud(tokens.start) {
                continue;
            }
            // "Vance" of "JD Vance" gives way to the whole, as does "Secretary of State Marco Rubio".
            let office = |token: usize| {
                let word = document.word(text, token);
                word.marks.has(Marks::TITLE | Marks::ROLE | Marks::ROLE_PART) || word.text == "of"
            };
            let gives_way = |other: &Mention| {
                let inside = tokens.start <= other.tokens.start && other.tokens.end <= tokens.end && other.tokens != *tokens;
                let titled = other.tokens.end == tokens.end && (other.tokens.start..tokens.start).all(office);
                match other.kind {
                    Kind::Person => inside,
                    Kind::Place => false,
                    Kind::Other => inside || titled || other.tokens.len() <= tokens.len(),
                }
            };
            let held = |token: usize| holders[at][token].is_some_and(|holder| !gives_way(&mentions[holder]));
            if tokens.clone().any(|token| held(token) || credit[at][token]) || !stands_alone(document, text, tokens) {
                continue;
            }
            if things::cue(document, text, tokens).is_none() && !things::goes_on(document, text, tokens) {
                found.push(Mention::certain(at, whole(document, text, tokens), Kind::Person));
            }
        }
    }
    found.extend(rulers(document, credit, &holders, mentions));
    found.extend(told_of(document, credit, &holders, mentions));
    mentions.retain(|mention| {
        !found.iter().any(|person| {
            person.text == mention.text && person.tokens.start < mention.tokens.end && mention.tokens.start < person.tokens.end
        })
    });
    mentions.append(&mut found);
}

/// Finds those whose title is the name, and whom the tagger passed over: "Patriarch Bartholomew".
fn rulers(
    document: &Document<'_>,
    credit: &[Vec<bool>],
    holders: &[Vec<Option<usize>>; 2],
    mentions: &[Mention],
) -> Vec<Mention> {
    let mut found = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        for (token, credited) in credit[at].iter().enumerate().skip(1) {
            let (title, word) = (document.word(text, token - 1), document.word(text, token));
            let sentence = &text.sentence_of(token).tokens;
            if title.case != Case::Capital
                || !is_reigning(&title.folded)
                || word.case != Case::Capital
                || !sentence.contains(&(token - 1))
            {
                continue;
            }
            let free = |token: usize| {
                holders[at][token].is_none_or(|holder| mentions[holder].kind == Kind::Other && mentions[holder].tokens.len() < 3)
            };
            let name = token..token + 1;
            let end = token + 1 == sentence.end || !document.word(text, token + 1).is_capital();
            let plain = word.place.0.is_none()
                && !word.is_ordinary()
                && !word.marks.has(Marks::TITLE | Marks::ROLE | Marks::ORG_END | Marks::PLACE_END);
            if plain
                && end
                && free(token)
                && free(token - 1)
                && !credited
                && !text.is_loud(token)
                && !things::goes_on(document, text, &name)
            {
                found.push(Mention::certain(at, name, Kind::Person));
            }
        }
    }
    found
}

/// Finds those of whom the sentence goes on with ", who": only people are "who".
fn told_of(
    document: &Document<'_>,
    credit: &[Vec<bool>],
    holders: &[Vec<Option<usize>>; 2],
    mentions: &[Mention],
) -> Vec<Mention> {
    let mut found = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        for comma in 2..text.words.len().saturating_sub(1) {
            let written = |token: usize| document.word(text, token).text;
            if written(comma) != "," || !matches!(written(comma + 1), "who" | "whose") || text.is_loud(comma) {
                continue;
            }
            let sentence = &text.sentence_of(comma).tokens;
            let belongs = |token: &usize| {
                let word = document.word(text, *token);
                let no_part = Marks::TITLE
                    | Marks::ROLE
                    | Marks::FUNCTION
                    | Marks::ORG_END
                    | Marks::ORG_TAIL
                    | Marks::PLACE_END
                    | Marks::DEMONYM;
                word.case == Case::Capital && !word.marks.has(no_part | Marks::TIME)
            };
            let start = (sentence.start..comma).rev().take_while(belongs).last().unwrap_or(comma);
            let tokens = start..comma;
            let known = text.known.iter().any(|known| known.tokens.start < comma && start < known.tokens.end);
            let place =
                text.places.iter().any(|place| place.tokens.start < comma && start < place.tokens.end && place.tokens.len() > 1);
            let free =
                |token: usize| !credit[at][token] && holders[at][token].is_none_or(|holder| mentions[holder].kind == Kind::Other);
            let after_the = start > sentence.start && document.word(text, start - 1).folded == "the";
            if (2..=3).contains(&tokens.len()) && !known && !place && !after_the && tokens.clone().all(free) {
                found.push(Mention::certain(at, tokens, Kind::Person));
            }
        }
    }
    found
}

/// Says whether a word is nothing but a name where it stands, and no place's.
fn is_nothing_else(document: &Document<'_>, text: &Text<'_>, token: usize) -> bool {
    let word = document.word(text, token);
    let begins = text.sentence_of(token).tokens.start == token;
    let low = word.stats.lowness().unwrap_or(0);
    let of = text.words.get(token + 1).is_some_and(|next| document.words[*next].text == "of");
    !of && word.case == Case::Capital && word.place.0.is_none() && !word.is_ordinary() && low <= if begins { 0 } else { 2 }
}

/// Says whether no capitalised word beside a name may belong to it.
fn stands_alone(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let free = |token: usize| {
        let word = document.word(text, token);
        let marks = Marks::TITLE | Marks::ROLE | Marks::ROLE_PART | Marks::DEMONYM | Marks::KIN | Marks::TIME | Marks::FUNCTION;
        !word.is_capital() || word.marks.has(marks)
    };
    // "Hun Sen." at the end of a sentence looks like a title.
    let stops = tokens.len() > 1 && document.word(text, tokens.end - 1).text.ends_with('.');
    (tokens.start == sentence.start || tokens.start == sentence.start + 1 || free(tokens.start - 1))
        && (tokens.end == sentence.end || stops || free(tokens.end))
}
