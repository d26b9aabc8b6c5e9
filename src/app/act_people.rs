//! What the reader says of people: who is one, whose a name is, what they are called, who is not wanted.

use tui_input::Input;

use super::App;
use super::overlay::{Overlay, PromptKind};
use super::place::{Place, View};
use super::undo::Undo;
use crate::domain::{PersonChange, PersonChanged, PersonId, PersonSummary};
use crate::message::{Action, Effect};
use crate::query::{Purpose, Rule};
use crate::text::{CleanText, search};
use crate::ui::look::counted;
use crate::ui::panes::{BesideItem, NamePageItem, PageBody, Panel, PanelRow};
use crate::ui::screen::Focus;

/// What a row of a list to choose from stands for.
#[derive(Clone, Debug)]
pub(super) enum Chosen {
    Person(PersonChange),
    Rule(Rule),
    View(View),
}

/// A list to choose from while typing narrows it.
#[derive(Debug)]
pub(super) struct Pick {
    pub(super) input: Input,
    pub(super) panel: Panel,
    rows: Vec<(PanelRow, Chosen)>,
    fitting: Vec<usize>,
    /// How many of the rows were there before anything was typed.
    given: usize,
    /// What is typed may be followed or muted too; its row comes last.
    typed_for: Option<Purpose>,
    /// Whether these are the views; their counts may change while they are listed.
    views: bool,
    /// For whom the store looks for others; every letter asks anew.
    others_of: Option<PersonId>,
}

impl Pick {
    pub(super) fn new(title: String, rows: Vec<(PanelRow, Chosen)>, others_of: Option<PersonId>) -> Self {
        let panel = Panel::new(title, Vec::new());
        let given = rows.len();
        let (input, fitting) = (Input::default(), Vec::new());
        let mut pick = Self { input, panel, rows, fitting, given, typed_for: None, views: false, others_of };
        pick.narrow();
        pick
    }

    /// Makes a list of what to follow or mute.
    pub(super) fn of_rules(title: String, rows: Vec<(PanelRow, Chosen)>, purpose: Purpose) -> Self {
        Self { typed_for: Some(purpose), ..Self::new(title, rows, None) }
    }

    /// Makes the list of views.
    pub(super) fn of_views(title: String, rows: Vec<(PanelRow, Chosen)>) -> Self {
        Self { views: true, ..Self::new(title, rows, None) }
    }

    /// Puts other rows in the place of those of a list of views; what is typed and selected stays.
    pub(super) fn refresh_views(&mut self, rows: Vec<(PanelRow, Chosen)>) {
        if self.views {
            (self.given, self.rows) = (rows.len(), rows);
            self.fit();
            self.panel.replace_rows(self.fitting.iter().map(|&row| self.rows[row].0.clone()).collect());
        }
    }

    fn narrow(&mut self) {
        self.fit();
        self.show();
    }

    fn fit(&mut self) {
        let typed = if self.others_of.is_some() { "" } else { self.input.value().trim() };
        let given = self.given.min(self.rows.len());
        self.fitting = (0..given).filter(|&row| search::holds(&self.rows[row].0.name, typed)).collect();
    }

    fn show(&mut self) {
        self.panel.set_rows(self.fitting.iter().map(|&row| self.rows[row].0.clone()).collect());
    }

    fn chosen(&self) -> Option<Chosen> {
        let row = *self.fitting.get(self.panel.selected()?)?;
        Some(self.rows[row].1.clone())
    }
}

impl App {
    /// Does what the reader asks for about the selected person; says whether it was such an action.
    pub(super) fn act_on_person(&mut self, action: Action) -> bool {
        if action == Action::ShowPerson {
            self.core.ask(Effect::LoadHidden);
            return true;
        }
        if !matches!(action, Action::MergePerson | Action::SplitName | Action::RenamePerson | Action::HidePerson) {
            return false;
        }
        let Some((person, name)) = self.selected_person() else {
            self.core.say("Select a person first.");
            return true;
        };
        match action {
            Action::MergePerson => {
                let title = format!("WHO ELSE IS {name}? · type to narrow, Enter makes them one");
                self.overlay = Some(Overlay::Pick(Box::new(Pick::new(title, Vec::new(), Some(person)))));
                self.core.ask(Effect::LoadOthers { person, filter: String::new() });
            }
            Action::SplitName => self.core.ask(Effect::LoadForms(person)),
            Action::RenamePerson => self.open_prompt(PromptKind::RenamePerson(person), &name),
            _ => self.core.ask(Effect::ChangePerson(PersonChange::Hide(person))),
        }
        true
    }

    /// Returns the person that the reader has selected or whose page this is.
    fn selected_person(&self) -> Option<(PersonId, CleanText)> {
        match &self.place {
            Place::Name(page) => match page.body {
                PageBody::Person(id, _) => Some((id, page.name().clone())),
                PageBody::Place(..) => None,
                PageBody::Edition(..) => match page.selected() {
                    Some(NamePageItem::Person(id, name)) => Some((id, name)),
                    _ => None,
                },
            },
            Place::Index(index) => index.person(),
            Place::Reading(reading) => {
                let story = reading.story.story()?;
                let person = match reading.beside.selected(story) {
                    Some(BesideItem::Person(index)) => story.people.get(index),
                    _ if reading.focus == Focus::Beside => None,
                    _ => reading.beside.person(story),
                };
                person.map(|person| (person.id, person.name.clone()))
            }
            Place::Feeds(_) | Place::Map(_) | Place::Welcome(_) => None,
        }
    }

