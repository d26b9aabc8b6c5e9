//! The words in dates: months, weekdays and halves of the day in the languages of CLDR, and zones.

use std::sync::LazyLock;

use super::letters::plain;
use super::zones;

/// The table of words, made by `dateline-train months`: a line for each, "word codes", in the order of their bytes.
static TABLE: &[u8] = include_bytes!("../../../assets/months.bin");
/// Largest table after decompression.
const TABLE_BYTES_MAX: usize = 1 << 20;

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let bytes = zstd::bulk::decompress(TABLE, TABLE_BYTES_MAX).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
});

/// The lines of the table. Unpacked at the first word that is not English; most feeds never ask.
static LINES: LazyLock<Vec<&'static str>> = LazyLock::new(|| TEXT.lines().collect());

/// Letters that a name must have before a longer word counts as a form of it, and a shorter one as its abbreviation.
const STEM_LETTERS_MIN: usize = 4;
const ABBREVIATION_LETTERS_MIN: usize = 3;

/// How sure it is that a word names a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// It only begins like one.
    Begins,
    /// It is one, but also a weekday.
    Shared,
    /// It is one.
    Named,
    /// It was written as a number.
    Number,
}

/// The months that a word may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Months {
    /// The likeliest, 1 to 12.
    pub(super) first: u8,
    /// Two languages may give one word to two months; a bit for each, January the lowest.
    all: u16,
    pub(super) certainty: Certainty,
}

impl Months {
    pub(super) fn number(month: u8) -> Self {
        Self { first: month, all: 1 << (month - 1), certainty: Certainty::Number }
    }

    /// Yields the months from the likeliest on.
    pub(super) fn iter(self) -> impl Iterator<Item = u8> {
        let others = (1..=12).filter(move |month| *month != self.first && self.all & 1 << (month - 1) != 0);
        std::iter::once(self.first).chain(others)
    }
}

/// A half of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
    /// After noon until midnight, before noon from then on.
    Night,
}

/// What a word says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) months: Option<Months>,
    /// A bit for each weekday that it may name, Monday the lowest.
    pub(super) weekdays: u8,
    pub(super) half: Option<Half>,
    /// Minutes east of UTC.
    pub(super) zone_minutes: Option<i32>,
    /// Whether it is Korean, which gives the zone.
    pub(super) is_korean: bool,
}

impl Meaning {
    fn month(month: u8, weekdays: u8) -> Self {
        let certainty = if weekdays == 0 { Certainty::Named } else { Certainty::Shared };
        Self { months: Some(Months { certainty, ..Months::number(month) }), weekdays, ..Self::default() }
    }

    fn begins(mut self) -> Option<Self> {
        let months = self.months.as_mut()?;
        months.certainty = Certainty::Begins;
        Some(Self { months: self.months, ..Self::default() })
    }

    /// Reads the codes of a line: `a` to `l` for the months, `1` to `7` from Monday on, `A`, `P` and `N` for the day's parts.
    fn from_codes(codes: &str) -> Self {
        let mut meaning = Self::default();
        for code in codes.bytes() {
            match code {
                b'a'..=b'l' => {
                    let month = Months::number(code - b'a' + 1);
                    let all = meaning.months.map_or(0, |months| months.all) | month.all;
                    let first = meaning.months.map_or(month.first, |months| months.first);
                    meaning.months = Some(Months { first, all, certainty: Certainty::Named });
                }
                b'1'..=b'7' => meaning.weekdays |= 1 << (code - b'1'),
                b'A' => meaning.half = Some(Half::Morning),
                b'P' => meaning.half = Some(Half::Afternoon),
                b'N' => meaning.half = Some(Half::Night),
                _ => {}
            }
        }
        if meaning.weekdays != 0
            && let Some(months) = &mut meaning.months
        {
            months.certainty = Certainty::Shared;
        }
        meaning
    }
}

/// Returns what a word in English, or a sign or zone used everywhere, says; the table is not touched.
pub(super) fn common(word: &str) -> Option<Meaning> {
    let weekday = |day: u8| Some(Meaning { weekdays: 1 << day, ..Meaning::default() });
    let half = |half| Some(Meaning { half: Some(half), ..Meaning::default() });
    let korean = |half| Some(Meaning { half, is_korean: true, ..Meaning::default() });
    let month = match word {
        "jan" | "january" => 1,
        "feb" | "february" => 2,
        // Tuesday in French, Spanish and Italian.
        "mar" => return Some(Meaning::month(3, 1 << 1)),
        "march" => 3,
        "apr" | "april" => 4,
        "may" => 5,
        "jun" | "june" => 6,
        "jul" | "july" => 7,
        "aug" | "august" => 8,
        "sep" | "sept" | "september" => 9,
        "oct" | "october" => 10,
        "nov" | "november" => 11,
        "dec" | "december" => 12,
        "mon" | "monday" => return weekday(0),
        "tue" | "tues" | "tuesday" => return weekday(1),
        "wed" | "weds" | "wednesday" => return weekday(2),
        "thu" | "thur" | "thurs" | "thursday" => return weekday(3),
        "fri" | "friday" => return weekday(4),
        "sat" | "saturday" => return weekday(5),
        "sun" | "sunday" => return weekday(6),
        "t" | "st" | "nd" | "rd" | "th" | "at" => return Some(Meaning::default()),
        "am" | "vorm" | "midnight" => return half(Half::Morning),
        "pm" | "nachm" | "noon" => return half(Half::Afternoon),
        "오전" => return korean(Some(Half::Morning)),
        "오후" => return korean(Some(Half::Afternoon)),
        "년" | "월" | "일" | "시" | "분" | "초" => return korean(None),
        _ => return Some(Meaning { zone_minutes: Some(zones::minutes(word)?), ..Meaning::default() }),
    };
    Some(Meaning::month(month, 0))
}

