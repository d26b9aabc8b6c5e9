//! One feed from the question to the store, and when it is asked again.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use tracing::debug;

use super::Context;
use super::network::Miss;
use crate::domain::{Feed, FeedUrl, Move, ParsedFeed, PollState, Validators};
use crate::feed::schedule::{self, Next, Pace, Spread};
use crate::feed::{self, Document, FetchError, Fetched, Question};
use crate::http::{self, HttpError};
use crate::store::entries::Incoming;
use crate::store::{StoreError, entries};
use crate::text::CleanText;

/// How one feed answered.
pub(super) enum Answer {
    /// It was not asked: its host wants to be left alone.
    Waits(PollState),
    Unchanged(PollState),
    Changed {
        new: u32,
        updated: u32,
    },
    Failed(PollState, CleanText),
    /// Its server could not be reached, as of this moment: its fault, or the network's.
    Missed(PollState, CleanText, Instant),
}

/// The documents of feeds that are in memory.
#[derive(Debug, Default)]
pub(super) struct Documents {
    count: AtomicUsize,
    bytes: AtomicUsize,
}

impl Documents {
    /// Returns how many there are.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Returns how large they are on average; `None` when there are none.
    pub(super) fn mean_bytes(&self) -> Option<usize> {
        self.bytes.load(Ordering::Relaxed).checked_div(self.count())
    }
}

/// A document in memory.
struct Held<'a>(&'a Documents, usize);

impl<'a> Held<'a> {
    fn one_more(documents: &'a Documents, bytes: usize) -> Self {
        documents.count.fetch_add(1, Ordering::Relaxed);
        documents.bytes.fetch_add(bytes, Ordering::Relaxed);
        Self(documents, bytes)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.count.fetch_sub(1, Ordering::Relaxed);
        self.0.bytes.fetch_sub(self.1, Ordering::Relaxed);
    }
}

/// Says whether a feed's server is on this machine or its own network.
pub(super) fn is_local(feed: &Feed) -> bool {
    http::is_local(feed.url.as_url())
}

/// Asks one feed, one of the last of its host in this round or not, and stores what it says.
pub(super) async fn poll_feed(context: &Arc<Context>, feed: &Feed, is_last: bool) -> Result<Answer, StoreError> {
    let now = Timestamp::now();
    if let Some(document) = context.discovered.take(&feed.url) {
        return store_document(context, feed, document, now).await;
    }
    if let Some(until) = context.patience.until(feed.url.host(), now) {
        let next = schedule::when_asked(now, until.duration_since(now), jitter());
        let answer = Some("not asked: its server wants to be left alone".into());
        return Ok(Answer::Waits(PollState { answer, ..planned(feed.poll.clone(), next) }));
    }
    let rules = context.settings.rules(&feed.url, feed.first_url.as_ref());
    let question = Question { url: &feed.url, validators: &feed.poll.validators, identity: rules.identity.as_ref(), is_last };
    let _asking = context.network.asking();
    let started = Instant::now();
    let fetched = feed::fetch(&context.client, question).await;
    let now = Timestamp::now();
    if shows_network(&fetched) {
        context.reached(is_local(feed));
    }
    match fetched {
        Ok(Fetched::Unchanged { status, validators, max_age, moved_permanently_to }) => {
            let pace = Pace { max_age, ..pace(context, feed) };
            let mut state = good_state(feed, validators, moved_permanently_to, pace, now);
            state.answer = Some(if status == 304 { "nothing new (304)" } else { "the same as the last time" }.into());
            Ok(Answer::Unchanged(state))
        }
        Ok(Fetched::Changed(document)) => store_document(context, feed, *document, now).await,
        Err(FetchError::Http(error)) if error.is_network() => Ok(missed(context, feed, error, started, now)),
        Err(error) => Ok(failed(context, feed, &error, now)),
    }
}

/// Says whether an answer shows that the network is there. A web page in the place of a feed may come from whoever stands between.
fn shows_network(fetched: &Result<Fetched, FetchError>) -> bool {
    !matches!(fetched, Err(FetchError::Http(_) | FetchError::Page))
}

fn missed(context: &Context, feed: &Feed, error: HttpError, started: Instant, now: Timestamp) -> Answer {
    let ended = Instant::now();
    context.network.missed(Miss {
        host: feed.url.host().to_owned(),
        local: is_local(feed),
        started,
        failures: feed.poll.failures,
        lost_name: matches!(error, HttpError::NoHost { .. }) && feed.stories > 0,
    });
    match failed(context, feed, &error.into(), now) {
        Answer::Failed(state, cause) => Answer::Missed(state, cause, ended),
        other => other,
    }
}

