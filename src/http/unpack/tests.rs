use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use reqwest::header::{CONTENT_ENCODING, HeaderValue};

use super::*;

const FEED: &str = "<rss version='2.0'><channel><title>Quay</title><item><title>Neap tide</title></item></channel></rss>";
const LIMIT: u64 = 1 << 20;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Packs nothing, but as brotli does it: one block that is left as it is, and the sign of the end.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let length = (bytes.len() - 1) as u32;
    let head = (length << 4 | 1 << 20).to_le_bytes();
    [&head[..3], bytes, &[3]].concat()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

type Outcome = Result<(Vec<u8>, Option<HttpError>), HttpError>;

/// Unpacks `bytes` that come in pieces of `piece`.
fn in_pieces(labels: &[&str], bytes: &[u8], piece: usize) -> Outcome {
    let headers = labels.iter().map(|label| (CONTENT_ENCODING, HeaderValue::from_str(label).unwrap())).collect();
    let mut unpacker = Unpacker::new(Packing::of_headers(&headers), LIMIT, 0);
    for piece in bytes.chunks(piece) {
        unpacker.push(piece)?;
    }
    unpacker.finish()
}

/// The same whole and byte by byte, which must not differ.
fn unpack(labels: &[&str], bytes: &[u8]) -> Outcome {
    let whole = in_pieces(labels, bytes, usize::MAX);
    assert_eq!(in_pieces(labels, bytes, 1), whole, "{labels:?}");
    assert_eq!(in_pieces(labels, bytes, 7), whole, "{labels:?}");
    whole
}

fn good(labels: &[&str], bytes: &[u8]) {
    assert_eq!(unpack(labels, bytes), Ok((FEED.as_bytes().to_vec(), None)), "{labels:?}");
}

#[test]
fn every_packing_is_known_by_its_label() {
    let feed = FEED.as_bytes();
    for label in ["gzip", "x-gzip", "GZIP", " Gzip ", "gzip;q=1", "\"gzip\"", "gzip, identity", "gzip,aws-chunked", "utf-8, gzip"]
    {
        good(&[label], &gzip(feed));
    }
    for label in ["deflate", "Deflate", "x-deflate", "zlib"] {
        good(&[label], &zlib(feed));
        good(&[label], &deflate(feed));
    }
    good(&["br"], &brotli(feed));
    good(&["zstd"], &zstd(feed));
}

#[test]
fn labels_that_name_no_packing_leave_the_body_as_it_is() {
    for label in ["", "identity", "UTF-8", "utf8", "none", "binary", "8bit", "aws-chunked", "iso-8859-1", "text/xml", "null", "*"]
    {
        good(&[label], FEED.as_bytes());
    }
}

#[test]
fn a_label_that_lies_is_found_out() {
    let feed = FEED.as_bytes();
    for label in ["gzip", "deflate", "br", "zstd", "compress"] {
        good(&[label], feed);
    }
    good(&["deflate"], &gzip(feed));
    good(&["gzip"], &zlib(feed));
    good(&["gzip"], &zstd(feed));
    assert_eq!(unpack(&["gzip"], b"\x89PNG\r\n\x1a\n\0\0\0\0"), Err(HttpError::Packing));
    assert_eq!(unpack(&["compress"], b"\x1f\x9d\x90\0\0\0\0\0\0"), Err(HttpError::Packing));
}

#[test]
fn what_is_packed_without_a_label_is_unpacked() {
    good(&[], &gzip(FEED.as_bytes()));
    good(&[], &zstd(FEED.as_bytes()));
    good(&["utf-8"], &gzip(FEED.as_bytes()));
    assert_eq!(unpack(&[], b""), Ok((Vec::new(), None)));
    assert_eq!(unpack(&["gzip"], b""), Ok((Vec::new(), None)));
    assert_eq!(unpack(&[], b"\x1f"), Ok((vec![0x1f], None)));
}

