//! What the runtime answers and tells.

use std::sync::Arc;

use super::App;
use super::overlay::Overlay;
use super::place::{Place, View};
use super::undo::Undo;
use crate::domain::{EntryId, Feed, FeedId, StatusChange};
use crate::message::{Action, Effect, Found, Message, Startup};
use crate::text::CleanText;
use crate::ui::keymap::Scope;
use crate::ui::look::counted;
use crate::ui::panes::{IndexKind, PageBody, Welcome};
use crate::ui::screen;

impl App {
    /// Takes an answer; one that comes too late changes nothing.
    pub(super) fn answer(&mut self, message: Message) {
        if self.took(message) {
            self.dirty = true;
        }
    }

    /// Says whether the screen may look different now.
    fn took(&mut self, message: Message) -> bool {
        match message {
            Message::Started(startup) => self.started(startup),
            Message::Tick => return self.tick(),
            Message::HeadlinesLoaded { token, page } => {
                return self.reading().is_some_and(|(reading, core)| reading.page_came(token, page, core));
            }
            Message::WholePageLoaded(id, page) => {
                if let Some((reading, core)) = self.reading()
                    && reading.story.id() == Some(id)
                {
                    reading.show_page(Some(*page), core);
                    let back = core.settings.keymap.key_for(Scope::Story, Action::WholePage);
                    core.say(format!("All that the page has. {back} goes back to the story."));
                }
            }
            Message::PictureCame(url, came) => return self.picture_came(&url, came),
            Message::StoryOpened(story) => {
                return self.reading().is_some_and(|(reading, core)| reading.story_came(story, core));
            }
            Message::StoryMissing(id) => self.story_missing(id),
            Message::RelatedLoaded(person, rows) => {
                return self.reading().is_some_and(|(reading, core)| reading.related_came(person, rows, core));
            }
            Message::NeighborFound { person, from, toward, found } => {
                let Some((reading, core)) = self.reading() else { return false };
                if let Some((headline, rank)) = reading.neighbor_came(person, (from, toward), found, core) {
                    self.jump_to(&headline, person, Some(rank));
                }
            }
            Message::Counted(query, count) => {
                let Some((reading, core)) = self.reading() else { return false };
                return reading.counted(&query, count, core);
            }
            Message::ViewsCounted(counts) => return std::mem::replace(&mut self.core.counts, counts) != counts,
            Message::Progress(progress) => return std::mem::replace(&mut self.core.progress, progress) != progress,
            Message::PersonOpened(_)
            | Message::PlaceOpened(_)
            | Message::EditionLoaded(_)
            | Message::PeopleLoaded { .. }
            | Message::PlacesLoaded { .. } => {
                return self.page_came(message);
            }
            Message::MapLoaded { token, places } => {
                let Place::Map(map) = &mut self.place else { return false };
                return map.came(token, places, &mut self.core);
            }
            Message::OthersLoaded { person, filter, others } => return self.others_came(person, &filter, others),
            Message::FormsLoaded(person, forms) => self.forms_came(person, forms),
            Message::HiddenLoaded(hidden) => self.hidden_came(hidden),
            Message::PersonChanged(changed) => self.person_changed(*changed),
            Message::PeopleSaid => self.people_said(),
            Message::FollowedCame(rows) => return self.followed_came(&rows),
            Message::RulesLoaded(rules) => self.rules_came(rules),
            Message::TagsLoaded { known, of } => return self.tags_came(known, of),
            Message::Tagged { entry, tags } => self.tagged(entry, &tags),
            Message::FeedsLoaded(feeds) => self.feeds_came(feeds),
            Message::MarkedAllRead(ids) => self.marked_all_read(ids),
            Message::FeedsFound { asked, found, note } => self.feeds_found(&asked, found, note),
            Message::Subscribed { new, known, refused } => self.subscribed(&new, known, &refused),
            Message::ReportsJoined => match &mut self.place {
                Place::Reading(_) => self.place.load(&mut self.core),
                Place::Name(page) if matches!(page.body, PageBody::Edition(..)) => self.place.load(&mut self.core),
                _ => return false,
            },
            Message::StoreChanged { new, digested } => self.store_changed(new, &digested),
            Message::ChangedByOthers { digested } => self.others_wrote(&digested),
            Message::LinksLoaded(action, links) => self.links_came(action, &links),
            Message::StoryWritten { command, text } => self.core.ask(Effect::Run { command, input: text }),
            Message::Note(words) => self.core.say(words.into_string()),
            Message::Failed(words) => self.core.trouble(&words),
            Message::StoreFailed(words) => {
                match &mut self.place {
                    Place::Reading(reading) => reading.give_up(),
                    Place::Map(map) => map.give_up(),
                    _ => {}
                }
                if std::mem::take(&mut self.core.rules_awaited) {
                    self.core.ask(Effect::LoadRules);
                }
                self.core.trouble(&words);
            }
            Message::StatusFailed(ids, words) => {
                self.core.forget(&ids);
                self.core.trouble(&words);
                self.core.ask(Effect::CountViews);
                self.place.load(&mut self.core);
                if let Place::Reading(reading) = &self.place
                    && let Some(id) = reading.story.id().filter(|id| ids.contains(id))
                {
                    self.core.ask(Effect::OpenStory(id));
                }
            }
            Message::Now(_) | Message::Key(_) | Message::Mouse(_) | Message::Paste(_) | Message::Resized(..) => return false,
        }
        true
    }

