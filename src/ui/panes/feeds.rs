//! The reader's feeds: when each was asked, when it is asked next, what went wrong in words.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::Feed;
use crate::message::Action;
use crate::text::search;
use crate::ui::keymap::Scope;
use crate::ui::look::{Look, counted, thousands};
use crate::ui::panes::bottom::NO_NETWORK;
use crate::ui::widgets::{ListCursor, Motion, Pen, put, put_right, rule_across};

/// Lines above the rows.
const HEAD: u16 = 2;
/// Lines below the rows: a rule, the address, the state of the selected feed.
const DETAIL: u16 = 4;
/// From this width on a row has columns for folder and polls.
const WIDTH_OF_TABLE: u16 = 90;

/// The reader's feeds.
#[derive(Clone, Debug, Default)]
pub struct Feeds {
    all: Arc<Vec<Feed>>,
    shown: Vec<usize>,
    /// What the titles must hold.
    pub filter: String,
    cursor: ListCursor,
    loaded: bool,
}

impl Feeds {
    /// Takes the feeds; the selection stays on the same one.
    pub fn set(&mut self, feeds: Arc<Vec<Feed>>, area: Rect) {
        let kept = self.selected().map(|feed| feed.id);
        self.all = feeds;
        self.loaded = true;
        self.narrow(area);
        if let Some(row) = kept.and_then(|id| self.shown.iter().position(|&index| self.all[index].id == id)) {
            self.cursor.selected = row;
            self.settle(area);
        }
    }

    /// Shows the feeds that hold what was typed in title, address or folder.
    pub fn narrow(&mut self, area: Rect) {
        let fits = |feed: &Feed| {
            let folder = feed.settings.folder.as_ref().map_or("", |folder| folder.as_str());
            [feed.title().as_str(), folder, &feed.url.to_string()].iter().any(|text| search::holds(text, &self.filter))
        };
        self.shown = (0..self.all.len()).filter(|&index| fits(&self.all[index])).collect();
        self.settle(area);
    }

    /// Returns the selected feed.
    pub fn selected(&self) -> Option<&Feed> {
        self.all.get(*self.shown.get(self.cursor.selected)?)
    }

    /// Returns how many rows show.
    pub fn visible(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(HEAD + DETAIL)).max(1)
    }

    /// Brings the selection into view.
    pub fn settle(&mut self, area: Rect) {
        self.cursor.settle(self.shown.len(), Self::visible(area));
    }

    /// Moves; says whether anything changed.
    pub fn go(&mut self, motion: Motion, area: Rect) -> bool {
        self.cursor.go(motion, self.shown.len(), Self::visible(area))
    }

    /// Scrolls as the mouse wheel does.
    pub fn scroll(&mut self, by: isize, area: Rect) -> bool {
        self.cursor.scroll(by, self.shown.len(), Self::visible(area))
    }

    /// Returns the row at a line of the screen, and whether it is the selected one.
    pub fn row_at(&self, area: Rect, y: u16) -> Option<(usize, bool)> {
        let line = usize::from(y.checked_sub(area.y + HEAD)?);
        let row = self.cursor.top + line;
        (line < Self::visible(area) && row < self.shown.len()).then_some((row, row == self.cursor.selected))
    }

    /// Draws the feeds, and whether there is a network to ask them over.
    pub fn draw(&self, no_network: bool, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let failing = self.all.iter().filter(|feed| feed.poll.last_error.is_some()).count() as u32;
        let mut about = thousands(self.all.len() as u32);
        if failing > 0 {
            about = format!("{about} · {} failing", thousands(failing));
        }
        if !self.filter.is_empty() {
            about = format!("{about} · holding “{}”", self.filter);
        }
        let mut pen = Pen::new(buffer, inner);
        if inner.width < WIDTH_OF_TABLE {
            pen.right("unread", look.theme.faint);
        }
        let missing = if no_network { format!("{NO_NETWORK}: it is looked for every minute · ") } else { String::new() };
        pen.line(&[("FEEDS ", look.theme.heading), (&missing, look.theme.trouble), (&about, look.theme.faint)]);
        pen.skip(1);
        if self.shown.is_empty() {
            let key = |action| look.keymap.key_for(Scope::Feeds, action);
            let words = match (self.loaded, self.all.is_empty()) {
                (false, _) => "Loading…".to_owned(),
                (true, true) => format!(
                    "No feeds yet. {} adds one: the address of a site will do. {} reads OPML or newsboat.",
                    key(Action::AddFeed),
                    key(Action::Import)
                ),
                (true, false) => format!(
                    "No feed holds that. {} narrows to something else, {} shows all.",
                    key(Action::Narrow),
                    key(Action::Out)
                ),
            };
            pen.wrapped(&words, look.theme.faint);
            return;
        }
        if inner.width >= WIDTH_OF_TABLE {
            let head = Rect { y: inner.y + 1, height: 1, ..inner };
            Columns::of(head).draw(buffer, head, look, &["FOLDER", "UNREAD", "A WEEK", "LAST POLL", "NEXT"], look.theme.faint);
        }
        for line in 0..Self::visible(area) {
            let row = self.cursor.top + line;
            let Some(&index) = self.shown.get(row) else { break };
            let area = Rect { y: inner.y + HEAD + line as u16, height: 1, ..inner };
            draw_row(&self.all[index], row == self.cursor.selected, area, buffer, look);
        }
        if let Some(feed) = self.selected().filter(|_| area.height >= HEAD + DETAIL + 2) {
            let top = area.bottom() - DETAIL;
            rule_across(buffer, top, area.width, &[], look.theme.rule);
            draw_detail(feed, Rect { y: top + 1, height: DETAIL - 1, ..inner }, buffer, look);
        }
    }
}

