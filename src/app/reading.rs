//! The reading place: headlines, story, people and places of one view.

mod story;

use super::core::Core;
use super::follow::Pull;
use super::place::View;
use super::query_input;
use crate::domain::{EntryId, Fold, Headline, HeadlineKey, WholePage};
use crate::message::{Anchor, Effect, HeadlinePage, HeadlineRequest, Offer};
use crate::query::Query;
use crate::ui::panes::{Beside, Headlines, StoryPane};
use crate::ui::screen::{self, Asked, Focus, Panes};
use crate::ui::widgets::Motion;

/// Rows of a page that is added at an end, and of one that replaces all.
const PAGE: u32 = 100;
const RELOAD: u32 = 200;

/// For what an asked page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Replace(Option<Motion>),
    Older,
    Newer,
}

/// Headlines, story, people and places of one view.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) view: View,
    pub(super) list: Headlines,
    pub(super) story: StoryPane,
    pub(super) beside: Beside,
    pub(super) focus: Focus,
    pub(super) zen: bool,
    /// How many stories the view has, where it must be counted.
    pub(super) count: Option<u32>,
    /// How many of its stories are muted, and so not in the list.
    pub(super) hidden: u32,
    /// What would find stories where there are none.
    pub(super) offer: Option<Offer>,
    slid: bool,
    kept: Vec<EntryId>,
    /// The reports that stand unfolded, each by the story whose row it is.
    unfolded: Vec<EntryId>,
    waiting: Option<(u64, Wish)>,
    reload_again: bool,
    wanted: Option<EntryId>,
    /// The story that was entered last: it may still be on its way.
    entered: Option<Headline>,
    pub(super) pull: Option<Pull>,
    /// The story around which the list is to be loaded first.
    aim: Option<HeadlineKey>,
    /// The reader asked for the next unread story in this direction, and it was not among the rows held.
    seek: Option<isize>,
    /// The reader asked for the next story in this direction, and its row is still to come.
    owed: Option<isize>,
}

impl Reading {
    pub(super) fn new(view: View) -> Self {
        let list = Headlines::new(view.is_search());
        Self {
            view,
            list,
            story: StoryPane::default(),
            beside: Beside::default(),
            focus: Focus::Headlines,
            zen: false,
            count: None,
            hidden: 0,
            offer: None,
            slid: false,
            kept: Vec::new(),
            unfolded: Vec::new(),
            waiting: None,
            reload_again: false,
            wanted: None,
            entered: None,
            pull: None,
            aim: None,
            seek: None,
            owed: None,
        }
    }

    /// Makes the place of a view with the list around a story.
    pub(super) fn around(view: View, key: HeadlineKey) -> Self {
        Self { aim: Some(key), ..Self::new(view) }
    }

    pub(super) fn panes(&self, core: &Core) -> Panes {
        screen::reading(Asked {
            size: core.size,
            focus: self.focus,
            slid: self.slid,
            zen: self.zen,
            story_width: core.settings.story_width,
            plain: core.settings.plain,
        })
    }

    /// Returns the panes as they would be with the story in use, where they hide it now.
    fn panes_with_story(&self, core: &Core) -> Panes {
        let panes = self.panes(core);
        if panes.story.is_some() {
            return panes;
        }
        screen::reading(Asked {
            size: core.size,
            focus: Focus::Story,
            slid: self.slid,
            zen: false,
            story_width: core.settings.story_width,
            plain: core.settings.plain,
        })
    }

    /// Returns how many headlines show.
    pub(super) fn visible(&self, core: &Core) -> usize {
        let panes = self.panes(core);
        panes.headlines.map_or(10, |area| self.list.visible(area, panes.top.is_none()))
    }

    /// Returns how many lines of the story show.
    pub(super) fn story_height(&self, core: &Core) -> u16 {
        self.panes_with_story(core).story.map_or(1, |area| area.height.max(1))
    }

