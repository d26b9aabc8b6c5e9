//! What actions do among headlines, story, people and places.

use super::App;
use super::overlay::PromptKind;
use super::place::{Place, View};
use super::reading::Reading;
use super::undo::{Undo, words};
use crate::domain::{Headline, PersonId, StatusChange};
use crate::message::{Action, Effect, MarkRead, Toward};
use crate::ui::keymap::Scope;
use crate::ui::panes::{BesideItem, Door};
use crate::ui::screen::Focus;
use crate::ui::widgets::Motion;

/// Lines of the last page that stay on the screen when a page is turned.
const OVERLAP: usize = 2;

impl App {
    /// Does an action of the reading place.
    pub(super) fn act_reading(&mut self, action: Action, count: Option<u32>) {
        let Place::Reading(reading) = &mut self.place else { return };
        let core = &mut self.core;
        let times = count.unwrap_or(1);
        if is_about_the_open_story(action) && !reading.shows_selected() {
            let open = core.settings.keymap.key_for(Scope::Headlines, Action::Open);
            core.say(format!("The selected story is not open yet. {open} opens it."));
            return;
        }
        match action {
            Action::Open => self.open(count),
            Action::Out => self.step_out(),
            Action::Left | Action::Right => self.slide(action == Action::Right),
            Action::NextName | Action::PreviousName => self.walk(action == Action::NextName),
            Action::ReadOn if reading.focus == Focus::Story => self.read_on(),
            Action::NextStory | Action::PreviousStory => {
                let step = if action == Action::NextStory { times as isize } else { -(times as isize) };
                if !reading.next_story(step, core) {
                    core.say(if step > 0 {
                        "That is the last story of this view."
                    } else {
                        "That is the first story of this view."
                    });
                }
            }
            Action::NextUnread => reading.next_unread(1, core),
            Action::PreviousUnread => reading.next_unread(-1, core),
            Action::NextWithPerson => reading.pull(Toward::Older, times, core),
            Action::PreviousWithPerson => reading.pull(Toward::Newer, times, core),
            Action::FocusPeople => match reading.story.story() {
                Some(_) => reading.set_focus(Focus::Beside, core),
                None => core.say("Open a story first; its people and places stand beside it."),
            },
            Action::PersonPage => match reading.person().map(|(id, name)| (id, name.into())) {
                Some((id, name)) => self.go_person(id, name),
                None => core.say("Nobody is named in this story."),
            },
            Action::ToggleRead | Action::ToggleStar | Action::ToggleLater => self.toggle(action),
            Action::Tags => self.open_tags(),
            Action::MarkAllRead | Action::MarkAboveRead | Action::MarkBelowRead => self.mark_all_read(action),
            Action::Unfold => reading.unfold(core),
            Action::Event => match reading.target().map(|headline| headline.key.id) {
                Some(id) => self.go_view(View::Event(id)),
                None => core.say("No story is selected."),
            },
            Action::Browser | Action::Comments | Action::CopyLink => match reading.target().cloned() {
                Some(headline) => self.use_link(action, &headline),
                None => core.say("No story is selected."),
            },
            Action::SaveMarkdown => match reading.target().map(|headline| headline.key.id) {
                Some(id) => core.ask(Effect::SaveMarkdown(id)),
                None => core.say("No story is selected."),
            },
            Action::Pipe => match reading.target().map(|headline| headline.key.id) {
                Some(id) => self.open_prompt(PromptKind::Pipe(id), ""),
                None => core.say("No story is selected."),
            },
            Action::Links => self.open_links(),
            Action::Zen => {
                if reading.story.story().is_none() || !reading.shows_selected() {
                    reading.enter_selected(core);
                }
                reading.zen = !reading.zen || reading.focus != Focus::Story;
                reading.set_focus(Focus::Story, core);
            }
            Action::WholePage => match reading.story.id() {
                Some(_) if reading.story.shows_page() => reading.show_page(None, core),
                Some(id) => core.ask_with(Effect::LoadWholePage(id), "Fetching the whole page…"),
                None => core.say("Open a story first; this shows all that its page has."),
            },
            Action::Pictures => self.toggle_pictures(),
            Action::Filter => {
                let typed = if let View::Filtered(_, typed, _) = &reading.view { typed.clone() } else { String::new() };
                self.open_prompt(PromptKind::Filter, &typed);
            }
            Action::PollFeed | Action::PollFresh => match reading.target().map(|line| (line.feed, line.feed_title.clone())) {
                Some((feed, title)) if action == Action::PollFresh => {
                    core.ask_with(Effect::PollFresh(feed), &format!("Fetching the whole of {title}…"));
                }
                Some((feed, title)) => core.ask_with(Effect::PollFeed(feed), &format!("Polling {title}…")),
                None => core.say("No story is selected."),
            },
            _ => self.move_in_reading(action, count),
        }
    }

