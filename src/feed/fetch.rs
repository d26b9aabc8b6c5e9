//! One conditional question for a feed: unchanged, changed, or why not.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::domain::{FeedUrl, ParsedFeed, Validators, WebUrl};
use crate::http::{Accept, Client, HttpError, Identity, Request, Response};
use crate::text::CleanText;

use super::outside::{is_page, is_whole, keep_whole_entries};
use super::{ParseError, parse};

/// What came of asking.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// Nothing new, by the server's word or because the body is the same as last time.
    Unchanged {
        /// The status: 304, or 200 with the body of last time.
        status: u16,
        /// What the next request sends.
        validators: Validators,
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
    /// What is wrong with how it came: it was cut off.
    pub complaint: Option<CleanText>,
}

impl Document {
    /// Reads the document; what was wrong with how it came is the first of the feed's complaints.
    ///
    /// # Errors
    /// Fails like [`parse()`], and is to be run like it.
    pub fn parse(&self) -> Result<ParsedFeed, ParseError> {
        let mut feed = parse(&self.bytes, self.content_type.as_deref(), Some(&self.url))?;
        feed.complaints.splice(0..0, self.complaint.clone());
        Ok(feed)
    }
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
    /// The server says "unchanged" although it was not told what is known.
    #[error("the server says that nothing has changed, but it was not told what is known")]
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
    let is_conditional = request.etag.is_some() || request.last_modified.is_some();
    let mut response = client.get(request.clone()).await?;
    let is_refused = response.status == 412 && is_conditional;
    if is_refused {
        (request.etag, request.last_modified) = (None, None);
        response = client.get(request).await?;
        // A server that refuses its own validators shall not be sent them again.
        (response.etag, response.last_modified) = (None, None);
    }
    match response.status {
        304 if !is_conditional || is_refused => Err(FetchError::UnaskedUnchanged),
        304 => {
            let kept = Validators {
                etag: response.etag.take().or_else(|| validators.etag.clone()),
                last_modified: response.last_modified.take().or_else(|| validators.last_modified.clone()),
                body_hash: validators.body_hash.clone(),
            };
            Ok(unchanged(&response, kept))
        }
        200..=299 => read(response, url, validators),
        410 => Err(FetchError::Gone),
        status @ (429 | 503) => Err(FetchError::Busy { status, retry_after: response.retry_after }),
        status => Err(FetchError::Status { status, retry_after: response.retry_after }),
    }
}

fn unchanged(response: &Response, validators: Validators) -> Fetched {
    let (status, max_age) = (response.status, response.max_age);
    Fetched::Unchanged { status, validators, max_age, moved_permanently_to: moved(response) }
}

fn moved(response: &Response) -> Option<FeedUrl> {
    FeedUrl::parse(response.moved_permanently_to.as_ref()?.as_str()).ok()
}

