//! What the reader follows, mutes and keeps as a view of its own, and the list of all views.

use jiff::SignedDuration;

use super::App;
use super::act_people::{Chosen, Pick};
use super::core::Core;
use super::overlay::Overlay;
use super::place::{Place, View};
use super::undo::Undo;
use crate::domain::{Headline, PersonId, PlaceId};
use crate::message::{Action, Effect};
use crate::query::{Purpose, Query, Rule, Term, TermKind};
use crate::text::CleanText;
use crate::ui::look::{counted, thousands};
use crate::ui::panes::{BesideItem, NamePageItem, PageBody, PanelRow};
use crate::ui::screen::Focus;

/// A story that is older is no news.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// Longest name of a rule, in characters.
const NAME_CHARS_MAX: usize = 100;

/// Something that can be followed or muted.
#[derive(Clone, Debug)]
struct Subject {
    name: CleanText,
    about: String,
    query: Query,
}

impl Subject {
    fn new(name: &CleanText, about: impl Into<String>, kind: TermKind) -> Self {
        Self { name: name.clone(), about: about.into(), query: Query::of(kind) }
    }

    fn person(id: PersonId, name: &CleanText, stories: Option<u32>) -> Self {
        let stories = stories.map(|stories| format!(" · {}", counted(stories, "story", "stories"))).unwrap_or_default();
        Self::new(name, format!("person{stories}"), TermKind::PersonId(id))
    }

    fn place(id: PlaceId, name: &CleanText) -> Self {
        Self::new(name, "place", TermKind::PlaceId(id))
    }

    fn tag(name: &CleanText) -> Self {
        Self::new(&CleanText::new(&format!("#{name}")), "tag", TermKind::Tag(name.to_string()))
    }

    fn rule(self, purpose: Purpose) -> Rule {
        Rule { purpose, name: self.name, query: self.query }
    }

    /// What was typed: a query, or words.
    fn typed(typed: &str) -> Option<Self> {
        let query = Query::parse(typed).ok().filter(|query| !query.any.iter().all(Vec::is_empty))?;
        let about = if typed.contains(':') { "stories that fit" } else { "stories with these words" };
        Some(Self { name: CleanText::capped(typed, NAME_CHARS_MAX), about: about.into(), query })
    }
}

impl Core {
    /// Says whether a query is kept for this purpose.
    fn keeps(&self, purpose: Purpose, query: &Query) -> bool {
        self.rules.iter().any(|rule| rule.purpose == purpose && rule.query == *query)
    }

    fn rules_for(&self, purpose: Purpose) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.purpose == purpose)
    }

    /// Says whether anything is followed.
    pub(super) fn follows(&self) -> bool {
        self.rules_for(Purpose::Follow).next().is_some()
    }

    /// Returns the query of all that is followed; no story fits it when nothing is.
    pub(super) fn followed(&self) -> Query {
        let any: Vec<Vec<Term>> = self.rules_for(Purpose::Follow).flat_map(|rule| rule.query.any.clone()).collect();
        if any.is_empty() {
            // Nothing is both.
            let never = [false, true].map(|negated| Term { negated, kind: TermKind::Unread });
            return Query { any: vec![never.to_vec()], ..Query::default() };
        }
        Query { any, ..Query::default() }
    }

    /// Returns what is muted.
    pub(super) fn muted(&self) -> Vec<Vec<Term>> {
        self.rules_for(Purpose::Mute).flat_map(|rule| rule.query.any.clone()).collect()
    }
}

impl App {
    /// Does what follows, mutes or keeps; says whether it was such an action.
    pub(super) fn act_on_rules(&mut self, action: Action) -> bool {
        match action {
            Action::Follow => self.follow_or_mute(Purpose::Follow),
            Action::Mute => self.follow_or_mute(Purpose::Mute),
            Action::ShowMuted => self.show_muted(),
            Action::KeepView => self.keep_view(),
            Action::GoFollowing => self.go_view(View::Following),
            Action::GoViews => {
                self.list_views();
                // The counts may be of before the last poll.
                self.core.ask(Effect::LoadTags(None));
                self.core.ask(Effect::LoadFeeds);
            }
            _ => return false,
        }
        true
    }

