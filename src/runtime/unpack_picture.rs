//! Unpacks a picture in little memory: what it takes is reckoned from its head before anything is unpacked, and large ones are
//! made smaller while they are read, where their kind permits that.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbaImage};

/// Widest and highest picture, in pixels.
const SIDE_MAX: u32 = 12_000;
/// Most memory that unpacking may take, in MiB, of all pictures together.
pub(super) const MEMORY_MIB_MAX: u32 = 96;
/// Memory that a library may take beside the pixels, in bytes: for tables, rows and colour profiles.
const BESIDE_BYTES_MAX: u64 = 16 << 20;

const TOO_LARGE: &str = "it is too large";
const DAMAGED: &str = "it is damaged";
const OTHER_KIND: &str = "it is of a kind that dateline cannot read (JPEG, PNG, WebP and GIF it can)";

/// A picture that was looked at and not yet unpacked.
#[derive(Debug)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    format: ImageFormat,
    size: (u32, u32),
    /// What unpacking takes, in MiB.
    mib: u32,
    /// The room for it, in pixels.
    room: (u32, u32),
}

impl Packed {
    /// Looks at the head of a picture that is to be shown in so many pixels; its kind is known by its first bytes, whatever its
    /// name says.
    ///
    /// # Errors
    /// Says in words why it cannot be shown.
    pub(super) fn look(bytes: Vec<u8>, room: (u32, u32)) -> Result<Self, String> {
        let format = image::guess_format(&bytes).map_err(|_| OTHER_KIND.to_owned())?;
        let (size, pixel_bytes) = match format {
            ImageFormat::Png => png_head(&bytes),
            ImageFormat::Jpeg => jpeg_head(&bytes),
            ImageFormat::Gif => little_endian(&bytes, 6).zip(little_endian(&bytes, 8)).map(|size| (size, 8)),
            // The planes of the colours, then the pixels; where there is an animation or transparency, one picture more.
            ImageFormat::WebP => {
                let reader = ImageReader::with_format(Cursor::new(&bytes), format);
                let of_kind = match bytes.get(12..16) {
                    Some(b"VP8 ") => 6,
                    Some(b"VP8L") => 9,
                    _ => 13,
                };
                reader.into_dimensions().ok().map(|size| (size, of_kind))
            }
            _ => return Err(OTHER_KIND.to_owned()),
        }
        .ok_or(DAMAGED)?;
        let (wide, high) = size;
        if wide == 0 || high == 0 {
            return Err(DAMAGED.to_owned());
        }
        if wide > SIDE_MAX || high > SIDE_MAX {
            return Err(format!("{TOO_LARGE}: {wide} × {high} pixels, and {SIDE_MAX} is the most on a side"));
        }
        let pixels = u64::from(wide) * u64::from(high);
        let unpacked = match pixel_bytes {
            0 => pixels.div_ceil(u64::from(fold_of(size, room)).pow(2)) * 8,
            pixel_bytes => pixels * pixel_bytes,
        };
        let mib = u32::try_from(unpacked.div_ceil(1 << 20)).unwrap_or(u32::MAX);
        if mib > MEMORY_MIB_MAX {
            return Err(format!("{TOO_LARGE}: unpacking it would take {mib} MiB, and {MEMORY_MIB_MAX} is the most"));
        }
        Ok(Self { bytes, format, size, mib: mib.max(1), room })
    }

    /// Returns how much memory unpacking takes, in MiB.
    pub(super) fn mib(&self) -> u32 {
        self.mib
    }

    /// Unpacks it, no larger than its room and turned as its camera was held.
    ///
    /// # Errors
    /// Says in words why it cannot be shown.
    pub(super) fn unpack(self) -> Result<DynamicImage, String> {
        let (image, orientation) = if self.format == ImageFormat::Png {
            rows(&self.bytes, self.room)?
        } else {
            whole(self.bytes, self.format, self.size)?
        };
        let (wide, high) = self.room;
        // Turning copies all of it, so it is made small before.
        let (wide, high) = if is_across(orientation) { (high, wide) } else { (wide, high) };
        let mut image = shrink(image, wide, high);
        image.apply_orientation(orientation);
        Ok(image)
    }
}

