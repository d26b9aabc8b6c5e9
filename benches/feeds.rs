//! What reading a feed costs, beside what feed-rs alone needs for the same document.
//!
//! `DATELINE_FEEDS` names files of feeds, parted by `:`; without it feeds of 30 entries are made here.

use std::fs;
use std::hint::black_box;

use dateline::feed;
use divan::Bencher;
use divan::counter::BytesCount;

/// Entries of each feed that is made here, as many as a news site has.
const ENTRIES: usize = 30;

fn main() {
    divan::main();
}

fn documents() -> Vec<Vec<u8>> {
    match std::env::var("DATELINE_FEEDS") {
        Ok(files) => files.split(':').map(|file| fs::read(file).expect("the feed can be read")).collect(),
        Err(_) => vec![rss(), atom(), videos()],
    }
}

fn words(number: usize) -> String {
    "The harbour board met on Friday and heard the report of its surveyor on the state of the eastern mole. "
        .repeat(3 + number % 5)
}

fn rss() -> Vec<u8> {
    let item = |number: usize| {
        format!(
            "<item><title>Report {number} &amp; map</title><link>https://example.org/{number}</link><guid>https://example.org/{number}</guid>\
             <pubDate>Fri, 20 Nov 2026 09:{number:02}:00 GMT</pubDate><dc:creator>Ola Brandt</dc:creator>\
             <description><![CDATA[<p>{}</p>]]></description></item>",
            words(number)
        )
    };
    let items: String = (0..ENTRIES).map(item).collect();
    format!(
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Quay</title><link>https://example.org/</link>{items}</channel></rss>"
    )
    .into_bytes()
}

fn atom() -> Vec<u8> {
    let entry = |number: usize| {
        format!(
            "<entry><id>urn:{number}</id><title>Report {number}</title><link href='https://example.org/{number}'/>\
             <updated>2026-11-20T09:{number:02}:00Z</updated><published>2026-11-20T09:{number:02}:00Z</published>\
             <author><name>Ola Brandt</name></author><content type='html'>&lt;p&gt;{}&lt;/p&gt;</content></entry>",
            words(number)
        )
    };
    let entries: String = (0..ENTRIES).map(entry).collect();
    format!("<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:quay</id><title>Quay</title>{entries}</feed>").into_bytes()
}

fn videos() -> Vec<u8> {
    let entry = |number: usize| {
        format!(
            "<entry><id>v:{number}</id><title>Film {number}</title><link href='https://example.org/v/{number}'/>\
             <published>2026-11-20T09:{number:02}:00Z</published><media:group><media:title>Film {number}</media:title>\
             <media:content url='https://example.org/v/{number}.mp4' type='video/mp4'/><media:description>{}</media:description>\
             </media:group></entry>",
            words(number)
        )
    };
    let entries: String = (0..ENTRIES).map(entry).collect();
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'><id>urn:v</id><title>Films</title>{entries}</feed>"
    )
    .into_bytes()
}

fn bytes(documents: &[Vec<u8>]) -> BytesCount {
    BytesCount::new(documents.iter().map(Vec::len).sum::<usize>())
}

/// Everything that polling does with a document before it is stored.
#[divan::bench]
fn feeds_are_read(bencher: Bencher<'_, '_>) {
    let documents = documents();
    bencher.counter(bytes(&documents)).bench_local(|| {
        documents.iter().map(|document| feed::parse(document, None, None).map_or(0, |feed| feed.entries.len())).sum::<usize>()
    });
}

/// feed-rs alone, without anything that is done with its answer.
#[divan::bench]
fn feeds_are_read_by_feed_rs(bencher: Bencher<'_, '_>) {
    let documents = documents();
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
    bencher.counter(bytes(&documents)).bench_local(|| {
        documents
            .iter()
            .map(|document| black_box(parser.parse(document.as_slice())).map_or(0, |feed| feed.entries.len()))
            .sum::<usize>()
    });
}
