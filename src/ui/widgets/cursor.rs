//! Where the reader stands in a list, and what part of it shows.

use crate::message::Action;

/// A movement along a list or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// By so many rows; negative is up.
    By(isize),
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// To this row, counted from 0.
    To(usize),
}

impl Motion {
    /// Returns the movement that an action means, where `visible` rows show; `None` if it is no movement.
    pub fn of(action: Action, count: Option<u32>, visible: usize) -> Option<Self> {
        let times = count.unwrap_or(1) as isize;
        let page = visible.max(1) as isize;
        let half = (page / 2).max(1);
        Some(match action {
            Action::Down => Self::By(times),
            Action::Up => Self::By(-times),
            Action::PageDown | Action::ReadOn => Self::By(times * page),
            Action::PageUp => Self::By(-times * page),
            Action::HalfPageDown => Self::By(times * half),
            Action::HalfPageUp => Self::By(-times * half),
            Action::Top | Action::Bottom if count.is_some() => Self::To((times - 1).max(0) as usize),
            Action::Top => Self::Top,
            Action::Bottom => Self::Bottom,
            _ => return None,
        })
    }
}

/// The selected row of a list and the first row that shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCursor {
    /// The selected row.
    pub selected: usize,
    /// The first row that shows.
    pub top: usize,
}

impl ListCursor {
    /// Moves; says whether anything changed.
    pub fn go(&mut self, motion: Motion, rows: usize, visible: usize) -> bool {
        let before = *self;
        let last = rows.saturating_sub(1);
        self.selected = match motion {
            Motion::By(by) => self.selected.saturating_add_signed(by).min(last),
            Motion::Top => 0,
            Motion::Bottom => last,
            Motion::To(row) => row.min(last),
        };
        self.settle(rows, visible);
        *self != before
    }

    /// Brings the selected row inside the list and into view, with no gap below the last row.
    pub fn settle(&mut self, rows: usize, visible: usize) {
        let visible = visible.max(1);
        self.selected = self.selected.min(rows.saturating_sub(1));
        self.top = self.top.min(rows.saturating_sub(visible)).min(self.selected);
        self.top = self.top.max((self.selected + 1).saturating_sub(visible));
    }

    /// Scrolls without leaving the list; the selected row comes along only where it would leave the view.
    pub fn scroll(&mut self, by: isize, rows: usize, visible: usize) -> bool {
        let before = *self;
        let visible = visible.max(1);
        self.top = self.top.saturating_add_signed(by).min(rows.saturating_sub(visible));
        self.selected = self.selected.clamp(self.top, (self.top + visible - 1).min(rows.saturating_sub(1)).max(self.top));
        *self != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_view_follows_the_selected_row() {
        let mut cursor = ListCursor::default();
        cursor.go(Motion::By(5), 20, 4);
        assert_eq!(cursor, ListCursor { selected: 5, top: 2 });
        cursor.go(Motion::By(-4), 20, 4);
        assert_eq!(cursor, ListCursor { selected: 1, top: 1 });
        cursor.go(Motion::Bottom, 20, 4);
        assert_eq!(cursor, ListCursor { selected: 19, top: 16 });
        assert!(!cursor.go(Motion::By(1), 20, 4));
    }

    #[test]
    fn the_wheel_takes_the_selected_row_along_at_the_edge() {
        let mut cursor = ListCursor { selected: 1, top: 0 };
        cursor.scroll(3, 20, 4);
        assert_eq!(cursor, ListCursor { selected: 3, top: 3 });
    }

    proptest! {
        #[test]
        fn the_selected_row_always_shows(rows in 0_usize..50, visible in 1_usize..20, moves in proptest::collection::vec(-60_isize..60, 0..20)) {
            let mut cursor = ListCursor::default();
            for by in moves {
                if by % 3 == 0 { cursor.scroll(by, rows, visible); } else { cursor.go(Motion::By(by), rows, visible); }
                prop_assert!(cursor.selected < rows.max(1));
                prop_assert!(cursor.top <= cursor.selected && cursor.selected < cursor.top + visible);
            }
        }
    }
}
