//! Tables at drawing time: html2text lays the cells out, marks are found again in what it drew.

use super::flow::Marks;
use super::{Role, Run};
use crate::article::render::escape_html;
use crate::domain::RichText;
use crate::text::{CleanText, display_width};

/// Most rows that are drawn as a table; html2text takes seconds for ten thousand.
const ROWS_MAX: usize = 200;
/// Most columns that are drawn as a table.
const COLUMNS_MAX: usize = 12;
/// Longest text of a drawn cell, in characters.
const CELL_CHARS_MAX: usize = 300;
/// Columns of the screen that a column of a table needs to be read.
const COLUMN_WIDTH_MIN: usize = 5;

/// Draws a table with its borders, at most `width` columns wide; `None` when it does not fit, and rows are better written as lines.
pub(super) fn draw(header: bool, rows: &[Vec<RichText>], width: usize) -> Option<Vec<Vec<Run>>> {
    let columns = rows.iter().map(Vec::len).max()?;
    if rows.len() > ROWS_MAX || columns > COLUMNS_MAX || columns * (COLUMN_WIDTH_MIN + 1) > width {
        return None;
    }
    let mut html = String::from("<table>");
    for row in rows {
        html.push_str("<tr>");
        for cell in row {
            let text = CleanText::capped(&cell.text, CELL_CHARS_MAX);
            html.push_str("<td>");
            html.push_str(&escape_html(&text));
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</table>");
    let drawn = html2text::config::plain_no_decorate().string_from_read(html.as_bytes(), width).ok()?;
    if drawn.lines().any(|line| display_width(line) > width) {
        return None;
    }
    let mut borders = 0;
    let lines = drawn.lines().map(|line| {
        let is_border = line.chars().all(is_border);
        borders += usize::from(is_border);
        let role = if header && borders == 1 { Role::Strong } else { Role::Text };
        runs_of(line.trim_end(), role)
    });
    Some(lines.filter(|runs| !runs.is_empty()).collect())
}

fn is_border(letter: char) -> bool {
    ('\u{2500}'..='\u{257f}').contains(&letter) || letter == ' '
}

/// Parts a drawn line into its borders and its words.
fn runs_of(line: &str, role: Role) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for letter in line.chars() {
        let kind = if ('\u{2500}'..='\u{257f}').contains(&letter) { Role::Rule } else { role };
        match runs.last_mut() {
            Some(run) if run.role == kind => run.text.push(letter),
            _ => runs.push(Run::new(letter, kind)),
        }
    }
    runs
}

/// Gives the drawn lines their marks: each mention is looked for as it is written; one that wraps inside its cell stays plain.
pub(super) fn with_marks(mut lines: Vec<Vec<Run>>, text: &str, indices: &[usize], marks: &Marks<'_>) -> Vec<Vec<Run>> {
    for &index in indices {
        let Some(name) = text.get(marks.bytes(index)) else { continue };
        let found = lines.iter().enumerate().find_map(|(line, runs)| {
            let free = |run: &Run| run.mark.is_none() && run.role != Role::Rule;
            runs.iter().position(|run| free(run) && run.text.contains(name)).map(|at| (line, at))
        });
        if let Some((line, at)) = found {
            let run = lines[line].remove(at);
            let parts = split(&run, name, index, marks.role(index));
            lines[line].splice(at..at, parts);
        }
    }
    lines
}

/// Cuts the first place where `name` stands out of a run.
fn split(run: &Run, name: &str, mark: usize, role: Role) -> Vec<Run> {
    let Some((before, after)) = run.text.split_once(name) else { return vec![run.clone()] };
    let named = Run { text: name.to_owned(), role, mark: Some(mark), link: None };
    let parts = [Run::new(before, run.role), named, Run::new(after, run.role)];
    parts.into_iter().filter(|part| !part.text.is_empty()).collect()
}
