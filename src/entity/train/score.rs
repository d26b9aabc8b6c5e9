//! How well a model does on annotated text: with all the rules around it, and by itself at several degrees of sureness.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::chance::Chance;
use super::corpus::{self, Casing};
use crate::entity::TableError;
use crate::entity::budget::Budget;
use crate::entity::document::Document;
use crate::entity::memory::Remembering;
use crate::entity::net::Net;
use crate::entity::net::labels::Class;
use crate::entity::tagger::{self, Kind, Mention};
use crate::entity::vocabulary::Vocabulary;

/// Counts of right, found and wanted names, by class.
#[derive(Clone, Debug, Default)]
pub(super) struct Score(HashMap<Class, [usize; 3]>);

impl Score {
    /// Adds the names of one text.
    pub(super) fn add(&mut self, found: &[(Range<usize>, Class)], wanted: &[(Range<usize>, Class)]) {
        for (list, place) in [(found, 1), (wanted, 2)] {
            for (_, class) in list {
                self.0.entry(*class).or_default()[place] += 1;
            }
        }
        for name in found.iter().filter(|name| wanted.contains(name)) {
            self.0.entry(name.1).or_default()[0] += 1;
        }
    }

    /// Returns precision, recall and F1 over some classes, in per cent.
    pub(super) fn f1(&self, classes: &[Class]) -> (f64, f64, f64) {
        let sum =
            |place: usize| classes.iter().filter_map(|class| self.0.get(class)).map(|counts| counts[place]).sum::<usize>() as f64;
        let (precision, recall) = (sum(0) / sum(1).max(1.0), sum(0) / sum(2).max(1.0));
        (100.0 * precision, 100.0 * recall, 200.0 * precision * recall / (precision + recall).max(1e-9))
    }
}

/// Scores a model on an annotated file, with all the rules around it: a line for people of some file, places, and both.
///
/// # Errors
/// Says what is wrong with the model.
pub fn score(model: &[u8], name: &str, content: &str, show: usize) -> Result<String, TableError> {
    let vocabulary = Vocabulary::english(Net::read(model)?)?;
    let mut score = Score::default();
    let mut report = String::new();
    let mut left = show;
    for annotated in corpus::read(content, 1.0, Casing::AsIs, &mut Chance::new(0)) {
        let document = Document::new("", &annotated.text, &vocabulary);
        let text = &document.texts[1];
        let found = tagger::names(&document, &vocabulary.net, Budget::of_a_story());
        let found: Vec<(Range<usize>, Class)> = tagger::tag(&document, &found.mentions, &mut Remembering::default())
            .iter()
            .filter_map(|mention| Some((text.range(&mention.tokens).bytes, class(mention.kind)?)))
            .collect();
        let wanted: Vec<_> =
            annotated.names.iter().filter(|name| matches!(name.1, Class::Person | Class::Place)).cloned().collect();
        for (sign, one, other) in [("missed", &wanted, &found), ("false ", &found, &wanted)] {
            for (bytes, class) in one.iter().filter(|name| !other.contains(name)) {
                if left > 0 {
                    left -= 1;
                    let start = annotated.text[..bytes.start].char_indices().rev().nth(50).map_or(0, |(at, _)| at);
                    let around: String = annotated.text[start..].chars().take(110).collect();
                    let _ = writeln!(
                        report,
                        "  {sign} {class:?} [{}] … {}",
                        &annotated.text[bytes.clone()],
                        around.replace('\n', " ")
                    );
                }
            }
        }
        score.add(&found, &wanted);
    }
    let mut line = |what: &str, classes: &[Class]| {
        let (precision, recall, f1) = score.f1(classes);
        let _ = writeln!(report, "{name:20} {what:8} P {precision:.1}  R {recall:.1}  F1 {f1:.1}");
    };
    line("people", &[Class::Person]);
    line("places", &[Class::Place]);
    line("both", &[Class::Person, Class::Place]);
    Ok(report)
}

fn class(kind: Kind) -> Option<Class> {
    match kind {
        Kind::Person => Some(Class::Person),
        Kind::Place => Some(Class::Place),
        Kind::Other => None,
    }
}

/// Degrees of sureness that are tried.
const DEGREES: [f32; 9] = [0.0, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9];

/// Says how precision and recall of the network alone stand where only what it is sure of counts: as sure as the mean over all
/// mentions of a phrase in its story is, which is what the rules look at.
///
/// # Errors
/// Says what is wrong with the model.
pub fn degrees(model: &[u8], name: &str, content: &str) -> Result<String, TableError> {
    let vocabulary = Vocabulary::english(Net::read(model)?)?;
    let mut scores: Vec<Score> = DEGREES.iter().map(|_| Score::default()).collect();
    for annotated in corpus::read(content, 1.0, Casing::AsIs, &mut Chance::new(0)) {
        let document = Document::new("", &annotated.text, &vocabulary);
        let text = &document.texts[1];
        let mentions = tagger::names(&document, &vocabulary.net, Budget::of_a_story()).mentions;
        let mut sums: HashMap<(&str, Kind), (f32, f32)> = HashMap::new();
        let phrase = |mention: &Mention| (text.written(&mention.tokens), mention.kind);
        for mention in &mentions {
            let sum = sums.entry(phrase(mention)).or_default();
            *sum = (sum.0 + mention.shares.of(mention.kind), sum.1 + 1.0);
        }
        for (degree, score) in DEGREES.into_iter().zip(&mut scores) {
            let sure = |mention: &&Mention| {
                let (sum, count) = sums[&phrase(mention)];
                sum / count >= degree
            };
            let found: Vec<(Range<usize>, Class)> = mentions
                .iter()
                .filter(sure)
                .filter_map(|mention| Some((text.range(&mention.tokens).bytes, class(mention.kind)?)))
                .collect();
            score.add(&found, &annotated.names);
        }
    }
    let mut report = String::new();
    for (what, class) in [("people", Class::Person), ("places", Class::Place)] {
        let _ = write!(report, "{name:20} {what:8} sure ");
        for (degree, score) in DEGREES.into_iter().zip(&scores) {
            let (precision, recall, _) = score.f1(&[class]);
            let _ = write!(report, " {degree:.2}: {precision:.1}/{recall:.1}");
        }
        report.push('\n');
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_as_right_only_with_its_borders_and_its_class() {
        let mut score = Score::default();
        score.add(&[(0..11, Class::Person), (17..23, Class::Person)], &[(0..11, Class::Person), (17..23, Class::Place)]);
        let (precision, recall, _) = score.f1(&[Class::Person, Class::Place]);
        assert_eq!((precision, recall), (50.0, 50.0));
    }
}
