//! The wordings of page furniture: what a line must say to count as an ad marker, a share bar, a heading of related stories.
//!
//! Lines are compared as keys: lower case, words only, one space between. Which lines are compared is `junk`'s to decide.

use foldhash::{HashMap, HashMapExt};

/// Returns the words of `text` in lower case, joined by one space, signs left out.
pub(super) fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars() {
        // Nearly all letters of nearly all pages are plain ones: no table is asked about them.
        let plain = letter.is_ascii();
        if plain && !letter.is_ascii_alphanumeric() || !plain && !letter.is_alphanumeric() {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        if plain {
            out.push(letter.to_ascii_lowercase());
        } else {
            out.extend(letter.to_lowercase());
        }
    }
    out
}

/// Kinds of phrases that are looked for in every line, each with a bit of its own: one pass over the words finds all.
pub(super) struct Phrases(HashMap<&'static str, Vec<(&'static str, u8)>>);

impl Phrases {
    /// Sorts phrases by their first words.
    pub(super) fn new(kinds: &[(u8, &[&'static str])]) -> Self {
        let mut by_word: HashMap<&'static str, Vec<(&'static str, u8)>> = HashMap::new();
        for (bit, phrases) in kinds {
            for phrase in *phrases {
                by_word.entry(phrase.split(' ').next().unwrap_or(phrase)).or_default().push((phrase, *bit));
            }
        }
        Self(by_word)
    }

    /// Returns the bits of the kinds of which a phrase stands in `key`, word by word.
    pub(super) fn found_in(&self, key: &str) -> u8 {
        let mut rest = key;
        let mut found = 0;
        loop {
            found |= self.opening(rest).begun;
            let Some(space) = rest.as_bytes().iter().position(|byte| *byte == b' ') else { return found };
            rest = &rest[space + 1..];
        }
    }

    /// Returns the kinds of which a phrase stands at the beginning of `key`.
    pub(super) fn opening(&self, key: &str) -> Opening {
        let word = key.as_bytes().iter().position(|byte| *byte == b' ').map_or(key, |space| &key[..space]);
        let mut opening = Opening::default();
        for (phrase, bit) in self.0.get(word).into_iter().flatten() {
            let Some(after) = key.strip_prefix(phrase) else { continue };
            opening.whole |= if after.is_empty() { *bit } else { 0 };
            opening.begun |= if after.is_empty() || after.starts_with(' ') { *bit } else { 0 };
        }
        opening
    }
}

/// The kinds of phrases with which a line begins, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Opening {
    /// Those of which one begins the line, word by word.
    pub(super) begun: u8,
    /// Those of which one is the whole line.
    pub(super) whole: u8,
}

/// Says whether `key` is one of `whole` or begins with one of `openings`, word by word.
pub(super) fn opens_with(key: &str, openings: &[&str]) -> bool {
    openings.iter().any(|opening| key.strip_prefix(opening).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// A line that says only this marks an ad.
#[rustfmt::skip]
pub(super) const AD_MARKERS: &[&str] = &[
    "advertisement", "advertisements", "advertising", "advert", "ad", "ads", "ad feedback", "sponsored",
    "sponsored content", "paid content", "promoted", "promoted content", "anzeige", "werbung", "publicité", "publicidad",
    "pubblicità", "advertentie", "reklama", "reklame", "annonce", "annons", "mainos", "publicidade", "implicit ad",
    "ads by google", "advertisement scroll to continue", "remove ads", "this ad will auto close in 10 seconds", "skip ad",
    "iklan", "広告", "广告", "реклама", "reklam", "close ad", "why am i seeing this ad", "hide ad",
];

/// Words of boxes that ask for consent before they show something of another site.
#[rustfmt::skip]
pub(super) const CONSENT: &[&str] = &[
    "externer inhalt", "externen inhalt", "externe inhalt", "externe inhalte", "externen inhalte", "redaktioneller inhalt",
    "redaktionellen inhalt", "eingebettete inhalte", "empfohlener inhalt", "inhalte von drittanbietern", "external content",
    "third party content", "embedded content", "contenu externe", "contenus externes", "contenido externo",
    "contenuto esterno", "externe content", "inhalte angezeigt werden", "inhalte anzuzeigen",
];

/// Lines that begin with this lead around an ad.
#[rustfmt::skip]
pub(super) const CONTINUES: &[&str] = &[
    "story continues below", "story continues after", "article continues below", "article continues after",
    "continue reading below", "continue reading the main story", "continue reading after", "continues below",
    "text continues below", "post continues below", "scroll to continue", "scroll down to continue",
    "advertisement continue reading", "advertisement article continues", "advertisement story continues",
    "der artikel wird nach", "la suite après", "sigue leyendo", "artikkelen fortsetter", "lees verder onder",
    "keep scrolling", "story continues",
];

/// Lines that begin with this stand above links to other stories.
#[rustfmt::skip]
pub(super) const RELATED: &[&str] = &[
    "related", "related story", "related stories", "related article", "related articles", "related content",
    "related coverage", "related post", "related posts", "related news", "related topics", "related links",
    "related reading", "related video", "related videos", "read more", "read also", "also read", "read next",
    "read this next", "see also", "see more", "see related", "watch", "watch now", "watch more", "watch also", "listen",
    "listen now", "more", "more on this", "more on this story", "more on", "more from", "more in", "more stories",
    "more news", "more coverage", "more like this", "don t miss", "in case you missed it", "you may also like",
    "you might also like", "you might be interested in", "you may have missed", "recommended", "recommended for you",
    "recommended stories", "recommended reading", "recommended articles", "most read", "most popular", "most viewed",
    "trending", "trending now", "popular", "popular stories", "popular now", "latest headlines", "latest news",
    "latest stories", "top stories", "top headlines", "editor s picks", "editors picks", "what to read next", "up next",
    "next up", "explore more", "keep reading", "further reading", "also on", "from our partners", "from around the web",
    "around the web", "sponsored stories", "mehr zum thema", "lesen sie auch", "lesen sie mehr", "weitere artikel",
    "weitere themen", "weiterlesen", "das könnte sie auch interessieren", "auch interessant", "meistgelesen", "siehe auch",
    "lire aussi", "à lire aussi", "a lire aussi", "sur le même sujet", "les plus lus", "articles liés", "voir aussi",
    "à voir aussi", "lee también", "lea también", "te puede interesar", "le puede interesar", "más información",
    "noticias relacionadas", "lo más leído", "leggi anche", "potrebbe interessarti", "lees ook", "lees meer", "meer over",
    "läs också", "läs mer", "läs även", "les også", "læs også", "leia também", "leia mais", "veja também", "czytaj też",
    "você pode gostar", "você também pode gostar", "czytaj także", "zobacz także", "lue myös",
];

/// Headings over what follows a story; everything like links after them goes too.
#[rustfmt::skip]
pub(super) const TAILS: &[&str] = &[
    "comments", "leave a comment", "leave a reply", "join the conversation", "join the discussion", "share this article",
    "share this story", "share", "tags", "topics", "filed under", "newsletter", "newsletters", "subscribe", "sign up",
    "about the author", "about the authors", "discussion", "add a comment", "post a comment", "recent posts", "archives",
    "categories", "next article", "previous article", "next post", "previous post", "kommentare", "commentaires",
    "comentarios",
];

/// Words of which share bars are made.
#[rustfmt::skip]
pub(super) const SHARE_WORDS: &[&str] = &[
    "share", "shares", "facebook", "twitter", "x", "linkedin", "whatsapp", "email", "e", "mail", "pinterest", "reddit",
    "print", "copy", "link", "telegram", "tumblr", "flipboard", "messenger", "instagram", "bluesky", "threads", "mastodon",
    "pocket", "save", "tweet", "pin", "it", "this", "article", "story", "post", "page", "on", "via", "to", "by", "with",
    "and", "or", "your", "friends", "open", "opens", "in", "new", "window", "tab", "click", "icon", "button", "comment",
    "comments", "more", "gift", "bookmark", "follow", "us", "copied", "url", "teilen", "drucken", "merken", "partager",
    "compartir", "condividi", "delen", "whatsappen", "mailen", "sms", "line", "weibo", "wechat", "google", "plus", "news",
    "like", "listen", "stumbleupon", "digg", "viber", "snapchat", "youtube", "tiktok", "sharing", "options",
];

/// Words of which at least one must stand in a share bar.
#[rustfmt::skip]
pub(super) const SHARE_CORE: &[&str] = &[
    "share", "tweet", "facebook", "twitter", "linkedin", "whatsapp", "pinterest", "reddit", "email", "print", "flipboard",
    "telegram", "teilen", "partager", "compartir", "condividi", "delen", "copy", "instagram", "bluesky", "follow",
    "bookmark",
];

/// Beginnings of prompts to subscribe, to follow, to install an app.
#[rustfmt::skip]
pub(super) const PROMPTS: &[&str] = &[
    "sign up", "sign in", "log in", "subscribe", "subscribe to", "get the", "get our", "get more", "get breaking",
    "get all", "get email", "receive", "join our", "join the", "follow us", "follow our", "follow", "like us", "like our",
    "download our", "download the", "click here", "tap here", "enter your email", "thank you for", "thanks for",
    "support our", "support", "become a", "already a", "want to", "want more", "stay", "stay up to date", "never miss",
    "don t miss", "check your", "please", "by signing up", "by subscribing", "by submitting", "by clicking",
    "you can unsubscribe", "you have successfully", "register", "start your", "try", "unlock", "this article is", "to read",
    "our", "for more", "listen to", "read our", "send us", "contact us", "email", "have a", "do you", "got a", "make us",
    "add us", "set us", "install", "turn on", "enable", "abonnieren", "jetzt", "newsletter", "inscrivez", "abonnez",
    "suscríbete", "iscriviti", "meld", "schrijf",
];

/// What prompts are about; a prompt without one of these words is a sentence.
#[rustfmt::skip]
pub(super) const PROMPT_OBJECTS: &[&str] = &[
    "newsletter", "newsletters", "inbox", "subscribe", "subscriber", "subscribers", "subscription", "sign up", "our app",
    "the app", "app store", "google play", "our emails", "email alerts", "news alerts", "push notifications",
    "notifications", "our podcast", "our telegram", "our whatsapp", "whatsapp channel", "telegram channel", "on facebook",
    "on twitter", "on instagram", "on youtube", "on google news", "on linkedin", "unsubscribe", "privacy policy",
    "terms of service", "terms of use", "free trial", "log in", "sign in", "your email", "preferred source", "newsalert",
    "our journalism", "send us a tip", "news tip", "rss", "abonnieren", "abonnez",
];

/// Calls to subscribe, wherever they stand in a line.
pub(super) const CALLS: &[&str] = &["sign up for", "sign up to", "subscribe to", "delivered to your inbox", "get the free"];

/// What lines about cookies say of them.
#[rustfmt::skip]
pub(super) const COOKIE_WORDS: &[&str] = &[
    "accept", "accept all", "we use", "uses cookies", "use cookies", "cookie policy", "cookie settings", "consent",
    "manage cookies", "our partners",
];

/// Lines that begin with this are about the comments.
#[rustfmt::skip]
pub(super) const COMMENTS: &[&str] = &[
    "leave a comment", "leave a reply", "leave your comment", "post a comment", "add a comment", "add comment",
    "view comments", "view all comments", "show comments", "read comments", "read the comments", "comments are closed",
    "write a comment", "have your say", "join the conversation", "be the first to comment", "no comments yet",
    "log in to comment", "sign in to comment", "comments section", "comment on this story", "comments off on",
    "load comments", "report a typo", "report this ad", "commenting is closed",
];

/// Words for comments, as they stand beside their number.
pub(super) const COMMENT_WORDS: &[&str] =
    &["comment", "comments", "kommentar", "kommentare", "commentaire", "commentaires", "comentarios", "commenti", "reacties"];

/// Lines that hold one of these say that the rest is for subscribers.
#[rustfmt::skip]
pub(super) const WALLS: &[&str] = &[
    "de cet article à lire", "la suite est réservée aux abonnés", "reserved for subscribers only",
    "reserved for subscribers", "create an account or sign in to continue", "sign in to continue reading",
    "subscribe to continue reading", "subscribe to read more", "log in to continue reading",
    "this article is for subscribers only", "weiterlesen mit", "この記事は会員限定です",
];

/// Lines that hold one of these at their beginning or end say who else worked on a story.
#[rustfmt::skip]
pub(super) const CONTRIBUTORS: &[&str] = &[
    "reporting by", "additional reporting by", "additional reporting from", "with reporting by", "with reports from",
    "writing by", "editing by", "compiled by", "our standards the thomson reuters trust principles", "redaktion",
    "mit material von", "mit informationen von", "first published in", "originally published in",
    "source", "sources", "quelle", "quellen",
];

/// Ends of lines that do.
#[rustfmt::skip]
pub(super) const CONTRIBUTED: &[&str] = &[
    "contributed to this report", "contributed to this story", "contributed reporting", "contributed to this article",
    "contributed from",
];

/// Words before the name of an author.
pub(super) const BY: &[&str] =
    &["by", "von", "par", "por", "di", "door", "af", "av", "text", "words by", "story by", "redigé par"];

/// Words before a date that say what happened then.
#[rustfmt::skip]
pub(super) const DATE_LABELS: &[&str] = &[
    "updated", "published", "posted", "modified", "last", "first", "date", "stand", "aktualisiert", "veröffentlicht",
    "publié", "mis", "actualizado", "publicado", "pubblicato", "aggiornato", "gepubliceerd", "bijgewerkt", "uppdaterad",
    "publicerad", "oppdatert", "publisert", "created",
];

/// Words of which dates are made, numbers apart.
#[rustfmt::skip]
pub(super) const DATE_WORDS: &[&str] = &[
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "am", "pm",
    "a", "p", "m", "at", "on", "of", "et", "est", "edt", "pst", "pdt", "gmt", "utc", "bst", "cet", "cest", "ist", "uhr",
    "um", "am", "hrs", "ago", "hours", "hour", "minutes", "minute", "days", "day", "updated", "published", "posted",
    "modified", "the", "st", "nd", "rd", "th", "le", "à", "de", "el", "januar", "februar", "märz", "mai", "juni", "juli",
    "oktober", "dezember", "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre", "time", "date", "last", "update",
];

/// Lines that begin with this name what the story is filed under.
#[rustfmt::skip]
pub(super) const TAGS: &[&str] = &[
    "tags", "tagged", "tagged with", "tagged as", "filed under", "filed in", "posted in", "topics", "categories",
    "category", "categoria", "categoría", "catégorie", "kategorie", "keywords", "schlagworte", "étiquettes", "etiquetas",
    "read more about", "more about", "explore topics", "in this article", "in this story",
];

/// Lines that say only this are labels of buttons, players and galleries.
#[rustfmt::skip]
pub(super) const BUTTONS: &[&str] = &[
    "play", "play video", "pause", "video", "watch video", "loading", "loading video", "back to top", "top", "close",
    "enlarge", "enlarge this image", "enlarge image", "hide caption", "toggle caption", "view gallery", "open gallery",
    "open image in gallery", "view image in fullscreen", "open image modal", "skip to content", "skip to main content",
    "video player", "next", "previous", "menu", "search", "image", "photo", "photos", "gallery", "slideshow",
    "view slideshow", "read full article", "show more", "see more", "view more", "load more", "expand", "click to expand",
    "click to enlarge", "tap to unmute", "this video can not be played", "embed", "transcript", "listen",
    "listen to this article", "listen to article", "audio", "czytaj więcej", "back to gallery", "video loading", "video unavailable", "play now", "click to play", "click to play tap to play",
    "player wird geladen", "kommentare", "drucken", "kommentaredrucken", "article", "artikel", "článek", "anmäl fel", "dela", "tilbake",
    "分享让更多人看到", "live", "breaking", "exclusive", "caption", "image source",
    "image caption", "figure", "getty images", "reuters", "afp", "ap", "jump to", "contents", "table of contents",
    "on this page", "read aloud", "text size", "bildbeschreibung anzeigen", "skip", "skip past newsletter promotion",
    "after newsletter promotion", "copy link", "link copied", "gift this article", "reprints", "follow", "view original",
    "read in app", "open in app", "comments", "comment", "you need to enable javascript to view this", "article content",
    "article réservé aux abonnés", "réservé aux abonnés", "nur für abonnenten", "empfohlener redaktioneller inhalt",
    "ein klick für den datenschutz", "subscriber content", "subscribers only", "premium", "print", "save", "edit", "reply",
    "log in", "sign in", "view all plans", "apply now", "get started for free", "pin this for later", "loading image",
    "loading paragraph", "jump to the list", "order reprints",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_words_alone() {
        assert_eq!(key("  — ADVERTISEMENT: Don’t miss! "), "advertisement don t miss");
    }

    #[test]
    fn phrases_are_whole_words_in_a_row() {
        let phrases = Phrases::new(&[(1, &["sign up", "sign here now"]), (2, &["inbox"])]);
        assert_eq!(phrases.found_in("please sign up"), 1);
        assert_eq!(phrases.found_in("sign up for your inbox"), 3);
        assert_eq!(phrases.found_in("sign the paper up at inboxes sign uphill"), 0);
        assert_eq!(phrases.opening("sign up now"), Opening { begun: 1, whole: 0 });
        assert_eq!(phrases.opening("inbox"), Opening { begun: 2, whole: 2 });
        assert_eq!(phrases.opening("please sign up"), Opening::default());
    }

    #[test]
    fn openings_end_at_words() {
        assert!(opens_with("related stories here", &["related stories"]));
        assert!(!opens_with("relatedness", &["related"]));
    }
}
