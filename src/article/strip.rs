//! Marks page furniture before the story is looked for: menus, share bars, related stories, captions.
//!
//! What goes is told by tag and by the words of class and id. A guard keeps whatever holds a good part of the text,
//! since some sites call their whole body "share-content".

use dom_query::{Document, Element, NodeId, NodeRef};
use foldhash::HashMap;

use super::dom::readable_text;
use super::joints::is_dateline;
use super::outline::{Amount, Outline, Part};
use super::pictures::{self, CAPTION_ATTR};
use super::signs::{Signs, telling_word};
use super::trace::Trace;

/// A node with at least this share of the paragraph text is never taken out.
const GUARD_PERCENT: usize = 18;
/// The guard for what can be nothing else than furniture by its name; consent dialogs are longer than many stories.
const GUARD_PERCENT_ALIEN: usize = 90;
/// From this many bytes on, a dateline holds the first sentence too.
const SENTENCE_BYTES_MIN: usize = 50;
/// A card holds at least this share of its text in links, in per cent.
const CARD_LINK_PERCENT: usize = 80;
/// From this many bytes on, what is named a paywall is the story behind it.
const PAID_BYTES_MIN: usize = 300;
/// How many elements around a caption are looked at for its figure.
const FIGURE_LEVELS_MAX: usize = 4;
/// Longest text that can be a caption, in bytes.
const CAPTION_BYTES_MAX: usize = 900;

/// Why an element was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Its tag is for furniture.
    Tag,
    /// The page hides it.
    Hidden,
    /// A word of its class or id names furniture.
    Class,
    /// Consent dialogs and comments.
    Alien,
    /// It stands beside a picture and was handed to it.
    Caption,
    /// It holds links and labels, hardly any running text.
    Thin,
    /// A card that opens over a name in a sentence.
    Card,
    /// It asks for consent before something of another site is shown.
    Consent,
    /// It asks the reader to choose an answer.
    Poll,
    /// It asks for the reader's mail address.
    Letter,
    /// The beginning of another story.
    Teaser,
    /// A whole story behind the page's own.
    NextStory,
    /// It names the author or the kind of a post in a live report.
    Label,
    /// The title, or what stands above it.
    Title,
    /// The rule for this site names it.
    Site,
}

impl Cause {
    /// Returns the rule in words.
    fn rule(self, element: &Element) -> String {
        let name: &str = element.name.local.as_ref();
        let word = |signs| telling_word(element, signs).map(|word| format!(" by its name \"{word}\"")).unwrap_or_default();
        match self {
            Self::Tag => format!("furniture by its tag <{name}>"),
            Self::Hidden => "hidden".to_owned(),
            Self::Class => format!("furniture{}", word(Signs::FURNITURE)),
            Self::Alien => format!("dialog or comments{}", word(Signs::ALIEN)),
            Self::Caption => "caption, kept with its picture".to_owned(),
            Self::Thin => "box of links".to_owned(),
            Self::Card => "card over a name".to_owned(),
            Self::Consent => "box that asks for consent".to_owned(),
            Self::Poll => "poll".to_owned(),
            Self::Letter => "box that offers a newsletter".to_owned(),
            Self::Teaser => "beginning of another story".to_owned(),
            Self::NextStory => "next story of the page".to_owned(),
            Self::Label => "label of a post".to_owned(),
            Self::Title => "title and what stands above it".to_owned(),
            Self::Site => "rule for this site".to_owned(),
        }
    }
}

/// What is taken out of a page: nothing is changed in its tree, so it can be put back.
#[derive(Debug, Default)]
pub(super) struct Cut {
    gone: HashMap<NodeId, Cause>,
    /// Texts of captions, wherever they stood.
    pub(super) captions: Vec<String>,
}

impl Cut {
    /// Takes an element out.
    pub(super) fn take(&mut self, part: &Part, cause: Cause) {
        self.gone.insert(part.id, cause);
    }

