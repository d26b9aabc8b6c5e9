//! `dateline fold`: stories in time order in, which are one report and which tell of one event out; needs no store.

use std::io::{self, BufRead, Read as _, Write as _};

use clap::Args;
use color_eyre::eyre::Result;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::failure::Usage;
use super::output::Output;
use crate::fold::{Folder, Report};

/// Longest line that is read.
const LINE_BYTES_MAX: u64 = 16 << 20;

/// Arguments of `fold`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Reads a story a line from standard input and answers a line each
    #[arg(long)]
    jsonl: bool,
}

#[derive(Deserialize)]
struct Story {
    id: Value,
    time: Timestamp,
    source: String,
    title: String,
    text: Option<String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a Value,
    fold: Option<&'a Value>,
    event: String,
}

/// Places one story after the other; the exit code is 1 when a line could not be read.
pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    if !arguments.jsonl {
        return Err(Usage("stories come one a line\nadd --jsonl and hand them over on standard input").into());
    }
    let mut output = Output::new();
    let mut input = io::stdin().lock();
    let mut folder = Folder::default();
    let mut ids: Vec<Value> = Vec::new();
    let mut code = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<Story>(&line) {
            Ok(Story { id, time, source, title, text }) => {
                let placed =
                    folder.place(&Report { id: ids.len() as i64, time, source: &source, title: &title, text: text.as_deref() });
                ids.push(id);
                let answer = Answer {
                    id: &ids[ids.len() - 1],
                    fold: placed.fold.map(|story| &ids[story as usize]),
                    event: placed.event.to_string(),
                };
                serde_json::to_writer(&mut output, &answer)?;
            }
            Err(error) => {
                code = 1;
                let id = serde_json::from_slice::<Value>(&line).ok().and_then(|line| line.get("id").cloned());
                let answer = serde_json::json!({ "id": id, "error": format!("this line cannot be read: {error}") });
                serde_json::to_writer(&mut output, &answer)?;
            }
        }
        output.write_all(b"\n")?;
        output.flush()?;
    }
    output.finish()?;
    Ok(code)
}
