//! The lead that stands between a title and its story, outside of what holds the story.

use std::collections::HashSet;
use std::hash::BuildHasher as _;
use std::ops::RangeInclusive;

use dom_query::Document;

use super::dom::readable_text;
use super::labels::key;
use super::outline::{Outline, Part};
use super::signs::Signs;

/// Shortest and longest lead, in bytes.
const BYTES: RangeInclusive<usize> = 60..=700;
/// How much text may stand between the title and the lead: names, dates, sections. In bytes.
const BEFORE_BYTES_MAX: usize = 600;
/// A lead holds less than this share of its text in links, in per cent.
const LINK_PERCENT_MAX: usize = 30;
/// Shortest and longest lead that says what the page says of its story, in bytes.
const DESCRIBED_BYTES: RangeInclusive<usize> = 30..=900;
/// How much text may stand between the lead and a title below it, in bytes.
const ABOVE_BYTES_MAX: usize = 300;
/// How much text behind the title is searched for what the page says of its story, in bytes.
const AROUND_BYTES_MAX: usize = 2_000;
/// A lead and a description that differ in words share at least this many of them …
const WORDS_MIN: usize = 8;
/// … and this share of them, in per cent.
const SHARED_PERCENT: usize = 75;
/// What names a lead and something else besides is something else: a lead picture's caption, an introduction to comments.
const NEVER: Signs = Signs::ALIEN.and(Signs::HIDDEN).and(Signs::CAPTION);

/// Returns the element that is the lead of the story: what the page itself calls so, or what says the same as one of
/// `descriptions`, the short accounts that the page gives of its story.
///
/// It stands below `title`, or before the story's first element at `story` where no title is known.
pub(super) fn standfirst(
    page: &Document,
    outline: &Outline,
    title: Option<usize>,
    story: Option<usize>,
    descriptions: &[String],
) -> Option<usize> {
    title.and_then(|title| named(page, outline, title)).or_else(|| described(page, outline, title, story, descriptions))
}

/// Returns the element below `title` that the page itself calls the lead of its story.
fn named(page: &Document, outline: &Outline, title: usize) -> Option<usize> {
    let parts = &outline.parts;
    let words = |at: usize| key(&readable_text(&page.tree.get_unchecked(&parts[at].id)));
    let said = words(title);
    let holds_title = |at: usize| at < title && parts[at].end > title;
    let may_stand = |at: usize| outline.around(at).all(|around| holds_title(around) || may_stand_around(&parts[around]));
    let mut passed = 0;
    for (at, part) in parts.iter().enumerate().skip(parts[title].end) {
        if passed > BEFORE_BYTES_MAX {
            return None;
        }
        passed += part.own.all;
        if BYTES.contains(&part.sum.all) && may_be_lead(part) && may_stand(at) && !said.contains(&words(at)) {
            return Some(at);
        }
    }
    None
}

/// Returns the element near the title that says what the page says of its story, whatever its name is and what it stands in.
fn described(
    page: &Document,
    outline: &Outline,
    title: Option<usize>,
    story: Option<usize>,
    descriptions: &[String],
) -> Option<usize> {
    let descriptions: Vec<String> =
        descriptions.iter().map(|text| key(text)).filter(|text| text.len() >= *BYTES.start() / 2).collect();
    if descriptions.is_empty() {
        return None;
    }
    let parts = &outline.parts;
    let start = title.or(story)?;
    let titled = title.map(|title| key(&readable_text(&page.tree.get_unchecked(&parts[title].id)))).unwrap_or_default();
    // Some pages put the lead before the title, most put it behind.
    let mut from = start;
    let mut before = 0;
    while from > 1 && before < ABOVE_BYTES_MAX {
        from -= 1;
        before += parts[from].own.all;
    }
    let mut passed = 0;
    let mut at = from;
    while at < parts.len() && passed <= AROUND_BYTES_MAX {
        let part = &parts[at];
        if part.hidden || part.signs.any(Signs::HIDDEN) || matches!(part.name(), "nav" | "footer" | "form" | "figcaption") {
            at = part.end;
            continue;
        }
        if may_say_it(part, Some(at) == title) {
            let words = key(&readable_text(&page.tree.get_unchecked(&part.id)));
            if !titled.contains(&words) && descriptions.iter().any(|said| says_the_same(&words, said)) {
                return Some(at);
            }
        }
        passed += if at > start { part.own.all } else { 0 };
        at += 1;
    }
    None
}

/// Says whether an element can be a lead by its size and by what it is.
fn may_say_it(part: &Part, is_title: bool) -> bool {
    let leaf = !part.has_blocks && matches!(part.name(), "p" | "div" | "section" | "h2" | "h3" | "h4" | "span" | "strong" | "em");
    let list = matches!(part.name(), "ul" | "ol");
    (leaf || list)
        && !is_title
        && !part.inside.link
        && DESCRIBED_BYTES.contains(&part.sum.all)
        && part.sum.link_percent() < LINK_PERCENT_MAX
        && part.sum.pictures == 0
}

