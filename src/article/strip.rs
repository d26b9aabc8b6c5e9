//! Takes page furniture out of the tree before the story is looked for: menus, share bars, related stories, captions.
//!
//! What goes is told by tag and by the words of class and id. A guard keeps whatever holds a good part of the text,
//! since some sites call their whole body "share-content".

use std::collections::HashMap;

use dom_query::{Document, NodeId, NodeRef};

use super::dom::{is_hidden, label_words, readable_text};
use super::pictures::CAPTION_ATTR;

/// A node with at least this share of the paragraph text is never taken out.
const GUARD_PERCENT: usize = 18;
/// The guard for what can be nothing else than furniture by its name; consent dialogs are longer than many stories.
const GUARD_PERCENT_ALIEN: usize = 90;
/// The main part of a page holds this share of its paragraph text, in per cent, when it has to be guessed.
const DENSE_PERCENT: usize = 80;
/// Text outside of `p` counts as a paragraph from this many bytes on: some sites write into bare `div`.
const BARE_BYTES_MIN: usize = 80;
/// Shortest description of a picture that no heading or name would repeat by chance, in bytes.
const DESCRIPTION_BYTES_MIN: usize = 25;
/// Longest text that can be a caption, in bytes.
const CAPTION_BYTES_MAX: usize = 900;

/// What was found while stripping.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    /// Texts of captions, wherever they stood.
    pub(super) captions: Vec<String>,
    /// Bytes of paragraph text that the page had.
    pub(super) text_before: usize,
    /// Bytes of paragraph text that were left.
    pub(super) text_after: usize,
}

/// Returns the bytes of paragraph text in the page, and removes the furniture around it.
pub(super) fn strip(page: &Document) -> Stripped {
    let Some(body) = page.body() else { return Stripped::default() };
    let nodes = survey(&body);
    let total = nodes.first().map_or(0, |body| body.text);
    let mut stripped = Stripped { text_before: total, text_after: total, ..Stripped::default() };
    stripped.captions = descriptions(&body);
    let mut at = 1;
    while at < nodes.len() {
        let seen = &nodes[at];
        let percent = if seen.kind == Some(Kind::Alien) { GUARD_PERCENT_ALIEN } else { GUARD_PERCENT };
        let guarded = seen.text * 100 >= total * percent && seen.text > 0;
        let Some(kind) = seen.kind.filter(|_| !guarded) else {
            at += 1;
            continue;
        };
        let node = page.tree.get_unchecked(&seen.id);
        if kind == Kind::Caption && !keep_caption(&node, &mut stripped.captions) {
            at += 1;
            continue;
        }
        stripped.text_after -= seen.text;
        node.remove_from_parent();
        at = seen.end;
    }
    stripped
}

/// Returns what the page's pictures are described with: a paragraph that says the same is their caption.
fn descriptions(body: &NodeRef<'_>) -> Vec<String> {
    let pictures = body.descendants_it().filter(|node| node.has_name("img"));
    let described = pictures.filter_map(|picture| picture.attr("alt"));
    let words = described.map(|alt| alt.split_whitespace().collect::<Vec<_>>().join(" "));
    words.filter(|words| (DESCRIPTION_BYTES_MIN..CAPTION_BYTES_MAX).contains(&words.len())).collect()
}

/// Returns the deepest element that holds nearly all paragraph text of a page: the plain guess at its main part.
pub(super) fn dense_part(page: &Document) -> Option<NodeRef<'_>> {
    let nodes = survey(&page.body()?);
    let total = nodes.first()?.text;
    let deepest = nodes.iter().rfind(|seen| seen.text > 0 && seen.text * 100 >= total * DENSE_PERCENT)?;
    Some(page.tree.get_unchecked(&deepest.id))
}

/// Puts the parts of a page that its server sent late into their places, as React's own script would.
///
/// They come at the end of the page as `<div hidden id="S:1">`, their places are `<template id="B:1">`.
pub(super) fn place_late_parts(page: &Document) {
    let late = page.select("div[hidden][id^='S:']");
    for part in late.nodes() {
        part.remove_attr("hidden");
        let id = part.id_attr().unwrap_or_default();
        let place = page
            .select("template[id^='B:'], template[id^='P:']")
            .nodes()
            .iter()
            .find(|place| place.id_attr().is_some_and(|of| of[2..] == id[2..]))
            .copied();
        if let Some(place) = place.filter(|place| !place.ancestors(None).iter().any(|around| around.id == part.id)) {
            place.insert_before(part);
        }
    }
}

