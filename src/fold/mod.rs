//! Which entries are one report, and which tell of one event: a decision over earlier stories, by their words alone.
//!
//! The method is the cosine of words weighted by their rarity (Salton & Buckley 1988) over title and lead, an inverted index
//! for the candidates, and thresholds that were measured on headlines of many papers: at .80 nineteen pairs of twenty are one
//! report. Decisions are made in the order of time and never taken back. What is shown of them is left to others.

mod words;

use std::collections::{BTreeMap, HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use words::{Vocabulary, Words, figures_differ, is_format, share, wording};

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
/// The share of their wording that makes two bodies one.
const BODY_SHARE: f64 = 0.35;
/// Stories that the first ones are weighed against, so that early weights are not wild.
const STORIES_BEFORE: f64 = 500.0;

/// A story as it is compared.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Its number; no two stories share one.
    pub id: i64,
    /// When it was published.
    pub time: Timestamp,
    /// Who published it.
    pub source: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its text, where it is known.
    pub text: Option<&'a str>,
}

/// Where a story belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The number of the first story of the fold that this one joins.
    pub fold: Option<i64>,
    /// The number of the first story of the event that this one tells of; its own when the event is new.
    pub event: i64,
}

#[derive(Debug)]
struct Known {
    time: Timestamp,
    source: u32,
    title: Words,
    /// Title and lead; the title's words count twice.
    words: Words,
    /// The numbers that stand in the title.
    figures: Vec<u32>,
    has_lead: bool,
    format: bool,
    wording: Vec<u32>,
    fold: i64,
    event: i64,
}

/// Remembers the stories of the last 72 hours, some three kilobytes each with their words, and places new ones among them.
#[derive(Debug, Default)]
pub struct Folder {
    /// How many stories were ever remembered.
    stories: usize,
    window: VecDeque<Known>,
    vocabulary: Vocabulary,
    /// By word, which stories of the window have it, counted as they were remembered.
    index: Vec<VecDeque<usize>>,
    /// By source, its number.
    sources: HashMap<String, u32>,
    /// The latest time of a story that was remembered.
    latest: Option<Timestamp>,
}

impl Folder {
    /// Returns how many words are known: those of stories that are past stay.
    pub fn words(&self) -> usize {
        self.vocabulary.len()
    }

    /// Places a story among those placed before it. Stories come in the order of time; a little disorder does no harm.
    pub fn place(&mut self, report: &Report<'_>) -> Placed {
        self.forget(report.time);
        let mut known = self.known(report);
        let mut likes = self.likes(&known);
        likes.sort_by(|a, b| b.report.total_cmp(&a.report));
        let fold = likes.iter().find(|like| like.is_one_report(&known)).map(|like| like.of.fold);
        known.fold = fold.unwrap_or(report.id);
        known.event = match fold.and_then(|fold| likes.iter().find(|like| like.of.fold == fold)) {
            Some(like) => like.of.event,
            None => best_event(&likes, &known).unwrap_or(report.id),
        };
        let placed = Placed { fold, event: known.event };
        self.remember(known);
        placed
    }

    /// Remembers a story that was placed before, as when the program starts again.
    pub fn resume(&mut self, report: &Report<'_>, placed: Placed) {
        let known = self.known(report);
        self.remember(Known { fold: placed.fold.unwrap_or(report.id), event: placed.event, ..known });
    }

    /// Says whether a story of this time is so old that there is nothing left to compare it with.
    pub fn is_past(&self, time: Timestamp) -> bool {
        self.latest.is_some_and(|latest| latest.duration_since(time) > WINDOW)
    }

    fn known(&mut self, report: &Report<'_>) -> Known {
        let text = report.text.unwrap_or_default();
        let title = self.vocabulary.words(report.title);
        let lead: String = text.chars().take(LEAD_CHARS).collect();
        let sources = self.sources.len() as u32;
        let source = match self.sources.get(report.source) {
            Some(source) => *source,
            None => *self.sources.entry(report.source.to_owned()).or_insert(sources),
        };
        Known {
            time: report.time,
            source,
            words: title.twice_and(&self.vocabulary.words(&lead)),
            figures: self.vocabulary.figures(&title),
            title,
            has_lead: !lead.trim().is_empty(),
            format: is_format(report.title),
            wording: wording(text),
            fold: report.id,
            event: report.id,
        }
    }

