//! From the wire to the store: the poller asks feeds, the digester turns queued entries into articles with people and places.
//!
//! Both work over one [`Context`] and report to its [`Activity`]; who shows that is none of their business.

mod activity;
mod again;
mod archive;
mod asking;
mod digest;
mod discovered;
mod housekeeping;
mod network;
mod pace;
mod page;
mod parsers;
mod patience;
mod poller;
mod reports;
mod round;
mod steps;
#[cfg(test)]
mod tests;
mod who;
mod working;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tracing::warn;

pub use activity::{Activity, Changes};
pub use archive::{ArchiveError, TakenOver, take_over_newsboat};
pub use digest::{DigestReport, digest_due, digest_of, keep_digesting};
pub use discovered::{FoundFeeds, find_feeds};
pub use housekeeping::{keep_house, tidy, trimmed_words};
pub use page::{OfFeed, story_page, story_picture};
pub use poller::{Which, keep_polling};
pub use reports::{Comparison, keep_comparing};
pub use round::{FeedFailure, PollReport, poll_fresh, poll_once};
pub use who::change as change_person;

use self::asking::Documents;
use self::discovered::Discovered;
use self::network::Network;
use self::parsers::Parsers;
use self::patience::Patience;
use self::working::Working;
use crate::article::Sites;
use crate::config::{Config, FeedOverride};
use crate::domain::{EntryId, Feed, FeedId, FeedUrl, FullText};
use crate::entity::Recognizer;
use crate::http;
use crate::store::Store;
use crate::store::retention::Keep;

/// What of the config the workers go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Minutes between two polls of a feed that asks for nothing else.
    pub every_minutes: u32,
    /// Where stories come from, unless a feed is set otherwise.
    pub full_text: FullText,
    /// How many stories of a newly added feed have their page fetched.
    pub first_stories: u32,
    /// The pause between two pages of one host.
    pub page_delay: Duration,
    /// How much is kept.
    pub keep: Keep,
    /// A model of the reader's own that finds the names.
    pub model: Option<PathBuf>,
    /// Per feed address, what the config says of it.
    pub feeds: HashMap<FeedUrl, FeedRules>,
}

/// What the config says of one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedRules {
    /// Minutes between two polls.
    pub every_minutes: Option<u32>,
    /// Where its stories come from.
    pub full_text: Option<FullText>,
    /// Who asks its servers.
    pub identity: Option<Arc<http::Identity>>,
}

impl Settings {
    /// Takes from the config what the workers need.
    pub fn from_config(config: &Config) -> Self {
        let feeds = config
            .feeds
            .iter()
            .map(|feed| {
                let rules = FeedRules {
                    every_minutes: feed.every_minutes,
                    full_text: feed.full_text,
                    identity: identity(feed).map(Arc::new),
                };
                (feed.url.clone(), rules)
            })
            .collect();
        Self {
            every_minutes: config.poll.every_minutes,
            full_text: config.articles.full_text,
            first_stories: config.articles.first_stories,
            page_delay: Duration::from_millis(config.articles.page_delay_ms),
            keep: keep(config),
            model: config.names.model.clone(),
            feeds,
        }
    }

    /// Returns what the config says of a feed, by the address that it has or had first.
    fn rules(&self, url: &FeedUrl, first: Option<&FeedUrl>) -> FeedRules {
        self.feeds.get(url).or_else(|| self.feeds.get(first?)).cloned().unwrap_or_default()
    }
}

/// Everything that polling and digesting need; shared by all their tasks.
#[derive(Debug)]
pub struct Context {
    /// Where everything ends up.
    pub store: Store,
    /// What has happened, for whoever shows it.
    pub activity: Activity,
    settings: Settings,
    client: http::Client,
    /// Made for the first story that is digested: who only polls need not wait for the tables, nor hold them.
    recognizer: OnceLock<Recognizer>,
    /// Rules for the pages of single sites.
    sites: Sites,
    /// Stories that the reader has before them; the digester takes these first.
    on_screen: Mutex<Vec<EntryId>>,
    /// Hosts that asked to be left alone.
    patience: Patience,
    /// Whether anything can be reached.
    network: Network,
    /// Feeds that are being asked right now.
    in_flight: Mutex<HashSet<FeedId>>,
    /// Documents of feeds that were looked at and may be subscribed to next.
    discovered: Discovered,
    parsers: Parsers,
    /// The stories whose texts are worked on.
    working: Working,
    /// The documents of feeds that are in memory.
    documents: Documents,
    /// Wakes the digester: something was queued, or something else is on the screen.
    work: Notify,
    /// Wakes who compares stories: a round of polls is over.
    arrived: Notify,
    /// Wakes the poller: feeds were added, or their schedule has changed.
    schedule: Notify,
}

