//! What a story leads to beside its own page: attached files, the page that a post is about, the place where it is discussed.

use super::{Article, ArticleSource, Block, Enclosure, Story, WebUrl};
use crate::text::CleanText;

/// A size that is smaller than this is a placeholder of the feed's program, in bytes.
const BYTES_MIN: u64 = 100;

/// What a link of a story leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryLinkKind {
    /// The page that a post is about, where its own page is only the discussion of it.
    Linked,
    /// An attached file.
    Attached,
    /// Where the story is discussed.
    Comments,
}

/// A link of a story that does not stand in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryLink {
    /// What it leads to.
    pub kind: StoryLinkKind,
    /// What it leads to, in words: `Comments`, `audio 28.4 MB · 45:10`.
    pub label: String,
    /// Where it leads.
    pub url: WebUrl,
}

impl StoryLink {
    /// Returns what stands before the address of the link.
    pub fn lead(&self) -> String {
        match self.kind {
            StoryLinkKind::Attached => format!("{}  ", self.label),
            _ => format!("{}: ", self.label),
        }
    }

    /// Returns its address without what nobody reads, in at most `width` columns: `example.org/…/12.mp3`.
    pub fn short_address(&self, width: usize) -> String {
        self.url.short(width, self.kind != StoryLinkKind::Attached)
    }
}

impl Story {
    /// Returns the heading of the opened story; `None` where that would only say the beginning of the text twice.
    pub fn heading(&self) -> Option<&CleanText> {
        (!self.untitled || !has_words(&self.article)).then_some(&self.headline.title)
    }

    /// Returns where the story is discussed: as its feed says, else as the text says.
    pub fn comments(&self) -> Option<&WebUrl> {
        self.comments.as_ref().or(self.article.comments.as_ref())
    }

    /// Returns the links that stand under the text: what a post is about, the attached files, the comments; each address once.
    ///
    /// Files that are no news beside the text are left out: pictures that it shows, the page itself, what programs attach to everything.
    pub fn links(&self) -> Vec<StoryLink> {
        let mut links: Vec<StoryLink> = Vec::new();
        let mut add = |kind, label: String, url: &WebUrl| {
            if links.iter().all(|known| known.url != *url) {
                links.push(StoryLink { kind, label, url: url.clone() });
            }
        };
        let page = self.headline.url.as_ref();
        if let Some(url) = self.article.linked.as_ref().filter(|url| page != Some(*url)) {
            add(StoryLinkKind::Linked, "Link".into(), url);
        }
        // A picture in several sizes is one file: the last, since feeds begin with the smallest.
        let mut files: Vec<(Option<String>, &Enclosure)> = Vec::new();
        for file in self.enclosures.iter().filter(|file| page != Some(&file.url) && !file.is_furniture()) {
            let name = (file.kind() == "picture").then(|| picture_name(&file.url));
            match files.iter_mut().find(|(known, _)| known.is_some() && *known == name) {
                Some((_, known)) => *known = file,
                None => files.push((name, file)),
            }
        }
        files.retain(|(name, _)| !name.as_ref().is_some_and(|name| shows_picture(&self.article, name)));
        for (_, file) in files {
            add(StoryLinkKind::Attached, file.in_words(), &file.url);
        }
        if let Some(url) = self.comments() {
            add(StoryLinkKind::Comments, "Comments".into(), url);
        }
        links
    }
}

