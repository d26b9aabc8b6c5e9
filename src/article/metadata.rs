//! What a page says about its story: title, author, site, date, language, lead picture.
//!
//! Read from JSON-LD first, then from the `meta` tags; a page may lie or contradict itself, so everything is optional.

use dom_query::{Document, NodeRef};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::blocks::resolve;
use super::dom::{attr, beginning};
use super::outline::Outline;
use crate::domain::{Picture, WebUrl};
use crate::markup::plain;
use crate::text::CleanText;

/// Largest JSON-LD script that is read, in bytes; the whole text of a long report stands in some.
const SCRIPT_BYTES_MAX: usize = 2 << 20;
/// Most JSON-LD objects that are looked at.
const OBJECTS_MAX: usize = 2_000;
/// Longest title, byline or site name, in characters.
const CHARS_MAX: usize = 300;
/// Longest description that is kept, in bytes.
const DESCRIPTION_BYTES_MAX: usize = 1_000;

/// What the page says about its story.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) title: Option<CleanText>,
    pub(super) byline: Option<CleanText>,
    pub(super) site: Option<CleanText>,
    pub(super) published: Option<Timestamp>,
    pub(super) lang: Option<CleanText>,
    pub(super) picture: Option<Picture>,
    /// Short accounts of the story.
    pub(super) descriptions: Vec<String>,
    /// The text of the story, where JSON-LD holds it.
    pub(super) body: Option<String>,
}

/// Reads the metadata of a page; addresses are resolved against `base`.
pub(super) fn read(page: &Document, outline: &Outline, base: Option<&WebUrl>) -> Metadata {
    let mut found = Metadata::default();
    let head = page.head();
    let in_head = head.iter().flat_map(|head| head.children_it(false));
    let in_body = outline.notes.iter().map(|id| page.tree.get_unchecked(id));
    let (scripts, others): (Vec<NodeRef<'_>>, Vec<NodeRef<'_>>) =
        in_head.chain(in_body).partition(|node| node.has_name("script"));
    for script in scripts {
        if found.body.is_none() && script.attr("type").is_some_and(|kind| &*kind == "application/ld+json") {
            json_ld(&script.text(), base, &mut found);
        }
    }
    meta_tags(&others, base, &mut found);
    if found.title.is_none() {
        let title = others.iter().find(|node| node.has_name("title"));
        let title = title.map(|title| title.text().to_string()).unwrap_or_default();
        found.title = line(&title_of_page(page, outline, &title, found.site.as_deref()));
    }
    found.lang = page.html_root().attr("lang").and_then(|lang| line(&lang)).filter(|lang| lang.len() <= 35);
    found
}

/// Returns `raw` as one clean line; entities that were escaped twice are decoded, names of elements stay.
fn line(raw: &str) -> Option<CleanText> {
    let text = CleanText::capped(&plain(raw), CHARS_MAX);
    (!text.is_empty()).then_some(text)
}

