//! A terminal that refuses whatever it does not expect: it reads all that was written and names what does not belong.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Most combining marks that may follow on one letter.
const MARKS_MAX: usize = 4;

/// Most signs that may be joined to one.
const JOINS_MAX: usize = 3;

/// Letters around a fault that are shown with it.
const AROUND: usize = 40;

/// What a terminal was told.
#[derive(Debug, Default)]
pub struct Written {
    /// What does not belong, each with what stands around it.
    pub faults: Vec<String>,
    /// What was put on the clipboard.
    pub copied: Vec<String>,
    /// What was told to the desktop.
    pub notified: Vec<String>,
    /// Which ways of the terminal were changed, but whether the cursor shows: "1049h".
    pub modes: Vec<String>,
}

/// How a terminal is taken, and how it is given back.
pub const MODES: [&str; 16] = [
    "1049h", "2004h", "7l", "1000h", "1002h", "1003h", "1015h", "1006h", "1006l", "1015l", "1003l", "1002l", "1000l", "2004l",
    "7h", "1049l",
];

/// Says whether a letter steers a terminal, turns the direction of what follows, or cannot be seen.
pub fn is_foul(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{10eeee}' | '\u{e0000}'..='\u{e0fff}')
}

/// Names the foul letters of a text whose lines end in `\n`, the stacks of marks on one letter, and the chains of signs that a
/// terminal may well not draw as one.
pub fn faults_of(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut marks = 0;
    for (at, letter) in text.char_indices().filter(|(_, letter)| *letter != '\n') {
        marks = if is_combining_mark(letter) { marks + 1 } else { 0 };
        if is_foul(letter) || marks == MARKS_MAX + 1 {
            faults.push(around(text, at));
        }
    }
    let joins = |sign: &str| sign.matches('\u{200d}').count();
    let chains = text.grapheme_indices(true).filter(|(_, sign)| sign.len() > 12 && joins(sign) > JOINS_MAX);
    faults.extend(chains.filter(|(_, sign)| !sign.contains(char::is_alphabetic)).map(|(at, _)| around(text, at)));
    faults
}

/// Shows what stands around a byte, with everything that cannot be seen written out.
fn around(text: &str, at: usize) -> String {
    let before = text[..at].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let letters: String = text[before..].chars().take(2 * AROUND).collect();
    letters.escape_default().to_string()
}

/// Reads what a program wrote to a terminal of a size.
pub fn read(bytes: &[u8], columns: u16, rows: u16) -> Written {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            return Written { faults: vec![format!("no UTF-8 after {}", around(&valid, valid.len()))], ..Written::default() };
        }
    };
    let mut written = Written::default();
    let mut at = 0;
    while let Some(found) = text[at..].find('\u{1b}') {
        print(&text[at..at + found], &mut written);
        let command = at + found + 1;
        let length = match text[command..].chars().next() {
            Some('[') => control(&text[command + 1..], (columns, rows), &mut written),
            Some(']') => string(&text[command + 1..], &mut written),
            _ => None,
        };
        at = command + length.map_or(0, |length| 1 + length);
        if length.is_none() {
            written.faults.push(around(text, command - 1));
        }
    }
    print(&text[at..], &mut written);
    written
}

fn print(stretch: &str, written: &mut Written) {
    if !stretch.is_empty() {
        // Whoever prints has said where: no line is ever ended by hand.
        if stretch.contains('\n') {
            written.faults.push(stretch.escape_default().to_string());
        }
        written.faults.extend(faults_of(stretch));
    }
}

/// Returns the length of a CSI command, if it is one that the program needs.
fn control(rest: &str, (columns, rows): (u16, u16), written: &mut Written) -> Option<usize> {
    let end = rest.find(|letter: char| !matches!(letter, '0'..='9' | ';' | '?'))?;
    let (parameters, ending) = (&rest[..end], rest[end..].chars().next()?);
    let numbers: Option<Vec<u16>> = parameters.split(';').map(|number| number.parse().ok()).collect();
    let known = match (ending, parameters.strip_prefix('?')) {
        ('h' | 'l', Some("25")) => true,
        ('h' | 'l', Some(mode)) => {
            written.modes.push(format!("{mode}{ending}"));
            MODES.contains(&&*format!("{mode}h"))
        }
        ('J', None) => parameters == "2",
        ('H', None) => matches!(numbers?[..], [row, column] if (1..=rows).contains(&row) && (1..=columns).contains(&column)),
        ('m', None) => is_rendition(&numbers?),
        _ => false,
    };
    known.then_some(end + 1)
}

