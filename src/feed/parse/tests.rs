use jiff::Timestamp;

use super::*;

fn parse_text(text: &str) -> Result<ParsedFeed, ParseError> {
    parse(text.as_bytes(), None, Some(&WebUrl::parse("https://example.org/feed").unwrap()))
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>Quay</title><link>https://example.org/</link>{items}</channel></rss>"
    )
}

fn item(title: &str, rest: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://example.org/{title}</link><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>{rest}</item>"
    )
}

#[test]
fn a_clean_feed_is_read_with_everything() {
    let feed = parse_text(&rss(&item("One", "<guid>g1</guid><description>&lt;p&gt;Low tide&lt;/p&gt;</description><author>i@example.org (Inés Calvo)</author><enclosure url='https://example.org/a.mp3' type='audio/mpeg' length='7'/>"))).unwrap();
    let entry = &feed.entries[0];
    assert_eq!((feed.title.as_str(), entry.title.as_str(), entry.key.0.as_str()), ("Quay", "One", "id:g1"));
    assert_eq!(entry.url.as_ref().unwrap().as_str(), "https://example.org/One");
    assert_eq!((entry.summary_html.as_deref(), entry.enclosures.len()), (Some("<p>Low tide</p>"), 1));
    assert_eq!(entry.published.unwrap().to_string(), "2026-11-23T10:00:00Z");
}

#[test]
fn an_author_that_breaks_the_strict_reader_costs_nothing() {
    let feed = parse_text(&rss(&item("One", "<author>李雷（a@b.org）</author>"))).unwrap();
    assert_eq!(feed.entries[0].title.as_str(), "One");
    let feed = parse_text(&rss(&item("One", "<itunes:duration xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'>999999999999999999999999999999</itunes:duration>"))).unwrap();
    assert_eq!(feed.entries.len(), 1);
}

#[test]
fn one_bad_entry_costs_no_other() {
    let feed = parse_text(&rss(&[item("One", ""), "<item><title>Two</item>".to_owned(), item("Three", "")].concat())).unwrap();
    assert_eq!(feed.entries.len(), 3);
}

#[test]
fn every_kind_of_document_is_told() {
    let error = |text: &str| parse_text(text).unwrap_err();
    assert_eq!(error(" \n"), ParseError::Empty);
    assert_eq!(error("<!DOCTYPE html><html><body>Log in</body></html>"), ParseError::Page);
    assert_eq!(error("{\"error\": 1}"), ParseError::NotAFeed);
    assert_eq!(error("\u{0}\u{1}binary"), ParseError::NotAFeed);
    assert!(
        parse_text("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{\"id\": \"1\", \"title\": \"A\"}]}").is_ok()
    );
}

#[test]
fn declarations_that_lie_or_stand_in_the_wrong_place_are_passed_over() {
    let body = rss(&item("Čas", "")).replace("<?xml version='1.0'?>", "");
    for head in ["<!-- x --> <?xml version='1.0' encoding='utf-16'?>", "\n\n<?xml version='1.0'?>", "junk before"] {
        assert_eq!(parse_text(&format!("{head}{body}")).unwrap().entries[0].title.as_str(), "Čas", "{head}");
    }
    let wide: Vec<u8> = body.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(parse(&wide, None, None).unwrap().entries[0].title.as_str(), "Čas");
}

#[test]
fn titles_and_lists_are_capped() {
    let feed = parse_text(&rss(&item(&"x".repeat(5000), ""))).unwrap();
    assert_eq!(feed.entries[0].title.chars().count(), 1024);
    let many: String = (0..6000).map(|n| item(&n.to_string(), "")).collect();
    assert_eq!(parse_text(&rss(&many)).unwrap().entries.len(), 2000);
}

#[test]
fn nesting_without_end_is_read_without_a_deep_stack() {
    let nested = format!("{}{}", "<media:group>".repeat(50_000), "</media:group>".repeat(50_000));
    assert_eq!(parse_text(&rss(&item("One", &nested))).unwrap().entries.len(), 1);
}

/// Reads the feeds of a corpus beside the project and writes what was read as JSON lines, to be scored by its own script.
///
/// Runs when `DATELINE_CORPUS` names a folder with `expected.jsonl` and `feeds/`, and `DATELINE_ANSWERS` a file to write.
#[test]
fn the_corpus_is_read_without_a_panic() {
    let (Ok(corpus), Ok(answers)) = (std::env::var("DATELINE_CORPUS"), std::env::var("DATELINE_ANSWERS")) else {
        return;
    };
    let corpus = std::path::Path::new(&corpus);
    let expected = std::fs::read_to_string(corpus.join("expected.jsonl")).unwrap();
    let mut lines = String::new();
    for line in expected.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let key = case["key"].as_str().unwrap();
        let bytes = std::fs::read(corpus.join("feeds").join(key)).unwrap();
        let headers = case["headers"].as_object().unwrap();
        let header = |wanted: &str| {
            let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
        };
        let url = header("content-location").and_then(|url| WebUrl::parse(&url).ok());
        let told = match markup::on_big_stack(|| parse(&bytes, header("content-type").as_deref(), url.as_ref())).unwrap() {
            Ok(feed) => {
                let entries: Vec<_> = feed
                    .entries
                    .iter()
                    .map(|entry| {
                        let date = entry.published.or(entry.updated).map(Timestamp::as_second);
                        let link = entry.url.as_ref().map(WebUrl::as_str);
                        let title = if entry.untitled { "" } else { entry.title.as_str() };
                        serde_json::json!({"title": title, "link": link, "date": date})
                    })
                    .collect();
                serde_json::json!({"key": key, "ok": true, "entries": entries})
            }
            Err(error) => serde_json::json!({"key": key, "ok": false, "err": error.to_string(), "entries": []}),
        };
        lines.push_str(&told.to_string());
        lines.push('\n');
    }
    std::fs::write(answers, lines).unwrap();
}
