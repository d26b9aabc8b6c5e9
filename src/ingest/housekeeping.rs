//! What nobody waits for: what removed feeds left in the store goes, what the memory of phrases has lost, and the stories beyond
//! the reader's limits.

use std::time::Duration;

use jiff::{SignedDuration, ZonedDateTime};
use tracing::info;

use super::Context;
use crate::store::retention::{self, Going, Keep};
use crate::store::{Store, StoreError, feeds, memory, search};

/// How long a removed feed can be had back with all its stories.
const REGRET: SignedDuration = SignedDuration::from_hours(24);

/// How often somebody looks whether there is anything to do.
const EVERY: Duration = Duration::from_secs(3600);

/// Stories that are deleted in one transaction: nobody else who writes waits long.
const BATCH: u32 = 50;

/// Stories beyond the limits that are deleted in one transaction: each is some milliseconds on a slow disk.
const TRIMMED_AT_ONCE: usize = 10;

/// Deletes removed feeds with their stories, a day after they were removed, phrases whose stories are long past, and the
/// stories that are not to be kept; returns how many of these went. The days of the limit are those where `now` is.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn tidy(store: &Store, keep: Keep, now: &ZonedDateTime) -> Result<u32, StoreError> {
    let moment = now.timestamp();
    while store.write(move |db| feeds::purge_removed(db, moment - REGRET, BATCH)).await? {}
    store.write(move |db| memory::forget_faded(db, moment)).await?;
    trim(store, keep, now).await
}

async fn trim(store: &Store, keep: Keep, now: &ZonedDateTime) -> Result<u32, StoreError> {
    if keep.is_all() {
        return Ok(0);
    }
    // What is followed by its words is only known of stories that are indexed.
    while store.write(|db| search::index_pending(db, BATCH)).await? > 0 {}
    let moment = now.timestamp();
    let mut removed = 0;
    let mut going = Going::default();
    while !going.is_done() {
        let (from, here) = (going, now.clone());
        going = store.read(move |db| retention::look(db, keep, &from, &here)).await?;
        for ids in going.ids.chunks(TRIMMED_AT_ONCE) {
            let ids = ids.to_vec();
            removed += store
                .write(move |db| {
                    let removed = retention::remove(db, &ids, moment)?;
                    if removed > 0 {
                        retention::note(db, removed, moment)?;
                    }
                    Ok(removed)
                })
                .await?;
        }
    }
    for id in store.read(feeds::all_ids).await? {
        store.write(move |db| retention::forget_long_gone(db, id, moment)).await?;
    }
    if removed > 0 {
        info!(removed, "{}", trimmed_words(removed, keep, now));
    }
    Ok(removed)
}

/// Says what went by the limits: "removed 12 stories older than 2026-08-25".
pub fn trimmed_words(removed: u32, keep: Keep, now: &ZonedDateTime) -> String {
    let stories = if removed == 1 { "1 story".to_owned() } else { format!("{removed} stories") };
    let days = keep.since(now).map(|since| format!("older than {}", since.to_zoned_datetime(now.time_zone().clone()).date()));
    let newest = keep.stories.map(|stories| format!("beyond the newest {stories} of a feed"));
    let why = [days, newest].into_iter().flatten().collect::<Vec<_>>().join(" or ");
    format!("removed {stories} {why}")
}

/// Tidies up for as long as it is polled itself.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn keep_house(context: &Context) -> Result<(), StoreError> {
    loop {
        let removed = tidy(&context.store, context.settings.keep, &ZonedDateTime::now()).await?;
        if removed > 0 {
            context.activity.trimmed(removed);
        }
        tokio::time::sleep(EVERY).await;
    }
}
