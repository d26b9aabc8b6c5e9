//! The poller: which feeds are due, how many at once, and one feed from its fetch to the store.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tracing::{debug, warn};

use super::Context;
use crate::domain::{Feed, FeedId, FeedUrl, Move, ParsedFeed, PollState, Validators, Wishes};
use crate::feed::schedule::{self, Next, Pace};
use crate::feed::{self, Document, FetchError, Fetched, Question};
use crate::store::entries::Incoming;
use crate::store::{StoreError, entries, feeds};
use crate::text::CleanText;

/// Feeds that are on the wire at once when a round begins; one more for each that is done, until documents pile up. The client
/// has a limit of its own.
const ASKED_FIRST: usize = 64;
const ASKED_MAX: usize = 264;

/// Documents that wait for a parser or the store: no more feeds at once than now from here on, and fewer from there.
const DOCUMENTS_FEW: usize = 24;
const DOCUMENTS_MAX: usize = 40;

/// Feeds that brought nothing, whose schedule is written together: a round that is broken off loses no more.
const STATES_MAX: usize = 100;

/// The longest sleep between two looks at the schedule: the clock may jump, the machine may have slept.
const LOOK_AGAIN: Duration = Duration::from_secs(5 * 60);

/// A sleep of the machine that is shorter makes no difference.
const SLEEP_TOLD: SignedDuration = SignedDuration::from_mins(2);

/// What became due in a sleep is polled in so many portions, of so many feeds at the least, after a pause each: within a minute.
const PORTIONS: u32 = 12;
const PORTION_MIN: u32 = 8;
const PORTION_PAUSE: Duration = Duration::from_secs(5);

/// Which feeds to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those whose time has come.
    Due,
    /// So many of those whose time has come, the longest due first.
    SomeDue(u32),
    /// All that are not paused.
    All,
    /// Just these, paused or not.
    These(Vec<FeedId>),
}

/// A feed that could not be polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedFailure {
    /// Which.
    pub feed: FeedId,
    /// Its title.
    pub title: CleanText,
    /// Its address.
    pub url: FeedUrl,
    /// What happened, in words.
    pub cause: CleanText,
}

/// What a round brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PollReport {
    /// Feeds that were asked.
    pub asked: u32,
    /// Feeds that had nothing new to send.
    pub unchanged: u32,
    /// New stories.
    pub new: u32,
    /// Stories that came in a new version.
    pub updated: u32,
    /// Feeds that could not be polled.
    pub failures: Vec<FeedFailure>,
}

/// How one feed answered.
enum Answer {
    /// It was not asked: its host wants to be left alone.
    Waits(PollState),
    Unchanged(PollState),
    Changed {
        new: u32,
        updated: u32,
    },
    Failed(PollState, CleanText),
}

/// Asks feeds once and returns when all have answered. Feeds that are being asked already are left out.
///
/// # Errors
/// When the store cannot be read or written; a feed's own failure is part of the report.
pub async fn poll_once(context: &Arc<Context>, which: Which) -> Result<PollReport, StoreError> {
    let chosen = choose(context, which).await?;
    let asked = context.begin(chosen);
    let mut round = Round::begin(context, asked.len() as u32);
    // From here on every feed is let go whatever becomes of the round.
    let asked: Vec<_> = asked.into_iter().map(|feed| (InFlight { context: context.clone(), feed: feed.id }, feed)).collect();
    // Of each host; each of the last that may be asked at once has a connection that nothing follows on.
    let mut left_to_ask: HashMap<String, usize> = HashMap::new();
    let last = context.client.feeds_per_host();
    for (_, feed) in &asked {
        *left_to_ask.entry(feed.url.host().to_owned()).or_default() += 1;
    }
    let mut waiting = asked.into_iter();
    let (mut running, mut at_once) = (JoinSet::new(), ASKED_FIRST);
    let mut report = PollReport::default();
    let mut states = Vec::new();
    loop {
        let documents = context.documents.load(Ordering::Relaxed);
        while running.len() < at_once + documents.min(DOCUMENTS_MAX) {
            let Some((guard, feed)) = waiting.next() else { break };
            let left = left_to_ask.entry(feed.url.host().to_owned()).or_insert(1);
            *left -= 1;
            let (context, is_last) = (context.clone(), *left < last);
            running.spawn(async move {
                let answer = poll_feed(&context, &feed, is_last).await;
                drop(guard);
                (feed, answer)
            });
        }
        let Some(joined) = running.join_next().await else { break };
        report.asked += 1;
        if documents < DOCUMENTS_FEW {
            at_once = ASKED_MAX.min(at_once + 1);
        }
        let (feed, answer) = match joined {
            Ok(done) => done,
            Err(error) => {
                warn!(%error, "a poll ended badly");
                round.feed_done(0);
                continue;
            }
        };
        let new = note(&mut report, &mut states, feed, answer?);
        round.feed_done(new);
        if states.len() >= STATES_MAX {
            save_states(context, std::mem::take(&mut states)).await?;
        }
        if new > 0 {
            context.work.notify_one();
        }
    }
    let failing = save_states(context, states).await?;
    context.activity.round_ends(failing);
    context.arrived.notify_one();
    Ok(report)
}