impl Enclosure {
    /// Returns what it is, in a word, by its type, else by the ending of its name.
    pub fn kind(&self) -> &'static str {
        let media_type = self.media_type.as_deref().unwrap_or_default().to_ascii_lowercase();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        let (family, exact) = media_type.split_once('/').unwrap_or((media_type, ""));
        match (family, exact) {
            ("audio", _) | ("application", "ogg") => "audio",
            ("video", _) | ("application", "x-mpegurl" | "vnd.apple.mpegurl" | "dash+xml") => "video",
            ("image", _) => "picture",
            ("application", "pdf" | "x-pdf") => "PDF",
            ("application", "epub+zip") => "EPUB",
            ("application", "x-bittorrent") => "torrent",
            ("text", "html") | ("application", "xhtml+xml") => "page",
            _ => self.kind_by_name(),
        }
    }

    fn kind_by_name(&self) -> &'static str {
        let ending = self.url.file_name().rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "mp3" | "m4a" | "m4b" | "aac" | "ogg" | "oga" | "opus" | "flac" | "wav" | "wma" => "audio",
            "mp4" | "m4v" | "webm" | "mov" | "mkv" | "avi" | "ogv" | "mpg" | "mpeg" | "m3u8" => "video",
            "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "svg" | "bmp" | "heic" => "picture",
            "pdf" => "PDF",
            "epub" => "EPUB",
            "torrent" => "torrent",
            _ => "file",
        }
    }

    /// Says whether programs attach it to everything: a player that no browser runs any more, the face of the author.
    fn is_furniture(&self) -> bool {
        let is_player = self.media_type.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("application/x-shockwave-flash"));
        let is_face = self.url.host().ends_with("gravatar.com") && self.url.as_url().path().starts_with("/avatar/");
        is_player || is_face
    }

    /// Returns what is known of it in words: `audio 28.4 MB · 45:10`.
    pub fn in_words(&self) -> String {
        let mut words = self.kind().to_owned();
        if let Some(bytes) = self.bytes.filter(|bytes| *bytes >= BYTES_MIN) {
            words = format!("{words} {}", size_in_words(bytes));
        }
        match self.seconds {
            Some(seconds) if seconds >= 3600 => {
                format!("{words} · {}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
            Some(seconds) => format!("{words} · {}:{:02}", seconds / 60, seconds % 60),
            None => words,
        }
    }
}

/// Writes a number of bytes as people say it.
pub fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

fn has_words(article: &Article) -> bool {
    article.blocks.iter().any(|block| match block {
        Block::Picture(picture) => !picture.caption.is_empty(),
        other => !other.text().is_empty(),
    })
}

/// Says whether the article shows a picture of this name. A page that has any has the one that its feed hints at, under whatever name.
fn shows_picture(article: &Article, name: &str) -> bool {
    let in_text =
        article.blocks.iter().filter_map(|block| if let Block::Picture(picture) = block { Some(picture) } else { None });
    let mut shown = in_text.chain(&article.picture).filter_map(|picture| picture.url.as_ref());
    shown.any(|url| article.source == ArticleSource::Page || picture_name(url) == name)
}

/// Returns the name of a picture's file without the measures that programs add to it: `quay-300x200.jpg` is `quay.jpg`.
fn picture_name(url: &WebUrl) -> String {
    let name = url.file_name();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_measure = |measure: &str| {
        measure.split_once('x').is_some_and(|(width, height)| [width, height].iter().all(|side| side.parse::<u16>().is_ok()))
    };
    match stem.rsplit_once('-') {
        Some((before, measure)) if is_measure(measure) => format!("{before}.{ending}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(url: &str, media_type: &str) -> Enclosure {
        let media_type = Some(CleanText::new(media_type)).filter(|name| !name.is_empty());
        Enclosure { url: WebUrl::parse(url).unwrap(), media_type, bytes: None, seconds: None }
    }

    #[test]
    fn a_file_is_told_by_its_type_and_else_by_its_name() {
        for (url, media_type, kind) in [
            ("https://a.example/12", "audio/mpeg", "audio"),
            ("https://a.example/12", "Audio/MP4; codecs=aac", "audio"),
            ("https://a.example/12.mp3?from=feed", "", "audio"),
            ("https://a.example/12.MP4", "application/octet-stream", "video"),
            ("https://a.example/12", "video", "video"),
            ("https://a.example/map.webp", "", "picture"),
            ("https://a.example/report", "application/pdf", "PDF"),
            ("https://a.example/report.epub", "binary/octet-stream", "EPUB"),
            ("https://a.example/data.zip", "application/zip", "file"),
            ("https://a.example/", "", "file"),
        ] {
            assert_eq!(file(url, media_type).kind(), kind, "{url} {media_type}");
        }
    }

    #[test]
    fn size_and_length_are_said_as_people_say_them() {
        let of = |bytes, seconds| Enclosure { bytes, seconds, ..file("https://a.example/12.mp3", "") }.in_words();
        assert_eq!(of(Some(28_400_000), Some(2710)), "audio 28.4 MB · 45:10");
        assert_eq!(of(None, Some(3723)), "audio · 1:02:03");
        assert_eq!(of(Some(1), Some(9)), "audio · 0:09");
        assert_eq!(of(Some(2_345), None), "audio 2.3 kB");
        assert_eq!(of(None, None), "audio");
    }

    #[test]
    fn one_picture_in_two_sizes_has_one_name() {
        let name = |url: &str| picture_name(&WebUrl::parse(url).unwrap());
        assert_eq!(name("https://a.example/quay-1024x768.jpg?w=3"), name("https://b.example/x/quay.jpg"));
        assert_ne!(name("https://a.example/quay-2.jpg"), name("https://a.example/quay-3.jpg"));
    }

    fn links(story: &Story) -> Vec<String> {
        story.links().iter().map(|link| format!("{}{}", link.lead(), link.short_address(40))).collect()
    }

    #[test]
    fn what_is_no_news_beside_the_text_is_no_link() {
        let address = |raw: &str| WebUrl::parse(raw).ok();
        let picture = |raw: &str| crate::domain::Picture { url: address(raw), ..Default::default() };
        let mut story = Story::bare("Quay");
        story.headline.url = address("https://a.example/watch");
        story.enclosures = vec![
            file("https://a.example/watch", "text/html"),
            file("https://a.example/v/1", "application/x-shockwave-flash"),
            file("https://0.gravatar.com/avatar/c921?s=96", ""),
            file("https://a.example/quay-150x150.jpg", "image/jpeg"),
            file("https://a.example/mole.jpg?w=140", "image/jpeg"),
            file("https://a.example/mole.jpg?w=700", "image/jpeg"),
            file("https://a.example/1.mp4", "video/mp4"),
        ];
        story.article.blocks = vec![Block::Picture(picture("https://b.example/quay.jpg"))];
        assert_eq!(links(&story), ["picture  a.example/mole.jpg", "video  a.example/1.mp4"]);
        assert!(story.links()[0].url.as_str().ends_with("w=700"));
        story.article.source = ArticleSource::Page;
        assert_eq!(links(&story), ["video  a.example/1.mp4"]);
        story.article.blocks.clear();
        assert_eq!(links(&story).len(), 3);
        story.article.picture = Some(picture("https://b.example/lead.jpg"));
        assert_eq!(links(&story).len(), 1);
    }

    #[test]
    fn a_post_leads_to_its_page_and_to_its_comments() {
        let mut story = Story::bare("Quay");
        let address = |raw: &str| WebUrl::parse(raw).ok();
        story.headline.url = address("https://talk.example/1");
        story.article.linked = address("https://a.example/quay");
        story.article.comments = address("https://talk.example/1");
        assert_eq!(links(&story), ["Link: a.example/quay", "Comments: talk.example/1"]);
        story.comments = address("https://talk.example/2?all=1");
        story.article.linked = address("https://talk.example/1");
        assert_eq!(links(&story), ["Comments: talk.example/2?all=1"]);
    }

    #[test]
    fn words_that_the_text_says_are_no_heading() {
        let mut story = Story::bare("A lamp at dusk");
        assert!(story.heading().is_some());
        story.untitled = true;
        assert!(story.heading().is_some(), "nothing else says them");
        let caption = "A lamp at dusk".into();
        story.article.blocks = vec![Block::Picture(crate::domain::Picture { caption, ..Default::default() })];
        assert_eq!(story.heading(), None);
    }
}
