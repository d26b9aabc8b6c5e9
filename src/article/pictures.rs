//! Pictures with their captions and credits.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use dom_query::NodeRef;

use super::dom::{attr, beginning, readable_text};
use super::late_pictures;
use crate::domain::{Picture, WebUrl};
use crate::text::CleanText;

/// The attribute under which a caption that was found beside a picture travels with it through the extraction.
pub(super) const CAPTION_ATTR: &str = "data-dateline-caption";
/// Pictures known to be smaller than this are icons, spacers or counting pixels.
const SIDE_MIN: u32 = 64;
/// How many elements around a paragraph are looked at for a caption.
const LEVELS_MAX: usize = 6;
/// Longest caption that is kept, in characters.
const CAPTION_CHARS_MAX: usize = 600;

/// What a `figure` is.
pub(super) enum Figure {
    /// Pictures, the caption with the first of them.
    Pictures(Vec<Picture>),
    /// Pictures with text beside them, their caption noted on the first; its parts are read one by one.
    Captioned,
    /// Text, a table or code; its caption is a line of its own.
    Text,
    /// A frame around something else, as a film or other figures.
    Frame,
}

/// Text beside a picture that is no caption has this many bytes at least.
const BESIDE_BYTES_MIN: usize = 140;
/// The same where the figure has a caption.
const BESIDE_CAPTION_BYTES_MIN: usize = 80;
/// A paragraph of this many bytes makes a figure without a picture one of text.
const PARAGRAPH_BYTES_MIN: usize = 60;

/// Tells what a `figure` is.
pub(super) fn figure(node: &NodeRef<'_>, base: Option<&WebUrl>) -> Figure {
    if let Some(inner) = node.descendants_it().find(is_framed) {
        return if inner.has_name("figure") { Figure::Frame } else { Figure::Text };
    }
    let mut pictures: Vec<Picture> = Vec::new();
    let mut first = None;
    let mut caption = String::new();
    for part in node.descendants_it() {
        if part.has_name("img") {
            if let Some(picture) = picture(&part, base)
                && !pictures.iter().any(|known| known.url == picture.url)
            {
                pictures.push(picture);
                first.get_or_insert(part);
            }
        } else if part.has_name("figcaption") && caption.is_empty() {
            caption = readable_text(&part);
        }
    }
    let caption = caption.trim();
    let Some(first) = first else { return if holds_paragraph(node) { Figure::Text } else { Figure::Frame } };
    if tells_more(node, !caption.is_empty()) {
        if !caption.is_empty() && first.attr(CAPTION_ATTR).is_none() {
            first.set_attr(CAPTION_ATTR, caption);
        }
        return Figure::Captioned;
    }
    if !caption.is_empty() {
        (pictures[0].caption, pictures[0].credit) = split_credit(caption);
    }
    Figure::Pictures(pictures)
}

/// Says whether a `figure` without a picture holds text, a table or code, so that its caption must not be lost.
pub(super) fn is_text(figure: &NodeRef<'_>) -> bool {
    match figure.descendants_it().find(|part| is_framed(part) || part.has_name("img")) {
        Some(inner) => {
            !inner.has_name("img") && !inner.has_name("figure") && !figure.descendants_it().any(|part| part.has_name("img"))
        }
        None => holds_paragraph(figure),
    }
}

fn is_framed(part: &NodeRef<'_>) -> bool {
    part.qual_name_ref().is_some_and(|name| matches!(name.local.as_ref(), "figure" | "pre" | "table" | "blockquote"))
}

fn holds_paragraph(figure: &NodeRef<'_>) -> bool {
    beside(figure).any(|part| part.has_name("p") && readable_text(&part).trim().len() >= PARAGRAPH_BYTES_MIN)
}

/// Says whether a `figure` holds a heading or paragraphs beside its pictures and their caption, as slides do.
fn tells_more(figure: &NodeRef<'_>, captioned: bool) -> bool {
    let (mut paragraphs, mut bytes) = (0, 0);
    for part in beside(figure) {
        let Some(name) = part.qual_name_ref() else { continue };
        match name.local.as_ref() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let is_linked = part.descendants_it().any(|inner| inner.has_name("a"))
                    || part.ancestors_it(None).take_while(|around| around.id != figure.id).any(|around| around.has_name("a"));
                if !is_linked && !readable_text(&part).trim().is_empty() {
                    return true;
                }
            }
            "p" => {
                paragraphs += 1;
                bytes += readable_text(&part).trim().len();
            }
            _ => {}
        }
    }
    paragraphs >= 2 && bytes >= BESIDE_BYTES_MIN || captioned && bytes >= BESIDE_CAPTION_BYTES_MIN
}

