//! What has been read of a date, and the moment that it makes.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use super::words::{Half, Months};

/// Years of the Thai calendar that are years of feeds, and what parts them from ours.
pub(super) const BUDDHIST_YEARS: std::ops::RangeInclusive<i32> = 2443..=2642;
pub(super) const BUDDHIST_YEARS_AHEAD: i32 = 543;

/// The last half years that are believed where the order of three numbers is in doubt: at their beginning, where a day may stand
/// as well, and at their end.
const FIRST_HALF_YEAR_MAX: u32 = 26;
const LAST_HALF_YEAR_MAX: u32 = 29;

/// A time of day as written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Time {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) nanos: i32,
}

/// What has been understood so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) year: Option<i32>,
    pub(super) months: Option<Months>,
    pub(super) day: Option<u8>,
    /// Month and day the other way round, where numbers leave that open.
    turned: Option<(u8, u8)>,
    /// Day of the year, where the date is written so.
    ordinal: Option<u16>,
    /// Whether the date came in one piece and cannot go on.
    pub(super) whole: bool,
    pub(super) time: Option<Time>,
    pub(super) half: Option<Half>,
    pub(super) offset_seconds: Option<i32>,
    /// The weekdays that were named; a bit for each, Monday the lowest.
    pub(super) weekdays: u8,
}

impl Found {
    /// Returns the moment; a zone's name counts where no offset is written.
    pub(super) fn timestamp(self, zone: Option<TimeZone>) -> Option<Timestamp> {
        let time = self.time.unwrap_or_default();
        let hour = match (self.half, time.hour) {
            (Some(Half::Afternoon), 0..12) | (Some(Half::Night), 6..12) => time.hour + 12,
            (Some(Half::Morning | Half::Night), 12) => 0,
            (_, hour) => hour,
        };
        // Midnight is written 24:00 by some; they mean the end of that day.
        let next_day = hour == 24 && time.minute == 0 && time.second == 0;
        let hour = if next_day { 0 } else { hour };
        if hour > 23 || time.minute > 59 || time.second > 60 {
            return None;
        }
        let small = |number: u32| i8::try_from(number).ok();
        let clock = jiff::civil::Time::new(small(hour)?, small(time.minute)?, small(time.second.min(59))?, time.nanos).ok()?;
        // A leap second is the first of the next minute.
        let late = i64::from(time.second == 60);
        let days = i64::from(self.ordinal.unwrap_or(1)) - 1 + i64::from(next_day);
        let civil = DateTime::from_parts(self.date()?, clock);
        let civil = civil.checked_add(jiff::Span::new().days(days).seconds(late)).ok()?;
        if let (None, Some(zone)) = (self.offset_seconds, zone) {
            return zone.to_timestamp(civil).ok();
        }
        let utc = Offset::UTC.to_timestamp(civil).ok()?;
        utc.checked_sub(jiff::SignedDuration::from_secs(i64::from(self.offset_seconds.unwrap_or(0)))).ok()
    }

    /// Returns the day; where the words or numbers leave a choice, the weekday makes it.
    fn date(&self) -> Option<Date> {
        let year = match self.year? {
            year if BUDDHIST_YEARS.contains(&year) => year - BUDDHIST_YEARS_AHEAD,
            year => year,
        };
        let date = |month: u8, day: u8| Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok();
        if self.ordinal.is_some() {
            return date(1, 1);
        }
        let (months, day) = (self.months?, self.day.unwrap_or(1));
        let first = date(months.first, day);
        let fits = |date: &Date| self.weekdays & 1 << date.weekday().to_monday_zero_offset() != 0;
        if self.weekdays == 0 || first.as_ref().is_some_and(fits) {
            return first;
        }
        let mut others = months.iter().skip(1).map(|month| (month, day)).chain(self.turned);
        others.find_map(|(month, day)| date(month, day).filter(fits)).or(first)
    }

    /// Says whether year and day are known, so that what follows is no part of them.
    pub(super) fn has_date(&self) -> bool {
        self.whole || (self.year.is_some() && self.day.is_some() && self.months.is_some())
    }

    pub(super) fn set_year(&mut self, digits: &str) -> Option<()> {
        let year: i32 = digits.parse().ok()?;
        self.year = Some(match digits.len() {
            // Feeds are younger than 1970; a half year names the nearest century.
            2 if year < 70 => 2000 + year,
            2 => 1900 + year,
            _ => year,
        });
        Some(())
    }

