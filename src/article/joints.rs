//! Joins what a page parts and a reader reads as one: a drop cap and its word, a dateline and its first sentence.

use crate::domain::{Block, RichText};
use crate::text::CleanText;

/// Longest dateline, in bytes: "NEW YORK, March 3 (Harbour Wire) —".
const DATELINE_BYTES_MAX: usize = 70;
/// Letters that are words by themselves in some language.
const LETTER_WORDS: &str = "AIOYEÀÈÓUVKSZWВКСИАОУЯ";

/// Returns what belongs between two paragraphs that a reader reads as one; `None` where they are two.
///
/// `spaced` says whether the second one begins with a space that is no line break.
pub(super) fn glue(before: &RichText, after: &RichText, spaced: bool) -> Option<&'static str> {
    if let Some(cap) = drop_cap(&before.text) {
        return goes_on(cap, &after.text).then(|| if spaced && LETTER_WORDS.contains(cap) { " " } else { "" });
    }
    let begins = after.text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let begins = begins.starts_with(|letter: char| letter.is_uppercase() || !letter.is_ascii() && !letter.is_lowercase());
    (begins && is_dateline(&before.text)).then_some(" ")
}

/// Says whether a line is the place of a report before its first sentence: "KARSK (HW) —".
pub(super) fn is_dateline(line: &str) -> bool {
    let line = line.trim();
    let Some(place) = line.strip_suffix(['—', '–', '―']).or_else(|| line.strip_suffix("--")).or_else(|| line.strip_suffix(" -"))
    else {
        return false;
    };
    line.len() <= DATELINE_BYTES_MAX
        && place
            .starts_with(|letter: char| letter.is_uppercase() || letter == '(' || !letter.is_ascii() && letter.is_alphabetic())
        && place.chars().filter(|letter| letter.is_alphabetic()).count() >= 2
        && !place.contains(['?', '!', ':', ';', '"', '“', '\n'])
}

/// Appends a text to another, with `glue` between them.
pub(super) fn append(text: &mut RichText, more: RichText, glue: &str) {
    if text.text.is_empty() {
        *text = more;
        return;
    }
    let whole = format!("{}{glue}{}", text.text, more.text);
    let shift = text.text.len() + glue.len();
    text.text = CleanText::lines(&whole);
    if text.text.len() != whole.len() {
        // Pieces that were clean alone and are not together: no span can be trusted.
        text.spans.clear();
        return;
    }
    text.spans.extend(more.spans.into_iter().map(|mut span| {
        span.range = span.range.start + shift..span.range.end + shift;
        span
    }));
}

/// Joins a paragraph to the last of `blocks` where a reader reads them as one; gives it back where not.
pub(super) fn join_to_last(blocks: &mut [Block], rich: RichText, spaced: bool) -> Option<RichText> {
    let Some(Block::Paragraph(before)) = blocks.last_mut() else { return Some(rich) };
    if before.text.len() > DATELINE_BYTES_MAX {
        return Some(rich);
    }
    let Some(glue) = glue(before, &rich, spaced) else { return Some(rich) };
    append(before, rich, glue);
    None
}

/// Returns the letter of a paragraph that is but one large letter, perhaps with a sign of quotation before it.
fn drop_cap(text: &str) -> Option<char> {
    let mut letters = text.trim_start_matches(['“', '‘', '"', '\'', '«', '„', '¿', '¡', '(', '—', ' ']).chars();
    letters.next().filter(|cap| cap.is_uppercase() && letters.next().is_none())
}

/// Says whether a text is the rest of a word or sentence that a large letter begins.
fn goes_on(cap: char, text: &str) -> bool {
    let mut letters = text.chars();
    match letters.next() {
        Some('\'' | '’') => letters.next().is_some_and(char::is_alphabetic),
        Some(first) if first.is_lowercase() => true,
        // "HE HARBOUR authority": but the number of a chapter stands before shouted words too.
        Some(first) if first.is_uppercase() => {
            let word = text.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
            word.chars().nth(1).is_some() && !word.chars().any(char::is_lowercase) && !matches!(cap, 'I' | 'V' | 'X')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::article::from_feed;

    fn check(html: &str, expected: &[&str]) {
        assert_eq!(from_feed(html, None).text().split("\n\n").collect::<Vec<_>>(), expected, "{html}");
    }

    #[test]
    fn a_drop_cap_begins_its_word() {
        let rest = "he harbour authority said on Monday that the quay would open.";
        for html in [
            format!("<div><div>T</div></div><p>{rest}</p>"),
            format!("<p>T</p>\n<p>\n  {rest}</p>"),
            format!("<div class=cap><b>T</b></div><div>{rest}</div>"),
            format!("<p><img src='https://harbour.example/t.png' alt='T' width=90 height=90>{rest}</p>"),
            format!("<h6></h6><section>T</section>{rest}"),
        ] {
            check(&html, &[&format!("T{rest}")]);
        }
        check("<p>“T</p><p>he quay is ours,” she said.</p>", &["“The quay is ours,” she said."]);
        check("<div>T</div><p>HE HARBOUR opens in March.</p>", &["THE HARBOUR opens in March."]);
        check("<div>I</div><p>’m from Karsk, he said.</p>", &["I’m from Karsk, he said."]);
        check("<div>A</div><p> storm tore the wall.</p>", &["A storm tore the wall."]);
        check("<div>A</div><p>fter a storm the quay was shut.</p>", &["After a storm the quay was shut."]);
    }

    #[test]
    fn a_letter_that_is_no_drop_cap_stays_alone() {
        check("<p>B</p><p>Bridges were shut.</p>", &["B", "Bridges were shut."]);
        check("<p>I</p><p>IT WAS a night in March.</p>", &["I", "IT WAS a night in March."]);
        check("<p>Plan B</p><p>was never drawn.</p>", &["Plan B", "was never drawn."]);
    }

    #[test]
    fn a_dateline_begins_its_sentence() {
        for line in ["New York CNN —", "KARSK, March 3 (HW) –", "KARSK (HW) --", "VELSMOND -", "Москва —"] {
            check(&format!("<div>{line}</div><p>The bridge stays shut.</p>"), &[&format!("{line} The bridge stays shut.")]);
        }
        check("<p>What is new? –</p><p>The bridge stays shut.</p>", &["What is new? –", "The bridge stays shut."]);
        check("<p>the bridge –</p><p>The quay.</p>", &["the bridge –", "The quay."]);
    }
}
