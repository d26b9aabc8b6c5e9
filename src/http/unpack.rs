//! Undoes the packing of a body while it comes: `Content-Encoding` as servers write it.
//!
//! Labels are often wrong, the first bytes seldom are. gzip and zstd are known by these, whether a label names them or not; brotli
//! and deflate, which have no such sign, need the label. Several members of gzip are one body, and what follows the last is
//! ignored. Every layer has the same cap, so that neither a bomb nor a bomb inside a bomb fills the memory.

mod decoder;

use reqwest::header::HeaderMap;

use super::HttpError;
use decoder::{Decoder, Format, Step};

/// Most layers that are undone: a packed file that the server packs once more, and one to spare.
const LAYERS_MAX: usize = 3;
/// Bytes at the beginning of a layer that tell what it is.
const SIGN_BYTES: usize = 8;
/// Most members or frames of one layer; each costs time even when it is empty.
const MEMBERS_MAX: usize = 4096;
/// Bytes that are unpacked at a time.
const STEP_BYTES: usize = 16 << 10;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// A packing, as a label names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
    /// One that was not asked for and cannot be undone.
    Other,
}

impl Packing {
    /// Reads a label; `None` for all those that name no packing: a charset, a media type, `none`, `aws-chunked`.
    fn of(label: &str) -> Option<Self> {
        let label = label.split(';').next().unwrap_or_default().trim_matches(['"', '\'', ' ', '\t']).to_ascii_lowercase();
        Some(match label.strip_prefix("x-").unwrap_or(&label) {
            "gzip" | "gz" | "application/gzip" | "application/x-gzip" => Self::Gzip,
            "deflate" | "zlib" => Self::Deflate,
            "br" | "brotli" => Self::Brotli,
            "zstd" => Self::Zstd,
            "compress" | "sdch" | "dcb" | "dcz" | "bzip2" | "bz2" | "xz" | "lzma" => Self::Other,
            _ => return None,
        })
    }

    /// Returns the packings that the headers name, in the order in which they were applied.
    pub(super) fn of_headers(headers: &HeaderMap) -> Vec<Self> {
        let named = headers.get_all("content-encoding").iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        let mut labels: Vec<Self> =
            named.flat_map(|value| value.split(',').filter_map(Self::of).collect::<Vec<_>>()).take(LAYERS_MAX).collect();
        // A label that stands twice was written by the program and by its server; gzip inside gzip is known without it.
        labels.dedup();
        labels
    }
}

/// What stands at one depth of a body.
enum Layer {
    /// Nothing is known yet but these first bytes.
    Unknown(Vec<u8>),
    /// The body itself.
    Plain,
    Packed {
        decoder: Decoder,
        /// Members that have ended.
        members: usize,
    },
    /// A member has ended; another one may follow these bytes.
    Between { format: Format, seen: Vec<u8>, members: usize },
    /// What follows is ignored.
    Ended,
}

/// A body that is being unpacked.
pub(super) struct Unpacker {
    layers: Vec<Layer>,
    /// Bytes that have come into each layer.
    amounts: Vec<u64>,
    /// The labels that are still to be explained; the last one names the outermost layer.
    labels: Vec<Packing>,
    body: Vec<u8>,
    limit: u64,
    is_damaged: bool,
}

impl Unpacker {
    /// Unpacks what `labels` name, up to `limit` bytes, into a buffer with `room`.
    pub(super) fn new(labels: Vec<Packing>, limit: u64, room: usize) -> Self {
        let body = Vec::with_capacity(room);
        Self { layers: Vec::new(), amounts: Vec::new(), labels, body, limit, is_damaged: false }
    }

