//! Pictures: asked for when they come into view, shown when they have come, turned off and on by a key.

use super::App;
use super::core::Core;
use super::reading::Reading;
use crate::domain::WebUrl;
use crate::message::{Action, DrawnPicture, Effect, NoPicture};
use crate::ui::pictures::{PictureRoom, PictureSupport};

impl App {
    /// Asks for the pictures that have come into view.
    pub(super) fn see_pictures(&mut self) {
        if let Some((reading, core)) = self.reading() {
            reading.see_pictures(core);
        }
    }

    /// Shows pictures or not, until the reader says otherwise or the program ends.
    pub(super) fn toggle_pictures(&mut self) {
        let core = &mut self.core;
        match core.settings.pictures {
            PictureSupport::None => {
                core.say("This terminal is not known to show pictures. [screen] pictures = \"on\" in the config asks it.");
            }
            PictureSupport::Off => core.say("Pictures are off: [screen] pictures in the config says so."),
            PictureSupport::Slow | PictureSupport::Ready => {
                let on = !core.pictures.is_on();
                core.pictures.turn(on);
                core.say(if on { "Pictures are shown." } else { "No pictures from now on." });
                self.place.fit(&self.core);
            }
        }
    }

    /// Has everything drawn again by a terminal that may have lost what it was given, pictures among it.
    pub(super) fn paint_anew(&mut self, action: Action) {
        self.core.ask(if action == Action::Suspend { Effect::Suspend } else { Effect::Redraw });
        self.core.pictures.forget();
        self.place.fit(&self.core);
    }

    /// Takes a picture; says whether anybody waits for it. If it took too long no others are asked for.
    pub(super) fn picture_came(&mut self, url: &WebUrl, came: Result<DrawnPicture, NoPicture>) -> bool {
        let slow = came.as_ref().is_err_and(|missing| missing.slow);
        let awaited = self.core.pictures.came(url, came);
        if awaited && slow {
            let key = self.key_of(Action::Pictures);
            self.core.pictures.turn(false);
            self.core.trouble(&format!("Pictures are off: they come too slowly\n{key} asks for them again"));
        }
        if awaited {
            self.place.fit(&self.core);
        }
        awaited
    }
}

impl Reading {
    /// Asks for the pictures that have come into view.
    fn see_pictures(&mut self, core: &mut Core) {
        let Some(area) = self.panes(core).story.filter(|_| core.pictures.is_on()) else { return };
        let Some((id, feed)) = self.story.story().map(|story| (story.headline.key.id, story.headline.feed)) else { return };
        core.pictures.enter(id);
        let Some(room) = PictureRoom::within(area.width, area.height) else { return };
        for url in self.story.pictures_in_view(area.height) {
            if core.pictures.want(url, room) {
                core.ask(Effect::LoadPicture { feed, url: url.clone(), columns: room.columns, rows: room.rows });
            }
        }
        self.story.fit(area, &core.look());
    }
}
