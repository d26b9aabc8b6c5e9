//! The folder of the sample edition: for this user alone, gone when the reader leaves it, and when the reader was killed gone the
//! next time.

use std::fs::{self, DirEntry, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// How the names of these folders begin.
const PREFIX: &str = "dateline-sample-";
/// The file in each that is locked for as long as the folder is used. The system frees it when the process dies.
const LOCK: &str = "in-use.lock";

/// A folder for one reading of the sample edition; dropping it deletes it.
#[derive(Debug)]
pub struct SampleFolder {
    folder: TempDir,
    _lock: File,
}

impl SampleFolder {
    /// Makes a folder in the system's folder for such, and deletes what readers that were killed left there.
    ///
    /// # Errors
    /// When no folder can be made. One that cannot be deleted stays.
    pub fn new() -> io::Result<Self> {
        Self::within(&std::env::temp_dir())
    }

    fn within(parent: &Path) -> io::Result<Self> {
        sweep(parent);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir_in(parent)?;
        let lock = File::create(folder.path().join(LOCK))?;
        lock.lock()?;
        Ok(Self { folder, _lock: lock })
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Deletes the folders of this user's that nobody uses any more.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) && is_left_behind(&entry).unwrap_or(false) {
            match fs::remove_dir_all(entry.path()) {
                Ok(()) => tracing::info!(folder = %entry.path().display(), "a sample edition that was left behind is deleted"),
                Err(error) => tracing::warn!(folder = %entry.path().display(), %error, "a sample edition cannot be deleted"),
            }
        }
    }
}

/// Says whether a folder is this user's own and its lock is free. One without a lock may just be in the making, or be another's.
fn is_left_behind(entry: &DirEntry) -> io::Result<bool> {
    // Not through a link, which may lead anywhere.
    let about = entry.path().symlink_metadata()?;
    let lock = entry.path().join(LOCK);
    if !about.is_dir() || !is_own(&about) || !lock.symlink_metadata()?.is_file() {
        return Ok(false);
    }
    match File::open(lock)?.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(unix)]
fn is_own(about: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(about) == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_behind_goes_and_what_is_used_stays() {
        let parent = tempfile::tempdir().unwrap();
        let make = |name: &str, lock: bool| {
            let folder = parent.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("dateline.db"), "words").unwrap();
            if lock {
                fs::write(folder.join(LOCK), "").unwrap();
            }
            folder
        };
        let left = make("dateline-sample-left", true);
        let kept = [make("dateline-sample-new", false), make("other-sample", true), make("my-dateline-sample-x", true)];
        fs::write(parent.path().join("dateline-sample-file"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&kept[1], parent.path().join("dateline-sample-link")).unwrap();
        let first = SampleFolder::within(parent.path()).unwrap();
        assert!(!left.exists() && kept.iter().all(|folder| folder.join("dateline.db").exists()));
        let second = SampleFolder::within(parent.path()).unwrap();
        assert!(first.path().exists() && first.path() != second.path());
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&second.path().metadata().unwrap());
            assert_eq!(mode & 0o777, 0o700);
        }
        let gone = second.path().to_owned();
        drop(second);
        assert!(!gone.exists());
        // As when the process is killed: the lock is freed, the folder stays.
        let SampleFolder { folder, _lock: lock } = first;
        let killed = folder.keep();
        drop(lock);
        drop(SampleFolder::within(parent.path()).unwrap());
        assert!(!killed.exists());
    }
}
