//! The digester: empties the queue, a host's stories one after the other and those of different hosts side by side.
//!
//! Each host has a line of its own: one that answers slowly or not at all keeps only its own stories waiting. What is done with one
//! story stands in [`super::steps`].

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tracing::warn;

use super::pace::{Pace, Told};
use super::page::Trouble;
use super::steps::{self, Outcome, Turn};
use super::{Context, full_text};
use crate::domain::{EntryId, FeedId, FullText, WebUrl};
use crate::http;
use crate::store::queue::{Place, Waiting};
use crate::store::{StoreError, queue};

/// Entries that can be started and are known beforehand.
const BATCH: usize = 128;

/// Entries of one host that are known beforehand; the walk along the queue passes over its others.
const LINE_MAX: usize = 16;

/// Entries read from the queue at once.
const READ_MAX: u32 = 512;

/// Stories at once that need no page, and that wait for one: most of these hang on servers, and the client limits those.
const TEXTS_MAX: usize = 64;
const PAGES_MAX: usize = 256;

/// How long an idle digester sleeps when no try is waiting; new entries wake it.
const LONG_PAUSE: Duration = Duration::from_secs(60 * 60);

/// How long a story waits whose page cannot be asked for without a network; one that comes back wakes it too.
const OFFLINE_PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// What a run of the digester did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DigestReport {
    /// Stories that have an article, people and places now.
    pub digested: u32,
    /// Of these, how many were made from their page.
    pub pages: u32,
    /// Stories whose page could not be had, now shown with the feed's own text.
    pub failed: u32,
}

impl DigestReport {
    fn add(&mut self, outcome: Outcome) {
        self.digested += u32::from(outcome != Outcome::Gone);
        match outcome {
            Outcome::Feed | Outcome::Gone => {}
            Outcome::Page => self.pages += 1,
            Outcome::Failed => self.failed += 1,
        }
    }
}

/// Digests everything that is due and returns; entries whose next try lies ahead stay in the queue.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn digest_due(context: &Arc<Context>) -> Result<DigestReport, StoreError> {
    let mut report = DigestReport::default();
    Digester::new(context.clone()).empty(&mut report).await?;
    Ok(report)
}

/// Digests what is due of these feeds, for so long at the most; everything else stays in the queue.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn digest_of(context: &Arc<Context>, feeds: Vec<FeedId>, within: Duration) -> Result<DigestReport, StoreError> {
    let own = context.store.read(move |db| queue::of_feeds(db, &feeds)).await?;
    let mut report = DigestReport::default();
    let mut digester = Digester { only: Some(own.iter().copied().collect()), ..Digester::new(context.clone()) };
    context.look_at(own);
    // What is cancelled stays in the queue.
    let done = tokio::time::timeout(within, digester.empty(&mut report)).await;
    context.look_at(Vec::new());
    drop(digester);
    context.let_go().await?;
    done.unwrap_or(Ok(()))?;
    Ok(report)
}

/// Digests what is queued for as long as it is polled: woken by new entries, by what the reader looks at and by due tries.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn keep_digesting(context: &Arc<Context>) -> Result<(), StoreError> {
    // Those of a run that a failing store has ended.
    context.let_go().await?;
    let mut digester = Digester::new(context.clone());
    let mut report = DigestReport::default();
    loop {
        digester.start().await?;
        let idle = digester.running.is_empty();
        let pause = if idle { digester.pause().await? } else { LONG_PAUSE };
        let done = tokio::select! {
            () = context.work.notified() => None,
            done = digester.running.join_next_with_id(), if !idle => done,
            () = tokio::time::sleep(pause) => None,
        };
        match done {
            Some(done) => digester.finish(done, &mut report).await?,
            None => digester.forget_order(),
        }
    }
}

/// What a task ends with.
type Digested = (Result<Outcome, StoreError>, Told);

/// An entry in hand.
struct Taken {
    id: EntryId,
    host: Option<String>,
    tries: u32,
}

