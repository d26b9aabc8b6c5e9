//! Live reports: pages whose story is a row of posts, each with its time.

use dom_query::{Document, NodeId};
use foldhash::{HashMap, HashMapExt};

use super::dom::{attr, readable_text};
use super::outline::{Amount, Outline};
use super::strip::{Cause, Cut};
use crate::text::CleanText;

/// The name that schema.org has for a live report; a page without it may be a story with comments.
const MARK: &str = "LiveBlogPosting";
/// Fewest posts of a live report.
const POSTS_MIN: usize = 3;
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
        if !html.contains(MARK) {
            return Self::default();
        }
        let Some((row, posts)) = longest_row(outline) else { return Self::default() };
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
fn longest_row(outline: &Outline) -> Option<(usize, Vec<(usize, usize)>)> {
    let mut rows: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
    let times = outline.parts.iter().enumerate().filter(|(_, part)| part.name() == "time");
    for (time, _) in times {
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
    fn the_times_of_other_pages_head_nothing() {
        let lines = lines(&page("NewsArticle", &|hour| format!("<time>1{hour}:05</time>")));
        assert!(!lines.iter().any(|line| line == "15:05"), "{lines:?}");
    }
}
