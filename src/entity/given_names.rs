//! Which given names are one person's: short forms, spellings of other scripts, and words that are a name of the East.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A list of words to look up in.
type Words = LazyLock<HashSet<&'static str>>;

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

/// Given names and their short forms.
const SHORT_FORMS: &[&str] = &[
    "joe joseph joey",
    "bill william will billy willy liam",
    "bob robert rob bobby robbie",
    "dick richard rick rich ricky",
    "mike michael mick",
    "jim james jimmy jamie",
    "tom thomas tommy",
    "tony anthony antony",
    "bernie bernard",
    "steve steven stephen",
    "dave david",
    "dan daniel danny",
    "ed edward eddie ted teddy",
    "chris christopher",
    "nick nicholas nicolas nikolas",
    "matt matthew",
    "andy andrew",
    "greg gregory",
    "jeff jeffrey geoffrey geoff",
    "ken kenneth kenny",
    "ron ronald ronnie",
    "don donald donnie",
    "larry lawrence laurence",
    "jerry gerald gerard jeremiah",
    "sam samuel",
    "ben benjamin benny",
    "charlie charles chuck",
    "fred frederick freddie",
    "al albert alan allen allan",
    "alex alexander aleksandr alexandr oleksandr",
    "pete peter",
    "tim timothy timmy",
    "phil philip phillip",
    "ray raymond",
    "walt walter",
    "hank henry harry",
    "jack john johnny",
    "jon jonathan jonny",
    "frank francis",
    "vince vincent",
    "marty martin",
    "doug douglas",
    "liz elizabeth beth betsy betty eliza",
    "kate katherine catherine kathy katie kathleen katharine",
    "sue susan suzanne",
    "peggy margaret maggie meg",
    "jenny jennifer jen",
    "becky rebecca",
    "debbie deborah debra",
    "cindy cynthia",
    "patty patricia pat",
    "barb barbara",
    "vicky victoria",
    "abby abigail",
    "mandy amanda",
    "nancy ann",
];

/// Spellings of given names that the sound rules do not reach.
const SPELLINGS: &[&str] = &[
    "mohammed mohamed muhammad mohammad mohamad mohamud muhammed mehmed muhamed",
    "ahmed ahmad achmad",
    "abdel abdul abd abdal abdol",
    "yusuf yousef yousuf youssef yosef",
    "hussein husain hussain husayn hossein",
    "omar umar",
    "osman usman uthman othman",
    "ali aly",
    "hassan hasan hassen",
    "volodymyr vladimir wladimir",
    "mikhail mikheil michail mykhailo mikhailo",
    "yevgeny evgeny evgeni yevgeniy yevgeni",
    "nikolai nikolay mykola",
    "dmitry dmitri dmitriy dmytro",
    "oleksiy alexei aleksei aleksey alexey",
    "petro pyotr petr piotr",
    "yuri yury yuriy iurii juri",
    "sergey sergei serhiy sergiy serhii",
    "julia yulia yuliya iulia",
    "jose josep",
    "moammar muammar muammer mu'ammar",
    "osama usama",
];

/// Family names of Hungarian and Japanese people that are hardly ever given names elsewhere: there they come first.
static HUNGARIAN_SURNAMES: Words = LazyLock::new(|| {
    words(
        "orban nagy kovacs toth szabo horvath kiss molnar nemeth farkas balogh papp takacs juhasz \
    meszaros olah racz szilagyi torok feher szucs kocsis pinter fodor szalai sipos magyar lukacs gyurcsany karacsony szijjarto \
    novak sulyok semjen rogan bajnai antall medgyessy puskas szoboszlai kertesz esterhazy szegedi bartok kodaly krasznahorkai",
    )
});
static HUNGARIAN_GIVEN: Words = LazyLock::new(|| {
    words(
        "viktor peter ferenc gergely laszlo janos istvan zoltan gabor sandor attila tamas andras balazs \
    bela jozsef imre miklos katalin judit ildiko agnes eva zsuzsanna erzsebet gyula lajos karoly antal arpad krisztina klara \
    akos marton levente mate bence adam gordon tibor zsolt csaba dominik imre orsolya eszter dora anna maria ilona dezso akos",
    )
});
static JAPANESE_SURNAMES: Words = LazyLock::new(|| {
    words(
        "abe kishida suga ishiba takaichi aso kono koizumi sato suzuki takahashi tanaka watanabe ito \
    yamamoto nakamura kobayashi kato yoshida yamada sasaki yamaguchi matsumoto inoue kimura hayashi shimizu saito mori ikeda \
    hashimoto ishikawa ogawa okada hasegawa fujita goto kondo murakami endo aoki sakamoto fukuda nishimura ota fujii kaneko \
    okamoto nakajima nakano fujiwara matsuda ueda takeda noda kan hatoyama motegi hirai ono oshima miyazaki nakasone kuroda \
    kuribayashi kurosawa oe ozawa edano tamaki moriyama matsuyama ohtani otani ichikawa kawasaki",
    )
});