/// The working state of one run.
struct Digester {
    context: Arc<Context>,
    /// The entries that come next, with the host that is asked for their page.
    waiting: VecDeque<(Waiting, Option<String>)>,
    walk: Walk,
    taken: HashSet<EntryId>,
    running: JoinSet<Digested>,
    tasks: HashMap<Id, Taken>,
    pages: usize,
    pace: Pace,
    /// The entries that may be taken; `None` is all.
    only: Option<HashSet<EntryId>>,
}

/// How far the queue was walked along.
#[derive(Default)]
struct Walk {
    after: Option<Place>,
    ended: bool,
    /// Hosts of which entries were passed over.
    passed_over: HashSet<String>,
    /// Whether a task has ended since it began: what it left in the queue is seen by the next walk.
    stale: bool,
}

impl Digester {
    fn new(context: Arc<Context>) -> Self {
        let pace = Pace::new(context.settings.page_delay);
        Self {
            context,
            waiting: VecDeque::new(),
            walk: Walk::default(),
            taken: HashSet::new(),
            running: JoinSet::new(),
            tasks: HashMap::new(),
            pages: 0,
            pace,
            only: None,
        }
    }

    /// Works until nothing is left that is due.
    async fn empty(&mut self, report: &mut DigestReport) -> Result<(), StoreError> {
        loop {
            self.start().await?;
            let Some(done) = self.running.join_next_with_id().await else { return Ok(()) };
            self.finish(done, report).await?;
        }
    }

    /// Forgets which entries come next, because something else is wanted first.
    fn forget_order(&mut self) {
        self.waiting.clear();
        self.walk = Walk::default();
    }

    /// Walks on along the queue until enough entries are known that can be started, or its end is reached.
    async fn fill(&mut self) -> Result<(), StoreError> {
        let room = |pace: &Pace, host: &Option<String>| host.as_ref().is_none_or(|host| pace.has_room(host));
        let mut free = self.waiting.iter().filter(|(_, host)| room(&self.pace, host)).count();
        if free >= BATCH / 4 || self.walk.ended && self.walk.passed_over.is_empty() {
            return Ok(());
        }
        let mut lines: HashMap<String, usize> = HashMap::new();
        for host in self.waiting.iter().filter_map(|(_, host)| host.as_ref()) {
            *lines.entry(host.clone()).or_default() += 1;
        }
        if self.walk.passed_over.iter().any(|host| !lines.contains_key(host) && self.pace.has_room(host)) {
            self.forget_order();
            (free, lines) = (0, HashMap::new());
        }
        let on_screen = self.context.on_screen();
        while free < BATCH && !self.walk.ended {
            let (on_screen, now, after) = (on_screen.clone(), Timestamp::now(), self.walk.after);
            let (entries, queued) = self
                .context
                .store
                .read(move |db| Ok((queue::next(db, now, &on_screen, after, READ_MAX)?, queue::len(db)?)))
                .await?;
            self.context.activity.queue_is(queued);
            self.walk.ended = entries.len() < READ_MAX as usize;
            let known: HashSet<EntryId> = self.waiting.iter().map(|(entry, _)| entry.id).collect();
            self.walk.after = entries.last().map(|entry| entry.place).or(after);
            let may_take = |id: &EntryId| self.only.as_ref().is_none_or(|only| only.contains(id)) && !self.taken.contains(id);
            for entry in entries.into_iter().filter(|entry| may_take(&entry.id) && !known.contains(&entry.id)) {
                let host = self.page_host(&entry);
                if let Some(host) = &host {
                    let line = lines.entry(host.clone()).or_default();
                    if *line >= LINE_MAX {
                        self.walk.passed_over.insert(host.clone());
                        continue;
                    }
                    *line += 1;
                }
                free += usize::from(room(&self.pace, &host));
                self.waiting.push_back((entry, host));
            }
        }
        Ok(())
    }

