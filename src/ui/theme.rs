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
    /// The sixteen of every terminal.
    Sixteen,
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

/// For a dark background and eyes that want all of it bright: no grey, and nothing that colour alone says.
const CONTRAST: Palette = Palette {
    faint: WHITE,
    rule: WHITE,
    read: WHITE,
    accent: rgb(0xff_ff_00),
    star: rgb(0xff_ff_00),
    person: rgb(0xff_ff_00),
    place: rgb(0x00_ff_ff),
    new: rgb(0x00_ff_00),
    trouble: rgb(0xff_50_50),
    link: WHITE,
    code: WHITE,
};

const WHITE: Color = rgb(0xff_ff_ff);

impl ColorDepth {
    /// Returns how many colours a terminal shows, by what its environment says.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let is = |name: &str, words: &[&str]| variable(name).is_some_and(|value| words.iter().any(|word| value.contains(word)));
        if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) || is("TERM", &["dumb", "vt100", "mono"]) {
            Self::None
        } else if is("COLORTERM", &["truecolor", "24bit"]) || is("TERM", &["direct", "kitty", "alacritty", "ghostty", "foot"]) {
            Self::True
        } else if is("TERM", &["256color"]) {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

impl Theme {
    /// Returns the theme of this name: `dark`, `light`, `contrast` or `terminal` (the sixteen colours of the terminal).
    pub fn named(name: &str, depth: ColorDepth) -> Option<Self> {
        let palette = match (name, depth) {
            ("contrast", _) => CONTRAST,
            // A terminal with sixteen colours shows its own better than our guesses at them.
            ("dark" | "light", ColorDepth::Sixteen) | ("terminal", _) => TERMINAL,
            ("dark", _) => DARK,
            ("light", _) => LIGHT,
            _ => return None,
        };
        let theme = match depth {
            ColorDepth::None => return Some(Self::colorless()),
            ColorDepth::Sixteen => Self::of(&palette, sixteen),
            ColorDepth::Indexed => Self::of(&palette, indexed),
            ColorDepth::True => Self::of(&palette, |color| color),
        };
        Some(if name == "contrast" { theme.emphatic() } else { theme })
    }

    /// Says by weight and underline what the colours say.
    fn emphatic(self) -> Self {
        let bold = |style: Style| style.add_modifier(Modifier::BOLD);
        let white = self.faint;
        Self {
            text: white,
            heading: bold(white),
            title: bold(white),
            accent: bold(self.accent),
            star: bold(self.star),
            person: bold(self.person),
            place: self.place.add_modifier(Modifier::UNDERLINED),
            new: bold(self.new),
            trouble: bold(self.trouble),
            link: self.link.add_modifier(Modifier::UNDERLINED),
            code: self.code.add_modifier(Modifier::ITALIC),
            ..self
        }
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

/// The sixteen colours as most terminals show them, in the order of their numbers.
const ANSI: [(Color, u32); 16] = [
    (Color::Black, 0x00_00_00),
    (Color::Red, 0xcd_00_00),
    (Color::Green, 0x00_cd_00),
    (Color::Yellow, 0xcd_cd_00),
    (Color::Blue, 0x00_00_ee),
    (Color::Magenta, 0xcd_00_cd),
    (Color::Cyan, 0x00_cd_cd),
    (Color::Gray, 0xe5_e5_e5),
    (Color::DarkGray, 0x7f_7f_7f),
    (Color::LightRed, 0xff_00_00),
    (Color::LightGreen, 0x00_ff_00),
    (Color::LightYellow, 0xff_ff_00),
    (Color::LightBlue, 0x5c_5c_ff),
    (Color::LightMagenta, 0xff_00_ff),
    (Color::LightCyan, 0x00_ff_ff),
    (Color::White, 0xff_ff_ff),
];

/// Returns the nearest of the sixteen colours that every terminal has.
fn sixteen(color: Color) -> Color {
    let Color::Rgb(red, green, blue) = color else { return color };
    let far = |hex: u32| {
        let part = |shift: u32, value: u8| (i32::from((hex >> shift) as u8) - i32::from(value)).pow(2);
        part(16, red) + part(8, green) + part(0, blue)
    };
    ANSI.iter().min_by_key(|(_, hex)| far(*hex)).map_or(color, |(near, _)| *near)
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

    fn depth(variables: &[(&str, &str)]) -> ColorDepth {
        ColorDepth::of(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_terminal_gets_the_colours_that_it_says_it_has() {
        assert_eq!(depth(&[("TERM", "xterm-256color")]), ColorDepth::Indexed);
        assert_eq!(depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), ColorDepth::True);
        assert_eq!(depth(&[("TERM", "tmux-256color"), ("COLORTERM", "24bit")]), ColorDepth::True);
        assert_eq!(depth(&[("TERM", "xterm-256color"), ("COLORTERM", "gnome-terminal")]), ColorDepth::Indexed);
        assert_eq!(depth(&[("TERM", "xterm-kitty")]), ColorDepth::True);
        assert_eq!(depth(&[("TERM", "linux")]), ColorDepth::Sixteen);
        assert_eq!(depth(&[]), ColorDepth::Sixteen);
        assert_eq!(depth(&[("TERM", "linux"), ("COLORTERM", "truecolor"), ("NO_COLOR", "1")]), ColorDepth::None);
        assert_eq!(depth(&[("TERM", "linux"), ("NO_COLOR", "")]), ColorDepth::Sixteen);
    }

    /// Returns every style of a theme.
    fn styles(theme: &Theme) -> [Style; 14] {
        let Theme { text, faint, rule, heading, title, read, accent, star, person, place, new, trouble, link, code, .. } = theme;
        [text, faint, rule, heading, title, read, accent, star, person, place, new, trouble, link, code].map(|style| *style)
    }

    #[test]
    fn no_theme_uses_colours_that_the_terminal_lacks() {
        for name in ["dark", "light", "contrast", "terminal"] {
            let all = |depth| styles(&Theme::named(name, depth).unwrap()).map(|style| style.fg);
            assert_eq!(all(ColorDepth::None), [None; 14], "{name}");
            for color in all(ColorDepth::Indexed).into_iter().chain(all(ColorDepth::Sixteen)).flatten() {
                assert!(!matches!(color, Color::Rgb(..)), "{name}: {color}");
            }
            for color in all(ColorDepth::Sixteen).into_iter().flatten() {
                assert!(!matches!(color, Color::Indexed(_)), "{name}: {color}");
            }
        }
        assert_eq!(sixteen(rgb(0xff_50_50)), Color::LightRed);
        assert_eq!(sixteen(rgb(0xff_ff_00)), Color::LightYellow);
    }

    #[test]
    fn the_theme_of_high_contrast_is_bright_and_never_leaves_it_to_colour() {
        for depth in [ColorDepth::Sixteen, ColorDepth::Indexed, ColorDepth::True] {
            let theme = Theme::named("contrast", depth).unwrap();
            for style in styles(&theme) {
                assert!(!style.add_modifier.contains(Modifier::DIM));
                let grays = [Color::Gray, Color::DarkGray, Color::Reset];
                assert!(style.fg.is_some_and(|color| !grays.contains(&color)), "{depth:?}: {style:?}");
            }
            let emphasis = [theme.text, theme.person, theme.place].map(|style| style.add_modifier);
            assert!(emphasis[0] != emphasis[1] && emphasis[1] != emphasis[2] && emphasis[0] != emphasis[2]);
        }
        let Theme { text, person, trouble, .. } = Theme::named("contrast", ColorDepth::True).unwrap();
        for style in [text, person, trouble] {
            assert!(contrast_with_black(style.fg.unwrap()) >= 6.5, "{style:?}");
        }
    }

    /// Returns the contrast with a black ground as the guidelines for accessible pages measure it.
    fn contrast_with_black(color: Color) -> f64 {
        let Color::Rgb(red, green, blue) = color else { panic!("{color} is not measured") };
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        (0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue) + 0.05) / 0.05
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