/// Yields the elements of a `figure` that do not stand in its caption.
fn beside<'a>(figure: &NodeRef<'a>) -> impl Iterator<Item = NodeRef<'a>> {
    let in_caption = |part: &NodeRef<'a>| part.ancestors_it(None).take(LEVELS_MAX).any(|around| around.has_name("figcaption"));
    figure
        .descendants_it()
        .filter(|part| {
            part.qual_name_ref().is_some_and(|name| matches!(name.local.as_ref(), "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
        })
        .filter(move |part| !in_caption(part))
}

/// Returns the picture of an `img`; `None` for icons, spacers and counting pixels.
pub(super) fn picture(node: &NodeRef<'_>, base: Option<&WebUrl>) -> Option<Picture> {
    let element = node.element_ref()?;
    let small = |name| {
        attr(&element, name).and_then(|side| side.trim_end_matches("px").parse::<u32>().ok()).is_some_and(|side| side < SIDE_MIN)
    };
    if small("width") || small("height") {
        return None;
    }
    let url = late_pictures::address(node, base);
    let words =
        attr(&element, CAPTION_ATTR).or_else(|| attr(&element, "alt")).or_else(|| attr(&element, "title")).unwrap_or_default();
    let (caption, credit) = split_credit(words);
    let caption = if is_file_name(&caption) { CleanText::default() } else { caption };
    url.is_some().then_some(Picture { url, caption, credit })
}

/// Returns the word that a picture stands for inside a line: emoji are sent as pictures by some writers' tools.
pub(super) fn as_word(node: &NodeRef<'_>) -> Option<String> {
    let element = node.element_ref()?;
    let class = attr(&element, "class").unwrap_or_default();
    let emoji = class.split_ascii_whitespace().any(|word| matches!(word, "emoji" | "wp-smiley" | "emojione" | "smiley"));
    let alt = attr(&element, "alt")?.trim();
    let mut letters = alt.chars();
    if letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() {
        // A large letter that begins a word.
        let goes_on = |next: &NodeRef<'_>| next.is_text() && next.text().starts_with(char::is_alphabetic);
        return node.next_sibling().filter(goes_on).map(|_| alt.to_owned());
    }
    (emoji && !alt.is_empty() && alt.chars().count() <= 12).then(|| alt.to_owned())
}

/// Parts a caption from the credit at its end: "The dock at dawn. Photo by Pietro Amsel/Harbour Wire | License Photo".
pub(super) fn split_credit(raw: &str) -> (CleanText, CleanText) {
    let text = CleanText::capped(raw, CAPTION_CHARS_MAX);
    let text = text.strip_suffix("License Photo").map_or(text.as_str(), |rest| rest.trim_end_matches([' ', '|']));
    let Some(at) = credit_start(text) else { return (text.into(), CleanText::default()) };
    let credit = text[at..].trim_matches(|letter: char| letter.is_whitespace() || "()[]|".contains(letter));
    (text[..at].trim_end_matches(|letter: char| letter.is_whitespace() || "([|-–—".contains(letter)).into(), credit.into())
}

/// Words that begin a credit. The longest end of a caption that begins with one and is short is the credit.
#[rustfmt::skip]
const CREDITS: &[&str] = &[
    "photo by ", "photos by ", "photo credit", "photo: ", "photograph: ", "photograph by ", "photography by ", "image: ",
    "image credit", "picture: ", "credit: ", "credits: ", "file photo by ", "pool photo by ", "foto: ", "fotos: ", "bild: ",
    "quelle: ", "photo : ", "crédit : ", "crédit: ", "crédits : ", "getty images", "©", "upi/", "ap photo", "afp via",
    "reuters/", "handout photo",
];
/// Longest credit, in bytes.
const CREDIT_BYTES_MAX: usize = 120;
/// Longest of the words that begin a credit, in bytes, with room for letters that are shorter in lower case.
const CREDIT_WORD_BYTES_MAX: usize = 24;

fn credit_start(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let begins = |at: usize| at == 0 || !lower[..at].ends_with(char::is_alphanumeric);
    let mut last_of = [None; CREDITS.len()];
    for found in CREDIT_WORDS.find_overlapping_iter(&lower) {
        last_of[found.pattern().as_usize()] = Some(found.start());
    }
    last_of
        .into_iter()
        .flatten()
        .filter(|&at| text.is_char_boundary(at) && begins(at) && text.len() - at <= CREDIT_BYTES_MAX)
        .min()
}

static CREDIT_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| AhoCorasick::new(CREDITS).expect("the words are few and short"));

/// Says whether a line is nothing but the credit of a photograph.
pub(super) fn is_credit(text: &str) -> bool {
    text.len() <= CREDIT_BYTES_MAX
        && (text.trim_end().ends_with("License Photo") || {
            let opening = text.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '©');
            let opening = beginning(opening, CREDIT_WORD_BYTES_MAX).to_lowercase();
            CREDITS.iter().any(|word| opening.starts_with(word))
        })
}

fn is_file_name(caption: &str) -> bool {
    !caption.contains(' ') && [".jpg", ".jpeg", ".png", ".webp", ".gif"].iter().any(|end| caption.to_lowercase().ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_is_parted_from_its_caption() {
        for (raw, caption, credit) in [
            (
                "The dock at dawn. Photo by Pietro Amsel/Harbour Wire | License Photo",
                "The dock at dawn.",
                "Photo by Pietro Amsel/Harbour Wire",
            ),
            ("Envoys in Geneva (AP Photo/Mara Lindqvist)", "Envoys in Geneva", "AP Photo/Mara Lindqvist"),
            ("Envoys in Geneva", "Envoys in Geneva", ""),
            ("© Mara Lindqvist", "", "© Mara Lindqvist"),
        ] {
            let got = split_credit(raw);
            assert_eq!((got.0.as_str(), got.1.as_str()), (caption, credit), "{raw}");
        }
    }

    #[test]
    fn a_credit_line_is_told_from_a_sentence() {
        assert!(is_credit("Photo by Mara Lindqvist/Harbour Wire"));
        assert!(is_credit("Envoys wait. UPI/Mara Lindqvist | License Photo"));
        assert!(!is_credit("She took the photo by the harbour, he said."));
    }

    #[test]
    fn icons_and_counting_pixels_are_no_pictures() {
        let page =
            dom_query::Document::from("<img src='https://a.example/x.gif' width=1 height=1><img src='data:image/gif;base64,x'>");
        assert!(page.select("img").nodes().iter().all(|node| picture(node, None).is_none()));
    }
}
