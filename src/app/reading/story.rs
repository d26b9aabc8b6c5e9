//! The story of a reading place: what is opened, what is read of it, and the way to the next one.

use std::sync::Arc;

use super::Reading;
use crate::app::core::Core;
use crate::app::undo::Undo;
use crate::domain::{EntryId, Headline, PersonId, StatusChange, Story};
use crate::message::Effect;
use crate::text::CleanText;
use crate::ui::screen::Focus;
use crate::ui::widgets::Motion;

/// Most stories that stay in a list after they were read.
const KEPT_MAX: usize = 500;

impl Reading {
    /// Returns the story that an action is about: the one that was entered while it is read, else the selected one.
    pub(in crate::app) fn target(&self) -> Option<&Headline> {
        if self.focus == Focus::Headlines {
            return self.list.selected();
        }
        if self.is_open() {
            return self.story.story().map(|story| &story.headline).or_else(|| self.list.selected());
        }
        // It is on its way.
        let entered = self.entered.as_ref().filter(|entered| Some(entered.key.id) == self.wanted);
        entered.and_then(|entered| self.list.find(entered.key.id)).map(|row| &self.list.rows()[row]).or(entered)
    }

    /// Says whether what shows of a story is of the one that keys in the headlines are about; nothing shows of none.
    pub(in crate::app) fn shows_selected(&self) -> bool {
        let selected = self.list.selected().map(|row| row.key.id);
        self.focus != Focus::Headlines || self.story.id().is_none() || selected.is_none() || selected == self.story.id()
    }

    /// Says whether the story that the reader wants is the one that shows.
    pub(in crate::app) fn is_open(&self) -> bool {
        self.wanted.is_none() || self.wanted == self.story.id()
    }

    /// Reads a story into the middle pane without entering it.
    pub(in crate::app) fn preview(&mut self, id: EntryId, core: &mut Core) {
        if self.wanted == Some(id) {
            return;
        }
        self.wanted = Some(id);
        if self.story.id() != Some(id) {
            core.ask(Effect::OpenStory(id));
        }
    }

    /// Drops a story that is gone.
    pub(in crate::app) fn missing(&mut self, id: EntryId, core: &mut Core) {
        let visible = self.visible(core);
        self.list.remove(id, visible);
        if self.wanted == Some(id) {
            self.wanted = self.story.id();
        }
    }

    /// Enters a story: it counts as read from here on, and with it what is folded into its row.
    pub(in crate::app) fn enter(&mut self, headline: &Headline, core: &mut Core) {
        self.pull = None;
        self.seek = None;
        self.entered = Some(headline.clone());
        self.preview(headline.key.id, core);
        let folded: Vec<EntryId> = headline.folded_unread().collect();
        let read: Vec<EntryId> = headline.unread.then_some(headline.key.id).into_iter().chain(folded.iter().copied()).collect();
        if !read.is_empty() {
            self.change(&read, StatusChange::Read(true), core);
        }
        if !folded.is_empty() {
            // More than the reader sees: that can be taken back.
            core.push_undo(Undo::Status(read, StatusChange::Read(false)));
        }
        self.set_focus(Focus::Story, core);
    }

    /// Takes an opened story, unless the reader has gone on to another.
    pub(in crate::app) fn story_came(&mut self, mut story: Box<Story>, core: &mut Core) -> bool {
        let id = story.headline.key.id;
        if self.wanted != Some(id) {
            return false;
        }
        core.correct(std::slice::from_mut(&mut story.headline));
        let story = Arc::new(*story);
        let area = self.panes_with_story(core).story.unwrap_or_default();
        let before = self.story.story().filter(|before| before.headline.key.id == id).cloned();
        if let Some(before) = before {
            if before == story {
                self.load_related(core);
                return false;
            }
            self.beside.renew(&before, &story);
            self.story.open(story, self.story.place(), area, &core.look());
            // Their stories may be others than those that show.
            if let Some((person, _)) = self.person() {
                core.ask(Effect::LoadRelated(person));
            }
            return true;
        }
        if let Some(left) = self.story.id().filter(|_| !self.story.shows_page()) {
            core.keep_place(left, self.story.place());
        }
        self.beside.set_story(&story);
        let place = core.place_in(id);
        self.story.open(story, place, area, &core.look());
        // The stories of a person who is named here too may be from before this one was digested.
        if let Some((person, _)) = self.person() {
            core.ask(Effect::LoadRelated(person));
        }
        true
    }

    fn load_related(&self, core: &mut Core) {
        if let Some(person) = self.beside.wants_related() {
            core.ask(Effect::LoadRelated(person));
        }
    }

