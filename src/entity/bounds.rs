//! Where names begin and end: what the tagger took along too much is cut off, what belongs to a name is added.
//!
//! Offices, nationalities and small words are no part of a name; particles, generations and a nickname in quotes are.

use std::ops::Range;

use super::document::{Case, Document, Text};
use super::gazetteer::NameFlags;
use super::language::People;
use super::lexicon::Marks;
use super::person_name::{is_numeral, is_reigning};
use super::tagger::{Kind, Mention};

/// Longest nickname between quotes, in tokens: "The Rock".
const NICKNAME_TOKENS_MAX: usize = 3;

/// Returns the names of a sentence with their right bounds, none twice; `names` are in the order of the text.
pub(super) fn fit(document: &Document<'_>, text: &Text<'_>, names: impl Iterator<Item = Mention>) -> Vec<Mention> {
    let parted = names.flat_map(|mention| parted(document, text, &mention));
    let mut names: Vec<Mention> = parted.filter_map(|mention| trimmed(document, text, mention)).collect();
    for at in 0..names.len() {
        if names[at].kind == Kind::Person {
            let grown = grown(document, text, &names[at].tokens);
            names[at].tokens = with_nickname(document, text, &grown, &names);
        }
    }
    without_overlap(names)
}

/// Keeps of names that overlap the longest, of equals the first.
///
/// Comes back in the order of the story.
pub(super) fn without_overlap(mut names: Vec<Mention>) -> Vec<Mention> {
    names.sort_by_key(|mention| (mention.text, mention.tokens.start, std::cmp::Reverse(mention.tokens.end)));
    let mut kept: Vec<Mention> = Vec::with_capacity(names.len());
    for mention in names {
        match kept.last_mut() {
            Some(last) if last.text == mention.text && mention.tokens.start < last.tokens.end => {
                if mention.tokens.len() > last.tokens.len() {
                    *last = mention;
                }
            }
            _ => kept.push(mention),
        }
    }
    kept
}

/// Parts two people between whom a sentence ends: "Hun Sen. Anutin" is no "Senator Anutin".
fn parted(document: &Document<'_>, text: &Text<'_>, mention: &Mention) -> impl Iterator<Item = Mention> + use<> {
    let Range { start, end } = mention.tokens;
    let stops = |token: &usize| {
        let word = document.word(text, *token);
        word.text.ends_with('.')
            && word.case != Case::Initial
            && word.marks.has(Marks::TITLE)
            && !word.marks.has(Marks::GENERATION)
    };
    let cut = (start + 1..end.saturating_sub(1)).find(stops).filter(|_| mention.kind == Kind::Person).map(|token| token + 1);
    let rest = cut.map(|cut| Mention { tokens: cut..end, ..mention.clone() });
    std::iter::once(Mention { tokens: start..cut.unwrap_or(end), ..mention.clone() }).chain(rest)
}

/// Takes small words, offices and nationalities off a name; drops months, days, handles and contractions that were taken for one.
fn trimmed(document: &Document<'_>, text: &Text<'_>, mut mention: Mention) -> Option<Mention> {
    let words = &document.vocabulary.language.people;
    let word = |token: usize| document.word(text, token);
    let tokens = &mut mention.tokens;
    let is_sign = |token: usize| !word(token).text.starts_with(char::is_alphanumeric);
    while tokens.len() > 1 && is_sign(tokens.start) && word(tokens.start).text != "'" {
        tokens.start += 1;
    }
    let is_small = |token: usize| word(token).case == Case::Lower && !word(token).marks.has(Marks::PARTICLE);
    while tokens.len() > 1 && is_small(tokens.start) {
        tokens.start += 1;
    }
    while tokens.len() > 1 && is_small(tokens.end - 1) {
        tokens.end -= 1;
    }
    let first = word(tokens.start).text;
    if mention.kind != Kind::Other
        && (is_handle(text, tokens.start)
            || first.starts_with(|letter: char| letter.is_ascii_digit())
            || tokens.len() == 1 && (is_brand(first) || is_plural_of_letters(first))
            || is_party(document, text, tokens)
            || is_generation(document, text, tokens))
    {
        return None;
    }
    // "mid-June" is a time as June is.
    let part =
        |word: &str| word.rsplit_once('-').map_or(0, |(_, part)| document.vocabulary.lexicon.marks(&part.to_lowercase()).0);
    if mention.kind != Kind::Other
        && tokens.len() == 1
        && part(first) & Marks::TIME != 0
        && !first.starts_with(char::is_uppercase)
    {
        return None;
    }
    match mention.kind {
        Kind::Place if tokens.len() == 1 && word(tokens.start).marks.has(Marks::TIME | Marks::DEMONYM) => return None,
        Kind::Person => {
            while tokens.len() > 1 && is_no_name(document, text, tokens) {
                tokens.start += 1;
            }
            while tokens.len() > 1 && words.honors.contains(&word(tokens.end - 1).text.trim_end_matches('.')) {
                tokens.end -= 1;
            }
            let only = word(tokens.start);
            let of = text.words.get(tokens.end).is_some_and(|next| document.words[*next].text == "of");
            // "The Prince and Princess of Wales", "Tom Hall, RN,"
            let pair =
                is_reigning(&only.folded) && text.words.get(tokens.end).is_some_and(|next| document.words[*next].text == "and");
            let honor = words.honors.contains(&only.text.trim_end_matches('.'));
            if tokens.len() == 1 && (is_contraction(only.text, words) || is_reigning(&only.folded) && of || pair || honor) {
                return None;
            }
        }
        _ => {}
    }
    Some(mention)
}

