//! The story: what is open, how far it is scrolled, which name the reader stands on.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget as _;
use ratatui_image::Image;
use ratatui_image::sliced::{SlicedImage, SlicedProtocol};

use super::story_text::{Door, ReadingPlace, Stop, StoryLine, StoryText};
use crate::domain::{EntryId, Story, WebUrl, WholePage};
use crate::message::DrawnPicture;
use crate::ui::look::Look;
use crate::ui::measure;
use crate::ui::pictures::Pictures;
use crate::ui::story_lines::{Role, Run};
use crate::ui::widgets::{Motion, Pen, put, put_right};

/// The story in the middle.
#[derive(Clone, Debug, Default)]
pub struct StoryPane {
    story: Option<Arc<Story>>,
    text: Arc<StoryText>,
    /// All that the page has, where the reader looks at that.
    page: Option<Arc<WholePage>>,
    scroll: usize,
    stood: Option<usize>,
}

/// What a click in the story hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryHit {
    /// A name.
    Name(Door),
    /// A link.
    Link(WebUrl),
}

impl StoryPane {
    /// Returns the story.
    pub fn story(&self) -> Option<&Arc<Story>> {
        self.story.as_ref()
    }

    /// Returns which story it is.
    pub fn id(&self) -> Option<EntryId> {
        self.story.as_ref().map(|story| story.headline.key.id)
    }

    /// Returns the laid-out text.
    pub fn text(&self) -> &StoryText {
        &self.text
    }

    /// Returns where the reader is in the text, to be found again at any width.
    pub fn place(&self) -> ReadingPlace {
        self.text.place_of(self.scroll)
    }

    /// Shows a story from a place in its text on; the same story anew keeps place and name.
    pub fn open(&mut self, story: Arc<Story>, place: ReadingPlace, area: Rect, look: &Look<'_>) {
        let again = self.id() == Some(story.headline.key.id);
        let place = if again { self.place() } else { place };
        let stood = self.stood().filter(|_| again).map(|stop| stop.door);
        if !again {
            self.page = None;
        }
        self.story = Some(story);
        self.lay_out(area.width, look);
        self.scroll = self.text.line_of(place).min(self.last_scroll(area.height));
        self.stood = stood.and_then(|door| self.text.stops.iter().position(|stop| stop.door == door));
    }

    /// Changes the status of the story that is open.
    pub fn change(&mut self, change: crate::domain::StatusChange) {
        if let Some(story) = &mut self.story {
            super::apply(&mut Arc::make_mut(story).headline, change);
        }
    }

    /// Lays the text out anew if the width is another; the reader keeps the place.
    pub fn fit(&mut self, area: Rect, look: &Look<'_>) {
        let version = look.pictures.map_or(self.text.version, Pictures::version);
        if self.story.is_some() && (self.text.width != area.width || self.text.version != version) {
            let (place, stood) = (self.place(), self.stood());
            self.lay_out(area.width, look);
            self.scroll = self.text.line_of(place);
            // Another width may leave out a name: one that is broken in a cell of a table is none to stand on.
            self.stood = stood.and_then(|stop| self.text.stops.iter().position(|new| new.mark == stop.mark));
        }
        self.scroll = self.scroll.min(self.last_scroll(area.height));
    }

    fn lay_out(&mut self, width: u16, look: &Look<'_>) {
        let Some(story) = &self.story else { return };
        self.text = Arc::new(match &self.page {
            Some(page) => StoryText::of_page(story, page, width, look),
            None => StoryText::new(story, width, look),
        });
    }

    /// Says whether all that the page has is shown in the place of the story.
    pub fn shows_page(&self) -> bool {
        self.page.is_some()
    }

    /// Shows all that the page has in the place of the story, or the story again; from the top on.
    pub fn show_page(&mut self, page: Option<WholePage>, area: Rect, look: &Look<'_>) {
        self.page = page.map(Arc::new);
        self.stood = None;
        self.scroll = 0;
        self.lay_out(area.width, look);
    }

    fn last_scroll(&self, height: u16) -> usize {
        self.text.lines.len().saturating_sub(usize::from(height))
    }

    /// Says whether the last line shows.
    pub fn is_at_end(&self, height: u16) -> bool {
        self.scroll >= self.last_scroll(height)
    }

