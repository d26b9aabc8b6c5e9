//! A round of polls: which feeds are asked at once, and what becomes of those that could not be reached.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tracing::{info, warn};

use super::Context;
use super::asking::{Answer, is_local, poll_feed};
use super::poller::{Which, choose};
use crate::domain::{Feed, FeedId, FeedUrl, PollState, Validators};
use crate::http;
use crate::store::{StoreError, feeds, network};
use crate::text::CleanText;

/// Feeds that are on the wire at once when a round begins; one more for each that is done, until documents pile up. The client
/// has a limit of its own.
const ASKED_FIRST: usize = 48;
const ASKED_MAX: usize = 264;

/// Where documents are large, fewer feeds are asked at once, so that those on the wire and in memory have about this many bytes; but
/// never fewer than these.
const BYTES_MAX: usize = 12 << 20;
const ASKED_MIN: usize = 8;

/// Documents that wait for a parser or the store: no more feeds at once than now from here on, and fewer from there.
const DOCUMENTS_FEW: usize = 24;
const DOCUMENTS_MAX: usize = 40;

/// Feeds that brought nothing, whose schedule is written together: a round that is broken off loses no more.
const STATES_MAX: usize = 100;

/// Hosts that are tried to see whether the network is back.
const PROBES_MAX: usize = 2;

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
    /// Feeds that were asked, without those of [`PollReport::held`] and [`PollReport::unreached`].
    pub asked: u32,
    /// Feeds that had nothing new to send.
    pub unchanged: u32,
    /// New stories.
    pub new: u32,
    /// Stories that came in a new version.
    pub updated: u32,
    /// Feeds that could not be polled.
    pub failures: Vec<FeedFailure>,
    /// Feeds that were not asked because their hosts want to be left alone: of each host, how many.
    pub held: BTreeMap<String, u32>,
    /// Feeds that were not polled because there is no network: they stay due, and nothing counts against them.
    pub unreached: u32,
}

impl PollReport {
    /// Says which feeds were not asked and why; `None` where all were.
    pub fn held_in_words(&self) -> Option<String> {
        let (host, _) = self.held.first_key_value()?;
        let feeds = self.held.values().sum::<u32>();
        let feeds = if feeds == 1 { "1 feed was not asked".to_owned() } else { format!("{feeds} feeds were not asked") };
        let others = match self.held.len() - 1 {
            0 => " wants".to_owned(),
            1 => " and 1 other server want".to_owned(),
            more => format!(" and {more} other servers want"),
        };
        Some(format!("{feeds}: {host}{others} to be left alone"))
    }
}

/// Asks feeds once and returns when all have answered. Feeds that are being asked already are left out. Where nothing can be
/// reached, only a few are tried.
///
/// # Errors
/// When the store cannot be read or written; a feed's own failure is part of the report.
pub async fn poll_once(context: &Arc<Context>, which: Which) -> Result<PollReport, StoreError> {
    poll(context, choose(context, which).await?).await
}

/// The same without conditions: servers send whole feeds, changed or not, and these are read again.
///
/// # Errors
/// Like [`poll_once`].
pub async fn poll_fresh(context: &Arc<Context>, which: Which) -> Result<PollReport, StoreError> {
    let mut chosen = choose(context, which).await?;
    for feed in &mut chosen {
        feed.poll.validators = Validators::default();
    }
    poll(context, chosen).await
}

async fn poll(context: &Arc<Context>, chosen: Vec<Feed>) -> Result<PollReport, StoreError> {
    let asked = context.begin(chosen);
    // From here on every feed is let go whatever becomes of the round.
    let asked: Vec<_> = asked.into_iter().map(|feed| (InFlight { context: context.clone(), feed: feed.id }, feed)).collect();
    let mut left = Left::new(context, asked);
    let mut round = Round { context, left: 0 };
    let (mut running, mut at_once) = (JoinSet::new(), ASKED_FIRST);
    let mut mean_bytes = 0;
    let mut report = PollReport::default();
    let (mut states, mut missed) = (Vec::new(), Vec::new());
    loop {
        let documents = context.documents.count();
        mean_bytes = context.documents.mean_bytes().unwrap_or(mean_bytes);
        let most = (BYTES_MAX / mean_bytes.max(1)).max(ASKED_MIN);
        round.expect(left.askable() + running.len());
        while running.len() < most.min(at_once + documents.min(DOCUMENTS_MAX)) {
            let Some((guard, feed, is_last)) = left.next(running.is_empty()) else { break };
            let context = context.clone();
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
        let (new, updated) = (report.new, report.updated);
        match answer? {
            Answer::Missed(state, cause, ended) => missed.push((feed, state, cause, ended)),
            answer => note(&mut report, &mut states, feed, answer),
        }
        round.feed_done(report.new - new);
        if states.len() >= STATES_MAX {
            save_states(context, std::mem::take(&mut states)).await?;
        }
        if report.new + report.updated > new + updated {
            context.work.notify_one();
        }
        if running.is_empty()
            && let Some(blamed) = judge(context).await?
        {
            states.extend(blamed);
            left.probes = 0;
        }
    }
    report.unreached = left.len();
    for (feed, state, cause, ended) in missed {
        if context.network.excuses(is_local(&feed), ended) {
            report.asked -= 1;
            report.unreached += 1;
        } else {
            context.network.counted(feed.id, feed.poll.clone());
            note(&mut report, &mut states, feed, Answer::Failed(state, cause));
        }
    }
    let failing = save_states(context, states).await?;
    context.activity.round_ends(failing);
    tell_network(context).await?;
    context.arrived.notify_one();
    Ok(report)
}

/// Feeds of a round that are still to be asked.
struct Left<'a> {
    context: &'a Context,
    /// On this machine and its own network, and on others.
    local: VecDeque<(InFlight, Feed)>,
    net: VecDeque<(InFlight, Feed)>,
    /// Of each host; each of the last that may be asked at once has a connection that nothing follows on.
    of_host: HashMap<String, usize>,
    /// Hosts that were tried while the network was down, and how many more may be.
    probed: Vec<String>,
    probes: usize,
}

