//! The end of a session: all that the reader changed is written, or it is said what is not.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre::{Result, eyre};
use tracing::debug;

use super::output::say;
use super::pending::Pending;
use crate::ingest::Context;
use crate::message::Looked;
use crate::store::{Store, edition};
use crate::text::CleanText;

/// How long a quit waits for what is being written before it says so.
const SOON: Duration = Duration::from_millis(500);

/// How long a quit waits for what is being written: longer than one change is tried for, so that its failure has a cause.
const LAST_WRITES: Duration = Duration::from_secs(12);

/// Waits for all that is still to be written, keeps when the reader last looked and closes the store.
///
/// # Errors
/// Says how much of what the reader changed is not saved, and why.
pub(super) async fn leave(
    store: &Store,
    looked: Option<Looked>,
    fetching: Option<Arc<Context>>,
    pending: &Pending,
) -> Result<()> {
    // Searches are broken off: nobody is there to choose among the feeds that they find.
    let searches = pending.looked_for();
    let is_late = {
        let mut leaving = pin!(write_all(store, looked, fetching, pending));
        if tokio::time::timeout(SOON, &mut leaving).await.is_ok() {
            false
        } else {
            let waiting = pending.waiting();
            let wait = async { tokio::time::timeout(LAST_WRITES, leaving).await.is_err() };
            let words = match waiting {
                0 => "Closing the store…\n".to_owned(),
                _ => format!("Saving what you changed ({waiting} left)…\n"),
            };
            tokio::join!(wait, tokio::task::spawn_blocking(|| say(words))).0
        }
    };
    let left = if is_late { pending.waiting() } else { 0 };
    unsaved(left, &pending.untold(), &searches)
}

async fn write_all(store: &Store, looked: Option<Looked>, fetching: Option<Arc<Context>>, pending: &Pending) {
    pending.end().await;
    if let Some(looked) = looked
        && let Err(error) = store.write_durable(move |db| edition::look(db, looked)).await
    {
        // A store that cannot be written has been told of.
        debug!(%error, "when the reader looked is not kept");
    }
    if let Some(context) = fetching
        && let Err(error) = context.let_go().await
    {
        debug!(%error, "a story that was worked on counts a try more");
    }
    store.close().await;
}

/// Says what is not saved.
fn unsaved(left: u32, failed: &[CleanText], searches: &[String]) -> Result<()> {
    let lost = left as usize + failed.len();
    let mut causes: Vec<String> = Vec::new();
    for words in failed {
        if !causes.iter().any(|cause| cause == words.as_str()) {
            causes.push(words.as_str().to_owned());
        }
    }
    if left > 0 {
        causes.push(format!("the store took longer than {} seconds", LAST_WRITES.as_secs()));
    }
    let mut words = Vec::new();
    if lost > 0 {
        let changes = if lost == 1 { "1 change".to_owned() } else { format!("{lost} changes") };
        words.push(format!("not everything that you changed is saved ({changes} lost): {}", causes.join("\n")));
    }
    for address in searches {
        words.push(format!("{address} was still being looked at: it is not subscribed to\n`dateline add` does that"));
    }
    if words.is_empty() { Ok(()) } else { Err(eyre!(words.join("\n"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_is_counted_with_its_causes() {
        let said = |left, failed: &[&str], searches: &[&str]| {
            let failed: Vec<_> = failed.iter().map(|words| CleanText::lines(words)).collect();
            let searches: Vec<_> = searches.iter().map(|&address| address.to_owned()).collect();
            unsaved(left, &failed, &searches).err().map(|error| error.to_string())
        };
        assert_eq!(said(0, &[], &[]), None);
        let words = said(0, &["the disk is full\nmake room"], &[]).unwrap();
        assert_eq!(words, "not everything that you changed is saved (1 change lost): the disk is full\nmake room");
        let words = said(2, &["busy", "busy"], &[]).unwrap();
        assert!(words.contains("(4 changes lost): busy\nthe store took longer"), "{words}");
        assert!(said(0, &[], &["example.org"]).unwrap().starts_with("example.org was still"));
    }
}
