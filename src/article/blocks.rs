//! Body HTML to typed blocks with spans.
//!
//! Walks the tree that a reader of HTML built; which part of a page is the story was decided before.

use dom_query::{NodeId, NodeRef};

use super::dom::{DEPTH_MAX, SKIPPED, attr, hides, is_block, is_way_back, readable_text};
use super::joints;
use super::late_pictures;
use super::pictures::{self, Figure};
use super::rich::RichBuilder;
use super::tables;
use super::tree;
use crate::domain::{Block, ListItem, RichText, Style, WebUrl};
use crate::text::CleanText;

/// Most blocks that an article keeps; the longest reports have some thousands.
const BLOCKS_MAX: usize = 20_000;

/// From this many bytes on, a heading that ends as a sentence is a paragraph.
const SENTENCE_BYTES_MIN: usize = 120;
/// Most paragraphs of an item of a numbered list; with more of them it is a chapter.
const STEP_PARAGRAPHS_MAX: usize = 6;
/// Longest item of a numbered list with several paragraphs, in bytes.
const STEP_BYTES_MAX: usize = 1_200;

/// Level of the headings that elements are given.
const GIVEN_LEVEL: u8 = 3;

/// Turns the subtree of `root` into blocks; links and pictures are resolved against `base`.
pub(super) fn blocks(root: &NodeRef<'_>, base: Option<&WebUrl>) -> Vec<Block> {
    blocks_without(std::slice::from_ref(root), &|_| false, base)
}

/// Turns the subtrees of `roots` into blocks, one after the other, passing over the elements that are `gone`.
pub(super) fn blocks_without(roots: &[NodeRef<'_>], gone: &dyn Fn(NodeId) -> bool, base: Option<&WebUrl>) -> Vec<Block> {
    blocks_headed(roots, gone, &|_| None, base)
}

/// Turns the subtrees of `roots` into blocks as [`blocks_without`] does, with a heading before each element that has one.
pub(super) fn blocks_headed(
    roots: &[NodeRef<'_>],
    gone: &dyn Fn(NodeId) -> bool,
    heading: &dyn Fn(NodeId) -> Option<CleanText>,
    base: Option<&WebUrl>,
) -> Vec<Block> {
    let mut walker = Walker {
        base,
        gone,
        heading,
        blocks: Vec::new(),
        rich: RichBuilder::default(),
        place: Place::Flow,
        lists: Vec::new(),
        items: Vec::new(),
    };
    for root in roots {
        if root.element_ref().is_some_and(|element| is_text_block(&element.name.local)) {
            walker.node(root, 0);
        } else {
            walker.head(root);
            walker.children(root, 0);
        }
        walker.flush();
    }
    walker.end_list();
    walker.blocks
}

/// Turns a fragment of HTML into blocks.
pub(super) fn blocks_of_html(html: &str, base: Option<&WebUrl>) -> Vec<Block> {
    let page = tree::fragment(html);
    late_pictures::make_ready(&page, html);
    blocks(&page.root(), base)
}

/// Returns one table cell or caption as text with its spans; block structure inside becomes line breaks.
pub(super) fn inline(node: &NodeRef<'_>, base: Option<&WebUrl>) -> RichText {
    let parts = blocks(node, base).into_iter().filter_map(|block| match block {
        Block::Paragraph(rich) | Block::Quote(rich) | Block::Heading { text: rich, .. } => Some(rich),
        _ => None,
    });
    parts.fold(RichText::default(), |mut text, part| {
        joints::append(&mut text, part, "\n");
        text
    })
}

/// Says whether an element is more than a frame around blocks: a root that is one must not lose its meaning.
fn is_text_block(name: &str) -> bool {
    matches!(name, "blockquote" | "pre" | "table" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "figure" | "p")
}

/// What the text that is being collected will become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Flow,
    Quote,
    Heading(u8),
    Item,
}

/// A list that is open.
struct OpenList {
    next: Option<u32>,
}

struct Walker<'a> {
    base: Option<&'a WebUrl>,
    gone: &'a dyn Fn(NodeId) -> bool,
    heading: &'a dyn Fn(NodeId) -> Option<CleanText>,
    blocks: Vec<Block>,
    rich: RichBuilder,
    place: Place,
    lists: Vec<OpenList>,
    items: Vec<ListItem>,
}