    /// Takes in what has come.
    ///
    /// # Errors
    /// Fails at the limit, and where nothing can be unpacked at all. Damage after the first good bytes ends the body instead.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), HttpError> {
        self.take(0, bytes)
    }

    /// Returns how many bytes of the body have been unpacked.
    pub(super) fn len(&self) -> usize {
        self.body.len()
    }

    /// Returns the body, and what is wrong with its end.
    ///
    /// # Errors
    /// Fails like [`Self::push`].
    pub(super) fn finish(mut self) -> Result<(Vec<u8>, Option<HttpError>), HttpError> {
        let mut is_cut = false;
        let mut depth = 0;
        while depth < self.layers.len() {
            if let Layer::Unknown(sign) = &mut self.layers[depth] {
                let sign = std::mem::take(sign);
                self.layers[depth] = self.identify(depth, &sign)?;
                self.go_on(depth, &sign)?;
            }
            is_cut |= matches!(self.layers[depth], Layer::Packed { .. });
            depth += 1;
        }
        let flaw = match (self.is_damaged, is_cut) {
            (true, _) => Some(HttpError::Packing),
            (false, true) => Some(HttpError::BrokeOff { got: self.body.len() as u64 }),
            (false, false) => None,
        };
        Ok((self.body, flaw))
    }

    /// Takes bytes into the layer at this depth.
    fn take(&mut self, depth: usize, bytes: &[u8]) -> Result<(), HttpError> {
        if bytes.is_empty() {
            return Ok(());
        }
        if depth == self.layers.len() {
            self.layers.push(Layer::Unknown(Vec::new()));
            self.amounts.push(0);
        }
        self.amounts[depth] += bytes.len() as u64;
        if self.amounts[depth] > self.limit {
            return Err(HttpError::TooLarge { limit: self.limit });
        }
        self.go_on(depth, bytes)
    }

    fn go_on(&mut self, depth: usize, bytes: &[u8]) -> Result<(), HttpError> {
        let mut joined = match &mut self.layers[depth] {
            Layer::Unknown(seen) | Layer::Between { seen, .. } => std::mem::take(seen),
            _ => Vec::new(),
        };
        let mut rest = bytes;
        if !joined.is_empty() {
            joined.extend_from_slice(bytes);
            rest = &joined;
        }
        loop {
            match &mut self.layers[depth] {
                Layer::Plain => {
                    self.body.extend_from_slice(rest);
                    return Ok(());
                }
                Layer::Ended => return Ok(()),
                Layer::Packed { .. } => {
                    rest = &rest[self.unpack(depth, rest)?..];
                    if rest.is_empty() {
                        return Ok(());
                    }
                }
                Layer::Unknown(seen) if rest.len() < SIGN_BYTES => {
                    rest.clone_into(seen);
                    return Ok(());
                }
                Layer::Unknown(_) => self.layers[depth] = self.identify(depth, rest)?,
                Layer::Between { format, seen, members } => {
                    let sign = if *format == Format::Zstd { ZSTD } else { GZIP };
                    let begins = sign.len().min(rest.len());
                    self.layers[depth] = if rest[..begins] != sign[..begins] {
                        Layer::Ended
                    } else if begins < sign.len() {
                        rest.clone_into(seen);
                        return Ok(());
                    } else {
                        Layer::Packed { decoder: Decoder::new(*format)?, members: *members }
                    };
                }
            }
        }
    }

    /// Says what a layer is that begins with these bytes.
    fn identify(&mut self, depth: usize, sign: &[u8]) -> Result<Layer, HttpError> {
        let label = self.labels.pop();
        let format = match label {
            Some(Packing::Brotli) if !begins_markup(sign) => Format::Brotli,
            _ if sign.starts_with(GZIP) => Format::Gzip,
            _ if sign.starts_with(ZSTD) => Format::Zstd,
            Some(Packing::Deflate | Packing::Gzip) if begins_zlib(sign) => Format::Zlib,
            Some(Packing::Deflate) if !begins_markup(sign) => Format::Deflate,
            Some(Packing::Gzip | Packing::Zstd | Packing::Other) if !is_text(sign) => return Err(HttpError::Packing),
            _ => return Ok(Layer::Plain),
        };
        if depth == LAYERS_MAX {
            return Err(HttpError::Packing);
        }
        Ok(Layer::Packed { decoder: Decoder::new(format)?, members: 0 })
    }

    /// Unpacks bytes at this depth up to the end of a member, and returns how many of them were taken.
    fn unpack(&mut self, depth: usize, bytes: &[u8]) -> Result<usize, HttpError> {
        let mut taken = 0;
        let mut buffer = [0; STEP_BYTES];
        loop {
            let Layer::Packed { decoder, members } = &mut self.layers[depth] else { return Ok(taken) };
            let (format, members) = (decoder.format(), *members + 1);
            let Step { read, written, end } = decoder.run(&bytes[taken..], &mut buffer);
            taken += read;
            self.take(depth + 1, &buffer[..written])?;
            self.layers[depth] = match end {
                None if read == 0 && written == 0 => return Ok(bytes.len()),
                None => continue,
                Some(Ok(())) if matches!(format, Format::Gzip | Format::Zstd) && members < MEMBERS_MAX => {
                    Layer::Between { format, seen: Vec::new(), members }
                }
                Some(Ok(())) => {
                    self.is_damaged |= members == MEMBERS_MAX;
                    Layer::Ended
                }
                Some(Err(_)) if self.layers.len() == depth + 1 => return Err(HttpError::Packing),
                Some(Err(_)) => {
                    self.is_damaged = true;
                    Layer::Ended
                }
            };
        }
    }
}

/// Says whether bytes are the plain beginning of a document; nothing that is packed looks like that.
fn is_text(sign: &[u8]) -> bool {
    let sign = sign.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sign);
    sign.iter().all(|b| matches!(b, b' '..=b'~' | b'\t' | b'\n' | b'\r'))
}

/// The same for packings that may begin with a letter by chance, if hardly ever with these.
fn begins_markup(sign: &[u8]) -> bool {
    let first = sign.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sign).trim_ascii_start().first();
    is_text(sign) && first.is_none_or(|first| matches!(first, b'<' | b'{'))
}

fn begins_zlib(sign: &[u8]) -> bool {
    let [method, flags, ..] = *sign else { return false };
    method & 0x8f == 8 && (u16::from(method) << 8 | u16::from(flags)).is_multiple_of(31) && flags & 0x20 == 0
}

#[cfg(test)]
mod tests;
