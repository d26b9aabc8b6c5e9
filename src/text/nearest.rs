//! The word that somebody probably meant: for the keys of the config, the filters of a query, the names of actions.

/// Returns the candidate nearest to `typed`, if one is near enough to be worth asking about.
///
/// A third of the letters may differ; a swap of neighbours counts as one difference.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&typed, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_word() {
        let words = ["every_minutes", "on_start", "parallel", "per_host"];
        for (typed, meant) in [
            ("every_minuts", Some("every_minutes")),
            ("Per_Host", Some("per_host")),
            ("paralell", Some("parallel")),
            ("on_strat", Some("on_start")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, words), meant, "{typed}");
        }
    }
}
