use super::*;

fn feed(xml: &str) -> ParsedFeed {
    read(xml, Some(&WebUrl::parse("https://example.org/news/feed.xml").unwrap())).expect("a feed")
}

/// Tells the entries as `title | link | date`, one a line.
fn check(xml: &str, expected: &[&str]) {
    let told: Vec<String> = feed(xml)
        .entries
        .iter()
        .map(|entry| {
            let date = entry.published.or(entry.updated).map_or("-".to_owned(), |time| time.strftime("%Y-%m-%d").to_string());
            format!("{} | {} | {date}", entry.title, entry.url.as_ref().map_or("-", WebUrl::as_str))
        })
        .collect();
    assert_eq!(told, expected, "{xml}");
}

#[test]
fn rss_is_read() {
    check(
        "<rss version='0.94'><channel><title>Quay</title><link>https://example.org/</link><image><title>no</title><link>x</link></image>\
         <item><title>Ferry &amp;amp; tide</title><link> /a?b=1&amp;c=2 </link><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item>\
         <item><media:title>Only here</media:title><guid>https://example.org/b</guid><dc:date>2026-11-22</dc:date></item></channel></rss>",
        &["Ferry & tide | https://example.org/a?b=1&c=2 | 2026-11-23", "Only here | https://example.org/b | 2026-11-22"],
    );
}

#[test]
fn rdf_is_read() {
    check(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>\
         <channel><title>Quay</title><items><rdf:Seq><rdf:li/></rdf:Seq></items></channel>\
         <item rdf:about='https://example.org/a'><title>One</title></item></rdf:RDF>",
        &["One | https://example.org/a | -"],
    );
}

#[test]
fn atom_old_and_new_is_read() {
    check(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title mode='base64'>SGFyYm91cg==</title>\
         <link rel='self' href='x'/><link rel='alternate' type='text/html' href='/a'/><modified>2026-11-23T10:00:00Z</modified>\
         <source><title>Elsewhere</title><link href='/no'/></source></entry></feed>",
        &["Harbour | https://example.org/a | 2026-11-23"],
    );
    check(
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:base='https://example.net/x/'><a:entry xml:base='y/'>\
         <a:title type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'>Low <x:b>tide</x:b></x:div></a:title>\
         <a:link href='z'/></a:entry></a:feed>",
        &["Low tide | https://example.net/x/y/z | -"],
    );
}

#[test]
fn bodies_and_authors_are_told_apart() {
    let entry = feed(
        "<feed><entry><title>A</title><author><name>Inés Calvo</name><email>i@example.org</email></author>\
         <summary>1 &lt; 2</summary><content type='xhtml'><div><p>x &amp; y</p></div></content>\
         <link rel='enclosure' href='/a.mp3' type='audio/mpeg' length='7'/></entry></feed>",
    )
    .entries
    .remove(0);
    assert_eq!(entry.authors, ["Inés Calvo".into()]);
    assert_eq!(entry.summary_html.as_deref(), Some("1 &lt; 2"));
    assert_eq!(entry.content_html.as_deref(), Some("<div><p>x &amp; y</p></div>"));
    assert_eq!(entry.enclosures[0].bytes, Some(7));
    let entry = feed(
        "<rss><item><description>Low &lt;b&gt;tide&lt;/b&gt;</description><content:encoded><![CDATA[<p>Whole</p>]]></content:encoded>\
         <author>i@example.org (Inés Calvo)</author><itunes:author>Quay</itunes:author></item></rss>",
    )
    .entries
    .remove(0);
    assert_eq!(entry.summary_html.as_deref(), Some("Low <b>tide</b>"));
    assert_eq!(entry.content_html.as_deref(), Some("<p>Whole</p>"));
    assert_eq!(entry.authors, ["Inés Calvo".into()]);
}

#[test]
fn a_broken_document_keeps_what_came_before_and_says_where() {
    let xml = "<rss><channel>\n<item><title>One</title><link>/1</link></item>\n<item><title>Two</title><link>/2</link>\n<description>Half a te";
    check(xml, &["One | https://example.org/1 | -", "Two | https://example.org/2 | -"]);
    let broken = feed(xml);
    assert_eq!(broken.complaints, ["line 4: the document ends before <description> does".into()]);
    assert_eq!(broken.entries[1].summary_html, None);
    // That a second one began is told of the document; it is not stored.
    check("<rss><item><title>One</title></item><item><title>Tw", &["One | - | -", " | - | -"]);
    let mut cut = feed("<rss><item><title>One</title></item><item><title>Tw");
    identity::settle(&mut cut);
    identity::distinct(&mut cut);
    assert_eq!(cut.entries.len(), 1);
    check(
        "<feed xml:base='https://example.org/a/'><entry><id>news/1</id></entry><entry><id>tag:x/1</id></entry></feed>",
        &[" | https://example.org/a/news/1 | -", " | - | -"],
    );
}

#[test]
fn missing_and_wrong_end_tags_cost_no_entry() {
    check(
        "<rss><channel><item><title>One<link>/1</link></item><item><title>Two</title><link>/2</link><item><title>Three</title></rss>",
        &["One | https://example.org/1 | -", "Two | https://example.org/2 | -", "Three | - | -"],
    );
    let wrong = feed("<rss><item><title>A &nbsp; B</title></b></item></rss>");
    assert_eq!(wrong.entries[0].title.as_str(), "A B");
    assert_eq!(wrong.complaints, ["line 1: undefined entity &nbsp;".into(), "line 1: </b> closes nothing".into()]);
}

#[test]
fn what_the_feed_says_of_itself_is_read() {
    let feed =
        feed("<rss><channel><title>Quay</title><link>https://example.org/home</link><language>pt-BR</language></channel></rss>");
    assert_eq!((feed.title.as_str(), feed.home.unwrap().as_str()), ("Quay", "https://example.org/home"));
    assert_eq!(feed.lang.unwrap().as_str(), "pt-BR");
}

#[test]
fn what_is_no_feed_is_none() {
    for xml in ["", "words", "<html><item>x</item></html>", "<?xml version='1.0'?><opml/>"] {
        assert!(read(xml, None).is_none(), "{xml}");
    }
}

proptest::proptest! {
    #[test]
    fn no_document_is_too_odd(parts in proptest::collection::vec(proptest::sample::select(vec![
        "<rss>", "<item>", "</item>", "<title>", "</title>", "<link>", "<link href='/x'/>", "</link>", "<![CDATA[", "]]>", "<a", ">",
        "&lt;", "&#x", "text", "<entry xml:base='/y/'>", "</entry>", "<author>", "<name>", "</author>", "<content type='xhtml'>", "é",
    ]), 0..50)) {
        let _ = read(&parts.concat(), None);
    }
}