/// Why a node may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Furniture,
    /// Consent dialogs and comments.
    Alien,
    Caption,
}

/// One element of the page in document order.
struct Seen {
    id: NodeId,
    kind: Option<Kind>,
    /// Bytes of paragraph text inside.
    text: usize,
    /// The index after its last descendant.
    end: usize,
}

/// Lists the elements under `body` with the text that each holds, in one walk.
fn survey(body: &NodeRef<'_>) -> Vec<Seen> {
    let mut nodes: Vec<Seen> = Vec::new();
    let mut parents: HashMap<NodeId, usize> = HashMap::new();
    let mut own: Vec<(usize, Option<usize>)> = Vec::new();
    let mut stack = vec![(*body, Inside::default())];
    while let Some((node, inside)) = stack.pop() {
        let parent = node.parent().and_then(|parent| parents.get(&parent.id).copied());
        if node.is_text() {
            if let Some(parent) = parent
                && !inside.link
            {
                let bytes = node.text().trim().len();
                if inside.paragraph || bytes >= BARE_BYTES_MIN {
                    own[parent].0 += bytes;
                }
            }
            continue;
        }
        let Some(element) = node.element_ref() else { continue };
        let name = element.name.local.as_ref();
        if matches!(name, "script" | "style" | "noscript" | "template" | "svg") {
            continue;
        }
        let within = Inside {
            link: inside.link || name == "a",
            paragraph: inside.paragraph || name == "p",
            quote: inside.quote || name == "blockquote",
        };
        let kind = kind_of(name, &element, inside);
        drop(element);
        parents.insert(node.id, nodes.len());
        own.push((0, parent));
        nodes.push(Seen { id: node.id, kind, text: 0, end: 0 });
        stack.extend(node.children_it(true).map(|child| (child, within)));
    }
    for at in (0..nodes.len()).rev() {
        nodes[at].text += own[at].0;
        nodes[at].end = nodes[at].end.max(at + 1);
        if let Some(parent) = own[at].1 {
            nodes[parent].text += nodes[at].text;
            nodes[parent].end = nodes[parent].end.max(nodes[at].end);
        }
    }
    nodes
}

/// Which elements stand around a node.
#[derive(Clone, Copy, Default)]
struct Inside {
    link: bool,
    paragraph: bool,
    quote: bool,
}

fn kind_of(name: &str, element: &std::cell::Ref<'_, dom_query::Element>, inside: Inside) -> Option<Kind> {
    match name {
        "html" | "body" | "main" | "article" | "img" | "picture" | "br" | "hr" | "pre" | "code" | "source" | "em" | "strong"
        | "b" | "i" => {
            return None;
        }
        "aside" | "nav" | "form" | "button" | "menu" => return Some(Kind::Furniture),
        "dialog" => return Some(Kind::Alien),
        "footer" if !inside.quote => return Some(Kind::Furniture),
        "time" if !inside.paragraph => return Some(Kind::Furniture),
        "figcaption" => return Some(Kind::Caption),
        _ => {}
    }
    if is_hidden(element) {
        return Some(Kind::Furniture);
    }
    let words = label_words(element);
    if words.is_empty() || inside.paragraph && name != "span" && name != "div" {
        return None;
    }
    if words.iter().any(|word| CAPTION_WORDS.contains(&word.as_str())) && !matches!(name, "figure" | "table" | "section") {
        return Some(Kind::Caption);
    }
    if words.iter().any(|word| ALIENS.contains(&word.as_str())) {
        return Some(Kind::Alien);
    }
    let pair = |first: &str, second: &str| words.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    let single = words.iter().any(|word| WORDS.contains(&word.as_str()));
    (single || PAIRS.iter().any(|(first, second)| pair(first, second))).then_some(Kind::Furniture)
}