/// For each name the groups that it is in.
type Groups = LazyLock<HashMap<&'static str, Vec<usize>>>;

static SHORT_FORM_GROUPS: Groups = LazyLock::new(|| groups(SHORT_FORMS));
static SPELLING_GROUPS: Groups = LazyLock::new(|| groups(SPELLINGS));

fn groups(lists: &[&'static str]) -> HashMap<&'static str, Vec<usize>> {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, list) in lists.iter().enumerate() {
        list.split_whitespace().for_each(|name| groups.entry(name).or_default().push(at));
    }
    groups
}

/// Says whether two given names are one, and how: by a short form or by another spelling.
pub(super) fn same(a: &str, b: &str) -> Option<Same> {
    let grouped = |groups: &Groups| match (groups.get(a), groups.get(b)) {
        (Some(of_a), Some(of_b)) => of_a.iter().any(|group| of_b.contains(group)),
        _ => false,
    };
    if grouped(&SPELLING_GROUPS) { Some(Same::Spelling) } else { grouped(&SHORT_FORM_GROUPS).then_some(Same::ShortForm) }
}

/// How two given names are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Same {
    /// "Joe" and "Joseph".
    ShortForm,
    /// "Mohammed" and "Muhammad".
    Spelling,
}

/// Says whether two words are a Hungarian or Japanese name with the surname first: "Orban Viktor", "Kishida Fumio".
pub(super) fn is_eastern(first: &str, last: &str) -> bool {
    HUNGARIAN_SURNAMES.contains(first) && HUNGARIAN_GIVEN.contains(last)
        || JAPANESE_SURNAMES.contains(first) && !JAPANESE_SURNAMES.contains(last) && is_japanese(last)
}

/// Says whether a word is made of the syllables that Japanese has.
fn is_japanese(word: &str) -> bool {
    const ONSETS: [&str; 26] = [
        "ky", "gy", "sh", "ch", "ts", "ny", "hy", "by", "py", "my", "ry", "k", "g", "s", "z", "j", "t", "d", "n", "h", "f", "b",
        "p", "m", "y", "r",
    ];
    let mut rest = word;
    let mut syllables = 0;
    while !rest.is_empty() {
        let onset =
            ONSETS.iter().find(|onset| rest.starts_with(**onset)).map_or(usize::from(rest.starts_with('w')), |onset| onset.len());
        let after = &rest[onset..];
        if after.starts_with(['a', 'e', 'i', 'o', 'u']) {
            rest = &after[1..];
            syllables += 1;
        } else if rest.starts_with('n') && syllables > 0 {
            rest = &rest[1..];
        } else {
            return false;
        }
    }
    syllables >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_are_one_by_short_form_or_spelling() {
        assert_eq!(same("joe", "joseph"), Some(Same::ShortForm));
        assert_eq!(same("mohammed", "muhammad"), Some(Same::Spelling));
        assert_eq!(same("joe", "robert"), None);
    }

    #[test]
    fn surnames_come_first_in_hungary_and_japan() {
        assert!(is_eastern("orban", "viktor") && is_eastern("kishida", "fumio") && is_eastern("abe", "shinzo"));
        for (first, last) in [("abe", "lincoln"), ("viktor", "orban"), ("fumio", "kishida"), ("kato", "smith"), ("peter", "nagy")]
        {
            assert!(!is_eastern(first, last), "{first} {last}");
        }
    }
}
