//! What lies over a place for a while: the help, a prompt, the palette, a short list to choose from.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tui_input::backend::crossterm::to_input_request;
use tui_input::{Input, InputRequest};

use super::App;
use super::act_people::Pick;
use super::act_tags::Tagging;
use super::pipe;
use super::place::{Place, View};
use super::query_input;
use crate::domain::{EntryId, FeedId, FeedSettings, FeedUrl, PersonChange, PersonId, WebUrl};
use crate::message::{Action, Effect, Found};
use crate::query::Query;
use crate::text::{CleanText, search, wrap};
use crate::ui::panes::{Help, Panel, PanelRow};
use crate::ui::screen;
use crate::ui::widgets::Motion;

/// Longest line that a prompt takes.
const LINE_MAX: usize = 4_096;

/// What lies over a place.
#[derive(Debug)]
pub(super) enum Overlay {
    Help(Help),
    Prompt(Prompt),
    Palette { input: Input, panel: Panel, fitting: Vec<Action> },
    Choice { panel: Panel, choice: Choice },
    Pick(Box<Pick>),
    Tags(Box<Tagging>),
}

impl Overlay {
    /// Says whether it lies over a part of the panes.
    pub(super) fn covers(&self) -> bool {
        !matches!(self, Self::Help(_) | Self::Prompt(_))
    }
}

/// From what is chosen.
#[derive(Debug)]
pub(super) enum Choice {
    Feeds(Vec<FeedUrl>),
    Links(Vec<WebUrl>),
    /// Nothing: the rows only tell something.
    Told,
}

/// For what a prompt asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PromptKind {
    Search,
    Filter,
    Narrow,
    AddFeed,
    Import,
    Rename(FeedId),
    Move(FeedId),
    RenamePerson(PersonId),
    Pipe(EntryId),
}

impl PromptKind {
    /// Returns what stands before the typed text.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Search => "/ ",
            Self::Filter => "= ",
            Self::Narrow => "name holds: ",
            Self::AddFeed => "add feed: ",
            Self::Import => "import file: ",
            Self::Rename(_) | Self::RenamePerson(_) => "new name: ",
            Self::Move(_) => "to folder: ",
            Self::Pipe(_) => "| ",
        }
    }

    /// Returns what may be typed, shown while nothing is.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Search => "words to look for in every story",
            Self::Filter => "words, is:starred, is:followed, person:…, place:…, feed:…, newer:2d",
            Self::Narrow => "a part of the name; nothing shows all",
            Self::AddFeed => "address of a site or feed",
            Self::Import => "path of an OPML file or of newsboat's urls",
            Self::Rename(_) => "nothing takes the feed's own name",
            Self::RenamePerson(_) => "nothing takes the name of the stories",
            Self::Move(_) => "levels with /, nothing for none",
            Self::Pipe(_) => "a command that reads the story: Markdown, or text: or json: before it",
        }
    }
}

/// A line to type.
#[derive(Debug)]
pub(super) struct Prompt {
    pub(super) kind: PromptKind,
    pub(super) input: Input,
}

impl Overlay {
    /// Says whether letters are typed into it rather than being keys.
    pub(super) fn takes_letters(&self) -> bool {
        !matches!(self, Self::Help(_))
    }

    pub(super) fn links(rows: Vec<PanelRow>, links: Vec<WebUrl>) -> Self {
        Self::Choice {
            panel: Panel::new("LINKS · its letter or Enter opens one in the browser".into(), rows).lettered(),
            choice: Choice::Links(links),
        }
    }

    /// Makes the list of feeds that were found at an address.
    pub(super) fn found(asked: &str, found: Vec<Found>) -> Self {
        let title = format!("{} feeds at {} · Enter subscribes", found.len(), CleanText::capped(asked, 60));
        let row = |found: &Found| PanelRow { name: found.title.to_string(), about: found.url.to_string(), key: String::new() };
        let rows = found.iter().map(row).collect();
        Self::Choice {
            panel: Panel::new(title, rows).lettered(),
            choice: Choice::Feeds(found.into_iter().map(|found| found.url).collect()),
        }
    }

