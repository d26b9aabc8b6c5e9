//! Headlines, story, people and places: what the keys do.

use dateline::domain::{EntryId, WebUrl};
use dateline::message::{Effect, Message};
use dateline::text::CleanText;
use jiff::SignedDuration;

use crate::world::{World, events};

fn wide() -> World {
    World::new(150, 40)
}

#[test]
fn the_cursor_stays_on_its_story_when_new_ones_arrive() {
    let mut world = wide();
    world.press("jj");
    assert_eq!(world.selected(), "Court clears merger of two grain houses");
    let mut news = world.stories[1].clone();
    news.headline.key.id = EntryId(99);
    news.headline.key.at = world.now;
    news.headline.title = "Just in".into();
    world.stories.push(news);
    world.tell(Message::StoreChanged { new: 1, digested: Vec::new() });
    assert_eq!(world.selected(), "Court clears merger of two grain houses");
    world.sees("Just in");
}

#[test]
fn a_story_is_read_when_it_is_entered_and_stays_in_the_list() {
    let mut world = wide();
    world.press("j");
    world.rest();
    assert!(world.status("Dockworkers accept port pay deal").0, "a glance does not count");
    world.press("<Enter>");
    assert!(!world.status("Dockworkers accept port pay deal").0);
    world.tell(Message::StoreChanged { new: 1, digested: Vec::new() });
    world.sees("UNREAD 9");
    assert_eq!(world.selected(), "Dockworkers accept port pay deal");
    world.press("gagu");
    assert!(world.lines_with("Dockworkers").is_empty(), "gone once the view is left");
}

#[test]
fn what_is_selected_shows_in_the_middle_once_the_keys_rest() {
    let mut world = wide();
    world.press("jj");
    assert_eq!(world.lines_with("eleven minutes").len(), 0);
    world.rest();
    assert_eq!(world.lines_with("eleven minutes").len(), 1);
}

#[test]
fn a_story_whose_row_is_still_to_come_is_waited_for() {
    let mut world = wide();
    let oldest = world.stories.last().unwrap().clone();
    for number in 0..300 {
        let mut story = oldest.clone();
        story.headline.key.id = EntryId(1000 + number);
        story.headline.key.at -= SignedDuration::from_mins(number + 1);
        story.headline.title = CleanText::new(&format!("Keeper {number}"));
        world.stories.push(story);
    }
    world.press("gu<Enter>");
    let mut wished = None;
    for event in events("J").into_iter().cycle().take(250) {
        for effect in world.app.update(Message::Key(event)) {
            if let Effect::LoadHeadlines(request) = effect {
                wished = Some(request);
            }
        }
    }
    let held = world.selected();
    assert!(!world.bottom().contains("last story"), "{}", world.bottom());
    let request = wished.unwrap();
    world.tell(Message::HeadlinesLoaded { token: request.token, page: world.page(&request) });
    let number = |title: &str| title.trim_start_matches("Keeper ").parse::<u32>().unwrap();
    assert_eq!(number(&world.selected()), number(&held) + 1);
}

#[test]
fn counts_and_ends_move_as_in_vim() {
    let mut world = wide();
    world.press("3j");
    assert_eq!(world.selected(), "Okafor named envoy to the lake basin");
    world.press("G");
    assert_eq!(world.selected(), "Lighthouse keepers hold their last meeting");
    world.press("j");
    assert_eq!(world.bottom(), "That is the last story of this view.");
    world.press("gg");
    assert_eq!(world.selected(), "Strait talks resume after three-day pause");
    world.press("2G");
    assert_eq!(world.selected(), "Dockworkers accept port pay deal");
}

#[test]
fn tab_walks_from_name_to_name_and_enter_goes_in() {
    let mut world = wide();
    world.press("<Enter><Tab><Enter>");
    world.sees("first seen");
    world.sees(" Tomas Varga\n");
    world.press("H");
    world.sees("UNREAD 9");
    world.press("<Tab><Tab><Enter>");
    world.sees(" Ines Okafor\n");
}

