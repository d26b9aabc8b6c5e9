//! The screen as a reader meets it: keys in, pictures out, no disk and no net.

#[path = "screen/world.rs"]
mod world;

#[path = "screen/pictures.rs"]
mod pictures;
#[path = "screen/places.rs"]
mod places;
#[path = "screen/prompts.rs"]
mod prompts;
#[path = "screen/reading.rs"]
mod reading;
#[path = "screen/robust.rs"]
mod robust;
