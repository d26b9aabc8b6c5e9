//! Marks headlines of other stories that stand without links or articles around them: teasers under linked headings that break
//! off, and boxes of headlines with a line under each.

use dom_query::{Document, NodeRef};

use super::dom::{attr, readable_text};
use super::labels::{self, key};
use super::outline::{Amount, Outline};
use super::strip::{Cause, Cut};

/// Longest teaser under a heading, in bytes.
const TEASER_BYTES_MAX: usize = 700;
/// Running text that is left beside the teasers, in bytes; with less of it they are what the page is about.
const BESIDE_BYTES_MIN: usize = 100;
/// A heading is a link when it holds this share of its text in one, in per cent.
const LINKED_PERCENT: usize = 80;
/// Fewest entries of a box of headlines.
const ENTRIES_MIN: usize = 4;
/// Longest headline and longest line under it, in bytes.
const LINE_BYTES_MAX: usize = 200;
/// Fewest words of a headline.
const HEADLINE_WORDS_MIN: usize = 4;
/// Longest label over a box of headlines, in bytes.
const LABEL_BYTES_MAX: usize = 40;

/// A linked heading with what stands under it.
struct Teaser {
    parts: Vec<usize>,
    bytes: usize,
    breaks_off: bool,
}

/// Marks linked headings with beginnings of other stories under them; says whether there are some.
///
/// A list of the best inns has linked headings too, but its texts do not break off, and they are most of the page.
pub(super) fn cut_headed_teasers(
    page: &Document,
    outline: &Outline,
    title: Option<usize>,
    left: &[Amount],
    cut: &mut Cut,
) -> bool {
    let parts = &outline.parts;
    let is_linked_heading = |at: usize| {
        let part = &parts[at];
        part.is_heading() && part.sum.all > 0 && part.sum.linked * 100 >= part.sum.all * LINKED_PERCENT && left[at].all > 0
    };
    let mut around: Vec<usize> = (1..parts.len()).filter(|at| is_linked_heading(*at)).map(|at| parts[at].parent).collect();
    around.sort_unstable();
    let holds_two = around.chunk_by(|a, b| a == b).filter(|same| same.len() >= 2).map(|same| same[0]);
    let mut found = false;
    for parent in holds_two.collect::<Vec<_>>() {
        let mut teasers: Vec<Teaser> = Vec::new();
        let mut group: Vec<usize> = Vec::new();
        let children: Vec<usize> = outline.children(parent).collect();
        for at in children.into_iter().map(Some).chain([None]) {
            if at.is_none_or(|at| parts[at].is_heading()) && !group.is_empty() {
                teasers.extend(teaser(page, outline, &std::mem::take(&mut group), left));
            }
            let Some(at) = at else { break };
            if is_linked_heading(at) && title.is_none_or(|title| title != at) || !group.is_empty() {
                group.push(at);
            }
        }
        let all: usize = teasers.iter().map(|teaser| teaser.bytes).sum();
        let text: usize = teasers.iter().flat_map(|teaser| &teaser.parts).map(|at| left[*at].text).sum();
        let beside = left.first().map_or(0, |body| body.text).saturating_sub(text);
        let break_off = teasers.iter().filter(|teaser| teaser.breaks_off).count();
        if teasers.len() < 2 || beside < BESIDE_BYTES_MIN || break_off * 2 < teasers.len() && beside < all {
            continue;
        }
        for at in teasers.iter().flat_map(|teaser| &teaser.parts) {
            cut.take(&parts[*at], Cause::Teaser);
        }
        found = true;
    }
    found
}

