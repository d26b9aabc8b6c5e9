//! `dateline add`: subscribes to feeds by their address or by a page's, and polls them for the first time.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use color_eyre::eyre::{Result, eyre};
use jiff::Timestamp;
use rusqlite::Connection;

use super::output::{Output, say};
use super::poll::{clear_progress, show_progress, tell_complaint};
use super::session::{Session, block_on, counted};
use crate::domain::{FeedId, FeedUrl};
use crate::ingest::{self, Context, Which};
use crate::store::feeds::{self, Added, NewFeed};
use crate::store::{PollLock, Store, queue};
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

/// How long the stories of what was added are digested before the command ends; the rest is left to the next poll.
const DIGEST_FOR: Duration = Duration::from_secs(5);

/// Subscribes. The exit code is 1 when an address could not be used; the others are subscribed to all the same.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let config = session.config()?;
    let store = session.store()?;
    let name = |text: &String| Some(CleanText::capped(text, 200)).filter(|text| !text.is_empty());
    let wanted = |url: FeedUrl| NewFeed {
        folder: arguments.folder.as_ref().and_then(name),
        tags: arguments.tags.iter().filter_map(name).collect(),
        ..NewFeed::of(url)
    };
    let (added, failed) = if session.globals.offline {
        let (found, failed) = as_they_are(&arguments.addresses);
        let (wanted, now) = (found.into_iter().map(wanted).collect::<Vec<_>>(), session.now);
        (store.write_now(move |db| subscribe(db, &wanted, now))?, failed)
    } else {
        let context = Arc::new(Context::new(store.clone(), &config)?);
        block_on(async {
            let (found, failed) = discover(&context, &arguments.addresses).await;
            let (wanted, now) = (found.into_iter().map(wanted).collect::<Vec<_>>(), session.now);
            let added = store.write(move |db| subscribe(db, &wanted, now)).await?;
            first_poll(&context, new_of(&added), session).await?;
            Ok((added, failed))
        })?
    };
    session.follow_config(&config)?;
    let new = new_of(&added);
    let known = added.len() - new.len();
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
        match FeedUrl::written(address) {
            Ok((url, _)) => found.push(url),
            Err(error) => say(&format!("{}: {error}", CleanText::new(address))),
        }
    }
    let failed = addresses.len() - found.len();
    (found, failed)
}

/// Looks for the feeds at the addresses: the first of each is taken, the others are named. Returns them with how many addresses
/// lead to none.
async fn discover(context: &Context, addresses: &[String]) -> (Vec<FeedUrl>, usize) {
    let (mut found, mut failed) = (Vec::new(), 0);
    for address in addresses {
        match ingest::find_feeds(context, address).await {
            Ok(feeds) => {
                if let Some(note) = feeds.note {
                    say(&note);
                }
                let mut feeds = feeds.feeds.into_iter();
                found.extend(feeds.next().map(|(url, _)| url));
                for (url, title) in feeds {
                    say(&format!("there is also {url} ({title})"));
                }
            }
            Err(error) => {
                failed += 1;
                say(&format!("{}: {error}", CleanText::new(address)));
            }
        }
    }
    (found, failed)
}

fn subscribe(db: &Connection, wanted: &[NewFeed], now: Timestamp) -> rusqlite::Result<Vec<Added>> {
    wanted.iter().map(|feed| feeds::add(db, feed, now)).collect()
}

fn new_of(added: &[Added]) -> Vec<FeedId> {
    added.iter().filter_map(|added| if let Added::New(id) = added { Some(*id) } else { None }).collect()
}

/// Polls the new feeds and no others, and digests some of their stories, unless another dateline does the digesting.
async fn first_poll(context: &Arc<Context>, new: Vec<FeedId>, session: &Session) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let progress = tokio::spawn(show_progress(context.clone()));
    let polled = ingest::poll_once(context, Which::These(new.clone())).await?;
    let lock = PollLock::take(&session.paths.data);
    if lock.is_ok() {
        ingest::digest_of(context, new.clone(), DIGEST_FOR).await?;
    }
    progress.abort();
    clear_progress();
    tell_complaint(context);
    for failure in &polled.failures {
        say(&format!("{}: {}", failure.title, failure.cause));
    }
    let (own, all) = context.store.read(move |db| Ok((queue::of_feeds(db, &new)?.len() as u32, queue::len(db)?))).await?;
    if own > 0 && lock.is_err() {
        say("the dateline that is open reads their stories");
    } else if all > 0 {
        let waiting = counted(all, "story waits", "stories wait");
        say(&format!("{waiting} for the full text, people and places; the reader and `dateline poll` see to it"));
    }
    Ok(())
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
