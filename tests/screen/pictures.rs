//! Every place at the four sizes, as snapshots to look at.

use std::path::PathBuf;

use crate::world::World;

pub const SIZES: [(u16, u16); 4] = [(150, 40), (100, 30), (60, 20), (40, 12)];

/// Presses the keys at every size and keeps one picture of each.
#[track_caller]
fn check(name: &str, keys: &str) {
    for (columns, rows) in SIZES {
        let mut world = World::new(columns, rows);
        world.press(keys);
        world.rest();
        let picture = world.picture();
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), picture);
        });
    }
}

#[test]
fn headlines() {
    check("headlines", "");
}

#[test]
fn a_story_with_a_name_stood_on() {
    check("story", "<Enter><Tab><Tab>");
}

#[test]
fn people_and_places_beside_the_story() {
    check("people_beside", "<Enter>pj");
}

#[test]
fn nothing_but_the_story() {
    check("zen", "<Enter>z");
}

#[test]
fn a_person() {
    check("person", "<Enter><Tab><Enter>");
}

#[test]
fn a_place() {
    check("place", "gP<Enter>");
}

#[test]
fn everybody() {
    check("people", "gp");
}

#[test]
fn every_place() {
    check("places", "gP");
}

#[test]
fn feeds_with_one_that_fails() {
    check("feeds", "gfjjj");
}

#[test]
fn a_search() {
    check("search", "/geneva<Enter>");
}

#[test]
fn an_empty_view() {
    check("empty", "= mermaid<BS><Enter>");
}

#[test]
fn the_palette() {
    check("palette", ":star");
}

#[test]
fn the_keys() {
    check("help", "<Enter>?");
}

#[test]
fn the_second_half_of_a_sequence_is_shown() {
    check("sequence", "g");
}

#[test]
fn a_prompt() {
    check("prompt", "a");
}

#[test]
fn the_first_page() {
    for (columns, rows) in SIZES {
        for (name, found) in [("welcome", vec![]), ("welcome_newsboat", vec![(PathBuf::from("/home/reader/.newsboat/urls"), 83)])]
        {
            let mut world = World::empty(columns, rows, found);
            let picture = world.picture();
            insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), picture);
            });
        }
    }
}

#[test]
fn a_screen_that_is_too_small_says_what_it_needs() {
    let mut world = World::new(39, 12);
    world.sees("dateline needs 40×12, this is 39×12");
    world.resize(40, 12);
    world.sees("UNREAD 10");
}
