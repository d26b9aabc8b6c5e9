//! The digester: empties the queue, one entry at a time from its page to its people.
//!
//! The only file that knows the order of these steps. Each step is a function from data to data; what they make is stored in
//! one transaction, so a story is digested whole or not at all.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::{debug, warn};

use super::pace::Pace;
use super::page::{self, OfFeed, Trouble};
use super::{Context, again, who};
use crate::article;
use crate::domain::{Article, ArticleNote, ArticleSource, EntryId, FeedId, FullText, Names, PhraseMemory, SourceHome, WebUrl};
use crate::feed::schedule;
use crate::store::queue::QueuedEntry;
use crate::store::{StoreError, areas, articles, memory, places, queue};
use crate::text::CleanText;

/// Entries read from the queue at once.
const BATCH: u32 = 128;

/// Stories that are worked on at once, most of them waiting for a page.
const WORKING_MAX: usize = 64;

/// How long an idle digester sleeps when no try is waiting; new entries wake it.
const LONG_PAUSE: Duration = Duration::from_secs(60 * 60);

/// Tries for a page before the feed's own text is all there will be.
const TRIES_MAX: u32 = 5;

/// How often the recognizer names a story because the memory changed meanwhile; the last result is kept as it is.
const NAMINGS_MAX: u32 = 5;

/// The pause after the first failed try; it doubles with each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(5);

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
        self.digested += 1;
        match outcome {
            Outcome::Feed => {}
            Outcome::Page => self.pages += 1,
            Outcome::Failed => self.failed += 1,
        }
    }
}

/// How one story came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Feed,
    Page,
    Failed,
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
    done.unwrap_or(Ok(()))?;
    Ok(report)
}

