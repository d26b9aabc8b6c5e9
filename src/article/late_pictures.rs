//! Where pictures are that a page loads late: behind scripts, in `noscript`, in sets of sizes.

use dom_query::{Document, NodeRef};

use super::blocks::resolve;
use super::dom::{attr, beginning, hides};
use crate::domain::WebUrl;

/// Attributes under which pages that load late keep the address of a picture, the best first.
#[rustfmt::skip]
const LATE: &[&str] = &[
    "data-src", "data-original", "data-lazy-src", "data-url", "data-lazy", "data-original-src", "data-hi-res-src",
    "data-lazyload",
];
/// The same for sets of sizes.
const LATE_SETS: &[&str] = &["data-srcset", "data-lazy-srcset", "data-original-set"];
/// Words in the address of what stands in the place of a picture until it comes.
#[rustfmt::skip]
const STAND_INS: &[&str] = &[
    "placeholder", "spacer", "blank.", "transparent", "1x1", "lazyload", "lazy-load", "loading.", "grey.", "gray.",
    "pixel.gif", "dummy",
];
/// Ends of the names of picture files.
const ENDS: &[&str] = &[".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"];
/// Longest address that is looked at.
const ADDRESS_BYTES_MAX: usize = 2_000;
/// Most `noscript` of a page that are looked into.
const NOSCRIPTS_MAX: usize = 200;
/// Longest `noscript` that stands for one picture, in bytes.
const NOSCRIPT_BYTES_MAX: usize = 4_000;
/// Most elements inside a neighbour of `noscript` that are looked at for the picture in whose place it stands.
const NEIGHBOUR_ELEMENTS_MAX: usize = 8;

/// Makes pictures of the elements that stand for one where scripts run (AMP) and where none do (`noscript`).
pub(super) fn make_ready(page: &Document, html: &str) {
    let has = |name: &str| memchr::memmem::find(html.as_bytes(), name.as_bytes()).is_some();
    let (amp, noscript) = (has("<amp-img") || has("<amp-anim"), holds_noscript_picture(html));
    if !amp && !noscript {
        return;
    }
    let is_one = |node: &NodeRef<'_>| {
        node.qual_name_ref().is_some_and(|name| match name.local.as_ref() {
            "amp-img" | "amp-anim" => amp,
            "noscript" => noscript,
            _ => false,
        })
    };
    let found: Vec<NodeRef<'_>> = page.root().descendants_it().filter(is_one).collect();
    for node in found {
        if node.has_name("noscript") { show_noscript(&node) } else { node.rename("img") }
    }
}

/// Says whether a picture stands in a `noscript` of a page: most of them hold a counting pixel or nothing that is seen.
fn holds_noscript_picture(html: &str) -> bool {
    memchr::memmem::find_iter(html.as_bytes(), b"<noscript").take(NOSCRIPTS_MAX).any(|at| {
        let inside = beginning(&html[at..], NOSCRIPT_BYTES_MAX);
        let inside = inside.split_once("</noscript").map_or(inside, |(inside, _)| inside);
        inside.contains("<img") && !["width=\"1\"", "width='1'", "width=1 "].iter().any(|pixel| inside.contains(pixel))
    })
}

/// Shows the picture in a `noscript`, or gives its address to the picture beside it that waits for a script.
fn show_noscript(node: &NodeRef<'_>) {
    let Some(picture) = node.descendants_it().find(|part| part.has_name("img")) else { return };
    if !node.text().trim().is_empty() || !is_meant(&picture) {
        return;
    }
    let beside = [node.prev_element_sibling(), node.next_element_sibling()];
    let waiting = beside.into_iter().flatten().find_map(|near| {
        let is_picture = |part: &NodeRef<'_>| part.has_name("img");
        if is_picture(&near) { Some(near) } else { near.descendants_it().take(NEIGHBOUR_ELEMENTS_MAX).find(is_picture) }
    });
    match waiting {
        Some(waiting) => {
            let src = picture.attr("src").unwrap_or_default();
            if !src.is_empty() && best(&waiting).is_none_or(|address| is_stand_in(&address)) {
                waiting.set_attr("data-src", &src);
            }
        }
        None => node.rename("span"),
    }
}

