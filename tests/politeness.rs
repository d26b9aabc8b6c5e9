//! What a feed's server says is heeded: where the feed has moved, that it is gone, that it wants to be left alone. And a story
//! that comes back another day is the same story. A network that is not there is no feed's fault.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::sync::{Arc, Mutex};

use dateline::config::{Config, FeedOverride};
use dateline::domain::{Feed, FeedUrl};
use dateline::ingest::{self, Context, PollReport, Which};
use dateline::store::feeds::{self, NewFeed};
use dateline::store::{Store, entries, health, network};
use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers every path in its way and remembers what it was asked.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts it; an answer is a status, header lines and a body.
    async fn start(answer: impl Fn(&str, usize) -> (u16, String, String) + Send + 'static) -> Self {
        Self::start_at("127.0.0.1:0", answer).await
    }

    async fn start_at(address: &str, answer: impl Fn(&str, usize) -> (u16, String, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = asked.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut head = Vec::new();
                let mut buffer = [0; 4096];
                while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                    match stream.read(&mut buffer).await {
                        Ok(count) if count > 0 => head.extend_from_slice(&buffer[..count]),
                        _ => break,
                    }
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let before =
                    log.lock().unwrap().iter().filter(|known: &&String| known.starts_with(&format!("GET {path} "))).count();
                log.lock().unwrap().push(head);
                let (status, headers, body) = answer(&path, before);
                let answer =
                    format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                // A client that has gone is no fault of the server.
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { base, asked }
    }

    fn url(&self, path: &str) -> FeedUrl {
        FeedUrl::parse(&format!("{}{path}", self.base)).unwrap()
    }

    /// Returns the paths that were asked for since the last time.
    fn paths(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        let mut paths: Vec<String> = asked.iter().map(|head| head.split(' ').nth(1).unwrap_or_default().to_owned()).collect();
        paths.sort();
        paths
    }
}

struct Reader {
    context: Arc<Context>,
    _folder: tempfile::TempDir,
}

impl Reader {
    async fn of(urls: impl IntoIterator<Item = FeedUrl>, config: &Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("dateline.db")).unwrap();
        let urls: Vec<FeedUrl> = urls.into_iter().collect();
        let add =
            move |db: &_| urls.iter().try_for_each(|url| feeds::add(db, &NewFeed::of(url.clone()), Timestamp::now()).map(drop));
        store.write(move |db| add(db)).await.unwrap();
        Self { context: Arc::new(Context::new(store, config).unwrap()), _folder: folder }
    }

    async fn poll(&self, which: Which) -> PollReport {
        ingest::poll_once(&self.context, which).await.unwrap()
    }

    async fn feeds(&self) -> Vec<Feed> {
        let mut all = self.context.store.read(|db| feeds::all(db, Timestamp::now())).await.unwrap();
        all.sort_by_key(|feed| feed.id);
        all
    }
}

fn feed(head: &str, stories: usize) -> String {
    let items: String = (0..stories).map(|n| format!("<item><title>Story {n}</title><guid>{n}</guid></item>")).collect();
    format!("<rss version='2.0'><channel><title>Quay</title>{head}{items}</channel></rss>")
}

fn ok(body: String) -> (u16, String, String) {
    (200, "Content-Type: application/rss+xml\r\n".to_owned(), body)
}

#[tokio::test]
async fn a_feed_that_has_moved_for_good_is_believed_the_second_time() {
    let server = Server::start(|path, _| match path {
        "/old" => (301, "Location: /new\r\n".into(), String::new()),
        _ => ok(feed("", 2)),
    })
    .await;
    let reader = Reader::of([server.url("/old")], &Config::default()).await;
    reader.poll(Which::All).await;
    let once = reader.feeds().await.remove(0);
    assert_eq!((once.url, once.poll.moved.unwrap().reads), (server.url("/old"), 1));
    reader.poll(Which::All).await;
    let twice = reader.feeds().await.remove(0);
    assert_eq!((twice.url, twice.first_url), (server.url("/new"), Some(server.url("/old"))));
    assert_eq!(twice.stories, 2, "its stories stay its own");
    server.paths();
    reader.poll(Which::All).await;
    assert_eq!(server.paths(), ["/new"]);
}

