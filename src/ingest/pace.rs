//! How pages of one host are asked for: a pause between two requests, no more than a few waiting, and none for a while where the
//! host does not answer.

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
    /// How its last answer came.
    speed: Speed,
    /// How often in a row no answer came.
    silent: u32,
    /// How long it was left alone the last time.
    rest: Duration,
    /// Until when it is left alone.
    rests_until: Option<Instant>,
}

/// How many of its pages may wait hangs on this: tasks that wait for slow hosts must not keep others from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speed {
    /// It was never asked.
    Unknown,
    Fast,
    /// It took long, or did not answer.
    Slow,
}

impl Speed {
    fn waiting_max(self) -> usize {
        match self {
            Self::Unknown => 2,
            Self::Fast => WAITING_MAX,
            Self::Slow => 1,
        }
    }
}

/// How a host took a request for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It was not asked.
    NotAsked,
    /// It answered.
    Answered,
    /// It answered, and took long for it.
    Slowly,
    /// No answer came.
    Nothing,
    /// It asks to be left alone for so long.
    Wait(Duration),
}

/// Most pages of one host that wait their turn at once; further ones stay in the queue and let other hosts go first.
const WAITING_MAX: usize = 4;

/// So many requests in a row without an answer, and the host is left alone for a while.
const SILENT_MAX: u32 = 3;

/// How long a host is left alone that does not answer; twice as long each further time.
const REST: Duration = Duration::from_secs(5 * 60);
const REST_MAX: Duration = Duration::from_secs(60 * 60);

/// Hosts that are remembered after their last request, at the most.
const HOSTS_MAX: usize = 4096;

impl Pace {
    pub(super) fn new(delay: Duration) -> Self {
        Self { delay, hosts: HashMap::new() }
    }

    /// Says whether another page of `host` may wait its turn now.
    pub(super) fn has_room(&self, host: &str) -> bool {
        self.hosts.get(host).is_none_or(|host| host.waiting < host.speed.waiting_max())
    }

    /// Returns how much longer a host is left alone that does not answer.
    pub(super) fn rests(&self, host: &str, now: Instant) -> Option<Duration> {
        let until = self.hosts.get(host)?.rests_until?;
        Some(until.saturating_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// Reserves the next moment at which `host` may be asked; call [`Pace::done`] after the answer.
    pub(super) fn reserve(&mut self, host: &str, now: Instant) -> Instant {
        if self.hosts.len() >= HOSTS_MAX {
            self.hosts.retain(|_, host| host.waiting > 0 || host.free_at > now || host.rests_until.is_some_and(|at| at > now));
        }
        let host = self.hosts.entry(host.to_owned()).or_insert(Host {
            free_at: now,
            waiting: 0,
            speed: Speed::Unknown,
            silent: 0,
            rest: Duration::ZERO,
            rests_until: None,
        });
        let at = host.free_at.max(now);
        host.free_at = at + self.delay;
        host.waiting += 1;
        at
    }

    /// Notes how a host took a request, so that another page of it may wait.
    pub(super) fn done(&mut self, host: &str, told: Told, now: Instant) {
        let Some(host) = self.hosts.get_mut(host) else { return };
        host.waiting = host.waiting.saturating_sub(1);
        match told {
            Told::NotAsked => {}
            Told::Answered | Told::Slowly => {
                host.speed = if told == Told::Slowly { Speed::Slow } else { Speed::Fast };
                host.silent = 0;
                (host.rest, host.rests_until) = (Duration::ZERO, None);
            }
            Told::Nothing => {
                host.speed = Speed::Slow;
                host.silent += 1;
                if host.silent >= SILENT_MAX {
                    // One more silence is enough the next time.
                    host.silent = SILENT_MAX - 1;
                    host.rest = (host.rest * 2).clamp(REST, REST_MAX);
                    host.rests_until = Some(now + host.rest);
                }
            }
            Told::Wait(wait) => host.rests_until = host.rests_until.max(Some(now + wait)),
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
        pace.reserve("a", now);
        pace.done("a", Told::Answered, now);
        for _ in 0..WAITING_MAX {
            assert!(pace.has_room("a"));
            pace.reserve("a", now);
        }
        assert!(!pace.has_room("a"));
        pace.done("a", Told::Answered, now);
        assert!(pace.has_room("a"));
    }

    #[test]
    fn fewer_wait_for_a_host_that_is_slow_or_unknown() {
        let now = Instant::now();
        let mut pace = Pace::new(Duration::ZERO);
        pace.reserve("a", now);
        assert!(pace.has_room("a"));
        pace.reserve("a", now);
        assert!(!pace.has_room("a"));
        pace.done("a", Told::Nothing, now);
        pace.done("a", Told::Slowly, now);
        pace.reserve("a", now);
        assert!(!pace.has_room("a"));
        pace.done("a", Told::Answered, now);
        pace.reserve("a", now);
        assert!(pace.has_room("a"));
    }

    #[test]
    fn a_host_that_does_not_answer_is_left_alone_longer_each_time() {
        let now = Instant::now();
        let mut pace = Pace::new(Duration::ZERO);
        let mut ask = |told, now| {
            pace.reserve("a", now);
            pace.done("a", told, now);
            pace.rests("a", now)
        };
        assert_eq!([ask(Told::Nothing, now), ask(Told::Nothing, now), ask(Told::Nothing, now)], [None, None, Some(REST)]);
        let later = now + REST;
        assert_eq!(ask(Told::NotAsked, later), None);
        assert_eq!(ask(Told::Nothing, later), Some(2 * REST));
        assert_eq!(ask(Told::Answered, later + 2 * REST), None);
        assert_eq!(ask(Told::Nothing, later + 2 * REST), None);
        assert_eq!(ask(Told::Wait(REST_MAX), later), Some(REST_MAX));
    }
}
