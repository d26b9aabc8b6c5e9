//! What is wrong with a config, where, and what was probably meant.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr;

use crate::domain::hide_logins;
use crate::text::CleanText;
use crate::text::nearest::nearest;

/// Longest piece of a line that is shown, in characters.
const SHOWN_CHARS_MAX: usize = 160;

/// What lines of secrets hold, in languages that configs are written in, known keys or not.
const SECRET_WORDS: &[&str] = &[
    "password",
    "headers",
    "passw",
    "pasw",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "cookie",
    "credential",
    "apikey",
    "api_key",
    "api-key",
    "authoriz",
    "oauth",
    "bearer",
    "kennwort",
    "motdepasse",
    "mot_de_passe",
    "mot de passe",
    "contrase",
    "senha",
    "heslo",
    "haslo",
    "parol",
];

/// Why a config cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no file where the reader says that one is.
    #[error("there is no {}\n`dateline config default` prints one to begin with", path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
    },
    /// The file is there but cannot be read.
    #[error("cannot read {}: {source}\ncheck who may read it, or name another with --config", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is far larger than any config.
    #[error("{} is larger than 1 MiB\nthis is hardly a config; name another with --config", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
    },
    /// The file is not UTF-8.
    #[error("{}:1:1: this is no UTF-8 text\nsave it as UTF-8", path.display())]
    NotText {
        /// Which file.
        path: PathBuf,
    },
    /// A line of the file cannot be used.
    #[error("{}:{fault}", path.display())]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// Which line, and why.
        fault: Box<Fault>,
    },
}

/// One mistake in a config: where it is, what it is, and what was probably meant.
///
/// `Display` writes "LINE:COLUMN: problem", the line with a caret under the mistake, and the advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What is wrong, in words.
    pub problem: String,
    /// What to do about it.
    pub advice: Option<String>,
    /// The line as it may be shown: cut, clean, without passwords.
    shown: String,
    /// Columns before the mistake in `shown`.
    indent: usize,
    /// Columns of the mistake.
    width: usize,
}

impl Fault {
    /// Reads what the TOML reader complains about in `text`.
    pub(super) fn new(text: &str, error: &toml::de::Error) -> Self {
        let range = error.span().unwrap_or(0..0);
        let (problem, advice) = in_words(error.message(), text, &range);
        Self::at(text, range, problem, advice)
    }

    /// Describes a mistake at some bytes of `text`.
    pub fn at(text: &str, bytes: Range<usize>, problem: String, advice: Option<String>) -> Self {
        let start = floor(text, bytes.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor(text, bytes.end).clamp(start, line_end);
        let secret = secret_key(text, line_start, &text[line_start..line_end]);
        let [before, marked, after] = match secret {
            Some(key) => [String::new(), key.to_owned(), " = ***".to_owned()],
            None => [&text[line_start..start], &text[start..end], &text[end..line_end]].map(showable),
        };
        let shown: String = format!("{before}{marked}{after}").chars().take(SHOWN_CHARS_MAX).collect();
        // The reader of TOML says what it found in the place of what it wanted.
        let holds_no_value = ["a header", "there is no key `"].iter().any(|begin| problem.starts_with(begin));
        let problem = if secret.is_some() && problem.contains(['"', '`']) && !holds_no_value {
            "this value cannot be used here".to_owned()
        } else {
            problem
        };
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            problem,
            advice,
            indent: before.width(),
            width: marked.width().clamp(1, SHOWN_CHARS_MAX),
            shown: shown.trim_end().to_owned(),
        }
    }
}

/// Returns the text of a config that was read before.
fn text_of(path: &Path) -> String {
    super::file::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

impl ConfigError {
    /// Makes an error of a key in a section whose value only another part of the program can tell to be wrong: keys that no
    /// terminal can send, files that cannot be used.
    ///
    /// The first line of `said` is the problem, what follows is the advice.
    pub fn at_key(path: &Path, section: &str, key: &str, said: &str) -> Self {
        let text = text_of(path);
        let table = toml::de::DeTable::parse(&text).ok();
        let found = table.as_ref().and_then(|table| {
            let found = table.get_ref().get(section)?.get_ref().as_table()?;
            found.keys().find(|found| found.get_ref() == key).map(toml::Spanned::span)
        });
        Self::at(path, &text, found, said)
    }

    /// Makes an error of a string anywhere in a section, such as one of a list, that only another part of the program can tell
    /// to be wrong.
    pub fn at_value(path: &Path, section: &str, value: &str, said: &str) -> Self {
        let text = text_of(path);
        let table = toml::de::DeTable::parse(&text).ok();
        let found = table.as_ref().and_then(|table| place_of(table.get_ref().get(section)?, value));
        Self::at(path, &text, found, said)
    }

    fn at(path: &Path, text: &str, found: Option<Range<usize>>, said: &str) -> Self {
        let (problem, advice) = parted(said);
        let fault = Fault::at(text, found.unwrap_or(0..0), problem, advice);
        Self::Wrong { path: path.to_owned(), fault: Box::new(fault) }
    }
}

/// Returns where a string stands first among the values of a section.
fn place_of(within: &toml::Spanned<toml::de::DeValue<'_>>, value: &str) -> Option<Range<usize>> {
    match within.get_ref() {
        toml::de::DeValue::String(string) => (string == value).then(|| within.span()),
        toml::de::DeValue::Array(values) => values.iter().find_map(|within| place_of(within, value)),
        toml::de::DeValue::Table(table) => table.iter().find_map(|(_, within)| place_of(within, value)),
        _ => None,
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, problem, .. } = self;
        write!(f, "{line}:{column}: {problem}")?;
        let margin = line.to_string().len();
        write!(f, "\n{:margin$} |\n{line} | {}", "", self.shown)?;
        if self.indent <= SHOWN_CHARS_MAX {
            write!(f, "\n{:margin$} | {:indent$}{}", "", "", "^".repeat(self.width), indent = self.indent)?;
        }
        self.advice.as_ref().map_or(Ok(()), |advice| write!(f, "\n{advice}"))
    }
}

