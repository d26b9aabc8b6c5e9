//! What a page, and the `Link` header before it, say about feeds.

use super::{Elsewhere, header};
use crate::domain::{FeedUrl, WebUrl};
use crate::markup::tags::{Dialect, Scanner, Tag, Token};
use crate::text::CleanText;

/// Most feeds that are read from what a page names.
const NAMED_MAX: usize = 20;
/// Most links of a page that are looked at as feeds.
const ANCHORS_MAX: usize = 6;
/// Longest text of a link that can call it a feed, in bytes.
const LABEL_BYTES_MAX: usize = 60;

/// Elements whose content is text for machines, however much it looks like tags.
const NO_MARKUP: &[&str] = &["script", "style", "textarea", "title", "template", "xmp", "iframe", "noembed", "noframes"];

/// Words for comments, and beginnings of such words, as titles of feeds have them.
const COMMENT_WORDS: &[&str] = &[
    "commentaire",
    "comentari",
    "comentári",
    "commenti",
    "komment",
    "komentar",
    "komentář",
    "komentarz",
    "reacties",
    "yorum",
    "hozzászólás",
    "комментар",
    "коментар",
    "σχόλι",
    "コメント",
    "评论",
    "評論",
    "留言",
    "댓글",
];

/// How likely a link leads to the feed of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// It is called a feed.
    Feed,
    /// It may be one.
    Perhaps,
    /// It is that of the comments.
    Comments,
}

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Its address.
    pub url: FeedUrl,
    /// What the page calls it; may be empty.
    pub title: CleanText,
    /// How likely it is the one that is meant.
    pub rank: Rank,
}

/// What a page says about feeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// The feeds that it names, those of comments last.
    pub named: Vec<Named>,
    /// Links in its text that look like feeds of the same site, the likeliest first.
    pub linked: Vec<FeedUrl>,
    /// Where it points to instead: another page, or the feed of another site.
    pub elsewhere: Option<Elsewhere>,
}

/// Reads what a page at `page` says about feeds, and what the `Link` header says that came with it.
pub(super) fn read(html: &str, page: &WebUrl, header: Option<&str>) -> Links {
    let mut reader = Reader { page, base: None, named: Vec::new(), anchors: Vec::new(), open: None, sends_on: None };
    let mut scanner = Scanner::new(html, Dialect::Html);
    while let Some((_, token)) = scanner.next() {
        match token {
            Token::Start(tag) => {
                let is_text = NO_MARKUP.iter().any(|name| tag.name.eq_ignore_ascii_case(name)) && !tag.closes_itself;
                if let Some(end) = is_text.then(|| scanner.find_end_tag(tag.name)).flatten() {
                    scanner.skip_to(end);
                }
                reader.start(tag);
            }
            Token::Text(text) => reader.text(text),
            Token::End(name) if name.eq_ignore_ascii_case("a") => reader.close(),
            _ => {}
        }
    }
    reader.close();
    reader.finish(&header.map_or_else(Vec::new, |header| header::links(header, page)))
}

/// What a link says of itself.
#[derive(Default)]
pub(super) struct About {
    /// Where it leads, as written.
    pub href: String,
    /// What the other is to this page, in small letters.
    pub rel: String,
    /// What is said to be there, in small letters.
    pub media_type: String,
    /// Its title.
    pub title: String,
    /// Whether it says for whom the page is another version of this one: a language, a kind of screen.
    pub is_version: bool,
}

impl About {
    fn of(tag: Tag<'_>) -> Option<Self> {
        let attribute = |name: &str| tag.attribute(name).unwrap_or_default();
        let mut href = tag.attribute("href")?;
        // The slash of `<a href=/feed/>` belongs to the address; that of `<a href=/feed.xml/>` was meant to close the tag.
        let is_bare = tag.closes_itself && !href.is_empty() && tag.rest.ends_with(href.as_str());
        if is_bare && !href.rsplit('/').next().unwrap_or_default().contains('.') {
            href.push('/');
        }
        Some(Self {
            href,
            rel: attribute("rel").to_ascii_lowercase(),
            media_type: attribute("type").to_ascii_lowercase(),
            title: attribute("title"),
            is_version: tag.attribute("hreflang").is_some() || tag.attribute("media").is_some(),
        })
    }

