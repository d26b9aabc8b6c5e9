//! What stands in the body and is not the story: ad markers, share bars, captions said twice, tails of related links.
//!
//! Each rule looks at one short block; no rule drops a block over [`JUNK_BYTES_MAX`] bytes by its wording.

use std::collections::HashSet;

use super::labels::{self, key, opens_with};
use super::pictures::is_credit;
use crate::domain::{Block, ListItem, RichText, Style};
use crate::text::CleanText;

/// Longest block that its wording can make junk, in bytes.
const JUNK_BYTES_MAX: usize = 260;
/// From this many bytes on, a repeated block is a repetition and no refrain.
const REPEAT_BYTES_MIN: usize = 40;
/// From this many bytes on, text that is no link ends a tail of related stories.
const STORY_BYTES_MIN: usize = 140;

/// What is known about the story that its junk repeats.
#[derive(Debug, Default)]
pub(super) struct Known {
    title: String,
    byline: String,
    captions: HashSet<String>,
    /// Whether the text is a whole page: its loose links then lead to other stories.
    page: bool,
}

impl Known {
    /// Returns what a page is known to say about its story beside it.
    pub(super) fn of_page<'a>(title: Option<&str>, byline: Option<&str>, captions: impl Iterator<Item = &'a str>) -> Self {
        Self {
            title: key(title.unwrap_or_default()),
            byline: key(byline.unwrap_or_default()),
            captions: captions.map(key).collect(),
            page: true,
        }
    }

    /// Returns what is known about a feed's own text: nothing.
    pub(super) fn of_feed() -> Self {
        Self::default()
    }
}

/// Takes out of `blocks` what is not the story.
pub(super) fn remove(mut blocks: Vec<Block>, mut known: Known) -> Vec<Block> {
    for block in &blocks {
        if let Block::Picture(picture) = block {
            known.captions.insert(key(&picture.caption));
            known.captions.insert(key(&format!("{} {}", picture.caption, picture.credit)));
        }
    }
    known.captions.remove("");
    keep_credits(&mut blocks);
    drop_titles(&mut blocks, &known);
    blocks = cut_tails(blocks);
    let loose_links = known.page && loose_links_are_rare(&blocks);
    blocks = blocks.into_iter().filter_map(|block| keep(block, &known, loose_links)).collect();
    drop_repeats(&mut blocks);
    tidy_ends(&mut blocks);
    blocks
}

/// Returns the block without its junk; `None` when nothing is left.
fn keep(block: Block, known: &Known, loose_links: bool) -> Option<Block> {
    match block {
        Block::Paragraph(rich) => {
            let goes = is_junk(&rich, known) || loose_links && is_loose_link(&rich);
            (!goes).then_some(Block::Paragraph(rich))
        }
        Block::Quote(rich) => (!is_junk(&rich, known)).then_some(Block::Quote(rich)),
        Block::Heading { level, text } => {
            let goes = is_junk(&text, known) || is_tail(&text.text);
            (!goes).then_some(Block::Heading { level, text })
        }
        Block::List(items) => {
            let items: Vec<ListItem> = items.into_iter().filter(|item| !is_junk(&item.text, known)).collect();
            (!items.is_empty()).then_some(Block::List(items))
        }
        other => Some(other),
    }
}

/// A rule: whether a line with this text, key and share of link letters in per cent is junk.
type Rule = fn(&Line<'_>, &Known) -> bool;

/// One short block under judgement.
struct Line<'a> {
    text: &'a str,
    key: String,
    link_percent: usize,
}

const RULES: &[Rule] = &[
    is_ad_marker,
    is_continuation,
    is_share_bar,
    is_prompt,
    is_related_label,
    is_date_line,
    is_byline_again,
    is_comment_label,
    is_cookie_note,
    is_copyright,
    is_credit_line,
    is_caption_again,
    is_tag_line,
    is_button,
    is_picture_count,
];

fn is_junk(rich: &RichText, known: &Known) -> bool {
    let text = rich.text.as_str();
    if text.len() > JUNK_BYTES_MAX {
        return known.captions.contains(&key(text));
    }
    let line = Line { text, key: key(text), link_percent: link_percent(rich) };
    line.key.is_empty() || RULES.iter().any(|rule| rule(&line, known))
}