/// Polls what is due for as long as it is polled itself. What is due already waits a whole interval unless `at_once`.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn keep_polling(context: &Arc<Context>, at_once: bool) -> Result<(), StoreError> {
    if !at_once {
        let interval = Duration::from_secs(60 * u64::from(context.settings.every_minutes));
        tokio::select! {
            () = tokio::time::sleep(interval) => {}
            () = context.schedule.notified() => {}
        }
    }
    let mut clocks = Clocks::now();
    loop {
        if clocks.asleep() > SLEEP_TOLD {
            catch_up(context).await?;
        }
        poll_once(context, Which::Due).await?;
        let next = context.store.read(feeds::next_due).await?;
        let wait = next.map_or(LOOK_AGAIN, |at| at.duration_since(Timestamp::now()).try_into().unwrap_or(Duration::ZERO));
        tokio::select! {
            () = tokio::time::sleep(wait.clamp(Duration::from_secs(1), LOOK_AGAIN)) => {}
            () = context.schedule.notified() => {}
        }
    }
}

/// Polls what became due while the machine slept, a portion at a time: the network may only just be coming up, and everything else
/// on the machine wants it too.
async fn catch_up(context: &Arc<Context>) -> Result<(), StoreError> {
    let now = Timestamp::now();
    let due = context.store.read(move |db| Ok(feeds::due(db, now, u32::MAX)?.len() as u32)).await?;
    let portion = due.div_ceil(PORTIONS).max(PORTION_MIN);
    for _ in 0..due / portion {
        tokio::time::sleep(PORTION_PAUSE).await;
        poll_once(context, Which::SomeDue(portion)).await?;
    }
    Ok(())
}

/// The clock on the wall and the one that stands still while the machine sleeps.
struct Clocks {
    wall: Timestamp,
    running: Instant,
}

impl Clocks {
    fn now() -> Self {
        Self { wall: Timestamp::now(), running: Instant::now() }
    }

    /// Returns how long the machine slept, or the wall clock was put forward, since this was asked last.
    fn asleep(&mut self) -> SignedDuration {
        let before = std::mem::replace(self, Self::now());
        let running = SignedDuration::try_from(self.running - before.running).unwrap_or_default();
        self.wall.duration_since(before.wall).saturating_sub(running)
    }
}

async fn choose(context: &Context, which: Which) -> Result<Vec<Feed>, StoreError> {
    let now = Timestamp::now();
    context
        .store
        .read(move |db| match which {
            Which::Due => feeds::due(db, now, u32::MAX),
            Which::SomeDue(limit) => feeds::due(db, now, limit),
            Which::All => Ok(feeds::all(db, now)?.into_iter().filter(|feed| !feed.settings.paused).collect()),
            Which::These(ids) => Ok(feeds::all(db, now)?.into_iter().filter(|feed| ids.contains(&feed.id)).collect()),
        })
        .await
}

/// Takes a feed off the list of those being asked, whatever becomes of its task.
struct InFlight {
    context: Arc<Context>,
    feed: FeedId,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.context.end(self.feed);
    }
}

/// A round of polls as it is shown: it ends whatever becomes of it.
struct Round<'a> {
    context: &'a Context,
    left: u32,
}

impl<'a> Round<'a> {
    fn begin(context: &'a Context, feeds: u32) -> Self {
        context.activity.round_begins(feeds);
        Self { context, left: feeds }
    }

    fn feed_done(&mut self, new: u32) {
        self.left = self.left.saturating_sub(1);
        self.context.activity.feed_done(new);
    }
}

impl Drop for Round<'_> {
    fn drop(&mut self) {
        if self.left > 0 {
            self.context.activity.round_breaks_off(self.left);
        }
    }
}

/// A document in memory.
struct Held<'a>(&'a AtomicUsize);