fn meta_tags(nodes: &[NodeRef<'_>], base: Option<&WebUrl>, found: &mut Metadata) {
    let mut document_title = None;
    for node in nodes.iter().filter(|node| node.has_name("meta")) {
        let Some(element) = node.element_ref() else { continue };
        let Some(name) = attr(&element, "property").or_else(|| attr(&element, "name")).or_else(|| attr(&element, "itemprop"))
        else {
            continue;
        };
        let Some(content) = attr(&element, "content").map(str::trim).filter(|content| !content.is_empty()) else { continue };
        match name.to_ascii_lowercase().as_str() {
            "og:title" | "twitter:title" | "parsely-title" | "dc.title" if document_title.is_none() => {
                document_title = line(content);
            }
            "og:site_name" | "application-name" if found.site.is_none() => found.site = line(content),
            "author" | "parsely-author" | "dc.creator" | "article:author" | "byl" | "sailthru.author"
                if found.byline.is_none() =>
            {
                found.byline = byline(content);
            }
            "article:published_time"
            | "datepublished"
            | "parsely-pub-date"
            | "dc.date.issued"
            | "dcterms.created"
            | "pubdate"
            | "date"
                if found.published.is_none() =>
            {
                found.published = timestamp(content);
            }
            "og:description" | "description" | "twitter:description" | "dc.description" => {
                found.descriptions.push(beginning(content, DESCRIPTION_BYTES_MAX).to_owned());
            }
            "og:image" | "og:image:url" | "twitter:image" if found.picture.is_none() => found.picture = picture(content, base),
            _ => {}
        }
    }
    if found.title.is_none() {
        found.title = document_title.map(|title| without_site(&title, found.site.as_deref()).into());
    }
}

fn picture(address: &str, base: Option<&WebUrl>) -> Option<Picture> {
    resolve(address, base).map(|url| Picture { url: Some(url), ..Picture::default() })
}

/// Returns an author's name; addresses, which some pages give instead, are none.
fn byline(raw: &str) -> Option<CleanText> {
    let name = line(raw)?;
    let name = name.strip_prefix("By ").or_else(|| name.strip_prefix("by ")).unwrap_or(&name);
    let is_name = !name.contains("://") && !name.starts_with("www.") && name.chars().any(char::is_alphabetic);
    is_name.then(|| name.into())
}

/// Reads a date of machines: RFC 3339, or a date and time without a zone, taken as UTC.
pub(super) fn timestamp(raw: &str) -> Option<Timestamp> {
    let raw = raw.trim();
    raw.parse().ok().or_else(|| {
        let civil: DateTime = raw.parse().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    })
}

/// Returns the page's own title without the site's name, checked against its first heading.
fn title_of_page(page: &Document, outline: &Outline, title: &str, site: Option<&str>) -> String {
    let heads = outline.parts.iter().filter(|part| part.name() == "h1");
    let headings: Vec<String> =
        heads.map(|part| CleanText::new(&page.tree.get_unchecked(&part.id).text()).into_string()).collect();
    let clean = CleanText::new(title);
    if let Some(heading) = headings.iter().find(|heading| heading.len() >= 8 && clean.contains(heading.as_str())) {
        return heading.clone();
    }
    if clean.is_empty() {
        return headings.into_iter().find(|heading| !heading.is_empty()).unwrap_or_default();
    }
    without_site(&clean, site).to_owned()
}

/// Cuts the site's name off the end of a title: "Strike ends | Harbour Wire".
fn without_site<'a>(title: &'a str, site: Option<&str>) -> &'a str {
    for sign in [" | ", " - ", " – ", " — ", " :: ", " · "] {
        if let Some((head, tail)) = title.rsplit_once(sign) {
            let is_site =
                site.is_some_and(|site| tail.eq_ignore_ascii_case(site)) || sign == " | " && tail.split_whitespace().count() <= 4;
            if is_site && head.split_whitespace().count() >= 2 {
                return head.trim();
            }
        }
    }
    title
}

fn json_ld(script: &str, base: Option<&WebUrl>, found: &mut Metadata) {
    let script = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
    if script.len() > SCRIPT_BYTES_MAX {
        return;
    }
    // Line ends inside strings are the commonest fault of hand-made JSON-LD.
    let parsed: Option<Value> = serde_json::from_str(script).ok().or_else(|| {
        let mended: String = script.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        serde_json::from_str(&mended).ok()
    });
    let Some(root) = parsed else { return };
    let mut waiting = vec![&root];
    let mut looked_at = 0;
    while let Some(value) = waiting.pop() {
        looked_at += 1;
        if looked_at > OBJECTS_MAX {
            return;
        }
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(fields) => {
                if is_article(&fields.get("@type").cloned().unwrap_or_default()) {
                    take_article(value, base, found);
                }
                waiting
                    .extend(["@graph", "mainEntity", "mainEntityOfPage", "hasPart"].iter().filter_map(|name| fields.get(*name)));
            }
            _ => {}
        }
    }
}

