//! The list of stories: a window of at most a few hundred rows onto a list of any length.
//!
//! It says when it needs more rows; fetching them is left to `app`.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::{EntryId, Fold, Headline, HeadlineKey, StatusChange};
use crate::message::HeadlinePage;
use crate::text::CleanText;
use crate::ui::look::Look;
use crate::ui::measure;
use crate::ui::widgets::{HeadlineRow, ListCursor, Motion, Pen, put, put_right};

/// Most rows held at once.
const ROWS_MAX: usize = 300;
/// So many rows before the end of the window the next page is asked for.
const EDGE: usize = 30;

/// The list of stories.
#[derive(Clone, Debug)]
pub struct Headlines {
    rows: Arc<Vec<Headline>>,
    more_newer: bool,
    more_older: bool,
    cursor: ListCursor,
    loaded: bool,
    newest: Option<HeadlineKey>,
    row_height: u16,
}

impl Headlines {
    /// Makes an empty list that waits for its first page; rows of search results have a third line.
    pub fn new(with_snippets: bool) -> Self {
        Self {
            rows: Arc::default(),
            more_newer: false,
            more_older: false,
            cursor: ListCursor::default(),
            loaded: false,
            newest: None,
            row_height: if with_snippets { 3 } else { 2 },
        }
    }

    /// Returns the rows held.
    pub fn rows(&self) -> &[Headline] {
        &self.rows
    }

    /// Returns the selected story.
    pub fn selected(&self) -> Option<&Headline> {
        self.rows.get(self.cursor.selected)
    }

    /// Returns where the reader stands among the rows held.
    pub fn cursor(&self) -> ListCursor {
        self.cursor
    }

    /// Returns the newest story that this list ever held: what the reader could see.
    pub fn newest_seen(&self) -> Option<HeadlineKey> {
        self.newest
    }

    /// Says whether newer stories stand before the first row held.
    pub fn has_newer(&self) -> bool {
        self.more_newer
    }

    /// Says whether older stories stand after the last row held.
    pub fn has_older(&self) -> bool {
        self.more_older
    }

    /// Says whether the reader nears the end of the rows held, and more can be had.
    pub fn wants_older(&self) -> bool {
        self.more_older && self.cursor.selected + EDGE >= self.rows.len()
    }

    /// Says whether the reader nears the first row held, and more can be had.
    pub fn wants_newer(&self) -> bool {
        self.more_newer && self.cursor.selected < EDGE
    }

    /// Returns the row of a story.
    pub fn find(&self, id: EntryId) -> Option<usize> {
        self.rows.iter().position(|row| row.key.id == id)
    }

    /// Returns how many rows show in an area.
    pub fn visible(&self, area: Rect, headed: bool) -> usize {
        usize::from(list_area(area, headed).height / self.row_height).max(1)
    }

    /// Returns the stories that show.
    pub fn on_screen(&self, visible: usize) -> Vec<EntryId> {
        self.rows.iter().skip(self.cursor.top).take(visible).map(|row| row.key.id).collect()
    }

    /// Moves the selection; says whether anything changed.
    pub fn go(&mut self, motion: Motion, visible: usize) -> bool {
        self.cursor.go(motion, self.rows.len(), visible)
    }

    /// Scrolls as the mouse wheel does.
    pub fn scroll(&mut self, by: isize, visible: usize) -> bool {
        self.cursor.scroll(by, self.rows.len(), visible)
    }

    /// Selects the story of this id, or the row that it is folded into, if it is held.
    pub fn select(&mut self, id: EntryId, visible: usize) -> bool {
        let Some(row) = self.find(id).or_else(|| self.rows.iter().position(|row| holds(row, id))) else { return false };
        self.go(Motion::To(row), visible);
        true
    }

    /// Brings the selection into view after the size changed.
    pub fn settle(&mut self, visible: usize) {
        self.cursor.settle(self.rows.len(), visible);
    }

    /// Returns the row shown at a line of the area.
    pub fn row_at(&self, area: Rect, headed: bool, y: u16) -> Option<usize> {
        let list = list_area(area, headed);
        let line = y.checked_sub(list.y).filter(|line| *line < list.height)?;
        let row = self.cursor.top + usize::from(line / self.row_height);
        (row < self.rows.len()).then_some(row)
    }

