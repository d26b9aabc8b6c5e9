//! One report of several sources is one row, and can be unfolded.

use dateline::domain::EntryId;
use dateline::message::Message;

use crate::world::World;

/// The world with the first and the third story carrying one report; the third is the older one.
fn world() -> World {
    let mut world = World::new(150, 40);
    world.reports = vec![vec![EntryId(1), EntryId(3)]];
    world.tell(Message::ReportsJoined);
    world.rest();
    world
}

fn unread(world: &World, id: i64) -> bool {
    world.stories.iter().find(|story| story.headline.key.id == EntryId(id)).unwrap().headline.unread
}

#[test]
fn a_report_of_two_sources_is_one_row_that_unfolds() {
    let mut world = world();
    let listed = |world: &mut World| {
        let picture = world.picture();
        picture.lines().any(|line| line.chars().take(40).collect::<String>().contains("Strait talks resume"))
    };
    assert!(!listed(&mut world));
    world.press("ggj");
    world.sees("· +1");
    world.sees("e 1 more");
    world.press("e");
    world.sees("Strait talks resume");
    world.sees("e fold");
    let rows: Vec<String> = world.picture().lines().map(|line| line.chars().take(46).collect()).collect();
    let first = rows.iter().position(|row| row.contains("Court clears")).unwrap();
    assert!(rows[first + 2].starts_with("   Strait talks"), "{}", rows[first + 2]);
    world.press("je");
    assert!(!listed(&mut world));
    world.sees("· +1");
}

#[test]
fn who_reads_a_report_has_read_it_in_every_source() {
    let mut world = world();
    assert!(unread(&world, 1) && unread(&world, 3));
    world.press("ggj<Enter>");
    assert!(!unread(&world, 1) && !unread(&world, 3));
    world.press("u");
    world.sees("Undone: 2 stories unread.");
    assert!(unread(&world, 1) && unread(&world, 3));
    world.press("<Esc>m");
    world.sees("2 stories read. u undoes.");
    assert!(!unread(&world, 1) && !unread(&world, 3));
}

#[test]
fn an_unfolded_row_is_read_for_itself() {
    let mut world = world();
    world.press("ggjej<Enter>");
    assert!(!unread(&world, 1) && unread(&world, 3));
}

#[test]
fn the_results_of_a_search_are_not_folded() {
    let mut world = world();
    world.press("/talks<Enter>");
    world.rest();
    world.sees("Strait talks resume");

    world.press("e");
    world.sees("In the results of a search nothing is folded.");
}

#[test]
fn marking_read_goes_by_the_rows() {
    // The row below the report: what is newer and folded into another row is not above it.
    let mut world = world();
    world.press("ggj{");
    assert!(unread(&world, 1) && !unread(&world, 2) && unread(&world, 3));
    world.press("u");
    world.press("A");
    assert!(world.stories.iter().all(|story| !story.headline.unread));
    world.press("u");
    assert!(unread(&world, 1) && unread(&world, 3));
}

#[test]
fn a_selected_story_that_joins_a_report_stays_selected_in_its_row() {
    let mut world = World::new(150, 40);
    world.press("gg");
    assert_eq!(world.selected(), "Strait talks resume after three-day pause");
    world.reports = vec![vec![EntryId(1), EntryId(9)]];
    world.tell(Message::ReportsJoined);
    assert_eq!(world.selected(), "Varga flies to lake talks");
}
