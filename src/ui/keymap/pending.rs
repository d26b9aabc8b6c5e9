//! The keys pressed so far: sequences that are not complete, and the number before them.

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent};

use super::{Keymap, Node, Scope, combination, key_name};
use crate::message::Action;

/// Largest count that can be typed before a key.
const COUNT_MAX: u32 = 99_999;

/// What a pressed key led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// To an action, with the number typed before it.
    Action(Action, Option<u32>),
    /// More keys are needed.
    Waiting,
    /// Nothing: these keys do nothing here.
    Nothing(String),
    /// A begun sequence was given up.
    GivenUp,
}

/// The keys of a sequence that is not complete, and the number before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    keys: Vec<KeyCombination>,
    count: Option<u32>,
}

impl Pending {
    /// Says whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.count.is_none()
    }

    /// Returns the keys pressed so far.
    pub fn keys(&self) -> &[KeyCombination] {
        &self.keys
    }

    /// Returns what was typed so far, as it is shown: `5g`.
    pub fn shown(&self) -> String {
        let count = self.count.map(|count| count.to_string()).unwrap_or_default();
        self.keys.iter().fold(count, |shown, key| shown + &key_name(*key))
    }

    /// Takes the next key.
    pub fn press(&mut self, keymap: &Keymap, scope: Scope, event: KeyEvent) -> Pressed {
        let key = combination(event);
        if key.modifiers.is_empty() && event.code == KeyCode::Esc && !self.is_empty() {
            *self = Self::default();
            return Pressed::GivenUp;
        }
        let mut keys = self.keys.clone();
        keys.push(key);
        match keymap.root(scope).find(&keys) {
            Some(Node { action: Some(action), .. }) => {
                let count = self.count;
                *self = Self::default();
                Pressed::Action(*action, count)
            }
            Some(_) => {
                self.keys = keys;
                Pressed::Waiting
            }
            None => self.unbound(key, &keys),
        }
    }

    /// A key that leads nowhere may still be a digit of a number.
    fn unbound(&mut self, key: KeyCombination, keys: &[KeyCombination]) -> Pressed {
        if self.keys.is_empty()
            && let Some(digit) = key.as_letter().and_then(|letter| letter.to_digit(10))
            && (digit > 0 || self.count.is_some())
        {
            self.count = Some((self.count.unwrap_or(0) * 10 + digit).min(COUNT_MAX));
            return Pressed::Waiting;
        }
        let shown = keys.iter().map(|key| key_name(*key)).collect();
        *self = Self::default();
        Pressed::Nothing(shown)
    }
}