#[tokio::test]
async fn a_move_must_give_good_answers_in_a_row() {
    let server = Server::start(|path, before| match (path, before) {
        ("/old", 0 | 2) => (301, "Location: /new\r\n".into(), String::new()),
        ("/old", _) => (500, String::new(), String::new()),
        _ => ok(feed("", 1)),
    })
    .await;
    let reader = Reader::of([server.url("/old")], &Config::default()).await;
    for reads in [Some(1), None, Some(1)] {
        reader.poll(Which::All).await;
        let known = reader.feeds().await.remove(0);
        assert_eq!((known.url, known.poll.moved.map(|moved| moved.reads)), (server.url("/old"), reads));
    }
}

#[tokio::test]
async fn a_feed_that_is_gone_for_good_is_not_asked_again_until_the_reader_does() {
    let server = Server::start(|_, before| if before == 1 { (410, String::new(), String::new()) } else { ok(feed("", 1)) }).await;
    let reader = Reader::of([server.url("/feed")], &Config::default()).await;
    reader.poll(Which::All).await;
    let report = reader.poll(Which::All).await;
    assert!(report.failures[0].cause.starts_with("the feed is gone for good (410)"));
    let gone = reader.feeds().await.remove(0);
    assert!(gone.poll.gone && gone.stories == 1, "what it brought stays");
    assert_eq!(reader.context.store.read(feeds::next_due).await.unwrap(), None);
    reader.poll(Which::These(vec![gone.id])).await;
    let back = reader.feeds().await.remove(0);
    assert!(!back.poll.gone && back.poll.last_error.is_none());
}

#[tokio::test]
async fn what_one_feed_of_a_host_is_told_holds_for_all_of_them() {
    let server = Server::start(|_, _| (429, "Retry-After: 7200\r\n".into(), String::new())).await;
    let mut config = Config::default();
    config.poll.parallel = 1;
    let reader = Reader::of([server.url("/a"), server.url("/b"), server.url("/c")], &config).await;
    let first = reader.feeds().await[0].id;
    reader.poll(Which::These(vec![first])).await;
    let report = reader.poll(Which::All).await;
    assert_eq!(server.paths(), ["/a"]);
    assert_eq!(report.failures, []);
    for known in reader.feeds().await {
        let wait = known.poll.next_poll.unwrap().duration_since(Timestamp::now());
        assert!((115..=146).contains(&wait.as_mins()), "{wait}");
        assert_eq!(known.poll.plan.unwrap().as_str(), "the server asks to be left alone until then");
    }
}

#[tokio::test]
async fn a_feed_that_fails_speaks_for_itself() {
    let server = Server::start(|path, _| match path {
        "/a" => (503, String::new(), String::new()),
        _ => ok(feed("", 1)),
    })
    .await;
    let reader = Reader::of([server.url("/a"), server.url("/b")], &Config::default()).await;
    let first = reader.feeds().await[0].id;
    reader.poll(Which::These(vec![first])).await;
    assert_eq!(reader.poll(Which::All).await.new, 1);
    assert_eq!(server.paths(), ["/a", "/a", "/b"]);
}

#[tokio::test]
async fn what_came_and_what_happens_next_is_kept_in_words() {
    let server = Server::start(|path, before| match (path, before) {
        ("/etag", 1..) => (304, String::new(), String::new()),
        ("/etag", 0) => (200, "ETag: \"1\"\r\nCache-Control: max-age=7200\r\n".into(), feed("", 1)),
        ("/ttl", _) => ok(feed("<ttl>120</ttl>", 3)),
        _ => ok(feed("<description>&nbsp;</b>", 2)),
    })
    .await;
    let reader = Reader::of([server.url("/etag"), server.url("/ttl"), server.url("/odd")], &Config::default()).await;
    let told = async || {
        let all = reader.feeds().await;
        all.into_iter()
            .map(|feed| (feed.poll.answer.unwrap().into_string(), feed.poll.plan.unwrap().into_string()))
            .collect::<Vec<_>>()
    };
    reader.poll(Which::All).await;
    let first = told().await;
    assert_eq!(first[0], ("1 story".into(), "the server says that its answer holds so long".into()));
    assert_eq!(first[1], ("3 stories".into(), "the feed asks for that".into()));
    assert!(first[2].0.starts_with("2 stories; not well made: line 1: "), "{}", first[2].0);
    reader.poll(Which::All).await;
    assert_eq!(told().await[0].0, "nothing new (304)");
    assert_eq!(told().await[1].0, "the same as the last time");
    let lists = reader.context.store.read(entries::view_counts).await.unwrap();
    assert_eq!(lists.all, 6);
}