/// Returns a heading and what follows it as the teaser of another story: it breaks off, or ends in a link to the same page.
fn teaser(page: &Document, outline: &Outline, group: &[usize], left: &[Amount]) -> Option<Teaser> {
    let (heading, under) = group.split_first()?;
    let node = |at: usize| page.tree.get_unchecked(&outline.parts[at].id);
    let bytes: usize = under.iter().map(|at| left[*at].all).sum();
    let last = under.iter().rev().find(|at| left[**at].all > 0)?;
    if bytes > TEASER_BYTES_MAX {
        return None;
    }
    let target = href(&node(*heading))?;
    let breaks_off = breaks_off(&node(*last));
    let leads_on =
        node(*last).descendants_it().any(|inner| inner.has_name("a") && href_of(&inner).is_some_and(|href| href == target));
    (breaks_off || leads_on).then(|| Teaser { parts: group.to_vec(), bytes, breaks_off })
}

fn href(node: &NodeRef<'_>) -> Option<String> {
    node.descendants_it()
        .chain(node.ancestors_it(Some(1)))
        .find_map(|inner| if inner.has_name("a") { href_of(&inner) } else { None })
}

fn href_of(node: &NodeRef<'_>) -> Option<String> {
    attr(&node.element_ref()?, "href").filter(|href| !href.starts_with('#')).map(str::to_owned)
}

/// Says whether the text outside of the last link breaks off.
fn breaks_off(node: &NodeRef<'_>) -> bool {
    let text = readable_text(node);
    let label =
        node.descendants_it().filter(|inner| inner.has_name("a")).last().map(|link| readable_text(&link)).unwrap_or_default();
    let text = text.trim_end();
    let before = text.strip_suffix(label.trim()).unwrap_or(text).trim_end().trim_end_matches([']', ')']);
    let ends = |text: &str| text.ends_with('…') || text.ends_with("...");
    ends(text) || ends(before)
}

/// Marks the boxes inside `roots` that hold nothing but headlines with a line under each.
///
/// Such a box stands behind the story, or says itself that it leads to others.
pub(super) fn cut_headline_boxes(page: &Document, outline: &Outline, roots: &[usize], left: &[Amount], cut: &mut Cut) {
    let parts = &outline.parts;
    let mut before = vec![0; parts.len() + 1];
    for (at, part) in parts.iter().enumerate() {
        before[at + 1] = before[at] + part.own.text;
    }
    for root in roots {
        let mut at = root + 1;
        while at < parts[*root].end {
            let part = &parts[at];
            let fits = matches!(part.name(), "div" | "section" | "ul")
                && left[at].text + BESIDE_BYTES_MIN < left[*root].text
                && !cut.has(part.id);
            if fits && let Some(label) = headline_box(page, outline, at, left) {
                let after = before[parts[*root].end] - before[part.end];
                let words = key(&label);
                let names_others = labels::RELATED.contains(&words.as_str()) || words == "latest";
                // Headings over lines at the end of a story may be its steps or its days.
                let headed = parts[at + 1..part.end].iter().filter(|inner| inner.is_heading()).count() > 1;
                if names_others || after < LINE_BYTES_MAX && !headed && !label.is_empty() {
                    cut.take(part, Cause::Teaser);
                    at = part.end;
                    continue;
                }
            }
            at += 1;
        }
    }
}

/// Returns the label of a box of headlines; `None` if an element is none.
fn headline_box(page: &Document, outline: &Outline, at: usize, left: &[Amount]) -> Option<String> {
    let parts = &outline.parts;
    let children: Vec<usize> = outline.children(at).filter(|child| left[*child].all > 0).take(40).collect();
    let (first, rest) = children.split_first()?;
    let text = |at: usize| readable_text(&page.tree.get_unchecked(&parts[at].id)).trim().to_owned();
    let like = |at: &usize| parts[*at].name() == parts[rest[0]].name() && parts[*at].look == parts[rest[0]].look;
    let labelled = rest.len() >= ENTRIES_MIN && left[*first].all <= LABEL_BYTES_MAX && !rest.is_empty();
    if !labelled || parts[at].own.all > 0 || !rest.iter().all(like) {
        return None;
    }
    let is_entry = |at: &usize| {
        let lines: Vec<usize> = outline.children(*at).filter(|line| left[*line].all > 0).collect();
        let [headline, under] = lines.as_slice() else { return false };
        let is_short = |line: usize| left[line].all <= LINE_BYTES_MAX && !parts[line].has_blocks;
        let words = text(*headline);
        parts[*at].own.all == 0
            && is_short(*headline)
            && is_short(*under)
            && left[*at].linked == 0
            && words.split_whitespace().count() >= HEADLINE_WORDS_MIN
            && !words.ends_with(['.', ':', '?', ',', ';'])
    };
    rest.iter().all(is_entry).then(|| text(*first))
}