    /// Returns the feed that the link names, if it names one.
    fn named(&self, base: &WebUrl) -> Option<Named> {
        let rels: Vec<&str> = self.rel.split_ascii_whitespace().collect();
        let is = |names: &[&str]| rels.iter().any(|rel| names.contains(rel));
        let is_feed = is(&["feed", "rss", "atom", "service.feed"]);
        let is_other_form = is(&["alternate", "alternative"]);
        let rank = match kind_of(&self.media_type) {
            Kind::Feed if is_feed || is_other_form || is(&["self"]) => Rank::Feed,
            Kind::Xml if is_feed || is_other_form => Rank::Feed,
            Kind::Unsaid if is_feed => Rank::Perhaps,
            Kind::Unsaid if is_other_form && !self.is_version && (is_called_feed(&self.title) || is_called_feed(&self.href)) => {
                Rank::Perhaps
            }
            // Plain JSON is also what WordPress calls its interface for programs.
            Kind::Json if (is_feed || is_other_form) && self.href.to_ascii_lowercase().contains("feed") => Rank::Perhaps,
            _ => return None,
        };
        let url = feed_at(base, &self.href)?;
        let rank = if is_of_comments(&self.title, &url) { Rank::Comments } else { rank };
        Some(Named { url, title: CleanText::capped(&self.title, 200), rank })
    }
}

/// What a media type makes of a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Feed,
    Xml,
    Json,
    Unsaid,
    Other,
}

fn kind_of(media_type: &str) -> Kind {
    let name = media_type.split(';').next().unwrap_or_default().trim();
    if ["oembed", "atomsvc", "atomcat", "opensearch", "rsd+xml"].iter().any(|other| name.contains(other)) {
        return Kind::Other;
    }
    match name {
        "" => Kind::Unsaid,
        "text/xml" | "application/xml" | "text/x-xml" => Kind::Xml,
        "application/json" | "text/json" => Kind::Json,
        name if ["rss", "atom", "rdf+xml", "feed"].iter().any(|feed| name.contains(feed)) => Kind::Feed,
        _ => Kind::Other,
    }
}

/// Returns where a link to a feed leads. One of the scheme `feed:` leads to the scheme of the page.
fn feed_at(base: &WebUrl, href: &str) -> Option<FeedUrl> {
    let href = href.trim();
    base.join(FeedUrl::without_scheme(href).unwrap_or(href)).ok().map(FeedUrl)
}

/// Says whether a word for feeds stands in a text or an address.
fn is_called_feed(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| {
        matches!(word, "rss" | "rss2" | "rss20" | "atom" | "feed" | "feeds" | "xml" | "rdf" | "newsfeed" | "rssfeed" | "フィード")
    })
}

/// Says whether a feed is that of the comments, by its title or its address.
fn is_of_comments(title: &str, url: &FeedUrl) -> bool {
    let title = title.to_lowercase();
    let path = url.as_url().path().to_ascii_lowercase();
    title
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| matches!(word, "comment" | "comments") || COMMENT_WORDS.iter().any(|comment| word.starts_with(comment)))
        || COMMENT_WORDS.iter().any(|word| !word.is_ascii() && title.contains(word))
        || path.split('/').any(|part| part.split('.').next() == Some("comments"))
        || url.as_url().query().is_some_and(|query| query.to_ascii_lowercase().contains("comments"))
}

/// A link in the text of a page.
struct Anchor {
    about: About,
    /// Its text, and that of its pictures.
    label: String,
}

struct Reader<'a> {
    page: &'a WebUrl,
    base: Option<WebUrl>,
    named: Vec<Named>,
    anchors: Vec<(FeedUrl, Looks)>,
    open: Option<Anchor>,
    /// The page that browsers are to show instead.
    sends_on: Option<WebUrl>,
}

/// By what a link in a text looks like a feed, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Looks {
    Type,
    Address,
    Words,
    OfComments,
}

