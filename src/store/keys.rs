//! Sorted streams of story keys and their merging: how any list is paged without OFFSET, and without sorting in SQL
//! wherever an index has the order.
//!
//! A list is one or several [`Stream`]s: a whole view is one, a folder has one for each of its feeds, an OR one for each of
//! its sides. Each is read in the order of an index and only as far as the page needs.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::codec::{ms, time};
use crate::domain::{EntryId, HeadlineKey};

/// Fewest keys that are read from one of several streams at a time.
const BATCH_MIN: usize = 4;

/// The place of a story in a list, as the database has it. Greater is newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) at_ms: i64,
    pub(super) id: i64,
}

impl From<HeadlineKey> for Key {
    fn from(key: HeadlineKey) -> Self {
        Self { at_ms: ms(key.at), id: key.id.0 }
    }
}

impl From<Key> for HeadlineKey {
    fn from(key: Key) -> Self {
        Self { at: time(key.at_ms), id: EntryId(key.id) }
    }
}

/// The keys between two others, both excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    above: Key,
    below: Key,
}

impl Range {
    /// Every key.
    pub(super) const ALL: Self =
        Self { above: Key { at_ms: i64::MIN, id: i64::MIN }, below: Key { at_ms: i64::MAX, id: i64::MAX } };

    /// Narrows to what stands after `key` in a list.
    pub(super) fn older_than(self, key: impl Into<Key>) -> Self {
        Self { below: self.below.min(key.into()), ..self }
    }

    /// Narrows to what stands before `key` in a list.
    pub(super) fn newer_than(self, key: impl Into<Key>) -> Self {
        Self { above: self.above.max(key.into()), ..self }
    }

    /// Narrows to `key` and what stands after it.
    pub(super) fn not_newer_than(self, key: impl Into<Key>) -> Self {
        let key = key.into();
        self.older_than(Key { id: key.id.saturating_add(1), ..key })
    }

    /// Narrows to `key` and what stands before it.
    pub(super) fn not_older_than(self, key: impl Into<Key>) -> Self {
        let key = key.into();
        self.newer_than(Key { id: key.id.saturating_sub(1), ..key })
    }

    /// Narrows to later than a moment.
    pub(super) fn after_ms(self, at_ms: i64) -> Self {
        self.newer_than(Key { at_ms, id: i64::MAX })
    }

    /// Narrows to earlier than a moment.
    pub(super) fn before_ms(self, at_ms: i64) -> Self {
        self.older_than(Key { at_ms, id: i64::MIN })
    }

    /// Returns the two keys.
    pub(super) fn ends(self) -> [Key; 2] {
        [self.above, self.below]
    }

    /// Says whether the key stands between the two.
    pub(super) fn holds(&self, key: Key) -> bool {
        self.above < key && key < self.below
    }

    /// Returns what two ranges share.
    pub(super) fn and(self, other: Self) -> Self {
        self.newer_than(other.above).older_than(other.below)
    }
}

/// Which end of a range is read first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Newest,
    Oldest,
}

/// Keys in the order of an index.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    /// `FROM` with its joins; the index is named, so that the plan never hangs on statistics.
    pub(super) from: String,
    /// The columns of the key in it.
    pub(super) at: &'static str,
    pub(super) id: &'static str,
    /// Conditions, joined by AND; empty for none.
    pub(super) conditions: String,
    /// The values of the conditions, in their order.
    pub(super) values: Vec<Value>,
    /// To which keys the stream is limited.
    pub(super) range: Range,
}

impl Stream {
    /// Adds a condition on the story's number, with its value.
    pub(super) fn with(mut self, condition: &str, value: Value) -> Self {
        let and = if self.conditions.is_empty() { "" } else { " AND " };
        self.conditions = format!("{}{and}{} {condition}", self.conditions, self.id);
        self.values.push(value);
        self
    }

