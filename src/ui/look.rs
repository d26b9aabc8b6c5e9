//! What drawing needs to know beside the state: colours, the time, the reader's time zone; and how times and numbers are said.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::keymap::Keymap;
use super::pictures::Pictures;
use super::theme::Theme;
use crate::query::{Purpose, Query, Rule, TermKind};

/// What every `draw` is given.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The colours.
    pub theme: &'a Theme,
    /// The present time.
    pub now: Timestamp,
    /// The reader's time zone.
    pub zone: &'a TimeZone,
    /// The pictures of the open story; `None` while something lies over the panes, since what is printed over a picture would
    /// stay there.
    pub pictures: Option<&'a Pictures>,
    /// Whether words stand in the place of signs, as screen readers want it.
    pub plain: bool,
    /// What the reader follows, mutes and keeps as views.
    pub rules: &'a [Rule],
    /// The keys, where words name one.
    pub keymap: &'a Keymap,
}

impl Look<'_> {
    /// Returns what stands behind a name that is followed or muted.
    pub fn kept(&self, kind: TermKind) -> &'static str {
        let query = Query::of(kind);
        let purpose = self.rules.iter().find(|rule| rule.purpose != Purpose::View && rule.query == query);
        match (purpose.map(|rule| rule.purpose), self.plain) {
            (Some(Purpose::Follow), false) => " ◆",
            (Some(Purpose::Follow), true) => ", followed",
            (Some(Purpose::Mute), false) => " ∅",
            (Some(Purpose::Mute), true) => ", muted",
            _ => "",
        }
    }

    /// Returns how long ago something was, in a few columns: `14m`, `3h`, `2d`, then the date.
    pub fn age(&self, at: Timestamp) -> String {
        let seconds = self.now.as_second() - at.as_second();
        match seconds {
            ..60 => "now".into(),
            60..3600 => format!("{}m", seconds / 60),
            3600..86_400 => format!("{}h", seconds / 3600),
            86_400..2_592_000 => format!("{}d", seconds / 86_400),
            2_592_000..31_536_000 => at.to_zoned_datetime(self.zone.clone()).strftime("%-d %b").to_string(),
            _ => at.to_zoned_datetime(self.zone.clone()).strftime("%b %Y").to_string(),
        }
    }

    /// Returns how long something is still to come: `now`, `in 4m`, `in 3h`.
    pub fn until(&self, at: Timestamp) -> String {
        let seconds = at.as_second() - self.now.as_second();
        match seconds {
            ..=0 => "now".into(),
            1..3600 => format!("in {}m", (seconds + 59) / 60),
            3600..86_400 => format!("in {}h", seconds / 3600),
            _ => format!("in {}d", seconds / 86_400),
        }
    }

    /// Returns the day it is where the reader is, counted from 1 January 1970.
    pub fn today(&self) -> i32 {
        let today = self.now.to_zoned_datetime(self.zone.clone()).date();
        Date::constant(1970, 1, 1).until(today).map_or(0, |since| since.get_days())
    }

    /// Returns the date and time where the reader is: `23 Nov 2026, 14:18`.
    pub fn moment(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.zone.clone()).strftime("%-d %b %Y, %H:%M").to_string()
    }

    /// Returns the date where the reader is: `2 Sep 2026`.
    pub fn date(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.zone.clone()).strftime("%-d %b %Y").to_string()
    }
}

/// Writes a number with a comma between thousands.
pub fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Writes a number with its noun: `1 story`, `1,204 stories`.
pub fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KeymapChoice;

    #[test]
    fn ages_and_numbers_are_short() {
        let theme = Theme::default();
        let now: Timestamp = "2026-11-23T14:32:00Z".parse().unwrap();
        let keymap = Keymap::of(KeymapChoice::Dateline);
        let look = Look { theme: &theme, now, zone: &TimeZone::UTC, pictures: None, plain: false, rules: &[], keymap: &keymap };
        let check = |at: &str, wanted: &str| assert_eq!(look.age(at.parse().unwrap()), wanted, "{at}");
        check("2026-11-23T14:31:30Z", "now");
        check("2026-11-23T14:40:00Z", "now");
        check("2026-11-23T14:18:00Z", "14m");
        check("2026-11-22T14:18:00Z", "1d");
        check("2026-09-02T14:18:00Z", "2 Sep");
        check("2024-09-02T14:18:00Z", "Sep 2024");
        assert_eq!(look.until("2026-11-23T14:35:10Z".parse().unwrap()), "in 4m");
        assert_eq!((thousands(7), thousands(1204), thousands(1_234_567)), ("7".into(), "1,204".into(), "1,234,567".into()));
        assert_eq!(counted(1, "story", "stories"), "1 story");
    }
}
