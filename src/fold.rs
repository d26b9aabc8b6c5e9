//! Which entries are one report, and which tell of one event: a decision over earlier stories, by their words alone.
//!
//! The method is the cosine of words weighted by their rarity (Salton & Buckley 1988) over title and lead, an inverted index
//! for the candidates, and thresholds that were measured on headlines of many papers: at .80 nineteen pairs of twenty are one
//! report. Decisions are made in the order of time and never taken back. What is shown of them is left to others.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use unicode_normalization::UnicodeNormalization;

/// How far back a story looks for its like.
const WINDOW: SignedDuration = SignedDuration::from_hours(72);
/// How far apart the weaker likeness, and two stories of one source, may be.
const NEAR: SignedDuration = SignedDuration::from_hours(24);
/// Likeness that makes one report whatever lies between.
const SURE: f64 = 0.80;
/// Likeness that makes one report within [`NEAR`].
const LIKELY: f64 = 0.65;
/// Likeness that titles of a format, alike by nature, must reach; and that of two bodies that share their wording.
const FORMAT: f64 = 0.90;
/// Words that two titles must share.
const SHARED_MIN: usize = 3;
/// Mean likeness to the best members of an event: with leads, and by titles alone.
const EVENT: f64 = 0.24;
const EVENT_BY_TITLE: f64 = 0.20;
/// Members of an event that are compared.
const EVENT_MEMBERS: usize = 3;
/// Candidates that are compared in full.
const CANDIDATES_MAX: usize = 40;
/// Characters of the text that count as its lead.
const LEAD_CHARS: usize = 600;
/// Bodies from this length on are compared by their wording, and this share of it makes them one.
const BODY_CHARS_MIN: usize = 300;
const BODY_SHARE: f64 = 0.35;
/// Stories that the first ones are weighed against, so that early weights are not wild.
const STORIES_BEFORE: f64 = 500.0;

/// A story as it is compared.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// When it was published.
    pub time: Timestamp,
    /// Who published it.
    pub source: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its text, where it is known.
    pub text: Option<&'a str>,
}

/// Where a story belongs. Numbers are those that [`Folder::place`] gave out, the first story's is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// This story's number.
    pub story: usize,
    /// The first story of the fold that this one joins.
    pub fold: Option<usize>,
    /// The first story of the event that this one tells of; its own number when the event is new.
    pub event: usize,
}

/// Words of one text with how often they stand there.
type Words = BTreeMap<String, u32>;

#[derive(Debug)]
struct Known {
    story: usize,
    time: Timestamp,
    source: String,
    title: Words,
    /// Title and lead; the title's words count twice.
    words: Words,
    has_lead: bool,
    format: bool,
    wording: HashSet<u64>,
    fold: usize,
    event: usize,
}

/// Remembers the stories of the last 72 hours and places new ones among them.
#[derive(Debug, Default)]
pub struct Folder {
    next: usize,
    window: VecDeque<Known>,
    /// In how many stories a word stood, of all that were ever placed.
    frequency: HashMap<String, u32>,
    /// Story numbers of the window by word.
    index: HashMap<String, Vec<usize>>,
}

impl Folder {
    /// Places a story among those placed before it. Stories come in the order of time; a little disorder does no harm.
    pub fn place(&mut self, report: &Report<'_>) -> Placed {
        self.forget(report.time);
        let story = self.next;
        self.next += 1;
        let mut known = Known::new(story, report);
        let mut likes = self.likes(&known);
        likes.sort_by(|a, b| b.report.total_cmp(&a.report));
        let fold = likes.iter().find(|like| like.is_one_report(&known)).map(|like| like.of.fold);
        known.fold = fold.unwrap_or(story);
        known.event = match fold.and_then(|fold| likes.iter().find(|like| like.of.fold == fold)) {
            Some(like) => like.of.event,
            None => best_event(&likes, &known).unwrap_or(story),
        };
        let placed = Placed { story, fold, event: known.event };
        self.remember(known);
        placed
    }

