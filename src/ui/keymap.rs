//! Keys to actions: a trie of key sequences for each place, counts before them, and the names that help shows.
//!
//! The defaults are `assets/keys.toml`, under `assets/keys-newsboat.toml` for those who come from there; keys of the reader's
//! own win over them in every place.

mod own;
mod pending;
mod scope;

use std::collections::BTreeMap;

use crokey::{KeyCombination, KeyCombinationFormat};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use self::own::{Hidden, OwnKeyError};
pub use self::pending::{Pending, Pressed};
pub use self::scope::Scope;
use crate::config::KeymapChoice;
use crate::message::Action;

/// The default keys.
const DEFAULTS: &str = include_str!("../../assets/keys.toml");
/// What newsboat's habits put in their place.
const NEWSBOAT: &str = include_str!("../../assets/keys-newsboat.toml");

/// Why a key of the reader's own cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No such key.
    #[error("there is no key {key:?}\nwrite keys as in \"g u\", \"Ctrl-d\", \"PageDown\"")]
    Key {
        /// As written.
        key: String,
    },
    /// Two keys of which only one can be pressed.
    #[error("{}\ngive one of them another key", together(begins, whole))]
    Twice {
        /// The shorter one, as written.
        begins: String,
        /// The longer one, as written.
        whole: String,
    },
    /// No such action.
    #[error("there is no action {name:?}\nthe palette (:) lists them all")]
    Action {
        /// As written.
        name: String,
    },
}

/// Says why two keys cannot stand beside each other.
fn together(begins: &str, whole: &str) -> String {
    if sequence(begins) == sequence(whole) {
        format!("`{begins}` and `{whole}` are the same key")
    } else {
        format!("`{begins}` is the beginning of `{whole}`: only one of them can work")
    }
}

/// One step of the trie.
#[derive(Clone, Debug, Default)]
struct Node {
    action: Option<Action>,
    next: Vec<(KeyCombination, Node)>,
}

impl Node {
    /// Binds a sequence; what stood at it, under it or on the way to it is gone.
    fn bind(&mut self, keys: &[KeyCombination], action: Action) {
        let Some((first, rest)) = keys.split_first() else {
            *self = Self { action: Some(action), next: Vec::new() };
            return;
        };
        self.action = None;
        if let Some((_, node)) = self.next.iter_mut().find(|(key, _)| key == first) {
            node.bind(rest, action);
        } else {
            let mut node = Self::default();
            node.bind(rest, action);
            self.next.push((*first, node));
        }
    }

    /// Takes over what another trie has, where nothing stands in the way, but for some actions.
    fn fill(&mut self, other: &Self, but: &[Action]) {
        for (key, node) in &other.next {
            if node.action.is_some_and(|action| but.contains(&action)) {
                continue;
            }
            match self.next.iter_mut().find(|(known, _)| known == key) {
                Some((_, known)) if known.action.is_none() && node.action.is_none() => known.fill(node, but),
                Some(_) => {}
                None => {
                    let mut taken = Self { action: node.action, next: Vec::new() };
                    taken.fill(node, but);
                    if taken.action.is_some() || !taken.next.is_empty() {
                        self.next.push((*key, taken));
                    }
                }
            }
        }
    }

    fn actions(&self) -> Vec<Action> {
        let mut found = Vec::new();
        self.walk("", &mut |_, action| found.push(action));
        found
    }

    fn find(&self, keys: &[KeyCombination]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.next.iter().find(|(next, _)| next == key).map(|(_, node)| node))
    }

    fn walk(&self, before: &str, visit: &mut impl FnMut(&str, Action)) {
        for (key, node) in &self.next {
            let keys = format!("{before}{}", key_name(*key));
            match node.action {
                Some(action) => visit(&keys, action),
                None => node.walk(&keys, visit),
            }
        }
    }
}

/// The keys of every place.
#[derive(Clone, Debug)]
pub struct Keymap {
    scopes: Vec<Node>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::parse(DEFAULTS).expect("the key table of the program is tested")
    }
}

impl Keymap {
    /// Returns the keys of a habit.
    ///
    /// # Panics
    /// Never: both tables are tested.
    pub fn of(habit: KeymapChoice) -> Self {
        let defaults = Self::default();
        match habit {
            KeymapChoice::Dateline => defaults,
            KeymapChoice::Newsboat => Self::parse(NEWSBOAT).expect("the key table of the program is tested").over(&defaults),
        }
    }

    /// Lays these keys over others: their actions have no other keys, the rest keeps what is free.
    fn over(mut self, under: &Self) -> Self {
        for (node, under) in self.scopes.iter_mut().zip(&under.scopes) {
            let named = node.actions();
            node.fill(under, &named);
        }
        self
    }

