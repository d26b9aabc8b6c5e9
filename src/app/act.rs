//! What each action does, in every place.

use super::App;
use super::overlay::{Overlay, PromptKind};
use super::place::{Place, View};
use super::reading::Reading;
use crate::domain::{Headline, PersonId, PlaceId};
use crate::message::{Action, Effect, Pack};
use crate::text::CleanText;
use crate::ui::panes::{
    EditionAsked, EditionSpan, Feeds, Heading, Help, Index, IndexKind, NamePage, NamePageItem, PageBody, Welcome,
};
use crate::ui::screen;
use crate::ui::widgets::Motion;

impl App {
    /// Does what the reader asks for.
    pub(super) fn act(&mut self, action: Action, count: Option<u32>) {
        self.dirty = true;
        if self.act_everywhere(action)
            || self.act_in_overlay(action, count)
            || self.act_on_person(action)
            || self.act_on_rules(action)
        {
            return;
        }
        match self.place {
            Place::Reading(_) => self.act_reading(action, count),
            Place::Name(_) => self.act_name_page(action, count),
            Place::Index(_) => self.act_index(action, count),
            Place::Feeds(_) => self.act_feeds(action, count),
            Place::Map(_) => self.act_map(action),
            Place::Welcome(_) => self.act_welcome(action, count),
        }
    }

    /// Does what means the same in every place; says whether it was that.
    fn act_everywhere(&mut self, action: Action) -> bool {
        match action {
            Action::Quit => self.core.ask(Effect::Quit),
            Action::Suspend | Action::Redraw => self.paint_anew(action),
            Action::Palette => self.open_palette(),
            Action::Help => {
                let help = Help::new(&self.core.settings.keymap, self.place.scope());
                self.overlay = Some(Overlay::Help(help));
            }
            _ if matches!(self.overlay, Some(Overlay::Help(_))) => return false,
            Action::Back => self.go_back(),
            Action::Forward => self.go_forward(),
            Action::GoUnread => self.go_view(View::Unread),
            Action::GoAll => self.go_view(View::All),
            Action::GoStarred => self.go_view(View::Starred),
            Action::GoLater => self.go_view(View::Later),
            Action::GoPeople => self.go(Place::Index(Box::new(Index::new(IndexKind::People)))),
            Action::GoPlaces => self.go(Place::Index(Box::new(Index::new(IndexKind::Places)))),
            Action::GoEdition => {
                // Who never looked before gets a day.
                let span = if self.core.startup.looked.is_some() { EditionSpan::Looked } else { EditionSpan::Day };
                let body = PageBody::Edition(EditionAsked { span, since: self.core.now }, None);
                self.go(Place::Name(Box::new(NamePage::new(body, CleanText::new("THE EDITION")))));
            }
            Action::GoMap => self.go_map(),
            Action::GoFeeds => self.go_feeds(),
            Action::GoWelcome if self.core.startup.sample => self.leave_sample(),
            Action::PackNews | Action::PackTechnology | Action::AddFeed | Action::Import if self.core.startup.sample => {
                let back = if self.core.startup.from_own { self.key_of(Action::Out) } else { "dateline without `demo`".into() };
                self.core.trouble(&format!("nothing of the sample edition is kept\n{back} leads to feeds of your own"));
            }
            Action::GoWelcome => {
                let welcome = Welcome::new(self.core.startup.importable.clone(), &self.core.startup.own_packs);
                self.go(Place::Welcome(Box::new(welcome)));
            }
            Action::Undo => self.undo(),
            Action::Search => self.open_prompt(PromptKind::Search, ""),
            Action::AddFeed => self.open_prompt(PromptKind::AddFeed, ""),
            Action::Import => self.import(),
            Action::PackNews => self.core.ask_with(Effect::AddPack(Pack::News), "Subscribing to the news pack…"),
            Action::PackTechnology => {
                self.core.ask_with(Effect::AddPack(Pack::Technology), "Subscribing to the technology pack…");
            }
            Action::Sample if self.core.startup.sample => self.core.say("This is the sample edition."),
            Action::Sample => self.core.ask_with(Effect::OpenSample, "Opening the sample edition…"),
            Action::PollAll => self.core.ask_with(Effect::PollAll, "Polling every feed…"),
            _ => return false,
        }
        true
    }

    /// Goes from the sample edition back to the reader's own feeds, if it was entered from there.
    pub(super) fn leave_sample(&mut self) {
        if self.core.startup.from_own {
            self.core.ask_with(Effect::LeaveSample, "Leaving the sample edition…");
        } else {
            self.core.say("Start dateline without `demo` for feeds of your own.");
        }
    }

