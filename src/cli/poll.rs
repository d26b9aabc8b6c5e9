//! `dateline poll`: asks what is due, digests what came, and says what it was.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use color_eyre::eyre::{Result, WrapErr as _, eyre};
use serde::Serialize;

use super::documents::FeedName;
use super::output::{Output, say};
use super::session::{Session, block_on, counted};
use crate::domain::FeedId;
use crate::ingest::{self, Comparison, Context, DigestReport, PollReport, Which};
use crate::store::{PollLock, feeds, queue};

/// How often the progress is shown.
const SHOWN_EVERY: Duration = Duration::from_millis(200);

/// Failures that are told one by one.
const TOLD_MAX: usize = 20;

/// Arguments of `poll`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Arguments {
    /// Polls every feed that is not paused, due or not
    #[arg(long)]
    all: bool,
    /// Polls this feed, by the number that `feeds` shows; may be given more than once
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    feed: Vec<i64>,
    /// Asks without conditions: servers send whole feeds, changed or not, and these are read again
    #[arg(long)]
    fresh: bool,
    /// Leaves what came in the queue, without its article, people and places
    #[arg(long)]
    no_digest: bool,
    /// Writes the document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    feeds: u32,
    unchanged: u32,
    new: u32,
    updated: u32,
    failures: Vec<Failure<'a>>,
    unreached: u32,
    digested: u32,
    pages: u32,
    pages_failed: u32,
    queue: u32,
}

#[derive(Serialize)]
struct Failure<'a> {
    feed: FeedName,
    url: String,
    error: &'a str,
}

/// Polls. The exit code is 1 when no feed at all could be polled.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    if session.globals.offline {
        return Err(eyre!("with --offline nothing is fetched\nleave it out to poll"));
    }
    let config = session.config()?;
    session.make_data_dir()?;
    let _lock = PollLock::take(&session.paths.data)?;
    session.follow_config(&config)?;
    let store = session.store()?;
    let which = which(arguments, session, &store)?;
    let context = Arc::new(Context::new(store.clone(), &config)?);
    let (polled, digested, queued) = block_on(async {
        let progress = tokio::spawn(show_progress(context.clone()));
        let polled =
            if arguments.fresh { ingest::poll_fresh(&context, which).await } else { ingest::poll_once(&context, which).await };
        let polled = polled.wrap_err("polling")?;
        let digested = if arguments.no_digest {
            DigestReport::default()
        } else {
            ingest::digest_due(&context).await.wrap_err("digesting what came")?
        };
        if !arguments.no_digest {
            Comparison::default().catch_up(&store).await.wrap_err("comparing what came")?;
        }
        let (keep, here) = (ingest::keep(&config), session.here());
        let removed = ingest::tidy(&store, keep, &here).await.wrap_err("deleting what is not kept")?;
        progress.abort();
        clear_progress();
        tell_complaint(&context);
        if removed > 0 {
            say(&format!("{} ([store] in the config)", ingest::trimmed_words(removed, keep, &here)));
        }
        let queued = store.read(queue::len).await?;
        store.close().await;
        Ok((polled, digested, queued))
    })?;
    tell(&polled, &digested, queued, arguments.json)?;
    Ok(u8::from(polled.asked + polled.unreached > 0 && polled.failures.len() as u32 >= polled.asked))
}

fn which(arguments: &Arguments, session: &Session, store: &crate::store::Store) -> Result<Which> {
    if arguments.feed.is_empty() {
        return Ok(if arguments.all { Which::All } else { Which::Due });
    }
    let (ids, now): (Vec<FeedId>, _) = (arguments.feed.iter().copied().map(FeedId).collect(), session.now);
    let known = store.read_now(move |db| feeds::all(db, now))?;
    match ids.iter().find(|id| !known.iter().any(|feed| feed.id == **id)) {
        Some(id) => Err(eyre!("there is no feed {id}\n`dateline feeds` shows their numbers")),
        None => Ok(Which::These(ids)),
    }
}

/// Says what came: the document on standard output, or words.
fn tell(polled: &PollReport, digested: &DigestReport, queue: u32, json: bool) -> Result<()> {
    let mut output = Output::new();
    tell_unreached(polled);
    if let Some(held) = polled.held_in_words() {
        say(&held);
    }
    for failure in polled.failures.iter().take(TOLD_MAX) {
        say(&format!("{}: {}", failure.title, failure.cause));
    }
    if polled.failures.len() > TOLD_MAX {
        say(&format!("{} more failed; `dateline doctor` names them", polled.failures.len() - TOLD_MAX));
    }
    if json {
        let failures = polled.failures.iter().map(|failure| Failure {
            feed: FeedName { id: failure.feed, title: failure.title.to_string() },
            url: failure.url.to_string(),
            error: &failure.cause,
        });
        output.json(&Document {
            feeds: polled.asked,
            unchanged: polled.unchanged,
            new: polled.new,
            updated: polled.updated,
            failures: failures.collect(),
            unreached: polled.unreached,
            digested: digested.digested,
            pages: digested.pages,
            pages_failed: digested.failed,
            queue,
        })?;
    } else {
        let feeds = counted(polled.asked, "feed", "feeds");
        let (new, failed) = (counted(polled.new, "new story", "new stories"), polled.failures.len());
        writeln!(
            output,
            "{feeds}: {new}, {} updated, {failed} failed; {} digested, {queue} waiting",
            polled.updated, digested.digested
        )?;
    }
    output.finish()?;
    Ok(())
}

/// Says that there is no network, where that kept feeds from being polled.
pub(super) fn tell_unreached(polled: &PollReport) {
    if polled.unreached > 0 {
        let feeds = counted(polled.unreached, "feed waits", "feeds wait");
        say(&format!("No network: nothing can be reached. {feeds} for it; nothing counts against them"));
    }
}

/// Shows how far the work has come on one line of the terminal, if there is one.
pub(super) async fn show_progress(context: Arc<Context>) {
    if !io::stderr().is_terminal() {
        return;
    }
    loop {
        tokio::time::sleep(SHOWN_EVERY).await;
        let progress = context.activity.progress();
        let (done, total, queued) = (progress.feeds_done, progress.feeds_total, progress.queued);
        let polling = if total > 0 { format!("{done}/{total} feeds, ") } else { String::new() };
        let _ = write!(io::stderr().lock(), "\r\u{1b}[K{polling}{} waiting", counted(queued, "story", "stories"));
    }
}

/// Takes the line of the progress away.
pub(super) fn clear_progress() {
    if io::stderr().is_terminal() {
        let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
    }
}

/// Says what the reader must be told of the work that was done.
pub(super) fn tell_complaint(context: &Context) {
    if let Some(words) = context.activity.take().complaint {
        say(words.as_str());
    }
}
