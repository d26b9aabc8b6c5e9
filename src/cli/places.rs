//! `dateline places`: where the news is.

use clap::Args;
use color_eyre::eyre::Result;
use jiff::SignedDuration;

use super::documents::PlaceLine;
use super::output::{Column, Output};
use super::people::span;
use super::session::Session;
use crate::domain::country_name;
use crate::store::places;

/// Arguments of `places`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Only stories of this time: 36h, 7d, 2w
    #[arg(long, value_name = "TIME", value_parser = span)]
    since: Option<SignedDuration>,
    /// Shows so many at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
    /// Writes an array of documents
    #[arg(long)]
    json: bool,
}

/// Lists places.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let (since, limit, now) = (arguments.since, arguments.limit, session.here());
    let found = session.store()?.read_now(move |db| places::index(db, "", since, limit, &now))?;
    let mut output = Output::new();
    if arguments.json {
        output.json(&found.iter().map(PlaceLine::new).collect::<Vec<_>>())?;
    } else {
        let columns = [Column::number("id"), Column::number("stories"), Column::text("country"), Column::text("name")];
        let rows: Vec<Vec<String>> = found
            .iter()
            .map(|place| {
                let country = place.country.as_deref().map(country_name).unwrap_or_default().to_owned();
                vec![place.id.to_string(), place.stories.to_string(), country, place.name.to_string()]
            })
            .collect();
        output.table(&columns, &rows)?;
    }
    output.finish()?;
    Ok(0)
}
