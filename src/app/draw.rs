//! Drawing: reads the state, changes nothing.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::Input;

use super::App;
use super::overlay::{Choice, Overlay, Prompt};
use super::place::Place;
use super::reading::Reading;
use crate::domain::Fold;
use crate::message::{Action, Offer};
use crate::query::Purpose;
use crate::text::CleanText;
use crate::ui::keymap::Scope;
use crate::ui::look::{Look, counted, thousands};
use crate::ui::panes::{Bottom, HeadlinesShown, Hint, IndexKind, MapShown};
use crate::ui::plain;
use crate::ui::screen::{self, COLUMNS_MIN, Focus, Panes, ROWS_MIN};
use crate::ui::widgets::{Pen, put, put_right, rule_across, rule_down};

/// On narrower screens the last key of the bottom line is named in one word.
const WIDTH_WITH_WORDS: u16 = 60;
/// Most letters of a name in the bottom line.
const NAME_CHARS_MAX: usize = 24;

impl App {
    /// Draws the screen.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let buffer = frame.buffer_mut();
        if screen::is_too_small((area.width, area.height)) || screen::is_too_small(self.core.size) {
            let words = format!("dateline needs {COLUMNS_MIN}×{ROWS_MIN}, this is {}×{}", area.width, area.height);
            Pen::new(buffer, area).wrapped(&words, self.core.look().theme.text);
            return;
        }
        if (area.width, area.height) != self.core.size {
            // The size is about to change: the message that says so is on its way.
            return;
        }
        let covered = self.overlay.as_ref().is_some_and(Overlay::covers);
        let look = Look { pictures: self.core.look().pictures.filter(|_| !covered), ..self.core.look() };
        let panes = self.draw_place(buffer, &look);
        if let Some(row) = panes.bottom_rule.filter(|_| !look.plain) {
            rule_across(buffer, row, panes.bottom.width, &panes.rules, look.theme.rule);
        }
        let typed_at = self.draw_bottom(&panes, buffer, &look);
        let reader_at = look.plain.then(|| plain::finish(buffer).unwrap_or_else(|| self.first_line(&panes)));
        if let Some(cursor) = typed_at.map(Into::into).or(reader_at) {
            frame.set_cursor_position(cursor);
        }
    }

    /// Returns where reading begins when nothing on the screen is selected.
    fn first_line(&self, panes: &Panes) -> Position {
        let area = match (&self.overlay, panes.story, panes.beside) {
            (None, Some(story), _) => story,
            (None, None, Some(beside)) => beside,
            _ => panes.body,
        };
        area.as_position()
    }

    fn draw_place(&self, buffer: &mut Buffer, look: &Look<'_>) -> Panes {
        let page = screen::page(self.core.size);
        if let Some(Overlay::Help(help)) = &self.overlay {
            help.draw(page.body, buffer, look);
            return page;
        }
        match &self.place {
            Place::Reading(reading) => return self.draw_reading(reading, buffer, look),
            Place::Name(name) => name.draw(page.body, buffer, look),
            Place::Index(index) => {
                let all = if index.kind == IndexKind::People { self.core.counts.people } else { self.core.counts.places };
                index.draw(page.body, buffer, look, all);
            }
            Place::Feeds(feeds) => feeds.draw(self.core.progress.no_network, page.body, buffer, look),
            Place::Map(map) => {
                let shown = MapShown { heading: &map.heading(), empty: &self.map_empty_words(map) };
                map.pane.draw(page.body, buffer, look, &shown);
            }
            Place::Welcome(welcome) => welcome.draw(page.body, buffer, look),
        }
        page
    }

    fn draw_reading(&self, reading: &Reading, buffer: &mut Buffer, look: &Look<'_>) -> Panes {
        let panes = reading.panes(&self.core);
        for &column in &panes.rules {
            rule_down(buffer, column, panes.body.y, panes.body.height, look.theme.rule);
        }
        let known = reading.view.count(self.core.counts).map(|count| count.saturating_sub(reading.hidden));
        let name = reading.view.name();
        let mut heading = known.or(reading.count).map_or(name.clone(), |count| format!("{name} {}", thousands(count)));
        if reading.hidden > 0 {
            heading = format!("{heading} · {} muted", thousands(reading.hidden));
        }
        if let Some(top) = panes.top {
            draw_top(reading, &heading, top, reading.story_height(&self.core), buffer, look);
        }
        if let Some(area) = panes.headlines {
            let mut empty = reading.view.empty_words(&self.core);
            if let Some(Offer { words, stories }) = &reading.offer {
                empty = format!("{empty} “{words}” finds {}.", counted(*stories, "story", "stories"));
            }
            let heading = panes.top.is_none().then_some((heading.as_str(), "newest first"));
            let shown = HeadlinesShown { heading, empty: &empty, focused: reading.focus == Focus::Headlines };
            reading.list.draw(area, buffer, look, &shown);
        }
        if let Some(area) = panes.story {
            let open = look.keymap.key_for(Scope::Headlines, Action::Open);
            let empty = if reading.list.rows().is_empty() { String::new() } else { format!("{open} opens the selected story.") };
            reading.story.draw(area, buffer, look, &empty);
        }
        if let Some(area) = panes.beside {
            let story = reading.story.story().map(|story| &**story);
            reading.beside.draw(area, buffer, look, story, reading.focus == Focus::Beside);
        }
        panes
    }

    /// Draws the bottom line, and what lies over the place; returns where the cursor stands when something is typed.
    fn draw_bottom(&self, panes: &Panes, buffer: &mut Buffer, look: &Look<'_>) -> Option<(u16, u16)> {
        let over = screen::above_bottom(self.core.size);
        match &self.overlay {
            Some(Overlay::Prompt(Prompt { kind, input })) => {
                let notice = self.core.notice().map(|notice| notice.words.as_str());
                if let Some(words) = notice.filter(|_| panes.bottom.y > 0) {
                    let above = Rect { y: panes.bottom.y - 1, ..panes.bottom };
                    put(buffer, above.x, above.y, above.width, &" ".repeat(usize::from(above.width)), look.theme.text);
                    put(buffer, above.x + 1, above.y, above.width - 2, words, look.theme.trouble);
                }
                return Some(draw_input(kind.label(), kind.hint(), input, panes.bottom, buffer, look));
            }
            Some(Overlay::Palette { input, panel, .. }) => {
                panel.draw(over, buffer, look);
                return Some(draw_input(": ", "", input, panes.bottom, buffer, look));
            }
            Some(Overlay::Pick(pick)) => {
                pick.panel.draw(over, buffer, look);
                return Some(draw_input("name holds: ", "", &pick.input, panes.bottom, buffer, look));
            }
            Some(Overlay::Tags(tagging)) => {
                tagging.panel.draw(over, buffer, look);
                return Some(draw_input("tags: ", "nothing takes all tags off", &tagging.input, panes.bottom, buffer, look));
            }
            Some(Overlay::Choice { panel, .. }) => {
                panel.draw(over, buffer, look);
            }
            _ => {}
        }
        let following = self.following();
        let hints = if following.is_empty() { self.hints() } else { following };
        let bottom = Bottom {
            notice: self.core.notice(),
            progress: self.core.progress,
            sample: self.core.startup.sample,
            hints: &hints,
            pending: &self.pending.shown(),
        };
        bottom.draw(panes.bottom, buffer, look);
        None
    }

    /// Returns what may follow the keys pressed so far, in the place of the usual keys.
    fn following(&self) -> Vec<Hint> {
        if self.pending.keys().is_empty() {
            return Vec::new();
        }
        let following = self.core.settings.keymap.following(self.scope(), self.pending.keys());
        following.into_iter().map(|(keys, action)| (keys, short(action).into())).collect()
    }

    /// Returns the keys that matter here, the most wanted first; the last one shows all keys.
    fn hints(&self) -> Vec<Hint> {
        if let Some(Overlay::Choice { choice, .. }) = &self.overlay {
            if matches!(choice, Choice::Told) {
                return [("j k", "move"), ("Esc", "close")].map(|(key, label)| (key.into(), label.into())).into();
            }
            return [("j k", "move"), ("Enter", "choose"), ("Esc", "leave")]
                .map(|(key, label)| (key.into(), label.into()))
                .into();
        }
        let scope = self.scope();
        let idle = match &self.place {
            Place::Index(index) if index.kind == IndexKind::Places => Some(Action::Sort),
            Place::Map(map) if map.other().is_none() => Some(Action::MapAll),
            _ => None,
        };
        let keys = &self.core.settings.keymap;
        let key = |action| keys.keys_of(scope, action).into_iter().next().filter(|_| idle != Some(action));
        let label = |action| match (&self.place, action) {
            (Place::Map(_), Action::NextName) => "next place".into(),
            (Place::Map(_) | Place::Name(_), Action::Sort) => "other days".into(),
            (Place::Map(map), Action::MapAll) => map.other().unwrap_or_default().into(),
            (Place::Reading(reading), Action::NextUnread) if reading.view.is_search() => "next hit".into(),
            (Place::Reading(reading), Action::NextWithPerson) => match reading.person() {
                Some((_, name)) => format!("next with {}", CleanText::capped(name, NAME_CHARS_MAX)).into(),
                None => short(action).into(),
            },
            (Place::Reading(reading), Action::Unfold) => match reading.list.selected().map(|row| &row.fold) {
                Some(Fold::First { others, open: false }) => format!("{} more", others.len()).into(),
                _ => "fold".into(),
            },
            (_, Action::Follow) if self.keeps_this(Purpose::Follow) => "unfollow".into(),
            (_, Action::Mute) if self.keeps_this(Purpose::Mute) => "unmute".into(),
            _ => short(action).into(),
        };
        let mut actions = wanted(scope).to_vec();
        if let (Place::Reading(reading), Scope::Headlines) = (&self.place, scope)
            && reading.list.selected().is_some_and(|row| row.fold != Fold::Alone)
        {
            actions.insert(1, Action::Unfold);
        }
        if let (Place::Reading(reading), Scope::Story) = (&self.place, scope)
            && reading.panes(&self.core).beside.is_none()
        {
            actions.insert(2, Action::FocusPeople);
        }
        let mut hints: Vec<Hint> = actions.into_iter().filter_map(|action| Some((key(action)?, label(action)))).collect();
        let all = if self.core.size.0 < WIDTH_WITH_WORDS { "keys" } else { "all keys" };
        hints.extend(key(Action::Help).map(|key| (key, all.into())));
        hints
    }
}