/// Says whether a name begins with a Malay title of two words, or with the second of them: "Tan Sri", "Seri" behind "Datuk".
fn is_malay(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let first = document.word(text, tokens.start).text;
    let before = tokens.start.checked_sub(1).map_or("", |before| document.word(text, before).text);
    first == "Tan" || matches!(before, "Datuk" | "Dato" | "Dato'" | "Tan") || tokens.len() > 3
}

/// Says whether the first word of a name of several is an office or a nationality.
fn is_no_name(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let (first, next) = (document.word(text, tokens.start), document.word(text, tokens.start + 1));
    if tokens.len() == 2 && text.is_known_person(tokens) {
        return false;
    }
    let words = &document.vocabulary.language.people;
    if words.glued_titles.contains(&first.folded.as_str())
        || tokens.len() > 2
            && matches!((first.text, next.text), ("Tan", "Sri") | ("Seri" | "Sri", _))
            && is_malay(document, text, tokens)
    {
        return true;
    }
    // "Sheriff Rich Okafor", though somebody may be called Sheriff; "Welcome Jose" on a sign.
    let begins = text.sentence_of(tokens.start).tokens.start == tokens.start || tokens.start > 0 && opens(text, tokens.start - 1);
    // "QB Patrick Mahomes", "F Hamidou Diallo": initials of names have their point, but for those of presidents.
    let position = words.positions.contains(&first.text) && next.names.has(NameFlags::GIVEN)
        || tokens.len() > 2
            && matches!(first.text, "C" | "F" | "G")
            && (next.names.has(NameFlags::GIVEN) || next.case == Case::Initial);
    if position {
        return true;
    }
    // "Day-by-day Schiff"
    let glued = first.text.split('-').skip(1).filter(|part| part.starts_with(char::is_lowercase)).count() > 1;
    // "Michelin-starred Sushi Saito", "Oscar-winning Ann Lee"
    let told = first.text.rsplit_once('-').is_some_and(|(_, tail)| {
        tail.len() > 3
            && tail.starts_with(char::is_lowercase)
            && (tail.ends_with("ed") || tail.ends_with("ing") || tail == "born")
    });
    if begins && glued || told {
        return true;
    }
    let ordinary = begins && first.stats.lowness().is_some_and(|lowness| lowness >= 5) && next.names.has(NameFlags::GIVEN);
    let before_given = tokens.len() > 2 && first.marks.has(Marks::TITLE | Marks::ROLE) && next.names.has(NameFlags::GIVEN);
    if before_given || ordinary && !first.names.has(NameFlags::GIVEN) {
        return true;
    }
    if first.names.has(NameFlags::GIVEN) {
        return false;
    }
    let office = first.marks.has(Marks::TITLE | Marks::ROLE);
    let part = first.marks.has(Marks::ROLE_PART) && next.marks.has(Marks::ROLE | Marks::TITLE | Marks::ROLE_PART);
    // "Danish Khan" bears a given name.
    let given = first.bearers.given > 0 && !next.names.has(NameFlags::GIVEN);
    let people = first.marks.has(Marks::DEMONYM) && !given && (tokens.len() == 2 || next.names.has(NameFlags::GIVEN));
    office || part && tokens.len() > 2 || people
}

