//! Carries out effects: each becomes a task that reads or writes and answers with a message. Nothing here waits.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use tracing::warn;

use super::pending::Pending;
use super::pictures::PictureMaker;
use super::workers::Fetching;
use super::{StoryWriter, external};
use crate::article;
use crate::config::Config;
use crate::domain::{EntryId, StatusChange, Story};
use crate::ingest::{self, Context, PollReport, Which};
use crate::markup;
use crate::message::{Effect, HeadlineRequest, MapPlaces, Message, StoryFormat};
use crate::query::Query;
use crate::store::feeds::NewFeed;
use crate::store::{Store, StoreError, edition, entries, feeds, people, places, queue, rules, search};
use crate::text::CleanText;
use crate::ui::pictures::PictureRoom;

/// More stories than this are not counted one by one.
const COUNT_MAX: u32 = 10_000;

/// Related stories beside a story.
const RELATED_MAX: u32 = 50;

/// Lines of an index.
const INDEX_MAX: u32 = 1000;

/// What every effect may use.
#[derive(Clone, Debug)]
pub struct Effects {
    pub(super) store: Store,
    mailbox: mpsc::Sender<Message>,
    /// The workers, once they are ready.
    ingest: Fetching,
    tasks: TaskTracker,
    pub(super) config: Arc<Config>,
    pending: Arc<Pending>,
    /// What makes pictures, where the terminal shows any.
    pub(super) pictures: Option<Arc<PictureMaker>>,
    write_story: StoryWriter,
}

pub(super) type Answer = Result<Option<Message>, StoreError>;

impl Effects {
    /// Returns what carries out effects over `store`, answering to `mailbox`.
    pub fn new(
        store: Store,
        mailbox: mpsc::Sender<Message>,
        ingest: Fetching,
        config: Arc<Config>,
        pictures: Option<PictureMaker>,
        write_story: StoryWriter,
        pending: Arc<Pending>,
    ) -> Self {
        let (tasks, pictures) = (pending.tasks.clone(), pictures.map(Arc::new));
        Self { store, mailbox, ingest, tasks, config, pending, pictures, write_story }
    }

    /// Starts one effect and returns at once.
    pub fn start(&self, effect: Effect) {
        match effect {
            Effect::LoadHeadlines(request) => self.read_settled(move |this| this.load_headlines(request)),
            Effect::Count(query) => self.read_settled(move |this| this.count(query)),
            Effect::CountViews => self.read_settled(|this| async move {
                let counts = this.store.read(entries::view_counts).await?;
                Ok(Some(Message::ViewsCounted(counts)))
            }),
            Effect::OpenStory(id) => self.answer(move |this| this.open_story(id)),
            Effect::LoadWholePage(id) => self.answer(move |this| this.whole_page(id)),
            Effect::SetStatus { entries, change } => self.set_status(entries, change),
            Effect::MarkAllRead(meant) => self.write_in_order(move |this| async move {
                let shown = meant.also.clone();
                let marked = this.store.write_durable(move |db| entries::mark_all_read(db, &meant, Timestamp::now())).await;
                Ok(Some(match marked {
                    Ok(ids) => Message::MarkedAllRead(ids),
                    Err(error) => Message::StatusFailed(shown, CleanText::lines(&error.to_string())),
                }))
            }),
            Effect::LoadRelated(person) => self.answer(move |this| async move {
                let related = this.store.read(move |db| people::related(db, person, RELATED_MAX, Timestamp::now())).await?;
                Ok(Some(Message::RelatedLoaded(person, related)))
            }),
            Effect::FindNeighbor { person, from, toward } => self.answer(move |this| async move {
                let found = this.store.read(move |db| people::neighbor(db, person, from, toward, Timestamp::now())).await?;
                Ok(Some(Message::NeighborFound { person, from, toward, found }))
            }),
            Effect::OpenPerson(id) => self.answer(move |this| async move {
                let page = this.store.read(move |db| people::page(db, id, &ZonedDateTime::now())).await?;
                Ok(Some(page.map_or_else(|| gone("this person"), |page| Message::PersonOpened(Box::new(page)))))
            }),
            Effect::OpenPlace(id) => self.answer(move |this| async move {
                let page = this.store.read(move |db| places::page(db, id, &ZonedDateTime::now())).await?;
                Ok(Some(page.map_or_else(|| gone("this place"), |page| Message::PlaceOpened(Box::new(page)))))
            }),
            Effect::LoadEdition { since, followed, muted } => self.read_settled(move |this| async move {
                let read = this.store.read(move |db| edition::edition(db, since, &followed, &muted, &ZonedDateTime::now()));
                Ok(Some(Message::EditionLoaded(Box::new(read.await?))))
            }),
            Effect::LoadPeople { filter, sort, since } => self.answer(move |this| async move {
                let asked = filter.clone();
                let index = this.store.read(move |db| people::index(db, &asked, sort, since, INDEX_MAX, &ZonedDateTime::now()));
                Ok(Some(Message::PeopleLoaded { filter, sort, people: index.await? }))
            }),
            Effect::LoadPlaces { filter, since } => self.answer(move |this| async move {
                let asked = filter.clone();
                let index = this.store.read(move |db| places::index(db, &asked, since, INDEX_MAX, &ZonedDateTime::now()));
                Ok(Some(Message::PlacesLoaded { filter, places: index.await? }))
            }),
            Effect::LoadMap { query, since, token } => self.read_settled(move |this| this.load_map(query, since, token)),
            Effect::LoadOthers { .. }
            | Effect::LoadForms(_)
            | Effect::LoadHidden
            | Effect::ChangePerson(_)
            | Effect::SayOfPeople(_) => self.start_people(effect),
            Effect::LoadRules => {
                self.answer(|this| async move { Ok(Some(Message::RulesLoaded(this.store.read(rules::all).await?))) });
            }
            Effect::FindFollowed(ids) => self.answer(move |this| async move {
                let came = this.store.read(move |db| rules::followed_of(db, &ids, Timestamp::now())).await?;
                Ok((!came.is_empty()).then_some(Message::FollowedCame(came)))
            }),
            Effect::ChangeRules(changes) => self.write_in_order(move |this| async move {
                let change = move |db: &rusqlite::Transaction<'_>| rules::change(db, &changes, Timestamp::now());
                Ok(Some(Message::RulesLoaded(this.store.write_durable(change).await?)))
            }),
            Effect::LoadTags(of) => self.load_tags(of),
            Effect::SetTags { entry, tags } => self.set_tags(entry, tags),
            Effect::LoadFeeds => self.answer(|this| async move { this.feeds_message().await }),
            other => self.start_outside(other),
        }
    }

