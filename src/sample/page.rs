//! The web pages of the sample edition: the story, and all that real pages put around and between its paragraphs.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

use super::edition::{Block, Story};
use super::html::{each, escape, fill};
use super::marks;
use super::site::Site;
use super::source::{Layout, Source};

/// How many other stories the boxes of a page name.
const BOX_STORIES: usize = 5;

/// Returns the page of `story`.
pub(super) fn story(site: &Site<'_>, source: &Source, story: &Story) -> String {
    let values = [
        ("title", escape(&story.title)),
        ("summary", escape(&story.summary)),
        ("author", escape(&story.author)),
        ("section", escape(&story.tags[0])),
        ("tags", tags(story)),
        ("source", escape(source.title)),
        ("tagline", escape(source.tagline)),
        ("office", escape(source.office)),
        ("home", site.url(&source.home_path())),
        ("url", site.url(&source.story_path(&story.id))),
        ("feed", site.url(&source.feed_path())),
        ("feed_type", source.feed_type().to_owned()),
        ("picture", site.url(&picture_path(story))),
        ("caption", escape(&story.caption)),
        ("credit", escape(&story.credit)),
        ("published", story.published.to_string()),
        ("date", strftime(story.published, "%A, %-d %B %Y, %H:%M UTC")),
        ("year", strftime(story.published, "%Y")),
        ("json_ld", json_ld(site, source, story)),
        ("related", links(site, source, &story.id, Order::Oldest)),
        ("latest", links(site, source, &story.id, Order::Newest)),
        ("body", body_with_junk(site, source, story)),
    ];
    fill(source.layout.template(), &values)
}

/// Returns the home page of `source`, with its headlines and the address of its feed.
pub(super) fn home(site: &Site<'_>, source: &Source) -> String {
    let teaser = |story: &Story| {
        let url = site.url(&source.story_path(&story.id));
        let (title, summary) = (escape(&story.title), escape(&story.summary));
        format!("<article><h2><a href=\"{url}\">{title}</a></h2>\n<p>{summary}</p></article>\n")
    };
    let values = [
        ("source", escape(source.title)),
        ("tagline", escape(source.tagline)),
        ("feed", site.url(&source.feed_path())),
        ("feed_type", source.feed_type().to_owned()),
        ("teasers", each(site.stories(source), teaser)),
    ];
    fill(include_str!("../../assets/sample/pages/home.html"), &values)
}

/// Returns the body of `story` as HTML, with nothing around it: what a feed with full text carries.
pub(super) fn body(site: &Site<'_>, story: &Story) -> String {
    each(&story.blocks, |block| block_html(site, block))
}

/// Returns the path of the story's picture.
pub(super) fn picture_path(story: &Story) -> String {
    format!("/pictures/{}.png", story.id)
}

/// Returns the body with what the layout puts between paragraphs.
///
/// Nothing is put after a block that leads on to the next one, as a sentence before a list does.
fn body_with_junk(site: &Site<'_>, source: &Source, story: &Story) -> String {
    let mut breaks = interruptions(site, source, story).into_iter();
    let mut out = String::new();
    let mut since_break = 0;
    for (at, block) in story.blocks.iter().enumerate() {
        out.push_str(&block_html(site, block));
        since_break += 1;
        let ends_well = matches!(block, Block::Paragraph(words) if !words.ends_with(':'));
        if ends_well && since_break >= 2 && at + 1 < story.blocks.len() {
            out.push_str(&breaks.next().unwrap_or_default());
            since_break = 0;
        }
    }
    out
}

