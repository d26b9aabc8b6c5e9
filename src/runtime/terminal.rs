//! Raw mode and the alternate screen, given back on every exit: quit, error, panic and signal.

use std::cell::RefCell;
use std::io::{self, BufRead as _, Write};
use std::rc::Rc;
use std::{panic, thread};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::style::Print;
use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use tokio::sync::oneshot;

use super::job::{Change, Job};
use super::output::Output;
use super::signals::{Caught, Signals};
use super::{external, foreground};
use crate::app::App;
use crate::text::CleanText;

/// Longest text of a notification, in characters.
const NOTIFICATION_CHARS_MAX: usize = 160;

/// The terminal while the reader has it. Dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<Paint>>,
    /// What is painted, on its way to the terminal.
    paint: Paint,
    output: Output,
    mouse: bool,
}

/// One paint: it reaches the terminal whole, so that no half-drawn screen shows.
#[derive(Clone, Debug, Default)]
struct Paint(Rc<RefCell<Vec<u8>>>);

impl Write for Paint {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Terminal {
    /// Takes the terminal and makes sure that a panic anywhere gives it back before its message is printed.
    ///
    /// # Errors
    /// When there is no terminal.
    pub fn take(output: &Output, mouse: bool) -> io::Result<Self> {
        let before = panic::take_hook();
        let owner = thread::current().id();
        let last = output.clone();
        panic::set_hook(Box::new(move |info| {
            // A worker's panic is caught and shown as its feed's error: the screen stays.
            if thread::current().id() == owner {
                give_back(&last);
                before(info);
            } else {
                tracing::error!(panic = %info, "a task panicked");
            }
        }));
        enter(output, mouse)?;
        let paint = Paint::default();
        let inner = ratatui::Terminal::new(CrosstermBackend::new(paint.clone()))?;
        let mut terminal = Self { inner, paint, output: output.clone(), mouse };
        // Not every terminal hands out its other screen empty, and only what differs from empty is painted.
        terminal.forget()?;
        Ok(terminal)
    }

    /// Returns columns and rows.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.inner.size()?;
        Ok((size.width, size.height))
    }

    /// Says whether the terminal has taken all that was painted.
    ///
    /// # Errors
    /// When it is gone.
    pub fn is_free(&self) -> io::Result<bool> {
        self.output.is_free()
    }

    /// Waits until the terminal has taken all that was painted, or is gone.
    pub async fn free(&self) {
        self.output.free().await;
    }

    /// Draws what has changed since the last paint.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        self.inner.draw(|frame| app.draw(frame))?;
        self.output.send(self.paint.0.take());
        Ok(())
    }

    /// Makes the next paint a whole one.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn forget(&mut self) -> io::Result<()> {
        // Not `clear`: that asks the terminal where its cursor is, and the answer would have to come past the thread that
        // reads the keys, or never comes at all.
        let (columns, rows) = self.size()?;
        self.inner.resize(Rect::new(0, 0, columns, rows))
    }

    /// Puts a text on the clipboard of whoever sits before the terminal (OSC 52), over ssh as well.
    ///
    /// # Errors
    /// Never: a terminal that is gone shows at the next paint.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let mut bytes = Vec::new();
        queue!(bytes, CopyToClipboard::to_clipboard_from(text))?;
        self.output.send(bytes);
        Ok(())
    }

    /// Asks the terminal for a notification on the desktop (OSC 9, as iTerm2, kitty, `WezTerm` and foot know it).
    ///
    /// # Errors
    /// Never: a terminal that is gone shows at the next paint.
    pub fn notify(&mut self, text: &str) -> io::Result<()> {
        // The name before it keeps a text that begins with a number from being a command of ConEmu's.
        let text = CleanText::capped(text, NOTIFICATION_CHARS_MAX);
        let mut bytes = Vec::new();
        queue!(bytes, Print(format!("\x1b]9;dateline: {text}\x07")))?;
        self.output.send(bytes);
        Ok(())
    }

    /// Gives the terminal back, stops the program, and takes the terminal again when it is continued. Returns the number of a
    /// signal that ended the program meanwhile.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub async fn suspend(&mut self, signals: &mut Signals) -> io::Result<Option<u8>> {
        give_back(&self.output);
        let ended = signals.stop().await?;
        if ended.is_none() {
            self.enter()?;
        }
        Ok(ended)
    }

    /// Takes the terminal again after the program was stopped without a warning, and waits for that while others have it.
    /// Returns the number of a signal that ended the program meanwhile.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub async fn take_again(&mut self, signals: &mut Signals) -> io::Result<Option<u8>> {
        if !foreground::is_ours()
            && let Some(number) = signals.stop().await?
        {
            return Ok(Some(number));
        }
        // Whoever had it meanwhile may have changed how it treats what is typed.
        give_back(&self.output);
        self.enter()?;
        Ok(None)
    }

    /// Gives the terminal back to a command line with `input` on its standard input, waits until the reader has seen what came
    /// of it, and takes the terminal again. Nothing else may read the keyboard meanwhile. Returns the number of a signal that
    /// ended the program meanwhile.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub async fn run(&mut self, command: &str, input: String, signals: &mut Signals) -> io::Result<Option<u8>> {
        give_back(&self.output);
        let modes = foreground::modes();
        let ended = match Job::start(command, input) {
            Ok(job) => watch(job, signals).await?,
            Err(error) => Ok(Some(format!("cannot start a shell: {error}"))),
        };
        // A command that was ended does not leave the terminal as it was.
        if let Some(modes) = &modes {
            foreground::set_modes(modes);
        }
        let trouble = match ended {
            Ok(trouble) => trouble.map(|trouble| format!("{trouble}\n")).unwrap_or_default(),
            Err(number) => return Ok(Some(number)),
        };
        if let Some(number) = self.wait_for_enter(&trouble, signals).await? {
            return Ok(Some(number));
        }
        self.enter()?;
        Ok(None)
    }

    /// Waits until the reader presses Enter; the terminal is given back.
    async fn wait_for_enter(&self, trouble: &str, signals: &mut Signals) -> io::Result<Option<u8>> {
        let (tell, mut typed) = oneshot::channel();
        // Nothing can end a read that waits for a key; where the program ends instead, the thread ends with it.
        thread::Builder::new().name("enter".to_owned()).spawn(move || {
            let read = io::stdin().lock().read_until(b'\n', &mut Vec::new());
            // The program may be ending.
            let _ = tell.send(read.map(drop));
        })?;
        loop {
            self.output.send(format!("\n{trouble}Press Enter to return to dateline. ").into_bytes());
            tokio::select! {
                biased;
                caught = signals.next() => match caught {
                    Caught::End(number) => return Ok(Some(number)),
                    Caught::Stop => if let Some(number) = signals.stop().await? {
                        return Ok(Some(number));
                    },
                    Caught::Continued => {}
                },
                typed = &mut typed => return typed.unwrap_or(Ok(())).map(|()| None),
            }
        }
    }

    fn enter(&mut self) -> io::Result<()> {
        enter(&self.output, self.mouse)?;
        self.forget()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back(&self.output);
    }
}

