//! A story laid out to a width: everything that scrolls, with the names to stand on and the links to follow.
//!
//! Made once for a story and a width, then only read.

use crate::domain::{Article, Block, Field, Story, StoryLinkKind, WebUrl, WholePage};
use crate::message::Action;
use crate::ui::keymap::Scope;
use crate::ui::look::Look;
use crate::ui::measure;
use crate::ui::pictures::Pictures;
use crate::ui::plain;
use crate::ui::story_lines::{self, Line, Mark, MarkRole};

/// Blocks at the beginning of a story: with a picture among them it needs none above them.
const BEGINNING: usize = 4;

/// Where a name leads: the index of a person or of a place of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// To a person.
    Person(usize),
    /// To a place.
    Place(usize),
}

/// A name in the text that can be stood on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The line on which it begins.
    pub line: usize,
    /// Which mark it is.
    pub mark: usize,
    /// Where it leads.
    pub door: Door,
}

/// One line of a laid-out story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryLine {
    /// Nothing.
    Blank,
    /// A line of the title.
    Title(String),
    /// A line about the story: authors, source, date, minutes.
    Byline(String),
    /// What the reader should know: why this is not the whole story.
    Note(String),
    /// A line of a picture: which of [`StoryText::pictures`], and which of its lines.
    Picture(usize, u16),
    /// A line of the text.
    Text(Line),
    /// A line of the page that is not of the story.
    LeftOut(Line),
}

/// A story laid out to a width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryText {
    /// For which width.
    pub width: u16,
    /// The lines.
    pub lines: Vec<StoryLine>,
    /// The names, in the order of the text.
    pub stops: Vec<Stop>,
    /// The links, the first is number 1.
    pub links: Vec<WebUrl>,
    /// The pictures, each with the line on which it begins, or its caption where it is not drawn.
    pub pictures: Vec<(usize, WebUrl)>,
    /// For which [`Pictures::version`](crate::ui::pictures::Pictures::version).
    pub version: u64,
    /// For each mark whether it is the first of its name.
    pub firsts: Vec<bool>,
}

impl StoryText {
    /// Lays out a story.
    pub fn new(story: &Story, width: u16, look: &Look<'_>) -> Self {
        let (marks, doors) = marks(story);
        let layout = story_lines::layout(&story.article, &marks, &story.links(), width.max(1));
        let version = look.pictures.map_or(0, Pictures::version);
        let mut text = Self { width, version, firsts: marks.iter().map(|mark| mark.first).collect(), ..Self::default() };
        text.head(story, look);
        if let Some(url) = lead(&story.article)
            && text.picture(url, look)
        {
            text.lines.push(StoryLine::Blank);
        }
        text.say_empty(story, look);
        let mut pictures = layout.pictures.into_iter().peekable();
        let mut seen = vec![false; marks.len()];
        for (number, line) in layout.lines.into_iter().enumerate() {
            while let Some((_, url)) = pictures.next_if(|(line, _)| *line == number) {
                if !text.picture(&url, look) {
                    if look.plain {
                        text.lines.push(StoryLine::Byline("Picture:".into()));
                    }
                    text.say_missing(&url, look);
                }
            }
            for mark in line.runs.iter().filter_map(|run| run.mark) {
                if seen.get(mark) == Some(&false) {
                    seen[mark] = true;
                    text.stops.push(Stop { line: text.lines.len(), mark, door: doors[mark] });
                }
            }
            text.lines.push(StoryLine::Text(line));
        }
        text.links = layout.links;
        text
    }

