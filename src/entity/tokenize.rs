//! Text to sentences and tokens, each token with its place in the text.
//!
//! Knows initials, possessives, quotes and dashes, and the abbreviations of the language; what a token means is left to the tagger.

use std::ops::Range;

use super::language::Sentences;

/// A word, number or punctuation mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Bytes of the text, on character boundaries, never empty.
    pub(super) bytes: Range<usize>,
}

/// Tokens of a text, by sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    /// All tokens in the order of the text.
    pub(super) tokens: Vec<Token>,
    /// Stretches of `tokens`; together they are all of them.
    pub(super) sentences: Vec<Sentence>,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Which tokens.
    pub(super) tokens: Range<usize>,
    /// Whether a paragraph or line begins with it.
    pub(super) opens: bool,
}

/// A line at least this long may have been broken only because it was full.
const FULL_LINE_CHARS: usize = 55;

/// A text has a token for about so many bytes.
const BYTES_FOR_A_TOKEN: usize = 5;

/// Splits a text.
pub(super) fn tokenize(text: &str, words: &Sentences) -> Tokens {
    let mut out = Tokens { tokens: Vec::with_capacity(text.len() / BYTES_FOR_A_TOKEN), sentences: Vec::new() };
    for paragraph in paragraphs(text) {
        let first = out.tokens.len();
        for chunk in chunks(text, paragraph) {
            split_chunk(text, chunk, words, &mut out.tokens);
        }
        sentences(text, first, words, &mut out);
    }
    out
}

/// Cuts at line ends that end a sentence: all but the single ones inside hard-wrapped text.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut joined = false;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let words = line.trim();
        if words.is_empty() {
            joined = false;
            continue;
        }
        match out.last_mut() {
            Some(last) if joined && words.starts_with(char::is_lowercase) => last.end = range.end,
            _ => out.push(range),
        }
        joined = words.len() >= FULL_LINE_CHARS && words.ends_with(|letter: char| letter.is_alphanumeric() || letter == ',');
    }
    out
}

/// Yields the stretches between white space.
fn chunks(text: &str, paragraph: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let base = paragraph.start;
    let words = &text[paragraph];
    words.split_whitespace().map(move |word| {
        let start = base + (word.as_ptr() as usize - words.as_ptr() as usize);
        start..start + word.len()
    })
}

fn push(tokens: &mut Vec<Token>, bytes: Range<usize>) {
    if !bytes.is_empty() {
        tokens.push(Token { bytes });
    }
}

/// Splits what stands between two spaces: marks around it, dashes and slashes inside it, its possessive ending.
fn split_chunk(text: &str, chunk: Range<usize>, words: &Sentences, tokens: &mut Vec<Token>) {
    let mut start = chunk.start;
    while let Some(letter) = text[start..chunk.end].chars().next() {
        if !letter.is_alphanumeric() {
            let mark = mark_length(&text[start..chunk.end], letter);
            // ".com", "-5", "'90s", "$5" lose their mark; names never begin with one.
            push(tokens, start..start + mark);
            start += mark;
            continue;
        }
        let plain = start + plain_length(&text[start..chunk.end]);
        let word_end = if plain == chunk.end { plain } else { inner_end(text, start..chunk.end, words) };
        // A word of mere letters needs no splitting.
        if word_end == plain {
            push(tokens, start..word_end);
        } else {
            split_word(text, start..word_end, words, tokens);
        }
        start = word_end;
    }
}

/// Returns how many bytes at the start of a word are letters and digits that nothing splits.
fn plain_length(word: &str) -> usize {
    word.bytes().take_while(u8::is_ascii_alphanumeric).count()
}

/// Returns how many bytes of marks belong together: "--" and "..." are one mark.
fn mark_length(text: &str, first: char) -> usize {
    match first {
        '-' | '.' | '`' | '\'' | '*' | '=' | '_' => text.len() - text.trim_start_matches(first).len(),
        other => other.len_utf8(),
    }
}

/// Returns where the word at the start of `range` ends: before a mark that words do not hold, or a mark at the end.
fn inner_end(text: &str, range: Range<usize>, words: &Sentences) -> usize {
    let word = &text[range.clone()];
    let plain = plain_length(word);
    let mut letters = word[plain..].char_indices().map(|(at, letter)| (plain + at, letter)).peekable();
    let mut end = plain;
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let holds = match letter {
            '\'' | '’' | '&' | '@' | '·' => next.is_some_and(char::is_alphanumeric),
            '-' | '‐' | '‑' => next.is_some_and(char::is_alphanumeric) && at > 0,
            '.' => next.is_some_and(char::is_alphanumeric) || is_abbreviation(&word[..=at], &word[at + 1..], words),
            ',' | ':' => {
                next.is_some_and(|next| next.is_ascii_digit()) && word[..at].ends_with(|before: char| before.is_ascii_digit())
            }
            other => other.is_alphanumeric() || is_mark_on_letter(other),
        };
        if !holds {
            break;
        }
        end = at + letter.len_utf8();
    }
    range.start + end.max(word.chars().next().map_or(1, char::len_utf8)).min(word.len())
}

