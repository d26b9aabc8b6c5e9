//! A feed address from what a reader types: a feed, a page, or just a host.

mod sites;

use std::sync::Arc;

use crate::domain::{FeedUrl, UrlError, WebUrl};
use crate::http::{Accept, Client, HttpError, Identity, Request, Response};
use crate::markup::tags::{Dialect, Scanner, Tag, Token};
use crate::markup::{self, on_big_stack};
use crate::text::CleanText;

use super::{ParseError, parse};

/// Where feeds are when a page does not say; tried one after the other, until one is there.
const USUAL_PATHS: &[&str] = &["/feed", "/rss", "/atom.xml", "/feed.xml", "/index.xml", "/rss.xml"];
/// Most feeds of one page that are offered.
const CANDIDATES_MAX: usize = 20;

/// Most links of a page that are looked at as feeds.
const ANCHORS_MAX: usize = 6;

/// A feed that can be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its address.
    pub url: FeedUrl,
    /// Its title, as the feed or the page says; may be empty.
    pub title: CleanText,
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
    /// The server gave no page.
    #[error("the server gave no page at this address ({status})")]
    Status {
        /// The status.
        status: u16,
    },
    /// There is a page, and no feed.
    #[error("no feed was found on this page\ngive the address of the feed itself, if you know it")]
    NoFeed,
}

/// Says who asks for the feed of an address, where the config says so.
pub type WhoAsks<'a> = &'a (dyn Fn(&FeedUrl) -> Option<Arc<Identity>> + Sync);

/// Finds the feeds that `address` leads to. The scheme may be missing; then https is tried, and http where that fails. A page of
/// a well-known site, and somebody named as `@name@server`, leads to the feeds that are known to be theirs.
///
/// # Errors
/// Fails when the address leads nowhere, or to a page without feeds.
pub async fn discover(client: &Client, address: &str, who: WhoAsks<'_>) -> Result<Vec<Candidate>, DiscoverError> {
    let handle = sites::page_of_handle(address.trim());
    let address = handle.as_deref().unwrap_or(address);
    let known = spellings(address)?.iter().map(sites::feeds_of).next().unwrap_or_default();
    let known = existing(client, known, who).await;
    if !known.is_empty() {
        return Ok(known);
    }
    let (page, answer) = first_answer(client, address, who).await?;
    let url = WebUrl::parse(answer.url.as_str())?;
    if let Some(title) = feed_title(&answer, &url) {
        // A permanent redirect is where the feed lives; any other is the server's own business.
        let moved = answer.moved_permanently_to.as_ref().and_then(|moved| FeedUrl::parse(moved.as_str()).ok());
        return Ok(vec![Candidate { url: moved.unwrap_or(FeedUrl(page)), title }]);
    }
    let html = markup::decode(&answer.body, answer.content_type.as_deref()).text;
    let mut found = linked_feeds(&html, &url);
    if found.is_empty() {
        let named = linked_in_text(&html, &url);
        found = existing(client, named, who).await;
    }
    if found.is_empty() {
        found = usual_places(client, &url, who).await;
    }
    if found.len() == 1 && found[0].title.is_empty() {
        found[0].title = title_of(client, &found[0].url, who).await.unwrap_or_default();
    }
    if found.is_empty() { Err(DiscoverError::NoFeed) } else { Ok(found) }
}

fn request(url: &FeedUrl, who: WhoAsks<'_>) -> Request {
    Request::new(url.as_url().clone(), Accept::Feed).asked_by(who(url).as_ref(), url.as_url())
}

/// Fetches what the address leads to, trying both schemes where none was typed.
async fn first_answer(client: &Client, address: &str, who: WhoAsks<'_>) -> Result<(WebUrl, Response), DiscoverError> {
    let mut trouble = DiscoverError::Address(UrlError::Invalid);
    for url in spellings(address)? {
        // A feed is asked for: pages are taken as well, and servers that have both give the feed.
        match client.get(request(&FeedUrl(url.clone()), who)).await {
            Ok(answer) if (200..300).contains(&answer.status) => return Ok((url, answer)),
            Ok(answer) => return Err(DiscoverError::Status { status: answer.status }),
            Err(error) => trouble = error.into(),
        }
    }
    Err(trouble)
}

/// Returns the addresses that a reader may mean, the likeliest first.
fn spellings(address: &str) -> Result<Vec<WebUrl>, UrlError> {
    let address = address.trim();
    if address.starts_with("feed:") {
        return Ok(vec![FeedUrl::parse(address)?.0]);
    }
    if address.contains("://") {
        return Ok(vec![WebUrl::parse(address)?]);
    }
    let (safe, open) = (WebUrl::parse(&format!("https://{address}"))?, WebUrl::parse(&format!("http://{address}"))?);
    if !safe.host().contains(['.', ':']) && safe.host() != "localhost" {
        return Err(UrlError::Invalid);
    }
    Ok(if crate::http::is_local(safe.as_url()) { vec![open, safe] } else { vec![safe, open] })
}