    /// Compares a story with its best candidates.
    fn likes(&self, known: &Known) -> Vec<Like<'_>> {
        let first = self.window.front().map_or(0, |first| first.story);
        let mut points: HashMap<usize, f64> = HashMap::new();
        let common = (self.next / 100).max(1000);
        for word in known.words.keys() {
            let Some(stories) = self.index.get(word).filter(|stories| stories.len() <= common) else { continue };
            let weight = self.rarity(word).powi(2);
            for story in stories {
                *points.entry(*story).or_default() += weight;
            }
        }
        let mut best: Vec<_> = points.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
        best.truncate(CANDIDATES_MAX);
        best.into_iter().filter_map(|(story, _)| self.window.get(story - first)).map(|other| self.like(known, other)).collect()
    }

    fn like<'k>(&self, a: &Known, b: &'k Known) -> Like<'k> {
        let title = self.cosine(&a.title, &b.title);
        let whole = if a.has_lead && b.has_lead { self.cosine(&a.words, &b.words) } else { title };
        let report = if share(&a.wording, &b.wording) >= BODY_SHARE { FORMAT } else { title.min(whole) };
        Like { of: b, report, event: whole }
    }

    /// Returns how rare a word is: the logarithm of stories over stories with it.
    fn rarity(&self, word: &str) -> f64 {
        let stories = self.next as f64 + STORIES_BEFORE;
        (1.0 + stories / f64::from(1 + self.frequency.get(word).copied().unwrap_or(0))).ln()
    }

    fn weight(&self, word: &str, count: u32) -> f64 {
        (1.0 + f64::from(count).ln()) * self.rarity(word)
    }

    fn cosine(&self, a: &Words, b: &Words) -> f64 {
        let length = |words: &Words| words.iter().map(|(word, count)| self.weight(word, *count).powi(2)).sum::<f64>().sqrt();
        let both: f64 = a
            .iter()
            .filter_map(|(word, count)| b.get(word).map(|other| self.weight(word, *count) * self.weight(word, *other)))
            .sum();
        let lengths = length(a) * length(b);
        if lengths > 0.0 { both / lengths } else { 0.0 }
    }

    fn remember(&mut self, known: Known) {
        for word in known.words.keys() {
            *self.frequency.entry(word.clone()).or_default() += 1;
            self.index.entry(word.clone()).or_default().push(known.story);
        }
        self.window.push_back(known);
    }

    /// Drops what lies too far back to be compared with a story of this time.
    fn forget(&mut self, now: Timestamp) {
        while self.window.front().is_some_and(|first| now.duration_since(first.time) > WINDOW) {
            let Some(gone) = self.window.pop_front() else { return };
            for word in gone.words.keys() {
                if let Some(stories) = self.index.get_mut(word) {
                    stories.retain(|story| *story != gone.story);
                    if stories.is_empty() {
                        self.index.remove(word);
                    }
                }
            }
        }
    }
}

/// How like an earlier story is.
#[derive(Clone, Copy, Debug)]
struct Like<'k> {
    of: &'k Known,
    /// Likeness as one report.
    report: f64,
    /// Likeness as one event.
    event: f64,
}

impl Like<'_> {
    fn is_one_report(&self, known: &Known) -> bool {
        let apart = known.time.duration_since(self.of.time).abs();
        let shared = known.title.keys().filter(|word| self.of.title.contains_key(*word)).count();
        let needed = match (known.format || self.of.format, apart <= NEAR) {
            (true, _) => FORMAT,
            (false, true) => LIKELY,
            (false, false) => SURE,
        };
        self.report >= needed
            && shared >= SHARED_MIN
            && !numbers_differ(&known.title, &self.of.title)
            && (known.source != self.of.source || apart <= NEAR)
    }
}

/// Returns the event whose best members a story is most like, if it is like enough.
fn best_event(likes: &[Like<'_>], known: &Known) -> Option<usize> {
    let mut events: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for like in likes {
        events.entry(like.of.event).or_default().push(like.event);
    }
    let needed = if known.has_lead { EVENT } else { EVENT_BY_TITLE };
    let mean = |mut scores: Vec<f64>| {
        scores.sort_by(|a, b| b.total_cmp(a));
        scores.truncate(EVENT_MEMBERS);
        scores.iter().sum::<f64>() / scores.len() as f64
    };
    let scored = events.into_iter().map(|(event, scores)| (event, mean(scores)));
    scored.filter(|(_, score)| *score >= needed).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(event, _)| event)
}

impl Known {
    fn new(story: usize, report: &Report<'_>) -> Self {
        let text = report.text.unwrap_or_default();
        let mut title = Words::new();
        for word in words(report.title) {
            *title.entry(word).or_default() += 1;
        }
        let mut all: Words = title.iter().map(|(word, count)| (word.clone(), count * 2)).collect();
        let lead: String = text.chars().take(LEAD_CHARS).collect();
        for word in words(&lead) {
            *all.entry(word).or_default() += 1;
        }
        Self {
            story,
            time: report.time,
            source: report.source.to_owned(),
            title,
            words: all,
            has_lead: !lead.trim().is_empty(),
            format: is_format(report.title),
            wording: wording(text),
            fold: story,
            event: story,
        }
    }
}

/// Titles that come in a form of their own day after day: alike without being one report.
fn is_format(title: &str) -> bool {
    let title = title.to_lowercase();
    let holds = |word: &&str| title.split(|letter: char| !letter.is_alphanumeric()).any(|part| part == *word);
    FORMATS.iter().any(|format| if format.contains(' ') { title.contains(format) } else { holds(format) })
}

