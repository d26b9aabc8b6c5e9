//! What holds for every key, every size and every text.

use dateline::domain::{EntryId, HeadlineKey};
use dateline::message::Message;
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::world::{NOW, World};

const KEYS: [&str; 70] = [
    "j",
    "k",
    "J",
    "K",
    "h",
    "l",
    "n",
    "N",
    "]",
    "[",
    "H",
    "L",
    "p",
    "P",
    "m",
    "s",
    "S",
    "A",
    "u",
    "o",
    "y",
    "w",
    "r",
    "R",
    "a",
    "z",
    "=",
    "/",
    ":",
    "?",
    "f",
    "q",
    "<Esc>",
    "<Enter>",
    "<Enter>",
    "<Enter>",
    "<Tab>",
    "<BackTab>",
    "<Space>",
    "b",
    "gg",
    "G",
    "gu",
    "ga",
    "gs",
    "gl",
    "gp",
    "gP",
    "gf",
    "5",
    "12",
    "0",
    "<C-d>",
    "<C-u>",
    "<C-f>",
    "<C-b>",
    "<BS>",
    "c",
    "d",
    "x",
    "é",
    "東",
    "<Home>",
    "<End>",
    "<PageDown>",
    "<PageUp>",
    "<Up>",
    "<Down>",
    "g",
    "<C-l>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_key_and_no_size_breaks_the_screen(
        steps in prop::collection::vec((0..KEYS.len(), 0_u8..12, 1_u16..170, 1_u16..50), 1..60),
    ) {
        let mut world = World::new(100, 30);
        for (key, chance, columns, rows) in steps {
            match chance {
                0 => world.resize(columns, rows),
                1 => world.click(columns, rows),
                2 => world.mouse(crossterm::event::MouseEventKind::ScrollDown, columns, rows),
                3 => world.rest(),
                4 => world.tell(Message::StoreChanged { new: 1, digested: vec![EntryId(1), EntryId(4)] }),
                _ => world.press(KEYS[key]),
            }
            world.picture();
        }
    }

    #[test]
    fn no_title_breaks_a_row(title in "\\PC{0,120}", columns in 40_u16..160) {
        let mut world = World::new(columns, 14);
        world.stories[0].headline.title = dateline::text::CleanText::new(&title);
        world.tell(Message::StoreChanged { new: 1, digested: Vec::new() });
        world.press("<Enter>");
        world.picture();
    }
}

/// A list of many stories; the pages of it are all that the screen may ask for.
fn many(stories: i64) -> World {
    let mut world = World::new(150, 40);
    let told = world.stories[1].clone();
    let now: jiff::Timestamp = NOW.parse().unwrap();
    world.stories = (0..stories)
        .map(|index| {
            let mut story = told.clone();
            let at = now.checked_sub(SignedDuration::from_secs(60 * index)).unwrap();
            story.headline.key = HeadlineKey { at, id: EntryId(index + 100) };
            story.headline.title = format!("Story {index}").as_str().into();
            story
        })
        .collect();
    world.press("gagu");
    world
}

#[test]
fn a_long_list_is_walked_page_by_page_to_its_end_and_back() {
    let mut world = many(1_000);
    assert_eq!(world.selected(), "Story 0");
    for _ in 0..25 {
        world.press("40j");
    }
    assert_eq!(world.selected(), "Story 999");
    for _ in 0..25 {
        world.press("40k");
    }
    assert_eq!(world.selected(), "Story 0");
    world.press("G");
    assert_eq!(world.selected(), "Story 999");
    world.press("k");
    assert_eq!(world.selected(), "Story 998");
    world.press("gg");
    assert_eq!(world.selected(), "Story 0");
}

#[test]
fn every_row_is_passed_once() {
    let mut world = many(700);
    for index in 0..700 {
        assert_eq!(world.selected(), format!("Story {index}"));
        world.press("j");
    }
    for index in (0..699).rev() {
        world.press("k");
        assert_eq!(world.selected(), format!("Story {index}"));
    }
}

#[test]
fn a_reload_far_down_a_long_list_keeps_the_line_on_the_screen() {
    let mut world = many(1_000);
    for _ in 0..10 {
        world.press("40j");
    }
    world.press("5k");
    world.rest();
    let before = world.picture();
    world.tell(Message::StoreChanged { new: 1, digested: Vec::new() });
    assert_eq!(world.picture(), before);
}

/// A terminal that keeps what would be written to it.
#[derive(Clone, Default)]
struct Wire(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl std::io::Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_step_in_the_list_writes_few_bytes_and_resting_none() {
    let mut world = many(400);
    world.rest();
    let wire = Wire::default();
    let backend = ratatui::backend::CrosstermBackend::new(wire.clone());
    let viewport = ratatui::Viewport::Fixed(ratatui::layout::Rect::new(0, 0, 150, 40));
    let mut terminal = ratatui::Terminal::with_options(backend, ratatui::TerminalOptions { viewport }).unwrap();
    let mut paint = |world: &World| {
        wire.0.borrow_mut().clear();
        terminal.draw(|frame| world.app.draw(frame)).unwrap();
        wire.0.borrow().len()
    };
    paint(&world);
    let resting = paint(&world);
    for _ in 0..10 {
        world.press("j");
        let bytes = paint(&world);
        assert!(bytes <= 400, "{bytes} bytes for a step");
    }
    world.rest();
    let shown = paint(&world);
    assert!(resting <= 30, "{resting} bytes for nothing");
    assert!(shown > 0, "the story of the row shows once the keys rest");
}
