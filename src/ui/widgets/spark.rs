//! A row of small bars: stories a day.

use crate::domain::Day;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws counts as bars, the oldest first, at most `columns` of them: neighbours are added up until they fit.
pub fn spark(counts: &[u32], columns: usize) -> String {
    if counts.is_empty() || columns == 0 {
        return String::new();
    }
    let each = counts.len().div_ceil(columns);
    let sums: Vec<u32> = counts.rchunks(each).rev().map(|days| days.iter().sum()).collect();
    let most = sums.iter().copied().max().unwrap_or(0).max(1);
    // The lowest bar stands for nothing; a single story already shows as the next one.
    sums.iter()
        .map(|&sum| if sum == 0 { BARS[0] } else { BARS[(1 + (sum - 1) as usize * 6 / (most.max(2) - 1) as usize).min(7)] })
        .collect()
}

/// Spreads days over the last `len` days that end with `today` (days since 1970).
pub fn spark_days(days: &[Day], today: i32, len: usize) -> Vec<u32> {
    let mut counts = vec![0; len];
    for day in days {
        let ago = today.saturating_sub(day.day);
        if let Some(index) = usize::try_from(ago).ok().and_then(|ago| len.checked_sub(1 + ago)) {
            counts[index] += day.stories;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_with_the_count_and_nothing_is_the_lowest() {
        assert_eq!(spark(&[0, 1, 4, 7], 4), "▁▂▅█");
        assert_eq!(spark(&[0, 0], 2), "▁▁");
        assert_eq!(spark(&[1, 0, 0, 0], 2), "▂▁");
        assert_eq!(spark(&[], 4), "");
    }

    #[test]
    fn days_without_stories_stand_between() {
        let days =
            [Day { day: 98, stories: 2 }, Day { day: 100, stories: 5 }, Day { day: 3, stories: 9 }, Day { day: 200, stories: 1 }];
        assert_eq!(spark_days(&days, 100, 4), [0, 2, 0, 5]);
    }
}
