//! Whether anything can be reached at all: no feed is blamed for a network that is not there.
//!
//! One server that cannot be reached is its own fault. When servers of different hosts cannot be, and none has answered since they
//! were asked, the network is down. A server on this machine or beside it says nothing of the network: it answers without one.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::lock;
use crate::domain::{FeedId, PollState};

/// Attempts that are further apart tell nothing together.
const TOGETHER: Duration = Duration::from_secs(15 * 60);
/// So many hosts that answered lately cannot be reached: the network is down.
const HOSTS_LATELY: usize = 2;
/// So many hosts of any kind, also of those that have not answered for long.
const HOSTS_ANY: usize = 5;
/// So many hosts of this machine and its own network, where nothing else answers.
const HOSTS_LOCAL: usize = 3;
/// From so many hosts on nothing more is asked until those that are being asked have answered or failed.
const HOSTS_ENOUGH: usize = 8;
/// A feed that failed so often in a row says nothing of the network.
const FAILURES_LATELY: u32 = 3;
/// Attempts that are remembered.
const MISSES_MAX: usize = 4096;
/// The pauses between two looks whether the network is back: soon at first, for it may only be changing, then every minute.
const PAUSES: [u64; 5] = [5, 10, 20, 40, 60];

/// What is known of the network.
#[derive(Debug, Default)]
pub(super) struct Network {
    state: Mutex<State>,
    /// How many feeds are being asked.
    asking: AtomicUsize,
}

/// A feed that is being asked.
pub(super) struct Asking<'a>(&'a AtomicUsize);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Debug, Default)]
struct State {
    /// When a server answered last: out on the net, and on this machine or beside it.
    reached: Reached,
    misses: Vec<Miss>,
    down: Option<Down>,
    /// Feeds whose attempt was counted against them since a server answered last, as they were before.
    counted: Vec<(FeedId, PollState)>,
    /// What the store was told last.
    told: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    net: Option<Instant>,
    local: Option<Instant>,
}

impl Reached {
    fn of(self, local: bool) -> Option<Instant> {
        if local { self.local.max(self.net) } else { self.net }
    }
}

#[derive(Clone, Copy, Debug)]
struct Down {
    /// Whether servers on this machine and beside it cannot be reached either.
    everything: bool,
    looks: usize,
}

/// An attempt to reach a server that failed before any answer.
#[derive(Clone, Debug)]
pub(super) struct Miss {
    /// The host.
    pub(super) host: String,
    /// Whether it is on this machine or its own network.
    pub(super) local: bool,
    /// When it was asked.
    pub(super) started: Instant,
    /// How often its feed failed before, in a row.
    pub(super) failures: u32,
    /// Whether its feed has answered before, and now the host's name cannot be found: with a single host to go by, this tells most.
    pub(super) lost_name: bool,
}

