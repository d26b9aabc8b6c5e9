//! What newsboat's `ignore-article` lines hide, as queries.
//!
//! The filter language is read as far as a query says the same: titles, texts, authors and feed titles that hold plain words,
//! joined by `and`, `or` and brackets. A pattern of alternatives, `A|B`, is each of them; any other pattern is refused.

use crate::domain::FeedUrl;
use crate::query::{Query, Term, TermKind};
use crate::text::CleanText;

/// Most conditions that one filter may come to.
const TERMS_MAX: usize = 256;
/// Most brackets in brackets.
const DEPTH_MAX: u32 = 16;
/// Most lines that are looked at.
const LINES_MAX: usize = 20_000;

/// What is hidden, and which lines say more than a query can.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ignored {
    /// Each filter as it stands there, and the query that says the same.
    pub queries: Vec<(CleanText, Query)>,
    /// The others, each with the reason.
    pub refused: Vec<(CleanText, &'static str)>,
}

/// Reads the `ignore-article` lines of a newsboat config.
pub fn ignored(config: &str) -> Ignored {
    let mut ignored = Ignored::default();
    for (number, line) in config.lines().take(LINES_MAX).enumerate() {
        let words = words(line);
        let [command, feed, filter] = words.as_slice() else { continue };
        if command != "ignore-article" {
            continue;
        }
        match query(feed, filter) {
            Ok(query) => ignored.queries.push((CleanText::capped(filter, 100), query)),
            Err(reason) => {
                let what = CleanText::capped(&format!("line {}: {filter}", number + 1), 200);
                ignored.refused.push((what, reason));
            }
        }
    }
    ignored
}

/// Splits a line of the config into words; those in quotation marks may hold spaces and escaped quotation marks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = line.chars().peekable();
    loop {
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        let mut word = String::new();
        match letters.peek() {
            None | Some('#') => return words,
            Some('"') => {
                letters.next();
                while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                    match letter {
                        '\\' => word.extend(letters.next().into_iter().flat_map(|next| {
                            let kept = (next != '"' && next != '\\').then_some('\\');
                            kept.into_iter().chain([next])
                        })),
                        _ => word.push(letter),
                    }
                }
            }
            Some(_) => {
                while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace()) {
                    word.push(letter);
                }
            }
        }
        words.push(word);
    }
}

fn query(feed: &str, filter: &str) -> Result<Query, &'static str> {
    let mut any = Reader { rest: filter, depth: 0 }.whole()?;
    if feed != "*" {
        let url = FeedUrl::parse(feed).map_err(|_| "the feed is not named by its address")?;
        let term = Term { negated: false, kind: TermKind::Feed(url.to_string()) };
        for terms in &mut any {
            terms.push(term.clone());
        }
    }
    let query = Query { any, ..Query::default() };
    // It is kept as it is written, and has to be read as it was meant.
    if Query::parse(&query.to_string()).as_ref() == Ok(&query) { Ok(query) } else { Err("a query cannot say this") }
}

/// Any of these, each a list of terms that all must fit.
type Sides = Vec<Vec<Term>>;

struct Reader<'a> {
    rest: &'a str,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn whole(mut self) -> Result<Sides, &'static str> {
        let sides = self.either()?;
        if self.rest.trim().is_empty() { Ok(sides) } else { Err("the filter goes on where it should end") }
    }

    fn either(&mut self) -> Result<Sides, &'static str> {
        let mut sides = self.both()?;
        while self.takes_word("or") {
            sides.extend(self.both()?);
            bounded(&sides)?;
        }
        Ok(sides)
    }

    fn both(&mut self) -> Result<Sides, &'static str> {
        let mut sides = self.one()?;
        while self.takes_word("and") {
            let more = self.one()?;
            if sides.len() * more.len() > TERMS_MAX {
                return Err("the filter is too long");
            }
            sides = sides.iter().flat_map(|one| more.iter().map(move |other| [one.as_slice(), other].concat())).collect();
            bounded(&sides)?;
        }
        Ok(sides)
    }

    fn one(&mut self) -> Result<Sides, &'static str> {
        if self.takes("(") {
            self.depth += 1;
            if self.depth > DEPTH_MAX {
                return Err("there are too many brackets in brackets");
            }
            let sides = self.either()?;
            self.depth -= 1;
            return if self.takes(")") { Ok(sides) } else { Err("a bracket is not closed") };
        }
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(self.rest.len());
        let (attribute, rest) = self.rest.split_at(end);
        self.rest = rest;
        let (negated, pattern) = match () {
            () if self.takes("=~") => (false, true),
            () if self.takes("!~") => (true, true),
            () if self.takes("==") || self.takes("=") => (false, false),
            () if self.takes("!=") => (true, false),
            () => return Err("only =, !=, =~ and !~ can be said by a query"),
        };
        let value = self.value()?;
        let words = if pattern { alternatives(value)? } else { vec![value.to_owned()] };
        let terms = words.into_iter().map(|words| Ok(Term { negated, kind: kind(attribute, words)? }));
        let terms: Vec<Term> = terms.collect::<Result<_, &'static str>>()?;
        // Not any of them is none of them.
        Ok(if negated { vec![terms] } else { terms.into_iter().map(|term| vec![term]).collect() })
    }

    fn value(&mut self) -> Result<&'a str, &'static str> {
        self.rest = self.rest.trim_start();
        let quote = self.rest.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let quote = quote.ok_or("a value without quotation marks cannot be said by a query")?;
        let inner = &self.rest[1..];
        let end = inner.find(quote).ok_or("a quotation mark is not closed")?;
        self.rest = &inner[end + 1..];
        Ok(&inner[..end])
    }

    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(word).filter(|rest| rest.starts_with([' ', '(']));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

