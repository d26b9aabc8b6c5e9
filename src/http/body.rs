//! Reads a body piece by piece and unpacks it as it comes.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::unpack::{Packing, Unpacker};
use super::{HttpError, Settings, Stage};

/// Bytes a second below which a body counts as standing still.
const PROGRESS_BYTES: u64 = 100;
/// Most room that is made before anything has come: what a header promises is not believed further.
const ROOM_BYTES_MAX: u64 = 256 << 10;

/// Reads the whole body of `answer`. Where it ends before its time, what came comes with the reason.
///
/// # Errors
/// Fails when it is larger than `limit`, or packed so that nothing of it can be read.
pub(super) async fn read(
    mut answer: reqwest::Response,
    limit: u64,
    settings: &Settings,
) -> Result<(Vec<u8>, Option<HttpError>), HttpError> {
    let promised = answer.content_length();
    if promised.is_some_and(|bytes| bytes > limit) {
        return Err(HttpError::TooLarge { limit });
    }
    let room = promised.unwrap_or(0).min(ROOM_BYTES_MAX) as usize;
    let mut unpacker = Unpacker::new(Packing::of_headers(answer.headers()), limit, room);
    let mut pace = Pace { since: Instant::now(), at: 0 };
    let mut got = 0;
    // The error of the connection, or none where the body stands still.
    let failed = loop {
        let chunk = match timeout(settings.idle_timeout, answer.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return unpacker.finish(),
            Ok(Err(error)) => break Some(error),
            Err(_) => break None,
        };
        got += chunk.len() as u64;
        unpacker.push(&chunk)?;
        if !pace.is_kept(got, settings.idle_timeout) {
            break None;
        }
    };
    let (body, _) = unpacker.finish()?;
    let cut = match failed {
        Some(error) => HttpError::from_body(&error, body.len() as u64),
        None => HttpError::Timeout { stage: Stage::Progress, after: settings.idle_timeout },
    };
    Ok((body, Some(cut)))
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
