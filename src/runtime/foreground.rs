//! Whose the terminal is among the programs of a shell: which process group may read it, and which is stopped when it tries.

use std::io::stdin;

use nix::sys::signal::{SigSet, SigmaskHow, Signal};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{self, Pid};
use rustix::termios::{Termios, tcgetattr, tcgetpgrp, tcsetattr, tcsetpgrp};

/// Says whether the terminal is this program's; one that knows no groups is everybody's.
pub(super) fn is_ours() -> bool {
    tcgetpgrp(stdin()).map_or(true, |group| group == process::getpgrp())
}

/// Says whether somebody is there to continue the program when it stops: a shell that gives each command a group of its own.
pub(super) fn can_stop() -> bool {
    process::getsid(None).is_ok_and(|session| session != process::getpgrp())
}

/// Stops the whole command that this program is part of, as Ctrl-Z does.
pub(super) fn stop_group() {
    // Nothing is lost where that fails.
    let _ = process::kill_current_process_group(process::Signal::TSTP);
}

/// Says whether the terminal is gone, as when its window was closed.
pub(super) fn is_gone() -> bool {
    let (stdin, now) = (stdin(), Timespec::default());
    let mut asked = [PollFd::new(&stdin, PollFlags::OUT)];
    poll(&mut asked, Some(&now)).is_ok() && asked[0].revents().intersects(PollFlags::HUP | PollFlags::ERR)
}

/// Gives the terminal to another group, or takes it back from one.
pub(super) fn give_to(group: Pid) {
    // Fails where the terminal knows no groups: then it is everybody's.
    let _ = undisturbed(|| tcsetpgrp(stdin(), group));
}

/// Takes the terminal back.
pub(super) fn take_back() {
    give_to(process::getpgrp());
}

/// Returns how the terminal treats what is typed and written.
pub(super) fn modes() -> Option<Termios> {
    tcgetattr(stdin()).ok()
}

/// Puts back how the terminal was.
pub(super) fn set_modes(modes: &Termios) {
    // A terminal that is gone needs nothing.
    let _ = undisturbed(|| tcsetattr(stdin(), rustix::termios::OptionalActions::Now, modes));
}

/// Does what the system would stop a program in the background for.
pub(super) fn undisturbed<T>(work: impl FnOnce() -> T) -> T {
    let stops = SigSet::from(Signal::SIGTTOU);
    let before = stops.thread_swap_mask(SigmaskHow::SIG_BLOCK);
    let done = work();
    if let Ok(before) = before {
        // The same mask was in force a moment ago.
        let _ = before.thread_set_mask();
    }
    done
}