#[cfg(test)]
mod tests {
    use super::super::{Sites, extract};

    const STORY: &str = "<p>The harbour authority said on Monday that the northern quay would open again before the first of March.</p>\
        <p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.</p>\
        <p>Ships of the grain houses will then be able to unload on both sides, the authority said in its report.</p>";

    fn text(body: &str) -> String {
        extract(&format!("<title>Quay opens again</title><body>{body}"), None, &Sites::default()).text()
    }

    #[test]
    fn teasers_under_linked_headings_go() {
        for (tag, end) in [
            ("h2", "all valleys of the north... <a href=/s1>Read on</a>"),
            ("h3", "all valleys of the north […]"),
            ("h4", "all valleys of the north. <a href=/s1>Weiter</a>"),
        ] {
            let deck = "A storm left towns without power on Monday, the railway ran no trains, and buses ran late in";
            let deck = if end.contains("Weiter") { "Buses ran late in" } else { deck };
            let teaser = format!(
                "<{tag}><a href=/s1>Storm leaves towns</a></{tag}><div>Monday by <a href=/a>Ada Wren</a></div><div>{deck} {end}</div>"
            );
            let page =
                format!("<div><div class=article><h1>Quay opens again</h1>{STORY}</div><div>{}</div></div>", teaser.repeat(4));
            let text = text(&page);
            assert!(text.contains("unload on both sides") && !text.contains("ran late"), "{tag}: {text}");
        }
    }

    #[test]
    fn a_list_under_linked_headings_stays() {
        let entry = "<h3><a href=/inn1>The Old Anchor</a></h3><p>Nine rooms over the harbour, a fire in each of them, and the best eel soup on this coast, which the cook has made since 1981.</p><p><a href=/inn1>Read our review</a></p>";
        let text = text(&format!(
            "<article><h1>Quay opens again</h1><p>These are the best inns, our readers say, of all the coast and its islands.</p>{}</article>",
            entry.repeat(6)
        ));
        assert!(text.contains("eel soup"), "{text}");
    }

    #[test]
    fn boxes_of_headlines_go() {
        let entry = |n: usize| {
            format!(
                "<div><p>Storm number {n} leaves towns without power</p><p>The third of this winter closed the passes.</p></div>"
            )
        };
        let entries: String = (0..6).map(entry).collect();
        let page = |label: &str, after: &str| {
            text(&format!(
                "<article><h1>Quay opens again</h1>{STORY}<div class=x1><h4>{label}</h4>{entries}</div>{after}</article>"
            ))
        };
        assert!(!page("Latest", "").contains("third of this winter"));
        assert!(!page("Aus dem Hafen", "").contains("third of this winter"));
        assert!(!page("Latest", STORY).contains("third of this winter"));
        assert!(
            page("What the divers saw", &STORY.replace("Monday", "Friday").replace("autumn", "spring"))
                .contains("third of this winter")
        );
    }

    #[test]
    fn steps_and_questions_stay() {
        for head in ["<p>Wash the rice.</p>", "<p>Who pays for it all?</p>", "<p>2019</p>", "<h5>Step two: wash the rice</h5>"] {
            let entry = format!("<div>{head}<p>The third of this winter closed the passes.</p></div>");
            let text = text(&format!(
                "<article><h1>Quay opens again</h1>{STORY}{STORY}<div><h4>Rice in steps</h4>{}</div></article>",
                entry.repeat(5)
            ));
            assert!(text.contains("third of this winter"), "{head}: {text}");
        }
    }
}
