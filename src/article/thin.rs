//! Marks what stands inside the story and is no part of it by its shape: boxes of links, consent boxes, polls.

use dom_query::{Document, NodeRef};

use super::dom::{SKIPPED, is_block, readable_text};
use super::entries::number;
use super::labels::{self, key};
use super::outline::{Amount, Outline, Part};
use super::signs::Signs;
use super::strip::{Cause, Cut};
use super::tables::is_data;
use crate::text::CleanText;

/// From this many commas on, an element reads like text.
const COMMAS_MIN: usize = 10;
/// Longest text of a box that asks for consent, in bytes.
const CONSENT_BYTES_MAX: usize = 1_500;
/// Longest text of a box that offers a newsletter, in bytes, and most commas in it.
const LETTER_BYTES_MAX: usize = 600;
const LETTER_COMMAS_MAX: usize = 6;
/// Most nodes of it that are looked at.
const LETTER_NODES_MAX: usize = 400;
/// Longest text of a poll, in bytes.
const POLL_BYTES_MAX: usize = 1_500;
/// Longest text that is looked through for its sentences, in bytes.
const SENTENCES_BYTES_MAX: usize = 4_000;
/// Longest head of an entry, in bytes.
const ENTRY_BYTES_MAX: usize = 200;
/// Most nodes that are looked through for sentences.
const SENTENCES_NODES_MAX: usize = 600;
/// A sentence has this many words outside of its links, names not counted …
const OWN_WORDS_MIN: usize = 2;
/// … or this many signs of a script without cases.
const OWN_LETTERS_MIN: usize = 6;
/// What is wrapped around a table holds hardly anything else: the table has this share of its text, in per cent.
const TABLE_PERCENT: usize = 70;
/// Longest kicker, section name or date above a title, in bytes.
const ABOVE_TITLE_BYTES_MAX: usize = 200;

/// Marks the thin elements inside `roots`, the title and what stands above it.
pub(super) fn thin_out(
    page: &Document,
    outline: &Outline,
    roots: &[usize],
    title: Option<usize>,
    left: &[Amount],
    cut: &mut Cut,
) {
    for root in roots {
        cut_title(outline, *root, title, left, cut);
        let mut at = root + 1;
        while at < outline.parts[*root].end {
            let part = &outline.parts[at];
            if !cut.has(part.id) {
                let Some(cause) = cause(page, part, left[at]) else {
                    at += 1;
                    continue;
                };
                cut.take(part, cause);
            }
            at = part.end;
        }
    }
}

/// Marks the title inside a root, and the short lines above it.
fn cut_title(outline: &Outline, root: usize, title: Option<usize>, left: &[Amount], cut: &mut Cut) {
    let Some(title) = title.filter(|title| *title > root && *title < outline.parts[root].end) else { return };
    cut.take(&outline.parts[title], Cause::Title);
    let mut at = root + 1;
    while at < title {
        let part = &outline.parts[at];
        if part.end > title {
            at += 1;
            continue;
        }
        if left[at].all <= ABOVE_TITLE_BYTES_MAX && left[at].pictures == 0 && !cut.has(part.id) {
            cut.take(part, Cause::Title);
        }
        at = part.end;
    }
}

fn cause(page: &Document, part: &Part, left: Amount) -> Option<Cause> {
    if left.all == 0 || part.inside.quote {
        return None;
    }
    match part.name() {
        "div" | "section" | "figure" | "form" | "details" | "article" if asks_consent(page, part) => Some(Cause::Consent),
        "div" | "section" | "fieldset" if is_poll(page, part) => Some(Cause::Poll),
        "div" | "section" if asks_address(page, part) => Some(Cause::Letter),
        "div" | "section" | "table" if is_thin(part, left) && !reads_on(page, part, left) => Some(Cause::Thin),
        _ => None,
    }
}

