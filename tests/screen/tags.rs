//! Tags of stories: given, chosen from those in use, taken off, found again, and all of it undone.

use dateline::app::AppSettings;
use dateline::message::{Message, Startup};
use dateline::query::{Purpose, Query, TermKind};
use dateline::text::CleanText;

use crate::world::{World, events, settings};

fn wide() -> World {
    World::new(150, 40)
}

fn tags_of(world: &World, story: usize) -> String {
    world.stories[story].headline.tags.iter().map(CleanText::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_story_is_given_tags_and_shows_them_in_its_grey_line() {
    let mut world = wide();
    world.press("<Enter>t");
    assert_eq!(world.bottom(), "tags: nothing takes all tags off");
    world.press("harbour, #grain<Enter>");
    assert_eq!(tags_of(&world, 0), "grain harbour");
    world.sees("│  #grain #harbour  ");
    assert_eq!(world.bottom(), "Tagged #harbour #grain. u undoes.");
    world.press("u");
    assert_eq!(tags_of(&world, 0), "");
    world.sees_not("#grain");
    world.sees("Undone: the tags are as they were.");
}

#[test]
fn tags_in_use_are_chosen_and_taken_off_with_tab() {
    let mut world = wide();
    world.press("tharbour grain<Enter>");
    world.press("jt");
    world.sees("#harbour");
    world.press("ha<Tab>");
    assert_eq!(world.bottom(), "tags: harbour");
    world.press("<Tab>");
    assert_eq!(world.bottom(), "tags: harbour grain", "with no word the first one");
    assert_eq!(world.lines_with("on this story").len(), 2);
    world.press("<Down><Tab>");
    assert_eq!(world.bottom(), "tags: grain");
    world.press("<Enter>");
    assert_eq!(tags_of(&world, 1), "grain");
    world.press("t");
    assert_eq!(world.bottom(), "tags: grain");
    world.press("<C-u><Enter>");
    assert_eq!(tags_of(&world, 1), "");
    assert_eq!(world.bottom(), "No tags any more. u undoes.");
    world.press("u");
    assert_eq!(tags_of(&world, 1), "grain");
}

#[test]
fn what_is_left_or_stays_the_same_changes_nothing() {
    let mut world = wide();
    world.press("tharbour<Esc>");
    assert_eq!(tags_of(&world, 0), "");
    world.press("tharbour<Enter>t<Enter>");
    assert_eq!(world.bottom(), "The tags are as they were.");
    world.press("uu");
    assert_eq!(world.bottom(), "Nothing to undo.");
    assert_eq!(tags_of(&world, 0), "");
}

#[test]
fn tags_that_could_not_be_written_are_taken_back() {
    let mut world = wide();
    world.press("<Enter>");
    for key in events("tharbour<Enter>") {
        // Nothing carries out what is asked for.
        world.app.update(Message::Key(key));
    }
    world.sees("#harbour");
    let id = world.stories[0].headline.key.id;
    world.tell(Message::StatusFailed(vec![id], CleanText::lines("the disk is full\nmake room")));
    assert_eq!(world.bottom(), "the disk is full · make room");
    world.sees_not("#harbour");
}

#[test]
fn a_story_bears_no_more_tags_than_it_may() {
    let mut world = wide();
    let many: String = (0..30).map(|number| format!("t{number:02} ")).collect();
    world.press("t");
    world.tell(Message::Paste(many));
    world.press("<Enter>");
    assert_eq!(world.stories[0].headline.tags.len(), dateline::domain::STORY_TAGS_MAX);
    world.sees("A story bears 20 tags at most; the others are left out. u undoes.");
}

#[test]
fn every_tag_of_stories_and_feeds_is_a_view() {
    let mut world = wide();
    world.feeds[2].settings.tags = vec!["harbour".into(), "money".into()];
    world.press("tharbour<Enter>gv");
    world.press("#");
    let rows = world.lines_with("tag · ");
    assert!(rows[0].contains("#harbour") && rows[0].contains("tag · 4 stories"), "{rows:?}");
    assert!(rows[1].contains("#money") && rows[1].contains("tag · 3 stories"), "{rows:?}");
    world.press("harb<Enter>");
    assert!(world.heading().starts_with("#harbour 4"), "{}", world.heading());
    world.sees("Strait talks resume");
    world.sees("Court clears merger");
    // It stays where it was until the view is opened anew.
    world.press("t<C-u><Enter>");
    assert!(world.heading().starts_with("#harbour 3"), "{}", world.heading());
    world.sees("Strait talks resume");
    world.press("gvharb<Enter>");
    world.sees_not("Strait talks resume");
}

#[test]
fn a_tag_can_be_filtered_by_followed_and_muted() {
    let mut world = wide();
    world.press("tharbour<Enter>=tag:harbour<Enter>");
    assert!(world.heading().starts_with("UNREAD = tag:harbour 1"), "{}", world.heading());
    world.press("q*#harb<Enter>");
    assert_eq!(world.rules[0].query, Query::of(TermKind::Tag("harbour".into())));
    assert_eq!((world.rules[0].purpose, world.rules[0].name.as_str()), (Purpose::Follow, "#harbour"));
    world.press("gvharb<Down><Enter>x<Enter>");
    assert_eq!(world.rules[0].purpose, Purpose::Mute);
    world.press("gu");
    world.sees("UNREAD 9 · 1 muted");
    world.sees_not("Strait talks resume");
}

#[test]
fn tags_that_are_not_in_use_any_more_say_so() {
    let mut world = wide();
    world.press("tharbour<Enter>");
    world.press("gvharb<Enter>t<C-u><Enter>gu");
    world.press("gv#harb");
    world.sees("nothing fits");
}

#[test]
fn a_click_puts_a_tag_on() {
    let mut world = wide();
    world.press("tharbour<Enter>jt");
    let row = world.picture().lines().position(|line| line.contains("▌#harbour ")).unwrap();
    world.click(4, row as u16);
    assert_eq!(world.bottom(), "tags: harbour");
}

#[test]
fn a_plain_screen_says_tags_in_words() {
    let startup = Startup { feeds: 5, ..Startup::default() };
    let mut world = World::with(100, 30, AppSettings { plain: true, ..settings() }, startup, true);
    world.press("tharbour grain<Enter>");
    world.sees("unread, tagged grain harbour: Strait talks");
    world.press("<Enter>");
    world.sees("  tagged grain harbour\n");
}

#[test]
fn the_tags_fit_the_smallest_screen() {
    let mut world = World::new(40, 12);
    world.press("tone two three four<Enter>jt");
    world.sees("TAGS");
    world.press("th<Tab><Enter>");
    assert_eq!(tags_of(&world, 1), "three");
}