fn is_mark_on_letter(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter) || matches!(letter, '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Says whether the dot at the end of `word` belongs to it.
fn is_abbreviation(word: &str, rest: &str, words: &Sentences) -> bool {
    if rest.chars().next().is_some_and(|next| {
        !matches!(next, ',' | ';' | ':' | '\'' | '’' | '"' | '”' | ')' | ']' | '?' | '!' | '-' | '—' | '–' | '/')
    }) {
        return false;
    }
    let bare = &word[..word.len() - 1];
    let bare = words.parties.iter().find_map(|party| bare.strip_prefix(party)?.strip_prefix('-')).unwrap_or(bare);
    let mut letters = bare.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) => only.is_uppercase(),
        (Some(_), Some(second)) if second == '.' || bare.contains('.') => is_dotted(bare),
        _ => words.abbreviations.contains(&bare) || words.never_last.contains(&bare),
    }
}

/// Says whether single letters or pairs stand between dots: "U.S", "a.m", "Ph.D".
fn is_dotted(bare: &str) -> bool {
    bare.split('.').all(|part| (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic))
}

/// Splits the possessive ending from a word, and names from what a hyphen joins to them.
fn split_word(text: &str, range: Range<usize>, words: &Sentences, tokens: &mut Vec<Token>) {
    let word = &text[range.clone()];
    let ending = ["'s", "’s", "'S", "’S"].into_iter().find(|ending| word.len() > ending.len() && word.ends_with(ending));
    let cut = range.end - ending.map_or(0, str::len);
    match joint(&text[range.start..cut], words) {
        Some(joint) => {
            let (before, behind) = (range.start + joint.start, range.start + joint.end);
            push(tokens, range.start..before);
            push(tokens, before..behind);
            push(tokens, behind..cut);
        }
        None => push(tokens, range.start..cut),
    }
    push(tokens, cut..range.end);
}

/// Returns the hyphen that joins two words into one that is none: the names in it stand for themselves.
fn joint(word: &str, words: &Sentences) -> Option<Range<usize>> {
    if !word.starts_with(char::is_uppercase) {
        return None;
    }
    let mut hyphens = word.match_indices(['-', '‐', '‑']).map(|(at, hyphen)| at..at + hyphen.len());
    let last = hyphens.clone().next_back()?;
    if words.halves.contains(&&word[last.end..]) {
        return Some(last);
    }
    let first = hyphens.next()?;
    let (left, right) = (&word[..first.start], &word[first.end..]);
    let both = right.starts_with(char::is_uppercase) && right.len() > 1;
    let party =
        words.parties.contains(&left) && right != "Day" && right.chars().any(|letter| letter == '.' || letter.is_lowercase());
    (both && (party || words.powers.contains(&left) || words.powers.contains(&right))).then_some(first)
}

/// A sentence that goes on for longer ends here: what looks along one stays bounded.
const SENTENCE_TOKENS_MAX: usize = 500;

/// Groups the tokens from `first` on into sentences.
fn sentences(text: &str, first: usize, words: &Sentences, out: &mut Tokens) {
    let mut start = first;
    let count = out.tokens.len();
    for at in first..count {
        let ends = at + 1 == count
            || at + 1 - start == SENTENCE_TOKENS_MAX
            || (ends_here(text, &out.tokens, at, words) && !closes(text, &out.tokens, at + 1));
        if ends {
            out.sentences.push(Sentence { tokens: start..at + 1, opens: start == first });
            start = at + 1;
        }
    }
}

fn word<'a>(text: &'a str, tokens: &[Token], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| &text[token.bytes.clone()])
}

/// Says whether the token closes a sentence that ended before it.
fn closes(text: &str, tokens: &[Token], at: usize) -> bool {
    let touches = at > 0 && tokens.get(at).is_some_and(|token| token.bytes.start == tokens[at - 1].bytes.end);
    touches && matches!(word(text, tokens, at), "\"" | "”" | "’" | "'" | "''" | ")" | "]" | "»" | "." | "!" | "?" | "…")
}