/// Says whether numbers set colours and weights, and nothing that blinks or hides.
fn is_rendition(numbers: &[u16]) -> bool {
    let rest = match numbers {
        [] => return true,
        // 59 is the colour of what is underlined, given back.
        [38 | 48, 5, 0..=255, rest @ ..]
        | [38 | 48, 2, 0..=255, 0..=255, 0..=255, rest @ ..]
        | [0..=4 | 7 | 9 | 22..=24 | 27 | 29..=37 | 39..=47 | 49 | 59 | 90..=97 | 100..=107, rest @ ..] => rest,
        _ => return false,
    };
    is_rendition(rest)
}

/// Returns the length of an OSC command, if it is one that the program needs: a link copied, the desktop told.
fn string(rest: &str, written: &mut Written) -> Option<usize> {
    let end = rest.find(['\u{7}', '\u{1b}'])?;
    let ending = if rest[end..].starts_with('\u{7}') { 1 } else { 2 };
    if ending == 2 && !rest[end..].starts_with("\u{1b}\\") {
        return None;
    }
    if let Some(base64) = rest[..end].strip_prefix("52;c;") {
        written.copied.push(decoded(base64)?);
    } else {
        let told = rest[..end].strip_prefix("9;dateline: ")?;
        written.faults.extend(faults_of(told));
        written.notified.push(told.to_owned());
    }
    Some(end + ending)
}

/// Reads Base64 as strictly as it was ever defined.
fn decoded(base64: &str) -> Option<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if base64.is_empty() || !base64.len().is_multiple_of(4) {
        return None;
    }
    let padding = base64.len() - base64.trim_end_matches('=').len();
    let mut bytes = Vec::new();
    for four in base64.as_bytes()[..base64.len() - padding].chunks(4) {
        let mut bits = 0_u32;
        for letter in four {
            bits = bits << 6 | LETTERS.iter().position(|known| known == letter)? as u32;
        }
        bits <<= 6 * (4 - four.len());
        bytes.extend(&bits.to_be_bytes()[1..four.len()]);
    }
    (padding < 3).then_some(())?;
    String::from_utf8(bytes).ok()
}

#[test]
fn what_the_program_needs_is_known() {
    let bytes = "\u{1b}[?1049h\u{1b}[2;3H\u{1b}[38;5;4;1;49mGrüße\u{1b}[0m\u{1b}[38;2;1;2;3;48;5;7m \u{1b}]52;c;aHR0cDovL2EvYg==\u{1b}\\\
                 \u{1b}]9;dateline: New\u{7}é e\u{301}";
    let written = read(bytes.as_bytes(), 80, 24);
    assert_eq!(written.faults, [""; 0]);
    assert_eq!((&*written.copied, &*written.notified), (&["http://a/b".to_owned()][..], &["New".to_owned()][..]));
}

#[test]
fn everything_else_is_a_fault() {
    for text in [
        "\u{1b}c",
        "\u{1b}7",
        "\u{1b}(0",
        "\u{1b}#8",
        "\u{1b}[25;1H",
        "\u{1b}[1;81H",
        "\u{1b}[H",
        "\u{1b}[3J",
        "\u{1b}[6n",
        "\u{1b}[21t",
        "\u{1b}[5m",
        "\u{1b}[8m",
        "\u{1b}[38;5m",
        "\u{1b}[38;5;256m",
        "\u{1b}[?5h",
        "\u{1b}[?1004h",
        "\u{1b}[>1u",
        "\u{1b}[1;1r",
        "\u{1b}[!p",
        "\u{1b}]0;x\u{7}",
        "\u{1b}]8;;http://a/\u{7}",
        "\u{1b}]52;c;!\u{7}",
        "\u{1b}]52;p;aGk=\u{7}",
        "\u{1b}]52;c;aGk\u{7}",
        "\u{1b}]52;c;aGk=",
        "\u{1b}]9;x\u{7}",
        "\u{1b}]9;dateline: \u{8}\u{7}",
        "\u{1b}]1337;File=:AA\u{7}",
        "\u{1b}P$q\u{1b}\\",
        "\u{1b}_Ga=q\u{1b}\\",
        "\u{1b}^x\u{1b}\\",
        "\u{1b}Xx\u{1b}\\",
        "\u{1b}",
        "\u{9b}2J",
        "\u{9d}0;x\u{9c}",
        "\u{85}",
        "a\u{7}",
        "a\u{8}",
        "a\tb",
        "a\rb",
        "a\nb",
        "\u{7f}",
        "\0",
        "\u{202e}",
        "\u{2066}",
        "\u{2069}",
        "\u{200e}",
        "\u{200f}",
        "\u{61c}",
        "\u{200b}",
        "\u{feff}",
        "\u{ad}",
        "\u{2060}",
        "\u{e0041}",
        "\u{10eeee}",
        "\u{1f468}\u{200d}\u{1f468}\u{200d}\u{1f468}\u{200d}\u{1f468}\u{200d}\u{1f468}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}",
    ] {
        assert!(!read(text.as_bytes(), 80, 24).faults.is_empty(), "{text:?}");
    }
    assert!(!read(b"caf\xe9", 80, 24).faults.is_empty());
}