/// Says whether turning a picture so changes its width for its height.
fn is_across(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
}

/// Returns how many pixels each way may become one so that no more is lost than must be.
fn fold_of((wide, high): (u32, u32), room: (u32, u32)) -> u32 {
    // How it is turned is not known yet.
    let side = room.0.max(room.1).max(1);
    (wide.max(high) / side).max(1)
}

/// Reads a big-endian number of two bytes.
fn big_endian(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])))
}

fn little_endian(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])))
}

/// Returns size and bytes a pixel; none for a picture that is made smaller row by row.
fn png_head(bytes: &[u8]) -> Option<((u32, u32), u64)> {
    let number = |at: usize| Some(big_endian(bytes, at)? << 16 | big_endian(bytes, at + 2)?);
    let is_interlaced = *bytes.get(28)? != 0;
    // Every pass goes over all of the picture, so it must be there whole.
    Some(((number(16)?, number(20)?), if is_interlaced { 8 } else { 0 }))
}

/// Returns size and bytes a pixel: one for each component, and where it comes in several passes two more for the coefficients.
fn jpeg_head(bytes: &[u8]) -> Option<((u32, u32), u64)> {
    let mut at = 2;
    let mut found = None;
    let mut scans = 0;
    loop {
        // Between segments there may be filling; behind the head of a scan stand its bits, in which 0xff is no marker.
        at += memchr::memchr(0xff, bytes.get(at..)?).unwrap_or(bytes.len());
        let Some(&marker) = bytes.get(at + 1) else { break };
        at += match marker {
            0xff => 1,
            0 | 1 | 0xd0..=0xd8 => 2,
            0xd9 => break,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let size = (big_endian(bytes, at + 7)?, big_endian(bytes, at + 5)?);
                let components = u64::from(*bytes.get(at + 9)?);
                found.get_or_insert((size, components, marker > 0xc1));
                2 + big_endian(bytes, at + 2)? as usize
            }
            marker => {
                scans += usize::from(marker == 0xda);
                2 + big_endian(bytes, at + 2)? as usize
            }
        };
    }
    let (size, components, is_progressive) = found?;
    let shown = if components == 1 { 1 } else { 3 };
    Some((size, if is_progressive || scans > 1 { shown + 2 * components } else { shown }))
}

/// Unpacks a picture whole.
fn whole(bytes: Vec<u8>, format: ImageFormat, looked: (u32, u32)) -> Result<(DynamicImage, Orientation), String> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(u64::from(MEMORY_MIB_MAX) << 20);
    reader.limits(limits);
    let cause = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => TOO_LARGE.to_owned(),
        image::ImageError::Unsupported(_) => OTHER_KIND.to_owned(),
        _ => DAMAGED.to_owned(),
    };
    let mut decoder = reader.into_decoder().map_err(cause)?;
    // The library read another head than the one that was reckoned with.
    if decoder.dimensions() != looked {
        return Err(DAMAGED.to_owned());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(cause)?, orientation))
}

