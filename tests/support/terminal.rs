//! The built program in a real terminal. Waiting is for something to stand on the screen, never for time to pass.

#![allow(dead_code, reason = "no test uses all of it")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::AsRawFd as _;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use filedescriptor::{FileDescriptor, POLLIN, Pipe, poll, pollfd};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

/// Nothing in here takes long; a machine under load may.
const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal that says little of itself.
const PLAIN: &[(&str, &str)] = &[("TERM", "xterm-256color")];

struct Screen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
}

/// A program in a pty.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// Not the library's own writer, which types something when it is dropped.
    keys: FileDescriptor,
    /// What the thread that reads is told.
    orders: FileDescriptor,
    reader: Option<JoinHandle<()>>,
    shared: Arc<(Mutex<Screen>, Condvar)>,
    /// A home of its own, which goes with it.
    home: Option<tempfile::TempDir>,
    /// How the terminal was before the program had it.
    before: String,
}

impl Terminal {
    /// Starts the program in a home with nothing in it.
    pub fn start(arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_in(PLAIN, arguments, columns, rows)
    }

    /// Starts the program in a terminal that says of itself what these variables say.
    pub fn start_in(variables: &[(&str, &str)], arguments: &[&str], columns: u16, rows: u16) -> Self {
        let home = tempfile::tempdir().unwrap();
        let terminal = Self::spawn(home.path(), variables, arguments, columns, rows);
        Self { home: Some(home), ..terminal }
    }

    /// Starts the program in a home that was there before it and stays.
    pub fn start_at(home: &Path, arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::spawn(home, PLAIN, arguments, columns, rows)
    }

    fn spawn(home: &Path, variables: &[(&str, &str)], arguments: &[&str], columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let before = modes(&*pair.master);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments);
        command.env_clear();
        command.env("HOME", home);
        for (name, value) in variables {
            command.env(name, value);
        }
        command.env("TMPDIR", home);
        command.cwd(home);
        let child = pair.slave.spawn_command(command).unwrap();
        let shared = Arc::new((
            Mutex::new(Screen { parser: vt100::Parser::new(cells(rows), cells(columns), 0), bytes: Vec::new(), ended: false }),
            Condvar::new(),
        ));
        let duplicate = || FileDescriptor::dup(&pair.master.as_raw_fd().unwrap()).unwrap();
        let (output, keys, orders) = (duplicate(), duplicate(), Pipe::new().unwrap());
        let read = shared.clone();
        let reader = Some(thread::spawn(move || follow(output, orders.read, &read)));
        Self { child, master: pair.master, keys, orders: orders.write, reader, shared, home: None, before }
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Takes nothing any more of what the program writes, as a terminal does that has been stopped.
    pub fn stall(&mut self) {
        self.orders.write_all(&[STALL]).unwrap();
    }

    /// Takes again what the program writes.
    pub fn resume(&mut self) {
        self.orders.write_all(&[RESUME]).unwrap();
    }

    /// Closes the window and returns how the program ended.
    pub fn close(mut self) -> Closed {
        self.orders.write_all(&[LEAVE]).unwrap();
        self.reader.take().unwrap().join().unwrap();
        Closed { child: self.child, _home: self.home }
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.id(), signal).unwrap();
    }

    /// Waits until the program has stopped, as by Ctrl-Z.
    pub fn wait_for_stop(&self) {
        let (_, status) = waitpid(Some(self.id()), WaitOptions::UNTRACED).unwrap().unwrap();
        assert!(status.stopped(), "{status:?}");
    }

    /// Says whether the terminal is as it was before the program had it.
    pub fn is_given_back(&self) -> bool {
        modes(&*self.master) == self.before
    }

    /// Waits for the end of a program whose terminal takes nothing.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        wait_for(&mut *self.child)
    }

    fn id(&self) -> Pid {
        Pid::from_raw(self.process().cast_signed()).unwrap()
    }

    /// Gives the terminal another size. What it showed is gone, as after a `clear`: the program has to paint all of it.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let mut screen = self.shared.0.lock().unwrap();
        screen.parser.screen_mut().set_size(cells(rows), cells(columns));
        screen.parser.process(b"\x1b[2J");
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Waits until the screen fits and returns it as text.
    pub fn until(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        self.seen(what, |text, _| fits(text)).0
    }

    /// Waits until the screen, or all that was written, fits and returns both.
    pub fn until_written(&self, what: &str, fits: impl Fn(&str, &[u8]) -> bool) -> (String, Vec<u8>) {
        let (text, screen) = self.seen(what, fits);
        (text, screen.bytes.clone())
    }

    fn seen(&self, what: &str, fits: impl Fn(&str, &[u8]) -> bool) -> (String, MutexGuard<'_, Screen>) {
        let (screen, changed) = &*self.shared;
        let deadline = Instant::now() + PATIENCE;
        let mut screen = screen.lock().unwrap();
        loop {
            let text = screen.parser.screen().contents();
            if fits(&text, &screen.bytes) {
                return (text, screen);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || screen.ended {
                drop(screen);
                panic!("never seen: {what}; the screen was:\n{text}");
            }
            screen = changed.wait_timeout(screen, left).unwrap().0;
        }
    }

    /// Answers a question of the program, once it has asked it.
    pub fn answer(&mut self, question: &str, answer: &str) {
        self.until_written(question, |_, bytes| contains(bytes, question.as_bytes()));
        self.press(answer);
    }

    /// Waits for words on the screen.
    pub fn wait_for(&self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text))
    }

    /// Returns the number of the program's process.
    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Returns what the terminal was told of its screens, its cursor, the mouse and pasted text.
    pub fn told(&self) -> String {
        told(self.shared.0.lock().unwrap().parser.screen())
    }

    /// Waits for the end, sees that the terminal is as it was, and returns the exit status with everything that was written.
    pub fn finish(mut self) -> (ExitStatus, Vec<u8>) {
        let status = self.child.wait().unwrap();
        assert_eq!(modes(&*self.master), self.before);
        drop(self.master);
        let (screen, changed) = &*self.shared;
        let screen = changed.wait_while(screen.lock().unwrap(), |screen| !screen.ended).unwrap();
        let untouched = vt100::Parser::new(cells(24), cells(80), 0);
        assert_eq!(told(screen.parser.screen()), told(untouched.screen()));
        drop(self.home);
        (status, screen.bytes.clone())
    }
}

