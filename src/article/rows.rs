//! Marks what readers said of a story by the shape of it: a row of pieces that are built alike, each with a name, behind the
//! article that holds the title.

use super::outline::{Amount, Outline};
use super::signs::Signs;
use super::strip::{Cause, Cut};

/// Fewest pieces of a row.
const PIECES_MIN: usize = 6;
/// Longest piece in the mean, in bytes of running text.
const PIECE_BYTES_MAX: usize = 1_000;
/// A row's pieces hold this share of its text, in per cent.
const COVERED_PERCENT: usize = 80;
/// What stands before a row is a story from this many bytes on.
const STORY_BYTES_MIN: usize = 600;

/// Marks rows of comments behind the article that holds the title; says whether there are some.
pub(super) fn cut_rows(outline: &Outline, title: Option<usize>, left: &[Amount], cut: &mut Cut) -> bool {
    let parts = &outline.parts;
    let holds_story = |at: &usize| {
        let part = &parts[*at];
        (matches!(part.name(), "article" | "main") || part.signs.any(Signs::DECLARED)) && left[*at].text >= STORY_BYTES_MIN
    };
    let Some(article) = title.and_then(|title| outline.around(title).find(holds_story)) else { return false };
    let mut found = false;
    let mut at = parts[article].end;
    while let Some(part) = parts.get(at) {
        if cut.has(part.id) {
            at = part.end;
        } else if is_row(outline, left, at) {
            cut.take(part, Cause::Alien);
            found = true;
            at = part.end;
        } else {
            at += 1;
        }
    }
    found
}

/// Says whether an element is a row of short pieces, each of which names somebody or can be answered, and none of which has a
/// heading of its own.
fn is_row(outline: &Outline, left: &[Amount], at: usize) -> bool {
    let parts = &outline.parts;
    let Some(first) = outline.children(at).find(|child| left[*child].text > 0) else { return false };
    let alike = |child: &usize| parts[*child].name == parts[first].name && parts[*child].look == parts[first].look;
    let pieces = || outline.children(at).filter(|child| left[*child].text > 0).filter(alike);
    let count = pieces().count();
    let text: usize = pieces().map(|child| left[child].text).sum();
    let says_who = |child: &usize| {
        // Buttons and links count although they are furniture: they tell what the piece is.
        let amount = parts[*child].sum;
        let headings = parts[*child..parts[*child].end].iter().filter(|part| part.is_heading()).count();
        (amount.teasers > 0 || amount.controls > 0 || amount.linked > 0) && headings <= amount.teasers
    };
    count >= PIECES_MIN
        && text < count * PIECE_BYTES_MAX
        && text * 100 >= left[at].text * COVERED_PERCENT
        && matches!(parts[first].name(), "li" | "div" | "article" | "section")
        && pieces().filter(says_who).count() * 100 >= count * COVERED_PERCENT
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    const STORY: &str = "<p>The harbour authority said on Monday that the northern quay would open again before the first of March, in spring.</p>";
    const SAID: &str =
        "<p>I think that the quay is too long, and that nobody knows who will have to pay for it in the end, if not we.</p>";

    fn cuts(body: &str) -> bool {
        let page = Document::from(format!("<body>{body}</body>"));
        let outline = Outline::of(&page);
        let title = outline.parts.iter().position(|part| part.name() == "h1");
        let mut cut = Cut::default();
        let left = cut.left(&outline);
        cut_rows(&outline, title, &left, &mut cut)
    }

    #[test]
    fn what_readers_said_goes_by_its_shape() {
        let story = format!("<article><h1>Quay opens</h1>{}</article>", STORY.repeat(8));
        for (before, after) in [
            ("<li><h4><a href=/u>Ines</a></h4>", "</li>"),
            ("<div class=k><b>Ines</b>", "<button>Reply</button></div>"),
            ("<li><span><a href=/u>Ines</a></span>", "</li>"),
        ] {
            let row = format!("<div>{}</div>", format!("{before}{SAID}{after}").repeat(9));
            assert!(cuts(&format!("{story}{row}")), "{before}");
            assert!(!cuts(&format!("<article><h1>Quay opens</h1>{}{row}</article>", STORY.repeat(8))), "{before}");
        }
    }

    #[test]
    fn chapters_stay() {
        let story = format!("<article><h1>Quay opens</h1>{}</article>", STORY.repeat(8));
        for piece in [
            format!("<div><h2>Cranes</h2>{SAID}<a href=/1>Buy</a></div>"),
            format!("<div>{SAID}</div>"),
            format!("<p>{SAID}</p>"),
        ] {
            assert!(!cuts(&format!("{story}<div>{}</div>", piece.repeat(9))), "{piece}");
        }
    }
}