async fn store_document(context: &Arc<Context>, feed: &Feed, document: Document, now: Timestamp) -> Result<Answer, StoreError> {
    let _held = Held::one_more(&context.documents, document.bytes.len());
    let (validators, max_age) = (document.validators.clone(), document.max_age);
    let moved_permanently_to = document.moved_permanently_to.clone();
    let id = feed.id;
    // No tree is built of most feeds: one takes the room of a page of a quarter of its size.
    let bytes = document.bytes.len() / 4;
    let parsed = context.parsers.run(bytes, move || {
        let mut parsed = document.parse()?;
        for complaint in &parsed.complaints {
            debug!(feed = %id, %complaint, "the feed is not well made");
        }
        let (came, wishes) = (came(&parsed), parsed.wishes);
        let spread = Spread::of(parsed.entries.iter().filter_map(|entry| entry.published.or(entry.updated)), now);
        feed::distinct(&mut parsed);
        Ok::<_, feed::ParseError>((came, wishes, spread, Incoming::new(parsed)))
    });
    let (came, wishes, document, incoming) = match parsed.await {
        Some(Ok(parsed)) => parsed,
        Some(Err(error)) => return Ok(failed_for(context, feed, &error.to_string(), None, now)),
        None => return Ok(failed_for(context, feed, "the feed could not be read: it breaks the reader of feeds", None, now)),
    };
    let pace = Pace { wishes, max_age, document, ..pace(context, feed) };
    let mut state = good_state(feed, validators, moved_permanently_to, pace, now);
    state.answer = Some(came);
    let first_stories = context.settings.first_stories;
    let saved = context.store.write(move |db| entries::save_poll(db, id, &incoming, &state, first_stories, now)).await?;
    Ok(Answer::Changed { new: saved.new, updated: saved.updated })
}

/// Returns how often a feed is polled: the reader's word, then the config's, then the feed's own wish.
fn pace(context: &Context, feed: &Feed) -> Pace {
    let own_minutes = feed.settings.interval_minutes.or(context.settings.rules(&feed.url, feed.first_url.as_ref()).every_minutes);
    Pace { own_minutes, ..Pace::of(feed, context.settings.every_minutes) }
}

/// Returns a random number from 0 to 1.
fn jitter() -> f64 {
    // The hasher's keys are random; nothing here needs more of chance than that.
    RandomState::new().hash_one(0) as f64 / u64::MAX as f64
}

fn planned(state: PollState, next: Next) -> PollState {
    PollState { next_poll: Some(next.at), plan: Some(next.why.into()), ..state }
}

fn good_state(feed: &Feed, validators: Validators, moved: Option<FeedUrl>, pace: Pace, now: Timestamp) -> PollState {
    let reads = |to: &FeedUrl| feed.poll.moved.as_ref().filter(|before| before.to == *to).map_or(0, |before| before.reads);
    let moved = moved.filter(|to| *to != feed.url).map(|to| Move { reads: reads(&to).saturating_add(1), to });
    let state = PollState { validators, last_poll: Some(now), moved, ..PollState::default() };
    planned(state, schedule::next_poll(now, pace, jitter()))
}

/// Says what a document held.
fn came(parsed: &ParsedFeed) -> CleanText {
    let stories = match parsed.entries.len() {
        1 => "1 story".to_owned(),
        many => format!("{many} stories"),
    };
    match parsed.complaints.as_slice() {
        [] => CleanText::new(&stories),
        [first, ..] => CleanText::capped(&format!("{stories}; not well made: {first}"), 300),
    }
}

fn failed(context: &Context, feed: &Feed, error: &FetchError, now: Timestamp) -> Answer {
    let mut answer = failed_for(context, feed, &error.to_string(), error.retry_after(), now);
    if let Answer::Failed(state, _) = &mut answer {
        if *error == FetchError::Gone {
            state.gone = true;
            state.plan = Some("it is not asked again by itself".into());
        }
        // A failure without a word about patience is of this feed alone: bridges answer so for single feeds.
        let speaks_for_host = error.retry_after().is_some() || matches!(error, FetchError::Busy { status: 429, .. });
        if let (true, Some(until)) = (speaks_for_host, state.next_poll) {
            context.patience.ask_of(feed.url.host(), until, now);
        }
    }
    answer
}

fn failed_for(context: &Context, feed: &Feed, cause: &str, retry_after: Option<SignedDuration>, now: Timestamp) -> Answer {
    let failures = feed.poll.failures.saturating_add(1);
    let next = schedule::after_failure(now, pace(context, feed), failures, retry_after, jitter());
    let cause = CleanText::capped(cause, 300);
    let state = PollState {
        last_poll: Some(now),
        last_error: Some(cause.clone()),
        failures,
        answer: None,
        // A new address must have given good answers in a row.
        moved: None,
        ..feed.poll.clone()
    };
    Answer::Failed(planned(state, next), cause)
}
