//! The story in the data that a page brings for its own script: `__NEXT_DATA__`, the state of a shop of components, and the like.

use serde_json::Value;

use super::dom::beginning;
use super::labels::key;
use crate::markup::plain;

/// Shortest and longest script that is read, in bytes.
const SCRIPT_BYTES: std::ops::RangeInclusive<usize> = 400..=2 << 20;
/// Most bytes of a tag that are looked at.
const TAG_BYTES_MAX: usize = 400;
/// Most bytes of scripts that are read.
const ALL_BYTES_MAX: usize = 4 << 20;
/// Most values in a script that are looked at.
const VALUES_MAX: usize = 200_000;
/// Most places in a script where data may begin.
const STARTS_MAX: usize = 6;
/// Shortest story, in bytes.
const STORY_BYTES_MIN: usize = 400;
/// Fewest pieces of a story that comes in pieces.
const PIECES_MIN: usize = 3;
/// How deep a piece of a story is taken apart.
const PIECE_DEPTH_MAX: usize = 8;
/// Names under which the title of a story stands.
const TITLES: &[&str] = &["title", "headline", "name", "heading", "headlines", "basic", "titre", "titulo", "seoTitle"];
/// Names under which the text of a piece stands, the best first.
const TEXTS: &[&str] = &[
    "text",
    "html",
    "content",
    "value",
    "body",
    "paragraph",
    "data",
    "children",
    "items",
    "nodes",
    "rendered",
    "markup",
    "model",
    "blocks",
];
/// Kinds of pieces that are no text of the story.
const NO_TEXT: &[&str] = &[
    "image",
    "gallery",
    "video",
    "embed",
    "related",
    "ad",
    "advert",
    "newsletter",
    "promo",
    "social",
    "raw_html",
    "interstitial_link",
    "list_links",
    "caption",
    "byline",
    "author",
    "iframe",
    "readmore",
    "cta",
    "link_list",
    "oembed",
];

/// Returns the markup of the longest text in a page's data that `fits`: that begins as the page does, or, where it shows
/// nothing, that stands beside `title`.
pub(super) fn story(html: &str, title: &str, shown: &str) -> Option<String> {
    let title = key(title);
    // Some words from the middle of what is shown: its beginning may be a label.
    let probes: Vec<String> = probes(&key(shown));
    let mut search = Search { title: &title, probes: &probes, best: None, values: 0 };
    let mut all = 0;
    for script in scripts(html).filter(|script| SCRIPT_BYTES.contains(&script.len())) {
        all += script.len();
        if all > ALL_BYTES_MAX {
            break;
        }
        for value in values(script) {
            search.look(&value, false);
        }
    }
    search.best.map(|(_, html)| html)
}

/// Yields the scripts of a page, given as it came, that can hold data of a story.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    html.match_indices("<script").filter_map(|(at, _)| {
        let rest = &html[at..];
        let (tag, content) = rest.split_once('>')?;
        let tag = beginning(tag, TAG_BYTES_MAX).to_ascii_lowercase();
        let is_code = !tag.contains("type=") || tag.contains("json") || tag.contains("javascript");
        let is_data = is_code && !tag.contains("ld+json") && !tag.contains("src=");
        let content = is_data.then(|| beginning(content, *SCRIPT_BYTES.end() + 10))?;
        Some(&content[..content.find("</script")?])
    })
}

