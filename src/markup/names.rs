//! What limiting needs to know of the elements of HTML.

use std::sync::LazyLock;

use foldhash::HashMap;

/// What is true of the elements of one name, as a set: asked for once per tag, then a matter of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traits(u8);

impl Traits {
    /// Ends where it begins.
    pub(super) const VOID: Self = Self(1);
    /// A browser opens it again in the next block when it was left open.
    pub(super) const FORMATTING: Self = Self(2);
    /// An open paragraph ends before it.
    pub(super) const ENDS_PARAGRAPH: Self = Self(4);
    /// End tags inside it do not reach what stands outside.
    pub(super) const SCOPE: Self = Self(8);
    /// The end tag of an inline element does not reach through it.
    pub(super) const SPECIAL: Self = Self(16);
    /// A heading.
    pub(super) const HEADING: Self = Self(32);

    /// Says whether one of the traits of `other` is in the set.
    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

static TRAITS: LazyLock<HashMap<&'static str, Traits>> = LazyLock::new(|| {
    let of = |name: &&'static str| {
        let is = [is_void(name), is_formatting(name), ends_paragraph(name), is_scope(name), is_special(name), is_heading(name)];
        let bits = is.iter().enumerate().map(|(bit, is)| u8::from(*is) << bit).sum();
        (*name, Traits(bits))
    };
    KNOWN.iter().chain(OBSOLETE).map(of).collect()
});

/// Returns the traits of the elements of a name in lower case; none for names that HTML never had.
pub(super) fn traits_of(name: &str) -> Traits {
    TRAITS.get(name).copied().unwrap_or_default()
}

/// Returns whether `name` (lower case) is an element that HTML has or once had.
pub fn is_known(name: &str) -> bool {
    KNOWN.binary_search(&name).is_ok()
}

/// Elements that end where they begin.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "image"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that a browser opens again in the next block when they were left open.
fn is_formatting(name: &str) -> bool {
    matches!(name, "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u")
}

/// Elements before which an open paragraph ends.
fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "details"
            | "dialog"
            | "dd"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "ul"
    )
}

/// Elements that begin a line of their own when their tags are dropped.
pub(super) fn parts_words(name: &str) -> bool {
    ends_paragraph(name) || matches!(name, "br" | "tr" | "td" | "th" | "caption" | "option" | "img" | "iframe")
}

/// Elements that format or mark the text in them.
pub(super) fn is_inline(name: &str) -> bool {
    is_formatting(name)
        || matches!(
            name,
            "abbr"
                | "acronym"
                | "bdi"
                | "bdo"
                | "cite"
                | "del"
                | "dfn"
                | "ins"
                | "kbd"
                | "mark"
                | "q"
                | "samp"
                | "span"
                | "sub"
                | "sup"
                | "var"
        )
}

/// Elements that stand for something to see or hear.
pub(super) fn is_embedded(name: &str) -> bool {
    matches!(name, "img" | "iframe" | "picture" | "video" | "audio" | "object" | "embed" | "svg" | "canvas")
}

/// Elements inside which end tags do not reach what stands outside.
fn is_scope(name: &str) -> bool {
    matches!(name, "applet" | "caption" | "html" | "table" | "td" | "th" | "marquee" | "object" | "template" | "button")
}

/// Elements through which the end tag of an inline element does not reach.
fn is_special(name: &str) -> bool {
    ends_paragraph(name)
        || is_scope(name)
        || matches!(
            name,
            "tbody" | "thead" | "tfoot" | "tr" | "colgroup" | "noscript" | "select" | "iframe" | "title" | "textarea" | "script"
        )
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Names with traits that hardly any page has; in a title they are words.
const OBSOLETE: &[&str] = &["applet", "basefont", "bgsound", "frame", "image", "keygen", "listing", "search"];

const KNOWN: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "marquee",
    "menu",
    "meta",
    "nav",
    "nobr",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_names_can_be_searched() {
        assert!(KNOWN.is_sorted());
        assert!(is_known("strong") && !is_known("t"));
        assert!(OBSOLETE.iter().all(|name| !is_known(name)));
    }

    #[test]
    fn traits_are_those_of_the_name() {
        assert!(traits_of("p").any(Traits::ENDS_PARAGRAPH) && traits_of("p").any(Traits::SPECIAL));
        assert!(traits_of("br").any(Traits::VOID) && traits_of("h3").any(Traits::HEADING) && traits_of("td").any(Traits::SCOPE));
        assert_eq!(traits_of("b"), Traits::FORMATTING);
        assert_eq!(traits_of("x-card"), Traits::default());
    }
}
