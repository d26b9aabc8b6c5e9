//! Makes the mentions of one story agree: a word that is somebody's surname in one sentence is that person in the next, and a
//! phrase is of one kind wherever it stands.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::bounds::{is_handle, nicknamed, opens, whole, without_overlap};
use super::document::{Case, Document, Text};
use super::doubt::{doubted, parted};
use super::gazetteer::NameFlags;
use super::lexicon::Marks;
use super::memory::Remembering;
use super::passed_over::passed_over;
use super::person_name::is_surname_first;
use super::placing::placed;
use super::settle::{LONE_SURE, settle, without_insides};
use super::tagger::{Kind, Mention, insert};

/// Applies the rules; what is ordinary lower case elsewhere in the story is left alone. What other stories know has its say where
/// this one leaves doubt.
pub(super) fn agree(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>, memory: &mut Remembering<'_>) {
    nicknames(document, credit, mentions);
    given_names(document, credit, mentions);
    memory.look(document, credit, mentions);
    settle(document, mentions, memory);
    passed_over(document, credit, mentions);
    parted(document, mentions);
    surnames(document, credit, mentions);
    memory.surnames(document, credit, mentions);
    placed(document, credit, mentions);
    repeated(document, credit, mentions);
    doubted(document, mentions);
    without_insides(document, mentions);
    *mentions = without_overlap(std::mem::take(mentions));
}

/// A nickname in quotes stands in nobody's name but a person's.
fn nicknames(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let mut found = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let names = nicknamed(document, text).into_iter().filter(|tokens| !credit[at][tokens.start]);
        found.extend(names.map(|tokens| Mention::certain(at, tokens, Kind::Person)));
    }
    insert(mentions, found, |_| true);
}

/// A place this famous stays one beside a person of its name.
const FAMOUS: f32 = 0.9;

pub(super) fn folded<'d>(document: &'d Document<'_>, mention: &Mention) -> Cow<'d, str> {
    let text = &document.texts[mention.text];
    let folded = |word: &usize| document.words[*word].folded.as_str();
    match &text.words[mention.tokens.clone()] {
        [only] => Cow::Borrowed(folded(only)),
        words => Cow::Owned(words.iter().map(folded).collect::<Vec<_>>().join(" ")),
    }
}

/// Words that are no part of a name when they stand before it.
const NO_GIVEN_NAME: u32 = Marks::TITLE
    | Marks::ROLE
    | Marks::ROLE_PART
    | Marks::DEMONYM
    | Marks::TIME
    | Marks::FUNCTION
    | Marks::ORG_END
    | Marks::AGENCY
    | Marks::NO_NAME
    | Marks::DIRECTION;

/// Somebody whom the story calls by a lone name has a full one: a word with a capital before that name is the given name, though
/// it may mean something else elsewhere: "Beat Regli", "Washington Silveira".
fn given_names(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let alone =
        |mention: &&Mention| mention.kind == Kind::Person && mention.tokens.len() == 1 && mention.shares.person >= LONE_SURE;
    let names: HashSet<Cow<'_, str>> = mentions.iter().filter(alone).map(|mention| folded(document, mention)).collect();
    let holders = holders(document, mentions);
    let mut swallowed = HashSet::new();
    let mut found = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let is_free = |token: usize| !credit[at][token];
        let named = |token: &usize| {
            document.word(text, *token).is_capital() && names.contains(document.word(text, *token).folded.as_str())
        };
        for token in (1..text.words.len()).filter(named) {
            if !is_free(token) || !is_given(document, text, token - 1) {
                continue;
            }
            let held: HashSet<usize> = [token - 1, token].iter().filter_map(|token| holders[at][*token]).collect();
            let inside = held.iter().all(|holder| {
                let Mention { tokens, kind, .. } = &mentions[*holder];
                tokens.start + 1 >= token && tokens.end <= token + 1 && !(*kind == Kind::Person && tokens.len() == 2)
            });
            // At the beginning of a sentence a capital says nothing: there it must be a name of the lists.
            let names = document.word(text, token - 1).names;
            let listed = names.has(NameFlags::GIVEN) || !held.is_empty() && names.has(NameFlags::SURNAME);
            let begins = token - 1 == text.sentence_of(token).tokens.start || token > 1 && opens(text, token - 2);
            if inside && (listed || !begins) {
                swallowed.extend(held);
                found.push(Mention::certain(at, token - 1..token + 1, Kind::Person));
            }
        }
    }
    let mut at = 0;
    mentions.retain(|_| {
        at += 1;
        !swallowed.contains(&(at - 1))
    });
    mentions.append(&mut found);
}