impl<'a> Left<'a> {
    fn new(context: &'a Context, asked: Vec<(InFlight, Feed)>) -> Self {
        let mut of_host: HashMap<String, usize> = HashMap::new();
        for (_, feed) in &asked {
            *of_host.entry(feed.url.host().to_owned()).or_default() += 1;
        }
        let (local, mut net): (VecDeque<_>, VecDeque<_>) = asked.into_iter().partition(|(_, feed)| is_local(feed));
        if context.network.is_down() {
            // Whoever answered the last time is the best to tell whether the network is back.
            net.make_contiguous().sort_by_key(|(_, feed)| feed.poll.failures > 0);
        }
        Self { context, local, net, of_host, probed: Vec::new(), probes: PROBES_MAX }
    }

    fn len(&self) -> u32 {
        (self.local.len() + self.net.len()) as u32
    }

    /// Returns how many feeds there are to ask, as things are.
    fn askable(&self) -> usize {
        let count = |feeds: &VecDeque<_>, local| {
            if self.context.network.is_away(local) { feeds.len().min(self.probes) } else { feeds.len() }
        };
        count(&self.local, true) + count(&self.net, false)
    }

    /// Returns the feed to ask next and whether it is one of the last of its host; none where the others have to wait for what is
    /// being asked, or for the network.
    fn next(&mut self, idle: bool) -> Option<(InFlight, Feed, bool)> {
        if !idle && self.context.network.is_in_doubt(Instant::now()) {
            return None;
        }
        let (guard, feed) = self.take(true).or_else(|| self.take(false))?;
        let left = self.of_host.entry(feed.url.host().to_owned()).or_insert(1);
        *left -= 1;
        let is_last = *left < self.context.client.feeds_per_host();
        Some((guard, feed, is_last))
    }

    fn take(&mut self, local: bool) -> Option<(InFlight, Feed)> {
        let feeds = if local { &mut self.local } else { &mut self.net };
        if !self.context.network.is_away(local) {
            return feeds.pop_front();
        }
        self.probes = self.probes.checked_sub(1)?;
        let new_host = feeds.iter().position(|(_, feed)| !self.probed.iter().any(|host| host == feed.url.host()))?;
        let probe = feeds.remove(new_host)?;
        self.probed.push(probe.1.url.host().to_owned());
        Some(probe)
    }
}

/// Decides whether there is a network, when all that were asked have answered or failed. Where it has just gone, returns the feeds
/// that were blamed for it, as they were before.
async fn judge(context: &Context) -> Result<Option<Vec<(FeedId, PollState)>>, StoreError> {
    let now = Instant::now();
    let sole_host = context.network.hangs_on_one_host(now) && has_one_host(&context.store.read(feeds::asked_urls).await?);
    let Some(blamed) = context.network.judge(now, sole_host) else { return Ok(None) };
    info!("there is no network: nothing can be reached");
    context.activity.network_is(true);
    Ok(Some(blamed))
}

/// Says whether all feeds out on the net are on one host.
fn has_one_host(urls: &[FeedUrl]) -> bool {
    let mut hosts: Vec<_> = urls.iter().filter(|url| !http::is_local(url.as_url())).map(|url| url.host().to_owned()).collect();
    hosts.sort();
    hosts.dedup();
    hosts.len() == 1
}

/// Keeps in the store whether there is a network, where that has changed.
async fn tell_network(context: &Context) -> Result<(), StoreError> {
    let Some(down) = context.network.to_tell() else { return Ok(()) };
    let since = down.then(Timestamp::now);
    context.store.write(move |db| network::set_down(db, since)).await
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

impl Round<'_> {
    /// Notes that so many feeds are to be asked yet.
    fn expect(&mut self, feeds: usize) {
        let more = (feeds as u32).saturating_sub(self.left);
        if more > 0 {
            self.left += more;
            self.context.activity.round_begins(more);
        }
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

/// Enters one answer into the report.
fn note(report: &mut PollReport, states: &mut Vec<(FeedId, PollState)>, feed: Feed, answer: Answer) {
    match answer {
        Answer::Waits(state) => {
            report.asked -= 1;
            *report.held.entry(feed.url.host().to_owned()).or_default() += 1;
            states.push((feed.id, state));
        }
        Answer::Unchanged(state) => {
            report.unchanged += 1;
            states.push((feed.id, state));
        }
        Answer::Changed { new, updated } => {
            report.new += new;
            report.updated += updated;
        }
        Answer::Failed(state, cause) | Answer::Missed(state, cause, _) => {
            warn!(feed = %feed.id, %cause, "cannot poll");
            states.push((feed.id, state));
            report.failures.push(FeedFailure { feed: feed.id, title: feed.title().clone(), url: feed.url, cause });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_that_were_not_asked_are_told_with_the_reason() {
        let held = |hosts: &[(&str, u32)]| {
            let held = hosts.iter().map(|(host, feeds)| ((*host).to_owned(), *feeds)).collect();
            PollReport { held, ..PollReport::default() }.held_in_words()
        };
        assert_eq!(held(&[]), None);
        assert_eq!(held(&[("a.example", 1)]).unwrap(), "1 feed was not asked: a.example wants to be left alone");
        assert_eq!(
            held(&[("a.example", 2), ("b.example", 1)]).unwrap(),
            "3 feeds were not asked: a.example and 1 other server want to be left alone"
        );
    }
}