/// Says whether a sign stands close before a word: "@okafor", "#Okafor".
pub(super) fn is_handle(text: &Text<'_>, token: usize) -> bool {
    let bytes = &text.tokens.tokens[token].bytes;
    text.whole[..bytes.start].ends_with(['@', '#']) || text.whole[bytes.clone()].contains('@')
}

/// Says whether a word has a capital inside as brands have it, `TaskRabbit`, and not as names have it: `McCain`, `LeBron`.
fn is_brand(word: &str) -> bool {
    const PREFIXES: [&str; 22] = [
        "Mc", "Mac", "De", "Di", "Da", "Du", "Le", "La", "Van", "Von", "Fitz", "O", "Ben", "Del", "Des", "Dos", "Mag", "Ma",
        "Al", "El", "Te", "Ja",
    ];
    if word.contains(['-', '\'', '’', '.']) {
        return false;
    }
    let inner = word.char_indices().skip(1).find(|(_, letter)| letter.is_uppercase()).map(|(at, _)| at);
    let lower_before = inner.is_some_and(|at| word[..at].ends_with(char::is_lowercase));
    lower_before && inner.is_some_and(|at| !PREFIXES.contains(&&word[..at]))
}

/// Says whether a word is several of what is called by its letters: "KPIs".
fn is_plural_of_letters(word: &str) -> bool {
    word.strip_suffix('s').is_some_and(|letters| letters.len() > 1 && letters.chars().all(char::is_uppercase))
}

/// Says whether tokens are the party and the home of a member of a parliament: "R-Neb.", "D-Dallas".
fn is_party(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let first = document.word(text, tokens.start).text;
    let parties = document.vocabulary.language.sentences.parties;
    let glued = parties.iter().find_map(|party| first.strip_prefix(party)?.strip_prefix('-'));
    let parted = tokens.len() > 2 && parties.contains(&first) && document.word(text, tokens.start + 1).text == "-";
    parted || tokens.len() == 1 && glued.is_some_and(|home| home.starts_with(char::is_uppercase))
}

