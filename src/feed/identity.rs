//! Which entry is the same entry as yesterday's, and whether it has changed.

use std::collections::{HashMap, HashSet};

use crate::domain::{EntryKey, EntryMarks, ParsedEntry, ParsedFeed, WebUrl};

/// Longest id that is a key as it stands; longer ones are hashed.
const ID_BYTES_MAX: usize = 512;

/// Gives every entry its key and fingerprint. Entries that stand in the feed twice get the same key.
///
/// The key is the feed's own id, else the link, else a hash of the words. Where several different entries of one feed share
/// it, because the feed gives all of them one id, the link (or the title) joins in.
pub fn settle(feed: &mut ParsedFeed) {
    let keys: Vec<String> = feed.entries.iter().map(key).collect();
    let mut sharing: HashMap<&str, Vec<usize>> = HashMap::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        sharing.entry(key).or_default().push(at);
    }
    let mut own = HashMap::new();
    for several in sharing.values().filter(|several| several.len() > 1) {
        let second: Vec<String> = several.iter().map(|at| second_key(&feed.entries[*at])).collect();
        if second.iter().any(|other| *other != second[0]) {
            own.extend(several.iter().zip(second).map(|(at, second)| (*at, format!("{} {second}", keys[*at]))));
        }
    }
    for (at, (entry, key)) in feed.entries.iter_mut().zip(keys).enumerate() {
        entry.key = EntryKey(own.remove(&at).unwrap_or(key));
        entry.fingerprint = fingerprint(entry);
    }
    mark(&mut feed.entries);
}

/// Gives every entry the marks that no other entry of the document has.
fn mark(entries: &mut [ParsedEntry]) {
    let page = |entry: &ParsedEntry| {
        let url = entry.url.as_ref().filter(|url| !matches!(url.as_url().path(), "" | "/"))?;
        Some(number(&["page", &page_of(url)]))
    };
    let words = |entry: &ParsedEntry| {
        let published = entry.published.filter(|_| !entry.title.is_empty())?;
        Some(number(&["words", &entry.title, &published.as_millisecond().to_string()]))
    };
    let mut times: HashMap<i64, u32> = HashMap::with_capacity(2 * entries.len());
    for entry in entries.iter_mut() {
        entry.marks = EntryMarks { page: page(entry), words: words(entry) };
        for mark in [entry.marks.page, entry.marks.words].into_iter().flatten() {
            *times.entry(mark).or_default() += 1;
        }
    }
    for EntryMarks { page, words } in entries.iter_mut().map(|entry| &mut entry.marks) {
        *page = page.filter(|mark| times[mark] == 1);
        *words = words.filter(|mark| times[mark] == 1);
    }
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

fn key(entry: &ParsedEntry) -> String {
    if let Some(id) = entry.id.as_ref().filter(|id| !id.is_empty()) {
        return if id.len() <= ID_BYTES_MAX { format!("id:{id}") } else { format!("id:{}", digits(&[id])) };
    }
    if let Some(url) = &entry.url {
        return format!("link:{}", page_of(url));
    }
    let published = entry.published.map(|time| time.to_string()).unwrap_or_default();
    let text = entry.content_html.as_deref().or(entry.summary_html.as_deref()).unwrap_or_default();
    // A date tells entries apart and stays when the text is corrected; without one the text must do.
    format!(
        "text:{}",
        digits(&[&entry.title, &published, if published.is_empty() || entry.title.is_empty() { text } else { "" }])
    )
}

/// What tells apart entries of one key.
fn second_key(entry: &ParsedEntry) -> String {
    match (&entry.id, &entry.url) {
        (Some(_), Some(url)) => digits(&[&page_of(url), url.as_url().fragment().unwrap_or_default()]),
        (_, url) => digits(&[&entry.title, url.as_ref().map_or("", WebUrl::as_str)]),
    }
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
