//! Reads the stories of a source from their text file.
//!
//! A story begins with `=== its-id`, then lines of `field: value`, an empty line, and the body: paragraphs parted by
//! empty lines, `## heading`, `> quote`, `- item`, `1. item`, `| cell | cell |`, and code between lines of three
//! backticks.

use jiff::{SignedDuration, Timestamp};

use super::marks;

/// Why the text of a source cannot be read. The whole edition is read by the tests, so no reader ever sees one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EditionError {
    #[error("the sample story “{story}” has no line “{field}:”")]
    Missing { story: String, field: &'static str },
    #[error("the sample story “{story}” has an age that cannot be read: “{age}”\nwrite it like 40m, 5h or 3d 2h")]
    Age { story: String, age: String },
    #[error("the sample story “{story}” has a line that is no field: “{line}”")]
    Line { story: String, line: String },
}

/// One story, its days already counted from the hour at which it was published.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) id: String,
    pub(super) published: Timestamp,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) author: String,
    pub(super) tags: Vec<String>,
    pub(super) people: Vec<String>,
    pub(super) places: Vec<String>,
    pub(super) caption: String,
    pub(super) credit: String,
    pub(super) blocks: Vec<Block>,
}

/// One piece of a story; its lines still carry the marks that `marks` reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(String),
    Heading(String),
    Quote(String),
    List(Vec<String>),
    Numbered(Vec<String>),
    Table(Vec<Vec<String>>),
    Code { lang: String, text: String },
}

/// Reads all stories of `text`, the newest first.
pub(super) fn stories(text: &str, now: Timestamp) -> Result<Vec<Story>, EditionError> {
    let mut stories = text.split("\n=== ").skip(1).map(|raw| story(raw, now)).collect::<Result<Vec<_>, _>>()?;
    stories.sort_by_key(|story| std::cmp::Reverse(story.published));
    Ok(stories)
}

/// Reads one story; `raw` begins with its id.
fn story(raw: &str, now: Timestamp) -> Result<Story, EditionError> {
    let (id, rest) = raw.split_once('\n').unwrap_or((raw, ""));
    let (head, body) = rest.split_once("\n\n").unwrap_or((rest, ""));
    let fields = Fields::read(id.trim(), head)?;
    let age = fields.get("age")?;
    let published = age_of(age)
        .and_then(|age| now.checked_sub(age).ok())
        .ok_or_else(|| EditionError::Age { story: fields.story.into(), age: age.into() })?;
    let dated = |field| Ok(marks::date(fields.get(field)?, published));
    let list = |field| Ok(fields.get(field)?.split(';').map(|item| item.trim().to_owned()).collect());
    Ok(Story {
        id: fields.story.to_owned(),
        published,
        title: dated("title")?,
        summary: dated("summary")?,
        author: fields.get("author")?.to_owned(),
        tags: list("tags")?,
        people: list("people")?,
        places: list("places")?,
        caption: dated("picture")?,
        credit: dated("credit")?,
        blocks: blocks(&marks::date(body, published)),
    })
}

/// The lines between a story's id and its body.
struct Fields<'a> {
    story: &'a str,
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    fn read(story: &'a str, head: &'a str) -> Result<Self, EditionError> {
        let field = |line: &'a str| {
            let (name, value) =
                line.split_once(':').ok_or_else(|| EditionError::Line { story: story.to_owned(), line: line.to_owned() })?;
            Ok((name.trim(), value.trim()))
        };
        Ok(Self { story, values: head.lines().map(field).collect::<Result<_, _>>()? })
    }

    fn get(&self, field: &'static str) -> Result<&'a str, EditionError> {
        let value = self.values.iter().find(|(name, value)| *name == field && !value.is_empty());
        value.map(|(_, value)| *value).ok_or_else(|| EditionError::Missing { story: self.story.to_owned(), field })
    }
}

/// Reads an age such as `3d 2h`.
fn age_of(text: &str) -> Option<SignedDuration> {
    let mut minutes = 0;
    for part in text.split_whitespace() {
        let (unit_at, unit) = part.char_indices().next_back()?;
        let count = i64::from(part[..unit_at].parse::<u16>().ok()?);
        minutes += count
            * match unit {
                'm' => 1,
                'h' => 60,
                'd' => 24 * 60,
                _ => return None,
            };
    }
    Some(SignedDuration::from_mins(minutes))
}

