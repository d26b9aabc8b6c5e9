//! A day of polls in simulation, the clock an argument: how late each story of forty new feeds is seen, and what is caught up in the
//! minute after three hours without a network.
//!
//! The store, the reader of feeds and the schedule are the real ones; servers and network are not.

#![allow(clippy::print_stdout, reason = "figures are what this is for")]

use std::fmt::Write as _;

use dateline::domain::{Feed, FeedUrl, PollState};
use dateline::feed::schedule::{self, Pace, Spread};
use dateline::store::entries::{self, Incoming};
use dateline::store::feeds::{self, NewFeed};
use dateline::store::{Store, queue};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

const FEEDS: usize = 40;
/// Stories that a feed brings in a day.
const A_DAY: usize = 15;
/// Stories that a document holds.
const HELD: usize = 15;
/// Days before the feeds are subscribed to, so that documents are full then.
const BEFORE: usize = 3;
/// The interval of the config.
const EVERY_MINUTES: u32 = 15;
/// How often a poller without a network looks for it.
const LOOK: SignedDuration = SignedDuration::from_mins(1);

fn main() {
    let mut day = Day::new();
    day.run(None);
    day.tell("a day", day.begun, None);
    let mut day = Day::new();
    let train = (day.begun + SignedDuration::from_hours(2), day.begun + SignedDuration::from_hours(5));
    day.run(Some(train));
    let minute_after = day.polls.iter().filter(|at| (train.1..train.1 + LOOK).contains(at)).count();
    println!("after three hours without a network: {} feeds due, {minute_after} polled in the first minute", day.due_after);
    day.tell("stories of these hours and later", train.0, Some(train));
}

/// Numbers from 0 to 1, the same at each run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

struct Day {
    store: Store,
    _folder: tempfile::TempDir,
    begun: Timestamp,
    /// When each feed publishes, the earliest first.
    published: Vec<Vec<Timestamp>>,
    /// How many stories of each feed were there at its last poll.
    known: Vec<usize>,
    /// When each story was published and seen.
    seen: Vec<(Timestamp, Timestamp)>,
    /// Stories that dropped out of their document before they were seen.
    lost: usize,
    polls: Vec<Timestamp>,
    due_after: usize,
    chance: Chance,
}

impl Day {
    /// Subscribes at eight in the morning.
    fn new() -> Self {
        let begun: Timestamp = "2026-11-23T08:00:00Z".parse().expect("this is a time");
        let mut chance = Chance(1);
        let mut times = |_| {
            let minutes = 24.0 * 60.0;
            let mut times: Vec<Timestamp> = (0..=BEFORE)
                .flat_map(|day| (0..A_DAY).map(move |_| day))
                .map(|day| {
                    let moment = (day as f64 - BEFORE as f64 + chance.next()) * minutes * 60.0;
                    begun + SignedDuration::from_secs(moment as i64)
                })
                .collect();
            times.sort();
            times
        };
        let published = (0..FEEDS).map(&mut times).collect();
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let store = Store::open(&folder.path().join("dateline.db")).expect("a new store opens");
        let url = |feed| FeedUrl::parse(&format!("https://wire{feed}.example/feed")).expect("this is an address");
        let add = move |db: &Connection| (0..FEEDS).try_for_each(|feed| feeds::add(db, &NewFeed::of(url(feed)), begun).map(drop));
        store.write_now(move |db| add(db)).expect("feeds can be added");
        Self {
            store,
            _folder: folder,
            begun,
            published,
            known: vec![0; FEEDS],
            seen: Vec::new(),
            lost: 0,
            polls: Vec::new(),
            due_after: 0,
            chance,
        }
    }

    /// Polls what is due for a day; between the two moments of `train` there is no network.
    fn run(&mut self, train: Option<(Timestamp, Timestamp)>) {
        let mut now = self.begun;
        while now < self.begun + SignedDuration::from_hours(24) {
            let due = self.store.read_now(move |db| feeds::due(db, now, u32::MAX)).expect("the store can be read");
            if let Some((from, to)) = train
                && (from..to).contains(&now)
            {
                // Nothing counts against the feeds; they stay due.
                self.due_after = due.len();
                now += LOOK;
                continue;
            }
            for feed in due {
                self.poll(&feed, now);
            }
            let next = self.store.read_now(feeds::next_due).expect("the store can be read");
            now = next.unwrap_or(now).max(now + SignedDuration::from_secs(1));
        }
    }

    fn poll(&mut self, feed: &Feed, now: Timestamp) {
        self.polls.push(now);
        let index = feed.id.0 as usize - 1;
        let times = &self.published[index];
        let there = times.partition_point(|at| *at <= now);
        let first = there.saturating_sub(HELD);
        let known = std::mem::replace(&mut self.known[index], there);
        self.lost += if known == 0 { 0 } else { first.saturating_sub(known) };
        self.seen.extend(times[first.max(known)..there].iter().filter(|at| **at > self.begun).map(|at| (*at, now)));
        let mut pace = Pace::of(feed, EVERY_MINUTES);
        let id = feed.id;
        if there == known {
            let state = planned(now, pace, self.chance.next());
            self.store.write_now(move |db| feeds::save_poll_state(db, id, &state)).expect("a poll can be written");
            return;
        }
        let mut document = "<rss version='2.0'><channel><title>Wire</title>".to_owned();
        for (nth, at) in times.iter().enumerate().take(there).skip(first).rev() {
            let date = at.strftime("%a, %d %b %Y %H:%M:%S GMT");
            let _ = write!(document, "<item><guid>{nth}</guid><title>Story {nth}</title><pubDate>{date}</pubDate></item>");
        }
        let parsed = dateline::feed::parse((document + "</channel></rss>").as_bytes(), None, None).expect("this is a feed");
        pace.document = Spread::of(parsed.entries.iter().filter_map(|entry| entry.published), now);
        let state = planned(now, pace, self.chance.next());
        let incoming = Incoming::new(parsed);
        let save = move |db: &Connection| entries::save_poll(db, id, &incoming, &state, 0, now).map(drop);
        self.store.write_now(move |db| save(db)).expect("a poll can be written");
    }

    /// Tells how late the stories were seen that were published after a moment.
    fn tell(&self, what: &str, since: Timestamp, train: Option<(Timestamp, Timestamp)>) {
        // What came while there was no network could be seen when it was back.
        let could_be = |at: Timestamp| train.map_or(at, |(from, to)| if (from..to).contains(&at) { to } else { at });
        let mut late: Vec<SignedDuration> =
            self.seen.iter().filter(|(at, _)| *at >= since).map(|(at, seen)| seen.duration_since(could_be(*at))).collect();
        late.sort();
        let at = |part: f64| late[(part * (late.len() - 1) as f64) as usize].as_mins();
        let queued = self.store.read_now(queue::len).expect("the store can be read");
        println!(
            "{what}: {} stories seen after {} min (median), {} min (nine of ten), {} min (worst); {} lost; {} polls; {queued} stored",
            late.len(),
            at(0.5),
            at(0.9),
            at(1.0),
            self.lost,
            self.polls.len()
        );
    }
}

fn planned(now: Timestamp, pace: Pace, jitter: f64) -> PollState {
    let next = schedule::next_poll(now, pace, jitter);
    PollState { last_poll: Some(now), next_poll: Some(next.at), plan: Some(next.why.into()), ..PollState::default() }
}