    pub(super) fn fit(&mut self, core: &Core) {
        self.list.settle(self.visible(core));
        if let Some(area) = self.panes_with_story(core).story {
            self.story.fit(area, &core.look());
        }
    }

    /// Shows all that the page of the open story has, or the story again.
    pub(super) fn show_page(&mut self, page: Option<WholePage>, core: &Core) {
        if let Some(area) = self.panes_with_story(core).story {
            self.story.show_page(page, area, &core.look());
        }
    }

    /// Moves to a pane; the medium window slides with it.
    pub(super) fn set_focus(&mut self, focus: Focus, core: &Core) {
        self.focus = focus;
        if focus == Focus::Headlines {
            self.pull = None;
        }
        self.slid = match focus {
            Focus::Headlines => false,
            Focus::Beside => true,
            Focus::Story => self.slid,
        };
        if focus == Focus::Headlines {
            self.zen = false;
        }
        self.fit(core);
    }

    /// Returns what the list shows: the stories of the view without those that are muted.
    pub(super) fn query(&self, core: &Core) -> Query {
        self.view.shown(core)
    }

    /// Returns the query of the stories that are kept out of the list; `None` when there can be none.
    fn hidden_query(&self, core: &Core) -> Option<Query> {
        let muted = Query { any: core.muted(), ..Query::default() };
        (self.view.hides_now(core) && !muted.any.is_empty()).then(|| query_input::both(&self.view.query(core), &muted))
    }

    /// Takes a count; says whether it is of this list.
    pub(super) fn counted(&mut self, query: &Query, count: u32, core: &Core) -> bool {
        if self.hidden_query(core).as_ref() == Some(query) {
            self.hidden = count;
        } else if self.query(core) == *query {
            self.count = Some(count);
        } else {
            return false;
        }
        true
    }

    fn request(&mut self, anchor: Anchor, limit: u32, wish: Wish, core: &mut Core) {
        let token = core.next_token();
        self.waiting = Some((token, wish));
        core.ask(Effect::LoadHeadlines(HeadlineRequest {
            query: self.query(core),
            anchor,
            limit,
            keep: self.kept.clone(),
            unfolded: self.view.folds().then(|| self.unfolded.clone()),
            token,
        }));
    }

    /// Asks for the rows around the reader; while an answer is awaited, once more after it.
    pub(super) fn reload(&mut self, core: &mut Core) {
        if matches!(self.waiting, Some((_, Wish::Replace(_)))) {
            self.reload_again = true;
            return;
        }
        let anchor = match self.list.selected() {
            None => self.aim.map_or(Anchor::Newest, Anchor::Around),
            // The story that is selected is in the page however much has come since.
            Some(row) => Anchor::Around(row.slot()),
        };
        self.request(anchor, RELOAD, Wish::Replace(None), core);
        if self.view.count(core.counts).is_none() {
            core.ask(Effect::Count(self.query(core)));
        }
        if let Some(hidden) = self.hidden_query(core) {
            core.ask(Effect::Count(hidden));
        } else {
            self.hidden = 0;
        }
    }

    /// Awaits no answer any more: none may come. The next key asks again.
    pub(super) fn give_up(&mut self) {
        self.waiting = None;
        self.reload_again = false;
        self.owed = None;
        self.seek = None;
        self.pull = None;
        self.wanted = self.story.id();
    }

    /// Drops what was asked before the reader left, and asks anew.
    pub(super) fn come_back(&mut self, core: &mut Core) {
        self.waiting = None;
        self.pull = None;
        self.owed = None;
        self.seek = None;
        self.reload_again = false;
        // What was read or changed elsewhere meanwhile stays: the list is to be found as it was left.
        self.kept = self.list.rows().iter().map(|row| row.key.id).collect();
        self.fit(core);
        self.reload(core);
        if let Some(id) = self.story.id() {
            core.ask(Effect::OpenStory(id));
        }
    }

