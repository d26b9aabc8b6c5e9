//! The screen without signs and lines, for screen readers and simple terminals.
//!
//! What is a sign elsewhere is said in words by the panes themselves; what is left of lines and marks goes here, and the cursor
//! of the terminal, which screen readers follow, is put where the reader is.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Modifier;

use crate::domain::{Fold, Headline};
use crate::text::CleanText;

/// The mark of the selected row.
const SELECTED: &str = "▌";
/// The mark of a person whose stories are listed, and of what is selected beside a story.
const POINTED: &str = "▸";

/// Returns what is known of a story, in words: what marks say elsewhere.
pub fn state_of(headline: &Headline) -> String {
    let mut words = vec![if headline.unread { "unread" } else { "read" }];
    words.extend(matches!(headline.fold, Fold::Under(_)).then_some("the same report"));
    words.extend(headline.starred.then_some("starred"));
    words.extend(headline.followed.then_some("followed"));
    words.extend(headline.later.then_some("later"));
    words.into_iter().map(str::to_owned).chain(tags_of(headline)).collect::<Vec<_>>().join(", ")
}

/// Returns the tags of a story in words.
pub fn tags_of(headline: &Headline) -> Option<String> {
    let tags: Vec<&str> = headline.tags.iter().map(CleanText::as_str).collect();
    (!tags.is_empty()).then(|| format!("tagged {}", tags.join(" ")))
}

/// Takes lines and marks off the screen and returns where the reader is: on what is stood on, else on the selected row.
pub fn finish(buffer: &mut Buffer) -> Option<Position> {
    let area = buffer.area;
    let places: Vec<Position> = area.positions().collect();
    let stood = places.iter().find(|at| buffer[**at].modifier.contains(Modifier::REVERSED)).copied();
    // What lies over a place stands below it, and has a selected row of its own.
    let marked = |at: &&Position| buffer[**at].symbol() == SELECTED;
    let above = |at: &&Position| at.y > area.y && buffer[(at.x, at.y - 1)].symbol() == SELECTED;
    let selected = places.iter().rfind(|at| marked(at) && !above(at)).copied();
    let here = stood.or(selected);
    for at in places {
        let is_here = here.is_some_and(|here| here.y == at.y);
        let cell = &mut buffer[at];
        if let Some(plain) = plain(cell.symbol(), is_here) {
            cell.set_symbol(plain);
        }
    }
    here
}

/// Returns what stands in the place of a sign.
fn plain(sign: &str, is_here: bool) -> Option<&'static str> {
    Some(match sign {
        SELECTED | POINTED if is_here => ">",
        SELECTED | POINTED | "─" | "┴" | "│" | "▨" | "◌" | "‖" | "★" | "◆" | "◇" | "∅" => " ",
        "›" => ">",
        "·" | "•" => "-",
        "×" => "x",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn marks_go_and_the_cursor_is_on_the_selected_row() {
        let mut buffer = Buffer::with_lines(["  read · 2h ", "▌ unread: a ", "▌ title     ", "────────────"]);
        assert_eq!(finish(&mut buffer), Some(Position { x: 0, y: 1 }));
        assert_eq!(buffer, Buffer::with_lines(["  read - 2h ", "> unread: a ", "  title     ", "            "]));
    }

    #[test]
    fn what_is_stood_on_goes_before_what_is_selected() {
        let mut buffer = Buffer::with_lines(["▌ a row     ", "  Tomas Varga "]);
        buffer.set_style(Rect::new(2, 1, 11, 1), Style::new().add_modifier(Modifier::REVERSED));
        assert_eq!(finish(&mut buffer), Some(Position { x: 2, y: 1 }));
    }
}