    /// In the help every key either moves or leaves it.
    fn act_in_overlay(&mut self, action: Action, count: Option<u32>) -> bool {
        let body = screen::page(self.core.size).body;
        let Some(Overlay::Help(help)) = &mut self.overlay else { return false };
        match (action, Motion::of(action, count, Help::visible(body))) {
            (_, Some(motion)) => _ = help.go(motion, body),
            _ => self.overlay = None,
        }
        true
    }

    // From place to place.

    /// Goes to a new place; the one that is left can be come back to.
    pub(super) fn go(&mut self, mut place: Place) {
        if !self.place.is_same(&place) {
            let left = std::mem::replace(&mut self.place, Place::unread());
            // The first page is where one begins, not where one comes back to.
            if !matches!(left, Place::Welcome(_)) {
                self.history.leave(left);
            }
        }
        place.fit(&self.core);
        place.load(&mut self.core);
        self.place = place;
    }

    pub(super) fn go_view(&mut self, view: View) {
        self.core.ask(Effect::CountViews);
        self.go(Place::Reading(Box::new(Reading::new(view))));
    }

    fn go_feeds(&mut self) {
        let mut feeds = Feeds::default();
        if !self.core.feeds.is_empty() {
            feeds.set(self.core.feeds.clone(), screen::page(self.core.size).body);
        }
        self.go(Place::Feeds(Box::new(feeds)));
    }

    pub(super) fn go_person(&mut self, id: PersonId, name: CleanText) {
        self.go(Place::Name(Box::new(NamePage::new(PageBody::Person(id, None), name))));
    }

    pub(super) fn go_place(&mut self, id: PlaceId, name: CleanText) {
        self.go(Place::Name(Box::new(NamePage::new(PageBody::Place(id, None), name))));
    }

    fn go_back(&mut self) {
        match self.history.back(&self.place) {
            Some(stop) => self.come_back(stop),
            None => self.core.say("This is where you began."),
        }
    }

    fn go_forward(&mut self) {
        match self.history.forward(&self.place) {
            Some(stop) => self.come_back(stop),
            None => self.core.say(format!("There is nothing ahead. {} goes back.", self.key_of(Action::Back))),
        }
    }

    /// Goes out of a place to the one that it was entered from; at the outermost one says how to quit.
    pub(super) fn go_out(&mut self) {
        match self.history.out(&self.place) {
            Some(stop) => self.come_back(stop),
            None if matches!(self.place, Place::Reading(_)) && self.core.startup.from_own => self.leave_sample(),
            None if matches!(self.place, Place::Reading(_) | Place::Welcome(_)) => {
                self.out_again_quits = true;
                let (out, quit) = (self.key_of(Action::Out), self.key_of(Action::Quit));
                self.core.say(format!("Nothing further out. {quit} quits, {out} once more does too."));
            }
            None => self.go(Place::unread()),
        }
    }

    fn come_back(&mut self, mut stop: Place) {
        stop.fit(&self.core);
        match &mut stop {
            Place::Reading(reading) => reading.come_back(&mut self.core),
            // What was asked before the reader left came while they were elsewhere.
            Place::Map(map) => map.ask(&mut self.core),
            other => other.load(&mut self.core),
        }
        self.place = stop;
    }

    /// Opens a story from a page or an index: in the view of all stories, at its place in time.
    pub(super) fn read_story(&mut self, headline: &Headline) {
        let mut reading = Reading::around(View::All, headline.key);
        reading.jump(headline, &mut self.core);
        // A page about a person and the stories read from it are stops of their own, whatever was read before.
        let left = std::mem::replace(&mut self.place, Place::Reading(Box::new(reading)));
        self.history.leave(left);
        self.place.load(&mut self.core);
    }

    fn undo(&mut self) {
        if let Some((ids, change)) = self.core.undo() {
            self.core.count(change, ids.len());
            self.core.remember(&ids, change);
            if let Place::Reading(reading) = &mut self.place {
                reading.show_change(&ids, change, &mut self.core);
            }
            self.core.ask(Effect::SetStatus { entries: ids, change });
        }
    }

    fn import(&mut self) {
        match self.core.startup.importable.first().cloned() {
            Some((path, feeds)) if matches!(self.place, Place::Welcome(_)) => {
                self.core.ask_with(Effect::Import(path), &format!("Importing {feeds} feeds…"));
            }
            Some((path, _)) => self.open_prompt(PromptKind::Import, &path.to_string_lossy()),
            None => self.open_prompt(PromptKind::Import, ""),
        }
    }

    /// Says that an action has nothing to act on here.
    pub(super) fn nothing(&mut self, action: Action) {
        let help = self.key_of(Action::Help);
        self.core.say(format!("“{}” has nothing to do here. {help} shows the keys.", action.help()));
    }

