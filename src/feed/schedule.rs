//! When a feed is asked again: pure arithmetic over what the reader set, the server said and the feed brings.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Unit};

use crate::domain::{Feed, Wishes};

/// Shortest time between two polls of a feed, whatever anyone asks.
pub const SHORTEST: SignedDuration = SignedDuration::from_mins(1);
/// Longest time that a server or a row of failures can keep a feed waiting, and that a quiet feed waits.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// Longest time that a feed's own wish (`ttl`, `max-age`) is followed when the reader has set none.
const LONGEST_WISH: SignedDuration = SignedDuration::from_hours(6);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How far ahead hours that a feed wants to be left alone in are followed.
const SKIP_HOURS_MAX: u32 = 72;
/// How often a feed is asked between two of its stories, on average: a story is seen after a twelfth of the time to the next.
const POLLS_A_STORY: f64 = 6.0;
/// Over less time than this nothing is counted: two stories in one minute do not make a feed of thousands a day.
const COUNTED_OVER_MIN: SignedDuration = SignedDuration::from_hours(12);
/// The time over which stories are counted at the most.
const COUNTED_OVER_MAX: SignedDuration = SignedDuration::from_hours(28 * 24);
/// The time over which stories are counted too, so that a feed that has become busy, or was not read for weeks, is asked accordingly.
const LATELY: SignedDuration = SignedDuration::from_hours(2 * 24);
/// With fewer stories a document does not tell how soon they drop out of it.
const STORIES_TELLING: u32 = 5;
/// How far a poll is moved at random, in hundredths of the time to it, so that feeds do not stay in step.
const JITTER_PERCENT: f64 = 10.0;

/// What says how often a feed is polled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Minutes between polls by the config: a feed is not polled more often unless the reader says so for this feed.
    pub every_minutes: u32,
    /// Minutes that the reader has set for this feed; wins over every wish of the feed.
    pub own_minutes: Option<u32>,
    /// When the feed wants to be asked.
    pub wishes: Wishes,
    /// How long the last answer stays fresh.
    pub max_age: Option<SignedDuration>,
    /// Stories that the feed brings in a week; `None` for one that has brought none yet.
    pub weekly: Option<f32>,
    /// The stories of the document that it has just sent.
    pub document: Option<Spread>,
}

impl Pace {
    /// Returns the pace of a feed that asks for nothing, by what it has brought.
    pub fn of(feed: &Feed, every_minutes: u32) -> Self {
        let lately = feed.lately as f32 / LATELY.as_hours() as f32 * WEEK.as_hours() as f32;
        let weekly = (feed.stories > 0).then_some(feed.weekly.max(lately));
        Self { every_minutes, own_minutes: None, wishes: Wishes::default(), max_age: None, weekly, document: None }
    }
}

/// How the dated stories of a document lie in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// How many they are.
    stories: u32,
    /// Of these, those of the last weeks.
    of_late: u32,
    /// The age of the oldest.
    age: SignedDuration,
}

impl Spread {
    /// Takes the dates of a document's stories; `None` where none has one.
    pub fn of(dates: impl Iterator<Item = Timestamp>, now: Timestamp) -> Option<Self> {
        let none = Self { stories: 0, of_late: 0, age: SignedDuration::ZERO };
        let spread = dates.map(|date| now.duration_since(date)).filter(|age| !age.is_negative()).fold(none, |so_far, age| Self {
            stories: so_far.stories + 1,
            of_late: so_far.of_late + u32::from(age <= COUNTED_OVER_MAX),
            age: so_far.age.max(age),
        });
        (spread.stories > 0).then_some(spread)
    }

    /// Returns how many stories a week these are.
    pub fn weekly(self) -> f32 {
        let over = self.age.clamp(COUNTED_OVER_MIN, COUNTED_OVER_MAX);
        self.of_late as f32 * (WEEK.as_secs_f64() / over.as_secs_f64()) as f32
    }

    /// Returns after what time half of the stories have dropped out of the document, as far as they tell.
    fn rolls_over(self) -> Option<SignedDuration> {
        (self.stories >= STORIES_TELLING).then(|| self.age / 2)
    }
}

/// When a feed is asked next, and why not sooner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// The moment.
    pub at: Timestamp,
    /// The reason, to stand after "next in 2h: ".
    pub why: &'static str,
}