/// Returns the actions that matter in a place, the most wanted first.
fn wanted(scope: Scope) -> &'static [Action] {
    match scope {
        Scope::Headlines => &[Action::Open, Action::NextUnread, Action::ToggleStar, Action::Search, Action::GoPeople],
        Scope::Story => &[Action::NextName, Action::NextWithPerson, Action::ReadOn, Action::Browser, Action::Out],
        Scope::People => &[Action::Open, Action::NextWithPerson, Action::PersonPage, Action::Out],
        Scope::Person => &[Action::Open, Action::Follow, Action::Mute, Action::Back, Action::MergePerson],
        Scope::Place => &[Action::Open, Action::Follow, Action::Mute, Action::Back, Action::Browser],
        Scope::Edition => &[Action::Open, Action::Right, Action::Sort, Action::Follow, Action::Out],
        Scope::Index => &[Action::Open, Action::Narrow, Action::Sort, Action::Out],
        Scope::Feeds => &[Action::Open, Action::AddFeed, Action::PollFeed, Action::RenameFeed, Action::RemoveFeed],
        Scope::Map => &[Action::Open, Action::NextName, Action::MapAll, Action::Sort, Action::Out],
        Scope::Welcome => &[Action::Open, Action::AddFeed],
        Scope::Help => &[Action::Down, Action::Out],
    }
}

