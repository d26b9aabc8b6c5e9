//! The first page: what the program does, and five ways to begin.

use std::path::PathBuf;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::message::{Action, Pack};
use crate::text::CleanText;
use crate::ui::keymap::Scope;
use crate::ui::look::{Look, counted};
use crate::ui::widgets::{ListCursor, Motion, Pen};

/// Widest line of the page.
const WIDTH_MAX: u16 = 68;

/// The first page.
#[derive(Clone, Debug, Default)]
pub struct Welcome {
    /// Subscriptions of other readers, with the number of feeds.
    pub importable: Vec<(PathBuf, usize)>,
    /// Packs that a list of the reader's own replaces.
    own_packs: Vec<Pack>,
    cursor: ListCursor,
}

/// The ways to begin, in their order.
const CHOICES: [Action; 5] = [Action::PackNews, Action::PackTechnology, Action::AddFeed, Action::Import, Action::Sample];

impl Welcome {
    /// Makes the page; where subscriptions were found, the way to take them is the selected one.
    pub fn new(importable: Vec<(PathBuf, usize)>, own_packs: &[Pack]) -> Self {
        let selected = if importable.is_empty() { 0 } else { 3 };
        Self { importable, own_packs: own_packs.to_vec(), cursor: ListCursor { selected, top: 0 } }
    }

    /// Moves; says whether anything changed.
    pub fn go(&mut self, motion: Motion) -> bool {
        self.cursor.go(motion, CHOICES.len(), CHOICES.len())
    }

    /// Returns what Enter does.
    pub fn selected(&self) -> Action {
        CHOICES[self.cursor.selected.min(CHOICES.len() - 1)]
    }

    /// Selects the choice at a line of the screen; says whether there is one.
    pub fn click(&mut self, area: Rect, y: u16) -> bool {
        let (rows, first) = (self.lines().len() as u16, Self::first_choice(area));
        let hit = y.checked_sub(first).filter(|line| *line < rows);
        if let Some(line) = hit {
            self.go(Motion::To(usize::from(line)));
        }
        hit.is_some()
    }

    fn lines(&self) -> [(String, String); 5] {
        let import = match self.importable.first() {
            Some((path, feeds)) => {
                let program = if path.components().any(|part| part.as_os_str().to_string_lossy().contains("newsboat")) {
                    "newsboat".to_owned()
                } else {
                    CleanText::new(&path.file_name().unwrap_or_default().to_string_lossy()).into_string()
                };
                (format!("{} in {program}", counted(*feeds as u32, "feed", "feeds")), "Enter to import".to_owned())
            }
            None => ("import OPML or newsboat".into(), "asks for the file".into()),
        };
        let about = |pack, ours| if self.own_packs.contains(&pack) { "the list in your config" } else { ours };
        let line = |what: &str, about: &str| (what.to_owned(), about.to_owned());
        [
            line("a news pack", about(Pack::News, "feeds from many countries")),
            line("a technology pack", about(Pack::Technology, "by people who build things")),
            line("paste an address", "a site's own will do"),
            import,
            line("a look around", "sample edition, no network"),
        ]
    }

    fn room(area: Rect) -> Rect {
        let width = area.width.saturating_sub(4).min(WIDTH_MAX);
        let above = if area.height >= 20 { (area.height - 16) / 3 } else { 0 };
        Rect { x: area.x + (area.width - width) / 2, y: area.y + above, width, height: area.height - above }
    }

    fn first_choice(area: Rect) -> u16 {
        let room = Self::room(area);
        let sentence = crate::ui::measure::wrap(SENTENCE, usize::from(room.width.max(1))).len() as u16;
        room.y + sentence + if room.height >= 12 { 3 } else { 1 }
    }

    /// Draws the page.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let room = Self::room(area);
        let airy = room.height >= 12;
        let mut pen = Pen::new(buffer, room);
        if airy {
            pen.line(&[("dateline", look.theme.heading)]);
            pen.skip(1);
        }
        pen.wrapped(SENTENCE, look.theme.text);
        pen.skip(1);
        for (index, (what, about)) in self.lines().iter().enumerate() {
            let selected = index == self.cursor.selected;
            let mark = if selected { "▌" } else { " " };
            let style = if selected { look.theme.heading } else { look.theme.text };
            let what = if room.width >= 52 { format!("{what:<26}") } else { what.clone() };
            let about = if room.width >= 52 { about.as_str() } else { "" };
            let number = (index + 1).to_string();
            pen.line(&[
                (mark, look.theme.accent),
                (&number, look.theme.accent),
                ("  ", look.theme.text),
                (&what, style),
                (about, look.theme.faint),
            ]);
        }
        if airy {
            pen.skip(1);
            let key = |action| look.keymap.key_for(Scope::Welcome, action);
            let (help, quit) = (key(Action::Help), key(Action::Quit));
            pen.wrapped(&format!("Everything stays on this machine. {help} shows the keys, {quit} quits."), look.theme.faint);
        }
    }
}

/// What the program does.
const SENTENCE: &str =
    "Reads your news feeds, and leads from the people and places in a story to every other story that names them.";
