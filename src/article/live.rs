//! Live reports: pages whose story is a row of posts, each with its time.

use dom_query::{Document, NodeId};
use foldhash::{HashMap, HashMapExt};

use super::dom::{attr, readable_text};
use super::outline::{Amount, Outline};
use super::signs::Signs;
use super::strip::{Cause, Cut};
use crate::text::CleanText;

/// The name that schema.org has for a live report; a page without it may be a story with comments, and its posts must show
/// that they are none.
const MARK: &str = "LiveBlogPosting";
/// Fewest posts of a live report.
const POSTS_MIN: usize = 3;
/// Fewest posts of a page that does not say that it is a live report.
const UNSAID_POSTS_MIN: usize = 4;
/// Most days that the posts of such a page tell of.
const DAYS_MAX: usize = 3;
/// Such posts hold this share of the running text of their page, in per cent.
const POSTS_PERCENT_MIN: usize = 50;
/// Longest time of day, in bytes: "11:05 p.m. CET".
const CLOCK_BYTES_MAX: usize = 14;
/// Longest time of a post as shown, in bytes.
const TIME_BYTES_MAX: usize = 40;
/// Longest author or label above a post, in bytes.
const ABOVE_BYTES_MAX: usize = 80;
/// From this many bytes on, text is what the post says.
const SAID_BYTES_MIN: usize = 40;
/// What stands before the posts and has less than this share of its text in links leads up to them, in per cent.
const LINK_PERCENT_MAX: usize = 25;
/// Most elements that lead up to the posts.
const LEADS_MAX: usize = 40;
/// How many elements around a time are looked at for a row of posts.
const LEVELS_MAX: usize = 24;

/// The posts of a live report; of any other page, none.
#[derive(Debug, Default)]
pub(super) struct Live {
    /// The element that holds the posts.
    row: usize,
    posts: Vec<usize>,
    times: HashMap<NodeId, CleanText>,
}

impl Live {
    /// Finds the posts of a page, given as it came and as it was read.
    pub(super) fn find(html: &str, page: &Document, outline: &Outline) -> Self {
        let times = |at: usize| outline.parts[at].name() == "time";
        let found =
            longest_row(outline, &times).filter(|(row, posts)| html.contains(MARK) || shows_posts(page, outline, *row, posts));
        let found = found.or_else(|| {
            if !shows_clocks(html) {
                return None;
            }
            // Some write their times into any element.
            let clocks = |at: usize| is_clock(page, outline, at);
            longest_row(outline, &clocks).filter(|(row, posts)| shows_posts(page, outline, *row, posts))
        });
        let Some((row, posts)) = found else { return Self::default() };
        let times = posts.iter().filter_map(|(post, time)| Some((outline.parts[*post].id, time_of(page, outline, *time)?)));
        let times = times.collect();
        Self { row, posts: posts.into_iter().map(|(post, _)| post).collect(), times }
    }

    /// Says whether the page is a live report.
    pub(super) fn is_one(&self) -> bool {
        !self.posts.is_empty()
    }

    /// Returns the time that heads the post which begins at a node.
    pub(super) fn time(&self, id: NodeId) -> Option<&CleanText> {
        self.times.get(&id)
    }

    /// Yields the times of all posts.
    pub(super) fn times(&self) -> impl Iterator<Item = &CleanText> {
        self.times.values()
    }

    /// Makes sure that the story is all of the posts and what leads up to them, whichever of them reads most like one.
    pub(super) fn widen(&self, outline: &Outline, left: &[Amount], roots: &mut Vec<usize>) {
        if !self.is_one() {
            return;
        }
        let holds = |outer: usize, at: usize| (outer..outline.parts[outer].end).contains(&at);
        let mut add = |at: usize| {
            if !roots.iter().any(|root| holds(*root, at)) {
                roots.retain(|root| !holds(at, *root));
                roots.push(at);
            }
        };
        let leads_up = |at: &usize| left[*at].text > 0 && left[*at].titles == 0 && left[*at].link_percent() < LINK_PERCENT_MAX;
        let around = outline.parts[self.row].parent;
        outline.children(around).take_while(|at| *at < self.row).filter(leads_up).take(LEADS_MAX).for_each(&mut add);
        add(self.row);
        roots.sort_unstable();
    }