/// Says whether a picture in a `noscript` is one for readers and does not count them.
fn is_meant(picture: &NodeRef<'_>) -> bool {
    let Some(element) = picture.element_ref() else { return false };
    let side = |name| attr(&element, name).and_then(|side| side.trim().trim_end_matches("px").parse::<u32>().ok());
    if hides(&element) || side("width").is_some_and(|side| side < 8) || side("height").is_some_and(|side| side < 8) {
        return false;
    }
    let described = attr(&element, "alt").is_some_and(|alt| !alt.trim().is_empty());
    described || attr(&element, "src").is_some_and(names_file) || attr(&element, "srcset").is_some()
}

/// Returns the address of the picture that an `img` shows in the end.
pub(super) fn address(node: &NodeRef<'_>, base: Option<&WebUrl>) -> Option<WebUrl> {
    resolve(&best(node)?, base)
}

fn best(node: &NodeRef<'_>) -> Option<String> {
    let element = node.element_ref()?;
    let is_fit = |address: &&str| {
        !address.is_empty() && address.len() <= ADDRESS_BYTES_MAX && !address.starts_with("data:") && !address.contains('{')
    };
    let late = LATE.iter().filter_map(|name| attr(&element, name)).map(str::trim).find(is_fit);
    let late_set = || LATE_SETS.iter().filter_map(|name| attr(&element, name)).filter_map(widest).find(is_fit);
    if let Some(found) = late.or_else(late_set) {
        return Some(found.to_owned());
    }
    let src = attr(&element, "src").map(str::trim).filter(is_fit);
    if let Some(src) = src.filter(|src| !is_stand_in(src)) {
        return Some(src.to_owned());
    }
    if let Some(found) = attr(&element, "srcset").and_then(widest).filter(is_fit) {
        return Some(found.to_owned());
    }
    if let Some(found) = from_sources(node) {
        return Some(found);
    }
    // Each tool for late pictures has an attribute of its own; what is kept in it looks the same in all.
    let other = element.attrs.iter().filter(|attr| attr.name.local.starts_with("data-")).map(|attr| attr.value.trim());
    let other = other.filter(is_fit).find(|value| !value.contains([' ', '<']) && names_file(value) && value.contains('/'));
    other.or(src).map(str::to_owned)
}

/// Returns the largest picture that the `source` elements beside an `img` name.
fn from_sources(picture: &NodeRef<'_>) -> Option<String> {
    let around = picture.parent().filter(|around| around.has_name("picture"))?;
    around.children_it(false).filter(|part| part.has_name("source")).find_map(|source| {
        let element = source.element_ref()?;
        let sets = LATE_SETS.iter().chain(&["srcset"]).filter_map(|name| attr(&element, name));
        let found = sets.filter_map(widest).find(|address| !address.starts_with("data:") && !address.contains('{'));
        found.map(str::to_owned)
    })
}

/// Returns the widest picture of a set such as "a.jpg 300w, b.jpg 900w".
fn widest(set: &str) -> Option<&str> {
    let mut best: Option<(&str, f32)> = None;
    let mut rest = set;
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        if address.is_empty() {
            return best.map(|(address, _)| address);
        }
        // An address may hold commas; one that ends in a comma has no width.
        let bare = address.trim_end_matches(',');
        let (width, after) =
            if bare.len() < address.len() { ("", after) } else { after.split_at(after.find(',').unwrap_or(after.len())) };
        let width = width.trim().trim_end_matches(['w', 'x', 'h']).parse().unwrap_or(0.0);
        if best.is_none_or(|(_, most)| width >= most) {
            best = Some((bare, width));
        }
        rest = after;
    }
}

/// Says whether an address is that of an empty picture which stands there until the true one is loaded.
fn is_stand_in(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    address.starts_with("data:") || STAND_INS.iter().any(|word| lower.contains(word))
}

