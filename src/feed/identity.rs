//! Which entry is the same entry as yesterday's, and whether it has changed.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::bodies::{self, Seen};
use crate::domain::{EntryKey, EntryMarks, ParsedEntry, ParsedFeed, WebUrl};
use crate::text::CleanText;

/// Longest id that is a key as it stands; longer ones are hashed.
const ID_BYTES_MAX: usize = 512;

/// Longest name of an entry that is made of an address, in characters.
const TITLE_CHARS_MAX: usize = 120;

/// Gives every entry its key and fingerprint, and one without a title its first words. Entries that stand in the feed twice get the
/// same key. Times are cut to seconds.
///
/// The key is the feed's own id, else the link, else a hash of the words. A link to the front page is no key: feeds of comics and
/// notices give it to all their entries. Where several different entries of one feed share a key, the link (or the title) joins in,
/// and where they share that too, the date.
pub fn settle(feed: &mut ParsedFeed) {
    for entry in &mut feed.entries {
        for time in [&mut entry.published, &mut entry.updated] {
            *time = time.and_then(|time| Timestamp::from_second(time.as_second()).ok());
        }
    }
    let mut seen = Seen::default();
    for entry in &mut feed.entries {
        seen.clear();
        texts(entry).for_each(|html| seen.add(html));
        let lasting = if seen.lasting.is_empty() { &seen.all } else { &seen.lasting };
        (entry.seen, entry.substance) = (number(&[&seen.all]), number(&[lasting]));
    }
    let home = feed.home.as_ref().map(page_of);
    let keys: Vec<String> = feed.entries.iter().map(|entry| key(entry, home.as_deref())).collect();
    let mut sharing: HashMap<&str, Vec<usize>> = HashMap::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        sharing.entry(key).or_default().push(at);
    }
    let mut own = HashMap::new();
    for several in sharing.values().filter(|several| several.len() > 1) {
        let differ = |of: fn(&ParsedEntry) -> String| {
            let parts: Vec<String> = several.iter().map(|at| of(&feed.entries[*at])).collect();
            parts.iter().any(|other| *other != parts[0]).then_some(parts)
        };
        let are_apart = || are_apart(several.iter().map(|at| &feed.entries[*at]));
        if let Some(parts) = differ(second_key).or_else(|| if are_apart() { differ(third_key) } else { None }) {
            own.extend(several.iter().zip(parts).map(|(at, part)| (*at, format!("{} {part}", keys[*at]))));
        }
    }
    for (at, (entry, key)) in feed.entries.iter_mut().zip(keys).enumerate() {
        entry.key = EntryKey(own.remove(&at).unwrap_or(key));
        if entry.title.is_empty() {
            entry.title = first_words(entry);
            entry.untitled = true;
        }
        entry.fingerprint = fingerprint(entry);
    }
    mark(&mut feed.entries, home.as_deref());
}

fn texts(entry: &ParsedEntry) -> impl Iterator<Item = &str> {
    [&entry.content_html, &entry.summary_html].into_iter().filter_map(|text| text.as_deref())
}

/// Returns what an entry without a title is called: its first words, else the name of its file, else the address of its page.
fn first_words(entry: &ParsedEntry) -> CleanText {
    let file = || Some(entry.enclosures.first()?.url.as_url().path_segments()?.next_back()?.to_owned());
    let page = || Some(page_of(entry.url.as_ref()?));
    let words = texts(entry).map(bodies::first_words).find(|words| !words.is_empty());
    let words = words.or_else(|| file().filter(|name| !name.is_empty())).or_else(page);
    words.map(|words| CleanText::capped(&words, TITLE_CHARS_MAX)).unwrap_or_default()
}

