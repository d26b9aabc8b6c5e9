//! Wraps the blocks of an article to a width: lines of runs, each run with its role, its mention and its link.
//!
//! Roles say what a run is; the theme of the screen gives them colours. Nothing in here draws.

mod flow;
mod table;

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use self::flow::{Flow, Links, Marks};
use super::render::caption_of;
use crate::domain::{Article, Block, ListItem, Picture, RichText, StoryLink, WebUrl};
use crate::text::{display_width, truncate};

/// Deepest level of a list that is still indented further.
const LIST_DEPTH_MAX: usize = 6;
/// On narrower screens code that goes on has no sign before it.
const CODE_SIGN_WIDTH_MIN: usize = 8;
/// The address of a link below the text gets no more columns than this.
const ADDRESS_WIDTH_MAX: usize = 60;
/// Most lines that a caption takes.
const CAPTION_LINES_MAX: usize = 4;

/// A stretch of [`Article::text`] that names somebody or somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of [`Article::text`].
    pub bytes: Range<usize>,
    /// Whether it names a person or a place.
    pub role: MarkRole,
    /// The caller's number of the person or place.
    pub name: usize,
    /// Whether it is the first mention of that name.
    pub first: bool,
}

/// What a [`Mark`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkRole {
    /// A person.
    Person,
    /// A place.
    Place,
}

/// What a run of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Running text.
    Text,
    /// Strongly emphasised.
    Strong,
    /// Emphasised.
    Emphasis,
    /// Computer code.
    Code,
    /// Struck out.
    Strike,
    /// Raised or lowered, as the number of a footnote.
    Script,
    /// A heading of this level.
    Heading(u8),
    /// The bar beside a quotation.
    QuoteBar,
    /// The words of a quotation.
    Quote,
    /// The bullet or number before an item of a list.
    ListMarker,
    /// The words of a link, and its address at the end.
    Link,
    /// The number of a link.
    LinkNumber,
    /// The caption of a picture.
    Caption,
    /// A line that parts: under headings, between parts, around tables.
    Rule,
    /// The name of a person.
    Person,
    /// The name of a place.
    Place,
}

/// A stretch of one line that is drawn in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its text.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// The index in the given marks of the mention that it is, or is a part of.
    pub mark: Option<usize>,
    /// The index in [`Layout::links`] of the link that it belongs to.
    pub link: Option<usize>,
}

impl Run {
    fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role, mark: None, link: None }
    }
}

/// One line of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What stands on it, from left to right.
    pub runs: Vec<Run>,
    /// The byte of [`Article::text`] where the line begins; for a line without text, where the next text begins.
    pub at: usize,
}

/// An article wrapped to a width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The lines.
    pub lines: Vec<Line>,
    /// The links in the order of their numbers: the first is `[1]`.
    pub links: Vec<WebUrl>,
    /// The pictures that have an address, each with the line on which its caption begins.
    pub pictures: Vec<(usize, WebUrl)>,
}

impl Layout {
    /// Returns the line on which a byte of [`Article::text`] stands, so that a reader stays in place when the width changes.
    pub fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.at <= byte).saturating_sub(1)
    }
}

/// Wraps the blocks of `article` to `width` columns, with its mentions marked and its links numbered and listed at the end.
///
/// The links in `beside`, which do not stand in the text, follow it on lines of their own; their numbers come after those of the text.
pub fn layout(article: &Article, marks: &[Mark], beside: &[StoryLink], width: u16) -> Layout {
    let text = article.text();
    let starts = article.block_starts();
    let mut writer = Writer {
        text: &text,
        marks: Marks::new(marks),
        width: usize::from(width.max(1)),
        links: Links::default(),
        lines: Vec::new(),
        pictures: Vec::new(),
        at: 0,
    };
    // A block without text begins where the next text does.
    let mut next = text.len();
    let places: Vec<usize> = starts
        .iter()
        .rev()
        .map(|start| {
            next = start.unwrap_or(next);
            next
        })
        .collect();
    let mut before = None;
    for (block, at) in article.blocks.iter().zip(places.into_iter().rev()) {
        writer.at = at;
        writer.gap(before, block);
        writer.block(block, at);
        before = Some(block);
    }
    writer.at = text.len();
    let in_text = writer.links.urls().len();
    writer.beside(beside);
    writer.list_links(in_text);
    Layout { lines: writer.lines, links: writer.links.into_urls(), pictures: writer.pictures }
}

