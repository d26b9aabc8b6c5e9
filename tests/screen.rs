//! The screen as a reader meets it: keys in, pictures out. Most of it stands on an invented world in memory,
//! `edition` on the sample edition, polled and digested for real.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

#[path = "screen/world.rs"]
mod world;

#[path = "screen/attached.rs"]
mod attached;
#[path = "screen/edition.rs"]
mod edition;
#[path = "screen/folds.rs"]
mod folds;
#[path = "screen/map.rs"]
mod map;
#[path = "screen/meanwhile.rs"]
mod meanwhile;
#[path = "screen/persons.rs"]
mod persons;
#[path = "screen/pictures.rs"]
mod pictures;
#[path = "screen/places.rs"]
mod places;
#[path = "screen/plain.rs"]
mod plain;
#[path = "screen/prompts.rs"]
mod prompts;
#[path = "screen/reading.rs"]
mod reading;
#[path = "screen/robust.rs"]
mod robust;
#[path = "screen/rules.rs"]
mod rules;
#[path = "screen/see_pictures.rs"]
mod see_pictures;
#[path = "screen/since.rs"]
mod since;
#[path = "screen/tags.rs"]
mod tags;
