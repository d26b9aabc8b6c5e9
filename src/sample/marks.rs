//! The marks inside a line of the sample edition: `*emphasis*`, `**strong**`, `` `code` ``, `[words](target)`, `{day-2}`.
//!
//! Marks do not nest. A mark that is not closed is ordinary text.

use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};

use super::html::escape;

/// One stretch of a line.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Emphasis(&'a str),
    Strong(&'a str),
    Code(&'a str),
    Link { words: &'a str, target: &'a str },
}

/// Returns the words of `line` without its marks, as a reader should see them.
pub(super) fn plain(line: &str) -> String {
    pieces(line)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(words)
            | Piece::Emphasis(words)
            | Piece::Strong(words)
            | Piece::Code(words)
            | Piece::Link { words, .. } => words,
        })
        .collect()
}

/// Returns `line` as HTML; `address` turns the target of a link into an address.
pub(super) fn html(line: &str, address: &dyn Fn(&str) -> String) -> String {
    pieces(line)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(words) => escape(words),
            Piece::Emphasis(words) => format!("<em>{}</em>", escape(words)),
            Piece::Strong(words) => format!("<strong>{}</strong>", escape(words)),
            Piece::Code(words) => format!("<code>{}</code>", escape(words)),
            Piece::Link { words, target } => format!(r#"<a href="{}">{}</a>"#, escape(&address(target)), escape(words)),
        })
        .collect()
}

/// Returns the targets of the links in `line`.
#[cfg(test)]
pub(super) fn targets(line: &str) -> Vec<&str> {
    let target = |piece| if let Piece::Link { target, .. } = piece { Some(target) } else { None };
    pieces(line).into_iter().filter_map(target).collect()
}

/// Puts days in the place of `{day}` (Tuesday), `{date}` (4 March), `{month}` and `{year}`, counted from `published`.
///
/// `{day-3}` is three days earlier. The edition is dated anew at every start, so no day can be written into a story.
pub(super) fn date(text: &str, published: Timestamp) -> String {
    let today = published.to_zoned_datetime(TimeZone::UTC).date();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        let inside = &rest[start + 1..];
        let dated = inside.find('}').and_then(|end| Some((end, placeholder(&inside[..end], today)?)));
        if let Some((end, words)) = dated {
            out.push_str(&words);
            rest = &inside[end + 1..];
        } else {
            out.push('{');
            rest = inside;
        }
    }
    out.push_str(rest);
    out
}

/// Returns the words for `day-3`; `None` for what is no placeholder, such as a brace of program code.
fn placeholder(inside: &str, today: Date) -> Option<String> {
    let (word, offset) = inside.split_at(inside.find(['+', '-']).unwrap_or(inside.len()));
    let format = match word {
        "day" => "%A",
        "date" => "%-d %B",
        "month" => "%B",
        "year" => "%Y",
        _ => return None,
    };
    let days: i32 = if offset.is_empty() { 0 } else { offset.parse().ok()? };
    let date = today.checked_add(Span::new().try_days(days).ok()?).ok()?;
    Some(date.strftime(format).to_string())
}

/// Cuts `line` at its marks.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    let mut searched = 0;
    while let Some(found) = rest[searched..].find(['*', '`', '[']) {
        let start = searched + found;
        let Some((piece, bytes)) = mark(&rest[start..]) else {
            searched = start + 1;
            continue;
        };
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        pieces.push(piece);
        rest = &rest[start + bytes..];
        searched = 0;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Reads the mark at the start of `text` and says how many bytes it takes.
fn mark(text: &str) -> Option<(Piece<'_>, usize)> {
    let between = |open: &str, close: &str| {
        let inside = text.strip_prefix(open)?;
        let words = &inside[..inside.find(close)?];
        (!words.is_empty()).then_some((words, open.len() + words.len() + close.len()))
    };
    if let Some((words, bytes)) = between("**", "**") {
        return Some((Piece::Strong(words), bytes));
    }
    if let Some((words, bytes)) = between("*", "*") {
        return Some((Piece::Emphasis(words), bytes));
    }
    if let Some((words, bytes)) = between("`", "`") {
        return Some((Piece::Code(words), bytes));
    }
    let (words, bytes) = between("[", "](")?;
    let target = &text[bytes..][..text[bytes..].find(')')?];
    Some((Piece::Link { words, target }, bytes + target.len() + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_become_html_and_leave_the_plain_words() {
        let check = |line: &str, words: &str, markup: &str| {
            assert_eq!(plain(line), words);
            assert_eq!(html(line, &|target| format!("/{target}")), markup);
        };
        check("no marks", "no marks", "no marks");
        check("the *Ardent* sailed", "the Ardent sailed", "the <em>Ardent</em> sailed");
        check("**Rate:** 8%", "Rate: 8%", "<strong>Rate:</strong> 8%");
        check("call `f(a < b)`", "call f(a < b)", "call <code>f(a &lt; b)</code>");
        check("[the report](x\"y) says", "the report says", r#"<a href="/x&quot;y">the report</a> says"#);
        check("é*é*é", "ééé", "é<em>é</em>é");
        check("five * six [sic] `", "five * six [sic] `", "five * six [sic] `");
        check("R&D", "R&D", "R&amp;D");
    }

    #[test]
    fn days_are_counted_from_the_hour_of_the_story() {
        let published: Timestamp = "2026-11-23T00:10:00Z".parse().unwrap();
        let check = |text: &str, dated: &str| assert_eq!(date(text, published), dated);
        check("on {day}", "on Monday");
        check("since {day-1}, {date-1}", "since Sunday, 22 November");
        check("by {date+10} or {month+40} {year+40}", "by 3 December or January 2027");
        check("fn f() { {x} } {day", "fn f() { {x} } {day");
        check("{day+99999999999}{day+2147483647}", "{day+99999999999}{day+2147483647}");
    }
    proptest! {
        #[test]
        fn every_line_can_be_read(line in "[a-zé{}*`\\[\\]()+<&0-9-]{0,40}") {
            let unbraced = line.replace('{', "");
            prop_assert_eq!(date(&unbraced, Timestamp::UNIX_EPOCH), unbraced);
            prop_assert!(plain(&line).len() <= line.len());
            let markup = html(&line, &|_| String::new());
            prop_assert!(!markup.contains("<<") && markup.matches('<').count() == markup.matches('>').count());
        }
    }
}
