//! What the reader sees and does while things change: a story is on its way, others are digested, the window gets another width.

use dateline::domain::{Block, EntryId, Field, RichText, StatusChange, Story, TextRange};
use dateline::message::{Effect, Message};

use crate::world::World;

fn wide() -> World {
    World::new(150, 40)
}

/// The oldest story that names Tomas Varga is open, the one before it is selected in the panel; all others are not digested.
fn before_the_digester() -> (World, Vec<Story>) {
    let mut world = World::new(150, 40);
    let digested = world.stories.clone();
    for story in &mut world.stories {
        if !["Strait toll plan shelved", "Varga flies to lake talks"].contains(&story.headline.title.as_str()) {
            story.people.clear();
            story.places.clear();
        }
    }
    world.count_names();
    world.tell(Message::StoreChanged { new: 0, digested: vec![EntryId(1)] });
    world.press("Gk<Enter>");
    world.rest();
    world.sees(" 2/2");
    world.press("lGk");
    (world, digested)
}

#[test]
fn an_open_story_counts_what_is_digested_after_it() {
    let (mut world, digested) = before_the_digester();
    world.stories = digested;
    world.count_names();
    world.tell(Message::StoreChanged { new: 0, digested: vec![EntryId(1), EntryId(2)] });
    world.sees(" 5/5");
    // Newer stories have come in front of the selected one, and it is still selected.
    world.press("<Enter>");
    world.sees("RELATED · Tomas Varga     3/5");
}

#[test]
fn a_story_digested_after_the_one_before_it_was_opened_knows_its_place() {
    let (mut world, digested) = before_the_digester();
    world.press("[");
    world.rest();
    world.sees(" 1/2");
    // The answer of the store is late: the cursor goes on before the screen hears of the digested stories.
    world.stories = digested;
    world.count_names();
    world.press("q<Down>");
    world.rest();
    world.sees("RELATED · Tomas Varga     4/5");
}

#[test]
fn what_is_selected_beside_a_story_stays_so_when_other_people_come() {
    let (mut world, digested) = before_the_digester();
    world.press("gg");
    world.sees("] next with Tomas Varga");
    let open = world.stories.iter_mut().find(|story| story.headline.title == "Strait toll plan shelved".into()).unwrap();
    let other = digested.iter().flat_map(|story| &story.people).find(|person| person.name == "Mbali Dube".into()).unwrap();
    open.people.insert(0, other.clone());
    world.count_names();
    world.tell(Message::StoreChanged { new: 0, digested: vec![EntryId(1)] });
    world.sees("Mbali Dube");
    world.press("<Enter>");
    assert!(world.heading().contains("Tomas Varga"), "{}", world.heading());
}

#[test]
fn a_story_left_for_a_page_is_read_anew_when_the_reader_comes_back() {
    let (mut world, digested) = before_the_digester();
    world.press("P");
    world.stories = digested;
    world.count_names();
    world.press("q");
    world.sees(" 5/5");
}

#[test]
fn keys_are_about_the_story_that_was_entered_while_it_is_on_its_way() {
    let mut world = wide();
    world.press("<Enter>");
    let asked = world.press_unanswered("J");
    assert!(asked.contains(&Effect::OpenStory(EntryId(2))), "{asked:?}");
    // At the end of the story before this one, Space would go on to a third.
    let asked = world.press_unanswered("   ");
    assert_eq!(asked, []);
    let asked = world.press_unanswered("sw");
    let starred = Effect::SetStatus { entries: vec![EntryId(2)], change: StatusChange::Starred(true) };
    assert!(asked.contains(&starred) && asked.contains(&Effect::SaveMarkdown(EntryId(2))), "{asked:?}");
}

#[test]
fn a_pull_ends_where_the_reader_goes_elsewhere_and_goes_as_far_as_it_can() {
    let mut world = wide();
    world.press("<Enter>");
    let asked = world.press_unanswered("]");
    world.press_unanswered("J");
    for effect in asked {
        world.carry_out(effect);
    }
    assert_eq!(world.selected(), "Dockworkers accept port pay deal");
    // More steps than there are stories: the oldest is reached.
    world.press("K9]");
    world.sees(" 5/5");
    world.sees_not("That is the oldest");
    world.press("]");
    world.sees("That is the oldest story naming Tomas Varga.");
}

#[test]
fn a_name_that_a_narrow_table_breaks_is_stood_on_no_more() {
    let mut world = wide();
    let cell = |text: &str| RichText::plain(text.into());
    let row = ["keeper of the northern light for forty winters", "Mbali Dube"].map(cell).to_vec();
    let story = &mut world.stories[1];
    story.article.blocks.push(Block::Table { header: false, rows: vec![row] });
    let text = story.article.text();
    let start = text.rfind("Mbali Dube").unwrap();
    let bytes = start..start + "Mbali Dube".len();
    story.people[0].mentions.push(TextRange { field: Field::Text, bytes });
    world.press("<Enter>J<Tab><Tab><Tab>");
    assert_eq!(world.lines_with("winters│Mbali Dube").len(), 1);
    world.resize(40, 30);
    assert_eq!(world.lines_with("│Mbali Dube").len(), 0);
    world.press("<Tab>");
}
