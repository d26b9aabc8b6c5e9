//! `dateline doctor`: what is wrong, feed by feed and file by file, and what to do about it.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};

use clap::Args;
use color_eyre::eyre::Result;
use jiff::Timestamp;
use serde::Serialize;

use super::arguments::shown;
use super::output::Output;
use super::session::{Session, counted, local};
use crate::domain::{Feed, Move, size_in_words};
use crate::store::{LockError, PollLock, Store, StoreError, feeds, health, network, rules};

/// Feeds that failed so often in a row are named; one failure is ordinary life.
const FAILURES_TOLD: u32 = 1;

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Writes the document
    #[arg(long)]
    json: bool,
    /// Tells of every feed, not only of those in trouble: what it was asked, what came, what happens next and why
    #[arg(long)]
    feeds: bool,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Good,
    Notice,
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub what: String,
    pub state: State,
    pub found: String,
    #[serde(rename = "do")]
    pub advice: Option<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    healthy: bool,
    findings: &'a [Finding],
}

/// Looks at everything. The exit code is 1 when something is bad.
pub(super) fn run(arguments: &Arguments, session: &Session) -> Result<u8> {
    let mut findings = vec![config(session), log(session)];
    findings.extend(store(session, arguments.feeds));
    findings.push(terminal());
    let healthy = findings.iter().all(|finding| finding.state != State::Bad);
    let mut output = Output::new();
    if arguments.json {
        output.json(&Document { healthy, findings: &findings })?;
    } else {
        for finding in &findings {
            print(&mut output, finding)?;
        }
    }
    output.finish()?;
    Ok(u8::from(!healthy))
}

fn print(output: &mut Output, finding: &Finding) -> Result<()> {
    let mark = match finding.state {
        State::Good => "✓",
        State::Notice => "!",
        State::Bad => "✗",
    };
    let mut lines = finding.found.lines();
    writeln!(output, "{mark} {}: {}", finding.what, lines.next().unwrap_or_default())?;
    for line in lines.chain(finding.advice.iter().flat_map(|advice| advice.lines())) {
        writeln!(output, "    {line}")?;
    }
    Ok(())
}

pub(super) fn good(what: &str, found: String) -> Finding {
    Finding { what: what.to_owned(), state: State::Good, found, advice: None }
}

/// Makes a finding of an error: its first line is what was found, the others what to do.
pub(super) fn from_error(what: &str, state: State, error: &str) -> Finding {
    let (found, advice) = error.split_once('\n').map_or((error, None), |(found, advice)| (found, Some(advice.to_owned())));
    Finding { what: what.to_owned(), state, found: found.to_owned(), advice }
}

/// Returns an error's words with what is behind it on the first line.
fn with_cause(error: &StoreError) -> String {
    let words = error.to_string();
    let (found, advice) = words.split_once('\n').unwrap_or((&words, ""));
    match std::error::Error::source(error) {
        Some(cause) if !found.contains(&cause.to_string()) => format!("{found}: {cause}\n{advice}"),
        _ => words,
    }
}

fn config(session: &Session) -> Finding {
    let path = shown(&session.paths.config);
    match session.config_tried() {
        Ok(config) if session.paths.config.exists() => match session.hiding_keys(&config).as_slice() {
            [] => good("config", format!("{path} is right")),
            hidden => Finding {
                what: "config".into(),
                state: State::Notice,
                found: hidden.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
                advice: None,
            },
        },
        Ok(_) => good("config", format!("there is no {path}: the defaults hold")),
        Err(error) => Finding { what: "config".into(), state: State::Bad, found: error.to_string(), advice: None },
    }
}

