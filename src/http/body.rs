//! Reads a body piece by piece, counting what was unpacked, so that a bomb never fills the memory.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{HttpError, Settings, Stage};

/// Bytes a second below which a body counts as standing still.
const PROGRESS_BYTES: u64 = 100;
/// Most room that is made before anything has come: what a header promises is not believed further.
const ROOM_BYTES_MAX: u64 = 256 << 10;

/// Reads the whole body of `answer`.
pub(super) async fn read(mut answer: reqwest::Response, limit: u64, settings: &Settings) -> Result<Vec<u8>, HttpError> {
    let promised = answer.content_length();
    if promised.is_some_and(|bytes| bytes > limit) {
        return Err(HttpError::TooLarge { limit });
    }
    let mut body = Vec::with_capacity(promised.unwrap_or(0).min(ROOM_BYTES_MAX) as usize);
    let mut pace = Pace { since: Instant::now(), at: 0 };
    let stalled = || HttpError::Timeout { stage: Stage::Progress, after: settings.idle_timeout };
    loop {
        let chunk = timeout(settings.idle_timeout, answer.chunk()).await.map_err(|_| stalled())?;
        let got = body.len() as u64;
        let Some(chunk) = chunk.map_err(|error| HttpError::from_body(&error, got))? else { return Ok(body) };
        if got + chunk.len() as u64 > limit {
            return Err(HttpError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
        if !pace.is_kept(body.len() as u64, settings.idle_timeout) {
            return Err(stalled());
        }
    }
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