    /// Marks authors and labels that stand above the text of each post.
    pub(super) fn cut_labels(&self, outline: &Outline, cut: &mut Cut) {
        let parts = &outline.parts;
        for post in &self.posts {
            let inside = post + 1..parts[*post].end;
            let says = |at: &usize| parts[*at].is_heading() || parts[*at].own.all >= SAID_BYTES_MIN;
            let Some(first) = inside.clone().find(says) else { continue };
            for part in &parts[inside.start..first] {
                if part.end <= first && part.sum.all <= ABOVE_BYTES_MAX && part.sum.pictures == 0 {
                    cut.take(part, Cause::Label);
                }
            }
        }
    }
}

/// Returns the element with the row of timed elements that share most text among them, with each and its first time.
fn longest_row(outline: &Outline, is_time: &dyn Fn(usize) -> bool) -> Option<(usize, Vec<(usize, usize)>)> {
    let mut rows: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
    for time in (1..outline.parts.len()).filter(|at| is_time(*at)) {
        let mut child = time;
        for around in outline.around(time).take(LEVELS_MAX) {
            let row = rows.entry(around).or_default();
            if row.last().is_none_or(|(last, _)| *last != child) && outline.parts[child].sum.text > 0 {
                row.push((child, time));
            }
            child = around;
        }
    }
    // A page has a header, a body and a footer with times too; but nearly all of its text is in one of them.
    let shared = |row: &[(usize, usize)]| {
        let texts = || row.iter().map(|(post, _)| outline.parts[*post].sum.text);
        texts().sum::<usize>() - texts().max().unwrap_or(0)
    };
    rows.into_iter().filter(|(_, row)| row.len() >= POSTS_MIN).max_by_key(|(at, row)| (shared(row), *at))
}

/// Says whether a row of timed elements is a live report though the page does not say so: built alike, each under a heading of
/// its own that leads nowhere, with text; in the order of their times, within a few days. Comments have no headings.
fn shows_posts(page: &Document, outline: &Outline, row: usize, posts: &[(usize, usize)]) -> bool {
    let parts = &outline.parts;
    if posts.len() < UNSAID_POSTS_MIN {
        return false;
    }
    let alien = |at: usize| {
        parts[at].signs.any(Signs::ALIEN.and(Signs::FURNITURE)) || matches!(parts[at].name(), "aside" | "nav" | "footer" | "form")
    };
    if alien(row) || outline.around(row).any(alien) {
        return false;
    }
    let first = &parts[posts[posts.len() / 2].0];
    let heads = |at: usize| (at..parts[at].end).any(|inner| parts[inner].is_heading() && parts[inner].own.all > 0);
    let is_post = |(at, _): &&(usize, usize)| {
        let part = &parts[*at];
        (part.name(), part.look) == (first.name(), first.look)
            && !part.signs.any(Signs::ALIEN.and(Signs::FURNITURE))
            && part.sum.teasers == 0
            && part.sum.text >= SAID_BYTES_MIN
            && part.sum.link_percent() < LINK_PERCENT_MAX * 2
            && heads(*at)
    };
    let alike = posts.iter().filter(is_post).count();
    let text: usize = posts.iter().map(|(at, _)| parts[*at].sum.text).sum();
    alike * 5 >= posts.len() * 4 && text * 100 >= parts[0].sum.text * POSTS_PERCENT_MIN && is_in_order(page, outline, posts)
}

