//! What stands in the body and is not the story: ad markers, share bars, captions said twice, tails of related links.
//!
//! Each rule looks at one short block; no rule drops a block over 260 bytes by its wording.

mod above;
mod captions;
mod labelled;
mod names;
mod repeats;
mod rules;
mod spot;

use std::ops::Range;

use foldhash::HashSet;

use self::above::drop_labels_above;
use self::captions::{Captions, drop_captions};
use self::labelled::{begins_with_headline, leads_to_another};
use self::names::is_names_only;
use self::repeats::{drop_echoes, drop_repeats};
use self::rules::{BUTTON_LABEL, JUNK_BYTES_MAX, RELATED_LABEL, ends_sentence, is_credit_shaped, junk_rule, link_percent};
use self::spot::Spot;
use super::dom::beginning;
use super::entries::entries;
use super::labels::{self, key, opens_with};
use super::pictures::is_credit;
use super::trace::Trace;
use crate::domain::{Block, ListItem, RichText, WebUrl};
use crate::text::CleanText;

/// From this many bytes on, a repeated block is a repetition and no refrain.
const REPEAT_BYTES_MIN: usize = 30;
/// From this many bytes on, text that is no link ends a tail of related stories.
const STORY_BYTES_MIN: usize = 140;
/// The part about the sender begins after this share of a press release, in per cent.
const ABOUT_PERCENT_MIN: usize = 60;
/// An item of a list under a heading of other stories leads to one when it holds this share of links, in per cent.
const LINKED_PERCENT: usize = 15;
/// From this many bytes on, a heading that ends as a sentence may be the last of a story.
const SENTENCE_BYTES_MIN: usize = 60;
/// How many blocks of a story may stand before the name of its author.
const EARLY_BLOCKS: usize = 3;
/// From this many chapters with linked headings on, links are what the page is about.
const LINKED_HEADS_MIN: usize = 3;
/// Longest heading over what follows a story, in bytes.
const TAIL_BYTES_MAX: usize = 100;

/// What is known about the story that its junk repeats.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What the page calls its story, the title first.
    titles: Vec<String>,
    /// Whom it calls an author, the byline first.
    bylines: Vec<String>,
    /// Captions of the page, wherever they stood.
    captions: Captions,
    /// Times that head the posts of a live report.
    times: HashSet<String>,
    /// The page's own address, as a key and as it is.
    address: String,
    url: Option<WebUrl>,
    /// Whether the text is a whole page: its loose links then lead to other stories.
    page: bool,
}

impl Known {
    /// Returns what a page is known to say about its story beside it.
    pub(super) fn of_page<'a>(
        titles: impl Iterator<Item = &'a str>,
        bylines: impl Iterator<Item = &'a str>,
        address: Option<&WebUrl>,
        captions: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut known = Self {
            titles: keys(titles),
            bylines: keys(bylines),
            captions: Captions::default(),
            times: HashSet::default(),
            address: address.map(|address| key(address.as_str())).unwrap_or_default(),
            url: address.cloned(),
            page: true,
        };
        captions.for_each(|caption| known.captions.add(caption));
        known
    }

    /// Adds the times that head the posts of a live report.
    pub(super) fn with_times<'a>(mut self, times: impl Iterator<Item = &'a str>) -> Self {
        self.times.extend(times.map(key));
        self
    }

    /// Returns what is known about a feed's own text: nothing.
    pub(super) fn of_feed() -> Self {
        Self::default()
    }
}

fn keys<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for words in texts.map(key).filter(|words| !words.is_empty()) {
        if !keys.contains(&words) {
            keys.push(words);
        }
    }
    keys
}

/// Takes out of `blocks` what is not the story.
pub(super) fn remove(mut blocks: Vec<Block>, known: &Known, trace: &mut Trace) -> Vec<Block> {
    trace.step("credit of a picture", &mut blocks, keep_credits);
    trace.step("title said again", &mut blocks, |blocks| drop_titles(blocks, known));
    if known.page {
        // A feed's own text has no boxes of other stories: its lists of links are show notes, references, the week's finds.
        trace.step("list of other stories", &mut blocks, |blocks| cut_tails(blocks, known));
    }
    let loose_links = known.page && loose_links_are_rare(&blocks);
    if known.page {
        trace.step("label above the story", &mut blocks, drop_labels_above);
        trace.step("names above the story", &mut blocks, drop_names_above);
        trace.step("table of contents", &mut blocks, drop_contents);
    }
    if loose_links {
        trace.step("list of links", &mut blocks, drop_link_lists);
    }
    trace.step("caption said again", &mut blocks, |blocks| drop_captions(blocks, &known.captions, &is_story));
    let linked_heads = heads_are_linked(&blocks);
    let told = told(&blocks, known);
    let entries = if loose_links { entries(&blocks) } else { HashSet::default() };
    let mut rest = blocks.into_iter().enumerate().peekable();
    let mut kept = Vec::new();
    while let Some((at, block)) = rest.next() {
        let heads = !known.page && rest.peek().is_some_and(|(_, next)| is_links(next));
        let spot = Spot { outside: !told.contains(&at), early: at <= told.start + EARLY_BLOCKS, part: false };
        kept.extend(keep(block, known, spot, heads, loose_links && !entries.contains(&at), linked_heads, trace));
    }
    blocks = kept;
    trace.step("said again nearby", &mut blocks, drop_repeats);
    if known.page {
        trace.step("said again and again", &mut blocks, drop_echoes);
        trace.step("about the sender", &mut blocks, drop_about);
    }
    trace.step("heading over nothing", &mut blocks, tidy_ends);
    blocks
}

