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

#[test]
fn a_feed_is_named_anew_moved_paused_and_removed() {
    let home = copy();
    let feeds = home.json(&["feeds", "--json"]);
    let feed = feeds.as_array().unwrap().iter().find(|feed| feed["title"] == "Meridian Wire").unwrap();
    let (id, url) = (feed["id"].to_string(), feed["url"].as_str().unwrap());

    // By its number, its address, its title and a part of it.
    for wanted in [&id, &format!("#{id}"), url, "meridian wire", "MERID"] {
        assert_eq!(home.json(&["feed", wanted, "--json"])["url"], url, "{wanted}");
    }
    let changed = home.json(&[
        "feed",
        &id,
        "--title",
        "Wire",
        "--folder",
        "World/Daily",
        "--tag",
        "short",
        "--tag",
        "#Short",
        "--pause",
        "--json",
    ]);
    assert_eq!(changed["title"], "Wire");
    assert_eq!(changed["folder"], "World/Daily");
    assert_eq!(changed["tags"], json!(["World", "short"]));
    assert_eq!(changed["paused"], true);
    let page = home.done(&["feed", "wire"]);
    for words in ["Wire\n", "in World/Daily · #World · #short\n", " unread · ", "\npaused\n"] {
        assert!(page.contains(words), "{page}");
    }
    let changed = home.json(&["feed", &id, "--title", "", "--folder", "", "--untag", "SHORT", "--resume", "--json"]);
    assert_eq!((&changed["title"], &changed["folder"]), (&json!("Meridian Wire"), &json!(null)));
    assert_eq!((&changed["tags"], &changed["paused"]), (&json!(["World"]), &json!(false)));

    // Two of one title are told apart before anything is done to one of them.
    let other = home.json(&["feed", "breakwater", "--title", "Meridian Wire", "--json"])["id"].to_string();
    let twins = home.run(&["feed", "Meridian Wire", "--remove"]);
    assert_eq!((twins.code, twins.err.contains("2 feeds are named like Meridian Wire")), (1, true), "{}", twins.err);
    home.done(&["feed", &other, "--title", ""]);
    let several = home.run(&["feed", "e"]);
    assert_eq!((several.code, several.err.contains("say which by the number")), (1, true), "{}", several.err);
    let none = home.run(&["feed", "no such feed"]);
    assert_eq!((none.code, none.err.contains("`dateline feeds` shows all")), (1, true), "{}", none.err);
    assert_eq!(home.run(&["feed", &id, "--remove", "--pause"]).code, 2);

    // Removed, and back with its stories by its address.
    let stories = || home.json(&["stats", "--json"])["stories"].as_u64().unwrap();
    let all = stories();
    assert!(home.run(&["feed", &id, "--remove"]).err.contains(&format!("`dateline add {url}` brings it back")));
    assert!(stories() < all);
    assert_eq!(home.run(&["feed", &id]).code, 1);
    home.done(&["add", url, "--offline", "--folder", "Back"]);
    assert_eq!(stories(), all);
    assert_eq!(home.json(&["feed", url, "--json"])["folder"], "Back");
    let known = home.run(&["add", url, "--offline", "--tag", "more"]);
    assert!(known.err.contains("1 feed was already there") && known.err.contains("`dateline feed`"), "{}", known.err);
    assert_eq!(home.json(&["feed", url, "--json"])["tags"], json!(["World"]));
}

