//! The sample edition: six invented sources inside the program, and the little server that they are polled from.
//!
//! `dateline demo` and the tests read it exactly as they read the net: feeds and pages over HTTP, with everything that
//! real pages carry beside the story. The stories stand as plain text in `assets/sample/`, one file a source; who
//! is who in them is told in `assets/sample/README.md`. What becomes of them is the business of `ingest`.

mod edition;
mod feeds;
mod folder;
mod html;
mod marks;
mod page;
mod picture;
mod server;
mod site;
mod source;
mod truth;

#[cfg(test)]
mod tests;

pub use folder::SampleFolder;
pub use server::{SampleFeed, SampleServer, serve};
pub use truth::{StoryTruth, truth};