    /// Says whether the element itself was taken out.
    pub(super) fn has(&self, id: NodeId) -> bool {
        self.gone.contains_key(&id)
    }

    /// Takes out what the rule for a site names.
    pub(super) fn take_named(&mut self, ids: &[NodeId]) {
        self.gone.extend(ids.iter().map(|id| (*id, Cause::Site)));
    }

    /// Notes everything that was taken out, in the order of the page.
    pub(super) fn tell(&self, page: &Document, outline: &Outline, trace: &mut Trace) {
        if !trace.is_on() {
            return;
        }
        for part in &outline.parts {
            let Some(cause) = self.gone.get(&part.id) else { continue };
            let node = page.tree.get_unchecked(&part.id);
            if let Some(element) = node.element_ref() {
                // A menu is nothing that could be read, yet its words tell what went.
                let text = readable_text(&node);
                let text = if text.trim().is_empty() { node.text().to_string() } else { text };
                trace.add(&cause.rule(&element), &text);
            }
        }
    }

    /// Returns what each element holds without what was taken out.
    pub(super) fn left(&self, outline: &Outline) -> Vec<Amount> {
        let mut left: Vec<Amount> = outline.parts.iter().map(|part| part.own).collect();
        for at in (0..left.len()).rev() {
            if self.has(outline.parts[at].id) {
                left[at] = Amount::default();
            }
            let parent = outline.parts[at].parent;
            if parent != at {
                let amount = left[at];
                left[parent].add(amount);
            }
        }
        left
    }
}

/// Marks the furniture of a page.
///
/// What holds `title`, the heading of the story, or what is declared to be the story is no dialog and hidden from nobody.
pub(super) fn strip(page: &Document, outline: &Outline, title: Option<usize>) -> Cut {
    let mut cut = Cut::default();
    let parts = &outline.parts;
    let frames = Frames::of(outline, title);
    let foreign: usize = aliens(outline, &frames).map(|part| part.sum.text).sum();
    let all = parts.first().map_or(0, |body| body.sum.text);
    let shown = shown(outline);
    let total = if foreign * 100 >= all * GUARD_PERCENT_ALIEN { all } else { all - foreign };
    let mut next = 1;
    while next < parts.len() {
        let at = next;
        let part = &parts[at];
        next += 1;
        if is_card(page, part) {
            cut.take(part, Cause::Card);
            next = part.end;
            continue;
        }
        let Some(cause) = cause(part).filter(|cause| !frames.keep(at, *cause)) else { continue };
        let least = if cause == Cause::Alien { all * GUARD_PERCENT_ALIEN } else { total * GUARD_PERCENT };
        // A page that hides its story until a script shows it has little else to say.
        let stays = cause != Cause::Hidden || unlinked(part) * 2 >= shown;
        if part.sum.text > 0 && part.sum.text * 100 >= least && stays {
            continue;
        }
        if cause == Cause::Class && holds_dateline(page, part) {
            continue;
        }
        if cause == Cause::Caption && !keep_caption(&page.tree.get_unchecked(&part.id), &mut cut.captions) {
            continue;
        }
        cut.take(part, cause);
        next = part.end;
    }
    cut
}

/// Marks only what nobody would call the story: what the page hides, its dialogs and its comments.
pub(super) fn strip_least(outline: &Outline, title: Option<usize>) -> Cut {
    let mut cut = Cut::default();
    let frames = Frames::of(outline, title);
    let all = outline.parts.first().map_or(0, |body| body.sum.text);
    let mut at = 1;
    while let Some(part) = outline.parts.get(at) {
        let cause = if part.hidden { Some(Cause::Hidden) } else { cause(part).filter(|cause| *cause == Cause::Alien) };
        let cause = cause.filter(|cause| !frames.keep(at, *cause));
        let Some(cause) = cause.filter(|_| part.sum.text * 100 < all * GUARD_PERCENT_ALIEN || part.sum.text == 0) else {
            at += 1;
            continue;
        };
        cut.take(part, cause);
        at = part.end;
    }
    cut
}

