//! A small world for the screen: invented stories, and a runtime that answers effects from them without disk or net.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use dateline::app::{App, AppSettings};
use dateline::domain::{
    Article, Block, Day, Edition, EntryId, Feed, FeedId, FeedSettings, FeedUrl, Field, Fold, Folded, Headline, HeadlineKey,
    ListItem, PersonChange, PersonChanged, PersonId, PersonPage, PersonSummary, PersonWord, PlaceId, PlacePage, PlaceSummary,
    PollState, RichText, Span, StatusChange, Story, StoryPerson, StoryPlace, Style, TagUse, TextRange, WebUrl, WholePage,
};
use dateline::message::{Anchor, Effect, Found, HeadlinePage, HeadlineRequest, MapPlaces, Message, Startup, Toward, ViewCounts};
use dateline::query::{Purpose, Query, Rule, Term, TermKind};
use dateline::text::CleanText;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

pub const NOW: &str = "2026-11-23T13:32:00Z";

/// Name, degrees north and east.
const PLACES: [(&str, &str, f64, f64); 5] = [
    ("Geneva", "CH", 46.2, 6.15),
    ("Valencia", "ES", 39.47, -0.38),
    ("Benin", "BJ", 9.3, 2.3),
    ("Hamburg", "DE", 53.55, 10.0),
    ("Nairobi", "KE", -1.29, 36.82),
];
const PEOPLE: [(&str, &str); 5] = [
    ("Tomas Varga", "Foreign Minister"),
    ("Ines Okafor", "envoy"),
    ("Pietro Amsel", ""),
    ("Aleksandra Konstantinopolska", "President of the Federal Court"),
    ("Mbali Dube", "union leader"),
];

