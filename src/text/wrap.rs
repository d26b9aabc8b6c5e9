//! Widths, wrapping, truncation by grapheme.
