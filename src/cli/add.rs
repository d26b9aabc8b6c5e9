//! `dateline add`: subscribes to feeds by their address or by a page's, and polls them for the first time.

use std::io::Write as _;
use std::sync::Arc;

use clap::Args;
use color_eyre::eyre::{Result, eyre};

use super::output::{Output, say};
use super::poll::{clear_progress, show_progress, tell_complaint};
use super::session::{Session, block_on, counted};
use crate::config::Config;
use crate::domain::{FeedId, FeedUrl};
use crate::feed;
use crate::http;
use crate::ingest::{self, Context, Which};
use crate::store::feeds::{self, Added, NewFeed};
use crate::store::{PollLock, Store};
use crate::text::CleanText;

/// Arguments of `add`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The address of a feed, or of a page that names its feeds
    #[arg(value_name = "ADDRESS", required = true)]
    addresses: Vec<String>,
    /// Puts the feeds into this folder; levels are told apart by /
    #[arg(long, value_name = "F")]
    folder: Option<String>,
    /// Gives the feeds this tag; may be given more than once
    #[arg(long = "tag", value_name = "T")]
    tags: Vec<String>,
}

/// Subscribes. The exit code is 1 when an address could not be used; the others are subscribed to all the same.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let config = session.config()?;
    let store = session.store()?;
    let (found, failed) = if session.globals.offline {
        as_they_are(&arguments.addresses)
    } else {
        let settings = ingest::network(&config);
        block_on(async { discover(&http::Client::new(settings)?, &arguments.addresses, &config).await })?
    };
    let name = |text: &String| Some(CleanText::capped(text, 200)).filter(|text| !text.is_empty());
    let wanted: Vec<NewFeed> = found
        .into_iter()
        .map(|url| NewFeed {
            folder: arguments.folder.as_ref().and_then(name),
            tags: arguments.tags.iter().filter_map(name).collect(),
            ..NewFeed::of(url)
        })
        .collect();
    let added = subscribe(&store, wanted, session)?;
    session.follow_config(&config)?;
    let new: Vec<FeedId> = added.iter().filter_map(|added| if let Added::New(id) = added { Some(*id) } else { None }).collect();
    let known = added.len() - new.len();
    if !session.globals.offline && !new.is_empty() {
        first_poll(&store, &config, &new, session)?;
    }
    tell(&store, &new, known, session)?;
    if known > 0 && (arguments.folder.is_some() || !arguments.tags.is_empty()) {
        say("what is there already stays as it is; `dateline feed` with --folder or --tag changes it");
    }
    Ok(u8::from(failed > 0))
}

/// Takes the addresses for those of feeds; returns them with how many cannot be used.
fn as_they_are(addresses: &[String]) -> (Vec<FeedUrl>, usize) {
    let mut found = Vec::new();
    for address in addresses {
        match FeedUrl::parse(address) {
            Ok(url) => found.push(url),
            Err(error) => say(&format!("{}: {error}", CleanText::new(address))),
        }
    }
    let failed = addresses.len() - found.len();
    (found, failed)
}

/// Looks for the feeds at the addresses: the first of each is taken, the others are named.
async fn discover(client: &http::Client, addresses: &[String], config: &Config) -> Result<(Vec<FeedUrl>, usize)> {
    let (mut found, mut failed) = (Vec::new(), 0);
    for address in addresses {
        match feed::discover(client, address, &|url| ingest::identity_of(config, url)).await {
            Ok(candidates) => {
                let mut candidates = candidates.into_iter();
                if let Some(first) = candidates.next() {
                    found.push(first.url);
                } else {
                    failed += 1;
                    say(&format!("{}: no feed was found there", CleanText::new(address)));
                }
                for other in candidates {
                    say(&format!("there is also {} ({})", other.url, other.title));
                }
            }
            Err(error) => {
                failed += 1;
                say(&format!("{}: {error}", CleanText::new(address)));
            }
        }
    }
    Ok((found, failed))
}

fn subscribe(store: &Store, wanted: Vec<NewFeed>, session: &Session) -> Result<Vec<Added>> {
    let now = session.now;
    Ok(store.write_now(move |db| wanted.iter().map(|feed| feeds::add(db, feed, now)).collect::<rusqlite::Result<Vec<_>>>())?)
}

/// Polls the new feeds, unless another dateline does the polling: that one finds them by itself.
fn first_poll(store: &Store, config: &Config, new: &[FeedId], session: &Session) -> Result<()> {
    let Ok(_lock) = PollLock::take(&session.paths.data) else {
        say("the dateline that is open fetches them");
        return Ok(());
    };
    let context = Arc::new(Context::new(store.clone(), config)?);
    block_on(async {
        let progress = tokio::spawn(show_progress(context.clone()));
        let polled = ingest::poll_once(&context, Which::These(new.to_vec())).await?;
        ingest::digest_due(&context).await?;
        progress.abort();
        clear_progress();
        tell_complaint(&context);
        for failure in &polled.failures {
            say(&format!("{}: {}", failure.title, failure.cause));
        }
        Ok(())
    })
}

fn tell(store: &Store, new: &[FeedId], known: usize, session: &Session) -> Result<()> {
    if new.is_empty() && known == 0 {
        return Err(eyre!("nothing was subscribed to"));
    }
    let (new, now) = (new.to_vec(), session.now);
    let added = store.read_now(move |db| {
        new.iter().filter_map(|id| feeds::get(db, *id, now).transpose()).collect::<rusqlite::Result<Vec<_>>>()
    })?;
    let mut output = Output::new();
    for feed in &added {
        writeln!(output, "{}  {}  {}  {}", feed.id, feed.title(), feed.url, counted(feed.stories, "story", "stories"))?;
    }
    output.finish()?;
    if known > 0 {
        say(&format!("{} already there", counted(known as u32, "feed was", "feeds were")));
    }
    Ok(())
}