    /// Reads a table of places, actions and their keys.
    ///
    /// # Errors
    /// Names the first key or action that does not exist.
    pub fn parse(table: &str) -> Result<Self, KeymapError> {
        let table: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(table).map_err(|error| KeymapError::Key { key: error.message().to_owned() })?;
        let mut keymap = Self { scopes: vec![Node::default(); Scope::ALL.len()] };
        for (index, scope) in Scope::ALL.iter().enumerate() {
            for name in ["everywhere", scope.name()] {
                let Some(entries) = table.get(name) else { continue };
                for &action in Action::ALL {
                    for keys in entries.get(action.name()).into_iter().flatten() {
                        keymap.scopes[index].bind(&sequence(keys)?, action);
                    }
                }
                if let Some(unknown) = entries.keys().find(|name| Action::by_name(name).is_none()) {
                    return Err(KeymapError::Action { name: unknown.clone() });
                }
            }
        }
        Ok(keymap)
    }

    /// Binds a key or a sequence of keys in every place.
    ///
    /// # Errors
    /// Says which key or action does not exist.
    pub fn bind(&mut self, keys: &str, action: &str) -> Result<(), KeymapError> {
        let action = Action::by_name(action).ok_or_else(|| KeymapError::Action { name: action.to_owned() })?;
        let keys = sequence(keys)?;
        for node in &mut self.scopes {
            node.bind(&keys, action);
        }
        Ok(())
    }

    fn root(&self, scope: Scope) -> &Node {
        let index = Scope::ALL.iter().position(|other| *other == scope).unwrap_or_default();
        &self.scopes[index]
    }

    /// Returns the keys that ask for an action in a place, the preferred first.
    pub fn keys_of(&self, scope: Scope, action: Action) -> Vec<String> {
        let mut found = Vec::new();
        self.root(scope).walk("", &mut |keys, bound| {
            if bound == action {
                found.push(keys.to_owned());
            }
        });
        found
    }

    /// Returns the key that asks for an action in a place, as it is named to the reader; without one what the palette takes.
    pub fn key_for(&self, scope: Scope, action: Action) -> String {
        self.keys_of(scope, action).into_iter().next().unwrap_or_else(|| format!(":{}", action.name()))
    }

    /// Returns every action of a place with its keys, in the order of [`Action::ALL`].
    pub fn listing(&self, scope: Scope) -> Vec<(Action, Vec<String>)> {
        let mut keys: BTreeMap<Action, Vec<String>> = BTreeMap::new();
        self.root(scope).walk("", &mut |name, action| keys.entry(action).or_default().push(name.to_owned()));
        keys.into_iter().collect()
    }

    /// Returns what may follow the keys pressed so far.
    pub fn following(&self, scope: Scope, keys: &[KeyCombination]) -> Vec<(String, Action)> {
        let mut found = Vec::new();
        if let Some(node) = self.root(scope).find(keys) {
            node.walk("", &mut |keys, action| found.push((keys.to_owned(), action)));
        }
        found
    }
}

/// Makes one key of an event: Shift counts only where the character does not already show it.
fn combination(event: KeyEvent) -> KeyCombination {
    let mut event = event;
    match event.code {
        KeyCode::Char(letter) if !letter.is_ascii_alphabetic() => event.modifiers.remove(KeyModifiers::SHIFT),
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => event.code = KeyCode::BackTab,
        KeyCode::BackTab => event.modifiers.insert(KeyModifiers::SHIFT),
        _ => {}
    }
    KeyCombination::from(event)
}

/// Reads a sequence of keys: "g u", "Ctrl-d", "G".
fn sequence(keys: &str) -> Result<Vec<KeyCombination>, KeymapError> {
    let keys: Vec<_> = keys.split_whitespace().map(parse_key).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(KeymapError::Key { key: String::new() }) } else { Ok(keys) }
}

/// Reads one key. A single character is itself, capitals included; crokey would take `G` for `g`.
fn parse_key(key: &str) -> Result<KeyCombination, KeymapError> {
    let mut letters = key.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Ok(combination(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)));
    }
    if key.eq_ignore_ascii_case("shift-tab") {
        return Ok(combination(KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)));
    }
    let parsed = crokey::parse(key).map_err(|_| KeymapError::Key { key: key.to_owned() })?;
    let crokey::OneToThree::One(code) = parsed.codes else { return Err(KeymapError::Key { key: key.to_owned() }) };
    Ok(combination(KeyEvent::new(code, parsed.modifiers)))
}

/// Returns the name of a key as help shows it.
pub fn key_name(key: KeyCombination) -> String {
    let crokey::OneToThree::One(code) = key.codes else { return key.to_string() };
    match code {
        KeyCode::BackTab => "Shift-Tab".into(),
        KeyCode::PageDown => "PgDn".into(),
        KeyCode::PageUp => "PgUp".into(),
        KeyCode::Left => format!("{}←", modifiers(key.modifiers)),
        KeyCode::Right => format!("{}→", modifiers(key.modifiers)),
        KeyCode::Up => format!("{}↑", modifiers(key.modifiers)),
        KeyCode::Down => format!("{}↓", modifiers(key.modifiers)),
        KeyCode::Char(letter) if letter != ' ' && (key.modifiers - KeyModifiers::SHIFT).is_empty() => letter.to_string(),
        _ => KeyCombinationFormat::default().with_implicit_shift().to_string(key),
    }
}

