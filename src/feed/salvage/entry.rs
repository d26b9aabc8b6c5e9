//! An entry in the making: which of several titles, links and dates counts.

use jiff::Timestamp;

use crate::domain::{Enclosure, ParsedEntry, WebUrl};
use crate::text::CleanText;

use super::super::bodies;
use super::super::pieces::{self, Written};
use super::Field;

/// An entry and how good each of its parts is.
#[derive(Default)]
pub(super) struct Item {
    pub(super) entry: ParsedEntry,
    title_rank: u8,
    link_rank: u8,
    published_rank: u8,
    updated_rank: u8,
    summary_rank: u8,
    content_rank: u8,
    author_rank: u8,
    id_rank: u8,
    source_authors: Vec<CleanText>,
    /// How long its file plays.
    seconds: Option<u32>,
    /// The address in `rdf:about` or a guid that promises to be one.
    permalink: Option<String>,
}

impl Item {
    /// Takes what an RDF feed names the entry by.
    pub(super) fn about(&mut self, about: &str) {
        self.id(about, 1);
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

    /// Takes the text of one element. `base` is where links begin, `text_base` where the feed says so of those in texts.
    pub(super) fn take(&mut self, field: Field, text: &str, written: Written, base: Option<&WebUrl>, text_base: Option<&WebUrl>) {
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
            Field::OriginalLink => {
                if let Some(url) = pieces::address(text, base) {
                    self.link(url, 1);
                }
            }
            Field::Comments => self.entry.comments = self.entry.comments.take().or_else(|| pieces::address(text, base)),
            Field::Duration => self.seconds = self.seconds.or_else(|| pieces::duration(text)),
            Field::Id => self.id(text, 2),
            Field::Guid | Field::GuidOnly => {
                self.id(text, 3);
                if field == Field::Guid {
                    self.permalink = Some(text.to_owned());
                }
            }
            Field::Summary(rank) if rank > self.summary_rank => {
                if let Some(body) = body(text, written, text_base) {
                    (self.entry.summary_html, self.summary_rank) = (Some(body), rank);
                }
            }
            Field::Content(rank) if rank > self.content_rank => {
                if let Some(body) = body(text, written, text_base) {
                    (self.entry.content_html, self.content_rank) = (Some(body), rank);
                }
            }
            Field::SourceAuthor => pieces::add_author(&mut self.source_authors, text),
            Field::Author => self.author(text, 3),
            Field::AuthorName(rank) => self.author(text, rank),
            _ => {}
        }
    }

    fn id(&mut self, text: &str, rank: u8) {
        if rank >= self.id_rank
            && let Some(id) = pieces::id(text)
        {
            (self.entry.id, self.id_rank) = (Some(id), rank);
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
        if self.entry.authors.is_empty() {
            self.entry.authors = self.source_authors;
        }
        if let Some(file) = self.entry.enclosures.iter_mut().find(|file| file.seconds.is_none() && plays(file)) {
            file.seconds = self.seconds;
        }
        if self.entry.url.is_none() {
            // An id like "1234" is no path.
            let path = |link: &String| link.contains('/') && !link.contains([':', ' ']);
            let relative = self.permalink.as_ref().filter(|link| path(link)).and_then(|link| pieces::address(link, base));
            self.entry.url = self.permalink.and_then(|link| WebUrl::parse(&link).ok()).or(relative);
        }
        self.entry
    }
}

fn body(text: &str, written: Written, base: Option<&WebUrl>) -> Option<String> {
    let html = bodies::body(text, written)?;
    Some(match base {
        Some(base) => bodies::with_base(html, base),
        None => html,
    })
}

/// Says whether a file has a length of time.
fn plays(file: &Enclosure) -> bool {
    file.media_type.as_deref().is_none_or(|kind| !kind.starts_with("image") && !kind.starts_with("text"))
}
