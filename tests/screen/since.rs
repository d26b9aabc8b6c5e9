//! The edition: what came since the reader last looked.

use dateline::domain::{EntryId, PersonId};
use dateline::message::{Effect, Looked, Message, Startup};
use dateline::query::{Query, TermKind};
use jiff::{SignedDuration, Timestamp};

use crate::world::{NOW, World, settings};

fn ago(hours: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_hours(hours)
}

fn started(looked: Option<Looked>) -> World {
    World::with(150, 40, settings(), Startup { feeds: 5, looked, ..Startup::default() }, true)
}

#[test]
fn after_a_pause_the_reader_is_told_of_the_edition_and_it_begins_where_they_left() {
    let mut world = started(Some(Looked { before: ago(40), last: ago(3) }));
    world.sees("ge shows what came since you last looked, 23 Nov 2026, 11:32.");
    world.press("ge");
    assert_eq!(world.heading(), "THE EDITION");
    world.sees("since you last looked, 23 Nov 2026, 11:32 · 5 stories · 4 sources");
    world.sees("Strait talks resume");
    world.sees("3 sources");
    world.sees("NEW IN THE NEWS");
    world.sees("Follow a person, a place or a feed");
    world.press("s");
    world.sees("the last day · 8 stories");
    world.press("ss");
    world.sees("the last week · ");
    world.press("s");
    world.sees("since you last looked");
}

#[test]
fn a_reader_who_never_left_for_long_keeps_what_came_since_then() {
    let mut world = started(Some(Looked { before: ago(30), last: NOW.parse().unwrap() }));
    world.sees_not("since you last looked");
    world.press("ge");
    world.sees("since you last looked, 22 Nov 2026, 08:32");
    // An hour and more without a key, and what came meanwhile is the news.
    let back = NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(2);
    world.now = back;
    world.tell(Message::Now(back));
    world.press("guge");
    world.sees("since you last looked, 23 Nov 2026, 14:3");
    assert_eq!(world.app.looked().unwrap().last, back);
}

#[test]
fn who_never_looked_before_gets_a_day() {
    let mut world = started(None);
    world.press("ge");
    world.sees("the last day · 8 stories");
}

#[test]
fn an_event_opens_as_the_list_of_its_stories_and_a_person_as_their_page() {
    let mut world = started(None);
    world.reports = vec![vec![EntryId(1), EntryId(3)]];
    world.press("ge<Enter>");
    world.sees("OF ONE EVENT");
    world.sees("Court clears merger");
    world.press("<Esc>");
    assert_eq!(world.heading(), "THE EDITION");
    world.press("l<Enter>");
    assert_eq!(world.heading(), "Tomas Varga");
    world.press("<Esc>*");
    world.sees("Following Tomas Varga");
    assert_eq!(world.rules[0].query, Query::of(TermKind::PersonId(PersonId(1))));
    world.press("guge");
    world.sees("★Okafor named envoy to the lake basin");
}

#[test]
fn the_sample_edition_takes_no_feeds_and_leads_back_to_the_readers_own() {
    let sample = |from_own| Startup { feeds: 5, sample: true, from_own, ..Startup::default() };
    let mut world = World::with(100, 30, settings(), sample(true), true);
    world.press("a");
    world.sees("nothing of the sample edition is kept");
    world.press("q");
    assert_eq!(world.done, [Effect::LeaveSample]);
    let mut world = World::with(100, 30, settings(), sample(false), true);
    world.press("q");
    world.sees("Nothing further out.");
    world.press(":go-welcome<Enter>");
    world.sees("Start dateline without `demo`");
    assert_eq!(world.done, []);
}

#[test]
fn from_a_story_one_key_leads_to_all_that_tell_of_its_event() {
    let mut world = started(None);
    world.reports = vec![vec![EntryId(2), EntryId(8)]];
    world.press("ggj<Enter>E");
    world.sees("OF ONE EVENT");
    world.sees("Three held after rail depot fire");
    world.press("e");
    world.sees("Here every source has its row.");
}

#[test]
fn on_a_narrow_screen_its_lists_stand_behind_each_other() {
    let mut world = World::with(40, 12, settings(), Startup { feeds: 5, ..Startup::default() }, true);
    world.press("ge");
    world.sees("BIGGEST STORIES");
    world.sees("3 sources");
    world.press("ll");
    world.sees("Follow a person");
}