/// Yields the data in a script: the whole of it, or what is set as a value.
fn values(script: &str) -> impl Iterator<Item = Value> {
    let text = script.trim();
    let bare = text.starts_with(['{', '[']).then_some(0);
    let set = text.match_indices('=').filter_map(|(at, _)| {
        let rest = text[at + 1..].trim_start();
        (rest.starts_with("{\"") || rest.starts_with("[{") || rest.starts_with("JSON.parse(\""))
            .then_some(text.len() - rest.len())
    });
    let starts: Vec<usize> = if bare.is_some() { bare.into_iter().collect() } else { set.take(STARTS_MAX).collect() };
    let mut end = 0;
    starts.into_iter().filter_map(move |start| {
        // What stands inside of data that was read is read already.
        if start < end {
            return None;
        }
        let written = text[start..].strip_prefix("JSON.parse(").unwrap_or(&text[start..]);
        let mut stream = serde_json::Deserializer::from_str(written).into_iter::<Value>();
        let value = stream.next()?.ok()?;
        end = start + stream.byte_offset();
        match value {
            Value::String(text) => serde_json::from_str(&text).ok(),
            other => Some(other),
        }
    })
}

/// Returns some words from the paragraphs that a page shows.
fn probes(shown: &str) -> Vec<String> {
    let words: Vec<&str> = shown.split(' ').collect();
    let count = words.len();
    if count < 16 {
        return Vec::new();
    }
    [count / 5, count / 2, count * 3 / 4].iter().map(|from| words[*from..(*from + 6).min(count)].join(" ")).collect()
}

struct Search<'a> {
    title: &'a str,
    probes: &'a [String],
    best: Option<(usize, String)>,
    values: usize,
}

impl Search<'_> {
    /// Looks for the story in a value; `titled` says whether the page's title stands beside it or around it.
    fn look(&mut self, value: &Value, titled: bool) {
        self.values += 1;
        if self.values > VALUES_MAX {
            return;
        }
        match value {
            Value::String(text) if text.len() >= STORY_BYTES_MIN => {
                let written = if text.contains("&lt;p") { crate::markup::unescape(text).into_owned() } else { text.clone() };
                if written.contains("<p") || written.contains("\n\n") {
                    self.offer(written, titled);
                } else if written.starts_with(['{', '['])
                    && let Ok(inner) = serde_json::from_str::<Value>(&written)
                {
                    self.look(&inner, titled);
                }
            }
            Value::Array(items) => {
                if items.len() >= PIECES_MIN {
                    self.pieces(items, titled);
                }
                for item in items {
                    self.look(item, titled);
                }
            }
            Value::Object(fields) => {
                let titled = titled || self.is_titled(fields);
                for field in fields.values() {
                    self.look(field, titled);
                }
            }
            _ => {}
        }
    }

    fn is_titled(&self, fields: &serde_json::Map<String, Value>) -> bool {
        !self.title.is_empty()
            && TITLES.iter().any(|name| match fields.get(*name) {
                Some(Value::String(title)) => key(&plain(title)) == self.title,
                Some(Value::Object(titles)) => {
                    titles.values().any(|title| title.as_str().is_some_and(|title| key(&plain(title)) == self.title))
                }
                _ => false,
            })
    }

    /// Offers the text of a story that comes in pieces.
    fn pieces(&mut self, items: &[Value], titled: bool) {
        let mut html = String::new();
        let mut count = 0;
        for item in items {
            let mut piece = String::new();
            prose(item, 0, &mut piece, &mut self.values);
            let piece = piece.trim();
            if !piece.is_empty() {
                count += 1;
                if piece.starts_with("<p") || piece.starts_with("<h") || piece.starts_with("<ul") || piece.starts_with("<bl") {
                    html.push_str(piece);
                } else {
                    html.push_str("<p>");
                    html.push_str(piece);
                    html.push_str("</p>");
                }
            }
        }
        if count >= PIECES_MIN && html.len() >= STORY_BYTES_MIN && html.len() >= count * 50 {
            self.offer(html, titled);
        }
    }

    fn offer(&mut self, html: String, titled: bool) {
        let text = key(&plain_long(&html));
        let fits = if self.probes.is_empty() {
            titled
        } else {
            self.probes.iter().filter(|probe| text.contains(probe.as_str())).count() >= 2
        };
        if fits && self.best.as_ref().is_none_or(|(most, _)| text.len() > *most) {
            self.best = Some((text.len(), html));
        }
    }
}

