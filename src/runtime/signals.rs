//! The signals that end, stop and continue the program: registered once, so that none is lost between two sessions or while
//! a command has the terminal.

use std::future::ready;
use std::io;

use rustix::process::{self, Signal as Number};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::foreground;

pub(super) const SIGHUP: u8 = 1;
const SIGINT: u8 = 2;
const SIGQUIT: u8 = 3;
const SIGTERM: u8 = 15;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caught {
    /// To save and end; the number of the signal.
    End(u8),
    /// To give the terminal back and stop.
    Stop,
    /// The program runs again after it was stopped: others have had the terminal.
    Continued,
}

/// The signals that the program obeys in good order.
#[derive(Debug)]
pub(super) struct Signals {
    hangup: Signal,
    interrupt: Signal,
    quit: Signal,
    terminate: Signal,
    /// Ctrl-Z of the terminal, and what a program gets that reads or writes in the background.
    stops: [Signal; 3],
    continued: Signal,
}

impl Signals {
    /// Begins to listen. From here on none of these signals ends or stops the program by itself.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn start() -> io::Result<Self> {
        let of = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
        Ok(Self {
            hangup: of(Number::HUP)?,
            interrupt: of(Number::INT)?,
            quit: of(Number::QUIT)?,
            terminate: of(Number::TERM)?,
            stops: [of(Number::TSTP)?, of(Number::TTIN)?, of(Number::TTOU)?],
            continued: of(Number::CONT)?,
        })
    }

    /// Waits for the next signal; one that ends the program comes before all others.
    pub(super) async fn next(&mut self) -> Caught {
        let [by_hand, by_reading, by_writing] = &mut self.stops;
        tokio::select! {
            biased;
            _ = self.hangup.recv() => Caught::End(SIGHUP),
            _ = self.terminate.recv() => Caught::End(SIGTERM),
            _ = self.interrupt.recv() => Caught::End(SIGINT),
            _ = self.quit.recv() => Caught::End(SIGQUIT),
            _ = by_hand.recv() => Caught::Stop,
            _ = by_reading.recv() => Caught::Stop,
            _ = by_writing.recv() => Caught::Stop,
            _ = self.continued.recv() => Caught::Continued,
        }
    }

    /// Stops the program until it is continued in the foreground; the terminal is given back already. Returns the number of a
    /// signal that ended the program meanwhile.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) async fn stop(&mut self) -> io::Result<Option<u8>> {
        loop {
            forget(&mut self.continued).await;
            // Not the signal that asked for it: that one is caught.
            process::kill_process(process::getpid(), Number::STOP)?;
            loop {
                match self.next().await {
                    Caught::End(number) => return Ok(Some(number)),
                    Caught::Continued => break,
                    Caught::Stop => {}
                }
            }
            // A shell that continues a program in the background keeps the terminal for itself.
            if foreground::is_ours() {
                break;
            }
        }
        // What came of reading in the background.
        for stop in &mut self.stops {
            forget(stop).await;
        }
        Ok(None)
    }
}

/// Takes a signal that has come already.
async fn forget(signal: &mut Signal) {
    tokio::select! {
        biased;
        _ = signal.recv() => {}
        () = ready(()) => {}
    }
}
