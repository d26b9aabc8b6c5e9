//! Page HTML and feed HTML to an [`Article`].
//!
//! A page is parsed once and its elements are listed once. On that list furniture is marked and the main part is found; what
//! is left of it is walked to blocks. Each step has a plainer one behind it, so that a page with words never comes out empty.

use dom_query::{Document, NodeRef};

use super::accordion::unfold;
use super::aggregator::Post;
use super::blocks::{blocks as blocks_of, blocks_headed, blocks_of_html, resolve};
use super::data;
use super::dom::beginning;
use super::endless::cut_next_stories;
use super::fuller::{BEYOND_BYTES_MIN, complete};
use super::halves::Halves;
use super::headlines::{cut_headed_teasers, cut_headline_boxes};
use super::junk::{self, Known};
use super::labels::key;
use super::late_pictures;
use super::live::Live;
use super::main_part::{dense_part, is_row, listed_part, main_part};
use super::metadata::{self, Metadata};
use super::noscript;
use super::outline::{Amount, Outline};
use super::read_on::read_on;
use super::rows::cut_rows;
use super::signs::Signs;
use super::sites::{Named, Sites};
use super::standfirst::standfirst;
use super::strip::{Cut, place_late_parts, strip, strip_least};
use super::teasers::cut_teasers;
use super::thin::thin_out;
use super::trace::{Removal, Trace};
use super::tree;
use crate::domain::{Article, ArticleNote, ArticleSource, Block, RichText, WebUrl};
use crate::markup::{Limited, limit_html, unescape};
use crate::text::CleanText;

/// When less than this share of the paragraph text came out, in per cent, the page is read again without stripping …
const LEFT_PERCENT_MIN: usize = 55;
/// … unless stripping left more than this share of the text, and is not to blame.
const STRIPPED_PERCENT: usize = 85;
/// When less than this share of the text was found even so, in per cent, the densest part of the page is taken whole.
const DENSE_PERCENT_MIN: usize = 40;
/// Running text of this many bytes is enough for a story.
const STORY_BYTES: usize = 1_200;
/// From this many bytes on, the text in the page's JSON-LD counts as the story.
const LD_BODY_BYTES_MIN: usize = 400;
/// A text with this share of what the article under the title holds, in per cent, is all of it.
const SETTLED_PERCENT: usize = 60;
/// A story is at least this many times as long as what is its lead only by the page's description.
const LEAD_SHARE: usize = 6;
/// What a rule for a site names must hold this much text, in bytes; the site may have changed its pages since.
const NAMED_BYTES_MIN: usize = 200;
/// Most bytes that the plain second path reads: its memory and time grow with the number of paragraphs.
const PLAIN_BYTES_MAX: usize = 512 << 10;
/// Width for the plain second path: paragraphs are not wrapped here.
const PLAIN_WIDTH: usize = 100_000;

/// Returns the article of a page, given as decoded HTML; links are resolved against `url`, whose site may have a rule.
///
/// A page without a story gives an article without blocks, never an error.
pub fn extract(html: &str, url: Option<&WebUrl>, sites: &Sites) -> Article {
    read(html, url, sites, Trace::default()).0
}

/// Returns the article of a page as [`extract`] does, and what was taken away from the page with the rule that did it.
pub fn explain(html: &str, url: Option<&WebUrl>, sites: &Sites) -> (Article, Vec<Removal>) {
    let (article, trace) = read(html, url, sites, Trace::on());
    (article, trace.finish())
}

fn read(raw: &str, url: Option<&WebUrl>, sites: &Sites, trace: Trace) -> (Article, Trace) {
    let Limited { html, shortened } = limit_html(raw);
    let page = tree::page(&html);
    let base = base_of(&page, url);
    let base = base.as_ref();
    if html.contains("id=\"S:") || html.contains("id='S:") {
        place_late_parts(&page);
    }
    if noscript::may_hold_story(&html) {
        noscript::open(&page);
    }
    late_pictures::make_ready(&page, &html);
    let mut outline = Outline::of(&page);
    unfold(&page, &mut outline);
    read_on(&page, &mut outline);
    let metadata = metadata::read(&page, &outline, base);
    let named = sites.named(&page, url).unwrap_or_default();
    let live = Live::find(raw, &page, &outline);
    let reading = Reading { page: &page, outline: &outline, url, base, metadata: &metadata, named, live };
    let (mut found, captions) = reading.story(&trace);
    if !reading.live.is_one() {
        reading.fill_up(&mut found, raw, &captions);
    }
    if found.bytes() == 0 {
        found = reading.without_junk(plain_blocks(&html), &captions, trace);
    }
    let mut article = article(found.blocks, metadata, ArticleSource::Page);
    article.note = shortened.then(|| ArticleNote("Only the beginning of the page was read: it is larger than any story".into()));
    (article, found.trace)
}

