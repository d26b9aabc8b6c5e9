//! What link aggregators write around a post: who submitted it, its points, and the links to its page and to its discussion.
//!
//! Reddit, Lemmy, Lobsters, Hacker News and its mirrors, Tildes. None of it is text, and the two links are what readers want.

use super::labels::key;
use super::rich::slice;
use crate::domain::{Block, RichText, Style, WebUrl};

/// Longest line that can be furniture, in bytes.
const LINE_BYTES_MAX: usize = 300;

/// A feed's text without what an aggregator wrote around it.
#[derive(Debug)]
pub(super) struct Post {
    /// The text.
    pub(super) blocks: Vec<Block>,
    /// The page that the post is about.
    pub(super) linked: Option<WebUrl>,
    /// Where it is discussed.
    pub(super) comments: Option<WebUrl>,
}

impl Post {
    /// Takes the furniture off both ends of a text. Only a link to comments proves that there is any.
    pub(super) fn read(blocks: Vec<Block>) -> Self {
        let mut post = Self { blocks, linked: None, comments: None };
        post.take_end();
        if post.comments.is_none() {
            post.take_beginning();
        }
        if post.linked == post.comments {
            post.linked = None;
        }
        post
    }

    fn take_end(&mut self) {
        let mut found = Found::default();
        let mut kept = self.blocks.len();
        let mut shorter = None;
        while let Some(Block::Paragraph(rich)) = kept.checked_sub(1).map(|last| &self.blocks[last]) {
            let lines = lines_of(rich);
            let furniture = lines.iter().rev().take_while(|line| found.take(line)).count();
            if furniture < lines.len() {
                let end = lines.iter().rev().nth(furniture).map_or(0, |line| line.end);
                shorter = (furniture > 0).then(|| Block::Paragraph(slice(rich, 0..end)));
                break;
            }
            kept -= 1;
        }
        if self.accept(found) {
            self.blocks.truncate(kept);
            if let (Some(last), Some(shorter)) = (self.blocks.last_mut(), shorter) {
                *last = shorter;
            }
        }
    }

    fn take_beginning(&mut self) {
        let Some(Block::Paragraph(rich)) = self.blocks.first() else { return };
        let mut found = Found::default();
        let lines = lines_of(rich);
        let mut furniture = lines.iter().take_while(|line| found.take(line)).count();
        // The bare address that follows is that of the page.
        if let Some(line) = lines.get(furniture).filter(|_| found.comments.is_some())
            && let [(label, url)] = line.links.as_slice()
            && line.rest.is_empty()
            && WebUrl::parse(label).ok().as_ref() == Some(*url)
        {
            found.linked = Some((*url).clone());
            furniture += 1;
        }
        let rest = lines.get(furniture).map(|line| Block::Paragraph(slice(rich, line.start..rich.text.len())));
        if furniture > 0 && self.accept(found) {
            self.blocks.splice(0..1, rest);
        }
    }

    fn accept(&mut self, found: Found) -> bool {
        let proven = found.comments.is_some();
        if proven {
            (self.linked, self.comments) = (found.linked, found.comments);
        }
        proven
    }
}

/// One line of a paragraph.
struct PostLine<'a> {
    start: usize,
    end: usize,
    /// The words and targets of its links.
    links: Vec<(&'a str, &'a WebUrl)>,
    /// Its words outside of links.
    rest: String,
}

fn lines_of(rich: &RichText) -> Vec<PostLine<'_>> {
    let mut start = 0;
    let line = |text: &str| {
        let (from, end) = (start, start + text.len());
        start = end + 1;
        let (mut links, mut rest, mut at) = (Vec::new(), String::new(), from);
        for span in rich.spans.iter().filter(|span| span.range.start >= from && span.range.end <= end) {
            let Style::Link(url) = &span.style else { continue };
            let (Some(before), Some(label)) = (rich.text.get(at..span.range.start), rich.text.get(span.range.clone())) else {
                continue;
            };
            links.push((label, url));
            rest.push_str(before);
            rest.push(' ');
            at = span.range.end;
        }
        rest.push_str(rich.text.get(at..end).unwrap_or_default());
        PostLine { start: from, end, links, rest: key(&rest) }
    };
    rich.text.split('\n').map(line).collect()
}

