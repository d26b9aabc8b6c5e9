//! The lines of a story at a width, as `article::lines` lays them out: the one door from the panes to it.

pub use crate::article::lines::{Layout, Line, Mark, MarkRole, Role, Run, layout};
