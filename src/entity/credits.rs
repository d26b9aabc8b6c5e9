//! Which words of a story are credits and bylines: who took the picture and who wrote it is nobody the story tells of.

use std::ops::Range;

use super::document::{Case, Document, Text};
use super::lexicon::Marks;

/// A line longer than this is running text, not a byline.
const BYLINE_TOKENS_MAX: usize = 14;
/// So many authors are looked for in what a story says of them.
const AUTHORS_MAX: usize = 32;
/// How far the names of a credit reach.
const CREDIT_TOKENS_MAX: usize = 8;

/// Returns for each token whether it belongs to a credit or byline.
pub(super) fn credits(document: &Document<'_>, text: &Text<'_>) -> Vec<bool> {
    let of_authors = document.vocabulary.language.credits.of_authors;
    let mut credit = vec![false; text.words.len()];
    for at in 0..text.words.len() {
        if text.whole.as_bytes()[text.tokens.tokens[at].bytes.start] == b'/' && names_an_agency(document, text, at) {
            mark(&mut credit, &run_around(document, text, at));
        }
        if let Some(range) = announced(document, text, at) {
            mark(&mut credit, &range);
        }
    }
    let mut authors: Vec<&[usize]> = Vec::new();
    for (at, sentence) in text.tokens.sentences.iter().enumerate() {
        if sentence.opens && is_byline(document, text, at) {
            mark(&mut credit, &sentence.tokens);
            let tokens = sentence.tokens.start + 1..sentence.tokens.end;
            let name = tokens.clone().take_while(|token| document.word(text, *token).is_capital()).count();
            let name = &text.words[tokens.start..tokens.start + name];
            if name.len() > 1 && authors.len() < AUTHORS_MAX && !authors.contains(&name) {
                authors.push(name);
            }
        }
    }
    for sentence in &text.tokens.sentences {
        let tokens = &sentence.tokens;
        let words = &text.words[tokens.clone()];
        let named = authors.iter().any(|author| words.windows(author.len()).any(|window| window == *author));
        if named && words.iter().any(|word| of_authors.contains(&document.words[*word].folded.as_str())) {
            mark(&mut credit, tokens);
        }
    }
    credit
}

fn mark(credit: &mut [bool], range: &Range<usize>) {
    credit[range.clone()].fill(true);
}

/// Says whether an agency or an abbreviation stands on one side of a slash and a name on the other.
fn names_an_agency(document: &Document<'_>, text: &Text<'_>, slash: usize) -> bool {
    let agency = |token: usize| {
        let word = document.word(text, token);
        word.marks.has(Marks::AGENCY) && word.is_capital()
    };
    let range = run_around(document, text, slash);
    range.len() >= 3 && range.clone().any(agency)
}

/// Returns the capitalised words and slashes around a slash.
fn run_around(document: &Document<'_>, text: &Text<'_>, slash: usize) -> Range<usize> {
    let sentence = &text.sentence_of(slash).tokens;
    let belongs = |token: usize| {
        let word = document.word(text, token);
        word.is_capital() && !word.marks.has(Marks::FUNCTION) || word.text == "/" || word.text == "-"
    };
    let start = (sentence.start..slash).rev().take_while(|&token| belongs(token)).last().unwrap_or(slash);
    let end = (slash..sentence.end).take_while(|&token| belongs(token)).last().unwrap_or(slash);
    start..end + 1
}

/// Returns the words of a credit that a word at `at` announces: "Photo by …", "Reporting by …; editing by …".
fn announced(document: &Document<'_>, text: &Text<'_>, at: usize) -> Option<Range<usize>> {
    let word = |token: usize| text.words.get(token).map_or("", |&id| &*document.words[id].known.folded);
    let mark = |token: usize| text.words.get(token).map_or("", |&id| document.words[id].text);
    let sentence = || &text.sentence_of(at).tokens;
    let opens = || at == sentence().start || matches!(mark(at - 1), "(" | "|" | ";" | "." | "[" | "—" | "–");
    let rest = |tokens_max: usize| at..sentence().end.min(at.saturating_add(tokens_max));
    let words = &document.vocabulary.language.credits;
    match word(at) {
        picture
            if words.pictures.contains(&picture)
                && (words.of_pictures.contains(&word(at + 1)) && picture != "picture" || mark(at + 1) == ":" && opens()) =>
        {
            Some(rest(2 + CREDIT_TOKENS_MAX)).filter(|_| word(at + 1) != "of" || picture == "courtesy")
        }
        work if words.work.contains(&work)
            && opens()
            && document.word(text, at).is_capital()
            && (at + 1..at + 4).any(|token| word(token) == "by") =>
        {
            Some(rest(usize::MAX))
        }
        _ => matches!(mark(at), "©" | "(c)").then(|| rest(CREDIT_TOKENS_MAX)),
    }
}

/// Says whether a short line of its own begins with "By" or is a name and an agency.
fn is_byline(document: &Document<'_>, text: &Text<'_>, at: usize) -> bool {
    let sentence = &text.tokens.sentences[at];
    let alone = text.tokens.sentences.get(at + 1).is_none_or(|next| next.opens);
    let first = document.word(text, sentence.tokens.start);
    let second = sentence.tokens.clone().nth(1).map(|token| document.word(text, token));
    alone
        && sentence.tokens.len() <= BYLINE_TOKENS_MAX
        && document.vocabulary.language.credits.bylines.contains(&first.text)
        && second.is_some_and(|word| matches!(word.case, Case::Capital | Case::Upper | Case::Initial))
        && !matches!(document.word(text, sentence.tokens.end - 1).text, "." | "?" | "!")
}
