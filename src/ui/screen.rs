//! Where each pane sits: a pure function of the size of the terminal, asked by `update` and by `draw` alike.

use ratatui::layout::Rect;

/// Fewest columns with which dateline works.
pub const COLUMNS_MIN: u16 = 40;
/// Fewest rows with which dateline works.
pub const ROWS_MIN: u16 = 12;

/// From this many rows on, a rule parts the panes from the bottom line.
const ROWS_WITH_RULE: u16 = 18;
/// Air at the left and right of a story in a pane of its own.
const AIR: u16 = 2;

/// How many panes stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breadth {
    /// One.
    Narrow,
    /// Two.
    Medium,
    /// Three.
    Wide,
}

/// The pane that takes the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The list.
    #[default]
    Headlines,
    /// The story.
    Story,
    /// People and places.
    Beside,
}

/// What decides where the panes of the reading place sit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The pane that takes the keys.
    pub focus: Focus,
    /// In the medium breadth: whether story and people are shown rather than headlines and story.
    pub slid: bool,
    /// Whether there is nothing but the story.
    pub zen: bool,
    /// Widest line of a story.
    pub story_width: u16,
    /// Whether one pane is shown at a time, however much room there is.
    pub plain: bool,
}

/// Where everything sits. A pane that is not shown is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The line that says where the reader is, when only one pane is shown.
    pub top: Option<Rect>,
    /// The list.
    pub headlines: Option<Rect>,
    /// The story: as wide as its text, centred in its room.
    pub story: Option<Rect>,
    /// The whole room of the story, for the mouse.
    pub story_room: Option<Rect>,
    /// People and places.
    pub beside: Option<Rect>,
    /// Columns of the rules between panes.
    pub rules: Vec<u16>,
    /// The row of the rule above the bottom line.
    pub bottom_rule: Option<u16>,
    /// What lies above the bottom.
    pub body: Rect,
    /// The bottom line.
    pub bottom: Rect,
}

/// Returns how many panes fit side by side.
pub fn breadth(columns: u16) -> Breadth {
    match columns {
        0..80 => Breadth::Narrow,
        80..120 => Breadth::Medium,
        _ => Breadth::Wide,
    }
}

/// Says whether the terminal is too small to show anything but the size that is needed.
pub fn is_too_small(size: (u16, u16)) -> bool {
    size.0 < COLUMNS_MIN || size.1 < ROWS_MIN
}

/// Returns where a page sits that fills the screen.
pub fn page(size: (u16, u16)) -> Panes {
    let (columns, rows) = size;
    let ruled = rows >= ROWS_WITH_RULE;
    let below = 1 + u16::from(ruled);
    Panes {
        body: Rect::new(0, 0, columns, rows.saturating_sub(below)),
        bottom_rule: ruled.then(|| rows.saturating_sub(2)),
        bottom: Rect::new(0, rows.saturating_sub(1), columns, 1.min(rows)),
        ..Panes::default()
    }
}

/// Returns where a panel to choose from may sit: all that is above the bottom line.
pub fn above_bottom(size: (u16, u16)) -> Rect {
    let bottom = page(size).bottom;
    Rect { y: 0, height: bottom.y, ..bottom }
}

/// Returns where the panes of the reading place sit.
pub fn reading(asked: Asked) -> Panes {
    let mut panes = page(asked.size);
    let body = panes.body;
    if asked.zen && asked.focus == Focus::Story {
        panes.set_story(body, asked.story_width);
        return panes;
    }
    match if asked.plain { Breadth::Narrow } else { breadth(asked.size.0) } {
        Breadth::Narrow => narrow(&mut panes, asked),
        Breadth::Medium => {
            let left_width = if asked.slid { (body.width * 64 / 100).max(50) } else { (body.width * 36 / 100).max(30) };
            let (left, right) = panes.split(body, left_width);
            if asked.slid {
                panes.set_story(left, asked.story_width);
                panes.beside = Some(right);
            } else {
                panes.headlines = Some(left);
                panes.set_story(right, asked.story_width);
            }
        }
        Breadth::Wide => {
            let (headlines, story, _) = wide(body.width, asked.story_width);
            let (left, rest) = panes.split(body, headlines);
            let (middle, right) = panes.split(rest, story);
            panes.headlines = Some(left);
            panes.set_story(middle, asked.story_width);
            panes.beside = Some(right);
        }
    }
    panes
}