/// Returns when to poll again after a good answer. `jitter` is a random number from 0 to 1.
pub fn next_poll(now: Timestamp, pace: Pace, jitter: f64) -> Next {
    let minutes = |minutes: u32| SignedDuration::from_mins(i64::from(minutes));
    if let Some(own) = pace.own_minutes {
        return Next { at: after(now, minutes(own), jitter), why: "as often as you set it" };
    }
    let every = minutes(pace.every_minutes);
    let weekly = pace.weekly.into_iter().chain(pace.document.map(Spread::weekly)).reduce(f32::max);
    let (wait, why) = [
        (every, "as often as the config says"),
        (pace.wishes.minutes.map(minutes).unwrap_or_default().min(LONGEST_WISH), "the feed asks for that"),
        (pace.max_age.unwrap_or_default().min(LONGEST_WISH), "the server says that its answer holds so long"),
        (weekly.map(learned).unwrap_or_default(), "it seldom brings a story"),
    ]
    .into_iter()
    // The first of equals.
    .reduce(|best, other| if other.0 > best.0 { other } else { best })
    .unwrap_or_default();
    // A wish to be asked seldom is no wish that stories get lost.
    let (wait, why) = match pace.document.and_then(Spread::rolls_over).map(|half| half.max(every)) {
        Some(half) if half < wait => (half, "later, stories would drop out of its document unseen"),
        _ => (wait, why),
    };
    let at = after(now, wait, jitter);
    let left_alone = outside_skipped(at, pace.wishes);
    Next { at: left_alone, why: if left_alone == at { why } else { "the feed asks to be left alone until then" } }
}

/// Returns how long to wait for a feed that brings so many stories a week.
fn learned(weekly: f32) -> SignedDuration {
    let seconds = WEEK.as_secs_f64() / f64::from(weekly.max(f32::MIN_POSITIVE)) / POLLS_A_STORY;
    SignedDuration::from_secs(seconds.min(LONGEST.as_secs_f64()) as i64)
}

/// Returns the moment, or the first whole hour after it in which the feed does not ask to be left alone.
fn outside_skipped(at: Timestamp, wishes: Wishes) -> Timestamp {
    let is_skipped = |at: Timestamp| {
        let time = at.to_zoned_datetime(TimeZone::UTC);
        wishes.skip_hours >> time.hour() & 1 == 1 || wishes.skip_days >> time.weekday().to_monday_zero_offset() & 1 == 1
    };
    let hour = |ahead: u32| {
        let begun = at.round(jiff::TimestampRound::new().smallest(Unit::Hour).mode(jiff::RoundMode::Trunc)).ok()?;
        begun.checked_add(SignedDuration::from_hours(i64::from(ahead))).ok()
    };
    if !is_skipped(at) {
        return at;
    }
    // A feed that wants to be left alone always is not taken at its word.
    (1..=SKIP_HOURS_MAX).filter_map(hour).find(|at| !is_skipped(*at)).unwrap_or(at)
}

/// Returns when to try again after the `failures`-th failure in a row.
///
/// The time doubles with each failure; what the server asks for in `Retry-After` is given if it is longer.
pub fn after_failure(now: Timestamp, pace: Pace, failures: u32, retry_after: Option<SignedDuration>, jitter: f64) -> Next {
    let usual = SignedDuration::from_mins(i64::from(pace.own_minutes.unwrap_or(pace.every_minutes)));
    let doublings = failures.saturating_sub(1).min(10);
    let backed_off = usual.clamp(SHORTEST, LONGEST).saturating_mul(1 << doublings).min(LONGEST);
    let asked = retry_after.unwrap_or_default().clamp(SignedDuration::ZERO, LONGEST);
    if asked >= backed_off {
        return when_asked(now, asked, jitter);
    }
    Next { at: after(now, backed_off, jitter), why: "each failure in a row doubles the wait" }
}

