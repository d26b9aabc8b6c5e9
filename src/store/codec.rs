//! How values are written into columns and read back: times, lists of lines, packed texts, packed ranges.
//!
//! What is read back is treated as foreign: a damaged column costs its value, never the program.

use std::borrow::Cow;

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use zstd::bulk::{Compressor, Decompressor};

use crate::domain::{Field, TextRange};
use crate::text::CleanText;

/// Level 1 packs 300 MB/s; level 3 saves 4 % more of a story and takes twice as long.
const LEVEL: i32 = 1;

/// Packing shorter texts saves a third of them at the most, and costs as much as all the rest of storing an entry.
const PACKED_BYTES_MIN: usize = 512;

/// Largest text that is unpacked again, so that a damaged length cannot eat the memory.
const UNPACKED_BYTES_MAX: usize = 32 << 20;

const RAW: u8 = 0;
const ZSTD: u8 = 1;

/// Returns the milliseconds that stand for a time in the database.
pub(super) fn ms(time: Timestamp) -> i64 {
    time.as_millisecond()
}

/// Returns the time that a column stands for; the nearest possible one for what is beyond all times.
pub(super) fn time(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Reads a time that may be missing.
pub(super) fn time_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(time))
}

/// Reads text as it stands, if there is any. A damaged byte costs a character: bytes that are no UTF-8 become U+FFFD.
pub(super) fn some_raw_at<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Option<Cow<'a, str>>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => None,
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes)),
        // The error names what stands there instead.
        other => Some(Cow::Borrowed(other.as_str()?)),
    })
}

/// Reads text as it stands, as [`some_raw_at`] does; a missing one is empty.
pub(super) fn raw_at<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Cow<'a, str>> {
    Ok(some_raw_at(row, column)?.unwrap_or_default())
}

/// Reads text as it stands, as [`some_raw_at`] does, to keep it.
pub(super) fn some_string_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    Ok(some_raw_at(row, column)?.map(Cow::into_owned))
}

/// Reads text as it stands, as [`raw_at`] does, to keep it.
pub(super) fn string_at(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(raw_at(row, column)?.into_owned())
}

/// Reads one line of text.
pub(super) fn text_at(row: &Row<'_>, column: usize) -> rusqlite::Result<CleanText> {
    Ok(CleanText::new(&raw_at(row, column)?))
}

/// Reads one line of text that may be missing.
pub(super) fn some_text_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<CleanText>> {
    Ok(some_raw_at(row, column)?.map(|text| CleanText::new(&text)))
}

/// Writes texts one a line; `None` for none at all.
pub(super) fn joined(texts: &[CleanText]) -> Option<String> {
    // Clean text of one line holds no line break; one of several lines would come back as several texts.
    let lines: Vec<&str> = texts.iter().map(CleanText::as_str).filter(|text| !text.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Reads texts that stand one a line.
pub(super) fn lines_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<CleanText>> {
    Ok(raw_at(row, column)?.lines().map(CleanText::new).collect())
}

/// Returns ids as the JSON array that `json_each` takes, so that a list of any length is one bound parameter.
pub(super) fn json_ids(ids: impl IntoIterator<Item = i64>) -> String {
    let mut out = String::from("[");
    for id in ids {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&id.to_string());
    }
    out.push(']');
    out
}

/// Packs texts; keeps its memory from one to the next.
pub(super) struct Packer(Option<Compressor<'static>>);

impl Packer {
    /// Makes a packer for any number of texts.
    pub(super) fn new() -> Self {
        // Without the library's memory there is still the way of not packing.
        Self(Compressor::new(LEVEL).ok())
    }

    /// Packs `bytes`, or keeps them as they are where packing gains nothing.
    pub(super) fn pack(&mut self, bytes: &[u8]) -> Vec<u8> {
        let packed = match &mut self.0 {
            Some(compressor) if bytes.len() >= PACKED_BYTES_MIN => compressor.compress(bytes).ok(),
            _ => None,
        };
        let (tag, body) = match &packed {
            Some(packed) if packed.len() < bytes.len() => (ZSTD, packed.as_slice()),
            _ => (RAW, bytes),
        };
        let mut out = Vec::with_capacity(body.len() + 1);
        out.push(tag);
        out.extend_from_slice(body);
        out
    }
}

/// Unpacks what [`Packer::pack`] made; `None` when it is damaged.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    match packed.split_first()? {
        (&RAW, body) => Some(body.to_owned()),
        (&ZSTD, body) => {
            // Our own packer always writes the size; a frame without one is damaged.
            let bytes = Decompressor::upper_bound(body).filter(|bytes| *bytes <= UNPACKED_BYTES_MAX)?;
            Decompressor::new().ok()?.decompress(body, bytes).ok()
        }
        _ => None,
    }
}