/// Returns the title of the feed that the answer is, if it is one.
fn feed_title(answer: &Response, url: &WebUrl) -> Option<CleanText> {
    let parsed = on_big_stack(|| parse(&answer.body, answer.content_type.as_deref(), Some(url)));
    match parsed.unwrap_or(Err(ParseError::Unreadable)) {
        Ok(feed) => Some(if feed.title.is_empty() { CleanText::new(url.host()) } else { feed.title }),
        Err(_) => None,
    }
}

async fn title_of(client: &Client, url: &FeedUrl, who: WhoAsks<'_>) -> Option<CleanText> {
    let answer = client.get(request(url, who)).await.ok()?;
    if answer.status == 200 { feed_title(&answer, url) } else { None }
}

/// Reads the `<link>` elements with which a page names its feeds.
fn linked_feeds(html: &str, page: &WebUrl) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut base = page.clone();
    for (_, token) in Scanner::new(html, Dialect::Html) {
        let Token::Start(tag) = token else { continue };
        if tag.name.eq_ignore_ascii_case("base") {
            base = tag.attribute("href").and_then(|href| page.join(&href).ok()).unwrap_or(base);
        }
        if !tag.name.eq_ignore_ascii_case("link") && !tag.name.eq_ignore_ascii_case("a") {
            continue;
        }
        if let Some(candidate) = candidate(tag, &base)
            && found.len() < CANDIDATES_MAX
            && !found.iter().any(|known| known.url == candidate.url)
        {
            found.push(candidate);
        }
    }
    found
}

/// Returns where the links of a page lead that look like feeds, a few at the most, none of another site.
fn linked_in_text(html: &str, page: &WebUrl) -> Vec<FeedUrl> {
    let mut found: Vec<FeedUrl> = Vec::new();
    for (_, token) in Scanner::new(html, Dialect::Html) {
        let Token::Start(tag) = token else { continue };
        if !tag.name.eq_ignore_ascii_case("a") || found.len() >= ANCHORS_MAX {
            continue;
        }
        let Some(url) = tag.attribute("href").and_then(|href| page.join(&href).ok()) else { continue };
        let path = url.as_url().path().trim_end_matches('/').to_ascii_lowercase();
        let is_feed = [".rss", ".atom", "/rss", "/feed", "/atom", "rss.xml", "feed.xml", "atom.xml", "/index.xml"];
        if is_feed.iter().any(|end| path.ends_with(end)) && url.host() == page.host() && !found.iter().any(|known| known.0 == url)
        {
            found.push(FeedUrl(url));
        }
    }
    found
}

fn candidate(tag: Tag<'_>, base: &WebUrl) -> Option<Candidate> {
    let rel = tag.attribute("rel")?.to_ascii_lowercase();
    let media_type = tag.attribute("type")?.to_ascii_lowercase();
    let names_feed = rel.split_ascii_whitespace().any(|rel| matches!(rel, "alternate" | "feed"));
    let is_feed = ["rss+xml", "atom+xml", "feed+json", "rdf+xml"].iter().any(|feed| media_type.contains(feed));
    // Plain JSON is also what WordPress calls its interface for programs.
    let is_json = media_type.starts_with("application/json") && tag.attribute("href")?.contains("feed");
    if !names_feed || !(is_feed || is_json) {
        return None;
    }
    let url = FeedUrl(base.join(&tag.attribute("href")?).ok()?);
    Some(Candidate { url, title: CleanText::capped(&tag.attribute("title").unwrap_or_default(), 200) })
}

/// Returns those of the addresses where there is a feed.
async fn existing(client: &Client, urls: Vec<FeedUrl>, who: WhoAsks<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for url in urls {
        if let Some(title) = title_of(client, &url, who).await {
            found.push(Candidate { url, title });
        }
    }
    found
}

