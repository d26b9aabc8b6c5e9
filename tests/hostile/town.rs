//! A town whose every word is an attack: its feeds, its pages, its broken servers, and a home that reads them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use assert_cmd::Command;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::attacks;
use crate::support::server::{Server, missing, ok};

/// How a server can fail, each with the attack in its words.
pub const TROUBLES: &[&str] = &["status", "redirect", "scheme", "headers", "xml", "json", "page"];

/// Most feeds of a page that the reader can choose from.
pub const FOUND_MAX: usize = 20;

const NAMED: &str = "Ines Okafor";

/// The feeds of one list of attacks, and whoever reads them.
pub struct Town {
    folder: tempfile::TempDir,
    server: Server,
    /// The marks of the stories, newest first.
    pub stories: Vec<String>,
    /// The marks of the feeds whose servers are broken.
    pub troubled: Vec<String>,
}

impl Town {
    /// Makes stories of the attacks; every one of them comes in `forms`: T is JSON, R is RSS with the letters as they are, A is
    /// Atom with references in their place.
    pub fn new(attacks: &[String], forms: &str, troubles: &[&str]) -> Self {
        let listed = attacks.to_vec();
        let (now, late) = (Timestamp::now() - 5.minutes(), AtomicUsize::new(0));
        let answer = move |path: &str| {
            let path = path.split('?').next()?;
            let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
            let of = |mark: &str| listed.get(number_of(mark)?);
            Some(match parts[..] {
                ["late"] => ok("application/feed+json", &late_feed(late.fetch_add(1, Ordering::Relaxed) > 0, now)),
                ["found", first] => ok("text/html", &page_of_feeds(&listed, first.parse().ok()?)),
                ["trouble", kind, number] => trouble(kind, of(number)?),
                ["page", mark] => ok("text/html", &page(mark, of(mark)?)),
                ["feed", mark] => {
                    // Of over three days ago: younger stories of the same words would be folded into one row.
                    let at = now - 80.hours() - (3 * number_of(mark)? as i64 + place_of(mark)).minutes();
                    match mark.as_bytes()[0] {
                        b'R' => ok("application/rss+xml", &rss(mark, of(mark)?, at)),
                        b'A' => ok("application/atom+xml", &atom(mark, of(mark)?, at)),
                        _ => ok("application/feed+json", &json_feed(mark, of(mark)?, at)),
                    }
                }
                _ => return None,
            })
        };
        let server = Server::start(move |path| answer(path).unwrap_or_else(missing));
        let of = |number: usize| forms.chars().map(move |form| format!("{form}{number}"));
        let stories: Vec<String> = (0..attacks.len()).flat_map(of).collect();
        let troubled =
            (0..attacks.len()).flat_map(|number| troubles.iter().map(move |kind| format!("{kind}/{number}"))).collect();
        let town = Self { folder: tempfile::tempdir().unwrap(), server, stories, troubled };
        town.write(
            ".config/dateline/config.toml",
            "[articles]\nfull_text = \"feed\"\npage_delay_ms = 0\n[poll]\non_start = false\nper_host = 8\n[screen]\nnotify = true\n",
        );
        town.write("list.opml", &town.opml(attacks));
        town
    }

    fn opml(&self, attacks: &[String]) -> String {
        let base = &self.server.base;
        let line = |mark: &str, path: String| {
            let attack = escaped(&attacks[number_of(mark).unwrap()]);
            format!("<outline text='F {mark} {attack}'><outline text='{mark} {attack}' xmlUrl='{base}/{path}'/></outline>\n")
        };
        let good = self.stories.iter().map(|mark| line(mark, format!("feed/{mark}")));
        let bad = self.troubled.iter().map(|mark| line(mark, format!("trouble/{mark}")));
        let late = format!("<outline text='Late' xmlUrl='{base}/late'/>");
        format!("<opml version='2.0'><body>{}{late}</body></opml>", good.chain(bad).collect::<String>())
    }

