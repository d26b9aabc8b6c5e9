//! The mentions of one story to its people: "Lavrov" is "Sergey Lavrov" where nobody else of that name is in the story.

use std::cell::OnceCell;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::across::fullness;
use super::document::Document;
use super::fold::with_capitals;
use super::gazetteer::{Gazetteer, NameFlags};
use super::lexicon::Marks;
use super::person_name::{Likeness, PersonName, is_reigning, same_given};
use super::roles::role;
use super::salience::{order, weight};
use super::sound::Sound;
use super::tagger::{Kind, Mention};
use crate::domain::{FoundPerson, Gender};
use crate::text::CleanText;

/// So many different names of people are looked at in one story, and so many mentions of them: what compares them with each other
/// stays bounded whatever a text holds.
const NAMES_MAX: usize = 250;
const MENTIONS_MAX: usize = 4_000;

/// A mention with its name.
struct Named<'m> {
    mention: &'m Mention,
    written: String,
    name: &'m PersonName,
    /// The words of its role, folded, once they were asked for.
    role: OnceCell<Vec<String>>,
}

impl Named<'_> {
    fn role(&self, document: &Document<'_>) -> &[String] {
        self.role.get_or_init(|| {
            let role = role(document, &document.texts[self.mention.text], &self.mention.tokens);
            role.map_or_else(Vec::new, |role| role.split(' ').map(super::fold::fold).collect())
        })
    }
}

/// The mentions that are one person's.
struct Group<'m> {
    names: Vec<&'m PersonName>,
    mentions: Vec<usize>,
}

/// Returns the people of a story, those it is most about first, and how many further names were left out.
pub(super) fn people(document: &Document<'_>, mentions: &[Mention], gazetteer: &Gazetteer) -> (Vec<FoundPerson>, u32) {
    let words = |mention: &Mention| document.texts[mention.text].written(&mention.tokens);
    let (kept, left_out) = first_ones(document, mentions, Kind::Person, NAMES_MAX, MENTIONS_MAX);
    let people = || kept.iter().copied();
    let tails = document.vocabulary.language.people.tails;
    let mut parsed: HashMap<&str, PersonName> = HashMap::new();
    for words in people().map(words) {
        parsed.entry(words).or_insert_with(|| PersonName::parse(&without_nickname(words, tails)));
    }
    let named: Vec<Named<'_>> = people()
        .filter_map(|mention| {
            let words = words(mention);
            let name = &parsed[words];
            let written = without_nickname(words, tails);
            (!name.surname.is_empty()).then_some(Named { mention, written, name, role: OnceCell::new() })
        })
        .collect();
    let mut groups = full_names(&named);
    join_names(document, &named, &mut groups);
    short_names(document, &named, &mut groups, gazetteer);
    let people = groups.into_iter().map(|group| {
        let mentions: Vec<&Named<'_>> = group.mentions.iter().map(|&at| &named[at]).collect();
        let weight = mentions.iter().map(|named| weight(document, named.mention)).sum();
        (weight, person(document, mentions, gazetteer))
    });
    (order(people.collect()), left_out)
}

/// Returns the mentions of a kind up to so many different names and so many mentions, and how many different names were left out.
pub(super) fn first_ones<'m>(
    document: &Document<'_>,
    mentions: &'m [Mention],
    kind: Kind,
    names_max: usize,
    mentions_max: usize,
) -> (Vec<&'m Mention>, u32) {
    let mut kept = Vec::new();
    let (mut names, mut left_out) = (HashSet::new(), HashSet::new());
    for mention in mentions.iter().filter(|mention| mention.kind == kind) {
        let written = document.texts[mention.text].written(&mention.tokens);
        let known = names.contains(written);
        if kept.len() < mentions_max && (known || names.len() < names_max) {
            names.insert(written);
            kept.push(mention);
        } else if !known {
            left_out.insert(written);
        }
    }
    (kept, u32::try_from(left_out.len()).unwrap_or(u32::MAX))
}