    /// Returns the next row, in steps of `step`, that is unread (or any, in search results).
    pub fn next_of_interest(&self, step: isize, any: bool) -> Option<usize> {
        let mut row = self.cursor.selected;
        loop {
            row = row.checked_add_signed(step)?;
            let headline = self.rows.get(row)?;
            if any || headline.unread {
                return Some(row);
            }
        }
    }

    /// Takes a page in the place of all rows. The selection stays on its story; if that is gone, at its place in time.
    ///
    /// The story also keeps its line of the screen, unless the list stood at its very top: there what is new shows.
    pub fn replace(&mut self, page: HeadlinePage, go_to: Option<Motion>, visible: usize) {
        let at_top = self.cursor.top == 0 && !self.more_newer;
        let line = self.cursor.selected.saturating_sub(self.cursor.top);
        let kept = self.selected().map(|row| (row.key.id, row.slot()));
        self.set(page);
        let rows = self.rows.len();
        if let Some(motion) = go_to {
            self.cursor.go(motion, rows, visible);
        } else if let Some((id, slot)) = kept {
            let folded = || self.rows.iter().position(|row| holds(row, id));
            let row = self.find(id).or_else(folded).unwrap_or_else(|| self.rows.partition_point(|row| row.slot() > slot));
            self.cursor.selected = row.min(rows.saturating_sub(1));
            self.cursor.top = if at_top { 0 } else { self.cursor.selected.saturating_sub(line) };
            self.cursor.settle(rows, visible);
        } else {
            self.cursor = ListCursor::default();
        }
    }

    fn set(&mut self, page: HeadlinePage) {
        self.newest = page.rows.first().map(|row| row.key).max(self.newest);
        self.more_newer = page.more_newer;
        self.more_older = page.more_older;
        self.rows = Arc::new(page.rows);
        self.loaded = true;
    }

    /// Adds a page of older rows at the end; the newest rows go when there are too many.
    pub fn append(&mut self, page: HeadlinePage, visible: usize) {
        let rows = Arc::make_mut(&mut self.rows);
        let last = rows.last().map(Headline::slot);
        rows.extend(page.rows.into_iter().filter(|row| last.is_none_or(|last| row.slot() < last)));
        self.more_older = page.more_older;
        let surplus = rows.len().saturating_sub(ROWS_MAX).min(self.cursor.top);
        // What is unfolded stays together.
        let surplus = (0..=surplus).rev().find(|at| !is_under(rows, *at)).unwrap_or_default();
        if surplus > 0 {
            rows.drain(..surplus);
            self.more_newer = true;
            self.cursor.selected -= surplus;
            self.cursor.top -= surplus;
        }
        self.settle(visible);
    }

    /// Adds a page of newer rows before the first; the oldest rows go when there are too many.
    pub fn prepend(&mut self, page: HeadlinePage, visible: usize) {
        self.newest = page.rows.first().map(|row| row.key).max(self.newest);
        let rows = Arc::make_mut(&mut self.rows);
        let first = rows.first().map(Headline::slot);
        let mut newer: Vec<_> = page.rows.into_iter().filter(|row| first.is_none_or(|first| row.slot() > first)).collect();
        let added = newer.len();
        newer.append(rows);
        *rows = newer;
        self.more_newer = page.more_newer;
        self.cursor.selected += added;
        self.cursor.top += added;
        if rows.len() > ROWS_MAX {
            let most = ROWS_MAX.max(self.cursor.top + visible);
            rows.truncate((most..rows.len()).find(|at| !is_under(rows, *at)).unwrap_or(rows.len()));
            self.more_older = true;
        }
        self.settle(visible);
    }

    /// Shows a change of status at once.
    pub fn change(&mut self, ids: &[EntryId], change: StatusChange) {
        if !self.rows.iter().any(|row| ids.iter().any(|id| row.key.id == *id || holds(row, *id))) {
            return;
        }
        for row in Arc::make_mut(&mut self.rows) {
            apply_to(row, ids, change);
        }
    }

    /// Shows the tags of a story.
    pub fn set_tags(&mut self, id: EntryId, tags: &[CleanText]) {
        if let Some(row) = self.find(id) {
            Arc::make_mut(&mut self.rows)[row].tags = tags.to_vec();
        }
    }

    /// Returns the key of the row below the selected one and what is unfolded from it.
    pub fn after_selected(&self) -> Option<HeadlineKey> {
        let selected = self.selected()?.slot();
        self.rows[self.cursor.selected..].iter().map(Headline::slot).find(|slot| *slot < selected)
    }