#[test]
fn the_name_stood_on_is_marked_and_nothing_else() {
    let mut world = wide();
    world.press("<Enter><Tab>");
    assert_eq!(world.reversed(), "Tomas Varga");
    world.press("<Tab><Tab>");
    assert_eq!(world.reversed(), "Ines Okafor");
    world.press("<Esc>");
    assert_eq!(world.reversed(), "");
}

#[test]
fn a_place_named_in_the_text_can_be_entered() {
    let mut world = wide();
    world.press("jjjj<Enter><Tab><Enter>");
    world.sees("46.2° N, 6.2° E");
}

#[test]
fn a_bracket_pulls_the_thread_of_a_person() {
    let mut world = wide();
    world.press("<Enter>]");
    world.sees("Tomas Varga congratulated her.");
    world.sees("2/5");
    world.press("]]]");
    world.sees("spoke against it");
    world.press("]");
    assert!(world.bottom().starts_with("That is the oldest story naming Tomas Varga"), "{}", world.bottom());
    world.press("[");
    world.sees("harbour pilot");
}

#[test]
fn the_way_back_finds_every_stop_as_it_was_left() {
    let mut world = World::new(100, 30);
    world.press("<Enter>jj<Tab>");
    let left = world.picture();
    world.press("]");
    world.rest();
    world.sees("congratulated");
    world.press("P");
    world.sees("first seen");
    world.press("HH");
    world.rest();
    // The story read meanwhile counts and shows as read; all else is as it was left.
    assert_eq!(world.picture(), left.replace("UNREAD 9 ", "UNREAD 8 "));
    world.press("L");
    world.sees("congratulated");
    world.press("L");
    world.sees("first seen");
    world.press("L");
    assert_eq!(world.bottom(), "There is nothing ahead. H goes back.");
}

#[test]
fn a_related_story_is_opened_from_beside_the_story() {
    let mut world = wide();
    world.press("<Enter>pG<Enter>");
    world.rest();
    world.sees("A plan for a toll was shelved");
    world.sees("5/5");
    world.press("H");
    world.sees("GENEVA — Envoys");
}

#[test]
fn space_reads_on_and_then_goes_to_the_next_unread() {
    let mut world = World::new(60, 20);
    world.press("<Enter>");
    world.sees("GENEVA — Envoys");
    world.press("<Space>");
    world.sees_not("GENEVA — Envoys");
    world.press("<Space><Space>");
    world.sees("Mbali Dube told a crowded hall");
}

#[test]
fn next_and_previous_unread_pass_over_what_was_read() {
    let mut world = wide();
    world.press("ga<Enter>");
    world.press("nnnn");
    world.sees("Snow fell");
    world.press("n");
    world.sees("The bank held its rate");
    // Above it all is read: around the end of the list, as `n` does.
    world.press("N");
    world.sees("Nobody came but the keepers.");
    world.press("AN");
    assert_eq!(world.bottom(), "No other unread story here.");
}

#[test]
fn marks_are_shown_at_once_and_undone() {
    let mut world = wide();
    world.press("s");
    assert_eq!(world.bottom(), "1 story starred. u undoes.");
    assert!(world.status("Strait talks resume after three-day pause").1);
    world.press("u");
    assert!(!world.status("Strait talks resume after three-day pause").1);
    assert_eq!(world.bottom(), "Undone: 1 story not starred.");
    world.press("S");
    assert!(world.status("Strait talks resume after three-day pause").2);
    world.press("mm");
    assert!(world.status("Strait talks resume after three-day pause").0);
    world.press("uuu");
    assert_eq!(world.status("Strait talks resume after three-day pause"), (true, false, false));
    world.press("u");
    assert_eq!(world.bottom(), "Nothing to undo.");
}

