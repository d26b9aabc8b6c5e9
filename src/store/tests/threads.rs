use super::*;
use crate::store::batch::{self, Write};
use crate::store::times::WriteTimes;
use crate::store::{Store, StoreError};
use std::sync::mpsc;

fn opened() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("dateline.db")).unwrap();
    (folder, store)
}

async fn feeds_stored(store: &Store) -> u32 {
    store.read(feeds::count).await.unwrap()
}

#[tokio::test]
async fn a_write_that_panics_is_undone_and_the_store_goes_on() {
    let (_folder, store) = opened();
    for _ in 0..3 {
        let outcome: Result<(), _> = store
            .write(|tx| {
                add_feed(tx, "wire");
                panic!("a bug in the closure");
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Panicked { message }) if message == "a bug in the closure"));
        let outcome: Result<(), _> = store.read(|_| panic!("another")).await;
        assert!(matches!(outcome, Err(StoreError::Panicked { .. })));
    }
    assert_eq!(feeds_stored(&store).await, 0);
    store.write(|tx| Ok(add_feed(tx, "wire"))).await.unwrap();
    assert_eq!(feeds_stored(&store).await, 1);
}

#[tokio::test]
async fn a_write_that_fails_is_undone() {
    let (_folder, store) = opened();
    let outcome: Result<(), _> = store
        .write(|tx| {
            add_feed(tx, "wire");
            tx.execute_batch("SELECT nonsense")
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::Query { .. })));
    assert_eq!(feeds_stored(&store).await, 0);
}

#[tokio::test]
async fn closing_waits_for_every_write_and_refuses_later_ones() {
    let (folder, store) = opened();
    let (go, wait) = mpsc::channel::<()>();
    let first = tokio::spawn({
        let store = store.clone();
        async move { store.write(move |_| Ok(wait.recv().is_ok())).await }
    });
    let late: Vec<_> = (0..20)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { store.write(move |tx| Ok(add_feed(tx, &format!("f{n}")))).await })
        })
        .collect();
    tokio::task::yield_now().await;
    // Whoever asked is gone; what was handed over is done all the same.
    late.iter().for_each(tokio::task::JoinHandle::abort);
    go.send(()).unwrap();
    store.close().await;
    assert!(first.await.unwrap().unwrap());
    assert!(matches!(store.write(|_| Ok(())).await, Err(StoreError::Closed)));
    assert!(matches!(store.read(|_| Ok(())).await, Err(StoreError::Closed)));
    store.close().await;
    let path = folder.path().join("dateline.db");
    assert_eq!(feeds::count(&schema::open(&path).unwrap()).unwrap(), 20);
}

#[tokio::test]
async fn a_slow_read_delays_neither_a_write_nor_another_read() {
    let (_folder, store) = opened();
    let (go, wait) = mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let slow = tokio::spawn({
        let store = store.clone();
        async move {
            let read = move |db: &Connection| {
                let before = feeds::count(db)?;
                begun.send(()).unwrap();
                wait.recv().unwrap();
                Ok((before, feeds::count(db)?))
            };
            store.read(read).await
        }
    });
    has_begun.await.unwrap();
    store.write(|tx| Ok(add_feed(tx, "wire"))).await.unwrap();
    assert_eq!(feeds_stored(&store).await, 1);
    go.send(()).unwrap();
    // All that one closure sees is of one moment.
    assert_eq!(slow.await.unwrap().unwrap(), (0, 0));
}

#[test]
fn the_command_line_reads_and_writes_without_a_runtime() {
    let (_folder, store) = opened();
    let id = store.write_now(|tx| Ok(add_feed(tx, "wire"))).unwrap();
    assert_eq!(store.read_now(feeds::all_ids).unwrap(), [id]);
    let stats = store.read_now(crate::store::stats).unwrap();
    assert_eq!((stats.feeds, stats.stories), (1, 0));
    assert!(stats.bytes > 0);
}

