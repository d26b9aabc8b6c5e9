//! Who wrote a story: JSON-LD, `meta` tags and the elements that are marked as the author; never the site itself.

use dom_query::Document;
use serde_json::Value;

use super::super::dom::readable_text;
use super::super::outline::Outline;
use super::super::signs::Signs;
use super::line;
use super::site::SiteNames;
use crate::text::CleanText;

/// Most authors that are named.
const AUTHORS_MAX: usize = 12;
/// Most marked elements that are looked at; more are those of other stories.
const MARKED_MAX: usize = 4;
/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 80;
/// Most words of a marked name.
const NAME_WORDS_MAX: usize = 7;

/// What stands where nobody filled the author in.
#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "admin", "administrator", "root", "user", "webmaster", "web master", "guest", "no author", "none", "null", "undefined", "n/a", "na",
    "unknown", "unknown author", "anonymous", "anónimo", "anonimo", "anónima", "anonyme", "anonym", "anonimowy", "аноним", "publisher",
    "editor", "author", "autor", "wordpress", "super user", "superuser", "site admin", "siteadmin", "posted by", "by",
];

/// Words before a name.
const BEFORE: &[&str] =
    &["By", "by", "BY", "Von", "von", "Par", "par", "Por", "por", "Door", "door", "Autor:", "Author:", "Text:"];

/// The names that a page gives, in the order in which they are believed.
#[derive(Debug, Default)]
pub(super) struct Bylines {
    people: Vec<String>,
    tags: Vec<String>,
    marked: Vec<String>,
    bodies: Vec<String>,
}

impl Bylines {
    /// Takes an author of JSON-LD, several, or a bare string.
    pub(super) fn take_author(&mut self, author: &Value) {
        let is_body =
            |value: &Value| value.get("@type").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("Organization"));
        let one = |value: &Value| value.as_str().or_else(|| value.get("name")?.as_str()).map(str::to_owned);
        let authors = match author {
            Value::Array(authors) => authors.as_slice(),
            single => std::slice::from_ref(single),
        };
        if !self.people.is_empty() {
            return;
        }
        for author in authors.iter().take(AUTHORS_MAX) {
            let list = if is_body(author) { &mut self.bodies } else { &mut self.people };
            list.extend(one(author));
        }
    }

    /// Takes what a `meta` tag says.
    pub(super) fn take_tag(&mut self, content: &str) {
        if self.tags.len() < AUTHORS_MAX {
            self.tags.push(content.to_owned());
        }
    }

    /// Takes the elements that are marked as the author.
    pub(super) fn take_marked(&mut self, page: &Document, outline: &Outline) {
        let is_comment = |at: usize| outline.around(at).any(|around| outline.parts[around].signs.any(Signs::ALIEN));
        for mark in outline.marks.iter().filter(|mark| mark.is_author) {
            if is_comment(mark.part) {
                continue;
            }
            let node = page.tree.get_unchecked(&outline.parts[mark.part].id);
            let text = CleanText::new(&readable_text(&node)).into_string();
            let name = BEFORE.iter().find_map(|word| text.strip_prefix(word)?.strip_prefix(' ')).unwrap_or(&text).trim();
            let fits = name.chars().count() <= NAME_CHARS_MAX && name.split_whitespace().count() <= NAME_WORDS_MAX;
            // A link inside the element that names the author says the same.
            let said = |known: &String| known.contains(name) || name.contains(known.as_str());
            if fits && !name.is_empty() && !self.marked.iter().any(said) {
                self.marked.push(name.to_owned());
            }
        }
    }

    /// Returns all names as they are said.
    pub(super) fn all(&self) -> Vec<String> {
        [&self.people, &self.tags, &self.marked, &self.bodies]
            .into_iter()
            .flatten()
            .filter_map(|name| line(name))
            .map(CleanText::into_string)
            .collect()
    }

    /// Returns the names: people before what only calls itself the author; `None` where nobody but the site is named.
    pub(super) fn choose(&self, site: &SiteNames) -> Option<CleanText> {
        let of = |names: &[String]| {
            let mut kept: Vec<String> = Vec::new();
            for name in names.iter().filter_map(|name| name_of(name)).filter(|name| !site.has(name)) {
                if !kept.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                    kept.push(name.into_string());
                }
            }
            line(&kept.join(", "))
        };
        // Of tags, one says it; many pages repeat it under several names.
        let tag = || self.tags.iter().find_map(|tag| of(std::slice::from_ref(tag)));
        let marked = || of(&self.marked[..if self.marked.len() > MARKED_MAX { 1 } else { self.marked.len() }]);
        of(&self.people).or_else(tag).or_else(marked).or_else(|| of(&self.bodies))
    }
}

/// Returns an author's name; addresses, which some pages give instead, and what stands in for nobody are none.
fn name_of(raw: &str) -> Option<CleanText> {
    let name = line(raw)?;
    let name = name.strip_prefix("By ").or_else(|| name.strip_prefix("by ")).unwrap_or(&name);
    let is_name = !name.contains("://") && !name.starts_with("www.") && name.chars().any(char::is_alphabetic);
    (is_name && !NOBODY.contains(&name.to_lowercase().as_str())).then(|| name.into())
}