struct Writer<'a> {
    text: &'a str,
    marks: Marks<'a>,
    width: usize,
    links: Links,
    lines: Vec<Line>,
    pictures: Vec<(usize, WebUrl)>,
    /// Where in the text the writer is.
    at: usize,
}

impl Writer<'_> {
    /// Parts a block from the one before it: by an empty line, by the bar within a quotation, by nothing under a heading.
    fn gap(&mut self, before: Option<&Block>, block: &Block) {
        match (before, block) {
            (None | Some(Block::Heading { .. }), _) => {}
            (Some(Block::Quote(_)), Block::Quote(_)) => self.line(vec![Run::new("│", Role::QuoteBar)]),
            _ => self.line(Vec::new()),
        }
    }

    fn block(&mut self, block: &Block, at: usize) {
        match block {
            Block::Paragraph(rich) => self.rich(rich, at, Role::Text, &[], &[]),
            Block::Quote(rich) => {
                let bar = [Run::new("│ ", Role::QuoteBar)];
                self.rich(rich, at, Role::Quote, &bar, &bar);
            }
            Block::Heading { level, text } => self.heading(*level, text, at),
            Block::List(items) => self.list(items, at),
            Block::Code { text, .. } => self.code(text, at),
            Block::Table { header, rows } => self.table(*header, rows, at),
            Block::Picture(picture) => self.picture(picture),
            Block::Rule => self.rule(self.width.min(20)),
        }
    }

    fn line(&mut self, runs: Vec<Run>) {
        self.lines.push(Line { runs, at: self.at });
    }

    fn rule(&mut self, width: usize) {
        self.line(vec![Run::new("─".repeat(width), Role::Rule)]);
    }

    /// Writes a text with `first` before its first line and `rest` before the others, as long as there is room for them.
    fn rich(&mut self, rich: &RichText, at: usize, role: Role, first: &[Run], rest: &[Run]) {
        let mut flow = Flow::default();
        flow.push_rich(rich, at, role, &self.marks, &mut self.links);
        self.flow(&flow, first, rest);
    }

    fn flow(&mut self, flow: &Flow, first: &[Run], rest: &[Run]) {
        let indent = |runs: &[Run]| runs.iter().map(|run| display_width(&run.text)).sum::<usize>();
        let taken = indent(first).max(indent(rest));
        let (first, rest, room) =
            if taken * 2 > self.width { (&[][..], &[][..], self.width) } else { (first, rest, self.width - taken) };
        for (number, line) in flow.lines(room, self.at).into_iter().enumerate() {
            let prefix = if number == 0 { first } else { rest };
            self.at = line.at;
            self.line(prefix.iter().cloned().chain(line.runs).collect());
        }
    }

    fn heading(&mut self, level: u8, text: &RichText, at: usize) {
        let from = self.lines.len();
        self.rich(text, at, Role::Heading(level), &[], &[]);
        let widest = self.lines[from..].iter().map(|line| line.runs.iter().map(|run| display_width(&run.text)).sum()).max();
        self.rule(widest.unwrap_or(0).min(self.width));
    }

    fn list(&mut self, items: &[ListItem], at: usize) {
        let digits = items.iter().filter_map(|item| item.number).max().map_or(0, |number| number.to_string().len());
        let mut at = at;
        for item in items {
            self.at = at;
            let marker = item.number.map_or_else(|| "• ".to_owned(), |number| format!("{number:>digits$}. "));
            let indent = "  ".repeat(usize::from(item.depth).min(LIST_DEPTH_MAX));
            let hanging = " ".repeat(indent.len() + display_width(&marker));
            let first = [Run::new(format!("{indent}{marker}"), Role::ListMarker)];
            self.rich(&item.text, at, Role::Text, &first, &[Run::new(hanging, Role::Text)]);
            at += item.text.text.len() + 1;
        }
    }

    /// Writes code line by line; what does not fit goes on after a sign that it is no line of its own.
    fn code(&mut self, text: &str, at: usize) {
        let mut at = at;
        for line in text.split('\n') {
            self.at = at;
            let mut rest = line;
            for number in 0.. {
                let sign = if number == 0 || self.width < CODE_SIGN_WIDTH_MIN { "" } else { "↪ " };
                let (part, left) = rest.split_at(fitting(rest, self.width - display_width(sign)));
                let runs = [Run::new(sign, Role::Rule), Run::new(part, Role::Code)];
                self.line(runs.into_iter().filter(|run| !run.text.is_empty()).collect());
                rest = left;
                if rest.is_empty() {
                    break;
                }
            }
            at += line.len() + 1;
        }
    }

    fn table(&mut self, header: bool, rows: &[Vec<RichText>], at: usize) {
        if let Some(drawn) = table::draw(header, rows, self.width) {
            let length = rows.iter().map(|row| row.iter().map(|cell| cell.text.len() + 2).sum::<usize>()).sum::<usize>();
            for runs in table::with_marks(drawn, self.text, &self.marks.within(at..at + length), &self.marks) {
                self.line(runs);
            }
            return;
        }
        let mut at = at;
        for row in rows {
            let mut flow = Flow::default();
            for (number, cell) in row.iter().enumerate() {
                if number > 0 {
                    flow.push_sign(" · ", Role::Rule);
                }
                flow.push_rich(cell, at, Role::Text, &self.marks, &mut self.links);
                at += cell.text.len() + if number + 1 < row.len() { 2 } else { 1 };
            }
            self.flow(&flow, &[], &[]);
        }
    }

    /// Writes a picture as its caption, once, after a sign that stands for it.
    fn picture(&mut self, picture: &Picture) {
        let caption = caption_of(picture);
        let caption = if caption.is_empty() { "Picture".to_owned() } else { caption };
        let mut flow = Flow::default();
        flow.push_sign(&caption, Role::Caption);
        let (from, at) = (self.lines.len(), self.at);
        self.pictures.extend(picture.url.iter().map(|url| (from, url.clone())));
        self.flow(&flow, &[Run::new("▨ ", Role::Caption)], &[Run::new("  ", Role::Caption)]);
        self.at = at;
        if self.lines.len() > from + CAPTION_LINES_MAX {
            self.lines.truncate(from + CAPTION_LINES_MAX);
            if let Some(run) = self.lines.last_mut().and_then(|line| line.runs.last_mut()) {
                let kept = truncate(&run.text, display_width(&run.text).saturating_sub(1)).into_owned();
                run.text = if kept.ends_with('…') { kept } else { format!("{kept}…") };
            }
        }
    }

    /// Writes the links that do not stand in the text, each with what it leads to.
    fn beside(&mut self, links: &[StoryLink]) {
        if !links.is_empty() && !self.lines.is_empty() {
            self.line(Vec::new());
        }
        for link in links {
            let (lead, index) = (link.lead(), self.links.index(&link.url));
            let number = format!(" [{}]", index + 1);
            let room = self.width.saturating_sub(display_width(&number)).clamp(1, ADDRESS_WIDTH_MAX);
            let run = |text: &str, role| Run { text: text.to_owned(), role, mark: None, link: Some(index) };
            let beside = link.short_address(self.width.saturating_sub(display_width(&lead) + display_width(&number)).min(room));
            let mut runs = vec![run(&truncate(&lead, self.width), Role::Text)];
            // An address that would be cut gets a line of its own.
            let address = if beside.is_empty() || beside.ends_with('…') {
                self.line(vec![run(truncate(lead.trim_end(), self.width).as_ref(), Role::Text)]);
                runs.clear();
                link.short_address(room)
            } else {
                beside
            };
            runs.extend([run(&address, Role::Link), run(&number, Role::LinkNumber)]);
            self.line(runs);
        }
    }

    /// Lists the first links with their numbers under a thin rule.
    fn list_links(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        self.line(Vec::new());
        self.rule(self.width.min(20));
        let urls: Vec<String> = self.links.urls().iter().take(count).map(ToString::to_string).collect();
        let digits = urls.len().to_string().len();
        for (index, url) in urls.iter().enumerate() {
            let number = format!("[{}]{} ", index + 1, " ".repeat(digits - (index + 1).to_string().len()));
            let room = self.width.saturating_sub(number.len());
            let run = |text: String, role| Run { text, role, mark: None, link: Some(index) };
            self.line(vec![
                run(truncate(&number, self.width).into_owned(), Role::LinkNumber),
                run(truncate(url, room).into_owned(), Role::Link),
            ]);
        }
    }
}

/// Returns how many bytes of a line fit into a width, at least one letter.
fn fitting(line: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, letter) in line.grapheme_indices(true) {
        used += display_width(letter);
        if used > width && at > 0 {
            return at;
        }
    }
    line.len()
}

#[cfg(test)]
mod tests;
