//! Tags: words by which the reader puts stories and feeds together.

use crate::text::CleanText;
use crate::text::search::same;

/// Longest tag of a story, in characters.
pub const TAG_CHARS_MAX: usize = 40;

/// Most tags that one story bears.
pub const STORY_TAGS_MAX: usize = 20;

/// A tag that some story or feed bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagUse {
    /// The tag.
    pub name: CleanText,
    /// Stories that bear it or are of a feed that does.
    pub stories: u32,
    /// How many of these are unread.
    pub unread: u32,
}

/// Reads the tags of a story as they are typed: words parted by spaces or commas, each perhaps with a `#` before it; every tag
/// once, whatever its case.
///
/// What a query would need quotation marks for is left out of them.
pub fn typed_tags(typed: &str) -> Vec<CleanText> {
    let mut tags: Vec<CleanText> = Vec::new();
    for word in typed.split(|letter: char| letter.is_whitespace() || letter == ',') {
        let letters = word.trim_start_matches('#').chars().filter(|letter| !matches!(letter, '"' | '“' | '”' | '\\'));
        let tag = CleanText::new(&letters.take(TAG_CHARS_MAX).collect::<String>());
        if !tag.is_empty() && !tags.iter().any(|known| same(known, &tag)) {
            tags.push(tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Query, TermKind};

    #[test]
    fn tags_are_words_however_they_are_parted() {
        let check = |typed: &str, wanted: &str| {
            let tags = typed_tags(typed);
            assert_eq!(tags.iter().map(CleanText::as_str).collect::<Vec<_>>().join(" "), wanted, "{typed}");
        };
        check("", "");
        check(" , #, ## ,", "");
        check("harbour, grain  #strait", "harbour grain strait");
        check("Harbour harbour HARBOUR", "Harbour");
        check("say\"so\" \u{1b}[2J", "sayso [2J");
        check(&"long".repeat(30), &"long".repeat(10));
    }

    #[test]
    fn a_tag_needs_no_quotation_marks_in_a_query() {
        for tag in typed_tags("harbour c# \"a\"b\\ -x OR 10:30 (y") {
            let query = Query::of(TermKind::Tag(tag.to_string()));
            assert!(!query.to_string().contains('"'), "{query}");
            assert_eq!(Query::parse(&query.to_string()).unwrap(), query);
        }
    }
}
