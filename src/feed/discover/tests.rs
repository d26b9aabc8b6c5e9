//! What is found at an address, and what is asked for on the way.

use super::*;
use crate::http::Settings;
use crate::http::testing::{Answer, Server};

const FEED: &str = "<rss version='2.0'><channel><title>Quay</title><item><title>A</title></item></channel></rss>";

async fn find(server: &Server, path: &str) -> Result<Vec<(String, String)>, DiscoverError> {
    let client = Client::new(Settings::default()).unwrap();
    // As a reader types it: without the scheme.
    let address = server.at(path).as_str().trim_start_matches("http://").to_owned();
    let found = discover(&client, &address, &|_| None).await?;
    Ok(found.candidates.into_iter().map(|found| (found.url.as_url().path().to_owned(), found.title.to_string())).collect())
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
    let server = Server::start(|path, _| match path {
        "/" => Answer::ok(
            "text/html",
            "<html><head><base href='/x/'><link rel='alternate' type='application/rss+xml' title='All &amp; more' href='all'>\
             <LINK REL=alternate TYPE=application/atom+xml HREF=/atom><link rel='alternate' hreflang='de' href='/de'>\
             <link rel='alternate' type='application/json' href='/wp-json/1'><link rel='stylesheet' href='/s'>",
        ),
        _ => Answer::ok("text/xml", FEED),
    })
    .await;
    assert_eq!(find(&server, "").await.unwrap(), [pair("/x/all", "All & more"), pair("/atom", "Quay")]);
    assert_eq!(server.heads().len(), 3);
}

#[tokio::test]
async fn the_feed_that_answers_is_found_and_not_the_first_that_is_named() {
    let link = |path: &str| format!("<link rel=alternate type=application/rss+xml href=/{path}>");
    let pages = [
        ("/some", format!("{}{}{}", link("gone"), link("page"), link("good"))),
        ("/comments-first", format!("{}{}", link("comments/feed/"), link("good"))),
        ("/perhaps", "<link rel=feed href=/page><link rel=alternate title=RSS href=/good>".to_owned()),
        ("/only-comments", link("comments/feed/")),
        ("/dead", link("gone")),
        ("/dead-but-linked", format!("{}<a href=/good/rss>RSS</a>", link("gone"))),
        ("/many", (0..30).map(|n| link(&format!("gone{n}"))).collect()),
        ("/all-good", (0..30).map(|n| link(&format!("good{n}"))).collect()),
        ("/moved", "<meta http-equiv=refresh content='0; url=/good'>".to_owned()),
        ("/elsewhere", "<a href=http://other.example/feed>RSS</a>".to_owned()),
    ];
    let server = Server::start(move |path, _| match path {
        _ if path.starts_with("/good") || path.starts_with("/comments/") => Answer::ok("text/xml", FEED),
        "/page" => Answer::ok("text/html", "<html><body>Not here"),
        "/lost" => Answer::new(404, "Content-Type: text/html\r\n", b"<link rel=alternate type=text/xml href=/good>"),
        "/header" => Answer::new(200, "Link: </good>; rel=alternate; type=\"application/rss+xml\"\r\n", b"<html>"),
        _ => pages
            .iter()
            .find(|(known, _)| *known == path)
            .map_or_else(|| Answer::new(404, "", b"no"), |(_, body)| Answer::ok("text/html", body)),
    })
    .await;
    for (page, feed) in [
        ("some", "/good"),
        ("comments-first", "/good"),
        ("only-comments", "/comments/feed/"),
        ("dead-but-linked", "/good/rss"),
        ("header", "/good"),
    ] {
        assert_eq!(find(&server, page).await.unwrap(), [pair(feed, "Quay")], "{page}");
    }
    assert_eq!(find(&server, "perhaps").await.unwrap(), [pair("/good", "RSS")]);
    let error = find(&server, "dead").await.unwrap_err();
    let said = format!("the page names a feed that is not there (404): {}", server.at("gone"));
    assert_eq!(error.to_string().lines().next(), Some(said.as_str()));
    let error = find(&server, "lost").await.unwrap_err();
    let said =
        format!("the server gave no page at this address (404); the page in its place names a feed: {}", server.at("good"));
    assert_eq!(error.to_string(), said);
    let error = find(&server, "elsewhere").await.unwrap_err();
    assert!(error.to_string().starts_with("no feed was found on this page; it links to one elsewhere: http://other."), "{error}");

    let error = find(&server, "moved").await.unwrap_err();
    let said = format!("no feed was found on this page; it sends browsers on to {}", server.at("good"));
    assert_eq!(error.to_string().lines().next(), Some(said.as_str()));

    let before = server.heads().len();
    assert!(find(&server, "many").await.is_err());
    assert_eq!(server.heads().len() - before, 1 + ASKED_MAX + ASKED_MORE_MAX + USUAL_PATHS.len());
    let before = server.heads().len();
    assert_eq!(find(&server, "all-good").await.unwrap().len(), 20);
    assert_eq!(server.heads().len() - before, 1 + ASKED_MAX);
}

