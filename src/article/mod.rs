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
mod metadata;
mod pictures;
pub mod render;
mod rich;
mod strip;
mod tables;
mod whole;

pub use choice::{choose, is_whole};
pub use extract::{extract, from_feed};
pub use whole::whole;