/// Says whether a word may be the given name of the name behind it: it has a capital that means something, and stands alone.
fn is_given(document: &Document<'_>, text: &Text<'_>, token: usize) -> bool {
    let word = document.word(text, token);
    let sentence = &text.sentence_of(token).tokens;
    word.case == Case::Capital
        && token + 1 < sentence.end
        && !word.marks.has(NO_GIVEN_NAME)
        && (token == sentence.start || !document.word(text, token - 1).is_capital())
        && !text.is_loud(token)
}

/// For each token of a text the mention that holds it.
pub(super) fn holders(document: &Document<'_>, mentions: &[Mention]) -> [Vec<Option<usize>>; 2] {
    let mut holders = [vec![None; document.texts[0].words.len()], vec![None; document.texts[1].words.len()]];
    for (at, mention) in mentions.iter().enumerate() {
        holders[mention.text][mention.tokens.clone()].fill(Some(at));
    }
    holders
}

/// Returns the words that stand for the people of the story: last words, and first ones where the surname comes first.
pub(super) fn short_names<'d>(document: &'d Document<'_>, mentions: &[Mention]) -> HashMap<&'d str, usize> {
    let mut names: HashMap<&str, usize> = HashMap::new();
    for mention in mentions.iter().filter(|mention| mention.kind == Kind::Person && mention.tokens.len() > 1) {
        let text = &document.texts[mention.text];
        let last = mention
            .tokens
            .clone()
            .rev()
            .map(|token| document.word(text, token))
            .find(|word| !word.marks.has(Marks::GENERATION) && word.case != Case::Initial && !word.folded.is_empty());
        if let Some(last) = last {
            *names.entry(&last.folded).or_default() += 1;
            if let Some(bare) = last.folded.strip_prefix("al ").or_else(|| last.folded.strip_prefix("el ")) {
                *names.entry(bare).or_default() += 1;
            }
        }
        // The first word stands for somebody whose surname comes first, and for whom the story calls by the given name.
        let first = document.word(text, mention.tokens.start);
        let given =
            first.case == Case::Capital && first.place.0.is_none() && !first.is_ordinary() && first.folded.chars().count() > 2;
        let eastern = first.names.has(NameFlags::SURNAME_FIRST) || is_surname_first(&first.folded);
        if given || eastern && !first.lower_here {
            *names.entry(&first.folded).or_default() += 1;
        }
    }
    names
}