#[test]
fn stories_are_tagged_and_the_tags_listed() {
    let home = copy();
    let tagged = home.json(&["tag", "#Strait", "title:otranto", "--json"]);
    let stories = tagged["changed"].as_u64().unwrap();
    assert!(stories >= 4, "{tagged}");
    assert_eq!(home.json(&["tag", "strait", "title:otranto", "--json"])["changed"], 0);
    assert_eq!(home.json(&["list", "tag:strait", "--json"]).as_array().unwrap().len() as u64, stories);
    let tags = home.json(&["list", "tag:strait", "--json"])[0]["tags"].clone();
    assert!(tags.as_array().unwrap().contains(&json!("Strait")), "{tags}");
    let listed = home.json(&["tag", "--json"]);
    let listed = listed.as_array().unwrap().iter().find(|tag| tag["tag"] == "Strait").unwrap().clone();
    assert_eq!(listed["stories"], stories);
    assert!(home.done(&["tag"]).contains("Strait"));
    let one = home.json(&["list", "tag:strait", "--json"])[0]["id"].to_string();
    assert_eq!(home.run(&["tag", "strait", &format!("id:{one}"), "--remove"]).err, "1 story no longer tagged strait\n");
    assert_eq!(home.json(&["list", "tag:strait", "--json"]).as_array().unwrap().len() as u64, stories - 1);
    for wrong in [&["tag", "two words", "id:1"][..], &["tag", "strait"], &["tag", "#", "id:1"], &["tag", "strait", "colour:red"]]
    {
        assert_eq!(home.run(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn a_count_that_is_wrong_is_no_reason_to_give_the_store_up() {
    let home = copy();
    let db = rusqlite::Connection::open(home.path("data/dateline.db")).unwrap();
    db.execute("UPDATE feed_count SET unread = unread + 7 WHERE feed_id = 1", []).unwrap();
    drop(db);
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.code, 1, "{}", doctor.out);
    assert!(doctor.out.contains("is not in order: feeds whose stories are miscounted: 1"), "{}", doctor.out);
    assert!(doctor.out.contains("can be read all the same") && !doctor.out.contains("move the file away"), "{}", doctor.out);
}

#[test]
fn a_limit_takes_what_is_beyond_it_and_the_doctor_tells_of_it() {
    let home = copy();
    let stories = || home.json(&["stats", "--json"])["stories"].as_u64().unwrap();
    let all = stories();
    let doctor = home.done(&["doctor"]);
    for words in ["space: ", "  articles\n", "  index of words\n", "kept: all stories: no limit is set"] {
        assert!(doctor.contains(words), "{words}: {doctor}");
    }
    home.done(&["mark", "starred", "title:otranto"]);
    home.done(&["follow", "title:strike"]);
    let followed = home.json(&["list", "is:followed", "--json"]).as_array().unwrap().len();
    let starred = home.json(&["list", "is:starred", "--json"]).as_array().unwrap().len();
    assert!(followed > 0 && starred > 0);

    home.write("config.toml", "[store]\nkeep_stories = 1\n");
    let doctor = home.done(&["doctor"]);
    let told = doctor.lines().find(|line| line.contains("kept: keep_stories = 1: ")).unwrap();
    let removable: u64 = told.split(": ").nth(2).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(removable > 0 && removable < all, "{told}");
    let polled = home.run(&["poll"]);
    let words = format!("removed {removable} stories beyond the newest 1 of a feed ([store] in the config)\n");
    assert!(polled.err.contains(&words), "{}", polled.err);
    assert_eq!(stories(), all - removable);
    assert_eq!(home.json(&["list", "is:followed", "--json"]).as_array().unwrap().len(), followed);
    assert_eq!(home.json(&["list", "is:starred", "--json"]).as_array().unwrap().len(), starred);
    let doctor = home.done(&["doctor"]);
    for words in ["nothing is to be deleted now", &format!("removed so far: {removable} stories")] {
        assert!(doctor.contains(words), "{words}: {doctor}");
    }
}

#[test]
fn a_word_that_no_story_has_offers_a_beginning() {
    for command in ["search", "list"] {
        let run = EDITION.run(&[command, "tuberculo"]);
        assert!(run.err.starts_with("nothing found; tuberculo* finds "), "{command}: {}", run.err);
        assert_eq!((run.code, EDITION.json(&[command, "tuberculo", "--json"])), (0, json!([])));
        assert_eq!(EDITION.run(&[command, "tuberculosis"]).err, "");
        assert_eq!(EDITION.run(&[command, "xyzzyx"]).err, "");
    }
}
