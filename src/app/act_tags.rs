//! The tags of a story: a line to type them in, and above it those in use, to be put on and taken off.

use crossterm::event::{KeyCode, KeyEvent};
use tui_input::Input;

use super::App;
use super::overlay::{Overlay, edit, list_motion};
use super::place::Place;
use super::undo::Undo;
use crate::domain::{EntryId, STORY_TAGS_MAX, TagUse, typed_tags};
use crate::message::{Action, Effect};
use crate::text::CleanText;
use crate::text::fold::fold;
use crate::text::search::{alike, holds};
use crate::ui::look::counted;
use crate::ui::panes::{Panel, PanelRow};
use crate::ui::screen;

/// The tags of a story while they are typed.
#[derive(Debug)]
pub(super) struct Tagging {
    pub(super) input: Input,
    pub(super) panel: Panel,
    entry: EntryId,
    before: Vec<CleanText>,
    touched: bool,
    known: Vec<TagUse>,
    /// Which of the known fit the word that is typed.
    fitting: Vec<usize>,
}

impl Tagging {
    fn new(entry: EntryId, before: Vec<CleanText>) -> Self {
        let mut panel = Panel::new("TAGS · Tab puts one on or takes it off, Enter keeps".into(), Vec::new());
        panel.empty = "no such tag yet; Enter makes it";
        let input = Input::new(line(&before));
        Self { input, panel, entry, before, touched: false, known: Vec::new(), fitting: Vec::new() }
    }

    /// Returns what is typed, parted before its last word, which may not be whole yet.
    fn parted(&self) -> (&str, &str) {
        let typed = self.input.value();
        let parts = |&(_, letter): &(usize, char)| letter.is_whitespace() || letter == ',';
        typed.split_at(typed.char_indices().rev().find(parts).map_or(0, |(at, letter)| at + letter.len_utf8()))
    }

    /// Shows the tags that fit the last word, those that begin with it first.
    fn narrow(&mut self) {
        let word = self.parted().1.trim_start_matches('#');
        let word = fold(word);
        let begins = |tag: usize| fold(&self.known[tag].name).starts_with(&word);
        let mut fitting: Vec<usize> = (0..self.known.len()).filter(|tag| holds(&self.known[*tag].name, &word)).collect();
        fitting.sort_by_key(|tag| !begins(*tag));
        let given = typed_tags(self.input.value());
        let row = |tag: &usize| {
            let TagUse { name, stories, .. } = &self.known[*tag];
            let on = given.iter().any(|given| alike(given, name));
            let key = if on { "on this story" } else { "" };
            PanelRow { name: format!("#{name}"), about: counted(*stories, "story", "stories"), key: key.into() }
        };
        let rows = fitting.iter().map(row).collect();
        if fitting == self.fitting {
            self.panel.replace_rows(rows);
        } else {
            self.panel.set_rows(rows);
        }
        self.fitting = fitting;
    }

    /// Puts the selected tag on, in the place of the word that is typed, or takes it off.
    pub(super) fn toggle(&mut self) {
        let Some(tag) = self.panel.selected().and_then(|row| self.fitting.get(row)) else { return };
        let name = &self.known[*tag].name;
        let mut tags = typed_tags(self.parted().0);
        match tags.iter().position(|given| alike(given, name)) {
            Some(given) => _ = tags.remove(given),
            None => tags.push(name.clone()),
        }
        self.input = Input::new(line(&tags));
        self.typed();
    }

    /// Notes that the line is no longer what it was at first.
    pub(super) fn typed(&mut self) {
        self.touched = true;
        self.narrow();
    }
}

/// Writes tags as a line after which the next can be typed.
fn line(tags: &[CleanText]) -> String {
    tags.iter().map(|tag| format!("{tag} ")).collect()
}

impl App {
    /// Opens the tags of the story that is meant.
    pub(super) fn open_tags(&mut self) {
        let Place::Reading(reading) = &self.place else { return };
        let Some(headline) = reading.target() else {
            self.core.say("No story is selected.");
            return;
        };
        let entry = headline.key.id;
        self.overlay = Some(Overlay::Tags(Box::new(Tagging::new(entry, headline.tags.clone()))));
        self.core.ask(Effect::LoadTags(Some(entry)));
    }

    /// Takes every tag in use, and those of a story as the store has them; says whether anything waited for them.
    pub(super) fn tags_came(&mut self, known: Vec<TagUse>, of: Option<(EntryId, Vec<CleanText>)>) -> bool {
        let Some((entry, tags)) = of else {
            self.core.tags = known;
            self.relist_views();
            return true;
        };
        let Some(Overlay::Tags(tagging)) = &mut self.overlay else { return false };
        if tagging.entry != entry {
            return false;
        }
        tagging.known = known;
        if !tagging.touched {
            tagging.input = Input::new(line(&tags));
        }
        tagging.before = tags;
        tagging.narrow();
        true
    }

    /// Takes a key while tags are typed.
    pub(super) fn tags_key(&mut self, key: KeyEvent) {
        let over = screen::above_bottom(self.core.size);
        let Some(Overlay::Tags(tagging)) = &mut self.overlay else { return };
        match (key.code, list_motion(key)) {
            (KeyCode::Tab, _) => tagging.toggle(),
            (_, Some(motion)) => _ = tagging.panel.go(motion, over),
            (KeyCode::Enter, _) => self.keep_tags(),
            _ => {
                edit(&mut tagging.input, key);
                tagging.typed();
            }
        }
    }

    /// Gives the story the tags that are typed.
    fn keep_tags(&mut self) {
        let Some(Overlay::Tags(tagging)) = self.overlay.take() else { return };
        let Tagging { entry, before, input, .. } = *tagging;
        let mut tags = typed_tags(input.value());
        let surplus = tags.len() > STORY_TAGS_MAX;
        tags.truncate(STORY_TAGS_MAX);
        let as_before = tags.len() == before.len() && tags.iter().all(|tag| before.iter().any(|known| alike(known, tag)));
        if as_before {
            self.core.say("The tags are as they were.");
            return;
        }
        let words = match tags.as_slice() {
            [] => "No tags any more.".to_owned(),
            _ if surplus => format!("A story bears {STORY_TAGS_MAX} tags at most; the others are left out."),
            tags => format!("Tagged {}.", tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")),
        };
        self.core.push_undo(Undo::Tags(entry, before));
        self.set_tags(entry, tags);
        let undo = self.key_of(Action::Undo);
        self.core.say(format!("{words} {undo} undoes."));
    }

    /// Shows tags on a story at once and has them written.
    pub(super) fn set_tags(&mut self, entry: EntryId, tags: Vec<CleanText>) {
        if let Place::Reading(reading) = &mut self.place {
            reading.show_tags(entry, &tags, &self.core);
        }
        self.core.ask(Effect::SetTags { entry, tags });
    }

    /// Shows a story's tags as they are written now; the list may hold other stories by them.
    pub(super) fn tagged(&mut self, entry: EntryId, tags: &[CleanText]) {
        if let Place::Reading(reading) = &mut self.place {
            reading.show_tags(entry, tags, &self.core);
            reading.reload(&mut self.core);
        }
    }
}
