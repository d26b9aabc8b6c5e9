//! The state of the screen: what happened goes in as a [`Message`], what is to be done comes out as [`Effect`]s.
//!
//! [`App::update`] is the only place where the state changes and [`App::draw`] changes nothing. No I/O, no clock: the time
//! comes in messages.

mod act;
mod act_feeds;
mod act_links;
mod act_people;
mod act_reading;
mod act_rules;
mod act_tags;
mod answers;
mod core;
mod draw;
mod follow;
mod history;
mod keys;
mod mapped;
mod mouse;
mod overlay;
mod pipe;
mod place;
mod query_input;
mod reading;
mod see_pictures;
mod settings;
mod undo;

use self::core::Core;
use self::history::History;
use self::overlay::Overlay;
use self::place::Place;
use crate::message::{Effect, Looked, Message};
use crate::ui::keymap::Pending;

pub use self::settings::AppSettings;

/// The whole state of the screen.
#[derive(Debug)]
pub struct App {
    core: Core,
    place: Place,
    history: History,
    overlay: Option<Overlay>,
    /// A list that came while the reader was at another: it opens once that is closed.
    waiting: Option<Overlay>,
    pending: Pending,
    out_again_quits: bool,
    dirty: bool,
}

impl App {
    /// Makes the state of a screen of so many columns and rows; `Message::Started` fills it.
    pub fn new(settings: AppSettings, size: (u16, u16)) -> Self {
        Self {
            core: Core::new(settings, size),
            place: Place::unread(),
            history: History::default(),
            overlay: None,
            waiting: None,
            pending: Pending::default(),
            out_again_quits: false,
            dirty: true,
        }
    }

    /// Takes what happened and returns what is to be done.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Now(now) => self.core.now = now,
            Message::Key(key) => self.key(key),
            Message::Mouse(mouse) => self.mouse(mouse),
            Message::Paste(text) => self.paste(&text),
            Message::Resized(columns, rows) => self.resize((columns, rows)),
            answer => self.answer(answer),
        }
        if self.overlay.is_none() && self.waiting.is_some() {
            self.overlay = self.waiting.take();
            self.dirty = true;
        }
        self.see_pictures();
        std::mem::take(&mut self.core.out)
    }

    /// Returns when the reader looked, to be kept for the next start.
    pub fn looked(&self) -> Option<Looked> {
        self.core.looked
    }

    /// Says whether the screen may look different from what was drawn last.
    pub fn needs_draw(&self) -> bool {
        self.dirty
    }

    /// Notes that the screen was drawn.
    pub fn drawn(&mut self) {
        self.dirty = false;
    }

    fn resize(&mut self, size: (u16, u16)) {
        self.core.size = size;
        self.place.fit(&self.core);
        self.dirty = true;
    }
}
