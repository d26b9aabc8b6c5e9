//! What the bytes of a document show before it is parsed: whether it is a web page, and whether its end is there.

use memchr::memmem;

use crate::markup;

/// How much of a body is looked at to tell a page from a feed; more only where a long comment stands before either.
const SNIFF_BYTES: [usize; 3] = [2 << 10, 32 << 10, 512 << 10];
/// How much may follow the end tag of a feed.
const TAIL_BYTES: usize = 64 << 10;

const PAGE_SIGNS: &[&str] = &["<!doctype html", "<html", "<body"];
const FEED_SIGNS: &[&str] = &["<rss", "<feed", "<rdf:", ":feed", "<channel"];

/// Says whether a body is a web page, by how it begins; media types lie too often to be asked.
pub(super) fn is_page(body: &[u8], content_type: Option<&str>) -> bool {
    for window in SNIFF_BYTES {
        let head = markup::decode(&body[..body.len().min(window)], content_type).text.to_ascii_lowercase();
        let (visible, breaks_off) = without_remarks(&head);
        let first = |signs: &[&str]| signs.iter().filter_map(|sign| visible.find(sign)).min();
        match (first(PAGE_SIGNS), first(FEED_SIGNS)) {
            (Some(page), Some(feed)) => return page < feed,
            (Some(_), None) => return true,
            (None, None) if breaks_off && body.len() > window => {}
            (None, _) => return false,
        }
    }
    false
}

/// Leaves out comments, instructions and the DOCTYPE of XML: what is written there is no part of the document. Says as well
/// whether the text ends in the middle of one.
fn without_remarks(lower: &str) -> (String, bool) {
    let mut visible = String::with_capacity(lower.len());
    let mut rest = lower;
    while let Some(at) = rest.find('<') {
        visible.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("<!-->") {
            Some(5)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else if rest.starts_with("<!doctype") && !rest[9..].trim_start().starts_with("html") {
            let inner = rest.find('[').filter(|open| rest.find('>').is_none_or(|close| *open < close)).unwrap_or(0);
            let inner = if inner > 0 { rest.find(']') } else { Some(0) };
            inner.and_then(|from| rest[from..].find('>').map(|at| from + at + 1))
        } else {
            visible.push('<');
            Some(1)
        };
        let Some(end) = end else { return (visible, true) };
        rest = &rest[end..];
    }
    visible.push_str(rest);
    (visible, false)
}

/// Says whether the end of a feed is there. What is no feed counts as whole.
pub(super) fn is_whole(body: &[u8]) -> bool {
    let narrow: Vec<u8>;
    let body = if is_wide(body) {
        narrow = body.iter().copied().filter(|b| !matches!(b, 0 | 0xfe | 0xff)).collect();
        &narrow
    } else {
        body
    };
    let (body, first) = (trim_end(body), first_byte(body));
    if matches!(first, Some(b'{' | b'[')) {
        return matches!(body.last(), Some(b'}' | b']' | b')' | b';'));
    }
    for (name, _) in end_tags(&body[body.len().saturating_sub(TAIL_BYTES)..]) {
        if ["rss", "feed", "rdf", "channel"].iter().any(|root| name.eq_ignore_ascii_case(root.as_bytes())) {
            return true;
        }
        if is_entry(name) {
            return false;
        }
    }
    let head = body[..body.len().min(SNIFF_BYTES[0])].to_ascii_lowercase();
    body.ends_with(b"/>") || !FEED_SIGNS.iter().any(|sign| memmem::find(&head, sign.as_bytes()).is_some())
}

/// Cuts a document that breaks off back to the end of its last whole entry, so that half an entry never takes the place of the
/// whole one that is known; says whether there is an entry that is whole.
pub(super) fn keep_whole_entries(body: &mut Vec<u8>) -> bool {
    if is_wide(body) {
        return false;
    }
    if matches!(first_byte(body), Some(b'{' | b'[')) {
        // The reader of JSON leaves half an entry out by itself.
        return memchr::memchr(b'}', body).is_some();
    }
    let end =
        end_tags(body).find(|(name, _)| is_entry(name)).and_then(|(_, at)| Some(at + 1 + memchr::memchr(b'>', &body[at..])?));
    if let Some(end) = end {
        body.truncate(end);
    }
    end.is_some()
}

/// Returns the local names of the end tags and where these begin, the last one first.
fn end_tags(body: &[u8]) -> impl Iterator<Item = (&[u8], usize)> {
    memmem::rfind_iter(body, b"</").map(|at| {
        let name = &body[at + 2..];
        let end = name.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_.:".contains(b))).unwrap_or(name.len());
        (name[..end].rsplit(|b| *b == b':').next().unwrap_or_default(), at)
    })
}

fn is_entry(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"item") || name.eq_ignore_ascii_case(b"entry")
}