    /// Returns the statement of a page; its last five parameters are the range and the number of rows.
    ///
    /// On the indexes of `entry_status` the range is found by its moment; stories of that very moment are passed over one by
    /// one, which matters only where thousands arrived together without a date.
    pub(super) fn sql(&self, from: Start) -> String {
        let Self { from: tables, at, id, conditions, .. } = self;
        let order = if from == Start::Newest { "DESC" } else { "ASC" };
        let and = if conditions.is_empty() { "" } else { " AND " };
        format!(
            "SELECT {at}, {id} FROM {tables} WHERE {conditions}{and}({at}, {id}) > (?, ?) AND ({at}, {id}) < (?, ?) \
             ORDER BY {at} {order}, {id} {order} LIMIT ?"
        )
    }

    /// Returns the values of the statement's parameters.
    pub(super) fn parameters(&self, range: Range, limit: usize) -> Vec<Value> {
        let mut values = self.values.clone();
        values.extend([range.above.at_ms, range.above.id, range.below.at_ms, range.below.id].map(Value::Integer));
        values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        values
    }

    /// Reads the first keys of the range.
    pub(super) fn read(&self, db: &Connection, range: Range, from: Start, limit: usize) -> rusqlite::Result<Vec<Key>> {
        let range = self.range.and(range);
        if range.above >= range.below {
            return Ok(Vec::new());
        }
        db.prepare_cached(&self.sql(from))?
            .query_map(params_from_iter(self.parameters(range, limit)), |row| Ok(Key { at_ms: row.get(0)?, id: row.get(1)? }))?
            .collect()
    }
}

/// Reads the first `limit` keys of several streams together, each once, however many of them hold it.
pub(super) fn merged(db: &Connection, streams: &[Stream], range: Range, from: Start, limit: usize) -> rusqlite::Result<Vec<Key>> {
    match streams {
        [] => Ok(Vec::new()),
        [only] => only.read(db, range, from, limit),
        _ => Merge::begin(db, streams, range, from, limit)?.collect(limit),
    }
}

/// Several streams being merged: each is read a few keys ahead, and again when these are used up.
struct Merge<'a> {
    db: &'a Connection,
    streams: &'a [Stream],
    range: Range,
    from: Start,
    batch: usize,
    ahead: Vec<std::vec::IntoIter<Key>>,
    heads: BinaryHeap<Head>,
}

/// The next key of a stream; the heap gives the one that comes first in the order that is read.
#[derive(PartialEq, Eq)]
struct Head {
    key: Key,
    from: Start,
    stream: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        let newer = self.key.cmp(&other.key);
        if self.from == Start::Newest { newer } else { newer.reverse() }.then(other.stream.cmp(&self.stream))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Merge<'a> {
    fn begin(db: &'a Connection, streams: &'a [Stream], range: Range, from: Start, limit: usize) -> rusqlite::Result<Self> {
        // Twice the even share: few streams need a second reading, and most of what is read is used.
        let batch = (limit * 2 / streams.len()).max(BATCH_MIN);
        let ahead = streams.iter().map(|_| Vec::new().into_iter()).collect();
        let mut merge = Self { db, streams, range, from, batch, ahead, heads: BinaryHeap::with_capacity(streams.len()) };
        for stream in 0..streams.len() {
            merge.read_ahead(stream, range)?;
        }
        Ok(merge)
    }

    fn read_ahead(&mut self, stream: usize, range: Range) -> rusqlite::Result<()> {
        let keys = self.streams[stream].read(self.db, range, self.from, self.batch)?;
        self.ahead[stream] = keys.into_iter();
        self.push_head(stream);
        Ok(())
    }

    fn push_head(&mut self, stream: usize) {
        if let Some(key) = self.ahead[stream].next() {
            self.heads.push(Head { key, from: self.from, stream });
        }
    }

    fn collect(mut self, limit: usize) -> rusqlite::Result<Vec<Key>> {
        let mut keys: Vec<Key> = Vec::with_capacity(limit.min(1_024));
        while keys.len() < limit {
            let Some(Head { key, stream, .. }) = self.heads.pop() else { break };
            if keys.last() != Some(&key) {
                keys.push(key);
            }
            if self.ahead[stream].len() > 0 {
                self.push_head(stream);
            } else {
                let rest = match self.from {
                    Start::Newest => self.range.older_than(key),
                    Start::Oldest => self.range.newer_than(key),
                };
                self.read_ahead(stream, rest)?;
            }
        }
        Ok(keys)
    }
}