/// Packs an entry's summary and content into one column; `None` when it has neither.
pub(super) fn pack_bodies(packer: &mut Packer, summary: Option<&str>, content: Option<&str>) -> Option<Vec<u8>> {
    if summary.is_none() && content.is_none() {
        return None;
    }
    let mut out = Vec::with_capacity(8 + summary.map_or(0, str::len) + content.map_or(0, str::len));
    for part in [summary, content] {
        // 0 is missing, so that an empty text stays apart from none.
        push_number(&mut out, part.map_or(0, |text| text.len() as u64 + 1));
    }
    out.extend_from_slice(summary.unwrap_or_default().as_bytes());
    out.extend_from_slice(content.unwrap_or_default().as_bytes());
    Some(packer.pack(&out))
}

/// Unpacks summary and content.
pub(super) fn unpack_bodies(packed: &[u8]) -> (Option<String>, Option<String>) {
    let read = || {
        let unpacked = unpack(packed)?;
        let mut rest = unpacked.as_slice();
        let summary = take_number(&mut rest)?.checked_sub(1);
        let content = take_number(&mut rest)?.checked_sub(1);
        let mut part = |bytes: Option<u64>| {
            let Some(bytes) = bytes else { return Some(None) };
            let (head, tail) = rest.split_at_checked(usize::try_from(bytes).ok()?)?;
            rest = tail;
            Some(Some(String::from_utf8_lossy(head).into_owned()))
        };
        Some((part(summary)?, part(content)?))
    };
    read().unwrap_or_default()
}

/// Packs ranges into a few bytes each.
pub(super) fn pack_ranges(ranges: &[TextRange]) -> Vec<u8> {
    let mut out = Vec::with_capacity(ranges.len() * 4);
    for range in ranges {
        let field = u64::from(range.field == Field::Text);
        push_number(&mut out, (range.bytes.start as u64) << 1 | field);
        push_number(&mut out, range.bytes.len() as u64);
    }
    out
}

/// Unpacks ranges; stops where they are damaged.
pub(super) fn unpack_ranges(mut packed: &[u8]) -> Vec<TextRange> {
    std::iter::from_fn(|| {
        let start = take_number(&mut packed)?;
        let bytes = usize::try_from(take_number(&mut packed)?).ok()?;
        let field = if start & 1 == 1 { Field::Text } else { Field::Title };
        let start = usize::try_from(start >> 1).ok()?;
        Some(TextRange { field, bytes: start..start.checked_add(bytes)? })
    })
    .collect()
}

fn push_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_damaged_column_is_no_text() {
        for packed in [&[][..], &[7, 1, 2], &[ZSTD, 1, 2, 3, 4], &[ZSTD, 0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff]] {
            assert_eq!(unpack(packed), None, "{packed:?}");
            assert_eq!(unpack_bodies(packed), (None, None));
        }
        assert_eq!(unpack_bodies(&[RAW, 200, 1, 0, b'a']), (None, None));
    }

    #[test]
    fn times_beyond_all_times_are_the_nearest() {
        assert_eq!(time(i64::MAX), Timestamp::MAX);
        assert_eq!(time(i64::MIN), Timestamp::MIN);
    }

    proptest! {
        #[test]
        fn bodies_come_back_as_they_were(summary in any::<Option<String>>(), content in "(ab|c){0,200}") {
            let mut packer = Packer::new();
            let content = (content.len() % 3 > 0).then_some(content);
            let packed = pack_bodies(&mut packer, summary.as_deref(), content.as_deref());
            prop_assert_eq!(packed.map(|packed| unpack_bodies(&packed)).unwrap_or_default(), (summary, content));
        }

        #[test]
        fn ranges_come_back_as_they_were(parts in prop::collection::vec((any::<bool>(), 0usize..1 << 40, 0usize..1 << 20), 0..9)) {
            let range = |(title, start, bytes): &(bool, usize, usize)| TextRange {
                field: if *title { Field::Title } else { Field::Text },
                bytes: *start..start + bytes,
            };
            let ranges: Vec<TextRange> = parts.iter().map(range).collect();
            prop_assert_eq!(unpack_ranges(&pack_ranges(&ranges)), ranges);
        }

        #[test]
        fn foreign_bytes_never_panic(bytes in any::<Vec<u8>>()) {
            let _ = (unpack(&bytes), unpack_bodies(&bytes), unpack_ranges(&bytes));
        }
    }
}