/// Hands a caption to the picture that it stands beside. `false` leaves the node: it is too long to be a caption.
fn keep_caption(node: &NodeRef<'_>, captions: &mut Vec<String>) -> bool {
    let text = readable_text(node).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.len() > CAPTION_BYTES_MAX || node.descendants_it().any(|part| part.has_name("img")) {
        return false;
    }
    let picture =
        node.ancestors(Some(3)).into_iter().find_map(|around| around.descendants_it().find(|part| part.has_name("img")));
    if let Some(picture) = picture.filter(|_| !text.is_empty()) {
        let known = picture.attr(CAPTION_ATTR).unwrap_or_default();
        if known.is_empty() {
            picture.set_attr(CAPTION_ATTR, &text);
        } else if !known.contains(&text) && known.len() + text.len() < CAPTION_BYTES_MAX {
            picture.set_attr(CAPTION_ATTR, &format!("{known} {text}"));
        }
    }
    captions.push(text);
    true
}

/// Words that name the text beside a picture.
const CAPTION_WORDS: &[&str] =
    &["caption", "captions", "figcaption", "credit", "credits", "imagecredit", "photocredit", "cutline", "bildunterschrift"];

/// Words that name what can never be the story, however long it is.
#[rustfmt::skip]
const ALIENS: &[&str] = &[
    "cookie", "cookies", "consent", "onetrust", "gdpr", "ccpa", "didomi", "usercentrics", "cookiebot", "disqus",
    "commentlist", "comments", "dialog",
];

/// Words of a class or id that name page furniture.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "ad", "ads", "adv", "advert", "adverts", "advertisement", "advertising", "adsense", "adslot", "adunit", "dfp",
    "sponsor", "sponsored", "sponsors", "outbrain", "taboola", "promo", "promos", "promoted", "promotion", "share",
    "shares", "sharing", "sharebar", "sharedaddy", "sharethis", "addthis", "addtoany", "social", "socials", "newsletter",
    "newsletters", "signup", "subscribe", "subscription", "optin", "mailchimp", "related", "relatedposts", "recommended",
    "recommendation", "recommendations", "recirc", "recirculation", "trending", "popular", "mostread", "mostpopular",
    "readmore", "readnext", "comments", "comment", "disqus", "respond", "commentlist", "cookie", "cookies", "consent",
    "gdpr", "breadcrumb", "breadcrumbs", "sidebar", "byline", "bylines", "bio", "authorbox", "tags", "taglist", "tagcloud",
    "pagination", "pager", "toolbar", "modal", "popup", "popover", "lightbox", "tooltip", "hovercard", "navigation",
    "navbar", "complementary", "contentinfo", "masthead", "timestamp", "dateline", "copyright", "disclaimer", "teaser",
    "teasers", "crosslinks", "infobox", "offscreen", "topics", "subnav", "paywall", "feedback", "reactions", "rating",
    "ratings", "followus", "toc", "noprint", "pullquote", "metadata", "datepublished", "datemodified", "screenreader",
    "skiplink", "banner", "donate", "donation",
];