    /// Makes the list of what an import left out, each with the reason, in lines of `width` columns.
    pub(super) fn left_out(refused: &[(CleanText, CleanText)], width: u16) -> Self {
        let width = usize::from(width.saturating_sub(4)).max(20);
        let lines = refused.iter().flat_map(|(what, reason)| {
            let line = format!("{what}: {reason}");
            let rows: Vec<PanelRow> = wrap(&line, width)
                .into_iter()
                .enumerate()
                .map(|(nth, range)| PanelRow {
                    name: format!("{}{}", if nth == 0 { "" } else { "  " }, &line[range]),
                    about: String::new(),
                    key: String::new(),
                })
                .collect();
            rows
        });
        let title = format!("LEFT OUT · {} · j and k move, any other key closes this", refused.len());
        Self::Choice { panel: Panel::new(title, lines.collect()), choice: Choice::Told }
    }
}

impl App {
    pub(super) fn open_prompt(&mut self, kind: PromptKind, typed: &str) {
        self.overlay = Some(Overlay::Prompt(Prompt { kind, input: Input::new(typed.to_owned()) }));
    }

    pub(super) fn open_palette(&mut self) {
        let (fitting, rows) = self.palette_rows("");
        let panel = Panel::new("EVERY ACTION · type to find one".into(), rows);
        self.overlay = Some(Overlay::Palette { input: Input::default(), panel, fitting });
    }

    /// Returns the actions that fit what was typed, best first, as rows with their keys.
    fn palette_rows(&self, typed: &str) -> (Vec<Action>, Vec<PanelRow>) {
        let names = Action::ALL.iter().map(|action| action.name());
        let mut fitting: Vec<Action> = search::fuzzy(typed, names).into_iter().map(|index| Action::ALL[index]).collect();
        let by_help = |action: &&Action| search::holds(action.help(), typed) && !fitting.contains(action);
        let more: Vec<Action> = Action::ALL.iter().filter(by_help).copied().collect();
        fitting.extend(more);
        let scope = self.place.scope();
        // Who types a key, as in `:w`, means what it does.
        let is_key = |action: &Action| self.core.settings.keymap.keys_of(scope, *action).iter().any(|key| key == typed);
        fitting.sort_by_key(|action| !is_key(action));
        let row = |action: &Action| PanelRow {
            name: action.name().into(),
            about: action.help().into(),
            key: self.core.settings.keymap.keys_of(scope, *action).join(" "),
        };
        let rows = fitting.iter().map(row).collect();
        (fitting, rows)
    }

    /// Takes a key while something is typed or chosen.
    pub(super) fn prompt_key(&mut self, key: KeyEvent) {
        if key.code == KeyCode::Esc || key.code == KeyCode::Char('g') && key.modifiers == KeyModifiers::CONTROL {
            self.overlay = None;
            return;
        }
        match &self.overlay {
            Some(Overlay::Prompt(_)) => self.line_key(key),
            Some(Overlay::Palette { .. }) => self.palette_key(key),
            Some(Overlay::Choice { .. }) => self.choice_key(key),
            Some(Overlay::Pick(_)) => self.pick_key(key),
            Some(Overlay::Tags(_)) => self.tags_key(key),
            _ => {}
        }
    }