/// Says whether times of day go up or down all the way, but for the turn of a day, and tell of few days.
fn is_in_order(page: &Document, outline: &Outline, posts: &[(usize, usize)]) -> bool {
    let mut days: Vec<String> = Vec::new();
    let mut clocks: Vec<u32> = Vec::new();
    for (_, time) in posts {
        let node = page.tree.get_unchecked(&outline.parts[*time].id);
        let shown = clock(&CleanText::new(&readable_text(&node)));
        let stated = node.attr("datetime");
        let (day, stated) = stated.as_deref().and_then(|stated| stated.split_once(['T', ' '])).unzip();
        if let Some(day) = day.map(str::to_owned).filter(|day| !days.contains(day)) {
            days.push(day);
        }
        clocks.extend(shown.or_else(|| stated.and_then(clock)));
    }
    let turns = |up: bool| clocks.windows(2).filter(|pair| pair[0] != pair[1] && (pair[0] < pair[1]) != up).count();
    days.len() <= DAYS_MAX
        && clocks.len() * 5 >= posts.len() * 4
        && turns(true).min(turns(false)) < DAYS_MAX.min(clocks.len() / 3)
}

/// Reads the first time of day in a text, in minutes: "15:05", "3.05pm", "15h05".
fn clock(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    (1..bytes.len()).filter(|at| matches!(bytes[*at], b':' | b'.' | b'h')).find_map(|at| {
        let start = (0..at).rev().take_while(|before| bytes[*before].is_ascii_digit()).last()?;
        let hour: u32 = text[start..at].parse().ok().filter(|hour| *hour < 24)?;
        let minute: u32 = text.get(at + 1..at + 3)?.parse().ok().filter(|minute| *minute < 60)?;
        let rest = text[at + 3..].trim_start().to_ascii_lowercase();
        let hour = if rest.starts_with('p') && hour < 12 { hour + 12 } else { hour };
        (!rest.starts_with(|letter: char| letter.is_ascii_digit())).then_some(hour * 60 + minute)
    })
}

/// Says whether a page holds elements that begin with a time of day, enough of them for a live report.
fn shows_clocks(html: &str) -> bool {
    let bytes = html.as_bytes();
    let begins = |at: &usize| {
        let text = bytes[at + 1..bytes.len().min(at + 40)].trim_ascii_start();
        let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        matches!(digits, 1 | 2) && matches!(text.get(digits), Some(b':' | b'.' | b'h'))
    };
    memchr::memchr_iter(b'>', bytes).filter(begins).nth(UNSAID_POSTS_MIN - 1).is_some()
}

/// Says whether an element holds a time of day and nothing else.
fn is_clock(page: &Document, outline: &Outline, at: usize) -> bool {
    let part = &outline.parts[at];
    if part.end > at + 1 || part.is_heading() || part.inside.link || part.name() == "a" {
        return false;
    }
    let node = page.tree.get_unchecked(&part.id);
    let Some(words) = node.first_child().filter(|child| child.is_text() && child.next_sibling().is_none()) else { return false };
    let text = words.text();
    let text = text.trim();
    text.starts_with(|letter: char| letter.is_ascii_digit()) && text.len() <= CLOCK_BYTES_MAX && clock(text).is_some()
}

/// Returns the time of a post as the page shows it, or else as it tells machines.
fn time_of(page: &Document, outline: &Outline, time: usize) -> Option<CleanText> {
    let node = page.tree.get_unchecked(&outline.parts[time].id);
    let shown = CleanText::new(&readable_text(&node));
    if shown.bytes().any(|byte| byte.is_ascii_digit()) && shown.len() <= TIME_BYTES_MAX {
        return Some(shown);
    }
    let element = node.element_ref()?;
    let (day, clock) = attr(&element, "datetime")?.split_once('T')?;
    Some(CleanText::new(&format!("{day} {}", clock.get(..5)?)))
}

#[cfg(test)]
mod tests {
    use super::{CLOCK_BYTES_MAX, clock};
    use crate::article::{Sites, extract};

    const LEAD: &str =
        "<p>Envoys of both sides returned to the table on Monday, after a pause of three days, and this page follows them.</p>";

