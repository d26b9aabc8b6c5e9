//! Opens the file and brings its schema up to date by `PRAGMA user_version`.
//!
//! A new file is created for its owner only. Before an existing file is changed, a copy is kept beside it. A file that is
//! newer, damaged or somebody else's is refused and left untouched.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::StoreError;
use crate::text::fold::fold;

/// The first `SQLite` without the bug by which two connections can damage a WAL database.
const SQLITE_MIN: i32 = 3_051_003;

/// Tells our files from those of other programs: "dtln" as a number.
const APPLICATION_ID: i64 = 0x6474_6c6e;

/// How long a statement waits for another process that writes.
pub(super) const BUSY_WAIT: Duration = Duration::from_secs(5);

/// How often a statement that waits looks again. Between two transactions of another process there is but a moment: who looks
/// seldom misses it.
const BUSY_LOOK: Duration = Duration::from_millis(2);

/// How long to wait before a file that others are just making is tried again.
const BUSY_PAUSE: Duration = Duration::from_millis(5);

/// Copies of the time before a change of the schema that are kept; older ones go.
const BACKUPS_KEPT: usize = 2;

/// Pages that are copied at a time.
const PAGES_COPIED: i32 = 4_096;

/// Statements that a connection keeps compiled; a list page in all its views is about forty.
const STATEMENTS_KEPT: usize = 128;

/// The steps of the schema in order; the version of a database is the number of steps that it has taken.
pub(super) const MIGRATIONS: &[&str] = &[
    // One a line, in the order of their numbers.
    include_str!("migrations/0001_begin.sql"),
    include_str!("migrations/0002_places.sql"),
    include_str!("migrations/0003_people.sql"),
    include_str!("migrations/0004_polling.sql"),
    include_str!("migrations/0005_twins.sql"),
    include_str!("migrations/0006_rules.sql"),
    include_str!("migrations/0007_reports.sql"),
    include_str!("migrations/0008_tags.sql"),
    include_str!("migrations/0009_numbers.sql"),
    include_str!("migrations/0010_memory.sql"),
    include_str!("migrations/0011_attached.sql"),
    include_str!("migrations/0012_folded.sql"),
    include_str!("migrations/0013_bounds.sql"),
];

/// Opens the database for writing, creating it and its folder if there is none, and brings it up to date.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    open_with(path, MIGRATIONS)
}

/// As [`open()`], to a schema of these steps.
pub(super) fn open_with(path: &Path, steps: &[&str]) -> Result<Connection, StoreError> {
    let begun = Instant::now();
    loop {
        // Where two make a new file at once, SQLite calls it busy without waiting: one of them would wait for the other for ever.
        match open_once(path, steps) {
            Err(StoreError::Busy) if begun.elapsed() < BUSY_WAIT => std::thread::sleep(BUSY_PAUSE),
            opened => return opened,
        }
    }
}

fn open_once(path: &Path, steps: &[&str]) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < SQLITE_MIN {
        return Err(StoreError::OldSqlite { found: rusqlite::version() });
    }
    create(path).map_err(|source| StoreError::of_system(source, path))?;
    let of = |error| StoreError::of(error, path);
    let mut db =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(of)?;
    db.busy_handler(Some(look_again)).map_err(of)?;
    check(&db, path, steps)?;
    // SQLite opens what may not be written for reading, without a word.
    if db.is_readonly("main").map_err(of)? {
        return Err(StoreError::ReadOnly);
    }
    set_up(&db).map_err(of)?;
    migrate(&mut db, path, steps)?;
    Ok(db)
}

/// Waits a moment for another process that writes; says whether to look again, after so many looks.
fn look_again(looks: i32) -> bool {
    std::thread::sleep(BUSY_LOOK);
    BUSY_LOOK * looks.unsigned_abs() < BUSY_WAIT
}

/// Opens one more connection that only reads.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let of = |error| StoreError::of(error, path);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(of)?;
    db.busy_timeout(BUSY_WAIT).map_err(of)?;
    tune(&db, 4_000).map_err(of)?;
    Ok(db)
}

/// Opens a connection to a database that may not be written, perhaps in a folder that may not be written either.
pub(super) fn open_read_only(path: &Path) -> Result<Connection, StoreError> {
    let of = |error| StoreError::of(error, path);
    // A folder that may not be entered is told as that, not as one without a store.
    path.metadata().map_err(|source| StoreError::Unreachable { path: path.to_owned(), source })?;
    let mut opened = open_reader(path).and_then(|db| version(&db).map(|_| db).map_err(of));
    if opened.is_err() {
        // Where not even the journal's index can be made, nobody writes: the file may be taken as it stands.
        let mut address = url::Url::from_file_path(path).map_err(|()| {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "the path is not absolute");
            StoreError::Unreachable { path: path.to_owned(), source }
        })?;
        address.set_query(Some("immutable=1"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let unchanging = Connection::open_with_flags(address.as_str(), flags).map_err(of)?;
        tune(&unchanging, 4_000).map_err(of)?;
        opened = Ok(unchanging);
    }
    let db = opened?;
    check(&db, path, MIGRATIONS)?;
    // An older schema would have to be changed first.
    if version(&db).map_err(of)? < MIGRATIONS.len() as i64 { Err(StoreError::ReadOnly) } else { Ok(db) }
}

/// Lets only the owner read and write a file that is created.
pub(super) fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

fn create(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    // SQLite gives its journal files the mode of the database.
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    owner_only(&mut options);
    options.open(path).map(drop)
}

/// Refuses what is not ours to change, before anything is written.
fn check(db: &Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    let of = |error| StoreError::of(error, path);
    // All looked at in one moment: another dateline may just be making the tables.
    let db = db.unchecked_transaction().map_err(of)?;
    let found = version(&db).map_err(of)?;
    let known = steps.len() as i64;
    let ours = pragma(&db, "application_id").map_err(of)? == APPLICATION_ID;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)).map_err(of)?;
    if tables > 0 && !ours {
        return Err(StoreError::Foreign { path: path.to_owned() });
    }
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    if ours && found == 0 {
        // Number and tables are written together; one without the other was changed by something else.
        return Err(StoreError::Damaged { path: path.to_owned() });
    }
    Ok(())
}

