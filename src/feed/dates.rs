//! Every way in which feeds write a date.
//!
//! Feeds promise RFC 822 or RFC 3339 and write ctime, database columns, words in a dozen languages and dates without a year's
//! first half. The reader here takes the text to pieces and puts a date together from what it finds; it refuses what
//! contradicts itself rather than guess.

mod words;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use words::{Word, meaning};

/// Longest text that can be a date.
const BYTES_MAX: usize = 120;
/// Korean sites write no zone and mean their own.
const KOREA_SECONDS: i32 = 9 * 3600;

/// The year 1000: what is dated earlier is the zero of some database.
const OLDEST_SECOND: i64 = -30_610_224_000;

/// Reads a date as feeds write it; `None` when the text names no possible one.
pub fn parse(text: &str) -> Option<Timestamp> {
    read(text).filter(|time| time.as_second() >= OLDEST_SECOND)
}

fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > BYTES_MAX {
        return None;
    }
    if text.starts_with(|first: char| first.is_ascii_digit())
        && let Ok(time) = text.parse::<Timestamp>()
    {
        return Some(time);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) && matches!(text.len(), 9 | 10 | 13) {
        let number: i64 = text.parse().ok()?;
        return if text.len() == 13 { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) }.ok();
    }
    let zone = named_zone(text);
    let folded = fold(text);
    let mut reader = Reader { rest: &folded, found: Found::default() };
    reader.read()?;
    reader.found.timestamp(zone)
}

/// Lowers the letters, drops their accents, remarks in brackets and the dots of "p.m.".
fn fold(text: &str) -> String {
    let plain: String = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase).nfc().collect()
    };
    let plain = plain.split('(').next().unwrap_or_default();
    plain.replace("a.m.", "am").replace("p.m.", "pm").replace("\\n", " ")
}

/// Finds a zone of the zone database, such as `Europe/Brussels`.
fn named_zone(text: &str) -> Option<TimeZone> {
    let name = text.split_whitespace().find(|word| word.contains('/') && word.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    TimeZone::get(name).ok()
}

/// What has been understood so far.
#[derive(Debug, Default)]
struct Found {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Day of the year, where the date is written so.
    ordinal: Option<u32>,
    /// Whether the date came in one piece and cannot go on.
    whole: bool,
    time: Option<(u32, u32, u32, i32)>,
    afternoon: Option<bool>,
    offset_seconds: Option<i32>,
}

impl Found {
    fn timestamp(self, zone: Option<TimeZone>) -> Option<Timestamp> {
        let year = self.year?;
        let (mut hour, minute, second, nanos) = self.time.unwrap_or_default();
        match self.afternoon {
            Some(true) if hour < 12 => hour += 12,
            Some(false) if hour == 12 => hour = 0,
            _ => {}
        }
        // Midnight is written 24:00 by some; they mean the end of that day.
        let next_day = hour == 24 && minute == 0 && second == 0;
        let hour = if next_day { 0 } else { hour };
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let (month, day) = if self.ordinal.is_some() { (1, 1) } else { (self.month?, self.day.unwrap_or(1)) };
        let small = |number: u32| i8::try_from(number).ok();
        let civil = DateTime::new(
            i16::try_from(year).ok()?,
            small(month)?,
            small(day)?,
            small(hour)?,
            small(minute)?,
            small(second.min(59))?,
            nanos,
        )
        .ok()?;
        let days = i64::from(self.ordinal.unwrap_or(1)) - 1 + i64::from(next_day);
        let civil = civil.checked_add(jiff::Span::new().days(days)).ok()?;
        if let (None, Some(zone)) = (self.offset_seconds, zone) {
            return zone.to_timestamp(civil).ok();
        }
        let utc = Offset::UTC.to_timestamp(civil).ok()?;
        utc.checked_sub(jiff::SignedDuration::from_secs(i64::from(self.offset_seconds.unwrap_or(0)))).ok()
    }

    fn year_of(&mut self, digits: &str) -> Option<()> {
        let year: i32 = digits.parse().ok()?;
        self.year = Some(match digits.len() {
            // Feeds are younger than 1970; a half year names the nearest century.
            2 if year < 70 => 2000 + year,
            2 => 1900 + year,
            _ => year,
        });
        Some(())
    }
}

struct Reader<'a> {
    rest: &'a str,
    found: Found,
}

