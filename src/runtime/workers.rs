//! The tasks behind the screen: poller, digester, the index of words, and what they tell the screen of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};

use crate::config::Config;
use crate::domain::EntryId;
use crate::ingest::{self, Context};
use crate::message::Message;
use crate::store::{Store, StoreError, articles, entries, search};
use crate::text::CleanText;

/// The least time between two reports to the screen.
const REPORT_EVERY: Duration = Duration::from_millis(250);

/// How often an idle screen looks at the clock.
const CLOCK_EVERY: u32 = 60;

/// How often it is looked whether another process wrote into the store.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Of so many of the newest stories it is looked which another process has digested.
const DIGESTED_AMONG: i64 = 500;

/// From so many stories on it is said that they are being indexed.
const INDEXED_SILENTLY: u32 = 5_000;

/// How long a worker rests that the store has failed.
const TRY_AGAIN: Duration = Duration::from_secs(60);

/// Stories that are indexed in one transaction.
const INDEX_BATCH: u32 = 50;

/// The running workers; they stop when told, or when this is dropped.
#[derive(Debug)]
pub(super) struct Workers {
    fetching: Fetching,
    stop: CancellationToken,
}

/// What fetches, as soon as it is ready.
#[derive(Clone, Debug)]
pub(super) struct Fetching {
    /// It, once it is ready; never where nothing is to be fetched or it could not be made.
    context: watch::Receiver<Option<Arc<Context>>>,
    /// Why nothing is fetched from here.
    idle: CleanText,
}

impl Fetching {
    /// Returns what fetches, if it is ready.
    pub(super) fn now(&self) -> Option<Arc<Context>> {
        self.context.borrow().clone()
    }

    /// Waits until it is ready; else says why it never is.
    pub(super) async fn ready(&self) -> Result<Arc<Context>, Message> {
        let mut context = self.context.clone();
        let ready = context.wait_for(Option::is_some).await.ok().and_then(|context| context.clone());
        ready.ok_or_else(|| Message::Failed(self.idle.clone()))
    }
}

impl Workers {
    /// Returns the way to what fetches.
    pub(super) fn fetching(&self) -> Fetching {
        self.fetching.clone()
    }