fn is_article(kind: &Value) -> bool {
    let fits = |kind: &str| {
        kind.ends_with("Article")
            || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting" | "Review")
    };
    match kind {
        Value::String(kind) => fits(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    }
}

/// Takes from one JSON-LD article what is not known yet.
fn take_article(article: &Value, base: Option<&WebUrl>, found: &mut Metadata) {
    let text = |name: &str| article.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let title = || text("headline").or_else(|| text("name")).and_then(line);
    found.title = found.title.take().or_else(title);
    found.byline = found.byline.take().or_else(|| article.get("author").and_then(names));
    found.site =
        found.site.take().or_else(|| article.get("publisher").and_then(|site| site.get("name")?.as_str()).and_then(line));
    found.published = found.published.take().or_else(|| text("datePublished").and_then(timestamp));
    found.picture =
        found.picture.take().or_else(|| image_address(article.get("image")?).and_then(|address| picture(address, base)));
    let said = text("description").or_else(|| text("alternativeHeadline"));
    found.descriptions.extend(said.map(|said| beginning(&plain(said), DESCRIPTION_BYTES_MAX).to_owned()));
    found.body = found.body.take().or_else(|| text("articleBody").map(str::to_owned));
}

/// Returns the names of an author, of several, or of a bare string, joined by commas.
fn names(author: &Value) -> Option<CleanText> {
    let one = |value: &Value| value.as_str().or_else(|| value.get("name")?.as_str()).and_then(byline);
    match author {
        Value::Array(authors) => {
            let names: Vec<String> = authors.iter().take(12).filter_map(one).map(CleanText::into_string).collect();
            line(&names.join(", "))
        }
        single => one(single),
    }
}

fn image_address(image: &Value) -> Option<&str> {
    match image {
        Value::String(address) => Some(address),
        Value::Array(images) => images.first().filter(|first| !first.is_array()).and_then(image_address),
        Value::Object(fields) => fields.get("url").and_then(Value::as_str),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str) -> Metadata {
        let base = WebUrl::parse("https://harbour.example/news/1").unwrap();
        let page = Document::from(format!("<html lang=en-GB><head>{head}</head><body><h1>Strike ends</h1></body></html>"));
        read(&page, &Outline::of(&page), Some(&base))
    }

    #[test]
    fn json_ld_wins_over_meta_tags() {
        let found = of(r#"<title>x</title><meta property="og:title" content="Other"><script type="application/ld+json">
            {"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"no"},{"@type":["NewsArticle"],"headline":"Strike ends &amp; more",
            "author":[{"name":"By Mara Lindqvist"},{"name":"https://x.example/y"},"Pietro Amsel"],"publisher":{"name":"Harbour Wire"},
            "datePublished":"2026-11-23T14:18:00+01:00","image":[{"url":"/p.jpg"}],"articleBody":"One."}]}</script>"#);
        assert_eq!(found.title.as_deref(), Some("Strike ends & more"));
        assert_eq!(found.byline.as_deref(), Some("Mara Lindqvist, Pietro Amsel"));
        assert_eq!(found.site.as_deref(), Some("Harbour Wire"));
        assert_eq!(found.published.unwrap().to_string(), "2026-11-23T13:18:00Z");
        assert_eq!(found.picture.unwrap().url.unwrap().as_str(), "https://harbour.example/p.jpg");
        assert_eq!((found.body.as_deref(), found.lang.as_deref()), (Some("One."), Some("en-GB")));
    }

    #[test]
    fn broken_json_ld_with_line_ends_in_strings_is_read() {
        let found = of("<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"Strike\nends\"}</script>");
        assert_eq!(found.title.as_deref(), Some("Strike ends"));
        assert!(of("<script type='application/ld+json'>{\"@type\":</script>").body.is_none());
    }

    #[test]
    fn meta_tags_fill_the_gaps() {
        let found = of("<title>Strike ends | Wire</title><meta property=og:title content='Strike ends - Harbour Wire'>\
            <meta property=og:site_name content='Harbour Wire'><meta name=author content='https://x.example/me'>\
            <meta property=article:published_time content='2026-11-23'>");
        assert_eq!(found.title.as_deref(), Some("Strike ends"));
        assert_eq!(found.byline, None);
        assert_eq!(found.published.unwrap().to_string(), "2026-11-23T00:00:00Z");
    }

    #[test]
    fn a_title_keeps_the_names_of_elements_and_loses_what_was_escaped_twice() {
        let found = of("<meta property=og:title content='Styling &lt;details&gt; &amp;amp;amp; &lt;b&gt;more&lt;/b&gt;'>");
        assert_eq!(found.title.as_deref(), Some("Styling <details> & more"));
    }

    #[test]
    fn a_title_tag_is_checked_against_the_heading() {
        assert_eq!(of("<title>Harbour Wire: Strike ends today</title>").title.as_deref(), Some("Strike ends"));
    }
}