    // Pages of people and places, the index, the first page.

    fn act_name_page(&mut self, action: Action, count: Option<u32>) {
        let body = screen::page(self.core.size).body;
        let Place::Name(page) = &mut self.place else { return };
        let look = self.core.look();
        if let Some(motion) = Motion::of(action, count, page.visible(body, &look)) {
            page.go(motion, body, &look);
            return;
        }
        match action {
            Action::Left | Action::PreviousName if page.slide(-1) => {}
            Action::Right | Action::NextName if page.slide(1) => {}
            Action::Left | Action::Right | Action::NextName | Action::PreviousName => {}
            Action::Out => self.go_out(),
            Action::Sort => match &mut page.body {
                PageBody::Edition(asked, _) => {
                    asked.span = asked.span.next();
                    self.place.load(&mut self.core);
                }
                _ => self.nothing(action),
            },
            Action::Open => match page.selected() {
                Some(NamePageItem::Person(id, name)) => self.go_person(id, name),
                Some(NamePageItem::Place(id, name)) => self.go_place(id, name),
                Some(NamePageItem::Story(headline)) => self.read_story(&headline),
                Some(NamePageItem::Event(newest)) => self.go_view(View::Event(newest.key.id)),
                None => self.nothing(action),
            },
            Action::Browser | Action::Comments | Action::CopyLink => {
                let story = page.selected();
                match story {
                    Some(NamePageItem::Story(headline) | NamePageItem::Event(headline)) => self.use_link(action, &headline),
                    _ => self.core.say("Select a story first."),
                }
            }
            _ => self.nothing(action),
        }
    }

    fn act_index(&mut self, action: Action, count: Option<u32>) {
        let body = screen::page(self.core.size).body;
        let Place::Index(index) = &mut self.place else { return };
        if let Some(motion) = Motion::of(action, count, Index::visible(body)) {
            index.go(motion, body);
            return;
        }
        match action {
            Action::Out if !index.filter.is_empty() => {
                index.filter.clear();
                self.place.load(&mut self.core);
            }
            Action::Out | Action::Left => self.go_out(),
            Action::Open | Action::Right => match (index.person(), index.place()) {
                (Some((id, name)), _) => self.go_person(id, name),
                (_, Some((id, name))) => self.go_place(id, name),
                _ => self.nothing(action),
            },
            Action::Sort if index.kind == IndexKind::People => {
                index.sort_on();
                self.place.load(&mut self.core);
            }
            Action::Narrow => {
                let filter = index.filter.clone();
                self.open_prompt(PromptKind::Narrow, &filter);
            }
            _ => self.nothing(action),
        }
    }

    fn act_map(&mut self, action: Action) {
        let Place::Map(map) = &mut self.place else { return };
        let pane = &mut map.pane;
        let heading = match action {
            Action::Up => Some(Heading::North),
            Action::Down => Some(Heading::South),
            Action::Left => Some(Heading::West),
            Action::Right => Some(Heading::East),
            _ => None,
        };
        match (action, heading) {
            (_, Some(heading)) => {
                if !pane.go(heading) {
                    self.core.say("No place lies further that way.");
                }
            }
            (Action::Top | Action::Bottom, _) => pane.go_to_end(action == Action::Bottom),
            (Action::NextName | Action::PreviousName, _) => pane.walk(action == Action::NextName),
            (Action::PageDown, _) => pane.go_by(10),
            (Action::PageUp, _) => pane.go_by(-10),
            (Action::HalfPageDown, _) => pane.go_by(5),
            (Action::HalfPageUp, _) => pane.go_by(-5),
            (Action::Sort, _) => {
                pane.next_span();
                map.ask(&mut self.core);
            }
            (Action::MapAll, _) => self.switch_map(),
            (Action::Open, _) => match pane.selected() {
                Some((id, name)) => self.go_place(id, name),
                None => self.nothing(action),
            },
            (Action::Out, _) => self.go_out(),
            _ => self.nothing(action),
        }
    }

    fn act_welcome(&mut self, action: Action, count: Option<u32>) {
        let Place::Welcome(welcome) = &mut self.place else { return };
        if let Some(motion) = Motion::of(action, count, 5) {
            welcome.go(motion);
            return;
        }
        match action {
            Action::Open | Action::Right => {
                let chosen = welcome.selected();
                self.act(chosen, None);
            }
            Action::Out => self.go_out(),
            _ => self.nothing(action),
        }
    }
}

impl super::core::Core {
    /// Asks for something and says so.
    pub(super) fn ask_with(&mut self, effect: Effect, words: &str) {
        self.ask(effect);
        self.say(words);
    }
}
