//! The example config, part by part: for the manual page, and to hold it to the keys that there are.

use super::file::EXAMPLE;

/// One part of the example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExamplePart {
    /// A section, with its brackets.
    Section(&'static str),
    /// What is said of a section, or of the whole.
    Words(String),
    /// A key with its value, and what is said of it.
    Key {
        /// As it is written: `every_minutes = 15`.
        written: &'static str,
        /// What it does; empty where the one before says it.
        about: String,
        /// Whether the value is the default; a key without a default stands there as a comment.
        live: bool,
    },
}

/// Returns the parts of the example in their order.
pub fn example() -> Vec<ExamplePart> {
    let mut parts = Vec::new();
    let mut about: Vec<&str> = Vec::new();
    for line in EXAMPLE.lines() {
        let (text, live) = line.strip_prefix("# ").map_or((line, true), |text| (text, false));
        if is_section(text) {
            parts.push(ExamplePart::Section(text));
            parts.extend(words(&mut about));
        } else if is_key(text) {
            parts.push(ExamplePart::Key { written: text, about: std::mem::take(&mut about).join(" "), live });
        } else if live {
            parts.extend(words(&mut about));
        } else {
            about.push(text);
        }
    }
    parts.extend(words(&mut about));
    parts
}

fn words(about: &mut Vec<&str>) -> Option<ExamplePart> {
    (!about.is_empty()).then(|| ExamplePart::Words(std::mem::take(about).join(" ")))
}

fn is_section(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']')
}

/// Says whether a line sets a key, and is no sentence.
fn is_key(text: &str) -> bool {
    let Some((key, _)) = text.split_once(" = ") else { return false };
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    !key.is_empty() && key.chars().all(|letter| letter.is_ascii_lowercase() || "_-".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn every_line_is_a_part_of_its_section() {
        let parts = example();
        let at =
            |wanted: &str| parts.iter().position(|part| matches!(part, ExamplePart::Section(name) if *name == wanted)).unwrap();
        let ExamplePart::Key { written, about, live: true } = &parts[at("[poll]") + 1] else { panic!("{parts:?}") };
        assert_eq!(*written, "every_minutes = 15");
        assert!(about.starts_with("The least minutes between two polls") && about.ends_with("1 to 10080 (a week)."));
        assert!(matches!(&parts[at("[[feeds]]") + 1], ExamplePart::Words(words) if words.starts_with("Settings for single")));
        assert!(parts.contains(&ExamplePart::Key { written: "title = \"Example Gazette\"", about: String::new(), live: false }));
    }

    #[test]
    fn what_is_live_is_every_default_and_nothing_else() {
        let live: toml::Table = toml::from_str(EXAMPLE).unwrap();
        let mut defaults = toml::Table::try_from(Config::default()).unwrap();
        // A list of tables is not there when it is empty.
        defaults.retain(|_, value| !value.as_array().is_some_and(Vec::is_empty));
        assert_eq!(live, defaults);
    }
}
