//! The words in dates: months in many languages, zones, halves of the day.

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A month, 1 to 12.
    Month(u32),
    /// Minutes east of UTC.
    Zone(i32),
    /// Whether the hour is after noon.
    Afternoon(bool),
    /// A Korean word, which gives the zone; the half of the day when it names one.
    Korean(Option<bool>),
}

/// Returns what `word` (lower case, no accents) says, if it says anything.
pub(super) fn meaning(word: &str) -> Option<Word> {
    match word {
        "am" | "vorm" => return Some(Word::Afternoon(false)),
        "pm" | "nachm" => return Some(Word::Afternoon(true)),
        "오전" => return Some(Word::Korean(Some(false))),
        "오후" => return Some(Word::Korean(Some(true))),
        "년" | "월" | "일" | "시" | "분" | "초" => return Some(Word::Korean(None)),
        _ => {}
    }
    if let Some((_, minutes)) = ZONES.iter().find(|(name, _)| *name == word) {
        return Some(Word::Zone(*minutes));
    }
    if WEEKDAYS.contains(&word) {
        return None;
    }
    MONTHS.iter().find(|(begin, _)| word.starts_with(begin)).map(|(_, month)| Word::Month(*month))
}

/// Weekdays that begin like a month.
const WEEKDAYS: &[&str] = &["mardi", "martes", "martedi", "marti", "maandag", "subota"];

/// Zones by name, in minutes east of UTC.
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

/// How months begin, longer beginnings first where one begins another.
const MONTHS: &[(&str, u32)] = &[
    // English, and what most of Europe shares with it
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    // German, Dutch, Nordic
    ("mai", 5),
    ("mrz", 3),
    ("okt", 10),
    ("dez", 12),
    ("maa", 3),
    ("mrt", 3),
    ("mei", 5),
    ("maj", 5),
    ("des", 12),
    // French, Italian, Spanish, Portuguese
    ("fev", 2),
    ("avr", 4),
    ("juin", 6),
    ("juil", 7),
    ("aou", 8),
    ("gen", 1),
    ("mag", 5),
    ("giu", 6),
    ("lug", 7),
    ("ago", 8),
    ("set", 9),
    ("ott", 10),
    ("dic", 12),
    ("ene", 1),
    ("abr", 4),
    ("out", 10),
    ("ianuarie", 1),
    // Hungarian, Polish, Czech, Turkish
    ("szep", 9),
    ("sty", 1),
    ("lut", 2),
    ("kwi", 4),
    ("cze", 6),
    ("lip", 7),
    ("sie", 8),
    ("wrz", 9),
    ("paz", 10),
    ("lis", 11),
    ("gru", 12),
    ("led", 1),
    ("uno", 2),
    ("bre", 3),
    ("dub", 4),
    ("kve", 5),
    ("cervenc", 7),
    ("cerv", 6),
    ("srp", 8),
    ("zar", 9),
    ("rij", 10),
    ("pro", 12),
    ("oca", 1),
    ("sub", 2),
    ("nis", 4),
    ("haz", 6),
    ("tem", 7),
    ("eyl", 9),
    ("eki", 10),
    ("kas", 11),
    ("ara", 12),
    // Russian and Ukrainian, Greek; accents are gone by now
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("маи", 5),
    ("май", 5),
    ("мая", 5),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("дек", 12),
    ("ιαν", 1),
    ("φεβ", 2),
    ("μαρ", 3),
    ("απρ", 4),
    ("μαι", 5),
    ("μαϊ", 5),
    ("ιουν", 6),
    ("ιουλ", 7),
    ("αυγ", 8),
    ("σεπ", 9),
    ("οκτ", 10),
    ("νοε", 11),
    ("δεκ", 12),
];