/// Waits for the end of a command and says how it ended, where that was not well; fails with the number of a signal that ended
/// the program, and the command with it.
async fn watch(mut job: Job, signals: &mut Signals) -> io::Result<Result<Option<String>, u8>> {
    let mut can_stop = foreground::can_stop();
    loop {
        tokio::select! {
            biased;
            caught = signals.next() => match caught {
                Caught::End(number) => {
                    job.end().await;
                    return Ok(Err(number));
                }
                // The program stops when the command has.
                Caught::Stop => {
                    can_stop = true;
                    job.stop();
                }
                Caught::Continued => job.go_on(),
            },
            change = job.changed() => match change {
                Change::Ended(status) => return Ok(Ok(external::ending(status))),
                Change::Stopped => {
                    if can_stop && let Some(number) = signals.stop().await? {
                        job.end().await;
                        return Ok(Err(number));
                    }
                    job.go_on();
                }
            },
        }
    }
}

fn enter(output: &Output, mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    let mut bytes = Vec::new();
    // Signs that a terminal draws wider than they should be end at the margin: they do not scroll the screen.
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, DisableLineWrap, cursor::Hide)?;
    if mouse {
        queue!(bytes, EnableMouseCapture)?;
    }
    output.send(bytes);
    Ok(())
}

/// Undoes [`enter`]; harmless when done twice. A terminal that is gone cannot be given back, so errors are of no use, and one
/// that takes nothing is not waited for.
fn give_back(output: &Output) {
    let mut bytes = Vec::new();
    let _ = queue!(bytes, DisableMouseCapture, DisableBracketedPaste, EnableLineWrap, LeaveAlternateScreen, cursor::Show);
    output.send(bytes);
    output.settle();
    let _ = foreground::undisturbed(disable_raw_mode);
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// Set in the process that is to panic.
    const TO_PANIC: &str = "DATELINE_TEST_PANICS";

    #[test]
    fn a_panic_gives_the_terminal_back_and_is_told_after_that() {
        if std::env::var_os(TO_PANIC).is_some() {
            let _terminal = Terminal::take(&Output::start().unwrap(), true).unwrap();
            panic!("the reader has seen enough");
        }
        let pair = native_pty_system().openpty(PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 }).unwrap();
        let before = format!("{:?}", pair.master.get_termios().unwrap());
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        let this = thread::current().name().unwrap().to_owned();
        command.args(["--exact", &this, "--nocapture"]);
        command.env(TO_PANIC, "1");
        let mut child = pair.slave.spawn_command(command).unwrap();
        let mut output = pair.master.try_clone_reader().unwrap();
        drop(pair.slave);
        let mut written = Vec::new();
        // A pty whose other end is gone ends in an error, not in an end.
        let _ = output.read_to_end(&mut written);
        assert!(!child.wait().unwrap().success());
        assert_eq!(format!("{:?}", pair.master.get_termios().unwrap()), before);
        let written = String::from_utf8_lossy(&written);
        let at = |piece: &str| written.find(piece).unwrap_or_else(|| panic!("no {piece:?} in {written:?}"));
        assert!(at("\x1b[?1049h") < at("\x1b[?1049l"), "{written:?}");
        assert!(at("\x1b[?1049l") < at("the reader has seen enough"), "{written:?}");
    }
}
