//! What the reader follows, mutes and keeps as views, and all of it undone.

use dateline::domain::{FeedId, PersonId};
use dateline::message::{Effect, Message};
use dateline::query::{Purpose, Query, TermKind};

use crate::world::World;

const VARGA: PersonId = PersonId(1);

fn wide() -> World {
    World::new(150, 40)
}

#[test]
fn a_person_who_is_followed_is_marked_in_the_list_and_has_a_view() {
    let mut world = wide();
    world.press("gw");
    world.sees("You follow nobody yet. * follows a");
    world.press("gp<Enter>*");
    world.sees("Following Tomas Varga; gw shows all that you follow. u undoes.");
    assert_eq!(world.heading(), "Tomas Varga ◆");
    assert_eq!(world.rules[0].query, Query::of(TermKind::PersonId(VARGA)));
    world.press("j");
    world.sees("* unfollow");
    world.press("gu");
    world.sees("◆Varga flies to lake talks");
    world.sees(" Dockworkers accept port pay deal");
    world.press("gw");
    world.sees("FOLLOWING 5");
    world.sees_not("Museum returns");
    world.press("u");
    world.sees("Undone: what you follow and mute is as it was.");
    assert_eq!(world.rules, []);
}

#[test]
fn what_is_muted_is_hidden_counted_and_shown_by_one_key() {
    let mut world = wide();
    world.press("<Enter>p");
    world.rest();
    world.press("x");
    world.sees("Tomas Varga is muted; . shows what is hidden. u undoes.");
    world.press("gu");
    world.sees("muted");
    world.sees_not("Who is Tomas Varga?");
    world.press(".");
    world.sees("What is muted shows; . hides it again.");
    world.sees("Who is Tomas Varga?");
    world.press(".gs");
    world.press("gug");
    world.press("<Esc>u");
    world.sees("Who is Tomas Varga?");
    assert_eq!(world.rules, []);
}

#[test]
fn who_is_followed_is_not_muted_and_the_other_way_round() {
    let mut world = wide();
    world.press("gp<Enter>*x");
    assert_eq!(world.rules.iter().map(|rule| rule.purpose).collect::<Vec<_>>(), [Purpose::Mute]);
    world.press("u");
    assert_eq!(world.rules.iter().map(|rule| rule.purpose).collect::<Vec<_>>(), [Purpose::Follow]);
}

#[test]
fn a_story_offers_its_names_its_feed_and_words_that_are_typed() {
    let mut world = wide();
    world.press("x");
    world.sees("MUTE WHAT?");
    world.sees("Tomas Varga");
    world.sees("Harbour Wire");
    world.press("harb");
    world.sees("stories with these words");
    world.press("<Enter>");
    assert_eq!(world.rules[0].query, Query::of(TermKind::FeedId(FeedId(1))));
    world.press("*zebra<Enter>");
    assert_eq!(world.rules[1].query, Query::of(TermKind::Word("zebra".into())));
}

#[test]
fn a_search_is_kept_as_a_view_and_found_in_the_list_of_views() {
    let mut world = wide();
    world.press("v");
    world.sees("Search or narrow the list (=) first");
    world.press("/grain<Enter>v");
    world.sees("Kept as a view; gv lists all views. u undoes.");
    world.press("gv");
    world.sees("kept view");
    world.sees("folder");
    world.press("grain<Enter>");
    world.sees("grain");
    world.sees("Court clears merger");
    world.press("gvmoney<Enter>");
    world.sees("Central bank holds its rate");
    world.sees_not("Museum returns");
}

#[test]
fn new_stories_of_what_is_followed_are_told_on_the_desktop_where_that_is_wanted() {
    let mut world = wide();
    let (new, old) = (world.stories[0].headline.key.id, world.stories[8].headline.key.id);
    world.press("gp<Enter>*j");
    world.tell(Message::StoreChanged { new: 1, digested: vec![old] });
    world.sees_not("New of what you follow");
    world.tell(Message::StoreChanged { new: 1, digested: vec![new] });
    world.sees("New of what you follow: “Strait talks resume after three-day pause”; gw shows them.");
    assert!(!world.done.iter().any(|effect| matches!(effect, Effect::Notify(_))), "only when it is asked for");
}

#[test]
fn whoever_follows_what_never_came_is_not_told_that_they_follow_nothing() {
    let mut world = wide();
    world.press("*zebra -grain<Enter>gw");
    world.sees("Nothing yet of what you follow.");
}

#[test]
fn a_key_that_comes_before_the_answer_takes_the_one_before_it_back() {
    let mut world = World::new(150, 40);
    world.press("P");
    let asked = world.press_unanswered("**");
    let kept: Vec<bool> = asked
        .into_iter()
        .filter_map(|effect| if let Effect::ChangeRules(changes) = effect { Some(changes[0].1) } else { None })
        .collect();
    assert_eq!(kept, [true, false]);
    // What could not be written is read again.
    let asked = world.app.update(Message::StoreFailed("the disk is full".into()));
    assert!(asked.contains(&Effect::LoadRules), "{asked:?}");
    assert!(!world.app.update(Message::StoreFailed("the disk is full".into())).contains(&Effect::LoadRules));
}