/// Returns when to ask a server again that asked to be left alone for some time, within a day.
pub fn when_asked(now: Timestamp, asked: SignedDuration, jitter: f64) -> Next {
    let asked = asked.clamp(SHORTEST, LONGEST);
    // A server that asks for an hour must not be asked a little before it: jitter only adds here.
    let at = later(now, asked.as_secs_f64() * (1.0 + jitter.clamp(0.0, 1.0) * JITTER_PERCENT / 100.0));
    Next { at, why: "the server asks to be left alone until then" }
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

    const PACE: Pace = Pace {
        every_minutes: 15,
        own_minutes: None,
        wishes: Wishes { minutes: None, skip_hours: 0, skip_days: 0 },
        max_age: None,
        weekly: None,
        document: None,
    };

    /// A Monday at noon.
    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn minutes(then: Next) -> i64 {
        then.at.duration_since(now()).as_mins()
    }

    fn wishes(minutes: u32) -> Wishes {
        Wishes { minutes: Some(minutes), ..Wishes::default() }
    }

    #[test]
    fn a_feed_is_polled_as_often_as_the_longest_wish_says() {
        assert_eq!(minutes(next_poll(now(), PACE, 0.5)), 15);
        assert_eq!(minutes(next_poll(now(), Pace { wishes: wishes(60), ..PACE }, 0.5)), 60);
        assert_eq!(minutes(next_poll(now(), Pace { max_age: Some(SignedDuration::from_mins(30)), ..PACE }, 0.5)), 30);
        assert_eq!(minutes(next_poll(now(), Pace { wishes: wishes(10_000), ..PACE }, 0.5)), 360);
        assert_eq!(minutes(next_poll(now(), Pace { wishes: wishes(60), own_minutes: Some(5), ..PACE }, 0.5)), 5);
    }

    #[test]
    fn a_quiet_feed_is_asked_seldom_and_a_busy_one_often() {
        for (weekly, expected) in [(1000.0, 15), (70.0, 24), (7.0, 240), (1.0, 1440), (0.0, 1440)] {
            assert_eq!(minutes(next_poll(now(), Pace { weekly: Some(weekly), ..PACE }, 0.5)), expected, "{weekly} a week");
        }
    }

    /// A document with a story every so many minutes, the newest as old.
    fn document(stories: i64, minutes: i64) -> Option<Spread> {
        Spread::of((1..=stories).map(|nth| now() - SignedDuration::from_mins(nth * minutes)), now())
    }

    #[test]
    fn a_young_feed_is_asked_as_often_as_its_document_says() {
        for (stories, apart, expected) in [
            (15, 24 * 60 / 15, 16),
            (10, 24 * 60, 240),
            (30, 8, 15),
            (1, 5, 120),
            (2, 24 * 60, 240),
            (20, 7 * 24 * 60, 1440),
            (3, 60 * 24 * 60, 1440),
        ] {
            let pace = Pace { weekly: None, document: document(stories, apart), ..PACE };
            assert_eq!(minutes(next_poll(now(), pace, 0.5)), expected, "{stories} stories, {apart} minutes apart");
        }
        assert_eq!(Spread::of([].into_iter(), now()), None);
        assert_eq!(Spread::of([now() + SignedDuration::from_secs(1)].into_iter(), now()), None, "the future tells nothing");
    }

    #[test]
    fn a_feed_is_asked_before_its_document_rolls_over() {
        let wait = |pace: Pace| minutes(next_poll(now(), Pace { document: document(30, 8), ..pace }, 0.5));
        let day = Some(SignedDuration::from_hours(24));
        assert_eq!(wait(Pace { wishes: wishes(60), ..PACE }), 60, "a wish that loses nothing is followed");
        assert_eq!(wait(Pace { wishes: wishes(1440), ..PACE }), 120);
        assert_eq!(wait(Pace { max_age: day, ..PACE }), 120);
        assert_eq!(wait(Pace { every_minutes: 180, ..PACE }), 180, "the config says how often at the most");
        assert_eq!(wait(Pace { own_minutes: Some(600), ..PACE }), 600, "and so does the reader");
        // A handful of stories tells nothing of when they go.
        let few = Pace { wishes: wishes(240), document: document(3, 20), ..PACE };
        assert_eq!(minutes(next_poll(now(), few, 0.5)), 240);
    }

    #[test]
    fn hours_and_days_that_a_feed_wants_for_itself_are_left_to_it() {
        let skip = |skip_hours, skip_days| {
            let pace = Pace { wishes: Wishes { minutes: None, skip_hours, skip_days }, ..PACE };
            next_poll(now(), pace, 0.5).at.to_string()
        };
        assert_eq!(skip(1 << 12 | 1 << 13, 0), "2026-11-23T14:00:00Z");
        assert_eq!(skip(0, 1), "2026-11-24T00:00:00Z");
        assert_eq!(skip(0xff_ffff, 0), "2026-11-23T12:15:00Z", "always is not taken at its word");
        assert_eq!(skip(1 << 11, 1 << 6), "2026-11-23T12:15:00Z");
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
        fn every_wait_lies_between_a_minute_and_a_day_but_for_skipped_hours(
            every in any::<u32>(), own in any::<Option<u32>>(), ttl in any::<Option<u32>>(), age in any::<Option<i64>>(),
            failures in any::<u32>(), jitter in any::<f64>(), weekly in any::<Option<f32>>(), ages in any::<Vec<i32>>(),
            skip_hours in any::<u32>(), skip_days in any::<u8>(),
        ) {
            let wishes = Wishes { minutes: ttl, skip_hours, skip_days };
            let max_age = age.map(SignedDuration::from_secs);
            let document = Spread::of(ages.into_iter().map(|age| now() - SignedDuration::from_secs(age.into())), now());
            let pace = Pace { every_minutes: every, own_minutes: own, wishes, max_age, weekly, document };
            for then in [next_poll(now(), pace, jitter), after_failure(now(), pace, failures, max_age, jitter)] {
                let wait = then.at.duration_since(now());
                let skipped = if then.why.contains("left alone until") { i64::from(SKIP_HOURS_MAX) } else { 0 };
                prop_assert!(wait >= SHORTEST && wait <= LONGEST + SignedDuration::from_hours(skipped), "{wait}");
            }
        }
    }
}