/// Asks for feeds at the usual places, one after the other.
async fn usual_places(client: &Client, page: &WebUrl, who: WhoAsks<'_>) -> Vec<Candidate> {
    for path in USUAL_PATHS {
        let Ok(url) = page.join(path) else { continue };
        let url = FeedUrl(url);
        if let Some(title) = title_of(client, &url, who).await {
            return vec![Candidate { url, title }];
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Settings;
    use crate::http::testing::{Answer, Server};

    const FEED: &str = "<rss version='2.0'><channel><title>Quay</title><item><title>A</title></item></channel></rss>";

    async fn find(server: &Server, path: &str) -> Result<Vec<(String, String)>, DiscoverError> {
        let client = Client::new(Settings::default()).unwrap();
        // As a reader types it: without the scheme.
        let address = server.at(path).as_str().trim_start_matches("http://").to_owned();
        let found = discover(&client, &address, &|_| None).await?;
        Ok(found.into_iter().map(|found| (found.url.as_url().path().to_owned(), found.title.to_string())).collect())
    }

    fn pair(path: &str, title: &str) -> (String, String) {
        (path.to_owned(), title.to_owned())
    }

    #[tokio::test]
    async fn a_feed_is_found_at_its_own_address_and_where_it_moved_for_good() {
        let server = Server::start(|path, _| match path {
            "/old" => Answer::redirect(301, "/feed"),
            "/now" => Answer::redirect(302, "/feed"),
            _ => Answer::ok("text/html", FEED),
        })
        .await;
        assert_eq!(find(&server, "feed").await.unwrap(), [pair("/feed", "Quay")]);
        assert_eq!(find(&server, "old").await.unwrap(), [pair("/feed", "Quay")]);
        assert_eq!(find(&server, "now").await.unwrap(), [pair("/now", "Quay")]);
    }

    #[tokio::test]
    async fn a_page_names_its_feeds() {
        let server = Server::start(|_, _| {
            Answer::ok(
                "text/html",
                "<html><head><base href='/x/'><link rel='alternate' type='application/rss+xml' title='All &amp; more' href='all'>\
                 <LINK REL=alternate TYPE=application/atom+xml HREF=/atom><link rel='alternate' hreflang='de' href='/de'>\
                 <link rel='alternate' type='application/json' href='/wp-json/1'><link rel='stylesheet' href='/s'>",
            )
        })
        .await;
        assert_eq!(find(&server, "").await.unwrap(), [pair("/x/all", "All & more"), pair("/atom", "")]);
        assert_eq!(server.heads().len(), 1);
    }

    #[tokio::test]
    async fn a_page_that_only_links_to_its_feeds_is_read_too() {
        let server = Server::start(|path, _| match path {
            "/" => {
                Answer::ok("text/html", "<body><a href='/about'>Us</a><a href='/news/rss.xml'>RSS</a><a href='/b/feed/'>B</a>")
            }
            "/news/rss.xml" => Answer::ok("text/xml", FEED),
            _ => Answer::new(404, "", b"no"),
        })
        .await;
        assert_eq!(find(&server, "").await.unwrap(), [pair("/news/rss.xml", "Quay")]);
    }

    #[tokio::test]
    async fn a_page_of_a_known_shape_leads_to_its_feed_and_another_is_read() {
        let server = Server::start(|path, _| match path {
            "/@ola.rss" => Answer::ok("text/xml", FEED),
            "/@ida" => Answer::ok("text/html", "<link rel=alternate type=application/rss+xml title=Ida href=/ida.xml>"),
            _ => Answer::new(404, "", b"no"),
        })
        .await;
        assert_eq!(find(&server, "@ola").await.unwrap(), [pair("/@ola.rss", "Quay")]);
        assert_eq!(find(&server, "@ida").await.unwrap(), [pair("/ida.xml", "Ida")]);
    }

    #[tokio::test]
    async fn usual_places_are_tried_only_for_a_page_that_names_none() {
        let server = Server::start(|path, _| match path {
            "/atom.xml" => Answer::ok("text/xml", FEED),
            "/" => Answer::ok("text/html", "<html><body>Hello"),
            _ => Answer::new(404, "", b"no"),
        })
        .await;
        assert_eq!(find(&server, "").await.unwrap(), [pair("/atom.xml", "Quay")]);
        let bare =
            Server::start(|path, _| if path == "/" { Answer::ok("text/html", "<html>") } else { Answer::new(404, "", b"") })
                .await;
        assert_eq!(find(&bare, "").await.unwrap_err(), DiscoverError::NoFeed);
        assert_eq!(find(&bare, "gone").await.unwrap_err(), DiscoverError::Status { status: 404 });
    }

    #[test]
    fn what_is_typed_becomes_addresses() {
        let check = |typed: &str, expected: &[&str]| {
            let found = spellings(typed).map(|urls| urls.iter().map(|url| url.as_str().to_owned()).collect::<Vec<_>>());
            assert_eq!(found.unwrap_or_default(), expected, "{typed}");
        };
        check("example.org/news", &["https://example.org/news", "http://example.org/news"]);
        check(" http://example.org ", &["http://example.org/"]);
        check("feed://example.org/x", &["https://example.org/x"]);
        check("localhost:8080/x", &["http://localhost:8080/x", "https://localhost:8080/x"]);
        check("two words", &[]);
        check("word", &[]);
        check("file:///etc/passwd", &[]);
    }
}
