//! One story from its page to its people.
//!
//! The only file that knows the order of these steps. Each step is a function from data to data; what they make is stored in
//! one transaction, so a story is digested whole or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use tracing::{debug, warn};

use super::pace::Told;
use super::page::{self, OfFeed, Trouble};
use super::working::{BEGUN_MAX, BEGUN_PLAIN_MAX};
use super::{Context, again, full_text, who};
use crate::article;
use crate::domain::{
    Article, ArticleNote, ArticleSource, EntryId, FullText, KnownPerson, LeftOut, Names, PersonId, PhraseMemory, SourceHome,
    Validators,
};
use crate::feed::schedule;
use crate::store::queue::QueuedEntry;
use crate::store::{StoreError, areas, articles, memory, places, queue};
use crate::text::CleanText;

/// Tries for a page before the feed's own text is all there will be.
const TRIES_MAX: u32 = 5;

/// How often the recognizer names a story because the memory changed meanwhile; the last result is kept as it is.
const NAMINGS_MAX: u32 = 5;

/// How often it is decided who the people of a story are because those of the store changed meanwhile.
const DECIDED_MAX: u32 = 4;

/// The pause after the first failed try; it doubles with each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_mins(5);

/// An answer that takes longer is a slow one.
const SLOW: std::time::Duration = std::time::Duration::from_secs(2);

/// How one story came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Feed,
    Page,
    Failed,
    /// It is no longer queued.
    Gone,
}

/// When and whether the server of a page is asked.
pub(super) enum Turn {
    /// From this moment on.
    At(Instant),
    /// Not now: the feed's own text serves until then.
    Not(Trouble),
}

/// What came of asking for a page.
enum FromPage {
    NotAsked,
    /// It is still what the stored article was made of.
    Unchanged,
    Read(Box<Article>, Validators),
}

/// What is to be kept of having asked for a page, or not.
#[derive(Clone, Default)]
pub(super) struct Visit {
    /// Why it was not read.
    trouble: Option<Arc<Trouble>>,
    /// What the next request sends; `None` where no server was asked.
    validators: Option<Arc<Validators>>,
}

/// Takes one entry from its page to its people and stores the story. Says too how the server of its page took it.
pub(super) async fn digest_one(context: &Arc<Context>, id: EntryId, turn: Turn) -> (Result<Outcome, StoreError>, Told) {
    let mut told = Told::NotAsked;
    let outcome = digest(context, id, turn, &mut told).await;
    (outcome, told)
}