/// Returns the start of the character that the byte belongs to.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the key of a line whose value nobody but the reader should see.
fn secret_key<'a>(text: &str, line_start: usize, line: &'a str) -> Option<&'a str> {
    let key = line.split('=').next()?.trim();
    let section = text[..line_start].lines().rev().map(str::trim).find(|line| line.starts_with('['));
    // Anywhere in the line: tables can be written inside one, and keys in quotation marks.
    let lower = line.to_ascii_lowercase();
    let is_secret = SECRET_WORDS.iter().any(|word| lower.contains(word)) || is_nearly_password(&key.to_ascii_lowercase());
    (is_secret || section.is_some_and(|section| section.contains("headers"))).then_some(key)
}

/// Says whether a key is a misspelt "password", with a prefix or a suffix of its own or without.
fn is_nearly_password(key: &str) -> bool {
    key.split(|letter: char| !letter.is_alphanumeric()).any(|word| nearest(word, ["password", "passwd", "token"]).is_some())
}

/// Returns a piece of a line that may reach a terminal: clean, and with the passwords in addresses hidden.
fn showable(piece: &str) -> String {
    let clean = CleanText::lines(piece).into_string();
    hide_logins(&clean).into_owned()
}

/// Turns the TOML reader's message into a problem and an advice in plain words.
fn in_words(message: &str, text: &str, range: &Range<usize>) -> (String, Option<String>) {
    let named = quoted(message);
    if message.starts_with("unknown field") {
        let wrong = named.first().copied().unwrap_or_default();
        let section = text.get(..range.start).is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with('['));
        let kind = if section { "section" } else { "key" };
        return (format!("there is no {kind} `{wrong}` here"), Some(advice(wrong, named.get(1..).unwrap_or_default())));
    }
    if message.starts_with("unknown variant") {
        let wrong = named.first().copied().unwrap_or_default();
        return (
            format!("`{wrong}` is not one of the values of this key"),
            Some(advice(wrong, named.get(1..).unwrap_or_default())),
        );
    }
    if let Some((_, expected)) = message.split_once(", expected ").filter(|_| message.starts_with("invalid type")) {
        return (format!("{} is needed here", wanted(expected)), None);
    }
    if message == "wanted string or table" {
        // How the TOML reader says that a value which is one of a few words is no text.
        return ("text in quotation marks is needed here".to_owned(), None);
    }
    if message.starts_with("missing field") {
        let missing = named.first().copied().unwrap_or_default();
        return (format!("the key `{missing}` is missing here"), None);
    }
    parted(message)
}

/// Parts the first line, which says what is wrong, from the advice below it.
fn parted(message: &str) -> (String, Option<String>) {
    match message.split_once('\n') {
        Some((problem, advice)) => (problem.to_owned(), Some(advice.to_owned())),
        None => (message.to_owned(), None),
    }
}

/// Returns what stands in backticks.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// Says what was probably meant, else what there is.
fn advice(wrong: &str, known: &[&str]) -> String {
    match nearest(wrong, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is: {}", known.join(", ")),
    }
}

