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

const SPACES: &str = "xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
    xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:content='http://purl.org/rss/1.0/modules/content/'";

/// Reads one entry of RSS with these elements: its text and its authors.
fn told(elements: &str) -> (String, String) {
    let xml = rss(&item("One", elements)).replace("<rss ", &format!("<rss {SPACES} "));
    let entry = parse_text(&xml).unwrap().entries.remove(0);
    let authors: Vec<_> = entry.authors.iter().map(ToString::to_string).collect();
    (entry.content_html.or(entry.summary_html).unwrap_or_default(), authors.join(", "))
}

#[test]
fn the_text_is_found_wherever_a_feed_has_it() {
    let words = "Larch planks for the ferry";
    for elements in [
        "<description>#</description>",
        "<content:encoded><![CDATA[#]]></content:encoded>",
        "<itunes:summary>#</itunes:summary>",
        "<itunes:subtitle>#</itunes:subtitle>",
        "<media:description>#</media:description>",
        "<media:group><media:content url='http://example.org/a.mp4'/><media:description>#</media:description></media:group>",
        "<dc:description>#</dc:description>",
        "<atom:summary>#</atom:summary>",
        "<atom:content type='html'>#</atom:content>",
        "<description></description><itunes:summary>#</itunes:summary>",
        "<description>#</description><content:encoded/>",
        "<description>#</description><media:content url='http://example.org/a.jpg'><media:description>A caption</media:description></media:content>",
    ] {
        assert_eq!(told(&elements.replace('#', words)).0, words, "{elements}");
    }
    let raw = "<p>First <b>words</b> of it.</p><p>More &amp; more.</p>";
    assert_eq!(told(&format!("<description>{raw}</description>")).0, "<p>First <b>words</b> of it.</p><p>More & more.</p>");
}

#[test]
fn the_author_is_found_wherever_a_feed_has_it() {
    for (elements, expected) in [
        ("<author>noreply@example.org (Inés Calvo)</author>", "Inés Calvo"),
        ("<author>ines@example.org</author>", ""),
        ("<dc:creator>Inés Calvo</dc:creator><dc:creator>Tomo Arai</dc:creator>", "Inés Calvo, Tomo Arai"),
        ("<author>ines@example.org (Inés Calvo)</author><dc:creator>Inés Calvo</dc:creator>", "Inés Calvo"),
        ("<itunes:author>Inés Calvo</itunes:author>", "Inés Calvo"),
        ("<atom:author><atom:name>Inés Calvo</atom:name></atom:author>", "Inés Calvo"),
        ("<dc:creator>Tomo &amp;amp; Inés</dc:creator>", "Tomo & Inés"),
        ("<dc:creator>@ines</dc:creator>", "@ines"),
        ("<dc:creator>https://example.org/ines</dc:creator>", ""),
    ] {
        assert_eq!(told(elements).1, expected, "{elements}");
    }
    let atom = |feed: &str, entry: &str| {
        let xml = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Quay</title>{feed}<entry><title>A</title>{entry}</entry></feed>"
        );
        let entry = parse_text(&xml).unwrap().entries.remove(0);
        entry.authors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let author = |name: &str| format!("<author><name>{name}</name></author>");
    assert_eq!(atom(&author("Inés Calvo"), ""), "Inés Calvo");
    assert_eq!(atom(&author("Inés Calvo"), &author("")), "Inés Calvo");
    assert_eq!(atom(&author("Quay"), &author("Inés Calvo")), "Inés Calvo");
    assert_eq!(atom(&author("Quay"), &format!("<source><title>Other</title>{}</source>", author("Tomo Arai"))), "Tomo Arai");
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "authors": [{"name": "Inés Calvo"}], "items": [{"id": "1", "content_text": "x"}]}"#;
    assert_eq!(parse_text(json).unwrap().entries[0].authors, ["Inés Calvo".into()]);
}

#[test]
fn another_entry_without_a_date_changes_nothing_of_this_one() {
    let whole = item("One", "<guid>g1</guid><media:description>Words</media:description><author>Inés Calvo</author>");
    let read = |items: &str| {
        let xml = rss(items).replace("<rss ", &format!("<rss {SPACES} "));
        parse_text(&xml).unwrap().entries.remove(0)
    };
    let alone = read(&whole);
    assert_eq!(alone, read(&format!("{whole}<item><title>Two</title></item>")));
    assert_eq!(
        alone.published,
        read(&whole.replace("</pubDate>", "</pubDate><dc:date>2026-11-23T10:00:00Z</dc:date>")).published
    );
}

#[test]
fn attached_files_and_discussions_are_read() {
    let xml = rss(&item(
        "One",
        "<comments>https://example.org/one#comments</comments><itunes:duration>1:01:40</itunes:duration>\
         <enclosure url='https://example.org/a.mp3?x=1&amp;amp;y=2' type='audio/mpeg' length='7'/>",
    ));
    let entry = parse_text(&xml.replace("<rss ", &format!("<rss {SPACES} "))).unwrap().entries.remove(0);
    assert_eq!(entry.comments.unwrap().as_str(), "https://example.org/one#comments");
    assert_eq!(entry.enclosures[0].url.as_str(), "https://example.org/a.mp3?x=1&y=2");
    assert_eq!((entry.enclosures[0].bytes, entry.enclosures[0].seconds), (Some(7), Some(3700)));
}

#[test]
fn links_in_a_text_begin_where_the_feed_says() {
    let xml = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://example.net/deep/'><entry><title>A</title>\
               <link href='https://example.org/a'/><content type='html'>&lt;a href='x'&gt;y&lt;/a&gt;</content></entry>\
               <entry><link rel='self' href='/self'/><content src='/out.html'/></entry></feed>";
    let feed = parse_text(xml).unwrap();
    assert_eq!(feed.entries[0].content_html.as_deref(), Some("<base href=\"https://example.net/deep/\"><a href='x'>y</a>"));
    assert_eq!(feed.entries[1].url.as_ref().unwrap().as_str(), "https://example.net/out.html");
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
