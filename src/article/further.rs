//! Other pages of a story: the next one of several, and the plain one for small screens.

use super::dom::attr;
use super::tree;
use crate::domain::WebUrl;
use crate::markup::limit_html;

/// How a page names another one of the same story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Further {
    /// The page on which the story goes on.
    Next,
    /// The same story on a page without scripts: its AMP page, or the one for printing.
    Plain,
}

impl Further {
    /// Says whether a link with this `rel` and `media` is one.
    fn is_named(self, rel: &str, media: &str) -> bool {
        let is = |name: &str| rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case(name));
        match self {
            Self::Next => is("next"),
            Self::Plain => is("amphtml") || is("alternate") && media.trim().eq_ignore_ascii_case("print"),
        }
    }

    /// Words of which one stands in every page that has such a link.
    fn signs(self) -> &'static [&'static str] {
        match self {
            Self::Next => &["next"],
            Self::Plain => &["amphtml", "print"],
        }
    }
}

/// Returns the address of another page of the story, on the same site.
///
/// "Next" on many sites means the next story: only an address that differs by a page's number, and by the one that follows, is
/// the next page of this one.
pub fn further(html: &str, url: &WebUrl, which: Further) -> Option<WebUrl> {
    // Hardly any page has such a link, and parsing all of them again would cost as much as reading them.
    if !which.signs().iter().any(|sign| html.contains(sign)) {
        return None;
    }
    let limited = limit_html(html).html;
    let page = tree::page(&limited);
    let links = page.select("link[rel][href], a[rel][href]");
    links
        .nodes()
        .iter()
        .filter_map(|node| {
            let element = node.element_ref()?;
            let named = which.is_named(attr(&element, "rel")?, attr(&element, "media").unwrap_or_default());
            url.join(attr(&element, "href").filter(|_| named)?).ok()
        })
        .find(|found| found.authority() == url.authority() && found != url && (which == Further::Plain || follows(url, found)))
}

/// Says whether an address is that of the page behind another one's.
fn follows(page: &WebUrl, next: &WebUrl) -> bool {
    let ((story, number), (same, following)) = (numbered(page), numbered(next));
    story == same && following == number + 1
}

/// Names in a query that stand before the number of a page.
const NUMBER_NAMES: [&str; 5] = ["page", "p", "pg", "pagenum", "paged"];
/// Stories have fewer pages; larger numbers are those of stories.
const NUMBER_MAX: u32 = 50;

/// Parts an address into that of the story and the number of its page; 1 where none is written.
fn numbered(url: &WebUrl) -> (String, u32) {
    let url = url.as_url();
    let mut number = None;
    let mut is_number = |text: &str| {
        let found = text.parse().ok().filter(|found| (1..=NUMBER_MAX).contains(found));
        number = number.or(found);
        found.is_some()
    };
    let query: Vec<String> = url
        .query_pairs()
        .filter(|(name, value)| !(NUMBER_NAMES.contains(&&*name.to_ascii_lowercase()) && is_number(value)))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let mut path = url.path().trim_end_matches('/').to_owned();
    if let Some((before, last)) = path.rsplit_once('/') {
        let (stem, ending) = last.split_once('.').map_or((last, ""), |(stem, ending)| (stem, ending));
        if is_number(last.strip_prefix("page").map_or(last, |rest| rest.trim_start_matches('-'))) {
            path = before.strip_suffix("/page").unwrap_or(before).to_owned();
        } else if let Some((name, tail)) = stem.rsplit_once(['-', '_'])
            && !ending.is_empty()
            && is_number(tail)
        {
            path = format!("{before}/{}.{ending}", name.strip_suffix("-page").unwrap_or(name));
        }
    }
    (format!("{path}?{}", query.join("&")), number.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> WebUrl {
        WebUrl::parse(text).unwrap()
    }

    #[test]
    fn the_next_page_differs_by_the_number_that_follows() {
        for (page, next) in [
            ("https://a.example/story/ferry", "https://a.example/story/ferry/2"),
            ("https://a.example/story/ferry/2/", "https://a.example/story/ferry/3/"),
            ("https://a.example/ferry", "https://a.example/ferry/page/2"),
            ("https://a.example/ferry.html", "https://a.example/ferry-2.html"),
            ("https://a.example/ferry-page-2.html", "https://a.example/ferry-page-3.html"),
            ("https://a.example/story?id=7", "https://a.example/story?id=7&page=2"),
        ] {
            assert!(follows(&url(page), &url(next)), "{page} {next}");
        }
        for (page, other) in [
            ("https://a.example/story/ferry", "https://a.example/story/bridge"),
            ("https://a.example/story/ferry", "https://a.example/story/ferry/3"),
            ("https://a.example/story/7", "https://a.example/story/9"),
            ("https://a.example/story?id=7", "https://a.example/story?id=8"),
            ("https://a.example/ferry/2", "https://a.example/ferry"),
        ] {
            assert!(!follows(&url(page), &url(other)), "{page} {other}");
        }
    }

    #[test]
    fn only_what_is_linked_as_such_is_another_page() {
        let here = url("https://a.example/news/ferry");
        let next = |html: &str| further(html, &here, Further::Next).map(|url| url.to_string());
        assert_eq!(next("<a rel='nofollow next' href='ferry/2'>2</a>").as_deref(), Some("https://a.example/news/ferry/2"));
        assert_eq!(next("<link rel=next href='/news/bridge'><a href='/news/ferry/2'>next</a>"), None);
        assert_eq!(next("<link rel=next href='https://b.example/news/ferry/2'>"), None);
        let amp = further("<link rel='amphtml' href='/amp/news/ferry'>", &here, Further::Plain);
        assert_eq!(amp.map(|url| url.to_string()).as_deref(), Some("https://a.example/amp/news/ferry"));
    }

    #[test]
    fn the_page_for_printing_is_a_plain_one_and_its_style_sheet_is_none() {
        let page = "<link rel=stylesheet media=print href=/print.css><link rel=alternate media=Print href='/ferry?print=1'>";
        let found = further(page, &url("https://a.example/ferry"), Further::Plain);
        assert_eq!(found, Some(url("https://a.example/ferry?print=1")));
        let elsewhere = "<link rel=alternate media=print href='https://b.example/ferry'>";
        assert_eq!(further(elsewhere, &url("https://a.example/ferry"), Further::Plain), None);
    }
}
