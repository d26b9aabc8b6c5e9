//! The screen: where panes sit, which keys mean what, how things look, and the panes themselves.
//!
//! Panes are plain state with methods that change it and a `draw` that changes nothing. No I/O and no clock in here; what a
//! key does to the whole is `app`'s business.

pub mod keymap;
pub mod look;
mod measure;
pub mod panes;
pub mod pictures;
pub mod plain;
pub mod screen;
pub mod story_lines;
pub mod theme;
pub mod widgets;