/// Blocks of a story, and what was taken away to get them.
struct Found {
    blocks: Vec<Block>,
    trace: Trace,
}

impl Found {
    fn bytes(&self) -> usize {
        self.blocks.iter().map(|block| block.text().len()).sum()
    }
}

/// A page on which the story is looked for.
struct Reading<'a> {
    page: &'a Document,
    outline: &'a Outline,
    url: Option<&'a WebUrl>,
    base: Option<&'a WebUrl>,
    metadata: &'a Metadata,
    /// What the rule for the site names.
    named: Named,
    live: Live,
}

impl Reading<'_> {
    /// Adds what the page's data say of the story beyond what it shows: JSON-LD, or where little is shown, its scripts' data.
    fn fill_up(&self, found: &mut Found, raw: &str, captions: &[String]) {
        let told = self.metadata.body.as_deref().filter(|body| body.len() >= LD_BODY_BYTES_MIN);
        if let Some(body) = told {
            self.fill_with(found, body, captions);
        }
        if found.bytes() < STORY_BYTES {
            let shown: Vec<_> = found.blocks.iter().filter(|block| junk::is_story(block)).map(Block::text).collect();
            let title = self.metadata.title.as_deref().unwrap_or_default();
            if let Some(body) = data::story(raw, title, &shown.join(" ")) {
                self.fill_with(found, &body, captions);
            }
        }
    }

    /// Adds what another text of the story says beyond what was found, or takes it instead where hardly anything was found.
    fn fill_with(&self, found: &mut Found, body: &str, captions: &[String]) {
        if body.len() < found.bytes() + BEYOND_BYTES_MIN {
            return;
        }
        let escaped = !holds_block_markup(body) && body.contains("&lt;");
        let body = if escaped { unescape(body) } else { body.into() };
        let said = self.without_junk(text_blocks(&body, self.base), captions, found.trace.fresh());
        if let Some(blocks) = complete(&found.blocks, &said.blocks) {
            found.blocks = blocks;
        } else if found.bytes() * 2 < said.bytes() {
            *found = said;
        }
    }

    /// Returns the blocks of the story and the captions of the page.
    ///
    /// Where little of the text was found, the page is read in plainer ways: with all furniture but what is hidden, dialogs and
    /// comments, then its densest part whole.
    fn story(&self, trace: &Trace) -> (Found, Vec<String>) {
        let title = self.title();
        let mut cut = strip(self.page, self.outline, title);
        cut.take_named(&self.named.drop);
        let captions = std::mem::take(&mut cut.captions);
        let left = self.left(&mut cut, title);
        let body = self.outline.outermost(&self.named.body);
        let by_rule = body.iter().map(|at| left[*at].text).sum::<usize>() >= NAMED_BYTES_MIN;
        let roots = if by_rule { body } else { self.roots(&left, &cut, title) };
        let mut found = self.read(&roots, title, &left, cut, &captions, trace);
        if by_rule && found.bytes() >= NAMED_BYTES_MIN {
            self.lead(&mut found, title, &roots, &captions);
            return (found, captions);
        }
        if let Some(other) = self.read_furnished(&found, title, &left, &captions, trace) {
            found = other;
        }
        if let Some(dense) = self.read_dense(&found, title, &left, &captions, trace) {
            found = dense;
        }
        if let Some(listed) = self.read_listed(&found, &left, &captions, trace) {
            found = listed;
        }
        self.lead(&mut found, title, &roots, &captions);
        (found, captions)
    }

    /// Takes out other stories and the labels of posts, and returns what is left of each element.
    fn left(&self, cut: &mut Cut, title: Option<usize>) -> Vec<Amount> {
        let mut left = cut.left(self.outline);
        if !self.live.is_one() && cut_rows(self.outline, title, &left, cut) {
            left = cut.left(self.outline);
        }
        if self.live.is_one() {
            self.live.cut_labels(self.outline, cut);
        } else {
            let next = cut_next_stories(self.page, self.outline, title, &left, cut);
            let teasers = cut_teasers(self.page, self.outline, title, &left, cut);
            if !(cut_headed_teasers(self.page, self.outline, title, &left, cut) || next || teasers) {
                return left;
            }
        }
        cut.left(self.outline)
    }

    /// Returns the elements that hold the story.
    fn roots(&self, left: &[Amount], cut: &Cut, title: Option<usize>) -> Vec<usize> {
        let mut roots = main_part(self.outline, left, cut, title);
        self.live.widen(self.outline, left, &mut roots);
        if !self.live.is_one() {
            Halves { page: self.page, outline: self.outline, left, cut, title }.join(&mut roots);
        }
        roots
    }

    /// Reads the page with its furniture where stripping it may be why little was found; `None` when that finds no more.
    fn read_furnished(
        &self,
        found: &Found,
        title: Option<usize>,
        left: &[Amount],
        captions: &[String],
        trace: &Trace,
    ) -> Option<Found> {
        let text = |amounts: &[Amount]| amounts.first().map_or(0, |body| body.text);
        let is_little =
            |before: usize| text(left) * 100 < before * STRIPPED_PERCENT && found.bytes() * 100 < before * LEFT_PERCENT_MIN;
        if !is_little(self.outline.parts.first().map_or(0, |body| body.sum.text)) {
            return None;
        }
        let mut cut = strip_least(self.outline, title);
        cut.take_named(&self.named.drop);
        let all = self.left(&mut cut, title);
        if !is_little(text(&all)) {
            return None;
        }
        let roots = self.roots(&all, &cut, title);
        let other = self.read(&roots, title, &all, cut, captions, trace);
        (found.bytes() * 100 < other.bytes() * LEFT_PERCENT_MIN).then_some(other)
    }

    /// Reads the densest part of the page whole where little was found even so; `None` when that finds no more.
    fn read_dense(
        &self,
        found: &Found,
        title: Option<usize>,
        left: &[Amount],
        captions: &[String],
        trace: &Trace,
    ) -> Option<Found> {
        // What reads like a story is left alone for longer: the rest of its page may be other stories.
        let running: usize = found.blocks.iter().filter(|block| junk::is_story(block)).map(|block| block.text().len()).sum();
        let least = if running >= STORY_BYTES { DENSE_PERCENT_MIN / 2 } else { DENSE_PERCENT_MIN };
        if found.bytes() * 100 >= left.first()?.text * least {
            return None;
        }
        let part = dense_part(self.outline, left)?;
        if running >= STORY_BYTES / 2 && is_row(left[part]) || self.covers_article(running, title, left) {
            return None;
        }
        let mut cut = strip(self.page, self.outline, title);
        self.left(&mut cut, title);
        let dense = self.read_whole(&[part], &cut, captions, trace);
        (found.bytes() * 100 < dense.bytes() * least).then_some(dense)
    }

    /// Says whether a text is most of what the article under the title holds: what the page holds besides is no story.
    fn covers_article(&self, running: usize, title: Option<usize>, left: &[Amount]) -> bool {
        let is_article = |at: &usize| matches!(self.outline.parts[*at].name(), "article" | "main");
        let article = title.and_then(|title| self.outline.around(title).find(is_article));
        running >= NAMED_BYTES_MIN && article.is_some_and(|at| running * 100 >= left[at].text * SETTLED_PERCENT)
    }

    /// Reads the part that holds most of the page's text, in paragraphs or not, where nothing reads like a story: a list of
    /// short items is one. `None` when that finds no more.
    fn read_listed(&self, found: &Found, left: &[Amount], captions: &[String], trace: &Trace) -> Option<Found> {
        if found.bytes() >= NAMED_BYTES_MIN {
            return None;
        }
        let shown = left.first().map(|body| body.all - body.linked)?;
        if found.bytes() * 4 >= shown {
            return None;
        }
        let part = listed_part(left)?;
        let mut cut = strip(self.page, self.outline, self.title());
        cut.take_named(&self.named.drop);
        let listed = self.read_whole(&[part], &cut, captions, trace);
        (found.bytes() * 2 < listed.bytes()).then_some(listed)
    }

    /// Puts the story's lead before it, where the page has one that the story does not say.
    fn lead(&self, found: &mut Found, title: Option<usize>, roots: &[usize], captions: &[String]) {
        let said = &self.metadata.descriptions;
        let Some(at) = standfirst(self.page, self.outline, title, roots.first().copied(), said) else { return };
        let node = self.page.tree.get_unchecked(&self.outline.parts[at].id);
        let blocks = blocks_of(&node, self.base).into_iter().filter_map(|block| match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => Some(Block::Paragraph(text)),
            Block::List(items) => Some(Block::List(items)),
            _ => None,
        });
        let mut lead = self.without_junk(blocks.collect(), captions, found.trace.fresh()).blocks;
        let said: Vec<String> = found.blocks.iter().map(|block| key(&block.text())).collect();
        lead.retain(|block| {
            let words = key(&block.text());
            !said.iter().any(|text| text.contains(&words))
        });
        // Beside hardly any story, the description tells of the page: a sign-up, a list, a product.
        let is_named = self.outline.parts[at].signs.any(Signs::STANDFIRST);
        if is_named || lead.iter().map(|block| block.text().len()).sum::<usize>() * LEAD_SHARE <= found.bytes() {
            found.blocks.splice(0..0, lead);
        }
    }

    /// Returns the heading that says the story's title, or the only heading of the first level.
    fn title(&self) -> Option<usize> {
        let chosen = self.metadata.title.as_deref().into_iter();
        let titles: Vec<String> = chosen.chain(self.metadata.titles.iter().map(String::as_str)).map(key).collect();
        let same = |words: &str| {
            let says =
                |title: &String| words.len() >= 20 && (title.contains(words) || words.contains(title) && title.len() >= 20);
            titles.iter().any(|title| *title == words || says(title))
        };
        // A bar that stays at the top of the window says the title too.
        let in_menu = |at: usize| self.outline.around(at).any(|around| self.outline.parts[around].name() == "nav");
        let mut first = None;
        let mut in_a_menu = None;
        let mut count = 0;
        for (at, part) in self.outline.parts.iter().enumerate() {
            if part.sum.all == 0 || !matches!(part.name(), "h1" | "h2") {
                continue;
            }
            let words = key(&self.page.tree.get_unchecked(&part.id).text());
            if same(&words) {
                if !in_menu(at) {
                    return Some(at);
                }
                in_a_menu = in_a_menu.or(Some(at));
            }
            if part.name() == "h1" {
                count += 1;
                first = first.or(Some(at));
            }
        }
        in_a_menu.or(first.filter(|_| count == 1))
    }

    /// Returns the blocks of some elements without what is thin in them and without junk.
    fn read(
        &self,
        roots: &[usize],
        title: Option<usize>,
        left: &[Amount],
        mut cut: Cut,
        captions: &[String],
        trace: &Trace,
    ) -> Found {
        thin_out(self.page, self.outline, roots, title, left, &mut cut);
        cut_headline_boxes(self.page, self.outline, roots, left, &mut cut);
        self.read_whole(roots, &cut, captions, trace)
    }

    fn read_whole(&self, roots: &[usize], cut: &Cut, captions: &[String], trace: &Trace) -> Found {
        let nodes: Vec<NodeRef<'_>> = roots.iter().map(|at| self.page.tree.get_unchecked(&self.outline.parts[*at].id)).collect();
        let mut trace = trace.fresh();
        cut.tell(self.page, self.outline, &mut trace);
        self.without_junk(blocks_headed(&nodes, &|id| cut.has(id), &|id| self.live.time(id).cloned(), self.base), captions, trace)
    }

    fn without_junk(&self, blocks: Vec<Block>, captions: &[String], mut trace: Trace) -> Found {
        let Metadata { title, titles, byline, authors, .. } = self.metadata;
        let titles = title.as_deref().into_iter().chain(titles.iter().map(String::as_str));
        let bylines = byline.as_deref().into_iter().chain(authors.iter().map(String::as_str));
        let known = Known::of_page(titles, bylines, self.url, captions.iter().map(String::as_str))
            .with_times(self.live.times().map(CleanText::as_str));
        Found { blocks: junk::remove(blocks, &known, &mut trace), trace }
    }
}

