//! Pages of people and places, the index, the feeds, the first page.

use std::path::PathBuf;

use dateline::domain::{FeedUrl, LeftOut};
use dateline::message::{Effect, Found, Message, Pack};

use crate::world::World;

fn wide() -> World {
    World::new(150, 40)
}

#[test]
fn the_index_of_people_is_narrowed_while_typing() {
    let mut world = wide();
    world.press("gp/okaf");
    world.sees("Ines Okafor");
    world.sees_not("Tomas Varga  ");
    world.press("<Enter><Enter>");
    world.sees("first seen");
    world.press("H");
    world.sees("holding “okaf”");
    world.press("<Esc>");
    world.sees("Mbali Dube");
    world.press("<Esc>");
    world.sees("UNREAD");
}

#[test]
fn nobody_of_that_name_says_how_to_go_on() {
    let mut world = wide();
    world.press("gp/zzz<Enter>");
    world.sees("Nobody with “zzz” in the name.");
}

#[test]
fn the_index_can_be_sorted() {
    let mut world = wide();
    world.press("gp");
    world.sees("most stories first");
    world.press("s");
    world.sees("rising most this week first");
    world.press("s");
    world.sees("by name");
}

#[test]
fn a_page_leads_to_people_places_and_stories() {
    let mut world = wide();
    world.press("gp<Enter>");
    world.press("h<Enter>");
    world.sees("46.2° N");
    world.press("h<Enter>");
    world.sees("first seen");
    world.press("G<Enter>");
    world.sees("ALL 12");
    world.press("H");
    world.sees("first seen");
}

#[test]
fn a_story_read_from_a_page_shows_where_it_stands_among_all() {
    let mut world = wide();
    world.press("gp<Enter>jj<Enter>");
    world.rest();
    world.sees("left for Geneva on Sunday night");
    assert_eq!(world.selected(), "Varga flies to lake talks");
}

#[test]
fn a_feed_is_renamed_moved_paused_and_removed_and_all_of_it_undone() {
    let mut world = wide();
    world.press("gf");
    world.press("c<C-u>Harbour<Enter>");
    world.sees("▌Harbour  ");
    world.press("m<C-u>Morning/Papers<Enter>");
    world.sees("Morning/Papers");
    world.press("p");
    world.sees("paused");
    world.press("d");
    world.sees("FEEDS 4");
    world.sees("Harbour is removed. u puts it back.");
    world.press("uuuu");
    world.sees("FEEDS 5");
    world.sees("Harbour Wire");
    world.sees_not("paused");
}

#[test]
fn a_failing_feed_says_why() {
    let mut world = wide();
    world.press("gfjjj");
    world.sees("! 3 times in a row: the server answered 503 (out of order)");
}

#[test]
fn a_feed_leads_to_its_stories() {
    let mut world = wide();
    world.press("gf<Enter>");
    world.sees("Harbour Wire 3");
    world.press("q");
    world.sees("FEEDS 5");
}

#[test]
fn the_first_page_begins_with_one_key() {
    let mut world = World::empty(100, 30, Vec::new());
    world.press("1");
    assert_eq!(world.done, [Effect::AddPack(Pack::News)]);
    world.tell(Message::Subscribed { new: vec![dateline::domain::FeedId(1)], known: 0, refused: Vec::new() });
    world.sees("1 feed added; stories follow.");
    world.sees("UNREAD");
}

#[test]
fn newsboats_feeds_are_imported_with_enter() {
    let urls = PathBuf::from("/home/reader/.newsboat/urls");
    let mut world = World::empty(100, 30, vec![(urls.clone(), 83)]);
    world.sees("83 feeds in newsboat");
    world.press("<Enter>");
    assert_eq!(world.done, [Effect::Import(urls)]);
}

