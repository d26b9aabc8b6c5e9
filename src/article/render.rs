//! Writes an article as Markdown and as plain HTML, for files, pipes and other programs.
//!
//! The text is escaped for its format: what a page wrote can neither become markup nor reach a terminal as a code.

use std::fmt::Write as _;

use super::rich::stretches;
use crate::domain::{Article, Block, ListItem, Picture, RichText, Story, Style};

/// Returns a story as Markdown: its article, then the files attached to it and where it is discussed.
pub fn story_markdown(story: &Story) -> String {
    let mut out = markdown(story.heading().map_or("", |title| title.as_str()), &story.article);
    let links: Vec<String> = story
        .links()
        .iter()
        .map(|link| format!("- [{}]({})", escape_markdown(&link.label), markdown_address(link.url.as_str())))
        .collect();
    if !links.is_empty() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}{}", if out.trim().is_empty() { "" } else { "\n" }, links.join("\n"));
    }
    out
}

/// Returns a story as an HTML fragment: its article, then the files attached to it and where it is discussed.
pub fn story_html(story: &Story) -> String {
    let mut out = html(story.heading().map_or("", |title| title.as_str()), &story.article);
    let links = story.links();
    if !links.is_empty() {
        out.push_str("<ul>\n");
        for link in links {
            line(&mut out, "li", &format!("<a href=\"{}\">{}</a>", escape_html(link.url.as_str()), escape_html(&link.label)));
        }
        out.push_str("</ul>\n");
    }
    out
}

/// Returns the article as Markdown, its title as the first heading.
pub fn markdown(title: &str, article: &Article) -> String {
    let mut parts = Vec::new();
    if !title.is_empty() {
        parts.push(format!("# {}", escape_markdown(title)));
    }
    parts.extend(article.byline.iter().map(|byline| format!("*{}*", escape_markdown(byline))));
    for block in &article.blocks {
        parts.push(match block {
            Block::Paragraph(rich) => markdown_line(rich, ""),
            Block::Quote(rich) => format!("> {}", markdown_line(rich, "> ")),
            Block::Heading { level, text } => {
                format!("{} {}", "#".repeat((usize::from(*level)).clamp(1, 5) + 1), markdown_text(text).replace('\n', " "))
            }
            Block::List(items) => items.iter().map(markdown_item).collect::<Vec<_>>().join("\n"),
            Block::Code { lang, text } => {
                let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
                let lang: String = lang
                    .as_deref()
                    .unwrap_or_default()
                    .chars()
                    .filter(|letter| letter.is_alphanumeric() || "+-_#".contains(*letter))
                    .collect();
                format!("{fence}{lang}\n{text}\n{fence}")
            }
            Block::Table { header, rows } => markdown_table(*header, rows),
            Block::Picture(picture) => markdown_picture(picture),
            Block::Rule => "---".to_owned(),
        });
    }
    parts.retain(|part| !part.is_empty());
    let mut out = parts.join("\n\n");
    out.push('\n');
    out
}

/// Returns the article as an HTML fragment: one `article` element, its title as the heading.
pub fn html(title: &str, article: &Article) -> String {
    let mut out = String::from("<article>\n");
    if !title.is_empty() {
        line(&mut out, "h1", &escape_html(title));
    }
    if let Some(byline) = &article.byline {
        line(&mut out, "address", &escape_html(byline));
    }
    for block in &article.blocks {
        html_block(&mut out, block);
    }
    out.push_str("</article>\n");
    out
}

