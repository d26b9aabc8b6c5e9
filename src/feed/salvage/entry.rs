//! An entry in the making: which of several titles, links and dates counts.

use jiff::Timestamp;

use crate::domain::{ParsedEntry, WebUrl};
use crate::text::CleanText;

use super::super::pieces::{self, Written};
use super::Field;

/// An entry and how good each of its parts is.
pub(super) struct Item {
    pub(super) entry: ParsedEntry,
    title_rank: u8,
    link_rank: u8,
    published_rank: u8,
    updated_rank: u8,
    summary_rank: u8,
    content_rank: u8,
    author_rank: u8,
    /// The address in `rdf:about` or a guid that promises to be one.
    permalink: Option<String>,
}

impl Default for Item {
    fn default() -> Self {
        Self {
            entry: ParsedEntry::default(),
            title_rank: 0,
            link_rank: 0,
            published_rank: 0,
            updated_rank: 0,
            summary_rank: 0,
            content_rank: 0,
            author_rank: 0,
            permalink: None,
        }
    }
}

impl Item {
    /// Takes what an RDF feed names the entry by.
    pub(super) fn about(&mut self, about: &str) {
        self.entry.id = pieces::id(about);
        self.permalink = Some(about.to_owned());
    }

    /// Takes a link if it is better than the one there is.
    pub(super) fn link(&mut self, url: WebUrl, rank: u8) {
        if rank > self.link_rank {
            (self.entry.url, self.link_rank) = (Some(url), rank);
        }
    }

    /// Takes a date of one element.
    pub(super) fn date(&mut self, field: Field, time: Timestamp) {
        match field {
            Field::Published(rank) if rank > self.published_rank => {
                (self.entry.published, self.published_rank) = (Some(time), rank);
            }
            Field::Updated(rank) if rank > self.updated_rank => (self.entry.updated, self.updated_rank) = (Some(time), rank),
            _ => {}
        }
    }

    /// Takes the text of one element.
    pub(super) fn take(&mut self, field: Field, text: &str, written: Written, base: Option<&WebUrl>) {
        match field {
            Field::Title(rank) if rank > self.title_rank => {
                let title = pieces::title(text, written);
                if !title.is_empty() {
                    (self.entry.title, self.title_rank) = (title, rank);
                }
            }
            Field::Link => {
                if let Some(url) = pieces::address(text, base) {
                    self.link(url, 5);
                }
            }
            Field::Id => self.entry.id = pieces::id(text).or(self.entry.id.take()),
            Field::Guid => {
                self.entry.id = pieces::id(text).or(self.entry.id.take());
                self.permalink = Some(text.to_owned());
            }
            Field::Summary(rank) if rank > self.summary_rank => {
                if let Some(body) = pieces::body(text, written) {
                    (self.entry.summary_html, self.summary_rank) = (Some(body), rank);
                }
            }
            Field::Content(rank) if rank > self.content_rank => {
                if let Some(body) = pieces::body(text, written) {
                    (self.entry.content_html, self.content_rank) = (Some(body), rank);
                }
            }
            Field::Author => self.author(text, 3),
            Field::AuthorName(rank) => self.author(text, rank),
            _ => {}
        }
    }

    /// Adds an author of the best kind that the entry names; `itunes:author` repeats what others said better.
    fn author(&mut self, text: &str, rank: u8) {
        if rank < self.author_rank {
            return;
        }
        let mut named: Vec<CleanText> =
            if rank == self.author_rank { std::mem::take(&mut self.entry.authors) } else { Vec::new() };
        let before = named.len();
        pieces::add_author(&mut named, text);
        if named.len() > before || rank == self.author_rank {
            (self.entry.authors, self.author_rank) = (named, rank);
        }
    }

    /// Returns the entry; a permanent link serves where no other is given, one without a host begins at `base`.
    pub(super) fn finish(mut self, base: Option<&WebUrl>) -> ParsedEntry {
        if self.entry.url.is_none() {
            // An id like "1234" is no path.
            let path = |link: &String| link.contains('/') && !link.contains([':', ' ']);
            let relative = self.permalink.as_ref().filter(|link| path(link)).and_then(|link| pieces::address(link, base));
            self.entry.url = self.permalink.and_then(|link| WebUrl::parse(&link).ok()).or(relative);
        }
        self.entry
    }
}