const FORMATS: &[&str] = &[
    "horoscope",
    "horoscopes",
    "quiz",
    "crossword",
    "odds",
    "picks",
    "prediction",
    "predictions",
    "preview",
    "deals",
    "live",
    "review",
    "recap",
    "briefing",
    "newsletter",
    "podcast",
    "photos",
    "pictures",
    "video",
    "opinion",
    "weather",
    "forecast",
    "obituary",
    "obituaries",
    "lottery",
    "schedule",
    "how to watch",
    "what to know",
    "things to know",
    "week in",
    "stocks to",
];

/// Says whether both titles hold numbers and share none of them.
fn numbers_differ(a: &Words, b: &Words) -> bool {
    let numbers = |words: &Words| words.keys().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).cloned().collect();
    let (a, b): (HashSet<String>, HashSet<String>) = (numbers(a), numbers(b));
    !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
}

/// Returns the hashes of all runs of three words of a long text, for telling copied wording.
fn wording(text: &str) -> HashSet<u64> {
    if text.chars().count() <= BODY_CHARS_MIN {
        return HashSet::new();
    }
    let words: Vec<String> = words(text).collect();
    let hash = |run: &[String]| {
        u64::from_le_bytes(blake3::hash(run.join(" ").as_bytes()).as_bytes()[..8].try_into().unwrap_or_default())
    };
    words.windows(3).map(hash).collect()
}

fn share(a: &HashSet<u64>, b: &HashSet<u64>) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both) as f64
}

/// Yields the words of a text as they are compared: without accents, case, endings and the words that say nothing.
fn words(text: &str) -> impl Iterator<Item = String> {
    let plain: String = text
        .nfkd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
        .map(|letter| if letter == '’' { '\'' } else { letter })
        .flat_map(char::to_lowercase)
        .collect();
    let parts: Vec<String> = plain
        .split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '\'' | '.' | ','))
        .map(|word| word.trim_matches(['\'', '.', ',']))
        .map(|word| word.strip_suffix("'s").unwrap_or(word))
        .filter(|word| !word.is_empty() && !STOP_WORDS.contains(word))
        .map(stem)
        .collect();
    parts.into_iter()
}

/// Takes the commonest endings off an English word.
fn stem(word: &str) -> String {
    for (ending, instead) in [("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= 3
            && !(ending == "s" && rest.ends_with('s'))
        {
            return format!("{rest}{instead}");
        }
    }
    word.to_owned()
}

const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "again", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "before", "being",
    "between", "but", "by", "can", "could", "did", "do", "does", "during", "for", "from", "had", "has", "have", "he", "her",
    "here", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "like", "may", "me", "more", "most", "my",
    "new", "no", "not", "now", "of", "off", "on", "one", "only", "or", "other", "our", "out", "over", "own", "said", "say",
    "says", "she", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "through", "to", "too", "under", "up", "us", "very", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "why", "will", "with", "would", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        "2026-11-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    /// Places stories (hour, source, title) and returns their folds.
    fn folds(stories: &[(i64, &str, &str)]) -> Vec<Option<usize>> {
        let mut folder = Folder::default();
        let place = |&(hours, source, title): &(i64, &str, &str)| {
            folder.place(&Report { time: at(hours), source, title, text: None }).fold
        };
        stories.iter().map(place).collect()
    }

    const STRIKE: &str = "Valencia dockers vote to end three-week strike";

    #[test]
    fn the_same_report_of_another_source_joins_the_first() {
        let other = "Dockers in Valencia vote to end three-week strike";
        assert_eq!(folds(&[(0, "A", STRIKE), (2, "B", other), (3, "C", STRIKE)]), [None, Some(0), Some(0)]);
    }

    #[test]
    fn another_report_stays_alone() {
        assert_eq!(folds(&[(0, "A", STRIKE), (1, "B", "Storm shuts three passes and strands two hundred")]), [None, None]);
    }

    #[test]
    fn different_numbers_are_different_reports() {
        assert_eq!(
            folds(&[(0, "A", "Uruguay central bank holds rate at 8.25"), (1, "B", "Uruguay central bank holds rate at 9.50")]),
            [None, None]
        );
    }

    #[test]
    fn what_lies_four_days_back_is_forgotten() {
        assert_eq!(folds(&[(0, "A", STRIKE), (97, "B", STRIKE)]), [None, None]);
    }

    #[test]
    fn one_source_may_say_the_same_every_week() {
        let title = "Markets close lower as grain prices slip in Chicago";
        assert_eq!(folds(&[(0, "A", title), (30, "A", title), (31, "B", title)]), [None, None, Some(1)]);
    }

    #[test]
    fn a_later_story_of_the_event_is_related_without_being_folded() {
        let mut folder = Folder::default();
        let place = |folder: &mut Folder, hours, title| folder.place(&Report { time: at(hours), source: "A", title, text: None });
        place(&mut folder, 0, STRIKE);
        let later = place(&mut folder, 9, "What the Valencia dockers won in their strike");
        assert_eq!((later.fold, later.event), (None, 0));
    }
}
