use super::*;
use crate::store::{LockError, PollLock, Store, StoreError};
use std::fs;
use std::path::Path;

const FIRST: &str = include_str!("../migrations/0001_begin.sql");

fn version(db: &Connection) -> i64 {
    db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// Checks that a file is refused in the way that `refused` tells, and left as it is.
#[track_caller]
fn check_refused(path: &Path, refused: fn(&StoreError) -> bool) {
    let before = fs::read(path).unwrap();
    let error = schema::open(path).map(drop).unwrap_err();
    assert!(refused(&error), "{error:?}");
    assert_eq!(error.to_string().lines().count(), 2, "{error}");
    assert!(fs::read(path).unwrap() == before, "the file was changed");
}

#[test]
#[cfg(unix)]
fn a_new_database_is_for_its_owner_only_and_its_folder_is_made() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/deep/dateline.db");
    let db = schema::open(&path).unwrap();
    add_feed(&db, "wire");
    for name in ["dateline.db", "dateline.db-wal"] {
        let mode = fs::metadata(path.with_file_name(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn the_sqlite_in_the_program_is_new_enough() {
    assert!(rusqlite::version_number() >= 3_051_003);
}

#[test]
fn a_newer_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    let steps: Vec<&str> = std::iter::once(FIRST).chain(["SELECT 1"; 98]).collect();
    drop(schema::open_with(&path, &steps).unwrap());
    check_refused(&path, |error| matches!(error, StoreError::Newer { found: 99, .. }));
}

#[test]
fn the_database_of_another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE rss_item (id INTEGER); PRAGMA user_version = 1").unwrap();
    check_refused(&path, |error| matches!(error, StoreError::Foreign { .. }));
}

#[test]
fn a_damaged_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    let damaged = |error: &StoreError| matches!(error, StoreError::Damaged { .. });
    fs::write(&path, "No database at all, but long enough to be taken for one. ".repeat(200)).unwrap();
    check_refused(&path, damaged);

    fs::remove_file(&path).unwrap();
    drop(schema::open(&path).unwrap());
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    check_refused(&path, damaged);
    let mut zeroed = whole.clone();
    zeroed[..4096].fill(0);
    fs::write(&path, zeroed).unwrap();
    check_refused(&path, damaged);
    let mut version_lost = whole;
    version_lost[60..64].fill(0);
    fs::write(&path, version_lost).unwrap();
    check_refused(&path, damaged);
}

#[test]
fn damage_found_later_is_an_error_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    {
        let db = schema::open(&path).unwrap();
        let feed = add_feed(&db, "wire");
        poll(&db, feed, (0..900).map(|n| entry(&n.to_string(), hours_ago(n))).collect());
    }
    let mut bytes = fs::read(&path).unwrap();
    // Past the schema, in the midst of the stories.
    let begin = bytes.len() / 4 * 3 / 4096 * 4096;
    bytes[begin..].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let store = Store::open(&path).unwrap();
    let failed = store.read_now(|db| (0..900).try_for_each(|n| entries::raw(db, EntryId(n)).map(drop)));
    let listed = store.read_now(|db| entries::headlines(db, &request(Query::default(), Anchor::Newest, 200), now()).map(drop));
    assert!([failed, listed].iter().any(|outcome| matches!(outcome, Err(StoreError::Damaged { .. }))));
}

#[test]
fn an_older_database_is_kept_as_a_copy_and_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    add_old_feed(&schema::open_with(&path, &[FIRST]).unwrap());
    for _ in 0..2 {
        let db = schema::open_with(&path, &[FIRST, "ALTER TABLE feed ADD COLUMN color TEXT"]).unwrap();
        assert_eq!(version(&db), 2);
        assert_eq!(db.query_row("SELECT count(color IS NULL) FROM feed", [], |row| row.get(0)), Ok(1));
    }
    let copy = Connection::open(folder.path().join("dateline.db.before-2")).unwrap();
    assert_eq!(version(&copy), 1);
    assert_eq!(feeds::count(&copy), Ok(1));
    assert!(!folder.path().join("dateline.db.part").exists());
}