    /// Builds a live report: a header with a time, and posts, the newest first.
    fn page(kind: &str, time: &dyn Fn(usize) -> String) -> String {
        let post = |number: usize| {
            format!(
                "<div class=entry><div class=timestamp>{}<span>Mara Lindqvist</span></div><h3>News of hour {number}</h3>\
                 <p>In hour {number} the envoys said that inspections, ports and ships had been spoken of, and nothing else.</p></div>",
                time(number)
            )
        };
        let posts: String = (1..6).rev().map(post).collect();
        format!(
            "<html><head><title>Strait talks live</title><script type='application/ld+json'>{{\"@type\":\"{kind}\",\"headline\":\"Strait talks live\"}}\
             </script></head><body><main><header><h1>Strait talks live</h1><time>23 November</time></header>{LEAD}<section>{posts}</section></main>\
             <footer><time>2026</time> Wire</footer></body></html>"
        )
    }

    fn lines(html: &str) -> Vec<String> {
        extract(html, None, &Sites::default()).text().split("\n\n").map(str::to_owned).collect()
    }

    #[test]
    fn every_post_is_kept_under_its_time() {
        for (time, shown) in [
            ((&|hour| format!("<time>1{hour}:05</time>")) as &dyn Fn(usize) -> String, "15:05"),
            (&|hour| format!("<time datetime='2026-11-23T1{hour}:05:00Z'></time>"), "2026-11-23 15:05"),
            (&|hour| format!("<time>23 Nov 2026 at 1{hour}:05</time>"), "23 Nov 2026 at 15:05"),
        ] {
            let lines = lines(&page("LiveBlogPosting", time));
            assert_eq!(lines.len(), 16, "{lines:?}");
            assert_eq!((lines[1].as_str(), lines[2].as_str()), (shown, "News of hour 5"));
            assert!(lines[3].starts_with("In hour 5 the envoys said"));
        }
    }

    #[test]
    fn a_report_that_does_not_say_that_it_is_live_keeps_its_times() {
        for time in [
            (&|hour| format!("<time datetime='2026-11-23T1{hour}:05:00Z'>1{hour}:05</time>")) as &dyn Fn(usize) -> String,
            &|hour| format!("<time>1{hour}:05</time>"),
            &|hour| format!("<span>1{hour}:05</span>"),
            &|hour| format!("<b class=timestamp>1{hour}.05 CET</b>"),
        ] {
            let lines = lines(&page("NewsArticle", time));
            assert_eq!(lines.len(), 16, "{lines:?}");
            assert!(lines[1].contains("05"), "{lines:?}");
            assert_eq!(lines[2], "News of hour 5");
        }
    }

    /// Says whether a page keeps a time of day as a line of its own.
    fn shows_time(html: &str) -> bool {
        lines(html).iter().any(|line| clock(line).is_some() && line.len() <= CLOCK_BYTES_MAX)
    }

    #[test]
    fn the_times_of_other_pages_head_nothing() {
        let time = |hour: usize| format!("<time>1{hour}:05</time>");
        let report = page("NewsArticle", &time);
        assert!(shows_time(&report));
        // Comments have no headings, teasers lead elsewhere, a diary of weeks is no live report, times go one way.
        assert!(!shows_time(&report.replace("h3", "b")));
        assert!(!shows_time(&report.replace("<h3>", "<h3><a href=/x>").replace("</h3>", "</a></h3>")));
        assert!(!shows_time(&page("NewsArticle", &|hour| format!(
            "<time datetime='2026-11-0{hour}T10:05:00Z'>10:0{hour}</time>"
        ))));
        assert!(!shows_time(&page("NewsArticle", &|hour| format!("<time>1{}:05</time>", [0, 3, 9, 1, 8, 2][hour]))));
        assert!(!shows_time(&report.replace("<section>", "<section class=comments>")));
    }

    #[test]
    fn times_of_day_are_read() {
        for (text, minutes) in
            [("15:05", 905), ("3.05pm", 905), ("15h05", 905), ("at 9:30 a.m.", 570), ("23 Nov 2026 at 11:05", 665)]
        {
            assert_eq!(clock(text), Some(minutes), "{text}");
        }
        for text in ["25:05", "15:95", "2026", "1.5 million", "", "港:05", "10:05:99".get(6..).unwrap()] {
            assert_eq!(clock(text), None, "{text}");
        }
    }
}