/// Returns what the layout puts between paragraphs, in order.
fn interruptions(site: &Site<'_>, source: &Source, story: &Story) -> Vec<String> {
    let other = site.stories(source).iter().find(|other| other.id != story.id);
    let more = other.map_or_else(String::new, |other| title_link(site, source, other));
    match source.layout {
        Layout::Broadsheet => vec![
            "<div class=\"ad-slot ad-slot--inline\" data-ad=\"mid-1\"><span class=\"ad-label\">Advertisement</span></div>\n"
                .to_owned(),
            format!("<p><strong>Read more:</strong> {more}</p>\n"),
            "<p>Advertisement</p>\n".to_owned(),
        ],
        Layout::Magazine => vec![
            "<p class=\"ad\">ADVERTISEMENT</p>\n".to_owned(),
            "<div class=\"newsletter-signup\"><h3>Support independent writing</h3><p>One letter a week, with what we \
             read and what we could not print. Unsubscribe at any time.</p><form action=\"#\"><input type=\"email\" \
             placeholder=\"Your address\"><button>Subscribe</button></form></div>\n"
                .to_owned(),
        ],
        Layout::Portal => vec![
            format!("<div class=\"related-inline\"><b>More on this topic</b><ul><li>{more}</li></ul></div>\n"),
            "<p>Advertisement</p>\n".to_owned(),
        ],
    }
}

fn block_html(site: &Site<'_>, block: &Block) -> String {
    let address = |target: &str| site.link(target);
    let html = |words: &str| marks::html(words, &address);
    let items = |items: &[String]| each(items, |item| format!("<li>{}</li>\n", html(item)));
    match block {
        Block::Paragraph(words) => format!("<p>{}</p>\n", html(words)),
        Block::Heading(words) => format!("<h2>{}</h2>\n", html(words)),
        Block::Quote(words) => format!("<blockquote><p>{}</p></blockquote>\n", html(words)),
        Block::List(list) => format!("<ul>\n{}</ul>\n", items(list)),
        Block::Numbered(list) => format!("<ol>\n{}</ol>\n", items(list)),
        Block::Table(rows) => table_html(rows, &html),
        Block::Code { lang, text } => {
            format!("<pre><code class=\"language-{}\">{}</code></pre>\n", escape(lang), escape(text))
        }
    }
}

/// Returns a table whose first row holds the headings.
fn table_html(rows: &[Vec<String>], html: &dyn Fn(&str) -> String) -> String {
    let row =
        |cells: &[String], tag: &str| format!("<tr>{}</tr>\n", each(cells, |cell| format!("<{tag}>{}</{tag}>", html(cell))));
    let (head, rest) = rows.split_first().map_or((String::new(), &rows[..0]), |(head, rest)| (row(head, "th"), rest));
    let rest = each(rest, |cells| row(cells, "td"));
    format!("<table>\n<thead>\n{head}</thead>\n<tbody>\n{rest}</tbody>\n</table>\n")
}

/// Which stories a box of links names.
#[derive(Clone, Copy)]
enum Order {
    Newest,
    Oldest,
}

/// Returns list items that link to other stories of the source.
fn links(site: &Site<'_>, source: &Source, but: &str, order: Order) -> String {
    let mut others: Vec<&Story> = site.stories(source).iter().filter(|other| other.id != but).collect();
    if matches!(order, Order::Oldest) {
        others.reverse();
    }
    others.truncate(BOX_STORIES);
    each(&others, |other| format!("<li>{}</li>\n", title_link(site, source, other)))
}

fn title_link(site: &Site<'_>, source: &Source, story: &Story) -> String {
    format!("<a href=\"{}\">{}</a>", site.url(&source.story_path(&story.id)), escape(&story.title))
}

fn tags(story: &Story) -> String {
    each(&story.tags, |tag| format!("<a href=\"#\" rel=\"tag\">{}</a>\n", escape(tag)))
}

/// Returns the facts of the page as search engines want them.
fn json_ld(site: &Site<'_>, source: &Source, story: &Story) -> String {
    let facts = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.summary,
        "datePublished": story.published.to_string(),
        "dateModified": story.published.to_string(),
        "author": [{ "@type": "Person", "name": story.author }],
        "publisher": { "@type": "NewsMediaOrganization", "name": source.title, "url": site.url(&source.home_path()) },
        "image": [site.url(&picture_path(story))],
        "mainEntityOfPage": site.url(&source.story_path(&story.id)),
        "isAccessibleForFree": true,
        "inLanguage": "en",
    });
    // A closing tag inside the text would end the script element.
    facts.to_string().replace("</", "<\\/")
}

fn strftime(time: Timestamp, format: &str) -> String {
    time.to_zoned_datetime(TimeZone::UTC).strftime(format).to_string()
}
