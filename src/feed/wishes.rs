//! When a feed wants to be asked, as it says in its head: `ttl`, `sy:updatePeriod`, `skipHours`, `skipDays`.

use crate::domain::Wishes;
use crate::markup::tags::{Dialect, Scanner, Token};

/// Most tags that are looked at before the first entry.
const TAGS_MAX: usize = 2000;

/// Reads the head of an XML feed; what cannot be understood is no wish.
pub(super) fn read(xml: &str) -> Wishes {
    let mut wishes = Wishes::default();
    let (mut period, mut frequency) = (None, 1);
    let mut open = String::new();
    let mut scanner = Scanner::new(xml, Dialect::Xml);
    for _ in 0..TAGS_MAX {
        match scanner.next() {
            Some((_, Token::Start(tag))) => {
                open = tag.name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
                if matches!(open.as_str(), "item" | "entry") {
                    break;
                }
            }
            Some((_, Token::Text(text) | Token::CData(text))) => {
                let text = text.trim();
                match open.as_str() {
                    "ttl" => wishes.minutes = text.parse().ok().filter(|minutes| *minutes > 0).or(wishes.minutes),
                    "updateperiod" => period = minutes_of(text),
                    "updatefrequency" => frequency = text.parse().unwrap_or(1).max(1),
                    // Some count from 1 to 24.
                    "hour" => {
                        wishes.skip_hours |=
                            text.parse::<u32>().ok().filter(|hour| *hour <= 24).map_or(0, |hour| 1 << (hour % 24));
                    }
                    "day" => wishes.skip_days |= day_of(text).map_or(0, |day| 1 << day),
                    _ => {}
                }
            }
            Some((_, Token::End(_))) => open.clear(),
            Some(_) => {}
            None => break,
        }
    }
    wishes.minutes = wishes.minutes.or(period.map(|minutes: u32| (minutes / frequency).max(1)));
    wishes
}

fn minutes_of(period: &str) -> Option<u32> {
    const HOUR: u32 = 60;
    Some(match period.to_ascii_lowercase().as_str() {
        "hourly" => HOUR,
        "daily" => 24 * HOUR,
        "weekly" => 7 * 24 * HOUR,
        "monthly" => 30 * 24 * HOUR,
        "yearly" => 365 * 24 * HOUR,
        _ => return None,
    })
}

/// Returns the number of a day of the week; Monday is 0.
fn day_of(name: &str) -> Option<u32> {
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    names.iter().position(|day| name.eq_ignore_ascii_case(day)).map(|day| day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, minutes: Option<u32>, skip_hours: u32, skip_days: u8) {
        let xml = format!("<rss><channel>{head}<item><title>A</title><ttl>9</ttl></item></channel></rss>");
        assert_eq!(read(&xml), Wishes { minutes, skip_hours, skip_days }, "{head}");
    }

    #[test]
    fn the_head_of_a_feed_says_when_it_wants_to_be_asked() {
        check("<title>ttl</title>", None, 0, 0);
        check("<ttl> 90 </ttl>", Some(90), 0, 0);
        check("<ttl>soon</ttl><ttl>0</ttl>", None, 0, 0);
        check("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", Some(30), 0, 0);
        check("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>9999999</sy:updateFrequency>", Some(1), 0, 0);
        check("<skipHours><hour>0</hour><hour>24</hour><hour>5</hour><hour>77</hour></skipHours>", None, 0b10_0001, 0);
        check("<skipDays><day>Sunday</day><day>saturday</day><day>Feiertag</day></skipDays>", None, 0, 0b110_0000);
    }
}
