//! One document a line in, one a line out, in the same order: for programs that hand over many.
//!
//! Lines are worked on by one thread for each processor, each with a stack that hostile nesting does not exhaust. A line
//! that cannot be served answers with its error, and the rest go on.

use std::io::{self, BufRead, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::output::Output;
use crate::markup;

/// Longest line that is read; a page of 12 MiB, escaped, is well below.
const LINE_BYTES_MAX: u64 = 64 << 20;

/// Lines that wait before each thread and behind it.
const WAITING_MAX: usize = 2;

/// From this length on, in bytes, lines are worked on one after the other: what is made of a document is many times its size.
const LONG_BYTES: usize = 1 << 20;

/// Serves standard input line by line until it ends; returns the exit code: 1 if a line could not be served.
pub(super) fn serve<Q, A, F>(output: &mut Output, work: F) -> io::Result<u8>
where
    Q: DeserializeOwned,
    A: Serialize,
    F: Fn(Q) -> Result<A, String> + Send + Sync + 'static,
{
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
    let work = Arc::new(work);
    let turn = Arc::new(Mutex::new(()));
    let mut ins = Vec::new();
    let mut outs = Vec::new();
    for _ in 0..workers {
        let (line_in, lines) = sync_channel(WAITING_MAX);
        let (answer_in, answers) = sync_channel(WAITING_MAX);
        let work = work.clone();
        let turn = turn.clone();
        markup::spawn_on_big_stack(move || answer_all(&*work, &turn, &lines, &answer_in))?;
        ins.push(line_in);
        outs.push(answers);
    }
    thread::Builder::new().name("stdin".to_owned()).spawn(move || hand_out(io::stdin().lock(), &ins))?;
    // Line n went to thread n modulo their number, so its answer comes from there: the order keeps itself.
    let mut code = 0;
    for answers in outs.iter().cycle() {
        let Ok(answer) = answers.recv() else { break };
        code |= u8::from(!answer.served);
        output.write_all(&answer.line)?;
        output.flush()?;
    }
    Ok(code)
}

/// A line for a worker.
enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// An answer, ready to be written.
struct Answer {
    line: Vec<u8>,
    served: bool,
}

/// Gives the lines to the threads in turn.
fn hand_out(mut input: impl BufRead, workers: &[SyncSender<Line>]) {
    for worker in workers.iter().cycle() {
        let line = loop {
            match next_line(&mut input) {
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => {}
                Ok(Some(line)) => break line,
                // What cannot be read any further has ended.
                Ok(None) | Err(_) => return,
            }
        };
        if worker.send(line).is_err() {
            return;
        }
    }
}

fn next_line(input: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    if input.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') || (line.len() as u64) < LINE_BYTES_MAX {
        return Ok(Some(Line::Whole(line)));
    }
    input.skip_until(b'\n')?;
    Ok(Some(Line::TooLong))
}

/// Answers lines until there are no more. Who holds `turn` may work on a long one.
fn answer_all<Q, A>(
    work: &impl Fn(Q) -> Result<A, String>,
    turn: &Mutex<()>,
    lines: &Receiver<Line>,
    answers: &SyncSender<Answer>,
) where
    Q: DeserializeOwned,
    A: Serialize,
{
    while let Ok(line) = lines.recv() {
        let is_long = matches!(&line, Line::Whole(bytes) if bytes.len() > LONG_BYTES);
        let _turn = is_long.then(|| turn.lock().unwrap_or_else(PoisonError::into_inner));
        if answers.send(answer(work, line)).is_err() {
            return;
        }
    }
}

/// What every question has.
#[derive(Deserialize)]
struct Identified {
    #[serde(default)]
    id: Value,
}

/// What every answer has.
#[derive(Serialize)]
struct Answered<T> {
    id: Value,
    #[serde(flatten)]
    answer: T,
}

#[derive(Serialize)]
struct Failed {
    error: String,
}

fn answer<Q, A>(work: &impl Fn(Q) -> Result<A, String>, line: Line) -> Answer
where
    Q: DeserializeOwned,
    A: Serialize,
{
    let failed = |id, error| Answer { line: written(&Answered { id, answer: Failed { error } }), served: false };
    let Line::Whole(bytes) = line else {
        return failed(Value::Null, format!("the line is longer than {} MiB", LINE_BYTES_MAX >> 20));
    };
    let text = String::from_utf8_lossy(&bytes);
    let id = serde_json::from_str::<Identified>(&text).map_or(Value::Null, |identified| identified.id);
    let question = match serde_json::from_str::<Q>(&text) {
        Ok(question) => question,
        Err(error) => return failed(id, format!("the line cannot be read: {error}")),
    };
    match catch_unwind(AssertUnwindSafe(|| work(question))) {
        Ok(Ok(answer)) => Answer { line: written(&Answered { id, answer }), served: true },
        Ok(Err(error)) => failed(id, error),
        Err(_) => failed(id, "reading this ended in a fault of the program; please report it".to_owned()),
    }
}

/// Writes a document as one line.
fn written(document: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(document).unwrap_or_else(|_| br#"{"error":"the answer cannot be written"}"#.to_vec());
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    #[serde(expecting = "an object")]
    struct Question {
        text: String,
    }

    #[derive(Serialize)]
    struct Length {
        length: usize,
    }

    fn check(line: &str, expected: &str) {
        let work = |question: Question| {
            assert_ne!(question.text, "panic", "asked for");
            if question.text.is_empty() { Err("nothing".to_owned()) } else { Ok(Length { length: question.text.len() }) }
        };
        let answer = answer(&work, Line::Whole(line.as_bytes().to_vec()));
        assert_eq!(String::from_utf8(answer.line).unwrap().trim_end(), expected, "{line}");
        assert_eq!(answer.served, !expected.contains("error"), "{line}");
    }

    #[test]
    fn every_line_has_its_answer() {
        check(r#"{"id": "a", "text": "abc", "more": 1}"#, r#"{"id":"a","length":3}"#);
        check(r#"{"id": 7, "text": "abc"}"#, r#"{"id":7,"length":3}"#);
        check(r#"{"id": "a", "text": ""}"#, r#"{"id":"a","error":"nothing"}"#);
        check(r#"{"id": "a"}"#, r#"{"id":"a","error":"the line cannot be read: missing field `text` at line 1 column 11"}"#);
        check("[]", r#"{"id":null,"error":"the line cannot be read: invalid length 0, expected an object at line 1 column 2"}"#);
        check("x", r#"{"id":null,"error":"the line cannot be read: expected value at line 1 column 1"}"#);
        check(
            r#"{"id": 1, "text": "panic"}"#,
            r#"{"id":1,"error":"reading this ended in a fault of the program; please report it"}"#,
        );
    }

    #[test]
    fn lines_are_told_apart_and_the_last_needs_no_end() {
        let mut input = io::Cursor::new("a\nb");
        for expected in ["a\n", "b"] {
            match next_line(&mut input).unwrap() {
                Some(Line::Whole(line)) => assert_eq!(line, expected.as_bytes()),
                _ => panic!("no line"),
            }
        }
        assert!(next_line(&mut input).unwrap().is_none());
    }
}
