//! The rules about one short line each: what its wording, its links and what is known of the story make of it.

use std::sync::LazyLock;

use super::Known;
use super::names::is_byline_again;
use super::spot::{SIGNS_MIN, Spot, begins_quoted, is_names, is_report, is_sentence};
use crate::article::labels::{self, Opening, Phrases, key, opens_with};
use crate::article::pictures::is_credit;
use crate::domain::{RichText, Style};

/// Longest block that its wording can make junk, in bytes.
pub(super) const JUNK_BYTES_MAX: usize = 260;

/// Longest line that tells how long a story takes to read, in words.
const READING_WORDS_MAX: usize = 6;

/// Longest line of facts about a story, in bytes.
const FACTS_BYTES_MAX: usize = 200;

/// Names of rules whose lines name a part of a text where they head it: "Further reading", "Transcript".
pub(super) const RELATED_LABEL: &str = "label of other stories";
pub(super) const BUTTON_LABEL: &str = "label of a button";

/// A rule: whether a line with this text, key and share of link letters in per cent is junk.
type Rule = fn(&Line<'_>, &Known) -> bool;

/// How many signs beside its words a rule needs against a line that ends as a sentence.
///
/// `NONE`: the rule looks at the shape of the line itself.
const NONE: u8 = 0;
/// Hardly any sentence of a story is worded so.
const ONE: u8 = SIGNS_MIN - 1;
const TWO: u8 = SIGNS_MIN;

/// One short block under judgement.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) key: String,
    link_percent: usize,
    pub(super) spot: Spot,
    /// Whether all of it is set in bold, as a heading is.
    is_strong: bool,
    /// Bits of the kinds of phrases that stand in it.
    phrases: u8,
    /// Bits of the kinds of phrases with which it begins.
    opening: Opening,
}

impl Line<'_> {
    /// Says whether phrases of all these kinds stand in the line.
    fn says(&self, kinds: u8) -> bool {
        self.phrases & kinds == kinds
    }

    /// Says whether the line begins with a phrase of this kind.
    fn opens(&self, kind: u8) -> bool {
        self.opening.begun & kind != 0
    }

    /// Says whether a line with the wording of furniture is furniture: not if it reads like a sentence of the story.
    fn is_convicted(&self, needed: u8, known: &Known) -> bool {
        if needed == NONE || self.opening.whole != 0 {
            return true;
        }
        if begins_quoted(self.text) || known.page && is_sentence(self.text) && is_report(self.text) {
            return false;
        }
        !is_sentence(self.text) || known.page && self.spot.signs(self.text, self.link_percent) >= needed
    }

    /// Says whether the line is a phrase of this kind and nothing else.
    fn is(&self, kind: u8) -> bool {
        self.opening.whole & kind != 0
    }
}

const RULES: &[(&str, Rule, u8)] = &[
    ("ad marker", is_ad_marker, NONE),
    ("line around an ad", is_continuation, NONE),
    ("share bar", is_share_bar, NONE),
    ("prompt to subscribe", is_prompt, TWO),
    (RELATED_LABEL, is_related_label, NONE),
    ("label of comments", is_comment_label, TWO),
    ("cookie notice", is_cookie_note, TWO),
    ("copyright line", is_copyright, NONE),
    (BUTTON_LABEL, is_button, TWO),
    ("count of pictures", is_picture_count, TWO),
    ("notice for subscribers", is_wall, ONE),
];

/// Rules about what stands around a story on a page. A feed's own text was cut out by its publisher: a date or a credit that
/// stands in it was meant.
const PAGE_RULES: &[(&str, Rule, u8)] = &[
    ("date said again", is_date_line, ONE),
    ("byline said again", is_byline_again, NONE),
    ("credit of a picture", is_credit_line, NONE),
    ("tags", is_tag_line, NONE),
    ("who helped", is_contribution, NONE),
    ("about the author", is_about_the_author, NONE),
    ("address of the page", is_own_address, NONE),
];

const OBJECT: u8 = 1;
const WALL: u8 = 2;
const COOKIE: u8 = 4;
const COOKIE_WORD: u8 = 8;
const LETTER: u8 = 16;
const CALL: u8 = 32;
const RIGHTS: u8 = 64;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        (OBJECT, labels::PROMPT_OBJECTS),
        (WALL, labels::WALLS),
        (COOKIE, &["cookies", "cookie"]),
        (COOKIE_WORD, labels::COOKIE_WORDS),
        (LETTER, &["newsletter", "newsletters"]),
        (CALL, labels::CALLS),
        (RIGHTS, &["all rights reserved", "may not be published broadcast rewritten"]),
    ])
});