impl Walker<'_> {
    fn children(&mut self, node: &NodeRef<'_>, depth: usize) {
        if depth > DEPTH_MAX {
            self.rich.push(&readable_text(node));
            return;
        }
        let mut child = node.first_child();
        while let Some(node) = child {
            if self.blocks.len() >= BLOCKS_MAX {
                return;
            }
            self.node(&node, depth + 1);
            child = node.next_sibling();
        }
    }

    fn node(&mut self, node: &NodeRef<'_>, depth: usize) {
        if node.is_text() {
            return self.rich.push(&node.text());
        }
        let Some(element) = node.element_ref() else { return };
        let name = element.name.local.clone();
        let name = name.as_ref();
        if SKIPPED.contains(&name) || hides(&element) || (self.gone)(node.id) {
            return;
        }
        let style = self.style(name, attr(&element, "href"));
        drop(element);
        self.head(node);
        match name {
            "br" => {
                if self.rich.line_break() {
                    self.flush();
                }
            }
            "hr" => self.emit(Block::Rule),
            "img" => self.image(node),
            "a" if is_way_back(node) => {}
            "q" => self.quoted(node, depth),
            "pre" => self.code(node),
            "table" => self.table(node, depth),
            "figure" => self.figure(node, depth),
            "ul" | "ol" | "menu" | "dir" => self.list(node, name, depth),
            "li" if !self.lists.is_empty() => self.item(node, depth),
            "blockquote" => self.within(Place::Quote, node, depth),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                if self.place == Place::Item { self.block(node, depth) } else { self.within(Place::Heading(level), node, depth) }
            }
            "dt" => {
                self.flush();
                self.rich.open(Style::Strong);
                self.children(node, depth);
                self.rich.close();
                self.flush();
            }
            _ if is_block(name) => self.block(node, depth),
            _ => match style {
                Some(style) => {
                    self.rich.open(style);
                    self.children(node, depth);
                    self.rich.close();
                }
                None => self.children(node, depth),
            },
        }
    }

    /// Emits the heading that an element has been given.
    fn head(&mut self, node: &NodeRef<'_>) {
        if let Some(text) = (self.heading)(node.id) {
            self.flush();
            self.emit(Block::Heading { level: GIVEN_LEVEL, text: RichText::plain(text) });
        }
    }

    fn style(&self, name: &str, href: Option<&str>) -> Option<Style> {
        Some(match name {
            "em" | "i" | "cite" | "dfn" | "var" => Style::Emphasis,
            "strong" | "b" => Style::Strong,
            "code" | "kbd" | "samp" | "tt" => Style::Code,
            "s" | "del" | "strike" => Style::Strike,
            "sup" => Style::Superscript,
            "sub" => Style::Subscript,
            "a" => Style::Link(resolve(href?, self.base)?),
            _ => return None,
        })
    }

    /// Walks an element that is a paragraph or holds some.
    fn block(&mut self, node: &NodeRef<'_>, depth: usize) {
        self.flush();
        self.children(node, depth);
        self.flush();
    }

    fn within(&mut self, place: Place, node: &NodeRef<'_>, depth: usize) {
        self.flush();
        let before = std::mem::replace(&mut self.place, place);
        self.children(node, depth);
        self.flush();
        self.place = before;
    }

    fn quoted(&mut self, node: &NodeRef<'_>, depth: usize) {
        self.rich.push("“");
        self.children(node, depth);
        self.rich.push("”");
    }

    fn list(&mut self, node: &NodeRef<'_>, name: &str, depth: usize) {
        self.flush();
        if holds_parts(node, name == "ol") {
            return self.children(node, depth);
        }
        let start = node.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        self.lists.push(OpenList { next: (name == "ol").then_some(start) });
        self.children(node, depth);
        self.flush();
        self.lists.pop();
        if self.lists.is_empty() {
            self.end_list();
        }
    }

    fn item(&mut self, node: &NodeRef<'_>, depth: usize) {
        self.flush();
        let number = match self.lists.last_mut() {
            Some(OpenList { next: Some(next) }) => {
                let number = node.attr("value").and_then(|value| value.trim().parse().ok()).unwrap_or(*next);
                *next = number.saturating_add(1);
                Some(number)
            }
            _ => None,
        };
        let depth_in_lists = (self.lists.len() - 1).min(usize::from(u8::MAX)) as u8;
        let before = std::mem::replace(&mut self.place, Place::Item);
        let count = self.items.len();
        self.items.push(ListItem { depth: depth_in_lists, number, text: RichText::default() });
        self.children(node, depth);
        self.flush();
        self.place = before;
        if self.items.get(count).is_some_and(|item| item.text.text.is_empty()) {
            self.items.remove(count);
        }
    }

    fn code(&mut self, node: &NodeRef<'_>) {
        self.flush();
        let mut text = String::new();
        for part in node.descendants_it() {
            if part.is_text() {
                text.push_str(&part.text());
            } else if part.has_name("br") {
                text.push('\n');
            }
        }
        let text = CleanText::lines(text.trim_start_matches(['\r', '\n']).trim_end());
        if !text.trim().is_empty() {
            self.emit(Block::Code { lang: code_language(node), text });
        }
    }

    fn table(&mut self, node: &NodeRef<'_>, depth: usize) {
        self.flush();
        match tables::data_table(node, self.base) {
            Some(table) => {
                let title = node.children_it(false).find(|part| part.has_name("caption"));
                let title = title.map(|title| inline(&title, self.base)).filter(|title| !title.text.is_empty());
                if let Some(title) = title {
                    self.emit(Block::Paragraph(title));
                }
                self.emit(table);
            }
            None => self.children(node, depth),
        }
        self.flush();
    }

    /// Emits the pictures of a figure with their caption, or reads its parts one by one where it holds text.
    fn figure(&mut self, node: &NodeRef<'_>, depth: usize) {
        self.flush();
        let keeps_caption = match pictures::figure(node, self.base) {
            Figure::Pictures(found) => {
                for picture in found {
                    self.emit(Block::Picture(picture));
                }
                return;
            }
            Figure::Text => true,
            Figure::Captioned | Figure::Frame => false,
        };
        let mut child = node.first_child();
        while let Some(part) = child {
            if keeps_caption || !part.has_name("figcaption") {
                self.node(&part, depth + 1);
            }
            child = part.next_sibling();
        }
        self.flush();
    }

    fn image(&mut self, node: &NodeRef<'_>) {
        if let Some(word) = pictures::as_word(node) {
            return self.rich.push(&word);
        }
        if let Some(picture) = pictures::picture(node, self.base)
            && !self
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Picture(known) if known.url.is_some() && known.url == picture.url))
        {
            self.flush();
            self.emit(Block::Picture(picture));
        }
    }

    /// Ends the paragraph that is being collected.
    fn flush(&mut self) {
        let spaced = self.rich.is_spaced();
        let text = self.rich.take();
        self.place_text(text, spaced);
    }

    fn place_text(&mut self, rich: RichText, spaced: bool) {
        if rich.text.is_empty() {
            return;
        }
        match self.place {
            Place::Item if !self.items.is_empty() => {
                if let Some(item) = self.items.last_mut() {
                    joints::append(&mut item.text, rich, "\n");
                }
            }
            Place::Flow | Place::Item => {
                let rest = if self.items.is_empty() { joints::join_to_last(&mut self.blocks, rich, spaced) } else { Some(rich) };
                if let Some(rich) = rest {
                    self.emit(Block::Paragraph(rich));
                }
            }
            Place::Quote => self.emit(Block::Quote(rich)),
            // Some writers mark their paragraphs as headings to have them large.
            Place::Heading(_) if is_sentence(&rich.text) => self.emit(Block::Paragraph(rich)),
            Place::Heading(level) => self.emit(Block::Heading { level, text: rich }),
        }
    }

    /// Adds a block; the list before it is ended, since a block cannot stand inside one.
    fn emit(&mut self, block: Block) {
        self.end_list();
        if self.blocks.len() < BLOCKS_MAX {
            self.blocks.push(block);
        }
    }

    fn end_list(&mut self) {
        let items: Vec<ListItem> =
            std::mem::take(&mut self.items).into_iter().filter(|item| !item.text.text.is_empty()).collect();
        if !items.is_empty() && self.blocks.len() < BLOCKS_MAX {
            self.blocks.push(Block::List(items));
        }
    }
}

