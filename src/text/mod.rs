//! Text as people read it: cleaned, measured, wrapped, matched.
//!
//! Everything foreign becomes [`CleanText`] before it is stored; nothing in here knows about feeds, stories or the screen.

mod clean;
pub mod fold;
pub mod nearest;
pub mod search;
mod wrap;

pub use clean::{CleanText, may_be_shown, showable};
pub use wrap::{display_width, truncate, wrap};