/// Pairs of neighbouring words that name page furniture; each word alone would be too wide.
#[rustfmt::skip]
const PAIRS: &[(&str, &str)] = &[
    ("most", "read"), ("most", "popular"), ("most", "viewed"), ("read", "more"), ("read", "next"), ("read", "also"),
    ("also", "read"), ("see", "also"), ("more", "stories"), ("more", "from"), ("more", "on"), ("more", "news"),
    ("up", "next"), ("next", "post"), ("prev", "post"), ("previous", "post"), ("post", "nav"), ("post", "meta"),
    ("entry", "meta"), ("article", "meta"), ("story", "meta"), ("post", "tags"), ("entry", "footer"), ("post", "footer"),
    ("article", "footer"), ("author", "box"), ("author", "bio"), ("author", "info"), ("author", "name"),
    ("about", "author"), ("about", "the"), ("author", "card"), ("author", "description"), ("sign", "up"),
    ("screen", "reader"), ("sr", "only"), ("visually", "hidden"), ("jump", "link"), ("skip", "to"), ("skip", "link"),
    ("follow", "us"), ("app", "store"), ("call", "to"), ("publish", "date"), ("published", "date"), ("pub", "date"),
    ("post", "date"), ("entry", "date"), ("article", "date"), ("date", "published"), ("date", "modified"),
    ("last", "updated"), ("reading", "time"), ("read", "time"), ("pull", "quote"), ("latest", "news"),
    ("latest", "headlines"), ("top", "stories"), ("editors", "picks"), ("site", "footer"), ("site", "header"),
    ("print", "only"), ("table", "of"), ("in", "read"), ("inline", "cta"), ("cta", "box"),
];

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "<p>The harbour authority said on Monday that the northern quay would open again before the first of March.</p>\
        <p>Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.</p>\
        <p>Ships of the grain houses will then be able to unload on both sides, the authority said in its report.</p>";

    fn check(furniture: &str, goes: bool) {
        let page = Document::from(format!("<body><div class=story>{STORY}{furniture}</div></body>"));
        strip(&page);
        let text = page.body().unwrap().text();
        assert!(text.contains("northern quay"), "{furniture}");
        assert_eq!(!text.contains("MARK"), goes, "{furniture}");
    }

    #[test]
    fn furniture_goes_by_tag() {
        for tag in ["aside", "nav", "form", "footer", "button"] {
            check(&format!("<{tag}>MARK</{tag}>"), true);
        }
        check("<blockquote>x<footer>MARK</footer></blockquote>", false);
        check("<p>On <time>MARK</time> it rained.</p>", false);
        check("<time>MARK</time>", true);
    }

    #[test]
    fn furniture_goes_by_the_words_of_its_class() {
        for class in
            ["ad-unit", "shareBar share", "relatedPosts related", "newsletter__box", "entry-meta", "most-read", "sr-only"]
        {
            check(&format!("<div class='{class}'>MARK</div>"), true);
        }
        for class in ["shared-border", "loading", "adapter", "entry", "meta", "read", "ready"] {
            check(&format!("<div class='{class}'>MARK</div>"), false);
        }
    }

    #[test]
    fn what_holds_a_good_part_of_the_text_stays_whatever_its_name() {
        let page = Document::from(format!("<body><div class='share social'>{STORY}</div><p>End.</p></body>"));
        strip(&page);
        assert!(page.body().unwrap().text().contains("northern quay"));
    }

    #[test]
    fn late_parts_come_into_their_places() {
        let page = Document::from(
            "<body><p>One.</p><template id='B:1f'></template><p>Three.</p><div hidden id='S:1f'><p>Two.</p></div></body>",
        );
        place_late_parts(&page);
        assert_eq!(page.body().unwrap().text().as_ref(), "One.Two.Three.");
    }

    #[test]
    fn the_dense_part_is_the_deepest_that_holds_the_story() {
        let page = Document::from(format!("<body><div><p>Short.</p><main><section id=x>{STORY}</section></main></div></body>"));
        assert_eq!(dense_part(&page).unwrap().id_attr().unwrap().as_ref(), "x");
    }

    #[test]
    fn a_consent_dialog_goes_even_when_it_is_longer_than_the_story() {
        let page = Document::from(format!(
            "<body><p>The quay opens again before the first of March, it was said.</p><div id=onetrust-sdk>{STORY}</div></body>"
        ));
        strip(&page);
        assert!(!page.body().unwrap().text().contains("northern quay"));
    }

    #[test]
    fn a_pictures_description_counts_as_its_caption() {
        let page = Document::from(format!("<body><img src=a.jpg alt='Cattle  at a water hole near Paysandú'>{STORY}</body>"));
        assert_eq!(strip(&page).captions, ["Cattle at a water hole near Paysandú"]);
    }

    #[test]
    fn a_caption_moves_to_its_picture() {
        let page = Document::from(format!(
            "<body><div><img src=a.jpg><div class=caption>The quay <b>at</b> dawn</div></div>{STORY}</body>"
        ));
        let stripped = strip(&page);
        assert_eq!(page.select("img").attr(CAPTION_ATTR).unwrap().as_ref(), "The quay at dawn");
        assert_eq!(stripped.captions, ["The quay at dawn"]);
        assert!(!page.body().unwrap().text().contains("dawn"));
    }
}