/// Gives every entry the marks that no other entry of the document has.
fn mark(entries: &mut [ParsedEntry], home: Option<&str>) {
    let page = |entry: &ParsedEntry| {
        if let Some(url) = entry.url.as_ref().filter(|url| !is_front(url, home)) {
            return Some(number(&["page", &page_of(url)]));
        }
        // Without a page of its own an entry is known by what it says.
        let says = texts(entry).next().is_some();
        (entry.id.is_none() && says).then(|| number(&["seen", &entry.title, &entry.seen.to_string()]))
    };
    let words = |entry: &ParsedEntry| {
        let moment = match (entry.published, &entry.url) {
            (Some(published), _) => published.as_millisecond().to_string(),
            // Of a link that changes from poll to poll the path stays.
            (None, Some(url)) if !is_front(url, home) => format!("{}{}", url.host(), url.as_url().path()),
            (None, _) => return None,
        };
        (!entry.title.is_empty()).then(|| number(&["words", &entry.title, &moment]))
    };
    for entry in entries.iter_mut() {
        entry.marks = EntryMarks { page: page(entry), words: words(entry) };
    }
    // Of entries that share a page the moment tells which is which.
    let shared = times(entries);
    for entry in entries.iter_mut() {
        if let (Some(mark), Some(published)) = (entry.marks.page, entry.published)
            && shared[&mark] > 1
        {
            entry.marks.page = Some(number(&["shared", &mark.to_string(), &published.to_string()]));
        }
    }
    let shared = times(entries);
    for EntryMarks { page, words } in entries.iter_mut().map(|entry| &mut entry.marks) {
        *page = page.filter(|mark| shared[mark] == 1);
        *words = words.filter(|mark| shared[mark] == 1);
    }
}

/// Counts how often each mark stands in a document.
fn times(entries: &[ParsedEntry]) -> HashMap<i64, u32> {
    let mut times = HashMap::with_capacity(2 * entries.len());
    for mark in entries.iter().flat_map(|entry| [entry.marks.page, entry.marks.words]).flatten() {
        *times.entry(mark).or_default() += 1;
    }
    times
}

/// Says whether an address is that of a site and not of one of its stories.
fn is_front(url: &WebUrl, home: Option<&str>) -> bool {
    let is_root = matches!(url.as_url().path(), "" | "/") && url.as_url().query().is_none() && url.as_url().fragment().is_none();
    is_root || home == Some(page_of(url).as_str())
}

/// Drops entries that stand in the feed more than once, and those that say nothing; of several the first stays.
///
/// Reading a feed keeps them, so that what is told of a document is what stands in it. Storing it must not.
pub fn distinct(feed: &mut ParsedFeed) {
    let mut seen = HashSet::new();
    feed.entries.retain(|entry| !says_nothing(entry) && seen.insert(entry.key.clone()));
}

/// Says whether there is nothing in an entry that anybody could read or open.
pub(super) fn says_nothing(entry: &ParsedEntry) -> bool {
    let texts = [&entry.summary_html, &entry.content_html];
    entry.title.is_empty()
        && entry.url.is_none()
        && entry.id.is_none()
        && entry.enclosures.is_empty()
        && texts.into_iter().all(|text| text.as_deref().is_none_or(|text| text.trim().is_empty()))
}

fn key(entry: &ParsedEntry, home: Option<&str>) -> String {
    if let Some(id) = entry.id.as_ref().filter(|id| !id.is_empty()) {
        return if id.len() <= ID_BYTES_MAX { format!("id:{id}") } else { format!("id:{}", digits(&[id])) };
    }
    let front = match &entry.url {
        Some(url) if !is_front(url, home) => return format!("link:{}", page_of(url)),
        url => url.is_some(),
    };
    let published = entry.published.map(|time| time.to_string()).unwrap_or_default();
    // A date tells entries apart and stays when the text is corrected; without one the text must do.
    let text = if !published.is_empty() && !entry.title.is_empty() {
        String::new()
    } else if front {
        entry.seen.to_string()
    } else {
        texts(entry).next().unwrap_or_default().to_owned()
    };
    format!("text:{}", digits(&[&entry.title, &published, &text]))
}

/// What tells apart entries of one key.
fn second_key(entry: &ParsedEntry) -> String {
    match (&entry.id, &entry.url) {
        (Some(_), Some(url)) => digits(&[&page_of(url), url.as_url().fragment().unwrap_or_default()]),
        (_, url) => digits(&[&entry.title, url.as_ref().map_or("", WebUrl::as_str)]),
    }
}