    fn move_in_reading(&mut self, action: Action, count: Option<u32>) {
        let Place::Reading(reading) = &mut self.place else { return };
        let core = &mut self.core;
        let page = match reading.focus {
            Focus::Headlines => reading.visible(core),
            _ => usize::from(reading.story_height(core)).saturating_sub(OVERLAP).max(1),
        };
        let Some(motion) = Motion::of(action, count, page) else {
            self.nothing(action);
            return;
        };
        match reading.focus {
            Focus::Headlines => {
                if !reading.go_list(motion, core) && !reading.list.rows().is_empty() {
                    core.say(if is_down(motion) {
                        "That is the last story of this view."
                    } else {
                        "That is the first story of this view."
                    });
                }
            }
            Focus::Story => {
                let height = reading.story_height(core);
                if !reading.story.go(motion, height) {
                    let next = core.settings.keymap.key_for(Scope::Story, Action::ReadOn);
                    core.say(if is_down(motion) {
                        format!("The end. {next} goes on to the next unread story.")
                    } else {
                        "The beginning.".into()
                    });
                }
            }
            Focus::Beside => {
                if let Some(story) = reading.story.story().cloned()
                    && reading.beside.go(&story, motion)
                {
                    core.await_rest();
                }
            }
        }
    }

    /// Enters what is selected: a story, a name, a link by its number.
    fn open(&mut self, count: Option<u32>) {
        let Place::Reading(reading) = &mut self.place else { return };
        match (reading.focus, count) {
            (Focus::Headlines, _) => {
                reading.enter_selected(&mut self.core);
                if reading.list.selected().is_none() {
                    self.core.say("There is no story here to open.");
                }
            }
            (Focus::Story, Some(number)) => match reading.story.link(number as usize) {
                Some(url) => self.core.open(&url),
                None => self.core.say(format!("This story has no link {number}.")),
            },
            (Focus::Story, None) => {
                if let Some(stop) = reading.story.stood() {
                    self.enter_door(stop.door);
                } else {
                    let (walk, open) = (self.key_of(Action::NextName), self.key_of(Action::Open));
                    self.core.say(format!("{walk} walks from name to name; {open} then opens the one you stand on."));
                }
            }
            (Focus::Beside, _) => self.open_beside(),
        }
    }

    pub(super) fn enter_door(&mut self, door: Door) {
        let Place::Reading(reading) = &self.place else { return };
        let Some(story) = reading.story.story().cloned() else { return };
        match door {
            Door::Person(index) => {
                if let Some(person) = story.people.get(index) {
                    self.go_person(person.id, person.name.clone());
                }
            }
            Door::Place(index) => {
                if let Some(place) = story.places.get(index) {
                    self.go_place(place.id, place.name.clone());
                }
            }
        }
    }

    pub(super) fn open_beside(&mut self) {
        let Place::Reading(reading) = &self.place else { return };
        let Some(story) = reading.story.story() else { return };
        match reading.beside.selected(story) {
            Some(BesideItem::Person(index)) => self.enter_door(Door::Person(index)),
            Some(BesideItem::Place(index)) => self.enter_door(Door::Place(index)),
            Some(BesideItem::Related(index)) => {
                let related = reading.beside.related();
                let found = related.and_then(|related| Some((related.person, related.rows.get(index)?.clone())));
                if let Some((person, headline)) = found {
                    self.jump_to(&headline, person, Some(index as u32 + 1));
                }
            }
            None => self.core.say("Nobody and no place is named in this story."),
        }
    }

    /// Goes to another story of the same person; the one that is left can be come back to.
    pub(super) fn jump_to(&mut self, headline: &Headline, person: PersonId, rank: Option<u32>) {
        let stop = self.place.clone();
        let Place::Reading(reading) = &mut self.place else { return };
        if reading.story.id() == Some(headline.key.id) {
            reading.set_focus(Focus::Story, &self.core);
            return;
        }
        if let Some(rank) = rank {
            reading.beside.set_rank(person, headline.key.id, rank);
        }
        reading.jump(headline, &mut self.core);
        self.history.leave(stop);
    }

    /// Goes one level out: from people to the story, from the story to the headlines, from these out of the view.
    fn step_out(&mut self) {
        let Place::Reading(reading) = &mut self.place else { return };
        match reading.focus {
            Focus::Beside => reading.set_focus(Focus::Story, &self.core),
            Focus::Story if reading.zen => {
                reading.zen = false;
                reading.fit(&self.core);
            }
            Focus::Story if reading.story.step_off() => {}
            Focus::Story => reading.set_focus(Focus::Headlines, &self.core),
            Focus::Headlines => self.go_out(),
        }
    }

