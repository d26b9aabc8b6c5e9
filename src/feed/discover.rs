//! A feed address from what a reader types: a feed, a page, or just a host.

mod header;
mod links;
mod sites;

use std::sync::Arc;

use self::links::{Links, Named, Rank};
use super::fetch::{Fetched, read};
use super::{Document, ParseError, parse};
use crate::domain::{FeedUrl, UrlError, Validators, WebUrl};
use crate::http::{Client, HttpError, Identity, Request, Response, is_local, same_server};
use crate::markup::{self, on_big_stack};
use crate::text::CleanText;

/// Where feeds are when a page does not say; tried one after the other, until one is there.
const USUAL_PATHS: &[&str] = &["/feed", "/rss", "/atom.xml", "/feed.xml", "/index.xml", "/rss.xml"];
/// Of the feeds that a page names so many are asked whether they are there; the others are believed to be, where one was.
const ASKED_MAX: usize = 5;
/// Where none was, so many more are asked.
const ASKED_MORE_MAX: usize = 5;

/// A feed that can be subscribed to.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its address.
    pub url: FeedUrl,
    /// Its title, as the page or the feed says; may be empty.
    pub title: CleanText,
    /// What came from its address; `None` where nobody asked.
    pub document: Option<Document>,
}

/// Why no feed was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscoverError {
    /// What was typed is no address.
    #[error(transparent)]
    Address(#[from] UrlError),
    /// The page could not be had.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// There is no safe connection, and something may listen for one: an open one was not asked for.
    #[error("{error}\n{open} would go there without a safe connection")]
    NotSafe {
        /// What went wrong.
        error: HttpError,
        /// The open address.
        open: FeedUrl,
    },
    /// The server gave no page.
    #[error("the server gave no page at this address ({status}){}", hint(.named.as_ref().map(|url| format!("the page in its place names a feed: {url}"))))]
    Status {
        /// The status.
        status: u16,
        /// A feed that is named by what came in the place of the page.
        named: Option<FeedUrl>,
    },
    /// The page names feeds, and none of them can be read.
    #[error("the page names a feed {why}: {url}\ngive the address of the feed itself, if you know another")]
    Dead {
        /// The feed that it names first.
        url: FeedUrl,
        /// What is wrong with it, in words that follow "a feed".
        why: Missing,
    },
    /// There is a page, and no feed.
    #[error("no feed was found on this page{}\ngive the address of the feed itself, if you know it", hint(.elsewhere.as_ref()))]
    NoFeed {
        /// Where the page points to.
        elsewhere: Option<Elsewhere>,
    },
}

fn hint(hint: Option<impl std::fmt::Display>) -> String {
    hint.map(|hint| format!("; {hint}")).unwrap_or_default()
}

/// Where a page without feeds points to. Nobody asked to go there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Elsewhere {
    /// To what looks like the feed of another site.
    #[error("it links to one elsewhere: {0}")]
    Feed(FeedUrl),
    /// To the page that is meant to be shown in its place.
    #[error("it sends browsers on to {0}")]
    Page(WebUrl),
}

/// Why there is no feed at an address that was called one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The server knows of none.
    #[error("that is not there ({0})")]
    Gone(u16),
    /// The server gives it to others only, or not now.
    #[error("that its server does not give ({0})")]
    Refused(u16),
    /// No answer came.
    #[error("that cannot be fetched ({})", .0.to_string().lines().next().unwrap_or_default())]
    Unreachable(HttpError),
    /// Something else came.
    #[error("that is no feed")]
    NoFeed,
}

/// Says who asks for the feed of an address, where the config says so.
pub type WhoAsks<'a> = &'a (dyn Fn(&FeedUrl) -> Option<Arc<Identity>> + Sync);

/// What was found at an address.
#[derive(Clone, Debug, Default)]
pub struct Discovered {
    /// The feeds, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// The host that was asked without a safe connection, because nothing listens there for one.
    pub without_tls: Option<String>,
}

