//! `dateline names`: the people and places of any text. Needs no store and fetches nothing; of the config it takes the model.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use color_eyre::eyre::Result;
use serde::Deserialize;

use super::documents::{NamesDocument, PlaceDocument};
use super::input;
use super::jsonl;
use super::output::{Column, Output, say};
use super::session::Session;
use crate::domain::{LeftOut, SourceHome, country_name, perhaps};
use crate::entity::Recognizer;
use crate::text::CleanText;

/// Arguments of `names`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The text; - or none reads standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Writes the document
    #[arg(long)]
    json: bool,
    /// Reads {"id", "title", "text"} a line and writes {"id", "people", "places", "mentions"} a line
    #[arg(long, conflicts_with_all = ["file", "json"])]
    jsonl: bool,
}

/// A line of `--jsonl`.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Question {
    #[serde(default)]
    title: Option<String>,
    text: String,
    /// The title of the feed that the text came by, which tells namesakes apart.
    #[serde(default)]
    source: Option<String>,
}

/// Says where a place is: its country, or what is not certain of it.
fn place_words(place: &PlaceDocument) -> Option<String> {
    let (region, country) = (place.region.as_deref(), place.country.as_deref());
    if place.sure { country.map(|code| country_name(code).to_owned()) } else { Some(perhaps(&place.name, region, country)) }
}

/// Says what is not in the table.
fn left_out(left_out: LeftOut) -> Vec<String> {
    let more = [(left_out.people, "people"), (left_out.places, "places")];
    let more = more.iter().filter(|(count, _)| *count > 0).map(|(count, of)| format!("And {count} more names of {of}."));
    more.chain(left_out.words()).collect()
}

/// Finds names.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let (recognizer, complaint) = Recognizer::or_embedded(session.config()?.names.model.as_deref());
    if let Some(words) = complaint {
        say(words.as_str());
    }
    let mut output = Output::new();
    if arguments.jsonl {
        let code = jsonl::serve(&mut output, move |question: Question| {
            let title = question.title.unwrap_or_default();
            let source = question.source.map(|title| SourceHome { title: CleanText::new(&title), places: Vec::new() });
            let names = recognizer.names(&title, &question.text, source.as_ref());
            Ok(NamesDocument::new(&names, &title, &question.text))
        })?;
        return Ok(code);
    }
    let bytes = input::read(arguments.file.as_deref())?;
    let text = String::from_utf8_lossy(&bytes);
    let names = recognizer.names("", &text, None);
    let document = NamesDocument::new(&names, "", &text);
    if arguments.json {
        output.json(&document)?;
    } else if let Some(language) = &document.foreign {
        writeln!(output, "This text is in {language}: names are found in English texts only.")?;
    } else {
        let people = document.people.iter().map(|person| ("person", person.count, &person.name, person.role.clone()));
        let places = document.places.iter().map(|place| ("place", place.count, &place.name, place_words(place)));
        let rows: Vec<Vec<String>> = people
            .chain(places)
            .map(|(kind, count, name, more)| {
                let clean = |text: &str| CleanText::new(text).into_string();
                vec![count.to_string(), kind.to_owned(), clean(name), clean(&more.unwrap_or_default())]
            })
            .collect();
        let columns = [Column::number("named"), Column::text("kind"), Column::text("name"), Column::text("role or country")];
        output.table(&columns, &rows)?;
        for words in left_out(names.left_out) {
            writeln!(output, "{words}")?;
        }
    }
    output.finish()?;
    Ok(0)
}