fn set_up(db: &Connection) -> rusqlite::Result<()> {
    // Both return a row, which plain execution of a batch passes over.
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 33554432;")?;
    // What polling writes can be fetched again, so a power cut may cost the last moments of it (never a killed process).
    // What the reader did cannot: those transactions raise it to FULL, see `Store::write_durable`.
    db.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;")?;
    tune(db, 8_000)
}

fn tune(db: &Connection, cache_kib: i64) -> rusqlite::Result<()> {
    db.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // Without this SQLite looks at the values that are bound to choose a partial index, and so compiles a kept statement anew
    // at each use: four times the cost of a page of headlines.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.pragma_update(None, "cache_size", -cache_kib)?;
    db.pragma_update(None, "foreign_keys", true)?;
    // The planner looks at so many rows of an index at most when the store is closed.
    db.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA analysis_limit = 400;")
}

/// Takes the missing steps, all of them or none.
fn migrate(db: &mut Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    let of = |error| StoreError::of(error, path);
    let found = version(db).map_err(of)?;
    if found as usize >= steps.len() {
        return Ok(());
    }
    if found > 0 {
        back_up(db, path, found)?;
    }
    let take = |db: &mut Connection| {
        // For the steps alone: nothing that stays in the file may need it.
        db.create_scalar_function("fold", 1, FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC, |call| {
            Ok(fold(call.get_raw(0).as_str_or_null()?.unwrap_or_default()))
        })?;
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another dateline may have taken the steps while this one waited for the lock.
        let begin = version(&tx)?;
        for (number, step) in steps.iter().enumerate().skip(begin as usize) {
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", number as i64 + 1)?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.commit()
    };
    take(db).map_err(of)?;
    drop_old_backups(path);
    Ok(())
}

/// Deletes the copies of earlier changes of the schema but for the newest. One that cannot be deleted stays.
fn drop_old_backups(path: &Path) {
    for (copy, _) in backups(path).into_iter().skip(BACKUPS_KEPT) {
        match std::fs::remove_file(&copy) {
            Ok(()) => tracing::info!(copy = %copy.display(), "an old copy of the store was deleted: the newest two are kept"),
            Err(error) => tracing::warn!(copy = %copy.display(), %error, "an old copy of the store cannot be deleted"),
        }
    }
}

/// Returns the copies that were kept before changes of the schema, with their sizes in bytes, the newest first.
pub(super) fn backups(path: &Path) -> Vec<(PathBuf, u64)> {
    let prefix = beside(path, "before-");
    let Some(prefix) = prefix.file_name() else { return Vec::new() };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let numbered = |file: io::Result<std::fs::DirEntry>| {
        let file = file.ok()?;
        let name = file.file_name();
        let number = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
        let number: u32 = std::str::from_utf8(number).ok()?.parse().ok()?;
        Some((number, file.path(), file.metadata().ok()?.len()))
    };
    let mut found: Vec<_> = files.filter_map(numbered).collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, copy, bytes)| (copy, bytes)).collect()
}

/// Keeps a whole copy beside the database, named after the version that it has.
fn back_up(db: &Connection, path: &Path, version: i64) -> Result<(), StoreError> {
    let copy = beside(path, &format!("before-{}", version + 1));
    let part = beside(path, "part");
    let failed = |source| StoreError::Backup { path: copy.clone(), source };
    let other = |error: io::Error| rusqlite::Error::ToSqlConversionFailure(error.into());
    match std::fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(other(error))),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    owner_only(&mut options);
    options.open(&part).map_err(|error| failed(other(error)))?;
    copy_to(db, &part).map_err(failed)?;
    std::fs::rename(&part, &copy).map_err(|error| failed(other(error)))
}

/// Copies the database page by page: the name of the copy is never a text of SQL, so that it may be in any folder.
fn copy_to(db: &Connection, part: &Path) -> rusqlite::Result<()> {
    let mut copy = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let begun = Instant::now();
    let backup = Backup::new(db, &mut copy)?;
    loop {
        match backup.step(PAGES_COPIED)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            // Another dateline is writing.
            _ if begun.elapsed() < BUSY_WAIT => std::thread::sleep(BUSY_PAUSE),
            _ => return Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None)),
        }
    }
}

/// Returns the name of a file that belongs to the database: "dateline.db" to "dateline.db.before-2".
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn version(db: &Connection) -> rusqlite::Result<i64> {
    pragma(db, "user_version")
}

fn pragma(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, name, |row| row.get(0))
}
