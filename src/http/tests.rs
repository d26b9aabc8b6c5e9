use std::io::Read;

use super::testing::{Answer, Server};
use super::*;

fn client(change: impl FnOnce(&mut Settings)) -> Client {
    let mut settings = Settings::default();
    change(&mut settings);
    Client::new(settings).unwrap()
}

async fn get(server: &Server, path: &str) -> Result<Response, HttpError> {
    client(|_| {}).get(Request::new(server.at(path), Accept::Feed)).await
}

#[tokio::test]
async fn an_answer_comes_with_its_headers_and_the_question_with_ours() {
    let server = Server::start(|_, _| {
        Answer::new(
            200,
            "ETag: \"v1\"\r\nLast-Modified: then\r\nCache-Control: max-age=90\r\nContent-Type: text/xml\r\n",
            b"<rss/>",
        )
    })
    .await;
    let mut request = Request::new(server.at("feed"), Accept::Feed);
    (request.etag, request.last_modified) = (Some("\"v0\"".to_owned()), Some("before".to_owned()));
    let response = client(|_| {}).get(request).await.unwrap();
    assert_eq!(
        (response.status, response.body.as_slice(), response.etag.as_deref()),
        (200, b"<rss/>".as_slice(), Some("\"v1\""))
    );
    assert_eq!(response.max_age.unwrap().as_secs(), 90);
    let head = server.heads()[0].to_ascii_lowercase();
    for part in
        ["user-agent: dateline/", "if-none-match: \"v0\"", "if-modified-since: before", "accept: application/atom+xml", "gzip"]
    {
        assert!(head.contains(part), "{part} is missing in {head}");
    }
    assert!(!head.contains("referer") && !head.contains("cookie"));
}

#[tokio::test]
async fn redirects_are_followed_and_permanent_ones_are_told() {
    let server = Server::start(|path, _| match path {
        "/a" => Answer::redirect(301, "/b"),
        "/b" => Answer::redirect(308, "/c#part"),
        "/c" => Answer::redirect(302, "/d"),
        "/d" => Answer::ok("text/xml", "ok"),
        _ => Answer::redirect(302, "/a"),
    })
    .await;
    let response = get(&server, "a").await.unwrap();
    assert_eq!((response.url, response.moved_permanently_to), (server.at("d"), Some(server.at("c"))));
    assert_eq!(get(&server, "e").await.unwrap().moved_permanently_to, None);
}

#[tokio::test]
async fn redirects_that_lead_nowhere_good_are_refused() {
    let server = Server::start(|path, _| match path {
        "/file" => Answer::redirect(302, "file:///etc/passwd"),
        "/data" => Answer::redirect(301, "data:text/xml,<rss/>"),
        "/other" => Answer::redirect(302, "http://localhost:9/secret"),
        "/metadata" => Answer::redirect(302, "http://169.254.169.254/latest/"),
        "/spelled" => Answer::redirect(302, "http://2130706434:81/"),
        "/none" => Answer::new(302, "", b""),
        _ => Answer::redirect(302, "/again"),
    })
    .await;
    for (path, words) in [
        ("file", "redirected to file:, which is refused"),
        ("data", "redirected to data:, which is refused"),
        ("other", "localhost leads into this machine's own network, which is refused"),
        ("metadata", "169.254.169.254 leads into this machine's own network, which is refused"),
        ("spelled", "127.0.0.2 leads into this machine's own network, which is refused"),
        ("none", "redirected to no address"),
        ("again", "too many redirects (5)"),
    ] {
        assert_eq!(get(&server, path).await.unwrap_err().to_string(), words);
    }
    assert_eq!(server.heads().len(), 6 + 6);
}

#[tokio::test]
async fn a_local_address_is_asked_only_where_it_is_meant() {
    let server = Server::start(|_, _| Answer::ok("text/xml", "ok")).await;
    let mut request = Request::new(server.at("feed"), Accept::Page);
    assert!(request.local_allowed);
    assert!(Request::page(server.at("page"), &server.url).local_allowed);
    request = Request::page(server.at("page"), &Url::parse("https://example.org/feed").unwrap());
    let error = client(|_| {}).get(request).await.unwrap_err();
    assert_eq!(error, HttpError::Local { host: "127.0.0.1".to_owned() });
    assert!(server.heads().is_empty());
}

#[tokio::test]
async fn no_safe_address_leads_to_an_open_one() {
    let mut hop = Hop { url: Url::parse("https://example.org/a").unwrap(), moved: None, only_permanent: true };
    let request = Request::new(hop.url.clone(), Accept::Feed);
    let error = hop.follow(&request, 301, "http://example.org/b").unwrap_err();
    assert!(error.to_string().starts_with("redirected from a safe connection"), "{error}");
}

#[tokio::test]
async fn credentials_stay_with_their_server() {
    let url = Url::parse("http://ines:secret@example.org/a").unwrap();
    let request = Request::new(url.clone(), Accept::Feed);
    let mut hop = Hop { url, moved: None, only_permanent: true };
    hop.follow(&request, 302, "/b").unwrap();
    assert_eq!(hop.url.as_str(), "http://ines:secret@example.org/b");
    hop.follow(&request, 302, "http://eve:evil@example.net/c").unwrap();
    assert_eq!(hop.url.as_str(), "http://example.net/c");
}

