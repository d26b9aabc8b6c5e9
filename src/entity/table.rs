//! The packed form of the embedded tables: compressed planes of numbers and front-coded sorted strings.
//!
//! Reads with every length checked, so that damaged data is an error; what the tables mean is left to the gazetteer.

use thiserror::Error;

/// Largest table after decompression; the real ones have a few megabytes.
const UNPACKED_BYTES_MAX: usize = 32 << 20;

/// Why an embedded table cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TableError {
    /// The compressed data is damaged.
    #[error("a table of names cannot be unpacked\nbuild dateline anew from a clean copy of its source")]
    Packed,
    /// The data ends too early, or counts and texts in it do not fit together.
    #[error("a table of names is damaged\nbuild dateline anew from a clean copy of its source")]
    Damaged,
    /// The data was made by another version of the packing program.
    #[error("a table of names belongs to another version\nmake it anew with dateline-train")]
    Version,
}

/// Decompresses a table.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, TableError> {
    zstd::bulk::decompress(packed, UNPACKED_BYTES_MAX).map_err(|_| TableError::Packed)
}

/// Walks through unpacked bytes.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts behind the magic word `magic`.
    pub(super) fn new(bytes: &'a [u8], magic: &[u8]) -> Result<Self, TableError> {
        bytes.strip_prefix(magic).map(|rest| Self { rest }).ok_or(TableError::Version)
    }

    /// Takes `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], TableError> {
        let (head, rest) = self.rest.split_at_checked(count).ok_or(TableError::Damaged)?;
        self.rest = rest;
        Ok(head)
    }

    /// Returns everything that was not taken.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Takes one number.
    pub(super) fn number(&mut self) -> Result<u32, TableError> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// Takes a count of things that need at least one byte each, so that no count asks for more memory than there are bytes.
    pub(super) fn count(&mut self) -> Result<usize, TableError> {
        let count = self.number()? as usize;
        if count > self.rest.len() { Err(TableError::Damaged) } else { Ok(count) }
    }

    /// Takes `count` numbers of `width` bytes, stored as one plane for each byte because that packs better.
    pub(super) fn planes(&mut self, count: usize, width: usize) -> Result<Vec<u32>, TableError> {
        let mut numbers = vec![0u32; count];
        for plane in 0..width {
            for (number, byte) in numbers.iter_mut().zip(self.take(count)?) {
                *number |= u32::from(*byte) << (8 * plane);
            }
        }
        Ok(numbers)
    }

    /// Takes a list of strings.
    pub(super) fn strings(&mut self) -> Result<Strings, TableError> {
        let count = self.count()?;
        let shared = self.take(count)?;
        let added = self.take(count)?;
        let mut letters = self.take(added.iter().map(|&length| usize::from(length)).sum())?;
        let mut text: Vec<u8> = Vec::with_capacity(letters.len() * 2);
        let mut ends = Vec::with_capacity(count);
        let mut before = 0;
        for (&shared, &added) in shared.iter().zip(added) {
            let start = text.len();
            if usize::from(shared) > start - before {
                return Err(TableError::Damaged);
            }
            text.extend_from_within(before..before + usize::from(shared));
            let (head, rest) = letters.split_at_checked(usize::from(added)).ok_or(TableError::Damaged)?;
            text.extend_from_slice(head);
            letters = rest;
            ends.push(text.len() as u32);
            before = start;
        }
        let text = String::from_utf8(text).map_err(|_| TableError::Damaged)?;
        if ends.iter().any(|&end| !text.is_char_boundary(end as usize)) {
            return Err(TableError::Damaged);
        }
        Ok(Strings { text, ends, heads: Vec::new() })
    }
}

/// A list of strings in one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
    /// For each first two bytes of a string how many strings stand before the first of them; empty where there is no index.
    heads: Vec<u32>,
}

/// Returns the first two bytes of a string as a number.
fn head(text: &str) -> usize {
    let bytes = text.as_bytes();
    let byte = |at: usize| usize::from(bytes.get(at).copied().unwrap_or(0));
    byte(0) << 8 | byte(1)
}

impl Strings {
    /// Adds an index by the first two bytes, for long sorted lists that are searched often; it takes 256 KiB.
    pub(super) fn indexed(mut self) -> Self {
        let mut heads = vec![0; (1 << 16) + 1];
        for at in 0..self.len() {
            heads[head(self.get(at)) + 1] += 1;
        }
        for at in 1..heads.len() {
            heads[at] += heads[at - 1];
        }
        self.heads = heads;
        self
    }