/// Reads two versions of a feed and says how many stories the second one brought and how many it replaced.
async fn next_day(before: &str, after: &str) -> (u32, u32) {
    let whole = |items: &str| format!("<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>");
    let days = [whole(before), whole(after)];
    let server = Server::start(move |_, day| ok(days[day.min(1)].clone())).await;
    let reader = Reader::of([server.url("/feed")], &Config::default()).await;
    reader.poll(Which::All).await;
    let report = reader.poll(Which::All).await;
    assert_eq!(reader.context.store.read(health::complaints).await.unwrap(), Vec::<String>::new());
    (report.new, report.updated)
}

fn item(guid: &str, link: &str, title: &str, hour: u32) -> String {
    format!(
        "<item><title>{title}</title><link>https://wire.example{link}</link><guid isPermaLink='false'>{guid}</guid>\
         <pubDate>Mon, 23 Nov 2026 {hour:02}:00:00 GMT</pubDate></item>"
    )
}

#[tokio::test]
async fn a_story_that_comes_back_under_another_id_is_the_same_story() {
    let ferry = item("1", "/ferry?utm_source=rss", "Ferry late", 8);
    for (after, words) in [
        (item("2", "/ferry", "Ferry late", 8), "another id and address of the same page"),
        (item("2", "/ferry", "Ferry cancelled", 8), "a title that was edited"),
        (item("2", "/ferry", "Ferry late", 9), "another date"),
        (item("2", "/news/ferry", "Ferry late", 8), "another address, the same words at the same moment"),
    ] {
        assert_eq!(next_day(&ferry, &after).await, (0, 1), "{words}");
    }
    assert_eq!(next_day(&ferry, &ferry).await, (0, 0));
}

#[tokio::test]
async fn different_stories_are_never_made_one() {
    let ferry = item("1", "/ferry", "Ferry late", 8);
    for (after, new, words) in [
        (item("2", "/ferry", "Ferry sold", 9), 1, "one page, another title and moment"),
        (ferry.clone() + &item("2", "/ferry", "Ferry late", 8), 1, "both stand there"),
        (item("2", "/train", "Ferry late", 9), 1, "the same title at another moment"),
        (item("2", "/ferry", "Ferry late", 8) + &item("3", "/ferry", "Ferry late", 8), 2, "it may be either of two"),
    ] {
        assert_eq!(next_day(&ferry, &after).await.0, new, "{words}");
    }
    let (before, after) = (item("1", "/", "Open thread", 8), item("2", "/", "Open thread", 9));
    assert_eq!(next_day(&before, &after).await, (1, 0), "the front page");
}

#[tokio::test]
async fn what_is_set_for_a_feed_is_told_to_its_own_server_only() {
    let other = Server::start(|_, _| ok(feed("", 1))).await;
    let away = other.url("/feed").to_string();
    let server = Server::start(move |path, _| match path {
        "/away" => (302, format!("Location: {away}\r\n"), String::new()),
        _ => ok(feed("", 1)),
    })
    .await;
    let set = |path: &str| FeedOverride {
        url: server.url(path),
        title: None,
        folder: None,
        tags: None,
        every_minutes: None,
        full_text: None,
        username: Some("ines".into()),
        password: Some("hunter2".into()),
        user_agent: Some("Lynx/9".into()),
        proxy: None,
        headers: [("X-Token".to_owned(), "t0ken".to_owned())].into(),
    };
    let mut config = Config { feeds: vec![set("/feed"), set("/away")], ..Config::default() };
    config.network.allow_local = true;
    let reader = Reader::of([server.url("/feed"), server.url("/away")], &config).await;
    reader.poll(Which::All).await;
    let heads = |server: &Server| server.asked.lock().unwrap().iter().map(|head| head.to_ascii_lowercase()).collect::<Vec<_>>();
    for head in heads(&server) {
        // "ines:hunter2" in Base64.
        for line in ["x-token: t0ken", "user-agent: lynx/9", "authorization: basic aw5lczpodw50zxiy"] {
            assert!(head.contains(line), "{head}");
        }
    }
    assert!(!heads(&other).is_empty(), "with allow_local it leads to another local server");
    for head in heads(&other) {
        assert!(head.contains("user-agent: lynx/9") && !head.contains("t0ken") && !head.contains("authorization"), "{head}");
    }
    let told = format!("{config:?}");
    assert!(!told.contains("hunter2") && !told.contains("t0ken"), "{told}");
}

/// Returns an address of this machine at which nobody listens.
async fn nobody() -> String {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string()
}

/// A way out to the net that leads through an address of this machine: there is a network while somebody listens at it.
fn net_through(address: &str) -> Config {
    let mut config = Config::default();
    config.network.proxy = Some(format!("http://{address}"));
    config
}

