//! The elements that are open at one place of a page, and which of them a tag closes.

use std::borrow::Cow;

use crate::markup::names::{self, Traits};

/// An element that was opened and not yet closed.
pub(super) struct Open<'a> {
    /// Its name in lower case.
    pub(super) name: Cow<'a, str>,
    /// Its name as written.
    pub(super) written: &'a str,
    pub(super) traits: Traits,
}

/// The open elements, the outermost first.
#[derive(Default)]
pub(super) struct Nesting<'a> {
    stack: Vec<Open<'a>>,
    /// How many of them are such as `<b>`.
    pub(super) formatting: usize,
    /// How many of them are paragraphs.
    paragraphs: usize,
}

impl<'a> Nesting<'a> {
    pub(super) fn len(&self) -> usize {
        self.stack.len()
    }

    pub(super) fn name_at(&self, index: usize) -> &str {
        &self.stack[index].name
    }

    pub(super) fn push(&mut self, open: Open<'a>) {
        self.formatting += usize::from(open.traits.any(Traits::FORMATTING));
        self.paragraphs += usize::from(open.name == "p");
        self.stack.push(open);
    }

    pub(super) fn pop(&mut self) -> Option<Open<'a>> {
        let open = self.stack.pop()?;
        self.formatting -= usize::from(open.traits.any(Traits::FORMATTING));
        self.paragraphs -= usize::from(open.name == "p");
        Some(open)
    }

    /// Returns the index of the element of its own kind that the start of `name` ends in a browser.
    pub(super) fn implied_end(&self, name: &str) -> Option<usize> {
        let is_scope = |open: &Open<'_>| open.traits.any(Traits::SCOPE);
        let is_one_of = |open: &Open<'_>, names: &[&str]| names.contains(&open.name.as_ref());
        match name {
            "li" => self.innermost(&["li"], |open| is_one_of(open, &["ul", "ol", "menu"]) || is_scope(open)),
            "dt" | "dd" => self.innermost(&["dt", "dd"], |open| open.name == "dl" || is_scope(open)),
            "option" | "optgroup" => self.innermost(&["option"], |open| open.name == "select" || is_scope(open)),
            "td" | "th" => self.innermost(&["td", "th"], |open| is_one_of(open, &["tr", "table", "template"])),
            "tr" => self.innermost(&["tr"], |open| is_one_of(open, &["tbody", "thead", "tfoot", "table", "template"])),
            "tbody" | "thead" | "tfoot" => self
                .innermost(&["tbody", "thead", "tfoot", "caption", "colgroup"], |open| is_one_of(open, &["table", "template"])),
            "a" => self.innermost(&["a"], is_scope),
            "button" => self.innermost(&["button"], |open| open.name != "button" && is_scope(open)),
            _ => None,
        }
    }

    /// Returns the index of the paragraph that the start of an element with these traits ends.
    pub(super) fn paragraph_end(&self, traits: Traits) -> Option<usize> {
        if self.paragraphs == 0 || !traits.any(Traits::ENDS_PARAGRAPH) {
            return None;
        }
        self.innermost(&["p"], |open| open.traits.any(Traits::SCOPE))
    }

    /// Returns the index of the heading in which no other heading may stand.
    pub(super) fn heading_end(&self, traits: Traits) -> Option<usize> {
        let is_heading = |open: &Open<'_>| open.traits.any(Traits::HEADING);
        (traits.any(Traits::HEADING) && self.stack.last().is_some_and(is_heading)).then(|| self.stack.len() - 1)
    }

    /// Returns the index of the element that an end tag ends; `None` when it ends none.
    pub(super) fn ended_by(&self, name: &str) -> Option<usize> {
        if self.stack.last().is_some_and(|open| open.name == name) {
            return Some(self.stack.len() - 1);
        }
        let traits = names::traits_of(name);
        let is_table_part = matches!(name, "table" | "tr" | "tbody" | "thead" | "tfoot");
        for (index, open) in self.stack.iter().enumerate().rev() {
            if open.name == name || traits.any(Traits::HEADING) && open.traits.any(Traits::HEADING) {
                return Some(index);
            }
            let stops = match (traits.any(Traits::SPECIAL), is_table_part) {
                (_, true) => matches!(open.name.as_ref(), "table" | "template"),
                (true, _) => open.traits.any(Traits::SCOPE),
                (false, _) => open.traits.any(Traits::SPECIAL),
            };
            if stops {
                return None;
            }
        }
        None
    }

    /// Returns the index of the innermost element of one of these names, none if `stops` holds for one further in.
    fn innermost(&self, closes: &[&str], stops: impl Fn(&Open<'_>) -> bool) -> Option<usize> {
        for (index, open) in self.stack.iter().enumerate().rev() {
            if closes.contains(&open.name.as_ref()) {
                return Some(index);
            }
            if stops(open) {
                return None;
            }
        }
        None
    }
}