/// Says in words what kind of value a key takes.
fn wanted(expected: &str) -> &str {
    match expected {
        "i64" | "u32" | "an integer" => "a whole number",
        "a boolean" => "true or false",
        "a string" | "string only" => "text in quotation marks",
        "a sequence" => "a list in square brackets",
        "a map" => "a section",
        other if other.starts_with("struct ") => "a section",
        other if other.starts_with("string or") || other.starts_with("enum ") => "text in quotation marks",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn fault(text: &str) -> String {
        Config::parse(text).expect_err(text).to_string()
    }

    #[test]
    fn a_line_with_a_secret_is_not_shown() {
        for line in [
            "password = 7",
            "  headers = { \"X-Token\" = \"t0ken hunter2\\u00e9\" }",
            "password = \"hunter2\" oops",
            "\"password\" = 7 # hunter2",
            "url = 7 # { password = \"hunter2\" }",
            "headers = \"t0ken\"",
            "pasword = \"hunter2\"",
            "passwort = \"hunter2\"",
            "Passwrod = \"hunter2\"",
            "my_pwd = \"hunter2\"",
            "access_tokn = \"hunter2\"",
            "api_key = \"hunter2\"",
            "client-secret = \"hunter2\"",
            "session_cookie = \"hunter2\"",
            "\"mot de passe\" = \"hunter2\"",
            "[feeds.headers]\nX = [\"t0ken\"]",
        ] {
            let told = fault(&format!("[[feeds]]\nurl = \"https://a.example/\"\n{line}\n"));
            assert!(told.contains("= ***") && !told.contains("hunter2") && !told.contains("t0ken"), "{told}");
        }
    }

    #[test]
    fn a_misspelt_key_is_shown_with_the_right_one() {
        insta::assert_snapshot!(fault("# mine\n[poll]\nevery_minuts = 5\n"), @r"
        3:1: there is no key `every_minuts` here
          |
        3 | every_minuts = 5
          | ^^^^^^^^^^^^
        did you mean `every_minutes`?
        ");
    }

    #[test]
    fn a_misspelt_section_is_shown_with_the_right_one() {
        insta::assert_snapshot!(fault("[pol]\nevery_minutes = 5\n"), @r"
        1:2: there is no section `pol` here
          |
        1 | [pol]
          |  ^^^
        did you mean `poll`?
        ");
    }

    #[test]
    fn a_wrong_value_is_pointed_at() {
        insta::assert_snapshot!(fault("[screen]\ntheme = \"drak\" # night\n"), @r#"
        2:9: `drak` is not one of the values of this key
          |
        2 | theme = "drak" # night
          |         ^^^^^^
        did you mean `dark`?
        "#);
    }

    #[test]
    fn every_mistake_is_named_in_plain_words_at_its_place() {
        for (text, said) in [
            ("[poll]\nparallel = \"many\"", "2:12: a whole number is needed here"),
            ("[poll]\nparallel = 4096", "2:12: 4096 is out of range: use 1 to 256"),
            ("[store]\nkeep_days = 0", "2:13: 0 is out of range: use 1 to 36500"),
            ("[store]\nkeep_stories = \"all\"", "2:16: a whole number is needed here"),
            ("[poll]\nparallel = -1", "2:12: -1 is out of range: use 1 to 256"),
            ("[poll]\non_start = 1", "2:12: true or false is needed here"),
            ("poll = 3", "1:8: a section is needed here"),
            ("[screen]\ntheme = 3", "2:9: text in quotation marks is needed here"),
            ("[keys]\nx = \"next-unraed\"", "2:5: there is no action `next-unraed`"),
            ("[keys]\nx = 3", "2:5: text in quotation marks is needed here"),
            ("[browser]\ncommand = \"firefox\"", "2:11: a list in square brackets is needed here"),
            ("[browser]\ncommand = [\"\"]", "2:11: a command begins with the name of a program: [\"firefox\", \"--new-tab\"]"),
            ("[network]\nproxy = \"localhost\"", "2:9: a proxy is written as \"http://host:port\""),
            ("[names]\nmodel = \" \"", "2:9: a path is written as \"~/folder/name\""),
            ("[packs]\nnews = \"\"", "2:8: a path is written as \"~/folder/name\""),
            ("[packs]\nsports = \"sports.opml\"", "2:1: there is no key `sports` here"),
            ("[[feeds]]\ntitle = \"x\"", "1:1: the key `url` is missing here"),
            ("[[feeds]]\nurl = \"ftp://example.org\"", "2:7: only http and https addresses can be used, not ftp:"),
            ("[poll\n", "1:6: unclosed table, expected `]`"),
            ("wörter = ", "1:2: invalid unquoted key, expected letters, numbers, `-`, `_`"),
        ] {
            assert!(fault(text).starts_with(said), "{}", fault(text));
        }
    }

    #[test]
    fn a_password_in_the_line_is_hidden() {
        let said = fault("[network]\nproxy = \"socks9://ines:secret@proxy.example.org\"");
        assert!(!said.contains("secret"), "{said}");
    }

    #[test]
    fn escape_codes_of_the_file_do_not_reach_the_terminal() {
        assert!(!fault("[poll]\nx\u{1b}[2J = 1").contains('\u{1b}'));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_of_configs_panic(text in "[\\[\\]a-z=\"\n#é \t1.]{0,60}") {
            if let Err(fault) = Config::parse(&text) {
                proptest::prop_assert!(fault.line >= 1 && fault.column >= 1);
                let _ = fault.to_string();
            }
        }
    }
}
