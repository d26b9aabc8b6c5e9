//! The mentions of one story to its people: "Lavrov" is "Sergey Lavrov" where nobody else of that name is in the story.

use foldhash::{HashMap, HashMapExt};

use super::across::fullness;
use super::document::Document;
use super::fold::with_capitals;
use super::gazetteer::{Gazetteer, NameFlags};
use super::lexicon::Marks;
use super::person_name::{Likeness, PersonName, same_given};
use super::roles::role;
use super::salience::{order, weight};
use super::sound::Sound;
use super::tagger::{Kind, Mention};
use crate::domain::{FoundPerson, Gender};
use crate::text::CleanText;

/// A mention with its name.
struct Named<'m> {
    mention: &'m Mention,
    written: String,
    name: &'m PersonName,
}

/// The mentions that are one person's.
struct Group<'m> {
    names: Vec<&'m PersonName>,
    mentions: Vec<usize>,
}

/// Returns the people of a story, those it is most about first.
pub(super) fn people(document: &Document<'_>, mentions: &[Mention], gazetteer: &Gazetteer) -> Vec<FoundPerson> {
    let people = || mentions.iter().filter(|mention| mention.kind == Kind::Person);
    let words = |mention: &Mention| document.texts[mention.text].written(&mention.tokens);
    let mut parsed: HashMap<&str, PersonName> = HashMap::new();
    for words in people().map(words) {
        parsed.entry(words).or_insert_with(|| PersonName::parse(words));
    }
    let named: Vec<Named<'_>> = people()
        .filter_map(|mention| {
            let words = words(mention);
            let name = &parsed[words];
            let written = words.split_whitespace().collect::<Vec<_>>().join(" ");
            (!name.surname.is_empty()).then_some(Named { mention, written, name })
        })
        .collect();
    let mut groups = full_names(&named);
    short_names(document, &named, &mut groups, gazetteer);
    let people = groups.into_iter().map(|group| {
        let mentions: Vec<&Named<'_>> = group.mentions.iter().map(|&at| &named[at]).collect();
        let weight = mentions.iter().map(|named| weight(document, named.mention)).sum();
        (weight, person(document, mentions, gazetteer))
    });
    order(people.collect())
}

/// Groups the names of several parts, the longest first so that shorter ones find it.
fn full_names<'m>(named: &[Named<'m>]) -> Vec<Group<'m>> {
    let mut full: Vec<usize> = (0..named.len()).filter(|&at| !named[at].name.is_lone()).collect();
    full.sort_by_key(|&at| std::cmp::Reverse(named[at].name.given.len()));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for at in full {
        let name = named[at].name;
        let fitting: Vec<usize> = (0..groups.len())
            .filter(|&group| groups[group].names.iter().all(|other| name.likeness(other) >= Likeness::Compatible))
            .collect();
        let same =
            fitting.iter().copied().find(|&group| groups[group].names.iter().any(|other| name.likeness(other) == Likeness::Same));
        match (same, &fitting[..]) {
            (Some(group), _) | (None, &[group]) => {
                groups[group].mentions.push(at);
                if !groups[group].names.contains(&name) {
                    groups[group].names.push(name);
                }
            }
            _ => groups.push(Group { names: vec![name], mentions: vec![at] }),
        }
    }
    groups
}

/// Gives lone names to the only person who bears them. Where two do, a title may tell, or that the story had called one of them
/// so before it spoke of the other; else they stay with nobody.
fn short_names<'m>(document: &Document<'_>, named: &[Named<'m>], groups: &mut Vec<Group<'m>>, gazetteer: &Gazetteer) {
    let full = groups.len();
    let mut bearers: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut alone: HashMap<&str, usize> = HashMap::new();
    let mut called_so: HashMap<&str, usize> = HashMap::new();
    for (at, short) in named.iter().enumerate().filter(|(_, named)| named.name.is_lone()) {
        let surname = short.name.surname.as_str();
        let mut fitting = bearers.entry(surname).or_insert_with(|| bearers_of(surname, &groups[..full])).clone();
        if fitting.len() > 1 {
            fitting.retain(|&group| !gender_conflicts(document, short, &groups[group], gazetteer));
        }
        if fitting.len() > 1 {
            let spoken_of = |group: &&usize| groups[**group].mentions.iter().any(|mention| *mention < at);
            let mut so_far = fitting.iter().filter(spoken_of);
            let only = so_far.next().filter(|_| so_far.next().is_none());
            let known = called_so.get(surname).filter(|group| fitting.contains(group)).or(only).copied();
            fitting = known.map_or(fitting, |group| vec![group]);
        }
        match fitting[..] {
            [group] => {
                called_so.entry(surname).or_insert(group);
                groups[group].mentions.push(at);
            }
            [] => {
                let group = *alone.entry(surname).or_insert_with(|| {
                    groups.push(Group { names: vec![short.name], mentions: Vec::new() });
                    groups.len() - 1
                });
                groups[group].mentions.push(at);
            }
            _ => {}
        }
    }
}