    /// Lays out the whole page of a story.
    pub fn of_page(story: &Story, page: &WholePage, width: u16, look: &Look<'_>) -> Self {
        let version = look.pictures.map_or(0, Pictures::version);
        let mut text = Self { width, version, ..Self::default() };
        text.head(story, look);
        let words = "All that the page has; what the story left out is struck through.";
        text.lines.extend(measure::wrap(words, usize::from(width.max(1))).into_iter().map(StoryLine::Note));
        let stretches = page.kept.chunk_by(|a, b| a == b);
        let mut from = 0;
        for stretch in stretches {
            let blocks = page.blocks[from..from + stretch.len()].to_vec();
            from += stretch.len();
            let part = story_lines::layout(&Article { blocks, ..Article::default() }, &[], &[], width.max(1));
            text.lines.push(StoryLine::Blank);
            text.lines.extend(part.lines.into_iter().map(if stretch[0] { StoryLine::Text } else { StoryLine::LeftOut }));
        }
        text
    }

    fn head(&mut self, story: &Story, look: &Look<'_>) {
        let columns = usize::from(self.width.max(1));
        let title = story.heading().into_iter().flat_map(|title| measure::wrap(title, columns));
        self.lines.extend(title.map(StoryLine::Title));
        let authors: Vec<&str> = story.authors.iter().take(4).map(crate::text::CleanText::as_str).collect();
        let headline = &story.headline;
        let tags = if look.plain { plain::tags_of(headline) } else { headline.hashed_tags() };
        let parts = [
            authors.join(", "),
            story.headline.feed_title.to_string(),
            look.moment(story.headline.key.at),
            format!("{} min", story.article.minutes()),
            tags.unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.lines.extend(joined(&parts, columns).into_iter().map(StoryLine::Byline));
        let note = story.trouble.as_ref().or(story.article.note.as_ref().map(|note| &note.0));
        if let Some(note) = note {
            self.lines.extend(measure::wrap(note, columns).into_iter().map(StoryLine::Note));
        }
        self.lines.push(StoryLine::Blank);
    }

    /// Makes room for a picture; says whether it can be drawn.
    fn picture(&mut self, url: &WebUrl, look: &Look<'_>) -> bool {
        let index = self.pictures.len();
        self.pictures.push((self.lines.len(), url.clone()));
        let Some(picture) = look.pictures.and_then(|pictures| pictures.drawn(url, self.width)) else { return false };
        self.lines.extend((0..picture.rows()).map(|row| StoryLine::Picture(index, row)));
        true
    }

    fn say_missing(&mut self, url: &WebUrl, look: &Look<'_>) {
        if let Some(cause) = look.pictures.and_then(|pictures| pictures.missing(url)) {
            let words = format!("This picture cannot be shown: {cause}.");
            self.lines.extend(measure::wrap(&words, usize::from(self.width.max(1))).into_iter().map(StoryLine::Byline));
        }
    }

    /// Returns the pictures of which anything shows, or would, on these lines.
    pub fn pictures_on(&self, lines: std::ops::Range<usize>) -> impl Iterator<Item = (usize, &WebUrl)> {
        let ends = |line: usize| {
            let drawn = self.lines[line..].iter().take_while(|line| matches!(line, StoryLine::Picture(..))).count();
            line + drawn.max(1)
        };
        self.pictures
            .iter()
            .filter(move |(line, _)| *line < lines.end && ends(*line) > lines.start)
            .map(|(line, url)| (*line, url))
    }

    /// Says why there is no text, where there is none.
    fn say_empty(&mut self, story: &Story, look: &Look<'_>) {
        if story.article.blocks.is_empty() {
            let browser = look.keymap.key_for(Scope::Story, Action::Browser);
            let links = story.links();
            let words = match (&story.headline.url, story.digested) {
                (Some(_), false) => "The text is on its way.".to_owned(),
                (Some(_), true) => {
                    format!("The feed gives no text for this story. {browser} opens its page in the browser.")
                }
                (None, _) if links.iter().any(|link| link.kind == StoryLinkKind::Attached) => {
                    format!("The feed gives no text for this story. {browser} opens what is attached.")
                }
                (None, _) => "The feed gives neither text nor a page for this story.".to_owned(),
            };
            self.lines.extend(measure::wrap(&words, usize::from(self.width.max(1))).into_iter().map(StoryLine::Note));
            if !links.is_empty() {
                self.lines.push(StoryLine::Blank);
            }
        }
    }

    /// Returns where a reader is whose first line is this one.
    pub fn place_of(&self, line: usize) -> ReadingPlace {
        let is_picture = |line: &&StoryLine| matches!(line, StoryLine::Picture(..));
        let mut texts = self.lines.iter().take(line + 1).rev().skip_while(is_picture);
        let at = texts.next().and_then(|line| if let StoryLine::Text(line) = line { Some(line.at) } else { None });
        let pictures_before = self.lines.iter().take(line).filter(is_picture).count();
        let above = self.lines.iter().skip(line).take_while(is_picture).count();
        ReadingPlace { width: self.width, line: line.saturating_sub(pictures_before), above, at }
    }

    /// Returns the line at which a reader is.
    pub fn line_of(&self, place: ReadingPlace) -> usize {
        if place.width == self.width {
            let is_picture = |line: &StoryLine| matches!(line, StoryLine::Picture(..));
            let others = self.lines.iter().enumerate().filter(|(_, line)| !is_picture(line));
            let line = others.map(|(line, _)| line).nth(place.line).unwrap_or(self.lines.len());
            let drawn = self.lines[..line].iter().rev().take_while(|line| is_picture(line)).count();
            return line - drawn.min(place.above);
        }
        let Some(at) = place.at else { return 0 };
        let before = |line: &StoryLine| matches!(line, StoryLine::Text(line) if line.at <= at);
        self.lines.iter().rposition(before).unwrap_or(0)
    }
}

/// Where a reader is in a story: the first line, and for another width the byte of the text where it begins.
///
/// Lines of pictures do not count, since they come and go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadingPlace {
    width: u16,
    line: usize,
    /// Lines of a picture that show above that line.
    above: usize,
    at: Option<usize>,
}