    /// Returns how many strings there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns one string; empty where there is none.
    pub(super) fn get(&self, at: usize) -> &str {
        let Some(&end) = self.ends.get(at) else { return "" };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start as usize..end as usize]
    }

    /// Returns the first place at which `key` or something greater stands; the list must be sorted by bytes.
    pub(super) fn lower_bound(&self, key: &str) -> usize {
        let (mut low, mut high) = match self.heads.get(head(key)..head(key) + 2) {
            Some([low, high]) => (*low as usize, *high as usize),
            _ => (0, self.len()),
        };
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.get(middle) < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Returns where `key` stands in the sorted list.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        let at = self.lower_bound(key);
        (at < self.len() && self.get(at) == key).then_some(at)
    }
}

/// Packs tables: the mirror of [`Reader`].
#[cfg(any(test, feature = "train"))]
pub(super) mod write {
    /// Builds the bytes of a table.
    pub(in super::super) struct Writer {
        bytes: Vec<u8>,
    }

    impl Writer {
        /// Starts with the magic word.
        pub(in super::super) fn new(magic: &[u8]) -> Self {
            Self { bytes: magic.to_vec() }
        }

        /// Goes on behind bytes that a writer made.
        #[cfg(feature = "train")]
        pub(in super::super) fn from_bytes(bytes: Vec<u8>) -> Self {
            Self { bytes }
        }

        /// Returns the table as it is, not compressed.
        #[cfg(feature = "train")]
        pub(in super::super) fn into_bytes(self) -> Vec<u8> {
            self.bytes
        }

        /// Adds bytes as they are.
        #[cfg(feature = "train")]
        pub(in super::super) fn bytes(&mut self, bytes: &[u8]) {
            self.bytes.extend(bytes);
        }

        /// Adds one number.
        pub(in super::super) fn number(&mut self, number: u32) {
            self.bytes.extend(number.to_le_bytes());
        }

        /// Adds numbers in `width` planes.
        pub(in super::super) fn planes(&mut self, numbers: &[u32], width: usize) {
            for plane in 0..width {
                self.bytes.extend(numbers.iter().map(|number| (number >> (8 * plane)) as u8));
            }
        }

        /// Adds a list of strings of at most 255 bytes; sorted ones pack best.
        pub(in super::super) fn strings<S: AsRef<str>>(&mut self, strings: &[S]) {
            self.number(strings.len() as u32);
            let (mut shared, mut added, mut letters) = (Vec::new(), Vec::new(), Vec::<u8>::new());
            let mut before = "";
            for text in strings {
                let text = text.as_ref();
                debug_assert!(u8::try_from(text.len()).is_ok(), "no name is that long");
                let same = before.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
                shared.push(same as u8);
                added.push((text.len() - same) as u8);
                letters.extend(&text.as_bytes()[same..]);
                before = text;
            }
            self.bytes.extend(shared);
            self.bytes.extend(added);
            self.bytes.extend(letters);
        }

        /// Returns the compressed table, with a checksum over its contents.
        pub(in super::super) fn finish(self) -> std::io::Result<Vec<u8>> {
            let mut packer = zstd::bulk::Compressor::new(19)?;
            packer.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(true))?;
            packer.compress(&self.bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::write::Writer;
    use super::*;

    const MAGIC: &[u8] = b"test";

    fn packed(strings: &[&str]) -> Vec<u8> {
        let mut writer = Writer::new(MAGIC);
        writer.strings(strings);
        writer.planes(&[1, 70_000, 3], 3);
        writer.finish().unwrap()
    }

    #[test]
    fn what_was_packed_is_read_again() {
        let bytes = unpack(&packed(&["aachen", "aalborg", "århus"])).unwrap();
        let mut reader = Reader::new(&bytes, MAGIC).unwrap();
        let strings = reader.strings().unwrap();
        assert_eq!((strings.get(1), strings.get(2), strings.get(3)), ("aalborg", "århus", ""));
        assert_eq!((strings.find("aalborg"), strings.find("aal")), (Some(1), None));
        let strings = strings.indexed();
        assert_eq!((strings.find("aalborg"), strings.find("aal"), strings.find("")), (Some(1), None, None));
        assert_eq!((strings.lower_bound("aal"), strings.lower_bound("b"), strings.lower_bound("\u{ff}")), (1, 2, 3));
        assert_eq!(reader.planes(3, 3).unwrap(), [1, 70_000, 3]);
        assert!(reader.take(1).is_err());
    }

    proptest! {
        #[test]
        fn damaged_tables_are_errors_and_never_panics(at in 0usize..60, value in any::<u8>(), cut in 0usize..60) {
            let mut bytes = unpack(&packed(&["aachen", "aalborg", "århus"])).unwrap();
            let length = bytes.len();
            bytes[at % length] = value;
            bytes.truncate(length - cut % length);
            if let Ok(mut reader) = Reader::new(&bytes, MAGIC)
                && let Ok(strings) = reader.strings()
            {
                let strings = strings.indexed();
                for at in 0..=strings.len() {
                    let _ = strings.find(strings.get(at));
                }
            }
        }

        #[test]
        fn foreign_bytes_do_not_unpack(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