impl Context {
    /// Gets ready to work: reads the system's certificates, which takes some tens of milliseconds.
    ///
    /// # Errors
    /// When the config names a proxy that cannot be used, or the system's certificates cannot be read.
    pub fn new(store: Store, config: &Config) -> Result<Self, http::HttpError> {
        Ok(Self {
            store,
            activity: Activity::default(),
            settings: Settings::from_config(config),
            client: http::Client::new(network(config))?,
            recognizer: OnceLock::new(),
            sites: Sites::new(&config.sites),
            on_screen: Mutex::default(),
            patience: Patience::default(),
            network: Network::default(),
            in_flight: Mutex::default(),
            discovered: Discovered::default(),
            parsers: Parsers::default(),
            working: Working::default(),
            documents: Documents::default(),
            work: Notify::new(),
            arrived: Notify::new(),
            schedule: Notify::new(),
        })
    }

    /// Says what the reader has before them: these stories are digested before all others.
    pub fn look_at(&self, entries: Vec<EntryId>) {
        *lock(&self.on_screen) = entries;
        self.work.notify_one();
    }

    /// Says that feeds were added or changed: the poller looks at its schedule again.
    pub fn feeds_changed(&self) {
        self.schedule.notify_one();
    }

    /// Returns what finds the names. If the reader's own model cannot, the reader is told, and the embedded one does.
    fn recognizer(&self) -> &Recognizer {
        self.recognizer.get_or_init(|| {
            let (recognizer, complaint) = Recognizer::or_embedded(self.settings.model.as_deref());
            if let Some(words) = complaint {
                warn!(%words, "the model of the config cannot be used");
                self.activity.complain(words);
            }
            recognizer
        })
    }

    /// Notes that a server answered. If the network was down, whatever waits for it goes on.
    fn reached(&self, local: bool) {
        if self.network.reached(local, Instant::now()) {
            self.activity.network_is(false);
            self.schedule.notify_one();
            self.work.notify_one();
        }
    }

    fn on_screen(&self) -> Vec<EntryId> {
        lock(&self.on_screen).clone()
    }

    /// Returns those of `feeds` that nobody else is asking, and marks them as being asked.
    fn begin(&self, feeds: Vec<Feed>) -> Vec<Feed> {
        let mut in_flight = lock(&self.in_flight);
        feeds.into_iter().filter(|feed| in_flight.insert(feed.id)).collect()
    }

    fn end(&self, feed: FeedId) {
        lock(&self.in_flight).remove(&feed);
    }
}

/// Returns where the text of a feed's stories comes from: the reader's word, then the config's.
fn full_text(context: &Context, own: Option<FullText>, url: &FeedUrl, first: Option<&FeedUrl>) -> FullText {
    own.or(context.settings.rules(url, first).full_text).unwrap_or(context.settings.full_text)
}

/// Returns how much is kept, as the config says.
pub fn keep(config: &Config) -> Keep {
    Keep { days: config.store.keep_days, stories: config.store.keep_stories }
}

/// Returns who asks the servers of a feed, where the config says so.
fn identity(feed: &FeedOverride) -> Option<http::Identity> {
    let identity = http::Identity {
        user_agent: feed.user_agent.clone(),
        login: feed.username.clone().map(|name| (name, feed.password.clone().unwrap_or_default())),
        headers: feed.headers.clone().into_iter().collect(),
        proxy: feed.proxy.clone(),
    };
    (identity != http::Identity::default()).then_some(identity)
}

/// Returns who asks for the feed of this address, where the config says so.
pub fn identity_of(config: &Config, url: &FeedUrl) -> Option<Arc<http::Identity>> {
    config.feeds.iter().find(|feed| feed.url == *url).and_then(identity).map(Arc::new)
}

/// Returns the limits and habits of the client that the config asks for.
pub fn network(config: &Config) -> http::Settings {
    let usual = http::Settings::default();
    http::Settings {
        user_agent: config.network.user_agent.clone().unwrap_or_else(|| usual.user_agent.clone()),
        proxy: config.network.proxy.clone(),
        allow_local: config.network.allow_local,
        per_host: config.poll.per_host as usize,
        pages_per_host: config.articles.pages_per_host as usize,
        overall: config.poll.parallel as usize,
        ..usual
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Lists of numbers are whole whatever the panicking holder was doing.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
