use std::io::Read;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

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

fn to(target: &str, others: &[(&'static str, &str)]) -> HeaderMap {
    let all = [("location", target)].into_iter().chain(others.iter().copied());
    all.map(|(name, value)| (name.parse().unwrap(), reqwest::header::HeaderValue::from_bytes(value.as_bytes()).unwrap()))
        .collect()
}

#[test]
fn no_safe_address_leads_to_an_open_one() {
    let mut hop = Hop::start(Url::parse("https://example.org/a").unwrap());
    let request = Request::new(hop.url.clone(), Accept::Feed);
    let error = hop.follow(&request, 301, &to("http://example.org/b", &[])).unwrap_err();
    assert!(error.to_string().starts_with("redirected from a safe connection"), "{error}");
}

#[test]
fn credentials_stay_with_their_server() {
    let url = Url::parse("http://ines:secret@example.org/a").unwrap();
    let request = Request::new(url.clone(), Accept::Feed);
    let mut hop = Hop::start(url);
    hop.follow(&request, 302, &to("/b", &[])).unwrap();
    assert_eq!(hop.url.as_str(), "http://ines:secret@example.org/b");
    hop.follow(&request, 302, &to("http://eve:evil@example.net/c", &[])).unwrap();
    assert_eq!(hop.url.as_str(), "http://example.net/c");
}

#[test]
fn an_address_that_needs_a_cookie_is_no_new_address() {
    let moved = |from: &str, target: &str, cookie: &[(&'static str, &str)]| {
        let mut hop = Hop::start(Url::parse(from).unwrap());
        let request = Request::new(hop.url.clone(), Accept::Feed);
        hop.follow(&request, 301, &to(target, cookie)).unwrap();
        hop.moved.map(String::from)
    };
    let cookie = [("set-cookie", "sid=1")];
    assert_eq!(moved("http://example.org/feed", "/feed?cookieSet=1", &cookie), None);
    assert_eq!(moved("http://example.org/feed", "/new", &[]).as_deref(), Some("http://example.org/new"));
    assert_eq!(
        moved("http://example.org/feed", "https://example.org/feed", &cookie).as_deref(),
        Some("https://example.org/feed")
    );
    assert_eq!(moved("http://example.org/feed", "http://example.net/feed", &cookie).as_deref(), Some("http://example.net/feed"));
}

#[tokio::test]
async fn cookies_live_as_long_as_a_chain_of_redirects() {
    let server = Server::start(|path, head| {
        let has =
            |cookie: &str| head.lines().any(|line| line.to_ascii_lowercase().starts_with("cookie:") && line.contains(cookie));
        match path {
            "/session" | "/gate" if has("sid=1") => Answer::ok("text/xml", "in"),
            "/session" => Answer::new(302, "Location: /session\r\nSet-Cookie: sid=1; path=/; HttpOnly\r\n", b""),
            "/gate" => Answer::redirect(302, "/check?to=/gate"),
            "/check?to=/gate" => Answer::new(307, "Location: /gate\r\nSet-Cookie: sid=1; path=/\r\nSet-Cookie: x=2\r\n", b""),
            "/abroad" => Answer::new(302, "Location: /seen\r\nSet-Cookie: sid=1; path=/; domain=example.org\r\n", b""),
            _ => Answer::ok("text/xml", "out"),
        }
    })
    .await;
    let client = client(|_| {});
    for (path, body) in [("session", "in"), ("session", "in"), ("gate", "in"), ("abroad", "out"), ("seen", "out")] {
        let response = client.get(Request::new(server.at(path), Accept::Feed)).await.unwrap();
        assert_eq!(response.body, body.as_bytes(), "{path}");
    }
    let own = Identity { headers: vec![("Cookie".to_owned(), "login=ines; sid=0".to_owned())], ..Identity::default() };
    let request = Request::new(server.at("session"), Accept::Feed).asked_by(Some(&Arc::new(own)), &server.url);
    assert_eq!(client.get(request).await.unwrap().body, b"in");
    let sent: Vec<String> = server
        .heads()
        .iter()
        .map(|head| head.lines().find_map(|line| line.strip_prefix("cookie: ").map(str::to_owned)).unwrap_or_default())
        .collect();
    let expected =
        ["", "sid=1", "", "sid=1", "", "", "x=2; sid=1", "", "", "", "login=ines; sid=0", "sid=1; login=ines"].map(str::to_owned);
    let sorted = |cookies: &String| cookies.split("; ").map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert!(sent.iter().map(sorted).eq(expected.iter().map(sorted)), "{sent:?}");
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
    for path in ["silent", "slow-headers"] {
        let error = quick.get(Request::new(server.at(path), Accept::Feed)).await.unwrap_err();
        assert_eq!(error.to_string(), "timed out after 0.1 s without an answer", "{path}");
    }
    let begun = quick.get(Request::new(server.at("slow-body"), Accept::Feed)).await.unwrap();
    assert_eq!(begun.cut.unwrap().to_string(), "timed out after 0.1 s without progress in the answer");
    assert_eq!(begun.body, b"<rss>");
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
        "/junk" => Answer::new(200, "Content-Encoding: gzip, gzip\r\n", b"\x00\x01\x02\x03\x04\x05\x06\x07\x08"),
        _ => Answer::new(200, "", &vec![b'a'; 2000]),
    })
    .await;
    let client = client(|_| {});
    for (path, expected) in [
        ("bomb", HttpError::TooLarge { limit: 1000 }),
        ("promise", HttpError::TooLarge { limit: 1000 }),
        ("large", HttpError::TooLarge { limit: 1000 }),
        ("junk", HttpError::Packing),
    ] {
        let mut request = Request::new(server.at(path), Accept::Feed);
        request.body_max = 1000;
        assert_eq!(client.get(request).await.unwrap_err(), expected, "{path}");
    }
}

#[tokio::test]
async fn few_large_bodies_are_in_memory_at_once_and_none_waits_for_ever() {
    let server = Server::start(|path, _| Answer::new(200, "", &vec![b'a'; if path == "/large" { 2 << 20 } else { 2000 }])).await;
    let patient = client(|settings| settings.idle_timeout = Duration::from_secs(60));
    let large = || patient.get(Request::new(server.at("large"), Accept::Page));
    let mut held = Vec::new();
    for _ in 0..LARGE_MAX {
        held.push(large().await.unwrap());
    }
    assert_eq!(patient.0.large.available_permits(), 0);
    assert_eq!(patient.get(Request::new(server.at("small"), Accept::Page)).await.unwrap().body.len(), 2000);
    let (waits, freed) = tokio::join!(large(), async {
        patient.get(Request::new(server.at("small"), Accept::Page)).await.unwrap();
        drop(held.pop());
    });
    let ((), waits) = (freed, waits.unwrap());
    assert_eq!((waits.body.len(), patient.0.large.available_permits()), (2 << 20, 0));
    drop((held, waits));
    assert_eq!(patient.0.large.available_permits(), LARGE_MAX);
    let hasty = client(|settings| settings.idle_timeout = Duration::from_millis(50));
    let _all = hasty.0.large.acquire_many(LARGE_MAX as u32).await.unwrap();
    assert_eq!(hasty.get(Request::new(server.at("large"), Accept::Page)).await.unwrap().body.len(), 2 << 20);
}

#[tokio::test]
async fn what_came_before_the_end_is_there() {
    let server = Server::start(|path, _| match path {
        "/short" => Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<rss>"),
        "/no-end" => Answer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"),
        "/half-end" => Answer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n0\r\n"),
        "/bad-chunk" => Answer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n<item>"),
        "/unchunked" => Answer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<rss>"),
        _ => Answer::raw("HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\nContent-Length: 99999999\r\n\r\nno"),
    })
    .await;
    for path in ["short", "no-end", "half-end", "bad-chunk"] {
        let response = get(&server, path).await.unwrap();
        assert_eq!(
            (response.body.as_slice(), response.cut),
            (b"<rss>".as_slice(), Some(HttpError::BrokeOff { got: 5 })),
            "{path}"
        );
    }
    assert_eq!(get(&server, "unchunked").await.unwrap().cut, Some(HttpError::Nonsense));
    assert_eq!(get(&server, "missing").await.unwrap().status, 404);
}

#[tokio::test]
async fn header_lines_that_are_slightly_wrong_are_read_over() {
    let server = Server::start(|path, _| {
        let line: &[u8] = match path {
            "/name" => b"X-Citt\xe0: x",
            "/value" => b"X-City: Forl\xec",
            "/space" => b"X-Thing : 1",
            "/colon" => b"X-Thing",
            "/folded" => b"X-Thing: a\r\n  b",
            "/empty-name" => b": x",
            _ => b"X Thing: 1",
        };
        let head = b"HTTP/1.1 200 OK\r\nETag: \"v1\"\r\n";
        Answer::raw([head, line, b"\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<rss/>"].concat())
    })
    .await;
    for path in ["name", "value", "space", "colon", "folded", "empty-name", "inner-space"] {
        let response = get(&server, path).await.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!((response.body.as_slice(), response.etag.as_deref()), (b"<rss/>".as_slice(), Some("\"v1\"")), "{path}");
    }
}

#[tokio::test]
async fn a_redirect_may_name_its_place_in_an_old_encoding() {
    let server = Server::start(|path, _| match path {
        "/old" => Answer::raw(b"HTTP/1.1 302 Found\r\nLocation: /citt\xe0\r\nContent-Length: 0\r\n\r\n".as_slice()),
        "/citt%E0" => Answer::ok("text/xml", "ok"),
        _ => Answer::new(404, "", b""),
    })
    .await;
    assert_eq!(get(&server, "old").await.unwrap().body, b"ok");
}

#[tokio::test]
async fn large_headers_and_nonsense_are_told_apart() {
    let server = Server::start(|path, _| match path {
        "/big" => Answer::new(200, &format!("X-Big: {}\r\n", "a".repeat(100_000)), b"x"),
        "/many" => Answer::new(200, &"X-A: b\r\n".repeat(200), b"x"),
        "/silent" => Answer::raw(""),
        "/half" => Answer::raw("HTTP/1.1 200 OK\r\nContent-"),
        _ => Answer::raw("SSH-2.0-something\r\n\r\n"),
    })
    .await;
    assert_eq!(get(&server, "big").await.unwrap_err(), HttpError::HeadersTooLarge);
    assert_eq!(get(&server, "many").await.unwrap_err(), HttpError::HeadersTooLarge);
    assert_eq!(get(&server, "ssh").await.unwrap_err(), HttpError::Nonsense);
    assert_eq!(get(&server, "silent").await.unwrap_err(), HttpError::BrokeOff { got: 0 });
    assert_eq!(get(&server, "half").await.unwrap_err(), HttpError::BrokeOff { got: 0 });
}

#[tokio::test]
async fn a_server_that_cannot_encrypt_is_told_by_its_kind() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("https://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        for says in ["HTTP/1.1 400 Bad Request\r\n\r\n", ""] {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(says.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
    });
    for _ in 0..2 {
        let error = client(|_| {}).get(Request::new(url.clone(), Accept::Feed)).await.unwrap_err();
        assert!(matches!(error, HttpError::Unsafe { .. }), "{error}");
    }
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