    fn line_key(&mut self, key: KeyEvent) {
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return };
        match key.code {
            KeyCode::Enter => {
                let (kind, typed) = (prompt.kind, prompt.input.value().trim().to_owned());
                self.overlay = None;
                self.submit(kind, &typed);
            }
            KeyCode::Backspace if prompt.input.value().is_empty() => self.overlay = None,
            _ => {
                edit(&mut prompt.input, key);
                self.typed();
            }
        }
    }

    /// Lists that can be narrowed follow every letter.
    fn typed(&mut self) {
        let Some(Overlay::Prompt(Prompt { kind: PromptKind::Narrow, input })) = &self.overlay else { return };
        let typed = input.value().trim().to_owned();
        self.narrow(&typed);
    }

    fn narrow(&mut self, typed: &str) {
        let body = screen::page(self.core.size).body;
        match &mut self.place {
            Place::Index(index) if index.filter != typed => {
                typed.clone_into(&mut index.filter);
                self.place.load(&mut self.core);
            }
            Place::Feeds(feeds) => {
                typed.clone_into(&mut feeds.filter);
                feeds.narrow(body);
            }
            _ => {}
        }
    }

    fn palette_key(&mut self, key: KeyEvent) {
        let over = screen::above_bottom(self.core.size);
        let motion = list_motion(key);
        let Some(Overlay::Palette { input, panel, fitting }) = &mut self.overlay else { return };
        if let Some(motion) = motion {
            panel.go(motion, over);
        } else if key.code == KeyCode::Enter {
            let chosen = panel.selected().and_then(|row| fitting.get(row).copied());
            self.overlay = None;
            if let Some(action) = chosen {
                self.act(action, None);
            }
        } else if key.code == KeyCode::Backspace && input.value().is_empty() {
            self.overlay = None;
        } else {
            edit(input, key);
            self.palette_typed();
        }
    }

    fn palette_typed(&mut self) {
        let Some(Overlay::Palette { input, .. }) = &self.overlay else { return };
        let (actions, rows) = self.palette_rows(input.value());
        if let Some(Overlay::Palette { panel, fitting, .. }) = &mut self.overlay {
            *fitting = actions;
            panel.set_rows(rows);
        }
    }

    fn pick_key(&mut self, key: KeyEvent) {
        let over = screen::above_bottom(self.core.size);
        let Some(Overlay::Pick(pick)) = &mut self.overlay else { return };
        match (key.code, list_motion(key)) {
            (_, Some(motion)) => _ = pick.panel.go(motion, over),
            (KeyCode::Enter, _) => self.pick(),
            (KeyCode::Backspace, _) if pick.input.value().is_empty() => self.overlay = None,
            _ => {
                edit(&mut pick.input, key);
                self.pick_typed();
            }
        }
    }

    fn choice_key(&mut self, key: KeyEvent) {
        let over = screen::above_bottom(self.core.size);
        let Some(Overlay::Choice { panel, choice }) = &mut self.overlay else { return };
        let plain = (key.modifiers - KeyModifiers::SHIFT).is_empty();
        let tells = matches!(choice, Choice::Told);
        match (key.code, list_motion(key)) {
            (_, Some(motion)) => _ = panel.go(motion, over),
            (KeyCode::Enter, _) if !tells => self.choose(),
            (KeyCode::Char('j'), _) if plain => _ = panel.go(Motion::By(1), over),
            (KeyCode::Char('k'), _) if plain => _ = panel.go(Motion::By(-1), over),
            (KeyCode::Char('q'), _) if plain => self.overlay = None,
            _ if tells => self.overlay = None,
            (KeyCode::Char(letter), _) if plain && panel.select_letter(letter, over) => self.choose(),
            _ => self.core.say("A letter chooses its row; j and k move, Enter chooses, Esc leaves."),
        }
    }

    /// Takes the selected row of a choice.
    pub(super) fn choose(&mut self) {
        let Some(Overlay::Choice { panel, choice }) = self.overlay.take() else { return };
        let Some(row) = panel.selected() else { return };
        match choice {
            Choice::Feeds(urls) => {
                let urls = urls.into_iter().skip(row).take(1).collect();
                self.core.ask_with(Effect::Subscribe { urls, folder: None }, "Subscribing…");
            }
            Choice::Links(links) => {
                if let Some(url) = links.into_iter().nth(row) {
                    self.core.open(&url);
                }
            }
            Choice::Told => {}
        }
    }

    /// Takes what was typed.
    fn submit(&mut self, kind: PromptKind, typed: &str) {
        match kind {
            PromptKind::Search | PromptKind::AddFeed | PromptKind::Import | PromptKind::Pipe(_) if typed.is_empty() => {}
            PromptKind::Search => self.go_view(View::Search(typed.to_owned(), query_input::search(typed))),
            PromptKind::Filter => self.filter(typed),
            PromptKind::Narrow => self.narrow(typed),
            PromptKind::AddFeed => {
                self.core.ask_with(
                    Effect::FindFeeds(typed.to_owned()),
                    &format!("Looking for feeds at {}…", CleanText::capped(typed, 60)),
                );
            }
            PromptKind::Pipe(entry) => self.core.ask(pipe::write_story(entry, typed)),
            PromptKind::Import => self.core.ask_with(Effect::Import(home_path(typed)), "Importing…"),
            PromptKind::Rename(id) => {
                let title = Some(CleanText::capped(typed, 200)).filter(|title| !title.is_empty());
                if let Some(feed) = self.feed(id) {
                    let settings = FeedSettings { title, ..feed.settings.clone() };
                    self.change_feed(&feed, settings, "Renamed.");
                }
            }
            PromptKind::RenamePerson(person) => {
                let name = CleanText::capped(typed, 200);
                self.core.ask(Effect::ChangePerson(PersonChange::Rename { person, name }));
            }
            PromptKind::Move(id) => {
                let folder = Some(CleanText::capped(typed, 200)).filter(|folder| !folder.is_empty());
                if let Some(feed) = self.feed(id) {
                    let words = folder.as_ref().map_or("Taken out of its folder.".into(), |folder| format!("Moved to {folder}."));
                    let settings = FeedSettings { folder, ..feed.settings.clone() };
                    self.change_feed(&feed, settings, &words);
                }
            }
        }
    }

    fn filter(&mut self, typed: &str) {
        let Some((reading, _)) = self.reading() else { return };
        let base = match &reading.view {
            View::Filtered(base, ..) => (**base).clone(),
            view => view.clone(),
        };
        if typed.is_empty() {
            self.go_view(base);
            return;
        }
        match Query::parse(typed) {
            Ok(query) => self.go_view(View::Filtered(Box::new(base), typed.to_owned(), query)),
            Err(error) => {
                let wrong = typed.get(error.at.clone()).unwrap_or_default();
                let at = if wrong.is_empty() { String::new() } else { format!("at “{wrong}”: ") };
                self.core.trouble(&format!("{at}{error}"));
                self.open_prompt(PromptKind::Filter, typed);
            }
        }
    }

    /// Takes pasted text: into the open prompt, else as the address of a feed where it looks like one.
    pub(super) fn paste(&mut self, text: &str) {
        self.dirty = true;
        self.out_again_quits = false;
        let text = CleanText::capped(text, LINE_MAX);
        match &mut self.overlay {
            Some(Overlay::Prompt(prompt)) => {
                insert(&mut prompt.input, &text);
                self.typed();
            }
            Some(Overlay::Palette { input, .. }) => {
                insert(input, &text);
                self.palette_typed();
            }
            Some(Overlay::Pick(pick)) => {
                insert(&mut pick.input, &text);
                self.pick_typed();
            }
            Some(Overlay::Tags(tagging)) => {
                insert(&mut tagging.input, &text);
                tagging.typed();
            }
            Some(_) => {}
            None if text.starts_with("http://") || text.starts_with("https://") || text.starts_with("feed:") => {
                if self.core.startup.sample {
                    self.act(Action::AddFeed, None);
                } else {
                    self.open_prompt(PromptKind::AddFeed, &text);
                }
            }
            None => {
                let (add, search) = (self.key_of(Action::AddFeed), self.key_of(Action::Search));
                self.core.say(format!("Pasted text goes into a prompt: {add} adds a feed, {search} searches."));
            }
        }
    }
}

