//! The poller: which feeds are due, and when to look again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tracing::info;

use super::Context;
use super::round::poll_once;
use crate::domain::{Feed, FeedId};
use crate::store::{StoreError, feeds};

/// The longest sleep between two looks at the schedule: another program may have added a feed.
const LOOK_AGAIN: Duration = Duration::from_secs(5 * 60);

/// The longest time after which a machine that has slept is noticed.
const CLOCK_EVERY: Duration = Duration::from_secs(10);

/// A sleep of the machine that is shorter makes no difference.
const SLEEP_TOLD: SignedDuration = SignedDuration::from_mins(1);

/// Which feeds to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those whose time has come.
    Due,
    /// All that are not paused.
    All,
    /// Just these, paused or not.
    These(Vec<FeedId>),
    /// Those that were added since, and have not been asked yet.
    AddedSince(Timestamp),
}

/// A feed that was added so long before polling begins counts as added then.
const ADDED_JUST_BEFORE: SignedDuration = SignedDuration::from_secs(10);

/// Polls what is due for as long as it is polled itself: after a sleep of the machine at once, and as soon as there is a network
/// again. Unless `at_once`, what is due already waits a whole interval; a feed that is added meanwhile does not.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn keep_polling(context: &Arc<Context>, at_once: bool) -> Result<(), StoreError> {
    // Who adds a feed and starts this at once may have been a moment earlier, and the store keeps milliseconds.
    let begun = Timestamp::now() - ADDED_JUST_BEFORE;
    let mut clocks = Clocks::now();
    if !at_once {
        let end = Instant::now() + Duration::from_secs(60 * u64::from(context.settings.every_minutes));
        while rest(context, end, &mut clocks).await == Roused::ByReader {
            poll_once(context, Which::AddedSince(begun)).await?;
        }
    }
    loop {
        poll_once(context, Which::Due).await?;
        let wait = match context.network.pause() {
            Some(pause) => pause,
            None => context.store.read(feeds::next_due).await?.map_or(LOOK_AGAIN, until),
        };
        let end = Instant::now() + wait.clamp(Duration::from_secs(1), LOOK_AGAIN);
        if rest(context, end, &mut clocks).await == Roused::ByClock {
            info!("the machine has slept: what is due is polled now");
            context.network.awoke();
        }
    }
}

fn until(at: Timestamp) -> Duration {
    at.duration_since(Timestamp::now()).try_into().unwrap_or(Duration::ZERO)
}

/// What ended a rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Roused {
    /// Its time was over.
    InTime,
    /// Feeds were added or changed, or the network came back.
    ByReader,
    /// The machine has slept.
    ByClock,
}

/// Waits until then. The timer stands still while the machine sleeps, so that the clocks are compared meanwhile.
async fn rest(context: &Context, end: Instant, clocks: &mut Clocks) -> Roused {
    let begun = Instant::now();
    loop {
        // A key may have found meanwhile that there is no network.
        let end = context.network.pause().map_or(end, |pause| end.min(begun + pause));
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Roused::InTime;
        }
        tokio::select! {
            () = tokio::time::sleep(left.min(CLOCK_EVERY)) => {}
            () = context.schedule.notified() => return Roused::ByReader,
        }
        if clocks.asleep(Clocks::now()) > SLEEP_TOLD {
            return Roused::ByClock;
        }
    }
}

/// The clock on the wall and the one that stands still while the machine sleeps.
#[derive(Clone, Copy, Debug)]
struct Clocks {
    wall: Timestamp,
    running: Instant,
}

impl Clocks {
    fn now() -> Self {
        Self { wall: Timestamp::now(), running: Instant::now() }
    }

    /// Returns how long the machine slept, or the wall clock was put forward, since this was asked last.
    fn asleep(&mut self, now: Self) -> SignedDuration {
        let before = std::mem::replace(self, now);
        let running = SignedDuration::try_from(now.running.saturating_duration_since(before.running)).unwrap_or_default();
        now.wall.duration_since(before.wall).saturating_sub(running)
    }
}

pub(super) async fn choose(context: &Context, which: Which) -> Result<Vec<Feed>, StoreError> {
    let now = Timestamp::now();
    context
        .store
        .read(move |db| match which {
            Which::Due => feeds::due(db, now, u32::MAX),
            Which::All => Ok(feeds::all(db, now)?.into_iter().filter(|feed| !feed.settings.paused).collect()),
            Which::These(ids) => Ok(feeds::all(db, now)?.into_iter().filter(|feed| ids.contains(&feed.id)).collect()),
            Which::AddedSince(moment) => {
                let is_new = |feed: &Feed| feed.added >= moment && feed.poll.last_poll.is_none();
                Ok(feeds::due(db, now, u32::MAX)?.into_iter().filter(is_new).collect())
            }
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_slept_is_told_from_one_that_ran() {
        let begun = Clocks::now();
        let later = |wall: i64, running: u64| Clocks {
            wall: begun.wall + SignedDuration::from_secs(wall),
            running: begun.running + Duration::from_secs(running),
        };
        let mut clocks = begun;
        assert_eq!(clocks.asleep(later(10, 10)), SignedDuration::ZERO);
        assert_eq!(clocks.asleep(later(3610, 20)), SignedDuration::from_secs(3590));
        assert_eq!(clocks.asleep(later(3620, 30)), SignedDuration::ZERO);
        assert!(clocks.asleep(later(0, 40)) < SignedDuration::ZERO, "a clock that is put back is no sleep");
    }
}
