//! What speaks for and against a line whose wording is that of furniture.
//!
//! News is full of sentences that begin as prompts and notices do. A line that ends as a sentence is believed to be one, unless
//! more than its words speaks against it.

use super::rules::ends_sentence;

/// Signs beside its words that make a full sentence furniture.
pub(super) const SIGNS_MIN: u8 = 2;

/// Where a line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// Before the first paragraph of the story, or after its last one.
    pub(super) outside: bool,
    /// Near the beginning of the story: behind the lead, where some pages name the author.
    pub(super) early: bool,
    /// It is an item of a list, or a heading: no line of its own in the story.
    pub(super) part: bool,
}

impl Spot {
    /// Returns the spot that speaks most against a line.
    pub(super) fn outside() -> Self {
        Self { outside: true, ..Self::default() }
    }

    /// Counts the signs against a sentence: it stands outside of the story, leads elsewhere, speaks to the reader throughout.
    pub(super) fn signs(self, text: &str, link_percent: usize) -> u8 {
        u8::from(self.outside) + u8::from(link_percent > 0) + u8::from(speaks_to_reader(text))
    }
}

/// Says whether a line begins with a quotation mark: somebody is quoted in the story.
pub(super) fn begins_quoted(text: &str) -> bool {
    text.starts_with(['“', '"', '„', '«', '»', '「', '『', '‚', '‘'])
}

/// Signs at which sentences and their main parts end.
const ENDS: &[char] = &['.', '!', '?', ';', ':', '。', '！', '？', '|', '–', '—'];

/// Says whether every sentence of a line speaks to the reader, and none reports what somebody said or did.
pub(super) fn speaks_to_reader(text: &str) -> bool {
    let mut spoken = false;
    for sentence in text.split(ENDS) {
        let mut words =
            sentence.split(|letter: char| !(letter.is_alphanumeric() || letter == '-')).filter(|word| !word.is_empty());
        let Some(first) = words.next() else { continue };
        let first = first.to_lowercase();
        let (mut addressed, mut told) = (ADDRESSES.contains(&first.as_str()), is_telling(&first));
        let mut calls = CALLS.contains(&first.as_str());
        let mut count = 1;
        for word in words {
            let word = word.to_lowercase();
            // "Support groups on Facebook" calls nobody.
            calls &= count > 1
                || !NOUNS.contains(&first.as_str())
                || LEADS.contains(&word.as_str())
                || ADDRESSES.contains(&word.as_str());
            addressed |= ADDRESSES.contains(&word.as_str());
            told |= is_telling(&word);
            count += 1;
        }
        if told || !(addressed || calls) && count > 1 {
            return false;
        }
        spoken |= addressed || calls;
    }
    // "Send us doctors, the hospital pleaded": who says it stands at the end.
    let last = text.trim_end_matches(|letter: char| !letter.is_alphanumeric()).rsplit_once(", ").map_or("", |(_, last)| last);
    let is_reported = last.split(' ').count() >= 3
        && !last.split(' ').any(|word| ADDRESSES.contains(&word.to_lowercase().as_str()))
        && last.split(' ').skip(1).any(|word| word.len() > 3 && word.ends_with("ed") && !word.starts_with(char::is_uppercase));
    spoken && !is_reported
}

fn is_telling(word: &str) -> bool {
    TELLING.contains(&word)
}

/// Words by which a text speaks to its reader, or speaks of itself as "we".
#[rustfmt::skip]
const ADDRESSES: &[&str] = &[
    "you", "your", "yours", "yourself", "we", "our", "us", "me", "my", "let", "du", "dich", "dir", "dein", "deine", "deinen", "euch",
    "ihr", "ihre", "ihren", "ihnen", "sie", "uns", "unser", "unsere", "unseren", "wir", "vous", "votre", "vos", "nous", "notre",
    "nos", "toi", "usted", "ustedes", "tu", "tus", "te", "nuestro", "nuestra", "nuestros", "tuo", "tua", "ti", "vi", "vostra",
    "je", "jouw", "uw", "ons", "onze", "você", "seu", "sua", "nosso", "nossa", "din", "ditt", "dig", "vår", "vårt",
];