pub(super) fn edit(input: &mut Input, key: KeyEvent) {
    if let Some(request) = to_input_request(&Event::Key(key))
        && (input.value().len() < LINE_MAX || !matches!(request, InputRequest::InsertChar(_)))
    {
        input.handle(request);
    }
}

fn insert(input: &mut Input, text: &str) {
    let (before, after): (String, String) = {
        let split = input.value().char_indices().nth(input.cursor()).map_or(input.value().len(), |(at, _)| at);
        (input.value()[..split].to_owned(), input.value()[split..].to_owned())
    };
    let cursor = before.chars().count() + text.chars().count();
    *input = Input::new(format!("{before}{text}{after}")).with_cursor(cursor);
}

/// Returns the movement along a list while letters are typed.
pub(super) fn list_motion(key: KeyEvent) -> Option<Motion> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Down | KeyCode::Tab => Motion::By(1),
        KeyCode::Up | KeyCode::BackTab => Motion::By(-1),
        KeyCode::Char('n') if control => Motion::By(1),
        KeyCode::Char('p') if control => Motion::By(-1),
        KeyCode::PageDown => Motion::By(10),
        KeyCode::PageUp => Motion::By(-10),
        _ => return None,
    })
}

/// Keeps a path as typed; `~` is left to the runtime, which knows the environment.
fn home_path(typed: &str) -> std::path::PathBuf {
    std::path::PathBuf::from(typed)
}