    /// Shows those rows as read that are meant; returns which were not.
    pub fn mark_read(&mut self, meant: impl Fn(HeadlineKey) -> bool) -> Vec<EntryId> {
        let mut changed = Vec::new();
        for row in Arc::make_mut(&mut self.rows).iter_mut().filter(|row| meant(row.slot())) {
            changed.extend(row.unread.then_some(row.key.id));
            changed.extend(row.folded_unread());
        }
        self.change(&changed, StatusChange::Read(true));
        changed
    }

    /// Returns the stories that are folded into rows that are not meant.
    pub fn folded_elsewhere(&self, meant: impl Fn(HeadlineKey) -> bool) -> Vec<EntryId> {
        self.rows.iter().filter(|row| !meant(row.slot())).flat_map(Headline::folded_unread).collect()
    }

    /// Takes a story out of the list.
    pub fn remove(&mut self, id: EntryId, visible: usize) {
        Arc::make_mut(&mut self.rows).retain(|row| row.key.id != id);
        self.settle(visible);
    }

    /// Draws the list: a heading where there is room, then the rows, or what to do when there are none.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>, shown: &HeadlinesShown<'_>) {
        let list = list_area(area, shown.heading.is_some());
        if let Some((name, order)) = shown.heading {
            let width = area.width.saturating_sub(2);
            let used = put(buffer, area.x + 1, area.y, width, name, look.theme.heading);
            // The name goes before the order, which gives way whole.
            let left = width.saturating_sub(used);
            if usize::from(left) > measure::width(order) + 1 {
                put_right(buffer, area.x + 1 + used, area.y, left, order, look.theme.faint);
            }
        }
        if self.rows.is_empty() {
            let inner = Rect { x: list.x + 1, width: list.width.saturating_sub(2), ..list };
            let words = if self.loaded { shown.empty } else { "Loading…" };
            Pen::new(buffer, inner).wrapped(words, look.theme.faint);
            return;
        }
        let visible = usize::from(list.height / self.row_height).max(1);
        for (line, (row, headline)) in self.rows.iter().enumerate().skip(self.cursor.top).take(visible).enumerate() {
            let y = list.y + line as u16 * self.row_height;
            let height = self.row_height.min(list.bottom().saturating_sub(y));
            let selected = row == self.cursor.selected;
            HeadlineRow { headline, selected, focused: shown.focused }.draw(Rect { y, height, ..list }, buffer, look);
        }
    }
}

/// What the list's surroundings say of it.
#[derive(Clone, Copy, Debug)]
pub struct HeadlinesShown<'a> {
    /// The name of the view with its count, and the order; `None` where another line says so.
    pub heading: Option<(&'a str, &'a str)>,
    /// What to say when there is nothing: what to do next.
    pub empty: &'a str,
    /// Whether the list takes the keys.
    pub focused: bool,
}

/// Says whether a story is folded into a row, or stands unfolded below it.
fn holds(row: &Headline, id: EntryId) -> bool {
    matches!(&row.fold, Fold::First { others, .. } if others.iter().any(|other| other.id == id))
}

fn is_under(rows: &[Headline], at: usize) -> bool {
    rows.get(at).is_some_and(|row| matches!(row.fold, Fold::Under(_)))
}

/// Changes the status of a row and of what is folded into it, where they are meant.
pub fn apply_to(row: &mut Headline, ids: &[EntryId], change: StatusChange) {
    if ids.contains(&row.key.id) {
        apply(row, change);
    }
    if let (Fold::First { others, .. }, StatusChange::Read(read)) = (&mut row.fold, change) {
        for other in others.iter_mut().filter(|other| ids.contains(&other.id)) {
            other.unread = !read;
        }
    }
}

/// Changes one row's status.
pub fn apply(row: &mut Headline, change: StatusChange) {
    match change {
        StatusChange::Read(read) => row.unread = !read,
        StatusChange::Starred(starred) => row.starred = starred,
        StatusChange::Later(later) => row.later = later,
    }
}

/// Returns where the rows are drawn, below the heading.
fn list_area(area: Rect, headed: bool) -> Rect {
    let above = match (headed, area.height) {
        (false, _) => 0,
        (true, ..14) => 1,
        (true, _) => 2,
    };
    Rect { y: area.y + above.min(area.height), height: area.height.saturating_sub(above), ..area }
}
