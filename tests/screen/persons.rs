//! What the reader says of people: merged, split, renamed, hidden, and all of it undone.

use dateline::domain::{EntryId, PersonChange, PersonId};
use dateline::message::{IndexSort, Message};

use crate::world::World;

const VARGA: PersonId = PersonId(1);
const OKAFOR: PersonId = PersonId(2);

fn wide() -> World {
    World::new(150, 40)
}

#[test]
fn two_people_are_made_one_from_a_list_that_typing_narrows() {
    let mut world = wide();
    world.press("gp<Enter>");
    world.sees("also as: Varga");
    world.press("M");
    world.sees("WHO ELSE IS Tomas Varga?");
    world.sees("Mbali Dube");
    world.press("okaf");
    world.sees("name holds: okaf");
    world.press("<Enter>");
    assert_eq!(world.asked, [PersonChange::Merge { person: VARGA, other: OKAFOR }]);
    world.sees("Ines Okafor and Tomas Varga are one now. u undoes.");
    world.press("gp");
    world.sees_not("Ines Okafor");
    world.press("u");
    world.sees("Ines Okafor");
    world.sees("Undone: the people are as they were.");
}

#[test]
fn a_list_to_choose_from_is_left_without_a_change() {
    let mut world = wide();
    world.press("gp<Enter>M<Esc>");
    world.press("M<BS>");
    world.press("Mzzz<Enter>");
    world.sees("name holds: zzz");
    world.press("<Esc>");
    assert_eq!(world.asked, []);
}

#[test]
fn a_form_of_the_name_is_split_off() {
    let mut world = wide();
    world.press("gp<Enter>X");
    world.sees("WHICH NAME IS NOT Tomas Varga?");
    world.press("<Enter>");
    assert_eq!(world.asked, [PersonChange::Split { person: VARGA, form: "Varga".into() }]);
    world.sees("Varga is not Tomas Varga any more. u undoes.");
}

#[test]
fn a_person_is_renamed_on_their_page_and_in_the_index() {
    let mut world = wide();
    world.press("gp<Enter>c<C-u>The Minister<Enter>");
    world.sees("Tomas Varga is The Minister now. u undoes.");
    assert_eq!(world.heading(), "The Minister");
    world.press("u");
    assert_eq!(world.heading(), "Tomas Varga");
    world.press("qjc<C-u>The Envoy<Enter>");
    assert_eq!(world.asked[1], PersonChange::Rename { person: OKAFOR, name: "The Envoy".into() });
    world.sees("The Envoy");
}

#[test]
fn somebody_hidden_leaves_the_panel_and_comes_back() {
    let mut world = wide();
    world.press("<Enter>p");
    world.rest();
    world.sees("▸Tomas Varga");
    world.press("D");
    world.rest();
    world.sees("Tomas Varga is hidden everywhere. u undoes.");
    world.sees_not("▸Tomas Varga");
    world.press("u");
    world.rest();
    world.sees("│  Tomas Varga  ");
}

#[test]
fn the_page_of_somebody_hidden_is_left() {
    let mut world = wide();
    world.press("gp<Enter>D");
    world.sees("most stories first");
    world.sees_not("Tomas Varga  ");
    world.press(":show-person<Enter>");
    world.sees("WHO IS HIDDEN");
    world.press("<Enter>");
    assert_eq!(world.asked[1], PersonChange::Show(VARGA));
}

#[test]
fn without_a_person_the_keys_say_so() {
    let mut world = wide();
    world.press("gfM");
    world.sees("M does nothing here.");
    world.press(":hide-person<Enter>");
    world.sees("Select a person first.");
    world.press(":show-person<Enter>");
    world.sees("Nobody is hidden.");
    world.press("gPM");
    world.sees("Select a person first.");
    assert_eq!(world.asked, []);
}

#[test]
fn the_keys_stand_in_the_help_of_the_page() {
    let mut world = World::new(100, 60);
    world.press("gp<Enter>?");
    for help in ["this person and another are one", "give this person another name", "show this person nowhere"] {
        world.sees(help);
    }
}

#[test]
fn a_page_keeps_what_is_selected_when_a_story_comes_above_it() {
    let mut world = World::new(150, 40);
    world.press("P");
    world.press("jj");
    let selected = |world: &mut World| world.lines_with("▌")[0].split('▌').next_back().unwrap().to_owned();
    let before = selected(&mut world);
    let mut news = world.stories[0].clone();
    news.headline.key.id = EntryId(99);
    news.headline.key.at = world.now;
    news.headline.title = "Varga lands in Geneva".into();
    world.stories.insert(0, news);
    world.tell(Message::StoreChanged { new: 1, digested: vec![EntryId(99)] });
    world.sees("Varga lands in Geneva");
    assert_eq!(selected(&mut world), before);
}

#[test]
fn an_answer_for_other_letters_is_not_shown() {
    let mut world = World::new(150, 40);
    world.press("gp/am<Enter>");
    world.sees("Pietro Amsel");
    world.tell(Message::PeopleLoaded { filter: "a".into(), sort: IndexSort::default(), people: Vec::new() });
    world.sees("Pietro Amsel");
}
