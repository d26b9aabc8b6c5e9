//! The loopback server of the sample edition: conditional requests, a limit on connections, gone when dropped.

use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::task::AbortOnDropHandle;
use tracing::warn;

use super::site::{Resource, Resources, Site};
use super::source::SOURCES;
use crate::domain::FeedUrl;

/// Connections that are open at once; more wait until one of these ends.
const CONNECTIONS_MAX: usize = 64;

/// How long a connection may take to send its request, and may stay open without one.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// How long the server pauses when the system refuses it a connection, as it does when file handles run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A feed of the sample edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFeed {
    /// Where it is polled from while the server runs.
    pub url: FeedUrl,
    /// The title that it gives itself.
    pub title: &'static str,
    /// The folder that it belongs in.
    pub folder: &'static str,
}

/// The running server. It stops, and closes its connections, when this is dropped.
#[derive(Debug)]
pub struct SampleServer {
    /// The feeds that it serves.
    pub feeds: Vec<SampleFeed>,
    _task: AbortOnDropHandle<()>,
}

/// Serves the sample edition, dated back from `now`, on a free port of the loopback interface.
///
/// # Errors
/// Fails when no port can be opened.
pub async fn serve(now: Timestamp) -> io::Result<SampleServer> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let site = Site::new(now, &base).map_err(io::Error::other)?;
    let feed = |source: &'static super::source::Source| {
        let url = FeedUrl::parse(&site.url(&source.feed_path())).map_err(io::Error::other)?;
        Ok(SampleFeed { url, title: source.title, folder: source.folder })
    };
    let feeds = SOURCES.iter().map(feed).collect::<io::Result<_>>()?;
    let resources = Arc::new(site.resources(now));
    let task = tokio::spawn(accept(listener, resources));
    Ok(SampleServer { feeds, _task: AbortOnDropHandle::new(task) })
}

