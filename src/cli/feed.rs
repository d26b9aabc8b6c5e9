//! `dateline feed`: everything about one feed; names it anew, moves it, pauses it, removes it.

use std::io::Write as _;

use clap::Args;
use color_eyre::eyre::{Result, eyre};

use super::documents::FeedDocument;
use super::failure::Usage;
use super::output::{Output, say};
use super::session::{Session, counted, local};
use crate::domain::{Feed, FeedSettings, FeedUrl};
use crate::store::feeds;
use crate::text::CleanText;
use crate::text::search::{alike, holds, same};

/// Longest title, folder and tag, in characters.
const CHARS_MAX: usize = 200;

/// Feeds that are named where several fit.
const NAMED_MAX: usize = 10;

/// Arguments of `feed`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Arguments {
    /// The number that `feeds` shows, its address, or its title or a part of it
    #[arg(value_name = "ID|ADDRESS|TITLE", required = true)]
    feed: Vec<String>,
    /// Gives it another title; an empty one gives back its own
    #[arg(long, value_name = "NEW")]
    title: Option<String>,
    /// Puts it into this folder; levels are told apart by /, an empty one takes it out
    #[arg(long, value_name = "F")]
    folder: Option<String>,
    /// Gives it this tag; may be given more than once
    #[arg(long = "tag", value_name = "T")]
    tags: Vec<String>,
    /// Takes this tag off it; may be given more than once
    #[arg(long = "untag", value_name = "T")]
    untags: Vec<String>,
    /// Polls it no more until --resume
    #[arg(long)]
    pause: bool,
    /// Polls a paused feed again
    #[arg(long, conflicts_with = "pause")]
    resume: bool,
    /// Ends the subscription; for a day `add` with its address brings it back with all its stories
    #[arg(long, conflicts_with_all = ["title", "folder", "tags", "untags", "pause", "resume"])]
    remove: bool,
    /// Writes the document
    #[arg(long)]
    json: bool,
}

/// Shows a feed, after what is to be changed of it.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let (store, now) = (session.store()?, session.now);
    let mut feed = only(&arguments.feed.join(" "), store.read_now(move |db| feeds::all(db, now))?)?;
    let id = feed.id;
    if arguments.remove {
        store.write_now(move |db| feeds::remove(db, id, now))?;
        say(&format!("{} is removed\nfor a day `dateline add {}` brings it back with its stories", feed.title(), feed.url));
        return Ok(0);
    }
    let settings = changed(&feed.settings, arguments)?;
    if settings != feed.settings {
        store.write_now({
            let settings = settings.clone();
            move |db| feeds::set_settings(db, id, &settings)
        })?;
        feed.settings = settings;
    }
    let mut output = Output::new();
    if arguments.json {
        output.json(&FeedDocument::new(&feed))?;
    } else {
        print(&mut output, &feed)?;
    }
    output.finish()?;
    Ok(0)
}

/// Returns the one feed that is meant; where several fit, the words that tell them apart.
fn only(wanted: &str, mut all: Vec<Feed>) -> Result<Feed> {
    let address = FeedUrl::parse(wanted).ok();
    let is_it = |feed: &Feed| {
        feed.id.to_string() == wanted.trim_start_matches('#')
            || address.as_ref().is_some_and(|url| feed.url == *url || feed.first_url.as_ref() == Some(url))
    };
    if let Some(index) = all.iter().position(is_it) {
        return Ok(all.swap_remove(index));
    }
    let is_title = all.iter().any(|feed| same(feed.title(), wanted));
    all.retain(|feed| if is_title { same(feed.title(), wanted) } else { !wanted.is_empty() && holds(feed.title(), wanted) });
    let wanted = CleanText::new(wanted);
    match &mut all[..] {
        [] => Err(eyre!("there is no feed {wanted}\n`dateline feeds` shows all")),
        [_] => Ok(all.remove(0)),
        several => {
            let named = several.iter().take(NAMED_MAX).map(|feed| format!("{} ({})", feed.title(), feed.id));
            let named = named.collect::<Vec<_>>().join(", ");
            Err(eyre!("{} feeds are named like {wanted}: {named}\nsay which by the number", several.len()))
        }
    }
}

/// Returns the settings as they are to be.
fn changed(settings: &FeedSettings, arguments: &Arguments) -> Result<FeedSettings> {
    let typed = |text: &str| Some(CleanText::capped(text, CHARS_MAX)).filter(|text| !text.is_empty());
    let mut settings = settings.clone();
    if let Some(title) = &arguments.title {
        settings.title = typed(title);
    }
    if let Some(folder) = &arguments.folder {
        settings.folder = typed(folder);
    }
    for tag in &arguments.untags {
        settings.tags.retain(|known| !alike(known, tag.trim_start_matches('#')));
    }
    for tag in &arguments.tags {
        let tag = typed(tag.trim_start_matches('#')).ok_or(Usage("a tag needs letters"))?;
        if !settings.tags.iter().any(|known| alike(known, &tag)) {
            settings.tags.push(tag);
        }
    }
    settings.paused = arguments.pause || (settings.paused && !arguments.resume);
    Ok(settings)
}

fn print(output: &mut Output, feed: &Feed) -> Result<()> {
    output.heading(feed.title())?;
    writeln!(output, "{}", feed.url)?;
    let mut line = vec![format!("feed {}", feed.id)];
    line.extend(feed.settings.folder.as_ref().map(|folder| format!("in {folder}")));
    line.extend(feed.settings.tags.iter().map(|tag| format!("#{tag}")));
    writeln!(output, "{}", line.join(" · "))?;
    let stories = counted(feed.stories, "story", "stories");
    writeln!(output, "{stories} · {} unread · {:.1} a week", feed.unread, feed.weekly)?;
    let poll = &feed.poll;
    let last = poll.last_poll.map_or_else(|| "never polled".to_owned(), |time| format!("polled {}", local(time)));
    let answer = poll.answer.as_ref().or(poll.last_error.as_ref());
    writeln!(output, "{last}{}", answer.map_or_else(String::new, |answer| format!(": {answer}")))?;
    let next = match poll.next_poll {
        _ if feed.settings.paused => "paused".to_owned(),
        _ if poll.gone => "gone for good, as its server says".to_owned(),
        Some(time) => format!("next {}", local(time)),
        None => "next at once".to_owned(),
    };
    let plan = poll.plan.as_ref().filter(|_| !feed.settings.paused && !poll.gone);
    writeln!(output, "{next}{}", plan.map_or_else(String::new, |plan| format!(": {plan}")))?;
    Ok(())
}