    fn started(&mut self, startup: Startup) {
        let empty = startup.feeds == 0 && !startup.sample;
        if let Some(notice) = &startup.notice {
            self.core.trouble(notice);
        }
        self.place = if empty {
            Place::Welcome(Box::new(Welcome::new(startup.importable.clone(), &startup.own_packs)))
        } else {
            Place::unread()
        };
        self.core.looked = startup.looked;
        let away = self.core.looks();
        if let (Some(before), true) = (away.filter(|_| !empty), startup.notice.is_none()) {
            let when = self.core.look().moment(before);
            self.core.say(format!("{} shows what came since you last looked, {when}.", self.key_of(Action::GoEdition)));
        }
        self.core.startup = startup;
        self.history.clear();
        self.core.ask(Effect::CountViews);
        self.core.ask(Effect::LoadFeeds);
        self.core.ask(Effect::LoadRules);
        self.place.load(&mut self.core);
    }

    /// A tick ends notices, and once the keys rest shows what is selected; else the minute changed, and ages with it.
    fn tick(&mut self) -> bool {
        let (_, rested) = self.core.tick();
        if rested && let Some((reading, core)) = self.reading() {
            reading.rest(core);
        }
        true
    }

    fn story_missing(&mut self, id: EntryId) {
        if let Some((reading, core)) = self.reading() {
            reading.missing(id, core);
            core.say("This story is no longer there: its feed was removed.");
        }
    }

    fn page_came(&mut self, message: Message) -> bool {
        let body = screen::page(self.core.size).body;
        match (&mut self.place, message) {
            (Place::Name(page), Message::PersonOpened(opened)) => match page.body {
                PageBody::Person(id, _) if id == opened.id => page.set(PageBody::Person(id, Some(Arc::new(*opened)))),
                _ => return false,
            },
            (Place::Name(page), Message::PlaceOpened(opened)) => match page.body {
                PageBody::Place(id, _) if id == opened.place.id => page.set(PageBody::Place(id, Some(Arc::new(*opened)))),
                _ => return false,
            },
            (Place::Name(page), Message::EditionLoaded(edition)) => match page.body {
                PageBody::Edition(asked, _) if asked.since == edition.since => {
                    page.set(PageBody::Edition(asked, Some(Arc::new(*edition))));
                }
                _ => return false,
            },
            (Place::Index(index), Message::PeopleLoaded { filter, sort, people })
                if index.kind == IndexKind::People && (&index.filter, index.sort) == (&filter, sort) =>
            {
                index.set_people(people, body);
            }
            (Place::Index(index), Message::PlacesLoaded { filter, places })
                if index.kind == IndexKind::Places && index.filter == filter =>
            {
                index.set_places(places, body);
            }
            _ => return false,
        }
        self.place.fit(&self.core);
        true
    }

