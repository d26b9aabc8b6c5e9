//! Keys of the reader's own over a key table: which cannot stand together, and what becomes unreachable by them.

use std::collections::BTreeMap;
use std::fmt;

use super::{Keymap, KeymapError, Node, Scope, key_name, sequence};
use crate::config::KeymapChoice;
use crate::message::Action;

/// Actions that are named at most when a key hides them.
const NAMED_MAX: usize = 6;

/// Which key of the reader's own cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct OwnKeyError {
    /// The key as written.
    pub keys: String,
    /// Why.
    pub why: KeymapError,
}

/// A key of the reader's own that hides others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The key as written.
    pub keys: String,
    /// What can no longer be asked for: the keys that were, and the action.
    pub lost: Vec<(String, Action)>,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// It is the beginning of the others.
    Beginning,
    /// The others are its beginning.
    Longer,
    /// It is the same key.
    Same,
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = &self.keys;
        match self.how {
            How::Beginning => write!(f, "`{keys}` is the beginning of other keys, which do nothing any more")?,
            How::Longer => write!(f, "`{keys}` begins with a key that does nothing by itself any more")?,
            How::Same => write!(f, "`{keys}` was the only key of something else")?,
        }
        let named: Vec<String> =
            self.lost.iter().take(NAMED_MAX).map(|(keys, action)| format!("{keys} ({})", action.name())).collect();
        let more = self.lost.len().saturating_sub(NAMED_MAX);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        write!(f, "\nhidden: {}{more}; give them other keys here, or find them by name with :", named.join(", "))
    }
}

impl Keymap {
    /// Returns the keys of a habit with keys of the reader's own over them.
    ///
    /// # Errors
    /// Names the first of them that cannot be pressed, asks for no action, or stands in the way of another.
    pub fn with_own(habit: KeymapChoice, own: &BTreeMap<String, String>) -> Result<Self, OwnKeyError> {
        let mut keymap = Self::of(habit);
        let mut taken: Vec<(&String, Vec<_>)> = Vec::new();
        for (written, action) in own {
            let refused = |why| OwnKeyError { keys: written.clone(), why };
            keymap.bind(written, action).map_err(refused)?;
            let keys = sequence(written).map_err(refused)?;
            if let Some((other, known)) = taken.iter().find(|(_, other)| other.starts_with(&keys) || keys.starts_with(other)) {
                let (begins, whole) = if known.len() > keys.len() { (written, *other) } else { (*other, written) };
                return Err(refused(KeymapError::Twice { begins: begins.clone(), whole: whole.clone() }));
            }
            taken.push((written, keys));
        }
        Ok(keymap)
    }

    /// Names the keys of the reader's own that make others useless: those that begin like others, and those that were the only
    /// key of an action.
    pub fn hidden(habit: KeymapChoice, own: &BTreeMap<String, String>) -> Vec<Hidden> {
        let (before, Ok(after)) = (Self::of(habit), Self::with_own(habit, own)) else { return Vec::new() };
        own.iter().filter_map(|(written, action)| before.hides(written, Action::by_name(action)?, &after)).collect()
    }

    /// Says what a key for some action hides that was there before.
    fn hides(&self, written: &str, asked: Action, after: &Self) -> Option<Hidden> {
        let keys = sequence(written).ok()?;
        let name: String = keys.iter().map(|key| key_name(*key)).collect();
        let mut how = How::Same;
        let mut lost: Vec<(String, Action)> = Vec::new();
        for scope in Scope::ALL {
            let mut note = |keys: String, action: Action| {
                if action != asked && !lost.iter().any(|(known, other)| (known, *other) == (&keys, action)) {
                    lost.push((keys, action));
                }
            };
            let left = after.root(scope).actions();
            match self.root(scope).find(&keys) {
                Some(Node { action: Some(action), .. }) if !left.contains(action) => note(name.clone(), *action),
                Some(Node { action: Some(_), .. }) => {}
                Some(node) => {
                    how = How::Beginning;
                    node.walk(&name, &mut |keys, action| note(keys.to_owned(), action));
                }
                None => {
                    for end in 1..keys.len() {
                        if let Some(Node { action: Some(action), .. }) = self.root(scope).find(&keys[..end]) {
                            how = How::Longer;
                            note(keys[..end].iter().map(|key| key_name(*key)).collect(), *action);
                        }
                    }
                }
            }
        }
        (!lost.is_empty()).then(|| Hidden { keys: written.to_owned(), lost, how })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(keys: &[(&str, &str)]) -> BTreeMap<String, String> {
        keys.iter().map(|(keys, action)| ((*keys).to_owned(), (*action).to_owned())).collect()
    }

    fn hidden(keys: &[(&str, &str)]) -> Vec<String> {
        Keymap::hidden(KeymapChoice::Dateline, &own(keys)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_key_that_hides_others_is_named_with_what_is_lost() {
        let told = hidden(&[("g", "top"), ("j j", "bottom"), ("r", "poll-all")]);
        assert!(told[0].starts_with("`g` is the beginning of other keys, which do nothing any more\nhidden: gu (go-unread), "));
        assert!(told[0].ends_with(" more; give them other keys here, or find them by name with :"), "{}", told[0]);
        insta::assert_snapshot!(told[1..].join("\n\n"), @r"
        `j j` begins with a key that does nothing by itself any more
        hidden: j (down); give them other keys here, or find them by name with :

        `r` was the only key of something else
        hidden: r (poll-feed); give them other keys here, or find them by name with :
        ");
    }

    #[test]
    fn a_key_that_takes_nothing_away_is_not_worth_a_word() {
        assert!(
            hidden(&[("ctrl-n", "next-unread"), ("g r", "poll-all"), ("K", "next-story"), ("J", "previous-story")]).is_empty()
        );
        assert!(hidden(&[("j", "down"), ("Down", "half-page-down")]).is_empty());
    }

    #[test]
    fn two_keys_of_ones_own_that_begin_alike_cannot_both_work() {
        let refused = |keys: &[(&str, &str)]| {
            let error = Keymap::with_own(KeymapChoice::Dateline, &own(keys)).unwrap_err();
            (error.keys.clone(), error.to_string().lines().next().unwrap_or_default().to_owned())
        };
        let longer = refused(&[("x", "top"), ("x y", "bottom")]);
        assert_eq!(longer, ("x y".into(), "`x` is the beginning of `x y`: only one of them can work".into()));
        assert_eq!(refused(&[("Ctrl-n", "top"), ("ctrl-n", "bottom")]).1, "`Ctrl-n` and `ctrl-n` are the same key");
        assert_eq!(refused(&[("hyper-q", "quit")]).0, "hyper-q");
        assert!(Keymap::with_own(KeymapChoice::Dateline, &own(&[("x y", "top"), ("x z", "bottom")])).is_ok());
    }
}