async fn digest(context: &Arc<Context>, id: EntryId, turn: Turn, told: &mut Told) -> Result<Outcome, StoreError> {
    let Some(entry) = context.store.read(move |db| queue::get(db, id)).await? else {
        return Ok(Outcome::Gone);
    };
    let wish = full_text(context, entry.full_text, &entry.feed_url, entry.first_url.as_ref());
    let entry = Arc::new(entry);
    if entry.begun >= BEGUN_MAX {
        return without_names(context, &entry).await;
    }
    context.work_begins(id).await?;
    let from_feed = {
        let entry = entry.clone();
        context.parsers.run(entry.text_bytes(), move || feed_article(&entry)).await.unwrap_or_default()
    };
    let wants_page = match wish {
        FullText::Feed => false,
        FullText::Page => true,
        FullText::Auto => entry.wants_page && !article::is_whole(&from_feed),
    };
    let page = match (entry.url.as_ref().filter(|_| wants_page), turn) {
        (None, _) => Ok(FromPage::NotAsked),
        (Some(_), Turn::Not(trouble)) => Err(trouble),
        (Some(url), Turn::At(turn)) => {
            context.work_rests(id).await?;
            tokio::time::sleep_until(turn).await;
            let asked = Instant::now();
            let feed = OfFeed { url: &entry.feed_url, first_url: entry.first_url.as_ref() };
            // Without the article that was made of it, "unchanged" would be of no use.
            let known = if entry.has_page { entry.page.clone() } else { Validators::default() };
            let page = page::read(context, id, feed, url, &known).await;
            *told = match &page {
                Err(trouble) => trouble.told(),
                Ok(_) if asked.elapsed() > SLOW => Told::Slowly,
                Ok(_) => Told::Answered,
            };
            page.map(|page| {
                page.map_or(FromPage::Unchanged, |(article, validators)| FromPage::Read(Box::new(article), validators))
            })
        }
    };
    let (page, trouble) = match page {
        Ok(page) => (page, None),
        Err(trouble) => (FromPage::NotAsked, Some(trouble)),
    };
    let validators = match &page {
        FromPage::Read(_, validators) => Some(validators.clone()),
        FromPage::Unchanged => Some(entry.page.clone()),
        FromPage::NotAsked => trouble.as_ref().filter(|trouble| trouble.was_tried).map(|_| entry.page.clone()),
    };
    let kept = match &page {
        // The article of the page is worth more than what the feed says, also when the page is not there today.
        FromPage::Unchanged => context.store.read(move |db| articles::get(db, id)).await?,
        FromPage::NotAsked if trouble.is_some() && entry.has_page => context.store.read(move |db| articles::get(db, id)).await?,
        _ => None,
    };
    context.work_begins(id).await?;
    let from_page = if let FromPage::Read(article, _) = page { Some(*article) } else { None };
    let worker = context.clone();
    let source = entry.clone();
    let note = trouble.as_ref().map(|trouble| ArticleNote(CleanText::capped(&trouble.cause, 200)));
    let (feed, title) = (entry.feed, entry.feed_title.clone());
    let home = Arc::new(context.store.read(move |db| areas::home(db, feed, &title)).await?);
    let at_home = home.clone();
    // Looking for names takes more room than building a tree of the same size.
    let bytes = 2 * (kept.iter().chain(&from_page).map(text_bytes).sum::<usize>() + text_bytes(&from_feed));
    let Some((article, mut names)) = context
        .parsers
        .run(bytes, move || {
            let mut article = kept.unwrap_or_else(|| best_article(&source, from_feed, from_page, note));
            let names = names(&worker, &source, &article, &at_home);
            article.foreign.clone_from(&names.foreign);
            article.left_out = names.left_out;
            (Arc::new(article), names)
        })
        .await
    else {
        return give_up(context, id, "the text of this story could not be read").await;
    };
    let outcome = match (&trouble, article.source) {
        (Some(_), _) => Outcome::Failed,
        (None, ArticleSource::Page) => Outcome::Page,
        (None, ArticleSource::Feed) => Outcome::Feed,
    };
    let trouble = trouble.map(Arc::new);
    let mut namings = 1;
    let visit = Visit { trouble, validators: validators.map(Arc::new) };
    while !save(context, &entry, &article, names, visit.clone(), namings == NAMINGS_MAX).await? {
        let (worker, source, told, at_home) = (context.clone(), entry.clone(), article.clone(), home.clone());
        let Some(again) = context.parsers.run(bytes, move || self::names(&worker, &source, &told, &at_home)).await else {
            return give_up(context, id, "the text of this story could not be read").await;
        };
        names = again;
        namings += 1;
    }
    debug!(entry = %id, ?outcome, "digested");
    Ok(outcome)
}