/// Title, source (index of the feed), minutes ago, and the paragraphs; `#` begins a heading, `>` a quote, `-` an item.
type Told = (&'static str, i64, i64, &'static [&'static str]);
const STORIES: [Told; 12] = [
    (
        "Strait talks resume after three-day pause",
        1,
        14,
        &[
            "GENEVA — Envoys returned to the table on Monday after a three-day pause, and Foreign Minister Tomas Varga said the two sides were “closer than at any time since spring.”",
            "Varga met his counterpart, Ines Okafor, for two hours at a lakeside hotel before the full session opened. Neither side published a text.",
            "> “We are not here to count ships,” Okafor told reporters. “We are here to make counting them unnecessary.”",
            "A draft seen by Harbour Wire would limit inspections to three ports, Valencia among them, and set up a joint office in Geneva for two years.",
            "# What each side wants",
            "- safe passage for grain by 1 March",
            "- a single list of inspected cargo",
            "Pietro Amsel, who mediates, said a second draft would be read aloud on Tuesday. Varga flies home in the evening; Okafor stays in Geneva until the session ends.",
            "Fishing crews on both shores said that they had heard as much before. “Talk is cheap and diesel is not,” one skipper said.",
        ],
    ),
    (
        "Dockworkers accept port pay deal",
        2,
        31,
        &[
            "Mbali Dube told a crowded hall in Hamburg that the deal was “not the moon, but a ladder.”",
            "Work starts again on Thursday.",
        ],
    ),
    (
        "Court clears merger of two grain houses",
        3,
        62,
        &["Aleksandra Konstantinopolska read the ruling in eleven minutes. Pietro Amsel, for the growers, called it narrow."],
    ),
    (
        "Okafor named envoy to the lake basin",
        1,
        130,
        &["Ines Okafor will lead the talks on the lake basin from Nairobi, her office said.", "Tomas Varga congratulated her."],
    ),
    ("Storm closes northern passes", 4, 140, &["Snow fell for a second day. Roads north of Geneva are shut until Wednesday."]),
    (
        "Museum returns carved doors to Benin",
        5,
        190,
        &["Four doors carved in the seventeenth century are on their way to Benin."],
    ),
    ("Central bank holds its rate at 4.25%", 3, 200, &["The bank held its rate and said little."]),
    ("Three held after rail depot fire", 2, 250, &["Police in Hamburg held three people after a fire in a rail depot."]),
    ("Varga flies to lake talks", 1, 1500, &["Tomas Varga left for Geneva on Sunday night."]),
    ("Who is Tomas Varga?", 3, 4400, &["Tomas Varga was a harbour pilot before he was a minister."]),
    (
        "Strait toll plan shelved",
        2,
        8700,
        &["A plan for a toll was shelved after Tomas Varga and Ines Okafor both spoke against it."],
    ),
    ("Lighthouse keepers hold their last meeting", 4, 9000, &["Nobody came but the keepers."]),
];
const FEEDS: [(&str, &str); 5] = [
    ("Harbour Wire", "World"),
    ("Coastal Post", "World"),
    ("Ledger Daily", "Money"),
    ("Alpine Desk", ""),
    ("Arts Weekly", "Arts"),
];

pub struct World {
    pub app: App,
    pub now: Timestamp,
    pub stories: Vec<Story>,
    pub feeds: Vec<Feed>,
    pub removed: Vec<Feed>,
    /// What the runtime was asked to do outside of the store.
    pub done: Vec<Effect>,
    pub found: Vec<Found>,
    names: Vec<String>,
    /// Stories and names before each change of people.
    before: Vec<(Vec<Story>, Vec<String>)>,
    pub hidden: Vec<(PersonId, CleanText)>,
    pub rules: Vec<Rule>,
    /// Stories that are one report.
    pub reports: Vec<Vec<EntryId>>,
    /// What was asked of people.
    pub asked: Vec<PersonChange>,
    terminal: Terminal<TestBackend>,
}

impl World {
    /// A screen with the invented edition, drawn and at rest.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self::with(columns, rows, settings(), Startup { feeds: FEEDS.len() as u32, ..Startup::default() }, true)
    }

    /// A first start: no feeds at all.
    pub fn empty(columns: u16, rows: u16, importable: Vec<(PathBuf, usize)>) -> Self {
        Self::with(columns, rows, settings(), Startup { importable, ..Startup::default() }, false)
    }

    pub fn with(columns: u16, rows: u16, settings: AppSettings, startup: Startup, told: bool) -> Self {
        let now = NOW.parse().unwrap();
        let mut world = Self {
            app: App::new(settings, (columns, rows)),
            now,
            stories: if told { (0..STORIES.len()).map(|index| story(index, now)).collect() } else { Vec::new() },
            feeds: if told { (0..FEEDS.len()).map(|index| feed(index, now)).collect() } else { Vec::new() },
            removed: Vec::new(),
            done: Vec::new(),
            found: Vec::new(),
            names: PEOPLE.iter().map(|(name, _)| (*name).to_owned()).collect(),
            before: Vec::new(),
            hidden: Vec::new(),
            rules: Vec::new(),
            reports: Vec::new(),
            asked: Vec::new(),
            terminal: Terminal::new(TestBackend::new(columns, rows)).unwrap(),
        };
        world.count_names();
        world.tell(Message::Now(now));
        world.tell(Message::Started(startup));
        world.rest();
        world
    }

    /// Stories in all, and days, of everybody named.
    pub fn count_names(&mut self) {
        let all = self.stories.clone();
        for story in &mut self.stories {
            for person in &mut story.people {
                let naming = all.iter().filter(|other| other.people.iter().any(|known| known.id == person.id));
                person.stories = naming.clone().count() as u32;
                person.days = vec![0; 14];
                for other in naming {
                    let ago = (self.now.as_second() - other.headline.key.at.as_second()) / 86_400;
                    person.days[13 - (ago as usize).min(13)] += 1;
                }
            }
            for place in &mut story.places {
                place.stories = all.iter().filter(|other| other.places.iter().any(|known| known.id == place.id)).count() as u32;
            }
        }
    }

    /// Sends a message and everything that follows from it.
    pub fn tell(&mut self, message: Message) {
        let mut waiting = VecDeque::from([message]);
        while let Some(message) = waiting.pop_front() {
            for effect in self.app.update(message) {
                waiting.extend(self.answer(effect));
            }
        }
    }

    /// Carries out what was asked for earlier.
    pub fn carry_out(&mut self, effect: Effect) {
        if let Some(message) = self.answer(effect) {
            self.tell(message);
        }
    }

    /// Lets the keys rest until every timer has fired.
    pub fn rest(&mut self) {
        self.now = self.now.checked_add(SignedDuration::from_secs(1)).unwrap();
        self.tell(Message::Now(self.now));
        self.tell(Message::Tick);
    }

    /// Presses keys, written as [`events`] reads them.
    pub fn press(&mut self, keys: &str) {
        for event in events(keys) {
            self.tell(Message::Key(event));
        }
    }

    /// Presses keys while the runtime is too busy to answer; returns what it was asked to do.
    pub fn press_unanswered(&mut self, keys: &str) -> Vec<Effect> {
        events(keys).into_iter().flat_map(|event| self.app.update(Message::Key(event))).collect()
    }

    pub fn click(&mut self, column: u16, row: u16) {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row);
    }

    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.tell(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.backend_mut().resize(columns, rows);
        self.tell(Message::Resized(columns, rows));
    }

    /// Draws and returns the screen as text.
    pub fn picture(&mut self) -> String {
        let app = &self.app;
        self.terminal.draw(|frame| app.draw(frame)).unwrap();
        text_of(self.terminal.backend().buffer())
    }

    /// Returns where the cursor of the terminal is, and the rest of its line from there on.
    pub fn cursor(&mut self) -> (u16, u16, String) {
        let picture = self.picture();
        let at = self.terminal.get_cursor_position().unwrap();
        let line = picture.lines().nth(usize::from(at.y)).unwrap_or_default();
        (at.x, at.y, line.chars().skip(usize::from(at.x)).collect::<String>().trim_end().to_owned())
    }

    /// Returns what is drawn in reverse: what the reader stands on.
    pub fn reversed(&mut self) -> String {
        self.picture();
        let cells = self.terminal.backend().buffer().content().iter();
        let marked = cells.filter(|cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED));
        marked.map(ratatui::buffer::Cell::symbol).collect()
    }

    /// Returns each line of the screen with the first colour that its letters and their ground have there besides the usual.
    pub fn colors(&mut self) -> Vec<(u16, ratatui::style::Color)> {
        self.picture();
        let buffer = self.terminal.backend().buffer();
        let colors = |y| (0..buffer.area.width).flat_map(move |x| [buffer[(x, y)].fg, buffer[(x, y)].bg]);
        let drawn = |color: &ratatui::style::Color| matches!(color, ratatui::style::Color::Rgb(_, 0, 0));
        (0..buffer.area.height).filter_map(|y| Some((y, colors(y).find(drawn)?))).collect()
    }

    /// Returns the lines of the screen that hold a text.
    pub fn lines_with(&mut self, text: &str) -> Vec<String> {
        self.picture().lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
    }

    #[track_caller]
    pub fn sees(&mut self, text: &str) {
        let picture = self.picture();
        assert!(picture.contains(text), "not on the screen: {text}\n{picture}");
    }

    #[track_caller]
    pub fn sees_not(&mut self, text: &str) {
        let picture = self.picture();
        assert!(!picture.contains(text), "still on the screen: {text}\n{picture}");
    }

    /// Returns the first line of the screen.
    pub fn heading(&mut self) -> String {
        self.picture().lines().next().unwrap().trim().to_owned()
    }

    /// Returns the last line of the screen.
    pub fn bottom(&mut self) -> String {
        self.picture().lines().last().unwrap().trim().to_owned()
    }

    /// Returns the title of the selected headline, whatever of it shows.
    pub fn selected(&mut self) -> String {
        let picture = self.picture();
        let line = picture.lines().find(|line| line.trim_start().starts_with('▌')).unwrap_or_default();
        let shown = line.split('│').next().unwrap().trim_start_matches([' ', '▌']).trim();
        let titles = || self.stories.iter().map(|story| story.headline.title.as_str());
        let whole = titles().find(|title| *title == shown).or_else(|| titles().find(|title| title.starts_with(shown)));
        whole.unwrap_or(shown).to_owned()
    }

    pub fn status(&self, title: &str) -> (bool, bool, bool) {
        let story = self.stories.iter().find(|story| story.headline.title.as_str() == title).unwrap();
        (story.headline.unread, story.headline.starred, story.headline.later)
    }

    fn fits(&self, query: &Query, story: &Story) -> bool {
        (query.any.is_empty() || query.any.iter().any(|terms| self.fits_all(terms, story)))
            && !query.without.iter().any(|terms| self.fits_all(terms, story))
    }

    fn fits_all(&self, terms: &[Term], story: &Story) -> bool {
        terms.iter().all(|term| {
            let text = format!("{} {}", story.headline.title, story.article.text()).to_lowercase();
            let fits = match &term.kind {
                TermKind::Unread => story.headline.unread,
                TermKind::Starred => story.headline.starred,
                TermKind::Later => story.headline.later,
                TermKind::FeedId(id) => story.headline.feed == *id,
                TermKind::Word(word) => text.contains(&word.to_lowercase()),
                TermKind::Person(name) => story.people.iter().any(|person| person.name.contains(name.as_str())),
                TermKind::PersonId(id) => story.people.iter().any(|person| person.id == *id),
                TermKind::PlaceId(id) => story.places.iter().any(|place| place.id == *id),
                TermKind::Like(id) => {
                    let own = story.headline.key.id;
                    own == *id || self.reports.iter().any(|report| report.contains(&own) && report.contains(id))
                }
                TermKind::Tag(name) => {
                    let feed = self.feeds.iter().find(|feed| feed.id == story.headline.feed);
                    let of_feed = feed.is_some_and(|feed| feed.settings.tags.iter().any(|tag| tag.as_str() == name));
                    of_feed || story.headline.tags.iter().any(|tag| tag.as_str() == name)
                }
                TermKind::Author(name) => story.authors.iter().any(|author| author.as_str() == name),
                TermKind::Folder(name) => {
                    let feed = self.feeds.iter().find(|feed| feed.id == story.headline.feed);
                    feed.and_then(|feed| feed.settings.folder.as_ref()).is_some_and(|folder| folder.as_str() == name)
                }
                other => panic!("the world knows no {other:?}"),
            };
            fits != term.negated
        })
    }

    fn is_followed(&self, story: &Story) -> bool {
        self.rules.iter().any(|rule| rule.purpose == Purpose::Follow && self.fits(&rule.query, story))
    }

    pub fn page(&self, request: &HeadlineRequest) -> HeadlinePage {
        let searched = request.query.any.iter().flatten().any(|term| matches!(term.kind, TermKind::Word(_)));
        let mut all: Vec<Headline> = self
            .stories
            .iter()
            .filter(|story| self.fits(&request.query, story) || request.keep.contains(&story.headline.key.id))
            .map(|story| Headline {
                followed: self.is_followed(story),
                snippet: searched.then(|| CleanText::new(&story.article.text().replace("Geneva", "⟦Geneva⟧"))),
                ..story.headline.clone()
            })
            .collect();
        all.sort_by_key(|row| std::cmp::Reverse(row.key));
        if let Some(unfolded) = &request.unfolded {
            all = self.folded(all, unfolded);
        }
        let limit = request.limit as usize;
        let from = match request.anchor {
            Anchor::Newest => 0,
            Anchor::Oldest => all.len().saturating_sub(limit),
            Anchor::After(key) => all.partition_point(|row| row.key >= key),
            Anchor::Before(key) => all.partition_point(|row| row.key > key).saturating_sub(limit),
            Anchor::Around(key) => all.partition_point(|row| row.key > key).saturating_sub(limit / 2),
        };
        let mut to = (from + limit).min(all.len());
        if let Anchor::Before(key) = request.anchor {
            to = all.partition_point(|row| row.key > key);
        }
        HeadlinePage { more_newer: from > 0, more_older: to < all.len(), rows: all[from..to].to_vec(), offer: None }
    }

    /// Gives the stories of one report the row of the oldest of them, as the store does.
    fn folded(&self, mut rows: Vec<Headline>, unfolded: &[EntryId]) -> Vec<Headline> {
        for report in &self.reports {
            let Some(first) = rows.iter().rfind(|row| report.contains(&row.key.id)).cloned() else { continue };
            rows.retain(|row| row.key == first.key || !report.contains(&row.key.id));
            let at = rows.iter().position(|row| row.key == first.key).unwrap();
            let all = self.stories.iter().map(|story| &story.headline);
            let others: Vec<&Headline> = all.filter(|row| report.contains(&row.key.id) && row.key != first.key).collect();
            let open = report.iter().any(|id| unfolded.contains(id));
            let unders = others.iter().filter(|_| open).map(|row| Headline { fold: Fold::Under(first.key), ..(*row).clone() });
            let below = rows.split_off(at + 1);
            rows.extend(unders.chain(below));
            let others = others.iter().map(|row| Folded { id: row.key.id, unread: row.unread }).collect();
            rows[at].fold = Fold::First { others, open };
        }
        rows
    }

    fn naming(&self, person: PersonId) -> Vec<Headline> {
        let mut rows: Vec<Headline> = self
            .stories
            .iter()
            .filter(|story| story.people.iter().any(|known| known.id == person))
            .map(|story| story.headline.clone())
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.key));
        rows
    }

    fn set(&mut self, ids: &[EntryId], change: StatusChange) {
        for story in self.stories.iter_mut().filter(|story| ids.contains(&story.headline.key.id)) {
            match change {
                StatusChange::Read(read) => story.headline.unread = !read,
                StatusChange::Starred(starred) => story.headline.starred = starred,
                StatusChange::Later(later) => story.headline.later = later,
            }
        }
    }

    fn edition(&self, since: Timestamp, followed: Query, muted: Vec<Vec<Term>>) -> Message {
        let query = Query { any: followed.any, without: muted };
        let rows = |query: &Query| -> Vec<Headline> {
            let fits = |story: &&Story| story.headline.key.at >= since && self.fits(query, story);
            self.stories.iter().filter(fits).map(|story| story.headline.clone()).collect()
        };
        let all = rows(&Query { any: Vec::new(), ..query.clone() });
        Message::EditionLoaded(Box::new(Edition {
            since,
            stories: all.len() as u32,
            sources: all.iter().map(|row| row.feed).collect::<BTreeSet<_>>().len() as u32,
            events: all.iter().take(2).map(|row| (row.clone(), 3)).collect(),
            people: self.people("").into_iter().take(3).collect(),
            are_new: true,
            followed: if query.any.is_empty() { Vec::new() } else { rows(&query) },
        }))
    }

    fn answer(&mut self, effect: Effect) -> Option<Message> {
        match effect {
            Effect::LoadHeadlines(request) => Some(Message::HeadlinesLoaded { token: request.token, page: self.page(&request) }),
            Effect::Count(query) => {
                let count = self.stories.iter().filter(|story| self.fits(&query, story)).count() as u32;
                Some(Message::Counted(query, count))
            }
            Effect::CountViews => Some(Message::ViewsCounted(self.view_counts())),
            Effect::LoadWholePage(id) => {
                let block = |text: &str| Block::Paragraph(RichText::plain(text.into()));
                let page = WholePage { blocks: vec![block("Home Weather"), block("Kept words")], kept: vec![false, true] };
                Some(Message::WholePageLoaded(id, Box::new(page)))
            }
            Effect::OpenStory(id) => {
                let story = self.stories.iter().find(|story| story.headline.key.id == id);
                Some(story.map_or(Message::StoryMissing(id), |story| Message::StoryOpened(Box::new(story.clone()))))
            }
            Effect::LoadLinks(id, action) => {
                let story = self.stories.iter().find(|story| story.headline.key.id == id);
                Some(story.map_or(Message::StoryMissing(id), |story| Message::LinksLoaded(action, story.links())))
            }
            Effect::LoadRelated(person) => Some(Message::RelatedLoaded(person, self.naming(person))),
            Effect::FindNeighbor { person, from, toward } => {
                let rows = self.naming(person);
                let found = match toward {
                    Toward::Older => rows.iter().position(|row| row.key < from),
                    Toward::Newer => rows.iter().rposition(|row| row.key > from),
                };
                let found = found.map(|index| (rows[index].clone(), index as u32 + 1));
                Some(Message::NeighborFound { person, from, toward, found })
            }
            Effect::LoadEdition { since, followed, muted } => Some(self.edition(since, followed, muted)),
            Effect::FindFollowed(ids) => {
                let found = self.stories.iter().filter(|story| ids.contains(&story.headline.key.id) && self.is_followed(story));
                let rows: Vec<Headline> = found.map(|story| story.headline.clone()).collect();
                (!rows.is_empty()).then_some(Message::FollowedCame(rows))
            }
            Effect::LoadRules => Some(Message::RulesLoaded(self.rules.clone())),
            Effect::ChangeRules(changes) => {
                for (rule, kept) in changes {
                    self.rules.retain(|known| *known != rule);
                    if kept {
                        self.rules.push(rule);
                    }
                }
                Some(Message::RulesLoaded(self.rules.clone()))
            }
            Effect::LoadFeeds => Some(Message::FeedsLoaded(self.feeds.clone())),
            Effect::SetStatus { entries, change } => {
                self.set(&entries, change);
                None
            }
            Effect::MarkAllRead(meant) => {
                let is_meant = |story: &&Story| {
                    let key = story.headline.key;
                    let in_range = key <= meant.newest && meant.above.is_none_or(|above| key > above);
                    let fits = in_range && self.fits(&meant.query, story) && !meant.except.contains(&key.id);
                    story.headline.unread && (fits || meant.also.contains(&key.id))
                };
                let ids: Vec<EntryId> = self.stories.iter().filter(is_meant).map(|story| story.headline.key.id).collect();
                self.set(&ids, StatusChange::Read(true));
                Some(Message::MarkedAllRead(ids))
            }
            Effect::FindFeeds(asked) => Some(Message::FeedsFound { asked, found: self.found.clone(), note: None }),
            Effect::Subscribe { urls, .. } => {
                self.done.push(Effect::Subscribe { urls, folder: None });
                Some(Message::Subscribed { new: vec![FeedId(9)], known: 0, refused: Vec::new() })
            }
            Effect::ChangeFeed(id, settings) => {
                self.feeds.iter_mut().find(|feed| feed.id == id).unwrap().settings = settings;
                Some(Message::FeedsLoaded(self.feeds.clone()))
            }
            Effect::RemoveFeed(id) => {
                let index = self.feeds.iter().position(|feed| feed.id == id).unwrap();
                self.removed.push(self.feeds.remove(index));
                Some(Message::FeedsLoaded(self.feeds.clone()))
            }
            Effect::RestoreFeed(id) => {
                let index = self.removed.iter().position(|feed| feed.id == id).unwrap();
                self.feeds.insert(0, self.removed.remove(index));
                Some(Message::FeedsLoaded(self.feeds.clone()))
            }
            Effect::WakeAfter(_) | Effect::OnScreen(_) => None,
            other => self.answer_of_names(other),
        }
    }

    /// Answers what concerns people, places and tags; what is left is noted.
    fn answer_of_names(&mut self, effect: Effect) -> Option<Message> {
        match effect {
            Effect::OpenPerson(id) => Some(Message::PersonOpened(Box::new(self.person_page(id)))),
            Effect::OpenPlace(id) => Some(Message::PlaceOpened(Box::new(self.place_page(id)))),
            Effect::LoadPeople { filter, sort, .. } => {
                let people = self.people(&filter);
                Some(Message::PeopleLoaded { filter, sort, people })
            }
            Effect::LoadPlaces { filter, .. } => {
                let places = self.places(&filter);
                Some(Message::PlacesLoaded { filter, places })
            }
            Effect::LoadMap { query, since, token } => {
                let fresh = |story: &&Story| since.is_none_or(|since| self.now.duration_since(story.headline.key.at) < since);
                let stories =
                    self.stories.iter().filter(fresh).filter(|story| query.as_ref().is_none_or(|query| self.fits(query, story)));
                let places = Self::places_of(&stories.collect::<Vec<_>>());
                Some(Message::MapLoaded { token, places: MapPlaces { places, newest: None } })
            }
            Effect::LoadOthers { person, filter } => {
                let others = self.people(&filter).into_iter().filter(|other| other.id != person).collect();
                Some(Message::OthersLoaded { person, filter, others })
            }
            Effect::LoadForms(person) => {
                let last = self.names[person.0 as usize - 1].split(' ').next_back().unwrap().into();
                Some(Message::FormsLoaded(person, vec![last]))
            }
            Effect::LoadHidden => Some(Message::HiddenLoaded(self.hidden.clone())),
            Effect::ChangePerson(change) => Some(self.change_person(change)),
            Effect::SayOfPeople(_) => {
                (self.stories, self.names) = self.before.pop().unwrap();
                Some(Message::PeopleSaid)
            }
            Effect::LoadTags(of) => {
                let own = |id: EntryId| (id, self.story_of(id).headline.tags.clone());
                Some(Message::TagsLoaded { known: self.tags(), of: of.map(own) })
            }
            Effect::SetTags { entry, tags } => {
                let mut tags = tags;
                tags.sort();
                let story = self.stories.iter_mut().find(|story| story.headline.key.id == entry).unwrap();
                story.headline.tags.clone_from(&tags);
                Some(Message::Tagged { entry, tags })
            }
            other => {
                self.done.push(other);
                None
            }
        }
    }

    fn change_person(&mut self, change: PersonChange) -> Message {
        self.before.push((self.stories.clone(), self.names.clone()));
        let name = |id: PersonId| CleanText::new(&self.names[id.0 as usize - 1]);
        let mut hidden = false;
        let (person, words) = match &change {
            PersonChange::Merge { person, other } => (*person, format!("{} and {} are one now.", name(*other), name(*person))),
            PersonChange::Split { person, form } => (*person, format!("{form} is not {} any more.", name(*person))),
            PersonChange::Rename { person, name: new } => (*person, format!("{} is {new} now.", name(*person))),
            PersonChange::Hide(person) => (*person, format!("{} is hidden everywhere.", name(*person))),
            PersonChange::Show(person) => (*person, format!("{} is shown again.", name(*person))),
        };
        match &change {
            PersonChange::Merge { person, other } => {
                for story in &mut self.stories {
                    if story.people.iter().any(|known| known.id == *person) {
                        story.people.retain(|known| known.id != *other);
                    }
                    story.people.iter_mut().filter(|known| known.id == *other).for_each(|known| known.id = *person);
                }
            }
            PersonChange::Rename { person, name } => self.names[person.0 as usize - 1] = name.to_string(),
            PersonChange::Hide(person) => {
                hidden = true;
                self.hidden.push((*person, name(*person)));
                self.stories.iter_mut().for_each(|story| story.people.retain(|known| known.id != *person));
            }
            PersonChange::Split { .. } | PersonChange::Show(_) => {}
        }
        self.asked.push(change);
        let back = vec![PersonWord::Hidden { person, hidden: !hidden }];
        let back = if hidden { back } else { Vec::new() };
        Message::PersonChanged(Box::new(PersonChanged { words: CleanText::new(&words), person, other: None, back }))
    }

    pub fn story_of(&self, id: EntryId) -> &Story {
        self.stories.iter().find(|story| story.headline.key.id == id).unwrap()
    }

    fn tags(&self) -> Vec<TagUse> {
        let of_feeds = self.feeds.iter().flat_map(|feed| &feed.settings.tags);
        let all: BTreeSet<&CleanText> = self.stories.iter().flat_map(|story| &story.headline.tags).chain(of_feeds).collect();
        let used = |name: &CleanText| {
            let query = Query::of(TermKind::Tag(name.to_string()));
            let fitting: Vec<&Story> = self.stories.iter().filter(|story| self.fits(&query, story)).collect();
            let unread = fitting.iter().filter(|story| story.headline.unread).count() as u32;
            TagUse { name: name.clone(), stories: fitting.len() as u32, unread }
        };
        all.into_iter().map(used).collect()
    }

    fn view_counts(&self) -> ViewCounts {
        let count = |fits: fn(&Headline) -> bool| self.stories.iter().filter(|story| fits(&story.headline)).count() as u32;
        ViewCounts {
            unread: count(|row| row.unread),
            all: self.stories.len() as u32,
            starred: count(|row| row.starred),
            later: count(|row| row.later),
            people: self.people("").len() as u32,
            places: self.places("").len() as u32,
        }
    }

    fn people(&self, filter: &str) -> Vec<PersonSummary> {
        let mut people: Vec<PersonSummary> = (0..PEOPLE.len())
            .map(|index| {
                let id = PersonId(index as i64 + 1);
                let role = Some(CleanText::new(PEOPLE[index].1)).filter(|role| !role.is_empty());
                let stories = self.naming(id).len() as u32;
                PersonSummary { id, name: self.names[index].as_str().into(), role, stories, rising: 3 - index as i32 }
            })
            .filter(|person| person.stories > 0 && person.name.to_lowercase().contains(&filter.to_lowercase()))
            .collect();
        people.sort_by_key(|person| std::cmp::Reverse(person.stories));
        people
    }

    fn places(&self, filter: &str) -> Vec<PlaceSummary> {
        let all = Self::places_of(&self.stories.iter().collect::<Vec<_>>());
        all.into_iter().filter(|place| place.name.to_lowercase().contains(&filter.to_lowercase())).collect()
    }

    fn places_of(stories: &[&Story]) -> Vec<PlaceSummary> {
        let mut places: Vec<PlaceSummary> = (0..PLACES.len())
            .map(|index| {
                let (name, country, lat, lon) = PLACES[index];
                let id = PlaceId(index as i64 + 1);
                let stories = stories.iter().filter(|story| story.places.iter().any(|place| place.id == id)).count() as u32;
                let country = Some(country.into());
                PlaceSummary {
                    id,
                    name: name.into(),
                    geonameid: None,
                    country,
                    region: None,
                    lat: Some(lat),
                    lon: Some(lon),
                    stories,
                }
            })
            .filter(|place| place.stories > 0)
            .collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.stories));
        places
    }

    fn person_page(&self, id: PersonId) -> PersonPage {
        let newest = self.naming(id);
        let today = (self.now.as_second() / 86_400) as i32;
        let (name, role) = (self.names[id.0 as usize - 1].as_str(), PEOPLE[id.0 as usize - 1].1);
        PersonPage {
            id,
            name: name.into(),
            aliases: vec![name.split(' ').next_back().unwrap().into()],
            joins: Vec::new(),
            roles: if role.is_empty() { Vec::new() } else { vec![(role.into(), newest.len() as u32)] },
            first_seen: newest.last().unwrap().key.at,
            last_seen: newest[0].key.at,
            stories: newest.len() as u32,
            sources: 3,
            days: (0..90).filter(|ago| ago % 7 < 3).map(|ago| Day { day: today - ago, stories: 1 + ago as u32 % 5 }).collect(),
            together: self.people("").into_iter().filter(|person| person.id != id).collect(),
            places: self.places(""),
            newest,
        }
    }

    fn place_page(&self, id: PlaceId) -> PlacePage {
        let naming = self.stories.iter().filter(|story| story.places.iter().any(|place| place.id == id));
        PlacePage {
            place: self.places("").into_iter().find(|place| place.id == id).unwrap(),
            unsure: 0,
            within: Some(48).filter(|_| PLACES[id.0 as usize - 1].0 == "Benin"),
            aliases: Vec::new(),
            people: self.people(""),
            newest: naming.map(|story| story.headline.clone()).collect(),
        }
    }
}

