//! When a feed is asked again: pure arithmetic over what the reader set and the server said.

use jiff::{SignedDuration, Timestamp};

/// Shortest time between two polls of a feed, whatever anyone asks.
pub const SHORTEST: SignedDuration = SignedDuration::from_mins(1);
/// Longest time that a server or a row of failures can keep a feed waiting.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// Longest time that a feed's own wish (`ttl`, `max-age`) is followed when the reader has set none.
const LONGEST_WISH: SignedDuration = SignedDuration::from_hours(6);
/// How far a poll is moved at random, in hundredths of the time to it, so that feeds do not stay in step.
const JITTER_PERCENT: f64 = 10.0;

/// What says how often a feed is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Minutes between polls by the config.
    pub every_minutes: u32,
    /// Minutes that the reader has set for this feed; wins over every wish of the feed.
    pub own_minutes: Option<u32>,
    /// Minutes for which the feed asks not to be polled (`ttl`).
    pub ttl_minutes: Option<u32>,
    /// How long the last answer stays fresh.
    pub max_age: Option<SignedDuration>,
}

/// Returns when to poll again after a good answer. `jitter` is a random number from 0 to 1.
pub fn next_poll(now: Timestamp, pace: Pace, jitter: f64) -> Timestamp {
    let minutes = |minutes: u32| SignedDuration::from_mins(i64::from(minutes));
    let wait = pace.own_minutes.map_or_else(
        || {
            let wished = pace.ttl_minutes.map(minutes).into_iter().chain(pace.max_age).max().unwrap_or_default();
            wished.min(LONGEST_WISH).max(minutes(pace.every_minutes))
        },
        minutes,
    );
    after(now, wait, jitter)
}

/// Returns when to try again after the `failures`-th failure in a row.
///
/// The time doubles with each failure; what the server asks for in `Retry-After` is given if it is longer.
pub fn after_failure(now: Timestamp, pace: Pace, failures: u32, retry_after: Option<SignedDuration>, jitter: f64) -> Timestamp {
    let usual = SignedDuration::from_mins(i64::from(pace.own_minutes.unwrap_or(pace.every_minutes)));
    let doublings = failures.saturating_sub(1).min(10);
    let backed_off = usual.clamp(SHORTEST, LONGEST).saturating_mul(1 << doublings).min(LONGEST);
    let asked = retry_after.unwrap_or_default().clamp(SignedDuration::ZERO, LONGEST);
    // A server that asks for an hour must not be asked a little before it: jitter only adds there.
    if asked >= backed_off {
        return later(now, asked.as_secs_f64() * (1.0 + jitter.clamp(0.0, 1.0) * JITTER_PERCENT / 100.0));
    }
    after(now, backed_off, jitter)
}

/// Adds a wait that lies around `wait` by the jitter.
fn after(now: Timestamp, wait: SignedDuration, jitter: f64) -> Timestamp {
    let swing = (jitter.clamp(0.0, 1.0) * 2.0 - 1.0) * JITTER_PERCENT / 100.0;
    later(now, wait.clamp(SHORTEST, LONGEST).as_secs_f64() * (1.0 + swing))
}

fn later(now: Timestamp, seconds: f64) -> Timestamp {
    let wait = SignedDuration::from_secs(seconds as i64).clamp(SHORTEST, LONGEST);
    now.saturating_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PACE: Pace = Pace { every_minutes: 15, own_minutes: None, ttl_minutes: None, max_age: None };

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn minutes(then: Timestamp) -> i64 {
        then.duration_since(now()).as_mins()
    }

    #[test]
    fn a_feed_is_polled_as_often_as_the_longest_wish_says() {
        assert_eq!(minutes(next_poll(now(), PACE, 0.5)), 15);
        assert_eq!(minutes(next_poll(now(), Pace { ttl_minutes: Some(60), ..PACE }, 0.5)), 60);
        assert_eq!(minutes(next_poll(now(), Pace { max_age: Some(SignedDuration::from_mins(30)), ..PACE }, 0.5)), 30);
        assert_eq!(minutes(next_poll(now(), Pace { ttl_minutes: Some(10_000), ..PACE }, 0.5)), 360);
        assert_eq!(minutes(next_poll(now(), Pace { ttl_minutes: Some(60), own_minutes: Some(5), ..PACE }, 0.5)), 5);
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        let waits: Vec<i64> = [1, 2, 3, 7, 8, 4_000_000_000].map(|n| minutes(after_failure(now(), PACE, n, None, 0.5))).to_vec();
        assert_eq!(waits, [15, 30, 60, 960, 1440, 1440]);
    }

    #[test]
    fn a_server_is_left_alone_as_long_as_it_asks_within_a_day() {
        let wait = |asked: i64| minutes(after_failure(now(), PACE, 1, Some(SignedDuration::from_secs(asked)), 0.0));
        assert_eq!([wait(120 * 60), wait(i64::MAX), wait(-9), wait(1)], [120, 1440, 13, 13]);
    }

    proptest! {
        #[test]
        fn every_wait_lies_between_a_minute_and_a_day(
            every in any::<u32>(), own in any::<Option<u32>>(), ttl in any::<Option<u32>>(), age in any::<Option<i64>>(),
            failures in any::<u32>(), jitter in any::<f64>(),
        ) {
            let pace = Pace { every_minutes: every, own_minutes: own, ttl_minutes: ttl, max_age: age.map(SignedDuration::from_secs) };
            for then in [next_poll(now(), pace, jitter), after_failure(now(), pace, failures, pace.max_age, jitter)] {
                let wait = then.duration_since(now());
                prop_assert!(wait >= SHORTEST && wait <= LONGEST, "{wait}");
            }
        }
    }
}
