//! The readable body of a story: typed blocks with spans, and the one text that mentions point into.

use std::borrow::Cow;
use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{LeftOut, WebUrl};
use crate::text::CleanText;

/// Words read in a minute by a calm adult reader.
const WORDS_PER_MINUTE: usize = 230;

/// How a stretch of text is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// Emphasised.
    Emphasis,
    /// Strongly emphasised.
    Strong,
    /// Computer code.
    Code,
    /// Struck out.
    Strike,
    /// Raised, as the number of a footnote.
    Superscript,
    /// Lowered.
    Subscript,
    /// A link and where it leads.
    Link(WebUrl),
}

/// A styled stretch of a [`RichText`]. Spans may overlap, as links with emphasis do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Bytes of the text, on character boundaries.
    pub range: Range<usize>,
    /// What the stretch is.
    pub style: Style,
}

/// Text with its emphasis and links.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RichText {
    /// The words; a line break inside is one that the writer meant.
    pub text: CleanText,
    /// The styled stretches, by start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
}

impl RichText {
    /// Returns `text` without any span.
    pub fn plain(text: CleanText) -> Self {
        Self { text, spans: Vec::new() }
    }
}

/// A picture of the story; the file itself is fetched only when it is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Where the picture is.
    pub url: Option<WebUrl>,
    /// What the writer says of it.
    pub caption: CleanText,
    /// Who made it.
    pub credit: CleanText,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// How deep it stands; 0 is the outermost list.
    pub depth: u8,
    /// Its number, where the list is numbered.
    pub number: Option<u32>,
    /// Its text.
    pub text: RichText,
}

/// One piece of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    /// Running text.
    Paragraph(RichText),
    /// A heading; level 1 is the highest inside the story.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words.
        text: RichText,
    },
    /// One paragraph of a quotation.
    Quote(RichText),
    /// A whole list with the lists inside it.
    List(Vec<ListItem>),
    /// Code or other text whose line breaks matter.
    Code {
        /// The language, where the page names it.
        lang: Option<CleanText>,
        /// The lines.
        text: CleanText,
    },
    /// A table: rows of cells, the first of them headings if `header`.
    Table {
        /// Whether the first row holds headings.
        header: bool,
        /// Rows of cells.
        rows: Vec<Vec<RichText>>,
    },
    /// A picture with its caption.
    Picture(Picture),
    /// A break between parts.
    Rule,
}

impl Block {
    /// Returns the words of the block as they stand in [`Article::text`]; empty for rules and pictures.
    ///
    /// Items of a list and rows of a table stand on lines of their own, cells are parted by a tab turned space.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Paragraph(rich) | Self::Quote(rich) | Self::Heading { text: rich, .. } => Cow::Borrowed(&rich.text),
            Self::Code { text, .. } => Cow::Borrowed(text),
            Self::List(items) => Cow::Owned(items.iter().map(|item| item.text.text.as_str()).collect::<Vec<_>>().join("\n")),
            Self::Table { rows, .. } => Cow::Owned(
                rows.iter()
                    .map(|row| row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("  "))
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            Self::Picture(_) | Self::Rule => Cow::Borrowed(""),
        }
    }
}

/// Where the text of an article was taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArticleSource {
    /// The feed's own text.
    #[default]
    Feed,
    /// The story's page.
    Page,
}

/// What the reader should know about the text in front of them, in one line of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleNote(pub CleanText);

/// Everything that a page shows beside what its story kept of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholePage {
    /// The page from top to bottom.
    pub blocks: Vec<Block>,
    /// For each block whether it is part of the story.
    pub kept: Vec<bool>,
}

/// The readable body made from an entry or from its page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// The title that the page gives.
    pub title: Option<CleanText>,
    /// Who wrote it, as the page says.
    pub byline: Option<CleanText>,
    /// The site's name.
    pub site: Option<CleanText>,
    /// When the page says that it was published.
    pub published: Option<Timestamp>,
    /// The language tag that the page gives, such as `en`.
    pub lang: Option<CleanText>,
    /// The lead picture.
    pub picture: Option<Picture>,
    /// The story.
    pub blocks: Vec<Block>,
    /// Where it came from.
    pub source: ArticleSource,
    /// Why this is not the whole story, where it is not.
    pub note: Option<ArticleNote>,
    /// The language that it is written in, by its English name, where names were not looked for because of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<CleanText>,
    /// What was left out of its names because it is too long, or names too many.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
    /// The page that a post is about, where its text said so below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<WebUrl>,
    /// Where it is discussed, where its text said so below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comments: Option<WebUrl>,
}

impl Article {
    /// Returns the text of the article: the texts of its blocks, joined by one empty line, empty ones left out.
    ///
    /// Mentions, search and the tagger all count in this text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            let text = block.text();
            if text.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(&text);
        }
        out
    }

    /// Returns for each block the byte at which its text begins in [`Article::text`]; `None` for blocks without text.
    pub fn block_starts(&self) -> Vec<Option<usize>> {
        let mut at = 0;
        let mut starts = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            let bytes = block.text().len();
            if bytes == 0 {
                starts.push(None);
                continue;
            }
            let start = if at == 0 { 0 } else { at + 2 };
            starts.push(Some(start));
            at = start + bytes;
        }
        starts
    }

    /// Returns how many words the article has; text without spaces counts two letters as a word.
    pub fn words(&self) -> usize {
        let text = self.text();
        let spaced = text.split_whitespace().count();
        let dense = text
            .chars()
            .filter(|letter| ('\u{3040}'..='\u{9fff}').contains(letter) || ('\u{ac00}'..='\u{d7a3}').contains(letter))
            .count();
        spaced + dense / 2
    }

    /// Returns the minutes that reading takes, at least one.
    pub fn minutes(&self) -> u32 {
        self.words().div_ceil(WORDS_PER_MINUTE).max(1) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(RichText::plain(text.into()))
    }

    #[test]
    fn the_text_joins_blocks_by_one_empty_line_and_knows_where_each_begins() {
        let item = |text: &str| ListItem { depth: 0, number: None, text: RichText::plain(text.into()) };
        let article = Article {
            blocks: vec![Block::Rule, paragraph("One é."), Block::List(vec![item("a"), item("b")]), paragraph("Two.")],
            ..Article::default()
        };
        let text = article.text();
        assert_eq!(text, "One é.\n\na\nb\n\nTwo.");
        let starts = article.block_starts();
        assert_eq!(starts, [None, Some(0), Some(9), Some(14)]);
        assert_eq!(&text[starts[3].unwrap()..], "Two.");
    }

    #[test]
    fn a_short_story_takes_a_minute() {
        assert_eq!(Article { blocks: vec![paragraph("Rain.")], ..Article::default() }.minutes(), 1);
    }
}
