//! The network's file: what it was made from in words, then packed the tree of words and the weights, each row of a matrix in
//! signed bytes with a scale of its own.

use super::super::clusters::Clusters;
use super::super::table::{Reader, TableError, unpack};
use super::Net;
use super::layout::{Block, Layout};

/// What the file begins with; the number changes with the meaning of what follows.
pub(in super::super) const MAGIC: &[u8] = b"dateline names 2\n";

/// Longest description in the file, in bytes.
const ABOUT_BYTES_MAX: usize = 64 << 10;

/// The largest number of a signed byte that is used.
#[cfg(feature = "train")]
const BYTE_MOST: f32 = 127.0;

impl Net {
    /// Reads a network.
    ///
    /// # Errors
    /// Says whether the file is of another version or damaged.
    pub(in super::super) fn read(bytes: &[u8]) -> Result<Self, TableError> {
        let mut outer = Reader::new(bytes, MAGIC)?;
        let length = outer.count()?;
        if length > ABOUT_BYTES_MAX {
            return Err(TableError::Damaged);
        }
        let about = String::from_utf8(outer.take(length)?.to_vec()).map_err(|_| TableError::Damaged)?;
        let unpacked = unpack(outer.rest())?;
        let mut reader = Reader::new(&unpacked, MAGIC)?;
        let clusters = Clusters::read(&mut reader)?;
        let layout = Layout::new(clusters.leaves());
        if reader.rest().len() != layout.blocks().into_iter().map(stored_bytes).sum::<usize>() {
            return Err(TableError::Damaged);
        }
        let mut weights = Vec::with_capacity(layout.len);
        for block in layout.blocks() {
            read_block(block, &mut reader, &mut weights)?;
        }
        let sound = weights.iter().all(|weight| weight.is_finite());
        if sound { Ok(Self { about, clusters, layout, weights }) } else { Err(TableError::Damaged) }
    }
}

/// Single rows are stored as they are: they are few, and much hangs on them.
fn is_plain(block: &Block) -> bool {
    block.rows == 1
}

fn stored_bytes(block: &Block) -> usize {
    if is_plain(block) { block.width * 4 } else { block.rows * (4 + block.width) }
}

fn read_number(reader: &mut Reader<'_>) -> Result<f32, TableError> {
    reader.number().map(f32::from_bits)
}

fn read_block(block: &Block, reader: &mut Reader<'_>, weights: &mut Vec<f32>) -> Result<(), TableError> {
    if is_plain(block) {
        for _ in 0..block.width {
            weights.push(read_number(reader)?);
        }
        return Ok(());
    }
    // Scales stand apart from the bytes because both pack better so.
    let scales = (0..block.rows).map(|_| read_number(reader)).collect::<Result<Vec<f32>, _>>()?;
    for (scale, row) in scales.iter().zip(reader.take(block.rows * block.width)?.chunks_exact(block.width)) {
        weights.extend(row.iter().map(|byte| f32::from(byte.cast_signed()) * scale));
    }
    Ok(())
}

/// Writes a network.
///
/// # Errors
/// Says that it does not compress.
#[cfg(feature = "train")]
pub(in super::super) fn write(about: &str, clusters: &[u8], layout: &Layout, weights: &[f32]) -> std::io::Result<Vec<u8>> {
    use super::super::table::write::Writer;

    let mut writer = Writer::from_bytes(clusters.to_vec());
    for block in layout.blocks() {
        let values = block.of(weights);
        if is_plain(block) {
            for value in values {
                writer.bytes(&value.to_le_bytes());
            }
            continue;
        }
        let rows = || values.chunks_exact(block.width);
        let scale = |row: &[f32]| row.iter().fold(0.0f32, |most, value| most.max(value.abs())) / BYTE_MOST;
        for row in rows() {
            writer.bytes(&scale(row).to_le_bytes());
        }
        for row in rows() {
            let scale = scale(row).max(f32::MIN_POSITIVE);
            let bytes = row.iter().map(|value| ((value / scale).round().clamp(-BYTE_MOST, BYTE_MOST) as i8).cast_unsigned());
            writer.bytes(&bytes.collect::<Vec<u8>>());
        }
    }
    let packed = writer.finish()?;
    let mut outer = Writer::new(MAGIC);
    outer.number(about.len() as u32);
    outer.bytes(about.as_bytes());
    outer.bytes(&packed);
    Ok(outer.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_model_is_an_error() {
        let error = |bytes: &[u8]| Net::read(bytes).unwrap_err();
        assert_eq!(error(b"PK\x03\x04"), TableError::Version);
        assert_eq!(error(b"dateline names 2\n\xff\xff\xff\x7f"), TableError::Damaged);
    }
}