    /// Starts as many entries as there is room for. Where nothing is running afterwards, nothing is left to do.
    async fn start(&mut self) -> Result<(), StoreError> {
        loop {
            self.fill().await?;
            // Those that were started leave room for others of the queue to be known.
            if self.start_known().await? > 0 {
                continue;
            }
            if !self.running.is_empty() || !self.walk.stale {
                return Ok(());
            }
            self.forget_order();
        }
    }

    /// Starts entries in their order, passing over hosts that are busy; says how many it took from those that are known.
    async fn start_known(&mut self) -> Result<usize, StoreError> {
        let known = self.waiting.len();
        let mut at = 0;
        let mut put_off = Vec::new();
        while at < self.waiting.len() && (self.pages < PAGES_MAX || self.running.len() - self.pages < TEXTS_MAX) {
            let (entry, host) = &self.waiting[at];
            let refusal = host.as_ref().and_then(|host| self.refusal(entry, host));
            let is_page = host.is_some() && refusal.is_none();
            let room = if is_page { self.pages < PAGES_MAX } else { self.running.len() - self.pages < TEXTS_MAX };
            let turns = host.as_ref().filter(|_| is_page).is_none_or(|host| self.pace.has_room(host));
            if !room || !turns {
                at += 1;
                continue;
            }
            let (entry, host) = self.waiting.remove(at).expect("the index is below the length");
            let turn = match refusal {
                // What the feed says is shown already, and the page cannot be fetched now.
                Some(trouble) if entry.put_off => {
                    put_off.push((entry.id, trouble));
                    continue;
                }
                Some(trouble) => Turn::Not(trouble),
                None => Turn::At(host.as_deref().map_or_else(Instant::now, |host| self.pace.reserve(host, Instant::now()))),
            };
            let (context, id) = (self.context.clone(), entry.id);
            let task = async move { steps::digest_one(&context, id, turn).await };
            self.take(Taken { id, host: host.filter(|_| is_page), tries: entry.tries }, task);
        }
        if !put_off.is_empty() {
            let now = Timestamp::now();
            let write = move |db: &rusqlite::Transaction<'_>| {
                put_off.iter().try_for_each(|(id, trouble)| {
                    queue::put_off(db, *id, &trouble.cause, now + trouble.not_before.unwrap_or(OFFLINE_PAUSE))
                })
            };
            self.context.store.write(write).await?;
        }
        Ok(known - self.waiting.len())
    }

    /// Sets a task to work on an entry.
    fn take(&mut self, taken: Taken, task: impl Future<Output = Digested> + Send + 'static) {
        self.pages += usize::from(taken.host.is_some());
        self.taken.insert(taken.id);
        let id = self.running.spawn(task).id();
        self.tasks.insert(id, taken);
    }

    /// Says why the page of an entry is not asked for now; what the reader opened is asked for where there is any hope.
    fn refusal(&self, entry: &Waiting, host: &str) -> Option<Trouble> {
        let local = entry.url.as_ref().is_some_and(|url| http::is_local(url.as_url()));
        if self.context.network.is_away(local) {
            return Some(Trouble::not_asked("there is no network", OFFLINE_PAUSE));
        }
        let rest = self.pace.rests(host, Instant::now()).filter(|_| !entry.place.is_asked_for())?;
        let wait = SignedDuration::try_from(rest).unwrap_or_default();
        Some(Trouble::not_asked("its site does not answer, or asks to wait", wait))
    }

    /// Returns the host that would be asked for the entry's page, if a page may be wanted at all.
    fn page_host(&self, entry: &Waiting) -> Option<String> {
        let wanted = match full_text(&self.context, entry.full_text, &entry.feed_url, entry.first_url.as_ref()) {
            FullText::Feed => false,
            FullText::Page => true,
            FullText::Auto => entry.wants_page,
        };
        entry.url.as_ref().filter(|_| wanted).map(WebUrl::authority)
    }

    /// Takes note of a task that has ended. One that broke down gives its entry back: it counts a try, and is tried later.
    async fn finish(&mut self, done: Result<(Id, Digested), JoinError>, report: &mut DigestReport) -> Result<(), StoreError> {
        let (task, ended) = match done {
            Ok((task, ended)) => (task, Ok(ended)),
            Err(error) => (error.id(), Err(error)),
        };
        let Some(taken) = self.tasks.remove(&task) else { return Ok(()) };
        self.taken.remove(&taken.id);
        self.walk.stale = true;
        if let Some(host) = &taken.host {
            self.pages -= 1;
            let told = ended.as_ref().map_or(Told::NotAsked, |(_, told)| *told);
            self.pace.done(host, told, Instant::now());
        }
        let outcome = match ended {
            Ok((Err(error @ StoreError::Panicked { .. }), _)) => Err(error.to_string()),
            Err(error) => Err(error.to_string()),
            Ok((outcome, _)) => Ok(outcome?),
        };
        match outcome {
            Ok(outcome) => {
                report.add(outcome);
                self.context.activity.digested(taken.id);
                Ok(())
            }
            Err(error) => {
                warn!(entry = %taken.id, %error, "a story could not be digested");
                self.context.work_ended(taken.id);
                report.failed += 1;
                steps::give_back(&self.context, taken.id, taken.tries).await
            }
        }
    }

    /// Returns how long there is nothing to do: until the next try of a failed page.
    async fn pause(&self) -> Result<Duration, StoreError> {
        let next = self.context.store.read(|db| queue::next_try(db, Timestamp::now())).await?;
        let wait = next.map_or(LONG_PAUSE, |at| at.duration_since(Timestamp::now()).try_into().unwrap_or(Duration::ZERO));
        Ok(wait.clamp(Duration::from_secs(1), LONG_PAUSE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::domain::{FeedId, FeedUrl, PollState};
    use crate::feed;
    use crate::store::feeds::{self, NewFeed};
    use crate::store::{Store, entries};

    #[tokio::test]
    async fn a_task_that_breaks_down_gives_its_story_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("dateline.db")).unwrap();
        let rss = b"<rss version='2.0'><channel><title>Wire</title><item><title>Ferry late</title></item></channel></rss>";
        let parsed = feed::parse(rss, None, None).unwrap();
        let queue_one = move |db: &rusqlite::Transaction<'_>| {
            feeds::add(db, &NewFeed::of(FeedUrl::parse("https://wire.example/feed").unwrap()), Timestamp::now())?;
            let incoming = entries::Incoming::new(parsed.clone());
            entries::save_poll(db, FeedId(1), &incoming, &PollState::default(), 20, Timestamp::now()).map(drop)
        };
        store.write(queue_one).await.unwrap();
        let mut digester = Digester::new(Arc::new(Context::new(store.clone(), &Config::default()).unwrap()));
        let mut report = DigestReport::default();
        let panicked = || StoreError::Panicked { message: "this story is broken".into() };
        for tries in 0..2 {
            let host = Some("wire.example".to_owned());
            digester.pace.reserve("wire.example", Instant::now());
            digester.take(Taken { id: EntryId(1), host, tries }, async move {
                assert!(tries != 0, "this story is broken");
                (Err(panicked()), Told::NotAsked)
            });
            let done = digester.running.join_next_with_id().await.unwrap();
            digester.finish(done, &mut report).await.unwrap();
            assert!(digester.taken.is_empty() && digester.tasks.is_empty() && digester.pages == 0);
            let next = store.read(|db| queue::next_try(db, Timestamp::now())).await.unwrap().unwrap();
            let wait = next.duration_since(Timestamp::now()).as_mins();
            assert!((4 << tries..=5 << tries).contains(&wait), "{wait} minutes after try {tries}");
            let queued = store.read(|db| queue::get(db, EntryId(1))).await.unwrap().unwrap();
            assert_eq!(queued.tries, tries + 1);
        }
        assert_eq!((report.digested, report.failed), (0, 2));
        let digested = digest_due(&digester.context).await.unwrap();
        assert_eq!(digested, DigestReport::default(), "not before its time");
    }
}