    /// Scrolls; says whether anything changed.
    pub fn go(&mut self, motion: Motion, height: u16) -> bool {
        let before = self.scroll;
        let last = self.last_scroll(height);
        self.scroll = match motion {
            Motion::By(by) => self.scroll.saturating_add_signed(by).min(last),
            Motion::Top => 0,
            Motion::Bottom => last,
            Motion::To(line) => line.min(last),
        };
        self.scroll != before
    }

    /// Returns the name that the reader stands on.
    pub fn stood(&self) -> Option<Stop> {
        self.stood.and_then(|index| self.text.stops.get(index)).copied()
    }

    /// Stands on no name any more; says whether the reader stood on one.
    pub fn step_off(&mut self) -> bool {
        self.stood.take().is_some()
    }

    /// Goes to the next or previous name; a name that has scrolled away is left for the first one in view.
    pub fn walk(&mut self, forward: bool, height: u16) -> Option<Stop> {
        let end = self.scroll + usize::from(height);
        let shows = |index: &usize| self.text.stops.get(*index).is_some_and(|stop| (self.scroll..end).contains(&stop.line));
        let stood = self.stood.filter(shows);
        let next = match (stood, forward) {
            (Some(index), true) => index + 1,
            (Some(index), false) => index.checked_sub(1)?,
            (None, true) => self.text.stops.iter().position(|stop| stop.line >= self.scroll)?,
            (None, false) => self.text.stops.iter().rposition(|stop| stop.line < end)?,
        };
        let stop = *self.text.stops.get(next)?;
        self.stood = Some(next);
        self.show_line(stop.line, height);
        Some(stop)
    }

    /// Scrolls so that a line shows, with some lines around it.
    fn show_line(&mut self, line: usize, height: u16) {
        let around = usize::from(height / 5);
        let bottom = usize::from(height).saturating_sub(1 + around);
        if line < self.scroll + around {
            self.scroll = line.saturating_sub(around);
        } else if line > self.scroll + bottom {
            self.scroll = line - bottom;
        }
        self.scroll = self.scroll.min(self.last_scroll(height));
    }

    /// Returns what stands at a place of the screen.
    pub fn hit(&self, area: Rect, x: u16, y: u16) -> Option<StoryHit> {
        let line = self.scroll + usize::from(y.checked_sub(area.y).filter(|row| *row < area.height)?);
        let column = usize::from(x.checked_sub(area.x)?);
        match self.text.lines.get(line)? {
            StoryLine::Text(line) => {
                let mut end = 0;
                let run = line.runs.iter().find(|run| {
                    end += measure::width(&run.text);
                    column < end
                })?;
                let named = run.mark.and_then(|mark| self.text.stops.iter().find(|stop| stop.mark == mark));
                named.map(|stop| StoryHit::Name(stop.door)).or_else(|| self.link(run.link? + 1).map(StoryHit::Link))
            }
            _ => None,
        }
    }

    /// Returns the link of this number, the first is 1.
    pub fn link(&self, number: usize) -> Option<WebUrl> {
        self.text.links.get(number.checked_sub(1)?).cloned()
    }

