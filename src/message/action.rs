//! [`Action`]: what the reader can ask for; each has a name in the key table.

/// What the reader asks for by a key, the mouse or the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Goes to the next line or row.
    Down,
}