const AD_MARKER: u8 = 1;
const CONTINUES: u8 = 2;
const RELATED: u8 = 4;
const PROMPT: u8 = 8;
const COMMENTS: u8 = 16;
const CONTRIBUTOR: u8 = 32;
const TAGS: u8 = 64;
const BUTTON: u8 = 128;

/// What lines begin with.
static OPENINGS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        (AD_MARKER, labels::AD_MARKERS),
        (CONTINUES, labels::CONTINUES),
        (RELATED, labels::RELATED),
        (PROMPT, labels::PROMPTS),
        (COMMENTS, labels::COMMENTS),
        (CONTRIBUTOR, labels::CONTRIBUTORS),
        (TAGS, labels::TAGS),
        (BUTTON, labels::BUTTONS),
    ])
});

/// Returns the rule by which a block is junk at its spot: it is known from elsewhere, or its wording is known.
pub(super) fn junk_rule(rich: &RichText, known: &Known, spot: Spot) -> Option<&'static str> {
    let text = rich.text.as_str();
    if text.len() > JUNK_BYTES_MAX {
        return None;
    }
    let key = key(text);
    if key.is_empty() {
        return Some("no words");
    }
    let (phrases, opening) = (PHRASES.found_in(&key), OPENINGS.opening(&key));
    let line = Line { text, key, link_percent: link_percent(rich), spot, is_strong: is_strong(rich), phrases, opening };
    let page_rules = if known.page { PAGE_RULES } else { &[] };
    let applies = |(_, rule, needed): &&(&str, Rule, u8)| rule(&line, known) && line.is_convicted(*needed, known);
    RULES.iter().chain(page_rules).find(applies).map(|(name, _, _)| *name)
}

fn is_ad_marker(line: &Line<'_>, _: &Known) -> bool {
    line.is(AD_MARKER)
}

fn is_continuation(line: &Line<'_>, _: &Known) -> bool {
    let is_label = || line.text.len() <= 60 && !line.text.contains(',');
    line.text.len() <= 120 && line.opens(CONTINUES) && (!is_sentence(line.text) || is_label())
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

/// Says whether a line names those who helped with the story: nothing but names follows its label, or it says so at its end.
fn is_contribution(line: &Line<'_>, _: &Known) -> bool {
    if labels::CONTRIBUTED.iter().any(|end| line.key.ends_with(end)) {
        return !begins_quoted(line.text) && (line.spot.outside || !is_sentence(line.text));
    }
    if !line.opens(CONTRIBUTOR) {
        return false;
    }
    let is_label = || line.text.starts_with(['(', '[']) || is_names(line.text.split_once(' ').map_or("", |(_, names)| names));
    if is_sentence(line.text) && !is_label() {
        return line.opening.whole & CONTRIBUTOR != 0
            || line.key.contains(" editing by ") && line.text.contains(';')
            || !is_source(line)
                && !begins_quoted(line.text)
                && !is_report(line.text)
                && line.spot.signs(line.text, line.link_percent) >= TWO;
    }
    (line.text.len() <= 160 || line.key.contains("editing by"))
        && (!is_source(line) || line.text.len() <= 60 && line.text.contains(':'))
}

fn is_source(line: &Line<'_>) -> bool {
    opens_with(&line.key, &["source", "sources", "quelle", "quellen"])
}

/// Says whether a line tells who the author is: it begins with the known name and goes on with "is".
fn is_about_the_author(line: &Line<'_>, known: &Known) -> bool {
    let tells = |rest: &str| {
        [" is a ", " is an ", " is the ", " is author ", " writes ", " covers ", " ist "]
            .iter()
            .any(|verb| rest.starts_with(verb))
            || rest.starts_with(" is ") && line.text.contains("'s ")
    };
    let after = |name: &String| line.key.strip_prefix(name.as_str()).filter(|_| name.contains(' '));
    known.bylines.iter().filter_map(after).any(tells)
}

/// Says whether a line is the address of the page itself.
fn is_own_address(line: &Line<'_>, known: &Known) -> bool {
    !known.address.is_empty() && line.key == known.address
}

fn is_prompt(line: &Line<'_>, _: &Known) -> bool {
    if line.says(LETTER | CALL) {
        return true;
    }
    let calls = opens_with(&line.key, &["sign up", "subscribe", "follow us", "get our app", "download our app"]);
    line.opens(PROMPT) && line.says(OBJECT) || calls && line.key.split(' ').count() <= 12
}

fn is_related_label(line: &Line<'_>, known: &Known) -> bool {
    if !line.opens(RELATED) {
        return false;
    }
    let label_only = line.is(RELATED) && line.key != "more";
    if !known.page {
        // What a feed says with its label was meant, but for the link to the rest of the story.
        let leads_on = opens_with(&line.key, &["read more", "see more", "keep reading", "weiterlesen", "leia mais", "lees meer"]);
        return label_only || leads_on && line.link_percent >= 50 && !line.text.contains(':');
    }
    let with_colon =
        line.text.split_once([':', '|', '>', '»']).is_some_and(|(label, _)| labels::RELATED.contains(&key(label).as_str()));
    let shouted =
        line.text.split(' ').take(2).all(|word| word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase));
    if is_sentence(line.text) && line.link_percent < 50 && !(line.is_strong && with_colon) {
        return label_only;
    }
    label_only || with_colon || line.link_percent >= 50 || shouted && opens_with(&line.key, &["read more", "see also", "related"])
}

