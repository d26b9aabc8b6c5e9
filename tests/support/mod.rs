//! What tests of the built program share.

pub mod server;
pub mod terminal;
