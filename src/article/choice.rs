//! Whether a feed's own text is the whole story, and which of two texts to show: the feed's or the page's.

use std::collections::HashSet;

use super::labels::{key, opens_with};
use super::rich::slice;
use crate::domain::{Article, ArticleNote, Block, RichText, Style};

/// A text of this many words in several paragraphs is a whole story, unless it breaks off.
const WHOLE_WORDS: usize = 120;
/// A text of this many words is a whole story even in one piece.
const WHOLE_WORDS_IN_ONE: usize = 250;
/// A page with fewer words than this, and no more than the feed has, is no story.
const PAGE_WORDS_MIN: usize = 40;
/// A page with more words than this is a story, whatever it asks for at its top.
const WALL_WORDS_MAX: usize = 220;
/// A feed's whole text stays unless the page has this many per cent of its words.
const FULLER_PERCENT: usize = 115;
/// A page with less than this share of the feed's longer words, in per cent, tells of something else.
const SHARED_PERCENT_MIN: usize = 15;
/// From this many longer words on, the share can be judged.
const SHARED_WORDS_MIN: usize = 12;

/// Says whether a feed's own text looks like the whole story: long enough, and not broken off.
pub fn is_whole(article: &Article) -> bool {
    if article.note.is_some() || article.blocks.iter().rev().find_map(text_of).is_some_and(breaks_off) {
        return false;
    }
    let parts = article.blocks.iter().filter(|block| !block.text().is_empty()).count();
    let words = article.words();
    parts >= 2 && words >= WHOLE_WORDS || words >= WHOLE_WORDS_IN_ONE
}

/// Returns the fuller clean one of two texts of a story; what the other alone knows of it is taken over.
///
/// When the feed's text is shown although the page was read, the note says why.
pub fn choose(from_feed: Article, from_page: Article) -> Article {
    let (feed_words, page_words) = (from_feed.words(), from_page.words());
    if feed_words == 0 {
        return with_facts_of(from_page, from_feed);
    }
    let reason = if page_words == 0 {
        Some("The page holds no text that can be read, so this is the feed's own")
    } else if let Some(wall) = wall(&from_page, page_words) {
        Some(wall)
    } else if page_words < PAGE_WORDS_MIN && page_words <= feed_words {
        Some("The page holds next to no text, so this is the feed's own")
    } else if tells_of_something_else(&from_feed, &from_page) {
        Some("The page tells of something else, so this is the feed's own text")
    } else if page_words < feed_words {
        Some("The page gives less than the feed, so this is the feed's own text")
    } else {
        None
    };
    let whole = is_whole(&from_feed);
    if reason.is_some() || whole && page_words * 100 < feed_words * FULLER_PERCENT {
        let mut article = with_facts_of(from_feed, from_page);
        // A whole story needs no excuse.
        article.note = if whole { None } else { reason.map(|reason| ArticleNote(reason.into())).or(article.note) };
        return article;
    }
    with_facts_of(from_page, from_feed)
}

/// Fills what `article` does not know of its story from `other`.
fn with_facts_of(mut article: Article, other: Article) -> Article {
    article.title = article.title.or(other.title);
    article.byline = article.byline.or(other.byline);
    article.site = article.site.or(other.site);
    article.published = article.published.or(other.published);
    article.lang = article.lang.or(other.lang);
    article.picture = article.picture.or(other.picture);
    article.linked = article.linked.or(other.linked);
    article.comments = article.comments.or(other.comments);
    article
}

/// Says in words which wall a short page is, if it is one.
fn wall(page: &Article, words: usize) -> Option<&'static str> {
    if words > WALL_WORDS_MAX {
        return None;
    }
    let text = key(&page.text());
    let title = key(page.title.as_deref().unwrap_or_default());
    let says = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign) || title.contains(sign));
    if says(CONSENT) {
        Some("The page asks for consent to cookies first, so this is the feed's own text")
    } else if says(LOGIN) {
        Some("The page is for subscribers, so this is the feed's own text")
    } else if says(ROBOT) {
        Some("The page did not let the reader in, so this is the feed's own text")
    } else {
        None
    }
}

