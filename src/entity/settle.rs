//! What each phrase of a story names, over all its mentions: what the tagger finds likely, what the words around it say, and what
//! is known of it. What stays unsure names nobody: a wrong name costs more than a missing one.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::agreement::{folded, short_names};
use super::document::{Case, Document, Word};
use super::gazetteer::NameFlags;
use super::knowledge::{Bearers, Fame};
use super::lexicon::Marks;
use super::memory::{Remembered, Remembering};
use super::person_name::{is_numeral, is_surname_first};
use super::phrases::KnownPlace;
use super::roles;
use super::signs;
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
/// The same for a name that ends in a sure lone name of the story.
const BEARER_SURE: f32 = 0.2;
/// The same for a name of several words that is also a place's.
const LISTED_SURE: f32 = 0.9;
/// How likely it must be a place.
const PLACE_SURE: f32 = 0.5;
/// The same where no list of places has it; and where besides no word for a place stands before it.
const UNLISTED_SURE: f32 = 0.65;
const UNLISTED_ANYWHERE: f32 = 0.85;
/// How likely a lone word that nobody is known to bear must be a person, where the story has them say and do nothing.
const UNKNOWN_SURE: f32 = 0.85;
/// Letters at the end of a name are so many at most.
const LETTERS_MAX: usize = 4;
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
        let last = name.rsplit_once(' ').and_then(|(_, last)| phrases.get(last));
        // "Lê Hoài Thu" where the story goes on with "Lê".
        let sure = |alone: &&Phrase| alone.mean(Kind::Person) >= LISTED_SURE;
        let family = || name.split_once(' ').and_then(|(first, _)| phrases.get(first)).filter(sure);
        let alone = last.or_else(family);
        let explained = if mention.tokens.len() == 1 { full.contains_key(&*name) } else { tails.contains(&*name) };
        let text = &document.texts[mention.text];
        // "Jordan" may be the country in one sentence and Michael Jordan in the next.
        let own = mention.shares.place > mention.shares.person && mention.shares.place >= PLACE_SURE;
        if explained && phrase.place_fame >= FAMOUS_PLACE && own {
            mention.kind = Kind::Place;
            continue;
        }
        mention.kind = phrase.kind(mention.tokens.len(), alone, explained);
        // A name that ends in the sure lone name of somebody is theirs: "Yo-Yo Ma" where "Ma said".
        let bearer = last.as_ref().is_some_and(sure);
        let told_otherwise = phrase.firm_reasons > 0 || phrase.thing || phrase.place_fame > 0.0;
        if bearer && mention.kind == Kind::Other && !told_otherwise && phrase.mean(Kind::Person) >= BEARER_SURE {
            mention.kind = Kind::Person;
        }
        // Among firms a name that may be one of them is.
        let perhaps_firm = phrase.is_perhaps_firm() && !phrase.fame.has(Fame::ANY_PERSON);
        if firms && perhaps_firm && mention.kind == Kind::Person && mention.tokens.len() > 1 {
            mention.kind = Kind::Other;
        }
        let thing = things::goes_on(document, text, &mention.tokens)
            || signs::is_inside(text, &mention.tokens)
            || signs::is_people(document, text, &mention.tokens)
            || mention.kind == Kind::Place && phrase.place_fame == 0.0 && signs::is_house(document, text, &mention.tokens)
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
    mentions.retain(|mention| mention.kind != Kind::Place || !signs::is_inside(&document.texts[mention.text], &mention.tokens));
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
    /// Whether what people do follows a mention: "says".
    speaks: bool,
    /// Whether its words are those of names of people: a given name before, a surname behind, or a surname that comes first.
    like_person: bool,
    /// Whether somebody works there.
    workplace: bool,
    /// Whether a known place is a part of it, or a word for a kind of place ends it.
    holds_place: bool,
    /// Whether its first and its last word are ordinary ones and no names.
    plain: bool,
    /// Whether it ends in letters: "Yoast SEO".
    acronym: bool,
    /// How many mentions begin a sentence with a word that is mostly in lower case, before another such word: "Younger shoppers".
    opening: f32,
    /// What other stories know of it.
    remembered: Remembered,
}

