//! Labels of tokens, and the names that the shares of the labels make: the best sequence in which every name that begins ends.

use std::ops::Range;

/// Kinds of names that the network tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) enum Class {
    Person,
    Place,
    Organisation,
    Misc,
}

impl Class {
    pub(in super::super) const ALL: [Self; 4] = [Self::Person, Self::Place, Self::Organisation, Self::Misc];
}

/// Labels of a token: 0 for no name, then for each class its first, inner, last and only token.
pub(in super::super) const LABELS: usize = 1 + 4 * Class::ALL.len();

/// Where in a name a token stands.
pub(in super::super) const FIRST: usize = 0;
pub(in super::super) const INNER: usize = 1;
pub(in super::super) const LAST: usize = 2;
pub(in super::super) const ONLY: usize = 3;

/// For a token the share of each label, 0 to 1; together they are 1.
pub(in super::super) type Shares = [f32; LABELS];

/// Shares below this count as this, so that no sequence is impossible for one token alone.
const SHARE_MIN: f32 = 1e-6;

/// A name that was found among tokens.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Found {
    pub(in super::super) tokens: Range<usize>,
    pub(in super::super) class: Class,
    /// Shares of the classes, in their order, as a mean over the tokens.
    pub(in super::super) shares: [f32; Class::ALL.len()],
}

/// Returns the label of a token of a name.
pub(in super::super) fn label(class: usize, position: usize) -> usize {
    1 + class * 4 + position
}

/// Says whether one label may follow another.
pub(super) fn may_follow(before: usize, after: usize) -> bool {
    let parts = |label: usize| label.checked_sub(1).map(|label| (label / 4, label % 4));
    let open = parts(before).filter(|(_, position)| matches!(*position, FIRST | INNER));
    let goes_on = parts(after).filter(|(_, position)| matches!(*position, INNER | LAST));
    match (open, goes_on) {
        (Some((class, _)), Some((same, _))) => class == same,
        (None, None) => true,
        _ => false,
    }
}

/// Returns the names of a run of tokens; before and behind it stands what is no name.
pub(in super::super) fn decode(run: &[Shares]) -> Vec<Found> {
    let names = names(&best(run)).into_iter();
    names
        .map(|(tokens, class)| {
            let of = |class: Class| {
                let first = label(class as usize, FIRST);
                let sums = run[tokens.clone()].iter().map(|shares| shares[first..=first + ONLY].iter().sum::<f32>());
                sums.sum::<f32>() / tokens.len() as f32
            };
            let shares = Class::ALL.map(of);
            Found { tokens, class, shares }
        })
        .collect()
}

/// Returns the likeliest sequence of labels in which every name is whole (Viterbi 1967).
fn best(run: &[Shares]) -> Vec<usize> {
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(run.len());
    let mut likely = [f32::NEG_INFINITY; LABELS];
    likely[0] = 0.0;
    for shares in run {
        let mut next = [f32::NEG_INFINITY; LABELS];
        let mut from = [0; LABELS];
        // Whatever is closed may be followed by the same labels: the best of them stands for all.
        let closed = best_of(&likely, |label| may_follow(label, 0));
        for after in 0..LABELS {
            let before = if may_follow(0, after) {
                closed
            } else {
                let class = (after - 1) / 4;
                let (first, inner) = (label(class, FIRST), label(class, INNER));
                if likely[first] >= likely[inner] { first } else { inner }
            };
            next[after] = likely[before] + shares[after].max(SHARE_MIN).ln();
            from[after] = before as u8;
        }
        likely = next;
        back.push(from);
    }
    let mut label = best_of(&likely, |label| may_follow(label, 0));
    let mut labels = vec![0; run.len()];
    for (at, from) in back.iter().enumerate().rev() {
        labels[at] = label;
        label = usize::from(from[label]);
    }
    labels
}

fn best_of(likely: &[f32; LABELS], allowed: impl Fn(usize) -> bool) -> usize {
    (0..LABELS).filter(|label| allowed(*label)).max_by(|a, b| likely[*a].total_cmp(&likely[*b])).unwrap_or(0)
}

/// Returns the names that a sequence of labels holds.
fn names(labels: &[usize]) -> Vec<(Range<usize>, Class)> {
    let mut names = Vec::new();
    let mut start = 0;
    for (at, label) in labels.iter().enumerate() {
        let Some(label) = label.checked_sub(1) else { continue };
        match label % 4 {
            FIRST => start = at,
            LAST => names.push((start..at + 1, Class::ALL[label / 4])),
            ONLY => names.push((at..at + 1, Class::ALL[label / 4])),
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_has_begun_goes_on_to_its_end() {
        let begun = label(0, FIRST);
        assert!(may_follow(begun, label(0, LAST)) && may_follow(begun, label(0, INNER)));
        assert!(!may_follow(begun, 0) && !may_follow(begun, label(1, LAST)) && !may_follow(begun, label(0, ONLY)));
        assert!(may_follow(0, 0) && may_follow(label(2, LAST), begun) && !may_follow(0, label(0, LAST)));
    }

    #[test]
    fn labels_are_read_as_names() {
        let labels = [0, label(0, FIRST), label(0, INNER), label(0, LAST), label(1, ONLY), 0];
        assert_eq!(names(&labels), [(1..4, Class::Person), (4..5, Class::Place)]);
    }

    #[test]
    fn the_best_sequence_is_whole_though_single_tokens_say_otherwise() {
        let shares = |likely: &[(usize, f32)]| {
            let mut shares = [0.0; LABELS];
            for (label, share) in likely {
                shares[*label] = *share;
            }
            shares
        };
        let run = [
            shares(&[(label(0, FIRST), 0.9), (0, 0.1)]),
            shares(&[(label(1, LAST), 0.5), (label(0, LAST), 0.4), (0, 0.1)]),
            shares(&[(0, 1.0)]),
        ];
        let found = decode(&run);
        assert_eq!(found.iter().map(|found| (found.tokens.clone(), found.class)).collect::<Vec<_>>(), [(0..2, Class::Person)]);
        assert!((found[0].shares[0] - 0.65).abs() < 1e-6 && (found[0].shares[1] - 0.25).abs() < 1e-6);
    }
}