/// Reads the body of a story.
fn blocks(body: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        if let Some(lang) = line.strip_prefix("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            blocks.push(Block::Code { lang: lang.trim().to_owned(), text: code.join("\n") });
            continue;
        }
        let mut group = vec![line.trim()];
        while let Some(more) = lines.next_if(|line| !line.trim().is_empty()) {
            group.push(more.trim());
        }
        blocks.push(block(&group));
    }
    blocks
}

/// Tells from its first line what a group of lines without an empty one is.
fn block(group: &[&str]) -> Block {
    let joined = |mark: &str| {
        let words: Vec<&str> = group.iter().map(|line| line.strip_prefix(mark).unwrap_or(line).trim()).collect();
        words.join(" ")
    };
    let items = |end_of_mark: char| {
        let item = |line: &&str| line.split_once(end_of_mark).map_or(*line, |(_, words)| words).trim().to_owned();
        group.iter().map(item).collect()
    };
    let first = group[0];
    if first.starts_with("## ") {
        Block::Heading(joined("##"))
    } else if first.starts_with("> ") {
        Block::Quote(joined(">"))
    } else if first.starts_with("- ") {
        Block::List(items('-'))
    } else if first.starts_with("1. ") {
        Block::Numbered(items('.'))
    } else if first.starts_with('|') {
        let row = |line: &&str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        Block::Table(group.iter().map(row).collect())
    } else {
        Block::Paragraph(group.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "title: Ferry turns back on {day}\nsummary: Wind.\nauthor: Ida Rolle\ntags: Sea; Weather\npeople: Ola Vik\nplaces: Bergen\npicture: The quay.\ncredit: I. Rolle";

    fn read(head: &str, body: &str) -> Result<Vec<Story>, EditionError> {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        stories(&format!("# a note to editors\n\n=== ferry\n{head}\n\n{body}\n"), now)
    }

    #[test]
    fn a_story_is_dated_back_by_its_age() {
        let story = read(&format!("age: 1d 2h\n{HEAD}"), "On {day-1}, rain.").unwrap().remove(0);
        assert_eq!((story.id.as_str(), story.title.as_str()), ("ferry", "Ferry turns back on Sunday"));
        assert_eq!(story.published.to_string(), "2026-11-22T10:00:00Z");
        assert_eq!(story.tags, ["Sea", "Weather"]);
        assert_eq!(story.blocks, [Block::Paragraph("On Saturday, rain.".into())]);
    }

    #[test]
    fn each_kind_of_block_is_told_by_its_first_letters() {
        let check = |body: &str, block: Block| assert_eq!(blocks(body), [block], "{body}");
        check("One\ntwo.", Block::Paragraph("One two.".into()));
        check("## What next", Block::Heading("What next".into()));
        check("> We wait.\n> We hope.", Block::Quote("We wait. We hope.".into()));
        check("- a-b\n- c", Block::List(vec!["a-b".into(), "c".into()]));
        check("1. a 2.5 b\n2. c", Block::Numbered(vec!["a 2.5 b".into(), "c".into()]));
        check("| a | b |\n| 1 | 2 |", Block::Table(vec![vec!["a".into(), "b".into()], vec!["1".into(), "2".into()]]));
        check("```rust\nfn a() {\n\n    b\n}\n```", Block::Code { lang: "rust".into(), text: "fn a() {\n\n    b\n}".into() });
    }

    #[test]
    fn a_fault_names_the_story_and_the_field() {
        let check = |head: &str, fault: EditionError| assert_eq!(read(head, "").unwrap_err(), fault);
        let story = || "ferry".to_owned();
        check(HEAD, EditionError::Missing { story: story(), field: "age" });
        check("age: 1d\ntitle:", EditionError::Missing { story: story(), field: "title" });
        check(&format!("age: soon\n{HEAD}"), EditionError::Age { story: story(), age: "soon".into() });
        check("age 1d", EditionError::Line { story: story(), line: "age 1d".into() });
    }
}