    fn slide(&mut self, right: bool) {
        let Place::Reading(reading) = &mut self.place else { return };
        let core = &mut self.core;
        reading.zen = false;
        match (reading.focus, right) {
            (Focus::Headlines, true) => reading.enter_selected(core),
            (Focus::Story, true) if reading.story.story().is_some() => reading.set_focus(Focus::Beside, core),
            (Focus::Beside, false) => reading.set_focus(Focus::Story, core),
            (Focus::Story, false) => reading.set_focus(Focus::Headlines, core),
            _ => reading.fit(core),
        }
    }

    /// Walks from name to name in the story; at the last one, and from the other panes, on to the next pane.
    fn walk(&mut self, forward: bool) {
        let Place::Reading(reading) = &mut self.place else { return };
        let core = &mut self.core;
        match (reading.focus, forward) {
            (Focus::Headlines, true) => reading.enter_selected(core),
            (Focus::Headlines, false) if reading.story.story().is_some() => reading.set_focus(Focus::Beside, core),
            (Focus::Beside, true) => reading.set_focus(Focus::Headlines, core),
            (Focus::Beside, false) => reading.set_focus(Focus::Story, core),
            (Focus::Story, _) if reading.walk(forward, core) => {}
            (Focus::Story, true) => {
                reading.story.step_off();
                reading.zen = false;
                reading.set_focus(Focus::Beside, core);
            }
            (Focus::Story, false) => {
                reading.story.step_off();
                reading.set_focus(Focus::Headlines, core);
            }
            _ => {}
        }
    }

    /// A page down; at the end on to the next unread story.
    fn read_on(&mut self) {
        let Place::Reading(reading) = &mut self.place else { return };
        if !reading.is_open() {
            // What was entered last is still on its way; the end of the one before says nothing of it.
            return;
        }
        let height = reading.story_height(&self.core);
        if reading.story.is_at_end(height) {
            reading.next_unread(1, &mut self.core);
        } else {
            let page = usize::from(height).saturating_sub(OVERLAP).max(1);
            reading.story.go(Motion::By(page as isize), height);
        }
    }

    fn toggle(&mut self, action: Action) {
        let Place::Reading(reading) = &mut self.place else { return };
        let Some(headline) = reading.target() else {
            self.core.say("No story is selected.");
            return;
        };
        let (change, back) = match action {
            Action::ToggleRead => (StatusChange::Read(headline.unread), StatusChange::Read(!headline.unread)),
            Action::ToggleStar => (StatusChange::Starred(!headline.starred), StatusChange::Starred(headline.starred)),
            _ => (StatusChange::Later(!headline.later), StatusChange::Later(headline.later)),
        };
        let mut ids = vec![headline.key.id];
        if change == StatusChange::Read(true) {
            ids.extend(headline.folded_unread());
        }
        reading.change(&ids, change, &mut self.core);
        let told = words(ids.len(), change);
        self.core.push_undo(Undo::Status(ids, back));
        let undo = self.key_of(Action::Undo);
        self.core.say(format!("{told} {undo} undoes."));
    }

    /// Marks the whole view read, or what stands above or below the selected story.
    fn mark_all_read(&mut self, action: Action) {
        let Place::Reading(reading) = &mut self.place else { return };
        let selected = reading.list.selected().map(|row| row.key);
        let (newest, above) = match action {
            Action::MarkAboveRead => (reading.list.newest_seen(), selected),
            Action::MarkBelowRead => (reading.list.after_selected(), None),
            _ => (reading.list.newest_seen(), None),
        };
        let Some(newest) = newest else {
            self.core.say("There is nothing here to mark read.");
            return;
        };
        let query = reading.query(&self.core);
        let meant = |key| key <= newest && above.is_none_or(|above| key > above);
        let except = reading.list.folded_elsewhere(meant);
        let also = reading.list.mark_read(meant);
        reading.show_change(&also, StatusChange::Read(true), &mut self.core);
        self.core.ask(Effect::MarkAllRead(MarkRead { query, newest, above, also, except }));
    }

    /// Returns the reading place, if that is where the reader is.
    pub(super) fn reading(&mut self) -> Option<(&mut Reading, &mut super::core::Core)> {
        match &mut self.place {
            Place::Reading(reading) => Some((reading, &mut self.core)),
            _ => None,
        }
    }
}

/// Says whether an action is about what shows of a story, its people or its links.
fn is_about_the_open_story(action: Action) -> bool {
    use Action::{FocusPeople, Links, NextWithPerson, PersonPage, PreviousWithPerson, WholePage};
    matches!(action, NextWithPerson | PreviousWithPerson | FocusPeople | PersonPage | Links | WholePage)
}

fn is_down(motion: Motion) -> bool {
    matches!(motion, Motion::Bottom | Motion::To(_)) || matches!(motion, Motion::By(by) if by > 0)
}
