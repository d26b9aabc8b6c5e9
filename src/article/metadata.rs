//! What a page says about its story: title, author, site, date, language, lead picture.
//!
//! Read from JSON-LD first, then from the `meta` tags, then from the elements that name an author or a date; a page may lie or
//! contradict itself, so everything is optional.

mod byline;
mod date;
mod site;
mod title;

use dom_query::{Document, NodeRef};
use jiff::Timestamp;
use serde_json::Value;

use self::byline::Bylines;
pub(super) use self::date::timestamp;
use self::site::SiteNames;
use self::title::Titles;

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
    /// Everything that the page calls its story, the title among it.
    pub(super) titles: Vec<String>,
    /// Everybody whom it calls an author, the site among them.
    pub(super) authors: Vec<String>,
    /// Short accounts of the story.
    pub(super) descriptions: Vec<String>,
    /// The text of the story, where JSON-LD holds it.
    pub(super) body: Option<String>,
}

/// What is said in several places, before it is weighed.
#[derive(Default)]
struct Said {
    titles: Titles,
    bylines: Bylines,
    publishers: Vec<String>,
    /// The date of the page, where its story has none.
    page_date: Option<Timestamp>,
}

/// Reads the metadata of a page; addresses are resolved against `base`.
pub(super) fn read(page: &Document, outline: &Outline, base: Option<&WebUrl>) -> Metadata {
    let (mut found, mut said) = (Metadata::default(), Said::default());
    let head = page.head();
    let in_head = head.iter().flat_map(|head| head.children_it(false));
    let in_body = outline.notes.iter().map(|id| page.tree.get_unchecked(id));
    let (scripts, others): (Vec<NodeRef<'_>>, Vec<NodeRef<'_>>) =
        in_head.chain(in_body).partition(|node| node.has_name("script"));
    for script in scripts {
        if found.body.is_none() && script.attr("type").is_some_and(|kind| &*kind == "application/ld+json") {
            json_ld(&script.text(), base, &mut found, &mut said);
        }
    }
    meta_tags(&others, base, &mut found, &mut said);
    let document = others.iter().find(|node| node.has_name("title"));
    said.titles.document = document.map(|title| plain(&title.text()).into_string()).unwrap_or_default();
    said.titles.take_headings(page, outline);
    said.publishers.extend(found.site.as_deref().map(str::to_owned));
    let names = SiteNames::new(&said.publishers, base);
    found.title = said.titles.choose(&names).and_then(|title| line(&title));
    found.titles = said.titles.all(&names);
    said.bylines.take_marked(page, outline);
    found.byline = said.bylines.choose(&names);
    found.authors = said.bylines.all();
    found.published = found.published.or_else(|| date::marked(page, outline)).or(said.page_date);
    found.published = found.published.or_else(|| date::in_address(base?));
    found.lang = page.html_root().attr("lang").and_then(|lang| line(&lang)).filter(|lang| lang.len() <= 35);
    found
}

/// Returns `raw` as one clean line; entities that were escaped twice are decoded, names of elements stay.
fn line(raw: &str) -> Option<CleanText> {
    let text = CleanText::capped(&plain(raw), CHARS_MAX);
    (!text.is_empty()).then_some(text)
}

fn meta_tags(nodes: &[NodeRef<'_>], base: Option<&WebUrl>, found: &mut Metadata, said: &mut Said) {
    for node in nodes.iter().filter(|node| node.has_name("meta")) {
        let Some(element) = node.element_ref() else { continue };
        let Some(name) = attr(&element, "property").or_else(|| attr(&element, "name")).or_else(|| attr(&element, "itemprop"))
        else {
            continue;
        };
        let Some(content) = attr(&element, "content").map(str::trim).filter(|content| !content.is_empty()) else { continue };
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "og:title" | "twitter:title" | "parsely-title" | "dc.title" if said.titles.shared.is_empty() => {
                said.titles.shared = plain(content).into_string();
            }
            "og:site_name" | "application-name" if found.site.is_none() => found.site = line(content),
            "author" | "parsely-author" | "dc.creator" | "article:author" | "byl" | "sailthru.author" => {
                said.bylines.take_tag(content);
            }
            "og:description" | "description" | "twitter:description" | "dc.description" => {
                found.descriptions.push(beginning(content, DESCRIPTION_BYTES_MAX).to_owned());
            }
            "og:image" | "og:image:url" | "twitter:image" if found.picture.is_none() => found.picture = picture(content, base),
            name if found.published.is_none() && date::is_of_publication(name) => found.published = timestamp(content),
            _ => {}
        }
    }
}