    /// Follows or mutes the one thing that is meant here, or asks which.
    fn follow_or_mute(&mut self, purpose: Purpose) {
        let subjects = self.subjects();
        let one_is_meant = match &self.place {
            Place::Reading(reading) => {
                reading.focus == Focus::Beside || matches!(&reading.view, View::Kept(rule) if rule.purpose != Purpose::View)
            }
            _ => true,
        };
        if let Some(first) = subjects.first().filter(|_| one_is_meant) {
            self.toggle_rule(first.clone().rule(purpose));
            return;
        }
        let title = match purpose {
            Purpose::Mute => "MUTE WHAT? · a name, or words that you type",
            _ => "FOLLOW WHAT? · a name, or words that you type",
        };
        let rows = subjects.into_iter().map(|subject| self.rule_row(purpose, subject)).collect();
        self.overlay = Some(Overlay::Pick(Box::new(Pick::of_rules(title.to_owned(), rows, purpose))));
    }

    /// Says whether what this page is of is kept for a purpose.
    pub(super) fn keeps_this(&self, purpose: Purpose) -> bool {
        matches!(self.place, Place::Name(_)) && self.subjects().iter().any(|subject| self.core.keeps(purpose, &subject.query))
    }

    fn rule_row(&self, purpose: Purpose, subject: Subject) -> (PanelRow, Chosen) {
        let kept = self.core.keeps(purpose, &subject.query);
        let key = match (kept, purpose) {
            (false, _) => "",
            (true, Purpose::Mute) => "muted",
            (true, _) => "followed",
        };
        let row = PanelRow { name: subject.name.to_string(), about: subject.about.clone(), key: key.into() };
        (row, Chosen::Rule(subject.rule(purpose)))
    }

    /// Returns the row for what was typed into the list of things to follow or mute.
    pub(super) fn typed_rule_row(&self, purpose: Purpose, typed: &str) -> Option<(PanelRow, Chosen)> {
        Subject::typed(typed).map(|subject| self.rule_row(purpose, subject))
    }

    /// Returns what can be followed or muted here, the likeliest first.
    fn subjects(&self) -> Vec<Subject> {
        match &self.place {
            Place::Name(page) => match (&page.body, page.selected()) {
                (PageBody::Person(id, _), _) => vec![Subject::person(*id, page.name(), None)],
                (PageBody::Place(id, _), _) => vec![Subject::place(*id, page.name())],
                (PageBody::Edition(..), Some(NamePageItem::Person(id, name))) => vec![Subject::person(id, &name, None)],
                (PageBody::Edition(..), _) => Vec::new(),
            },
            Place::Index(index) => {
                let person = index.person().map(|(id, name)| Subject::person(id, &name, None));
                person.or_else(|| index.place().map(|(id, name)| Subject::place(id, &name))).into_iter().collect()
            }
            Place::Map(map) => map.pane.selected().map(|(id, name)| Subject::place(id, &name)).into_iter().collect(),
            Place::Feeds(feeds) => {
                let feed = feeds.selected();
                feed.map(|feed| Subject::new(feed.title(), "feed", TermKind::FeedId(feed.id))).into_iter().collect()
            }
            Place::Reading(_) => self.subjects_of_story(),
            Place::Welcome(_) => Vec::new(),
        }
    }