    /// The effects that reach beyond the store.
    fn start_outside(&self, effect: Effect) {
        match effect {
            Effect::OnScreen(entries) => {
                if let Some(context) = self.ingest.now() {
                    context.look_at(entries);
                }
            }
            Effect::PollFeed(id) => self.poll(Which::These(vec![id]), false),
            Effect::PollFresh(id) => self.poll(Which::These(vec![id]), true),
            Effect::PollAll => self.poll(Which::All, false),
            Effect::FindFeeds(address) => self.find(address),
            Effect::Subscribe { urls, folder } => self.write_beside(move |this| async move {
                let folder = folder.map(|folder| CleanText::new(&folder)).filter(|folder| !folder.is_empty());
                let new = urls.into_iter().map(|url| NewFeed { folder: folder.clone(), ..NewFeed::of(url) });
                this.subscribe(new.collect(), Vec::new()).await
            }),
            Effect::AddPack(pack) => self.write_beside(move |this| this.add_pack(pack)),
            Effect::Import(path) => self.write_beside(move |this| this.import_file(path)),
            Effect::ChangeFeed(id, settings) => self.write_in_order(move |this| async move {
                this.store.write_durable(move |db| feeds::set_settings(db, id, &settings)).await?;
                this.feeds_changed();
                this.feeds_message().await
            }),
            Effect::RemoveFeed(id) => self.write_in_order(move |this| async move {
                this.store.write_durable(move |db| feeds::remove(db, id, Timestamp::now())).await?;
                this.feeds_message().await
            }),
            Effect::RestoreFeed(id) => self.write_in_order(move |this| async move {
                if !this.store.write_durable(move |db| feeds::restore(db, id)).await? {
                    let cause = "the feed was removed more than a day ago and is gone";
                    return Ok(Some(failed(cause, "subscribe to its address again")));
                }
                this.feeds_changed();
                this.feeds_message().await
            }),
            Effect::LoadPicture { feed, url, columns, rows } => {
                self.answer(move |this| this.picture(feed, url, PictureRoom { columns, rows }));
            }
            Effect::LoadLinks(id, action) => self.answer(move |this| async move {
                let story = load_story(&this.store, id).await?;
                Ok(Some(story.map_or(Message::StoryMissing(id), |story| Message::LinksLoaded(action, story.links()))))
            }),
            Effect::OpenBrowser(url) => {
                let command = self.config.browser.command.clone();
                self.answer(move |_| async move {
                    let opened = tokio::task::spawn_blocking(move || external::open_browser(&url, &command)).await;
                    Ok(match opened {
                        Ok(Ok(())) => None,
                        _ => Some(failed(
                            "cannot start a browser",
                            ":copy-link copies the link; [browser] command in the config names one",
                        )),
                    })
                });
            }
            Effect::SaveMarkdown(id) => self.write_beside(move |this| this.save_markdown(id)),
            Effect::WriteStory { entry, format, command } => self.answer(move |this| this.write_story(entry, format, command)),
            Effect::WakeAfter(time) => self.answer(move |_| async move {
                tokio::time::sleep(time.unsigned_abs()).await;
                Ok(Some(Message::Tick))
            }),
            // The event loop, which has the terminal, sees to these itself.
            _ => {}
        }
    }

