//! The whole of a page beside its story: everything that a reader would see, and what of it the story left out.

use super::{blocks, tree};
use crate::domain::{Article, Block, RichText, WebUrl, WholePage};
use crate::markup::limit_html;

/// Longest page that is shown whole, in blocks.
const BLOCKS_MAX: usize = 5_000;

/// Reads everything that a page shows, nothing removed, and says which blocks the story under this title kept.
pub fn whole(html: &str, url: Option<&WebUrl>, title: &str, story: &Article) -> WholePage {
    let html = limit_html(html).html;
    let page = tree::page(&html);
    // The walk to blocks passes over menus; here they are wanted.
    page.select("nav").rename("div");
    let body = page.select_single("body");
    let found = body.nodes().first().map(|body| blocks::blocks(body, url)).unwrap_or_default();
    let kept = format!("{}\n{}", plain(title), plain(&story.text()));
    let captions: Vec<String> = pictures(story).collect();
    let mut whole = WholePage::default();
    for block in found.into_iter().map(without_links).take(BLOCKS_MAX) {
        let is_kept = match &block {
            Block::Picture(picture) => captions.contains(&plain(&picture.caption)),
            Block::Rule => false,
            Block::List(items) => items.iter().any(|item| holds(&kept, &item.text.text)),
            other => holds(&kept, &other.text()),
        };
        whole.kept.push(is_kept);
        whole.blocks.push(block);
    }
    whole
}

fn pictures(story: &Article) -> impl Iterator<Item = String> + '_ {
    let inside = story.blocks.iter().filter_map(|block| if let Block::Picture(picture) = block { Some(picture) } else { None });
    story.picture.iter().chain(inside).map(|picture| plain(&picture.caption))
}

/// Says whether a text is part of what was kept.
fn holds(kept: &str, text: &str) -> bool {
    let text = plain(text);
    !text.is_empty() && kept.contains(&text)
}

/// Writes a text with one space between its words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The links of a whole page are hundreds: they are read as text.
fn without_links(mut block: Block) -> Block {
    let strip = |rich: &mut RichText| rich.spans.clear();
    match &mut block {
        Block::Paragraph(rich) | Block::Quote(rich) | Block::Heading { text: rich, .. } => strip(rich),
        Block::List(items) => items.iter_mut().for_each(|item| strip(&mut item.text)),
        Block::Table { rows, .. } => rows.iter_mut().flatten().for_each(strip),
        Block::Code { .. } | Block::Picture(_) | Block::Rule => {}
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_story_left_out_is_told_from_what_it_kept() {
        let html = "<html><body><nav><ul><li><a href='/a'>Home</a></li><li>Weather</li></ul></nav><article><h1>Ferry sails</h1>\
                    <p>The old <a href='/f'>ferry</a> sailed\nagain on Tuesday.</p><p>Advertisement</p></article>\
                    <script>var a</script></body></html>";
        let paragraph = Block::Paragraph(RichText::plain("The old ferry sailed again on Tuesday.".into()));
        let story = Article { blocks: vec![paragraph], ..Article::default() };
        let page = whole(html, None, "Ferry sails", &story);
        let told: Vec<(String, bool)> =
            page.blocks.iter().map(|block| block.text().into_owned()).zip(page.kept.iter().copied()).collect();
        let expected = [
            ("Home\nWeather", false),
            ("Ferry sails", true),
            ("The old ferry sailed again on Tuesday.", true),
            ("Advertisement", false),
        ];
        assert_eq!(told, expected.map(|(text, kept)| (text.to_owned(), kept)));
    }
}
