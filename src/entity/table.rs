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
    #[error("a table of names cannot be unpacked\nbuild dateline again from a clean copy of its source")]
    Packed,
    /// The data ends too early, or counts and texts in it do not fit together.
    #[error("a table of names is damaged\nbuild dateline again from a clean copy of its source")]
    Damaged,
    /// The data was made by another version of the packing program.
    #[error("a table of names belongs to another version\nmake it again with dateline-train")]
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
    pub(super) fn numbers(&mut self, count: usize, width: usize) -> Result<Numbers, TableError> {
        let mut bytes = vec![0; count * width];
        for plane in 0..width {
            let cells = bytes.iter_mut().skip(plane).step_by(width);
            cells.zip(self.take(count)?).for_each(|(cell, byte)| *cell = *byte);
        }
        Ok(Numbers { bytes, width })
    }

    /// Takes a list of strings, each stored as how much it shares with the one before and what it adds.
    pub(super) fn strings(&mut self) -> Result<Strings, TableError> {
        let count = self.count()?;
        let shared = self.take(count)?;
        let added = self.take(count)?;
        let mut rest = self.take(added.iter().map(|&length| usize::from(length)).sum())?;
        let mut strings = Strings { lengths: Vec::with_capacity(count), ..Strings::default() };
        let mut text: Vec<u8> = Vec::new();
        for (at, (&shared, &added)) in shared.iter().zip(added).enumerate() {
            let (adds, after) = rest.split_at_checked(usize::from(added)).ok_or(TableError::Damaged)?;
            rest = after;
            let sound = usize::from(shared) <= text.len() && usize::from(shared) + adds.len() <= STRING_BYTES_MAX;
            text.truncate(usize::from(shared));
            text.extend_from_slice(adds);
            if !sound || std::str::from_utf8(&text).is_err() {
                return Err(TableError::Damaged);
            }
            if at.is_multiple_of(BLOCK) {
                strings.starts.push(strings.letters.len() as u32);
                strings.heads.push(head(&text));
                strings.lengths.push([0, text.len() as u8]);
                strings.letters.extend_from_slice(&text);
            } else {
                strings.lengths.push([shared, added]);
                strings.letters.extend_from_slice(adds);
            }
        }
        strings.letters.shrink_to_fit();
        Ok(strings)
    }
}

/// Returns the number that bytes stand for, the lowest first.
pub(super) fn number(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Whole numbers of one to four bytes.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    bytes: Vec<u8>,
    width: usize,
}

impl Numbers {
    /// Packs numbers into `width` bytes each.
    pub(super) fn pack(numbers: impl Iterator<Item = u32>, width: usize) -> Self {
        Self { bytes: numbers.flat_map(|number| number.to_le_bytes().into_iter().take(width)).collect(), width }
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len() / self.width.max(1)
    }

    /// Returns one of them.
    ///
    /// # Panics
    /// Where there is none.
    pub(super) fn get(&self, at: usize) -> u32 {
        number(&self.bytes[at * self.width..(at + 1) * self.width])
    }

    /// Returns all of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }

    /// Returns where a number stands among those that ascend by `key`.
    pub(super) fn search_by_key<K: Ord>(&self, wanted: &K, key: impl Fn(u32) -> K) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if key(self.get(middle)) < *wanted { low = middle + 1 } else { high = middle }
        }
        (low < self.len() && key(self.get(low)) == *wanted).then_some(low)
    }
}

/// Longest string, in bytes.
const STRING_BYTES_MAX: usize = 255;

/// So many strings stand together: the first is written out, the others by what they add to the one before.
pub(super) const BLOCK: usize = 16;

/// A list of strings in one piece of memory, front-coded (Witten, Moffat, Bell 1999) in blocks: a lookup walks one of them.
#[derive(Debug, Default)]
pub(super) struct Strings {
    /// For each string how many bytes it shares with the one before it in its block, and how many it adds.
    lengths: Vec<[u8; 2]>,
    letters: Vec<u8>,
    /// Where each block begins in `letters`.
    starts: Vec<u32>,
    /// How the first string of each block begins: a search seldom has to read more of it.
    heads: Vec<u64>,
}

/// What a search found: the first string that is not less than what was searched for.
struct Hit {
    at: usize,
    /// How many of its first bytes are those searched for.
    common: usize,
    length: usize,
}

/// Returns the first bytes of a string as a number; where two of these differ, they stand in the order of the strings.
fn head(text: &[u8]) -> u64 {
    let mut bytes = [0; size_of::<u64>()];
    bytes.iter_mut().zip(text).for_each(|(byte, letter)| *byte = *letter);
    u64::from_be_bytes(bytes)
}