/// Returns the block without its junk; `None` when nothing is left. One that `heads` links of a feed's own text names them.
fn keep(
    block: Block,
    known: &Known,
    spot: Spot,
    heads: bool,
    loose_links: bool,
    linked_heads: bool,
    trace: &mut Trace,
) -> Option<Block> {
    let is_list = matches!(block, Block::List(_));
    let cause_of = |rich: &RichText, heading: bool, alone: bool| {
        let names = !known.page && (heading || heads);
        let part = heading || is_list;
        junk_rule(rich, known, Spot { part, ..spot })
            .filter(|cause| !(names && matches!(*cause, RELATED_LABEL | BUTTON_LABEL)))
            .or_else(|| (heading && known.page && is_tail(&rich.text)).then_some("heading of other stories"))
            .or_else(|| {
                (alone && !(heading && linked_heads) && loose_links && is_loose_link(rich)).then_some("link to another story")
            })
            .or_else(|| {
                known.url.as_ref().is_some_and(|page| alone && leads_to_another(rich, page)).then_some("link to another story")
            })
    };
    // A list that a feed sends stays whole, unless it is a bar of buttons.
    if let Block::List(items) = &block
        && !known.page
        && items.iter().any(|item| cause_of(&item.text, false, false).is_none())
    {
        return Some(block);
    }
    let mut fits = |rich: &RichText, heading: bool, alone: bool| {
        let cause = cause_of(rich, heading, alone);
        if let Some(cause) = cause {
            trace.add(cause, &rich.text);
        }
        cause.is_none()
    };
    match block {
        Block::Paragraph(rich) => fits(&rich, false, true).then_some(Block::Paragraph(rich)),
        Block::Quote(rich) => fits(&rich, false, false).then_some(Block::Quote(rich)),
        Block::Heading { level, text } => fits(&text, true, true).then_some(Block::Heading { level, text }),
        Block::List(items) => {
            let items: Vec<ListItem> = items.into_iter().filter(|item| fits(&item.text, false, false)).collect();
            (!items.is_empty()).then_some(Block::List(items))
        }
        other => Some(other),
    }
}

/// Returns where the story is told: from its first paragraph to its last, leaving aside those that are worded like furniture.
fn told(blocks: &[Block], known: &Known) -> Range<usize> {
    let tells = |block: &Block| {
        is_story(block)
            && match block {
                Block::Paragraph(rich) | Block::Quote(rich) => junk_rule(rich, known, Spot::outside()).is_none(),
                _ => true,
            }
    };
    let Some(first) = blocks.iter().position(tells) else { return 0..0 };
    first..blocks.iter().rposition(tells).map_or(first, |last| last + 1)
}

/// Says whether a block is a list, or a paragraph that is a link before all.
fn is_links(block: &Block) -> bool {
    match block {
        Block::List(_) => true,
        Block::Paragraph(rich) => link_percent(rich) >= 60,
        _ => false,
    }
}

/// Says whether a paragraph is nothing but a link to somewhere else.
fn is_loose_link(rich: &RichText) -> bool {
    rich.text.len() <= JUNK_BYTES_MAX && link_percent(rich) >= 85 && rich.text.split_whitespace().count() >= 4
}

/// Says whether loose links are strewn into a story, rather than being what the page is about.
fn loose_links_are_rare(blocks: &[Block]) -> bool {
    let (mut loose, mut text) = (0, 0);
    for block in blocks {
        if let Block::Paragraph(rich) = block {
            if is_loose_link(rich) { loose += 1 } else { text += 1 }
        }
    }
    text >= 4 && loose * 4 <= text
}