fn modifiers(modifiers: KeyModifiers) -> String {
    let mut name = String::new();
    for (modifier, word) in [(KeyModifiers::CONTROL, "Ctrl-"), (KeyModifiers::ALT, "Alt-"), (KeyModifiers::SHIFT, "Shift-")] {
        if modifiers.contains(modifier) {
            name.push_str(word);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(pending: &mut Pending, keymap: &Keymap, letter: char) -> Pressed {
        let modifiers = if letter.is_ascii_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        pending.press(keymap, Scope::Headlines, KeyEvent::new(KeyCode::Char(letter), modifiers))
    }

    fn check(typed: &str, wanted: &Pressed) {
        let (keymap, mut pending) = (Keymap::default(), Pending::default());
        let last = typed.chars().map(|letter| press(&mut pending, &keymap, letter)).last().unwrap();
        assert_eq!(&last, wanted, "{typed}");
    }

    #[test]
    fn sequences_counts_and_capitals_are_told_apart() {
        check("j", &Pressed::Action(Action::Down, None));
        check("5j", &Pressed::Action(Action::Down, Some(5)));
        check("120j", &Pressed::Action(Action::Down, Some(120)));
        check("gg", &Pressed::Action(Action::Top, None));
        check("3G", &Pressed::Action(Action::Bottom, Some(3)));
        check("gp", &Pressed::Action(Action::GoPeople, None));
        check("gP", &Pressed::Action(Action::GoPlaces, None));
        check("?", &Pressed::Action(Action::Help, None));
        check("g", &Pressed::Waiting);
        check("gx", &Pressed::Nothing("gx".into()));
        check("0", &Pressed::Nothing("0".into()));
    }

    #[test]
    fn escape_gives_up_a_begun_sequence() {
        let (keymap, mut pending) = (Keymap::default(), Pending::default());
        press(&mut pending, &keymap, 'g');
        let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
        assert_eq!(pending.press(&keymap, Scope::Headlines, escape), Pressed::GivenUp);
        assert_eq!(pending.press(&keymap, Scope::Headlines, escape), Pressed::Action(Action::Out, None));
    }

    #[test]
    fn a_shifted_sign_is_the_same_key_in_every_terminal() {
        let keymap = Keymap::default();
        let shifted = KeyEvent::new(KeyCode::Char('?'), KeyModifiers::SHIFT);
        assert_eq!(Pending::default().press(&keymap, Scope::Story, shifted), Pressed::Action(Action::Help, None));
        for event in [KeyEvent::new(KeyCode::BackTab, KeyModifiers::NONE), KeyEvent::new(KeyCode::Tab, KeyModifiers::SHIFT)] {
            assert_eq!(Pending::default().press(&keymap, Scope::Story, event), Pressed::Action(Action::PreviousName, None));
        }
    }

    #[test]
    fn a_key_of_the_readers_own_wins_everywhere() {
        let mut keymap = Keymap::default();
        keymap.bind("x", "quit").unwrap();
        keymap.bind("g", "top").unwrap();
        assert_eq!(press(&mut Pending::default(), &keymap, 'x'), Pressed::Action(Action::Quit, None));
        assert_eq!(press(&mut Pending::default(), &keymap, 'g'), Pressed::Action(Action::Top, None));
        assert!(keymap.bind("x", "fly").is_err());
        assert!(keymap.bind("Ctrl-Hyper-x", "quit").is_err());
    }

    #[test]
    fn newsboats_keys_lie_over_ours_and_leave_nothing_without_a_key() {
        let (ours, theirs) = (Keymap::default(), Keymap::of(KeymapChoice::Newsboat));
        for scope in Scope::ALL {
            for (action, keys) in ours.listing(scope) {
                let kept = theirs.keys_of(scope, action);
                assert!(!kept.is_empty(), "{} {keys:?} in {}", action.name(), scope.name());
            }
        }
        for (action, keys) in [
            (Action::PreviousUnread, &["p"][..]),
            (Action::ToggleRead, &["N", "m"]),
            (Action::SaveMarkdown, &["s"]),
            (Action::Links, &["u", "#"]),
            (Action::GoFeeds, &["E", "gf"]),
            (Action::NextUnread, &["n"]),
            (Action::PageDown, &["Ctrl-f", "PgDn", "Space"]),
            (Action::Top, &["gg", "Home"]),
        ] {
            assert_eq!(theirs.keys_of(Scope::Headlines, action), keys);
        }
        assert_eq!(theirs.keys_of(Scope::Index, Action::Sort), ["s"]);
    }

    #[test]
    fn help_names_keys_as_they_are_pressed() {
        let keymap = Keymap::default();
        assert_eq!(keymap.keys_of(Scope::Headlines, Action::Bottom), ["G", "End"]);
        assert_eq!(keymap.keys_of(Scope::Headlines, Action::PageDown), ["Ctrl-f", "PgDn", "Space"]);
        assert_eq!(keymap.keys_of(Scope::Headlines, Action::PreviousName), ["Shift-Tab"]);
        assert_eq!(keymap.keys_of(Scope::Headlines, Action::Down), ["j", "↓"]);
        assert_eq!(keymap.keys_of(Scope::Headlines, Action::Back), ["H", "Alt-←"]);
    }
}
