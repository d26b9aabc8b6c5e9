//! The log: a file in the state directory, never the screen.
//!
//! What is logged is left to the callers; addresses are logged through their `Display`, which hides passwords.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

/// A log that has grown beyond this is set aside when the program starts; the one before it is dropped.
const LOG_BYTES_MAX: u64 = 4 << 20;

/// Starts the log; what is logged before the guard is dropped reaches the file.
///
/// `RUST_LOG` says what is logged; without it, `verbose` does: 0 what matters, 1 what is done, 2 everything.
///
/// # Errors
/// Fails when the file cannot be written. The program works as well without a log.
pub fn start(log: &Path, verbose: u8) -> io::Result<WorkerGuard> {
    let (writer, guard) = tracing_appender::non_blocking(open(log)?);
    let level = match verbose {
        0 => "info",
        1 => "debug",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(format!("warn,dateline={level}")));
    // A second start in one process, as tests do, keeps the first log.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false).try_init();
    Ok(guard)
}

/// Opens the file for this user alone, after setting a large one aside.
fn open(log: &Path) -> io::Result<File> {
    if let Some(folder) = log.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    if fs::metadata(log).is_ok_and(|about| about.len() > LOG_BYTES_MAX) {
        fs::rename(log, log.with_extension("log.old"))?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(log)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_log_is_set_aside() {
        let home = tempfile::tempdir().unwrap();
        let log = home.path().join("state/dateline.log");
        drop(open(&log).unwrap());
        fs::write(&log, vec![b'x'; LOG_BYTES_MAX as usize + 1]).unwrap();
        drop(open(&log).unwrap());
        assert_eq!(fs::metadata(&log).unwrap().len(), 0);
        assert!(log.with_extension("log.old").exists());
    }
}
