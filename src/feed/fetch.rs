//! One conditional question for a feed: unchanged, changed, or why not.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::domain::{FeedUrl, Validators, WebUrl};
use crate::http::{Accept, Client, HttpError, Identity, Request, Response};
use crate::markup;

/// How much of a body is looked at to tell a page from a feed.
const SNIFF_BYTES: usize = 2048;

/// What came of asking.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// Nothing new, by the server's word or because the body is the same as last time.
    Unchanged {
        /// The status: 304, or 200 with the body of last time.
        status: u16,
        /// How long the answer stays fresh.
        max_age: Option<SignedDuration>,
        /// Where the feed has moved for good.
        moved_permanently_to: Option<FeedUrl>,
    },
    /// A document to be parsed.
    Changed(Box<Document>),
}

/// A feed's document as it came.
#[derive(Clone, Debug)]
pub struct Document {
    /// The body, unpacked.
    pub bytes: Vec<u8>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The address that answered; relative links start from it.
    pub url: WebUrl,
    /// Where the feed has moved for good. Store it only after the document proved to be a feed.
    pub moved_permanently_to: Option<FeedUrl>,
    /// What the next request sends.
    pub validators: Validators,
    /// How long the answer stays fresh.
    pub max_age: Option<SignedDuration>,
}

/// Why a feed could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No answer was had.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The feed is gone for good; there is no use in asking again.
    #[error("the feed is gone for good (410)\nunsubscribe, or look for a new address on its web site")]
    Gone,
    /// The server asks for patience, or is overloaded.
    #[error("the server asks to be left alone for a while ({status})")]
    Busy {
        /// 429 or 503.
        status: u16,
        /// For how long, as it says.
        retry_after: Option<SignedDuration>,
    },
    /// Another status than success.
    #[error("{}", in_words(*.status))]
    Status {
        /// The status.
        status: u16,
        /// When to come back, where the server says it.
        retry_after: Option<SignedDuration>,
    },
    /// A web page came in the place of the feed.
    #[error("this is a web page, not a feed\nthe feed has moved, or a login page stands before it")]
    Page,
    /// There is nothing in the answer.
    #[error("the answer is empty")]
    Empty,
    /// The server says "unchanged" although nothing was there to be unchanged.
    #[error("the server says that nothing has changed, but it was never read")]
    UnaskedUnchanged,
}