fn picture(address: &str, base: Option<&WebUrl>) -> Option<Picture> {
    resolve(address, base).map(|url| Picture { url: Some(url), ..Picture::default() })
}

fn json_ld(script: &str, base: Option<&WebUrl>, found: &mut Metadata, said: &mut Said) {
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
                if is_of_kind(value, is_article) {
                    take_article(value, base, found, said);
                } else if is_of_kind(value, |kind| kind.ends_with("WebPage") || kind == "VideoObject") {
                    said.page_date = said.page_date.or_else(|| published(value));
                }
                waiting
                    .extend(["@graph", "mainEntity", "mainEntityOfPage", "hasPart"].iter().filter_map(|name| fields.get(*name)));
            }
            _ => {}
        }
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting" | "Review")
}

/// Says whether one of the kinds that an object of JSON-LD has fits.
fn is_of_kind(object: &Value, fits: impl Fn(&str) -> bool) -> bool {
    match object.get("@type") {
        Some(Value::String(kind)) => fits(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    }
}

fn published(object: &Value) -> Option<Timestamp> {
    ["datePublished", "dateCreated", "uploadDate"].iter().find_map(|name| timestamp(object.get(*name)?.as_str()?))
}

/// Takes from one JSON-LD article what is not known yet.
fn take_article(article: &Value, base: Option<&WebUrl>, found: &mut Metadata, said: &mut Said) {
    let text = |name: &str| article.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    if said.titles.headline.is_empty() {
        said.titles.headline =
            text("headline").or_else(|| text("name")).map(|title| plain(title).into_string()).unwrap_or_default();
    }
    if let Some(author) = article.get("author") {
        said.bylines.take_author(author);
    }
    let publisher = article.get("publisher").and_then(|site| site.get("name")?.as_str());
    said.publishers.extend(publisher.map(str::to_owned));
    found.site = found.site.take().or_else(|| publisher.and_then(line));
    found.published = found.published.take().or_else(|| published(article));
    found.picture =
        found.picture.take().or_else(|| image_address(article.get("image")?).and_then(|address| picture(address, base)));
    let account = text("description").or_else(|| text("alternativeHeadline"));
    found.descriptions.extend(account.map(|account| beginning(&plain(account), DESCRIPTION_BYTES_MAX).to_owned()));
    found.body = found.body.take().or_else(|| text("articleBody").map(str::to_owned));
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
            {"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"no"},{"@type":["NewsArticle"],"headline":"Strike &amp; lockout over",
            "author":[{"name":"By Mara Lindqvist"},{"name":"https://x.example/y"},"Pietro Amsel"],"publisher":{"name":"Harbour Wire"},
            "datePublished":"2026-11-23T14:18:00+01:00","image":[{"url":"/p.jpg"}],"articleBody":"One."}]}</script>"#);
        assert_eq!(found.title.as_deref(), Some("Strike & lockout over"));
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

    fn of_body(body: &str) -> Metadata {
        let base = WebUrl::parse("https://harbour.example/news/1").unwrap();
        let page = Document::from(format!("<html><head><title>Strike ends</title></head><body>{body}</body></html>"));
        read(&page, &Outline::of(&page), Some(&base))
    }

    #[test]
    fn the_author_is_nobody_rather_than_the_site() {
        let byline = |body: &str| of_body(body).byline.map(CleanText::into_string);
        let site = "<meta property=og:site_name content='Harbour Wire'><meta name=author content='The Harbour Wire'>";
        assert_eq!(byline(site), None);
        assert_eq!(
            byline(&format!("{site}<p>By <a rel=author href=/m>Mara Lindqvist</a></p>")).as_deref(),
            Some("Mara Lindqvist")
        );
        for nobody in ["No Author", "admin", "Anónimo", "publisher", "Harbour"] {
            assert_eq!(byline(&format!("<meta name=author content='{nobody}'>")), None, "{nobody}");
        }
        let marked = "<span itemprop=author itemscope>Von <span itemprop=name>Mara Lindqvist</span></span>";
        assert_eq!(byline(marked).as_deref(), Some("Mara Lindqvist"));
        assert_eq!(
            byline("<a rel=author>Mara Lindqvist</a> and <a rel=author>Pietro Amsel</a>").as_deref(),
            Some("Mara Lindqvist, Pietro Amsel")
        );
        let many: String = (0..9).map(|number| format!("<a rel=author>Writer {}</a>", (b'A' + number) as char)).collect();
        assert_eq!(byline(&many).as_deref(), Some("Writer A"), "the others wrote other stories");
        assert_eq!(byline("<div class=comments><a rel=author>Somebody Else</a></div>"), None);
        let body = r#"<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"Coast Agency"}}</script>"#;
        assert_eq!(byline(body).as_deref(), Some("Coast Agency"));
        assert_eq!(byline(&format!("{body}<a rel=author>Mara Lindqvist</a>")).as_deref(), Some("Mara Lindqvist"));
    }

    #[test]
    fn every_date_for_machines_is_read() {
        let date = |body: &str| of_body(body).published.map(|at| at.to_string());
        let wanted = Some("2026-03-03T08:05:00Z".to_owned());
        for body in [
            "<time itemprop=datePublished datetime=2026-03-03T09:05:00+01:00>3 March</time>",
            "<span itemprop=datePublished content=2026-03-03T09:05:00+01:00>3 March</span>",
            "<time pubdate datetime='2026-03-03 08:05:00'>3 March</time>",
            "<time class='entry-date' datetime=2026-03-03T08:05:00Z></time>",
            "<abbr class=published title=2026-03-03T09:05:00+0100>today</abbr>",
            "<h1>Strike ends</h1><time datetime=2026-03-03T08:05:00Z></time>",
            "<meta name=sailthru.date content=2026-03-03T08:05:00Z>",
            "<meta name=dc.date content='Tue, 03 Mar 2026 08:05:00 GMT'>",
            r#"<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2026-03-03T09:05:00+01:00"}]}</script>"#,
        ] {
            assert_eq!(date(body), wanted, "{body}");
        }
        // Which of two dates: the named one, then the one at the title; those of other stories are links.
        let other = "<a href=/x><time datetime=2020-01-01T00:00:00Z>then</time></a>";
        assert_eq!(date(other), None);
        let named = "<time itemprop=datePublished datetime=2026-03-03T08:05:00Z></time>";
        assert_eq!(date(&format!("<h1>Strike ends</h1><time datetime=2020-01-01T00:00:00Z></time>{named}")), wanted);
        assert_eq!(date(&format!("<div class=comments>{named}</div>")), None);
    }

    #[test]
    fn a_title_keeps_the_names_of_elements_and_loses_what_was_escaped_twice() {
        let found = of("<meta property=og:title content='Styling &lt;details&gt; &amp;amp;amp; &lt;b&gt;more&lt;/b&gt;'>");
        assert_eq!(found.title.as_deref(), Some("Styling <details> & more"));
    }

    #[test]
    fn a_title_tag_is_checked_against_the_heading() {
        assert_eq!(of("<title>Harbour Wire: Strike ends</title>").title.as_deref(), Some("Strike ends"));
    }
}
