//! The sample edition in pictures: polled and digested as any reader's feeds are, read back through the store.

use std::collections::VecDeque;
use std::sync::Arc;

use dateline::app::App;
use dateline::config::Config;
use dateline::ingest::{self, Context, Which};
use dateline::message::{Effect, Message, Startup};
use dateline::sample;
use dateline::store::feeds::{self, NewFeed};
use dateline::store::{Store, entries, people, places};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::pictures::SIZES;
use crate::world::{NOW, events, settings, text_of};

/// More than the edition has of anything.
const ALL: u32 = 1000;

/// A store that holds the whole edition, as it stood at [`NOW`].
struct Edition {
    store: Store,
    feeds: u32,
    _folder: tempfile::TempDir,
}

impl Edition {
    async fn digested() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("dateline.db")).unwrap();
        let now: Timestamp = NOW.parse().unwrap();
        let server = sample::serve(now).await.unwrap();
        let feeds = server.feeds.len() as u32;
        let wanted: Vec<_> = server
            .feeds
            .iter()
            .map(|feed| NewFeed { folder: Some(feed.folder.into()), ..NewFeed::of(feed.url.clone()) })
            .collect();
        store.write(move |db| wanted.iter().try_for_each(|feed| feeds::add(db, feed, now).map(drop))).await.unwrap();
        let mut config = Config::default();
        config.articles.page_delay_ms = 0;
        config.articles.first_stories = ALL;
        // One feed after the other: the numbers of stories, which decide between stories of one minute, stay the same.
        config.poll.parallel = 1;
        let context = Arc::new(Context::new(store.clone(), &config).unwrap());
        let report = ingest::poll_once(&context, Which::Due).await.unwrap();
        assert_eq!(report.failures, []);
        assert_eq!(ingest::digest_due(&context).await.unwrap().failed, 0);
        ingest::Comparison::default().catch_up(&context.store).await.unwrap();
        Self { store, feeds, _folder: folder }
    }

    /// Answers what is read; what a reader changes stays on the screen, so that every picture shows the same edition.
    async fn answer(&self, effect: Effect, now: Timestamp) -> Option<Message> {
        let store = &self.store;
        let here = now.to_zoned_datetime(TimeZone::UTC);
        let message = match effect {
            Effect::LoadHeadlines(request) => {
                let token = request.token;
                let page = store.read(move |db| entries::headlines(db, &request, now)).await.unwrap();
                Message::HeadlinesLoaded { token, page }
            }
            Effect::Count(query) => {
                let asked = query.clone();
                Message::Counted(query, store.read(move |db| entries::count(db, &asked, now, ALL)).await.unwrap())
            }
            Effect::CountViews => Message::ViewsCounted(store.read(entries::view_counts).await.unwrap()),
            Effect::OpenStory(id) => {
                Message::StoryOpened(Box::new(store.read(move |db| entries::story(db, id, &here)).await.unwrap()?))
            }
            Effect::LoadRelated(id) => {
                Message::RelatedLoaded(id, store.read(move |db| people::related(db, id, ALL, now)).await.unwrap())
            }
            Effect::FindNeighbor { person, from, toward } => {
                let found = store.read(move |db| people::neighbor(db, person, from, toward, now)).await.unwrap();
                Message::NeighborFound { person, from, toward, found }
            }
            Effect::OpenPerson(id) => {
                Message::PersonOpened(Box::new(store.read(move |db| people::page(db, id, &here)).await.unwrap()?))
            }
            Effect::OpenPlace(id) => {
                Message::PlaceOpened(Box::new(store.read(move |db| places::page(db, id, &here)).await.unwrap()?))
            }
            Effect::LoadPeople { filter, sort, since } => {
                let asked = filter.clone();
                let people = store.read(move |db| people::index(db, &asked, sort, since, ALL, &here)).await.unwrap();
                Message::PeopleLoaded { filter, sort, people }
            }
            Effect::LoadPlaces { filter, since } => {
                let asked = filter.clone();
                let places = store.read(move |db| places::index(db, &asked, since, ALL, &here)).await.unwrap();
                Message::PlacesLoaded { filter, places }
            }
            Effect::LoadMap { query, since, token } => {
                let query = query.unwrap_or_default();
                let places = store.read(move |db| places::of_query(db, &query, since, ALL, now)).await.unwrap();
                Message::MapLoaded { token, places }
            }
            _ => return None,
        };
        Some(message)
    }

    /// Opens the edition, presses the keys, and returns the screen.
    async fn picture(&self, (columns, rows): (u16, u16), keys: &str) -> String {
        let mut reader = Reader { edition: self, app: App::new(settings(), (columns, rows)), now: NOW.parse().unwrap() };
        reader.tell(Message::Now(reader.now)).await;
        reader.tell(Message::Started(Startup { feeds: self.feeds, sample: true, ..Startup::default() })).await;
        reader.rest().await;
        for key in events(keys) {
            reader.tell(Message::Key(key)).await;
            reader.rest().await;
        }
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| reader.app.draw(frame)).unwrap();
        text_of(terminal.backend().buffer())
    }
}

/// The screen over the edition.
struct Reader<'e> {
    edition: &'e Edition,
    app: App,
    now: Timestamp,
}

impl Reader<'_> {
    /// Sends a message and everything that follows from it.
    async fn tell(&mut self, message: Message) {
        let mut waiting = VecDeque::from([message]);
        while let Some(message) = waiting.pop_front() {
            for effect in self.app.update(message) {
                waiting.extend(self.edition.answer(effect, self.now).await);
            }
        }
    }

    /// Lets the keys rest until every timer has fired.
    async fn rest(&mut self) {
        self.now = self.now.checked_add(SignedDuration::from_secs(1)).unwrap();
        self.tell(Message::Now(self.now)).await;
        self.tell(Message::Tick).await;
    }
}

#[tokio::test]
async fn the_sample_edition_in_pictures() {
    let edition = Edition::digested().await;
    let places = [
        ("headlines", ""),
        ("story", "<Enter>"),
        ("thread", "<Enter>]"),
        ("beside", "<Enter>p"),
        ("place", "<Enter><Tab><Enter>"),
        ("map", "gm"),
        ("person", "<Enter><Tab><Tab><Enter>"),
        // By name: who stands in as many stories as another is listed in the order in which they were found.
        ("people", "gpssgg"),
    ];
    for size in SIZES {
        for (name, keys) in places {
            let picture = edition.picture(size, keys).await;
            insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(format!("edition_{name}_{}x{}", size.0, size.1), picture);
            });
        }
    }
}