fn on_the_net(hosts: usize) -> Vec<FeedUrl> {
    (0..hosts).map(|host| FeedUrl::parse(&format!("http://wire{host}.example/feed")).unwrap()).collect()
}

async fn down(reader: &Reader) -> bool {
    reader.context.store.read(network::down_since).await.unwrap().is_some()
}

#[tokio::test]
async fn without_a_network_nothing_counts_against_a_feed_and_all_are_polled_when_it_is_back() {
    let address = nobody().await;
    let reader = Reader::of(on_the_net(40), &net_through(&address)).await;
    let before = reader.feeds().await;
    for _ in 0..3 {
        let report = reader.poll(Which::Due).await;
        assert_eq!((report.failures.len(), report.unreached, report.asked), (0, 40, 0));
        assert_eq!(reader.feeds().await, before, "they stay due as they were");
        assert!(down(&reader).await && reader.context.activity.progress().no_network);
    }
    // A key asks for one, and there is a network.
    let server = Server::start_at(&address, |_, _| ok(feed("", 1))).await;
    assert_eq!(reader.poll(Which::These(vec![before[7].id])).await.new, 1);
    assert!(!down(&reader).await && !reader.context.activity.progress().no_network);
    let report = reader.poll(Which::Due).await;
    assert_eq!((report.new, report.unreached, report.failures.len()), (39, 0, 0));
    assert_eq!(server.paths().len(), 40);
}

#[tokio::test]
async fn a_round_that_finds_the_network_back_polls_all_of_it() {
    let address = nobody().await;
    let reader = Reader::of(on_the_net(40), &net_through(&address)).await;
    reader.poll(Which::Due).await;
    let _server = Server::start_at(&address, |_, _| ok(feed("", 1))).await;
    assert_eq!(reader.poll(Which::Due).await.new, 40);
}

#[tokio::test]
async fn a_server_on_this_machine_is_polled_without_a_network_and_is_no_proof_of_one() {
    let server = Server::start(|_, _| ok(feed("", 1))).await;
    let urls = on_the_net(3).into_iter().chain([server.url("/here")]);
    let reader = Reader::of(urls, &net_through(&nobody().await)).await;
    let report = reader.poll(Which::All).await;
    assert_eq!((report.new, report.unreached, report.failures.len()), (1, 3, 0));
    assert!(down(&reader).await);
    assert_eq!(reader.poll(Which::All).await.asked, 1);
    assert!(down(&reader).await);
}

#[tokio::test]
async fn one_host_that_cannot_be_reached_is_its_own_fault() {
    let reader = Reader::of(on_the_net(1), &net_through(&nobody().await)).await;
    let report = reader.poll(Which::All).await;
    assert_eq!((report.failures.len(), report.unreached), (1, 0));
    assert!(!down(&reader).await);
    assert_eq!(reader.feeds().await[0].poll.failures, 1);
}

#[tokio::test]
async fn failures_that_were_counted_one_by_one_before_it_showed_are_taken_back() {
    let reader = Reader::of(on_the_net(3), &net_through(&nobody().await)).await;
    let before = reader.feeds().await;
    assert_eq!(reader.poll(Which::These(vec![before[0].id])).await.failures.len(), 1);
    assert_ne!(reader.feeds().await, before);
    assert_eq!(reader.poll(Which::These(vec![before[1].id])).await.unreached, 1);
    assert_eq!(reader.feeds().await, before);
}

#[tokio::test]
async fn hosts_of_this_machine_that_all_refuse_cannot_be_reached_either() {
    let port = nobody().await.rsplit_once(':').unwrap().1.to_owned();
    let urls = (1..=4).map(|host| FeedUrl::parse(&format!("http://127.0.0.{host}:{port}/feed")).unwrap());
    let reader = Reader::of(urls, &Config::default()).await;
    assert_eq!(reader.poll(Which::All).await.unreached, 4);
    assert_eq!(reader.poll(Which::All).await.unreached, 4);
    let _server = Server::start_at(&format!("127.0.0.1:{port}"), |_, _| ok(feed("", 1))).await;
    let report = reader.poll(Which::All).await;
    assert_eq!((report.new, report.failures.len(), report.unreached), (1, 3, 0), "one answers: the others are at fault");
}

