//! Everything that the sample server has to give: each path with its bytes, made once when it starts.

use std::collections::HashMap;

use hyper::body::Bytes;
use jiff::Timestamp;

use super::edition::{self, EditionError, Story};
use super::source::{SOURCES, Source};
use super::{feeds, page, picture};

/// What lies under one path.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) content_type: &'static str,
    /// The entity tag, quotes included.
    pub(super) etag: String,
    pub(super) last_modified: Timestamp,
    body: Body,
}

/// What a resource says.
#[derive(Debug)]
enum Body {
    Text(Bytes),
    /// The drawing for the story of this id, made when it is asked for: few ever are.
    Picture(String),
}

impl Resource {
    pub(super) fn bytes(&self) -> Bytes {
        match &self.body {
            Body::Text(bytes) => bytes.clone(),
            Body::Picture(id) => picture::png(id).into(),
        }
    }
}

/// All resources, by path.
pub(super) type Resources = HashMap<String, Resource>;

/// The stories of all sources, and the address that their links begin with.
pub(super) struct Site<'a> {
    base: &'a str,
    stories: Vec<(&'static Source, Vec<Story>)>,
}

impl<'a> Site<'a> {
    /// Reads the edition, dated from `now`, for a server whose address is `base` (`http://127.0.0.1:4321`).
    pub(super) fn new(now: Timestamp, base: &'a str) -> Result<Self, EditionError> {
        let read = |source: &'static Source| Ok((source, edition::stories(source.text, now)?));
        Ok(Self { base, stories: SOURCES.iter().map(read).collect::<Result<_, _>>()? })
    }

    /// Returns the stories of `source`, the newest first.
    pub(super) fn stories(&self, source: &Source) -> &[Story] {
        self.stories.iter().find(|(other, _)| other.slug == source.slug).map_or(&[], |(_, stories)| stories)
    }

    /// Returns the whole address of `path`.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Returns the address that a link of a story leads to: `story:some-id` is a page of this site.
    pub(super) fn link(&self, target: &str) -> String {
        let Some(id) = target.strip_prefix("story:") else { return target.to_owned() };
        let home = self.stories.iter().find(|(_, stories)| stories.iter().any(|story| story.id == id));
        home.map_or_else(|| self.url("/"), |(source, _)| self.url(&source.story_path(id)))
    }

    /// Makes every page, feed and picture.
    pub(super) fn resources(&self, now: Timestamp) -> Resources {
        let mut all = Resources::new();
        let mut put_in = |path: String, content_type, last_modified, words: &str, body| {
            let etag = format!("\"{}\"", &blake3::hash(words.as_bytes()).to_hex()[..20]);
            all.insert(path, Resource { content_type, etag, last_modified, body });
        };
        for (_, stories) in &self.stories {
            for story in stories {
                put_in(page::picture_path(story), "image/png", story.published, &story.id, Body::Picture(story.id.clone()));
            }
        }
        let mut put = |path: String, content_type, last_modified, text: String| {
            put_in(path, content_type, last_modified, &text, Body::Text(Bytes::copy_from_slice(text.as_bytes())));
        };
        put("/robots.txt".to_owned(), "text/plain; charset=utf-8", now, "User-agent: *\nAllow: /\n".to_owned());
        for (source, stories) in &self.stories {
            let newest = stories.first().map_or(now, |story| story.published);
            put(source.feed_path(), source.feed_type(), newest, feeds::write(self, source));
            put(source.home_path(), "text/html; charset=utf-8", newest, page::home(self, source));
            for story in stories {
                let html = page::story(self, source, story);
                put(source.story_path(&story.id), "text/html; charset=utf-8", story.published, html);
            }
        }
        all
    }
}
