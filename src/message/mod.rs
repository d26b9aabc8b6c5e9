//! The vocabulary of the screen loop: what the reader asks for, what happened, what is to be done.

mod action;
mod effect;
#[expect(clippy::module_inception, reason = "the message is the subject")]
mod message;
mod picture;

pub use action::Action;
pub use effect::{Anchor, Effect, HeadlineRequest, IndexSort, MarkRead, Pack, StoryFormat, Toward};
pub use message::{Found, HeadlinePage, Looked, MapPlaces, Message, Offer, Progress, Startup, ViewCounts};
pub use picture::{DrawnPicture, NoPicture};
