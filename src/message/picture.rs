//! What comes back when a picture was asked for.

use std::fmt;
use std::sync::Arc;

use ratatui_image::sliced::SlicedProtocol;

use crate::text::CleanText;

/// A picture in the words that its terminal understands, made for one size.
#[derive(Clone)]
pub struct DrawnPicture(Arc<SlicedProtocol>);

impl DrawnPicture {
    /// Wraps what the library made of a picture.
    pub fn new(protocol: SlicedProtocol) -> Self {
        Self(Arc::new(protocol))
    }

    /// Returns what the library draws.
    pub fn protocol(&self) -> &SlicedProtocol {
        &self.0
    }

    /// Returns how many columns it takes.
    pub fn columns(&self) -> u16 {
        self.0.size().width
    }

    /// Returns how many lines it takes.
    pub fn rows(&self) -> u16 {
        self.0.size().height
    }
}

impl PartialEq for DrawnPicture {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for DrawnPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DrawnPicture({}×{})", self.columns(), self.rows())
    }
}

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPicture {
    /// The cause, to stand after "This picture cannot be shown: ".
    pub cause: CleanText,
    /// Whether the net was too slow for it: then the next one will be no faster.
    pub slow: bool,
}
