//! Standard output: written at once and in large pieces, in tables where a person reads them.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};

use serde::Serialize;

use crate::domain::hide_logins;
use crate::text::{CleanText, display_width, may_be_shown, showable, truncate};

/// Columns between two cells of a table.
const GAP: usize = 2;

/// Widest cell of a column that is not the last, when the table has to fit a terminal.
const CELL_WIDTH_MAX: usize = 28;

/// Begins bold letters on a terminal.
const BOLD: &str = "\u{1b}[1m";

/// Ends bold letters on a terminal.
const PLAIN: &str = "\u{1b}[0m";

/// Returns a JSON document with what steers a terminal as escapes: outside its strings there is none of it.
fn escaped(document: &str) -> Cow<'_, str> {
    if document.chars().all(may_be_shown) {
        return Cow::Borrowed(document);
    }
    let escape = |unit: &mut u16| format!("\\u{unit:04x}");
    let of_letter = |letter: char| {
        if may_be_shown(letter) { letter.to_string() } else { letter.encode_utf16(&mut [0; 2]).iter_mut().map(escape).collect() }
    };
    Cow::Owned(document.chars().map(of_letter).collect())
}

/// Says whether colours and bold letters may be used at all.
pub(super) fn colors_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty()) && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Standard output, locked for as long as the command writes to it.
pub(super) struct Output<W: Write = BufWriter<StdoutLock<'static>>> {
    writer: W,
    /// Columns of the terminal; `None` when it is none, and lines may be as long as they are.
    width: Option<usize>,
    bold: bool,
}

impl Output {
    /// Takes standard output.
    pub fn new() -> Self {
        let terminal = io::stdout().is_terminal();
        let width = terminal.then(|| crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns)));
        Self { writer: BufWriter::new(io::stdout().lock()), width, bold: terminal && colors_wanted() }
    }
}

impl Output<Vec<u8>> {
    /// Writes for a program: nothing bold, lines as long as they are.
    pub fn memory() -> Self {
        Self { writer: Vec::new(), width: None, bold: false }
    }

    /// Returns what was written.
    pub fn into_text(self) -> String {
        String::from_utf8_lossy(&self.writer).into_owned()
    }
}

impl<W: Write> Output<W> {
    /// Returns the columns of the terminal; `None` when output goes elsewhere.
    pub fn width(&self) -> Option<usize> {
        self.width
    }

    /// Writes what is still held back. Without it, a full disk at the very end would go unnoticed.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }

    /// Writes a line with the stretches between the marks in bold, or without the marks where nothing may be bold.
    pub fn emphasized(&mut self, line: &str, marks: [char; 2]) -> io::Result<()> {
        let [on, off] = if self.bold { [BOLD, PLAIN] } else { ["", ""] };
        writeln!(self.writer, "{}", showable(line).replace(marks[0], on).replace(marks[1], off))
    }

    /// Writes one JSON document on one line. Characters that steer a terminal are escaped in it.
    pub fn json(&mut self, document: &impl Serialize) -> io::Result<()> {
        let document = serde_json::to_string(document)?;
        writeln!(self.writer, "{}", escaped(&document))
    }

    /// Writes a line that stands above others.
    pub fn heading(&mut self, text: &str) -> io::Result<()> {
        let [on, off] = if self.bold { [BOLD, PLAIN] } else { ["", ""] };
        writeln!(self.writer, "{on}{}{off}", showable(text))
    }

    /// Writes rows under their headings; the last column takes what the terminal leaves, numbers stand at the right.
    pub fn table(&mut self, columns: &[Column], rows: &[Vec<String>]) -> io::Result<()> {
        let last = columns.len().saturating_sub(1);
        let mut widths: Vec<usize> = columns.iter().map(|column| display_width(column.name)).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(display_width(cell));
            }
        }
        if let Some(terminal) = self.width {
            for width in &mut widths[..last] {
                *width = (*width).min(CELL_WIDTH_MAX);
            }
            let taken: usize = widths[..last].iter().map(|width| width + GAP).sum();
            widths[last] = widths[last].min(terminal.saturating_sub(taken).max(8));
        }
        if columns.iter().any(|column| !column.name.is_empty()) && self.width.is_some() {
            let names: Vec<String> = columns.iter().map(|column| column.name.to_owned()).collect();
            let line = line(columns, &widths, &names);
            self.heading(&line)?;
        }
        for row in rows {
            writeln!(self.writer, "{}", showable(&line(columns, &widths, row)))?;
        }
        Ok(())
    }
}

/// Whatever a command writes may come from a feed, the config or an old store: what steers a terminal is left out of all of it.
impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write_all(showable(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    name: &'static str,
    right: bool,
}

impl Column {
    /// A column of words.
    pub const fn text(name: &'static str) -> Self {
        Self { name, right: false }
    }

    /// A column of numbers.
    pub const fn number(name: &'static str) -> Self {
        Self { name, right: true }
    }
}

fn line(columns: &[Column], widths: &[usize], cells: &[String]) -> String {
    let mut line = String::new();
    for ((column, &width), cell) in columns.iter().zip(widths).zip(cells) {
        let cell = truncate(cell, width);
        let space = " ".repeat(width.saturating_sub(display_width(&cell)));
        if !line.is_empty() {
            line.push_str(&" ".repeat(GAP));
        }
        let (before, after) = if column.right { (space.as_str(), "") } else { ("", space.as_str()) };
        line.push_str(before);
        line.push_str(&cell);
        line.push_str(after);
    }
    line.truncate(line.trim_end().len());
    line
}

/// Writes words about the work to standard error. A closed one is nobody's loss.
pub(super) fn say(words: &str) {
    // Words can hold what a feed, a config or a stored search says.
    let _ = writeln!(io::stderr().lock(), "{}", CleanText::lines(&hide_logins(words)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_under_each_other_whatever_their_width() {
        let columns = [Column::number("id"), Column::text("feed"), Column::text("title")];
        let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        assert_eq!(line(&columns, &[3, 6, 10], &cells(["7", "東京", "Grain"])), "  7  東京    Grain");
        assert_eq!(line(&columns, &[3, 6, 6], &cells(["700", "Harbour Wire", "Grain deal"])), "700  Harbo…  Grain…");
    }

    #[test]
    fn nothing_that_is_written_steers_a_terminal() {
        let hostile = "a\u{1b}]52;c;eA==\u{7}b\u{9b}31m\u{202e}c\td  e";
        let mut output = Output::memory();
        writeln!(output, "{hostile}").unwrap();
        output.heading(hostile).unwrap();
        output.emphasized(hostile, ['<', '>']).unwrap();
        output.table(&[Column::text("x")], &[vec![hostile.to_owned()]]).unwrap();
        output.write_all(b"\xff\x1b[2J\n").unwrap();
        let written = output.into_text();
        assert!(written.chars().all(|letter| letter == '\n' || may_be_shown(letter)), "{written:?}");
        assert!(written.starts_with("a]52;c;eA==b31mc\td  e\n"), "{written:?}");
    }

    #[test]
    fn json_keeps_what_it_escapes() {
        let text = "a\u{9b}b\u{202e}\u{e0041}\u{7f}é\u{1b}";
        let mut output = Output::memory();
        output.json(&text).unwrap();
        let written = output.into_text();
        assert!(written.trim_end().chars().all(|letter| matches!(letter, ' '..='~' | 'é')), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
