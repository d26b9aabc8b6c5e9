//! Every way in which feeds write a date.
//!
//! Feeds promise RFC 822 or RFC 3339 and write ctime, database columns, words in a hundred languages and dates without a year's
//! first half. The reader here takes the text to pieces and puts a date together from what it finds; it refuses what
//! contradicts itself rather than guess.

mod found;
mod letters;
#[cfg(feature = "train")]
mod pack;
mod reader;
#[cfg(test)]
mod tests;
mod words;
mod zones;

use jiff::Timestamp;

use found::{BUDDHIST_YEARS, BUDDHIST_YEARS_AHEAD};
#[cfg(feature = "train")]
pub use pack::{MonthsError, pack_months};
use reader::Reader;

/// Longest text that can be a date. The letters of India take three bytes each.
const BYTES_MAX: usize = 200;

/// The year 1000: what is dated earlier is the zero of some database.
const OLDEST_SECOND: i64 = -30_610_224_000;

/// Reads a date as feeds write it; `None` when the text names no possible one.
pub fn parse(text: &str) -> Option<Timestamp> {
    read(text).and_then(gregorian).filter(|time| time.as_second() >= OLDEST_SECOND)
}

fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > BYTES_MAX {
        return None;
    }
    // The library's reader drops a leap second, and the Thai calendar has leap years of its own.
    if text.starts_with(|first: char| first.is_ascii_digit())
        && !text.contains(":60")
        && !text.get(..4).and_then(|year| year.parse().ok()).is_some_and(|year| BUDDHIST_YEARS.contains(&year))
        && let Ok(time) = text.parse::<Timestamp>()
    {
        return Some(time);
    }
    if let Some(time) = unix(text) {
        return Some(time);
    }
    let (text, zone) = zones::take_named(text);
    Reader::read(&fold(&text))?.timestamp(zone)
}

/// Reads seconds since 1970, with a fraction or without, or milli- or microseconds.
fn unix(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => Timestamp::new(number, reader::nanoseconds(fraction)).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        16 => Timestamp::from_microsecond(number).ok(),
        _ => None,
    }
}

/// Brings the letters to one form and drops remarks in brackets, the dots of "p.m." and what Go adds.
fn fold(text: &str) -> String {
    let folded = letters::fold(text);
    let mut plain = String::with_capacity(folded.len());
    let mut depth = 0_usize;
    for letter in folded.split(" m=").next().unwrap_or_default().chars() {
        match letter {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                plain.push(' ');
            }
            letter if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain.replace("a.m.", "am").replace("p.m.", "pm").replace("\\n", " ")
}

/// Brings a moment in the Thai calendar into ours.
fn gregorian(time: Timestamp) -> Option<Timestamp> {
    let utc = jiff::tz::Offset::UTC.to_datetime(time);
    if !BUDDHIST_YEARS.contains(&i32::from(utc.year())) {
        return Some(time);
    }
    let years = jiff::Span::new().years(BUDDHIST_YEARS_AHEAD);
    jiff::tz::Offset::UTC.to_timestamp(utc.checked_sub(years).ok()?).ok()
}