/// Returns a name with single spaces, without what stands in it in quotes or brackets: `Robin “ropz” Kool`, "(Frank) Vogel".
///
/// A bracket that opens before the name is no part of it: there only the closing one is left out.
fn without_nickname(words: &str, tails: &[&str]) -> String {
    const CLOSING: [char; 7] = ['"', '”', '’', '\'', ')', ']', '»'];
    let mut kept: Vec<&str> = Vec::new();
    let mut inside = false;
    for word in words.split_whitespace() {
        let opens = word.starts_with(['"', '“', '‘', '\'', '(', '[', '«']) && !kept.is_empty();
        let closes = word.ends_with(CLOSING);
        if inside || opens {
            inside = !closes;
            continue;
        }
        let word = word.trim_matches(|letter| CLOSING.contains(&letter) || matches!(letter, '“' | '‘' | '(' | '[' | '_'));
        let word = word.rsplit_once('-').filter(|(_, tail)| tails.contains(tail)).map_or(word, |(name, _)| name);
        kept.extend(Some(word).filter(|word| !word.is_empty()));
    }
    kept.join(" ")
}

/// Names of one word in capitals are initials up to this length.
const ACRONYM_CHARS_MAX: usize = 4;

/// Groups the names of several parts, the longest first so that shorter ones find it.
fn full_names<'m>(named: &[Named<'m>]) -> Vec<Group<'m>> {
    let mut full: Vec<usize> = (0..named.len()).filter(|&at| !named[at].name.is_lone()).collect();
    full.sort_by_key(|&at| std::cmp::Reverse(named[at].name.given.len()));
    let mut groups: Vec<Group<'_>> = Vec::new();
    // A name that comes again is compared with the others once: equal words have one parsed name.
    let mut known: HashMap<(*const PersonName, *const PersonName), Likeness> = HashMap::new();
    for at in full {
        let name = named[at].name;
        let mut likeness = |other: &PersonName| {
            let pair = (std::ptr::from_ref(name), std::ptr::from_ref(other));
            *known.entry(pair).or_insert_with(|| name.likeness(other))
        };
        let fitting: Vec<usize> = (0..groups.len())
            .filter(|&group| groups[group].names.iter().all(|other| likeness(other) >= Likeness::Compatible))
            .collect();
        let same =
            fitting.iter().copied().find(|&group| groups[group].names.iter().any(|other| likeness(other) == Likeness::Same));
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

/// Gives lone names to those who bear them. Where two do, a title, an office or that the story had called one of them so before
/// may tell; else it is whom the story names most, of equals the one named first.
fn short_names<'m>(document: &Document<'_>, named: &[Named<'m>], groups: &mut Vec<Group<'m>>, gazetteer: &Gazetteer) {
    let full = groups.len();
    let also_called = also_called(document, named, groups);
    let rulers = rulers(document, named, groups);
    let mut bearers: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut alone: HashMap<&str, usize> = HashMap::new();
    let mut called_so: HashMap<&str, usize> = HashMap::new();
    let mut told = vec![false; named.len()];
    groups.iter().flat_map(|group| &group.mentions).for_each(|at| told[*at] = true);
    let lone: Vec<usize> = (0..named.len()).filter(|at| named[*at].name.is_lone() && !told[*at]).collect();
    for at in lone {
        let short = &named[at];
        let surname = short.name.surname.as_str();
        let mut fitting = bearers.entry(surname).or_insert_with(|| bearers_of(short.name, &groups[..full])).clone();
        // Nobody is called by the given name before the story has named them in full, but in its title or in the sentence that
        // goes on to do so: “Thank you, Roger,” read a sign for Roger Federer.
        let partner = partner(document, named, at);
        let sentence = &document.texts[short.mention.text].sentence_of(short.mention.tokens.start).tokens;
        fitting.retain(|&group| {
            let Group { names, mentions } = &groups[group];
            let bears = |sound: &Sound| names.iter().any(|name| name.sound.is_like(sound));
            if let Some(partner) = partner.filter(|_| !bears(&short.name.sound)) {
                return bears(&partner.sound);
            }
            short.mention.text == 0
                || names.iter().any(|name| name.sound.is_like(&short.name.sound))
                || mentions.iter().any(|mention| *mention < at || named[*mention].mention.is_within(sentence, short.mention.text))
        });
        if let Some(ruler) = rulers.get(surname)
            && (fitting.is_empty() || !groups[fitting[0]].names.iter().any(|name| name.sound.is_like(&short.name.sound)))
        {
            fitting = vec![*ruler];
        }
        if let Some(group) = also_called.get(surname).filter(|_| fitting.is_empty()) {
            fitting = vec![*group];
        }
        if fitting.len() > 1 {
            fitting.retain(|&group| !gender_conflicts(document, short, &groups[group], gazetteer));
        }
        if fitting.len() > 1 {
            let told = told_by_office(document, named, short, &fitting, groups);
            let spoken_of = |group: &&usize| groups[**group].mentions.iter().any(|mention| *mention < at);
            let mut so_far = fitting.iter().filter(spoken_of);
            let only = so_far.next().filter(|_| so_far.next().is_none());
            let known = told.or(called_so.get(surname).copied().filter(|group| fitting.contains(group))).or(only.copied());
            fitting = vec![known.unwrap_or_else(|| named_most(&fitting, groups))];
        }
        let group = if let [group, ..] = fitting[..] {
            called_so.entry(surname).or_insert(group);
            group
        } else {
            *alone.entry(surname).or_insert_with(|| {
                groups.push(Group { names: vec![short.name], mentions: Vec::new() });
                groups.len() - 1
            })
        };
        groups[group].mentions.push(at);
    }
}

/// Returns the full name behind "and" where a lone name stands before it: Ruth in "Ruth and Werner Varga" is a Varga.
fn partner<'m>(document: &Document<'_>, named: &[Named<'m>], at: usize) -> Option<&'m PersonName> {
    let Mention { text, tokens, .. } = named[at].mention;
    let next = named.get(at + 1)?;
    let joined = next.mention.text == *text
        && next.mention.tokens.start == tokens.end + 1
        && document.word(&document.texts[*text], tokens.end).text == "and";
    (joined && !next.name.is_lone()).then_some(next.name)
}

/// Joins the groups of two full names of which the story says that they are one's: "Abigail Van Buren, also known as Jeanne Phillips".
fn join_names(document: &Document<'_>, named: &[Named<'_>], groups: &mut Vec<Group<'_>>) {
    for (at, one) in named.iter().enumerate() {
        let Some(start) = other_name(document, one.mention) else { continue };
        let other = named.iter().position(|other| other.mention.text == one.mention.text && other.mention.tokens.start == start);
        let of = |groups: &[Group<'_>], at: usize| groups.iter().position(|group| group.mentions.contains(&at));
        if let (Some(own), Some(other)) = (of(groups, at), other.and_then(|other| of(groups, other)))
            && own != other
        {
            let Group { names, mentions } = groups.remove(own.max(other));
            let kept = &mut groups[own.min(other)];
            kept.names.extend(names);
            kept.mentions.extend(mentions);
        }
    }
}

/// Returns what the story says that people are also called, with their groups: "AMLO" where it has "López Obrador, known as AMLO".
fn also_called(document: &Document<'_>, named: &[Named<'_>], groups: &[Group<'_>]) -> HashMap<String, usize> {
    let mut called = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        for mention in group.mentions.iter().map(|mention| named[*mention].mention) {
            if let Some(name) = other_name(document, mention) {
                called.insert(document.word(&document.texts[mention.text], name).folded.clone(), at);
            }
        }
    }
    called
}

/// Returns the token with which the other name of somebody begins that the story tells right behind a mention.
fn other_name(document: &Document<'_>, mention: &Mention) -> Option<usize> {
    let words = &document.vocabulary.language.people;
    let text = &document.texts[mention.text];
    let sentence = &text.sentence_of(mention.tokens.start).tokens;
    let written = |token: usize| if sentence.contains(&token) { document.word(text, token).text } else { "" };
    let mut start = mention.tokens.end;
    while matches!(written(start), "," | "(") || words.before_known.contains(&written(start)) {
        start += 1;
    }
    let name = match (written(start), written(start + 1)) {
        (told, "as") if words.known_as.contains(&told) => start + 2,
        (told, _) if words.called.contains(&told) => start + 1,
        _ => return None,
    };
    (sentence.contains(&name) && document.word(text, name).is_capital()).then_some(name)
}

/// Groups those whose title is the name: "King Charles". Returns the group of each, by the name.
///
/// "Prince Mohammed" is the Prince Mohammed bin Salman of the story.
fn rulers<'m>(document: &Document<'_>, named: &[Named<'m>], groups: &mut Vec<Group<'m>>) -> HashMap<&'m str, usize> {
    let full = groups.len();
    let mut rulers: HashMap<&str, usize> = HashMap::new();
    let titled = |at: &usize| named[*at].name.is_lone() && reigning_title(document, &named[*at]).is_some();
    for at in (0..named.len()).filter(titled) {
        let name = named[at].name;
        let is_of = |group: &usize| {
            let Group { names, mentions } = &groups[*group];
            names.iter().any(|full| full.called_by().is_some_and(|given| same_word(given, &name.surname)))
                && mentions.iter().any(|mention| reigning_title(document, &named[*mention]).is_some())
        };
        let mut holders = (0..full).filter(is_of);
        let group = match (holders.next(), holders.next()) {
            (Some(group), None) => group,
            _ => *rulers.entry(name.surname.as_str()).or_insert_with(|| {
                groups.push(Group { names: Vec::new(), mentions: Vec::new() });
                groups.len() - 1
            }),
        };
        groups[group].mentions.push(at);
        if !groups[group].names.contains(&name) {
            groups[group].names.push(name);
        }
    }
    rulers
}

