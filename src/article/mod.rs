//! Readable articles: from a page or a feed's own HTML to typed blocks, and from blocks to lines, Markdown and HTML.
//!
//! Every function is from data to data; fetching pages and naming people is done elsewhere.

mod accordion;
mod aggregator;
mod blocks;
mod choice;
mod data;
mod dom;
mod endless;
mod entries;
mod extract;
mod fuller;
mod further;
mod halves;
mod headlines;
mod joints;
mod junk;
mod labels;
mod late_pictures;
pub mod lines;
mod live;
mod main_part;
mod metadata;
mod noscript;
mod outline;
mod pictures;
mod read_on;
pub mod render;
mod rich;
mod rows;
mod signs;
mod sites;
mod standfirst;
mod strip;
mod tables;
mod teasers;
mod thin;
mod trace;
mod tree;
mod whole;

pub use choice::{choose, is_whole};
pub use extract::{explain, extract, from_feed};
pub use further::{Further, further};
pub use sites::Sites;
pub use trace::Removal;
pub use whole::whole;