/// Returns what an action does in a word or two.
fn short(action: Action) -> &'static str {
    match action {
        Action::Open => "open",
        Action::NextUnread => "next unread",
        Action::ToggleStar => "star",
        Action::Search => "search",
        Action::GoPeople => "people",
        Action::FocusPeople => "who is in it",
        Action::GoPlaces => "places",
        Action::GoMap => "map",
        Action::GoUnread => "unread",
        Action::GoAll => "all",
        Action::GoStarred => "starred",
        Action::GoLater => "later",
        Action::GoFeeds => "feeds",
        Action::Top => "top",
        Action::NextName => "next name",
        Action::NextWithPerson => "next with a person",
        Action::Follow => "follow",
        Action::Mute => "mute",
        Action::GoFollowing => "following",
        Action::GoViews => "views",
        Action::GoEdition => "edition",
        Action::Event => "event",
        Action::ReadOn => "read on",
        Action::Browser => "browser",
        Action::Comments => "comments",
        Action::Out => "out",
        Action::Back => "back",
        Action::PersonPage => "page",
        Action::Right => "next list",
        Action::Narrow => "narrow",
        Action::Sort => "sort",
        Action::AddFeed => "add",
        Action::PollFeed => "poll",
        Action::RenameFeed | Action::RenamePerson => "rename",
        Action::RemoveFeed => "remove",
        Action::MergePerson => "merge",
        Action::Down => "down",
        other => other.help(),
    }
}