/// Signs of prices and ratings, which are numbers as dates are.
const PRICE_SIGNS: &[char] = &['$', '€', '£', '¥', '₹', '%', '+', '★', '☆', '⭐', '×', '°'];

fn is_date_line(line: &Line<'_>, known: &Known) -> bool {
    // "$89 - $249+", "4.4/5 ★"
    if known.times.contains(&line.key) || line.text.contains(PRICE_SIGNS) {
        return false;
    }
    if line.text.len() <= 40
        && line.text.contains([':', '|', '•'])
        && line.key.split(' ').all(|word| labels::DATE_LABELS.contains(&word))
    {
        return true;
    }
    if line.text.len() > 120 || !line.text.bytes().any(|byte| byte.is_ascii_digit()) || is_time_of_day(line) {
        return false;
    }
    let mut words = line.key.split(' ').peekable();
    let labelled = words.next_if(|word| labels::DATE_LABELS.contains(word)).is_some();
    let (mut dated, mut all) = (0, 0);
    for word in words {
        all += 1;
        dated += usize::from(is_date_word(word));
        if dated < all && !labelled && all > READING_WORDS_MAX {
            return false;
        }
    }
    let reading = line.key.ends_with("min read") || line.key.ends_with("minute read") || line.key.ends_with("minutes read");
    reading && all <= READING_WORDS_MAX
        || all > 0 && (dated == all && (labelled || all >= 2) || labelled && dated * 10 >= all * 7)
}

/// Says whether a line is a mere time, which heads an entry of a live report.
fn is_time_of_day(line: &Line<'_>) -> bool {
    line.text.len() <= 12
        && line.key.split(' ').all(|word| {
            matches!(word, "a" | "p" | "m" | "am" | "pm") || word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit())
        })
        && (line.text.contains(':') || line.text.to_lowercase().contains('m'))
}

