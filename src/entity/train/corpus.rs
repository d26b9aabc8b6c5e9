//! Annotated text: token and tag a line, a blank line between sentences, `# doc = NAME` before each document; read back into
//! running text, because the tagger is to see in training what it sees in a story.

use std::ops::Range;

use super::chance::Chance;
use crate::entity::net::labels::Class;

/// One annotated text.
#[derive(Clone, Debug, Default)]
pub(super) struct Annotated {
    pub(super) text: String,
    /// Bytes of the text, ascending, with what they name.
    pub(super) names: Vec<(Range<usize>, Class)>,
    /// How much the text counts.
    pub(super) weight: f32,
}

/// A sentence as it stands in the file.
type Sentence = Vec<(String, Option<(Class, bool)>)>;

/// How a text is written differently, so that the tagger learns headlines and shouting too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Casing {
    AsIs,
    /// Some sentences in capitals, some with a capital on every longer word, the others left out.
    Varied,
}

/// Reads a file's documents.
pub(super) fn read(content: &str, weight: f32, casing: Casing, chance: &mut Chance) -> Vec<Annotated> {
    let mut documents = Vec::new();
    let mut sentences: Vec<Sentence> = vec![Vec::new()];
    for line in content.lines().chain(["# doc = "]) {
        if line.starts_with("# doc = ") {
            let read = std::mem::replace(&mut sentences, vec![Vec::new()]);
            let read: Vec<Sentence> = read.into_iter().filter(|sentence| !sentence.is_empty()).collect();
            let read = if casing == Casing::Varied { varied(read, chance) } else { read };
            if !read.is_empty() {
                documents.push(running(&read, weight));
            }
        } else if line.is_empty() {
            sentences.push(Vec::new());
        } else {
            let mut cells = line.split('\t');
            let token = cells.next().unwrap_or_default().to_owned();
            let tag = cells.next().and_then(class);
            if let Some(last) = sentences.last_mut() {
                last.push((token, tag));
            }
        }
    }
    documents
}

/// Reads a tag: its class, and whether a name begins with it.
fn class(tag: &str) -> Option<(Class, bool)> {
    let (begins, kind) = tag.split_once('-')?;
    let class = match kind {
        "PER" => Class::Person,
        "LOC" => Class::Place,
        "ORG" => Class::Organisation,
        _ => Class::Misc,
    };
    Some((class, begins == "B"))
}

/// Keeps one sentence of ten, in capitals or with a capital on every longer word.
fn varied(sentences: Vec<Sentence>, chance: &mut Chance) -> Vec<Sentence> {
    let mut kept = Vec::new();
    for mut sentence in sentences {
        let draw = chance.share();
        if !(4..=22).contains(&sentence.len()) || draw >= 0.10 {
            continue;
        }
        for (token, _) in &mut sentence {
            if draw < 0.06 {
                *token = token.to_uppercase();
            } else if token.len() > 3 {
                let mut letters = token.chars();
                *token = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
            }
        }
        kept.push(sentence);
    }
    kept
}

/// Marks that stand close to the word before them, and those that stand close to the word behind.
const CLOSE: [&str; 24] = [
    ".", ",", ";", ":", "!", "?", "%", ")", "]", "}", "'", "'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "''", "...", "’s", "’",
    "”", "»",
];
const OPEN: [&str; 8] = ["(", "[", "{", "$", "#", "``", "“", "«"];

/// Writes sentences as running text, one or two a paragraph.
fn running(sentences: &[Sentence], weight: f32) -> Annotated {
    let mut text = String::new();
    let mut names: Vec<(Range<usize>, Class)> = Vec::new();
    let mut joins = false;
    for sentence in sentences {
        let long = sentence.len() >= 8;
        if !text.is_empty() {
            text.push_str(if joins && long { " " } else { "\n\n" });
        }
        joins = long && !joins;
        let mut quoted = false;
        let mut open = false;
        for (at, (token, tag)) in sentence.iter().enumerate() {
            let before = if at > 0 { sentence[at - 1].0.as_str() } else { "" };
            let close =
                CLOSE.contains(&token.as_str()) || OPEN.contains(&before) || token == "\"" && quoted || before == "\"" && quoted;
            if at > 0 && !close {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(token);
            if token == "\"" {
                quoted = !quoted;
            }
            match (tag, names.last_mut()) {
                (Some((class, false)), Some((range, same))) if open && class == same => range.end = text.len(),
                (Some((class, _)), _) => names.push((start..text.len(), *class)),
                (None, _) => {}
            }
            open = tag.is_some();
        }
    }
    Annotated { text, names, weight }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotated_tokens_become_running_text_with_the_places_of_its_names() {
        let content = "# doc = one\nInes\tB-PER\nOkafor\tI-PER\nleft\tO\nGeneva\tB-LOC\n's\tO\nport\tO\n.\tO\n\n";
        let read = read(content, 1.0, Casing::AsIs, &mut Chance::new(1));
        assert_eq!(read[0].text, "Ines Okafor left Geneva's port.");
        assert_eq!(read[0].names, [(0..11, Class::Person), (17..23, Class::Place)]);
    }
}
