//! The sentence of a hit: found in the text itself, because the index keeps no copy of it.

use std::ops::Range;

use crate::domain::Headline;
use crate::text::CleanText;
use crate::text::fold::{fold, words};

/// Longest sentence that is shown whole, in characters; of a longer one the part around the hit is.
const SENTENCE_MAX: usize = 240;
/// How much of a longer sentence stands before the hit.
const LEAD: usize = 80;

/// Something that is looked for: the words of a phrase, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needle {
    words: Vec<String>,
    open_ended: bool,
}

impl Needle {
    /// Makes a needle of a word or phrase; with `open_ended` its last word may go on. `None` without any word.
    pub(super) fn of(text: &str, open_ended: bool) -> Option<Self> {
        let words: Vec<String> = words(text).map(|word| fold(&text[word])).collect();
        (!words.is_empty()).then_some(Self { words, open_ended })
    }

    /// Says whether these folded words begin with those that are looked for.
    fn fits(&self, words: &[String]) -> bool {
        let last = self.words.len() - 1;
        words.len() > last
            && self.words.iter().zip(words).enumerate().all(|(at, (wanted, word))| {
                if at == last && self.open_ended { word.starts_with(wanted.as_str()) } else { word == wanted }
            })
    }
}

/// Returns the first sentence that holds the most needles, with every hit in it marked; `None` when there is no hit.
pub(super) fn of(text: &str, needles: &[Needle]) -> Option<CleanText> {
    let mut best: Option<(usize, Range<usize>, Vec<Range<usize>>)> = None;
    for sentence in sentences(text) {
        let (kinds, marks) = marks_in(text, &sentence, needles);
        if kinds > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((kinds, sentence, marks));
            if kinds == needles.len() {
                break;
            }
        }
    }
    let (_, sentence, marks) = best?;
    Some(marked(text, sentence, &marks))
}

/// Returns how many needles a sentence holds, and where.
fn marks_in(text: &str, sentence: &Range<usize>, needles: &[Needle]) -> (usize, Vec<Range<usize>>) {
    let words: Vec<Range<usize>> =
        words(&text[sentence.clone()]).map(|word| word.start + sentence.start..word.end + sentence.start).collect();
    let folded: Vec<String> = words.iter().map(|word| fold(&text[word.clone()])).collect();
    let mut kinds = 0;
    let mut marks = Vec::new();
    for needle in needles {
        let before = marks.len();
        for at in 0..words.len() {
            if needle.fits(&folded[at..]) {
                marks.push(words[at].start..words[at + needle.words.len() - 1].end);
            }
        }
        kinds += usize::from(marks.len() > before);
    }
    marks.sort_by_key(|mark: &Range<usize>| (mark.start, std::cmp::Reverse(mark.end)));
    let mut end = 0;
    marks.retain(|mark| {
        let apart = mark.start >= end;
        end = end.max(mark.end);
        apart
    });
    (kinds, marks)
}

fn marked(text: &str, sentence: Range<usize>, marks: &[Range<usize>]) -> CleanText {
    let shown = cut(text, sentence.clone(), marks.first().map_or(sentence.start, |mark| mark.start));
    let [open, close] = Headline::HIT_MARKS;
    let mut out = String::new();
    if shown.start > sentence.start {
        out.push('…');
    }
    let mut at = shown.start;
    // Marks that the writer set would be taken for ours.
    let plain = |range: Range<usize>| text[range].replace([open, close], " ");
    for mark in marks.iter().filter(|mark| mark.start >= shown.start && mark.end <= shown.end) {
        out.push_str(&plain(at..mark.start));
        out.push(open);
        out.push_str(&plain(mark.clone()));
        out.push(close);
        at = mark.end;
    }
    out.push_str(&plain(at..shown.end));
    if shown.end < sentence.end {
        out.push('…');
    }
    CleanText::new(&out)
}

