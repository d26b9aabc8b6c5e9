//! How fast pages of one host are asked for: a fixed pause between two requests, and no more than a few waiting.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// Hands out the moments at which the pages of a host may be asked for.
#[derive(Debug)]
pub(super) struct Pace {
    delay: Duration,
    hosts: HashMap<String, Host>,
}

#[derive(Debug)]
struct Host {
    free_at: Instant,
    waiting: usize,
}

/// Most pages of one host that wait their turn at once; further ones stay in the queue and let other hosts go first.
const WAITING_MAX: usize = 4;

/// Hosts that are remembered after their last request, at the most.
const HOSTS_MAX: usize = 4096;

impl Pace {
    pub(super) fn new(delay: Duration) -> Self {
        Self { delay, hosts: HashMap::new() }
    }

    /// Says whether another page of `host` may wait its turn now.
    pub(super) fn has_room(&self, host: &str) -> bool {
        self.hosts.get(host).is_none_or(|host| host.waiting < WAITING_MAX)
    }

    /// Reserves the next moment at which `host` may be asked; call [`Pace::done`] after the answer.
    pub(super) fn reserve(&mut self, host: &str, now: Instant) -> Instant {
        if self.hosts.len() >= HOSTS_MAX {
            self.hosts.retain(|_, host| host.waiting > 0 || host.free_at > now);
        }
        let host = self.hosts.entry(host.to_owned()).or_insert(Host { free_at: now, waiting: 0 });
        let at = host.free_at.max(now);
        host.free_at = at + self.delay;
        host.waiting += 1;
        at
    }

    /// Notes that an answer has come, so that another page of the host may wait.
    pub(super) fn done(&mut self, host: &str) {
        if let Some(host) = self.hosts.get_mut(host) {
            host.waiting = host.waiting.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_asked_once_in_a_delay_and_another_at_once() {
        let now = Instant::now();
        let mut pace = Pace::new(Duration::from_secs(1));
        assert_eq!(pace.reserve("a", now), now);
        assert_eq!(pace.reserve("a", now), now + Duration::from_secs(1));
        assert_eq!(pace.reserve("b", now), now);
    }

    #[test]
    fn four_wait_for_a_host_and_the_fifth_stays_in_the_queue() {
        let now = Instant::now();
        let mut pace = Pace::new(Duration::ZERO);
        for _ in 0..WAITING_MAX {
            assert!(pace.has_room("a"));
            pace.reserve("a", now);
        }
        assert!(!pace.has_room("a"));
        pace.done("a");
        assert!(pace.has_room("a"));
    }
}