#[rustfmt::skip]
const CONSENT: &[&str] = &[
    "before you continue", "we value your privacy", "we and our partners", "accept all cookies", "your privacy choices",
    "manage your consent", "cookie settings", "we use cookies", "consent to the use", "cookies zustimmen",
    "accepter les cookies", "werbung und tracking",
];
#[rustfmt::skip]
const LOGIN: &[&str] = &[
    "log in to continue", "sign in to continue", "subscribe to continue", "subscribe to read", "to continue reading",
    "already a subscriber", "create a free account", "register to read", "subscribers only", "log in to read",
    "for subscribers", "nur für abonnenten", "réservé aux abonnés", "unlock this article", "this article is for",
];
#[rustfmt::skip]
const ROBOT: &[&str] = &[
    "are you a robot", "not a robot", "checking your browser", "enable javascript", "access denied", "403 forbidden",
    "404 not found", "page not found", "verify you are human", "unusual traffic", "attention required", "request blocked",
    "just a moment", "too many requests", "enable cookies", "browser is not supported", "javascript is disabled",
];

/// Says whether the page shares too few words with the feed's text to be the same story, as a home page or an error does.
fn tells_of_something_else(feed: &Article, page: &Article) -> bool {
    let long_words = |article: &Article| -> HashSet<String> {
        key(&article.text()).split(' ').filter(|word| word.chars().count() >= 5).map(str::to_owned).collect()
    };
    let (said, shown) = (long_words(feed), long_words(page));
    said.len() >= SHARED_WORDS_MIN && said.intersection(&shown).count() * 100 < said.len() * SHARED_PERCENT_MIN
}

fn text_of(block: &Block) -> Option<&str> {
    match block {
        Block::Paragraph(rich) | Block::Quote(rich) | Block::Heading { text: rich, .. } => Some(&rich.text),
        _ => None,
    }
}

/// Takes "Read more" and "The post … appeared first on …" off the end of a feed's text, and says whether it breaks off.
pub(super) fn cut_off(mut blocks: Vec<Block>) -> (Vec<Block>, bool) {
    let mut broken = false;
    while let Some(Block::Paragraph(rich)) = blocks.last() {
        if is_first_published(&rich.text) {
            blocks.pop();
        } else if is_read_more(&rich.text) {
            broken = true;
            if blocks.len() == 1 {
                break;
            }
            blocks.pop();
        } else {
            break;
        }
    }
    if let Some(Block::Paragraph(rich)) = blocks.last_mut() {
        if let Some(shorter) = without_read_more(rich) {
            *rich = shorter;
            broken = true;
        }
        broken |= breaks_off(&rich.text);
    }
    (blocks, broken)
}

/// Says whether a text ends in the middle, by the signs that programs leave.
fn breaks_off(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['→', '»', '>', ' ']);
    let bare = text.trim_end_matches([']', ')', '}']);
    let tail: String = bare.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    bare.ends_with('…')
        || bare.ends_with("...")
        || ["read more", "continue reading", "read the full story", "read full article", "weiterlesen", "lire la suite"]
            .iter()
            .any(|end| key(&tail).ends_with(end))
}

/// Says whether a line only leads on to the page.
fn is_read_more(text: &str) -> bool {
    text.len() <= 200 && opens_with(&key(text), READ_MORE) && !text.trim_end_matches(['…', ' ']).ends_with('.')
        || matches!(key(text).as_str(), "more" | "full story" | "source" | "link")
}

/// Beginnings of labels that lead to the rest of a story.
#[rustfmt::skip]
pub(super) const READ_MORE: &[&str] = &[
    "read more", "continue reading", "read the rest", "read the full", "read full", "read on", "keep reading",
    "view the full", "click here to read", "see full", "full article", "weiterlesen", "mehr lesen", "lire la suite",
    "leer más", "seguir leyendo", "leggi tutto", "continua a leggere", "lees verder",
];

fn is_first_published(text: &str) -> bool {
    let words = key(text);
    text.len() <= 500
        && (words.starts_with("the post ") || words.starts_with("the article ") || words.starts_with("this post "))
        && (words.contains(" appeared first on ") || words.contains(" first appeared on "))
}

