//! What nobody waits for: what removed feeds left in the store goes, and what the memory of phrases has lost.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Context;
use crate::store::{Store, StoreError, feeds, memory};

/// How long a removed feed can be had back with all its stories.
const REGRET: SignedDuration = SignedDuration::from_hours(24);

/// How often somebody looks whether there is anything to do.
const EVERY: Duration = Duration::from_secs(3600);

/// Stories that are deleted in one transaction: nobody else who writes waits long.
const BATCH: u32 = 50;

/// Deletes removed feeds with their stories, a day after they were removed, and phrases whose stories are long past.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn tidy(store: &Store) -> Result<(), StoreError> {
    let now = Timestamp::now();
    while store.write(move |db| feeds::purge_removed(db, now - REGRET, BATCH)).await? {}
    store.write(move |db| memory::forget_faded(db, now)).await?;
    Ok(())
}

/// Tidies up for as long as it is polled itself.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn keep_house(context: &Context) -> Result<(), StoreError> {
    loop {
        tidy(&context.store).await?;
        tokio::time::sleep(EVERY).await;
    }
}