    fn feeds_came(&mut self, feeds: Vec<Feed>) {
        self.core.feeds = Arc::new(feeds);
        if let Place::Feeds(place) = &mut self.place {
            place.set(self.core.feeds.clone(), screen::page(self.core.size).body);
        }
        self.relist_views();
    }

    fn marked_all_read(&mut self, ids: Vec<EntryId>) {
        let count = ids.len();
        let undo = self.key_of(Action::Undo);
        self.core.ask(Effect::CountViews);
        if count == 0 {
            self.core.say("Nothing was unread.");
            return;
        }
        if let Some((reading, core)) = self.reading() {
            reading.show_change(&ids, StatusChange::Read(true), core);
        }
        self.core.push_undo(Undo::Status(ids, StatusChange::Read(false)));
        self.core.say(format!("{} {undo} undoes.", super::undo::words(count, StatusChange::Read(true))));
    }

    fn feeds_found(&mut self, asked: &str, found: Vec<Found>, note: Option<CleanText>) {
        match found.len() {
            0 => {
                let asked = CleanText::capped(asked, 60);
                self.core.trouble(&format!("No feed at {asked}\ntry the address of the site's news page, or of the feed itself"));
            }
            // With something to know first, the choice is left to the reader.
            1 if note.is_none() => {
                let urls = found.into_iter().map(|found| found.url).collect();
                self.core.ask_with(Effect::Subscribe { urls, folder: None }, "Subscribing…");
            }
            count => {
                let waits = self.show_or_wait(Overlay::found(asked, found));
                match (note, waits) {
                    (Some(note), _) => self.core.say(note.into_string()),
                    (None, true) => self.core.say(format!("{count} feeds were found; they are listed once this is closed.")),
                    (None, false) => {}
                }
            }
        }
    }

    /// Shows something over the place, or later where something else is open; says whether it waits.
    fn show_or_wait(&mut self, overlay: Overlay) -> bool {
        let waits = self.overlay.is_some();
        *(if waits { &mut self.waiting } else { &mut self.overlay }) = Some(overlay);
        waits
    }

    fn subscribed(&mut self, new: &[FeedId], known: u32, refused: &[(CleanText, CleanText)]) {
        let mut words = match new.len() as u32 {
            0 => "No new feed".to_owned(),
            new => format!("{} added; stories follow", counted(new, "feed", "feeds")),
        };
        if known > 0 {
            words = format!("{words} · {known} already there");
        }
        if refused.is_empty() {
            self.core.say(words + ".");
        } else {
            let told = Overlay::left_out(refused, self.core.size.0);
            self.core.say(format!("{words} · {} left out.", refused.len()));
            self.show_or_wait(told);
        }
        self.core.ask(Effect::LoadFeeds);
        self.core.ask(Effect::CountViews);
        if matches!(self.place, Place::Welcome(_)) && (!new.is_empty() || known > 0) {
            self.go_view(View::Unread);
            self.history.clear();
        }
    }

    /// Reads all that shows once more: what another process fetched, marked or subscribed to.
    fn others_wrote(&mut self, digested: &[EntryId]) {
        // How much of it is new is not known, nor whether it is in this list.
        self.store_changed(1, digested);
        self.core.ask(Effect::LoadRules);
        if !matches!(self.place, Place::Feeds(_)) {
            self.core.ask(Effect::LoadFeeds);
        }
    }

    /// Shows what came in: the list keeps the reader's story; the open story is read again, which may have its article now,
    /// and whose people may stand in more stories.
    fn store_changed(&mut self, new: u32, digested: &[EntryId]) {
        self.core.ask(Effect::CountViews);
        if !digested.is_empty() && self.core.follows() {
            self.core.ask(Effect::FindFollowed(digested.to_vec()));
        }
        match &mut self.place {
            Place::Reading(reading) => {
                if let Some(id) = reading.story.id().filter(|_| !digested.is_empty()) {
                    self.core.ask(Effect::OpenStory(id));
                }
                if new > 0 || reading.list.rows().is_empty() {
                    reading.reload(&mut self.core);
                }
            }
            Place::Feeds(_) => self.core.ask(Effect::LoadFeeds),
            Place::Index(_) | Place::Name(_) | Place::Map(_) if !digested.is_empty() => self.place.load(&mut self.core),
            _ => {}
        }
    }
}