impl<'a> Reader<'a> {
    /// Goes over the text; `None` when it cannot be a date.
    fn read(&mut self) -> Option<()> {
        self.shortened_iso();
        while let Some(first) = self.rest.chars().next() {
            match first {
                '0'..='9' => self.number()?,
                '+' | '-' | '\u{2212}' => self.sign(first)?,
                letter if letter.is_alphabetic() => self.word()?,
                other => self.rest = &self.rest[other.len_utf8()..],
            }
        }
        Some(())
    }

    /// Reads `-03-12`, `-0312` and `-03`: ISO 8601 with the century left out.
    fn shortened_iso(&mut self) {
        let Some(inner) = self.rest.strip_prefix('-') else { return };
        let digits: String = inner.chars().filter(|letter| *letter != '-').collect();
        if digits.bytes().all(|b| b.is_ascii_digit())
            && matches!(digits.len(), 2 | 4)
            && self.found.year_of(&digits[..2]).is_some()
        {
            self.found.month = digits.get(2..4).map_or(Some(1), |month| month.parse().ok());
            self.rest = "";
        }
    }

    fn digits(&mut self) -> &'a str {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        digits
    }

    fn eat(&mut self, letters: &[char]) -> Option<char> {
        let first = self.rest.chars().next().filter(|first| letters.contains(first))?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    fn digit_follows(&self, at: usize) -> bool {
        self.rest.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
    }

    fn number(&mut self) -> Option<()> {
        let digits = self.digits();
        let next = self.rest.chars().next();
        if next == Some(':') && digits.len() <= 2 {
            return self.time(digits);
        }
        let has_date = self.found.whole || (self.found.year.is_some() && self.found.day.is_some());
        if !has_date && matches!(next, Some('-' | '/' | '.')) && self.digit_follows(1) {
            return self.date_in_numbers(digits);
        }
        match next {
            Some('년' | '年') => return self.found.year_of(digits),
            Some('월' | '月') => return self.set_month(digits),
            Some('일' | '日') => return self.set_day(digits),
            Some('시' | '時' | '时') if digits.len() <= 2 => return self.time(digits),
            _ => {}
        }
        match (digits.len(), has_date) {
            (4 | 6, true) if self.found.time.is_none() && self.found.whole => self.packed_time(digits),
            (14, false) => {
                self.packed_date(&digits[..8])?;
                self.packed_time(&digits[8..])
            }
            (5..=8, false) => self.packed_date(digits),
            (1 | 2, _) if self.found.day.is_none() => self.set_day(digits),
            (2 | 4, _) if self.found.year.is_none() => self.found.year_of(digits),
            _ => None,
        }
    }

    fn set_month(&mut self, digits: &str) -> Option<()> {
        let month = digits.parse().ok().filter(|month| (1..=12).contains(month))?;
        self.found.month = Some(month);
        Some(())
    }

    fn set_day(&mut self, digits: &str) -> Option<()> {
        let day = digits.parse().ok().filter(|day| (1..=31).contains(day))?;
        self.found.day = Some(day);
        Some(())
    }

    /// Reads a time whose hour has been read.
    fn time(&mut self, hour: &str) -> Option<()> {
        self.eat(&[':', '시', '時', '时']);
        self.rest = self.rest.trim_start_matches(' ');
        let minute = self.digits();
        if minute.is_empty() || minute.len() > 2 {
            return None;
        }
        let mut second = "0";
        let mut nanos = 0;
        if matches!(self.rest.chars().next(), Some(':' | '분' | '分')) {
            self.eat(&[':', '분', '分']);
            self.rest = self.rest.trim_start_matches(' ');
            second = self.digits();
            if second.len() > 2 {
                return None;
            }
            second = if second.is_empty() { "0" } else { second };
            if matches!(self.rest.chars().next(), Some('.' | ',')) && self.digit_follows(1) {
                self.eat(&['.', ',']);
                nanos = nanoseconds(self.digits());
            }
        }
        if self.found.time.is_some() {
            return None;
        }
        let second: u32 = second.parse().ok()?;
        self.found.time = Some((hour.parse().ok()?, minute.parse().ok()?, second, nanos));
        (second <= 60).then_some(())
    }

    fn packed_time(&mut self, digits: &str) -> Option<()> {
        let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse().ok());
        self.found.time = Some((part(0)?, part(2)?, part(4)?, 0));
        Some(())
    }

    /// Reads `20261123`, `2026327`, `261123` and `26327`.
    fn packed_date(&mut self, digits: &str) -> Option<()> {
        let year_digits = if digits.len() >= 7 { 4 } else { 2 };
        let (year, rest) = digits.split_at(year_digits);
        self.found.year_of(year)?;
        self.found.whole = true;
        if rest.len() == 3 {
            return self.ordinal(rest);
        }
        self.set_month(&rest[..2])?;
        self.set_day(&rest[2..])
    }

    fn ordinal(&mut self, digits: &str) -> Option<()> {
        let day: u32 = digits.parse().ok().filter(|day| (1..=366).contains(day))?;
        self.found.ordinal = Some(day);
        self.found.day = Some(1);
        Some(())
    }

    /// Reads dates like `2026-11-23`, `23.11.26`, `11/23/2026`, `2026-327` and `2026-11`.
    fn date_in_numbers(&mut self, first: &str) -> Option<()> {
        let part = self.eat(&['-', '/', '.'])?;
        let second = self.digits();
        let third = if self.rest.starts_with(part) && self.digit_follows(1) {
            self.eat(&[part]);
            Some(self.digits())
        } else {
            None
        };
        self.found.whole = true;
        let Some(third) = third else {
            return match (first.len(), second.len()) {
                (4 | 2, 3) => self.found.year_of(first).and_then(|()| self.ordinal(second)),
                (4, 1 | 2) => self.found.year_of(first).and_then(|()| self.set_month(second)),
                _ => None,
            };
        };
        if first.len() == 4 || (part == '-' && first.len() == 2 && third.len() == 2) {
            self.found.year_of(first)?;
            self.set_month(second)?;
            return self.set_day(third);
        }
        self.found.year_of(if matches!(third.len(), 2 | 4) { third } else { return None })?;
        // With slashes America writes the month first; a number above 12 shows who does not.
        let (one, two): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
        let month_first = part == '/' && one <= 12 || two > 12;
        let (month, day) = if month_first { (first, second) } else { (second, first) };
        self.set_month(month)?;
        self.set_day(day)
    }

    /// Reads an offset from UTC, or passes over a dash.
    fn sign(&mut self, sign: char) -> Option<()> {
        self.rest = &self.rest[sign.len_utf8()..];
        if !self.digit_follows(0) {
            return Some(());
        }
        if self.found.time.is_none() {
            // "2013-01-27-01" is no date; "13-jul-2004" is on its way to be one.
            return (!self.found.whole).then_some(());
        }
        let digits = self.digits();
        let (hours, minutes) = match digits.len() {
            1 | 2 => {
                let minutes = if self.eat(&[':']).is_some() { self.digits() } else { "00" };
                (digits, Some(minutes).filter(|minutes| minutes.len() == 2)?)
            }
            3 => digits.split_at(1),
            4 => digits.split_at(2),
            // A year after the time, as in ctime, may follow a dash.
            _ => return None,
        };
        let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
        if hours > 23 || minutes > 59 {
            return None;
        }
        let seconds = hours * 3600 + minutes * 60;
        self.found.offset_seconds = Some(if sign == '+' { seconds } else { -seconds });
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let count = self.rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(count);
        self.rest = rest;
        match meaning(word) {
            // A weekday such as "mar." reads like a month; the month comes after it.
            Some(Word::Month(month)) => self.found.month = Some(month),
            Some(Word::Zone(minutes)) if self.found.offset_seconds.is_none() => self.found.offset_seconds = Some(minutes * 60),
            Some(Word::Afternoon(afternoon)) => self.found.afternoon = Some(afternoon),
            Some(Word::Korean(afternoon)) => {
                self.found.afternoon = afternoon.or(self.found.afternoon);
                self.found.offset_seconds.get_or_insert(KOREA_SECONDS);
            }
            // Letters in the place of digits make a date unreadable, not shorter.
            None if word.chars().all(|letter| letter == 'x' || letter == '?') => return None,
            _ => {}
        }
        Some(())
    }
}

