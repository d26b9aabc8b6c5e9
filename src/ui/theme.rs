//! Names of colours: what each kind of text looks like, by theme and by what the terminal can show.
//!
//! Colour means something or is not there, and never stands alone: read rows have a mark, names are underlined where there is
//! no colour, trouble has words.

use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorDepth {
    /// None at all, as `NO_COLOR` asks.
    None,
    /// The palette of 256.
    Indexed,
    /// Any.
    #[default]
    True,
}

/// What each kind of text looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Running text.
    pub text: Style,
    /// What stands beside the text: sources, ages, captions, help.
    pub faint: Style,
    /// The thin rules between panes.
    pub rule: Style,
    /// Headings of panes and of the story.
    pub heading: Style,
    /// Titles of unread stories, and of the open one.
    pub title: Style,
    /// Titles of stories that were read.
    pub read: Style,
    /// The mark of the selected row, and keys in the bottom line.
    pub accent: Style,
    /// The mark of a starred story.
    pub star: Style,
    /// A person who can be entered.
    pub person: Style,
    /// A place that can be entered.
    pub place: Style,
    /// What is new or under way.
    pub new: Style,
    /// Trouble.
    pub trouble: Style,
    /// A link.
    pub link: Style,
    /// Code.
    pub code: Style,
    /// Added to what the reader stands on.
    pub stood: Modifier,
}

/// The colours that make a theme.
struct Palette {
    faint: Color,
    rule: Color,
    read: Color,
    accent: Color,
    star: Color,
    person: Color,
    place: Color,
    new: Color,
    trouble: Color,
    link: Color,
    code: Color,
}

const fn rgb(hex: u32) -> Color {
    Color::Rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const DARK: Palette = Palette {
    faint: rgb(0x8a_8f_98),
    rule: rgb(0x3c_41_48),
    read: rgb(0x9a_9f_a8),
    accent: rgb(0x8a_b4_d8),
    star: rgb(0xe0_c0_6a),
    person: rgb(0xe6_a8_6c),
    place: rgb(0x7f_c1_a8),
    new: rgb(0x8a_b4_d8),
    trouble: rgb(0xe0_7a_74),
    link: rgb(0x9a_b0_d0),
    code: rgb(0xb8_b2_c8),
};

const LIGHT: Palette = Palette {
    faint: rgb(0x6b_70_78),
    rule: rgb(0xc8_cc_d0),
    read: rgb(0x74_79_80),
    accent: rgb(0x1f_5f_96),
    star: rgb(0x9a_6b_00),
    person: rgb(0x9c_4a_12),
    place: rgb(0x14_6b_55),
    new: rgb(0x1f_5f_96),
    trouble: rgb(0xb0_28_28),
    link: rgb(0x34_54_8c),
    code: rgb(0x55_4a_78),
};

const TERMINAL: Palette = Palette {
    faint: Color::DarkGray,
    rule: Color::DarkGray,
    read: Color::Gray,
    accent: Color::Blue,
    star: Color::Yellow,
    person: Color::Yellow,
    place: Color::Cyan,
    new: Color::Blue,
    trouble: Color::Red,
    link: Color::Blue,
    code: Color::Magenta,
};

impl Theme {
    /// Returns the theme of this name: `dark`, `light` or `terminal` (the sixteen colours of the terminal).
    pub fn named(name: &str, depth: ColorDepth) -> Option<Self> {
        let palette = match name {
            "dark" => DARK,
            "light" => LIGHT,
            "terminal" => TERMINAL,
            _ => return None,
        };
        Some(match depth {
            ColorDepth::None => Self::colorless(),
            ColorDepth::Indexed => Self::of(&palette, indexed),
            ColorDepth::True => Self::of(&palette, |color| color),
        })
    }

    fn of(palette: &Palette, shown: impl Fn(Color) -> Color) -> Self {
        let plain = Style::new();
        let with = |color| Style::new().fg(shown(color));
        Self {
            text: plain,
            faint: with(palette.faint),
            rule: with(palette.rule),
            heading: plain.add_modifier(Modifier::BOLD),
            title: plain.add_modifier(Modifier::BOLD),
            read: with(palette.read),
            accent: with(palette.accent),
            star: with(palette.star),
            person: with(palette.person),
            place: with(palette.place),
            new: with(palette.new),
            trouble: with(palette.trouble),
            link: with(palette.link),
            code: with(palette.code),
            stood: Modifier::REVERSED,
        }
    }

    /// Weight, slant and underline say what colours say elsewhere.
    fn colorless() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let dim = plain.add_modifier(Modifier::DIM);
        Self {
            text: plain,
            faint: dim,
            rule: dim,
            heading: bold,
            title: bold,
            read: dim,
            accent: bold,
            star: plain,
            person: plain.add_modifier(Modifier::UNDERLINED),
            place: plain.add_modifier(Modifier::ITALIC | Modifier::UNDERLINED),
            new: bold,
            trouble: bold,
            link: plain,
            code: plain,
            stood: Modifier::REVERSED,
        }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::of(&DARK, |color| color)
    }
}

/// Returns the nearest colour of the palette of 256: its cube of 6×6×6 or its greys.
fn indexed(color: Color) -> Color {
    let Color::Rgb(red, green, blue) = color else { return color };
    let level = |value: u8| match value {
        0..48 => 0_u8,
        48..115 => 1,
        _ => (value - 35) / 40,
    };
    let value = |level: u8| if level == 0 { 0 } else { 55 + 40 * level };
    let far = |a: (u8, u8, u8)| {
        let part = |x: u8, y: u8| (i32::from(x) - i32::from(y)).pow(2);
        part(a.0, red) + part(a.1, green) + part(a.2, blue)
    };
    let (r, g, b) = (level(red), level(green), level(blue));
    let mean = ((u16::from(red) + u16::from(green) + u16::from(blue)) / 3) as u8;
    let gray = mean.saturating_sub(3) / 10;
    let gray = gray.min(23);
    let gray_value = 8 + 10 * gray;
    if far((gray_value, gray_value, gray_value)) < far((value(r), value(g), value(b))) {
        Color::Indexed(232 + gray)
    } else {
        Color::Indexed(16 + 36 * r + 6 * g + b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_every_meaning_still_shows() {
        let theme = Theme::named("dark", ColorDepth::None).unwrap();
        let styles = [theme.person, theme.place, theme.text, theme.trouble, theme.faint];
        for (index, style) in styles.iter().enumerate() {
            assert_eq!(style.fg, None);
            assert!(!styles[..index].contains(style), "{index}");
        }
    }

    #[test]
    fn colours_are_taken_from_the_palette_of_256() {
        assert_eq!(indexed(rgb(0x00_00_00)), Color::Indexed(16));
        assert_eq!(indexed(rgb(0xff_ff_ff)), Color::Indexed(231));
        assert_eq!(indexed(rgb(0x80_80_80)), Color::Indexed(244));
        assert_eq!(indexed(rgb(0xff_00_00)), Color::Indexed(196));
        assert_eq!(Theme::named("sunset", ColorDepth::True), None);
    }
}