/// Returns the title before a name, as written, where it belongs to the name: "King".
fn reigning_title<'d>(document: &Document<'d>, named: &Named<'_>) -> Option<&'d str> {
    let text = &document.texts[named.mention.text];
    let tokens = &named.mention.tokens;
    let first = document.word(text, tokens.start);
    if named.name.reigning {
        return Some(first.text);
    }
    let before = tokens.start.checked_sub(1).filter(|before| text.sentence_of(tokens.start).tokens.contains(before))?;
    let title = document.word(text, before);
    (title.is_capital() && is_reigning(&title.folded)).then_some(title.text)
}

/// Returns the only one of those who may be meant whose office stands before the lone name: "President Varga".
fn told_by_office(
    document: &Document<'_>,
    named: &[Named<'_>],
    short: &Named<'_>,
    fitting: &[usize],
    groups: &[Group<'_>],
) -> Option<usize> {
    let last = short.role(document).last()?;
    let holds = |group: &&usize| groups[**group].mentions.iter().any(|at| named[*at].role(document).contains(last));
    let mut holders = fitting.iter().filter(holds);
    holders.next().filter(|_| holders.next().is_none()).copied()
}

/// Returns whom of several the story names most; of equals the one named first.
fn named_most(fitting: &[usize], groups: &[Group<'_>]) -> usize {
    let rank = |group: &&usize| {
        let mentions = &groups[**group].mentions;
        (mentions.len(), std::cmp::Reverse(mentions.iter().min().copied()))
    };
    fitting.iter().max_by_key(rank).copied().unwrap_or_default()
}

/// Returns the people who may be meant by a lone name: who bear it as a surname, or else as the given name by which they are
/// called, or else as the first of two surnames.
fn bearers_of(short: &PersonName, groups: &[Group<'_>]) -> Vec<usize> {
    let of = |fits: &dyn Fn(&PersonName) -> bool| -> Vec<usize> {
        (0..groups.len()).filter(|group| groups[*group].names.iter().copied().any(fits)).collect()
    };
    let name = short.surname.as_str();
    let bear = of(&|full| full.sound.is_like(&short.sound) && full.likeness(short) != Likeness::Conflict);
    if !bear.is_empty() {
        return bear;
    }
    let called = of(&|full| {
        full.called_by().is_some_and(|given| same_word(given, name))
            || name.contains(' ') && full.given.join(" ").starts_with(name)
    });
    if !called.is_empty() {
        return called;
    }
    // "Calderón" is "Felipe Calderón Hinojosa".
    of(&|full| {
        !full.surname_first && full.given.len() > 1 && full.given.last().is_some_and(|middle| middle.len() > 2 && middle == name)
    })
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
    // "Kylie Jenner" is known, "Coty-Kylie Jenner" is something that was written once.
    let known = |named: &Named<'_>| document.texts[named.mention.text].is_known_person(&named.mention.tokens);
    let words = |named: &Named<'_>| named.written.split(' ').count();
    let known = mentions.iter().copied().find(|named| known(named) && words(named) == words(fullest));
    let fullest = known.unwrap_or(fullest);
    let all_lone = mentions.iter().all(|named| named.name.is_lone());
    let title = mentions.iter().find_map(|named| reigning_title(document, named)).filter(|_| all_lone && !fullest.name.reigning);
    let titled = title.map(|title| format!("{} {}", with_capitals(&title.to_lowercase()), fullest.written));
    let written = titled.as_ref().unwrap_or(&fullest.written);
    // "AMLO" is written so everywhere.
    let short = all_lone && written.chars().count() <= ACRONYM_CHARS_MAX;
    let loud = !short && written.len() > 3 && !written.chars().any(char::is_lowercase);
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
