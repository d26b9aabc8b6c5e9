//! The pictures of the story that is open: which are shown, which are on their way, which are not to be had.

use std::collections::HashMap;

use crate::domain::{EntryId, WebUrl};
use crate::message::{DrawnPicture, NoPicture};
use crate::text::CleanText;

/// A story with fewer lines than this in view has no room for pictures.
const LINES_MIN: u16 = 8;

/// Whether the terminal shows pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PictureSupport {
    /// It does not, as far as is known.
    #[default]
    None,
    /// It does, but its answers come slowly: pictures wait until the reader asks for them.
    Slow,
    /// It does.
    Ready,
    /// The config says never.
    Off,
}

/// Most columns and lines that a picture may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureRoom {
    /// Columns.
    pub columns: u16,
    /// Lines.
    pub rows: u16,
}

impl PictureRoom {
    /// Returns the room in a story of this size; `None` where there is too little.
    pub fn within(columns: u16, lines: u16) -> Option<Self> {
        // The text above and below a picture stays in view.
        (lines >= LINES_MIN).then_some(Self { columns, rows: lines * 2 / 3 })
    }

    fn holds(self, picture: &DrawnPicture) -> bool {
        picture.columns() <= self.columns && picture.rows() <= self.rows
    }
}

/// How far a picture has come.
#[derive(Clone, Debug, PartialEq)]
enum Progress {
    Asked,
    Drawn(DrawnPicture),
    Missing(CleanText),
}

#[derive(Clone, Debug)]
struct Known {
    /// The room for which it was asked.
    room: PictureRoom,
    progress: Progress,
}

/// The pictures of the story that is open.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    on: bool,
    story: Option<EntryId>,
    known: HashMap<WebUrl, Known>,
    /// Grows with every change after which stories must be laid out anew.
    version: u64,
}

impl Pictures {
    /// Makes the state of a terminal that shows pictures, or not.
    pub fn new(support: PictureSupport) -> Self {
        Self { on: support == PictureSupport::Ready, ..Self::default() }
    }

    /// Says whether pictures are shown.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Returns what tells whether a layout that was made before is still right.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Shows pictures from now on, or not.
    pub fn turn(&mut self, on: bool) {
        self.on = on;
        self.forget();
    }

    /// Drops all pictures: they are asked for again when they are seen.
    pub fn forget(&mut self) {
        self.known.clear();
        self.version += 1;
    }

    /// Keeps the pictures of one story only.
    pub fn enter(&mut self, story: EntryId) {
        if self.story.replace(story) != Some(story) {
            self.known.clear();
            self.version += 1;
        }
    }

    /// Notes that a picture is in view; says whether it must be asked for.
    pub fn want(&mut self, url: &WebUrl, room: PictureRoom) -> bool {
        let fits = self.known.get(url).is_some_and(|known| match &known.progress {
            Progress::Asked => known.room == room,
            Progress::Missing(_) => true,
            Progress::Drawn(picture) => known.room.columns == room.columns && room.holds(picture),
        });
        if self.on && !fits {
            let before = self.known.insert(url.clone(), Known { room, progress: Progress::Asked });
            self.version += u64::from(before.is_some());
        }
        self.on && !fits
    }

    /// Takes a picture that was asked for; says whether anybody still waits for it.
    pub fn came(&mut self, url: &WebUrl, came: Result<DrawnPicture, NoPicture>) -> bool {
        let Some(known) = self.known.get_mut(url).filter(|known| known.progress == Progress::Asked) else { return false };
        known.progress = match came {
            // Made for a size that the screen no longer has: the one for the new size is on its way.
            Ok(picture) if !known.room.holds(&picture) => return false,
            Ok(picture) => Progress::Drawn(picture),
            Err(missing) => Progress::Missing(missing.cause),
        };
        self.version += 1;
        true
    }

    /// Says whether a picture is on its way.
    pub fn is_awaited(&self, url: &WebUrl) -> bool {
        self.known.get(url).is_some_and(|known| known.progress == Progress::Asked)
    }

    /// Returns a picture that can be drawn in so many columns.
    pub fn drawn(&self, url: &WebUrl, columns: u16) -> Option<&DrawnPicture> {
        match &self.known.get(url)?.progress {
            Progress::Drawn(picture) if picture.columns() <= columns => Some(picture),
            _ => None,
        }
    }

    /// Returns why a picture is not to be had.
    pub fn missing(&self, url: &WebUrl) -> Option<&CleanText> {
        match &self.known.get(url)?.progress {
            Progress::Missing(cause) => Some(cause),
            _ => None,
        }
    }
}
