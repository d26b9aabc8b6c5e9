//! `dateline fold`: not there yet; it says so.

use clap::Args;
use color_eyre::eyre::{Result, eyre};

/// Arguments of `fold`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Answers one story a line
    #[arg(long)]
    jsonl: bool,
}

/// Says that it cannot be done yet.
pub(super) fn run(_: &Arguments) -> Result<u8> {
    Err(eyre!("this dateline cannot tell yet which stories are one report\na later version will"))
}