/// What the furniture of a post says.
#[derive(Debug, Default)]
struct Found {
    linked: Option<WebUrl>,
    comments: Option<WebUrl>,
}

impl Found {
    /// Keeps what a line says of the post; returns false for a line of text.
    fn take(&mut self, line: &PostLine<'_>) -> bool {
        if line.end - line.start > LINE_BYTES_MAX {
            return false;
        }
        if line.links.is_empty() {
            return line.rest.is_empty() || line.rest.starts_with("submitted by ") || is_count(&line.rest);
        }
        let by = line.rest == "submitted by" || line.rest.starts_with("submitted by ");
        if !by && !is_count(&line.rest) && !is_address_label(&line.rest) && !line.rest.is_empty() {
            return false;
        }
        let mut known = by;
        let (mut linked, mut comments) = (None, None);
        for (label, url) in &line.links {
            let words = key(label);
            let says = if is_address_label(&line.rest) { line.rest.as_str() } else { words.as_str() };
            match says {
                "comments" | "comment" | "discuss" | "discussion" | "comments url" | "discussion url" => {
                    comments = Some(*url);
                }
                "article url" | "link url" => linked = Some(*url),
                "link" if label.starts_with('[') => linked = Some(*url),
                _ if is_count(says) && says.contains("comment") => comments = Some(*url),
                _ => {
                    if !by {
                        return false;
                    }
                    continue;
                }
            }
            known = true;
        }
        if known {
            self.linked = self.linked.take().or_else(|| linked.cloned());
            self.comments = self.comments.take().or_else(|| comments.cloned());
        }
        known
    }
}

/// Says whether words are what stands before a bare address.
fn is_address_label(words: &str) -> bool {
    matches!(words, "article url" | "link url" | "comments url" | "discussion url")
}

/// Says whether words are numbers of points, votes or comments and nothing else: `points 12`, `12 points 3 comments`.
fn is_count(words: &str) -> bool {
    let mut numbers = 0;
    let fits = words.split(' ').all(|word| {
        let number = word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty();
        numbers += usize::from(number);
        number || matches!(word, "point" | "points" | "vote" | "votes" | "upvotes" | "score" | "comment" | "comments")
    });
    fits && numbers > 0 && words.contains(' ')
}

#[cfg(test)]
mod tests {
    use crate::article::from_feed;
    use crate::domain::{Article, WebUrl};

    fn read(html: &str) -> (String, Option<String>, Option<String>) {
        let url = WebUrl::parse("https://talk.example/").unwrap();
        let Article { linked, comments, blocks, .. } = from_feed(html, Some(&url));
        let path = |url: WebUrl| url.as_str().to_owned();
        (Article { blocks, ..Article::default() }.text(), linked.map(path), comments.map(path))
    }

    fn says(html: &str, text: &str, linked: &str, comments: &str) {
        let some = |address: &str| Some(address.to_owned()).filter(|address| !address.is_empty());
        assert_eq!(read(html), (text.to_owned(), some(linked), some(comments)), "{html}");
    }

    const BY: &str = "&#32; submitted by &#32; <a href='https://talk.example/u/piers'> /u/piers </a>";
    const LINK: &str = "<span><a href='https://quay.example/1'>[link]</a></span>";
    const COMMENTS: &str = "<span><a href='https://talk.example/c/1'>[comments]</a></span>";
    const TO: &str = "to <a href='https://talk.example/t/quay'> t/quay </a>";

