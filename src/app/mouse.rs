//! The mouse: the wheel scrolls the pane under it, a click selects and opens.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;

use super::App;
use super::overlay::Overlay;
use super::place::Place;
use crate::message::Action;
use crate::ui::panes::StoryHit;
use crate::ui::screen::{self, Focus};
use crate::ui::widgets::Motion;

/// Lines that the wheel scrolls at once.
const WHEEL: isize = 3;

impl App {
    /// Takes what the mouse did.
    pub(super) fn mouse(&mut self, event: MouseEvent) {
        match event.kind {
            MouseEventKind::ScrollDown => self.wheel(event, WHEEL),
            MouseEventKind::ScrollUp => self.wheel(event, -WHEEL),
            MouseEventKind::Down(MouseButton::Left) => self.click(event.column, event.row),
            _ => return,
        }
        self.out_again_quits = false;
        self.dirty = true;
    }

    fn wheel(&mut self, event: MouseEvent, by: isize) {
        let (body, over) = (screen::page(self.core.size).body, screen::above_bottom(self.core.size));
        match &mut self.overlay {
            Some(Overlay::Help(help)) => {
                help.go(Motion::By(by), body);
                return;
            }
            Some(Overlay::Palette { panel, .. } | Overlay::Choice { panel, .. }) => {
                panel.go(Motion::By(by), over);
                return;
            }
            Some(Overlay::Pick(pick)) => {
                pick.panel.go(Motion::By(by), over);
                return;
            }
            Some(Overlay::Tags(tagging)) => {
                tagging.panel.go(Motion::By(by), over);
                return;
            }
            _ => {}
        }
        let core = &mut self.core;
        match &mut self.place {
            Place::Reading(reading) => {
                let panes = reading.panes(core);
                let over = |area: Option<Rect>| area.is_some_and(|area| area.contains((event.column, event.row).into()));
                if over(panes.headlines) {
                    reading.scroll_list(by.signum(), core);
                } else if over(panes.story_room) {
                    let height = reading.story_height(core);
                    reading.story.go(Motion::By(by), height);
                } else if over(panes.beside)
                    && let Some(story) = reading.story.story().cloned()
                {
                    reading.beside.go(&story, Motion::By(by.signum()));
                    core.await_rest();
                }
            }
            Place::Name(page) => {
                page.go(Motion::By(by), body, &core.look());
            }
            Place::Index(index) => {
                index.scroll(by, body);
            }
            Place::Feeds(feeds) => {
                feeds.scroll(by, body);
            }
            Place::Map(map) => map.pane.walk(by > 0),
            Place::Welcome(welcome) => {
                welcome.go(Motion::By(by.signum()));
            }
        }
    }

    fn click(&mut self, x: u16, y: u16) {
        self.core.clear_notice();
        let (body, over) = (screen::page(self.core.size).body, screen::above_bottom(self.core.size));
        match &mut self.overlay {
            Some(Overlay::Choice { panel, .. }) => {
                if panel.click(over, y) {
                    self.choose();
                }
                return;
            }
            Some(Overlay::Palette { panel, fitting, .. }) => {
                let chosen = panel.click(over, y).then(|| panel.selected().and_then(|row| fitting.get(row).copied())).flatten();
                if let Some(action) = chosen {
                    self.overlay = None;
                    self.act(action, None);
                }
                return;
            }
            Some(Overlay::Pick(pick)) => {
                if pick.panel.click(over, y) {
                    self.pick();
                }
                return;
            }
            Some(Overlay::Tags(tagging)) => {
                if tagging.panel.click(over, y) {
                    tagging.toggle();
                }
                return;
            }
            Some(_) => return,
            None => {}
        }
        let look = self.core.look();
        let open = match &mut self.place {
            Place::Reading(_) => return self.click_reading(x, y),
            Place::Name(page) => page.click(body, &look, x, y) == Some(true),
            Place::Index(index) => index.row_at(body, y).is_some_and(|(row, again)| {
                index.go(Motion::To(row), body);
                again
            }),
            Place::Feeds(feeds) => feeds.row_at(body, y).is_some_and(|(row, again)| {
                feeds.go(Motion::To(row), body);
                again
            }),
            Place::Map(map) => map.pane.click(body, x, y),
            Place::Welcome(welcome) => welcome.click(body, y),
        };
        if open {
            self.act(Action::Open, None);
        }
    }

    fn click_reading(&mut self, x: u16, y: u16) {
        let Place::Reading(reading) = &mut self.place else { return };
        let core = &mut self.core;
        let panes = reading.panes(core);
        let inside = |area: Option<Rect>| area.filter(|area| area.contains((x, y).into()));
        if let Some(area) = inside(panes.headlines) {
            if let Some(row) = reading.list.row_at(area, panes.top.is_none(), y) {
                reading.select_row(row, core);
                reading.enter_selected(core);
            } else {
                reading.set_focus(Focus::Headlines, core);
            }
        } else if inside(panes.story_room).is_some() {
            if reading.story.story().is_none() {
                return;
            }
            match panes.story.and_then(|area| reading.story.hit(area, x, y)) {
                Some(StoryHit::Name(door)) => self.enter_door(door),
                Some(StoryHit::Link(url)) => core.open(&url),
                None => reading.set_focus(Focus::Story, core),
            }
        } else if let Some(area) = inside(panes.beside)
            && let Some(story) = reading.story.story().cloned()
            && let Some(item) = reading.beside.item_at(area, &story, y, core.settings.plain)
        {
            let again = reading.focus == Focus::Beside && reading.beside.selected(&story) == Some(item);
            reading.beside.select(&story, item);
            reading.set_focus(Focus::Beside, core);
            core.await_rest();
            if again {
                self.open_beside();
            }
        } else if panes.top.is_some() && y == 0 {
            self.act(Action::Out, None);
        }
    }
}