    /// Runs a task whose answer goes to the mailbox; an error of the store is said in the bottom line.
    pub(super) fn answer<F>(&self, task: impl FnOnce(Self) -> F)
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let (mailbox, task) = (self.mailbox.clone(), task(self.clone()));
        self.tasks.spawn(async move { tell(&mailbox, task.await).await });
    }

    /// Like [`Effects::answer`], after the changes of status that are on their way.
    pub(super) fn read_settled<F>(&self, task: impl FnOnce(Self) -> F)
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let pending = self.pending.clone();
        self.answer(move |this| {
            let task = task(this);
            async move {
                pending.settle().await;
                task.await
            }
        });
    }

    /// Like [`Effects::answer`], after every change that was asked for before.
    pub(super) fn write_in_order<F>(&self, task: impl FnOnce(Self) -> F)
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let mailbox = self.mailbox.clone();
        self.pending.send(task(self.clone()), |answer| async move { tell(&mailbox, Ok(answer)).await });
    }

    /// Like [`Effects::answer`], for what the reader subscribes to or has saved: a quit right behind it waits until it is
    /// written. It keeps nothing else waiting.
    fn write_beside<F>(&self, task: impl FnOnce(Self) -> F)
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let (mailbox, task) = (self.mailbox.clone(), task(self.clone()));
        self.pending.beside(task, |answer| async move { tell(&mailbox, Ok(answer)).await });
    }

    /// Looks for the feeds of an address that the reader wants to subscribe to.
    fn find(&self, address: String) {
        let (pending, mailbox, task) = (self.pending.clone(), self.mailbox.clone(), self.clone().find_feeds(address.clone()));
        self.tasks.spawn(async move {
            let _looking = pending.looking_for(address);
            tell(&mailbox, task.await).await;
        });
    }

    fn set_status(&self, entries: Vec<EntryId>, change: StatusChange) {
        self.write_in_order(move |this| async move {
            let ids = entries.clone();
            let written = this.store.write_durable(move |db| entries::set_status(db, &ids, change, Timestamp::now())).await;
            Ok(written.err().map(|error| Message::StatusFailed(entries, CleanText::lines(&error.to_string()))))
        });
    }

    async fn load_headlines(self, request: HeadlineRequest) -> Answer {
        let token = request.token;
        let read = self.store.read(move |db| {
            let now = Timestamp::now();
            let mut page = entries::headlines(db, &request, now)?;
            rules::mark_followed(db, &mut page.rows, now)?;
            search::add_snippets(db, &request.query, &mut page.rows)?;
            if page.rows.is_empty() {
                page.offer = search::offer(db, &request.query, now)?;
            }
            Ok(page)
        });
        let page = read.await?;
        Ok(Some(Message::HeadlinesLoaded { token, page }))
    }

    async fn load_map(self, query: Option<Query>, since: Option<SignedDuration>, token: u64) -> Answer {
        let read = self.store.read(move |db| match query {
            Some(query) => places::of_query(db, &query, since, INDEX_MAX, Timestamp::now()),
            None => Ok(MapPlaces { places: places::index(db, "", since, INDEX_MAX, &ZonedDateTime::now())?, newest: None }),
        });
        Ok(Some(Message::MapLoaded { token, places: read.await? }))
    }

    async fn count(self, query: Query) -> Answer {
        let asked = query.clone();
        let count = self.store.read(move |db| entries::count(db, &asked, Timestamp::now(), COUNT_MAX)).await?;
        Ok(Some(Message::Counted(query, count)))
    }

    async fn open_story(self, id: EntryId) -> Answer {
        let Some(story) = load_story(&self.store, id).await? else { return Ok(Some(Message::StoryMissing(id))) };
        if self.store.is_read_only() {
            return Ok(Some(Message::StoryOpened(Box::new(story))));
        }
        // The reader does not wait for the writer, which may be busy with what a poll brought.
        self.answer(move |this| async move {
            let wanted = this.store.write(move |db| queue::asked(db, id)).await?;
            if wanted && let Some(context) = this.ingest.now() {
                context.look_at(vec![id]);
            }
            Ok(None)
        });
        Ok(Some(Message::StoryOpened(Box::new(story))))
    }

    pub(super) fn poll(&self, which: Which, fresh: bool) {
        self.answer(move |this| async move {
            let context = match this.context().await {
                Ok(context) => context,
                Err(why_not) => return Ok(Some(why_not)),
            };
            let polled = if fresh { ingest::poll_fresh(&context, which).await } else { ingest::poll_once(&context, which).await };
            let report = polled?;
            // Whatever was to be asked is being asked already: what comes of that is told by itself.
            Ok((report.asked + report.unreached > 0 || !report.held.is_empty()).then(|| in_words(&report)))
        });
    }

    async fn save_markdown(self, id: EntryId) -> Answer {
        let Some(story) = load_story(&self.store, id).await? else { return Ok(Some(Message::StoryMissing(id))) };
        let saved = tokio::task::spawn_blocking(move || {
            let text = article::render::story_markdown(&story);
            let folder = std::env::current_dir()?;
            external::save_new(&folder, &story.headline.title, "md", &text)
        })
        .await;
        Ok(Some(match saved {
            Ok(Ok(path)) => Message::Note(CleanText::new(&format!("saved as {}", path.display()))),
            Ok(Err(error)) => {
                failed(&format!("cannot save the story: {error}"), "start dateline in a folder that can be written")
            }
            Err(error) => failed(&error.to_string(), "try again"),
        }))
    }

    async fn write_story(self, entry: EntryId, format: StoryFormat, command: String) -> Answer {
        let (write, store) = (self.write_story, self.store.clone());
        let written = tokio::task::spawn_blocking(move || write(&store, entry, format)).await;
        Ok(Some(match written {
            Ok(Ok(Some(text))) => Message::StoryWritten { command, text },
            Ok(Ok(None)) => Message::StoryMissing(entry),
            Ok(Err(error)) => Message::Failed(CleanText::lines(&error.to_string())),
            Err(error) => failed(&error.to_string(), "try again"),
        }))
    }

    async fn feeds_message(&self) -> Answer {
        Ok(Some(Message::FeedsLoaded(self.store.read(|db| feeds::all(db, Timestamp::now())).await?)))
    }

    fn feeds_changed(&self) {
        if let Some(context) = self.ingest.now() {
            context.feeds_changed();
        }
    }

    /// Waits until the workers are ready; else says why nothing is fetched.
    pub(super) async fn context(&self) -> Result<Arc<Context>, Message> {
        self.ingest.ready().await
    }
}