/// Says whether the headings of a story are links themselves, as in a list of inns: text follows on each.
fn heads_are_linked(blocks: &[Block]) -> bool {
    let is_head = |block: &Block| matches!(block, Block::Heading { text, .. } if is_loose_link(text));
    let tells = |under: &[Block]| under.iter().take(3).take_while(|block| !matches!(block, Block::Heading { .. })).any(is_story);
    blocks.iter().enumerate().filter(|(at, block)| is_head(block) && tells(&blocks[at + 1..])).count() >= LINKED_HEADS_MIN
}

/// Gives the credit lines that follow a picture to that picture.
fn keep_credits(blocks: &mut Vec<Block>) {
    let mut at = 1;
    while at < blocks.len() {
        if let (Block::Picture(_), Block::Paragraph(line)) = (&blocks[at - 1], &blocks[at])
            && is_credit(&line.text)
            && (is_credit_shaped(&line.text) || line.text.split(' ').take(2).any(|word| word.ends_with(':')))
        {
            let Block::Paragraph(line) = blocks.remove(at) else { continue };
            if let Block::Picture(picture) = &mut blocks[at - 1]
                && picture.credit.is_empty()
            {
                let words = line.text.trim_end_matches("License Photo").trim_end_matches([' ', '|']);
                picture.credit = CleanText::new(words);
            }
            continue;
        }
        at += 1;
    }
}

/// Drops the title where the body begins by saying it again.
fn drop_titles(blocks: &mut Vec<Block>, known: &Known) {
    let mut seen = 0;
    let story = blocks.iter().position(is_story).unwrap_or(0);
    let mut at = 0;
    blocks.retain(|block| {
        at += 1;
        let (Block::Heading { text, .. } | Block::Paragraph(text)) = block else { return true };
        seen += 1;
        if seen > 4 && at > story {
            return true;
        }
        let words = key(&text.text);
        let long = words.len() >= 20;
        let says = |title: &String| title.contains(&words) || words.contains(title.as_str());
        !(known.titles.contains(&words) || long && matches!(block, Block::Heading { .. }) && known.titles.iter().any(says))
    });
}

/// Drops lines of mere names that stand above the story.
fn drop_names_above(blocks: &mut Vec<Block>) {
    let Some(mut story) = blocks.iter().position(is_story) else { return };
    let mut at = 0;
    while at < story {
        if matches!(&blocks[at], Block::Paragraph(line) if is_names_only(&line.text)) {
            blocks.remove(at);
            story -= 1;
        } else {
            at += 1;
        }
    }
}

/// Drops a table of contents: a list whose items are said again as headings below.
fn drop_contents(blocks: &mut Vec<Block>) {
    let headings: HashSet<String> =
        blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).map(|block| key(&block.text())).collect();
    if headings.len() < 3 {
        return;
    }
    blocks.retain(|block| match block {
        Block::List(items) => {
            let said = items.iter().filter(|item| headings.contains(&key(&item.text.text))).count();
            said < 3 || said * 10 < items.len() * 7
        }
        _ => true,
    });
}