/// Digests what is queued for as long as it is polled: woken by new entries, by what the reader looks at and by due tries.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn keep_digesting(context: &Arc<Context>) -> Result<(), StoreError> {
    let mut digester = Digester::new(context.clone());
    let mut report = DigestReport::default();
    loop {
        digester.fill().await?;
        digester.start();
        let idle = digester.running.is_empty();
        let pause = if idle { digester.pause().await? } else { LONG_PAUSE };
        tokio::select! {
            () = context.work.notified() => digester.forget_order(),
            done = digester.finish_one(&mut report), if !idle => done?,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// The working state of one run.
struct Digester {
    context: Arc<Context>,
    waiting: VecDeque<QueuedEntry>,
    /// Entries that are being worked on or were finished in this run: a store read may still show them as queued.
    taken: HashSet<EntryId>,
    running: JoinSet<(EntryId, Option<String>, Result<Outcome, StoreError>)>,
    pace: Pace,
    /// The entries that may be taken; `None` is all.
    only: Option<HashSet<EntryId>>,
}

impl Digester {
    fn new(context: Arc<Context>) -> Self {
        let pace = Pace::new(context.settings.page_delay);
        Self { context, waiting: VecDeque::new(), taken: HashSet::new(), running: JoinSet::new(), pace, only: None }
    }

    /// Reads the next entries when fewer than a batch's quarter are known.
    async fn fill(&mut self) -> Result<(), StoreError> {
        if self.waiting.len() >= BATCH as usize / 4 || self.running.len() >= WORKING_MAX {
            return Ok(());
        }
        let on_screen = self.context.on_screen();
        let now = Timestamp::now();
        // What is being worked on still stands in the queue: ask for that much more.
        let limit = BATCH + self.running.len() as u32;
        let (entries, queued) =
            self.context.store.read(move |db| Ok((queue::next(db, now, &on_screen, limit)?, queue::len(db)?))).await?;
        self.context.activity.queue_is(queued);
        let may_take = |id: &EntryId| self.only.as_ref().is_none_or(|only| only.contains(id)) && !self.taken.contains(id);
        self.waiting = entries.into_iter().filter(|entry| may_take(&entry.id)).collect();
        Ok(())
    }

    /// Works until nothing is left that is due.
    async fn empty(&mut self, report: &mut DigestReport) -> Result<(), StoreError> {
        loop {
            self.fill().await?;
            self.start();
            if self.running.is_empty() {
                return Ok(());
            }
            self.finish_one(report).await?;
        }
    }

    /// Forgets which entries come next, because something else is wanted first.
    fn forget_order(&mut self) {
        self.waiting.clear();
    }

    /// Starts as many entries as there is room for, in their order, passing over hosts that are busy.
    fn start(&mut self) {
        let mut at = 0;
        while at < self.waiting.len() && self.running.len() < WORKING_MAX {
            let host = self.page_host(&self.waiting[at]);
            if host.as_deref().is_some_and(|host| !self.pace.has_room(host)) {
                at += 1;
                continue;
            }
            let entry = self.waiting.remove(at).expect("the index is below the length");
            let turn = host.as_deref().map_or_else(Instant::now, |host| self.pace.reserve(host, Instant::now()));
            self.taken.insert(entry.id);
            let context = self.context.clone();
            self.running.spawn(async move {
                let id = entry.id;
                let outcome = digest_one(&context, entry, turn).await;
                (id, host, outcome)
            });
        }
    }

    /// Returns the host that would be asked for the entry's page, if a page may be wanted at all.
    fn page_host(&self, entry: &QueuedEntry) -> Option<String> {
        let wanted = match full_text(&self.context, entry) {
            FullText::Feed => false,
            FullText::Page => true,
            FullText::Auto => entry.wants_page,
        };
        entry.url.as_ref().filter(|_| wanted).map(WebUrl::authority)
    }

    /// Waits until one story is done.
    async fn finish_one(&mut self, report: &mut DigestReport) -> Result<(), StoreError> {
        let Some(joined) = self.running.join_next().await else { return Ok(()) };
        let (id, host, outcome) = match joined {
            Ok(done) => done,
            Err(error) => {
                // The entry stays in the queue and in `taken`: it is not tried again before the next start.
                warn!(%error, "a story could not be digested");
                return Ok(());
            }
        };
        if let Some(host) = host {
            self.pace.done(&host);
        }
        report.add(outcome?);
        self.taken.remove(&id);
        self.context.activity.digested(id);
        Ok(())
    }

    /// Returns how long there is nothing to do: until the next try of a failed page.
    async fn pause(&self) -> Result<Duration, StoreError> {
        let next = self.context.store.read(|db| queue::next_try(db, Timestamp::now())).await?;
        let wait = next.map_or(LONG_PAUSE, |at| at.duration_since(Timestamp::now()).try_into().unwrap_or(Duration::ZERO));
        Ok(wait.clamp(Duration::from_secs(1), LONG_PAUSE))
    }
}

fn full_text(context: &Context, entry: &QueuedEntry) -> FullText {
    let rules = context.settings.rules(&entry.feed_url, entry.first_url.as_ref());
    entry.full_text.or(rules.full_text).unwrap_or(context.settings.full_text)
}

/// Takes one entry from its page to its people and stores the story.
async fn digest_one(context: &Arc<Context>, entry: QueuedEntry, turn: Instant) -> Result<Outcome, StoreError> {
    let id = entry.id;
    let wish = full_text(context, &entry);
    let entry = Arc::new(entry);
    let from_feed = {
        let entry = entry.clone();
        context.parsers.run(move || feed_article(&entry)).await.unwrap_or_default()
    };
    let wants_page = match wish {
        FullText::Feed => false,
        FullText::Page => true,
        FullText::Auto => entry.wants_page && !article::is_whole(&from_feed),
    };
    let page = match entry.url.as_ref().filter(|_| wants_page) {
        None => Ok(None),
        Some(url) => {
            tokio::time::sleep_until(turn).await;
            page::read(context, OfFeed { url: &entry.feed_url, first_url: entry.first_url.as_ref() }, url).await.map(Some)
        }
    };
    let (from_page, trouble) = match page {
        Ok(page) => (page, None),
        Err(trouble) => (None, Some(trouble)),
    };
    let worker = context.clone();
    let source = entry.clone();
    let note = trouble.as_ref().map(|trouble| ArticleNote(CleanText::capped(&trouble.cause, 200)));
    let (feed, title) = (entry.feed, entry.feed_title.clone());
    let home = Arc::new(context.store.read(move |db| areas::home(db, feed, &title)).await?);
    let at_home = home.clone();
    let Some((article, mut names)) = context
        .parsers
        .run(move || {
            let mut article = best_article(&source, from_feed, from_page, note);
            let names = names(&worker, &source, &article, &at_home);
            article.foreign.clone_from(&names.foreign);
            (Arc::new(article), names)
        })
        .await
    else {
        return give_up(context, id, "the text of this story could not be read").await;
    };
    let outcome = match (&trouble, article.source) {
        (Some(_), _) => Outcome::Failed,
        (None, ArticleSource::Page) => Outcome::Page,
        (None, ArticleSource::Feed) => Outcome::Feed,
    };
    let trouble = trouble.map(Arc::new);
    let mut namings = 1;
    while !save(context, &entry, &article, names, trouble.clone(), namings == NAMINGS_MAX).await? {
        let (worker, source, told, at_home) = (context.clone(), entry.clone(), article.clone(), home.clone());
        let Some(again) = context.parsers.run(move || self::names(&worker, &source, &told, &at_home)).await else {
            return give_up(context, id, "the text of this story could not be read").await;
        };
        names = again;
        namings += 1;
    }
    debug!(entry = %id, ?outcome, "digested");
    Ok(outcome)
}

/// Finds the names of a story by what the store remembers just now. Blocks: for the parsing threads.
pub(super) fn names(context: &Context, entry: &QueuedEntry, article: &Article, home: &SourceHome) -> Names {
    let published = entry.published;
    let recall = |phrases: &[String]| -> BTreeMap<String, PhraseMemory> {
        let phrases = phrases.to_vec();
        // A store that cannot be read cannot be written either, and says so then.
        context.store.read_now(move |db| memory::recall(db, &phrases, published)).unwrap_or_default()
    };
    context.recognizer().names_with_memory(&entry.title, &article.text(), Some(home), &recall)
}

/// Makes an article of what the feed sent.
fn feed_article(entry: &QueuedEntry) -> Article {
    let html = |text: &Option<String>| text.as_deref().map(|html| article::from_feed(html, entry.url.as_ref()));
    match (html(&entry.content_html), html(&entry.summary_html)) {
        (Some(content), Some(summary)) if content.words() < summary.words() => summary,
        (Some(article), _) | (None, Some(article)) => article,
        (None, None) => Article::default(),
    }
}

fn best_article(entry: &QueuedEntry, from_feed: Article, from_page: Option<Article>, note: Option<ArticleNote>) -> Article {
    let mut best = match from_page {
        Some(from_page) => article::choose(from_feed, from_page),
        None => from_feed,
    };
    if note.is_some() {
        best.note = note;
    }
    if best.published.is_none() {
        best.published = Some(entry.published);
    }
    best
}

/// Writes the story: article, people, places, what its words add to the memory, and the end of its queue row, or the row's next
/// try, in one transaction.
///
/// Returns false, and writes nothing, where the store remembers other things by now than the names rest on, unless `anyway`: what a
/// story names depends on those that are stored before it and on nothing else.
pub(super) async fn save(
    context: &Context,
    entry: &Arc<QueuedEntry>,
    article: &Arc<Article>,
    names: Names,
    trouble: Option<Arc<Trouble>>,
    anyway: bool,
) -> Result<bool, StoreError> {
    let (entry, article) = (entry.clone(), article.clone());
    context
        .store
        .write(move |db| {
            let (id, now) = (entry.id, Timestamp::now());
            if !queue::is_current(db, &entry)? {
                // A later version came meanwhile; it stays in the queue and is digested in its turn.
                return Ok(true);
            }
            if !anyway && memory::recall(db, names.recalled.keys(), entry.published)? != names.recalled {
                return Ok(false);
            }
            let was_asked_for = queue::was_asked_for_since(db, &entry)?;
            let settlement = who::settle(db, id, names.people, entry.published, now)?;
            let mut known_places = Vec::with_capacity(names.places.len());
            for place in names.places {
                known_places.push((places::find_or_create(db, &place)?, place));
            }
            memory::learn(db, id, &names.learned, entry.published)?;
            articles::save(db, id, &article, &settlement.people, &known_places, now)?;
            again::look_again(db, &settlement, entry.published)?;
            if was_asked_for {
                queue::ask_again(db, id)?;
            }
            if let Some(trouble) = trouble.filter(|trouble| trouble.passing && entry.tries + 1 < TRIES_MAX) {
                let pause = FIRST_PAUSE * 2_i32.pow(entry.tries.min(8));
                let asked = trouble.not_before.unwrap_or_default().clamp(SignedDuration::ZERO, schedule::LONGEST);
                queue::fail(db, id, &trouble.cause, now + asked.max(pause))?;
            }
            Ok(true)
        })
        .await
}

/// Leaves an entry that cannot be read in the queue with its cause; the next try is a day away.
async fn give_up(context: &Context, id: EntryId, cause: &'static str) -> Result<Outcome, StoreError> {
    context
        .store
        .write(move |db| {
            let now = Timestamp::now();
            queue::fail(db, id, cause, now + SignedDuration::from_hours(24))
        })
        .await?;
    Ok(Outcome::Failed)
}
