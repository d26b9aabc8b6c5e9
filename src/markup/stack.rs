//! A thread with room for recursive parsers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// Stack of a parsing thread. The recursive libraries are given documents of capped depth; this is eight times what they need.
const STACK_BYTES: usize = 16 << 20;

/// The name of every thread with such a stack: a panic there is caught and told as that document's error, so the panic
/// hook of the program can stay silent about it.
pub const BIG_STACK_THREAD: &str = "dateline-parser";

/// Runs `work` on a thread of its own with a stack of 16 MiB and waits for it; a panic becomes `Err`.
///
/// A caller on such a thread already is not given another one.
pub fn on_big_stack<T: Send>(work: impl FnOnce() -> T + Send) -> thread::Result<T> {
    if thread::current().name() == Some(BIG_STACK_THREAD) {
        return catch_unwind(AssertUnwindSafe(work));
    }
    thread::scope(|scope| match builder().spawn_scoped(scope, work) {
        Ok(running) => running.join(),
        Err(error) => Err(Box::new(error) as Box<dyn std::any::Any + Send>),
    })
}

/// Starts a thread with a stack of 16 MiB for work that goes on.
///
/// # Errors
/// When the system has no thread to give.
pub fn spawn_on_big_stack(work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    builder().spawn(work).map(drop)
}

fn builder() -> thread::Builder {
    thread::Builder::new().name(BIG_STACK_THREAD.to_owned()).stack_size(STACK_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_recursion_fits_and_a_panic_comes_back_as_an_error() {
        fn deep(left: u32) -> u64 {
            let pad = std::hint::black_box([u64::from(left); 16]);
            if left == 0 { 0 } else { pad[3].min(1) + deep(left - 1) }
        }
        assert_eq!(on_big_stack(|| deep(20_000)).unwrap(), 20_000);
        assert!(on_big_stack(|| on_big_stack(|| 7).unwrap()).is_ok_and(|seven| seven == 7));
    }
}