/// Stores a story over which the program was ended again and again: with its text and without names, or where even reading the text
/// may be what ends it, with its title alone. Says so.
async fn without_names(context: &Arc<Context>, entry: &Arc<QueuedEntry>) -> Result<Outcome, StoreError> {
    let id = entry.id;
    warn!(entry = %id, begun = entry.begun, "dateline was ended over this story; it is stored without names");
    let kept = context.store.read(move |db| articles::get(db, id)).await?;
    let mut article = match kept {
        Some(kept) => kept,
        None if entry.begun < BEGUN_PLAIN_MAX => {
            context.work_begins(id).await?;
            let source = entry.clone();
            let Some(article) = context.parsers.run(entry.text_bytes(), move || feed_article(&source)).await else {
                return give_up(context, id, "the text of this story could not be read").await;
            };
            article
        }
        None => Article::default(),
    };
    let what = if article.blocks.is_empty() { "its text is not read" } else { "this is the feed's own text, without names" };
    let words = format!("dateline ended {} times while it worked on this story: {what}.", entry.begun);
    article.note = Some(ArticleNote(CleanText::new(&words)));
    article.left_out = LeftOut { read_bytes: Some(0), ..LeftOut::default() };
    article.published = article.published.or(Some(entry.published));
    save(context, entry, &Arc::new(article), Names::default(), Visit::default(), true).await?;
    Ok(Outcome::Failed)
}

/// Finds the names of a story by what the store remembers just now. Blocks: for the parsing threads.
pub(super) fn names(context: &Context, entry: &QueuedEntry, article: &Article, home: &SourceHome) -> Names {
    let published = entry.published;
    let recall = |phrases: &[String]| -> BTreeMap<String, PhraseMemory> {
        let phrases = phrases.to_vec();
        // A store that cannot be read cannot be written either, and says so then.
        context.store.read_now(move |db| memory::recall(db, &phrases, published)).unwrap_or_default()
    };
    // The beginning of the text is no title, and its names stand in the text.
    let title = if entry.untitled { "" } else { entry.title.as_str() };
    context.recognizer().names_with_memory(title, &article.text(), Some(home), &recall)
}

fn text_bytes(article: &Article) -> usize {
    article.blocks.iter().map(|block| block.text().len()).sum()
}

/// Makes an article of what the feed sent.
fn feed_article(entry: &QueuedEntry) -> Article {
    let html = |text: &Option<String>| text.as_deref().map(|html| article::from_feed(html, entry.url.as_ref()));
    match (html(&entry.content_html), html(&entry.summary_html)) {
        (Some(content), Some(summary)) if content.words() < summary.words() => summary,
        (Some(article), _) | (None, Some(article)) => article,
        (None, None) => Article::default(),
    }
}

fn best_article(entry: &QueuedEntry, from_feed: Article, from_page: Option<Article>, note: Option<ArticleNote>) -> Article {
    let mut best = match from_page {
        Some(from_page) => article::choose(from_feed, from_page),
        None => from_feed,
    };
    if note.is_some() {
        best.note = note;
    }
    if best.published.is_none() {
        best.published = Some(entry.published);
    }
    best
}

/// Writes the story: article, people, places, what its words add to the memory, and the end of its queue row, or the row's next
/// try, in one transaction. Who its people are is decided before.
///
/// Returns false, and writes nothing, where the store remembers other things by now than the names rest on, unless `anyway`: what a
/// story names depends on those that are stored before it and on nothing else.
pub(super) async fn save(
    context: &Context,
    entry: &Arc<QueuedEntry>,
    article: &Arc<Article>,
    names: Names,
    visit: Visit,
    anyway: bool,
) -> Result<bool, StoreError> {
    let published = entry.published;
    let mut names = names;
    for round in 1.. {
        let people = std::mem::take(&mut names.people);
        let decided = context.store.read(move |db| who::decide(db, people, published)).await?;
        let last = round == DECIDED_MAX;
        match write(context, entry, article, names, decided, &visit, anyway, last).await? {
            Saved::Yes(mut lone) => {
                context.work_ended(entry.id);
                while !lone.is_empty() {
                    lone = context
                        .store
                        .write(move |db| {
                            let done = again::look_again(db, &lone, published)?;
                            Ok(lone.split_off(done))
                        })
                        .await?;
                }
                return Ok(true);
            }
            Saved::OtherMemory => return Ok(false),
            Saved::OtherPeople(back) => names = *back,
        }
    }
    Ok(false)
}

