//! What `add` and `import` fetch, take and say.

use std::sync::{Arc, Mutex};

use crate::Home;
use crate::server::{Server, missing, ok};

fn feed(title: &str, stories: u32) -> String {
    let item =
        |number: u32| format!("<item><title>Story {number}</title><link>http://quay.example/{title}/{number}</link></item>");
    let items: String = (0..stories).map(item).collect();
    format!("<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>")
}

/// A home that fetches no pages, and a server with three feeds; returns too what was asked for, in its order.
fn quay() -> (Home, Server, Arc<Mutex<Vec<String>>>) {
    let home = Home::new();
    home.write("config.toml", "[articles]\nfull_text = \"feed\"\n[poll]\non_start = false\n");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    let server = Server::start(move |path| {
        log.lock().unwrap().push(path.to_owned());
        match path {
            "/large" => ok("text/xml", &feed("Large", 40)),
            "/small" => ok("text/xml", &feed("Small", 3)),
            "/page" => ok(
                "text/html",
                "<link rel=alternate type=application/rss+xml href=/gone><link rel=alternate type=text/xml href=/small>",
            ),
            "/dead" => ok("text/html", "<link rel=alternate type=application/rss+xml href=/gone>"),
            _ => missing(),
        }
    });
    (home, server, asked)
}

#[test]
fn only_what_is_added_is_fetched_and_digested() {
    let (home, server, asked) = quay();
    home.done(&["add", &format!("{}/large", server.base), "--offline"]);
    home.done(&["poll", "--no-digest"]);
    assert_eq!(home.json(&["stats", "--json"])["queue"], 40);
    asked.lock().unwrap().clear();
    let run = home.run(&["add", &format!("{}/page", server.base)]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("/small") && run.out.contains("3 stories"), "{}", run.out);
    assert!(run.err.contains("40 stories wait"), "{}", run.err);
    assert_eq!(*asked.lock().unwrap(), ["/page", "/gone", "/small"]);
    assert_eq!(home.json(&["stats", "--json"])["queue"], 40);
}

#[test]
fn what_is_added_beside_an_open_reader_is_fetched_too() {
    let (home, server, asked) = quay();
    home.done(&["stats"]);
    let lock = dateline::store::PollLock::take(&home.path("data")).unwrap();
    let run = home.run(&["add", &format!("{}/small", server.base)]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("3 stories"), "{}", run.out);
    assert!(run.err.contains("the dateline that is open reads their stories"), "{}", run.err);
    assert_eq!(*asked.lock().unwrap(), ["/small"]);
    drop(lock);
}

#[test]
fn a_feed_that_is_not_there_is_not_subscribed_to() {
    let (home, server, _) = quay();
    let run = home.run(&["add", &format!("{}/dead", server.base)]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("the page names a feed that is not there (404)"), "{}", run.err);
    assert_eq!(home.json(&["feeds", "--json"]).as_array().unwrap().len(), 0);
}

#[test]
fn an_import_names_all_that_it_left_out() {
    let home = Home::new();
    let list: String = (0..30).map(|number| format!("<outline text='Log {number}' type='rss'/>")).collect();
    let list = format!("<opml><body><outline text='A' xmlUrl='podcast://a.example/f'/>{list}</body></opml>");
    home.write("list.opml", &list);
    let run = home.run(&["import", home.path("list.opml").to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("1 feed new, 0 already there, 30 refused"), "{}", run.out);
    assert!(
        (0..30).all(|number| run.err.contains(&format!("refused Log {number}: the list has no address for it"))),
        "{}",
        run.err
    );
    assert_eq!(home.json(&["feeds", "--json"])[0]["url"], "https://a.example/f");
}