    #[test]
    fn who_submitted_a_post_is_no_text_and_its_links_are_kept() {
        let (page, talk) = ("https://quay.example/1", "https://talk.example/c/1");
        let words = "<div class='md'><p>The mole has a crack.</p><p>It is wide.</p></div>";
        says(&format!("{words} {BY} <br/> {LINK} &#32; {COMMENTS}"), "The mole has a crack.\n\nIt is wide.", page, talk);
        says(&format!("{words} {BY} {TO} <br/> {LINK} &#32; {COMMENTS}"), "The mole has a crack.\n\nIt is wide.", page, talk);
        says(&format!("{BY} <br/> {LINK} &#32; {COMMENTS}"), "", page, talk);
        says(&format!("The mole.<br/>{BY} <br/> {LINK} &#32; {COMMENTS}"), "The mole.", page, talk);
        let table = format!(
            "<table> <tr><td> <a href='{page}'> <img src='https://quay.example/t.jpg' alt='Mole' /> </a> </td><td> {BY} <br/> {LINK} &#32; {COMMENTS} </td></tr></table>"
        );
        says(&table, "", page, talk);
        let same = COMMENTS.replace("[comments]", "[link]");
        says(&format!("{words} {BY} <br/> {same} &#32; {COMMENTS}"), "The mole has a crack.\n\nIt is wide.", "", talk);
    }

    #[test]
    fn other_aggregators_are_read_like_it() {
        let (page, talk) = ("https://quay.example/1", "https://talk.example/c/1");
        says(&format!("<a href='{talk}'>Comments</a>"), "", "", talk);
        says(&format!("<p><a href='{talk}'>14 comments</a></p>"), "", "", talk);
        let mirror = format!(
            "<p>Article URL: <a href='{page}'>{page}</a></p><p>Comments URL: <a href='{talk}'>{talk}</a></p><p>Points: 12</p><p># Comments: 3</p>"
        );
        says(&mirror, "", page, talk);
        says(&format!("<p>We built a crane.</p><hr>{mirror}"), "We built a crane.", page, talk);
        let lemmy = format!(
            "submitted by <a href='https://talk.example/u/piers'>piers</a> to <a href='https://talk.example/c/quay'>quay</a><br>\
             12 points | <a href='{talk}'>3 comments</a>"
        );
        says(&format!("{lemmy}<br><a href='{page}'>{page}</a><p>It is wide.</p>"), "It is wide.", page, talk);
        says(&format!("{lemmy}<p>It is wide.</p>"), "It is wide.", "", talk);
        says(&lemmy, "", "", talk);
        let tildes = format!(
            "<p>Link URL: <a href='{page}'>{page}</a></p><p>Comments URL: <a href='{talk}'>{talk}</a></p><p>Votes: 8</p><p>Comments: 2</p>"
        );
        says(&format!("<p>We built a crane.</p>{tildes}"), "We built a crane.", page, talk);
        let old = format!(
            "submitted by <a href='https://talk.example/u/piers'>piers</a> <br/> <a href='{page}'>[link]</a> <a href='{talk}'>[8 comments]</a>"
        );
        says(&format!("<p>We built a crane.</p>{old}"), "We built a crane.", page, talk);
    }

    #[test]
    fn words_of_a_text_that_look_like_it_stay() {
        let check = |html: &str, text: &str| says(html, text, "", "");
        check("<p>The poem was submitted by Jane Doe</p>", "The poem was submitted by Jane Doe");
        check("<p>The tale.</p><p>Submitted by Jane Doe of Salisbury</p>", "The tale.\n\nSubmitted by Jane Doe of Salisbury");
        check("<p>See his <a href='https://a.example/c'>comments</a> on it.</p>", "See his comments on it.");
        check("<p>They won by 12 points</p>", "They won by 12 points");
        check("<p>Two teams met.</p><p>12 points</p>", "Two teams met.\n\n12 points");
        let far = "<p>One.</p><p><a href='https://a.example/c'>Comments</a></p><p>Two.</p>";
        assert!(read(far).2.is_none());
    }
}