/// Finds the feeds that `address` leads to, the likeliest first; that one has been read. The scheme may be missing; then https is
/// tried, and http only where nothing listens for https. Only what was typed may be on this machine or its network, and with it
/// what its own server names there. A page of a well-known site, and somebody named as `@name@server`, leads to the feeds that are
/// known to be theirs.
///
/// A feed that a page names counts only where it answers: those that are gone, or are pages themselves, are left out. They are
/// asked one after the other, a few at the most.
///
/// # Errors
/// Fails when the address leads nowhere, or to a page without feeds.
pub async fn discover(client: &Client, address: &str, who: WhoAsks<'_>) -> Result<Discovered, DiscoverError> {
    let handle = sites::page_of_handle(address.trim());
    let address = handle.as_deref().unwrap_or(address);
    let asking = Asking { client, who };
    if let Some(typed) = spellings(address)?.first() {
        let known = asking.existing(sites::feeds_of(typed), typed).await;
        if !known.is_empty() {
            return Ok(Discovered { candidates: known, without_tls: None });
        }
    }
    let (page, answer, without_tls) = asking.first_answer(address).await?;
    let candidates = in_answer(asking, page, answer).await?;
    Ok(Discovered { candidates, without_tls })
}

/// Finds the feeds in what the address `page` answered.
async fn in_answer(asking: Asking<'_>, page: WebUrl, answer: Response) -> Result<Vec<Candidate>, DiscoverError> {
    let url = WebUrl::parse(answer.url.as_str())?;
    let is_page = (200..300).contains(&answer.status);
    if let Some(title) = feed_title(&answer, &url).filter(|_| is_page) {
        // A permanent redirect is where the feed lives; any other is the server's own business.
        let moved = answer.moved_permanently_to.as_ref().and_then(|moved| FeedUrl::parse(moved.as_str()).ok());
        return Ok(vec![candidate(moved.unwrap_or(FeedUrl(page)), title, answer)]);
    }
    let html = markup::decode(&answer.body, answer.content_type.as_deref()).text;
    let Links { named, linked, elsewhere } = links::read(&html, &url, answer.links.as_deref());
    if !is_page {
        return Err(DiscoverError::Status { status: answer.status, named: named.into_iter().next().map(|named| named.url) });
    }
    let (mut found, dead) = asking.answering(named, &url).await;
    if found.is_empty() {
        found = asking.existing(linked, &url).await;
    }
    if found.is_empty() {
        found = asking.usual_places(&url).await;
    }
    match (found.is_empty(), dead) {
        (false, _) => Ok(found),
        (true, Some((url, why))) => Err(DiscoverError::Dead { url, why }),
        (true, None) => Err(DiscoverError::NoFeed { elsewhere }),
    }
}

/// Returns the addresses that a reader may mean, the likeliest first.
fn spellings(address: &str) -> Result<Vec<WebUrl>, UrlError> {
    let (safe, is_guess) = FeedUrl::written(address)?;
    if !is_guess {
        return Ok(vec![safe.0]);
    }
    let open = WebUrl::parse(&safe.as_str().replacen("https:", "http:", 1))?;
    Ok(if is_local(safe.as_url()) { vec![open, safe.0] } else { vec![safe.0, open] })
}

/// Returns the title of the feed that the answer is, if it is one.
fn feed_title(answer: &Response, url: &WebUrl) -> Option<CleanText> {
    let parsed = on_big_stack(|| parse(&answer.body, answer.content_type.as_deref(), Some(url)));
    match parsed.unwrap_or(Err(ParseError::Unreadable)) {
        Ok(feed) => Some(if feed.title.is_empty() { CleanText::new(url.host()) } else { feed.title }),
        Err(_) => None,
    }
}

fn candidate(url: FeedUrl, title: CleanText, answer: Response) -> Candidate {
    let document = match read(answer, &url, &Validators::default()) {
        Ok(Fetched::Changed(document)) => Some(*document),
        _ => None,
    };
    Candidate { url, title, document }
}

/// Who asks, and with what.
#[derive(Clone, Copy)]
struct Asking<'a> {
    client: &'a Client,
    who: WhoAsks<'a>,
}

