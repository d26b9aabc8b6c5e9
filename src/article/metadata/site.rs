//! The names of the site that a page is of, in all the forms in which titles and bylines hold them.

use crate::domain::WebUrl;

/// Shortest name that may be told from a part of it, in bytes.
const PART_BYTES_MIN: usize = 4;

/// Parts of a host that name no site.
const HOST_WORDS: &[&str] =
    &["www", "com", "org", "net", "edu", "gov", "news", "blog", "blogs", "edition", "mobile", "amp", "info"];

/// Names of a site, each as its letters and digits alone.
#[derive(Debug, Default)]
pub(super) struct SiteNames(Vec<String>);

impl SiteNames {
    /// Takes what a page calls itself and its publisher, and what its host says.
    pub(super) fn new(called: &[String], base: Option<&WebUrl>) -> Self {
        let mut names: Vec<String> = Vec::new();
        for name in called {
            // "Harbour.example" is Harbour.
            let without_domain = name.trim().rsplit_once('.').filter(|(_, end)| !end.contains(' ')).map(|(name, _)| name);
            names.extend([Some(name.as_str()), without_domain].into_iter().flatten().map(squeezed));
        }
        if let Some(host) = base.map(|base| base.host().to_ascii_lowercase()) {
            let labels: Vec<&str> = host.split('.').collect();
            let telling = |label: &&&str| label.len() > 2 && !HOST_WORDS.contains(label);
            for (at, label) in labels.iter().enumerate().filter(|(_, label)| telling(label)) {
                // The last one is the domain of a country or a trade.
                if at + 1 < labels.len() {
                    names.push(squeezed(label));
                    names.push(squeezed(&labels[at..].concat()));
                }
            }
        }
        names.retain(|name| !name.is_empty());
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    /// Says whether this is one of the names, whole.
    pub(super) fn has(&self, words: &str) -> bool {
        let words = squeezed(words);
        self.0.contains(&words)
    }

    /// Says whether words beside a title are the site's: its name, most of it, or its name with something more.
    pub(super) fn named_by(&self, words: &str) -> bool {
        let words = squeezed(words);
        words.len() >= 2
            && self.0.iter().any(|name| {
                *name == words
                    || words.len() >= PART_BYTES_MIN && words.len() * 2 >= name.len() && name.contains(&words)
                    || name.len() >= PART_BYTES_MIN && words.len() <= name.len() * 5 / 2 && words.contains(name)
            })
    }
}

/// Returns the letters and digits of a name without the article before it.
fn squeezed(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let name = lower.strip_prefix("the ").unwrap_or(&lower);
    name.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_known_by_its_name_its_host_and_parts_of_both() {
        let base = WebUrl::parse("https://www.quaytimes.co.uk/news/1").unwrap();
        let names = SiteNames::new(&["The Quay Times".to_owned(), "Harbour.example".to_owned()], Some(&base));
        for words in ["Quay Times", "the quay times", "QuayTimes.co.uk", "Quay Times News", "Harbour", "Harbour.example"] {
            assert!(names.named_by(words), "{words}");
        }
        for words in ["Quay", "UK", "Sport", "Storm closes the quay for a week", ""] {
            assert!(!names.named_by(words), "{words}");
        }
        assert!(names.has("Quay Times") && !names.has("Quay Times News"));
    }
}
