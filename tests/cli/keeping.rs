//! What a shell can keep: states of stories, queries that are followed, muted or kept as views.

use std::fs;

use serde_json::json;

use crate::{EDITION, Home};

/// A home with a copy of the edition's store.
fn copy() -> Home {
    let home = Home::new();
    fs::create_dir(home.path("data")).unwrap();
    fs::copy(EDITION.path("data/dateline.db"), home.path("data/dateline.db")).unwrap();
    home
}

#[test]
fn the_stories_of_a_query_are_marked_and_counted_once() {
    let home = copy();
    let starred = || home.json(&["list", "is:starred", "--json"]).as_array().unwrap().len();
    assert_eq!(starred(), 0);
    let marked = home.json(&["mark", "starred", "title:otranto", "--json"]);
    assert_eq!(marked["changed"], json!(starred()));
    assert!(starred() >= 4, "{}", starred());
    assert_eq!(home.run(&["mark", "starred", "title:otranto"]).err, "0 stories starred\n");
    let all = home.json(&["stats", "--json"])["unread"].as_u64().unwrap();
    home.done(&["mark", "read", "feed:meridian"]);
    let left = home.json(&["stats", "--json"])["unread"].as_u64().unwrap();
    assert!(left > 0 && left < all, "{left} of {all}");
    home.done(&["mark", "unread", "older:0m"]);
    assert_eq!(home.json(&["stats", "--json"])["unread"].as_u64().unwrap(), all);
    let one = home.json(&["list", "is:unread", "--limit", "1", "--json"])[0]["id"].to_string();
    assert_eq!(home.run(&["mark", "later", &format!("id:{one}")]).err, "1 story kept for later\n");
    assert_eq!(home.run(&["mark", "read", ""]).code, 2);
    assert_eq!(home.run(&["mark", "gone", "feed:meridian"]).code, 2);
}

#[test]
fn queries_are_kept_listed_and_given_up() {
    let home = copy();
    assert!(
        home.run(&["follow", "person:\"Leonor Quintela\"", "--name", "the mediator"]).err.starts_with("following the mediator: ")
    );
    home.done(&["mute", "title:strike"]);
    home.done(&["views", "is:unread", "newer:2d", "--name", "Fresh"]);
    let followed = home.json(&["follow", "--json"]);
    assert_eq!(followed[0]["name"], json!("the mediator"));
    assert_eq!(followed[0]["query"], json!("person:\"Leonor Quintela\""));
    assert!(followed[0]["stories"].as_u64().unwrap() >= 6);
    assert!(home.done(&["views"]).contains("is:unread newer:2d"));

    // Who is followed is not muted.
    home.done(&["follow", "title:strike"]);
    assert_eq!(home.json(&["mute", "--json"]), json!([]));
    assert_eq!(home.json(&["follow", "--json"]).as_array().unwrap().len(), 2);
    assert_eq!(home.run(&["follow", "title:strike", "--stop"]).err, "title:strike is not followed any more\n");
    let gone = home.run(&["follow", "title:strike", "--stop"]);
    assert_eq!((gone.code, gone.err.contains("is not kept")), (1, true));
    let wrong = home.run(&["mute", "colour:red"]);
    assert_eq!((wrong.code, wrong.err.contains("^^^^^^")), (2, true), "{}", wrong.err);
}

#[test]
fn a_story_names_every_source_of_its_report_and_finds_what_tells_of_the_event() {
    let found = EDITION.json(&["list", "title:\"one-dose tuberculosis\"", "--json"]);
    assert_eq!(found.as_array().unwrap().len(), 2);
    for story in found.as_array().unwrap() {
        assert_eq!(story["sources"].as_array().unwrap().len(), 2, "{story}");
    }
    let alike = EDITION.json(&["list", &format!("like:{}", found[0]["id"]), "--json"]);
    assert_eq!(alike.as_array().unwrap().len(), 2, "{alike}");
    assert_eq!(EDITION.run(&["list", "like:strike"]).code, 2);
}