#[tokio::test]
async fn a_feed_that_is_added_is_polled_while_the_others_wait_for_their_time() {
    let server = Server::start(|_, _| ok(feed("", 1))).await;
    let reader = Reader::of([server.url("/old")], &Config::default()).await;
    let old = move |db: &rusqlite::Transaction<'_>| db.execute("UPDATE feed SET added_ms = added_ms - 60000", []).map(drop);
    reader.context.store.write(old).await.unwrap();
    let (context, url) = (&reader.context, server.url("/new"));
    let adding = async {
        let add = move |db: &_| feeds::add(db, &NewFeed::of(url.clone()), Timestamp::now()).map(drop);
        context.store.write(move |db| add(db)).await.unwrap();
        context.feeds_changed();
        while context.activity.take().new == 0 {
            context.activity.changed().await;
        }
    };
    tokio::select! {
        () = adding => {}
        ended = ingest::keep_polling(context, false) => panic!("it polls for ever: {ended:?}"),
    }
    assert_eq!(server.paths(), ["/new"]);
}

/// Polls a feed of three stories five times, digesting after each, and returns how often each page was asked for. `change` is what
/// differs of an item from poll to poll.
async fn pages_of_five_polls(change: impl Fn(usize, usize) -> String + Send + 'static) -> Vec<String> {
    let page = "<p>The board met on Friday and heard the report of its surveyor on the state of the eastern mole.</p>".repeat(9);
    let server = Server::start(move |path, poll| {
        if path == "/feed" {
            let items: String = (0..3).map(|n| change(n, poll)).collect();
            return ok(format!("<rss version='2.0'><channel><title>Quay</title><x>{poll}</x>{items}</channel></rss>"));
        }
        let headers = "Content-Type: text/html\r\nETag: \"p\"\r\n".to_owned();
        (200, headers, format!("<html><body><article><h1>Report</h1>{page}</article></body></html>"))
    })
    .await;
    let mut config = Config::default();
    config.articles.page_delay_ms = 0;
    let reader = Reader::of([server.url("/feed")], &config).await;
    for _ in 0..5 {
        reader.poll(Which::All).await;
        ingest::digest_due(&reader.context).await.unwrap();
    }
    server.paths().into_iter().filter(|path| path != "/feed").collect()
}

#[tokio::test]
async fn what_hardly_matters_fetches_no_page_again() {
    let story = |n: usize, minute: usize, text: String| {
        format!(
            "<item><title>Report {n} on the mole</title><link>/p/{n}</link><guid>{n}</guid>\
             <pubDate>Fri, 20 Nov 2026 09:{minute:02}:00 GMT</pubDate><description>{text}</description></item>"
        )
    };
    let once = ["/p/0", "/p/1", "/p/2"];
    assert_eq!(pages_of_five_polls(move |n, _| story(n, 0, "The board met.".into())).await, once);
    assert_eq!(pages_of_five_polls(move |n, poll| story(n, 0, format!("Points: {poll}"))).await, once);
    assert_eq!(pages_of_five_polls(move |n, poll| story(n, poll, "The board met.".into())).await, once);
    let token = |poll: usize| format!("&lt;img src='/i.gif?t={poll}'&gt; The board met.&lt;i data-n='{poll}'&gt;&lt;/i&gt;");
    assert_eq!(pages_of_five_polls(move |n, poll| story(n, 0, token(poll))).await, once);
    // Another text at every poll: the page once, and again after a day.
    let words = ["met", "sat", "rose", "voted", "left"];
    assert_eq!(pages_of_five_polls(move |n, poll| story(n, 0, format!("The board {}.", words[poll]))).await, once);
}

#[tokio::test]
async fn a_fresh_poll_sends_no_conditions_and_reads_again() {
    let server = Server::start(|_, before| match before {
        0 => (200, "ETag: \"v1\"\r\n".into(), feed("", 1)),
        1 => (304, String::new(), String::new()),
        _ => (200, "ETag: \"v2\"\r\n".into(), feed("", 2)),
    })
    .await;
    let reader = Reader::of([server.url("/feed")], &Config::default()).await;
    reader.poll(Which::All).await;
    assert_eq!(reader.poll(Which::All).await.unchanged, 1);
    let report = ingest::poll_fresh(&reader.context, Which::All).await.unwrap();
    assert_eq!((report.new, report.unchanged), (1, 0));
    let conditions: Vec<bool> =
        server.asked.lock().unwrap().iter().map(|head| head.to_ascii_lowercase().contains("if-none-match")).collect();
    assert_eq!(conditions, [false, true, false]);
    let again = ingest::poll_fresh(&reader.context, Which::All).await.unwrap();
    assert_eq!((again.new, again.unchanged), (0, 0), "the same document is read again");
}
