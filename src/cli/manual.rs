//! `dateline completions` and `dateline man`: made from the same tree as `--help`, the table of keys and the example config.

mod sections;

use std::io::Write as _;

use clap::Args;
use clap_complete::Shell;
use clap_mangen::Man;
use color_eyre::eyre::Result;

use super::arguments::command_for_anybody;
use super::output::Output;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints completions.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command_for_anybody(), "dateline", &mut script);
    let mut output = Output::new();
    output.write_all(&script)?;
    output.finish()?;
    Ok(0)
}

/// Prints the manual page, with a section for each command, the keys, the config, and what newsboat's readers want to know.
pub(super) fn man() -> Result<u8> {
    let mut page = Vec::new();
    let command = command_for_anybody();
    Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
        let named = subcommand.clone().bin_name(format!("dateline {}", subcommand.get_name())).disable_help_flag(true);
        let mut section = Vec::new();
        let manual = Man::new(named);
        manual.render_synopsis_section(&mut section)?;
        manual.render_description_section(&mut section)?;
        manual.render_options_section(&mut section)?;
        // One page for all: what would be its sections are paragraphs of the command's own.
        writeln!(page, ".SH \"DATELINE {}\"", subcommand.get_name().to_uppercase())?;
        page.extend(String::from_utf8_lossy(&section).replace(".SH ", ".SS ").into_bytes());
    }
    for section in [sections::keys(), sections::config(), sections::from_newsboat()] {
        page.extend(section.into_bytes());
    }
    let mut output = Output::new();
    output.write_all(&page)?;
    output.finish()?;
    Ok(0)
}