    /// Takes the newest stories of a person; says whether they are to be seen.
    pub(in crate::app) fn related_came(&mut self, person: PersonId, mut rows: Vec<Headline>, core: &mut Core) -> bool {
        let Some(story) = self.story.story() else { return false };
        core.correct(&mut rows);
        self.beside.set_related(person, rows, story)
    }

    /// Shows a change of status at once and has it written; stories just read stay in the list.
    pub(in crate::app) fn change(&mut self, ids: &[EntryId], change: StatusChange, core: &mut Core) {
        self.show_change(ids, change, core);
        core.count(change, ids.len());
        core.ask(Effect::SetStatus { entries: ids.to_vec(), change });
    }

    /// Shows a change of status that something else writes.
    pub(in crate::app) fn show_change(&mut self, ids: &[EntryId], change: StatusChange, core: &mut Core) {
        for &id in ids {
            if !self.kept.contains(&id) && self.list.find(id).is_some() {
                self.kept.push(id);
            }
        }
        let surplus = self.kept.len().saturating_sub(KEPT_MAX);
        self.kept.drain(..surplus);
        self.list.change(ids, change);
        if self.story.id().is_some_and(|id| ids.contains(&id)) {
            self.story.change(change);
        }
        core.remember(ids, change);
    }

    /// Shows a story's tags; in a list by them it stays although it may not fit any more.
    pub(in crate::app) fn show_tags(&mut self, id: EntryId, tags: &[CleanText], core: &Core) {
        if !self.kept.contains(&id) && self.list.find(id).is_some() {
            self.kept.push(id);
        }
        self.list.set_tags(id, tags);
        if let Some(story) = self.story.story().filter(|story| story.headline.key.id == id && story.headline.tags != tags) {
            let mut story = Story::clone(story);
            story.headline.tags = tags.to_vec();
            let area = self.panes_with_story(core).story.unwrap_or_default();
            self.story.open(Arc::new(story), self.story.place(), area, &core.look());
        }
    }

    /// Goes to the story `step` rows on; enters it if a story is being read.
    pub(in crate::app) fn next_story(&mut self, step: isize, core: &mut Core) -> bool {
        let from = self.list.cursor().selected;
        if self.go_list(Motion::By(step), core) && self.list.cursor().selected != from {
            self.enter_selected(core);
            return true;
        }
        let more = if step > 0 { self.list.has_older() } else { self.list.has_newer() };
        self.owed = more.then_some(step.signum());
        more
    }

    pub(in crate::app) fn enter_selected(&mut self, core: &mut Core) {
        if let Some(headline) = self.list.selected().cloned() {
            self.enter(&headline, core);
        }
    }

    /// Goes to the next unread story in a direction (in search results: to the next hit); at the end once around.
    pub(in crate::app) fn next_unread(&mut self, step: isize, core: &mut Core) {
        let any = self.view.is_search();
        let (more, around) = if step > 0 {
            (self.list.has_older(), !self.list.has_newer())
        } else {
            (self.list.has_newer(), !self.list.has_older())
        };
        let found = self.list.next_of_interest(step, any).or_else(|| {
            let mut rows = self.list.rows().iter();
            let other_end = if step > 0 { rows.position(|row| row.unread) } else { rows.rposition(|row| row.unread) };
            other_end.filter(|_| !more && around && !any)
        });
        if let Some(row) = found {
            let visible = self.visible(core);
            self.list.go(Motion::To(row), visible);
            self.load_ahead(core);
            if self.focus == Focus::Headlines { core.await_rest() } else { self.enter_selected(core) }
        } else if more {
            self.seek = Some(step);
            let end = if step > 0 { Motion::Bottom } else { Motion::Top };
            let visible = self.visible(core);
            self.list.go(end, visible);
            self.load_ahead(core);
        } else {
            core.say(if any { "No more hits." } else { "No other unread story here." });
        }
    }

    /// Goes to a story that may stand outside the list.
    pub(in crate::app) fn jump(&mut self, headline: &Headline, core: &mut Core) {
        let visible = self.visible(core);
        self.list.select(headline.key.id, visible);
        self.story.step_off();
        self.enter(headline, core);
    }

    /// What is left to do once the keys rest: show the selected story, the related ones, and tell the digester.
    pub(in crate::app) fn rest(&mut self, core: &mut Core) {
        let panes = self.panes(core);
        if let Some(id) = self.list.selected().map(|row| row.key.id)
            && self.focus == Focus::Headlines
            && panes.story.is_some()
        {
            self.preview(id, core);
        }
        if self.story.id().is_some() && self.story.id() == self.wanted {
            self.load_related(core);
        }
        if panes.headlines.is_some() {
            core.show(self.list.on_screen(self.visible(core)));
        }
    }
}
