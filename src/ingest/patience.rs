//! Servers that asked to be left alone: what one of a host's feeds is told holds for all of them.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use super::lock;

/// Most hosts that are remembered; who has more than that in trouble is asked too early rather than never.
const HOSTS_MAX: usize = 4096;

/// The longest time that a host is left alone: the longest wait with its jitter.
const PATIENCE_MAX: SignedDuration = SignedDuration::from_hours(27);

/// Until when each host wants to be left alone.
#[derive(Debug, Default)]
pub(super) struct Patience(Mutex<HashMap<String, Timestamp>>);

impl Patience {
    /// Notes that a host wants to be left alone until then.
    pub(super) fn ask_of(&self, host: &str, until: Timestamp, now: Timestamp) {
        let mut hosts = lock(&self.0);
        if hosts.len() >= HOSTS_MAX {
            hosts.retain(|_, until| *until > now);
            if hosts.len() >= HOSTS_MAX {
                hosts.clear();
            }
        }
        let known = hosts.entry(host.to_owned()).or_insert(until);
        let is_of_this_clock = *known <= now.saturating_add(PATIENCE_MAX).unwrap_or(now);
        *known = if is_of_this_clock { (*known).max(until) } else { until };
    }

    /// Returns until when a host wants to be left alone, if it does now. What lies further ahead than any wait was noted by a clock
    /// that has been set back since.
    pub(super) fn until(&self, host: &str, now: Timestamp) -> Option<Timestamp> {
        let longest = now.saturating_add(PATIENCE_MAX).unwrap_or(now);
        lock(&self.0).get(host).copied().filter(|until| (now..=longest).contains(until) && *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_left_alone_as_long_as_the_longest_answer_says() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let patience = Patience::default();
        patience.ask_of("a", at(10), at(0));
        patience.ask_of("a", at(5), at(0));
        assert_eq!(patience.until("a", at(7)), Some(at(10)));
        assert_eq!(patience.until("a", at(10)), None);
        assert_eq!(patience.until("b", at(0)), None);
    }

    #[test]
    fn a_clock_that_is_set_back_silences_no_host() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        let patience = Patience::default();
        patience.ask_of("a", at(10_024), at(10_000));
        assert_eq!(patience.until("a", at(10_000)), Some(at(10_024)));
        assert_eq!(patience.until("a", at(5_000)), None);
        patience.ask_of("a", at(5_001), at(5_000));
        assert_eq!(patience.until("a", at(5_000)), Some(at(5_001)), "what is asked since counts");
    }
}