fn log(session: &Session) -> Finding {
    let log = session.paths.log();
    match fs::metadata(&log) {
        Ok(about) => good("log", format!("{} ({})", shown(&log), size_in_words(about.len()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => good("log", format!("{} (not written yet)", shown(&log))),
        Err(error) => Finding {
            what: "log".into(),
            state: State::Bad,
            found: format!("{} cannot be looked at: {error}", shown(&log)),
            advice: None,
        },
    }
}

fn store(session: &Session, every: bool) -> Vec<Finding> {
    let path = session.paths.database();
    let exists = match path.try_exists() {
        Ok(exists) => exists,
        Err(error) => {
            return vec![Finding {
                what: "store".into(),
                state: State::Bad,
                found: format!("{} cannot be looked at: {error}", shown(&path)),
                advice: Some("check who owns its folder, or name another directory with --data".into()),
            }];
        }
    };
    if !exists {
        let advice = Some("`dateline add ADDRESS` or `dateline import FILE` makes one".to_owned());
        return vec![Finding {
            what: "store".into(),
            state: State::Notice,
            found: format!("there is no {} yet", shown(&path)),
            advice,
        }];
    }
    let store = match Store::open_or_read(&path) {
        Ok(store) => store,
        Err(error) => return vec![from_error("store", State::Bad, &with_cause(&error))],
    };
    let mut findings = vec![integrity(&store, session), writable(session)];
    if store.is_read_only() {
        findings.push(Finding {
            what: "store".into(),
            state: State::Bad,
            found: format!("{} may only be read: stories are shown, and nothing is fetched, marked or kept", shown(&path)),
            advice: Some("check who owns it and whether you may write to it and to its folder".into()),
        });
    }
    findings.extend(super::space::findings(&store, session));
    findings.extend(kept_queries(&store));
    findings.push(polling(session));
    findings.extend(no_network(&store));
    let now = session.now;
    match store.read_now(move |db| feeds::all(db, now)) {
        Ok(all) => findings.extend(subscriptions(&all, every, now)),
        Err(error) => findings.push(from_error("feeds", State::Bad, &error.to_string())),
    }
    findings
}

fn integrity(store: &Store, session: &Session) -> Finding {
    let path = session.paths.database();
    match store.read_now(health::complaints) {
        Ok(complaints) if complaints.is_empty() => {
            let bytes = fs::metadata(&path).map_or(0, |about| about.len());
            good("store", format!("{} is whole ({})", shown(&path), size_in_words(bytes)))
        }
        Ok(complaints) if complaints.iter().all(|complaint| !complaint.starts_with(health::DAMAGED)) => Finding {
            what: "store".into(),
            state: State::Bad,
            found: format!("{} is not in order: {}", shown(&path), complaints.join("; ")),
            advice: Some("the stories can be read all the same; keep a copy of the file, and report this".into()),
        },
        Ok(complaints) => Finding {
            what: "store".into(),
            state: State::Bad,
            found: format!("{} is damaged: {}", shown(&path), complaints.join("; ")),
            advice: Some("export your feeds with `dateline export --opml`, move the file away, and import them again".into()),
        },
        Err(error) => from_error("store", State::Bad, &error.to_string()),
    }
}

/// Tells of the queries that are kept and cannot be read: they hold for nothing.
fn kept_queries(store: &Store) -> Vec<Finding> {
    match store.read_now(rules::unreadable) {
        Ok(unreadable) if unreadable.is_empty() => Vec::new(),
        Ok(unreadable) => {
            let told = unreadable.iter().map(|(query, why)| format!("{query}: {why}")).collect::<Vec<_>>().join("\n");
            vec![Finding {
                what: "queries".into(),
                state: State::Notice,
                found: format!("{} that you keep cannot be read and hold for nothing\n{told}", unreadable.len()),
                advice: Some("keep them again in parts that are shorter".into()),
            }]
        }
        Err(error) => vec![from_error("queries", State::Bad, &error.to_string())],
    }
}

/// Tries to write beside the store: a full or read-only disk shows here.
fn writable(session: &Session) -> Finding {
    let folder = &session.paths.data;
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    let written = fs::write(&probe, vec![0; 64 << 10]);
    let _ = fs::remove_file(&probe);
    match written {
        Ok(()) => good("disk", format!("{} can be written", shown(folder))),
        Err(error) => Finding {
            what: "disk".into(),
            state: State::Bad,
            found: format!("{} cannot be written: {error}", shown(folder)),
            advice: Some("make room, or name another directory with --data".into()),
        },
    }
}

fn polling(session: &Session) -> Finding {
    match PollLock::take(&session.paths.data) {
        Ok(_) => good("polling", "no other dateline is polling".to_owned()),
        Err(error @ LockError::Held { .. }) => from_error("polling", State::Good, &error.to_string()),
        Err(error) => from_error("polling", State::Bad, &error.to_string()),
    }
}

/// Says that nothing could be reached when feeds were polled last. Nothing is tried here.
fn no_network(store: &Store) -> Option<Finding> {
    let since = match store.read_now(network::down_since) {
        Ok(since) => since?,
        Err(error) => return Some(from_error("network", State::Bad, &error.to_string())),
    };
    Some(Finding {
        what: "network".into(),
        state: State::Notice,
        found: format!("No network since {}: nothing could be reached, and nothing counts against the feeds", local(since)),
        advice: Some("an open dateline looks for it every minute; `dateline poll` looks now".into()),
    })
}

/// Says that feeds were polled, or wait, as only another clock can have it: the clock was ahead then, or is behind now.
fn clock(all: &[Feed], now: Timestamp) -> Option<Finding> {
    let is_odd = |feed: &&Feed| !feed.settings.paused && !feed.poll.gone && feeds::is_of_another_clock(&feed.poll, now);
    let ahead = all.iter().filter(is_odd).count();
    (ahead > 0).then(|| Finding {
        what: "clock".to_owned(),
        state: State::Notice,
        found: format!(
            "{} polled at a time that is still to come: the clock of this machine was ahead, or is behind now",
            counted(ahead as u32, "feed was", "feeds were")
        ),
        advice: Some("they are polled with the next round; set the clock if it is wrong".to_owned()),
    })
}

/// Tells of the feeds that need the reader, or of `every` one.
fn subscriptions(all: &[Feed], every: bool, now: Timestamp) -> Vec<Finding> {
    let count = counted(all.len() as u32, "feed", "feeds");
    let failing = all.iter().filter(|feed| feed.poll.last_error.is_some()).count();
    let mut findings = vec![good("feeds", format!("{count}, {failing} failing"))];
    findings.extend(clock(all, now));
    findings.extend(all.iter().filter(|feed| every || needs_the_reader(feed)).map(of_feed));
    findings
}

fn needs_the_reader(feed: &Feed) -> bool {
    feed.poll.failures >= FAILURES_TOLD && feed.poll.last_error.is_some() || has_a_twin(feed)
}

/// Says whether a feed has moved to an address that another feed has.
fn has_a_twin(feed: &Feed) -> bool {
    feed.poll.moved.as_ref().is_some_and(|moved| moved.reads >= Move::READS)
}

/// Says what a feed was asked, what came, what happens next and what the reader can do.
fn of_feed(feed: &Feed) -> Finding {
    let poll = &feed.poll;
    let asked = poll.last_poll.map_or_else(|| "never polled".to_owned(), |at| format!("polled {}", local(at)));
    let validators = &poll.validators;
    let condition = if validators.etag.is_some() || validators.last_modified.is_some() { ", only for what is new" } else { "" };
    let came = match (&poll.last_error, &poll.answer) {
        (Some(error), _) => format!(": {error} · {} in a row", counted(poll.failures, "failure", "failures")),
        (None, Some(answer)) => format!(": {answer}"),
        (None, None) => String::new(),
    };
    let why = poll.plan.as_ref().map(|plan| format!(": {plan}")).unwrap_or_default();
    let next = match poll.next_poll {
        _ if feed.settings.paused => "paused".to_owned(),
        _ if poll.gone => "not asked again by itself".to_owned(),
        Some(at) => format!("next {}{why}", local(at)),
        None => "next at once".to_owned(),
    };
    let condition = if poll.last_poll.is_some() { condition } else { "" };
    Finding {
        what: format!("feed {} ({})", feed.id, feed.title()),
        state: if needs_the_reader(feed) { State::Notice } else { State::Good },
        found: format!("{asked}{condition}{came} · {next} · {}", feed.url),
        advice: what_to_do(feed),
    }
}

/// Says what helps a feed that fails.
fn what_to_do(feed: &Feed) -> Option<String> {
    let again = format!("`dateline poll --feed {}` tries now", feed.id);
    if let Some(moved) = feed.poll.moved.as_ref().filter(|_| has_a_twin(feed)) {
        return Some(format!("it has moved to {}, to which you are subscribed already: remove one of the two", moved.to));
    }
    if feed.poll.gone {
        return Some(format!("look for a new address on its web site, or remove it; {again}"));
    }
    Some(match feed.poll.failures {
        0 => return None,
        1..=3 => format!("it is tried again by itself; {again}"),
        _ => format!("open its page and look for a new address; `dateline check {}` shows what comes; {again}", feed.url),
    })
}

fn terminal() -> Finding {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    let unicode = locale.as_ref().is_some_and(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    let size = crossterm::terminal::size().ok().filter(|_| io::stdout().is_terminal());
    let term = std::env::var("TERM").unwrap_or_default();
    let found = match size {
        Some((columns, rows)) => format!("{} with {columns} columns and {rows} rows", crate::text::CleanText::new(&term)),
        None => "standard output is no terminal".to_owned(),
    };
    if unicode {
        return good("terminal", found);
    }
    Finding {
        what: "terminal".into(),
        state: State::Notice,
        found,
        advice: Some("the locale is not UTF-8: set LANG=C.UTF-8 or another that ends in UTF-8".into()),
    }
}