    pub(super) fn set_month(&mut self, digits: &str) -> Option<()> {
        self.months = Some(Months::number(digits.parse().ok().filter(|month| (1..=12).contains(month))?));
        Some(())
    }

    pub(super) fn set_day(&mut self, digits: &str) -> Option<()> {
        self.day = Some(digits.parse().ok().filter(|day| (1..=31).contains(day))?);
        Some(())
    }

    /// Takes a date that is known as one.
    pub(super) fn set_whole(&mut self, date: Date) {
        self.year = Some(date.year().into());
        self.months = u8::try_from(date.month()).ok().map(Months::number);
        self.day = u8::try_from(date.day()).ok();
        self.whole = true;
    }

    /// Takes what a word says of the month; the surer word counts, of two the last: "mar., 24 mars".
    pub(super) fn take_months(&mut self, months: Months) {
        if !self.whole && self.months.is_none_or(|known| months.certainty >= known.certainty) {
            self.months = Some(months);
        }
    }

    /// Takes the second small number of "30 5 2026" and the third of "2026 5 30".
    pub(super) fn month_among_numbers(&mut self, digits: &str) -> Option<()> {
        match (self.year, self.day) {
            (Some(_), Some(month)) => {
                self.set_month(&month.to_string())?;
                self.set_day(digits)
            }
            _ => self.set_month(digits),
        }
    }

    /// Takes a date in two or three numbers that `part` parts.
    pub(super) fn numbers(&mut self, part: char, first: &str, second: &str, third: Option<&str>) -> Option<()> {
        self.whole = true;
        let Some(third) = third else {
            return match (first.len(), second.len()) {
                (4 | 2, 3) => self.set_year(first).and_then(|()| self.set_ordinal(second)),
                (4, 1 | 2) => self.set_year(first).and_then(|()| self.set_month(second)),
                _ => None,
            };
        };
        let (one, two, three): (u32, u32, u32) = (first.parse().ok()?, second.parse().ok()?, third.parse().ok()?);
        let halves = first.len() == 2 && third.len() == 2;
        if first.len() == 4 || halves && year_comes_first(part, one, two, three) {
            self.set_year(first)?;
            self.set_month(second)?;
            return self.set_day(third);
        }
        self.set_year(if matches!(third.len(), 2 | 4) { third } else { return None })?;
        // With slashes America writes the month first; a number above 12 shows who does not.
        let month_first = part == '/' && one <= 12 || two > 12;
        let (month, day) = if month_first { (first, second) } else { (second, first) };
        self.set_month(month)?;
        self.set_day(day)?;
        self.turned = day.parse().ok().zip(month.parse().ok());
        Some(())
    }

    /// Reads `20261123`, `2026327`, `261123` and `26327`.
    pub(super) fn packed_date(&mut self, digits: &str) -> Option<()> {
        let year_digits = if digits.len() >= 7 { 4 } else { 2 };
        let (year, rest) = digits.split_at(year_digits);
        self.set_year(year)?;
        self.whole = true;
        if rest.len() == 3 {
            return self.set_ordinal(rest);
        }
        self.set_month(&rest[..2])?;
        self.set_day(&rest[2..])
    }

    /// Reads `1405` and `140509`.
    pub(super) fn packed_time(&mut self, digits: &str) -> Option<()> {
        let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse().ok());
        self.time = Some(Time { hour: part(0)?, minute: part(2)?, second: part(4)?, nanos: 0 });
        Some(())
    }

    fn set_ordinal(&mut self, digits: &str) -> Option<()> {
        self.ordinal = Some(digits.parse().ok().filter(|day| (1..=366).contains(day))?);
        self.day = Some(1);
        Some(())
    }
}

/// Says whether a date in three numbers of two digits begins with its year.
///
/// ISO 8601 once allowed it with dashes, Japan writes it with slashes; Europe ends with the year, whatever the sign. Where both
/// readings are possible, the later year counts with dashes, for what feeds carry is young, and the last number otherwise.
fn year_comes_first(part: char, one: u32, two: u32, three: u32) -> bool {
    let is_day = |number: u32| (1..=31).contains(&number);
    let can_be_first = (1..=12).contains(&two) && is_day(three);
    let can_be_last = is_day(one) && is_day(two) && (one <= 12 || two <= 12) && three <= LAST_HALF_YEAR_MAX;
    can_be_first && (!can_be_last || part == '-' && (three..=FIRST_HALF_YEAR_MAX).contains(&one))
}
