//! The whole way from the wire to the store, over the sample edition: feeds polled, pages fetched, articles cleaned, people found.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::collections::BTreeMap;
use std::sync::Arc;

use dateline::config::Config;
use dateline::domain::{EntryId, FeedUrl, Field, FullText, HeadlineKey, PersonChange, Story, StoryPlace};
use dateline::ingest::{self, Comparison, Context, Which};
use dateline::message::{Anchor, HeadlineRequest, IndexSort, Toward};
use dateline::query::Query;
use dateline::sample::{self, SampleServer, StoryTruth};
use dateline::store::feeds::{self, NewFeed};
use dateline::store::retention::Keep;
use dateline::store::{Store, entries, health, people, reports, words};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A store that has polled and digested the whole edition.
struct Edition {
    context: Arc<Context>,
    truth: Vec<StoryTruth>,
    server: SampleServer,
    _folder: tempfile::TempDir,
}

fn config() -> Config {
    let mut config = Config::default();
    config.articles.page_delay_ms = 0;
    config.articles.pages_per_host = 16;
    config.articles.first_stories = 1000;
    config
}

async fn edition(config: &Config) -> Edition {
    let folder = tempfile::tempdir().unwrap();
    let now = Timestamp::now();
    let server = sample::serve(now).await.unwrap();
    let store = Store::open(&folder.path().join("dateline.db")).unwrap();
    let wanted: Vec<_> =
        server.feeds.iter().map(|feed| NewFeed { folder: Some(feed.folder.into()), ..NewFeed::of(feed.url.clone()) }).collect();
    store.write(move |db| wanted.iter().try_for_each(|feed| feeds::add(db, feed, now).map(drop))).await.unwrap();
    let context = Arc::new(Context::new(store, config).unwrap());
    Edition { context, truth: sample::truth(now), server, _folder: folder }
}

async fn digested() -> Edition {
    let edition = edition(&config()).await;
    let report = ingest::poll_once(&edition.context, Which::Due).await.unwrap();
    assert_eq!(report.failures, []);
    assert_eq!(report.new as usize, edition.truth.len());
    let digest = ingest::digest_due(&edition.context).await.unwrap();
    assert_eq!(digest.failed, 0, "{digest:?}");
    edition
}