/// Draws the line that says where the reader is, when only one pane shows.
fn draw_top(reading: &Reading, heading: &str, area: Rect, story_height: u16, buffer: &mut Buffer, look: &Look<'_>) {
    let x = area.x + 1;
    let room = area.width.saturating_sub(2);
    if reading.focus == Focus::Headlines {
        let used = put(buffer, x, area.y, room, heading, look.theme.heading);
        // The name goes before the order, which gives way whole.
        if usize::from(room - used) > "newest first".len() + 1 {
            put_right(buffer, x + used, area.y, room - used, "newest first", look.theme.faint);
        }
        return;
    }
    let here = if reading.focus == Focus::Story { "Story" } else { "People and places" };
    let mut used = put(buffer, x, area.y, room, heading, look.theme.faint);
    if reading.focus == Focus::Beside {
        used += put(buffer, x + used, area.y, room - used, " › Story", look.theme.faint);
    }
    used += put(buffer, x + used, area.y, room - used, " › ", look.theme.faint);
    used += put(buffer, x + used, area.y, room - used, here, look.theme.heading);
    if reading.focus == Focus::Story {
        let line = Rect { x: x + used, width: room - used, ..area };
        reading.story.draw_progress(line, story_height, buffer, look);
    }
}

/// Draws a line to type; returns where its cursor stands.
fn draw_input(label: &str, hint: &str, input: &Input, area: Rect, buffer: &mut Buffer, look: &Look<'_>) -> (u16, u16) {
    let used = put(buffer, area.x + 1, area.y, area.width - 1, label, look.theme.accent);
    let x = area.x + 1 + used;
    let room = area.right().saturating_sub(x + 1);
    if input.value().is_empty() {
        put(buffer, x, area.y, room, hint, look.theme.faint);
        return (x, area.y);
    }
    let skipped = input.visual_scroll(usize::from(room).saturating_sub(1));
    let mut column = 0;
    let from = input.value().char_indices().find(|(_, letter)| {
        let before = column;
        column += unicode_width::UnicodeWidthChar::width(*letter).unwrap_or(0);
        before >= skipped
    });
    let shown = &input.value()[from.map_or(0, |(at, _)| at)..];
    let clean = CleanText::lines(shown);
    buffer.set_stringn(x, area.y, clean.as_str(), usize::from(room), look.theme.text);
    let cursor = input.visual_cursor().saturating_sub(skipped) as u16;
    (x + cursor.min(room.saturating_sub(1)), area.y)
}