/// Drops short lists of links that break into running text: they lead to other stories.
fn drop_link_lists(blocks: &mut Vec<Block>) {
    let mut at = 1;
    while at + 1 < blocks.len() {
        let is_list = matches!(&blocks[at], Block::List(items) if (2..=6).contains(&items.len()) && items.iter().all(|item| link_percent(&item.text) >= 90));
        let breaks_in = is_story(&blocks[at - 1]) && ends_sentence(&blocks[at - 1].text()) && is_story(&blocks[at + 1]);
        if is_list && breaks_in {
            blocks.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Says whether a line of a page heads what follows a story: related links, comments and tags.
fn is_tail(text: &str) -> bool {
    if text.len() > TAIL_BYTES_MAX || ends_sentence(text) {
        return false;
    }
    let words = key(text);
    words.split(' ').count() <= 7
        && (labels::RELATED.contains(&words.as_str()) && !matches!(words.as_str(), "more" | "watch" | "listen")
            || labels::TAILS.contains(&words.as_str())
            || opens_with(&words, &["more from", "more on", "also on", "more in"]) && text.len() <= 60
            || (words.starts_with("more ") || words.starts_with("other ") || words.starts_with("want more "))
                && ["stories", "articles", "news", "coverage", "posts", "stories like this"]
                    .iter()
                    .any(|end| words.ends_with(end)))
}

/// Drops each tail heading with the links and short lines under it.
fn cut_tails(blocks: &mut Vec<Block>, known: &Known) {
    let mut cutting = false;
    let mut seen_story = false;
    blocks.retain(|block| {
        let heads = match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => is_tail(&text.text),
            _ => false,
        };
        let story = is_story(block);
        if cutting && !heads && story && !is_mostly_links(block) {
            cutting = false;
        }
        cutting |= heads && seen_story;
        seen_story |= story;
        !cutting
    });
    cut_links_at_the_end(blocks, known);
}

/// Says whether a block is surely the story's: running text, not links.
pub(super) fn is_story(block: &Block) -> bool {
    match block {
        Block::Paragraph(rich) | Block::Quote(rich) => {
            link_percent(rich) < 60 && (rich.text.len() >= STORY_BYTES_MIN || rich.text.len() >= 60 && ends_sentence(&rich.text))
        }
        Block::List(items) => items.iter().any(|item| link_percent(&item.text) < 60 && item.text.text.len() >= STORY_BYTES_MIN),
        Block::Code { .. } => true,
        _ => false,
    }
}

/// Says whether most items of a list lead elsewhere, or each of several by a good part of its words.
fn is_mostly_links(block: &Block) -> bool {
    let Block::List(items) = block else { return false };
    let linked = |percent: usize| items.iter().filter(|item| link_percent(&item.text) >= percent).count();
    linked(60) * 2 > items.len() || items.len() >= 3 && linked(LINKED_PERCENT) == items.len()
}

/// Drops lists of nothing but links after the last paragraph of the story.
fn cut_links_at_the_end(blocks: &mut Vec<Block>, known: &Known) {
    let Some(last) = blocks.iter().rposition(is_story) else { return };
    let is_links = |block: &Block| match block {
        Block::List(items) => {
            let begins = |item: &ListItem| known.url.as_ref().is_some_and(|page| begins_with_headline(&item.text, page));
            items.len() >= 2 && items.iter().all(|item| link_percent(&item.text) >= 80)
                || items.len() >= 3 && items.iter().all(begins)
        }
        _ => false,
    };
    let mut at = last + 1;
    while at < blocks.len() {
        if is_links(&blocks[at]) { drop(blocks.remove(at)) } else { at += 1 }
    }
}

/// Drops what a press release says about its sender at its end: "About Harbour Wire" and the paragraphs under it.
///
/// The paragraph under it tells who the sender is, so it begins with the name; a chapter "About the cranes" does not.
fn drop_about(blocks: &mut Vec<Block>) {
    let whole: usize = blocks.iter().map(|block| block.text().len()).sum();
    let mut before = 0;
    let at = blocks.iter().enumerate().position(|(at, block)| {
        let late = before * 100 >= whole * ABOUT_PERCENT_MIN;
        before += block.text().len();
        let (Block::Heading { text, .. } | Block::Paragraph(text)) = block else { return false };
        late && blocks.get(at + 1).is_some_and(|next| introduces(&text.text, &next.text()))
    });
    if let Some(at) = at
        && blocks[at + 1..].iter().all(|block| matches!(block, Block::Paragraph(_) | Block::Picture(_) | Block::Rule))
    {
        blocks.truncate(at);
    }
}

/// Says whether a line "About …" names who is introduced by the paragraph under it.
fn introduces(label: &str, paragraph: &str) -> bool {
    if label.len() > TAIL_BYTES_MAX || ends_sentence(label) || label.contains('?') {
        return false;
    }
    let words = key(label);
    let Some(name) = words.strip_prefix("about ").filter(|name| name.split(' ').count() <= 6) else { return false };
    let is_name = label
        .split_whitespace()
        .skip(1)
        .any(|word| word.starts_with(|letter: char| letter.is_uppercase() || letter.is_numeric()));
    let bare = |text: &str| text.strip_prefix("the ").unwrap_or(text).to_owned();
    let (name, said) = (bare(name), bare(&key(beginning(paragraph, TAIL_BYTES_MAX * 2))));
    // "About the Vasa Museum" stands over "The Vasa Museum is …"; "About Okafor Shipping plc" over "Okafor Shipping is …".
    let first = name.split(' ').next().unwrap_or_default();
    is_name && !first.is_empty() && opens_with(&said, &[first])
}

/// Drops headings over nothing and rules at the ends or in a row. A long sentence is no heading, however it is marked.
fn tidy_ends(blocks: &mut Vec<Block>) {
    blocks.dedup_by(|next, before| *next == Block::Rule && *before == Block::Rule);
    let heads_nothing = |block: &Block| match block {
        Block::Rule => true,
        Block::Heading { text, .. } => {
            text.text.len() < SENTENCE_BYTES_MIN
                || !ends_sentence(&text.text)
                || text.text.ends_with('?')
                || link_percent(text) >= 60
        }
        _ => false,
    };
    while blocks.last().is_some_and(heads_nothing) && blocks.len() > 1 {
        blocks.pop();
    }
    while matches!(blocks.first(), Some(Block::Rule)) {
        blocks.remove(0);
    }
}

#[cfg(test)]
mod tests;
