//! What takes the space of the disk, and what a limit would delete: a part of `dateline doctor`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use color_eyre::eyre::Result;
use jiff::ZonedDateTime;

use super::doctor::{Finding, State, from_error, good};
use super::session::{Session, counted, local};
use crate::domain::size_in_words;
use crate::ingest;
use crate::store::retention::{self, Keep};
use crate::store::search;
use crate::store::space::{self, Space};
use crate::store::{Store, StoreError, stats};

/// Example limits: where the user sets none, the effect of these is shown.
const TRIED: [Keep; 3] =
    [Keep { days: Some(365), stories: None }, Keep { days: Some(90), stories: None }, Keep { days: None, stories: Some(1_000) }];

/// How deep the cache is looked into.
const CACHE_DEPTH: u32 = 3;

/// Tells what takes the space and what goes by the limits of the config.
pub(super) fn findings(store: &Store, session: &Session) -> Vec<Finding> {
    let space = match store.read_now(space::taken) {
        Ok(space) => space,
        Err(error) => return vec![from_error("space", State::Bad, &error.to_string())],
    };
    let mut findings = vec![taken(space, store, session)];
    match store.read_now(search::waiting) {
        Ok(0) => {}
        Ok(waiting) => {
            let waiting = counted(waiting, "story is", "stories are");
            let found = format!(
                "{waiting} still to be indexed, and not found by words before: an open reader does it, and so does a search"
            );
            findings.push(good("search", found));
        }
        Err(error) => findings.push(from_error("search", State::Bad, &error.to_string())),
    }
    // What stands in the way of the config is told of it.
    if let Ok(config) = session.config() {
        let kept = kept(store, ingest::keep(&config), space, &session.here());
        findings.push(kept.unwrap_or_else(|error| from_error("kept", State::Bad, &error.to_string())));
    }
    findings
}

fn taken(space: Space, store: &Store, session: &Session) -> Finding {
    let Space { stories, articles, index, names, rest, free } = space;
    let backups = space::backups(store.path());
    let copies: u64 = backups.iter().map(|(_, bytes)| bytes).sum();
    let pictures = bytes_in(&session.paths.cache, CACHE_DEPTH);
    let parts = [
        ("stories as they came", stories),
        ("articles", articles),
        ("index of words", index),
        ("people and places", names),
        ("the rest", rest),
        ("free, used again by new stories", free),
        ("pictures in the cache", pictures),
        ("copies of before an update", copies),
    ];
    let all: u64 = parts.iter().map(|(_, bytes)| bytes).sum();
    let mut found = format!("{} in all", size_in_words(all));
    for (name, bytes) in parts.into_iter().filter(|(_, bytes)| *bytes > 0) {
        let _ = write!(found, "\n{:>9}  {name}", size_in_words(bytes));
    }
    if !backups.is_empty() {
        let names = backups.iter().filter_map(|(copy, _)| copy.file_name()).map(|name| name.to_string_lossy().into_owned());
        let names = names.collect::<Vec<_>>().join(", ");
        let _ = write!(found, "\nthe newest two copies are kept; they can be deleted: {names}");
    }
    good("space", found)
}

/// Tells what went, and what is still to go by these limits or would go by others.
fn kept(store: &Store, keep: Keep, space: Space, here: &ZonedDateTime) -> Result<Finding, StoreError> {
    let stories = store.read_now(stats)?.stories;
    let each = (space.stories + space.articles + space.index + space.names) / u64::from(stories.max(1));
    let count = |keep: Keep| {
        let here = here.clone();
        store.read_now(move |db| retention::count(db, keep, &here))
    };
    let told = |removable: u32| {
        format!("{} (about {})", counted(removable, "story", "stories"), size_in_words(each * u64::from(removable)))
    };
    let mut found = if keep.is_all() {
        let mut found = "all stories: no limit is set ([store] in the config)".to_owned();
        for tried in TRIED {
            let removable = count(tried)?;
            if removable > 0 {
                let _ = write!(found, "\n{} would delete {}", setting(tried), told(removable));
            }
        }
        found
    } else {
        match count(keep)? {
            0 => format!("{}: nothing is to be deleted now", setting(keep)),
            removable => format!("{}: {} are deleted next", setting(keep), told(removable)),
        }
    };
    if let Some(removed) = store.read_now(retention::removed)? {
        let stories = counted(removed.stories, "story", "stories");
        let _ = write!(found, "\nremoved so far: {stories}, the last on {}", local(removed.last));
    }
    Ok(good("kept", found))
}

/// Writes limits as they are set.
fn setting(keep: Keep) -> String {
    let days = keep.days.map(|days| format!("keep_days = {days}"));
    let stories = keep.stories.map(|stories| format!("keep_stories = {stories}"));
    [days, stories].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Returns how much the files in a folder take; what cannot be read takes nothing.
fn bytes_in(folder: &Path, depth: u32) -> u64 {
    let Ok(files) = fs::read_dir(folder) else { return 0 };
    let bytes = |file: std::io::Result<fs::DirEntry>| {
        let file = file.ok()?;
        // Links are not followed.
        let about = file.metadata().ok()?;
        Some(if about.is_dir() && depth > 1 { bytes_in(&file.path(), depth - 1) } else { about.len() })
    };
    files.filter_map(bytes).sum()
}
