//! The keyboard and the mouse: a thread of their own that reads the terminal and passes on what happened.
//!
//! crossterm's stream forgets who is to be woken when it is looked at without waiting, which is what the event loop does to
//! take a burst of keys before one paint. A thread and a channel have no such memory to lose.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::event::{self, Event};
use tokio::sync::mpsc;

/// Events that may wait for the screen; a held key brings some thirty a second.
const WAITING_MAX: usize = 1024;

/// How long to wait for the thread to leave the keyboard. It does so at once, but for a thousand events that nobody took.
const LEAVES: Duration = Duration::from_secs(1);

/// Where the terminal's events come out; it ends when the terminal is gone.
#[derive(Debug)]
pub(super) struct Input {
    events: mpsc::Receiver<io::Result<Event>>,
    keyboard: Keyboard,
}

impl Input {
    /// Starts reading the terminal. The thread lives as long as the program: nothing can end a read that waits for a key.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start() -> io::Result<Self> {
        let (sender, events) = mpsc::channel(WAITING_MAX);
        let keyboard = Keyboard::default();
        let watched = keyboard.clone();
        thread::Builder::new().name("input".to_owned()).spawn(move || {
            loop {
                watched.wait_until_free();
                let event = event::read();
                let gone = event.is_err();
                if sender.blocking_send(event).is_err() || gone {
                    return;
                }
            }
        })?;
        Ok(Self { events, keyboard })
    }

    /// Returns the next event; `None` when the terminal is gone.
    pub async fn recv(&mut self) -> Option<io::Result<Event>> {
        self.events.recv().await
    }

    /// Returns an event that waits already.
    pub fn try_recv(&mut self) -> Option<io::Result<Event>> {
        self.events.try_recv().ok()
    }

    /// Returns what takes the keyboard away from here for a while.
    pub fn keyboard(&self) -> Keyboard {
        self.keyboard.clone()
    }
}

/// Who reads the keyboard: the thread here, or for a while somebody else.
#[derive(Clone, Debug, Default)]
pub(super) struct Keyboard {
    shared: Arc<(Mutex<Who>, Condvar)>,
}

/// The keyboard while the thread does not read it.
#[derive(Debug)]
pub(super) struct Lent(Keyboard);

impl Drop for Lent {
    fn drop(&mut self) {
        self.0.who().lent = false;
        self.0.shared.1.notify_all();
    }
}

#[derive(Debug, Default)]
struct Who {
    /// Somebody else wants it.
    lent: bool,
    /// The thread has left it.
    left: bool,
}

impl Keyboard {
    /// Takes the keyboard away from the thread until what is returned is dropped.
    pub fn lend(&self) -> Lent {
        let (_, changed) = &*self.shared;
        self.who().lent = true;
        // The thread sits in a read that only an event ends. A change of the window's size is one, also where nothing changed.
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::WINCH);
        drop(changed.wait_timeout_while(self.who(), LEAVES, |who| !who.left));
        Lent(self.clone())
    }

    fn wait_until_free(&self) {
        let (_, changed) = &*self.shared;
        let mut who = self.who();
        while who.lent {
            who.left = true;
            changed.notify_all();
            who = changed.wait(who).unwrap_or_else(PoisonError::into_inner);
        }
        who.left = false;
    }

    fn who(&self) -> MutexGuard<'_, Who> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