    /// Takes whom a person might be; says whether that was still asked for.
    pub(super) fn others_came(&mut self, person: PersonId, filter: &str, others: Vec<PersonSummary>) -> bool {
        let Some(Overlay::Pick(pick)) = &mut self.overlay else { return false };
        if pick.others_of != Some(person) || pick.input.value().trim() != filter {
            return false;
        }
        let row = |other: PersonSummary| {
            let role = other.role.map_or_else(String::new, |role| format!(" · {role}"));
            let about = format!("{}{role}", counted(other.stories, "story", "stories"));
            let row = PanelRow { name: other.name.into_string(), about, key: String::new() };
            (row, Chosen::Person(PersonChange::Merge { person, other: other.id }))
        };
        pick.rows = others.into_iter().map(row).collect();
        pick.given = pick.rows.len();
        pick.narrow();
        true
    }

    /// Lists the forms of a name, one of which is to be split off.
    pub(super) fn forms_came(&mut self, person: PersonId, forms: Vec<CleanText>) {
        let Some((_, name)) = self.selected_person().filter(|(id, _)| *id == person && self.overlay.is_none()) else { return };
        if forms.is_empty() {
            self.core.say(format!("{name} goes by no other name that could be split off."));
            return;
        }
        let row = |form: CleanText| {
            let row = PanelRow { name: form.to_string(), about: String::new(), key: String::new() };
            (row, Chosen::Person(PersonChange::Split { person, form }))
        };
        let title = format!("WHICH NAME IS NOT {name}? · type to narrow, Enter splits it off");
        self.overlay = Some(Overlay::Pick(Box::new(Pick::new(title, forms.into_iter().map(row).collect(), None))));
    }

    /// Lists who is hidden, one of whom is to be shown again.
    pub(super) fn hidden_came(&mut self, hidden: Vec<(PersonId, CleanText)>) {
        if self.overlay.is_some() {
            return;
        }
        if hidden.is_empty() {
            self.core.say("Nobody is hidden.");
            return;
        }
        let row = |(id, name): (PersonId, CleanText)| {
            let row = PanelRow { name: name.into_string(), about: String::new(), key: String::new() };
            (row, Chosen::Person(PersonChange::Show(id)))
        };
        let rows = hidden.into_iter().map(row).collect();
        let title = "WHO IS HIDDEN · Enter shows them again".to_owned();
        self.overlay = Some(Overlay::Pick(Box::new(Pick::new(title, rows, None))));
    }

    /// Follows what was typed into a list to choose from.
    pub(super) fn pick_typed(&mut self) {
        let Some(Overlay::Pick(pick)) = &mut self.overlay else { return };
        let typed = pick.input.value().trim().to_owned();
        if let Some(person) = pick.others_of {
            self.core.ask(Effect::LoadOthers { person, filter: typed });
            return;
        }
        pick.narrow();
        if let Some(row) = pick.typed_for.and_then(|purpose| self.typed_rule_row(purpose, &typed)) {
            self.add_typed(row);
        }
    }

    fn add_typed(&mut self, row: (PanelRow, Chosen)) {
        let Some(Overlay::Pick(pick)) = &mut self.overlay else { return };
        pick.rows.truncate(pick.given);
        pick.fitting.push(pick.rows.len());
        pick.rows.push(row);
        pick.show();
    }

    /// Takes the selected row of a list to choose from.
    pub(super) fn pick(&mut self) {
        let Some(Overlay::Pick(pick)) = &self.overlay else { return };
        let Some(chosen) = pick.chosen() else { return };
        self.overlay = None;
        match chosen {
            Chosen::Person(change) => self.core.ask(Effect::ChangePerson(change)),
            Chosen::Rule(rule) => self.toggle_rule(rule),
            Chosen::View(view) => self.go_view(view),
        }
    }

    /// Says what came of a change and how to undo it, and shows everything anew.
    pub(super) fn person_changed(&mut self, changed: PersonChanged) {
        let undo = self.key_of(Action::Undo);
        let hidden = changed.back.iter().any(|word| matches!(word, crate::domain::PersonWord::Hidden { hidden: false, .. }));
        let here =
            matches!(&self.place, Place::Name(page) if matches!(page.body, PageBody::Person(id, _) if id == changed.person));
        self.core.push_undo(Undo::People(changed.back));
        if hidden && here {
            self.go_out();
        }
        self.people_said();
        self.core.say(format!("{} {undo} undoes.", changed.words));
    }

    /// Shows the people anew, wherever the reader is.
    pub(super) fn people_said(&mut self) {
        self.core.ask(Effect::CountViews);
        if let Place::Reading(reading) = &mut self.place {
            reading.beside.forget_related();
            if let Some(id) = reading.story.id() {
                self.core.ask(Effect::OpenStory(id));
            }
        }
        self.place.load(&mut self.core);
    }
}