fn is_date_word(word: &str) -> bool {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    labels::DATE_WORDS.contains(&word)
        || !digits.is_empty() && digits.len() + 2 >= word.len() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_comment_label(line: &Line<'_>, _: &Known) -> bool {
    if line.text.len() > 120 {
        return false;
    }
    let words: Vec<&str> = line.key.split(' ').take(3).collect();
    let counts =
        |count: &str, word: &str| count.bytes().all(|byte| byte.is_ascii_digit()) && labels::COMMENT_WORDS.contains(&word);
    let counted = matches!(words.as_slice(), [first, second] if counts(first, second) || counts(second, first));
    counted || line.opens(COMMENTS)
}

fn is_cookie_note(line: &Line<'_>, _: &Known) -> bool {
    line.says(COOKIE | COOKIE_WORD)
}

fn is_copyright(line: &Line<'_>, _: &Known) -> bool {
    let is_year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let dated = || line.key.split(' ').take(8).any(is_year);
    // "Copyright 2026 Harbour Wire", "Copyright © Harbour Wire 2026", but not "Copyright rules of 2019 have changed".
    let labelled = || {
        let rest = line.text.split_once(' ').map_or("", |(_, rest)| rest);
        let claims = rest.starts_with(['©', '(', '@', ':']) || rest.starts_with(char::is_numeric) || is_names(rest);
        claims && dated()
    };
    line.text.starts_with('©') && (dated() || !is_sentence(line.text) || is_names(line.text))
        || line.text.starts_with("(c) ") && dated()
        || line.key.starts_with("copyright ") && (!is_sentence(line.text) && dated() || labelled())
        || line.says(RIGHTS)
            && !begins_quoted(line.text)
            && (!is_sentence(line.text)
                || line.text.to_lowercase().contains("rights reserved.")
                || line.key.contains("may not be"))
}

/// Says whether a line is the credit of a picture; one that reads like a sentence is, if it is a list of names.
fn is_credit_line(line: &Line<'_>, _: &Known) -> bool {
    is_credit(line.text) && is_credit_shaped(line.text)
}

fn is_tag_line(line: &Line<'_>, _: &Known) -> bool {
    let label = line.text.split_once(':').map(|(label, _)| key(label));
    let is_labelled = label.is_some_and(|label| labels::TAGS.contains(&label.as_str()));
    // "3 May - Posted by: Mara Lindqvist - Category: Ports - Tags: quay"
    let tells_facts = || line.text.len() <= FACTS_BYTES_MAX && line.text.matches(':').count() >= 2 && facts(line.text) >= 2;
    let (_, listed) = line.text.split_once(':').unwrap_or_default();
    let is_list = || {
        let mut tags = listed.split(',').map(|tag| tag.split_whitespace().count());
        if listed.contains(',') { tags.all(|words| words <= 3) } else { tags.all(|words| words <= 2) || is_names(listed) }
    };
    let are_tags = || line.link_percent > 0 || line.spot.outside || is_list();
    !ends_sentence(line.text) && (is_labelled && are_tags() || tells_facts()) || line.link_percent >= 50 && line.opens(TAGS)
}

/// Returns how many labels of tags stand before a colon in a line.
fn facts(line: &str) -> usize {
    let is_label = |words: &str| {
        let rests = labels::TAGS.iter().filter_map(|label| words.strip_suffix(label));
        rests.into_iter().any(|rest| rest.is_empty() || rest.ends_with(' '))
    };
    line.rsplit(':').skip(1).filter(|before| is_label(&key(before))).count()
}

fn is_button(line: &Line<'_>, _: &Known) -> bool {
    line.text.len() <= 60 && line.is(BUTTON) || line.key.starts_with("click here to ") && line.text.len() <= 120
}

fn is_wall(line: &Line<'_>, _: &Known) -> bool {
    line.says(WALL)
}

fn is_picture_count(line: &Line<'_>, _: &Known) -> bool {
    if line.text.len() > 120 || !line.text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = line.key.split(' ').collect();
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    match words.as_slice() {
        [kind, at, "of", all, ..] => {
            matches!(*kind, "image" | "photo" | "picture" | "slide" | "gallery" | "page") && number(at) && number(all)
        }
        [at, "of" | "von", all] => number(at) && number(all),
        [at, all] => number(at) && number(all) && line.text.contains('/'),
        _ => false,
    }
}

/// Says whether the credit of a picture is nothing else: "Photos by satellite show the damage." is a sentence.
pub(super) fn is_credit_shaped(text: &str) -> bool {
    !is_sentence(text) || is_names(text.split_once(' ').map_or("", |(_, names)| names))
}

/// Says whether a text ends as sentences do.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')', '\'', '»', '“', '」', '』']).ends_with(['.', '!', '?', '。', '！', '？', '؟'])
}

/// Says whether all of a text is set in bold.
fn is_strong(rich: &RichText) -> bool {
    rich.spans.iter().any(|span| span.style == Style::Strong && span.range.len() + 2 >= rich.text.len())
}

/// Returns how many of a hundred bytes of the text stand in links.
pub(super) fn link_percent(rich: &RichText) -> usize {
    let linked: usize = rich.spans.iter().filter(|span| matches!(span.style, Style::Link(_))).map(|span| span.range.len()).sum();
    (linked * 100).checked_div(rich.text.len()).unwrap_or(0).min(100)
}
