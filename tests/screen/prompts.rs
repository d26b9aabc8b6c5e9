//! Search, filter, palette, help, paste.

use dateline::app::AppSettings;
use dateline::config::KeymapChoice;
use dateline::domain::FeedUrl;
use dateline::message::{Effect, Found, Message, Startup, StoryFormat};
use dateline::ui::keymap::Keymap;

use crate::world::{World, settings};

fn wide() -> World {
    World::new(150, 40)
}

#[test]
fn a_search_is_a_place_of_its_own() {
    let mut world = wide();
    world.press("j/benin<Enter>");
    world.sees("SEARCH benin 1");
    world.press("q");
    world.sees("UNREAD 10");
    assert_eq!(world.selected(), "Dockworkers accept port pay deal");
}

#[test]
fn a_search_without_hits_says_what_to_do() {
    let mut world = wide();
    world.press("/mermaid<Enter>");
    world.sees("No story holds");
}

#[test]
fn a_filter_narrows_the_view_and_goes_again() {
    let mut world = wide();
    world.press("=person:Okafor<Enter>");
    world.sees("UNREAD = person:Okafor 3");
    world.press("q");
    world.sees("UNREAD 10");
}

#[test]
fn a_wrong_filter_says_where_and_can_be_mended() {
    let mut world = wide();
    world.press("=is:blue<Enter>");
    world.sees("a story cannot be `blue`");
    world.press("<BS><BS><BS><BS>unread<Enter>");
    world.sees("= is:unread");
}

#[test]
fn the_palette_finds_actions_by_name_and_shows_their_keys() {
    let mut world = wide();
    world.press(":mark-all");
    world.sees("mark all of this view read");
    world.press("<Enter>");
    world.sees("UNREAD 0");
}

#[test]
fn a_click_takes_the_row_that_it_hits() {
    let mut world = wide();
    world.press(":go-");
    let row = world.picture().lines().position(|line| line.contains("go-starred")).unwrap();
    world.click(4, row as u16);
    assert!(world.heading().starts_with("STARRED"), "{}", world.heading());
}

#[test]
fn newsboats_keys_do_what_they_do_there_and_help_names_them() {
    let keymap = Keymap::of(KeymapChoice::Newsboat);
    let startup = Startup { feeds: 5, ..Startup::default() };
    let mut world = World::with(100, 30, AppSettings { keymap, ..settings() }, startup, true);
    world.press("nn");
    assert_eq!(world.selected(), "Court clears merger of two grain houses");
    world.press("pN");
    world.sees("UNREAD 9");
    world.sees("U undoes");
    world.press("U");
    world.sees("UNREAD 10");
    world.press("?");
    world.sees("p                   previous unread story");
    world.press("G");
    world.sees("E gf                your feeds");
    world.press("q:save-mark");
    world.sees("save the story as Markdown");
    let lines = world.lines_with("save-markdown");
    assert!(lines[0].trim_end().ends_with(" s"), "{lines:?}");
}

#[test]
fn help_is_left_with_any_key_and_scrolls() {
    let mut world = World::new(60, 20);
    world.press("?");
    world.sees("KEYS in the headlines");
    world.press("G");
    world.sees_not("next line");
    world.press("q");
    world.sees("UNREAD");
}

#[test]
fn keys_that_wait_for_more_show_what_may_follow() {
    let mut world = World::new(100, 30);
    world.press("g");
    assert!(world.bottom().contains("u unread   a all   s starred"), "{}", world.bottom());
    world.press("<Esc>");
    assert!(world.bottom().contains("Enter open"));
}

#[test]
fn pasted_addresses_become_feeds_and_pasted_text_goes_into_prompts() {
    let mut world = wide();
    world.tell(Message::Paste("https://example.org/feed\u{1b}[2J\n".into()));
    world.sees("add feed: https://example.org/feed[2J");
    world.press("<Esc>/");
    world.tell(Message::Paste("two\nlines".into()));
    world.sees("/ two lines");
    world.press("<Esc>:");
    world.tell(Message::Paste("go-starred".into()));
    world.press("<Enter>");
    world.sees("STARRED");
}

#[test]
fn a_prompt_that_is_full_can_be_emptied() {
    let mut world = wide();
    world.press("/");
    world.tell(Message::Paste("x".repeat(5000)));
    world.press("y<C-u>grain");
    world.sees("/ grain");
}

#[test]
fn a_story_is_written_for_the_command_that_is_typed() {
    let mut world = wide();
    world.press("j|");
    world.sees("a command that reads the story");
    world.press("text: wc<Enter>");
    let entry = world.stories[1].headline.key.id;
    assert_eq!(world.done, [Effect::WriteStory { entry, format: StoryFormat::Text, command: "wc".into() }]);
    world.done.clear();
    world.tell(Message::StoryWritten { command: "wc".into(), text: "Dockworkers".into() });
    assert_eq!(world.done, [Effect::Run { command: "wc".into(), input: "Dockworkers".into() }]);
    world.done.clear();
    world.press("|<Enter>");
    assert_eq!(world.done, [], "no command, nothing to do");
}

#[test]
fn a_key_that_is_typed_into_the_palette_is_its_action() {
    let mut world = wide();
    world.press(":w");
    let lines = world.lines_with("save the story as Markdown");
    assert!(lines[0].starts_with('▌'), "{lines:?}");
    world.press("<Enter>");
    assert!(matches!(world.done[..], [Effect::SaveMarkdown(_)]), "{:?}", world.done);
}

#[test]
fn control_c_ends_what_is_typed_and_then_the_program() {
    let mut world = wide();
    world.press("/abc<C-c>");
    world.sees_not("/ abc");
    assert_eq!(world.done, []);
    world.press("<C-c>");
    assert_eq!(world.done, [Effect::Quit]);
    let mut world = wide();
    world.press("<C-z><C-l>");
    assert_eq!(world.done, [Effect::Suspend, Effect::Redraw]);
}

#[test]
fn empty_places_say_what_to_do_next() {
    let mut world = wide();
    world.press("Agagu");
    world.sees("Nothing unread. ga shows all");
    world.press("gs");
    world.press("su");
    let mut world = World::empty(100, 30, Vec::new());
    world.press("gu");
    world.sees("No feeds yet. a adds one");
    world.press("gp");
    world.sees("Nobody is named in any story yet");
    world.press("gf");
    world.sees("No feeds yet.");
}

#[test]
fn help_says_what_a_key_does_in_this_place() {
    for (keys, wanted) in [
        ("", "into the story, to its names"),
        ("gm", "next place"),
        ("gm", "to a place in the south"),
        ("ge", "next list"),
        ("ge", "the stories of other days"),
        ("gf", "one level out"),
    ] {
        let mut world = wide();
        world.press(keys);
        world.press("?");
        world.sees(&format!("  {wanted}"));
    }
}

#[test]
fn feeds_found_while_something_else_is_open_are_listed_after_it() {
    let mut world = wide();
    world.press(":star");
    let found = |name: &str| Found { url: FeedUrl::parse(&format!("https://{name}.example.org/")).unwrap(), title: name.into() };
    world.tell(Message::FeedsFound { asked: "example.org".into(), found: vec![found("harbour"), found("market")], note: None });
    world.sees("toggle-star");
    world.sees_not("market.example.org");
    world.press("<Esc>");
    world.sees("market.example.org");
    world.press("<Enter>");
    assert!(world.done.iter().any(|effect| matches!(effect, Effect::Subscribe { .. })), "{:?}", world.done);
}
