//! Fuzzy and plain matching of what the reader types.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::fold::fold;

/// Returns the indexes of the candidates that fit what was typed, the best first; all of them, in order, when nothing was.
pub fn fuzzy<'a>(typed: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let mut found: Vec<(u32, usize)> = candidates
        .enumerate()
        .filter_map(|(index, candidate)| Some((pattern.score(Utf32Str::new(candidate, &mut letters), &mut matcher)?, index)))
        .collect();
    found.sort_by_key(|&(score, index)| (std::cmp::Reverse(score), index));
    found.into_iter().map(|(_, index)| index).collect()
}

/// Says whether `text` holds what was typed, whatever the case and the accents.
pub fn holds(text: &str, typed: &str) -> bool {
    typed.is_empty() || fold(text).contains(&fold(typed))
}

/// Says whether two words of the reader's, such as tags, are one: whatever the case and the accents.
pub fn alike(a: &str, b: &str) -> bool {
    a == b || fold(a) == fold(b)
}

/// Says whether two names are the same, whatever the case.
pub fn same(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, wanted: &[usize]) {
        let names = ["toggle-star", "go-starred", "mark-all-read", "go-unread"];
        assert_eq!(fuzzy(typed, names.into_iter()), wanted, "{typed}");
    }

    #[test]
    fn the_best_match_comes_first() {
        check("", &[0, 1, 2, 3]);
        check("mar", &[2]);
        check("unread", &[3]);
        check("GOS", &[1]);
        check("zzz", &[]);
    }

    #[test]
    fn narrowing_ignores_case_and_accents() {
        assert!(holds("Ines OKAFOR", "okaf"));
        assert!(holds("Ines", ""));
        assert!(!holds("Ines", "x"));
        assert!(holds("Gazeta Łódzka", "lodz") && holds("Oresund Wire", "øres") && alike("Łódź", "lodz"));
    }
}