/// Says whether a text is what a page says of its story; either may be cut short.
fn says_the_same(words: &str, said: &str) -> bool {
    let (short, long) = if words.len() < said.len() { (words, said) } else { (said, words) };
    let enough = short.len() * 2 >= long.len() || short.len() >= *BYTES.start() * 2;
    if enough && long.contains(short) {
        return true;
    }
    // A word or two differ where an editor mended one and not the other.
    let of = |text: &str| -> HashSet<u64> { text.split(' ').map(hash).collect() };
    let (one, other) = (of(words), of(said));
    let shared = one.intersection(&other).count();
    shared >= WORDS_MIN && shared * 100 >= one.len().max(other.len()) * SHARED_PERCENT
}

fn hash(word: &str) -> u64 {
    foldhash::fast::FixedState::default().hash_one(word)
}

/// Says whether an element can be a lead by what it is and holds.
fn may_be_lead(part: &Part) -> bool {
    part.signs.any(Signs::STANDFIRST)
        && matches!(part.name(), "p" | "div" | "section" | "h2" | "h3" | "span" | "header")
        && part.sum.pictures == 0
        && part.sum.controls == 0
        && part.sum.link_percent() < LINK_PERCENT_MAX
        && (part.sum.linked == 0 || !part.signs.any(Signs::FURNITURE))
        && !part.hidden
        && !part.signs.any(NEVER)
}

/// Says whether a lead may stand in an element that does not hold the title.
fn may_stand_around(part: &Part) -> bool {
    !matches!(part.name(), "aside" | "nav" | "footer" | "form" | "figure" | "blockquote" | "ul" | "ol" | "table")
        && !part.hidden
        && !part.signs.any(NEVER.and(Signs::FURNITURE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "The northern quay opens again in March, eleven months after a storm had torn its wall.";

    /// Returns the text of the lead that is found on a page without a description.
    fn lead(body: &str) -> Option<String> {
        lead_described(body, "")
    }

    fn lead_described(body: &str, description: &str) -> Option<String> {
        let page = Document::from(format!("<body>{body}</body>"));
        let outline = Outline::of(&page);
        let title = outline.parts.iter().position(|part| part.name() == "h1");
        let story = outline.parts.iter().position(|part| part.name() == "main");
        standfirst(&page, &outline, title, story, &[description.to_owned()])
            .map(|at| page.tree.get_unchecked(&outline.parts[at].id).text().to_string())
    }

    #[test]
    fn a_lead_is_known_by_its_name() {
        for mark in
            ["<p class=article__standfirst>", "<h2 class='sub-title'>", "<div itemprop=summary>", "<p class='teaserText__x'>"]
        {
            let body = format!("<header><h1>Quay opens</h1><p>Mara Lindqvist</p>{mark}{LEAD}</header><main>x</main>");
            assert_eq!(lead(&body).as_deref(), Some(LEAD), "{mark}");
        }
        assert_eq!(lead(&format!("<h1>Quay opens</h1><p>{LEAD}</p>")), None);
    }

    #[test]
    fn a_lead_is_known_by_the_description_whatever_it_is_called() {
        let cut = format!("{}…", &LEAD[..70]);
        let mended = LEAD.replace("northern", "north");
        for said in [LEAD, &cut, &mended] {
            for (before, after) in [
                ("<h1>Quay opens</h1><p class=css-1smgwul>", "</p>"),
                ("<h1>Quay opens</h1><div class=byline-box><div class=x>", "</div></div>"),
                ("<h1>Quay opens</h1><aside><ul class=meta><li>", "</li></ul></aside>"),
                ("<h1>Quay opens</h1><div class=article-meta><div><h2 class=related>", "</h2></div></div>"),
                ("<p>", "</p><h1>Quay opens</h1>"),
                ("<h2>", "</h2>"),
            ] {
                let body = format!("{before}{LEAD}{after}<main>x</main>");
                assert_eq!(lead_described(&body, said).as_deref(), Some(LEAD), "{before} {said}");
            }
        }
    }

    #[test]
    fn what_does_not_say_the_description_is_no_lead() {
        let other = "The winter fair opens on Friday at the old customs house, with carpenters and smiths.";
        let body = |text: &str| format!("<h1>Quay opens</h1><p>{text}</p><main>x</main>");
        assert_eq!(lead_described(&body(LEAD), other), None);
        assert_eq!(lead_described(&body("The northern quay"), LEAD), None);
        assert_eq!(lead_described(&format!("<h1>Quay opens</h1><a href=x><p>{LEAD}</p></a>"), LEAD), None);
        assert_eq!(lead_described(&format!("<h1>Quay opens</h1><nav><p>{LEAD}</p></nav>"), LEAD), None);
    }

    #[test]
    fn what_only_has_the_name_is_no_lead() {
        for (before, after) in [
            ("<p class=intro>", "</p><h1>Quay opens</h1>"),
            ("<h1>Quay opens</h1><div class=lead-caption>", "</div>"),
            ("<h1>Quay opens</h1><aside><p class=summary>", "</p></aside>"),
            ("<h1>Quay opens</h1><div class=related><p class=summary>", "</p></div>"),
            ("<h1>Quay opens</h1><div class=lead><img src=x>", "</div>"),
        ] {
            assert_eq!(lead(&format!("{before}{LEAD}{after}")), None, "{before}");
        }
        let story = "<p>Neither side published a text of what was agreed.</p>".repeat(20);
        assert_eq!(lead(&format!("<h1>Quay opens</h1>{story}<p class=summary>{LEAD}</p>")), None);
    }
}