#[tokio::test]
async fn slow_servers_are_left_in_time() {
    let server = Server::start(|path, _| match path {
        "/silent" => Answer::hang(""),
        "/slow-headers" => Answer::hang("HTTP/1.1 200 OK\r\nX-A: aaa"),
        _ => Answer::hang("HTTP/1.1 200 OK\r\n\r\n<rss>"),
    })
    .await;
    let quick = client(|settings| {
        settings.first_byte_timeout = Duration::from_millis(50);
        settings.idle_timeout = Duration::from_millis(60);
    });
    for (path, words) in [
        ("silent", "timed out after 0.1 s without an answer"),
        ("slow-headers", "timed out after 0.1 s without an answer"),
        ("slow-body", "timed out after 0.1 s without progress in the answer"),
    ] {
        let error = quick.get(Request::new(server.at(path), Accept::Feed)).await.unwrap_err();
        assert_eq!(error.to_string(), words, "{path}");
    }
    let whole = client(|settings| settings.total_timeout = Duration::from_millis(50));
    let error = whole.get(Request::new(server.at("silent"), Accept::Feed)).await.unwrap_err();
    assert_eq!(error, HttpError::Timeout { stage: Stage::Whole, after: Duration::from_millis(50) });
}

#[tokio::test]
async fn bodies_are_cut_at_the_limit_packed_or_not() {
    let bomb = zstd::encode_all(std::io::repeat(b'a').take(64 << 20), 1).unwrap();
    assert!(bomb.len() < 100_000);
    let server = Server::start(move |path, _| match path {
        "/bomb" => Answer::new(200, "Content-Encoding: zstd\r\n", &bomb),
        "/promise" => Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"),
        "/twice" => Answer::new(200, "Content-Encoding: gzip, gzip\r\n", b"x"),
        "/lie" => Answer::new(200, "Content-Encoding: gzip\r\n", b"<rss/>"),
        "/short" => Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<rss>"),
        _ => Answer::new(200, "", &vec![b'a'; 2000]),
    })
    .await;
    let client = client(|_| {});
    for (path, expected) in [
        ("bomb", HttpError::TooLarge { limit: 1000 }),
        ("promise", HttpError::TooLarge { limit: 1000 }),
        ("large", HttpError::TooLarge { limit: 1000 }),
        ("twice", HttpError::Packing),
        ("lie", HttpError::Packing),
        ("short", HttpError::BrokeOff { got: 5 }),
    ] {
        let mut request = Request::new(server.at(path), Accept::Feed);
        request.body_max = 1000;
        assert_eq!(client.get(request).await.unwrap_err(), expected, "{path}");
    }
}

#[tokio::test]
async fn large_headers_and_nonsense_are_told_apart() {
    let server = Server::start(|path, _| match path {
        "/big" => Answer::new(200, &format!("X-Big: {}\r\n", "a".repeat(100_000)), b"x"),
        "/many" => Answer::new(200, &"X-A: b\r\n".repeat(200), b"x"),
        _ => Answer::raw("SSH-2.0-something\r\n\r\n"),
    })
    .await;
    assert_eq!(get(&server, "big").await.unwrap_err(), HttpError::HeadersTooLarge);
    assert_eq!(get(&server, "many").await.unwrap_err(), HttpError::HeadersTooLarge);
    assert_eq!(get(&server, "ssh").await.unwrap_err(), HttpError::Nonsense);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let error = client(|_| {}).get(Request::new(url, Accept::Feed)).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot connect to 127.0.0.1: connection refused");
    assert!(error.is_network());
}

#[tokio::test]
async fn connections_are_kept_and_two_are_enough_for_a_host() {
    let server = Server::start(|_, _| Answer::ok("text/xml", "ok")).await;
    let client = client(|_| {});
    let asked = (0..50).map(|n| client.get(Request::new(server.at(&n.to_string()), Accept::Feed)));
    let answers = futures::future::join_all(asked).await;
    assert!(answers.iter().all(Result::is_ok));
    assert!(server.connections() <= 2, "{} connections", server.connections());
}

#[tokio::test]
async fn a_slow_host_keeps_no_other_waiting() {
    let slow = Server::start(|_, _| Answer::hang("")).await;
    let quick = Server::start(|_, _| Answer::ok("text/xml", "ok")).await;
    let client = client(|settings| (settings.overall, settings.first_byte_timeout) = (3, Duration::from_secs(5)));
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn({
                let (client, url) = (client.clone(), slow.at("x"));
                async move { client.get(Request::new(url, Accept::Feed)).await }
            })
        })
        .collect();
    tokio::task::yield_now().await;
    let answer = timeout(Duration::from_secs(2), client.get(Request::new(quick.at("x"), Accept::Feed))).await;
    assert!(answer.is_ok_and(|answer| answer.is_ok()));
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn while_servers_think_others_are_asked() {
    let slow = Server::start(|_, _| Answer::hang("")).await;
    let quick = Server::start(|_, _| Answer::ok("text/xml", "ok")).await;
    let client = client(|settings| (settings.overall, settings.slow_after) = (1, Duration::from_millis(20)));
    let waiting = tokio::spawn({
        let (client, url) = (client.clone(), slow.at("x"));
        async move { client.get(Request::new(url, Accept::Feed)).await }
    });
    while slow.heads().is_empty() {
        tokio::task::yield_now().await;
    }
    let answer = timeout(Duration::from_secs(5), client.get(Request::new(quick.at("x"), Accept::Feed))).await;
    assert!(answer.is_ok_and(|answer| answer.is_ok()));
    waiting.abort();
}
