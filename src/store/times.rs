//! How long transactions that write take: others wait for each, so none may be long.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the classes, in milliseconds; what takes longer than the last is in a class of its own.
const BOUNDS_MS: [u64; 9] = [1, 2, 5, 10, 20, 50, 100, 200, 1_000];

/// Pages that the journal may hold before it is emptied into the database: 16 MiB.
const JOURNAL_PAGES_MAX: u64 = 4_000;

/// Counts transactions by how long they took, from the moment that they could begin until they were written.
#[derive(Debug, Default)]
pub(super) struct WriteTimes {
    counts: [AtomicU64; BOUNDS_MS.len() + 1],
    longest_us: AtomicU64,
    /// Pages that the journal holds.
    journal: AtomicU64,
}

impl WriteTimes {
    /// Counts one.
    pub(super) fn add(&self, time: Duration) {
        let us = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let class = BOUNDS_MS.partition_point(|bound| bound * 1_000 < us);
        self.counts[class].fetch_add(1, Ordering::Relaxed);
        self.longest_us.fetch_max(us, Ordering::Relaxed);
    }

    /// Notes how many pages the journal holds after a transaction.
    pub(super) fn journal_is(&self, pages: u64) {
        self.journal.store(pages, Ordering::Relaxed);
    }

    /// Says, once, whether the journal is to be emptied.
    pub(super) fn journal_is_full(&self) -> bool {
        self.journal.load(Ordering::Relaxed) >= JOURNAL_PAGES_MAX && self.journal.swap(0, Ordering::Relaxed) > 0
    }
}

impl fmt::Display for WriteTimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = self.longest_us.load(Ordering::Relaxed) / 1_000;
        let counts: Vec<u64> = self.counts.iter().map(|count| count.load(Ordering::Relaxed)).collect();
        write!(f, "{} transactions, the longest {longest} ms", counts.iter().sum::<u64>())?;
        for (class, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            match BOUNDS_MS.get(class) {
                Some(bound) => write!(f, "; {count} up to {bound} ms")?,
                None => write!(f, "; {count} longer")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_journal_is_emptied_once() {
        let times = WriteTimes::default();
        times.journal_is(JOURNAL_PAGES_MAX - 1);
        assert!(!times.journal_is_full());
        times.journal_is(JOURNAL_PAGES_MAX);
        assert!(times.journal_is_full() && !times.journal_is_full());
    }

    #[test]
    fn times_are_counted_by_their_length() {
        let times = WriteTimes::default();
        for us in [0, 1_000, 1_001, 99_000, 7_000_000] {
            times.add(Duration::from_micros(us));
        }
        let words = "5 transactions, the longest 7000 ms; 2 up to 1 ms; 1 up to 2 ms; 1 up to 100 ms; 1 longer";
        assert_eq!(times.to_string(), words);
    }
}
