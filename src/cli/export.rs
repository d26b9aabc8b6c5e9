//! `dateline export`: the subscriptions as OPML, or every story as JSON lines or Markdown files.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use color_eyre::eyre::{Result, WrapErr as _};
use jiff::tz::TimeZone;

use super::arguments::shown;
use super::output::{Output, say};
use super::session::{Session, counted};
use super::story::{self, Loaded};
use crate::article;
use crate::domain::EntryId;
use crate::opml;
use crate::store::{Store, entries, feeds};

/// Stories that are read in one go.
const PAGE: u32 = 64;

/// Letters of a title that go into a file's name.
const STEM_CHARS_MAX: usize = 60;

/// Arguments of `export`.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct Arguments {
    /// The subscriptions as OPML, without passwords (this is the default)
    #[arg(long)]
    opml: bool,
    /// Every story with its text, people and places, one document a line
    #[arg(long)]
    jsonl: bool,
    /// Every story as a Markdown file in this directory
    #[arg(long, value_name = "DIR")]
    markdown: Option<PathBuf>,
}

/// Exports.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let store = session.store()?;
    if let Some(folder) = &arguments.markdown {
        return markdown(&store, folder, session);
    }
    let mut output = Output::new();
    if arguments.jsonl {
        each(&store, session, |loaded| Ok(output.json(&loaded.document())?))?;
    } else {
        let now = session.now;
        let all = store.read_now(move |db| feeds::all(db, now))?;
        let secret = all.iter().filter(|feed| feed.url.to_string() != feed.url.as_str()).count() as u32;
        output.write_all(opml::write(&all, session.now).as_bytes())?;
        if secret > 0 {
            say(&format!("{} with a password in the address: written without it", counted(secret, "feed", "feeds")));
        }
    }
    output.finish()?;
    Ok(0)
}

/// Does something with every story, in the order in which they came.
fn each(store: &Store, session: &Session, mut work: impl FnMut(&Loaded) -> Result<()>) -> Result<()> {
    let mut last = None;
    loop {
        let ids: Vec<EntryId> = store.read_now(move |db| entries::export_ids(db, last, PAGE))?;
        let Some(&newest) = ids.last() else { return Ok(()) };
        last = Some(newest);
        for loaded in story::load(store, ids, session.here())? {
            work(&loaded)?;
        }
    }
}

/// Writes every story into a file of its own. The name has the story's number, so a second export replaces
/// the first, but for stories whose title has changed since.
fn markdown(store: &Store, folder: &Path, session: &Session) -> Result<u8> {
    fs::create_dir_all(folder).wrap_err_with(|| format!("making the directory {}", shown(folder)))?;
    let mut written = 0;
    each(store, session, |loaded| {
        let headline = &loaded.story.headline;
        let day = headline.key.at.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d").to_string();
        let path = folder.join(format!("{day}-{}-{}.md", stem(&headline.title), headline.key.id));
        let text = article::render::story_markdown(&loaded.story);
        File::create(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .wrap_err_with(|| format!("writing {}", shown(&path)))?;
        written += 1;
        Ok(())
    })?;
    say(&format!("{} in {}", counted(written, "story", "stories"), shown(folder)));
    Ok(0)
}

/// Makes a part of a file's name of a title: small letters, digits and hyphens, nothing that leads elsewhere.
fn stem(title: &str) -> String {
    let mut stem = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            stem.push(letter);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        if stem.chars().count() >= STEM_CHARS_MAX || stem.len() >= 3 * STEM_CHARS_MAX {
            break;
        }
    }
    let stem = stem.trim_end_matches('-');
    if stem.is_empty() { "story".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_stays_in_its_folder() {
        for (title, name) in [
            ("Strait talks resume", "strait-talks-resume"),
            ("../../etc/passwd; rm -rf", "etc-passwd-rm-rf"),
            ("Zürich: 4,25 %", "zürich-4-25"),
            ("…", "story"),
        ] {
            assert_eq!(stem(title), name);
        }
        assert!(stem(&"word ".repeat(50)).chars().count() <= STEM_CHARS_MAX);
    }
}
