//! What the class, id and role of an element say about it: caption, ad, share bar, comments, an embedded post, the story.
//!
//! Only names are read here; whether a sign is believed is decided by `strip`, which knows how much text is at stake.

use std::sync::LazyLock;

use dom_query::Element;
use foldhash::{HashMap, HashMapExt};

/// Longest class name that is looked at, in letters.
const NAME_CHARS_MAX: usize = 120;
/// Most class names of one attribute that are looked at.
const NAMES_MAX: usize = 40;

/// What an element's names say, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs(u16);

impl Signs {
    /// The text beside a picture.
    pub(super) const CAPTION: Self = Self(1);
    /// Consent dialogs and comments: never the story, however long.
    pub(super) const ALIEN: Self = Self(2);
    /// Menus, share bars, related stories and the like.
    pub(super) const FURNITURE: Self = Self(4);
    /// A post of another site, quoted.
    pub(super) const POST: Self = Self(8);
    /// The story or its body.
    pub(super) const STORY: Self = Self(16);
    /// Shown to nobody, by the names that the common style sheets have for it.
    pub(super) const HIDDEN: Self = Self(32);
    /// The lead that stands between a title and its story.
    pub(super) const STANDFIRST: Self = Self(64);
    /// What a recipe needs and what is to be done.
    pub(super) const RECIPE: Self = Self(128);
    /// What only subscribers may read, or the box that asks to become one: publishers use the same name for both.
    pub(super) const PAYWALL: Self = Self(256);
    /// Declared to be the body of the story in the terms of schema.org.
    pub(super) const DECLARED: Self = Self(512);

    /// Says whether one of the signs of `other` is in the set.
    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns the signs of both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the signs without those of `other`.
    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// Reads signs and remembers what it read: a page repeats its few hundred names thousands of times.
#[derive(Default)]
pub(super) struct SignReader {
    known: HashMap<String, (Signs, u32)>,
}

impl SignReader {
    /// Returns what the names of the element say, and a number that elements of the same class share.
    pub(super) fn read(&mut self, element: &Element) -> (Signs, u32) {
        let mut signs = Signs::default();
        let mut look = 0;
        for attr in &element.attrs {
            let name = attr.name.local.as_ref();
            if !is_naming(name) || attr.value.is_empty() {
                continue;
            }
            let value: &str = &attr.value;
            let (found, number) = if let Some(found) = self.known.get(value) {
                *found
            } else {
                let found = (signs_of(value), self.known.len() as u32 + 1);
                self.known.insert(value.to_owned(), found);
                found
            };
            signs = signs.and(found);
            match name {
                "class" => look = number,
                "itemprop" if value.split_ascii_whitespace().any(|name| name.eq_ignore_ascii_case("articleBody")) => {
                    signs = signs.and(Signs::DECLARED);
                }
                _ => {}
            }
        }
        (signs, look)
    }
}

fn is_naming(attribute: &str) -> bool {
    matches!(attribute, "class" | "id" | "role" | "data-component" | "data-testid" | "itemprop")
}

/// Returns what the names in an attribute say.
fn signs_of(value: &str) -> Signs {
    let mut signs = if is_hidden_by_name(value) { Signs::HIDDEN } else { Signs::default() };
    let mut name = Name::default();
    each_word(value, &mut |word| {
        if word.is_empty() {
            signs = signs.and(name.signs());
            name.clear();
        } else {
            name.take(word);
        }
    });
    signs
}

/// One name of a class or id, read word by word.
#[derive(Default)]
struct Name {
    words: usize,
    found: Signs,
    before: String,
    pair: String,
    begins_state: bool,
    begins_no: bool,
    is_wrapper: bool,
}

impl Name {
    fn take(&mut self, word: &str) {
        let known = WORDS.get(word).copied();
        self.found = self.found.and(known.unwrap_or_else(|| if is_comments(word) { COMMENTS } else { Signs::default() }));
        if self.words == 0 {
            self.begins_state = STATE_BEGINS.contains(&word);
            self.begins_no = word == "no";
        } else {
            self.pair.clear();
            self.pair.push_str(&self.before);
            self.pair.push(' ');
            self.pair.push_str(word);
            self.found = self.found.and(PAIRS.get(self.pair.as_str()).copied().unwrap_or_default());
            self.is_wrapper |= WRAPPERS.contains(&self.pair.as_str());
        }
        self.words += 1;
        self.before.clear();
        self.before.push_str(word);
    }

