//! From a pressed key to an action, or to the prompt that takes all keys.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::App;
use super::overlay::Overlay;
use crate::message::Action;
use crate::ui::keymap::{Pressed, Scope};

impl App {
    /// Takes a key.
    pub(super) fn key(&mut self, key: KeyEvent) {
        if key.kind == KeyEventKind::Release {
            return;
        }
        self.dirty = true;
        self.core.looks();
        self.core.clear_notice();
        let out_again_quits = std::mem::take(&mut self.out_again_quits);
        if self.overlay.as_ref().is_some_and(Overlay::takes_letters) {
            self.overlay_key(key);
            return;
        }
        let scope = self.scope();
        match self.pending.press(&self.core.settings.keymap, scope, key) {
            Pressed::Action(Action::Out, _) if out_again_quits && key.code != KeyCode::Esc => self.act(Action::Quit, None),
            Pressed::Action(action, count) => self.act(action, count),
            Pressed::Waiting | Pressed::GivenUp => {}
            Pressed::Nothing(keys) => {
                let help = self.key_of(Action::Help);
                self.core.say(format!("{keys} does nothing here. {help} shows the keys."));
            }
        }
    }

    /// Takes a key while a prompt is open; only the keys that suspend the program or draw it anew go past it.
    fn overlay_key(&mut self, key: KeyEvent) {
        match (key.code, key.modifiers) {
            // As in vim and less: it ends what is being typed, not the program.
            (KeyCode::Char('c'), KeyModifiers::CONTROL) => self.overlay = None,
            (KeyCode::Char('z'), KeyModifiers::CONTROL) => self.act(Action::Suspend, None),
            (KeyCode::Char('l'), KeyModifiers::CONTROL) => self.act(Action::Redraw, None),
            _ => self.prompt_key(key),
        }
    }

    /// Returns which keys hold now.
    pub(super) fn scope(&self) -> Scope {
        if matches!(self.overlay, Some(Overlay::Help(_))) { Scope::Help } else { self.place.scope() }
    }

    /// Returns the key that asks for an action here, as it is named to the reader.
    pub(super) fn key_of(&self, action: Action) -> String {
        self.core.settings.keymap.key_for(self.scope(), action)
    }
}