/// Says whether an element is a box that asks for consent: it holds a button or a box to tick, and says so.
fn asks_consent(page: &Document, part: &Part) -> bool {
    if part.sum.controls == 0 || part.sum.all > CONSENT_BYTES_MAX {
        return false;
    }
    let words = key(&readable_text(&page.tree.get_unchecked(&part.id)));
    labels::CONSENT.iter().any(|asked| words.contains(asked))
}

/// Says whether an element asks for the reader's mail address: a box that offers a newsletter, in whatever language.
fn asks_address(page: &Document, part: &Part) -> bool {
    if part.sum.controls == 0 || part.sum.all > LETTER_BYTES_MAX || part.sum.commas > LETTER_COMMAS_MAX {
        return false;
    }
    page.tree.get_unchecked(&part.id).descendants_it().take(LETTER_NODES_MAX).any(|inner| {
        let says_mail = |name: &str| inner.attr(name).is_some_and(|value| value.to_ascii_lowercase().contains("mail"));
        inner.has_name("input") && ["type", "name", "placeholder", "autocomplete"].into_iter().any(says_mail)
    })
}

/// Says whether an element asks the reader to choose one of several answers.
fn is_poll(page: &Document, part: &Part) -> bool {
    if part.sum.controls < 2 || part.sum.all > POLL_BYTES_MAX {
        return false;
    }
    let node = page.tree.get_unchecked(&part.id);
    let choices = node.descendants_it().filter(|inner| inner.has_name("input") && inner.attr("type").as_deref() == Some("radio"));
    choices.count() >= 2
}

fn is_thin(part: &Part, left: Amount) -> bool {
    if left.commas >= COMMAS_MIN || part.sum.posts > 0 || part.sum.recipes > 0 {
        return false;
    }
    let good = part.signs.any(Signs::STORY) && !part.signs.any(Signs::FURNITURE);
    left.link_percent() > if good { 50 } else { 20 }
}

/// Says whether an element full of links is text all the same: nothing but sentences, or a table of figures.
fn reads_on(page: &Document, part: &Part, left: Amount) -> bool {
    if left.teasers > 0 || left.controls > 0 {
        return false;
    }
    let node = page.tree.get_unchecked(&part.id);
    if part.name() == "table" {
        return is_data(&node);
    }
    if left.all <= SENTENCES_BYTES_MAX && is_sentences(&node) || left.all <= ENTRY_BYTES_MAX && is_entry(&node) {
        return true;
    }
    let Some(table) = node.descendants_it().find(|inner| inner.has_name("table")) else { return false };
    let bytes = |node: &NodeRef<'_>| readable_text(node).split_whitespace().map(|word| word.len() + 1).sum::<usize>();
    bytes(&table) * 100 >= left.all * TABLE_PERCENT && is_data(&table)
}

/// Says whether an element is one link that begins with a number: it may head an entry of the story, or be one of a list of
/// other stories, as what stands under it tells.
fn is_entry(node: &NodeRef<'_>) -> bool {
    let text = CleanText::new(&readable_text(node));
    let counted = text.starts_with(|letter: char| letter.is_ascii_digit()) && number(&text).is_some();
    counted && node.descendants_it().filter(|part| part.has_name("a")).count() == 1
}

/// Says whether all that an element holds are sentences, each with words of its own beside its links.
fn is_sentences(node: &NodeRef<'_>) -> bool {
    let mut sentences = 0;
    let mut line = Sentence::default();
    let mut stack = vec![(*node, false)];
    // An element and what follows it come from the stack from the last to the first.
    let mut ends: Vec<usize> = Vec::new();
    let mut nodes = 0;
    while let Some((at, linked)) = stack.pop() {
        nodes += 1;
        if nodes > SENTENCES_NODES_MAX {
            return false;
        }
        while ends.last().is_some_and(|depth| *depth > stack.len()) {
            ends.pop();
            if !line.end(&mut sentences) {
                return false;
            }
        }
        if at.is_text() {
            line.push(&at.text(), linked);
            continue;
        }
        let Some(element) = at.element_ref() else { continue };
        let name = element.name.local.as_ref();
        if SKIPPED.contains(&name) {
            continue;
        }
        if matches!(name, "ul" | "ol" | "dl" | "table" | "img" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
            return false;
        }
        if name == "br" || is_block(name) {
            if !line.end(&mut sentences) {
                return false;
            }
            ends.push(stack.len());
        }
        let linked = linked || name == "a";
        drop(element);
        let children: Vec<NodeRef<'_>> = at.children_it(false).collect();
        stack.extend(children.into_iter().rev().map(|child| (child, linked)));
    }
    line.end(&mut sentences) && sentences > 0
}