    /// Returns the address of a path of the server.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.server.base)
    }

    /// Returns the home of the reader.
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Returns where something in the home is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home().join(name)
    }

    /// Writes a file into the home.
    pub fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    /// Runs a command and returns all that it said on both ways out.
    pub fn run(&self, arguments: &[&str]) -> String {
        let mut command = Command::cargo_bin("dateline").unwrap();
        command.env_clear().env("HOME", self.home()).current_dir(self.home()).args(arguments);
        let output = command.output().unwrap();
        // What is not there, and what is no query, is part of the game.
        assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {output:?}");
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }

    /// Subscribes to everything and polls it.
    pub fn poll(&self) {
        let words = self.run(&["import", "list.opml"]);
        let feeds = self.stories.len() + self.troubled.len() + 1;
        assert!(words.starts_with(&format!("{feeds} feeds new, 0 already there, 0 refused")), "{words}");
        let words = self.run(&["poll", "--all"]);
        assert!(words.contains(" digested, 0 waiting"), "{words}");
    }

    /// Returns the document that a command writes.
    pub fn document(&self, arguments: &[&str]) -> Value {
        let text = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {text}"))
    }
}

/// Returns the number of the attack that stands in a mark: T17, xml/17.
pub fn number_of(mark: &str) -> Option<usize> {
    mark.trim_start_matches(|letter: char| !letter.is_ascii_digit()).parse().ok()
}

/// Returns the place of a story among those of the same attack.
fn place_of(mark: &str) -> i64 {
    "TRA".find(&mark[..1]).unwrap_or_default() as i64
}

fn escaped(attack: &str) -> String {
    let escape = |letter| match letter {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    attack.chars().map(escape).collect()
}

fn references(attack: &str) -> String {
    attack.chars().map(|letter| format!("&#x{:x};", u32::from(letter))).collect()
}

/// Returns a body with an attack in every kind of block, the mark in its first words.
fn body(mark: &str, attack: &str) -> String {
    let (text, spelled) = (escaped(attack), references(attack));
    format!(
        "<p>Body {mark} {text} and on. Foreign Minister Tomas{text} Varga told {text}{NAMED}{text} on Monday that Mayor Elena \
         {text} Marchetti had left for Geneva. She met {text} in Valencia{text}. <a href='/to/{text}'>A link {text}</a>, {spelled}.</p><p>{attack}</p><h2>Head {text}</h2>\
         <blockquote>Quote {text}</blockquote><ul><li>Item {text}</li></ul><pre>Code {text}</pre>\
         <figure><img src='/picture.png' alt='Alt {text}'><figcaption>Caption {text}</figcaption></figure>\
         <table><tr><th>Cell {text}</th><td>1</td></tr><tr><td>Cell {spelled}</td><td>2</td></tr></table>"
    )
}

fn json_feed(mark: &str, attack: &str, at: Timestamp) -> String {
    let item = json!({
        "id": format!("{mark} {attack}"), "url": format!("/page/{mark}?{attack}"), "title": format!("{mark} {attack}"),
        "authors": [{ "name": format!("By {attack}") }], "content_html": body(mark, attack), "summary": attack,
        "date_published": at, "language": attack, "tags": [attack],
        "attachments": [{ "url": format!("/sound.mp3?{attack}"), "mime_type": attack, "title": attack }],
    });
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": format!("Own {mark} {attack}"), "language": attack,
        "home_page_url": format!("http://127.0.0.1:9/{attack}"), "items": [item],
    });
    feed.to_string()
}

fn rss(mark: &str, attack: &str, at: Timestamp) -> String {
    let whole = |text: &str| format!("<![CDATA[{}]]>", text.replace("]]>", "]] >"));
    let (title, text) = (whole(&format!("{mark} {attack}")), whole(&body(mark, attack)));
    format!(
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>{title}</title><item><title>{title}</title>\
         <link>/page/{mark}?{0}</link><guid isPermaLink='false'>{title}</guid><dc:creator>{1}</dc:creator><category>{title}</category>\
         <pubDate>{at}</pubDate><description>{text}</description><comments>/talk/{mark}?{0}</comments>\
         <enclosure url='/files/{0}/{mark}.mp3' type='{0}' length='1234567'/></item></channel></rss>",
        escaped(attack),
        whole(attack),
    )
}

