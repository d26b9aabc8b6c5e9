//! The keyboard and the mouse: a thread of their own that reads the terminal and passes on what happened.
//!
//! crossterm's stream forgets who is to be woken when it is looked at without waiting, which is what the event loop does to
//! take a burst of keys before one paint. A thread and a channel have no such memory to lose.

use std::io;
use std::thread;

use crossterm::event::{self, Event};
use tokio::sync::mpsc;

/// Events that may wait for the screen; a held key brings some thirty a second.
const WAITING_MAX: usize = 1024;

/// Where the terminal's events come out; it ends when the terminal is gone.
pub(super) type Input = mpsc::Receiver<io::Result<Event>>;

/// Starts reading the terminal. The thread lives as long as the program: nothing can end a read that waits for a key.
///
/// # Errors
/// When no thread can be started.
pub(super) fn start() -> io::Result<Input> {
    let (events, input) = mpsc::channel(WAITING_MAX);
    thread::Builder::new().name("input".to_owned()).spawn(move || {
        loop {
            let event = event::read();
            let gone = event.is_err();
            if events.blocking_send(event).is_err() || gone {
                return;
            }
        }
    })?;
    Ok(input)
}
