//! The map of a view: of which stories it shows the places, and what was asked for it.

use super::App;
use super::core::Core;
use super::place::{Place, View};
use crate::message::{Action, Effect, MapPlaces};
use crate::query::{Purpose, Query, Rule, TermKind};
use crate::ui::look::thousands;
use crate::ui::panes::{Index, IndexKind, MapPane, PageBody};

/// The map, of a view or of all stories.
#[derive(Clone, Debug)]
pub(super) struct Mapped {
    pub(super) pane: MapPane,
    /// From where it was opened; none where that was no list of stories.
    view: Option<View>,
    /// Whether all stories are meant although there is a view.
    all: bool,
    /// Of how many stories the places are, where only the newest were looked at.
    newest: Option<u32>,
    waiting: Option<u64>,
    again: bool,
}

impl Mapped {
    fn new(view: Option<View>) -> Self {
        Self { pane: MapPane::default(), view, all: false, newest: None, waiting: None, again: false }
    }

    fn view(&self) -> Option<&View> {
        self.view.as_ref().filter(|_| !self.all)
    }

    /// Asks for the places as they are now; an answer that is still awaited is dropped.
    pub(super) fn ask(&mut self, core: &mut Core) {
        let token = core.next_token();
        self.waiting = Some(token);
        self.again = false;
        let query = self.view().map(|view| view.shown(core));
        core.ask(Effect::LoadMap { query, since: self.pane.since(), token });
    }

    /// Asks for the places because the store changed: once more after the answer that is awaited.
    pub(super) fn reload(&mut self, core: &mut Core) {
        if self.waiting.is_some() { self.again = true } else { self.ask(core) }
    }

    /// Awaits no answer any more: none may come.
    pub(super) fn give_up(&mut self) {
        self.waiting = None;
    }

    /// Takes the places; says whether they were awaited.
    pub(super) fn came(&mut self, token: u64, places: MapPlaces, core: &mut Core) -> bool {
        if self.waiting != Some(token) {
            return false;
        }
        self.waiting = None;
        self.newest = places.newest;
        self.pane.set(places.places);
        if self.again {
            self.ask(core);
        }
        true
    }

    /// Returns what stands above the map.
    pub(super) fn heading(&self) -> String {
        let of = self.view().map_or_else(|| "ALL STORIES".into(), View::name);
        let newest = self.newest.map(|count| format!(" · newest {}", thousands(count))).unwrap_or_default();
        format!("PLACES · {of}{newest}")
    }

    /// Returns what the key that switches leads to; `None` where there is nothing to switch to.
    pub(super) fn other(&self) -> Option<&'static str> {
        self.view.as_ref().map(|_| if self.all { "this view" } else { "all stories" })
    }
}

impl App {
    /// Goes to the map of what the reader looks at.
    pub(super) fn go_map(&mut self) {
        if let Place::Map(map) = &mut self.place {
            map.ask(&mut self.core);
            return;
        }
        // A map is nothing to be read out.
        let place = if self.core.settings.plain {
            Place::Index(Box::new(Index::new(IndexKind::Places)))
        } else {
            Place::Map(Box::new(Mapped::new(self.view_for_map())))
        };
        self.go(place);
    }

    /// Returns the view whose places the map shows; `None` for all stories.
    fn view_for_map(&self) -> Option<View> {
        match &self.place {
            Place::Reading(reading) if reading.view == View::All && self.core.muted().is_empty() => None,
            Place::Reading(reading) => Some(reading.view.clone()),
            Place::Name(page) => {
                let kind = match page.body {
                    PageBody::Person(id, _) => TermKind::PersonId(id),
                    PageBody::Place(id, _) => TermKind::PlaceId(id),
                    PageBody::Edition(..) => return None,
                };
                Some(View::Kept(Rule { purpose: Purpose::View, name: page.name().clone(), query: Query::of(kind) }))
            }
            Place::Index(_) | Place::Feeds(_) | Place::Map(_) | Place::Welcome(_) => None,
        }
    }

    /// Shows the places of all stories, or of the view again.
    pub(super) fn switch_map(&mut self) {
        let Place::Map(map) = &mut self.place else { return };
        if map.view.is_none() {
            self.core.say("This map is of all stories; opened from a list, it is of that list.");
            return;
        }
        map.all = !map.all;
        map.ask(&mut self.core);
    }

    /// Says why the map is empty, and what to do.
    pub(super) fn map_empty_words(&self, map: &Mapped) -> String {
        let days = self.key_of(Action::Sort);
        let (of_view, timed) = (map.view().is_some(), map.pane.since().is_some());
        let whose = if of_view { " of this view" } else { "" };
        let when = if timed { format!(" in {}", map.pane.span()) } else { String::new() };
        let mut words = format!("No story{whose}{when} names a place on the map.");
        if of_view {
            words = format!("{words} {} shows all.", self.key_of(Action::MapAll));
        }
        if timed { format!("{words} {days} shows other days.") } else { words }
    }
}
