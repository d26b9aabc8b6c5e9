//! What a list is walked by: an index in whose order its stories come, or the hits of words.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use super::{Checks, ids_value};
use crate::store::keys::{Range, Stream};

/// What is walked in the order of its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    Time,
    Unread,
    Starred,
    Later,
    /// The stories of a feed; whether only unread ones.
    Feed(i64, bool),
    /// The stories that bear a tag of their own, by its folded name.
    Tag(String),
    Person(i64),
    Place(i64),
    /// The stories of the places in a country or region.
    Area(i64),
    /// These stories. They are few, and sorted.
    Stories(BTreeSet<i64>),
    /// Hits come in the order of their numbers, are few, and are sorted.
    Words(String),
}

impl Walk {
    pub(super) fn stream(self, range: Range, checks: &Checks) -> Stream {
        let status = |index: &str| format!("entry_status s INDEXED BY {index}");
        // Without checks the names' own table has all that is needed.
        let names = |kind: &str| {
            let join = if checks.conditions.is_empty() { "" } else { " CROSS JOIN entry_status s ON s.entry_id = n.entry_id" };
            format!("story_{kind} n{join}")
        };
        let (from, condition, value) = match self {
            Self::Time => (status("entry_by_time"), "", None),
            Self::Unread => (status("entry_unread"), "s.read = 0", None),
            Self::Starred => (status("entry_starred"), "s.starred = 1", None),
            Self::Later => (status("entry_later"), "s.later = 1", None),
            Self::Feed(id, false) => (status("entry_by_feed"), "s.feed_id = ?", Some(Value::Integer(id))),
            Self::Feed(id, true) => (status("entry_feed_unread"), "s.feed_id = ? AND s.read = 0", Some(Value::Integer(id))),
            Self::Tag(folded) => (names("tag"), "n.folded = ?", Some(Value::Text(folded))),
            Self::Person(id) => (names("person"), "n.person_id = ?", Some(Value::Integer(id))),
            Self::Place(id) => (names("place"), "n.place_id = ?", Some(Value::Integer(id))),
            Self::Area(id) => (names("area"), "n.area_id = ?", Some(Value::Integer(id))),
            Self::Stories(ids) => (
                "json_each(?) j CROSS JOIN entry_status s ON s.entry_id = j.value".to_owned(),
                "s.at_ms IS NOT NULL",
                Some(ids_value(&ids)),
            ),
            Self::Words(words) => (
                "story_text CROSS JOIN entry_status s ON s.entry_id = story_text.rowid".to_owned(),
                "story_text MATCH ?",
                Some(Value::Text(words)),
            ),
        };
        let (at, id) = if from.contains(" n") { ("n.at_ms", "n.entry_id") } else { ("s.at_ms", "s.entry_id") };
        let mut conditions: Vec<&str> = vec![condition];
        conditions.extend(checks.conditions.iter().map(String::as_str));
        conditions.retain(|condition| !condition.is_empty());
        let mut values: Vec<Value> = value.into_iter().collect();
        values.extend_from_slice(&checks.values);
        Stream { from, at, id, conditions: conditions.join(" AND "), values, range }
    }
}
