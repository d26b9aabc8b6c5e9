//! The effect by which a picture of a story comes onto the screen: from the disk or the net, unpacked within limits, sized,
//! and put into the words of the terminal.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use ratatui_image::Resize;
use ratatui_image::picker::Picker;
use ratatui_image::sliced::SlicedProtocol;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tracing::warn;

use super::effects::{Answer, Effects};
use super::picture_cache::PictureCache;
use super::unpack_picture::{MEMORY_MIB_MAX, Packed};
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

/// What makes pictures.
#[derive(Debug)]
pub(super) struct PictureMaker {
    picker: Picker,
    cache: PictureCache,
    permits: Semaphore,
    /// A permit for each MiB that unpacking may take.
    memory: Semaphore,
}

impl PictureMaker {
    /// Makes pictures for the terminal that `picker` knows, and keeps the files under the folder `cache`.
    pub(super) fn new(picker: Picker, cache: &Path) -> Self {
        Self {
            picker,
            cache: PictureCache::new(cache.join("pictures"), CACHE_BYTES_MAX),
            permits: Semaphore::new(AT_ONCE),
            memory: Semaphore::new(MEMORY_MIB_MAX as usize),
        }
    }
}

impl Effects {
    /// Answers with the picture, or with why there is none.
    pub(super) async fn picture(self, feed: FeedId, url: WebUrl, room: PictureRoom) -> Answer {
        let Some(maker) = self.pictures.clone() else { return Ok(None) };
        let _permit = maker.permits.acquire().await;
        let came = match self.picture_bytes(&maker, feed, &url).await? {
            Ok(bytes) => {
                let drawn = match Packed::look(bytes, pixels(&maker.picker, room)) {
                    Ok(packed) => {
                        // Large ones wait for each other.
                        let _memory = maker.memory.acquire_many(packed.mib()).await;
                        let picker = maker.picker.clone();
                        let drawing = tokio::task::spawn_blocking(move || draw(&picker, packed));
                        drawing.await.unwrap_or_else(|_| Err("it is damaged".to_owned()))
                    }
                    Err(cause) => Err(cause),
                };
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

/// Returns how many pixels there are in a room.
fn pixels(picker: &Picker, room: PictureRoom) -> (u32, u32) {
    let letter = picker.font_size();
    (u32::from(room.columns) * u32::from(letter.width), u32::from(room.rows) * u32::from(letter.height))
}

/// Unpacks a picture and puts it into the words of the terminal.
fn draw(picker: &Picker, packed: Packed) -> Result<DrawnPicture, String> {
    let image = packed.unpack()?;
    let size = Resize::natural_size(&image, picker.font_size());
    SlicedProtocol::new(picker, image, Some(size)).map(DrawnPicture::new).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        RgbImage::new(width, height).write_to(&mut std::io::Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
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
            let drawn = draw(&picker, Packed::look(bytes, pixels(&picker, within)).unwrap()).unwrap();
            assert_eq!((drawn.columns(), drawn.rows()), (columns, rows));
        }
    }
}