    /// Takes a page of headlines; says whether it was awaited.
    pub(super) fn page_came(&mut self, token: u64, mut page: HeadlinePage, core: &mut Core) -> bool {
        let Some((_, wish)) = self.waiting.filter(|(waiting, _)| *waiting == token) else { return false };
        self.waiting = None;
        core.correct(&mut page.rows);
        self.offer = page.offer.take();
        let visible = self.visible(core);
        match wish {
            Wish::Replace(go_to) => self.list.replace(page, go_to, visible),
            Wish::Older => self.list.append(page, visible),
            Wish::Newer => self.list.prepend(page, visible),
        }
        if let Some(aim) = self.aim.take_if(|_| !self.list.rows().is_empty()) {
            self.list.select(aim.id, visible);
        }
        if let Some(step) = self.seek.take() {
            self.next_unread(step, core);
        }
        if std::mem::take(&mut self.reload_again) {
            self.reload(core);
        } else {
            self.load_ahead(core);
        }
        if let Some(step) = self.owed.take() {
            self.next_story(step, core);
        }
        core.await_rest();
        true
    }

    /// Asks for the next page before the reader gets there.
    fn load_ahead(&mut self, core: &mut Core) {
        if self.waiting.is_some() {
            return;
        }
        if let Some(last) = self.list.rows().last().map(Headline::slot).filter(|_| self.list.wants_older()) {
            self.request(Anchor::After(last), PAGE, Wish::Older, core);
        } else if let Some(first) = self.list.rows().first().map(Headline::slot).filter(|_| self.list.wants_newer()) {
            self.request(Anchor::Before(first), PAGE, Wish::Newer, core);
        }
    }

    /// Moves in the list; says whether anything changed or will.
    pub(super) fn go_list(&mut self, motion: Motion, core: &mut Core) -> bool {
        self.owed = None;
        self.seek = None;
        let visible = self.visible(core);
        match motion {
            Motion::Top | Motion::To(_) if self.list.has_newer() => {
                self.request(Anchor::Newest, RELOAD, Wish::Replace(Some(motion)), core);
                return true;
            }
            Motion::Bottom if self.list.has_older() => {
                self.request(Anchor::Oldest, RELOAD, Wish::Replace(Some(Motion::Bottom)), core);
                return true;
            }
            _ => {}
        }
        let moved = self.list.go(motion, visible);
        self.load_ahead(core);
        if moved {
            core.await_rest();
        }
        moved || self.waiting.is_some()
    }

    /// Selects a row that shows.
    pub(super) fn select_row(&mut self, row: usize, core: &mut Core) {
        self.owed = None;
        self.seek = None;
        let visible = self.visible(core);
        self.list.go(Motion::To(row), visible);
        self.load_ahead(core);
    }

    pub(super) fn scroll_list(&mut self, by: isize, core: &mut Core) {
        self.seek = None;
        let visible = self.visible(core);
        if self.list.scroll(by, visible) {
            core.await_rest();
        }
        self.load_ahead(core);
    }

    /// Unfolds the report of the selected row, or folds it again.
    pub(super) fn unfold(&mut self, core: &mut Core) {
        let Some(row) = self.list.selected() else { return core.say("No story is selected.") };
        let (first, others) = match &row.fold {
            Fold::Alone if self.view.is_search() => return core.say("In the results of a search nothing is folded."),
            Fold::Alone if !self.view.folds() => return core.say("Here every source has its row."),
            Fold::Alone => return core.say("No other source carries this report."),
            Fold::First { others, .. } => (row.key.id, others.iter().map(|other| other.id).collect()),
            Fold::Under(first) => (first.id, Vec::new()),
        };
        let before = self.unfolded.len();
        self.unfolded.retain(|id| *id != first && !others.contains(id));
        if before == self.unfolded.len() {
            self.unfolded.push(first);
        }
        let visible = self.visible(core);
        self.list.select(first, visible);
        self.reload(core);
    }
}
