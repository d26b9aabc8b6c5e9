//! The `Link` header, with which a server says of a page what the page may say itself.

use super::links::About;
use crate::domain::WebUrl;

/// Longest header that is read, in bytes.
const BYTES_MAX: usize = 16 << 10;
/// Most links of it.
const LINKS_MAX: usize = 80;

/// Takes a `Link` header apart: `<address>; rel="alternate"; type="…", <address> …`.
pub(super) fn links(header: &str, page: &WebUrl) -> Vec<About> {
    let mut rest = crate::markup::head(header, BYTES_MAX);
    let mut found = Vec::new();
    while let Some((href, after)) = rest.split_once('<').and_then(|(_, inner)| inner.split_once('>')) {
        let end = end_of_link(after);
        let mut about = About { href: href.trim().to_owned(), ..About::default() };
        for parameter in parts(&after[..end], ';') {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "rel" => about.rel = value.to_ascii_lowercase(),
                "type" => about.media_type = value.to_ascii_lowercase(),
                "title" => value.clone_into(&mut about.title),
                "hreflang" | "media" => about.is_version = true,
                // It is said of another page.
                "anchor" if page.join(value).is_ok_and(|anchor| anchor != *page) => about.rel.clear(),
                _ => {}
            }
        }
        found.push(about);
        rest = &after[end..];
        if found.len() >= LINKS_MAX {
            break;
        }
    }
    found
}

/// Returns where the parameters of one link end: at a comma outside of quotation marks.
fn end_of_link(after: &str) -> usize {
    parts(after, ',').next().map_or(after.len(), str::len)
}

/// Splits at a sign outside of quotation marks.
fn parts(text: &str, sign: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |letter: char| {
        quoted ^= letter == '"';
        letter == sign && !quoted
    })
}
