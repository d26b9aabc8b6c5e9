//! The effect by which a picture of a story comes onto the screen: from the disk or the net, unpacked within limits, sized,
//! and put into the words of the terminal.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};
use jiff::Timestamp;
use ratatui_image::Resize;
use ratatui_image::picker::Picker;
use ratatui_image::sliced::SlicedProtocol;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::warn;

use super::effects::{Answer, Effects};
use super::picture_cache::PictureCache;
use crate::domain::{FeedId, WebUrl};
use crate::http::Accept;
use crate::ingest;
use crate::message::{DrawnPicture, Message, NoPicture};
use crate::store::feeds;
use crate::text::CleanText;
use crate::ui::pictures::PictureRoom;

/// Most bytes of pictures on the disk.
const CACHE_BYTES_MAX: u64 = 128 << 20;
/// Pictures that are fetched and unpacked at once.
const AT_ONCE: usize = 2;
/// A picture that takes longer comes over a connection that is too slow for pictures.
const SLOW: Duration = Duration::from_secs(10);
/// Widest and highest picture, in pixels.
const SIDE_MAX: u32 = 12_000;
/// Most memory that unpacking one picture may take, in bytes.
const MEMORY_MAX: u64 = 160 << 20;

/// What makes pictures.
#[derive(Debug)]
pub(super) struct PictureMaker {
    picker: Picker,
    cache: PictureCache,
    permits: Semaphore,
}

impl PictureMaker {
    /// Makes pictures for the terminal that `picker` knows, and keeps the files under the folder `cache`.
    pub(super) fn new(picker: Picker, cache: &Path) -> Self {
        Self { picker, cache: PictureCache::new(cache.join("pictures"), CACHE_BYTES_MAX), permits: Semaphore::new(AT_ONCE) }
    }
}

impl Effects {
    /// Answers with the picture, or with why there is none.
    pub(super) async fn picture(self, feed: FeedId, url: WebUrl, room: PictureRoom) -> Answer {
        let Some(maker) = self.pictures.clone() else { return Ok(None) };
        let _permit = maker.permits.acquire().await;
        let came = match self.picture_bytes(&maker, feed, &url).await? {
            Ok(bytes) => {
                let picker = maker.picker.clone();
                let drawing = tokio::task::spawn_blocking(move || draw(&picker, bytes, room));
                let drawn = drawing.await.unwrap_or_else(|_| Err("it is damaged".to_owned()));
                drawn.map_err(|cause| NoPicture { cause: CleanText::new(&cause), slow: false })
            }
            Err(missing) => Err(missing),
        };
        Ok(Some(Message::PictureCame(url, came)))
    }

    async fn picture_bytes(
        &self,
        maker: &Arc<PictureMaker>,
        feed: FeedId,
        url: &WebUrl,
    ) -> Result<Result<Vec<u8>, NoPicture>, crate::store::StoreError> {
        let missing = |cause: &str, slow| Ok(Err(NoPicture { cause: CleanText::new(cause), slow }));
        let (known, asked) = (maker.clone(), url.clone());
        let cached = tokio::task::spawn_blocking(move || known.cache.get(&asked, Accept::Picture.body_max()));
        if let Ok(Some(bytes)) = cached.await {
            return Ok(Ok(bytes));
        }
        let Ok(context) = self.context().await else { return missing("nothing is fetched in this window", false) };
        let Some(feed) = self.store.read(move |db| feeds::get(db, feed, Timestamp::now())).await? else {
            return missing("its feed is gone", false);
        };
        let bytes = match timeout(
            SLOW,
            ingest::story_picture(&context, ingest::OfFeed { url: &feed.url, first_url: feed.first_url.as_ref() }, url),
        )
        .await
        {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(cause)) => return missing(&cause, false),
            Err(_) => return missing("it takes too long to come", true),
        };
        let (known, asked) = (maker.clone(), url.clone());
        let kept = tokio::task::spawn_blocking(move || {
            if let Err(error) = known.cache.put(&asked, &bytes) {
                warn!(%error, "cannot keep a picture");
            }
            bytes
        });
        Ok(kept.await.map_err(|_| NoPicture { cause: CleanText::new("it cannot be kept"), slow: false }))
    }
}

/// Unpacks a picture, makes it small enough for `room` and puts it into the words of the terminal.
fn draw(picker: &Picker, bytes: Vec<u8>, room: PictureRoom) -> Result<DrawnPicture, String> {
    let image = decode(bytes)?;
    let letter = picker.font_size();
    let (wide, high) = (u32::from(room.columns) * u32::from(letter.width), u32::from(room.rows) * u32::from(letter.height));
    let image = shrink(image, wide, high);
    let size = Resize::natural_size(&image, letter);
    SlicedProtocol::new(picker, image, Some(size)).map(DrawnPicture::new).map_err(|error| error.to_string())
}

/// Unpacks a picture of a kind that is known by its first bytes, whatever its name says.
fn decode(bytes: Vec<u8>) -> Result<DynamicImage, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    if reader.format().is_none() {
        return Err("it is of a kind that dateline cannot read (JPEG, PNG, WebP and GIF it can)".to_owned());
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let cause = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => "it is too large".to_owned(),
        image::ImageError::Unsupported(_) => "it is of a kind that dateline cannot read".to_owned(),
        _ => "it is damaged".to_owned(),
    };
    let mut decoder = reader.into_decoder().map_err(cause)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(cause)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Makes a picture no larger than this, in pixels; a small one stays as it is.
fn shrink(image: DynamicImage, wide: u32, high: u32) -> DynamicImage {
    if image.width() <= wide && image.height() <= high {
        return image;
    }
    // Averaging first takes a tenth of the time and leaves what the eye can tell.
    let image = if image.width() > wide * 3 || image.height() > high * 3 { image.thumbnail(wide * 2, high * 2) } else { image };
    image.resize(wide, high, FilterType::CatmullRom)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        RgbImage::new(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    fn room(columns: u16, rows: u16) -> PictureRoom {
        PictureRoom { columns, rows }
    }

    #[test]
    fn a_picture_fits_its_room_and_is_never_blown_up() {
        let picker = Picker::halfblocks();
        // A letter of this picker is 10 pixels wide and 20 high.
        for (bytes, within, columns, rows) in
            [(png(1200, 600), room(60, 20), 60, 15), (png(400, 2000), room(60, 20), 8, 20), (png(100, 100), room(60, 20), 10, 5)]
        {
            let drawn = draw(&picker, bytes, within).unwrap();
            assert_eq!((drawn.columns(), drawn.rows()), (columns, rows));
        }
    }

    #[test]
    fn what_is_no_picture_is_said() {
        let picker = Picker::halfblocks();
        let broken = png(300, 200)[..80].to_vec();
        for (bytes, cause) in [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "kind that dateline cannot read"),
            (broken, "damaged"),
            (png(SIDE_MAX + 1, 1), "too large"),
            (Vec::new(), "kind that dateline cannot read"),
        ] {
            let said = draw(&picker, bytes, room(60, 20)).map(|drawn| drawn.rows()).unwrap_err();
            assert!(said.contains(cause), "{said}");
        }
    }
}
