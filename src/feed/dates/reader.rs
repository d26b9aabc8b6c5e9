//! Takes the text of a date to pieces, number by number and word by word.

use jiff::civil::{ISOWeekDate, Weekday};

use super::found::{Found, Time};
use super::letters::is_of_word;
use super::words::{self, Half, Meaning};
use super::zones;

/// Korean sites write no zone and mean their own.
const KOREA_SECONDS: i32 = 9 * 3600;
/// Most words of a name, as in "de la tarde".
const NAME_WORDS_MAX: usize = 4;
/// Where an offset without its sign is believed.
const BARE_OFFSET_HOURS_MAX: i32 = 14;

/// What may stand between an hour and its minutes; the first needs minutes after it.
const HOUR_SIGNS: &[char] = &[':', '.', 'h', '시', '時', '时', '点', '點'];

pub(super) struct Reader<'a> {
    rest: &'a str,
    found: Found,
    /// A half of the day that stands before its time.
    half: Option<Half>,
    /// Whether the last thing that was read is the time.
    after_time: bool,
}

impl<'a> Reader<'a> {
    /// Goes over folded text; `None` when it cannot be a date.
    pub(super) fn read(text: &'a str) -> Option<Found> {
        let mut reader = Self { rest: text, found: Found::default(), half: None, after_time: false };
        reader.shortened_iso();
        while let Some(first) = reader.rest.chars().next() {
            match first {
                '0'..='9' => reader.number()?,
                '+' | '-' | '\u{2212}' => reader.sign(first)?,
                letter if is_of_word(letter) => reader.word()?,
                other => reader.rest = &reader.rest[other.len_utf8()..],
            }
        }
        Some(reader.found)
    }

    /// Reads `-03-12`, `-0312` and `-03`: ISO 8601 with the century left out.
    fn shortened_iso(&mut self) {
        let Some(inner) = self.rest.strip_prefix('-') else { return };
        let digits: String = inner.chars().filter(|letter| *letter != '-').collect();
        if digits.bytes().all(|b| b.is_ascii_digit())
            && matches!(digits.len(), 2 | 4)
            && self.found.set_year(&digits[..2]).is_some()
            && self.found.set_month(digits.get(2..4).unwrap_or("1")).is_some()
        {
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
        self.after_time = false;
        let digits = self.digits();
        let next = self.rest.chars().next();
        let has_date = self.found.has_date();
        if digits.len() <= 2 && (next == Some(':') || self.is_hour(has_date)) {
            return self.time(digits);
        }
        self.half = None;
        let is_stamp = digits.len() == 4 && next == Some(':');
        if !has_date && (matches!(next, Some('-' | '/' | '.')) || is_stamp) && self.digit_follows(1) {
            return self.date_in_numbers(digits);
        }
        if !has_date && digits.len() == 4 && self.week(digits).is_some() {
            return Some(());
        }
        // What is counted may stand apart: "2026 年 5 月".
        match self.rest.trim_start_matches(' ').chars().next() {
            Some('년' | '年') => return self.found.set_year(digits),
            Some('월' | '月') => return self.found.set_month(digits),
            Some('일' | '日' | '号' | '號') => return self.found.set_day(digits),
            _ => {}
        }
        let found = &mut self.found;
        match (digits.len(), has_date) {
            (4 | 6, true) if found.time.is_none() => found.packed_time(digits),
            (4, true) if found.offset_seconds.is_none() => self.bare_offset(digits),
            (12 | 14, false) => {
                found.packed_date(&digits[..8])?;
                found.packed_time(&digits[8..])
            }
            (5..=8, false) => found.packed_date(digits),
            (1 | 2, _) if found.day.is_none() => found.set_day(digits),
            (1 | 2, _) if found.months.is_none() => found.month_among_numbers(digits),
            (2 | 4, _) if found.year.is_none() => found.set_year(digits),
            _ => None,
        }
    }

    /// Says whether the number that was just read is the hour of a time that has no colon: "3 pm", "15 Uhr", "15h30", "14.05".
    fn is_hour(&self, has_date: bool) -> bool {
        if self.found.time.is_some() {
            return false;
        }
        let digits_after_dot = self.rest.strip_prefix('.').map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        if has_date && digits_after_dot == Some(2) {
            return true;
        }
        let rest = self.rest.trim_start_matches(' ');
        let word = &rest[..rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len())];
        matches!(word, "h" | "uhr")
            || rest.starts_with(['시', '時', '时', '点', '點'])
            || word.is_ascii() && words::common(word).is_some_and(|meaning| meaning.half.is_some())
    }

    /// Reads a time whose hour has been read.
    fn time(&mut self, hour: &str) -> Option<()> {
        let spaced = self.rest;
        self.rest = self.rest.trim_start_matches(' ');
        let sign = self.eat(HOUR_SIGNS);
        self.rest = if sign.is_some() { self.rest.trim_start_matches(' ') } else { spaced };
        let mut minute = if sign.is_some() { self.digits() } else { "" };
        if minute.len() > 2 || minute.is_empty() && sign == Some(':') {
            return None;
        }
        let mut second = "0";
        let mut nanos = 0;
        let is_exact = matches!(self.rest.chars().next(), Some(':' | '분' | '分'))
            || sign == Some('.') && self.rest.starts_with('.') && self.digit_follows(1)
            || sign == Some('h') && self.rest.starts_with('m') && self.digit_follows(1);
        if is_exact && !minute.is_empty() {
            self.eat(&[':', '분', '分', '.', 'm']);
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
        minute = if minute.is_empty() { "0" } else { minute };
        let second: u32 = second.parse().ok()?;
        self.found.time = Some(Time { hour: hour.parse().ok()?, minute: minute.parse().ok()?, second, nanos });
        if let Some(half) = self.half.take() {
            self.found.half = Some(half);
        }
        self.after_time = true;
        (second <= 60).then_some(())
    }

    /// Reads `-W22-2`, `W222` and `-W22` after a year.
    fn week(&mut self, year: &str) -> Option<()> {
        let inner = self.rest.strip_prefix('-').unwrap_or(self.rest).strip_prefix('w')?;
        let week = inner.get(..2)?;
        let after = &inner[2..];
        let day = after.strip_prefix('-').unwrap_or(after);
        let count = day.bytes().take_while(u8::is_ascii_digit).count();
        let (weekday, rest) = match count {
            0 => (1, after),
            1 => (day[..1].parse().ok()?, &day[1..]),
            _ => return None,
        };
        let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
        let date = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, weekday).ok()?.date();
        self.found.set_whole(date);
        self.rest = rest;
        Some(())
    }