#[test]
fn what_an_import_left_out_is_shown_until_a_key_is_pressed() {
    let mut world = World::empty(60, 30, Vec::new());
    let refused = (0..40).map(|number| {
        (
            format!("Feed {number}").as_str().into(),
            "exec: runs a program of this machine, which dateline never does for a feed".into(),
        )
    });
    world.tell(Message::Subscribed { new: vec![dateline::domain::FeedId(1)], known: 0, refused: refused.collect() });
    world.sees("LEFT OUT · 40");
    world.sees("Feed 0: exec: runs a program of this machine, which");
    world.sees("  dateline never does for a feed");
    world.sees_not("Feed 39");
    world.press(&"<PageDown>".repeat(9));
    world.sees("Feed 39: exec");
    world.press("x");
    world.sees_not("LEFT OUT");
    world.sees("UNREAD");
}

#[test]
fn several_feeds_at_an_address_are_offered() {
    let mut world = wide();
    let found =
        |name: &str| Found { url: FeedUrl::parse(&format!("https://example.org/{name}.xml")).unwrap(), title: name.into() };
    world.found = vec![found("news"), found("sport")];
    world.press("aexample.org<Enter>");
    world.sees("2 feeds at example.org");
    world.press("j<Enter>");
    assert_eq!(world.done, [Effect::Subscribe { urls: vec![found("sport").url], folder: None }]);
    world.sees("1 feed added");
}

#[test]
fn an_address_without_feeds_says_what_to_try() {
    let mut world = wide();
    world.press("aexample.org<Enter>");
    world.sees("No feed at example.org · try the address");
}

#[test]
fn the_progress_of_polling_stands_at_the_left() {
    let mut world = wide();
    let progress = dateline::message::Progress { feeds_done: 38, feeds_total: 120, failing: 2, queued: 7, no_network: false };
    world.tell(Message::Progress(progress));
    assert!(world.bottom().starts_with("⟳ 38/120 feeds   2 failing   7 stories to come   "), "{}", world.bottom());
    assert!(world.bottom().ends_with("? all keys"));
}

#[test]
fn without_a_network_the_bottom_line_and_the_feeds_say_so_once() {
    let mut world = wide();
    let progress = dateline::message::Progress { feeds_total: 2, failing: 2, no_network: true, ..Default::default() };
    world.tell(Message::Progress(progress));
    assert!(world.bottom().starts_with("No network   2 failing   "), "{}", world.bottom());
    world.press("gf");
    world.sees("FEEDS No network: it is looked for every minute · ");
    world.tell(Message::Progress(dateline::message::Progress::default()));
    world.sees_not("No network");
}

#[test]
fn what_is_not_certain_of_a_place_is_said_and_drawn_hollow() {
    let mut world = wide();
    world.sees_not("perhaps in");
    world.press("<Enter>");
    // On to a story that is perhaps of Hamburg.
    for _ in 0..12 {
        if !world.picture().contains("perhaps in Germany") {
            world.press("J");
        }
    }
    world.sees("perhaps in Germany");
    world.sees("○");
}

#[test]
fn the_page_of_a_country_counts_the_stories_of_its_towns() {
    let mut world = wide();
    world.press("gP/benin<Enter><Enter>");
    world.sees("1 story · 48 with the places in it");
}

#[test]
fn what_is_left_out_of_the_names_of_a_story_is_said_beside_it() {
    let mut world = wide();
    for story in &mut world.stories {
        story.article.left_out = LeftOut { people: 212, places: 0, read_bytes: Some(96 << 10) };
    }
    world.press("j<Enter>");
    world.sees("and 212 more");
    world.sees("Names are read from the");
    world.sees("first 96 KiB only.");
    let mut world = wide();
    for story in &mut world.stories {
        story.article.left_out = LeftOut { read_bytes: Some(0), ..LeftOut::default() };
        story.people.clear();
        story.places.clear();
    }
    world.press("j<Enter>");
    world.sees("This story was not read");
    world.sees_not("Nobody is named here");
}