pub fn settings() -> AppSettings {
    AppSettings { zone: TimeZone::fixed(Offset::constant(1)), ..AppSettings::default() }
}

fn ago(now: Timestamp, minutes: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_mins(minutes)).unwrap()
}

fn feed(index: usize, now: Timestamp) -> Feed {
    let (title, folder) = FEEDS[index];
    let failing = index == 3;
    Feed {
        id: FeedId(index as i64 + 1),
        url: FeedUrl::parse(&format!("https://feed{index}.example.org/news.xml")).unwrap(),
        first_url: None,
        own_title: title.into(),
        home: None,
        settings: FeedSettings {
            folder: Some(CleanText::new(folder)).filter(|folder| !folder.is_empty()),
            ..FeedSettings::default()
        },
        poll: PollState {
            last_poll: Some(ago(now, 12)),
            next_poll: Some(ago(now, -3)),
            last_error: failing.then(|| "the server answered 503 (out of order)".into()),
            failures: if failing { 3 } else { 0 },
            answer: (!failing).then(|| "30 stories".into()),
            plan: Some(if failing { "each failure in a row doubles the wait" } else { "as often as the config says" }.into()),
            ..PollState::default()
        },
        added: ago(now, 90_000),
        stories: 1_204 - index as u32 * 100,
        unread: index as u32 * 7,
        weekly: 31.5 / (index as f32 + 1.0),
        lately: 0,
    }
}