impl Reader<'_> {
    fn base(&self) -> &WebUrl {
        self.base.as_ref().unwrap_or(self.page)
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag.name.to_ascii_lowercase().as_str() {
            "base" if self.base.is_none() => {
                self.base = tag.attribute("href").and_then(|href| self.page.join(&href).ok());
            }
            "meta" if tag.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) => {
                let content = tag.attribute("content").unwrap_or_default();
                let target = content.split_once(['=']).map(|(_, target)| target.trim().trim_matches(['"', '\'']));
                let target = target.and_then(|target| self.base().join(target).ok());
                self.sends_on = target.filter(|target| target != self.page);
            }
            "link" => {
                let named = About::of(tag).and_then(|about| about.named(self.base()));
                self.named.extend(named);
            }
            "a" | "area" => {
                self.close();
                self.open = About::of(tag).map(|about| Anchor { about, label: String::new() });
            }
            "img" => self.text(&tag.attribute("alt").unwrap_or_default()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(anchor) = self.open.as_mut().filter(|anchor| anchor.label.len() <= LABEL_BYTES_MAX) {
            anchor.label.push(' ');
            anchor.label.push_str(crate::markup::head(text.trim(), LABEL_BYTES_MAX + 1));
        }
    }

    fn close(&mut self) {
        let Some(Anchor { about, label }) = self.open.take() else { return };
        if let Some(named) = about.named(self.base()) {
            self.named.push(named);
            return;
        }
        let Some(url) = feed_at(self.base(), &about.href) else { return };
        let is_scheme = FeedUrl::without_scheme(about.href.trim()).is_some();
        let looks = match kind_of(&about.media_type) {
            _ if is_of_comments(&label, &url) && (has_feed_address(&url) || is_called_feed(&label)) => Looks::OfComments,
            Kind::Feed => Looks::Type,
            _ if is_scheme => Looks::Type,
            _ if has_feed_address(&url) => Looks::Address,
            _ if label.trim().len() <= LABEL_BYTES_MAX && is_called_feed(&label) => Looks::Words,
            _ => return,
        };
        self.anchors.push((url, looks));
    }

    fn finish(self, header: &[About]) -> Links {
        let Self { page, named, mut anchors, sends_on, .. } = self;
        let mut links = Links { elsewhere: sends_on.map(Elsewhere::Page), ..Links::default() };
        for found in named.into_iter().chain(header.iter().filter_map(|about| about.named(page))) {
            let is_new = !is_same_page(&found.url, page) && !links.named.iter().any(|known| known.url == found.url);
            if is_new && links.named.len() < NAMED_MAX {
                links.named.push(found);
            }
        }
        links.named.sort_by_key(|named| named.rank);
        anchors.sort_by_key(|(_, looks)| *looks);
        for (url, looks) in anchors {
            if is_same_page(&url, page) || links.linked.contains(&url) {
                continue;
            }
            if looks == Looks::Type || is_same_site(&url, page) {
                if links.linked.len() < ANCHORS_MAX {
                    links.linked.push(url);
                }
            } else if looks == Looks::Address {
                links.elsewhere.get_or_insert(Elsewhere::Feed(url));
            }
        }
        links
    }
}

/// Says whether an address looks like that of a feed.
fn has_feed_address(url: &FeedUrl) -> bool {
    let path = url.as_url().path().trim_end_matches('/').to_ascii_lowercase();
    let query = url.as_url().query().unwrap_or_default().to_ascii_lowercase();
    let ends = [
        ".rss",
        ".atom",
        ".rdf",
        "/rss",
        "/rss2",
        "/feed",
        "/feeds",
        "/atom",
        "rss.xml",
        "feed.xml",
        "atom.xml",
        "/index.xml",
        "rss.php",
        "feed.php",
        "feed.json",
    ];
    ends.iter().any(|end| path.ends_with(end))
        || path.contains("/feed/")
        || path.contains("/rss/")
        || ["feed=", "format=rss", "format=feed", "format=atom", "type=rss", "alt=rss", "rss=1"]
            .iter()
            .any(|sign| query.contains(sign))
}

fn is_same_page(url: &FeedUrl, page: &WebUrl) -> bool {
    let (mut url, mut page) = (url.as_url().clone(), page.as_url().clone());
    url.set_fragment(None);
    page.set_fragment(None);
    url == page
}