/// Says whether an address names a picture by the end of its path.
fn names_file(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    ENDS.iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Sites, extract, from_feed};
    use crate::domain::{Article, Block};

    fn pictures(article: &Article) -> Vec<(String, String)> {
        let found = article.blocks.iter().filter_map(|block| match block {
            Block::Picture(picture) => {
                Some((picture.url.as_ref()?.as_str().replace("https://harbour.example", ""), picture.caption.to_string()))
            }
            _ => None,
        });
        found.collect()
    }

    /// Checks the pictures of a story on a page and in a feed.
    fn check(html: &str, expected: &[(&str, &str)]) {
        let expected: Vec<(String, String)> =
            expected.iter().map(|(path, caption)| ((*path).to_owned(), (*caption).to_owned())).collect();
        let text = "<p>The harbour authority said on Monday, after a long meeting, that the northern quay would open again.</p>";
        let url = WebUrl::parse("https://harbour.example/news/1").ok();
        let page = format!("<html><body><article><h1>Quay</h1>{text}{html}{text}<p>{text}</article></body></html>");
        assert_eq!(pictures(&extract(&page, url.as_ref(), &Sites::default())), expected, "page: {html}");
        assert_eq!(pictures(&from_feed(&format!("{text}{html}"), url.as_ref())), expected, "feed: {html}");
    }

    #[test]
    fn pictures_of_amp_are_pictures() {
        check("<amp-img src=/a.jpg width=900 height=600 alt='The quay'></amp-img>", &[("/a.jpg", "The quay")]);
        check(
            "<figure><amp-img src=/a.jpg layout=fill><noscript><img src=/a.jpg></noscript></amp-img><figcaption>Ships in May</figcaption></figure>",
            &[("/a.jpg", "Ships in May")],
        );
        check("<amp-img src=/dot.gif width=1 height=1></amp-img><amp-ad src=/ad.jpg></amp-ad>", &[]);
    }

    #[test]
    fn pictures_for_those_without_scripts_are_pictures() {
        check("<div><noscript><img src=/a.jpg alt=Cranes></noscript></div>", &[("/a.jpg", "Cranes")]);
        check("<div><img src='data:image/gif;base64,R0'><noscript><img src=/a.jpg></noscript></div>", &[("/a.jpg", "")]);
        check("<img src=/lazyload.gif alt=Cranes><noscript><img src=/a.jpg></noscript>", &[("/a.jpg", "Cranes")]);
        check("<img data-src=/a-900.jpg alt=Cranes><noscript><img src=/a.jpg></noscript>", &[("/a-900.jpg", "Cranes")]);
        check("<figure><noscript><img src=/a.jpg></noscript><figcaption>In May</figcaption></figure>", &[("/a.jpg", "In May")]);
        for counter in [
            "<noscript><img src='https://count.example/p?c1=2'></noscript>",
            "<noscript><img src=/dot.gif width=1 height=1 alt=x></noscript>",
            "<noscript><img src=/dot.gif style='display:none'></noscript>",
            "<noscript>Please turn scripts on. <img src=/a.jpg></noscript>",
        ] {
            check(counter, &[]);
        }
    }

    #[test]
    fn the_true_picture_comes_before_its_stand_in() {
        check("<picture><source srcset=/a.jpg><img alt='The lock'></picture>", &[("/a.jpg", "The lock")]);
        check(
            "<picture><source data-srcset='/a-1.webp 1x, /a-2.webp 2x'><img src='data:image/gif;base64,R0' alt=Lock></picture>",
            &[("/a-2.webp", "Lock")],
        );
        check("<img data-srcset='/a-300.jpg 300w, /a-900.jpg 900w' src=/placeholder.gif alt=Lock>", &[("/a-900.jpg", "Lock")]);
        check(
            "<img srcset='/w_300,h_200/a.jpg 300w, /w_90,h_60/a.jpg 90w' src=/blank.gif alt=Lock>",
            &[("/w_300,h_200/a.jpg", "Lock")],
        );
        check("<img src=/1x1.png data-own-tool='/a.jpg?w=900' alt=Lock>", &[("/a.jpg?w=900", "Lock")]);
        check("<img src=/a.jpg data-src='/a-{width}.jpg' alt=Lock>", &[("/a.jpg", "Lock")]);
        check("<img src=/a.jpg data-link='/tag/a' alt=Lock>", &[("/a.jpg", "Lock")]);
    }
}