/// Says whether a name is that of people of about one age: "Gen Z", "Generation Alpha".
fn is_generation(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> bool {
    let word = |token: usize| document.word(text, token);
    let letter = word(tokens.end - 1).text;
    let behind = tokens.len() == 2 && matches!(word(tokens.start).text, "Gen" | "Generation");
    behind && (letter.len() == 1 || matches!(letter, "Alpha" | "Beta"))
}

/// Says whether a word is "He'd" or "We'll".
fn is_contraction(word: &str, words: &People) -> bool {
    words.contractions.iter().any(|ending| word.strip_suffix(ending).is_some_and(|rest| rest.ends_with(['\'', '’'])))
}

/// Particles that stand before a surname and belong to it.
const BEFORE_SURNAMES: [&str; 21] = [
    "von", "van", "der", "den", "de", "bin", "ibn", "bint", "dos", "da", "di", "del", "della", "ter", "ten", "la", "le", "du",
    "al", "el", "af",
];

/// Adds the particles before a name, with the given name before these, and the generation behind it.
fn grown(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> Range<usize> {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let word = |token: usize| document.word(text, token);
    let is_particle = |token: usize| BEFORE_SURNAMES.contains(&word(token).text);
    let mut start = tokens.start;
    while start > sentence.start && is_particle(start - 1) {
        start -= 1;
    }
    if start < tokens.start && start > sentence.start {
        let before = word(start - 1);
        if before.is_capital() {
            // "Charles de Gaulle", but not "Rio de …" of something else.
            if before.names.has(NameFlags::GIVEN) && !before.marks.has(Marks::TITLE | Marks::ROLE) {
                start -= 1;
            } else if !before.marks.has(Marks::TITLE | Marks::ROLE | Marks::DEMONYM | Marks::FUNCTION) {
                start = tokens.start;
            }
        }
    }
    // "Von der Leyen said": the first particle has a capital where it begins a sentence.
    if start == sentence.start + 1 {
        let first = word(sentence.start);
        if first.is_capital() && BEFORE_SURNAMES.contains(&&*first.known.lower) {
            start = sentence.start;
        }
    }
    // "H. G. Parry"
    while start > sentence.start && word(start).case == Case::Initial && word(start - 1).case == Case::Initial {
        start -= 1;
    }
    // "Umm Khaled", "Abu Mazen".
    if start > sentence.start && matches!(word(start - 1).text, "Umm" | "Um" | "Abu") {
        start -= 1;
    }
    let mut end = tokens.end;
    // "André Corrêa do Lago".
    let behind = (end..sentence.end).find(|token| !is_particle(*token) && word(*token).text != "do").unwrap_or(end);
    if behind > end && behind - end <= 2 && behind < sentence.end {
        let next = word(behind);
        end = if next.case == Case::Capital && !next.marks.has(Marks::TITLE | Marks::ROLE | Marks::TIME) {
            behind + 1
        } else {
            end
        };
    }
    if end < sentence.end {
        let next = word(end);
        let numeral = next.case == Case::Upper && is_numeral(&next.folded);
        end += usize::from(next.is_capital() && (next.marks.has(Marks::GENERATION) || numeral));
    }
    start..end
}

/// Returns a person's name with all that belongs to it.
pub(super) fn whole(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>) -> Range<usize> {
    with_nickname(document, text, &grown(document, text, tokens), &[])
}

/// Joins the parts of a name around a nickname: `Robin “ropz” Kool`, "William (Bill) Kool", "Coach (Frank) Kool".
fn with_nickname(document: &Document<'_>, text: &Text<'_>, tokens: &Range<usize>, names: &[Mention]) -> Range<usize> {
    let sentence = &text.sentence_of(tokens.start).tokens;
    let word = |token: usize| document.word(text, token);
    let given = |token: usize| word(token).is_capital() && word(token).names.has(NameFlags::GIVEN);
    let held = |token: usize| names.iter().any(|name| name.kind != Kind::Person && name.tokens.contains(&token));
    let start = tokens.start;
    // From the part behind the nickname back to the one before it.
    if start >= sentence.start + 3 && closes(text, start - 1) {
        let open =
            (start.saturating_sub(NICKNAME_TOKENS_MAX + 2).max(sentence.start)..start - 2).rev().find(|at| opens(text, *at));
        if let Some(open) = open {
            let plain = (open + 1..start - 1).all(|at| word(at).text.starts_with(char::is_alphanumeric) && !held(at));
            let bracket = text.whole[text.tokens.tokens[open].bytes.clone()].starts_with('(');
            let person = |token: usize| names.iter().any(|name| name.kind == Kind::Person && name.tokens.contains(&token));
            if plain && open > sentence.start && (given(open - 1) || person(open - 1)) && (!bracket || given(open + 1)) {
                return open - 1..tokens.end;
            }
            if plain && bracket && start - 1 == open + 2 && given(open + 1) {
                return open + 1..tokens.end;
            }
        }
    }
    tokens.clone()
}

/// Returns the names of a text that have a nickname in quotes between a given name and another: `Robin “ropz” Kool`.
pub(super) fn nicknamed(document: &Document<'_>, text: &Text<'_>) -> Vec<Range<usize>> {
    let named = |start: usize| {
        let word = document.word(text, start);
        let name = start..start + 1;
        let whole = || with_nickname(document, text, &name, &[]);
        // "Mary “Peggy” Ann Noonan", "Robert “Bob” Grimesey Jr."
        let sentence = &text.sentence_of(start).tokens;
        let belongs = |token: &usize| {
            let word = document.word(text, *token);
            word.is_capital() && !word.marks.has(Marks::ORG_END | Marks::TIME | Marks::ROLE) || word.marks.has(Marks::GENERATION)
        };
        let end = (start + 1..sentence.end.min(start + 3)).find(|token| !belongs(token)).unwrap_or(sentence.end.min(start + 3));
        (word.case == Case::Capital && !word.is_ordinary() && start > 0 && closes(text, start - 1))
            .then(whole)
            .filter(|whole| *whole != name)
            .map(|whole| whole.start..end.max(whole.end))
    };
    (0..text.words.len()).filter(|token| !text.is_loud(*token)).filter_map(named).collect()
}

/// Says whether a quote or bracket opens right before the next word.
pub(super) fn opens(text: &Text<'_>, token: usize) -> bool {
    let bytes = &text.tokens.tokens[token].bytes;
    matches!(&text.whole[bytes.clone()], "\"" | "“" | "‘" | "'" | "«" | "(")
        && text.tokens.tokens.get(token + 1).is_some_and(|next| next.bytes.start == bytes.end)
}

/// Says whether a quote or bracket closes right behind the word before.
fn closes(text: &Text<'_>, token: usize) -> bool {
    let bytes = &text.tokens.tokens[token].bytes;
    matches!(&text.whole[bytes.clone()], "\"" | "”" | "’" | "'" | "»" | ")")
        && token > 0
        && text.tokens.tokens[token - 1].bytes.end == bytes.start
}