const KINDS: [Kind; 3] = [Kind::Person, Kind::Place, Kind::Other];

impl Phrase {
    fn add(&mut self, document: &Document<'_>, mention: &Mention) {
        let text = &document.texts[mention.text];
        self.shares.iter_mut().zip(KINDS).for_each(|(share, kind)| *share += mention.shares.of(kind));
        self.mentions += 1.0;
        self.confirmed |= signs::confirms(document, text, &mention.tokens);
        self.titled |= signs::is_titled(document, text, mention.tokens.start);
        match things::cue(document, text, &mention.tokens) {
            Some(Cue::Thing) => self.thing = true,
            Some(Cue::Firm { reason, sure }) => {
                self.firm_reasons |= 1 << reason;
                self.firm_mentions += 1 + u32::from(sure);
            }
            None => {}
        }
        self.fame.0 |= signs::fame_of(text, &mention.tokens).0;
        self.has_role |= roles::role(document, text, &mention.tokens).is_some();
        let first = document.word(text, mention.tokens.start);
        self.no_name |= mention.tokens.len() == 1 && first.marks.has(Marks::NO_NAME);
        self.given |= first.names.has(NameFlags::GIVEN) && first.place.0.is_none();
        self.stated |= signs::is_stated(document, text, &mention.tokens);
        let somewhere = |word: &Word<'_>| {
            word.marks.has(Marks::LOCATIVE) || matches!(&*word.known.lower, "above" | "below" | "beyond" | "of")
        };
        let here = signs::before(document, text, mention.tokens.start).is_some_and(somewhere);
        self.elsewhere |= !here && mention.text == 1;
        self.no_surname |= mention.tokens.len() == 1 && first.names.0 == 0 && first.bearers == Bearers::default();
        let words = &document.vocabulary.language.places;
        let locative = |word: &Word<'_>| words.before_nobody.contains(&&*word.known.lower);
        self.located |= signs::before(document, text, mention.tokens.start).is_some_and(locative);
        let of = mention.tokens.start.checked_sub(2).is_some_and(|kind| {
            document.word(text, kind + 1).text == "of" && words.of_place.contains(&document.word(text, kind).folded.as_str())
        });
        self.holds_place |= of || signs::is_end_of_way(document, text, mention.tokens.start);
        let at = signs::before(document, text, mention.tokens.start).is_some_and(|word| word.text == "at");
        if self.fame.has(Fame::ORGANISATION_TOO) && (at || signs::is_listed_with_firms(document, text, &mention.tokens)) {
            self.firm_mentions += 1;
        }
        self.speaks |= signs::says(document, text, &mention.tokens);
        self.like_person |= signs::is_like_person(document, text, &mention.tokens);
        self.workplace |= things::is_workplace(document, text, &mention.tokens);
        let last = document.word(text, mention.tokens.end - 1);
        let surname = NameFlags::SURNAME | NameFlags::RARE_SURNAME | NameFlags::GIVEN;
        self.plain |= last.is_ordinary()
            && !last.names.has(surname)
            && first.is_ordinary()
            && !first.names.has(NameFlags::GIVEN)
            && !is_surname_first(&first.folded);
        // "Alex SEO" may be somebody.
        let letters = last.case == Case::Upper
            && !text.is_loud(mention.tokens.start)
            && last.text.len() <= LETTERS_MAX
            && !last.marks.has(Marks::GENERATION);
        self.acronym |= mention.tokens.len() > 1 && letters && !is_numeral(&last.folded) && !first.names.has(NameFlags::GIVEN);
        self.opening += f32::from(u8::from(signs::opens_with_word(document, text, &mention.tokens)));
        let inside = |place: &KnownPlace| mention.tokens.start <= place.tokens.start && place.tokens.end <= mention.tokens.end;
        let article = || mention.tokens.start > 0 && document.word(text, mention.tokens.start - 1).folded == "the";
        self.holds_place |=
            text.places_from(mention.tokens.clone()).iter().any(inside) || last.marks.has(Marks::PLACE_END) || article();
        let place = text.place_at(mention.tokens.start).filter(|place| place.tokens == mention.tokens);
        self.place_fame = self.place_fame.max(place.map_or(0.0, |place| place.fame));
    }

    fn kind(&self, tokens: usize, alone: Option<&Self>, explained: bool) -> Kind {
        let best = KINDS.into_iter().zip(self.shares).max_by(|a, b| a.1.total_cmp(&b.1)).map_or(Kind::Other, |(kind, _)| kind);
        if !self.titled
            && !explained
            && let Some(kind) = self.told_by_words(tokens, best)
        {
            return kind;
        }
        let person = alone.map_or(self.mean(Kind::Person), |alone| {
            let both = (self.shares[0] + alone.shares[0]) / (self.mentions + alone.mentions).max(1.0);
            self.mean(Kind::Person).max(both)
        });
        let person = person.max(self.remembered.lifted(tokens == 1, self.shares[0], self.mentions));
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
        let one_word = tokens == 1 && self.fame.has(Fame::ONE_WORD) && self.place_fame < SMALL_PLACE;
        // "Phillipa Soo" is in no list of places, and begins as people do.
        let named = tokens > 1 && best == Kind::Place && self.place_fame == 0.0 && self.given && !self.located;
        let tail = explained && tokens > 1;
        let best = if known && self.place_fame < FAMOUS_PLACE || one_word && !self.located || named || tail {
            Kind::Person
        } else {
            best
        };
        // "Hafez Assad said", whatever the model makes of names that it has never seen.
        let something = self.place_fame > 0.0 || self.firm_reasons > 0 || self.located || self.fame.has(!Fame::ANY_PERSON);
        let told = self.speaks && self.like_person && !something;
        let best = if told { Kind::Person } else { best };
        let sure = match best {
            Kind::Person if told || explained => true,
            Kind::Person if tokens == 1 && !one_word && !self.titled && !self.has_role && self.remembered.vetoes() => false,
            // "McLaren" may be somebody, but is mostly the team.
            Kind::Person if tokens == 1 && self.is_perhaps_firm() => person >= LISTED_SURE,
            Kind::Person if tokens == 1 && self.no_surname && !one_word && !self.titled && !self.has_role && !self.speaks => {
                person >= UNKNOWN_SURE
            }
            // The model hardly ever knows such a name, and takes it for a town: "Adele".
            Kind::Person if one_word && self.mean(Kind::Place) > 0.5 => true,
            Kind::Person if tokens == 1 => person >= if one_word || self.has_role { ONE_WORD_SURE } else { LONE_SURE },
            Kind::Person if known => person >= KNOWN_SURE,
            Kind::Person if self.confirmed || self.has_role || self.fame.has(Fame::MINOR_PERSON) => person >= CONFIRMED_SURE,
            Kind::Person => person >= PERSON_SURE,
            Kind::Place if self.place_fame > 0.0 => self.mean(Kind::Place) >= PLACE_SURE,
            Kind::Place => {
                self.mean(Kind::Place) >= if self.located || self.holds_place { UNLISTED_SURE } else { UNLISTED_ANYWHERE }
            }
            Kind::Other => true,
        };
        if sure { best } else { Kind::Other }
    }

    /// Returns what the words around the mentions make of a phrase that neither a title nor a longer name makes a person's.
    fn told_by_words(&self, tokens: usize, best: Kind) -> Option<Kind> {
        let person = best == Kind::Person;
        if self.thing || self.is_firm(tokens, best) {
            return Some(Kind::Other);
        }
        // "The boat from Ikorodu": a word that is nobody's name, and stands only where places do.
        if person && self.no_surname && !self.elsewhere && !self.has_role {
            return Some(if self.place_fame > 0.0 { Kind::Place } else { Kind::Other });
        }
        let word = tokens == 1 && self.opening >= self.mentions;
        let letters = self.acronym && !self.fame.has(Fame::ANY_PERSON);
        if person
            && (self.no_name
                || self.workplace
                || word
                || letters
                || self.plain && !self.has_role && !self.fame.has(Fame::ANY_PERSON))
        {
            return Some(Kind::Other);
        }
        // "Ann Lee, MD" is a physician.
        let named = person && tokens > 1 && self.mean(Kind::Person) >= LISTED_SURE;
        (self.stated && !named).then_some(Kind::Place)
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
