//! Finds which stories are one report and which tell of one event: a worker that goes over what polls brought.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::Context;
use crate::domain::EntryId;
use crate::fold::{Folder, Placed, Report};
use crate::store::reports::{self, Comparable, StoryPlaced};
use crate::store::{Store, StoreError};
use crate::{article, markup};

/// Stories of this age and younger are compared: a folder remembers no older ones.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(72);

/// Stories that are read and placed at once.
const BATCH: usize = 200;

/// Words that a folder may know.
const WORDS_MAX: usize = 200_000;

/// Bytes of a text that are compared.
const TEXT_BYTES_MAX: usize = 2_000;

/// Bytes of what a feed said of a story that are read for it.
const HTML_BYTES_MAX: usize = 32 * 1024;

/// Compares what every round of polls brought for as long as it is polled itself.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn keep_comparing(context: &Arc<Context>) -> Result<(), StoreError> {
    let mut comparison = Comparison::default();
    loop {
        let joined = comparison.catch_up(&context.store).await?;
        if joined > 0 {
            context.activity.compared(joined);
        }
        context.arrived.notified().await;
    }
}

/// What stories are compared with.
#[derive(Debug, Default)]
pub struct Comparison {
    /// `None` until the stories that were placed before are read.
    folder: Option<Folder>,
}

impl Comparison {
    /// Places every story of the last days that was not; returns how many joined others.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn catch_up(&mut self, store: &Store) -> Result<u32, StoreError> {
        let since = Timestamp::now() - AGE_MAX;
        let waiting = store.read(move |db| reports::unplaced(db, since)).await?;
        let Some(last) = waiting.last else { return Ok(0) };
        if self.folder.is_none() && !waiting.stories.is_empty() {
            self.folder = Some(Folder::default());
            let known = store.read(move |db| reports::placed_since(db, since)).await?;
            for ids in known.chunks(BATCH) {
                self.work(store, ids, resume).await?;
            }
        }
        let mut joined = 0;
        for ids in waiting.stories.chunks(BATCH) {
            let placed = self.work(store, ids, place).await?;
            joined += placed.iter().filter(|(_, placed)| placed.report.is_some()).count() as u32;
            store.write(move |db| reports::place(db, &placed)).await?;
        }
        store.write(move |db| reports::placed_up_to(db, last)).await?;
        // A folder forgets stories, but none of their words: a large one is made anew, of what is there, when it is next needed.
        self.folder.take_if(|folder| folder.words() > WORDS_MAX);
        Ok(joined)
    }

    /// Reads stories and hands them one by one to `each`, away from the tasks.
    async fn work<T: Send + 'static>(
        &mut self,
        store: &Store,
        ids: &[EntryId],
        each: fn(&mut Folder, &Comparable, &str) -> T,
    ) -> Result<Vec<T>, StoreError> {
        let ids = ids.to_vec();
        let stories: Vec<Comparable> = store
            .read(move |db| ids.iter().filter_map(|id| reports::comparable(db, *id).transpose()).collect::<Result<_, _>>())
            .await?;
        let mut folder = self.folder.take().unwrap_or_default();
        let worked = tokio::task::spawn_blocking(move || {
            let work = || stories.iter().map(|story| each(&mut folder, story, &text_of(story))).collect();
            let answers = markup::on_big_stack(work);
            (folder, answers)
        });
        // A story that cannot be read stops nothing: the folder begins again, and the stories of the batch stand alone.
        let Ok((folder, Ok(answers))) = worked.await else { return Ok(Vec::new()) };
        self.folder = Some(folder);
        Ok(answers)
    }
}

fn place(folder: &mut Folder, story: &Comparable, text: &str) -> (EntryId, StoryPlaced) {
    if folder.is_past(story.at) {
        return (story.id, StoryPlaced::default());
    }
    let source = story.source.0.to_string();
    let Placed { fold, event } = folder.place(&report(story, &source, text));
    let event = (event != story.id.0).then_some(EntryId(event));
    (story.id, StoryPlaced { report: fold.map(EntryId), event })
}

fn resume(folder: &mut Folder, story: &Comparable, text: &str) {
    let source = story.source.0.to_string();
    let StoryPlaced { report: fold, event } = story.place;
    let placed = Placed { fold: fold.map(|first| first.0), event: event.unwrap_or(story.id).0 };
    folder.resume(&report(story, &source, text), placed);
}

fn report<'a>(story: &'a Comparable, source: &'a str, text: &'a str) -> Report<'a> {
    Report { id: story.id.0, time: story.at, source, title: &story.title, text: Some(text) }
}

/// Returns the beginning of the text of a story; before it has an article, of what the feed said.
fn text_of(story: &Comparable) -> String {
    let mut text = match (&story.text, &story.html) {
        (Some(text), _) => text.clone(),
        (None, Some(html)) => article::from_feed(&html[..boundary(html, HTML_BYTES_MAX)], None).text(),
        (None, None) => String::new(),
    };
    text.truncate(boundary(&text, TEXT_BYTES_MAX));
    text
}

/// Returns the last boundary of characters up to a byte.
fn boundary(text: &str, most: usize) -> usize {
    (0..=text.len().min(most)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}
