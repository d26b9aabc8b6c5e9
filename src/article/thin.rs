//! Marks what stands inside the story and is no part of it by its shape: boxes of links, consent boxes, polls.

use dom_query::Document;

use super::dom::readable_text;
use super::labels::{self, key};
use super::outline::{Amount, Outline, Part};
use super::signs::Signs;
use super::strip::{Cause, Cut};

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
        "div" | "section" | "table" => is_thin(part, left).then_some(Cause::Thin),
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