fn is_ad_marker(line: &Line<'_>, _: &Known) -> bool {
    labels::AD_MARKERS.contains(&line.key.as_str())
}

fn is_continuation(line: &Line<'_>, _: &Known) -> bool {
    line.text.len() <= 120 && opens_with(&line.key, labels::CONTINUES)
}

fn is_share_bar(line: &Line<'_>, _: &Known) -> bool {
    let mut core = false;
    line.text.len() <= 160
        && !ends_sentence(line.text)
        && line.key.split(' ').all(|word| {
            core |= labels::SHARE_CORE.contains(&word);
            labels::SHARE_WORDS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
        })
        && core
}

fn is_prompt(line: &Line<'_>, _: &Known) -> bool {
    let about = labels::PROMPT_OBJECTS.iter().any(|object| holds_words(&line.key, object));
    let calls = opens_with(&line.key, &["sign up", "subscribe", "follow us", "get our app", "download our app"]);
    about && opens_with(&line.key, labels::PROMPTS) || calls && line.key.split(' ').count() <= 12
}

fn is_related_label(line: &Line<'_>, _: &Known) -> bool {
    if !opens_with(&line.key, labels::RELATED) {
        return false;
    }
    let label_only = labels::RELATED.contains(&line.key.as_str()) && line.key != "more";
    let with_colon =
        line.text.split_once([':', '|', '>', '»']).is_some_and(|(label, _)| labels::RELATED.contains(&key(label).as_str()));
    let shouted =
        line.text.split(' ').take(2).all(|word| word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase));
    label_only || with_colon || line.link_percent >= 50 || shouted && opens_with(&line.key, &["read more", "see also", "related"])
}

fn is_date_line(line: &Line<'_>, _: &Known) -> bool {
    if line.text.len() > 120 || !line.text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut words = line.key.split(' ').peekable();
    let labelled = words.next_if(|word| DATE_LABELS.contains(word)).is_some();
    let (mut dated, mut all) = (0, 0);
    for word in words {
        all += 1;
        dated += usize::from(is_date_word(word));
    }
    let reading = line.key.ends_with("min read") || line.key.ends_with("minute read") || line.key.ends_with("minutes read");
    reading && all <= 6 || all > 0 && (dated == all && (labelled || all >= 2) || labelled && dated * 10 >= all * 7)
}

const DATE_LABELS: &[&str] = &[
    "updated",
    "published",
    "posted",
    "modified",
    "last",
    "first",
    "date",
    "stand",
    "aktualisiert",
    "veröffentlicht",
    "publié",
    "mis",
    "actualizado",
    "publicado",
    "pubblicato",
    "aggiornato",
    "gepubliceerd",
    "bijgewerkt",
    "uppdaterad",
    "publicerad",
    "oppdatert",
    "publisert",
    "created",
];

fn is_date_word(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "am",
        "pm",
        "a",
        "p",
        "m",
        "at",
        "on",
        "of",
        "et",
        "est",
        "edt",
        "pst",
        "pdt",
        "gmt",
        "utc",
        "bst",
        "cet",
        "cest",
        "ist",
        "uhr",
        "um",
        "am",
        "hrs",
        "ago",
        "hours",
        "hour",
        "minutes",
        "minute",
        "days",
        "day",
        "updated",
        "published",
        "posted",
        "modified",
        "the",
        "st",
        "nd",
        "rd",
        "th",
        "le",
        "à",
        "de",
        "el",
        "januar",
        "februar",
        "märz",
        "mai",
        "juni",
        "juli",
        "oktober",
        "dezember",
        "janvier",
        "février",
        "mars",
        "avril",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
        "time",
        "date",
        "last",
        "update",
    ];
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    WORDS.contains(&word)
        || !digits.is_empty() && digits.len() + 2 >= word.len() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_byline_again(line: &Line<'_>, known: &Known) -> bool {
    if !known.page || line.text.len() > 140 || ends_sentence(line.text) && !line.key.starts_with("by ") {
        return false;
    }
    let bare = line
        .key
        .strip_prefix("by ")
        .or_else(|| line.key.strip_prefix("von "))
        .or_else(|| line.key.strip_prefix("par "))
        .unwrap_or(&line.key);
    let known_name = !known.byline.is_empty()
        && (bare == known.byline || opens_with(bare, &[&known.byline]) && line.key.split(' ').count() <= 14);
    let names = line.text.strip_prefix("By ").or_else(|| line.text.strip_prefix("BY "));
    known_name
        || names.is_some_and(|names| {
            !names.contains(". ") && names.split_whitespace().count() <= 8 && names.split_whitespace().all(is_name_word)
        })
}