impl FetchError {
    /// Returns how long the server asks to be left alone, if it asks.
    pub fn retry_after(&self) -> Option<SignedDuration> {
        match self {
            Self::Busy { retry_after, .. } | Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// A question for a feed.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Its address.
    pub url: &'a FeedUrl,
    /// What the last answer said.
    pub validators: &'a Validators,
    /// Who asks, where the reader has set it.
    pub identity: Option<&'a Arc<Identity>>,
    /// Whether nothing more will be asked of its server for a while.
    pub is_last: bool,
}

/// Asks for a feed.
///
/// # Errors
/// Fails when no answer was had, or the answer is none with a document in it.
pub async fn fetch(client: &Client, question: Question<'_>) -> Result<Fetched, FetchError> {
    let Question { url, validators, identity, is_last } = question;
    let mut request = Request::new(url.as_url().clone(), Accept::Feed).asked_by(identity, url.as_url());
    request.etag.clone_from(&validators.etag);
    request.last_modified.clone_from(&validators.last_modified);
    request.is_last = is_last;
    let response = client.get(request).await?;
    match response.status {
        304 if *validators == Validators::default() => Err(FetchError::UnaskedUnchanged),
        304 => Ok(unchanged(&response)),
        200..=299 => read(response, url, validators),
        410 => Err(FetchError::Gone),
        status @ (429 | 503) => Err(FetchError::Busy { status, retry_after: response.retry_after }),
        status => Err(FetchError::Status { status, retry_after: response.retry_after }),
    }
}

fn unchanged(response: &Response) -> Fetched {
    Fetched::Unchanged { status: response.status, max_age: response.max_age, moved_permanently_to: moved(response) }
}

fn moved(response: &Response) -> Option<FeedUrl> {
    FeedUrl::parse(response.moved_permanently_to.as_ref()?.as_str()).ok()
}

fn read(response: Response, asked: &FeedUrl, validators: &Validators) -> Result<Fetched, FetchError> {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Err(FetchError::Empty);
    }
    let hash = hash_of(&response.body);
    if validators.body_hash.as_ref() == Some(&hash) {
        return Ok(unchanged(&response));
    }
    if is_page(&response.body, response.content_type.as_deref()) {
        return Err(FetchError::Page);
    }
    Ok(Fetched::Changed(Box::new(Document::of(response, asked, hash))))
}

/// Returns the hash by which a body is known again.
pub(super) fn hash_of(body: &[u8]) -> String {
    blake3::hash(body).to_hex().to_string()
}

impl Document {
    /// Makes the document of an answer that has one; `hash` is that of its body.
    pub(super) fn of(response: Response, asked: &FeedUrl, hash: String) -> Self {
        Self {
            url: WebUrl::parse(response.url.as_str()).unwrap_or_else(|_| asked.0.clone()),
            moved_permanently_to: moved(&response),
            validators: Validators { etag: response.etag, last_modified: response.last_modified, body_hash: Some(hash) },
            max_age: response.max_age,
            content_type: response.content_type,
            bytes: response.body,
        }
    }
}

/// Says whether a body is a web page, by how it begins; media types lie too often to be asked.
pub(super) fn is_page(body: &[u8], content_type: Option<&str>) -> bool {
    let head = markup::decode(&body[..body.len().min(SNIFF_BYTES)], content_type).text.to_ascii_lowercase();
    let page = head.find("<!doctype html").or_else(|| head.find("<html")).or_else(|| head.find("<body"));
    let feed = ["<rss", "<feed", "<rdf:", ":feed", "<channel"].iter().filter_map(|root| head.find(root)).min();
    match (page, feed) {
        (Some(page), Some(feed)) => page < feed,
        (page, _) => page.is_some(),
    }
}

fn in_words(status: u16) -> String {
    let words = match status {
        401 => "the server asks for a user name and password",
        403 => "the server refuses to give the feed",
        404 => "there is no feed at this address",
        402 | 407 | 451 => "the feed is not to be had from here",
        500..=599 => "the server has a fault of its own",
        _ => "the server gave no feed",
    };
    format!("{words} ({status})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Settings;
    use crate::http::testing::{Answer, Server};

    const FEED: &str = "<rss version='2.0'><channel><title>Quay</title></channel></rss>";

    async fn fetch_from(server: &Server, path: &str, validators: &Validators) -> Result<Fetched, FetchError> {
        let client = Client::new(Settings::default()).unwrap();
        let url = &FeedUrl::parse(server.at(path).as_str()).unwrap();
        fetch(&client, Question { url, validators, identity: None, is_last: true }).await
    }

    fn changed(fetched: Fetched) -> Document {
        match fetched {
            Fetched::Changed(document) => *document,
            Fetched::Unchanged { .. } => panic!("unchanged"),
        }
    }

    #[tokio::test]
    async fn a_second_question_is_answered_with_unchanged() {
        let server = Server::start(|_, head| {
            if head.to_ascii_lowercase().contains("if-none-match: \"v1\"") {
                return Answer::new(304, "Cache-Control: max-age=60\r\n", b"");
            }
            Answer::new(200, "ETag: \"v1\"\r\n", FEED.as_bytes())
        })
        .await;
        let first = changed(fetch_from(&server, "feed", &Validators::default()).await.unwrap());
        assert_eq!(first.bytes, FEED.as_bytes());
        let second = fetch_from(&server, "feed", &first.validators).await.unwrap();
        assert!(matches!(second, Fetched::Unchanged { status: 304, max_age: Some(age), .. } if age.as_secs() == 60));
    }

    #[tokio::test]
    async fn the_same_body_is_unchanged_without_any_validator() {
        let server = Server::start(|_, _| Answer::ok("text/xml", FEED)).await;
        let first = changed(fetch_from(&server, "feed", &Validators::default()).await.unwrap());
        assert!(matches!(fetch_from(&server, "feed", &first.validators).await, Ok(Fetched::Unchanged { .. })));
    }

    #[tokio::test]
    async fn what_is_no_feed_is_told_in_words() {
        let server = Server::start(|path, _| match path {
            "/page" => Answer::ok("text/html", "<!DOCTYPE html><html><head><title>Log in</title>"),
            "/empty" => Answer::ok("text/xml", " \n"),
            "/busy" => Answer::new(429, "Retry-After: 120\r\n", b"no"),
            path => Answer::new(path[1..].parse().unwrap(), "", b"<html>no</html>"),
        })
        .await;
        for (path, words) in [
            ("page", "this is a web page, not a feed"),
            ("empty", "the answer is empty"),
            ("410", "the feed is gone for good (410)"),
            ("404", "there is no feed at this address (404)"),
            ("401", "the server asks for a user name and password (401)"),
            ("502", "the server has a fault of its own (502)"),
            ("304", "the server says that nothing has changed, but it was never read"),
        ] {
            let error = fetch_from(&server, path, &Validators::default()).await.unwrap_err();
            assert_eq!(error.to_string().lines().next().unwrap(), words);
        }
        let busy = fetch_from(&server, "busy", &Validators::default()).await.unwrap_err();
        assert_eq!(busy.retry_after().unwrap().as_secs(), 120);
    }

    #[test]
    fn a_feed_sent_as_a_page_is_a_feed() {
        assert!(!is_page(FEED.as_bytes(), Some("text/html")));
        assert!(!is_page(b"<feed><title type='xhtml'><div><html>", None));
        assert!(is_page(b"<HTML><body><a href='/rss'>", Some("application/rss+xml")));
    }
}
