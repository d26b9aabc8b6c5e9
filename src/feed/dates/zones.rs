//! The zones of dates: abbreviations, words, and names of the zone database.

use jiff::tz::TimeZone;

/// Most words of a zone's name.
const PHRASE_WORDS_MAX: usize = 5;

/// Takes a name of the zone database, such as `Europe/Brussels` or `[Europe/Brussels]`, out of a date.
pub(super) fn take_named(text: &str) -> (String, Option<TimeZone>) {
    let ends = |letter: char| letter.is_whitespace() || matches!(letter, '[' | ']' | '(' | ')' | ',' | ';');
    let is_name = |word: &&str| word.contains('/') && word.starts_with(|first: char| first.is_ascii_alphabetic());
    if let Some(name) = text.split(ends).find(is_name) {
        if let Ok(zone) = TimeZone::get(name) {
            return (text.replace(name, " "), Some(zone));
        }
        return (text.to_owned(), None);
    }
    if let Some((name, rule)) = BOTH.iter().find(|(name, _)| text.contains(name)) {
        return (text.replace(name, " "), TimeZone::posix(rule).ok());
    }
    (text.to_owned(), None)
}

/// Zones named by both of their times, with the rule of North America.
const BOTH: &[(&str, &str)] = &[
    ("EST5EDT", "EST5EDT,M3.2.0,M11.1.0"),
    ("CST6CDT", "CST6CDT,M3.2.0,M11.1.0"),
    ("MST7MDT", "MST7MDT,M3.2.0,M11.1.0"),
    ("PST8PDT", "PST8PDT,M3.2.0,M11.1.0"),
];

/// Returns the minutes east of UTC of a zone's abbreviation in lower case.
pub(super) fn minutes(name: &str) -> Option<i32> {
    ZONES.iter().find(|(known, _)| *known == name).map(|(_, minutes)| *minutes)
}

/// Reads a name in words, such as "eastern daylight time", at the start of folded text; returns minutes east of UTC and the
/// bytes that it takes.
pub(super) fn phrase(rest: &str) -> Option<(i32, usize)> {
    rest.find("time")?;
    let (mut name, mut summer, mut at) = (String::new(), 0, 0);
    for word in rest.split(' ').take(PHRASE_WORDS_MAX) {
        at += word.len();
        match word.trim_end_matches(|letter: char| !letter.is_ascii_alphabetic()) {
            "time" => {
                let (_, minutes) = REGIONS.iter().find(|(known, _)| *known == name)?;
                return Some((minutes + summer, at));
            }
            "daylight" | "summer" => summer = 60,
            "standard" | "mean" => {}
            word => {
                name += if name.is_empty() { "" } else { " " };
                name += word;
            }
        }
        at += 1;
    }
    None
}

/// Names before "time", in minutes east of UTC as in winter.
const REGIONS: &[(&str, i32)] = &[
    ("eastern", -300),
    ("central", -360),
    ("mountain", -420),
    ("pacific", -480),
    ("us eastern", -300),
    ("us central", -360),
    ("us mountain", -420),
    ("us pacific", -480),
    ("atlantic", -240),
    ("newfoundland", -210),
    ("alaska", -540),
    ("alaskan", -540),
    ("hawaii", -600),
    ("hawaiian", -600),
    ("greenwich", 0),
    ("gmt", 0),
    ("coordinated universal", 0),
    ("universal", 0),
    ("british", 0),
    ("irish", 0),
    ("western european", 0),
    ("central european", 60),
    ("central europe", 60),
    ("w europe", 60),
    ("romance", 60),
    ("eastern european", 120),
    ("e europe", 120),
    ("fle", 120),
    ("gtb", 120),
    ("israel", 120),
    ("south africa", 120),
    ("moscow", 180),
    ("turkey", 180),
    ("arabian", 240),
    ("pakistan", 300),
    ("india", 330),
    ("indian", 330),
    ("indochina", 420),
    ("western indonesia", 420),
    ("china", 480),
    ("hong kong", 480),
    ("singapore", 480),
    ("taipei", 480),
    ("philippine", 480),
    ("japan", 540),
    ("tokyo", 540),
    ("korea", 540),
    ("korean", 540),
    ("australian western", 480),
    ("australian central", 570),
    ("australian eastern", 600),
    ("aus eastern", 600),
    ("new zealand", 720),
    ("argentina", -180),
    ("brasilia", -180),
];

/// Abbreviations, in minutes east of UTC.
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("cet", 60),
    ("cest", 120),
    ("met", 60),
    ("mest", 120),
    ("mez", 60),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("sast", 120),
    ("msk", 180),
    ("мск", 180),
    ("msd", 240),
    ("ist", 330),
    ("pkt", 300),
    ("ict", 420),
    ("wib", 420),
    ("hkt", 480),
    ("sgt", 480),
    ("pht", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("acst", 570),
    ("acdt", 630),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("brt", -180),
    ("art", -180),
    ("nst", -210),
    ("ndt", -150),
    ("ast", -240),
    ("adt", -180),
    ("est", -300),
    ("edt", -240),
    ("et", -300),
    ("cst", -360),
    ("cdt", -300),
    ("ct", -360),
    ("mst", -420),
    ("mdt", -360),
    ("mt", -420),
    ("pst", -480),
    ("pdt", -420),
    ("pt", -480),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_named_in_words() {
        assert_eq!(phrase("eastern daylight time 2026"), Some((-240, 21)));
        assert_eq!(phrase("central european summer time"), Some((120, 28)));
        assert_eq!(phrase("w. europe standard time"), Some((60, 23)));
        assert_eq!(phrase("coordinated universal time."), Some((0, 27)));
        assert_eq!(phrase("in no time"), None);
        assert_eq!(phrase("pacific and a very long way to time"), None);
    }

    #[test]
    fn names_of_the_database_are_taken_out() {
        let (text, zone) = take_named("2026-11-23T14:05[Europe/Brussels]");
        assert_eq!((text.as_str(), zone.is_some()), ("2026-11-23T14:05[ ]", true));
        let (text, zone) = take_named("23/11/2026 14:05 EST5EDT");
        assert_eq!((text.as_str(), zone.is_some()), ("23/11/2026 14:05  ", true));
        assert!(take_named("11/23/2026 Not/Known").1.is_none());
    }
}
