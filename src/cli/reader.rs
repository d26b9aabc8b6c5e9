//! The reader itself, and the sample edition: checks the config and gives the terminal to the runtime.

use std::io::{self, IsTerminal as _};

use color_eyre::eyre::{Result, eyre};

use super::session::Session;
use super::show;
use crate::config::Config;
use crate::runtime;

/// Opens the reader. A wrong config is told before the screen is taken; the sample edition needs none.
pub(super) fn open(session: &Session, sample: bool, plain: bool) -> Result<u8> {
    let mut config = if sample { Config::default() } else { session.config()? };
    config.screen.plain |= plain;
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(eyre!("the reader needs a terminal\n`dateline list` and the other commands of `dateline --help` do not"));
    }
    if !sample {
        session.make_data_dir()?;
        session.start_log();
        session.follow_config(&config)?;
    }
    runtime::run(runtime::Options {
        config,
        paths: session.paths.clone(),
        offline: session.globals.offline,
        sample,
        write_story: show::for_command,
    })
}
