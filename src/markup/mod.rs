//! Foreign markup made harmless: bytes to text, text to what a library may be given, fragments to one plain line.
//!
//! Everything here is linear in its input and never fails on it. What the tags mean is left to `feed` and `article`.

mod decode;
mod entities;
mod guess;
mod html;
mod names;
mod plain;
mod stack;
mod sweep;
pub mod tags;
mod xml;

pub use decode::{Decoded, decode, undo_double_encoding};
pub use entities::{escape, undefined, unescape, unescape_again};
pub use html::{Limited, limit_html};
pub use names::is_known as is_html;
pub use plain::{plain, plain_text};
pub use stack::{BIG_STACK_THREAD, on_big_stack, spawn_on_big_stack};
pub use sweep::sweep;
pub use xml::{LimitError, limit_xml};

/// Returns the beginning of `text`, at most `bytes_max` bytes of it and no half character.
pub fn head(text: &str, bytes_max: usize) -> &str {
    let mut end = bytes_max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