/// Returns the article of a feed's own summary or content; links are resolved against `url`.
///
/// Its note says so when the text breaks off. What a link aggregator writes around a post is read as the links that it is.
pub fn from_feed(html: &str, url: Option<&WebUrl>) -> Article {
    let Limited { html, shortened } = limit_html(html);
    let stated = if html.contains("<base") { stated_base(&html, url) } else { None };
    let post = Post::read(text_blocks(&html, stated.as_ref().or(url)));
    let (blocks, broken_off) = super::choice::cut_off(post.blocks);
    let mut article =
        article(junk::remove(blocks, &Known::of_feed(), &mut Trace::default()), Metadata::default(), ArticleSource::Feed);
    article.linked = post.linked;
    article.comments = post.comments;
    article.note = if shortened {
        Some(ArticleNote("Only the beginning of the feed's text was read: it is larger than any story".into()))
    } else {
        broken_off.then(|| ArticleNote("The feed gives only the beginning of this story".into()))
    };
    article
}

fn article(blocks: Vec<Block>, metadata: Metadata, source: ArticleSource) -> Article {
    let Metadata { title, byline, site, published, lang, picture, .. } = metadata;
    Article {
        title,
        byline,
        site,
        published,
        lang,
        picture,
        blocks,
        source,
        note: None,
        foreign: None,
        left_out: crate::domain::LeftOut::default(),
        linked: None,
        comments: None,
    }
}

