//! Body HTML to typed blocks with spans.
//!
//! Walks the tree that a reader of HTML built; which part of a page is the story was decided before.

use dom_query::{Document, NodeRef};

use super::dom::{DEPTH_MAX, SKIPPED, attr, is_block, is_hidden, readable_text};
use super::pictures;
use super::rich::RichBuilder;
use super::tables;
use crate::domain::{Block, ListItem, RichText, Style, WebUrl};
use crate::text::CleanText;

/// Most blocks that an article keeps; the longest reports have some thousands.
const BLOCKS_MAX: usize = 20_000;

/// Turns the subtree of `root` into blocks; links and pictures are resolved against `base`.
pub(super) fn blocks(root: &NodeRef<'_>, base: Option<&WebUrl>) -> Vec<Block> {
    let mut walker = Walker {
        base,
        blocks: Vec::new(),
        rich: RichBuilder::default(),
        place: Place::Flow,
        lists: Vec::new(),
        items: Vec::new(),
    };
    walker.children(root, 0);
    walker.end_list();
    walker.blocks
}

/// Turns a fragment of HTML into blocks.
pub(super) fn blocks_of_html(html: &str, base: Option<&WebUrl>) -> Vec<Block> {
    let page = Document::fragment(html);
    blocks(&page.root(), base)
}