/// Takes connections for as long as it is polled; dropping it drops them all.
async fn accept(listener: TcpListener, resources: Arc<Resources>) {
    let mut connections = JoinSet::new();
    loop {
        if connections.len() >= CONNECTIONS_MAX {
            connections.join_next().await;
        }
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(converse(stream, Arc::clone(&resources)));
            }
            Err(error) => {
                warn!(%error, "the sample server cannot take a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Answers the requests of one connection.
async fn converse(stream: TcpStream, resources: Arc<Resources>) {
    let service = service_fn(|request: Request<Incoming>| {
        let response = answer(&resources, request.method(), request.uri().path(), request.headers());
        async move { Ok::<_, Infallible>(response) }
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(REQUEST_TIMEOUT);
    // A client that hangs up in the middle is its own affair.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

/// Answers one request. The body of a HEAD is left out by hyper.
fn answer(resources: &Resources, method: &Method, path: &str, headers: &HeaderMap) -> Response<Full<Bytes>> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        let mut response = words(StatusCode::METHOD_NOT_ALLOWED, "This server only reads out.\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let Some(resource) = resources.get(path) else {
        return words(StatusCode::NOT_FOUND, "There is no such page in the sample edition.\n");
    };
    let known = is_known(resource, headers);
    let body = if known { Bytes::new() } else { resource.bytes() };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=300"));
    if !known {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(resource.content_type));
    }
    for (name, value) in [(ETAG, Some(resource.etag.clone())), (LAST_MODIFIED, http_date(resource.last_modified))] {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

fn words(status: StatusCode, words: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(words));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Says whether the client has the resource already. Where it sends both validators, the entity tag alone decides.
fn is_known(resource: &Resource, headers: &HeaderMap) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        return headers
            .get_all(IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == resource.etag);
    }
    let since = headers.get(IF_MODIFIED_SINCE).and_then(|value| DateTimeParser::new().parse_timestamp(value.as_bytes()).ok());
    since.is_some_and(|since| resource.last_modified.as_second() <= since.as_second())
}

fn http_date(time: Timestamp) -> Option<String> {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T14:30:00Z".parse().unwrap()
    }

    /// Sends a request as typed and returns the answer: its head in lower case, and its body.
    async fn ask(server: &SampleServer, request: &str) -> (String, String) {
        let mut stream = TcpStream::connect(server.feeds[0].url.authority()).await.unwrap();
        let whole = request.replace('\n', "\r\n") + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        stream.write_all(whole.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        // Of a picture it matters only that it came.
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_lowercase(), body.to_owned())
    }

    fn header<'a>(head: &'a str, name: &str) -> &'a str {
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
    }

    #[tokio::test]
    async fn an_unchanged_feed_is_sent_once() {
        let server = serve(now()).await.unwrap();
        for feed in &server.feeds {
            let path = feed.url.as_url().path();
            let (head, body) = ask(&server, &format!("GET {path} HTTP/1.1")).await;
            assert!(head.starts_with("http/1.1 200") && body.contains(feed.title), "{head}");
            let (etag, modified) = (header(&head, "etag"), header(&head, "last-modified"));
            let check = async |line: String, status: &str| {
                let (head, body) = ask(&server, &format!("GET {path} HTTP/1.1\n{line}")).await;
                assert!(head.starts_with(&format!("http/1.1 {status}")), "{line}: {head}");
                assert_eq!(body.is_empty(), status == "304");
                assert_eq!(header(&head, "etag"), etag);
            };
            check(format!("If-None-Match: {etag}"), "304").await;
            check(format!("If-None-Match: \"other\", W/{etag}"), "304").await;
            check("If-None-Match: \"other\"".into(), "200").await;
            check(format!("If-Modified-Since: {}", modified.replace("gmt", "GMT")), "304").await;
            check("If-Modified-Since: Sun, 01 Nov 2020 00:00:00 GMT".into(), "200").await;
            check("If-Modified-Since: yesterday".into(), "200").await;
            check(format!("If-None-Match: \"other\"\nIf-Modified-Since: {}", modified.replace("gmt", "GMT")), "200").await;
        }
    }

    #[tokio::test]
    async fn the_types_and_refusals_are_those_of_a_good_server() {
        let server = serve(now()).await.unwrap();
        let check = async |request: &str, status: &str, content_type: &str, has_body: bool| {
            let (head, body) = ask(&server, request).await;
            assert!(head.starts_with(&format!("http/1.1 {status}")), "{request}: {head}");
            assert_eq!(header(&head, "content-type"), content_type, "{request}");
            assert_eq!(!body.is_empty(), has_body, "{request}");
        };
        check("GET /robots.txt HTTP/1.1", "200", "text/plain; charset=utf-8", true).await;
        check("GET /meridian/ HTTP/1.1", "200", "text/html; charset=utf-8", true).await;
        check("GET /meridian/feed.xml HTTP/1.1", "200", "application/rss+xml", true).await;
        check("GET /meridian/otranto-pilots HTTP/1.1", "200", "text/html; charset=utf-8", true).await;
        check("GET /meridian/otranto-pilots?from=feed HTTP/1.1", "200", "text/html; charset=utf-8", true).await;
        check("GET /pictures/otranto-pilots.png HTTP/1.1", "200", "image/png", true).await;
        check("HEAD /meridian/feed.xml HTTP/1.1", "200", "application/rss+xml", false).await;
        check("GET /meridian/../../etc/passwd HTTP/1.1", "404", "text/plain; charset=utf-8", true).await;
        check("POST /meridian/ HTTP/1.1", "405", "text/plain; charset=utf-8", true).await;
    }

    #[tokio::test]
    async fn more_clients_than_connections_are_all_answered() {
        let server = serve(now()).await.unwrap();
        let asks = (0..CONNECTIONS_MAX * 3).map(|_| ask(&server, "GET /robots.txt HTTP/1.1"));
        let answers = futures::future::join_all(asks).await;
        assert!(answers.iter().all(|(head, _)| head.starts_with("http/1.1 200")));
    }

    #[tokio::test]
    async fn a_dropped_server_is_gone() {
        let server = serve(now()).await.unwrap();
        let authority = server.feeds[0].url.authority();
        let mut open = TcpStream::connect(&authority).await.unwrap();
        open.write_all(b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").await.unwrap();
        assert_ne!(open.read(&mut [0; 64]).await.unwrap(), 0);
        drop(server);
        let mut rest = Vec::new();
        // Ends when the server's side is closed, in whichever way.
        let _ = open.read_to_end(&mut rest).await;
        assert!(TcpStream::connect(&authority).await.is_err());
    }
}