impl<'a> Held<'a> {
    fn one_more(documents: &'a AtomicUsize) -> Self {
        documents.fetch_add(1, Ordering::Relaxed);
        Self(documents)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Asks one feed, one of the last of its host in this round or not, and stores what it says.
async fn poll_feed(context: &Arc<Context>, feed: &Feed, is_last: bool) -> Result<Answer, StoreError> {
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
    let fetched = feed::fetch(&context.client, question).await;
    let now = Timestamp::now();
    match fetched {
        Ok(Fetched::Unchanged { status, max_age, moved_permanently_to }) => {
            let pace = Pace { max_age, ..pace(context, feed) };
            let mut state = good_state(feed, feed.poll.validators.clone(), moved_permanently_to, pace, now);
            state.answer = Some(if status == 304 { "nothing new (304)" } else { "the same as the last time" }.into());
            Ok(Answer::Unchanged(state))
        }
        Ok(Fetched::Changed(document)) => store_document(context, feed, *document, now).await,
        Err(error) => Ok(failed(context, feed, &error, now)),
    }
}

async fn store_document(context: &Arc<Context>, feed: &Feed, document: Document, now: Timestamp) -> Result<Answer, StoreError> {
    let _held = Held::one_more(&context.documents);
    let Document { bytes, content_type, url, validators, max_age, moved_permanently_to } = document;
    let id = feed.id;
    let parsed = context.parsers.run(move || {
        let mut parsed = feed::parse(&bytes, content_type.as_deref(), Some(&url))?;
        for complaint in &parsed.complaints {
            debug!(feed = %id, %complaint, "the feed is not well made");
        }
        let (came, wishes) = (came(&parsed), parsed.wishes);
        feed::distinct(&mut parsed);
        Ok::<_, feed::ParseError>((came, wishes, Incoming::new(parsed)))
    });
    let (came, wishes, incoming) = match parsed.await {
        Some(Ok(parsed)) => parsed,
        Some(Err(error)) => return Ok(failed_for(context, feed, &error.to_string(), None, now)),
        None => return Ok(failed_for(context, feed, "the feed could not be read: it breaks the reader of feeds", None, now)),
    };
    let pace = Pace { wishes, max_age, ..pace(context, feed) };
    let mut state = good_state(feed, validators, moved_permanently_to, pace, now);
    state.answer = Some(came);
    let first_stories = context.settings.first_stories;
    let saved = context.store.write(move |db| entries::save_poll(db, id, &incoming, &state, first_stories, now)).await?;
    Ok(Answer::Changed { new: saved.new, updated: saved.updated })
}

/// Returns how often a feed is polled: the reader's word, then the config's, then the feed's own wish.
fn pace(context: &Context, feed: &Feed) -> Pace {
    let own_minutes = feed.settings.interval_minutes.or(context.settings.rules(&feed.url, feed.first_url.as_ref()).every_minutes);
    let weekly = (feed.stories > 0).then_some(feed.weekly);
    Pace { every_minutes: context.settings.every_minutes, own_minutes, wishes: Wishes::default(), max_age: None, weekly }
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
        if let (FetchError::Busy { .. }, Some(until)) = (error, state.next_poll) {
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

/// Enters one answer into the report and returns how many stories are new.
fn note(report: &mut PollReport, states: &mut Vec<(FeedId, PollState)>, feed: Feed, answer: Answer) -> u32 {
    match answer {
        Answer::Waits(state) => {
            states.push((feed.id, state));
            0
        }
        Answer::Unchanged(state) => {
            report.unchanged += 1;
            states.push((feed.id, state));
            0
        }
        Answer::Changed { new, updated } => {
            report.new += new;
            report.updated += updated;
            new
        }
        Answer::Failed(state, cause) => {
            warn!(feed = %feed.id, %cause, "cannot poll");
            states.push((feed.id, state));
            report.failures.push(FeedFailure { feed: feed.id, title: feed.title().clone(), url: feed.url, cause });
            0
        }
    }
}

/// Writes the schedule of feeds that brought nothing, all in one transaction, and returns how many feeds fail.
async fn save_states(context: &Context, states: Vec<(FeedId, PollState)>) -> Result<u32, StoreError> {
    if states.is_empty() {
        return context.store.read(feeds::failing).await;
    }
    context
        .store
        .write(move |db| {
            for (feed, state) in &states {
                feeds::save_poll_state(db, *feed, state)?;
            }
            feeds::failing(db)
        })
        .await
}