/// Returns how many bytes two strings begin with alike.
fn alike(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

impl Strings {
    /// Returns how many strings there are.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Returns one string; empty where there is none.
    pub(super) fn get(&self, at: usize) -> String {
        let mut text = Vec::new();
        for (shared, adds) in self.block(at / BLOCK).take(at % BLOCK + 1) {
            text.truncate(shared);
            text.extend_from_slice(adds);
        }
        if at < self.len() { String::from_utf8(text).unwrap_or_default() } else { String::new() }
    }

    /// Returns for each string of a block how much it shares, and what it adds.
    fn block(&self, block: usize) -> impl Iterator<Item = (usize, &[u8])> {
        let mut start = self.starts.get(block).map_or(0, |start| *start as usize);
        let from = (block * BLOCK).min(self.len());
        self.lengths[from..(from + BLOCK).min(self.len())].iter().map(move |[shared, added]| {
            let adds = &self.letters[start..start + usize::from(*added)];
            start += adds.len();
            (usize::from(*shared), adds)
        })
    }

    fn first(&self, block: usize) -> &[u8] {
        let start = self.starts[block] as usize;
        &self.letters[start..start + usize::from(self.lengths[block * BLOCK][1])]
    }

    /// Returns the first string that is not less than `key`; the list must be sorted by bytes.
    fn search(&self, key: &[u8]) -> Option<Hit> {
        let wanted = head(key);
        let (mut block, mut end) = (0, self.heads.len());
        while block < end {
            let middle = usize::midpoint(block, end);
            let order = self.heads[middle].cmp(&wanted).then_with(|| self.first(middle).cmp(key));
            if order.is_le() { block = middle + 1 } else { end = middle }
        }
        // What is less than `key` shares `common` bytes with it.
        let mut common = 0;
        if let Some(before) = block.checked_sub(1) {
            for (within, (shared, adds)) in self.block(before).enumerate() {
                // Who shares more with the string before than `key` does is less than `key` as well, who shares less is greater.
                if shared > common {
                    continue;
                }
                let at = before * BLOCK + within;
                if shared < common {
                    return Some(Hit { at, common: shared, length: shared + adds.len() });
                }
                common += alike(adds, &key[common..]);
                let here = adds.get(common - shared);
                if common == key.len() || here > key.get(common) {
                    return Some(Hit { at, common, length: shared + adds.len() });
                }
            }
        }
        let at = block * BLOCK;
        (at < self.len()).then(|| Hit { at, common: alike(self.first(block), key), length: self.first(block).len() })
    }

    /// Returns where `key` stands in the sorted list.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.search(key.as_bytes()).filter(|hit| hit.common == key.len() && hit.length == key.len()).map(|hit| hit.at)
    }

    /// Says whether a string of the sorted list begins with `head`.
    pub(super) fn has_head(&self, head: &str) -> bool {
        self.search(head.as_bytes()).is_some_and(|hit| hit.common == head.len())
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
        assert_eq!([1, 2, 3].map(|at| strings.get(at)), ["aalborg", "århus", ""]);
        assert_eq!((strings.find("aalborg"), strings.find("aal")), (Some(1), None));
        assert_eq!(reader.numbers(3, 3).unwrap().iter().collect::<Vec<_>>(), [1, 70_000, 3]);
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
                for at in 0..=strings.len() {
                    let _ = (strings.find(&strings.get(at)), strings.has_head(&strings.get(at)));
                }
            }
        }

        #[test]
        fn a_sorted_list_is_searched_as_any_set_is(words in proptest::collection::btree_set("[a-c]{0,5}", 0..90), key in "[a-c]{0,5}") {
            let mut writer = Writer::new(MAGIC);
            writer.strings(&words.iter().collect::<Vec<_>>());
            let bytes = unpack(&writer.finish().unwrap()).unwrap();
            let strings = Reader::new(&bytes, MAGIC).unwrap().strings().unwrap();
            prop_assert_eq!((0..words.len()).map(|at| strings.get(at)).collect::<Vec<_>>(), words.iter().cloned().collect::<Vec<_>>());
            prop_assert_eq!(strings.find(&key), words.iter().position(|word| *word == key));
            prop_assert_eq!(strings.has_head(&key), words.iter().any(|word| word.starts_with(&key)));
        }

        #[test]
        fn foreign_bytes_do_not_unpack(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