async fn stories(context: &Context) -> BTreeMap<String, Story> {
    context
        .store
        .read(|db| {
            let request = HeadlineRequest {
                query: Query::default(),
                anchor: Anchor::Newest,
                limit: 1000,
                keep: Vec::new(),
                unfolded: None,
                token: 0,
            };
            let page = entries::headlines(db, &request, Timestamp::now())?;
            let mut stories = BTreeMap::new();
            for headline in page.rows {
                let story = entries::story(db, headline.key.id, &ZonedDateTime::now())?.expect("it was just listed");
                stories.insert(headline.title.to_string(), story);
            }
            Ok(stories)
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn a_report_that_two_sources_carry_is_found_once_and_what_came_since_is_compared_with_it() {
    let edition = digested().await;
    let store = &edition.context.store;
    let joined = Comparison::default().catch_up(store).await.unwrap();
    assert_eq!(joined, 1);
    let stories = stories(&edition.context).await;
    let id = |title: &str| stories[title].headline.key.id;
    let first = id("One-dose tuberculosis vaccine halves illness in Nairobi trial");
    let sources = store.read(move |db| reports::other_sources(db, first)).await.unwrap();
    assert_eq!(sources, ["Lattice Notes".into()]);

    // The later of the two comes when the program has been started again: it is compared with what came before.
    let later = first.max(id("One-dose tuberculosis vaccine halves illness, Nairobi trial finds"));
    store.write(move |db| reports::placed_up_to(db, EntryId(later.0 - 1))).await.unwrap();
    assert_eq!(Comparison::default().catch_up(store).await.unwrap(), 1);
    assert_eq!(Comparison::default().catch_up(store).await.unwrap(), 0);
}

#[tokio::test]
async fn every_story_of_the_edition_comes_out_whole_and_clean() {
    let edition = digested().await;
    let stories = stories(&edition.context).await;
    let mut faults = Vec::new();
    for truth in &edition.truth {
        let story = &stories[&truth.title];
        let text = story.article.text();
        for paragraph in &truth.paragraphs {
            if !text.contains(paragraph.as_str()) {
                faults.push(format!("{}: lost {paragraph:.60}", truth.id));
            }
        }
        for detail in &truth.details {
            if !text.contains(detail.trim()) {
                faults.push(format!("{}: lost the detail {detail:.60}", truth.id));
            }
        }
        for junk in truth.junk {
            if text.lines().any(|line| line.starts_with(junk)) {
                faults.push(format!("{}: kept {junk}", truth.id));
            }
        }
        if let Some(line) = text.lines().find(|line| !truth.caption.is_empty() && line.contains(&truth.caption)) {
            faults.push(format!("{}: the caption stands in the text: {line}", truth.id));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn a_model_that_cannot_be_used_is_told_of_and_the_embedded_one_goes_on() {
    let mut config = config();
    config.names.model = Some("/nowhere/at/all".into());
    let edition = edition(&config).await;
    ingest::poll_once(&edition.context, Which::Due).await.unwrap();
    assert_eq!(edition.context.activity.take().complaint, None, "who only polls needs no model");
    ingest::digest_due(&edition.context).await.unwrap();
    let complaint = edition.context.activity.take().complaint.unwrap();
    assert!(complaint.as_str().ends_with("until then the model inside the program finds the names"), "{complaint}");
    assert_eq!(edition.context.activity.take().complaint, None);
    assert!(stories(&edition.context).await.values().any(|story| !story.people.is_empty()));
}

#[tokio::test]
async fn people_of_the_edition_are_found_and_nobody_else() {
    let edition = digested().await;
    let stories = stories(&edition.context).await;
    let (mut wanted, mut missing, mut wrong) = (0, Vec::new(), Vec::new());
    for truth in &edition.truth {
        let names: Vec<_> = stories[&truth.title].people.iter().map(|person| person.name.to_string()).collect();
        wanted += truth.people.len();
        missing.extend(truth.people.iter().filter(|name| !names.contains(name)).map(|name| format!("{}: {name}", truth.id)));
        wrong.extend(names.iter().filter(|name| !truth.people.contains(name)).map(|name| format!("{}: {name}", truth.id)));
    }
    assert!(missing.len() * 100 <= wanted * 18, "{} of {wanted} missing:\n{}", missing.len(), missing.join("\n"));
    assert!(wrong.len() * 100 <= wanted * 3, "{} wrong of {wanted}:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_place_of_the_edition_is_in_its_own_country() {
    let edition = digested().await;
    let stories = stories(&edition.context).await;
    let (mut found, mut wrong) = (0, Vec::new());
    for truth in &edition.truth {
        for (name, country) in truth.places.iter().zip(&truth.countries) {
            let called =
                |place: &&StoryPlace| place.name.as_str() == name || place.aliases.iter().any(|alias| alias.as_str() == name);
            let Some(place) = stories[&truth.title].places.iter().find(called) else { continue };
            found += 1;
            // Of a place that no list has, nothing is said.
            if place.country.as_deref().is_some_and(|found| found != *country) {
                wrong.push(format!("{}: {name} in {:?} {:?}", truth.id, place.region, place.country));
            }
        }
    }
    assert!(found > 100 && wrong.is_empty(), "of {found}:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn mentions_point_at_the_words_they_name() {
    let edition = digested().await;
    for story in stories(&edition.context).await.into_values() {
        let text = story.article.text();
        let title = story.headline.title.to_string();
        for person in &story.people {
            assert!(!person.mentions.is_empty(), "{} is named nowhere in {title}", person.name);
            for mention in &person.mentions {
                let words = match mention.field {
                    Field::Title => &title[mention.bytes.clone()],
                    Field::Text => &text[mention.bytes.clone()],
                };
                let known = person.aliases.iter().any(|alias| alias.as_str() == words) || person.name.as_str() == words;
                assert!(known, "{words:?} is no form of {} ({:?})", person.name, person.aliases);
            }
        }
    }
}

#[tokio::test]
async fn one_key_leads_along_a_person_through_every_story() {
    let edition = digested().await;
    let stories = stories(&edition.context).await;
    let busiest = stories.values().flat_map(|story| &story.people).max_by_key(|person| person.stories).unwrap().clone();
    assert!(busiest.stories >= 5, "{} stands in {} stories", busiest.name, busiest.stories);
    let walked = edition
        .context
        .store
        .read(move |db| {
            let related = people::related(db, busiest.id, 100, Timestamp::now())?;
            let mut from = related[0].key;
            let mut walked: Vec<EntryId> = vec![from.id];
            while let Some((headline, rank)) = people::neighbor(db, busiest.id, from, Toward::Older, Timestamp::now())? {
                walked.push(headline.key.id);
                assert_eq!(rank as usize, walked.len());
                from = headline.key;
            }
            let listed: Vec<_> = related.iter().map(|headline| headline.key.id).collect();
            assert_eq!(walked, listed);
            Ok(walked.len())
        })
        .await
        .unwrap();
    assert_eq!(walked as u32, busiest.stories);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_reader_says_of_people_outlives_a_later_run() {
    let edition = digested().await;
    let context = &edition.context;
    digest_again(context).await;
    let index = || async {
        context.store.read(move |db| people::index(db, "", IndexSort::Stories, None, 500, &ZonedDateTime::now())).await.unwrap()
    };
    let before = index().await;
    let [one, other, unwanted, ..] = &before[..] else { panic!("the edition names many") };
    let changes = [
        PersonChange::Merge { person: one.id, other: other.id },
        PersonChange::Rename { person: one.id, name: "The Envoys".into() },
        PersonChange::Hide(unwanted.id),
    ];
    let mut back = Vec::new();
    for change in changes {
        back.push(
            context.store.write(move |db| ingest::change_person(db, &change, Timestamp::now())).await.unwrap().unwrap().back,
        );
    }
    let said = index().await;
    let envoys = said.iter().find(|person| person.id == one.id).unwrap();
    assert_eq!(envoys.name.as_str(), "The Envoys");
    assert!(envoys.stories >= one.stories.max(other.stories) && envoys.stories <= one.stories + other.stories);
    assert!(said.iter().all(|person| ![other.id, unwanted.id].contains(&person.id)));

    digest_again(context).await;
    assert_eq!(index().await, said);
    assert_eq!(context.store.read(health::complaints).await.unwrap(), Vec::<String>::new());

    for words in back.into_iter().rev() {
        context.store.write(move |db| words::say(db, &words)).await.unwrap();
    }
    assert_eq!(index().await, before);
    digest_again(context).await;
    assert_eq!(index().await, before);
}

/// Puts every story back into the queue and digests it anew, as after a change of the rules.
async fn digest_again(context: &Arc<Context>) {
    let queue =
        "INSERT INTO queue (entry_id, at_ms, wants_page) SELECT entry_id, at_ms, 1 FROM entry_status WHERE at_ms NOT NULL";
    let queued = context.store.write(move |db| db.execute(queue, [])).await.unwrap();
    assert_eq!(ingest::digest_due(context).await.unwrap().digested as usize, queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_join_of_the_edition_has_its_reason_and_no_panel_names_anybody_twice() {
    let edition = digested().await;
    for story in stories(&edition.context).await.values() {
        let mut names: Vec<String> = story.people.iter().map(|person| person.name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), story.people.len(), "{}", story.headline.title);
    }
    let pages = edition.context.store.read(move |db| {
        let now = &ZonedDateTime::now();
        let index = people::index(db, "", IndexSort::Stories, None, 500, now)?;
        index.iter().filter_map(|person| people::page(db, person.id, now).transpose()).collect::<rusqlite::Result<Vec<_>>>()
    });
    for page in pages.await.unwrap() {
        for alias in &page.aliases {
            let join = page.joins.iter().find(|join| join.name == *alias);
            assert!(join.is_some_and(|join| join.story.is_some()), "{}: {alias}", page.name);
        }
    }
}

#[tokio::test]
async fn a_second_poll_brings_nothing_and_writes_no_story() {
    let edition = digested().await;
    let report = ingest::poll_once(&edition.context, Which::All).await.unwrap();
    assert_eq!((report.new, report.updated), (0, 0));
    assert_eq!(report.unchanged, report.asked);
    let digest = ingest::digest_due(&edition.context).await.unwrap();
    assert_eq!(digest.digested, 0);
}

#[tokio::test]
async fn headlines_show_before_anything_is_digested() {
    let edition = edition(&config()).await;
    ingest::poll_once(&edition.context, Which::Due).await.unwrap();
    let stories = stories(&edition.context).await;
    assert_eq!(stories.len(), edition.truth.len());
    assert!(stories.values().all(|story| !story.digested && story.people.is_empty()));
}

#[tokio::test]
async fn the_feed_alone_is_read_when_the_config_says_so() {
    let mut config = config();
    config.articles.full_text = FullText::Feed;
    let edition = edition(&config).await;
    ingest::poll_once(&edition.context, Which::Due).await.unwrap();
    let digest = ingest::digest_due(&edition.context).await.unwrap();
    assert_eq!((digest.pages, digest.digested as usize), (0, edition.truth.len()));
}

#[tokio::test]
async fn a_dead_site_leaves_the_feeds_text_and_a_reason_in_the_queue() {
    let edition = edition(&config()).await;
    ingest::poll_once(&edition.context, Which::Due).await.unwrap();
    let Edition { context, truth, server, _folder } = edition;
    drop(server);
    let digest = ingest::digest_due(&context).await.unwrap();
    assert_eq!(digest.digested as usize, truth.len());
    assert!(digest.failed > 0);
    let waiting = context.store.read(dateline::store::queue::len).await.unwrap();
    assert_eq!(waiting, digest.failed, "each failure waits for its next try");
    let troubled: Vec<_> = stories(&context).await.into_values().filter_map(|story| story.trouble).collect();
    assert_eq!(troubled.len() as u32, digest.failed);
    assert!(troubled.iter().all(|words| !words.is_empty()));
    assert_eq!(ingest::digest_due(&context).await.unwrap().digested, 0, "not before its time");
}

#[tokio::test]
async fn the_newest_story_is_the_first_of_the_list() {
    let edition = digested().await;
    let newest = edition.truth.iter().max_by_key(|truth| truth.published).unwrap();
    let stories = stories(&edition.context).await;
    let first: &HeadlineKey = stories.values().map(|story| &story.headline.key).max().unwrap();
    assert_eq!(stories[&newest.title].headline.key, *first);
}

/// Answers every request by its path; what has no answer is gone.
async fn served(answers: impl Fn(&str) -> Option<String> + Send + 'static) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await.is_ok_and(|count| count > 0) {}
            let request = String::from_utf8_lossy(&request).into_owned();
            let path = request.split(' ').nth(1).unwrap_or("/");
            let (status, body) = answers(path).map_or(("404 Gone", String::new()), |body| ("200 OK", body));
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn a_story_on_several_pages_is_joined_and_says_where_it_breaks_off() {
    let paragraph = |page: usize, nth: usize| {
        format!("<p>Page {page} tells in its paragraph {nth} how the ferry of Brunnen was mended, and who paid for the work.</p>")
    };
    let page = move |number: usize| {
        let body: String = (1..4).map(|nth| paragraph(number, nth)).collect();
        let next = number + 1;
        format!("<html><body><article><h1>Ferry</h1>{body}</article><a rel='next' href='/ferry/{next}'>{next}</a></body></html>")
    };
    let address = served(move |path| match path {
        "/feed" => Some(
            "<rss version='2.0'><channel><title>Quay</title><item><title>Ferry</title><link>/ferry</link></item></channel></rss>"
                .to_owned(),
        ),
        "/ferry" => Some(page(1)),
        "/ferry/2" => Some(page(2)),
        _ => None,
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("dateline.db")).unwrap();
    let url = FeedUrl::parse(&format!("http://{address}/feed")).unwrap();
    store.write(move |db| feeds::add(db, &NewFeed::of(url), Timestamp::now()).map(drop)).await.unwrap();
    let context = Arc::new(Context::new(store, &config()).unwrap());
    assert_eq!(ingest::poll_once(&context, Which::Due).await.unwrap().failures, []);
    assert_eq!(ingest::digest_due(&context).await.unwrap().failed, 0);
    let article = &stories(&context).await["Ferry"].article;
    let told: Vec<String> = article.text().split("\n\n").map(|text| text.chars().take(31).collect()).collect();
    let wanted = [1, 2].iter().flat_map(|page| (1..4).map(move |nth| format!("Page {page} tells in its paragraph {nth}")));
    assert_eq!(told, wanted.collect::<Vec<_>>());
    let note = article.note.as_ref().map(|note| note.0.to_string()).unwrap_or_default();
    assert!(note.starts_with("The story goes on on another page: the page is gone"), "{note}");
}

#[tokio::test]
async fn a_removed_feed_can_be_had_back_for_a_day() {
    let edition = digested().await;
    let store = &edition.context.store;
    let all = stories(&edition.context).await.len();
    let ids = store.read(feeds::all_ids).await.unwrap();
    let (old, fresh) = (ids[0], ids[1]);
    let now = Timestamp::now();
    for (id, hours) in [(old, 25), (fresh, 23)] {
        store.write(move |db| feeds::remove(db, id, now - SignedDuration::from_hours(hours))).await.unwrap();
    }
    ingest::tidy(store, Keep::default(), &ZonedDateTime::now()).await.unwrap();
    assert!(!store.write(move |db| feeds::restore(db, old)).await.unwrap());
    assert!(store.write(move |db| feeds::restore(db, fresh)).await.unwrap());
    let left = stories(&edition.context).await;
    assert!(left.len() < all && left.values().any(|story| story.headline.feed == fresh), "{} of {all}", left.len());
    assert!(left.values().all(|story| story.headline.feed != old));
    assert_eq!(store.read(health::complaints).await.unwrap(), Vec::<String>::new());
}

/// A server at this address with a feed of twenty stories on each path; it answers for their pages unless it is `silent`.
async fn wire(host: &'static str, minute: usize, silent: bool) -> std::net::SocketAddr {
    let listener = TcpListener::bind((host, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await.is_ok_and(|count| count > 0) {}
                let request = String::from_utf8_lossy(&request).into_owned();
                let path = request.split(' ').nth(1).unwrap_or("/");
                let body = if path.contains("story") {
                    if silent {
                        std::future::pending::<()>().await;
                    }
                    let told =
                        "The ferry of the wire tells in one paragraph after the other who paid for its mending. ".repeat(9);
                    format!("<html><body><article><h1>Story</h1><p>{told}</p><p>{told}</p></article></body></html>")
                } else {
                    let date = |nth: usize| format!("Mon, 23 Nov 2020 {minute:02}:{nth:02}:00 GMT");
                    let item = |nth| {
                        format!(
                            "<item><title>{host}</title><link>{path}/story/{nth}</link><pubDate>{}</pubDate></item>",
                            date(nth)
                        )
                    };
                    let items: String = (0..20).map(item).collect();
                    format!("<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>")
                };
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_never_answers_keeps_only_its_own_stories_waiting() {
    let (fast, slow) = (wire("127.0.0.1", 1, false).await, wire("127.0.0.2", 2, true).await);
    let urls = (0..7).map(|feed| format!("http://{slow}/{feed}")).chain([format!("http://{fast}/fast")]);
    let urls: Vec<FeedUrl> = urls.map(|url| FeedUrl::parse(&url).unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("dateline.db")).unwrap();
    store
        .write(move |db| urls.iter().try_for_each(|url| feeds::add(db, &NewFeed::of(url.clone()), Timestamp::now()).map(drop)))
        .await
        .unwrap();
    let mut config = Config::default();
    config.articles.page_delay_ms = 0;
    let context = Arc::new(Context::new(store.clone(), &config).unwrap());
    assert_eq!(ingest::poll_once(&context, Which::Due).await.unwrap().new, 160);
    let digested = async |from: &'static str| {
        let count = "SELECT count(*) FROM article a JOIN entry e USING (entry_id) WHERE e.title = ?1";
        store.read(move |db| db.query_row(count, [from], |row| row.get::<_, u32>(0))).await.unwrap()
    };
    let fast_ones = async {
        while digested("127.0.0.1").await < 20 {
            context.activity.changed().await;
        }
    };
    tokio::select! {
        () = fast_ones => {}
        ended = ingest::keep_digesting(&context) => panic!("it digests for ever: {ended:?}"),
    }
    // Its stories are newer, and each waits a quarter of a minute for its page.
    let late = digested("127.0.0.2").await;
    assert!(late < 20, "{late} stories of the silent host came first");
}