/// Says whether two addresses are of one site: the same host, or one below the other.
fn is_same_site(url: &WebUrl, page: &WebUrl) -> bool {
    let bare = |url: &WebUrl| url.host().strip_prefix("www.").unwrap_or(url.host()).to_owned();
    let (one, other) = (bare(url), bare(page));
    let is_below = |host: &str, above: &str| host.strip_suffix(above).is_some_and(|rest| rest.ends_with('.'));
    one == other || is_below(&one, &other) || is_below(&other, &one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> WebUrl {
        WebUrl::parse("http://quay.example/news/").unwrap()
    }

    /// Writes what a page names, then what it links to, as paths; whole addresses where they are of another host.
    fn found(html: &str, header: Option<&str>) -> String {
        let links = read(html, &page(), header);
        let shown = |url: &FeedUrl| url.as_str().trim_start_matches("http://quay.example").to_owned();
        let named: Vec<String> = links.named.iter().map(|named| shown(&named.url)).collect();
        let linked: Vec<String> = links.linked.iter().map(shown).collect();
        let elsewhere = links.elsewhere.iter().map(|elsewhere| format!(" ! {elsewhere}")).collect::<String>();
        format!("{} | {}{elsewhere}", named.join(" "), linked.join(" "))
    }

    #[test]
    fn pages_name_feeds_in_many_ways() {
        for link in [
            "<link rel=alternate type='text/xml' href='/f'>",
            "<link rel=alternate type='application/xml; charset=utf-8' href=/f>",
            "<link rel=alternate title='RSS 2.0' href=/f>",
            "<link rel=feed href=/f>",
            "<link rel='home Alternate' type='APPLICATION/RSS+XML' href='../f'/>",
            "<link rel=rss type=application/rss+xml href=/f>",
            "<link rel=alternate type=application/x-rss+xml href='feed://quay.example/f'>",
            "<link rel=alternate type='application/atom&#43;xml' href='feed:http://quay.example/f'>",
            "<link type=application/rss+xml rel=alternate href=../f/../f>",
            "<script src=/a.js></script><link rel=alternate type=application/feed+json href=/f>",
            "<script src='/a.js'/><link rel=alternate type=application/rdf+xml href=/f><script>0</script>",
            "<base href='http://quay.example/'><base href=/b/><link rel=alternate type=application/rss+xml href=f>",
            "<body><a rel=alternate type=application/rss+xml href=/f>RSS</a>",
        ] {
            assert_eq!(found(link, None), "/f | ", "{link}");
        }
    }

    #[test]
    fn other_links_of_a_page_are_no_feeds() {
        for link in [
            "<link rel=alternate hreflang=de href=/rss/de>",
            "<link rel=alternate media=handheld href=/m/feed>",
            "<link rel=alternate type=application/json+oembed href='/oembed?url=feed'>",
            "<link rel=alternate type=text/xml+oembed href='/oembed?format=xml'>",
            "<link rel=alternate type=application/json href=/wp-json/1>",
            "<link rel=alternate type=application/activity+json href=/u/feed>",
            "<link rel=alternate type=text/html href=/feed>",
            "<link rel=search type=application/opensearchdescription+xml href=/s.xml>",
            "<link rel=EditURI type=application/rsd+xml href=/rsd>",
            "<link rel=stylesheet href=/rss.css>",
            "<script>x = \"<link rel='alternate' type='application/rss+xml' href='/f'>\"</script>",
            "<textarea><link rel='alternate' type='application/rss+xml' href='/f'></textarea>",
            "<!-- <link rel=alternate type=application/rss+xml href=/f> -->",
            "<link rel=alternate type=application/rss+xml href=''>",
        ] {
            assert_eq!(found(link, None), " | ", "{link}");
        }
    }

    #[test]
    fn feeds_of_comments_come_last_and_what_only_may_be_a_feed_before_them() {
        let html = "<link rel=alternate type=application/rss+xml title='Quay » Comments Feed' href=/c>\
                    <link rel=alternate type=application/rss+xml title='Kai » Kommentar-Feed' href=/k>\
                    <link rel=feed href=/perhaps><link rel=alternate type=application/atom+xml title='Commentary' href=/1>\
                    <link rel=alternate type=application/rss+xml href=/comments/feed/>";
        assert_eq!(found(html, None), "/1 /perhaps /c /k /comments/feed/ | ");
    }

    #[test]
    fn links_in_the_text_are_told_by_their_address_type_and_words() {
        let html = "<a href=/about>Us</a><a href='/s?format=rss'>by mail</a><a href=/x><img alt='RSS feed' src=i></a>\
                    <a type=application/rss+xml href=/odd>Subscribe</a><a href=/comments/feed/>Comments</a>\
                    <a href='#feed'>Feed</a><a href=http://other.example/rss.xml>RSS</a><a href=http://b.quay.example/feed>B</a>\
                    <a href=/story>The feed of the sheep has become more dear, and so has everything else this year</a>";
        assert_eq!(
            found(html, None),
            " | /odd /s?format=rss http://b.quay.example/feed /x /comments/feed/ ! it links to one elsewhere: http://other.example/rss.xml"
        );
    }

    #[test]
    fn the_link_header_is_read() {
        let header = "</wp-json/>; rel=\"https://api.w.org/\", <../f?a=1,2>; type=application/rss+xml; REL=\"alternate\"; title=\"A, B; <c>\", \
                      </style.css>;rel=preload;as=style";
        assert_eq!(found("", Some(header)), "/f?a=1,2 | ");
        assert_eq!(found("", Some("</f>; rel=feed, <broken; rel=alternate")), "/f | ");
        assert_eq!(found("", Some("</f>; rel=alternate; type=\"application/atom+xml\"; anchor=\"/other\"")), " | ");
        assert_eq!(found("", Some("<<<>>>;;;\"")), " | ");
    }
}