/// Returns the text of some markup, without any bound.
fn plain_long(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            _ if !inside => out.push(letter),
            _ => {}
        }
    }
    out
}

/// Appends the text of one piece of a story.
fn prose(value: &Value, depth: usize, out: &mut String, values: &mut usize) {
    *values += 1;
    if depth > PIECE_DEPTH_MAX || *values > VALUES_MAX {
        return;
    }
    match value {
        Value::String(text) => out.push_str(text),
        Value::Array(items) => items.iter().for_each(|item| prose(item, depth + 1, out, values)),
        Value::Object(fields) => {
            let kind = ["type", "_type", "__typename", "kind", "component"].iter().find_map(|name| fields.get(*name)?.as_str());
            if kind.is_some_and(|kind| NO_TEXT.contains(&kind.to_ascii_lowercase().as_str())) {
                return;
            }
            if let Some(text) = TEXTS.iter().find_map(|name| fields.get(*name).filter(|text| !text.is_null())) {
                prose(text, depth + 1, out, values);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: [&str; 5] = [
        "The harbour authority said on Monday that the northern quay would open again before the first of March.",
        "Engineers had found the cracks in autumn, after a storm that closed the passes for nine days in a row.",
        "Ships of the grain houses will then be able to unload on both sides, the authority said in its report.",
        "The council had voted for the works in January, by nineteen votes to eleven, after a long debate.",
        "Pietro Amsel, who speaks for the dockers, said that forty men had been called back to work.",
    ];

    fn found(script: &str, shown: &str) -> Option<String> {
        story(&format!("<body><h1>Quay opens</h1>{script}</body>"), "Quay opens", shown)
    }

    fn pieces(write: &dyn Fn(&str) -> String) -> String {
        STORY.map(write).join(",")
    }

    #[test]
    fn a_story_is_found_in_each_kind_of_data() {
        let html = STORY.map(|text| format!("<p>{text}</p>")).concat();
        let escaped = html.replace('<', "\\u003c");
        let slate = pieces(&|text| format!(r#"{{"type":"paragraph","children":[{{"text":"{text}"}}]}}"#));
        let wire = pieces(&|text| format!(r#"{{"_id":"X","type":"text","content":"{text}"}}"#));
        let strings = pieces(&|text| format!("\"{text}\""));
        for script in [
            format!(
                r#"<script id="__NEXT_DATA__" type="application/json">{{"props":{{"post":{{"title":"Quay opens","body":"{escaped}"}}}}}}</script>"#
            ),
            format!(r#"<script>window.__STATE__ = {{"a":{{"title":"Quay opens","x":{{"body":[{slate}]}}}}}};</script>"#),
            format!(
                r#"<script>var Fusion={{}};Fusion.globalContent={{"headlines":{{"basic":"Quay opens"}},"content_elements":[{wire}]}};Fusion.x=1</script>"#
            ),
            format!(r#"<script type="application/json">[{{"headline":"Quay opens","paragraphs":[{strings}]}}]</script>"#),
        ] {
            for shown in ["", &STORY[..2].join(" ")] {
                let story = found(&script, shown).unwrap_or_default();
                assert!(STORY.iter().all(|text| story.contains(text)), "{script} {shown:?} {story}");
            }
        }
    }

    #[test]
    fn another_story_is_not_taken() {
        let html = STORY.map(|text| format!("<p>{text}</p>")).concat();
        let script = format!(r#"<script type="application/json">{{"title":"Storm leaves towns","body":"{html}"}}</script>"#);
        assert_eq!(found(&script, ""), None);
        let shown = "The winter fair opens on Friday at the old customs house with carpenters and smiths and a choir from the upper valley of the lake.";
        assert_eq!(found(&script, shown), None);
        assert_eq!(found("<script>var a = {\"b\": </script>", ""), None);
    }
}