    /// Compares a story with its best candidates.
    fn likes(&self, known: &Known) -> Vec<Like<'_>> {
        let first = self.stories - self.window.len();
        let mut points = vec![0.0; self.window.len()];
        let common = (self.stories / 100).max(1000);
        for (word, _) in known.words.iter() {
            let Some(stories) = self.index.get(word as usize).filter(|stories| stories.len() <= common) else { continue };
            let weight = self.rarity(word).powi(2);
            for story in stories {
                points[story - first] += weight;
            }
        }
        let mut best: Vec<(usize, f64)> = points.into_iter().enumerate().filter(|(_, points)| *points > 0.0).collect();
        let order = |a: &(usize, f64), b: &(usize, f64)| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0));
        if best.len() > CANDIDATES_MAX {
            best.select_nth_unstable_by(CANDIDATES_MAX, order);
            best.truncate(CANDIDATES_MAX);
        }
        best.sort_by(order);
        best.into_iter().filter_map(|(story, _)| self.window.get(story)).map(|other| self.like(known, other)).collect()
    }

    fn like<'k>(&self, a: &Known, b: &'k Known) -> Like<'k> {
        let title = self.cosine(&a.title, &b.title);
        let whole = if a.has_lead && b.has_lead { self.cosine(&a.words, &b.words) } else { title };
        let report = if share(&a.wording, &b.wording) >= BODY_SHARE { FORMAT } else { title.min(whole) };
        Like { of: b, report, event: whole }
    }

    /// Returns how rare a word is: the logarithm of stories over stories with it.
    fn rarity(&self, word: u32) -> f64 {
        let stories = self.stories as f64 + STORIES_BEFORE;
        (1.0 + stories / f64::from(1 + self.vocabulary.frequency(word))).ln()
    }

    fn weight(&self, word: u32, count: u32) -> f64 {
        (1.0 + f64::from(count).ln()) * self.rarity(word)
    }

    fn cosine(&self, a: &Words, b: &Words) -> f64 {
        let length = |words: &Words| words.iter().map(|(word, count)| self.weight(word, count).powi(2)).sum::<f64>().sqrt();
        let both: f64 = a.both(b).map(|(word, here, there)| self.weight(word, here) * self.weight(word, there)).sum();
        let lengths = length(a) * length(b);
        if lengths > 0.0 { both / lengths } else { 0.0 }
    }

    fn remember(&mut self, known: Known) {
        self.index.resize_with(self.vocabulary.len(), VecDeque::new);
        for (word, _) in known.words.iter() {
            self.vocabulary.met(word);
            self.index[word as usize].push_back(self.stories);
        }
        self.latest = self.latest.max(Some(known.time));
        self.window.push_back(known);
        self.stories += 1;
    }

    /// Drops what lies too far back to be compared with a story of this time.
    fn forget(&mut self, now: Timestamp) {
        while self.window.front().is_some_and(|first| now.duration_since(first.time) > WINDOW) {
            let Some(gone) = self.window.pop_front() else { return };
            for (word, _) in gone.words.iter() {
                // Stories go in the order in which they came.
                self.index[word as usize].pop_front();
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
        let shared = known.title.both(&self.of.title).count();
        let needed = match (known.format || self.of.format, apart <= NEAR) {
            (true, _) => FORMAT,
            (false, true) => LIKELY,
            (false, false) => SURE,
        };
        self.report >= needed
            && shared >= SHARED_MIN
            && !figures_differ(&known.figures, &self.of.figures)
            && (known.source != self.of.source || apart <= NEAR)
    }
}

/// Returns the event whose best members a story is most like, if it is like enough.
fn best_event(likes: &[Like<'_>], known: &Known) -> Option<i64> {
    let mut events: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        "2026-11-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    /// Places stories (hour, source, title) and returns their folds.
    fn folds(stories: &[(i64, &str, &str)]) -> Vec<Option<i64>> {
        let mut folder = Folder::default();
        let place = |(id, &(hours, source, title)): (usize, &(i64, &str, &str))| {
            folder.place(&Report { id: id as i64, time: at(hours), source, title, text: None }).fold
        };
        stories.iter().enumerate().map(place).collect()
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
        let report = |id, title| Report { id, time: at(id), source: "A", title, text: None };
        folder.place(&report(0, STRIKE));
        let later = folder.place(&report(9, "What the Valencia dockers won in their strike"));
        assert_eq!(later, Placed { fold: None, event: 0 });
    }

    #[test]
    fn a_folder_that_begins_again_goes_on_where_the_first_one_was() {
        let mut folder = Folder::default();
        let other = "Dockers in Valencia vote to end three-week strike";
        folder.resume(&Report { id: 8, time: at(1), source: "B", title: other, text: None }, Placed { fold: Some(7), event: 3 });
        let placed = folder.place(&Report { id: 9, time: at(2), source: "C", title: STRIKE, text: None });
        assert_eq!(placed, Placed { fold: Some(7), event: 3 });
        assert!(folder.is_past(at(-72)) && !folder.is_past(at(-70)));
    }
}