/// Returns the people who may be meant by a lone name: who bear it as a surname, or else as the given name by which they are called.
fn bearers_of(name: &str, groups: &[Group<'_>]) -> Vec<usize> {
    let of = |fits: &dyn Fn(&PersonName) -> bool| -> Vec<usize> {
        (0..groups.len()).filter(|group| groups[*group].names.iter().copied().any(fits)).collect()
    };
    let sound = Sound::of(name, false);
    let bear = of(&|full| full.sound.is_like(&sound));
    if bear.is_empty() { of(&|full| full.called_by().is_some_and(|given| same_word(given, name))) } else { bear }
}

fn same_word(given: &str, word: &str) -> bool {
    given.chars().count() > 1 && (given == word || same_given(given, word) && given.len() > 4)
}

/// Says whether the title before a lone name is of another gender than the given names of a person.
fn gender_conflicts(document: &Document<'_>, short: &Named<'_>, group: &Group<'_>, gazetteer: &Gazetteer) -> bool {
    let given = group.names.iter().find_map(|name| given_gender(name, gazetteer));
    title_gender(document, short).is_some_and(|title| given.is_some_and(|given| given != title))
}

/// Returns what the title before a name says.
fn title_gender(document: &Document<'_>, named: &Named<'_>) -> Option<Gender> {
    let start = named.mention.tokens.start;
    let title = document.word(&document.texts[named.mention.text], start.checked_sub(1)?).marks;
    if title.has(Marks::HE) { Some(Gender::He) } else { title.has(Marks::SHE).then_some(Gender::She) }
}

/// Returns what a given name says, where it is always a man's or always a woman's.
fn given_gender(name: &PersonName, gazetteer: &Gazetteer) -> Option<Gender> {
    let given = gazetteer.name(name.given.first()?);
    match (given.has(NameFlags::MALE), given.has(NameFlags::FEMALE)) {
        (true, false) => Some(Gender::He),
        (false, true) => Some(Gender::She),
        _ => None,
    }
}

fn person(document: &Document<'_>, mut mentions: Vec<&Named<'_>>, gazetteer: &Gazetteer) -> FoundPerson {
    mentions.sort_by_key(|named| (named.mention.text, named.mention.tokens.start));
    let full = |named: &Named<'_>| fullness(named.name, &named.written);
    let fuller = |a, b| if full(b) > full(a) { b } else { a };
    let fullest = mentions.iter().copied().reduce(fuller).expect("somebody is mentioned");
    let written = &fullest.written;
    let loud = written.len() > 3 && !written.chars().any(char::is_lowercase);
    let quiet = loud.then(|| with_capitals(&written.to_lowercase()));
    let parsed = quiet.as_deref().map(PersonName::parse);
    let name = quiet.as_ref().unwrap_or(written);
    let mut aliases: Vec<CleanText> = Vec::new();
    for named in &mentions {
        let alias = CleanText::new(&named.written);
        if alias.as_str() != name && !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    let role = mentions.iter().find_map(|named| role(document, &document.texts[named.mention.text], &named.mention.tokens));
    let title = mentions.iter().find_map(|named| title_gender(document, named));
    let gender = title.or_else(|| given_gender(parsed.as_ref().unwrap_or(fullest.name), gazetteer));
    FoundPerson {
        name: CleanText::new(name),
        gender,
        role: role.map(|role| CleanText::new(&role)),
        aliases,
        mentions: mentions.iter().map(|named| document.texts[named.mention.text].range(&named.mention.tokens)).collect(),
    }
}