    fn subjects_of_story(&self) -> Vec<Subject> {
        let Place::Reading(reading) = &self.place else { return Vec::new() };
        let mut subjects = Vec::new();
        match &reading.view {
            View::Kept(rule) => {
                subjects.push(Subject { name: rule.name.clone(), about: "this view".into(), query: rule.query.clone() });
            }
            View::Tag(name) => subjects.push(Subject::tag(name)),
            View::Search(typed, query) | View::Filtered(_, typed, query) => {
                let name = CleanText::capped(typed, NAME_CHARS_MAX);
                subjects.push(Subject { name, about: "what this list was asked for".into(), query: query.clone() });
            }
            _ => {}
        }
        let target = reading.target().map(|headline| (headline.key.id, headline.feed, headline.feed_title.clone()));
        if let Some(story) =
            reading.story.story().filter(|story| target.as_ref().is_some_and(|(id, ..)| *id == story.headline.key.id))
        {
            let selected = match reading.beside.selected(story) {
                Some(BesideItem::Person(index)) => {
                    story.people.get(index).map(|person| Subject::person(person.id, &person.name, Some(person.stories)))
                }
                Some(BesideItem::Place(index)) => story.places.get(index).map(|place| Subject::place(place.id, &place.name)),
                _ => None,
            };
            let people = story.people.iter().map(|person| Subject::person(person.id, &person.name, Some(person.stories)));
            let places = story.places.iter().map(|place| Subject::place(place.id, &place.name));
            let authors = story.authors.iter().map(|name| Subject::new(name, "author", TermKind::Author(name.to_string())));
            subjects.extend(selected.into_iter().chain(people).chain(places).chain(authors));
        }
        subjects.extend(reading.target().into_iter().flat_map(|headline| &headline.tags).map(Subject::tag));
        subjects.extend(target.map(|(_, feed, title)| Subject::new(&title, "feed", TermKind::FeedId(feed))));
        let mut seen: Vec<Query> = Vec::new();
        subjects.retain(|subject| {
            !seen.contains(&subject.query) && {
                seen.push(subject.query.clone());
                true
            }
        });
        subjects
    }

    /// Keeps a rule, or gives it up if it is kept; who is followed is not muted, and the other way round.
    pub(super) fn toggle_rule(&mut self, rule: Rule) {
        let undo = self.key_of(Action::Undo);
        let name = rule.name.clone();
        let kept = self.core.keeps(rule.purpose, &rule.query);
        if let Some(refused) = rule.text().err().filter(|_| !kept) {
            self.core.trouble(&refused.to_string());
            return;
        }
        let words = match (rule.purpose, kept) {
            (Purpose::Follow, false) => {
                format!("Following {name}; {} shows all that you follow.", self.key_of(Action::GoFollowing))
            }
            (Purpose::Follow, true) => format!("{name} is not followed any more."),
            (Purpose::Mute, false) => format!("{name} is muted; {} shows what is hidden.", self.key_of(Action::ShowMuted)),
            (Purpose::Mute, true) => format!("{name} is not muted any more."),
            (Purpose::View, false) => format!("Kept as a view; {} lists all views.", self.key_of(Action::GoViews)),
            (Purpose::View, true) => format!("{name} is not kept as a view any more."),
        };
        let mut changes = vec![(rule.clone(), !kept)];
        if let Some(purpose) = rule.purpose.opposite().filter(|purpose| !kept && self.core.keeps(*purpose, &rule.query)) {
            changes.push((Rule { purpose, ..rule }, false));
        }
        let back = changes.iter().map(|(rule, kept)| (rule.clone(), !kept)).collect();
        self.core.push_undo(Undo::Rules(back));
        // The next key may come before the answer.
        for (rule, kept) in &changes {
            self.core.rules.retain(|known| (known.purpose, &known.query) != (rule.purpose, &rule.query));
            self.core.rules.extend(kept.then(|| rule.clone()));
        }
        self.core.rules_awaited = true;
        self.core.ask(Effect::ChangeRules(changes));
        self.core.say(format!("{words} {undo} undoes."));
    }

    /// Takes the rules as they are now and shows the lists by them.
    pub(super) fn rules_came(&mut self, rules: Vec<Rule>) {
        if !std::mem::take(&mut self.core.rules_awaited) && self.core.rules == rules {
            return;
        }
        self.core.rules = rules;
        match &mut self.place {
            Place::Reading(reading) => reading.reload(&mut self.core),
            Place::Map(map) => map.ask(&mut self.core),
            Place::Name(page) if matches!(page.body, PageBody::Edition(..)) => self.place.load(&mut self.core),
            _ => {}
        }
    }

    /// Says that there is something new of what is followed, on the desktop too where that is wanted; not of the archive that
    /// a new feed brings.
    pub(super) fn followed_came(&mut self, rows: &[Headline]) -> bool {
        let fresh = |row: &&Headline| self.core.now.duration_since(row.key.at) < FRESH;
        let titles: Vec<&CleanText> = rows.iter().filter(fresh).map(|row| &row.title).collect();
        let words = match titles.as_slice() {
            [] => return false,
            [title] => format!("“{title}”"),
            [title, more @ ..] => format!("“{title}” and {} more", more.len()),
        };
        if self.core.settings.notify {
            self.core.ask(Effect::Notify(words.clone()));
        }
        let view = self.key_of(Action::GoFollowing);
        self.core.say(format!("New of what you follow: {words}; {view} shows them."));
        true
    }

