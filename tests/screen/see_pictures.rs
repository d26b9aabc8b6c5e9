//! Pictures in a terminal that shows them, here as half blocks, of which a screen of letters can be made.

use dateline::app::AppSettings;
use dateline::domain::{Block, Picture, WebUrl};
use dateline::message::{DrawnPicture, Effect, Message, NoPicture, Startup};
use dateline::ui::pictures::PictureSupport;
use image::{DynamicImage, RgbImage};
use ratatui::layout::Size;
use ratatui_image::picker::Picker;
use ratatui_image::sliced::SlicedProtocol;

use crate::world::{self, World};

const CAPTION: &str = "The quay at dawn.";

fn url(name: &str) -> WebUrl {
    WebUrl::parse(&format!("https://pictures.example/{name}.jpg")).unwrap()
}

fn picture(name: &str) -> Block {
    Block::Picture(Picture { url: Some(url(name)), caption: CAPTION.into(), credit: "".into() })
}

/// A screen whose newest story has a picture above its text and one far below.
fn world(support: PictureSupport) -> World {
    let settings = AppSettings { pictures: support, ..world::settings() };
    let mut world = World::with(100, 30, settings, Startup { feeds: 5, ..Startup::default() }, true);
    let blocks = &mut world.stories[0].article.blocks;
    let text = blocks.clone();
    *blocks = vec![picture("quay")];
    blocks.extend(std::iter::repeat_n(text, 6).flatten());
    blocks.push(picture("ferry"));
    world.stories[0].article.picture = Some(Picture { url: Some(url("quay")), ..Picture::default() });
    world.stories[0].people.clear();
    world.stories[0].places.clear();
    world
}

/// Enters the story; it was shown beside the list before it had its pictures.
fn enter(world: &mut World) {
    let digested = vec![world.stories[0].headline.key.id];
    world.tell(Message::StoreChanged { new: 0, digested });
    world.press("<Enter>");
}

/// Returns which pictures were asked for since the last time.
fn asked(world: &mut World) -> Vec<(WebUrl, u16, u16)> {
    let mut asked = Vec::new();
    world.done.retain(|effect| match effect {
        Effect::LoadPicture { url, columns, rows, .. } => {
            asked.push((url.clone(), *columns, *rows));
            false
        }
        _ => true,
    });
    asked
}

/// A picture of this size, each of its lines of another colour.
fn drawn(columns: u16, rows: u16) -> DrawnPicture {
    let picker = Picker::halfblocks();
    let letter = picker.font_size();
    let image = RgbImage::from_fn(u32::from(columns * letter.width), u32::from(rows * letter.height), |_, y| {
        image::Rgb([(y / u32::from(letter.height)) as u8 + 1, 0, 0])
    });
    let size = Size::new(columns, rows);
    DrawnPicture::new(SlicedProtocol::new(&picker, DynamicImage::ImageRgb8(image), Some(size)).unwrap())
}

/// Returns which lines of the picture show, with the lines of the screen where they do.
fn shown(world: &mut World) -> Vec<(u16, u8)> {
    world
        .colors()
        .into_iter()
        .filter_map(|(row, color)| match color {
            ratatui::style::Color::Rgb(line, 0, 0) if line > 0 => Some((row, line)),
            _ => None,
        })
        .collect()
}

#[test]
fn a_picture_is_asked_for_when_it_is_seen_and_stands_above_its_caption() {
    let mut world = world(PictureSupport::Ready);
    enter(&mut world);
    let first = asked(&mut world);
    assert_eq!(first.iter().map(|(url, ..)| url.clone()).collect::<Vec<_>>(), [url("quay")]);
    world.sees("◌ The quay at dawn.");
    world.press("jk");
    assert_eq!(asked(&mut world), [], "it is on its way");
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(40, 6))));
    let rows: Vec<u8> = shown(&mut world).into_iter().map(|(_, line)| line).collect();
    assert_eq!(rows, [1, 2, 3, 4, 5, 6]);
    world.sees("▨ The quay at dawn.");
    world.press("G");
    assert_eq!(asked(&mut world).len(), 1, "the one at the end is in view now");
    world.press("gg");
    assert_eq!(asked(&mut world), [], "the first one is still there");
}

