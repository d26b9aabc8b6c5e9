//! A picture for each story: a plain drawing of hills under a low sun, its colours made from the story's id.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// The size in pixels.
const WIDTH: u32 = 960;
const HEIGHT: u32 = 504;
/// The radius of the sun, in pixels.
const SUN: f32 = 52.0;

/// Returns the drawing for the story `id` as PNG.
pub(super) fn png(id: &str) -> Vec<u8> {
    let seed = blake3::hash(id.as_bytes());
    let share = |byte: usize| f32::from(seed.as_bytes()[byte]) / 256.0;
    let hue = share(0) * 360.0;
    let (sun_x, sun_y) = (80.0 + share(1) * 800.0, 110.0 + share(2) * 130.0);
    let sky = color(hue, 0.35, 0.84);
    let sun = color(hue, 0.55, 0.94);
    // From the farthest to the nearest: how high the ridge stands, how far it swings, how often.
    let ridges = [
        (250.0 + share(3) * 60.0, 60.0, 1.1 + share(4), color(hue, 0.28, 0.62)),
        (350.0, 34.0, 1.7 + share(5), color(hue, 0.30, 0.40)),
        (440.0, 22.0, 0.8 + share(6), color(hue, 0.32, 0.24)),
    ];
    let phase = share(7) * std::f32::consts::TAU;
    let picture = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (x, y) = (x as f32, y as f32);
        let turn = x / WIDTH as f32 * std::f32::consts::TAU;
        let near = ridges.iter().rev().find(|(height, swing, often, _)| y > height + swing * (turn * often + phase).sin());
        match near {
            Some((.., color)) => *color,
            None if (x - sun_x).hypot(y - sun_y) < SUN => sun,
            None => sky,
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    // Writing to memory cannot fail; a picture that could not be written would be an empty file.
    let _ = picture.write_to(&mut bytes, ImageFormat::Png);
    bytes.into_inner()
}

/// Returns the colour of a hue (0 to 360), a saturation and a lightness (0 to 1 each).
fn color(hue: f32, saturation: f32, lightness: f32) -> Rgb<u8> {
    let reach = saturation * lightness.min(1.0 - lightness);
    let channel = |offset: f32| {
        let at = (offset + hue / 30.0) % 12.0;
        let value = lightness - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0);
        (value * 255.0).round() as u8
    };
    Rgb([channel(0.0), channel(8.0), channel(4.0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_story_has_a_drawing_of_its_own() {
        assert_eq!(png("ferry"), png("ferry"));
        assert_ne!(png("ferry"), png("train"));
        let drawing = image::load_from_memory(&png("ferry")).unwrap();
        assert_eq!((drawing.width(), drawing.height()), (WIDTH, HEIGHT));
    }

    #[test]
    fn hues_are_the_usual_ones() {
        for (hue, expected) in [(0.0, [255, 0, 0]), (120.0, [0, 255, 0]), (240.0, [0, 0, 255]), (60.0, [255, 255, 0])] {
            assert_eq!(color(hue, 1.0, 0.5).0, expected);
        }
    }
}