fn ends_here(text: &str, tokens: &[Token], at: usize, words: &Sentences) -> bool {
    // Nearly all tokens: no mark is here, nor at the end of the word.
    if word(text, tokens, at).ends_with(|letter: char| letter.is_ascii_alphanumeric()) {
        return false;
    }
    let mut mark = at;
    while mark > 0 && closes(text, tokens, mark) && !is_end_mark(word(text, tokens, mark)) {
        mark -= 1;
    }
    let last = word(text, tokens, mark);
    let next = word(text, tokens, at + 1);
    let fresh = next.chars().next().is_some_and(|letter| !letter.is_lowercase() && letter != ',' && letter != ';');
    if is_end_mark(last) {
        return fresh && at + 1 < tokens.len();
    }
    // A dot that belongs to its word ends the sentence too, where the next word is one that begins sentences.
    mark == at
        && last.len() > 1
        && last.ends_with('.')
        && !words.never_last.contains(&&last[..last.len() - 1])
        && last.chars().nth(1) != Some('.').filter(|_| last.len() == 2)
        && words.starters.contains(&next)
        && (last.chars().count() > 2 || !last.starts_with(char::is_uppercase))
}

fn is_end_mark(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | "…" | "..." | "....") || word.len() > 1 && word.bytes().all(|byte| byte == b'.')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::english::ENGLISH;
    use super::*;

    fn tokenize(text: &str) -> Tokens {
        super::tokenize(text, &ENGLISH.sentences)
    }

    fn words(text: &str) -> Vec<&str> {
        tokenize(text).tokens.iter().map(|token| &text[token.bytes.clone()]).collect()
    }

    fn check(text: &str, sentences: &[&str]) {
        let tokens = tokenize(text);
        let found: Vec<String> = tokens.sentences.iter().map(|sentence| words(text)[sentence.tokens.clone()].join(" ")).collect();
        assert_eq!(found, sentences, "{text}");
    }

    #[test]
    fn possessives_and_quotes_stand_apart() {
        check("“Varga’s plan,” said Okafor's aide.", &["“ Varga ’s plan , ” said Okafor 's aide ."]);
    }

    #[test]
    fn a_hyphen_parts_names_from_what_it_joins_to_them_and_no_name_in_two() {
        check("The Geneva-based group spoke of U.S.-China talks.", &["The Geneva - based group spoke of U.S. - China talks ."]);
        check("Varga, D-N.Y., met Jean-Marie al-Assad on D-Day.", &["Varga , D - N.Y. , met Jean-Marie al-Assad on D-Day ."]);
    }

    #[test]
    fn abbreviations_keep_their_dot_and_end_no_sentence() {
        check("Gen. J. R. Varga of the U.S. Army left.", &["Gen. J. R. Varga of the U.S. Army left ."]);
        check("He met Mr. Varga in Alexandria, La., on Jan. 5.", &["He met Mr. Varga in Alexandria , La. , on Jan. 5 ."]);
    }

    #[test]
    fn an_abbreviation_ends_a_sentence_before_a_word_that_begins_one() {
        check("It came from the U.S. The ship left.", &["It came from the U.S.", "The ship left ."]);
        check("He works for Varga Inc. But she left.", &["He works for Varga Inc.", "But she left ."]);
    }

    #[test]
    fn a_sentence_takes_its_closing_quote_along() {
        check("“Go home.” They went. Why? Nobody knew!", &["“ Go home . ”", "They went .", "Why ?", "Nobody knew !"]);
    }

    #[test]
    fn a_paragraph_ends_a_sentence_but_a_wrapped_line_does_not() {
        check("Fire in Basel\n\nThe fire began", &["Fire in Basel", "The fire began"]);
        check(
            "The fire began on a long line of text that was broken only after\nsixty letters.",
            &["The fire began on a long line of text that was broken only after sixty letters ."],
        );
    }

    #[test]
    fn dashes_and_slashes_part_words_but_hyphens_do_not() {
        check("GENEVA (AP) -- Ki-moon—the envoy", &["GENEVA ( AP ) -- Ki-moon — the envoy"]);
        check("UPI/Ines Okafor", &["UPI / Ines Okafor"]);
    }

    #[test]
    fn numbers_stay_whole() {
        check("Some 93,000 of 3.5 at 14:18.", &["Some 93,000 of 3.5 at 14:18 ."]);
    }

    proptest! {
        #[test]
        fn tokens_ascend_lie_on_boundaries_and_leave_out_only_space(text in "(\\PC|\n| |[A-Z][a-z]+|[.'’\"-]){0,80}") {
            let tokens = tokenize(&text);
            let mut end = 0;
            for token in &tokens.tokens {
                prop_assert!(token.bytes.start >= end && token.bytes.end > token.bytes.start);
                prop_assert!(text[end..token.bytes.start].trim().is_empty());
                prop_assert!(text.get(token.bytes.clone()).is_some());
                end = token.bytes.end;
            }
            prop_assert!(text[end..].trim().is_empty());
            let mut next = 0;
            for sentence in &tokens.sentences {
                prop_assert_eq!(sentence.tokens.start, next);
                prop_assert!(sentence.tokens.end > next);
                next = sentence.tokens.end;
            }
            prop_assert_eq!(next, tokens.tokens.len());
        }
    }
}
