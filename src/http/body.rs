//! Reads a body piece by piece and unpacks it as it comes.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::unpack::{Packing, Unpacker};
use super::{HttpError, Room, Settings, Stage};

/// Bytes a second below which a body counts as standing still.
const PROGRESS_BYTES: u64 = 100;
/// Most room that is made before anything has come: what a header promises is not believed further.
const ROOM_BYTES_MAX: u64 = 256 << 10;
/// Bytes from which on a body is a large one.
const LARGE_BYTES: usize = 1 << 20;

/// Reads the whole body of `answer`. Where it ends before its time, what came comes with the reason. Beyond its first MiB it is
/// read no further until one of the permits of `large` is free, which comes with it.
///
/// # Errors
/// Fails when it is larger than `limit`, or packed so that nothing of it can be read.
pub(super) async fn read(
    mut answer: reqwest::Response,
    limit: u64,
    settings: &Settings,
    large: &Arc<Semaphore>,
) -> Result<(Vec<u8>, Option<HttpError>, Room), HttpError> {
    let promised = answer.content_length();
    if promised.is_some_and(|bytes| bytes > limit) {
        return Err(HttpError::TooLarge { limit });
    }
    let room = promised.unwrap_or(0).min(ROOM_BYTES_MAX) as usize;
    let mut unpacker = Unpacker::new(Packing::of_headers(answer.headers()), limit, room);
    let mut pace = Pace { since: Instant::now(), at: 0 };
    let mut got = 0;
    let (mut place, mut is_small) = (Room::default(), true);
    // The error of the connection, or none where the body stands still.
    let failed = loop {
        let chunk = match timeout(settings.idle_timeout, answer.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return unpacker.finish().map(|(body, flaw)| (body, flaw, place)),
            Ok(Err(error)) => break Some(error),
            Err(_) => break None,
        };
        got += chunk.len() as u64;
        unpacker.push(&chunk)?;
        if is_small && unpacker.len() > LARGE_BYTES {
            is_small = false;
            // Who has room may wait for something else that needs some: then this one goes on without.
            if let Ok(Ok(permit)) = timeout(settings.idle_timeout, large.clone().acquire_owned()).await {
                place = Room { _permit: Some(Arc::new(permit)) };
            }
            pace = Pace { since: Instant::now(), at: got };
        }
        if !pace.is_kept(got, settings.idle_timeout) {
            break None;
        }
    };
    let (body, _) = unpacker.finish()?;
    let cut = match failed {
        Some(error) => HttpError::from_body(&error, body.len() as u64),
        None => HttpError::Timeout { stage: Stage::Progress, after: settings.idle_timeout },
    };
    Ok((body, Some(cut), place))
}

/// Watches that a body which drips does not do so for ever.
struct Pace {
    since: Instant,
    at: u64,
}

impl Pace {
    fn is_kept(&mut self, got: u64, window: Duration) -> bool {
        let passed = self.since.elapsed();
        if passed < window {
            return true;
        }
        let enough = (got - self.at) as f64 >= PROGRESS_BYTES as f64 * passed.as_secs_f64();
        *self = Self { since: Instant::now(), at: got };
        enough
    }
}
