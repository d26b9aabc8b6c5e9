use image::{GrayImage, ImageBuffer, LumaA, Rgb, RgbImage};

use super::*;

const ROOM: (u32, u32) = (600, 400);

fn png(wide: u32, high: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    RgbImage::new(wide, high).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

fn jpeg(wide: u32, high: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    GrayImage::new(wide, high).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}

fn shown(bytes: Vec<u8>) -> Result<DynamicImage, String> {
    Packed::look(bytes, ROOM)?.unpack()
}

/// Changes the number of two bytes at a place.
fn with_number(mut bytes: Vec<u8>, at: usize, number: u16) -> Vec<u8> {
    bytes[at..at + 2].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// Returns where the head of the frame of a JPEG begins.
fn frame_of(bytes: &[u8]) -> usize {
    memchr::memmem::find(bytes, &[0xff, 0xc0]).unwrap()
}

#[test]
fn what_is_too_large_is_refused_by_its_head_and_in_words() {
    let grey = jpeg(64, 64);
    let frame = frame_of(&grey);
    let mut passes = with_number(with_number(grey.clone(), frame + 5, 11_990), frame + 7, 11_990);
    passes[frame + 1] = 0xc2;
    let wide_jpeg = with_number(with_number(grey.clone(), frame + 5, 11_990), frame + 7, 11_990);
    let mut gif = b"GIF89a".to_vec();
    gif.extend([0xd6, 0x2e, 0xd6, 0x2e, 0, 0, 0]);
    let mut interlaced = png(4, 4);
    interlaced = with_number(with_number(interlaced, 18, 11_990), 22, 11_990);
    interlaced[28] = 1;
    for (bytes, words) in [
        (passes, "unpacking it would take 412 MiB"),
        (wide_jpeg, "unpacking it would take 138 MiB"),
        (gif, "unpacking it would take 1097 MiB"),
        (interlaced, "unpacking it would take 1097 MiB"),
        (png(SIDE_MAX + 1, 1), "12001 × 1 pixels"),
        (with_number(grey, frame + 7, 65_000), "65000 × 64 pixels"),
    ] {
        let said = Packed::look(bytes, ROOM).map(|packed| packed.mib()).unwrap_err();
        assert!(said.starts_with("it is too large: ") && said.contains(words), "{said}");
    }
}

#[test]
fn what_is_no_picture_is_said() {
    for (bytes, cause) in [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), OTHER_KIND),
        (Vec::new(), OTHER_KIND),
        (png(300, 200)[..80].to_vec(), DAMAGED),
        (png(300, 200)[..20].to_vec(), DAMAGED),
        (jpeg(300, 200)[..12].to_vec(), DAMAGED),
        (b"GIF89a\0".to_vec(), DAMAGED),
        (b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), DAMAGED),
        (with_number(png(4, 4), 18, 0), DAMAGED),
    ] {
        assert_eq!(shown(bytes).map(|image| image.width()).unwrap_err(), cause);
    }
}

#[test]
fn a_large_png_is_read_row_by_row_in_little_memory() {
    let packed = Packed::look(png(6_000, 5_000), ROOM).unwrap();
    assert!(packed.mib() < 4, "{}", packed.mib());
    let image = packed.unpack().unwrap();
    assert_eq!((image.width(), image.height()), (480, 400));
}

#[test]
fn colours_and_transparency_survive_being_made_smaller() {
    let mut bytes = Vec::new();
    // Left half red, right half clear.
    let half: ImageBuffer<image::Rgba<u8>, _> =
        ImageBuffer::from_fn(2_400, 800, |x, _| image::Rgba(if x < 1_200 { [200, 10, 30, 255] } else { [0, 255, 0, 0] }));
    half.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    let small = shown(bytes).unwrap().to_rgba8();
    assert_eq!(small.dimensions(), (600, 200));
    assert_eq!(small.get_pixel(20, 20).0, [200, 10, 30, 255]);
    assert_eq!(small.get_pixel(580, 180).0[3], 0);
    for (bytes, expected) in [
        (of(&ImageBuffer::from_pixel(700, 3, Rgb([1_u8, 2, 3]))), [1, 2, 3, 255]),
        (of(&ImageBuffer::from_pixel(3, 700, Rgb([0x1000_u16, 0x2000, 0x3000]))), [0x10, 0x20, 0x30, 255]),
        (of(&ImageBuffer::from_pixel(9, 9, LumaA([7_u8, 255]))), [7, 7, 7, 255]),
    ] {
        assert_eq!(shown(bytes).unwrap().to_rgba8().get_pixel(0, 0).0, expected);
    }
}

fn of<P>(image: &ImageBuffer<P, Vec<P::Subpixel>>) -> Vec<u8>
where
    P: image::Pixel + image::PixelWithColorType,
    [P::Subpixel]: image::EncodableLayout,
{
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

#[test]
fn a_profile_of_colours_is_never_unpacked() {
    let packed = {
        use std::io::Write as _;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&vec![0; 64 << 20]).unwrap();
        packer.finish().unwrap()
    };
    let mut chunk = b"iCCPicc\0\0".to_vec();
    chunk.extend(packed);
    let mut crc = flate2::Crc::new();
    crc.update(&chunk);
    let plain = png(40, 30);
    // Behind the signature and the head.
    let mut bytes = plain[..33].to_vec();
    bytes.extend((chunk.len() as u32 - 4).to_be_bytes());
    bytes.extend(&chunk);
    bytes.extend(crc.sum().to_be_bytes());
    bytes.extend(&plain[33..]);
    let image = shown(bytes).unwrap();
    assert_eq!((image.width(), image.height()), (40, 30));
}

#[test]
fn pictures_of_all_kinds_are_shown() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let mut bytes = Vec::new();
        RgbImage::from_pixel(1_200, 300, Rgb([90, 90, 90])).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        let image = shown(bytes).unwrap();
        assert_eq!((image.width(), image.height()), (600, 150), "{format:?}");
    }
}
