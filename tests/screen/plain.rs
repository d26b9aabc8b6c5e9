//! The plain screen: words in the place of signs, one pane, and the cursor where the reader is.

use dateline::app::AppSettings;
use dateline::message::Startup;

use crate::world::{World, settings};

const SIZES: [(u16, u16); 2] = [(100, 30), (40, 12)];

/// Signs that are drawn elsewhere: marks, lines, bars, arrows that are no keys, the dots of the map.
const SIGNS: &str = "◆◇▌▸·★│─┴›•▨◌‖⟳▲▼●○◉◎▁▂▃▄▅▆▇█";

fn plain(columns: u16, rows: u16) -> World {
    let startup = Startup { feeds: 5, ..Startup::default() };
    World::with(columns, rows, AppSettings { plain: true, ..settings() }, startup, true)
}

#[track_caller]
fn check(name: &str, keys: &str) {
    for (columns, rows) in SIZES {
        let mut world = plain(columns, rows);
        world.press(keys);
        world.rest();
        let picture = world.picture();
        for (number, line) in picture.lines().enumerate() {
            let sign = line.chars().find(|letter| SIGNS.contains(*letter) || ('\u{2800}'..='\u{28ff}').contains(letter));
            assert_eq!(sign, None, "line {number}: {line}");
        }
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("plain_{name}_{columns}x{rows}"), picture);
        });
    }
}

#[test]
fn plain_headlines() {
    check("headlines", "sjjgaj");
}

#[test]
fn a_plain_story() {
    check("story", "<Enter><Tab>");
}

#[test]
fn plain_people_beside() {
    check("people_beside", "<Enter>p");
}

#[test]
fn a_plain_person() {
    check("person", "<Enter><Tab><Enter>");
}

#[test]
fn no_place_has_signs() {
    for keys in ["gp", "gP", "gm", "gP<Enter>", "gv", "gf", "gfp", "?", ":star", "/geneva<Enter>", "g", "<Enter>f"] {
        let mut world = plain(150, 40);
        world.press(keys);
        world.rest();
        let picture = world.picture();
        assert!(!picture.contains(|letter| SIGNS.contains(letter)), "{keys}:\n{picture}");
    }
}

#[test]
fn what_marks_say_is_said_in_words() {
    let mut world = plain(100, 30);
    world.press("ga");
    world.sees("unread: Strait talks resume after three-day pause");
    world.press("sm");
    world.sees("read, starred: Strait talks resume after three-day pause");
    world.press("S");
    world.sees("read, starred, later: Strait talks");
}

#[test]
fn the_cursor_follows_the_reader() {
    let mut world = plain(100, 30);
    assert!(world.cursor().2.contains("unread: Strait talks resume"), "{:?}", world.cursor());
    world.press("jj");
    assert!(world.cursor().2.contains("unread: Court clears merger"), "{:?}", world.cursor());
    world.press("gg<Enter>");
    assert!(world.cursor().2.starts_with("Strait talks resume"), "{:?}", world.cursor());
    world.press("<Tab>");
    assert!(world.cursor().2.starts_with("Tomas Varga said"), "{:?}", world.cursor());
    world.press("pj");
    assert!(world.cursor().2.starts_with("Ines Okafor  "), "{:?}", world.cursor());
    world.press("q/talk");
    assert_eq!(world.cursor().1, 29, "where one types");
}