/// Sends an answer to the screen. A closed mailbox means that it is gone; nobody waits for the answer any more.
async fn tell(mailbox: &mpsc::Sender<Message>, answer: Answer) {
    let message = match answer {
        Ok(None) => return,
        Ok(Some(message)) => message,
        Err(error) => {
            warn!(%error, "an effect failed");
            Message::StoreFailed(CleanText::lines(&error.to_string()))
        }
    };
    let _ = mailbox.send(message).await;
}

/// Reads a story; one that the digester has not reached yet gets its article from the feed's own text.
pub async fn load_story(store: &Store, id: EntryId) -> Result<Option<Story>, StoreError> {
    let read = store
        .read(move |db| {
            let Some(story) = entries::story(db, id, &ZonedDateTime::now())? else { return Ok(None) };
            let raw = if story.article.blocks.is_empty() { entries::raw(db, id)? } else { None };
            Ok(Some((story, raw)))
        })
        .await?;
    let Some((mut story, raw)) = read else { return Ok(None) };
    if let Some(raw) = raw {
        let made = tokio::task::spawn_blocking(move || {
            markup::on_big_stack(move || {
                let html = raw.content_html.or(raw.summary_html).unwrap_or_default();
                article::from_feed(&html, raw.url.as_ref())
            })
        });
        if let Ok(Ok(article)) = made.await {
            story.article = article;
        }
    }

    Ok(Some(story))
}

/// Says what a poll brought; a feed that failed alone is told with its cause.
fn in_words(report: &PollReport) -> Message {
    let stories = match report.new {
        0 => "nothing new".to_owned(),
        1 => "1 new story".to_owned(),
        new => format!("{new} new stories"),
    };
    let stories = match report.held_in_words() {
        Some(held) if report.asked == 0 => held,
        Some(held) => format!("{stories}; {held}"),
        None => stories,
    };
    if report.unreached > 0 {
        return failed("No network: nothing can be reached", "it is looked for every minute; nothing counts against the feeds");
    }
    match report.failures.as_slice() {
        [] => Message::Note(CleanText::new(&stories)),
        [failure] if report.asked == 1 => Message::Failed(CleanText::lines(&format!("{}: {}", failure.title, failure.cause))),
        [failure] => Message::Note(CleanText::new(&format!("{stories}; {}: {}", failure.title, failure.cause))),
        failures => {
            Message::Note(CleanText::new(&format!("{stories}; {} feeds failed; the list of feeds says why", failures.len())))
        }
    }
}

pub(super) fn failed(what: &str, next: &str) -> Message {
    Message::Failed(CleanText::lines(&format!("{what}\n{next}")))
}

fn gone(what: &str) -> Message {
    failed(&format!("{what} is no longer shown in any story"), ":out goes back")
}
