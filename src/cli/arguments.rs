//! The tree of subcommands and what `--help` says of it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{ArgAction, Args, CommandFactory as _, Parser, Subcommand};

use super::{
    add, check, config, doctor, export, extract, feed, feeds, fold, import, list, manual, mark, names, people, places, poll,
    rules, search, show, stats, tag,
};
use crate::config::{Paths, PathsError};

/// A news reader for the terminal that shows, beside every story, the people and places it names.
///
/// Without a command it opens the reader. The commands work on the same store, also while it is open.
#[derive(Debug, Parser)]
#[command(name = "dateline", bin_name = "dateline", version, disable_help_subcommand = true, max_term_width = 100)]
pub(super) struct Dateline {
    /// Opens the reader plain, for screen readers and simple terminals: words in the place of signs, one pane at a time
    #[arg(long)]
    pub plain: bool,
    /// What goes with every command.
    #[command(flatten)]
    pub globals: Globals,
    /// The command; none opens the reader.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Globals {
    /// The config, where it is not the usual one.
    #[arg(long, global = true, value_name = "FILE", help = "Reads this config instead of the usual one [env: DATELINE_CONFIG]")]
    pub config: Option<PathBuf>,
    /// The directory of everything else, where it is not the usual ones.
    #[arg(long, global = true, value_name = "DIR", help = "Keeps store, cache and log in this directory [env: DATELINE_DATA]")]
    pub data: Option<PathBuf>,
    /// Fetches nothing
    #[arg(long, global = true)]
    pub offline: bool,
    /// Logs more; twice logs everything. `extract` says what was taken away from the page, and by which rule
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

impl Globals {
    /// Finds the places: those that the options name, then those that the environment names, then the usual ones.
    pub fn paths(&self) -> Result<Paths, PathsError> {
        let data = self.data.clone().or_else(|| named("DATELINE_DATA"));
        Paths::find(self.named_config().as_deref(), data.as_deref())
    }

    /// Returns the config that an option or the environment names.
    pub fn named_config(&self) -> Option<PathBuf> {
        self.config.clone().or_else(|| named("DATELINE_CONFIG"))
    }
}

/// Returns the path in a variable; one that is set to nothing is as good as none.
fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Every subcommand, in the order of the help.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Opens the reader on the sample edition inside the program: no network, no config, nothing kept
    Demo {
        /// Opens it plain
        #[arg(long)]
        plain: bool,
    },
    /// Subscribes to feeds, by their address or by that of a page which names them
    Add(add::Arguments),
    /// Lists every feed: last and next poll, last error in words, stories a week
    Feeds(feeds::Arguments),
    /// Shows everything about a feed; names it anew, moves it, pauses it, removes it
    Feed(feed::Arguments),
    /// Polls what is due, digests what came, and says what it was
    Poll(poll::Arguments),
    /// Reads a feed without subscribing: what is in it, what is wrong with it
    Check(check::Arguments),
    /// Counts feeds, stories, people and places
    Stats(stats::Arguments),
    /// Lists headlines
    List(list::Arguments),
    /// Searches the text of all stories, best hits first
    Search(search::Arguments),
    /// Shows a story
    Show(show::Arguments),
    /// Lists the people in the news
    People(people::IndexArguments),
    /// Shows everything about a person
    Person(people::PageArguments),
    /// Lists the places in the news
    Places(places::Arguments),
    /// Marks the stories of a query read, unread, starred or to be kept for later
    Mark(mark::Arguments),
    /// Gives the stories of a query a tag, or takes it off them; or lists the tags
    Tag(tag::Arguments),
    /// Follows a query, or lists what is followed
    Follow(rules::Arguments),
    /// Mutes a query: its stories stay out of the reader's lists; or lists what is muted
    Mute(rules::Arguments),
    /// Keeps a query as a view of the reader, or lists these
    Views(rules::Arguments),
    /// Takes the clean article out of any web page; needs no store
    Extract(extract::Arguments),
    /// Finds the people and places of any text; needs no store
    Names(names::Arguments),
    /// Decides which stories are one report and which tell of one event; needs no store
    Fold(fold::Arguments),
    /// Imports subscriptions: OPML, a newsboat urls file or plain addresses
    Import(import::Arguments),
    /// Exports the subscriptions, or every story with its text, people and places
    Export(export::Arguments),
    /// Says what is wrong, feed by feed and file by file, and what to do about it
    Doctor(doctor::Arguments),
    /// Checks the config, tells where things are, prints the defaults
    Config(config::Arguments),
    /// Prints completions for a shell
    Completions(manual::CompletionsArguments),
    /// Prints the manual page
    Man,
}

impl Command {
    /// Says whether the command works on the store, so that its doings are logged beside it.
    pub fn uses_store(&self) -> bool {
        !matches!(
            self,
            Self::Check(_)
                | Self::Extract(_)
                | Self::Names(_)
                | Self::Fold(_)
                | Self::Config(_)
                | Self::Doctor(_)
                | Self::Completions(_)
                | Self::Man
                | Self::Demo { .. }
        )
    }
}

const EXAMPLES: &str = "\
Examples:
  dateline add https://example.org/             subscribe to the feed of a page
  dateline import ~/.newsboat/urls              bring your subscriptions along
  dateline poll && dateline list is:unread      what is new
  dateline list 'person:\"Tomas Varga\" newer:7d' --json
  dateline people --since 7d --sort rising      who is newly in the news

A QUERY is what `=` takes in the reader: words, \"a phrase\", is:unread is:starred
is:later is:followed feed:… folder:… tag:… person:… place:… id:12 like:12 newer:2d older:1w author:… title:…
and -not, side by side or with OR between them.

Exit codes: 0 done; 1 failed, or something that you changed is not saved; 2 wrong usage; 3 another dateline is polling;
4 the config is wrong; the reader ended by a signal: 128 and its number (129 where its window was closed).";

/// Returns the whole command with its help: where this user's files are, and examples.
pub(super) fn command() -> clap::Command {
    let after = match Globals::default().paths() {
        Ok(paths) => format!("{}\n{EXAMPLES}", files(&paths)),
        Err(_) => EXAMPLES.to_owned(),
    };
    Dateline::command().after_help(after)
}

/// Returns the command as the manual and the completions show it: the same for every user.
pub(super) fn command_for_anybody() -> clap::Command {
    let paths = Paths {
        config: "~/.config/dateline/config.toml".into(),
        data: "~/.local/share/dateline".into(),
        cache: "~/.cache/dateline".into(),
        state: "~/.local/state/dateline".into(),
    };
    Dateline::command().after_help(format!("{}\n{EXAMPLES}", files(&paths)))
}

/// Writes the block that tells where things are.
pub(super) fn files(paths: &Paths) -> String {
    let mut block = String::from("Files:\n");
    let (store, log) = (paths.database(), paths.log());
    for (name, path) in [("config", &paths.config), ("store", &store), ("cache", &paths.cache), ("log", &log)] {
        let _ = writeln!(block, "  {name:<8}{}", shown(path));
    }
    block
}

/// Returns a path that may reach a terminal.
pub(super) fn shown(path: &Path) -> String {
    crate::text::CleanText::new(&path.to_string_lossy()).into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound() {
        command().debug_assert();
    }
}