/// The columns right of the title.
struct Columns([(u16, u16); 5]);

impl Columns {
    fn of(area: Rect) -> Self {
        let mut x = area.right();
        let mut before = |width: u16| {
            x -= width;
            (x, width)
        };
        let next = before(10);
        let last = before(12);
        let week = before(9);
        let unread = before(9);
        let folder = before((area.width / 5).min(28));
        Self([(folder.0, folder.1.saturating_sub(1)), unread, week, last, next])
    }

    fn title_end(&self) -> u16 {
        self.0[0].0
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look<'_>, texts: &[&str; 5], style: ratatui::style::Style) {
        for (index, (text, (x, width))) in texts.iter().zip(self.0).enumerate() {
            if index == 0 {
                put(buffer, x, area.y, width, text, look.theme.faint);
            } else {
                put_right(buffer, x, area.y, width, text, style);
            }
        }
    }
}

fn draw_row(feed: &Feed, selected: bool, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let trouble = feed.poll.last_error.is_some();
    let (mark, mark_style) = match (selected, trouble, feed.settings.paused) {
        (true, ..) => ("▌", look.theme.accent),
        (_, _, true) => ("‖", look.theme.faint),
        (_, true, _) => ("!", look.theme.trouble),
        _ => (" ", look.theme.text),
    };
    put(buffer, area.x - 1, area.y, 1, mark, mark_style);
    let style = if selected { look.theme.heading } else { look.theme.text };
    let state = match (look.plain, feed.settings.paused, trouble) {
        (true, true, _) => "paused: ",
        (true, false, true) => "failing: ",
        _ => "",
    };
    let title = format!("{state}{}", feed.title());
    let unread = if feed.unread == 0 { "·".to_owned() } else { thousands(feed.unread) };
    if area.width < WIDTH_OF_TABLE {
        let begins = put_right(buffer, area.x, area.y, area.width, &unread, look.theme.faint);
        put(buffer, area.x, area.y, begins.saturating_sub(area.x + 1), &title, style);
        return;
    }
    let columns = Columns::of(area);
    let room = columns.title_end().saturating_sub(area.x + 1);
    let used = put(buffer, area.x, area.y, room, &title, style);
    if let Some(error) = &feed.poll.last_error {
        put(buffer, area.x + used + 2, area.y, room.saturating_sub(used + 2), error, look.theme.trouble);
    }
    let folder = feed.settings.folder.as_ref().map_or("", |folder| folder.as_str());
    let last = feed.poll.last_poll.map_or("never".into(), |at| ago(look, at));
    columns.draw(buffer, area, look, &[folder, &unread, &weekly(feed.weekly), &last, &next(feed, look)], look.theme.faint);
}

/// Draws all of the selected feed: its address, its schedule, and the whole of its last error.
fn draw_detail(feed: &Feed, area: Rect, buffer: &mut Buffer, look: &Look<'_>) {
    let mut pen = Pen::new(buffer, area);
    let mut last = feed.poll.last_poll.map_or("never polled".into(), |at| format!("polled {}", ago(look, at)));
    if let Some(answer) = &feed.poll.answer {
        last = format!("{last}: {answer}");
    }
    let key = |action| look.keymap.key_for(Scope::Feeds, action);
    let next = match (feed.settings.paused, feed.poll.gone, &feed.poll.plan) {
        (true, ..) => format!("paused; {} resumes", key(Action::PauseFeed)),
        (false, true, _) => {
            format!("not asked again by itself; {} tries now, {} removes it", key(Action::PollFeed), key(Action::RemoveFeed))
        }
        (false, false, Some(plan)) => format!("next {}: {plan}", next(feed, look)),
        (false, false, None) => format!("next {}", next(feed, look)),
    };
    let facts = [counted(feed.stories, "story", "stories"), format!("{} a week", weekly(feed.weekly)), last, next];
    let address = feed.url.to_string();
    let moved = feed.poll.moved.as_ref().map_or(String::new(), |moved| format!(" → {}", moved.to));
    pen.line(&[(&address, look.theme.text), (&moved, look.theme.faint)]);
    let Some(error) = &feed.poll.last_error else {
        pen.wrapped(&facts.join(" · "), look.theme.faint);
        return;
    };
    pen.line(&[(&facts.join(" · "), look.theme.faint)]);
    let times = if feed.poll.failures > 1 { format!("{} times in a row: ", feed.poll.failures) } else { String::new() };
    pen.line(&[("! ", look.theme.trouble), (&times, look.theme.trouble), (error, look.theme.trouble)]);
}

fn ago(look: &Look<'_>, at: jiff::Timestamp) -> String {
    match look.age(at).as_str() {
        "now" => "just now".into(),
        age if age.ends_with(['m', 'h', 'd']) => format!("{age} ago"),
        date => date.into(),
    }
}

fn next(feed: &Feed, look: &Look<'_>) -> String {
    match (feed.settings.paused || feed.poll.gone, feed.poll.next_poll) {
        (true, _) => if feed.poll.gone { "gone" } else { "paused" }.into(),
        (false, None) => "now".into(),
        (false, Some(at)) => look.until(at),
    }
}

fn weekly(weekly: f32) -> String {
    if weekly > 0.0 && weekly < 1.0 { "<1".into() } else { thousands(weekly.round() as u32) }
}
