//! `dateline people` and `dateline person`: who is in the news, and everything about one of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;

use clap::{Args, ValueEnum};
use color_eyre::eyre::{Result, eyre};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use rusqlite::Connection;

use super::documents::{PersonLine, PersonPageDocument, strings};
use super::list;
use super::output::{Column, Output, say};
use super::session::{Session, counted, local};
use super::story;
use crate::domain::{MEMORY_DAYS, PersonChange, PersonChanged, PersonId, PersonJoin, PersonPage, PersonSummary, PhraseMemory};
use crate::entity;
use crate::ingest;
use crate::message::IndexSort;
use crate::query::parse_span;
use crate::store::{memory, people, words};
use crate::text::{CleanText, search};

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
    let (filter, since, limit, now) = (arguments.query.join(" "), arguments.since, arguments.limit, session.here());
    let found = session.store()?.read_now(move |db| people::index(db, &filter, sort, since, limit, &now))?;
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
    /// Says that somebody else, by name or number, is this person too
    #[arg(long, value_name = "OTHER", group = "word")]
    merge: Option<String>,
    /// Says that this form of the name is somebody else's
    #[arg(long, value_name = "FORM", group = "word")]
    split: Option<String>,
    /// Gives the person another name; an empty one gives back that of the stories
    #[arg(long, value_name = "NEW", group = "word")]
    rename: Option<String>,
    /// Shows the person nowhere any more
    #[arg(long, group = "word")]
    hide: bool,
    /// Shows a hidden person again
    #[arg(long, group = "word")]
    show: bool,
    /// Writes the document
    #[arg(long)]
    json: bool,
}

/// Shows a person, after what the reader says of them.
pub(super) fn page(arguments: &PageArguments, session: &Session) -> Result<u8> {
    let name = arguments.name.join(" ");
    let store = session.store()?;
    let (here, now) = (session.here(), session.now);
    let mut wanted = name.clone();
    if let Some(id) = say_of(arguments, &name, session)? {
        if arguments.hide {
            return Ok(0);
        }
        wanted = id.to_string();
    }
    let (found, page) = store.read_now(move |db| {
        let found = named(db, &wanted, &here)?;
        let Some(&id) = found.first() else { return Ok((found, None)) };
        let Some(page) = people::page(db, id, &here)? else { return Ok((found, None)) };
        let documents = story::documents(db, &page.newest, now)?;
        let remembered = remembered(db, &page, now)?;
        Ok((found, Some((page, documents, remembered))))
    })?;
    let Some((page, newest, remembered)) = page else {
        let phrase = entity::memory_phrase(&name);
        return Err(nobody(&name, store.read_now(move |db| memory::of_phrase(db, &phrase, now))?));
    };
    if found.len() > 1 {
        let others: Vec<String> = found[1..].iter().map(ToString::to_string).collect();
        say(&format!("{} of that name; the others are {}", counted(found.len() as u32, "person", "people"), others.join(", ")));
    }
    let mut output = Output::new();
    if arguments.json {
        output.json(&PersonPageDocument::new(&page, newest, &remembered))?;
    } else {
        print(&mut output, &page, &remembered)?;
    }
    output.finish()?;
    Ok(0)
}

/// Says that nobody has this name; where stories remember the words, why they are nobody's.
fn nobody(name: &str, memory: Option<PhraseMemory>) -> color_eyre::Report {
    let remembered = memory.map(|memory| format!("stories remember it as {}\n", memory_words(name, memory)));
    eyre!("no story names {name}\n{}`dateline people` lists everybody", remembered.unwrap_or_default())
}

/// Returns everybody of a name, those in the most stories first; a number is one person, whoever they are by now.
fn named(db: &Connection, name: &str, now: &ZonedDateTime) -> rusqlite::Result<Vec<PersonId>> {
    match name.trim_start_matches('#').parse() {
        Ok(id) => Ok(vec![words::who(db, PersonId(id))?]),
        Err(_) => Ok(people::by_name(db, name, now)?.into_iter().map(|person| person.id).collect()),
    }
}