impl Network {
    /// Notes that a feed is being asked, until what this returns is dropped.
    pub(super) fn asking(&self) -> Asking<'_> {
        self.asking.fetch_add(1, Ordering::Relaxed);
        Asking(&self.asking)
    }

    /// Notes that a server answered; says whether the network was down until now.
    pub(super) fn reached(&self, local: bool, now: Instant) -> bool {
        let mut state = lock(&self.state);
        let known = if local { &mut state.reached.local } else { &mut state.reached.net };
        *known = (*known).max(Some(now));
        if local {
            state.misses.retain(|miss| !miss.local);
        } else {
            state.misses.clear();
            state.counted.clear();
        }
        let back = state.down.is_some_and(|down| !local || down.everything);
        if back {
            state.down = None;
        }
        back
    }

    /// Notes that a server could not be reached.
    pub(super) fn missed(&self, miss: Miss) {
        let mut state = lock(&self.state);
        if state.misses.len() < MISSES_MAX {
            state.misses.push(miss);
        }
    }

    /// Remembers a feed as it was before an attempt was counted against it.
    pub(super) fn counted(&self, feed: FeedId, before: PollState) {
        let mut state = lock(&self.state);
        if state.counted.len() < MISSES_MAX && !state.counted.iter().any(|(known, _)| *known == feed) {
            state.counted.push((feed, before));
        }
    }

    /// Says whether enough hosts failed to wait for those that are being asked before more are.
    pub(super) fn is_in_doubt(&self, now: Instant) -> bool {
        let state = lock(&self.state);
        state.down.is_none() && state.evidence(now).hosts() >= HOSTS_ENOUGH && state.verdict(now, false).is_some()
    }

    /// Says whether a single host would decide: then it matters whether there is another.
    pub(super) fn hangs_on_one_host(&self, now: Instant) -> bool {
        let state = lock(&self.state);
        state.down.is_none() && state.verdict(now, false).is_none() && state.verdict(now, true).is_some()
    }

    /// Decides whether the network is down, unless a feed is being asked that may answer yet. Returns the feeds against which an
    /// attempt was counted, as they were before, if it has just been found down.
    pub(super) fn judge(&self, now: Instant, sole_host: bool) -> Option<Vec<(FeedId, PollState)>> {
        if self.asking.load(Ordering::Relaxed) > 0 {
            return None;
        }
        let mut state = lock(&self.state);
        if let Some(down) = &mut state.down {
            down.looks += 1;
            return None;
        }
        let everything = state.verdict(now, sole_host)?;
        state.down = Some(Down { everything, looks: 0 });
        Some(std::mem::take(&mut state.counted))
    }

    /// Says whether the network is down.
    pub(super) fn is_down(&self) -> bool {
        lock(&self.state).down.is_some()
    }

    /// Says whether there is no use in asking such a server now.
    pub(super) fn is_away(&self, local: bool) -> bool {
        lock(&self.state).down.is_some_and(|down| !local || down.everything)
    }

    /// Says whether an attempt that failed at this moment was the network's fault.
    pub(super) fn excuses(&self, local: bool, ended: Instant) -> bool {
        let state = lock(&self.state);
        state.down.is_some_and(|down| !local || down.everything) && state.reached.of(local).is_none_or(|at| ended > at)
    }

    /// Returns how long to wait before the next look whether the network is back; `None` while it is there.
    pub(super) fn pause(&self) -> Option<Duration> {
        let looks = lock(&self.state).down?.looks;
        Some(Duration::from_secs(PAUSES[looks.min(PAUSES.len() - 1)]))
    }

    /// The machine has slept: the network may be another one by now.
    pub(super) fn awoke(&self) {
        if let Some(down) = &mut lock(&self.state).down {
            down.looks = 0;
        }
    }

    /// Returns whether the network is down, if the store was told otherwise or nothing yet; it counts as told from here on.
    pub(super) fn to_tell(&self) -> Option<bool> {
        let mut state = lock(&self.state);
        let down = state.down.is_some();
        (state.told.replace(down) != Some(down)).then_some(down)
    }
}

/// The attempts of the last minutes that began after a server had answered last.
struct Evidence<'a>(Vec<&'a Miss>);

impl Evidence<'_> {
    fn hosts_with(&self, fits: impl Fn(&Miss) -> bool) -> usize {
        self.0.iter().filter(|miss| fits(miss)).map(|miss| miss.host.as_str()).collect::<HashSet<_>>().len()
    }

    fn hosts(&self) -> usize {
        self.hosts_with(|_| true)
    }
}