/// Makes a document of a good answer, or says that it is the known one.
///
/// # Errors
/// When there is no feed in it.
pub(super) fn read(mut response: Response, asked: &FeedUrl, known: &Validators) -> Result<Fetched, FetchError> {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Err(response.cut.map_or(FetchError::Empty, FetchError::Http));
    }
    let is_whole = is_whole(&response.body);
    let (etag, last_modified) = (response.etag.take(), response.last_modified.take());
    // The validators are those of the whole document: sent again, they would keep its missing part away for ever.
    let (etag, last_modified) = if is_whole { (etag, last_modified) } else { (None, None) };
    let validators = Validators { etag, last_modified, body_hash: Some(blake3::hash(&response.body).to_hex().to_string()) };
    if validators.body_hash == known.body_hash {
        return Ok(unchanged(&response, validators));
    }
    if is_page(&response.body, response.content_type.as_deref()) {
        return Err(FetchError::Page);
    }
    let has_entries = is_whole || keep_whole_entries(&mut response.body);
    let complaint = match (response.cut.take(), is_whole) {
        (None, true) => None,
        (Some(HttpError::Packing), _) if has_entries => {
            Some("the document may be damaged: it cannot be unpacked to its end".to_owned())
        }
        (Some(cut), true) => Some(format!("the document was cut off after its last entry: {cut}")),
        (Some(cut), false) if has_entries => Some(format!("the document was cut off: {cut}; its whole entries were read")),
        (Some(cut), false) => return Err(cut.into()),
        (None, false) => Some("the document was cut off: its end is missing".to_owned()),
    };
    Ok(Fetched::Changed(Box::new(Document {
        url: WebUrl::parse(response.url.as_str()).unwrap_or_else(|_| asked.0.clone()),
        moved_permanently_to: moved(&response),
        validators,
        max_age: response.max_age,
        content_type: response.content_type,
        bytes: response.body,
        complaint: complaint.map(|words| CleanText::new(&words)),
    })))
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
            ("304", "the server says that nothing has changed, but it was not told what is known"),
        ] {
            let error = fetch_from(&server, path, &Validators::default()).await.unwrap_err();
            assert_eq!(error.to_string().lines().next().unwrap(), words);
        }
        let busy = fetch_from(&server, "busy", &Validators::default()).await.unwrap_err();
        assert_eq!(busy.retry_after().unwrap().as_secs(), 120);
    }

    const TWO: &str = "<rss version='2.0'><channel><title>Quay</title><item><guid>2</guid><title>Neap</title></item>\
                       <item><guid>1</guid><title>Spring</title></item></channel></rss>";

    fn kept(fetched: &Fetched) -> &Validators {
        match fetched {
            Fetched::Changed(document) => &document.validators,
            Fetched::Unchanged { validators, .. } => validators,
        }
    }

    #[tokio::test]
    async fn the_newest_validators_of_the_known_body_are_kept() {
        let server = Server::start(|path, head| match path {
            "/304" if head.contains("v1") => Answer::new(304, "ETag: \"v2\"\r\n", b""),
            "/304" => Answer::new(200, "ETag: \"v1\"\r\nLast-Modified: then\r\n", TWO.as_bytes()),
            _ if head.contains("v1") => Answer::new(200, "ETag: \"v2\"\r\n", TWO.as_bytes()),
            _ => Answer::new(200, "ETag: \"v1\"\r\nLast-Modified: then\r\n", TWO.as_bytes()),
        })
        .await;
        for (path, last_modified) in [("200", None), ("304", Some("then"))] {
            let first = changed(fetch_from(&server, path, &Validators::default()).await.unwrap());
            let second = fetch_from(&server, path, &first.validators).await.unwrap();
            assert!(matches!(second, Fetched::Unchanged { .. }), "{path}");
            let second = kept(&second);
            assert_eq!((second.etag.as_deref(), second.last_modified.as_deref()), (Some("\"v2\""), last_modified), "{path}");
            assert_eq!(second.body_hash, first.validators.body_hash, "{path}");
        }
    }

    #[tokio::test]
    async fn what_was_cut_off_is_said_and_asked_for_again() {
        let half = &TWO[..TWO.len() - 40];
        let server = Server::start(move |path, _| {
            let head = "ETag: \"v1\"\r\nLast-Modified: then\r\n";
            match path {
                "/ends-early" => Answer::new(200, head, half.as_bytes()),
                "/breaks-off" => Answer::raw(format!("HTTP/1.1 200 OK\r\n{head}Content-Length: 999\r\n\r\n{half}")),
                "/no-entry" => Answer::raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{}", &TWO[..70])),
                _ => Answer::raw(format!("HTTP/1.1 200 OK\r\n{head}Content-Length: 999\r\n\r\n{TWO}")),
            }
        })
        .await;
        for path in ["ends-early", "breaks-off"] {
            let document = changed(fetch_from(&server, path, &Validators::default()).await.unwrap());
            assert_eq!((&document.validators.etag, &document.validators.last_modified), (&None, &None), "{path}");
            let feed = document.parse().unwrap();
            assert_eq!(feed.entries.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["Neap"], "{path}");
            assert!(feed.complaints[0].as_str().starts_with("the document was cut off: "), "{:?}", feed.complaints);
            let again = fetch_from(&server, path, &document.validators).await.unwrap();
            assert!(matches!(&again, Fetched::Unchanged { validators, .. } if *validators == document.validators));
        }
        let whole = changed(fetch_from(&server, "too-long", &Validators::default()).await.unwrap());
        assert_eq!(whole.validators.etag.as_deref(), Some("\"v1\""));
        let feed = whole.parse().unwrap();
        assert_eq!(feed.entries.len(), 2);
        let words = format!("the document was cut off after its last entry: the answer broke off after {} bytes", TWO.len());
        assert_eq!(feed.complaints[0].as_str(), words);
        let error = fetch_from(&server, "no-entry", &Validators::default()).await.unwrap_err();
        assert_eq!(error, FetchError::Http(HttpError::BrokeOff { got: 70 }));
    }

    #[tokio::test]
    async fn a_server_that_refuses_its_validators_is_asked_without() {
        let server = Server::start(|_, head| {
            if head.contains("if-none-match") {
                return Answer::new(412, "", b"no");
            }
            Answer::new(200, "ETag: \"v1\"\r\n", TWO.as_bytes())
        })
        .await;
        let known = Validators { etag: Some("\"v0\"".to_owned()), ..Validators::default() };
        let document = changed(fetch_from(&server, "feed", &known).await.unwrap());
        assert_eq!((document.bytes.as_slice(), document.validators.etag.as_deref()), (TWO.as_bytes(), None));
        assert_eq!(server.heads().len(), 2);
        let always = Server::start(|_, _| Answer::new(412, "", b"no")).await;
        let error = fetch_from(&always, "feed", &known).await.unwrap_err();
        assert!(matches!(error, FetchError::Status { status: 412, .. }), "{error}");
        assert_eq!(always.heads().len(), 2);
    }
}
