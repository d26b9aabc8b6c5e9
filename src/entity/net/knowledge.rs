//! What tables of well-known people and organisations say of each token of a story, as numbers from 0 to 1.
//!
//! The network learns with all of them left out now and then, so that it does not rely on them.

pub(in super::super) use super::super::knowledge::{FACTS as KNOWN, facts as knowledge};
