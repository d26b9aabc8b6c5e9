//! Pictures with their captions and credits.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use dom_query::NodeRef;

use super::blocks::resolve;
use super::dom::{attr, beginning, readable_text};
use crate::domain::{Picture, WebUrl};
use crate::text::CleanText;

/// The attribute under which a caption that was found beside a picture travels with it through the extraction.
pub(super) const CAPTION_ATTR: &str = "data-dateline-caption";
/// Attributes that hold the address of a picture, the best first: pages that load late put a placeholder into `src`.
const ADDRESSES: &[&str] = &["data-src", "data-original", "data-lazy-src", "data-url", "src"];
/// Pictures known to be smaller than this are icons, spacers or counting pixels.
const SIDE_MIN: u32 = 64;
/// Longest caption that is kept, in characters.
const CAPTION_CHARS_MAX: usize = 600;

/// Returns the pictures of a `figure`, the caption with the first of them.
pub(super) fn figure(node: &NodeRef<'_>, base: Option<&WebUrl>) -> Vec<Picture> {
    if node.descendants_it().any(|part| part.has_name("pre") || part.has_name("table") || part.has_name("blockquote")) {
        return Vec::new();
    }
    let mut pictures: Vec<Picture> = Vec::new();
    let mut caption = String::new();
    for part in node.descendants_it() {
        if part.has_name("img") {
            if let Some(picture) = picture(&part, base)
                && !pictures.iter().any(|known| known.url == picture.url)
            {
                pictures.push(picture);
            }
        } else if part.has_name("figcaption") && caption.is_empty() {
            caption = readable_text(&part);
        }
    }
    if let (Some(first), false) = (pictures.first_mut(), caption.trim().is_empty()) {
        (first.caption, first.credit) = split_credit(&caption);
    }
    pictures
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
    let from_set = || {
        let set = attr(&element, "srcset").or_else(|| attr(&element, "data-srcset"))?;
        set.split(',').next_back()?.split_ascii_whitespace().next()
    };
    let url = ADDRESSES
        .iter()
        .filter_map(|name| attr(&element, name))
        .chain(from_set())
        .filter(|address| !address.starts_with("data:"))
        .find_map(|address| resolve(address, base));
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