fn bounded(sides: &Sides) -> Result<(), &'static str> {
    if sides.iter().map(Vec::len).sum::<usize>() > TERMS_MAX { Err("the filter is too long") } else { Ok(()) }
}

/// Takes a pattern apart that is nothing but plain words with `|` between them.
fn alternatives(pattern: &str) -> Result<Vec<String>, &'static str> {
    let inner = pattern.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(pattern);
    let plain = |word: &str| {
        let word = word.trim_start_matches(".*").trim_end_matches(".*").trim_start_matches("\\b").trim_end_matches("\\b");
        let word = word.replace("\\.", ".").replace("\\-", "-");
        let is_plain = word.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "-'’.,&".contains(c));
        let word = word.trim().to_owned();
        (is_plain && word.chars().any(char::is_alphanumeric)).then_some(word)
    };
    inner.split('|').map(plain).collect::<Option<_>>().ok_or("this pattern is more than words")
}

fn kind(attribute: &str, words: String) -> Result<TermKind, &'static str> {
    Ok(match attribute {
        "title" => TermKind::Title(words),
        "content" if words.contains(char::is_whitespace) => TermKind::Phrase(words),
        "content" => TermKind::Word(words),
        "author" => TermKind::Author(words),
        "feedtitle" => TermKind::Feed(words),
        _ => return Err("only title, content, author and feedtitle can be said by a query"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<String, String> {
        let ignored = ignored(line);
        match (ignored.queries.as_slice(), ignored.refused.as_slice()) {
            ([(_, query)], []) => {
                let text = query.to_string();
                assert_eq!(Query::parse(&text).as_ref(), Ok(query), "it can be kept as it would be typed");
                Ok(text)
            }
            ([], [(_, reason)]) => Err((*reason).to_owned()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn filters_of_words_become_queries() {
        for (line, query) in [
            (r#"ignore-article "*" "title =~ \"Marchetti|Okafor\"""#, "title:Marchetti OR title:Okafor"),
            (r#"ignore-article * "title =~ 'Lake Basin'""#, "title:\"Lake Basin\""),
            (r#"ignore-article "*" "title =~ \"Sponsor\" and author = \"Desk\"" # ads"#, "title:Sponsor author:Desk"),
            (r#"ignore-article "*" "content =~ \"grain\" or (title !~ \"port|ship\")""#, "grain OR -title:port -title:ship"),
            (
                r#"ignore-article "https://example.org/feed" "title =~ \"(Quiz|Crossword)\"""#,
                "title:Quiz feed:https://example.org/feed OR title:Crossword feed:https://example.org/feed",
            ),
        ] {
            let said = read(line).map(|said| said.replace("\"https://example.org/feed\"", "https://example.org/feed"));
            assert_eq!(said.as_deref(), Ok(query), "{line}");
        }
    }

    #[test]
    fn a_filter_of_more_terms_than_a_query_may_have_is_refused() {
        let words: Vec<String> = (0..80).map(|n| format!("word{n}")).collect();
        let line = format!(r#"ignore-article "*" "title =~ \"{}\"""#, words.join("|"));
        assert_eq!(read(&line).unwrap_err(), "a query cannot say this");
    }

    #[test]
    fn what_a_query_cannot_say_is_refused_with_its_reason() {
        for (line, reason) in [
            (r#"ignore-article "*" "title =~ \"^[0-9]+ things\"""#, "this pattern is more than words"),
            (r#"ignore-article "*" "age > 7""#, "only =, !=, =~ and !~ can be said by a query"),
            (r#"ignore-article "*" "unread = \"no\"""#, "only title, content, author and feedtitle can be said by a query"),
            (r#"ignore-article "*" "(title =~ \"x\"""#, "a bracket is not closed"),
            (r#"ignore-article "*" "content = \"foo:bar\"""#, "a query cannot say this"),
            (r#"ignore-article "*" "content =~ \"OR\"""#, "a query cannot say this"),
            (r#"ignore-article "*" "content =~ \"-ad\"""#, "a query cannot say this"),
            (r#"ignore-article "regex:.*" "title =~ \"x\"""#, "the feed is not named by its address"),
            (&format!("ignore-article * \"{}title = 'x'\"", "(".repeat(40)), "there are too many brackets in brackets"),
        ] {
            assert_eq!(read(line).unwrap_err(), reason, "{line}");
        }
    }

    #[test]
    fn other_lines_are_passed_over() {
        let config = "auto-reload yes\n# ignore-article \"*\" \"title = 'x'\"\nbind j down\nignore-article\nbrowser \"a \\\"b";
        assert_eq!(ignored(config), Ignored::default());
    }
}
