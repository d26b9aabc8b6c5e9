//! Holds the import order of the architecture page: a part may import what stands above it, never what stands below.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The parts from the bottom of the program to its top. Parts in one row do not know each other.
const LAYERS: &[&[&str]] = &[
    &["text", "markup", "http"],
    &["domain"],
    &["query"],
    &["message"],
    &["feed", "article", "entity", "fold", "store", "opml", "config"],
    &["ingest", "sample"],
    &["ui"],
    &["app"],
    &["runtime"],
    &["cli", "logging"],
];

/// Arrows inside one row that the architecture page names, with their reason there.
const NEIGHBORS: &[(&str, &str)] = &[("markup", "text"), ("cli", "logging")];

/// Words that may stand in these parts only: what a part hides, the others do not know.
const HIDDEN: &[(&str, &[&str])] = &[
    ("rusqlite::", &["store", "ingest", "runtime", "cli"]),
    ("reqwest::", &["http"]),
    ("feed_rs::", &["feed"]),
    ("pulp::", &["entity"]),
    ("tract_onnx::", &["entity"]),
    ("tokenizers::", &["entity"]),
    ("dom_query::", &["article"]),
    ("html5ever::", &["article"]),
    ("png::", &["runtime"]),
    ("ratatui::", &["ui", "app", "runtime"]),
    ("ratatui_image::", &["message", "ui", "runtime"]),
];

/// Names that would make a part depend on the moment or on chance; `now` comes in as an argument there.
const CLOCKS: &[&str] = &["Timestamp::now", "SystemTime::now", "Instant::now", "ZonedDateTime::now", "rand::"];

/// Parts without I/O, clock and chance.
const PURE: &[&str] = &["domain", "query", "message", "ui", "app"];

struct Source {
    part: String,
    path: PathBuf,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(&root).expect("it was found there");
            let first = inside.components().next().expect("a file has a name").as_os_str().to_string_lossy();
            let part = first.trim_end_matches(".rs").to_owned();
            if path.extension().is_some_and(|ending| ending == "rs") && !["main", "lib", "bin"].contains(&part.as_str()) {
                found.push(Source { part, text: fs::read_to_string(&path).expect("source is UTF-8"), path });
            }
        }
    }
    found
}

fn rows() -> BTreeMap<&'static str, usize> {
    LAYERS.iter().enumerate().flat_map(|(row, parts)| parts.iter().map(move |part| (*part, row))).collect()
}

/// Returns the parts that a line names after `crate::`, braces unfolded.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        for name in names {
            let name: String = name.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            if !name.is_empty() {
                found.push(name);
            }
        }
    }
    found
}

/// Returns the code of a file without its tests: those may look anywhere.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod ").map_or(text, |at| &text[..at])
}

#[test]
fn every_part_has_its_place_in_the_order() {
    let rows = rows();
    for source in sources() {
        assert!(rows.contains_key(source.part.as_str()), "{} stands nowhere in the order", source.path.display());
    }
}

#[test]
fn no_arrow_points_down() {
    let rows = rows();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(row) = rows.get(source.part.as_str()) else { continue };
        for import in imports(without_tests(&source.text)) {
            let Some(other) = rows.get(import.as_str()) else { continue };
            let neighbor = NEIGHBORS.contains(&(source.part.as_str(), import.as_str()));
            if import != source.part && other >= row && !neighbor {
                wrong.push(format!("{} imports {import}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "these arrows point down or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn what_a_part_hides_is_named_nowhere_else() {
    for source in sources() {
        for (word, parts) in HIDDEN {
            let allowed = parts.contains(&source.part.as_str());
            assert!(allowed || !without_tests(&source.text).contains(word), "{} names {word}", source.path.display());
        }
    }
}

#[test]
fn the_state_of_the_screen_knows_no_clock() {
    for source in sources().iter().filter(|source| PURE.contains(&source.part.as_str())) {
        for clock in CLOCKS {
            assert!(!without_tests(&source.text).contains(clock), "{} names {clock}", source.path.display());
        }
    }
}

#[test]
fn braces_and_paths_are_both_understood() {
    assert_eq!(imports("use crate::store::Store;\nuse crate::{feed::x, text};"), ["store", "feed", "text"]);
}
