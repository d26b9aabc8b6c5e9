//! Feeds: fetching, reading, telling entries apart, finding their addresses, and when to ask again.
//!
//! What is stored and when it is polled is left to `store` and `ingest`.

mod bodies;
mod dates;
mod discover;
mod fetch;
mod identity;
mod json;
mod outside;
mod parse;
mod pieces;
mod salvage;
pub mod schedule;
mod wishes;

pub use crate::markup::on_big_stack;
pub use dates::parse as parse_date;
#[cfg(feature = "train")]
pub use dates::{MonthsError, pack_months};
pub use discover::{Candidate, DiscoverError, Discovered, discover};
pub use fetch::{Document, FetchError, Fetched, Question, fetch};
pub use identity::{distinct, settle};
pub use parse::{ParseError, parse};