/// Says whether what a page marks as a heading is a paragraph: longer than headings are, and it ends as sentences do.
fn is_sentence(text: &str) -> bool {
    text.len() >= SENTENCE_BYTES_MIN && text.trim_end_matches(['"', '”', '’', '»', ')']).ends_with(['.', '!', '。', '…'])
}

/// Says whether a list is used to lay out parts of a story: its items hold headings, tables, pictures or several paragraphs.
/// The items of a numbered list may have several, so long as they are steps and no chapters.
fn holds_parts(list: &NodeRef<'_>, numbered: bool) -> bool {
    list.children_it(false).filter(|child| child.has_name("li")).any(|item| {
        let mut paragraphs = 0;
        for part in item.descendants_it() {
            let Some(name) = part.qual_name_ref() else { continue };
            match name.local.as_ref() {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "figure" | "pre" | "blockquote" | "article" => return true,
                "p" => paragraphs += usize::from(stands_in(&part, &item)),
                _ => {}
            }
        }
        let is_step = || numbered && paragraphs <= STEP_PARAGRAPHS_MAX && readable_text(&item).len() <= STEP_BYTES_MAX;
        paragraphs > 1 && !is_step()
    })
}

/// Says whether the item of a list that a node belongs to is this one, and no item of a list inside it.
fn stands_in(node: &NodeRef<'_>, item: &NodeRef<'_>) -> bool {
    let mut around = node.parent();
    while let Some(at) = around {
        if at.has_name("li") {
            return at.id == item.id;
        }
        around = at.parent();
    }
    false
}

/// Reads the language of a code block from its class, as the highlighters write it.
fn code_language(node: &NodeRef<'_>) -> Option<CleanText> {
    let inner = node.first_element_child().filter(|child| child.has_name("code"));
    [Some(*node), inner].into_iter().flatten().find_map(|node| {
        let class = node.class()?;
        let name = class
            .split_ascii_whitespace()
            .find_map(|word| word.strip_prefix("language-").or_else(|| word.strip_prefix("lang-")))?;
        (!name.is_empty()).then(|| CleanText::capped(name, 30))
    })
}

/// Resolves an address of the page; addresses within the page and those of other schemes than http and https lead nowhere.
pub(super) fn resolve(raw: &str, base: Option<&WebUrl>) -> Option<WebUrl> {
    let raw = raw.trim();
    if raw.is_empty() || raw.starts_with('#') {
        return None;
    }
    match base {
        Some(base) => base.join(raw).ok(),
        None => WebUrl::parse(raw).ok(),
    }
}

#[cfg(test)]
mod tests;
