//! What an article is to `extract` and inside the document of a story.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{Article, Block, Picture};

/// A picture.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct ImageDocument {
    pub url: Option<String>,
    pub caption: String,
}

impl ImageDocument {
    pub fn new(picture: &Picture) -> Self {
        Self { url: picture.url.as_ref().map(ToString::to_string), caption: picture.caption.to_string() }
    }
}

/// A piece of an article.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct BlockDocument {
    pub kind: &'static str,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl BlockDocument {
    fn new(block: &Block) -> Self {
        let kind = match block {
            Block::Paragraph(_) => "paragraph",
            Block::Heading { .. } => "heading",
            Block::Quote(_) => "quote",
            Block::List(_) => "list",
            Block::Code { .. } => "code",
            Block::Table { .. } => "table",
            Block::Picture(_) => "image",
            Block::Rule => "rule",
        };
        let mut document = Self { kind, text: block.text().into_owned(), level: None, items: None, url: None };
        match block {
            Block::Heading { level, .. } => document.level = Some(*level),
            Block::List(items) => document.items = Some(items.iter().map(|item| item.text.text.to_string()).collect()),
            Block::Picture(picture) => {
                document.text = picture.caption.to_string();
                document.url = picture.url.as_ref().map(ToString::to_string);
            }
            _ => {}
        }
        document
    }
}

/// What `extract` answers.
#[derive(Clone, Debug, Serialize)]
pub(in crate::cli) struct ArticleDocument {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub site: Option<String>,
    pub published: Option<Timestamp>,
    pub lang: Option<String>,
    pub image: Option<ImageDocument>,
    pub text: String,
    pub blocks: Vec<BlockDocument>,
}

impl ArticleDocument {
    /// Makes the document of an article.
    pub fn new(article: &Article) -> Self {
        Self {
            title: article.title.as_ref().map(ToString::to_string),
            byline: article.byline.as_ref().map(ToString::to_string),
            site: article.site.as_ref().map(ToString::to_string),
            published: article.published,
            lang: article.lang.as_ref().map(ToString::to_string),
            image: article.picture.as_ref().map(ImageDocument::new),
            text: article.text(),
            blocks: article.blocks.iter().map(BlockDocument::new).collect(),
        }
    }
}