    fn show_muted(&mut self) {
        if self.core.muted().is_empty() {
            let mute = self.key_of(Action::Mute);
            self.core.say(format!("Nothing is muted. {mute} mutes a person, a place, a feed or words."));
            return;
        }
        self.core.shows_muted = !self.core.shows_muted;
        let again = self.key_of(Action::ShowMuted);
        self.core.say(if self.core.shows_muted {
            format!("What is muted shows; {again} hides it again.")
        } else {
            "What is muted is hidden.".to_owned()
        });
        match &mut self.place {
            Place::Reading(reading) => reading.reload(&mut self.core),
            Place::Map(map) => map.ask(&mut self.core),
            _ => {}
        }
    }

    fn keep_view(&mut self) {
        let Place::Reading(reading) = &self.place else {
            self.core.say("A search or a filtered list can be kept as a view.");
            return;
        };
        let rule = match &reading.view {
            View::Kept(rule) if rule.purpose == Purpose::View => rule.clone(),
            view @ (View::Search(typed, _) | View::Filtered(_, typed, _)) => {
                Rule { purpose: Purpose::View, name: CleanText::capped(typed, NAME_CHARS_MAX), query: view.query(&self.core) }
            }
            _ => {
                let filter = self.key_of(Action::Filter);
                self.core.say(format!("Search or narrow the list ({filter}) first; then it can be kept as a view."));
                return;
            }
        };
        self.toggle_rule(rule);
    }

    /// Lists every view to choose from: the program's, the reader's, tags, folders and feeds.
    fn list_views(&mut self) {
        let title = "VIEWS · type to narrow, Enter goes there".to_owned();
        self.overlay = Some(Overlay::Pick(Box::new(Pick::of_views(title, self.view_rows()))));
    }

    /// Shows the list of views as it is now, if it is open.
    pub(super) fn relist_views(&mut self) {
        let rows = self.view_rows();
        if let Some(Overlay::Pick(pick)) = &mut self.overlay {
            pick.refresh_views(rows);
        }
    }

    fn view_rows(&self) -> Vec<(PanelRow, Chosen)> {
        let counts = self.core.counts;
        let mut rows = Vec::new();
        let mut add = |name: String, about: &str, count: Option<u32>, view: View| {
            let key = count.map(thousands).unwrap_or_default();
            rows.push((PanelRow { name, about: about.to_owned(), key }, Chosen::View(view)));
        };
        for (name, view) in [
            ("Unread", View::Unread),
            ("All", View::All),
            ("Starred", View::Starred),
            ("Later", View::Later),
            ("Following", View::Following),
        ] {
            let count = view.count(counts);
            add(name.into(), "", count, view);
        }
        for rule in &self.core.rules {
            let about = match rule.purpose {
                Purpose::View => "kept view",
                Purpose::Follow => "followed",
                Purpose::Mute => "muted",
            };
            add(rule.name.to_string(), about, None, View::Kept(rule.clone()));
        }
        for tag in &self.core.tags {
            let about = format!("tag · {}", counted(tag.stories, "story", "stories"));
            add(format!("#{}", tag.name), &about, Some(tag.unread), View::Tag(tag.name.clone()));
        }
        let mut folders: Vec<(CleanText, u32)> = Vec::new();
        for feed in self.core.feeds.iter() {
            if let Some(folder) = &feed.settings.folder {
                match folders.iter_mut().find(|(name, _)| name == folder) {
                    Some((_, unread)) => *unread += feed.unread,
                    None => folders.push((folder.clone(), feed.unread)),
                }
            }
        }
        folders.sort();
        for (folder, unread) in folders {
            add(folder.to_string(), "folder", Some(unread), View::Folder(folder));
        }
        for feed in self.core.feeds.iter() {
            add(feed.title().to_string(), "feed", Some(feed.unread), View::Feed(feed.id, feed.title().clone()));
        }
        rows
    }
}