/// Unpacks a PNG row by row, several of its pixels becoming one where it is larger than its room.
fn rows(bytes: &[u8], room: (u32, u32)) -> Result<(DynamicImage, Orientation), String> {
    let cause = |error: png::DecodingError| match error {
        png::DecodingError::LimitsExceeded => TOO_LARGE.to_owned(),
        _ => DAMAGED.to_owned(),
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: BESIDE_BYTES_MAX as usize });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(cause)?;
    let (info, size) = (reader.info(), reader.info().size());
    let orientation = info.exif_metadata.as_deref().and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms);
    let (color, _) = reader.output_color_type();
    if reader.info().interlaced {
        let bytes = reader.output_buffer_size().ok_or(TOO_LARGE)?;
        let mut pixels = vec![0; bytes];
        reader.next_frame(&mut pixels).map_err(cause)?;
        let (wide, high) = size;
        let image = match color {
            png::ColorType::Grayscale => image::GrayImage::from_raw(wide, high, pixels).map(DynamicImage::from),
            png::ColorType::GrayscaleAlpha => image::GrayAlphaImage::from_raw(wide, high, pixels).map(DynamicImage::from),
            png::ColorType::Rgba => RgbaImage::from_raw(wide, high, pixels).map(DynamicImage::from),
            _ => image::RgbImage::from_raw(wide, high, pixels).map(DynamicImage::from),
        };
        return Ok((image.ok_or(DAMAGED)?, orientation));
    }
    let mut folded = Folded::new(size, fold_of(size, room));
    while let Some(row) = reader.next_row().map_err(cause)? {
        folded.row(row.data(), color);
    }
    Ok((folded.finish().into(), orientation))
}

/// A picture in which squares of pixels become one pixel each.
struct Folded {
    image: RgbaImage,
    /// Pixels each way that become one.
    fold: usize,
    /// The sums of the colours, each times its opacity, then of the opacities, of the row of squares that is being read.
    sums: Vec<[u64; 4]>,
    rows: usize,
    done: u32,
}

impl Folded {
    fn new((wide, high): (u32, u32), fold: u32) -> Self {
        let (wide, high) = ((wide / fold).max(1), (high / fold).max(1));
        let sums = vec![[0; 4]; wide as usize];
        Self { image: RgbaImage::new(wide, high), fold: fold as usize, sums, rows: 0, done: 0 }
    }

    fn row(&mut self, data: &[u8], color: png::ColorType) {
        for (at, pixel) in data.chunks_exact(color.samples()).enumerate() {
            let [red, green, blue, opacity] = match *pixel {
                [grey] => [grey, grey, grey, 255],
                [grey, opacity] => [grey, grey, grey, opacity],
                [red, green, blue] => [red, green, blue, 255],
                [red, green, blue, opacity, ..] => [red, green, blue, opacity],
                [] => continue,
            };
            // What is left over at the edge belongs to no square.
            let Some(sums) = self.sums.get_mut(at / self.fold) else { break };
            for (sum, value) in sums.iter_mut().zip([red, green, blue]) {
                *sum += u64::from(value) * u64::from(opacity);
            }
            sums[3] += u64::from(opacity);
        }
        self.rows += 1;
        if self.rows == self.fold {
            self.end_row();
        }
    }

    fn end_row(&mut self) {
        let pixels = (self.rows * self.fold).max(1) as u64;
        self.rows = 0;
        for (at, sums) in self.sums.iter_mut().enumerate() {
            let [red, green, blue, opacity] = std::mem::take(sums);
            if self.done < self.image.height() {
                let color = [red, green, blue].map(|sum| (sum / opacity.max(1)) as u8);
                let opacity = (opacity / pixels).min(255) as u8;
                self.image.put_pixel(at as u32, self.done, image::Rgba([color[0], color[1], color[2], opacity]));
            }
        }
        self.done += 1;
    }

    fn finish(mut self) -> RgbaImage {
        // A picture that is lower than a square.
        if self.rows > 0 && self.done == 0 {
            self.end_row();
        }
        self.image
    }
}

/// Makes a picture no larger than this, in pixels; a small one stays as it is.
fn shrink(image: DynamicImage, wide: u32, high: u32) -> DynamicImage {
    if image.width() <= wide && image.height() <= high {
        return image;
    }
    // Averaging first takes a tenth of the time and leaves what the eye can tell.
    let image = if image.width() > wide * 3 || image.height() > high * 3 { image.thumbnail(wide * 2, high * 2) } else { image };
    image.resize(wide, high, image::imageops::FilterType::CatmullRom)
}

#[cfg(test)]
mod tests;