/// A line that is being read.
#[derive(Default)]
struct Sentence {
    text: String,
    /// The words outside of links.
    own: String,
}

impl Sentence {
    fn push(&mut self, text: &str, linked: bool) {
        self.text.push_str(text);
        if !linked {
            self.own.push_str(text);
        }
    }

    /// Ends the line and counts it; `false` when it is no sentence.
    fn end(&mut self, count: &mut usize) -> bool {
        let (text, own) = (std::mem::take(&mut self.text), std::mem::take(&mut self.own));
        let text = text.trim();
        if text.is_empty() {
            return true;
        }
        *count += 1;
        let words = own.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
        let letters =
            own.chars().filter(|letter| letter.is_alphabetic() && !letter.is_lowercase() && !letter.is_uppercase()).count();
        text.trim_end_matches(['"', '”', '’', '»', ')', ' ']).ends_with(['.', '!', '?', '。', '؟', '।'])
            && (words >= OWN_WORDS_MIN || letters >= OWN_LETTERS_MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::blocks::blocks_without;

    const STORY: &str =
        "<p>The harbour authority said on Monday that the northern quay would open again before the first of March.</p>";

    /// Returns the lines that are left of the body of a page.
    fn left(body: &str) -> Vec<String> {
        let page = Document::from(format!("<body>{body}</body>"));
        let outline = Outline::of(&page);
        let mut cut = Cut::default();
        let title = outline.parts.iter().position(|part| part.name() == "h1");
        let amounts = cut.left(&outline);
        thin_out(&page, &outline, &[0], title, &amounts, &mut cut);
        blocks_without(&[page.body().unwrap()], &|id| cut.has(id), None).iter().map(|block| block.text().into_owned()).collect()
    }

    fn goes(box_: &str) {
        assert_eq!(left(&format!("{STORY}{box_}")), left(STORY), "{box_}");
    }

    #[test]
    fn boxes_of_links_go() {
        goes("<div><a href=/1>Storm leaves towns without power</a> <a href=/2>Bank holds its rate</a></div>");
        let linked = "<ul><li itemprop=recipeIngredient><a href=/1>Rye flour</a></li></ul>";
        assert_eq!(left(&format!("{STORY}<div>{linked}</div>")).len(), 2);
        assert_eq!(left(&format!("{STORY}<ul><li><a href=/1>Lamp for ten crowns</a></li></ul>")).len(), 2);
        assert_eq!(left(&format!("{STORY}<div>See <a href=/1>the report</a> of the harbour, which is long and tells of each crack that was found.</div>")).len(), 2);
    }

    #[test]
    fn sentences_with_links_stay() {
        for said in [
            "<div><p>In a statement, <a href=/a>the harbour authority said that it would open the quay in March</a>.</p></div>",
            "<div>Varga, who <a href=/d>left the government in May after the report</a>, denied it.</div>",
            "<section><div><p><a href=/d>The report on the grain contracts</a> was never read in public, he said.</p></div></section>",
            "<div><p>The firm said in <a href=/e>a statement</a> that it would appeal.</p><p>It <a href=/f>had said so in May</a>, but nobody listened.</p></div>",
            "<div><p>“We said so in <a href=/e>the long report of the winter before</a>,” she wrote.”</p></div>",
            "<div><p><a href=/e>港湾局の発表</a>によると、岸壁は三月に再び開く。</p></div>",
        ] {
            assert!(left(&format!("{STORY}{said}")).len() >= 2, "{said}");
        }
        for box_ in [
            "<div><p>Read more: <a href=/1>A storm leaves eleven towns without power.</a></p></div>",
            "<div><a href=/1>A storm leaves eleven towns without power.</a></div>",
            "<div><p>By <a href=/1>Mara Lindqvist</a> and <a href=/2>Ines Okafor</a>.</p></div>",
            "<div><h3><a href=/1>Storm leaves towns</a></h3><p>The passes are closed, it was said.</p></div>",
            "<div><ul><li>It was said <a href=/1>that towns had no power in winter</a>.</li></ul></div>",
            "<div>It was said <a href=/1>that towns had no power in winter</a>. <button>Share</button></div>",
        ] {
            goes(box_);
        }
    }

    #[test]
    fn tables_of_figures_stay_though_their_names_are_links() {
        let row = |at: usize| format!("<tr><td>{at}<td><a href=/{at}>Velsmond {at} FC</a><td>12<td>{}</tr>", 40 - at);
        let table = format!("<table><tr><th><th>Club<th>Played<th>Points</tr>{}{}{}</table>", row(1), row(2), row(3));
        let votes: String = ["Okafor", "Varga", "Amsel"]
            .map(|name| format!("<tr><td><a href=/{name}>Candidate {name}</a><td><a href=/p>Harbour party</a><td>31.4 %</tr>"))
            .concat();
        for kept in [table.clone(), format!("<div class=wrap><div>{table}</div></div>"), format!("<table>{votes}</table>")] {
            assert_eq!(left(&format!("{STORY}{kept}")).len(), 2, "{kept}");
        }
        let menu = "<tr><td><a href=/1>Ports</a><td><a href=/2>Weather</a></tr>".repeat(4);
        goes(&format!("<table>{menu}</table>"));
        let teaser = "<tr><td>3 May<td><a href=/1>A storm leaves eleven towns without power, and the passes that lead to the islands stay closed</a></tr>";
        goes(&format!("<table>{}</table>", teaser.repeat(4)));
    }

    #[test]
    fn a_box_that_asks_for_consent_goes_however_long() {
        let long = "Damit können Daten an andere übermittelt werden. ".repeat(8);
        goes(&format!("<div><p>Externer Inhalt</p><p>{long}</p><button>Anzeigen</button></div>"));
        assert_eq!(left(&format!("{STORY}<div><p>Externe Inhalte sind nicht gemeint.</p></div>")).len(), 2);
    }

    #[test]
    fn a_box_that_asks_for_an_address_goes() {
        goes(
            "<section><div>Harbour deals, picked by hand.</div><div>Sign up now.</div><form><input type=email><button>Go</button></form></section>",
        );
        goes("<div><p>Der Hafen am Morgen: jeden Tag das Wichtigste.</p><input name=user_mail><button>Los</button></div>");
        assert_eq!(left(&format!("{STORY}<div><p>The old quay was built in 1871.</p><button>Share</button></div>")).len(), 2);
    }

    #[test]
    fn a_poll_goes_with_its_answers() {
        goes(
            "<div><p>Who should pay?</p><div><label><input type=radio name=a>The port</label><label><input type=radio name=a>The city</label></div></div>",
        );
        assert_eq!(
            left(&format!("{STORY}<div><input type=checkbox> One pound of flour<input type=checkbox> Two eggs</div>")).len(),
            2
        );
    }

    #[test]
    fn the_title_goes_with_what_stands_above_it() {
        assert_eq!(left(&format!("<p>Ports</p><header><h1>Quay opens</h1><p>In March.</p></header>{STORY}"))[0], "In March.");
    }
}
