//! `dateline people` and `dateline person`: who is in the news, and everything about one of them.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use color_eyre::eyre::{Result, eyre};
use jiff::SignedDuration;

use super::documents::{PersonLine, PersonPageDocument, strings};
use super::list;
use super::output::{Column, Output, say};
use super::session::{Session, counted, local};
use super::story;
use crate::domain::{PersonId, PersonPage, PersonSummary};
use crate::message::IndexSort;
use crate::query::parse_span;
use crate::store::people;

/// How the people are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Sort {
    /// Those in the most stories first
    Stories,
    /// Those whom the last seven days brought most over the seven before
    Rising,
    /// By name
    Name,
}

/// Arguments of `people`.
#[derive(Debug, Args)]
pub(super) struct IndexArguments {
    /// Only names that hold this
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Only stories of this time: 36h, 7d, 2w
    #[arg(long, value_name = "TIME", value_parser = span)]
    since: Option<SignedDuration>,
    /// The order
    #[arg(long, value_enum, default_value_t = Sort::Stories)]
    sort: Sort,
    /// Shows so many at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
    /// Writes an array of documents
    #[arg(long)]
    json: bool,
}

/// Reads a span of time of the command line.
pub(super) fn span(text: &str) -> Result<SignedDuration, String> {
    parse_span(text).ok_or_else(|| "a time is a number and a unit, such as 36h, 7d or 2w".to_owned())
}

/// Lists people.
pub(super) fn index(arguments: &IndexArguments, session: &Session) -> Result<u8> {
    let sort = match arguments.sort {
        Sort::Stories => IndexSort::Stories,
        Sort::Rising => IndexSort::Rising,
        Sort::Name => IndexSort::Name,
    };
    let (filter, since, limit, now) = (arguments.query.join(" "), arguments.since, arguments.limit, session.now);
    let found = session.store()?.read_now(move |db| people::index(db, &filter, sort, since, limit, now))?;
    let mut output = Output::new();
    if arguments.json {
        output.json(&found.iter().map(PersonLine::new).collect::<Vec<_>>())?;
    } else {
        table(&mut output, &found)?;
    }
    output.finish()?;
    Ok(0)
}

fn table(output: &mut Output, people: &[PersonSummary]) -> Result<()> {
    let columns =
        [Column::number("id"), Column::number("stories"), Column::number("rising"), Column::text("name"), Column::text("role")];
    let rows: Vec<Vec<String>> = people
        .iter()
        .map(|person| {
            let role = person.role.as_ref().map(ToString::to_string).unwrap_or_default();
            vec![person.id.to_string(), person.stories.to_string(), format!("{:+}", person.rising), person.name.to_string(), role]
        })
        .collect();
    output.table(&columns, &rows)?;
    Ok(())
}

/// Arguments of `person`.
#[derive(Debug, Args)]
pub(super) struct PageArguments {
    /// A name in any form that a story used, or the number that `people` shows
    #[arg(value_name = "NAME|ID", required = true)]
    name: Vec<String>,
    /// Writes the document
    #[arg(long)]
    json: bool,
}

/// Shows a person.
pub(super) fn page(arguments: &PageArguments, session: &Session) -> Result<u8> {
    let name = arguments.name.join(" ");
    let store = session.store()?;
    let now = session.now;
    let wanted = name.clone();
    let (found, page) = store.read_now(move |db| {
        let found = match wanted.trim_start_matches('#').parse() {
            Ok(id) => vec![PersonId(id)],
            Err(_) => people::by_name(db, &wanted, now)?.into_iter().map(|person| person.id).collect(),
        };
        let Some(&id) = found.first() else { return Ok((found, None)) };
        let Some(page) = people::page(db, id, now)? else { return Ok((found, None)) };
        let documents = story::documents(db, &page.newest, now)?;
        Ok((found, Some((page, documents))))
    })?;
    let Some((page, newest)) = page else {
        return Err(eyre!("no story names {name}\n`dateline people` lists everybody"));
    };
    if found.len() > 1 {
        let others: Vec<String> = found[1..].iter().map(ToString::to_string).collect();
        say(&format!("{} of that name; the others are {}", counted(found.len() as u32, "person", "people"), others.join(", ")));
    }
    let mut output = Output::new();
    if arguments.json {
        output.json(&PersonPageDocument::new(&page, newest))?;
    } else {
        print(&mut output, &page)?;
    }
    output.finish()?;
    Ok(0)
}

fn print(output: &mut Output, page: &PersonPage) -> Result<()> {
    output.heading(&page.name)?;
    if !page.aliases.is_empty() {
        writeln!(output, "also as: {}", strings(&page.aliases).join(" · "))?;
    }
    if !page.roles.is_empty() {
        let roles: Vec<String> = page.roles.iter().map(|(role, stories)| format!("{role} ({stories})")).collect();
        writeln!(output, "{}", roles.join(" · "))?;
    }
    let (stories, sources) = (counted(page.stories, "story", "stories"), counted(page.sources, "source", "sources"));
    writeln!(output, "{stories} · {sources} · from {} to {}", local(page.first_seen), local(page.last_seen))?;
    let together = page.together.iter().map(|person| (person.name.to_string(), person.stories)).collect();
    let places = page.places.iter().map(|place| (place.name.to_string(), place.stories)).collect();
    for (name, rows) in [("Together with", together), ("Places", places)] {
        let rows: Vec<(String, u32)> = rows;
        if !rows.is_empty() {
            writeln!(output)?;
            output.heading(name)?;
            let rows: Vec<Vec<String>> = rows.into_iter().map(|(name, stories)| vec![stories.to_string(), name]).collect();
            output.table(&[Column::number(""), Column::text("")], &rows)?;
        }
    }
    writeln!(output)?;
    output.heading("Stories")?;
    list::print(output, &page.newest)
}