    /// Cancels what is being fetched. What is being written is finished by the store.
    pub(super) fn stop(&self) {
        self.stop.cancel();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts the workers and returns at once.
pub(super) fn start(
    store: &Store,
    config: &Arc<Config>,
    idle: Option<CleanText>,
    mailbox: &mpsc::Sender<Message>,
    tasks: &TaskTracker,
) -> Workers {
    let stop = CancellationToken::new();
    let (ready, context) = watch::channel(None);
    let spawn = |task: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>| {
        let stop = stop.clone();
        tasks.spawn(async move {
            stop.run_until_cancelled(task).await;
        });
    };
    let indexing = Arc::new(Notify::new());
    spawn(Box::pin(keep_indexing(store.clone(), mailbox.clone(), indexing.clone())));
    spawn(Box::pin(look_around(store.clone(), mailbox.clone(), indexing.clone())));
    if idle.is_none() {
        let (store, config, mailbox) = (store.clone(), config.clone(), mailbox.clone());
        spawn(Box::pin(work(store, config, mailbox, ready, indexing)));
    }
    let idle = idle.unwrap_or_else(|| CleanText::lines("nothing can be fetched: the log says why\nstart dateline again"));
    Workers { fetching: Fetching { context, idle }, stop }
}

/// Polls, digests, indexes and reports until it is cancelled.
async fn work(
    store: Store,
    config: Arc<Config>,
    mailbox: mpsc::Sender<Message>,
    ready: watch::Sender<Option<Arc<Context>>>,
    indexing: Arc<Notify>,
) {
    let made = tokio::task::spawn_blocking({
        let config = config.clone();
        move || Context::new(store, &config)
    });
    let context = match made.await {
        Ok(Ok(context)) => Arc::new(context),
        Ok(Err(error)) => {
            let _ = mailbox.send(Message::Failed(CleanText::lines(&error.to_string()))).await;
            return;
        }
        Err(error) => {
            error!(%error, "the workers could not be started");
            return;
        }
    };
    ready.send_replace(Some(context.clone()));
    let at_once = AtomicBool::new(config.poll.on_start);
    let polling = lasting(&mailbox, || ingest::keep_polling(&context, at_once.swap(true, Ordering::Relaxed)));
    let digesting = lasting(&mailbox, || ingest::keep_digesting(&context));
    let comparing = lasting(&mailbox, || ingest::keep_comparing(&context));
    let tidying = lasting(&mailbox, || ingest::keep_house(&context));
    tokio::join!(polling, digesting, comparing, tidying, report(&context, &mailbox, &indexing));
}

/// Does work for as long as the program runs: where the store fails it, the reader is told, and it begins anew after a pause.
async fn lasting<F: Future<Output = Result<(), StoreError>>>(mailbox: &mpsc::Sender<Message>, begin: impl Fn() -> F) {
    loop {
        let Err(error) = begin().await else { return };
        error!(%error, "a worker stopped");
        let text = format!("{error}\nfetching is tried again in a minute");
        let _ = mailbox.send(Message::Failed(CleanText::lines(&text))).await;
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

/// Tells the screen what the workers did, a few times a second at the most, and has indexed what they stored.
async fn report(context: &Context, mailbox: &mpsc::Sender<Message>, indexing: &Notify) {
    loop {
        context.activity.changed().await;
        tokio::time::sleep(REPORT_EVERY).await;
        let changes = context.activity.take();
        let _ = mailbox.send(Message::Progress(changes.progress)).await;
        if let Some(words) = changes.complaint {
            let _ = mailbox.send(Message::Failed(words)).await;
        }
        if changes.joined > 0 {
            let _ = mailbox.send(Message::ReportsJoined).await;
        }
        if changes.trimmed > 0 {
            // What shows may be among them.
            let _ = mailbox.send(Message::ChangedByOthers { digested: Vec::new() }).await;
        }
        if changes.new > 0 || !changes.digested.is_empty() {
            let _ = mailbox.send(Message::StoreChanged { new: changes.new, digested: changes.digested }).await;
        }
        if changes.progress.feeds_total == 0 {
            indexing.notify_one();
        }
    }
}

/// Keeps the index of words up to date. Where many stories wait for it, as when it is made again, the reader is told.
async fn keep_indexing(store: Store, mailbox: mpsc::Sender<Message>, wanted: Arc<Notify>) {
    let waiting = store.read(search::waiting).await.unwrap_or_default();
    let is_long = waiting >= INDEXED_SILENTLY && !store.is_read_only();
    if is_long {
        let words = format!("Indexing the words of {waiting} stories: until that is done a search finds the newest first.");
        let _ = mailbox.send(Message::Note(CleanText::new(&words))).await;
    }
    index(&store).await;
    if is_long {
        let _ = mailbox.send(Message::Note(CleanText::new("All stories are indexed: a search finds every one."))).await;
    }
    loop {
        wanted.notified().await;
        index(&store).await;
    }
}

/// Brings the index of words up to date, in small transactions so that nobody waits long for the writer.
async fn index(store: &Store) {
    while !store.is_read_only() {
        match store.write(|db| search::index_pending(db, INDEX_BATCH)).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                warn!(%error, "cannot index");
                return;
            }
        }
    }
}

/// Once a minute: ages on the screen grow. Once a second: another process may have written into the store.
async fn look_around(store: Store, mailbox: mpsc::Sender<Message>, indexing: Arc<Notify>) {
    let mut others = Others::of(&store).await;
    let mut looks = 0_u32;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        looks += 1;
        if looks.is_multiple_of(CLOCK_EVERY) {
            let _ = mailbox.send(Message::Now(Timestamp::now())).await;
            let _ = mailbox.send(Message::Tick).await;
        }
        if let Some(digested) = others.wrote(&store).await {
            let _ = mailbox.send(Message::ChangedByOthers { digested }).await;
            indexing.notify_one();
        }
    }
}

/// What was known of the writing of other processes when it was last looked at.
#[derive(Debug)]
struct Others {
    written: Written,
    /// The highest number of a story, and when that was looked at.
    highest: i64,
    at: Timestamp,
}

/// What is another after a write of another process.
#[derive(Debug, PartialEq, Eq)]
enum Written {
    /// In a store that this process writes itself.
    Version(i64),
    /// In one that it only reads, where all writing is that of others.
    Journal(Option<(u64, SystemTime)>),
    Unknown,
}

impl Others {
    async fn of(store: &Store) -> Self {
        Self { written: Written::of(store).await, highest: highest(store).await, at: Timestamp::now() }
    }

    /// Says whether others have written since the last look, with those of the newest stories that they digested.
    async fn wrote(&mut self, store: &Store) -> Option<Vec<EntryId>> {
        let now = Written::of(store).await;
        if now == self.written || now == Written::Unknown {
            return None;
        }
        let (above, since) = (self.highest - DIGESTED_AMONG, self.at);
        *self = Self { written: now, highest: highest(store).await, at: Timestamp::now() };
        Some(store.read(move |db| articles::digested_since(db, above, since)).await.unwrap_or_default())
    }
}

impl Written {
    async fn of(store: &Store) -> Self {
        if store.is_read_only() {
            return Self::Journal(last_write(store));
        }
        store.version_of_others().await.map_or(Self::Unknown, Self::Version)
    }
}

async fn highest(store: &Store) -> i64 {
    store.read(entries::highest).await.unwrap_or_default()
}

/// Returns what tells whether anybody has written since: length and time of the journal.
fn last_write(store: &Store) -> Option<(u64, SystemTime)> {
    let mut journal = store.path().as_os_str().to_owned();
    journal.push("-wal");
    let journal = std::fs::metadata(journal).ok()?;
    Some((journal.len(), journal.modified().ok()?))
}