fn first_byte(body: &[u8]) -> Option<u8> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.iter().copied().find(|b| !b.is_ascii_whitespace())
}

fn trim_end(body: &[u8]) -> &[u8] {
    let end = body.iter().rposition(|b| !b.is_ascii_whitespace() && *b != 0).map_or(0, |at| at + 1);
    &body[..end]
}

/// Says whether a letter has two or four bytes.
fn is_wide(body: &[u8]) -> bool {
    matches!(body, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = "<rss version='2.0'><channel><title>Quay</title></channel></rss>";

    #[test]
    fn a_feed_sent_as_a_page_is_a_feed() {
        assert!(!is_page(FEED.as_bytes(), Some("text/html")));
        assert!(!is_page(b"<feed><title type='xhtml'><div><html>", None));
        assert!(is_page(b"<HTML><body><a href='/rss'>", Some("application/rss+xml")));
    }

    #[test]
    fn what_a_remark_says_makes_no_page() {
        let long = "Read this feed with a reader, not as <html>. ".repeat(2000);
        let remarks = [
            "<!-- add <html> and <body> to see it -->",
            "<!-- <!DOCTYPE html> --><!-- <html> -->",
            "<?xml-stylesheet title='<html>' href='a.xsl'?>",
            "<!DOCTYPE rss [<!ENTITY page '<html>'>]>",
            "<!DOCTYPE rss PUBLIC '-//Netscape//DTD' 'http://example.org/<html>'>",
            "<!--><!-- <body> -->",
            &format!("<!-- {long} -->"),
            &format!("<!-- {} -->", "<html>".repeat(200_000)),
        ];
        for remark in remarks {
            for start in ["", "\u{feff}", "\n<?xml version='1.0'?>\n"] {
                let feed = format!("{start}{remark}{FEED}");
                assert!(!is_page(feed.as_bytes(), None), "{}", &feed[..60]);
                let wide: Vec<u8> = feed.encode_utf16().flat_map(u16::to_le_bytes).collect();
                assert!(!is_page(&wide, None));
            }
            if remark.len() < 400_000 {
                let page = format!("{remark}<html><head><title>Log in</title></head></html>");
                assert!(is_page(page.as_bytes(), None), "{}", &page[..60]);
            }
        }
        assert!(is_page(b"<!-- saved --><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML'><title>x", None));
    }

    #[test]
    fn the_end_of_a_feed_is_known() {
        let whole = [
            FEED,
            "<feed><entry></entry></feed> <!-- cached -->\n</body></html>\0\0",
            "<RSS><CHANNEL><ITEM></ITEM></CHANNEL></RSS",
            "<rss><channel><item></item></channel>",
            "<rdf:RDF><channel></channel><item></item></rdf:RDF>",
            "<a:feed xmlns:a='x'><a:entry></a:entry></a:feed >",
            "<feed/>",
            "{\"items\": []}\n",
            "no feed at all",
            "<urlset><url></url>",
        ];
        let cut = [
            "<rss><channel><item><title>a</title></item><item><title>b</ti",
            "<rss><channel><item></item>",
            "<rss><channel><title>Qu",
            "<rdf:RDF><channel></channel><item></item><item>",
            "<feed><entry><content><![CDATA[<p>x</p>",
            "\u{feff} {\"items\": [{\"title\": \"a\"}, {",
        ];
        let check = |text: &str, expected: bool| {
            assert_eq!(is_whole(text.as_bytes()), expected, "{text}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(is_whole(&wide), expected, "{text}, wide");
        };
        for text in whole {
            check(text, true);
        }
        for text in cut {
            check(text, false);
        }
    }

    #[test]
    fn half_an_entry_is_left_out() {
        let check = |text: &str, expected: Option<&str>| {
            let mut body = text.as_bytes().to_vec();
            assert_eq!(keep_whole_entries(&mut body), expected.is_some(), "{text}");
            assert_eq!(String::from_utf8(body).unwrap(), expected.unwrap_or(text));
        };
        check("<rss><item>a</item><item>b</it", Some("<rss><item>a</item>"));
        check("<a:feed><a:entry>a</a:entry ><a:entry>", Some("<a:feed><a:entry>a</a:entry >"));
        check("<rss><item>a</item", None);
        check("<rss><item>a", None);
    }
}