/// Returns the picture that the page gives for the story as a whole, unless the text begins with a picture or has that one.
fn lead(article: &Article) -> Option<&WebUrl> {
    let url = article.picture.as_ref()?.url.as_ref()?;
    let shown = |block: &Block| matches!(block, Block::Picture(picture) if picture.url.is_some());
    let is_it = |block: &Block| matches!(block, Block::Picture(picture) if picture.url.as_ref().is_some_and(|other| file(other) == file(url)));
    (!article.blocks.iter().take(BEGINNING).any(shown) && !article.blocks.iter().any(is_it)).then_some(url)
}

/// Returns the name of the file that an address leads to: the same picture stands in many sizes at addresses that differ elsewhere.
fn file(url: &WebUrl) -> &str {
    url.as_url().path().rsplit('/').next().unwrap_or_default()
}

/// Joins parts by a middle dot and breaks lines only between parts where that is possible.
fn joined(parts: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if measure::width(line) + 3 + measure::width(part) <= columns => {
                line.push_str(" · ");
                line.push_str(part);
            }
            _ => lines.extend(measure::wrap(part, columns)),
        }
    }
    lines
}

/// Returns the mentions in the text, by place, and where each leads.
fn marks(story: &Story) -> (Vec<Mark>, Vec<Door>) {
    let people = story.people.iter().enumerate().map(|(index, person)| (Door::Person(index), &person.mentions));
    let places = story.places.iter().enumerate().map(|(index, place)| (Door::Place(index), &place.mentions));
    let mut found = Vec::new();
    for (name, (door, mentions)) in people.chain(places).enumerate() {
        let role = if matches!(door, Door::Person(_)) { MarkRole::Person } else { MarkRole::Place };
        for (nth, range) in mentions.iter().filter(|range| range.field == Field::Text).enumerate() {
            found.push((Mark { bytes: range.bytes.clone(), role, name, first: nth == 0 }, door));
        }
    }
    found.sort_by_key(|(mark, _)| (mark.bytes.start, std::cmp::Reverse(mark.bytes.end)));
    found.into_iter().unzip()
}
