//! The command line: everything that the screen can do to the store, a shell can do too.
//!
//! Data goes to standard output, words about it to standard error. One file a subcommand; `session` finds config and store,
//! `output` prints, `documents` are the shapes of the JSON, `jsonl` serves one document a line, `failure` knows the exit codes.

mod add;
mod arguments;
mod check;
mod config;
mod doctor;
mod documents;
mod export;
mod extract;
mod failure;
mod feed;
mod feeds;
mod fold;
mod import;
mod input;
mod jsonl;
mod list;
mod manual;
mod mark;
mod names;
mod output;
mod people;
mod places;
mod poll;
mod reader;
mod rules;
mod search;
mod session;
mod show;
mod space;
mod stats;
mod story;
mod tag;

use std::process::ExitCode;

use clap::FromArgMatches as _;
use color_eyre::eyre::Result;

use arguments::{Command, Dateline};
use session::Session;

use crate::markup::BIG_STACK_THREAD;
use crate::query::Purpose;

/// Reads the arguments, does what they say and returns the exit code.
pub fn run() -> ExitCode {
    keep_parsers_quiet();
    let matches = arguments::command().get_matches();
    let arguments = Dateline::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match Session::new(arguments.globals).and_then(|session| carry_out(arguments.command, arguments.plain, &session)) {
        Ok(code) => ExitCode::from(code),
        Err(report) => failure::tell(&report),
    }
}

/// Says nothing of a panic on a thread that reads foreign bytes: it is caught there and told as the error of what was read.
fn keep_parsers_quiet() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() == Some(BIG_STACK_THREAD) {
            tracing::debug!(panic = %info, "a parser panicked");
        } else {
            usual(info);
        }
    }));
}

/// Does one command. The number is the exit code of a command that did its work: 0, or 1 where part of it failed.
fn carry_out(command: Option<Command>, plain: bool, session: &Session) -> Result<u8> {
    let Some(command) = command else { return reader::open(session, false, plain) };
    if command.uses_store() {
        session.start_log();
    }
    match command {
        Command::Demo { plain: asked } => reader::open(session, true, plain || asked),
        Command::Add(arguments) => add::run(&arguments, session),
        Command::Feeds(arguments) => feeds::run(&arguments, session),
        Command::Feed(arguments) => feed::run(&arguments, session),
        Command::Poll(arguments) => poll::run(&arguments, session),
        Command::Check(arguments) => check::run(&arguments, session),
        Command::Stats(arguments) => stats::run(&arguments, session),
        Command::List(arguments) => list::run(&arguments, session),
        Command::Search(arguments) => search::run(&arguments, session),
        Command::Show(arguments) => show::run(&arguments, session),
        Command::People(arguments) => people::index(&arguments, session),
        Command::Person(arguments) => people::page(&arguments, session),
        Command::Places(arguments) => places::run(&arguments, session),
        Command::Mark(arguments) => mark::run(&arguments, session),
        Command::Tag(arguments) => tag::run(&arguments, session),
        Command::Follow(arguments) => rules::run(&arguments, Purpose::Follow, session),
        Command::Mute(arguments) => rules::run(&arguments, Purpose::Mute, session),
        Command::Views(arguments) => rules::run(&arguments, Purpose::View, session),
        Command::Extract(arguments) => extract::run(&arguments, session),
        Command::Names(arguments) => names::run(&arguments, session),
        Command::Fold(arguments) => fold::run(&arguments),
        Command::Import(arguments) => import::run(&arguments, session),
        Command::Export(arguments) => export::run(&arguments, session),
        Command::Doctor(arguments) => doctor::run(&arguments, session),
        Command::Config(arguments) => config::run(&arguments, session),
        Command::Completions(arguments) => manual::completions(&arguments),
        Command::Man => manual::man(),
    }
}