/// Says whether a word may stand in a line of authors: capitalised, or a small joining word.
fn is_name_word(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_uppercase() || !letter.is_alphabetic())
        || matches!(word, "and" | "de" | "van" | "von" | "der" | "al" | "for" | "in" | "bin")
}

fn is_comment_label(line: &Line<'_>, _: &Known) -> bool {
    let count = line
        .key
        .strip_suffix(" comments")
        .or_else(|| line.key.strip_suffix(" comment"))
        .or_else(|| line.key.strip_prefix("comments "));
    count.is_some_and(|count| count.split(' ').all(|word| word.bytes().all(|byte| byte.is_ascii_digit())))
        || line.text.len() <= 120 && opens_with(&line.key, labels::COMMENTS)
}

fn is_cookie_note(line: &Line<'_>, _: &Known) -> bool {
    let cookies = holds_words(&line.key, "cookies") || holds_words(&line.key, "cookie");
    cookies
        && [
            "accept",
            "accept all",
            "we use",
            "uses cookies",
            "use cookies",
            "cookie policy",
            "cookie settings",
            "consent",
            "manage cookies",
            "our partners",
        ]
        .iter()
        .any(|word| holds_words(&line.key, word))
}

fn is_copyright(line: &Line<'_>, _: &Known) -> bool {
    let dated = || line.key.split(' ').take(8).any(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")));
    line.text.starts_with('©')
        || line.text.starts_with("(c) ") && dated()
        || line.key.starts_with("copyright ") && dated()
        || holds_words(&line.key, "all rights reserved")
        || holds_words(&line.key, "may not be published broadcast rewritten")
}

fn is_credit_line(line: &Line<'_>, _: &Known) -> bool {
    is_credit(line.text)
}

fn is_caption_again(line: &Line<'_>, known: &Known) -> bool {
    known.captions.contains(&line.key)
}

fn is_tag_line(line: &Line<'_>, _: &Known) -> bool {
    let label = line.text.split_once(':').map(|(label, _)| key(label));
    !ends_sentence(line.text) && label.is_some_and(|label| labels::TAGS.contains(&label.as_str()))
        || line.link_percent >= 50 && opens_with(&line.key, labels::TAGS)
}

fn is_button(line: &Line<'_>, _: &Known) -> bool {
    line.text.len() <= 60 && labels::BUTTONS.contains(&line.key.as_str())
        || line.key.starts_with("click here to ") && line.text.len() <= 120
}

fn is_picture_count(line: &Line<'_>, _: &Known) -> bool {
    let words: Vec<&str> = line.key.split(' ').collect();
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    match words.as_slice() {
        [kind, at, "of", all, ..] => {
            matches!(*kind, "image" | "photo" | "picture" | "slide" | "gallery") && number(at) && number(all)
        }
        [at, "of" | "von", all] => number(at) && number(all),
        [at, all] => number(at) && number(all) && line.text.contains('/'),
        _ => false,
    }
}

/// Says whether the words of `part` stand in `key` one after the other.
fn holds_words(key: &str, part: &str) -> bool {
    key.match_indices(part).any(|(at, _)| {
        let end = at + part.len();
        (at == 0 || key[..at].ends_with(' ')) && (end == key.len() || key[end..].starts_with(' '))
    })
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')', '\'']).ends_with(['.', '!', '?', '。'])
}