#[tokio::test]
async fn a_page_that_only_links_to_its_feeds_is_read_too() {
    let server = Server::start(|path, _| match path {
        "/" => Answer::ok("text/html", "<body><a href='/about'>Us</a><a href='/news/rss.xml'>RSS</a><a href='/b/feed/'>B</a>"),
        "/news/rss.xml" => Answer::ok("text/xml", FEED),
        _ => Answer::new(404, "", b"no"),
    })
    .await;
    assert_eq!(find(&server, "").await.unwrap(), [pair("/news/rss.xml", "Quay")]);
}

#[tokio::test]
async fn a_page_of_a_known_shape_leads_to_its_feed_and_another_is_read() {
    let server = Server::start(|path, _| match path {
        "/@ida" => Answer::ok("text/html", "<link rel=alternate type=application/rss+xml title=Ida href=/ida.xml>"),
        "/@ola.rss" | "/ida.xml" => Answer::ok("text/xml", FEED),
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
        Server::start(|path, _| if path == "/" { Answer::ok("text/html", "<html>") } else { Answer::new(404, "", b"") }).await;
    assert_eq!(find(&bare, "").await.unwrap_err(), DiscoverError::NoFeed { elsewhere: None });
    assert_eq!(find(&bare, "gone").await.unwrap_err(), DiscoverError::Status { status: 404, named: None });
}

#[tokio::test]
async fn a_page_names_nothing_inside_but_on_its_own_server() {
    let inside = Server::start(|_, _| Answer::ok("text/xml", FEED)).await;
    let inside_url = inside.url.clone();
    let outer = Server::start(move |path, _| {
        let link = |href: &str| format!("<link rel=alternate type=application/rss+xml href='{href}'>");
        match path {
            "/link" => Answer::ok("text/html", &link(inside_url.as_str())),
            "/base" => Answer::ok("text/html", &format!("<base href='{inside_url}'>{}", link("feed"))),
            "/header" => {
                Answer::new(200, &format!("Link: <{inside_url}>; rel=alternate; type=\"application/rss+xml\"\r\n"), b"<html>")
            }
            "/anchor" => Answer::ok("text/html", &format!("<a href='{inside_url}feed'>RSS</a>")),
            "/moved" => Answer::redirect(301, inside_url.as_str()),
            "/own" => Answer::ok("text/html", &link("/feed")),
            "/late" => {
                let many: String = (0..8).map(|n| link(&format!("/feed{n}"))).collect();
                Answer::ok("text/html", &format!("{many}{}", link(inside_url.as_str())))
            }
            path if path.starts_with("/feed") => Answer::ok("text/xml", FEED),
            _ => Answer::new(404, "", b""),
        }
    })
    .await;
    for path in ["link", "base", "header", "anchor", "moved"] {
        // The server's usual places may have a feed all the same.
        if let Ok(found) = find(&outer, path).await {
            assert_eq!(found, [pair("/feed", "Quay")], "{path}");
        }
        assert!(inside.heads().is_empty(), "{path}");
    }
    assert_eq!(find(&outer, "own").await.unwrap(), [pair("/feed", "Quay")]);
    let late = find(&outer, "late").await.unwrap();
    assert!(late.len() == 8 && late.iter().all(|(path, _)| path.starts_with("/feed")), "{late:?}");
}

#[tokio::test]
async fn no_page_outside_leads_inside_in_any_spelling() {
    let (client, page) = (Client::new(Settings::default()).unwrap(), WebUrl::parse("https://example.org/").unwrap());
    let asking = Asking { client: &client, who: &|_| None };
    for host in [
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "10.0.0.9",
        "100.64.1.1",
        "169.254.169.254",
        "192.0.2.5",
        "198.18.0.1",
        "[::1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "[fd00::5]",
        "[2001:db8::1]",
        "localhost.",
        "nas",
        "nas.local",
        "metadata.google.internal",
    ] {
        let url = FeedUrl::parse(&format!("http://{host}/feed")).unwrap();
        assert!(matches!(asking.get(&url, &page).await, Err(HttpError::Local { .. })), "{host}");
    }
}

#[test]
fn what_is_typed_becomes_addresses() {
    let check = |typed: &str, expected: &[&str]| {
        let found = spellings(typed).map(|urls| urls.iter().map(|url| url.as_str().to_owned()).collect::<Vec<_>>());
        assert_eq!(found.unwrap_or_default(), expected, "{typed}");
    };
    check("example.org/news", &["https://example.org/news", "http://example.org/news"]);
    check(" http://example.org ", &["http://example.org/"]);
    check("feed://example.org/x", &["https://example.org/x", "http://example.org/x"]);
    check("//example.org/x", &["https://example.org/x", "http://example.org/x"]);
    check("localhost:8080/x", &["http://localhost:8080/x", "https://localhost:8080/x"]);
    check("two words", &[]);
    check("word", &[]);
    check("file:///etc/passwd", &[]);
}