impl Asking<'_> {
    /// Asks for what `page` names. On this machine and its network it may name only what is on its own server.
    async fn get(self, url: &FeedUrl, page: &WebUrl) -> Result<Response, HttpError> {
        // A feed is asked for: pages are taken as well, and servers that have both give the feed.
        let request = Request::feed(url.as_url().clone(), page.as_url()).asked_by((self.who)(url).as_ref(), url.as_url());
        self.client.get(request).await
    }

    /// Fetches what the address leads to. Where no scheme was typed and nothing listens for the first, the other is tried: whoever
    /// stands between cannot turn https off by breaking it. Returns too which host was asked without a safe connection therefore.
    async fn first_answer(self, address: &str) -> Result<(WebUrl, Response, Option<String>), DiscoverError> {
        let mut spellings = spellings(address)?.into_iter();
        let first = spellings.next().ok_or(UrlError::Invalid)?;
        let error = match self.get(&FeedUrl(first.clone()), &first).await {
            Ok(answer) => return Ok((first, answer, None)),
            Err(error) => error,
        };
        let Some(other) = spellings.next() else { return Err(error.into()) };
        let is_open = other.as_url().scheme() == "http";
        if is_open && !error.is_refused() {
            // Without its name or a network there is nothing to go to.
            let is_elsewhere = matches!(error, HttpError::NoHost { .. } | HttpError::Local { .. });
            return Err(if is_elsewhere { error.into() } else { DiscoverError::NotSafe { error, open: FeedUrl(other) } });
        }
        let answer = self.get(&FeedUrl(other.clone()), &other).await?;
        let without_tls = is_open.then(|| other.host().to_owned());
        Ok((other, answer, without_tls))
    }

    /// Reads the feed at an address that `page` names.
    async fn read(self, url: FeedUrl, page: &WebUrl) -> Result<Candidate, Missing> {
        let answer = self.get(&url, page).await.map_err(Missing::Unreachable)?;
        match answer.status {
            200..=299 => {}
            status @ (404 | 410) => return Err(Missing::Gone(status)),
            status => return Err(Missing::Refused(status)),
        }
        let title = feed_title(&answer, &url).ok_or(Missing::NoFeed)?;
        Ok(candidate(url, title, answer))
    }

    /// Returns those of the addresses where there is a feed.
    async fn existing(self, urls: Vec<FeedUrl>, page: &WebUrl) -> Vec<Candidate> {
        let mut found = Vec::new();
        for url in urls {
            found.extend(self.read(url, page).await.ok());
        }
        found
    }

    /// Returns the feeds of a page that answer: those that are called feeds, else those that may be, else those of its comments.
    /// Where none does, the first with what is wrong with it.
    async fn answering(self, named: Vec<Named>, page: &WebUrl) -> (Vec<Candidate>, Option<(FeedUrl, Missing)>) {
        let (mut found, mut dead, mut asked): (Vec<Candidate>, _, _) = (Vec::new(), None, 0);
        let mut rank = Rank::Feed;
        for Named { url, title, rank: own } in named {
            if own != rank && !found.is_empty() {
                break;
            }
            rank = own;
            // It would be asked for the first time as one that was chosen.
            if is_local(url.as_url()) && !same_server(url.as_url(), page.as_url()) {
                let host = url.host().to_owned();
                _ = dead.get_or_insert((url, Missing::Unreachable(HttpError::Local { host })));
                continue;
            }
            if asked >= ASKED_MAX + if found.is_empty() { ASKED_MORE_MAX } else { 0 } {
                if !found.is_empty() {
                    found.push(Candidate { url, title, document: None });
                }
                continue;
            }
            asked += 1;
            match self.read(url.clone(), page).await {
                Ok(feed) => found.push(Candidate { title: if title.is_empty() { feed.title } else { title }, ..feed }),
                Err(why) => _ = dead.get_or_insert((url, why)),
            }
        }
        (found, dead)
    }

    /// Asks for feeds at the usual places, one after the other.
    async fn usual_places(self, page: &WebUrl) -> Vec<Candidate> {
        for path in USUAL_PATHS {
            let Ok(url) = page.join(path) else { continue };
            if let Ok(feed) = self.read(FeedUrl(url), page).await {
                return vec![feed];
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