fn atom(mark: &str, attack: &str, at: Timestamp) -> String {
    let spelled = references(attack);
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>{mark} {spelled}</title><entry><id>{mark}</id>\
         <title type='html'>{mark} {spelled}</title><link href='/page/{mark}?{spelled}'/><author><name>By {spelled}</name></author>\
         <updated>{at}</updated><content type='html'>{}</content></entry></feed>",
        references(&body(mark, attack))
    )
}

/// Returns a feed that brings a story of somebody who may be followed when it is asked again.
fn late_feed(again: bool, at: Timestamp) -> String {
    let first = json!({ "id": "old", "title": "Early", "content_text": "Nothing yet.", "date_published": at - 400.hours() });
    let attack = attacks::in_one();
    let text = format!(
        "<p>Body late. Mayor {NAMED} spoke to the press in Geneva on Monday, and said that the old bridge would be closed for the \
         winter.</p><p>Nobody had asked her about the bridge, she said, but somebody would have to pay for it.</p><p>{}</p>",
        escaped(&attack)
    );
    let late =
        json!({ "id": "new", "title": format!("late {attack}"), "content_html": text, "date_published": at + 1.minutes() });
    let items: Vec<Value> = if again { vec![late, first] } else { vec![first] };
    json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Late", "items": items }).to_string()
}

/// Returns a page with everything that is read of one.
fn page(mark: &str, attack: &str) -> String {
    let (text, ld) = (escaped(attack), json!({ "@type": "NewsArticle", "headline": attack, "author": { "name": attack } }));
    format!(
        "<html><head><title>{text}</title><meta name='author' content='{text}'><meta name='description' content='{text}'>\
         <script type='application/ld+json'>{ld}</script></head><body><nav>Page {mark} {text}</nav><article><h1>{text}</h1>{}\
         </article><aside><h3>Latest headlines {text}</h3><a href='/{text}'>{text}</a></aside></body></html>",
        body(mark, attack)
    )
}

/// Returns a page that names feeds, as many as are ever listed, of the attacks from a number on.
fn page_of_feeds(attacks: &[String], first: usize) -> String {
    let link = |(number, attack): (usize, &String)| {
        let (place, title) = (format!("/feed/T{number}?{}", escaped(attack)), escaped(attack));
        format!("<link rel='alternate' type='application/feed+json' title='Found {number} {title}' href='{place}'>")
    };
    let links: String = attacks.iter().enumerate().skip(first).take(FOUND_MAX).map(link).collect();
    format!("<html><head><title>{}</title>{links}</head><body></body></html>", attacks.concat())
}

/// Returns an answer that cannot be used, in the words of an attack.
fn trouble(kind: &str, attack: &str) -> Vec<u8> {
    // A line that ends early would only make another header.
    let line: String = attack.replace(['\r', '\n'], " ");
    let empty = "Content-Length: 0\r\nConnection: close\r\n\r\n";
    match kind {
        "status" => format!("HTTP/1.1 500 {line}\r\n{empty}").into_bytes(),
        "redirect" => format!("HTTP/1.1 302 Found\r\nLocation: //{line}/{line}\r\n{empty}").into_bytes(),
        "scheme" => format!("HTTP/1.1 302 Found\r\nLocation: x{line}:{line}\r\n{empty}").into_bytes(),
        "headers" => format!("HTTP/1.1 404 Gone\r\nContent-Type: {line}\r\nETag: \"{line}\"\r\nLast-Modified: {line}\r\n{empty}")
            .into_bytes(),
        "xml" => ok(
            "application/xml",
            &format!("<rss version='2.0'><channel><{attack}><title {attack}='{attack}'>&{attack};</{attack}></channel>"),
        ),
        "json" => ok("application/feed+json", &format!("{{\"title\":\"{attack}\",\"{attack}\":[{attack}")),
        _ => ok("text/html", &format!("<!DOCTYPE html><html><title>{attack}</title><body>{attack}</body></html>")),
    }
}