/// Returns the part of a long sentence around a hit, cut between words where it has any.
fn cut(text: &str, sentence: Range<usize>, hit: usize) -> Range<usize> {
    if text[sentence.clone()].chars().count() <= SENTENCE_MAX {
        return sentence;
    }
    let lead = text[sentence.start..hit].char_indices().rev().nth(LEAD).map_or(0, |(at, _)| at);
    let start = sentence.start + lead;
    let start = if lead == 0 { start } else { text[start..hit].find(' ').map_or(start, |at| start + at + 1) };
    let rest = &text[start..sentence.end];
    let end = rest.char_indices().nth(SENTENCE_MAX).map_or(rest.len(), |(at, _)| at);
    let end = if end == rest.len() { end } else { rest[..end].rfind(' ').filter(|at| start + at > hit).unwrap_or(end) };
    start..start + end
}

/// Yields the sentences of a text: they end at a line's end, or at `.`, `!` or `?` before a space, or at `。`.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        while start < text.len() {
            let rest = &text[start..];
            let mut end = rest.len();
            let mut letters = rest.char_indices().peekable();
            while let Some((at, letter)) = letters.next() {
                let closes = match letter {
                    '\n' | '。' | '！' | '？' => true,
                    '.' | '!' | '?' | '…' => letters.peek().is_none_or(|(_, next)| next.is_whitespace()),
                    _ => false,
                };
                if closes {
                    end = at + letter.len_utf8();
                    break;
                }
            }
            let sentence = start..start + end;
            start = sentence.end;
            if !text[sentence.clone()].trim().is_empty() {
                return Some(sentence);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, typed: &[&str], expected: Option<&str>) {
        let needles: Vec<Needle> = typed.iter().filter_map(|word| Needle::of(word, word.ends_with('*'))).collect();
        assert_eq!(of(text, &needles).as_deref(), expected, "{typed:?}");
    }

    const TEXT: &str =
        "Rain fell on Geneva. The envoy, Inès Okafor, spoke of grain.\n\nGrain and envoys met Okafor! 東京で会談。";

    #[test]
    fn the_sentence_of_the_hit_is_shown_with_the_hit_marked() {
        check(TEXT, &["geneva"], Some("Rain fell on ⟦Geneva⟧."));
        check(TEXT, &["ines okafor"], Some("The envoy, ⟦Inès Okafor⟧, spoke of grain."));
        check(TEXT, &["envoy*", "GRAIN"], Some("The ⟦envoy⟧, Inès Okafor, spoke of ⟦grain⟧."));
        check(TEXT, &["東京"], Some("⟦東京⟧で会談。"));
        check("Version v2.44 is out in ŁÓDŹ.", &["2.44", "lodz"], Some("Version v⟦2.44⟧ is out in ⟦ŁÓDŹ⟧."));
        check("부두 파업이 끝났다.", &["파업"], Some("부두 ⟦파업⟧이 끝났다."));
        check(TEXT, &["envo"], None);
        check("", &["x"], None);
    }

    #[test]
    fn the_first_sentence_with_the_most_words_wins() {
        check("One okafor. Two grain okafor. Three grain okafor.", &["grain", "okafor"], Some("Two ⟦grain⟧ ⟦okafor⟧."));
    }

    #[test]
    fn marks_of_the_writer_are_not_taken_for_ours() {
        check("A ⟦false⟧ mark on grain.", &["grain"], Some("A false mark on ⟦grain⟧."));
    }

    #[test]
    fn of_a_long_sentence_the_part_around_the_hit_is_shown() {
        let text = format!("{} harbour {}", "before ".repeat(60), "after ".repeat(60));
        let shown = of(&text, &[Needle::of("harbour", false).unwrap()]).unwrap();
        assert!(shown.contains("⟦harbour⟧") && shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.chars().count() <= SENTENCE_MAX + 4, "{shown}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-cé東。. \n\u{301}]{0,400}", word in "[a-cé東]{1,3}", open in any::<bool>()) {
            if let Some(needle) = Needle::of(&word, open) {
                let _ = of(&text, &[needle]);
            }
        }
    }
}