fn html_block(out: &mut String, block: &Block) {
    match block {
        Block::Paragraph(rich) => line(out, "p", &html_text(rich)),
        Block::Quote(rich) => line(out, "blockquote", &format!("<p>{}</p>", html_text(rich))),
        Block::Heading { level, text } => line(out, &format!("h{}", (level + 1).clamp(2, 6)), &html_text(text)),
        Block::List(items) => html_list(out, items),
        Block::Code { lang: _, text } => line(out, "pre", &format!("<code>{}</code>", escape_html(text))),
        Block::Table { header, rows } => {
            out.push_str("<table>\n");
            for (at, row) in rows.iter().enumerate() {
                let name = if *header && at == 0 { "th" } else { "td" };
                out.push_str("<tr>");
                for cell in row {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "<{name}>{}</{name}>", html_text(cell));
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</table>\n");
        }
        Block::Picture(picture) => {
            let mut inner = String::new();
            if let Some(url) = &picture.url {
                inner = format!("<img src=\"{}\" alt=\"{}\">", escape_html(url.as_str()), escape_html(&picture.caption));
            }
            let caption = caption_of(picture);
            if !caption.is_empty() {
                inner = format!("{inner}<figcaption>{}</figcaption>", escape_html(&caption));
            }
            line(out, "figure", &inner);
        }
        Block::Rule => out.push_str("<hr>\n"),
    }
}

fn line(out: &mut String, name: &str, inner: &str) {
    let tag = name.split(' ').next().unwrap_or(name);
    // Writing to a string cannot fail.
    let _ = writeln!(out, "<{name}>{inner}</{tag}>");
}

/// Writes nested lists: each item at a deeper level opens lists inside the item before it.
fn html_list(out: &mut String, items: &[ListItem]) {
    let mut open: Vec<&str> = Vec::new();
    for item in items {
        let depth = usize::from(item.depth) + 1;
        while open.len() > depth {
            close_list(out, &mut open);
        }
        let name = if item.number.is_some() { "ol" } else { "ul" };
        if open.len() == depth && open.last() != Some(&name) {
            close_list(out, &mut open);
        }
        if open.len() == depth {
            out.push_str("</li>\n");
        }
        while open.len() < depth {
            let start =
                item.number.filter(|number| *number != 1).map(|number| format!(" start=\"{number}\"")).unwrap_or_default();
            let _ = writeln!(out, "<{name}{start}>");
            open.push(name);
            if open.len() < depth {
                out.push_str("<li>");
            }
        }
        let _ = write!(out, "<li>{}", html_text(&item.text));
    }
    while !open.is_empty() {
        close_list(out, &mut open);
    }
}

fn close_list(out: &mut String, open: &mut Vec<&str>) {
    if let Some(name) = open.pop() {
        let _ = writeln!(out, "</li>\n</{name}>");
    }
}

/// Writes a text with its styles by `tag`, which gives the opening and the closing of one.
fn styled(rich: &RichText, escape: impl Fn(&str) -> String, tag: impl Fn(&Style) -> (String, String)) -> String {
    let mut out = String::new();
    let mut open: Vec<&Style> = Vec::new();
    for (range, styles) in stretches(rich) {
        let shared = open.iter().zip(&styles).take_while(|(before, now)| before == now).count();
        for style in open.drain(shared..).rev() {
            out.push_str(&tag(style).1);
        }
        for style in &styles[shared..] {
            out.push_str(&tag(style).0);
        }
        open = styles;
        out.push_str(&escape(&rich.text[range]));
    }
    for style in open.iter().rev() {
        out.push_str(&tag(style).1);
    }
    out
}

fn html_text(rich: &RichText) -> String {
    styled(
        rich,
        |text| escape_html(text).replace('\n', "<br>\n"),
        |style| {
            let name = match style {
                Style::Emphasis => "em",
                Style::Strong => "strong",
                Style::Code => "code",
                Style::Strike => "del",
                Style::Superscript => "sup",
                Style::Subscript => "sub",
                Style::Link(url) => return (format!("<a href=\"{}\">", escape_html(url.as_str())), "</a>".to_owned()),
            };
            (format!("<{name}>"), format!("</{name}>"))
        },
    )
}

/// Escapes what HTML would read as markup.
pub(super) fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn markdown_text(rich: &RichText) -> String {
    styled(rich, escape_markdown, |style| match style {
        Style::Emphasis => ("*".to_owned(), "*".to_owned()),
        Style::Strong => ("**".to_owned(), "**".to_owned()),
        Style::Strike => ("~~".to_owned(), "~~".to_owned()),
        Style::Link(url) => ("[".to_owned(), format!("]({})", markdown_address(url.as_str()))),
        Style::Code => ("<code>".to_owned(), "</code>".to_owned()),
        Style::Superscript => ("<sup>".to_owned(), "</sup>".to_owned()),
        Style::Subscript => ("<sub>".to_owned(), "</sub>".to_owned()),
    })
}

/// Writes a paragraph; a meant line break becomes a hard one, each line begins with `prefix`.
fn markdown_line(rich: &RichText, prefix: &str) -> String {
    let text = markdown_text(rich);
    text.split('\n').map(escape_line_start).collect::<Vec<_>>().join(&format!("\\\n{prefix}"))
}

fn markdown_item(item: &ListItem) -> String {
    let indent = "    ".repeat(usize::from(item.depth).min(8));
    let marker = item.number.map_or_else(|| "-".to_owned(), |number| format!("{number}."));
    let text = markdown_line(&item.text, &format!("{indent}    "));
    format!("{indent}{marker} {text}")
}

fn markdown_table(header: bool, rows: &[Vec<RichText>]) -> String {
    let cell = |rich: &RichText| markdown_text(rich).replace('\n', " ");
    let row = |cells: &[RichText]| format!("| {} |", cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let rule = format!("|{}", " --- |".repeat(columns));
    let head =
        if header { rows.first().map(|first| row(first)) } else { None }.unwrap_or_else(|| format!("|{}", "  |".repeat(columns)));
    let body = rows.iter().skip(usize::from(header)).map(|cells| row(cells));
    [head, rule].into_iter().chain(body).collect::<Vec<_>>().join("\n")
}

fn markdown_picture(picture: &Picture) -> String {
    let caption = escape_markdown(&caption_of(picture));
    match &picture.url {
        Some(url) => format!("![{caption}]({})", markdown_address(url.as_str())),
        None => caption,
    }
}

/// Returns caption and credit of a picture as one line.
pub(super) fn caption_of(picture: &Picture) -> String {
    match (picture.caption.as_str(), picture.credit.as_str()) {
        (caption, "") => caption.to_owned(),
        ("", credit) => credit.to_owned(),
        (caption, credit) => format!("{caption} ({credit})"),
    }
}

/// Escapes what Markdown would read as markup inside a line.
fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&' | '!') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Escapes what Markdown would read as a heading, a list or a rule at the start of a line.
fn escape_line_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['#', '-', '+', '=']) { format!("\\{line}") } else { line.to_owned() }
}