/// Words with which a call to the reader begins.
#[rustfmt::skip]
const CALLS: &[&str] = &[
    "sign", "signup", "sign-up", "subscribe", "follow", "get", "join", "download", "click", "tap", "enter", "check", "register",
    "start", "try", "unlock", "read", "send", "contact", "email", "install", "turn", "enable", "listen", "log", "watch", "like",
    "support", "become", "stay", "share", "thanks", "thank", "please", "create", "continue", "add", "never", "don", "want",
    "already", "have", "got", "need", "see", "find", "visit", "learn", "manage", "accept", "leave", "enjoy", "abonnieren", "jetzt",
    "abonnez-vous", "abonnez", "inscrivez-vous", "inscrivez", "recevez", "suscríbete", "iscriviti", "meld", "schrijf", "folgen",
    "suivez", "síguenos", "seguici", "volg",
];

/// Those of them that are nouns as well, and the words that follow them in a call.
const NOUNS: &[&str] =
    &["support", "register", "email", "contact", "share", "watch", "start", "check", "log", "sign", "stay", "visit", "tap"];
const LEADS: &[&str] =
    &["the", "this", "these", "up", "in", "to", "for", "on", "now", "here", "out", "with", "it", "a", "an", "via", "today"];

/// Says whether a sentence reports what was said or done.
pub(super) fn is_report(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| REPORTS.contains(&word))
}

/// Words of which one stands in most reports and in no call to the reader.
const REPORTS: &[&str] = &[
    "said", "says", "wrote", "told", "asked", "warned", "shouted", "was", "were", "had", "sagte", "sagt", "schrieb", "dijo",
    "disse",
];

/// Words that report: whoever reads them is told of somebody else.
#[rustfmt::skip]
const TELLING: &[&str] = &[
    "said", "says", "say", "wrote", "told", "asked", "warned", "shouted", "sang", "he", "she", "they", "his", "her", "their", "them",
    "according", "were", "was", "had", "did", "added", "tweeted", "posted", "found", "showed", "sagte", "schrieb", "dit", "dijo",
    "disse", "zei",
];

/// Says whether all words of a line are names and what joins them, as in a list of those who helped.
pub(super) fn is_names(words: &str) -> bool {
    words.split_whitespace().all(|word| {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        bare.is_empty() || !bare.starts_with(char::is_lowercase) || JOINING.contains(&bare)
    })
}

/// Words in lower case that stand between names.
#[rustfmt::skip]
const JOINING: &[&str] = &[
    "and", "by", "of", "for", "in", "from", "with", "at", "via", "the", "on", "de", "la", "del", "van", "von", "der", "den", "al",
    "bin", "und", "et", "y", "e", "en", "reporting", "writing", "editing", "additional", "compiled", "produced", "published", "reports", "mit", "di", "da",
];

/// Says whether a line ends as a sentence and not in an abbreviation, as "2:18 p.m." does.
pub(super) fn is_sentence(text: &str) -> bool {
    ends_sentence(text) && !text.ends_with(".m.") && text.split_whitespace().count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_speak_to_the_reader_and_reports_do_not() {
        for line in [
            "Sign up for our newsletter.",
            "Get the latest news. Subscribe to our letters.",
            "We use cookies to make this site better.",
            "Follow the Wire on Facebook, Twitter and YouTube.",
            "By clicking the button, you agree to our terms of use.",
        ] {
            assert!(speaks_to_reader(line), "{line}");
        }
        for line in [
            "Send us doctors, the hospital pleaded on Facebook.",
            "Follow-up messages on Twitter named two more officers.",
            "Start your engines, the club told its fans on Twitter.",
            "For more than a decade the firm sold its app on Google Play.",
            "Start here. The court then closed the file.",
        ] {
            assert!(!speaks_to_reader(line), "{line}");
        }
    }

    #[test]
    fn names_are_told_from_sentences() {
        assert!(is_names("Gopal Amsel; Editing by Ines de Vries and Mara Lindqvist"));
        assert!(!is_names("Danish, the book was a success in Japan"));
    }
}