/// Keeps what the reader says of a person and tells what came of it; returns who it was about, or nothing if none was said.
fn say_of(arguments: &PageArguments, name: &str, session: &Session) -> Result<Option<PersonId>> {
    let PageArguments { merge, split, rename, hide, show, .. } = arguments;
    if merge.is_none() && split.is_none() && rename.is_none() && !hide && !show {
        return Ok(None);
    }
    let (here, now) = (session.here(), session.now);
    let (wanted, merge, split, rename, show) = (name.to_owned(), merge.clone(), split.clone(), rename.clone(), *show);
    let said = session.store()?.write_now(move |db| {
        let person = if show { hidden(db, &wanted)? } else { only(db, &wanted, &here)? };
        let person = match person {
            Ok(person) => person,
            Err(words) => return Ok(Err(words)),
        };
        let change = if let Some(other) = merge {
            match only(db, &other, &here)? {
                Ok(other) => PersonChange::Merge { person, other },
                Err(words) => return Ok(Err(words)),
            }
        } else if let Some(form) = split {
            PersonChange::Split { person, form: CleanText::new(&form) }
        } else if let Some(name) = rename {
            PersonChange::Rename { person, name: CleanText::capped(&name, 200) }
        } else if show {
            PersonChange::Show(person)
        } else {
            PersonChange::Hide(person)
        };
        Ok(ingest::change_person(db, &change, now)?.map_err(CleanText::into_string))
    })?;
    let PersonChanged { words, person, other, .. } = said.map_err(|words| eyre!("{words}"))?;
    let (back, effect) = match (arguments, other) {
        (PageArguments { merge: Some(_), .. }, Some((_, name))) => (format!("--split \"{name}\""), "parts them again"),
        (PageArguments { split: Some(_), .. }, Some((id, _))) => (format!("--merge {id}"), "joins them again"),
        (PageArguments { rename: Some(_), .. }, _) => ("--rename \"\"".to_owned(), "gives back the name of the stories"),
        (PageArguments { hide: true, .. }, _) => ("--show".to_owned(), "shows them again"),
        _ => ("--hide".to_owned(), "hides them"),
    };
    say(&format!("{words} `dateline person {person} {back}` {effect}."));
    Ok(Some(person))
}

/// Returns the one person of a name; where there are several, the words that tell them apart.
fn only(db: &Connection, name: &str, now: &ZonedDateTime) -> rusqlite::Result<Result<PersonId, String>> {
    let mut found = named(db, name, now)?;
    // A number may be anybody's, also of somebody who stands in no story just now.
    found.retain(|id| matches!(people::name(db, *id), Ok(Some(_))));
    Ok(match found[..] {
        [only] => Ok(only),
        [] => Err(format!("no story names {name}\n`dateline people` lists everybody")),
        [..] => {
            let ids = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Err(format!("{} are named {name}: {ids}\nsay which by the number", counted(found.len() as u32, "person", "people")))
        }
    })
}

/// Returns who is hidden under a name or number.
fn hidden(db: &Connection, name: &str) -> rusqlite::Result<Result<PersonId, String>> {
    let fits = |(id, known): &(PersonId, CleanText)| name.trim_start_matches('#') == id.to_string() || search::holds(known, name);
    let hidden = words::hidden(db)?;
    let found: Vec<PersonId> = hidden.iter().filter(|row| fits(row)).map(|(id, _)| *id).collect();
    Ok(match (&found[..], &hidden[..]) {
        ([only], _) => Ok(*only),
        (_, []) => Err(format!("{name} is not hidden\nnobody is")),
        _ => {
            let all = hidden.iter().map(|(id, name)| format!("{name} ({id})")).collect::<Vec<_>>().join(", ");
            Err(format!("which of those hidden is {name}?\nhidden are {all}"))
        }
    })
}

/// A form of a name with what the stories so far thought of it.
type Remembered = (String, PhraseMemory);

/// Forms of a name of which a page says what is remembered.
const REMEMBERED_MAX: usize = 6;

/// Returns what is remembered of the forms of a person's name now.
fn remembered(db: &Connection, page: &PersonPage, now: Timestamp) -> rusqlite::Result<Vec<Remembered>> {
    let mut seen = BTreeSet::new();
    let mut remembered = Vec::new();
    for form in std::iter::once(&page.name).chain(&page.aliases) {
        let phrase = entity::memory_phrase(form);
        if remembered.len() < REMEMBERED_MAX
            && seen.insert(phrase.clone())
            && let Some(memory) = memory::of_phrase(db, &phrase, now)?
        {
            remembered.push((form.to_string(), memory));
        }
    }
    Ok(remembered)
}

/// Says for how many stories a phrase was a person, and what comes of it.
fn memory_words(phrase: &str, memory: PhraseMemory) -> String {
    let mut words = format!("a person in {:.1} of {:.1} stories", memory.person, memory.stories());
    if memory.surname >= 0.05 {
        _ = write!(words, ", a surname in {:.1}", memory.surname);
    }
    if let Some(effect) = entity::memory_effect(phrase, memory.weighed()) {
        _ = write!(words, "; {effect}");
    }
    words
}

fn print(output: &mut Output, page: &PersonPage, remembered: &[Remembered]) -> Result<()> {
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
    let joins: Vec<&PersonJoin> = page.joins.iter().filter(|join| join.name != page.name).collect();
    if !joins.is_empty() {
        writeln!(output)?;
        output.heading("One person, because")?;
        let rows = joins.into_iter().map(|join| {
            let first = join.story.as_ref().map_or_else(String::new, |(id, title)| format!("; first in story {id}, {title}"));
            vec![join.name.to_string(), format!("{}{first}", join.reason.words())]
        });
        output.table(&[Column::text(""), Column::text("")], &rows.collect::<Vec<_>>())?;
    }
    if !remembered.is_empty() {
        writeln!(output)?;
        output.heading(&format!("What stories remember, one of {MEMORY_DAYS} days ago as a third of a story"))?;
        let rows = remembered.iter().map(|(phrase, memory)| vec![phrase.clone(), memory_words(phrase, *memory)]);
        output.table(&[Column::text(""), Column::text("")], &rows.collect::<Vec<_>>())?;
    }
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