#[test]
fn of_the_copies_the_newest_two_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    let mut steps = vec![FIRST];
    drop(schema::open_with(&path, &steps).unwrap());
    // Numbers, not letters, say which is the newest.
    for _ in 0..11 {
        steps.push("SELECT 1");
        drop(schema::open_with(&path, &steps).unwrap());
    }
    let copies = crate::store::space::backups(&path);
    let names: Vec<_> = copies.iter().map(|(copy, _)| copy.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["dateline.db.before-12", "dateline.db.before-11"]);
    assert!(copies.iter().all(|(_, bytes)| *bytes > 0));
    let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    left.retain(|name| !names.iter().any(|copy| name == copy) && !name.to_str().unwrap().starts_with("dateline.db"));
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
}

#[test]
#[cfg(target_os = "linux")]
fn a_database_in_a_folder_whose_name_is_no_text_is_brought_up_to_date() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    for name in [&b"nachrichten-\xfc"[..], b"it's \xff? #1 %41"] {
        let path = folder.path().join(std::ffi::OsStr::from_bytes(name)).join("dateline.db");
        add_old_feed(&schema::open_with(&path, &[FIRST]).unwrap());
        let db = schema::open_with(&path, &[FIRST, "ALTER TABLE feed ADD COLUMN color TEXT"]).unwrap();
        assert_eq!((version(&db), feeds::count(&db)), (2, Ok(1)));
        let copy = path.with_file_name("dateline.db.before-2");
        assert_eq!(feeds::count(&Connection::open(copy).unwrap()), Ok(1));
        drop(db);
        drop(schema::open(&path).unwrap());
        let store = Store::open_read_only(&path).unwrap();
        assert_eq!(store.read_now(feeds::count).unwrap(), 1);
    }
}

#[test]
fn a_step_that_fails_leaves_the_old_schema_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    add_old_feed(&schema::open_with(&path, &[FIRST]).unwrap());
    let steps = [FIRST, "ALTER TABLE feed ADD COLUMN color TEXT", "DROP TABLE feed_poll; SELECT nonsense"];
    assert!(matches!(schema::open_with(&path, &steps), Err(StoreError::Query { .. })));
    let db = schema::open_with(&path, &[FIRST]).unwrap();
    assert_eq!(version(&db), 1);
    assert_eq!(feeds::count(&db), Ok(1));
}

#[test]
fn a_database_opened_for_reading_refuses_writes_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    assert!(matches!(Store::open_read_only(&path), Err(StoreError::Unreachable { .. })));
    add_feed(&schema::open(&path).unwrap(), "wire");
    let store = Store::open_read_only(&path).unwrap();
    assert!(store.is_read_only());
    assert_eq!(store.read_now(feeds::count).unwrap(), 1);
    assert!(matches!(store.write_now(|_| Ok(())), Err(StoreError::ReadOnly)));
}

#[test]
fn only_one_polls_and_the_other_learns_who() {
    let folder = tempfile::tempdir().unwrap();
    let lock = PollLock::take(folder.path()).unwrap();
    let pid = std::process::id();
    let refused = PollLock::take(folder.path()).unwrap_err();
    assert!(matches!(refused, LockError::Held { pid: Some(held) } if held == pid), "{refused:?}");
    assert!(refused.to_string().contains(&pid.to_string()));
    drop(lock);
    drop(PollLock::take(folder.path()).unwrap());
    assert!(matches!(PollLock::take(&folder.path().join("missing")), Err(LockError::Unusable { .. })));
}

#[test]
fn several_may_open_a_new_database_at_once() {
    for _ in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dateline.db");
        std::thread::scope(|scope| {
            let opening: Vec<_> = (0..4).map(|n| (n, scope.spawn(|| schema::open(&path)))).collect();
            for (n, opened) in opening {
                let db = opened.join().unwrap().unwrap();
                add_feed(&db, &format!("f{n}"));
            }
        });
        assert_eq!(feeds::count(&schema::open(&path).unwrap()).unwrap(), 4);
    }
}
