//! What tests of the built program share.

pub mod terminal;