/// Writes an address so that no sign in it ends the link.
fn markdown_address(address: &str) -> String {
    address.replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E").replace(' ', "%20")
}

fn longest_run(text: &str, sign: char) -> usize {
    text.split(|letter| letter != sign).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::from_feed;

    const STORY: &str = "<h2>What <em>now</em></h2><p>Grain &amp; *ships* <a href='https://a.example/x_(1)'>sail <b>on</b></a> &lt;here&gt;.<br># 1</p>\
        <blockquote>Not yet.</blockquote><ul><li>a<ol start=2><li>b</li></ol></li><li>c</li></ul><pre>x ``` y</pre>\
        <table><tr><th>Port<th>Ships</tr><tr><td>A|B<td>3</table><hr><p>1. End</p>";

    #[test]
    fn markdown_is_escaped_and_whole() {
        let out = markdown("A [title]", &from_feed(STORY, None));
        let expected = "# A \\[title\\]\n\n### What *now*\n\nGrain \\& \\*ships\\* [sail **on**](https://a.example/x_%281%29) \\<here\\>.\\\n\\# 1\n\n> Not yet.\n\n\
            - a\n    2. b\n- c\n\n````\nx ``` y\n````\n\n| Port | Ships |\n| --- | --- |\n| A\\|B | 3 |\n\n---\n\n1\\. End\n";
        assert_eq!(out, expected);
    }

    #[test]
    fn html_is_escaped_and_nested() {
        let out = html("A <title>", &from_feed(STORY, None));
        assert!(out.contains("<h1>A &lt;title&gt;</h1>"), "{out}");
        assert!(out.contains("<a href=\"https://a.example/x_(1)\">sail <strong>on</strong></a> &lt;here&gt;.<br>"), "{out}");
        assert!(out.contains("<ul>\n<li>a<ol start=\"2\">\n<li>b</li>\n</ol>\n</li>\n<li>c</li>\n</ul>"), "{out}");
        assert!(out.contains("<tr><th>Port</th><th>Ships</th></tr>"), "{out}");
    }

    #[test]
    fn written_html_reads_as_the_same_blocks() {
        let article = from_feed(STORY, None);
        let again = from_feed(&html("", &article), None);
        assert_eq!(again.text(), article.text());
    }

    #[test]
    fn a_story_is_followed_by_what_it_leads_to() {
        let url = |raw: &str| crate::domain::WebUrl::parse(raw).unwrap();
        let mut story = Story {
            article: from_feed("<p>Lamps.</p>", None),
            enclosures: vec![crate::domain::Enclosure {
                url: url("https://a.example/12_(x).mp3"),
                media_type: None,
                bytes: Some(1_234_567),
                seconds: Some(61),
            }],
            comments: Some(url("https://a.example/c?a=1&b=2")),
            ..Story::bare("A *title*")
        };
        let links = "- [audio 1.2 MB · 1:01](https://a.example/12_%28x%29.mp3)\n- [Comments](https://a.example/c?a=1&b=2)\n";
        assert_eq!(story_markdown(&story), format!("# A \\*title\\*\n\nLamps.\n\n{links}"));
        assert!(story_html(&story).ends_with("<li><a href=\"https://a.example/c?a=1&amp;b=2\">Comments</a></li>\n</ul>\n"));
        story.untitled = true;
        assert_eq!(story_markdown(&story), format!("Lamps.\n\n{links}"));
        story.article = Article::default();
        assert_eq!(story_markdown(&story), format!("# A \\*title\\*\n\n{links}"), "its only words");
        (story.enclosures, story.comments) = (Vec::new(), None);
        assert!(!story_html(&story).contains("<ul>"));
    }
}
