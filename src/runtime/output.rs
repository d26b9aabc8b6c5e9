//! The way to the terminal: a thread that writes, so that a terminal that takes nothing stops nobody else.
//!
//! A stopped tmux, an ssh that hangs and Ctrl-S all have a write wait, for hours if need be. The event loop hands over whole
//! paints, paints again only when the last one is through, and waits for the thread for a moment at the most.

use std::fs::File;
use std::io::{self, Write as _, stderr, stdout};
use std::os::fd::AsFd as _;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use tokio::sync::Notify;

/// How long the terminal may take for the last words to it.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A handle to the thread that writes to the terminal; clones share it.
#[derive(Clone, Debug)]
pub(super) struct Output {
    chunks: mpsc::Sender<Vec<u8>>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    progress: Mutex<Progress>,
    changed: Condvar,
    notify: Notify,
}

#[derive(Debug, Default)]
struct Progress {
    /// Chunks that are still to be written.
    waiting: u32,
    /// The number of the system's error that ended the writing.
    failed: Option<i32>,
}

impl Output {
    /// Starts the thread. It lives as long as the program: nothing can end a write that waits for the terminal.
    ///
    /// # Errors
    /// When standard output is closed or no thread can be started.
    pub(super) fn start() -> io::Result<Self> {
        // Not the library's own standard output: its lock would be held for as long as the terminal takes nothing.
        let terminal = File::from(stdout().as_fd().try_clone_to_owned()?);
        let (chunks, waiting) = mpsc::channel();
        let shared = Arc::new(Shared::default());
        let writing = shared.clone();
        thread::Builder::new().name("output".to_owned()).spawn(move || write(&terminal, &waiting, &writing))?;
        Ok(Self { chunks, shared })
    }

    /// Hands over bytes and returns at once.
    pub(super) fn send(&self, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        self.shared.progress().waiting += 1;
        if self.chunks.send(bytes).is_err() {
            self.shared.written(None);
        }
    }

    /// Says whether all that was handed over is written.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn is_free(&self) -> io::Result<bool> {
        let progress = self.shared.progress();
        match progress.failed {
            Some(number) => Err(io::Error::from_raw_os_error(number)),
            None => Ok(progress.waiting == 0),
        }
    }

    /// Waits until all that was handed over is written, or the terminal is gone.
    pub(super) async fn free(&self) {
        loop {
            let changed = self.shared.notify.notified();
            if !matches!(self.is_free(), Ok(false)) {
                return;
            }
            changed.await;
        }
    }

    /// Blocks until all that was handed over is written, for a moment at the most.
    pub(super) fn settle(&self) {
        let stalled = |progress: &mut Progress| progress.waiting > 0;
        drop(self.shared.changed.wait_timeout_while(self.shared.progress(), LAST_WORDS, stalled));
    }
}

impl Shared {
    fn written(&self, failed: Option<i32>) {
        let mut progress = self.progress();
        progress.waiting -= 1;
        progress.failed = progress.failed.or(failed);
        drop(progress);
        self.changed.notify_all();
        self.notify.notify_waiters();
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write(mut terminal: &File, waiting: &mpsc::Receiver<Vec<u8>>, shared: &Shared) {
    let mut gone = false;
    for bytes in waiting {
        let failed = if gone { None } else { terminal.write_all(&bytes).err() };
        gone |= failed.is_some();
        let number = failed.map(|error| error.raw_os_error().unwrap_or(rustix::io::Errno::IO.raw_os_error()));
        shared.written(number);
    }
}

/// Writes words to standard error for whoever is still there to read them; a terminal that takes nothing keeps nobody waiting.
pub fn say(words: String) {
    let (done, said) = mpsc::channel::<()>();
    let say = move || {
        // Nobody is left to be told when standard error is gone.
        let _ = stderr().lock().write_all(words.as_bytes());
        drop(done);
    };
    if thread::Builder::new().name("last words".to_owned()).spawn(say).is_ok() {
        let _ = said.recv_timeout(LAST_WORDS);
    }
}