/// Says whether entries of one key and one link are different stories all the same: they have no id, or every one has a title and a
/// date of its own.
fn are_apart<'a>(entries: impl Iterator<Item = &'a ParsedEntry>) -> bool {
    let (mut titles, mut dates) = (HashSet::new(), HashSet::new());
    entries.into_iter().all(|entry| entry.id.is_none() || (titles.insert(&entry.title) && dates.insert(entry.published)))
}

/// What tells apart entries of one key and one link or title: the date, and the words where they share that too.
fn third_key(entry: &ParsedEntry) -> String {
    let published = entry.published.map(|time| time.to_string()).unwrap_or_default();
    digits(&[&entry.title, &published, &entry.substance.to_string()])
}

/// Returns an address without what changes while the page stays the same: scheme, fragment and tracking parameters.
fn page_of(url: &WebUrl) -> String {
    let url = url.as_url();
    let mut page = url.host_str().unwrap_or_default().to_owned();
    if let Some(port) = url.port() {
        page.push(':');
        page.push_str(&port.to_string());
    }
    page.push_str(url.path());
    let kept = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair));
    for (number, pair) in kept.enumerate() {
        page.push(if number == 0 { '?' } else { '&' });
        page.push_str(pair);
    }
    // "#!" leads to another page on sites that are one program.
    if let Some(fragment) = url.fragment().filter(|fragment| fragment.starts_with('!')) {
        page.push('#');
        page.push_str(fragment);
    }
    page
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    ["utm_", "at_", "mtm_", "pk_", "hsa_"].iter().any(|prefix| name.starts_with(prefix))
        || matches!(
            name.as_str(),
            "fbclid"
                | "gclid"
                | "dclid"
                | "msclkid"
                | "yclid"
                | "mc_cid"
                | "mc_eid"
                | "igshid"
                | "cmpid"
                | "ocid"
                | "ns_campaign"
                | "ns_mchannel"
                | "ns_source"
                | "xtor"
                | "wt_mc"
                | "_hsenc"
                | "_hsmi"
                | "ftag"
                | "smid"
        )
}

/// Hashes everything of an entry that a later version may change.
fn fingerprint(entry: &ParsedEntry) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    part(&entry.title);
    part(entry.url.as_ref().map_or("", WebUrl::as_str));
    part(entry.summary_html.as_deref().unwrap_or_default());
    part(entry.content_html.as_deref().unwrap_or_default());
    for time in [entry.published, entry.updated] {
        part(&time.map(|time| time.as_millisecond().to_string()).unwrap_or_default());
    }
    for author in &entry.authors {
        part(author);
    }
    part("|");
    for enclosure in &entry.enclosures {
        part(enclosure.url.as_str());
    }
    if let Some(comments) = &entry.comments {
        part(comments.as_str());
    }
    let mut print = [0; 16];
    print.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    print
}

fn hash(parts: &[&str]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize()
}

/// Returns a hash of `parts` as 32 hexadecimal digits.
fn digits(parts: &[&str]) -> String {
    hash(parts).to_hex()[..32].to_owned()
}