    /// Returns what the name says: `has-comments` and `gdpr-enabled` tell of what the element holds or of how the page is set
    /// up, not of what the element is.
    fn signs(&self) -> Signs {
        let is_state = self.words > 1
            && (self.begins_state && self.words <= STATE_WORDS_MAX
                || self.begins_no && self.words == 2
                || STATE_ENDS.contains(&self.before.as_str()));
        if is_state || self.is_wrapper { self.found.without(FOREIGN) } else { self.found }
    }

    fn clear(&mut self) {
        (self.words, self.found, self.begins_state, self.is_wrapper) = (0, Signs::default(), false, false);
        self.before.clear();
    }
}

/// What a name that tells of a state does not say.
const FOREIGN: Signs = Signs::ALIEN.and(Signs::FURNITURE).and(Signs::CAPTION).and(Signs::PAYWALL);
const COMMENTS: Signs = Signs::ALIEN.and(Signs::FURNITURE);

/// Says whether a word names readers' comments: `commentlinks`, `commentbox`; a commentary is a story.
fn is_comments(word: &str) -> bool {
    let other = |rest: &str| ["ary", "aries", "ator", "ate", "ed", "ing"].iter().any(|end| rest.starts_with(end));
    word.strip_prefix("comment").is_some_and(|rest| !rest.is_empty() && !other(rest))
}

/// Says whether a class hides its element at every width: `hidden md:block` shows it on wide screens.
fn is_hidden_by_name(value: &str) -> bool {
    let names = || value.split_ascii_whitespace().take(NAMES_MAX);
    names().any(|name| matches!(name, "hidden" | "d-none" | "is-hidden" | "hide" | "u-hidden"))
        && !names().any(|name| name.contains(':') || name.starts_with("d-") && name != "d-none" || name.contains("block-"))
}

/// Returns the word or pair of an element's names that carries one of `signs`, to name a rule by.
pub(super) fn telling_word(element: &Element, signs: Signs) -> Option<String> {
    let naming = element.attrs.iter().filter(|attr| is_naming(attr.name.local.as_ref()));
    let mut found = None;
    for attr in naming {
        let mut before = String::new();
        each_word(&attr.value, &mut |word| {
            let pair = format!("{before} {word}");
            let carries = |known: Option<&Signs>| known.is_some_and(|known| known.any(signs));
            if found.is_none() {
                let single = carries(WORDS.get(word)).then(|| word.to_owned());
                found = single.or_else(|| carries(PAIRS.get(pair.as_str())).then_some(pair));
            }
            word.clone_into(&mut before);
        });
    }
    found
}

/// Calls `see` with each word of the names in lower case, and with an empty one after each name: `relatedPosts-box` is
/// `related`, `posts`, `box`.
fn each_word(value: &str, see: &mut impl FnMut(&str)) {
    let mut word = String::new();
    for name in value.split_ascii_whitespace().take(NAMES_MAX) {
        let mut lower_before = false;
        for letter in name.chars().take(NAME_CHARS_MAX) {
            if letter.is_ascii_lowercase() {
                word.push(letter);
                lower_before = true;
                continue;
            }
            let parts = !letter.is_alphanumeric() || letter.is_uppercase() && lower_before;
            if parts && !word.is_empty() {
                see(&word);
                word.clear();
            }
            lower_before = letter.is_lowercase() || letter.is_ascii_digit();
            if letter.is_alphanumeric() {
                word.extend(letter.to_lowercase());
            }
        }
        if !word.is_empty() {
            see(&word);
            word.clear();
        }
        see("");
    }
}

static WORDS: LazyLock<HashMap<&'static str, Signs>> = LazyLock::new(|| table(SINGLE));
static PAIRS: LazyLock<HashMap<&'static str, Signs>> = LazyLock::new(|| table(DOUBLE));

fn table(lists: &[(Signs, &[&'static str])]) -> HashMap<&'static str, Signs> {
    let mut table: HashMap<&'static str, Signs> = HashMap::new();
    for (sign, words) in lists {
        for word in *words {
            let known = table.entry(word).or_default();
            *known = known.and(*sign);
        }
    }
    table
}

/// Words of a class or id that say what an element is.
#[rustfmt::skip]
const SINGLE: &[(Signs, &[&str])] = &[
    (Signs::CAPTION, &[
        "caption", "captions", "figcaption", "credit", "credits", "imagecredit", "photocredit", "cutline",
        "bildunterschrift",
    ]),
    (Signs::ALIEN, &[
        "cookie", "cookies", "consent", "onetrust", "gdpr", "ccpa", "didomi", "usercentrics", "cookiebot", "disqus",
        "commentlist", "comments", "dialog", "kommentare", "commentaires", "comentarios", "commenti", "reacties",
    ]),
    (Signs::PAYWALL, &["paywall", "paywalled"]),
    (Signs::POST, &["tweet", "instagram", "tiktok", "bluesky", "mastodon", "reddit", "truthsocial"]),
    (Signs::STORY, &["article", "story", "post", "entry", "content", "body", "text", "main", "articlebody"]),
    (Signs::STANDFIRST, &[
        "standfirst", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "subheader", "lede", "lead",
        "preamble", "excerpt", "intro", "introduction", "strapline", "synopsis", "summary", "chapo", "chapeau", "vorspann",
        "ingress", "bajada", "entradilla", "sommario", "copete", "sottotitolo", "subtitulo", "manchet", "perex", "zajawka",
        "abstract", "anleser", "einleitung", "leadtext", "leadin", "teaser",
    ]),
    (Signs::FURNITURE, &[
        "ad", "ads", "adv", "advert", "adverts", "advertisement", "advertising", "adsense", "adslot", "adunit", "dfp",
        "sponsor", "sponsored", "sponsors", "outbrain", "taboola", "promo", "promos", "promoted", "promotion", "share",
        "shares", "sharing", "sharebar", "sharedaddy", "sharethis", "addthis", "addtoany", "social", "socials",
        "newsletter", "newsletters", "signup", "subscribe", "subscription", "optin", "mailchimp", "related",
        "relatedposts", "recommended", "recommendation", "recommendations", "recirc", "recirculation", "trending",
        "popular", "mostread", "mostpopular", "readmore", "readnext", "comments", "comment", "disqus", "respond",
        "commentlist", "cookie", "cookies", "consent", "gdpr", "breadcrumb", "breadcrumbs", "sidebar", "byline", "bylines",
        "bio", "authorbox", "tags", "taglist", "tagcloud", "pagination", "pager", "toolbar", "modal", "popup", "popover",
        "lightbox", "tooltip", "hovercard", "navigation", "navbar", "complementary", "contentinfo", "masthead",
        "timestamp", "dateline", "copyright", "disclaimer", "teaser", "teasers", "crosslinks", "infobox", "offscreen",
        "topics", "subnav", "feedback", "reactions", "rating", "ratings", "followus", "toc", "noprint",
        "pullquote", "metadata", "datepublished", "datemodified", "screenreader", "skiplink", "banner", "donate",
        "donation", "footer", "cta",
    ]),
];

/// Most words of a state's name: `has-cookie-banner`; longer ones name a thing, as `no-access-comment-box`.
const STATE_WORDS_MAX: usize = 3;

/// Words with which the name of a state begins.
const STATE_BEGINS: &[&str] = &["has", "have", "with", "without", "not", "supports", "uses", "using", "needs", "allows"];

/// Words with which the name of a state ends.
#[rustfmt::skip]
const STATE_ENDS: &[&str] = &[
    "enabled", "disabled", "open", "opened", "closed", "required", "active", "inactive", "allowed", "accepted", "rejected",
    "given", "granted", "denied", "needed", "pending", "unknown", "shown", "on", "off", "ready", "supported", "free",
];

/// Pairs that name what holds the page, whatever the words before them say of it.
const WRAPPERS: &[&str] = &["main canvas", "canvas wrapper", "canvas content", "page wrapper", "site wrapper", "content wrapper"];

/// Pairs of neighbouring words that do; each word alone would be too wide.
#[rustfmt::skip]
const DOUBLE: &[(Signs, &[&str])] = &[
    (Signs::POST, &["twitter tweet", "instagram media", "tiktok embed", "bluesky embed", "reddit embed"]),
    (Signs::RECIPE, &[
        "recipe ingredient", "recipe ingredients", "recipes ingredients", "recipe instruction", "recipe instructions",
        "recipes instructions", "create ingredients", "create instructions", "recipe steps", "recipe directions",
    ]),
    (Signs::STANDFIRST, &["teaser text", "sub title", "sub headline", "sub heading"]),
    (Signs::FURNITURE, &[
        "most read", "most popular", "most viewed", "read more", "read next", "read also", "also read", "see also",
        "more stories", "more from", "more on", "more news", "up next", "next post", "prev post", "previous post",
        "post nav", "post meta", "entry meta", "article meta", "story meta", "post tags", "entry footer", "post footer",
        "article footer", "author box", "author bio", "author info", "author name", "about author", "about the",
        "author card", "author description", "sign up", "screen reader", "sr only", "visually hidden", "jump link",
        "skip to", "skip link", "follow us", "app store", "call to", "publish date", "published date", "pub date",
        "post date", "entry date", "article date", "date published", "date modified", "last updated", "reading time",
        "read time", "pull quote", "latest news", "latest headlines", "top stories", "editors picks", "site footer",
        "site header", "print only", "print header", "print footer", "app hint", "app banner", "table of", "in read", "inline cta", "cta box",
    ]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn words(value: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(value, &mut |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn a_class_falls_into_words() {
        assert_eq!(words("relatedPosts-box ad_unit2 SHARE"), ["related", "posts", "box", "", "ad", "unit2", "", "share", ""]);
    }

    #[test]
    fn pairs_do_not_cross_names() {
        assert!(signs_of("read-more").any(Signs::FURNITURE));
        assert!(!signs_of("read more").any(Signs::FURNITURE));
    }

    #[test]
    fn a_name_can_say_several_things() {
        let signs = signs_of("post-comments");
        assert!(signs.any(Signs::ALIEN) && signs.any(Signs::STORY) && signs.any(Signs::FURNITURE));
        assert!(!signs.any(Signs::CAPTION));
    }

    #[test]
    fn the_name_of_a_state_names_no_thing() {
        let foreign = Signs::ALIEN.and(Signs::FURNITURE).and(Signs::CAPTION);
        for state in [
            "has-comments",
            "hasCookieBanner",
            "no-comments",
            "comments-open",
            "comments_closed",
            "gdpr-enabled",
            "consent-required",
            "with-sidebar",
            "post-has-caption",
            "dialog-off-canvas-main-canvas",
            "cookies-accepted",
        ] {
            assert!(state == "post-has-caption" || !signs_of(state).any(foreign), "{state}");
        }
        for thing in
            ["comments", "post-comments", "cookie-banner", "cookie-banner is-open", "dialog", "commentlinks", "commentArea"]
        {
            assert!(signs_of(thing).any(Signs::ALIEN) || signs_of(thing).any(foreign), "{thing}");
        }
        assert!(!signs_of("commentary").any(foreign));
    }
}