#[test]
fn all_of_a_view_is_marked_read_and_unmarked() {
    let mut world = wide();
    world.press("A");
    assert_eq!(world.bottom(), "10 stories read. u undoes.");
    world.sees("UNREAD 0");
    world.press("u");
    world.sees("UNREAD 10");
    assert_eq!(world.stories.iter().filter(|story| story.headline.unread).count(), 10);
}

#[test]
fn what_arrived_unseen_is_not_marked_read() {
    let mut world = wide();
    let mut news = world.stories[1].clone();
    news.headline.key.id = EntryId(99);
    news.headline.key.at = world.now;
    world.stories.push(news);
    world.press("A");
    assert_eq!(world.stories.iter().filter(|story| story.headline.unread).count(), 1);
}

#[test]
fn a_mark_that_cannot_be_written_is_taken_back_and_said() {
    let mut world = wide();
    world.press("s");
    world.stories[0].headline.starred = false;
    let failed = Message::StatusFailed(vec![EntryId(1)], CleanText::lines("The star could not be kept\nthe disk is full"));
    world.tell(failed);
    assert!(world.bottom().contains("could not be kept"), "{}", world.bottom());
    assert!(!world.lines_with("pause ").iter().any(|line| line.starts_with('★')));
}

#[test]
fn a_late_answer_is_dropped() {
    let mut world = wide();
    let late = world.stories[1].clone();
    world.press("<Enter>");
    world.tell(Message::StoryOpened(Box::new(late)));
    world.sees("GENEVA — Envoys");
}

#[test]
fn reload_keeps_place_and_name_when_the_article_arrives() {
    let mut world = World::new(60, 20);
    world.press("<Enter>5j<Tab>");
    let before = world.picture();
    world.tell(Message::StoreChanged { new: 0, digested: vec![EntryId(1)] });
    assert_eq!(world.picture(), before);
}

#[test]
fn each_story_is_found_again_where_it_was_left() {
    let mut world = World::new(60, 20);
    world.press("<Enter>8j");
    let left = world.picture();
    world.press("JK");
    assert_eq!(world.picture(), left.replace("UNREAD 9", "UNREAD 8"));
}

#[test]
fn a_new_size_keeps_the_place_in_the_text() {
    let mut world = World::new(60, 20);
    world.press("<Enter>9j");
    let first = |world: &mut World| world.picture().lines().nth(1).unwrap().trim().split(' ').next().unwrap().to_owned();
    let word = first(&mut world);
    world.resize(64, 24);
    world.resize(60, 20);
    assert_eq!(first(&mut world), word);
    world.resize(150, 12);
    world.sees(&word);
}

#[test]
fn panes_slide_on_a_medium_screen_and_change_on_a_narrow_one() {
    let mut world = World::new(100, 30);
    world.press("lll");
    world.sees("PEOPLE");
    world.sees_not("UNREAD");
    world.press("hh");
    world.sees("UNREAD");
    world.sees_not("PEOPLE");
    let mut world = World::new(60, 20);
    world.press("<Enter>");
    world.sees("UNREAD 9 › Story");
    world.press("p");
    world.sees("UNREAD 9 › Story › People and places");
    world.press("qq");
    world.sees("newest first");
}

#[test]
fn the_browser_the_clipboard_and_the_file_are_asked_for() {
    let mut world = wide();
    world.press("oyw");
    let kinds: Vec<_> = world.done.iter().map(|effect| format!("{effect:?}").split('(').next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["OpenBrowser", "Copy", "SaveMarkdown"]);
}

