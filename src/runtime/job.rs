//! A command line of the reader's while it runs: a process group of its own that has the terminal, as a shell would run it.

use std::io::{self, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process_group, waitpid};
use tokio::sync::mpsc;

use super::foreground;

/// How long a command may take to end when it is asked to.
const ENDS: Duration = Duration::from_secs(1);

/// A command that runs.
#[derive(Debug)]
pub(super) struct Job {
    group: Pid,
    changes: mpsc::UnboundedReceiver<WaitStatus>,
}

/// How a command ended.
#[derive(Debug)]
pub(super) enum Change {
    /// It was stopped, as by Ctrl-Z, and goes on when it is told to.
    Stopped,
    /// It ended.
    Ended(ExitStatus),
}

impl Job {
    /// Starts a command line that the reader typed, in their shell's language, with `input` on its standard input, and gives it
    /// the terminal.
    ///
    /// The input reaches the command as bytes to read and nothing else: no part of it is seen by the shell. Interrupts of the
    /// keyboard reach the command alone.
    ///
    /// # Errors
    /// When the shell cannot be started.
    pub(super) fn start(command: &str, input: String) -> io::Result<Self> {
        let mut child = Command::new("sh").args(["-c", command]).stdin(Stdio::piped()).process_group(0).spawn()?;
        let (tell, changes) = mpsc::unbounded_channel();
        let job = Self { group: Pid::from_child(&child), changes };
        // One that has tried to read the terminal before it was given it stands still.
        job.go_on();
        if let Some(mut stdin) = child.stdin.take() {
            // A command may end without having read everything: nothing is wrong with that, and nobody waits for this thread,
            // which sits there for as long as anything that the command left behind holds the other end.
            thread::Builder::new().name("pipe".to_owned()).spawn(move || stdin.write_all(input.as_bytes()))?;
        }
        let process = job.group;
        thread::Builder::new().name("command".to_owned()).spawn(move || {
            loop {
                match waitpid(Some(process), WaitOptions::UNTRACED) {
                    Ok(Some((_, status))) if tell.send(status).is_ok() && status.stopped() => {}
                    Err(rustix::io::Errno::INTR) | Ok(None) => {}
                    _ => return,
                }
            }
        })?;
        Ok(job)
    }

    /// Waits until the command is stopped or ends, and takes the terminal back.
    pub(super) async fn changed(&mut self) -> Change {
        let change = self.changes.recv().await;
        foreground::take_back();
        match change {
            Some(status) if status.stopped() => Change::Stopped,
            Some(status) => Change::Ended(ExitStatus::from_raw(status.as_raw())),
            None => Change::Ended(ExitStatus::default()),
        }
    }

    /// Gives the terminal to the command and has it go on.
    pub(super) fn go_on(&self) {
        foreground::give_to(self.group);
        self.tell(Signal::CONT);
    }

    /// Has the command stand still; that it does is a change of its own.
    pub(super) fn stop(&self) {
        self.tell(Signal::TSTP);
    }

    /// Asks the command to end, waits for that, and ends it where it does not obey.
    pub(super) async fn end(mut self) {
        self.tell(Signal::TERM);
        self.tell(Signal::HUP);
        // One that stands still hears nothing.
        self.tell(Signal::CONT);
        let ended = async { while matches!(self.changed().await, Change::Stopped) {} };
        if tokio::time::timeout(ENDS, ended).await.is_err() {
            self.tell(Signal::KILL);
        }
    }

    fn tell(&self, signal: Signal) {
        // A command that has ended needs nothing.
        let _ = kill_process_group(self.group, signal);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;
    use crate::runtime::external::ending;

    async fn run(command: &str, input: &str) -> Option<String> {
        let mut job = Job::start(command, input.to_owned()).unwrap();
        loop {
            match job.changed().await {
                Change::Stopped => job.go_on(),
                Change::Ended(status) => return ending(status),
            }
        }
    }

    #[tokio::test]
    async fn a_command_reads_the_story_and_its_end_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("read");
        let story = "# $(touch harm) `x`\n".repeat(20_000);
        assert_eq!(run(&format!("cat > '{}'", file.display()), &story).await, None);
        assert_eq!(std::fs::read_to_string(file).unwrap(), story);
        assert_eq!(run("true", &story).await, None, "it need not read anything");
        assert_eq!(run("exit 3", &story).await.unwrap(), "the command ended with code 3");
        assert_eq!(run("kill -9 $$", &story).await.unwrap(), "the command was ended by signal 9");
        assert_eq!(run("kill -STOP $$; exit 4", &story).await.unwrap(), "the command ended with code 4");
    }

    #[tokio::test]
    async fn a_command_that_will_not_end_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let ready = folder.path().join("ready");
        let made = Command::new("mkfifo").arg(&ready).status().unwrap();
        assert!(made.success());
        let path = ready.display();
        let job = Job::start(&format!("trap '' TERM HUP; (exec >'{path}'; echo; sleep 600) | cat"), String::new()).unwrap();
        let (mut file, first) = tokio::task::spawn_blocking(move || {
            let (mut file, mut first) = (std::fs::File::open(ready).unwrap(), [0]);
            file.read_exact(&mut first).unwrap();
            (file, first)
        })
        .await
        .unwrap();
        assert_eq!(&first, b"\n", "it runs");
        job.end().await;
        // Ends when nobody holds the other end any more.
        assert_eq!(file.read_to_end(&mut Vec::new()).unwrap(), 0);
    }
}