/// Returns one table cell or caption as text with its spans; block structure inside becomes line breaks.
pub(super) fn inline(node: &NodeRef<'_>, base: Option<&WebUrl>) -> RichText {
    let mut parts = blocks(node, base).into_iter().filter_map(|block| match block {
        Block::Paragraph(rich) | Block::Quote(rich) | Block::Heading { text: rich, .. } => Some(rich),
        _ => None,
    });
    parts.next().unwrap_or_default()
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
        if SKIPPED.contains(&name) || is_hidden(&element) {
            return;
        }
        let style = self.style(name, attr(&element, "href"));
        drop(element);
        match name {
            "br" => {
                if self.rich.line_break() {
                    self.flush();
                }
            }
            "hr" => self.emit(Block::Rule),
            "img" => self.image(node),
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
        if holds_parts(node) {
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
            Some(table) => self.emit(table),
            None => self.children(node, depth),
        }
        self.flush();
    }

    /// Emits a picture with its caption; a figure without one is only a frame around text, code or a film.
    fn figure(&mut self, node: &NodeRef<'_>, depth: usize) {
        self.flush();
        let found = pictures::figure(node, self.base);
        if found.is_empty() {
            let mut child = node.first_child();
            while let Some(part) = child {
                if !part.has_name("figcaption") {
                    self.node(&part, depth + 1);
                }
                child = part.next_sibling();
            }
            return self.flush();
        }
        for picture in found {
            self.emit(Block::Picture(picture));
        }
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
            let rest = self.rich.take();
            self.place_text(rest);
            self.emit(Block::Picture(picture));
        }
    }

    /// Ends the paragraph that is being collected.
    fn flush(&mut self) {
        let text = self.rich.take();
        self.place_text(text);
    }

    fn place_text(&mut self, rich: RichText) {
        if rich.text.is_empty() {
            return;
        }
        match self.place {
            Place::Item if !self.items.is_empty() => {
                if let Some(item) = self.items.last_mut() {
                    join(&mut item.text, rich);
                }
            }
            Place::Flow | Place::Item => self.emit(Block::Paragraph(rich)),
            Place::Quote => self.emit(Block::Quote(rich)),
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

/// Appends a further paragraph of the same list item, on a line of its own.
fn join(text: &mut RichText, more: RichText) {
    if text.text.is_empty() {
        *text = more;
        return;
    }
    let shift = text.text.len() + 1;
    text.text = CleanText::lines(&format!("{}\n{}", text.text, more.text));
    text.spans.extend(more.spans.into_iter().map(|mut span| {
        span.range = span.range.start + shift..span.range.end + shift;
        span
    }));
}

/// Says whether a list is used to lay out parts of a story: its items hold headings, tables, pictures or several paragraphs.
fn holds_parts(list: &NodeRef<'_>) -> bool {
    list.children_it(false).filter(|child| child.has_name("li")).any(|item| {
        let mut paragraphs = 0;
        for part in item.descendants_it() {
            let Some(name) = part.qual_name_ref() else { continue };
            match name.local.as_ref() {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "figure" | "pre" | "blockquote" | "article" => return true,
                "p" => paragraphs += 1,
                _ => {}
            }
        }
        paragraphs > 1
    })
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes blocks in a short form: one line a block.
    fn shape(html: &str) -> Vec<String> {
        let base = WebUrl::parse("https://harbour.example/news/1").unwrap();
        blocks_of_html(html, Some(&base))
            .iter()
            .map(|block| match block {
                Block::Paragraph(rich) => format!("p {}", rich.text),
                Block::Heading { level, text } => format!("h{level} {}", text.text),
                Block::Quote(rich) => format!("> {}", rich.text),
                Block::List(items) => items
                    .iter()
                    .map(|item| {
                        format!(
                            "{}{} {}",
                            "  ".repeat(item.depth.into()),
                            item.number.map_or("*".into(), |n| n.to_string()),
                            item.text.text
                        )
                    })
                    .collect::<Vec<_>>()
                    .join("|"),
                Block::Code { lang, text } => format!("code {} {text}", lang.as_deref().unwrap_or("-")),
                Block::Table { header, rows } => format!(
                    "table {header} {}",
                    rows.iter()
                        .map(|row| row.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(","))
                        .collect::<Vec<_>>()
                        .join("|")
                ),
                Block::Picture(p) => format!("pic {} {}", p.url.as_ref().map_or("-", |url| url.as_str()), p.caption),
                Block::Rule => "rule".to_owned(),
            })
            .collect()
    }

    fn check(html: &str, expected: &[&str]) {
        assert_eq!(shape(html), expected, "{html}");
    }

    #[test]
    fn paragraphs_come_out_one_by_one() {
        check("<p>One &amp; two.</p>\n<p>Three.</p>", &["p One & two.", "p Three."]);
        check("<div>One<div>Two</div>three</div>", &["p One", "p Two", "p three"]);
        check("One<br>line<br><br>Two", &["p One\nline", "p Two"]);
    }

    #[test]
    fn white_space_collapses_across_inline_elements() {
        check("<p>Ines <b> Okafor</b>\n, envoy<i>s</i></p>", &["p Ines Okafor , envoys"]);
    }

    #[test]
    fn quotes_headings_rules_and_code_are_told_apart() {
        check(
            "<h2>What now</h2><blockquote><p>a</p><p>b</p></blockquote><hr><pre><code class='language-rust'>fn x() {\n    y\n}\n</code></pre>",
            &["h2 What now", "> a", "> b", "rule", "code rust fn x() {\n    y\n}"],
        );
    }

    #[test]
    fn lists_know_depth_and_numbers() {
        check("<ul><li>a<ol start=3><li>b</li><li>c</ol></li><li>d</ul>", &["* a|  3 b|  4 c|* d"]);
        check("<ol><li><p>a</p></li><li></li><li>c</li></ol>", &["1 a|3 c"]);
    }

    #[test]
    fn a_list_that_lays_out_parts_of_a_story_is_no_list() {
        check("<ol><li><h3>One</h3><p>a</p></li><li><h3>Two</h3><p>b</p></li></ol>", &["h3 One", "p a", "h3 Two", "p b"]);
    }

    #[test]
    fn a_data_table_stays_and_a_layout_table_goes() {
        check("<table><tr><th>Port<th>Ships</tr><tr><td>Geneva<td>3</table>", &["table true Port,Ships|Geneva,3"]);
        check("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>", &["p One.", "p Two."]);
    }

    #[test]
    fn a_figure_is_a_picture_with_its_caption() {
        check(
            "<figure><img src=/a.jpg alt='Dock'><figcaption>The dock at dawn.</figcaption></figure>",
            &["pic https://harbour.example/a.jpg The dock at dawn."],
        );
        check("<figure><pre>x</pre><figcaption>Listing 1</figcaption></figure>", &["code - x"]);
    }

    #[test]
    fn only_web_links_are_links() {
        let rich = |html| match blocks_of_html(html, None).remove(0) {
            Block::Paragraph(rich) => rich.spans,
            other => panic!("{other:?}"),
        };
        assert_eq!(rich("<p><a href='javascript:x()'>a</a><a href=/x>b</a><a href='#c'>c</a></p>"), []);
        assert_eq!(rich("<p><a href='https://a.example/'>a</a></p>").len(), 1);
    }

    #[test]
    fn what_is_hidden_stays_hidden() {
        check("<p>a<span style='display: none'>b</span><span hidden>c</span></p><script>d</script>", &["p a"]);
    }

    #[test]
    fn nesting_of_any_depth_is_read() {
        let deep = format!("{}end{}", "<div><b>".repeat(2_000), "</b></div>".repeat(2_000));
        assert!(shape(&deep).concat().contains("end"));
    }

    proptest! {
        #[test]
        fn any_markup_is_walked(parts in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td colspan=99>", "</table>", "<b>", "</b>", "<a href='//x.y'>", "</a>",
            "<br>", "<figure>", "<img src=a alt='b c'>", "<figcaption>", "</figure>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "word ", "東京",
            "e\u{301}", "&#27;[2J", "<h2>", "</h2>", "<q>", "<ol start='99999999999'>", "<dt>", "<hr>",
        ]), 0..60)) {
            let html = parts.concat();
            for block in blocks_of_html(&html, None) {
                prop_assert!(!block.text().chars().any(|letter| letter.is_control() && letter != '\n'));
            }
        }
    }
}
