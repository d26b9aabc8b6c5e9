//! The program is killed at fifty moments of polling and digesting; nothing that was stored is lost, nothing is left half done.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dateline::sample::{self, SampleServer};
use dateline::store::{Store, health};
use jiff::Timestamp;

/// How often it must have died at work.
const DEATHS: u32 = 50;

/// Lives that may be spent on that.
const ROUNDS_MAX: u32 = 400;

struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn dateline(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.env("DATELINE_CONFIG", self.folder.path().join("config.toml"));
        command.env("DATELINE_DATA", self.folder.path().join("data"));
        command
    }
}

/// What must never shrink from one life of the program to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Stored {
    entries: i64,
    articles: i64,
}

/// Opens the store that a killed program left behind and looks for anything that is not whole.
async fn inspect(home: &Home) -> Stored {
    let store = Store::open(&home.folder.path().join("data/dateline.db")).unwrap();
    let stored = store
        .read(|db| {
            assert_eq!(health::complaints(db)?, Vec::<String>::new());
            let doubled = "SELECT count(*) FROM (SELECT 1 FROM entry_status GROUP BY feed_id, key HAVING count(*) > 1)";
            let one = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
            assert_eq!(one(doubled)?, 0, "stories that came twice");
            Ok(Stored { entries: one("SELECT count(*) FROM entry")?, articles: one("SELECT count(*) FROM article")? })
        })
        .await
        .unwrap();
    store.close().await;
    stored
}

/// Returns a home that is subscribed to the sample edition and has polled nothing yet.
fn subscribed(server: &SampleServer) -> Home {
    let home = Home { folder: tempfile::tempdir().unwrap() };
    let addresses: String = server.feeds.iter().map(|feed| format!("{}\n", feed.url.as_str())).collect();
    let listing = home.folder.path().join("feeds.txt");
    std::fs::write(&listing, addresses).unwrap();
    std::fs::write(home.folder.path().join("config.toml"), "[articles]\npage_delay_ms = 0\npages_per_host = 8\n").unwrap();
    assert!(home.dateline(&["import", listing.to_str().unwrap()]).status().unwrap().success());
    home
}

/// Lets the program live for `span` and kills it; says whether it was still at work.
fn cut_short(home: &Home, span: Duration) -> bool {
    let mut life = home.dateline(&["poll", "--all"]).spawn().unwrap();
    let end = Instant::now() + span;
    while Instant::now() < end {
        if life.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
    life.kill().unwrap();
    life.wait().unwrap();
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_deaths_lose_nothing() {
    let server = sample::serve(Timestamp::now()).await.unwrap();
    // How long a whole life takes on this machine decides how long each of the short ones may be.
    let trial = subscribed(&server);
    let started = Instant::now();
    assert!(trial.dateline(&["poll", "--all"]).status().unwrap().success());
    let whole = started.elapsed();
    let full = inspect(&trial).await;

    let mut deaths = 0;
    let mut home = subscribed(&server);
    let mut before = Stored::default();
    for round in 0..ROUNDS_MAX {
        // A step that shares no factor with the number of rounds: early deaths among the feeds, later ones among the pages.
        let span = whole.mul_f64(f64::from(round * 7 % 20 + 1) / 20.0);
        let died = cut_short(&home, span);
        let after = inspect(&home).await;
        assert!(after.entries >= before.entries && after.articles >= before.articles, "{before:?} became {after:?}");
        before = after;
        deaths += u32::from(died);
        if after == full || !died {
            assert!(home.dateline(&["poll", "--all"]).status().unwrap().success());
            assert_eq!(inspect(&home).await, full, "after all that, everything is there once");
            if deaths >= DEATHS {
                return;
            }
            home = subscribed(&server);
            before = Stored::default();
        }
    }
    panic!("the program was killed only {deaths} times");
}
