//! What went wrong, as words for the reader and a number for the shell.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use color_eyre::eyre::Report;

use crate::config::ConfigError;
use crate::domain::hide_logins;
use crate::query::{Query, QueryError, QueryProblem};
use crate::store::LockError;
use crate::text::CleanText;

/// A query of the command line that cannot be understood, with a caret under the word.
#[derive(Debug, thiserror::Error)]
#[error("{error}\n  {query}\n  {:indent$}{}", "", "^".repeat(*width))]
pub(super) struct WrongQuery {
    query: CleanText,
    error: QueryError,
    indent: usize,
    width: usize,
}

/// Reads the words of the command line as one query.
pub(super) fn query(words: &[String]) -> Result<Query, WrongQuery> {
    let text = words.join(" ");
    Query::parse(&text).map_err(|error| {
        let columns = |piece: &str| unicode_width::UnicodeWidthStr::width(CleanText::lines(piece).as_str());
        let (indent, width) = (columns(&text[..error.at.start]), columns(&text[error.at.clone()]).max(1));
        WrongQuery { query: CleanText::lines(&text), error, indent, width }
    })
}

/// Arguments that are well-formed but make no sense.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Usage(pub &'static str);

/// Says on standard error what failed, and returns the exit code that goes with it.
pub(super) fn tell(report: &Report) -> ExitCode {
    let code = code_of(report);
    if code != 0 {
        let name = if io::stderr().is_terminal() && super::output::colors_wanted() {
            "\u{1b}[1mdateline:\u{1b}[0m"
        } else {
            "dateline:"
        };
        crate::runtime::say(format!("{name} {}\n", words(report)));
    }
    ExitCode::from(code)
}

/// Returns the exit code of a failure; 0 for a pipe whose reader has seen enough.
fn code_of(report: &Report) -> u8 {
    if report.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        0
    } else if report.downcast_ref::<WrongQuery>().is_some()
        || report.downcast_ref::<QueryProblem>().is_some()
        || report.downcast_ref::<Usage>().is_some()
    {
        2
    } else if matches!(report.downcast_ref::<LockError>(), Some(LockError::Held { .. })) {
        3
    } else if report.downcast_ref::<ConfigError>().is_some() {
        4
    } else {
        1
    }
}

/// Joins what was being done and why it failed; advice on further lines comes last.
fn words(report: &Report) -> String {
    let mut heads: Vec<String> = Vec::new();
    let mut advice: Vec<String> = Vec::new();
    for cause in report.chain() {
        let text = CleanText::lines(&hide_logins(&cause.to_string())).into_string();
        let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
        // Errors that already name their cause would say it twice.
        if !heads.iter().any(|said| said.contains(head)) {
            heads.push(head.to_owned());
        }
        if !rest.is_empty() && !advice.iter().any(|said| said == rest) {
            advice.push(rest.to_owned());
        }
    }
    let mut words = heads.join(": ");
    for line in advice {
        words.push('\n');
        words.push_str(&line);
    }
    words
}

#[cfg(test)]
mod tests {
    use color_eyre::eyre::{WrapErr as _, eyre};

    use super::*;

    #[test]
    fn the_exit_code_tells_what_kind_of_failure_it_was() {
        let wrapped = |error: Report| error.wrap_err("doing something");
        assert_eq!(code_of(&wrapped(eyre!("no"))), 1);
        assert_eq!(code_of(&wrapped(Usage("x").into())), 2);
        assert_eq!(code_of(&wrapped(query(&["form:x".into()]).unwrap_err().into())), 2);
        assert_eq!(code_of(&wrapped(LockError::Held { pid: Some(7) }.into())), 3);
        assert_eq!(code_of(&io::Error::from(io::ErrorKind::BrokenPipe).into()), 0);
    }

    #[test]
    fn causes_are_joined_and_advice_comes_last() {
        let report = Err::<(), _>(eyre!("the disk is full\nmake room")).wrap_err("saving the feeds").unwrap_err();
        assert_eq!(words(&report), "saving the feeds: the disk is full\nmake room");
    }

    #[test]
    fn a_wrong_word_of_a_query_is_underlined() {
        let error = query(&["grain".into(), "form:wire".into()]).unwrap_err().to_string();
        assert!(error.ends_with("\n  grain form:wire\n        ^^^^^"), "{error}");
    }
}