/// Returns the address against which the page resolves its links: its `base`, or its own.
fn base_of(page: &Document, url: Option<&WebUrl>) -> Option<WebUrl> {
    page.base_uri().and_then(|base| resolve(&base, url)).or_else(|| url.cloned())
}

/// Returns the address that the `base` in a fragment of HTML names.
fn stated_base(html: &str, url: Option<&WebUrl>) -> Option<WebUrl> {
    let page = tree::fragment(html);
    let base = page.select("base[href]").iter().next()?.attr("href")?;
    resolve(&base, url)
}

/// Turns HTML, or text without any block markup whose lines carry the meaning, into blocks.
fn text_blocks(html: &str, base: Option<&WebUrl>) -> Vec<Block> {
    if holds_block_markup(html) { blocks_of_html(html, base) } else { blocks_of_html(&marked_up(html), base) }
}

/// Says whether any tag parts the text into paragraphs or lines.
fn holds_block_markup(html: &str) -> bool {
    html.match_indices('<').any(|(at, _)| {
        let name: String = html[at + 1..]
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        name == "br" || super::dom::is_block(&name)
    })
}

/// Gives plain text its paragraphs: at empty lines if there are some, else at every line end.
fn marked_up(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let spaced = lines.iter().any(|line| line.is_empty());
    let mut out = String::with_capacity(text.len() + lines.len() * 4);
    for paragraph in lines.split(|line| line.is_empty()) {
        let glue = if spaced && is_hard_wrapped(paragraph) {
            " "
        } else if spaced {
            "<br>"
        } else {
            "<p>"
        };
        out.push_str("<p>");
        out.push_str(&paragraph.join(glue));
    }
    out
}

/// Says whether lines were broken by a program at a fixed width, as in mail.
fn is_hard_wrapped(lines: &[&str]) -> bool {
    let Some((_, full)) = lines.split_last() else { return false };
    !full.is_empty() && full.iter().all(|line| (50..=100).contains(&line.chars().count()))
}

/// The plain second path: the text of the whole page as it would be printed, paragraph by paragraph.
fn plain_blocks(html: &str) -> Vec<Block> {
    let html = beginning(html, PLAIN_BYTES_MAX);
    let printed = html2text::config::plain_no_decorate()
        .raw_mode(true)
        .string_from_read(html.as_bytes(), PLAIN_WIDTH)
        .unwrap_or_else(|_| page_text(&tree::page(html).root()));
    printed
        .split("\n\n")
        .map(CleanText::new)
        .filter(|text| !text.is_empty())
        .map(|text| Block::Paragraph(RichText::plain(text)))
        .collect()
}

fn page_text(root: &NodeRef<'_>) -> String {
    super::dom::readable_text(root).lines().map(str::trim).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod kinds;
#[cfg(test)]
mod tests;