/// Returns what a whole word (folded, letters only) says in any language; also when its accents are missing.
pub(super) fn whole(word: &str) -> Option<Meaning> {
    codes(word).or_else(|| codes(&plain(word)?)).map(Meaning::from_codes)
}

/// Returns the month of which a word may be another form, an abbreviation or a misspelling.
pub(super) fn alike(word: &str) -> Option<Meaning> {
    let bare = plain(word);
    let bare = bare.as_deref().unwrap_or(word);
    // "in": Hebrew writes it as a part of the next word.
    let inside = word.strip_prefix('ב').and_then(whole);
    let found = inside.or_else(|| stem(bare)).or_else(|| abbreviation(bare)).and_then(Meaning::begins);
    found.or_else(|| {
        let begin = bare.get(..3)?;
        common(begin).filter(|_| bare.is_ascii())?.begins()
    })
}

/// Returns the longest name that the word begins with.
fn stem(word: &str) -> Option<Meaning> {
    let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(STEM_LETTERS_MIN).collect();
    let found = ends.iter().rev().find_map(|end| codes(&word[..*end]))?;
    Some(Meaning::from_codes(found)).filter(|meaning| meaning.weekdays == 0)
}

/// Returns the month of all names that begin with the word, if it is the same one.
fn abbreviation(word: &str) -> Option<Meaning> {
    if word.chars().count() < ABBREVIATION_LETTERS_MIN {
        return None;
    }
    let mut longer =
        LINES[place(word)..].iter().take_while(|line| line.starts_with(word)).filter_map(|line| line.split_once(' '));
    let (_, first) = longer.next()?;
    (first.len() == 1 && longer.all(|(_, codes)| codes == first)).then(|| Meaning::from_codes(first))
}

/// Returns where a word stands or would stand in the table.
fn place(word: &str) -> usize {
    LINES.partition_point(|line| line.split(' ').next().unwrap_or_default() < word)
}

fn codes(word: &str) -> Option<&'static str> {
    let (found, codes) = LINES.get(place(word))?.split_once(' ')?;
    (found == word).then_some(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(word: &str) -> Vec<u8> {
        whole(word).and_then(|meaning| meaning.months).into_iter().flat_map(Months::iter).collect()
    }

    #[test]
    fn the_table_is_whole_and_in_order() {
        assert!(LINES.len() > 4000);
        assert!(LINES.is_sorted_by_key(|line| line.split(' ').next()));
        assert!(LINES.iter().all(|line| line.split_once(' ').is_some_and(|(_, codes)| !codes.is_empty())));
        assert!(TABLE.len() < 60_000, "{}", TABLE.len());
    }

    #[test]
    fn words_are_months_weekdays_or_halves_of_the_day() {
        assert_eq!(months("травня"), [5]);
        assert_eq!(months("paź"), [10]);
        assert_eq!(months("listopada"), [11, 10]);
        assert_eq!(whole("пятниця").map(|meaning| meaning.weekdays), Some(0b1_0000));
        assert_eq!(whole("下午").and_then(|meaning| meaning.half), Some(Half::Afternoon));
        assert_eq!(whole("凌晨").and_then(|meaning| meaning.half), Some(Half::Night));
        // Sunday in Turkish, October in Polish without its accent.
        let shared = whole("paz").unwrap();
        assert_eq!(shared.months.map(|months| (months.first, months.certainty)), Some((10, Certainty::Shared)));
        assert_eq!(shared.weekdays, 0b100_0000);
    }

    #[test]
    fn other_forms_of_a_month_are_a_guess() {
        let guess = |word: &str| alike(word).and_then(|meaning| meaning.months).map(|months| (months.first, months.certainty));
        assert_eq!(guess("maiatzaren"), Some((5, Certainty::Begins)));
        assert_eq!(guess("septiem"), Some((9, Certainty::Begins)));
        assert_eq!(guess("febuary"), Some((2, Certainty::Begins)));
        assert_eq!(guess("pondel"), None);
        assert_eq!(guess("uhr"), None);
    }
}