#[test]
fn a_link_is_opened_by_its_number_from_a_list_or_by_a_click() {
    let mut world = wide();
    world.press("<Enter>1<Enter>f");
    world.sees("a  [1] harbours.example.org");
    world.press("x");
    world.sees("A letter chooses its row");
    assert_eq!(world.done.len(), 1);
    world.press("a");
    let line = world.picture().lines().position(|line| line.contains("three ports")).unwrap() as u16;
    let column = world.lines_with("three ports")[0].split("three ports").next().unwrap().chars().count() as u16;
    world.click(column + 2, line);
    assert_eq!(world.done.len(), 3);
    let three = WebUrl::parse("https://harbours.example.org/three").unwrap();
    assert!(world.done.iter().all(|effect| *effect == Effect::OpenBrowser(three.clone())));
    world.press("7<Enter>");
    assert_eq!(world.bottom(), "This story has no link 7.");
}

#[test]
fn out_leads_through_the_panes_and_then_says_how_to_quit() {
    let mut world = wide();
    world.press("<Enter>pqqq");
    assert_eq!(world.bottom(), "Nothing further out. Q quits, q once more does too.");
    world.press("jq<Esc><Esc>");
    assert!(!world.done.contains(&Effect::Quit));
    world.press("qq");
    assert_eq!(world.done, [Effect::Quit]);
}

#[test]
fn going_out_of_a_view_skips_the_stops_inside_it() {
    let mut world = wide();
    world.press("gs<Enter>]]qq");
    world.sees("UNREAD");
}

#[test]
fn a_key_that_does_nothing_says_so() {
    let mut world = wide();
    world.press("X");
    assert_eq!(world.bottom(), "X does nothing here. ? shows the keys.");
    world.press("gx");
    assert_eq!(world.bottom(), "gx does nothing here. ? shows the keys.");
}

#[test]
fn a_notice_goes_by_itself() {
    let mut world = wide();
    world.tell(Message::Failed(CleanText::lines("The feed could not be reached\ntry again later")));
    assert_eq!(world.bottom(), "The feed could not be reached · try again later");
    world.now = world.now.checked_add(SignedDuration::from_secs(30)).unwrap();
    world.rest();
    assert!(world.bottom().contains("all keys"));
}

#[test]
fn the_wheel_scrolls_the_pane_under_it_and_a_click_opens() {
    use crossterm::event::MouseEventKind;
    let mut world = World::new(150, 12);
    let before = world.lines_with("Envoys returned");
    world.mouse(MouseEventKind::ScrollDown, 60, 5);
    assert_ne!(world.lines_with("Envoys returned"), before);
    let mut world = wide();
    world.click(5, 4);
    world.sees("crowded hall");
    assert!(!world.status("Dockworkers accept port pay deal").0);
    let line = world.picture().lines().position(|line| line.contains("Mbali Dube told")).unwrap() as u16;
    world.click(46, line);
    world.sees("first seen");
}

#[test]
fn a_status_change_shows_before_the_store_has_written_it() {
    let mut world = wide();
    world.press("s");
    world.stories[0].headline.starred = false;
    world.tell(Message::StoreChanged { new: 1, digested: Vec::new() });
    world.sees("\n★");
    world.stories[0].headline.starred = true;
    world.tell(Message::StoreChanged { new: 1, digested: Vec::new() });
}

#[test]
fn all_that_the_page_had_shows_in_the_place_of_the_story() {
    let mut world = wide();
    world.press("<Enter>F");
    let screen = world.picture();
    assert!(screen.contains("Home Weather") && screen.contains("Kept words"), "{screen}");
    assert!(world.bottom().contains("F goes back"), "{}", world.bottom());
    world.press("F");
    assert!(!world.picture().contains("Home Weather"));
    world.press("FJ");
    assert!(!world.picture().contains("Home Weather"), "another story is shown as it is");
}

#[test]
fn what_stands_above_or_below_a_story_is_marked_read_and_undone() {
    let mut world = World::new(150, 40);
    world.press("jj{");
    world.sees("2 stories read. u undoes.");
    world.sees("UNREAD 8");
    world.press("}");
    world.sees("7 stories read. u undoes.");
    world.sees("UNREAD 1");
    world.press("uu");
    world.sees("UNREAD 10");
}
