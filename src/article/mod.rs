//! Readable articles: from a page or a feed's own HTML to typed blocks, and from blocks to lines, Markdown and HTML.
//!
//! Every function is from data to data; fetching pages and naming people is done elsewhere.

mod blocks;
mod choice;
mod dom;
mod extract;
mod junk;
mod labels;
pub mod lines;
mod main_part;
mod metadata;
mod outline;
mod pictures;
pub mod render;
mod rich;
mod signs;
mod strip;
mod tables;
mod thin;

pub use choice::{choose, is_whole};
pub use extract::{extract, from_feed};