fn nanoseconds(digits: &str) -> i32 {
    let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
    nine.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        let found = parse(text).map(|time| time.to_string());
        assert_eq!(found.as_deref().unwrap_or("no date"), expected, "{text}");
    }

    #[test]
    fn what_the_standards_ask_for() {
        check("Mon, 23 Nov 2026 14:05:09 GMT", "2026-11-23T14:05:09Z");
        check("23 Nov 26 14:05 EST", "2026-11-23T19:05:00Z");
        check("Mon, 23 Nov 2026 14:05:09 +0530", "2026-11-23T08:35:09Z");
        check("2026-11-23T14:05:09.25-08:00", "2026-11-23T22:05:09.25Z");
        check("2026-11-23T14:05Z", "2026-11-23T14:05:00Z");
    }

    #[test]
    fn halves_of_dates() {
        check("2026-11-23", "2026-11-23T00:00:00Z");
        check("2026-11", "2026-11-01T00:00:00Z");
        check("20261123", "2026-11-23T00:00:00Z");
        check("20261123T140509Z", "2026-11-23T14:05:09Z");
        check("26-11-23", "2026-11-23T00:00:00Z");
        check("2026-327", "2026-11-23T00:00:00Z");
        check("-26-11", "2026-11-01T00:00:00Z");
        check("Nov. 2026", "2026-11-01T00:00:00Z");
    }

    #[test]
    fn other_habits() {
        check("Mon Nov 23 14:05:09 2026", "2026-11-23T14:05:09Z");
        check("Mon Nov 23 2026 14:05:09 GMT+0200 (Central Africa Time)", "2026-11-23T12:05:09Z");
        check("11/23/2026 2:05 pm PST", "2026-11-23T22:05:00Z");
        check("23/11/2026", "2026-11-23T00:00:00Z");
        check("23.11.26", "2026-11-23T00:00:00Z");
        check("Nov. 23, 2026, 12:37 a.m.", "2026-11-23T00:37:00Z");
        check("November 23rd, 2026", "2026-11-23T00:00:00Z");
        check("2026-11-23 24:00:00", "2026-11-24T00:00:00Z");
        check("1795442709", "2026-11-23T14:05:09Z");
        check("Mon, 23 Nov 2026 14:05:09 Europe/Brussels", "2026-11-23T13:05:09Z");
    }

    #[test]
    fn other_languages() {
        check("Montag, 23. März 2026 - 14:05 MEZ", "2026-03-23T13:05:00Z");
        check("mar., 24 février 2026 14:05:00 +0100", "2026-02-24T13:05:00Z");
        check("23 de agosto de 2026", "2026-08-23T00:00:00Z");
        check("Пн, 23 ноября 2026 14:05:00 +0300", "2026-11-23T11:05:00Z");
        check("Δευ, 23 Νοέ 2026 14:05:00 EET", "2026-11-23T12:05:00Z");
        check("2026-július-13T9:15-05:00", "2026-07-13T14:15:00Z");
        check("2026년 11월 23일 14:05:09", "2026-11-23T05:05:09Z");
        check("2026-11-23 오후 2:05:09", "2026-11-23T05:05:09Z");
        check("2026年11月23日 14:05", "2026-11-23T14:05:00Z");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for text in [
            "",
            "0001-01-01T00:00:00Z",
            "00000000㏬㏬0000001jst㏬",
            "yesterday",
            "99 Nov 2026",
            "2026-13-01",
            "2026-02-30",
            "2026-11-23T25:00:00Z",
            "2026-11-23T10:61:00Z",
        ] {
            check(text, "no date");
        }
        for text in ["2026-11-23-01", "2026-11-23T09:xx:00Z", "23 Nov 2026 10:00:00 +00:zz", "2026-11-23T10:00:00-99:99", "12:30"]
        {
            check(text, "no date");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[0-9a-zA-Z:/., +\\-년오후é]{0,40}") {
            let _ = parse(&text);
        }

        #[test]
        fn every_timestamp_is_read_back_in_both_styles(second in 0_i64..4_000_000_000) {
            let time = Timestamp::from_second(second).unwrap();
            prop_assert_eq!(parse(&time.to_string()), Some(time));
            prop_assert_eq!(parse(&time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()), Some(time));
        }
    }
}