/// What came of writing a story.
enum Saved {
    /// It is written; what is left of the lone surnames that are to be looked at again.
    Yes(Vec<(PersonId, KnownPerson)>),
    /// The store remembers other things by now.
    OtherMemory,
    /// It holds other people by now: who those of the story are is to be decided again.
    OtherPeople(Box<Names>),
}

#[expect(clippy::too_many_arguments, reason = "all that a story is")]
async fn write(
    context: &Context,
    entry: &Arc<QueuedEntry>,
    article: &Arc<Article>,
    mut names: Names,
    decided: who::Decided,
    visit: &Visit,
    anyway: bool,
    last: bool,
) -> Result<Saved, StoreError> {
    let (entry, article, visit) = (entry.clone(), article.clone(), visit.clone());
    context
        .store
        .write(move |db| {
            let (id, now) = (entry.id, Timestamp::now());
            if !queue::is_current(db, &entry)? {
                // A later version came meanwhile; it stays in the queue and is digested in its turn.
                queue::rest(db, id)?;
                return Ok(Saved::Yes(Vec::new()));
            }
            if !anyway && memory::recall(db, names.recalled.keys(), entry.published)? != names.recalled {
                return Ok(Saved::OtherMemory);
            }
            let was_asked_for = queue::was_asked_for_since(db, &entry)?;
            let mut settlement = match who::settle(db, id, decided, entry.published, now, last)? {
                Ok(settlement) => settlement,
                Err(decided) => {
                    names.people = decided.into_found();
                    return Ok(Saved::OtherPeople(Box::new(names)));
                }
            };
            let mut known_places = Vec::with_capacity(names.places.len());
            for place in names.places {
                known_places.push((places::find_or_create(db, &place)?, place));
            }
            memory::learn(db, id, &names.learned, entry.published)?;
            articles::save(db, id, &article, &settlement.people, &known_places, now)?;
            if let Some(validators) = &visit.validators {
                articles::page_asked(db, id, validators, now)?;
            }
            let done = again::look_again(db, &settlement.lone, entry.published)?;
            let left = settlement.lone.split_off(done);
            if was_asked_for {
                queue::ask_again(db, id)?;
            }
            let asked = |trouble: &Trouble| trouble.not_before.unwrap_or_default().clamp(SignedDuration::ZERO, schedule::LONGEST);
            match visit.trouble {
                Some(trouble) if !trouble.was_tried => queue::put_off(db, id, &trouble.cause, now + asked(&trouble))?,
                Some(trouble) if trouble.passing && entry.tries + 1 < TRIES_MAX => {
                    queue::fail(db, id, &trouble.cause, now + asked(&trouble).max(pause_after(entry.tries)))?;
                }
                _ => {}
            }
            Ok(Saved::Yes(left))
        })
        .await
}

/// Returns how long an entry waits that failed once more.
fn pause_after(tries: u32) -> SignedDuration {
    FIRST_PAUSE * 2_i32.pow(tries.min(8))
}

/// Gives an entry back whose task broke down: that counts as a try, and the next one waits.
pub(super) async fn give_back(context: &Context, id: EntryId, tries: u32) -> Result<(), StoreError> {
    let next_try = Timestamp::now() + pause_after(tries);
    context.store.write(move |db| queue::fail(db, id, "the work on this story broke off; the log says why", next_try)).await
}

/// Leaves an entry that cannot be read in the queue with its cause; the next try is a day away.
async fn give_up(context: &Context, id: EntryId, cause: &'static str) -> Result<Outcome, StoreError> {
    context.work_ended(id);
    context
        .store
        .write(move |db| {
            let now = Timestamp::now();
            queue::fail(db, id, cause, now + SignedDuration::from_hours(24))
        })
        .await?;
    Ok(Outcome::Failed)
}