/// The elements that hold the story by what they hold.
struct Frames(Vec<bool>);

impl Frames {
    /// Finds what holds a good part of the page's text with its title, its `main`, its `article` or a declared body in it.
    fn of(outline: &Outline, title: Option<usize>) -> Self {
        let parts = &outline.parts;
        let all = parts.first().map_or(0, |body| body.sum.text);
        let is_much = |part: &Part| part.sum.text > 0 && part.sum.text * 100 >= all * GUARD_PERCENT;
        let is_story = |part: &Part| {
            (matches!(part.name(), "main" | "article") || part.signs.any(Signs::DECLARED))
                && !part.signs.any(Signs::ALIEN.and(Signs::FURNITURE))
                && !part.hidden
                && is_much(part)
        };
        let mut frames = vec![false; parts.len()];
        let held = (1..parts.len()).filter(|at| Some(*at) == title || is_story(&parts[*at]));
        for at in held {
            for around in std::iter::once(at).chain(outline.around(at)) {
                if frames[around] {
                    break;
                }
                frames[around] = true;
            }
        }
        for (frame, part) in frames.iter_mut().zip(parts) {
            *frame &= is_much(part);
        }
        Self(frames)
    }

    /// Says whether an element stays although its name is foreign.
    fn keep(&self, at: usize, cause: Cause) -> bool {
        cause == Cause::Alien && self.0[at]
    }
}

/// Returns how much text outside of links the page shows, in bytes.
fn shown(outline: &Outline) -> usize {
    let Some(body) = outline.parts.first() else { return 0 };
    let mut hidden = 0;
    let mut at = 1;
    while let Some(part) = outline.parts.get(at) {
        at += 1;
        if part.hidden || matches!(cause(part), Some(Cause::Tag | Cause::Hidden | Cause::Alien)) {
            hidden += unlinked(part);
            at = part.end;
        }
    }
    unlinked(body).saturating_sub(hidden)
}

fn unlinked(part: &Part) -> usize {
    part.sum.all - part.sum.linked
}

/// Yields the outermost elements that can never be the story by their name.
fn aliens<'a>(outline: &'a Outline, frames: &'a Frames) -> impl Iterator<Item = &'a Part> {
    let mut next = 1;
    std::iter::from_fn(move || {
        while let Some(part) = outline.parts.get(next) {
            let at = next;
            next += 1;
            if cause(part).is_some_and(|cause| cause == Cause::Alien && !frames.keep(at, cause)) {
                next = part.end;
                return Some(part);
            }
        }
        None
    })
}

/// Puts the parts of a page that its server sent late into their places, as React's own script would.
///
/// They come at the end of the page as `<div hidden id="S:1">`, their places are `<template id="B:1">`.
pub(super) fn place_late_parts(page: &Document) {
    let places = page.select("template[id^='B:'], template[id^='P:']");
    for part in page.select("div[hidden][id^='S:']").nodes() {
        part.remove_attr("hidden");
        let id = part.id_attr().unwrap_or_default();
        let place = places.nodes().iter().find(|place| place.id_attr().is_some_and(|of| of[2..] == id[2..]));
        if let Some(place) = place.filter(|place| !place.ancestors(None).iter().any(|around| around.id == part.id)) {
            place.insert_before(part);
        }
    }
}

