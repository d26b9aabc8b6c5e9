//! Raw mode and the alternate screen, given back on every exit: quit, error, panic and signal.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::panic;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;

use crate::app::App;

/// One paint reaches the terminal in one write, so that no half-drawn screen shows.
const PAINT_BYTES: usize = 64 * 1024;

/// The terminal while the reader has it. Dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    inner: ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal and makes sure that a panic anywhere gives it back before its message is printed.
    ///
    /// # Errors
    /// When standard output is no terminal or cannot be written.
    pub fn take(mouse: bool) -> io::Result<Self> {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A worker's panic is caught and shown as its feed's error: the screen stays. Only the main thread owns the terminal.
            if std::thread::current().name() == Some("main") {
                give_back();
                before(info);
            } else {
                tracing::error!(panic = %info, "a task panicked");
            }
        }));
        enter(mouse)?;
        let inner = ratatui::Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(PAINT_BYTES, stdout())))?;
        let mut terminal = Self { inner, mouse };
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
        self.inner.clear()
    }

    /// Puts a text on the clipboard of whoever sits before the terminal (OSC 52), over ssh as well.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.inner.backend_mut(), CopyToClipboard::to_clipboard_from(text))
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
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    let mut out = stdout();
    queue!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse {
        queue!(out, EnableMouseCapture)?;
    }
    out.flush()
}

/// Undoes [`enter`]; harmless when done twice. A terminal that is gone cannot be given back, so errors are of no use.
fn give_back() {
    let _ = execute!(stdout(), DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
}