#[tokio::test]
async fn a_full_disk_undoes_the_poll_and_reading_goes_on() {
    let (_folder, store) = opened();
    let feed = store.write(|tx| Ok(add_feed(tx, "wire"))).await.unwrap();
    let set_room = |pages: u32| move |tx: &rusqlite::Transaction<'_>| tx.pragma_update(None, "max_page_count", pages);
    // SQLite takes a number below the present size for the present size.
    store.write(set_room(1)).await.unwrap();
    let save = move |tx: &rusqlite::Transaction<'_>| {
        let parsed = ParsedFeed { entries: (0..500).map(|n| entry(&n.to_string(), now())).collect(), ..ParsedFeed::default() };
        entries::save_poll(tx, feed, &entries::Incoming::new(parsed), &PollState::default(), 20, now())
    };
    assert!(matches!(store.write(save).await, Err(StoreError::DiskFull)));
    assert_eq!(store.read(|db| Ok(feeds::all(db, now())?[0].stories)).await.unwrap(), 0);
    store.write(set_room(1_000_000)).await.unwrap();
    assert_eq!(store.write(save).await.unwrap().new, 500);
    assert_eq!(store.read(health::complaints).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn the_writes_of_others_are_told_from_ones_own() {
    let (folder, store) = opened();
    let before = store.version_of_others().await.unwrap();
    store.write(|tx| Ok(add_feed(tx, "wire"))).await.unwrap();
    store.read(feeds::count).await.unwrap();
    assert_eq!(store.version_of_others().await.unwrap(), before);

    let other = schema::open(&folder.path().join("dateline.db")).unwrap();
    feeds::count(&other).unwrap();
    assert_eq!(store.version_of_others().await.unwrap(), before, "who reads has not written");
    add_feed(&other, "gazette");
    let after = store.version_of_others().await.unwrap();
    assert_ne!(after, before);
    store.write(|tx| Ok(add_feed(tx, "post"))).await.unwrap();
    assert_eq!(store.version_of_others().await.unwrap(), after);
    // Also where its own write follows at once.
    add_feed(&other, "courier");
    store.write(|tx| Ok(add_feed(tx, "herald"))).await.unwrap();
    assert_ne!(store.version_of_others().await.unwrap(), after);
}

#[tokio::test]
async fn closing_never_hangs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    for _ in 0..40 {
        let store = Store::open(&path).unwrap();
        let reading = tokio::spawn({
            let store = store.clone();
            async move { store.read(feeds::count).await }
        });
        tokio::task::yield_now().await;
        store.close().await;
        // The read came before the end or was refused; it was not lost.
        assert!(matches!(reading.await.unwrap(), Ok(0) | Err(StoreError::Closed)));
    }
}

/// Hands writes over as if they had waited together, and returns their answers and the number of feeds stored.
fn together(works: Vec<fn(&rusqlite::Transaction<'_>) -> rusqlite::Result<()>>) -> (Vec<Result<(), StoreError>>, u32) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    let mut db = schema::open(&path).unwrap();
    let (writes, answers): (Vec<_>, Vec<_>) = works
        .into_iter()
        .map(|work| {
            let (answer, receiver) = tokio::sync::oneshot::channel();
            (Write::new(&path, false, work, answer), receiver)
        })
        .unzip();
    batch::commit(&mut db, writes, &WriteTimes::default());
    let told = answers.into_iter().map(|mut answer| answer.try_recv().unwrap()).collect();
    (told, feeds::count(&db).unwrap())
}

#[test]
fn of_writes_that_share_a_transaction_one_that_fails_is_undone_alone() {
    let (told, stored) = together(vec![
        |tx| {
            add_feed(tx, "first");
            Ok(())
        },
        |tx| {
            add_feed(tx, "second");
            tx.execute_batch("SELECT nonsense")
        },
        |tx| {
            add_feed(tx, "third");
            panic!("a bug in the closure");
        },
        |tx| {
            add_feed(tx, "fourth");
            Ok(())
        },
    ]);
    assert!(matches!(told[..], [Ok(()), Err(StoreError::Query { .. }), Err(StoreError::Panicked { .. }), Ok(())]), "{told:?}");
    assert_eq!(stored, 2);
}

#[test]
fn nobody_is_told_that_something_is_written_which_went_down_with_the_transaction() {
    let (told, stored) = together(vec![
        |tx| {
            add_feed(tx, "first");
            Ok(())
        },
        // As SQLite does by itself when the disk is full.
        |tx| tx.execute_batch("ROLLBACK; SELECT nonsense"),
        |tx| {
            add_feed(tx, "third");
            Ok(())
        },
    ]);
    assert!(matches!(told[..], [Err(_), Err(StoreError::Query { .. }), Ok(())]), "{told:?}");
    assert_eq!(stored, 1);
}
