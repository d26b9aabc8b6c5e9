//! Entries of a story that is a list: each begins with its number, and running text stands under it.

use foldhash::{HashSet, HashSetExt};

use super::junk::is_story;
use crate::domain::Block;

/// Fewest entries of a list.
const ENTRIES_MIN: usize = 2;
/// Highest number of an entry; higher ones are years and the like.
const NUMBER_MAX: u32 = 200;

/// Returns which of `blocks` head an entry, by their place.
pub(super) fn entries(blocks: &[Block]) -> HashSet<usize> {
    let mut numbers: Vec<(usize, u32)> = Vec::new();
    // The last numbered line, while no running text has come under it.
    let mut bare = None;
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(rich) | Block::Heading { text: rich, .. } if !is_story(block) || number(&rich.text).is_some() => {
                if let Some(number) = number(&rich.text) {
                    bare = Some((at, number));
                }
            }
            _ if is_story(block) => numbers.extend(bare.take()),
            _ => {}
        }
    }
    // Counted up or down, each number once.
    let ordered = |up: bool| numbers.windows(2).all(|pair| pair[0].1 != pair[1].1 && (pair[0].1 < pair[1].1) == up);
    let mut found = HashSet::new();
    if numbers.len() >= ENTRIES_MIN && (ordered(true) || ordered(false)) {
        found.extend(numbers.into_iter().map(|(at, _)| at));
    }
    found
}

/// Reads the number with which an entry begins: "3. Karsk", "3) Karsk", "#3: Karsk", "No. 3 – Karsk".
pub(super) fn number(text: &str) -> Option<u32> {
    let text = text.trim_start();
    let labelled = ["#", "№", "No. ", "Nr. ", "N° ", "Number ", "Nummer "].iter().find_map(|label| text.strip_prefix(label));
    let bare = labelled.unwrap_or(text).trim_start();
    let end = bare.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(bare.len());
    let number = bare.get(..end).filter(|digits| (1..=3).contains(&digits.len()))?.parse().ok()?;
    let rest = &bare[end..];
    let parts = rest
        .strip_prefix(['.', ')', ':', '、', '．'])
        .is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_ascii_digit()))
        || rest.trim_start().starts_with(['–', '—', '|'])
        || rest.starts_with(" - ")
        || labelled.is_some() && (rest.is_empty() || rest.starts_with(' '));
    ((1..=NUMBER_MAX).contains(&number) && parts).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Sites, extract};
    use crate::domain::WebUrl;

    /// Returns a paragraph; no two of them say the same.
    fn text(number: usize) -> String {
        let town = ["Karsk", "Velsmond", "Olden", "Amsel", "Okafor", "Lindqvist"][number % 6];
        format!(
            "<p>Engineers from {town} had found {number} cracks in the wall, after a storm that closed its {number} passes, and the quay was shut.</p>"
        )
    }

    fn lines(body: &str) -> Vec<String> {
        let page = format!(
            "<html><head><title>Works of the year</title></head><body><article><h1>Works of the year</h1>{}{body}</article></body></html>",
            text(90)
        );
        extract(&page, WebUrl::parse("https://harbour.example/works").ok().as_ref(), &Sites::default())
            .text()
            .split("\n\n")
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn entries_that_are_links_are_kept_with_their_numbers() {
        for entry in [
            "<p><a href=/{}><b>{}. The terminal at the northern quay opens</b></a></p>",
            "<h3><a href=/{}>{}) The bridge to the islands is built</a></h3>",
            "<p><strong>#{}: <a href=/{}>The bridge to the islands is built</a></strong></p>",
            "<p><a href=/{}>No. {} – The bridge to the islands</a></p>",
            "<div><p><a href=/{}>{}. The bridge to the islands is built</a></p></div>",
            "<div><a href=/{}>{}. The bridge to the islands is built.</a></div>",
        ] {
            for numbers in [[1_u32, 2, 3], [13, 12, 11]] {
                let body: String = numbers
                    .iter()
                    .map(|at| {
                        format!("{}{}{}", entry.replace("{}", &at.to_string()), text(*at as usize), text(*at as usize + 20))
                    })
                    .collect();
                let found = lines(&body);
                let kept = numbers.iter().filter(|at| found.iter().any(|line| number(line) == Some(**at))).count();
                assert_eq!(kept, 3, "{entry}: {found:#?}");
            }
        }
    }

    #[test]
    fn ranked_links_to_other_stories_go() {
        let ranked: String =
            (1..4).map(|at| format!("<p><a href=/{at}>{at}. A storm leaves eleven towns without power</a></p>")).collect();
        let (before, after): (String, String) = ((1..6).map(text).collect(), (6..20).map(text).collect());
        let found = lines(&format!("{before}{ranked}{after}"));
        assert!(found.iter().filter(|line| line.contains("storm leaves")).count() <= 1, "{found:#?}");
    }

    #[test]
    fn numbers_of_entries_are_told_from_others() {
        for text in ["1. Quay", "12) Quay", "#3 Quay", "#3: Quay", "No. 4: Quay", "7 – Quay", "5、港"] {
            assert!(number(text).is_some(), "{text}");
        }
        for text in ["1.5 million crowns", "2026. A year", "12 ships", "10:30 in the morning", "", "No", "0. Quay", "３"] {
            assert!(number(text).is_none(), "{text}");
        }
    }
}
