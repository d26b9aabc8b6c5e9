//! A label, a colon and the linked headline of another story, told by shape in any language: "LEA ADEMÁS: La tormenta …".

use super::spot::is_names;
use crate::domain::{RichText, Style, WebUrl};

/// Longest label before the headline, in letters.
const LABEL_CHARS_MAX: usize = 40;
/// Most words of a label.
const LABEL_WORDS_MAX: usize = 5;
/// Fewest words of a headline; with fewer, it is a name or a number.
const HEADLINE_WORDS_MIN: usize = 3;
/// Fewest letters of a headline in a script that puts no spaces between its words.
const HEADLINE_CHARS_MIN: usize = 6;
/// Endings of addresses that are no pages.
const FILES: &[&str] = &[".pdf", ".doc", ".docx", ".xls", ".xlsx", ".csv", ".zip", ".mp3", ".mp4", ".epub", ".ppt", ".pptx"];

/// Says whether a line of the page at `page` is a label with a headline that leads to another story of the same site.
pub(super) fn leads_to_another(rich: &RichText, page: &WebUrl) -> bool {
    let mut links =
        rich.spans.iter().filter_map(|span| if let Style::Link(url) = &span.style { Some((&span.range, url)) } else { None });
    let (Some((range, url)), None) = (links.next(), links.next()) else { return false };
    let (Some(before), Some(headline), Some(after)) =
        (rich.text.get(..range.start), rich.text.get(range.clone()), rich.text.get(range.end..))
    else {
        return false;
    };
    after.chars().all(|letter| !letter.is_alphanumeric() && letter != '.')
        && is_label(before)
        && is_headline(headline)
        && is_other_page(url, page)
}

/// Says whether a text begins with the linked headline of another story of the same site.
pub(super) fn begins_with_headline(rich: &RichText, page: &WebUrl) -> bool {
    rich.spans.iter().any(|span| match &span.style {
        Style::Link(url) => {
            span.range.start == 0 && rich.text.get(span.range.clone()).is_some_and(is_headline) && is_other_page(url, page)
        }
        _ => false,
    })
}

fn is_label(before: &str) -> bool {
    let before = before.trim();
    let label = before.trim_end_matches([':', '：', '|', '»', '›', '→', '▶', '►', '>', ' ']);
    label.len() < before.len()
        && label.chars().count() <= LABEL_CHARS_MAX
        && (1..=LABEL_WORDS_MAX).contains(&label.split_whitespace().count())
        && label.chars().any(char::is_alphabetic)
        && !label.contains(['.', '!', ';', '"', '“'])
        && !label.chars().any(|letter| letter.is_ascii_digit())
        && !label.starts_with(char::is_lowercase)
}

/// Says whether a linked text is a headline: several words, and not just names.
fn is_headline(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let is_spaced = words > 1;
    let is_cased = text.chars().any(|letter| letter.is_lowercase() || letter.is_uppercase());
    !text.trim_end().ends_with(['.', '。', ',', '!'])
        && !text.contains("://")
        && if is_cased || is_spaced {
            words > HEADLINE_WORDS_MIN || words == HEADLINE_WORDS_MIN && (!is_cased || !is_names(text))
        } else {
            text.chars().filter(|letter| letter.is_alphabetic()).count() >= HEADLINE_CHARS_MIN
        }
}

/// Says whether an address is another page of the same site, and no file.
fn is_other_page(url: &WebUrl, page: &WebUrl) -> bool {
    let path = url.as_url().path().to_ascii_lowercase();
    is_same_site(url.host(), page.host())
        && path != page.as_url().path().to_ascii_lowercase()
        && path.len() > 1
        && !FILES.iter().any(|file| path.ends_with(file))
}

/// Says whether two hosts belong to one site: the same but for a first name such as "www", "m" or "sport".
fn is_same_site(one: &str, other: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_ascii_lowercase();
    let (one, other) = (bare(one), bare(other));
    let within =
        |inner: &str, outer: &str| inner.strip_suffix(outer).is_some_and(|first| first.ends_with('.')) && outer.contains('.');
    one == other || within(&one, &other) || within(&other, &one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::blocks::blocks_of_html;
    use crate::domain::Block;

    fn leads(html: &str) -> bool {
        let page = WebUrl::parse("https://www.harbour.example/news/quay").unwrap();
        let blocks = blocks_of_html(html, Some(&page));
        let [Block::Paragraph(line)] = blocks.as_slice() else { panic!("{html}") };
        leads_to_another(line, &page)
    }

    #[test]
    fn labels_with_linked_headlines_lead_elsewhere_in_any_language() {
        for line in [
            "PUEDES VER: <a href=/x>La tormenta deja</a>",
            "<b>LEA ADEMÁS:</b> <a href=/x>La tormenta deja once pueblos</a>",
            "<strong>Mehr dazu</strong>: <a href='https://harbour.example/x'>Sturm kappt elf Orten den Strom</a>",
            "Mehr zum Sturm » <a href=/x>Elf Orte ohne Strom</a>",
            "Czytaj także: <a href=/x>Burza odcięła prąd miastom</a>",
            "Читайте также: <a href=/x>Шторм оставил без света</a>",
            "関連記事：<a href=/x>嵐で十一の町が停電</a>",
            "相关阅读：<a href='https://m.harbour.example/x'>风暴使十一个城镇停电</a>",
            "İlgili haber: <a href=/x>Fırtına on bir kenti</a>",
            "اقرأ أيضا: <a href=/x>العاصفة تقطع الكهرباء</a>",
            "Background | <a href=/x>How the Storm Tore the Wall</a>",
        ] {
            assert!(leads(line), "{line}");
        }
    }

    #[test]
    fn facts_and_sentences_with_a_link_lead_nowhere() {
        for line in [
            "Source: <a href='https://b.example/report'>Report on the state of the quay</a>",
            "Download: <a href=/files/report.pdf>Report on the state of the quay</a>",
            "Director: <a href=/people/7>Mara Lindqvist</a>",
            "Director: <a href=/people/7>Ines de Vries</a>",
            "Cast: <a href=/p/1>Mara Anna Lind</a>, <a href=/p/2>Pietro Amsel</a>",
            "The report says: <a href=/docs/7>The quay is not safe at all.</a>",
            "Pro tip: <a href=/x>Get more of our ideas here!</a>",
            "Price: <a href=/shop/1>$30</a>",
            "He said that this was the reason: <a href=/x>Storm leaves towns without power</a>",
            "See also: <a href='#part2'>How the storm tore the wall</a>",
            "Storm: <a href=/x>Elf Orte ohne Strom</a> meldete das Amt",
        ] {
            assert!(!leads(line), "{line}");
        }
    }
}