#[test]
fn a_picture_scrolls_line_by_line_and_the_text_never_jumps() {
    let mut world = world(PictureSupport::Ready);
    enter(&mut world);
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(40, 6))));
    let top = shown(&mut world)[0].0;
    world.press(&"j".repeat(usize::from(top) + 2));
    assert_eq!(shown(&mut world)[0], (top - top, 3), "two of its lines have gone");
    world.press("G");
    let before = world.picture();
    let last = before.lines().position(|line| line.contains(CAPTION)).unwrap();
    world.tell(Message::PictureCame(url("ferry"), Ok(drawn(40, 4))));
    let after = world.picture();
    assert!(after.lines().take(last).eq(before.lines().take(last)), "{before}\n{after}");
    world.press("kkkk<Esc><Enter>");
    assert_eq!(asked(&mut world).len(), 2, "each was asked for once");
}

#[test]
fn what_lies_over_the_panes_has_no_picture_under_it() {
    let mut world = world(PictureSupport::Ready);
    enter(&mut world);
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(40, 6))));
    world.press(":");
    assert_eq!(shown(&mut world), []);
    world.press("<Esc>");
    assert_eq!(shown(&mut world).len(), 6);
}

#[test]
fn another_size_asks_for_another_picture() {
    let mut world = world(PictureSupport::Ready);
    enter(&mut world);
    let first = asked(&mut world)[0].clone();
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(first.1, 6))));
    world.resize(60, 20);
    let second = asked(&mut world)[0].clone();
    assert!(second.1 < first.1);
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(first.1, 6))));
    assert_eq!(shown(&mut world), [], "made for the size before");
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(second.1, 5))));
    assert_eq!(shown(&mut world).len(), 5);
    world.resize(40, 12);
    world.picture();
}

#[test]
fn one_key_turns_pictures_off_and_on() {
    let mut world = world(PictureSupport::Ready);
    enter(&mut world);
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(40, 6))));
    asked(&mut world);
    world.press("i");
    assert_eq!(shown(&mut world), []);
    world.sees("▨ The quay at dawn.");
    world.sees("No pictures from now on.");
    assert_eq!(asked(&mut world), []);
    world.press("i");
    assert_eq!(asked(&mut world).len(), 1);
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(40, 6))));
    assert_eq!(shown(&mut world).len(), 6);
}

#[test]
fn a_picture_that_cannot_be_had_says_why_and_a_slow_one_ends_them_all() {
    let mut world = world(PictureSupport::Ready);
    enter(&mut world);
    let cause = |slow| Err(NoPicture { cause: "it is gone".into(), slow });
    world.tell(Message::PictureCame(url("quay"), cause(false)));
    world.sees("This picture cannot be shown: it is gone.");
    world.sees("▨ The quay at dawn.");
    asked(&mut world);
    world.press("G");
    assert_eq!(asked(&mut world).len(), 1);
    world.tell(Message::PictureCame(url("ferry"), cause(true)));
    world.sees("Pictures are off: they come too slowly · i asks for them again");
    world.press("ggG");
    assert_eq!(asked(&mut world), []);
}

#[test]
fn other_terminals_get_the_caption() {
    for (support, words) in [
        (PictureSupport::None, "This terminal is not known to show pictures."),
        (PictureSupport::Off, "Pictures are off: [screen] pictures in the config says so."),
        (PictureSupport::Slow, "Pictures are shown."),
    ] {
        let mut world = world(support);
        enter(&mut world);
        assert_eq!(asked(&mut world), []);
        world.sees("▨ The quay at dawn.");
        world.press("i");
        world.sees(words);
        assert_eq!(asked(&mut world).len(), usize::from(support == PictureSupport::Slow));
    }
}

#[test]
fn the_picture_of_the_page_stands_above_a_story_without_one() {
    let mut world = world(PictureSupport::Ready);
    world.stories[0].article.blocks.remove(0);
    enter(&mut world);
    assert_eq!(asked(&mut world)[0].0, url("quay"));
    world.tell(Message::PictureCame(url("quay"), Ok(drawn(40, 6))));
    assert_eq!(shown(&mut world).len(), 6);
    world.press("<C-l>");
    assert_eq!(asked(&mut world).len(), 1, "the terminal may have lost it");
}