    /// Draws the story, or `empty` when none is open.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>, empty: &str) {
        if self.story.is_none() {
            let middle = Rect { y: area.y + area.height / 3, height: area.height - area.height / 3, ..area };
            Pen::new(buffer, middle).wrapped(empty, look.theme.faint);
            return;
        }
        let stood = self.stood().map(|stop| stop.mark);
        for (row, line) in self.text.lines.iter().skip(self.scroll).take(usize::from(area.height)).enumerate() {
            let y = area.y + row as u16;
            let line_area = Rect { y, height: 1, ..area };
            self.draw_line(line, line_area, buffer, look, stood);
        }
        if let Some(pictures) = look.pictures {
            self.draw_pictures(area, buffer, look, pictures);
        }
    }

    /// Draws the pictures in view, and a sign before the captions of those that are on their way.
    fn draw_pictures(&self, area: Rect, buffer: &mut Buffer, look: &Look<'_>, pictures: &Pictures) {
        let lines = self.scroll..self.scroll + usize::from(area.height);
        for (line, url) in self.text.pictures_on(lines.clone()) {
            if let Some(picture) = pictures.drawn(url, area.width) {
                // A picture is at most as high as the screen.
                draw_picture(picture, line as i64 - self.scroll as i64, area, buffer);
            } else if pictures.is_awaited(url) && lines.contains(&line) {
                let words = if matches!(self.text.lines.get(line), Some(StoryLine::Text(_))) { "◌" } else { "" };
                put(buffer, area.x, area.y + (line - self.scroll) as u16, area.width, words, look.theme.faint);
            }
        }
    }

    /// Returns the pictures in view.
    pub fn pictures_in_view(&self, height: u16) -> impl Iterator<Item = &WebUrl> {
        self.text.pictures_on(self.scroll..self.scroll + usize::from(height)).map(|(_, url)| url)
    }

    fn draw_line(&self, line: &StoryLine, area: Rect, buffer: &mut Buffer, look: &Look<'_>, stood: Option<usize>) {
        let mut whole = |text: &str, style: Style| put(buffer, area.x, area.y, area.width, text, style);
        let is_left_out = matches!(line, StoryLine::LeftOut(_));
        match line {
            StoryLine::Blank | StoryLine::Picture(..) => {}
            StoryLine::Title(text) => _ = whole(text, look.theme.title),
            StoryLine::Byline(text) => _ = whole(text, look.theme.faint),
            StoryLine::Note(text) => _ = whole(text, look.theme.faint.add_modifier(Modifier::ITALIC)),
            StoryLine::Text(line) | StoryLine::LeftOut(line) => {
                let mut x = area.x;
                for run in &line.runs {
                    let style = if is_left_out {
                        look.theme.faint.add_modifier(Modifier::CROSSED_OUT)
                    } else {
                        self.style_of(run, look, stood)
                    };
                    x += put(buffer, x, area.y, area.right().saturating_sub(x), &run.text, style);
                }
            }
        }
    }

    fn style_of(&self, run: &Run, look: &Look<'_>, stood: Option<usize>) -> Style {
        let mut style = role_style(run.role, look);
        if let Some(mark) = run.mark {
            if self.text.firsts.get(mark) == Some(&true) {
                style = style.add_modifier(Modifier::BOLD);
            }
            if stood == Some(mark) {
                style = style.add_modifier(look.theme.stood);
            }
        }
        style
    }

    /// Draws how far the reader is at the right end of a line, where there is more than a screenful.
    pub fn draw_progress(&self, line: Rect, height: u16, buffer: &mut Buffer, look: &Look<'_>) {
        let last = self.last_scroll(height);
        if self.story.is_some() && last > 0 {
            let percent = self.scroll * 100 / last;
            put_right(buffer, line.x, line.y, line.width, &format!("{percent}%"), look.theme.faint);
        }
    }
}

/// Draws the lines of a picture that show in `area`; its first line is `top`, counted from the first line of the area.
fn draw_picture(picture: &DrawnPicture, top: i64, area: Rect, buffer: &mut Buffer) {
    match picture.protocol() {
        // The library's own widget draws the lines of these beyond the area.
        SlicedProtocol::Sliced(lines) => {
            for (row, line) in (top..).zip(lines).filter(|(row, _)| (0..i64::from(area.height)).contains(row)) {
                Image::new(line).render(Rect { y: area.y + row as u16, height: 1, ..area }, buffer);
            }
        }
        protocol => SlicedImage::new(protocol, (0, top as i16).into()).render(area, buffer),
    }
}

/// Returns what a role looks like.
fn role_style(role: Role, look: &Look<'_>) -> Style {
    let theme = look.theme;
    match role {
        Role::Text | Role::Script => theme.text,
        Role::Strong => theme.text.add_modifier(Modifier::BOLD),
        Role::Emphasis | Role::Quote => theme.text.add_modifier(Modifier::ITALIC),
        Role::Code => theme.code,
        Role::Strike => theme.text.add_modifier(Modifier::CROSSED_OUT),
        Role::Heading(_) => theme.heading,
        Role::QuoteBar | Role::Rule => theme.rule,
        Role::ListMarker | Role::LinkNumber => theme.accent,
        Role::Link => theme.link,
        Role::Caption => theme.faint,
        Role::Person => theme.person,
        Role::Place => theme.place,
    }
}
