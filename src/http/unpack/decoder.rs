//! The libraries that unpack, behind one call: bytes in, bytes out, where it ends.

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Operation};

use crate::http::HttpError;

/// The largest window of zstd, as a power of two: what a server may use (RFC 9659).
const ZSTD_WINDOW: u32 = 23;

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Gzip,
    Zlib,
    /// Deflate without a frame around it.
    Deflate,
    Brotli,
    Zstd,
}

/// What one step did.
pub(super) struct Step {
    /// Bytes that were taken.
    pub(super) read: usize,
    /// Bytes that were given.
    pub(super) written: usize,
    /// Whether the packed bytes end here, and if not well, [`Damaged`].
    pub(super) end: Option<Result<(), Damaged>>,
}

/// The packed bytes make no sense from here on.
pub(super) struct Damaged;

pub(super) enum Decoder {
    Inflate(Format, Decompress),
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
    Zstd(zstd::stream::raw::Decoder<'static>),
}

impl Decoder {
    /// # Errors
    /// Fails when there is no memory for it.
    pub(super) fn new(format: Format) -> Result<Self, HttpError> {
        let alloc = StandardAlloc::default;
        Ok(match format {
            Format::Gzip => Self::Inflate(format, Decompress::new_gzip(15)),
            Format::Zlib | Format::Deflate => Self::Inflate(format, Decompress::new(format == Format::Zlib)),
            Format::Brotli => Self::Brotli(Box::new(BrotliState::new_strict(alloc(), alloc(), alloc()))),
            Format::Zstd => {
                let mut decoder = zstd::stream::raw::Decoder::new().map_err(|_| HttpError::Packing)?;
                decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW)).map_err(|_| HttpError::Packing)?;
                Self::Zstd(decoder)
            }
        })
    }

    pub(super) fn format(&self) -> Format {
        match self {
            Self::Inflate(format, _) => *format,
            Self::Brotli(_) => Format::Brotli,
            Self::Zstd(_) => Format::Zstd,
        }
    }

    /// Unpacks as much as there is room for. What was unpacked before damage counts as written.
    pub(super) fn run(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        match self {
            Self::Inflate(_, inflate) => {
                let (read, written) = (inflate.total_in(), inflate.total_out());
                let end = match inflate.decompress(input, output, FlushDecompress::None) {
                    Ok(Status::StreamEnd) => Some(Ok(())),
                    Ok(Status::Ok | Status::BufError) => None,
                    Err(_) => Some(Err(Damaged)),
                };
                Step { read: (inflate.total_in() - read) as usize, written: (inflate.total_out() - written) as usize, end }
            }
            Self::Brotli(state) => {
                let (mut read, mut written, mut total) = (0, 0, 0);
                let (mut input_left, mut output_left) = (input.len(), output.len());
                let result = BrotliDecompressStream(
                    &mut input_left,
                    &mut read,
                    input,
                    &mut output_left,
                    &mut written,
                    output,
                    &mut total,
                    state,
                );
                let end = match result {
                    BrotliResult::ResultSuccess => Some(Ok(())),
                    BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => None,
                    BrotliResult::ResultFailure => Some(Err(Damaged)),
                };
                Step { read, written, end }
            }
            Self::Zstd(decoder) => match decoder.run_on_buffers(input, output) {
                Ok(done) => {
                    let end = (done.remaining == 0).then_some(Ok(()));
                    Step { read: done.bytes_read, written: done.bytes_written, end }
                }
                Err(_) => Step { read: 0, written: 0, end: Some(Err(Damaged)) },
            },
        }
    }
}