impl State {
    fn evidence(&self, now: Instant) -> Evidence<'_> {
        let tells = |miss: &&Miss| {
            now.saturating_duration_since(miss.started) <= TOGETHER
                && self.reached.of(miss.local).is_none_or(|at| miss.started > at)
        };
        Evidence(self.misses.iter().filter(tells).collect())
    }

    /// Says whether nothing can be reached: false for the net only, true for the machine's own network too.
    fn verdict(&self, now: Instant, sole_host: bool) -> Option<bool> {
        let evidence = self.evidence(now);
        let lately = |miss: &Miss| miss.failures < FAILURES_LATELY;
        if evidence.hosts_with(|miss| !miss.local && lately(miss)) >= HOSTS_LATELY
            || evidence.hosts_with(|miss| !miss.local) >= HOSTS_ANY
            || sole_host && evidence.hosts_with(|miss| !miss.local && lately(miss) && miss.lost_name) > 0
        {
            return Some(false);
        }
        let quiet = self.reached.net.is_none_or(|at| now.saturating_duration_since(at) > TOGETHER);
        (quiet && evidence.hosts_with(|miss| miss.local && lately(miss)) >= HOSTS_LOCAL).then_some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(begun: Instant, seconds: u64) -> Instant {
        begun + Duration::from_secs(seconds)
    }

    fn miss(host: &str, begun: Instant, from: u64) -> Miss {
        Miss { host: host.into(), local: host.starts_with("127."), started: at(begun, from), failures: 0, lost_name: true }
    }

    /// Says whether the network is down after these hosts could not be reached, each asked after a second.
    fn down_after(hosts: &[&str], failures: u32, sole: bool) -> bool {
        let (network, begun) = (Network::default(), Instant::now());
        for host in hosts {
            network.missed(Miss { failures, ..miss(host, begun, 1) });
        }
        network.judge(at(begun, 3), sole);
        network.is_down()
    }

    #[test]
    fn hosts_that_fail_together_are_the_networks_fault_and_one_is_its_own() {
        assert!(down_after(&["a", "b"], 0, false));
        assert!(!down_after(&["a", "a", "a"], 0, false));
        assert!(down_after(&["a"], 0, true), "there is no other");
        assert!(!down_after(&["a", "b", "c"], 9, false), "they failed before");
        assert!(down_after(&["a", "b", "c", "d", "e"], 9, false));
        assert!(!down_after(&["127.0.0.1", "127.0.0.2"], 0, true));
        assert!(down_after(&["127.0.0.1", "127.0.0.2", "127.0.0.3"], 0, false));
        assert!(!down_after(&[], 0, true));
    }

    #[test]
    fn who_answers_after_they_were_asked_shows_that_the_network_is_there() {
        let begun = Instant::now();
        let check = |answered: u64, local: bool, down: bool| {
            let network = Network::default();
            network.reached(local, at(begun, answered));
            for host in ["a", "b", "c"] {
                network.missed(miss(host, begun, 10));
            }
            network.judge(at(begun, 21), false);
            assert_eq!(network.is_down(), down, "answered after {answered} s");
        };
        check(5, false, true);
        check(15, false, false);
        check(15, true, true);
    }

    #[test]
    fn attempts_that_are_far_apart_tell_nothing() {
        let (network, begun) = (Network::default(), Instant::now());
        network.missed(miss("a", begun, 0));
        network.missed(miss("b", begun, 1000));
        assert_eq!(network.judge(at(begun, 1002), false), None);
        network.missed(miss("c", begun, 1100));
        assert_eq!(network.judge(at(begun, 1102), false), Some(Vec::new()));
    }

    #[test]
    fn what_was_counted_before_is_given_back_and_nothing_after_an_answer() {
        let begun = Instant::now();
        let before = PollState { failures: 0, ..PollState::default() };
        for answered in [false, true] {
            let network = Network::default();
            network.missed(miss("a", begun, 1));
            network.counted(FeedId(1), before.clone());
            network.counted(FeedId(1), PollState { failures: 1, ..PollState::default() });
            if answered {
                network.reached(false, at(begun, 3));
            }
            network.missed(miss("b", begun, 4));
            network.missed(miss("c", begun, 4));
            let given_back = network.judge(at(begun, 7), false).unwrap();
            assert_eq!(given_back, if answered { Vec::new() } else { vec![(FeedId(1), before.clone())] });
            assert!(network.excuses(false, at(begun, 5)) && !network.excuses(true, at(begun, 5)));
            assert!(network.reached(false, at(begun, 8)));
        }
    }

    #[test]
    fn it_is_looked_for_soon_and_then_every_minute() {
        let (network, begun) = (Network::default(), Instant::now());
        assert_eq!(network.pause(), None);
        for host in ["a", "b"] {
            network.missed(miss(host, begun, 0));
        }
        let mut pauses = Vec::new();
        for _ in 0..7 {
            network.judge(at(begun, 2), false);
            pauses.push(network.pause().unwrap().as_secs());
        }
        assert_eq!(pauses, [5, 10, 20, 40, 60, 60, 60]);
        assert!(!network.reached(true, at(begun, 3)), "a server beside the machine is no network");
        network.awoke();
        assert_eq!(network.pause().unwrap().as_secs(), 5);
        assert_eq!((network.to_tell(), network.to_tell()), (Some(true), None));
        assert!(network.reached(false, at(begun, 4)));
        assert_eq!((network.pause(), network.to_tell()), (None, Some(false)));
    }
}