/// A lone capitalised word that ends the name of a person of the story is that person.
fn surnames(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let names = short_names(document, mentions);
    if names.is_empty() {
        return;
    }
    let holders = holders(document, mentions);
    let mut lone: HashMap<(Kind, Cow<'_, str>), usize> = HashMap::new();
    for mention in mentions.iter().filter(|mention| mention.tokens.len() == 1) {
        *lone.entry((mention.kind, folded(document, mention))).or_default() += 1;
    }
    let alone = |kind: Kind, name: &str| lone.get(&(kind, Cow::Borrowed(name))).copied().unwrap_or(0);
    let mut found = Vec::new();
    let mut changed = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        for token in 0..text.words.len() {
            let word = document.word(text, token);
            if !word.is_capital()
                || word.lower_here
                || word.folded.chars().count() < 2
                || !names.contains_key(word.folded.as_str())
                || credit[at][token]
                || is_handle(text, token)
            {
                continue;
            }
            match holders[at][token] {
                None => {
                    let sentence = &text.sentence_of(token).tokens;
                    let neighbor = |token: usize| document.word(text, token).is_capital();
                    let left = token > sentence.start + 1 && neighbor(token - 1) && holders[at][token - 1].is_none() && {
                        let before = document.word(text, token - 1);
                        !before.marks.has(Marks::TITLE | Marks::ROLE | Marks::DEMONYM | Marks::FUNCTION)
                    };
                    let right =
                        token + 1 < sentence.end && neighbor(token + 1) && !document.word(text, token + 1).marks.has(Marks::TIME);
                    if !left && !right && !text.is_loud(token) {
                        found.push(Mention::certain(at, whole(document, text, &(token..token + 1)), Kind::Person));
                    }
                }
                Some(holder) if mentions[holder].tokens.len() == 1 && mentions[holder].kind != Kind::Person => {
                    let kind = mentions[holder].kind;
                    if kind == Kind::Place && word.place.0.is_some_and(|fame| fame >= FAMOUS) {
                        continue;
                    }
                    if kind == Kind::Other
                        || names[word.folded.as_str()] + alone(Kind::Person, &word.folded) >= alone(kind, &word.folded)
                    {
                        changed.push(holder);
                    }
                }
                Some(_) => {}
            }
        }
    }
    for holder in changed {
        mentions[holder].kind = Kind::Person;
    }
    mentions.append(&mut found);
}

/// A person or place of several words is found wherever it stands; one of a single word where two mentions were found.
fn repeated(document: &Document<'_>, credit: &[Vec<bool>], mentions: &mut Vec<Mention>) {
    let mut known: HashMap<&[usize], (Kind, usize)> = HashMap::new();
    for mention in mentions.iter().filter(|mention| mention.kind != Kind::Other) {
        let words = &document.texts[mention.text].words[mention.tokens.clone()];
        known.entry(words).or_insert((mention.kind, 0)).1 += 1;
        // "Suu Kyi" is "Aung San Suu Kyi".
        if let (Kind::Person, [_, .., before, last]) = (mention.kind, words)
            && [before, last].iter().all(|word| document.words[**word].case == Case::Capital)
        {
            known.entry(&words[words.len() - 2..]).or_insert((mention.kind, 0));
        }
    }
    let longest = known.keys().map(|words| words.len()).max().unwrap_or(0);
    let mut starts = vec![false; document.words.len()];
    known.keys().filter_map(|words| words.first()).for_each(|word| starts[*word] = true);
    let holders = holders(document, mentions);
    let mut found: Vec<Mention> = Vec::new();
    for (at, text) in document.texts.iter().enumerate() {
        let mut token = 0;
        while token < text.words.len() {
            if !starts[text.words[token]] {
                token += 1;
                continue;
            }
            let sentence = &text.sentence_of(token).tokens;
            let hit = (1..=longest.min(sentence.end - token)).rev().find_map(|length| {
                let range = token..token + length;
                // What was found to be nothing gives way to a whole name of the story.
                let taken = |token: usize| {
                    holders[at][token].is_some_and(|holder| {
                        let other = &mentions[holder];
                        other.kind != Kind::Other || length == 1 || other.tokens.len() > length
                    })
                };
                if range.clone().any(|token| taken(token) || credit[at][token]) || is_handle(text, token) {
                    return None;
                }
                let (kind, count) = known.get(&text.words[range.clone()])?;
                let free =
                    |token: usize| !document.word(text, token).is_capital() || document.word(text, token).marks.has(Marks::TIME);
                let left = token == sentence.start || free(token - 1) || token == sentence.start + 1;
                let right = range.end >= sentence.end || free(range.end);
                let single = length > 1 || *count >= 2 && !document.word(text, token).is_ordinary();
                (left && right && single && !text.is_loud(token)).then_some((range, *kind))
            });
            match hit {
                Some((range, kind)) => {
                    token = range.end;
                    found.push(Mention::certain(at, range, kind));
                }
                None => token += 1,
            }
        }
    }
    insert(mentions, found, |mention| mention.kind == Kind::Other);
}
