//! [`PollLock`]: that only one dateline polls, whichever way it was started.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::error::is_full;

/// The right to poll; given back when it is dropped, and by the system when the process dies, however it dies.
#[derive(Debug)]
pub struct PollLock {
    file: File,
}

/// Why the right to poll could not be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another dateline has it.
    #[error("another dateline{} is polling\nclose it, or read on: what it fetches shows here too", .pid.map_or_else(String::new, |pid| format!(" (process {pid})")))]
    Held {
        /// Its process, if it wrote it down.
        pid: Option<u32>,
    },
    /// There is no room for the lock's file.
    #[error("the disk is full, {} cannot be written\nmake room and start again", path.display())]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The lock's file cannot be used.
    #[error("cannot use {}\ncheck that you may write to its folder", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

impl LockError {
    fn of(source: io::Error, path: &Path) -> Self {
        if is_full(&source) { Self::DiskFull { path: path.to_owned() } } else { Self::Unusable { path: path.to_owned(), source } }
    }
}

impl PollLock {
    /// Takes the lock of this data directory without waiting.
    ///
    /// The lock is the system's, on the open file; what stands inside is only for the message to others.
    ///
    /// # Errors
    /// Says who holds it, or that the file cannot be used.
    pub fn take(data_dir: &Path) -> Result<Self, LockError> {
        let path = data_dir.join("poll.lock");
        let unusable = |source| LockError::of(source, &path);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        super::schema::owner_only(&mut options);
        let mut file = options.open(&path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut words = String::new();
                // The holder may be between taking the lock and writing its number.
                let _ = (&mut file).take(32).read_to_string(&mut words);
                return Err(LockError::Held { pid: words.trim().parse().ok() });
            }
            Err(TryLockError::Error(source)) => return Err(unusable(source)),
        }
        let pid = format!("{}\n", std::process::id());
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(pid.as_bytes())).map_err(unusable)?;
        Ok(Self { file })
    }
}

impl Drop for PollLock {
    fn drop(&mut self) {
        // Closing the file gives the lock back in any case; the number goes so that nobody reads a dead one.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_that() {
        let said = |kind: io::ErrorKind| LockError::of(kind.into(), Path::new("/data/poll.lock")).to_string();
        let full = "the disk is full, /data/poll.lock cannot be written\nmake room and start again";
        assert_eq!([said(io::ErrorKind::StorageFull), said(io::ErrorKind::QuotaExceeded)], [full, full]);
        assert!(said(io::ErrorKind::PermissionDenied).starts_with("cannot use /data/poll.lock"));
    }
}