/// Returns how many of a hundred bytes of the text stand in links.
fn link_percent(rich: &RichText) -> usize {
    let linked: usize = rich.spans.iter().filter(|span| matches!(span.style, Style::Link(_))).map(|span| span.range.len()).sum();
    (linked * 100).checked_div(rich.text.len()).unwrap_or(0).min(100)
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

/// Gives the credit lines that follow a picture to that picture.
fn keep_credits(blocks: &mut Vec<Block>) {
    let mut at = 1;
    while at < blocks.len() {
        if let (Block::Picture(_), Block::Paragraph(line)) = (&blocks[at - 1], &blocks[at])
            && is_credit(&line.text)
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
    if known.title.is_empty() {
        return;
    }
    let mut seen = 0;
    blocks.retain(|block| {
        let (Block::Heading { text, .. } | Block::Paragraph(text)) = block else { return true };
        seen += 1;
        let words = key(&text.text);
        let long = words.len() >= 20;
        !(seen <= 4
            && (words == known.title
                || long
                    && matches!(block, Block::Heading { .. })
                    && (known.title.contains(&words) || words.contains(&known.title))))
    });
}

/// Says whether a line heads what follows a story: related links, comments, tags.
fn is_tail(text: &str) -> bool {
    let words = key(text);
    let short = words.split(' ').count() <= 7 && !ends_sentence(text);
    short
        && (labels::RELATED.contains(&words.as_str()) && !matches!(words.as_str(), "more" | "watch" | "listen")
            || labels::TAILS.contains(&words.as_str())
            || opens_with(&words, &["more from", "more on", "also on", "more in"]) && text.len() <= 60)
}

/// Drops each tail heading with the links and short lines under it.
fn cut_tails(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut cutting = false;
    let mut seen_story = false;
    for block in blocks {
        let heads = match &block {
            Block::Heading { text, .. } | Block::Paragraph(text) => is_tail(&text.text),
            _ => false,
        };
        if cutting && !heads && is_story(&block) {
            cutting = false;
        }
        if heads && seen_story {
            cutting = true;
        }
        seen_story |= is_story(&block);
        if !cutting {
            out.push(block);
        }
    }
    cut_links_at_the_end(&mut out);
    out
}

/// Says whether a block is surely the story's: running text, not links.
fn is_story(block: &Block) -> bool {
    match block {
        Block::Paragraph(rich) | Block::Quote(rich) => {
            link_percent(rich) < 60 && (rich.text.len() >= STORY_BYTES_MIN || rich.text.len() >= 60 && ends_sentence(&rich.text))
        }
        Block::List(items) => items.iter().any(|item| link_percent(&item.text) < 60 && item.text.text.len() >= STORY_BYTES_MIN),
        Block::Code { .. } => true,
        _ => false,
    }
}

/// Drops lists of nothing but links after the last paragraph of the story.
fn cut_links_at_the_end(blocks: &mut Vec<Block>) {
    let Some(last) = blocks.iter().rposition(is_story) else { return };
    let is_links = |block: &Block| match block {
        Block::List(items) => items.len() >= 2 && items.iter().all(|item| link_percent(&item.text) >= 80),
        _ => false,
    };
    let mut at = last + 1;
    while at < blocks.len() {
        if is_links(&blocks[at]) { drop(blocks.remove(at)) } else { at += 1 }
    }
}

/// Drops what is said again right after, and lines pulled out of a paragraph to stand beside it.
fn drop_repeats(blocks: &mut Vec<Block>) {
    let keys: Vec<String> = blocks.iter().map(|block| key(&block.text())).collect();
    let mut at = 0;
    let mut index = 0;
    blocks.retain(|block| {
        index = at;
        at += 1;
        let words = &keys[index];
        if words.len() < REPEAT_BYTES_MIN || matches!(block, Block::Code { .. } | Block::Table { .. }) {
            return true;
        }
        let repeated = keys[index.saturating_sub(2)..index].contains(words);
        let pulled = matches!(block, Block::Quote(_) | Block::Heading { .. })
            && keys.iter().enumerate().any(|(other, key)| {
                other.abs_diff(index) <= 12 && other != index && key.len() > words.len() && key.contains(words.as_str())
            });
        !(repeated || pulled)
    });
}

/// Drops headings over nothing and rules at the ends or in a row.
fn tidy_ends(blocks: &mut Vec<Block>) {
    blocks.dedup_by(|next, before| *next == Block::Rule && *before == Block::Rule);
    while matches!(blocks.last(), Some(Block::Rule | Block::Heading { .. })) && blocks.len() > 1 {
        blocks.pop();
    }
    while matches!(blocks.first(), Some(Block::Rule)) {
        blocks.remove(0);
    }
}