/// Returns the text without the link at its end that says "Read more".
fn without_read_more(rich: &RichText) -> Option<RichText> {
    let link = rich.spans.iter().rev().find(|span| matches!(span.style, Style::Link(_)))?;
    let label = rich.text.get(link.range.clone())?;
    let rest_is_signs = rich.text.get(link.range.end..)?.chars().all(|letter| !letter.is_alphanumeric());
    (rest_is_signs && link.range.start > 0 && opens_with(&key(label), READ_MORE)).then(|| slice(rich, 0..link.range.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::from_feed;
    use crate::domain::ArticleSource;

    const PARAGRAPH: &str = "The harbour authority said on Monday that the northern quay would open again before the first of March, \
        after engineers had repaired the cracks that were found in autumn when a storm closed the passes for nine days. ";

    fn story(paragraphs: usize) -> String {
        (0..paragraphs).map(|number| format!("<p>{number}. {PARAGRAPH}</p>")).collect()
    }

    fn page(html: &str) -> Article {
        Article { source: ArticleSource::Page, ..from_feed(html, None) }
    }

    #[test]
    fn a_whole_text_is_long_and_ends() {
        assert!(is_whole(&from_feed(&story(5), None)));
        assert!(is_whole(&from_feed(
            &format!("{}<p>The post <a href=x>Quay opens</a> appeared first on Harbour Wire.</p>", story(5)),
            None
        )));
    }

    #[test]
    fn a_text_that_breaks_off_is_not_whole() {
        for end in [
            "<p>Engineers had…</p>",
            "<p>Engineers [...]</p>",
            "<p>Engineers had [&#8230;]</p>",
            "<p><a href='https://a.example'>Read more</a></p>",
            "<p>x <a href='https://a.example'>Continue reading <span>Quay opens</span> →</a></p>",
            "<p>Continue reading</p>",
            "<p>Engineers […]</p><p>The post Quay opens appeared first on Harbour Wire.</p>",
        ] {
            assert!(!is_whole(&from_feed(&format!("{}{end}", story(5)), None)), "{end}");
        }
    }

    #[test]
    fn a_short_text_is_not_whole() {
        assert!(!is_whole(&from_feed("<p>The quay opens in March.</p><p>So it was said.</p>", None)));
        assert!(!is_whole(&Article::default()));
    }

    #[test]
    fn lines_that_lead_to_the_page_leave_the_text() {
        let article = from_feed(
            "<p>The quay opens. <a href='https://a.example/1'>Read more…</a></p><p>The post Quay appeared first on Wire.</p>",
            None,
        );
        assert_eq!(article.text(), "The quay opens.");
        assert!(article.note.is_some());
    }

    #[test]
    fn the_fuller_text_wins_and_takes_the_facts_of_the_other() {
        let known = Article { title: Some("Quay opens".into()), ..page(&story(6)) };
        let chosen = choose(from_feed("<p>The harbour authority said on Monday…</p>", None), known.clone());
        assert_eq!((chosen.source, chosen.note.clone()), (ArticleSource::Page, None));
        let chosen = choose(from_feed(&story(7), None), known);
        assert_eq!(
            (chosen.source, chosen.title.as_deref(), chosen.note.clone()),
            (ArticleSource::Feed, Some("Quay opens"), None)
        );
    }

    #[test]
    fn a_page_that_is_no_story_loses_and_the_note_says_why() {
        let feed = || from_feed(&format!("<p>{PARAGRAPH}</p>"), None);
        for (wall, word) in [
            ("<p>We value your privacy. We and our partners store things on your device, again and again, to show what you like. ".repeat(4), "consent"),
            ("<p>To continue reading, log in or subscribe for one month, which you may end whenever you like to do so. ".repeat(4), "subscribers"),
            ("<p>Checking your browser before the harbour page can be shown to you, which takes some seconds. ".repeat(4), "let the reader in"),
            ("<p>Hello.".to_owned(), "next to no text"),
            (String::new(), "no text"),
            (format!("<p>{}", "Museum returns carved doors to Benin, where craftsmen celebrated dancing through narrow streets yesterday evening. ".repeat(6)), "something else"),
        ] {
            let chosen = choose(feed(), page(&wall));
            assert_eq!(chosen.source, ArticleSource::Feed, "{wall}");
            assert!(chosen.note.clone().is_some_and(|note| note.0.contains(word)), "{:?} {word}", chosen.note);
        }
    }

    #[test]
    fn without_a_text_of_the_feed_any_page_will_do() {
        assert_eq!(choose(from_feed("", None), page("<p>Quay opens.")).text(), "Quay opens.");
    }
}