fn story(index: usize, now: Timestamp) -> Story {
    let (title, feed, minutes, told) = STORIES[index];
    let mut blocks: Vec<Block> = Vec::new();
    for text in told {
        match (blocks.last_mut(), block(text)) {
            (Some(Block::List(items)), Block::List(mut more)) => items.append(&mut more),
            (_, block) => blocks.push(block),
        }
    }
    let article = Article { blocks, ..Article::default() };
    let text = article.text();
    let found = |name: &str| -> Vec<TextRange> {
        let last = name.split(' ').next_back().unwrap();
        let mut ranges: Vec<TextRange> = Vec::new();
        for form in [name, last] {
            for (start, _) in text.match_indices(form) {
                let bytes = start..start + form.len();
                if ranges.iter().all(|range| range.bytes.end <= start || range.bytes.start >= bytes.end) {
                    ranges.push(TextRange { field: Field::Text, bytes });
                }
            }
        }
        ranges.sort_by_key(|range| range.bytes.start);
        ranges
    };
    let people =
        PEOPLE.iter().enumerate().filter(|(_, (name, _))| text.contains(name)).map(|(index, (name, role))| StoryPerson {
            id: PersonId(index as i64 + 1),
            name: (*name).into(),
            role: Some(CleanText::new(role)).filter(|role| !role.is_empty()),
            aliases: Vec::new(),
            stories: 0,
            days: Vec::new(),
            mentions: found(name),
        });
    let places =
        PLACES.iter().enumerate().filter(|(_, (name, ..))| text.contains(name)).map(|(index, (name, country, lat, lon))| {
            StoryPlace {
                id: PlaceId(index as i64 + 1),
                name: (*name).into(),
                geonameid: None,
                country: Some((*country).into()),
                region: None,
                lat: Some(*lat),
                lon: Some(*lon),
                sure: *name != "Hamburg",
                aliases: Vec::new(),
                stories: 0,
                mentions: found(name),
            }
        });
    Story {
        people: people.collect(),
        places: places.collect(),
        headline: Headline {
            key: HeadlineKey { at: ago(now, minutes), id: EntryId(index as i64 + 1) },
            title: title.into(),
            url: Some(WebUrl::parse(&format!("https://feed{feed}.example.org/{index}")).unwrap()),
            feed: FeedId(feed),
            feed_title: FEEDS[feed as usize - 1].0.into(),
            unread: ![5, 7].contains(&index),
            starred: index == 3,
            later: index == 6,
            followed: false,
            fold: Fold::Alone,
            tags: Vec::new(),
            snippet: None,
        },
        untitled: false,
        authors: if index == 0 { vec!["Mara Lindqvist".into()] } else { Vec::new() },
        enclosures: Vec::new(),
        comments: None,
        article,
        digested: true,
        trouble: None,
    }
}

