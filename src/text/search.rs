//! Fuzzy and plain matching of what the reader types.
