//! `dateline import`: a list of subscriptions into the store. Nothing is fetched and nothing in the list is run.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use color_eyre::eyre::{Result, WrapErr as _, eyre};
use jiff::Timestamp;

use super::arguments::shown;
use super::output::{Output, say};
use super::session::{Session, counted};
use crate::ingest::{self, TakenOver};
use crate::markup;
use crate::opml::{self, Ignored, Import, LIST_BYTES_MAX, Subscription};
use crate::query::{Purpose, Rule};
use crate::store::feeds::{self, Added, NewFeed};
use crate::store::{Store, rules};

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// OPML, a newsboat urls file or one address a line; - reads standard input
    #[arg(value_name = "FILE", required_unless_present = "newsboat")]
    file: Option<PathBuf>,
    /// Imports what newsboat has, from its usual place or from DIR: its feeds with their tags, the stories that it kept with what was read and flagged, and mutes what its config ignores
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    #[expect(clippy::option_option, reason = "the option may be left out, and so may its value")]
    newsboat: Option<Option<PathBuf>>,
}

impl Arguments {
    /// Returns the file to read.
    fn file(&self, session: &Session) -> Result<PathBuf> {
        match (&self.file, &self.newsboat) {
            (Some(file), _) => Ok(file.clone()),
            (None, Some(Some(folder))) => Ok(folder.join("urls")),
            (None, _) => {
                let usual = session.paths.newsboat_urls();
                let found = usual.iter().find(|file| file.is_file()).cloned();
                found.ok_or_else(|| eyre!("there is no urls file where newsboat keeps it\nname its folder: --newsboat DIR"))
            }
        }
    }
}

/// Imports.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let file = arguments.file(session)?;
    // What was typed may be a pipe that something writes to; what is only found beside it may not.
    let read = if arguments.file.is_some() { read(&file) } else { opml::read_file(&file, LIST_BYTES_MAX) };
    let bytes = read.wrap_err_with(|| format!("reading {}", shown(&file)))?;
    let import = markup::on_big_stack(move || opml::read(&bytes))
        .map_err(|_| eyre!("reading the list ended in a fault of the program\nplease report it"))?
        .wrap_err_with(|| format!("importing {}", shown(&file)))?;
    let Import { subscriptions, repeated, refused } = import;
    let wanted: Vec<NewFeed> = subscriptions.into_iter().map(new_feed).collect();
    let now = session.now;
    let store = session.store()?;
    let added =
        store.write_now(move |db| wanted.iter().map(|feed| feeds::add(db, feed, now)).collect::<rusqlite::Result<Vec<_>>>())?;
    let new = added.iter().filter(|added| matches!(added, Added::New(_))).count();
    let known = added.len() - new + repeated;
    for refusal in &refused {
        say(&format!("refused {}: {}", refusal.what, refusal.reason));
    }
    let mut output = Output::new();
    writeln!(output, "{} new, {known} already there, {} refused", counted(new as u32, "feed", "feeds"), refused.len())?;
    if arguments.newsboat.is_some()
        && let Some(muted) = mute_ignored(&file.with_file_name("config"), &store, now)?
    {
        writeln!(output, "{muted}")?;
    }
    if arguments.newsboat.is_some()
        && let Some(taken) = take_over(&file, session, &store)?
    {
        writeln!(output, "{taken}")?;
    }
    output.finish()?;
    if new > 0 {
        say("`dateline poll` fetches them, and so does the reader when it is open");
    }
    Ok(u8::from(added.is_empty() && !refused.is_empty()))
}

/// Mutes what newsboat's config ignores, and says how much that was; `None` when it ignores nothing.
fn mute_ignored(config: &Path, store: &Store, now: Timestamp) -> Result<Option<String>> {
    if !config.is_file() {
        return Ok(None);
    }
    let bytes = opml::read_file(config, LIST_BYTES_MAX).wrap_err_with(|| format!("reading {}", shown(config)))?;
    let Ignored { queries, refused } = opml::ignored(&markup::decode(&bytes, None).text);
    if queries.is_empty() && refused.is_empty() {
        return Ok(None);
    }
    for (what, reason) in &refused {
        say(&format!("not muted, {what}: {reason}"));
    }
    let rules = queries.into_iter().map(|(name, query)| Rule { purpose: Purpose::Mute, name, query });
    let (rules, too_much): (Vec<Rule>, Vec<Rule>) = rules.partition(|rule| rule.text().is_ok());
    for rule in &too_much {
        let reason = rule.text().err().map(|error| error.to_string()).unwrap_or_default();
        say(&format!("not muted, {}: {}", rule.name, reason.lines().next().unwrap_or_default()));
    }
    let muted = rules.len();
    let changes: Vec<(Rule, bool)> = rules.into_iter().map(|rule| (rule, true)).collect();
    store.write_now(move |db| rules::change(db, &changes, now))?;
    let left = refused.len() + too_much.len();
    let left = if left == 0 { String::new() } else { format!(", {left} left out") };
    Ok(Some(format!("{} of ignore-article muted{left}", counted(muted as u32, "line", "lines"))))
}

/// Takes over the stories that newsboat kept, and says how many; `None` when it kept none.
fn take_over(urls: &Path, session: &Session, store: &Store) -> Result<Option<String>> {
    let folder = urls.parent().unwrap_or(urls);
    let Some(cache) = session.paths.newsboat_caches(folder).into_iter().find(|cache| cache.is_file()) else { return Ok(None) };
    let TakenOver { stories, read, starred } =
        ingest::take_over_newsboat(&cache, store, session.now).wrap_err_with(|| format!("importing {}", shown(&cache)))?;
    let stories = counted(stories, "story", "stories");
    Ok(Some(format!("{stories} of newsboat's cache, {read} read, {starred} with flags starred")))
}

fn new_feed(subscription: Subscription) -> NewFeed {
    let Subscription { url, title, folder, tags, home } = subscription;
    NewFeed { url, title, folder, tags, home }
}

/// Reads a file or standard input, no further than a list can be long.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let from: Box<dyn io::Read> =
        if file.as_os_str() == "-" { Box::new(io::stdin().lock()) } else { Box::new(File::open(file)?) };
    let mut bytes = Vec::new();
    from.take(LIST_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