/// Returns why the element may go, judged by itself alone.
fn cause(part: &Part) -> Option<Cause> {
    match part.name() {
        "html" | "body" | "main" | "article" | "img" | "picture" | "br" | "hr" | "pre" | "code" | "source" | "em" | "strong"
        | "b" | "i" => {
            return None;
        }
        "aside" | "form" if part.sum.recipes > 0 => return None,
        "aside" | "nav" | "form" | "button" | "menu" => return Some(Cause::Tag),
        "dialog" => return Some(Cause::Alien),
        "footer" if !part.inside.quote => return Some(Cause::Tag),
        "time" if !part.inside.paragraph => return Some(Cause::Tag),
        "figcaption" => return Some(Cause::Caption),
        _ => {}
    }
    if part.hidden || part.signs.any(Signs::HIDDEN) {
        return Some(Cause::Hidden);
    }
    if part.is_post() || part.inside.quote || part.inside.paragraph && !matches!(part.name(), "span" | "div") {
        return None;
    }
    if part.signs.any(Signs::CAPTION) && !matches!(part.name(), "figure" | "table" | "section") {
        return Some(Cause::Caption);
    }
    if part.signs.any(Signs::ALIEN) {
        return Some(Cause::Alien);
    }
    if part.signs.any(Signs::PAYWALL) && asks_to_subscribe(part) {
        return Some(Cause::Class);
    }
    (part.signs.any(Signs::FURNITURE) && part.sum.posts == 0 && part.sum.recipes == 0).then_some(Cause::Class)
}

/// Says whether what is named a paywall is the box that asks, not the story behind it: it has a button or hardly any text.
fn asks_to_subscribe(part: &Part) -> bool {
    part.name() != "p"
        && (part.sum.controls > 0 || part.sum.link_percent() >= 10 || part.sum.text < PAID_BYTES_MIN)
        && part.sum.text < PAID_BYTES_MIN * 4
}

/// Says whether an element that its class names a dateline holds the place of a report, and no mere date.
fn holds_dateline(page: &Document, part: &Part) -> bool {
    let node = page.tree.get_unchecked(&part.id);
    let is_named = node.element_ref().and_then(|element| telling_word(&element, Signs::FURNITURE));
    if is_named.as_deref() != Some("dateline") || part.sum.pictures > 0 || part.sum.controls > 0 {
        return false;
    }
    let text = readable_text(&node);
    let text = text.trim();
    // Where it is followed by its sentence, or goes before one.
    let says = text.len() >= SENTENCE_BYTES_MIN && text.contains([' ', '、']) && text.ends_with(['.', '”', '"', '。', '’']);
    part.inside.paragraph || says || is_dateline(text)
}

/// Says whether an element inside a sentence is a card about somebody: a picture, then several links, hardly anything else.
fn is_card(page: &Document, part: &Part) -> bool {
    let inline = part.name() == "span" || part.inside.paragraph && part.name() == "div";
    if !inline || part.sum.pictures == 0 {
        return false;
    }
    let node = page.tree.get_unchecked(&part.id);
    let first = node.descendants_it().find(|inner| inner.has_name("img") || inner.is_nonempty_text());
    if first.is_none_or(|first| first.is_text()) {
        return false;
    }
    let bytes = |text: &str| text.split_whitespace().map(str::len).sum::<usize>();
    let links: Vec<usize> =
        node.descendants_it().filter(|inner| inner.has_name("a")).map(|link| bytes(&readable_text(&link))).collect();
    let all = bytes(&readable_text(&node));
    links.len() >= 2 && all > 0 && links.iter().sum::<usize>() * 100 >= all * CARD_LINK_PERCENT
}

/// Hands a caption to the picture that it stands beside. `false` leaves the node: it is too long to be a caption.
fn keep_caption(node: &NodeRef<'_>, captions: &mut Vec<String>) -> bool {
    let text = readable_text(node).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.len() > CAPTION_BYTES_MAX || node.descendants_it().any(|part| part.has_name("img")) {
        return false;
    }
    let figure = node.ancestors_it(None).take(FIGURE_LEVELS_MAX).find(|around| around.has_name("figure"));
    if figure.is_some_and(|figure| pictures::is_text(&figure)) {
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

#[cfg(test)]
mod tests;