fn narrow(panes: &mut Panes, asked: Asked) {
    let body = panes.body;
    panes.top = Some(Rect { height: 1.min(body.height), ..body });
    let rest = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..body };
    match asked.focus {
        Focus::Headlines => panes.headlines = Some(rest),
        Focus::Story => panes.set_story(rest, asked.story_width),
        Focus::Beside => panes.beside = Some(rest),
    }
}

/// Returns the widths of headlines, story and people; with the two rules they fill the screen.
///
/// The story gets its columns and its air first, people a share, headlines what is left. On very wide screens the surplus is
/// air around the story: lines of a list that run across the room are hard to follow.
fn wide(columns: u16, story_width: u16) -> (u16, u16, u16) {
    let beside = (columns * 21 / 100).clamp(29, 44);
    let room = columns - beside - 2;
    let story_wanted = story_width + 2 * AIR;
    let headlines = room.saturating_sub(story_wanted).clamp(32, 64).min(room.saturating_sub(48));
    (headlines, room - headlines, beside)
}

impl Panes {
    fn split(&mut self, area: Rect, left: u16) -> (Rect, Rect) {
        let rule = area.x + left;
        self.rules.push(rule);
        let right = Rect { x: rule + 1, width: area.width.saturating_sub(left + 1), ..area };
        (Rect { width: left, ..area }, right)
    }

    fn set_story(&mut self, room: Rect, width_max: u16) {
        let air = if room.width >= 44 { AIR } else { 1 };
        let width = room.width.saturating_sub(2 * air).min(width_max);
        let x = room.x + (room.width - width) / 2;
        self.story = Some(Rect { x, width, ..room });
        self.story_room = Some(room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(columns: u16, rows: u16) -> Asked {
        Asked { size: (columns, rows), focus: Focus::Headlines, slid: false, zen: false, story_width: 72, plain: false }
    }

    #[test]
    fn the_story_keeps_its_72_columns_as_soon_as_it_can() {
        for (columns, headlines, story, beside) in [(120, 41, 46, 29), (150, 41, 72, 31), (200, 64, 72, 42)] {
            let panes = reading(asked(columns, 40));
            let width = |pane: Option<Rect>| pane.unwrap().width;
            if columns >= 150 {
                assert_eq!((width(panes.headlines), width(panes.story), width(panes.beside)), (headlines, story, beside));
            }
            assert!(width(panes.headlines) >= 28 && width(panes.story_room) >= 48, "{columns}");
        }
    }

    #[test]
    fn a_narrow_screen_shows_the_pane_in_use() {
        let panes = reading(Asked { focus: Focus::Beside, ..asked(60, 20) });
        assert!(panes.headlines.is_none() && panes.story.is_none());
        assert_eq!(panes.beside.unwrap(), Rect::new(0, 1, 60, 17));
    }

    #[test]
    fn plain_screens_show_one_pane_however_wide() {
        let panes = reading(Asked { plain: true, ..asked(200, 40) });
        assert!(panes.headlines.is_some() && panes.story.is_none() && panes.beside.is_none() && panes.rules.is_empty());
    }

    proptest! {
        #[test]
        fn panes_never_leave_the_screen_nor_overlap(
            columns in COLUMNS_MIN..400, rows in ROWS_MIN..200, slid: bool, zen: bool, focus in 0_usize..3,
        ) {
            let focus = [Focus::Headlines, Focus::Story, Focus::Beside][focus];
            let panes = reading(Asked { focus, slid, zen, ..asked(columns, rows) });
            let screen = Rect::new(0, 0, columns, rows);
            let shown: Vec<Rect> = [panes.headlines, panes.story_room, panes.beside, Some(panes.bottom), panes.top].into_iter().flatten().collect();
            for (index, area) in shown.iter().enumerate() {
                prop_assert_eq!(area.intersection(screen), *area);
                for other in &shown[..index] {
                    prop_assert!(!area.intersects(*other));
                }
            }
            if breadth(columns) != Breadth::Narrow && !(zen && focus == Focus::Story) {
                prop_assert!(panes.story_room.unwrap().width >= 48);
                prop_assert!(panes.headlines.is_none_or(|area| area.width >= 28));
                prop_assert!(panes.beside.is_none_or(|area| area.width >= 28));
            }
        }
    }
}