fn block(text: &str) -> Block {
    let rich = |text: &str| RichText::plain(CleanText::new(text));
    match text.split_at(1) {
        ("#", words) => Block::Heading { level: 2, text: rich(words) },
        (">", words) => Block::Quote(rich(words)),
        ("-", words) => Block::List(vec![ListItem { depth: 0, number: None, text: rich(words) }]),
        _ => {
            let mut rich = rich(text);
            if let Some(start) = text.find("three ports") {
                let url = WebUrl::parse("https://harbours.example.org/three").unwrap();
                rich.spans.push(Span { range: start..start + 11, style: Style::Link(url) });
            }
            Block::Paragraph(rich)
        }
    }
}

/// Returns the cells of a screen as text.
pub fn text_of(buffer: &Buffer) -> String {
    let mut picture = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
                skip = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            }
            skip -= 1;
        }
        picture.push_str(line.trim_end());
        picture.push('\n');
    }
    picture
}

/// Reads keys: letters as they are, `<Enter>`, `<C-d>` and the like by name.
pub fn events(keys: &str) -> Vec<KeyEvent> {
    let mut events = Vec::new();
    let mut rest = keys;
    while let Some(letter) = rest.chars().next() {
        let (code, modifiers, used) = match rest.strip_prefix('<').and_then(|named| named.split_once('>')) {
            Some((name, _)) if letter == '<' => {
                let (code, modifiers) = named(name);
                (code, modifiers, name.len() + 2)
            }
            _ => (KeyCode::Char(letter), shift(letter), letter.len_utf8()),
        };
        rest = &rest[used..];
        events.push(KeyEvent::new(code, modifiers));
    }
    events
}

fn shift(letter: char) -> KeyModifiers {
    if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE }
}

fn named(name: &str) -> (KeyCode, KeyModifiers) {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => return (KeyCode::BackTab, KeyModifiers::SHIFT),
        "Space" => KeyCode::Char(' '),
        "BS" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "lt" => KeyCode::Char('<'),
        other => match other.strip_prefix("C-").and_then(|letter| letter.chars().next()) {
            Some(letter) => return (KeyCode::Char(letter), KeyModifiers::CONTROL),
            None => panic!("no key {other}"),
        },
    };
    (code, KeyModifiers::NONE)
}
