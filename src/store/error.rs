//! [`StoreError`]: the ways in which the database can fail that a caller treats differently.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use crate::query::RuleError;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file or its folder cannot be reached.
    #[error("cannot open the database {}\ncheck that the folder exists and that you may write to it", path.display())]
    Unreachable {
        /// The database.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file is damaged or no database at all; it was left as it is.
    #[error(
        "the database {} is damaged and was left as it is\nmove it away and start again, or put a backup copy in its place",
        path.display()
    )]
    Damaged {
        /// The database.
        path: PathBuf,
    },
    /// The file is a database of another program; it was left as it is.
    #[error("{} is the database of another program\nname another data folder with --data", path.display())]
    Foreign {
        /// The database.
        path: PathBuf,
    },
    /// A newer dateline wrote the file; it was left as it is.
    #[error(
        "the database {} was written by a newer dateline (version {found}, this one knows {known})\nupdate dateline",
        path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// The version of its schema.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The `SQLite` in this program can damage a database that two connections write.
    #[error("SQLite {found} can damage the database\nbuild dateline with SQLite 3.51.3 or newer")]
    OldSqlite {
        /// The version.
        found: &'static str,
    },
    /// The copy that is kept before a change of the schema could not be written; nothing was changed.
    #[error("cannot keep a copy of the database as {} before changing it\nmake room on the disk", path.display())]
    Backup {
        /// The copy.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The disk is full; the change was not made.
    #[error("the disk is full, nothing was saved\nmake room and try again")]
    DiskFull,
    /// Another program holds the database too long; the change was not made.
    #[error("another program is writing to the database\ntry again in a moment")]
    Busy,
    /// The database may only be read.
    #[error("the database may only be read, nothing was saved\ncheck who owns it and whether you may write to it")]
    ReadOnly,
    /// The store was closed before.
    #[error("the database is closed\nstart dateline again")]
    Closed,
    /// The work on the database broke down; it was undone.
    #[error("the database broke off the work and undid it\nplease report this: {message}")]
    Panicked {
        /// What the program says.
        message: String,
    },
    /// A query of the reader's cannot be kept.
    #[error(transparent)]
    Rule(RuleError),
    /// A query failed in another way; its change was undone.
    #[error("the database could not do what was asked\nplease report this: {source}")]
    Query {
        /// What `SQLite` says.
        #[source]
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Tells which case an error of the system met while the database at `path` was opened is.
    pub(super) fn of_system(source: io::Error, path: &Path) -> Self {
        if is_full(&source) { Self::DiskFull } else { Self::Unreachable { path: path.to_owned(), source } }
    }

    /// Tells which case an error met while the database at `path` was in use is.
    pub(super) fn of(source: rusqlite::Error, path: &Path) -> Self {
        if let rusqlite::Error::ToSqlConversionFailure(cause) = &source
            && let Some(refused) = cause.downcast_ref::<RuleError>()
        {
            return Self::Rule(*refused);
        }
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // The index of the journal could not grow.
            Some(ErrorCode::SystemIoFailure) if extended_code(&source) == Some(ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged { path: path.to_owned() },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                // What the system says tells more than SQLite, whose file may also be one beside the database.
                let source = File::open(path).err().unwrap_or_else(|| io::Error::other("a file beside it cannot be used"));
                Self::Unreachable { path: path.to_owned(), source }
            }
            _ => Self::Query { source },
        }
    }
}

/// Says whether an error of the system means that there is no room, on the disk or in the share of it that a user has.
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn extended_code(error: &rusqlite::Error) -> Option<i32> {
    if let rusqlite::Error::SqliteFailure(error, _) = error { Some(error.extended_code) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_that() {
        let path = Path::new("/data/dateline.db");
        let of_sqlite = |code| StoreError::of(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None), path);
        let of_system = |kind: io::ErrorKind| StoreError::of_system(kind.into(), path);
        for full in [
            of_sqlite(ffi::SQLITE_FULL),
            of_sqlite(ffi::SQLITE_IOERR_SHMSIZE),
            of_system(io::ErrorKind::StorageFull),
            of_system(io::ErrorKind::QuotaExceeded),
        ] {
            assert!(matches!(full, StoreError::DiskFull), "{full}");
        }
        for other in [of_sqlite(ffi::SQLITE_CANTOPEN), of_system(io::ErrorKind::PermissionDenied)] {
            assert!(matches!(other, StoreError::Unreachable { .. }), "{other}");
        }
        assert!(matches!(of_sqlite(ffi::SQLITE_IOERR_READ), StoreError::Query { .. }));
    }
}
