//! `dateline show`: one story, as text, Markdown, HTML or JSON.

use std::io::Write;

use clap::{Args, ValueEnum};
use color_eyre::eyre::{Result, eyre};
use jiff::ZonedDateTime;

use super::documents::byline;
use super::output::Output;
use super::session::{Session, local};
use super::story::{self, Loaded};
use crate::article;
use crate::domain::{Article, Block, EntryId, Story, StoryLink, StoryLinkKind, StoryPlace, perhaps};
use crate::message::StoryFormat;
use crate::store::Store;
use crate::text::wrap;

/// Widest line of a text on a terminal.
const TEXT_WIDTH: usize = 72;

/// How an article is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Plain text
    Text,
    /// Markdown
    Markdown,
    /// A whole HTML page
    Html,
    /// The document with its blocks
    Json,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The number of the story, as `list` shows it
    #[arg(value_name = "ID")]
    id: i64,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// Writes the document with its blocks, people and places
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// Shows a story.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let store = session.store()?;
    let Some(loaded) = story::load(&store, vec![EntryId(arguments.id)], session.here())?.pop() else {
        return Err(eyre!("there is no story {}\n`dateline list` shows their numbers", arguments.id));
    };
    let mut output = Output::new();
    write(&mut output, &loaded, if arguments.json { Format::Json } else { arguments.format })?;
    output.finish()?;
    Ok(0)
}

/// Writes a story for a command that the reader types at it.
pub(super) fn for_command(store: &Store, entry: EntryId, format: StoryFormat) -> Result<Option<String>> {
    let Some(loaded) = story::load(store, vec![entry], ZonedDateTime::now())?.pop() else { return Ok(None) };
    let mut output = Output::memory();
    let format = match format {
        StoryFormat::Markdown => Format::Markdown,
        StoryFormat::Text => Format::Text,
        StoryFormat::Json => Format::Json,
    };
    write(&mut output, &loaded, format)?;
    Ok(Some(output.into_text()))
}

fn write<W: Write>(output: &mut Output<W>, loaded: &Loaded, format: Format) -> Result<()> {
    let story = &loaded.story;
    match format {
        Format::Text => print(output, story)?,
        Format::Markdown => output.write_all(article::render::story_markdown(story).as_bytes())?,
        Format::Html => output.write_all(article::render::story_html(story).as_bytes())?,
        Format::Json => output.json(&loaded.document())?,
    }
    Ok(())
}

fn print<W: Write>(output: &mut Output<W>, story: &Story) -> Result<()> {
    if let Some(title) = story.heading() {
        output.heading(title)?;
    }
    let mut about: Vec<String> = byline(story).map(std::borrow::Cow::into_owned).into_iter().collect();
    about.push(story.headline.feed_title.to_string());
    about.push(local(story.headline.key.at));
    about.push(format!("{} min", story.article.minutes()));
    about.extend(story.headline.hashed_tags());
    writeln!(output, "{}", about.join(" · "))?;
    if let Some(url) = &story.headline.url {
        writeln!(output, "{url}")?;
    }
    if let Some(url) = story.comments() {
        writeln!(output, "Comments: {url}")?;
    }
    writeln!(output)?;
    if story.heading().is_none() && story.article.text().is_empty() {
        // All its words are those of a picture, which a text does not show.
        writeln!(output, "{}", story.headline.title)?;
    }
    print_article(output, &story.article)?;
    let links: Vec<StoryLink> = story.links().into_iter().filter(|link| link.kind != StoryLinkKind::Comments).collect();
    if !links.is_empty() && !story.article.text().is_empty() {
        writeln!(output)?;
    }
    for link in links {
        writeln!(output, "{}{}", link.lead(), link.url)?;
    }
    let people: Vec<String> = story
        .people
        .iter()
        .map(|person| match &person.role {
            Some(role) => format!("{}, {role} ({})", person.name, person.stories),
            None => format!("{} ({})", person.name, person.stories),
        })
        .collect();
    let places: Vec<String> = story.places.iter().map(place_line).collect();
    if let Some(language) = &story.article.foreign {
        writeln!(output, "\nThis story is in {language}: names are found in English stories only.")?;
    }
    let more = |count: u32| (count > 0).then(|| format!("and {count} more"));
    let left_out = story.article.left_out;
    let people: Vec<String> = people.into_iter().chain(more(left_out.people)).collect();
    let places: Vec<String> = places.into_iter().chain(more(left_out.places)).collect();
    for (name, found) in [("People", people), ("Places", places)] {
        if !found.is_empty() {
            writeln!(output)?;
            output.heading(name)?;
            for line in found {
                writeln!(output, "  {line}")?;
            }
        }
    }
    if let Some(words) = left_out.words() {
        writeln!(output, "\n{words}")?;
    }
    Ok(())
}

/// Writes a place as "Alexandria, perhaps in Louisiana (3)".
fn place_line(place: &StoryPlace) -> String {
    if place.sure {
        return format!("{} ({})", place.name, place.stories);
    }
    let doubt = perhaps(&place.name, place.region.as_deref(), place.country.as_deref());
    format!("{}, {doubt} ({})", place.name, place.stories)
}

/// Prints the blocks of an article as plain text, in a column that is easy to read where a person reads it.
pub(super) fn print_article<W: Write>(output: &mut Output<W>, article: &Article) -> Result<()> {
    let width = output.width().map(|width| width.min(TEXT_WIDTH));
    let mut first = true;
    for block in &article.blocks {
        let text = match block {
            Block::List(items) => items
                .iter()
                .map(|item| {
                    let mark = item.number.map_or_else(|| "•".to_owned(), |number| format!("{number}."));
                    format!("{}{mark} {}", "  ".repeat(usize::from(item.depth.min(8))), item.text.text)
                })
                .collect::<Vec<_>>()
                .join("\n"),
            other => other.text().into_owned(),
        };
        if text.is_empty() {
            continue;
        }
        if !std::mem::take(&mut first) {
            writeln!(output)?;
        }
        let bar = if matches!(block, Block::Quote(_)) { "│ " } else { "" };
        let whole = matches!(block, Block::Code { .. } | Block::Table { .. });
        for line in text.lines() {
            match width.filter(|_| !whole) {
                Some(width) => {
                    for piece in wrap(line, width.saturating_sub(bar.chars().count()).max(8)) {
                        writeln!(output, "{bar}{}", &line[piece])?;
                    }
                }
                None => writeln!(output, "{bar}{line}")?,
            }
        }
    }
    Ok(())
}