/// A program whose window was closed.
pub struct Closed {
    child: Box<dyn Child + Send + Sync>,
    _home: Option<tempfile::TempDir>,
}

impl Closed {
    /// Waits for the end.
    pub fn wait(mut self) -> ExitStatus {
        wait_for(&mut *self.child)
    }
}

/// Waits for the end of a program that may never come.
fn wait_for(child: &mut (dyn Child + Send + Sync)) -> ExitStatus {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        thread::yield_now();
    }
    child.kill().unwrap();
    panic!("the program did not end");
}

const STALL: u8 = b's';
const RESUME: u8 = b'r';
const LEAVE: u8 = b'l';

/// Shows what the program writes until it ends or the window is closed.
fn follow(mut output: FileDescriptor, mut orders: FileDescriptor, shared: &(Mutex<Screen>, Condvar)) {
    let (mut buffer, mut joiner, mut stalled) = ([0; 16 * 1024], Joiner::default(), false);
    let (of_output, of_orders) = (output.as_raw_fd(), orders.as_raw_fd());
    let on = |fd| pollfd { fd, events: POLLIN, revents: 0 };
    loop {
        let mut asked = [on(of_orders), on(of_output)];
        let count = if stalled { 1 } else { 2 };
        poll(&mut asked[..count], None).unwrap();
        let mut order = [0];
        if asked[0].revents != 0 {
            match orders.read(&mut order) {
                Ok(1) if order[0] != LEAVE => stalled = order[0] == STALL,
                _ => return,
            }
            continue;
        }
        if asked[1].revents == 0 {
            continue;
        }
        // A pty whose other end is gone ends in an error, not in an end.
        let count = output.read(&mut buffer).unwrap_or(0);
        let (screen, changed) = shared;
        let mut screen = screen.lock().unwrap();
        screen.parser.process(joiner.read(&buffer[..count]).as_bytes());
        screen.bytes.extend_from_slice(&buffer[..count]);
        screen.ended |= count == 0;
        changed.notify_all();
        if count == 0 {
            return;
        }
    }
}

/// Makes one sign of those that are joined, which the terminal of these tests does not do by itself.
#[derive(Default)]
struct Joiner {
    /// The beginning of a letter whose end is still to come.
    rest: Vec<u8>,
    is_open: bool,
}

impl Joiner {
    fn read(&mut self, bytes: &[u8]) -> String {
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.rest.len(),
        };
        let rest = self.rest.split_off(whole);
        let whole = std::mem::replace(&mut self.rest, rest);
        let mut shown = String::new();
        for letter in String::from_utf8_lossy(&whole).chars() {
            let is_joined = std::mem::replace(&mut self.is_open, letter == '\u{200d}');
            if !self.is_open && (!is_joined || letter.is_alphabetic() || letter.is_control()) {
                shown.push(letter);
            }
        }
        shown
    }
}

/// Returns how the terminal treats what is typed and written, in words that can be compared.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// Returns which modes a terminal is in, in words that can be compared.
fn told(screen: &vt100::Screen) -> String {
    format!(
        "other screen {}, cursor hidden {}, mouse {:?} {:?}, pasting {}, keypad {}, arrows {}, cursor {:?}",
        screen.alternate_screen(),
        screen.hide_cursor(),
        screen.mouse_protocol_mode(),
        screen.mouse_protocol_encoding(),
        screen.bracketed_paste(),
        screen.application_keypad(),
        screen.application_cursor(),
        screen.cursor_style(),
    )
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

/// Says whether a part stands anywhere in what was written.
pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