/// Returns a hash of `parts` as a number.
fn number(parts: &[&str]) -> i64 {
    hash(parts).as_bytes().first_chunk().copied().map_or(0, i64::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, link: &str, title: &str) -> ParsedEntry {
        let id = Some(id).filter(|id| !id.is_empty()).map(Into::into);
        ParsedEntry { id, url: WebUrl::parse(link).ok(), title: title.into(), ..ParsedEntry::default() }
    }

    fn keys(entries: &[ParsedEntry]) -> Vec<String> {
        let mut feed = ParsedFeed { entries: entries.to_vec(), ..ParsedFeed::default() };
        settle(&mut feed);
        distinct(&mut feed);
        feed.entries.into_iter().map(|entry| entry.key.0).collect()
    }

    #[test]
    fn an_id_is_the_key_whatever_else_changes() {
        let before = keys(&[entry("tag:1", "https://example.org/a", "Ferry late")]);
        assert_eq!(before, keys(&[entry("tag:1", "https://example.org/b", "Ferry cancelled")]));
        assert_eq!(before, ["id:tag:1"]);
    }

    #[test]
    fn a_link_is_the_key_without_what_follows_readers_around() {
        let plain = keys(&[entry("", "https://example.org/a?id=7", "x")]);
        assert_eq!(plain, keys(&[entry("", "http://example.org/a?utm_source=rss&id=7&fbclid=z#top", "y")]));
        assert_ne!(plain, keys(&[entry("", "https://example.org/a?id=8", "x")]));
    }

    #[test]
    fn one_id_for_all_entries_does_not_make_them_one() {
        let two = [entry("same", "https://example.org/a", "A"), entry("same", "https://example.org/b", "B")];
        let both = keys(&two);
        assert_eq!(both.len(), 2);
        assert_ne!(both[0], both[1]);
        assert_eq!(keys(&[two[1].clone(), two[0].clone()]), [both[1].clone(), both[0].clone()]);
    }

    #[test]
    fn an_entry_that_stands_there_twice_is_one() {
        assert_eq!(keys(&vec![entry("same", "https://example.org/a", "A"); 500]).len(), 1);
        assert_eq!(keys(&[entry("", "https://example.org/a#v1", "One"), entry("", "https://example.org/a#v2", "Two")]).len(), 2);
    }

    #[test]
    fn without_id_and_link_the_words_decide() {
        let keys = keys(&[entry("", "", "A"), entry("", "", "B"), entry("", "", "A")]);
        assert_eq!(keys.len(), 2);
    }

    #[test]
    fn a_link_to_the_front_page_is_no_key() {
        let strip = |day: &str, text: &str| ParsedEntry {
            published: format!("2026-11-{day}T09:00:00Z").parse().ok(),
            summary_html: Some(text.to_owned()),
            ..entry("", "https://example.org/", "New strip!")
        };
        let first = keys(&[strip("18", "The goat")]);
        assert_ne!(first, keys(&[strip("19", "The goat again")]));
        assert_eq!(keys(&[strip("19", "The goat again"), strip("18", "The goat")])[1], first[0]);
        // Elsewhere entries of one link and one title are told apart by their dates.
        let notice = |day: &str| ParsedEntry { url: WebUrl::parse("https://example.org/notice").ok(), ..strip(day, "x") };
        assert_eq!(keys(&[notice("18"), notice("19")]).len(), 2);
    }

    #[test]
    fn an_entry_without_a_title_is_named_by_its_first_words() {
        let note = ParsedEntry { summary_html: Some("<p>The ferry is late again tonight</p>".into()), ..entry("1", "", "") };
        let mut feed = ParsedFeed { entries: vec![note, entry("2", "", "Two")], ..ParsedFeed::default() };
        settle(&mut feed);
        let named: Vec<_> = feed.entries.iter().map(|entry| (entry.title.as_str(), entry.untitled)).collect();
        assert_eq!(named, [("The ferry is late again tonight", true), ("Two", false)]);
    }

    #[test]
    fn numbers_and_markup_are_not_what_a_text_says() {
        let said = |text: &str| {
            let entry = ParsedEntry { summary_html: Some(text.into()), ..entry("1", "", "A") };
            let mut feed = ParsedFeed { entries: vec![entry], ..ParsedFeed::default() };
            settle(&mut feed);
            (feed.entries[0].substance, feed.entries[0].fingerprint)
        };
        let (before, after) = (said("<p>Late. Points: 41</p>"), said("<p class='x'>Late. Points: 42</p>"));
        assert_eq!(before.0, after.0);
        assert_ne!(before.1, after.1);
        assert_ne!(before.0, said("Cancelled. Points: 41").0);
    }

    #[test]
    fn the_fingerprint_tells_a_changed_entry() {
        let mut feed = ParsedFeed { entries: vec![entry("1", "https://example.org/a", "A")], ..ParsedFeed::default() };
        settle(&mut feed);
        let first = feed.entries[0].fingerprint;
        settle(&mut feed);
        assert_eq!(first, feed.entries[0].fingerprint);
        feed.entries[0].summary_html = Some("more".to_owned());
        settle(&mut feed);
        assert_ne!(first, feed.entries[0].fingerprint);
    }
}
