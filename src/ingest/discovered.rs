//! Feeds that are looked for, and their documents until the first poll takes them: nothing is fetched twice.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{Context, lock};
use crate::domain::FeedUrl;
use crate::feed::{self, DiscoverError, Document};
use crate::text::CleanText;

/// How long a document is worth as much as a fresh one.
const FRESH: Duration = Duration::from_secs(2 * 60);

/// Most bytes of documents that are kept; feeds beyond it are fetched again.
const BYTES_MAX: usize = 32 << 20;

/// Documents that wait for their first poll.
#[derive(Debug, Default)]
pub(super) struct Discovered(Mutex<HashMap<FeedUrl, (Instant, Document)>>);

impl Discovered {
    fn keep(&self, url: FeedUrl, document: Document) {
        let mut kept = lock(&self.0);
        kept.retain(|_, (came, _)| came.elapsed() < FRESH);
        let bytes: usize = kept.values().map(|(_, kept)| kept.bytes.len()).sum();
        if bytes + document.bytes.len() <= BYTES_MAX {
            kept.insert(url, (Instant::now(), document));
        }
    }

    /// Takes the document of a feed that was just looked at.
    pub(super) fn take(&self, url: &FeedUrl) -> Option<Document> {
        let mut kept = lock(&self.0);
        kept.retain(|_, (came, _)| came.elapsed() < FRESH);
        kept.remove(url).map(|(_, document)| document)
    }
}

/// What an address leads to.
#[derive(Clone, Debug)]
pub struct FoundFeeds {
    /// The feeds with their titles, the likeliest first.
    pub feeds: Vec<(FeedUrl, CleanText)>,
    /// What the reader has to know about how they were reached.
    pub note: Option<CleanText>,
}

/// Finds the feeds that an address leads to, with their titles, the likeliest first; see [`feed::discover`]. Their first poll takes
/// what was read here.
///
/// # Errors
/// Fails when the address leads nowhere, or to a page without feeds.
pub async fn find_feeds(context: &Context, address: &str) -> Result<FoundFeeds, DiscoverError> {
    let who = |url: &FeedUrl| context.settings.rules(url, None).identity;
    let feed::Discovered { candidates, without_tls } = feed::discover(&context.client, address, &who).await?;
    let found = candidates.into_iter().map(|found| {
        if let Some(document) = found.document {
            context.discovered.keep(found.url.clone(), document);
        }
        (found.url, found.title)
    });
    let note =
        without_tls.map(|host| CleanText::new(&format!("nothing listens for https at {host}: http is used, which is open")));
    Ok(FoundFeeds { feeds: found.collect(), note })
}