    /// Reads dates like `2026-11-23`, `23.11.26`, `11/23/2026`, `2026-327` and `2026-11`.
    fn date_in_numbers(&mut self, first: &'a str) -> Option<()> {
        let part = self.eat(&['-', '/', '.', ':'])?;
        let second = self.digits();
        let third = if self.rest.starts_with(part) && self.digit_follows(1) {
            self.eat(&[part]);
            Some(self.digits())
        } else {
            None
        };
        self.found.numbers(part, first, second, third)
    }

    /// Reads an offset from UTC, or passes over a dash.
    fn sign(&mut self, sign: char) -> Option<()> {
        self.rest = &self.rest[sign.len_utf8()..];
        if !self.digit_follows(0) {
            return Some(());
        }
        self.after_time = false;
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

    /// Reads an offset that lost its sign, as `+` does where an address is decoded.
    fn bare_offset(&mut self, digits: &str) -> Option<()> {
        let (hours, minutes): (i32, i32) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
        if hours > BARE_OFFSET_HOURS_MAX || minutes > 59 || minutes % 15 != 0 {
            return None;
        }
        self.found.offset_seconds = Some(hours * 3600 + minutes * 60);
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let end = word_end(self.rest);
        let word = &self.rest[..end];
        if let Some(meaning) = words::common(word).map(|meaning| self.or_day(word, meaning)) {
            self.rest = &self.rest[end..];
            self.take(meaning);
            return Some(());
        }
        // Vietnam numbers its weekdays: the second to the seventh.
        if word == "thứ" && self.numbered_weekday(end).is_some() {
            return Some(());
        }
        if let Some((minutes, end)) = zones::phrase(self.rest) {
            self.rest = &self.rest[end..];
            self.take(Meaning { zone_minutes: Some(minutes), ..Meaning::default() });
            return Some(());
        }
        // Letters in the place of digits make a date unreadable, not shorter.
        if word.bytes().all(|letter| letter == b'x') {
            return None;
        }
        let (meaning, end) = self.longest_name().unwrap_or_else(|| (words::alike(word).unwrap_or_default(), end));
        self.rest = &self.rest[end..];
        self.take(meaning);
        Some(())
    }

    fn numbered_weekday(&mut self, end: usize) -> Option<()> {
        let rest = self.rest[end..].trim_start_matches(' ');
        let number = rest.bytes().next().filter(|digit| (b'2'..=b'7').contains(digit))?;
        self.rest = Some(&rest[1..]).filter(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))?;
        self.found.weekdays |= 1 << (number - b'2');
        Some(())
    }

    /// Takes an abbreviation of a zone that stands before the time for what it means in another language, if it does: Friday in
    /// Polish is "pt.", August in Welsh "Awst".
    fn or_day(&self, word: &str, meaning: Meaning) -> Meaning {
        let is_early = meaning.zone_minutes.is_some() && self.found.time.is_none();
        if is_early { words::whole(word).unwrap_or(meaning) } else { meaning }
    }

    /// Finds the longest known name that begins here, over spaces, dots and dashes, with the bytes that it takes.
    fn longest_name(&self) -> Option<(Meaning, usize)> {
        let (mut names, mut name, mut end) = (Vec::new(), String::new(), 0);
        for _ in 0..NAME_WORDS_MAX {
            let next = word_end(&self.rest[end..]);
            name.push_str(&self.rest[end..end + next]);
            end += next;
            names.push((name.clone(), end));
            let gap = self.rest[end..].find(|letter| !" .-'’/".contains(letter)).unwrap_or(0);
            if !(1..=4).contains(&gap) || word_end(&self.rest[end + gap..]) == 0 {
                break;
            }
            end += gap;
        }
        names.iter().rev().find_map(|(name, end)| Some((words::whole(name)?, *end)))
    }

    fn take(&mut self, meaning: Meaning) {
        let after_time = std::mem::take(&mut self.after_time);
        if let Some(minutes) = meaning.zone_minutes {
            self.found.offset_seconds.get_or_insert(minutes * 60);
        }
        if meaning.is_korean {
            self.found.offset_seconds.get_or_insert(KOREA_SECONDS);
        }
        // "am" after a time is a half of the day; elsewhere it is German.
        self.half = None;
        if after_time && self.found.half.is_none() {
            self.found.half = meaning.half;
        } else {
            self.half = meaning.half;
        }
        // A word that names a month as well says nothing of the weekday for sure.
        match meaning.months {
            Some(months) => self.found.take_months(months),
            None => self.found.weekdays |= meaning.weekdays,
        }
    }
}

/// Returns the length of the word at the start of folded text.
fn word_end(text: &str) -> usize {
    text.find(|letter| !is_of_word(letter)).unwrap_or(text.len())
}

pub(super) fn nanoseconds(digits: &str) -> i32 {
    let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
    nine.parse().unwrap_or(0)
}