#[test]
fn layers_are_undone_as_often_as_they_are_there() {
    let feed = FEED.as_bytes();
    good(&["gzip", "gzip"], &gzip(feed));
    good(&["gzip, gzip"], &gzip(&gzip(feed)));
    good(&["gzip"], &gzip(&gzip(feed)));
    good(&["gzip, br"], &brotli(&gzip(feed)));
    good(&["deflate, gzip"], &gzip(&deflate(feed)));
    good(&["br", "br"], &brotli(feed));
    let deep = gzip(&gzip(&gzip(&gzip(&gzip(feed)))));
    assert_eq!(unpack(&["gzip"], &deep), Err(HttpError::Packing));
}

#[test]
fn members_are_one_body_and_what_follows_is_none() {
    let (one, other) = FEED.as_bytes().split_at(30);
    good(&["gzip"], &[gzip(one), gzip(other)].concat());
    good(&[], &[gzip(one), gzip(b""), gzip(other)].concat());
    good(&["zstd"], &[zstd(one), zstd(other)].concat());
    for junk in [b"\0\0\0\0".as_slice(), b"\r\n", b"<!-- served in 0.02 s -->", b"\x1f", b"\x28\xb5"] {
        good(&["gzip"], &[&gzip(FEED.as_bytes()), junk].concat());
        good(&["deflate"], &[&zlib(FEED.as_bytes()), junk].concat());
        good(&["br"], &[&brotli(FEED.as_bytes()), junk].concat());
        good(&["zstd"], &[&zstd(FEED.as_bytes()), junk].concat());
    }
}

#[test]
fn what_breaks_off_gives_what_there_was() {
    let packed = gzip(FEED.as_bytes());
    let cut = Some(HttpError::BrokeOff { got: FEED.len() as u64 });
    for missing in [1, 4, 8] {
        let outcome = unpack(&["gzip"], &packed[..packed.len() - missing]);
        assert_eq!(outcome, Ok((FEED.as_bytes().to_vec(), cut.clone())), "{missing}");
    }
    let mut wrong_sum = packed.clone();
    wrong_sum[packed.len() - 6] ^= 1;
    assert_eq!(unpack(&["gzip"], &wrong_sum), Ok((FEED.as_bytes().to_vec(), Some(HttpError::Packing))));
    assert_eq!(unpack(&["gzip"], &packed[..5]), Ok((Vec::new(), Some(HttpError::BrokeOff { got: 0 }))));
    let (body, flaw) = unpack(&["gzip"], &packed[..packed.len() - 20]).unwrap();
    assert!(FEED.as_bytes().starts_with(&body) && body.len() > 20 && flaw.is_some(), "{}", body.len());
    let (body, flaw) = unpack(&["br"], &brotli(FEED.as_bytes())[..40]).unwrap();
    assert_eq!((body.as_slice(), flaw), (&FEED.as_bytes()[..37], Some(HttpError::BrokeOff { got: 37 })));
}

#[test]
fn bombs_are_harmless() {
    let bomb = zlib_of_zeros(64 << 20);
    assert_eq!(in_pieces(&["deflate"], &bomb, 4096), Err(HttpError::TooLarge { limit: LIMIT }));
    let nested = gzip(&gzip(&vec![0; 8 << 20]));
    assert_eq!(in_pieces(&["gzip"], &nested, 4096), Err(HttpError::TooLarge { limit: LIMIT }));
    let many = gzip(b"").repeat(10_000);
    assert_eq!(in_pieces(&["gzip"], &many, 4096), Ok((Vec::new(), Some(HttpError::Packing))));
    assert_eq!(in_pieces(&["gzip"], &gzip(b"").repeat(100_000), 4096), Err(HttpError::TooLarge { limit: LIMIT }));
    assert_eq!(in_pieces(&[], &vec![b'a'; 2 << 20], 4096), Err(HttpError::TooLarge { limit: LIMIT }));
}

fn zlib_of_zeros(bytes: u64) -> Vec<u8> {
    let mut packed = Vec::new();
    flate2::read::ZlibEncoder::new(std::io::repeat(0).take(bytes), Compression::fast()).read_to_end(&mut packed).unwrap();
    packed
}
