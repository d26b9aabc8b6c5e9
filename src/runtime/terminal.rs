//! Raw mode and the alternate screen, given back on every exit: quit, error, panic and signal.

use std::io::{self, BufRead as _, BufWriter, Stdout, Write, stdout};
use std::mem::ManuallyDrop;
use std::{panic, thread};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::style::Print;
use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use super::external;
use crate::app::App;
use crate::text::CleanText;

/// One paint reaches the terminal in one write, so that no half-drawn screen shows.
const PAINT_BYTES: usize = 64 * 1024;

/// Longest text of a notification, in characters.
const NOTIFICATION_CHARS_MAX: usize = 160;

/// The terminal while the reader has it. Dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    /// Never dropped: its own `drop` prints to standard error, which panics when the window is gone.
    inner: ManuallyDrop<ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal and makes sure that a panic anywhere gives it back before its message is printed.
    ///
    /// # Errors
    /// When standard output is no terminal or cannot be written.
    pub fn take(mouse: bool) -> io::Result<Self> {
        let before = panic::take_hook();
        let owner = thread::current().id();
        panic::set_hook(Box::new(move |info| {
            // A worker's panic is caught and shown as its feed's error: the screen stays.
            if thread::current().id() == owner {
                give_back();
                before(info);
            } else {
                tracing::error!(panic = %info, "a task panicked");
            }
        }));
        enter(mouse)?;
        let inner = ratatui::Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(PAINT_BYTES, stdout())))?;
        let mut terminal = Self { inner: ManuallyDrop::new(inner), mouse };
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

    /// Draws what has changed since the last paint.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        self.inner.draw(|frame| app.draw(frame))?;
        self.inner.backend_mut().flush()
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
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.inner.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Asks the terminal for a notification on the desktop (OSC 9, as iTerm2, kitty, `WezTerm` and foot know it).
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn notify(&mut self, text: &str) -> io::Result<()> {
        // The name before it keeps a text that begins with a number from being a command of ConEmu's.
        let text = CleanText::capped(text, NOTIFICATION_CHARS_MAX);
        execute!(self.inner.backend_mut(), Print(format!("\x1b]9;dateline: {text}\x07")))
    }

    /// Gives the terminal back, stops the program as Ctrl-Z does, and takes the terminal again when it is continued.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP)?;
        enter(self.mouse)?;
        self.forget()
    }

    /// Gives the terminal back to a command line with `input` on its standard input, waits until the reader has seen what came
    /// of it, and takes the terminal again. Nothing else may read the keyboard meanwhile.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn run(&mut self, command: &str, input: String) -> io::Result<()> {
        give_back();
        let trouble = match external::run_with_input(command, input) {
            Ok(status) => external::ending(status),
            Err(error) => Some(format!("cannot start a shell: {error}")),
        };
        let mut out = stdout();
        let trouble = trouble.map(|trouble| format!("{trouble}\n")).unwrap_or_default();
        write!(out, "\n{trouble}Press Enter to return to dateline. ")?;
        out.flush()?;
        io::stdin().lock().read_until(b'\n', &mut Vec::new())?;
        enter(self.mouse)?;
        self.forget()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    let mut out = stdout();
    // Signs that a terminal draws wider than they should be end at the margin: they do not scroll the screen.
    queue!(out, EnterAlternateScreen, EnableBracketedPaste, DisableLineWrap, cursor::Hide)?;
    if mouse {
        queue!(out, EnableMouseCapture)?;
    }
    out.flush()
}

/// Undoes [`enter`]; harmless when done twice. A terminal that is gone cannot be given back, so errors are of no use.
fn give_back() {
    let _ = execute!(stdout(), DisableMouseCapture, DisableBracketedPaste, EnableLineWrap, LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
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
            let _terminal = Terminal::take(true).unwrap();
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
