//! Lists as people have them, and lists that mean harm.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::domain::{Feed, FeedId, FeedSettings, PollState};
use crate::text::CleanText;

/// Writes an import as "address | title | folder | tags", one feed a line, refusals after them.
fn shown(bytes: &[u8]) -> String {
    let import = match read(bytes) {
        Ok(import) => import,
        Err(error) => return error.to_string().lines().next().unwrap().to_owned(),
    };
    let mut lines: Vec<String> = import
        .subscriptions
        .iter()
        .map(|feed| {
            let tags = feed.tags.iter().map(CleanText::as_str).collect::<Vec<_>>().join(",");
            let text = |text: &Option<CleanText>| text.as_deref().unwrap_or("-").to_owned();
            format!("{} | {} | {} | {tags}", feed.url, text(&feed.title), text(&feed.folder))
        })
        .collect();
    lines.extend(import.refused.iter().map(|refused| format!("{}: {}", refused.what, refused.reason)));
    if import.repeated > 0 {
        lines.push(format!("{} repeated", import.repeated));
    }
    lines.join("\n")
}

fn check(list: &str, expected: &[&str]) {
    assert_eq!(shown(list.as_bytes()), expected.join("\n"), "{list}");
}

fn opml(outlines: &str) -> String {
    format!("<?xml version=\"1.0\"?><opml version=\"1.0\"><head><title>x</title></head><body>{outlines}</body></opml>")
}

#[test]
fn folders_nest_and_categories_are_tags() {
    check(
        &opml(
            "<outline text='World'><outline title='Lake Basin'><outline text='Harbour Wire' type='rss' category='daily,/short' \
             xmlUrl='https://harbour.example/rss' htmlUrl='https://harbour.example/'/></outline>\
             <outline title='Ledger' url='https://ledger.example/feed'/></outline><outline xmlUrl='https://alpine.example/atom'></outline>",
        ),
        &[
            "https://harbour.example/rss | Harbour Wire | World/Lake Basin | daily,short",
            "https://ledger.example/feed | Ledger | World | ",
            "https://alpine.example/atom | - | - | ",
        ],
    );
}

#[test]
fn the_packs_are_whole() {
    let packs = [
        (include_str!("../../assets/packs/news.opml"), "News"),
        (include_str!("../../assets/packs/technology.opml"), "Technology"),
    ];
    for (pack, folder) in packs {
        let import = read(pack.as_bytes()).unwrap();
        assert_eq!((import.subscriptions.len(), import.refused.len(), import.repeated), (12, 0, 0));
        for feed in import.subscriptions {
            assert_eq!(feed.folder.as_deref(), Some(folder), "{}", feed.url);
            assert!(feed.title.is_some() && feed.home.is_some() && feed.url.as_str().starts_with("https://"), "{}", feed.url);
        }
    }
}

#[test]
fn entities_are_read_and_stray_ampersands_kept() {
    check(
        &opml("<outline text='Caf&eacute; &amp; Bar &#8211; Tom & Ines' xmlUrl='https://cafe.example/?a=1&copy=2&amp;c=3'/>"),
        &["https://cafe.example/?a=1&copy=2&c=3 | Café & Bar – Tom & Ines | - | "],
    );
}

#[test]
fn an_old_encoding_is_read() {
    let list = "<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='Zürich' xmlUrl='https://a.example/'/></body></opml>";
    let latin: Vec<u8> = list.chars().map(|letter| letter as u8).collect();
    assert_eq!(shown(&latin), "https://a.example/ | Zürich | - | ");
}

#[test]
fn a_list_that_breaks_off_keeps_what_was_read() {
    check("<opml><body><outline text=A xmlUrl=\"https://a.example/\"/><outline text=\"B", &["https://a.example/ | A | - | "]);
}

#[test]
fn nothing_is_ever_run() {
    let runs = "runs a program of this machine, which dateline never does for a feed";
    check(
        &opml(
            "<outline text='A' xmlUrl='|touch /tmp/x'/><outline text='B' xmlUrl='exec:touch /tmp/x'/>\
             <outline text='C' xmlUrl='https://c.example/' filtercmd='touch /tmp/x'/><outline text='D' xmlUrl='file:///etc/passwd'/>\
             <outline type='include' text='E' url='https://e.example/list.opml'/>",
        ),
        &[
            &format!("A: | {runs}"),
            &format!("B: exec: {runs}"),
            &format!("C: a filter command {runs}"),
            "D: only http and https addresses can be used, not file:",
        ],
    );
}

#[test]
fn a_newsboat_list_is_read() {
    check(
        "# mine\nhttps://a.example/feed \"~The \\\"A\\\" Paper\" news \"long reads\" !hidden # later\n\n\
         \"query:Unread:unread = \\\"yes\\\"\"\nfilter:sed s/a/b/:https://b.example/\n\"exec:cat /etc/passwd\" x\nhttps://c.example/#frag\n",
        &[
            "https://a.example/feed | The \"A\" Paper | - | news,long reads",
            "https://c.example/#frag | - | - | ",
            "query:Unread:unread = \"yes\": query: is a search of newsboat, not a feed; `=` in the reader filters the list",
            "filter:sed: filter: runs a program of this machine, which dateline never does for a feed",
            "exec:cat /etc/passwd: exec: runs a program of this machine, which dateline never does for a feed",
        ],
    );
}

#[test]
fn a_feed_in_two_folders_is_one_feed_with_a_tag() {
    check(
        &opml(
            "<outline text='A'><outline text='x' xmlUrl='https://x.example/'/></outline>\
             <outline text='B'><outline text='x' xmlUrl='https://x.example/'/></outline>",
        ),
        &["https://x.example/ | x | A | B", "1 repeated"],
    );
}

#[test]
fn what_is_no_list_is_named() {
    for (text, said) in [
        ("<rss version='2.0'><channel/></rss>", "this is a feed itself, not a list of feeds"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>x<a>", "this is no list of feeds"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><title/></feed>", "this is a feed itself, not a list of feeds"),
        ("<!doctype html><html><body>x</body></html>", "this is no list of feeds"),
        ("{\"version\": \"https://jsonfeed.org/version/1\"}", "this is no list of feeds"),
        ("", ""),
        ("some words", "some: this is not a web address"),
    ] {
        check(text, &[said]);
    }
}

#[test]
fn declared_entities_are_not_expanded() {
    check(
        "<!DOCTYPE opml [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
         <opml><body><outline text='&b;&f;' xmlUrl='https://x.example/'/></body></opml>",
        &["https://x.example/ | &b;&f; | - | "],
    );
}

#[test]
fn lists_beyond_the_limits_are_refused_whole() {
    let deep = opml(&"<outline text='x'>".repeat(100_000));
    check(&deep, &["the list has folders more than 32 deep"]);
    let many: String = (0..10_001).map(|number| format!("https://a.example/{number}\n")).collect();
    check(&many, &["the list holds more than 10000 feeds"]);
    assert_eq!(read(&vec![b' '; LIST_BYTES_MAX + 1]), Err(ImportError::TooLarge));
}

#[test]
fn titles_are_clean_and_passwords_hidden() {
    check(&opml("<outline text='A\u{1b}[2J&#27;B' xmlUrl='https://x.example/'/>"), &["https://x.example/ | A[2JB | - | "]);
    check("ftp://ines:secret@x.example/", &["ftp://***@x.example/: only http and https addresses can be used, not ftp:"]);
    check(
        "https://***@x.example/feed",
        &["https://***@x.example/feed: the list does not hold the password of this feed; add it by hand"],
    );
}

fn feed(url: &str, title: &str, folder: Option<&str>, tags: &[String]) -> Feed {
    Feed {
        id: FeedId(1),
        url: FeedUrl::parse(url).unwrap(),
        first_url: None,
        own_title: CleanText::new(title),
        home: None,
        settings: FeedSettings {
            folder: folder.map(CleanText::new),
            tags: tags.iter().map(|tag| CleanText::new(tag)).collect(),
            ..FeedSettings::default()
        },
        poll: PollState::default(),
        added: Timestamp::UNIX_EPOCH,
        stories: 0,
        unread: 0,
        weekly: 0.0,
    }
}

#[test]
fn titles_that_were_escaped_twice_are_decoded() {
    let list = r#"<opml><body><outline text="Tides &amp;amp; Gales &amp;#8211; it&amp;#39;s R&amp;D" xmlUrl="https://tides.example/"/></body></opml>"#;
    let titles: Vec<_> = read(list.as_bytes()).unwrap().subscriptions.into_iter().map(|found| found.title).collect();
    assert_eq!(titles, [Some("Tides & Gales – it's R&D".into())]);
}

#[test]
fn subscriptions_are_written_for_every_reader() {
    let mut ledger = feed("https://ines:secret@ledger.example/feed?a=1&b=2", "Ledger \"Daily\"", Some("World/Money"), &[]);
    ledger.home = WebUrl::parse("https://ledger.example/").ok();
    let feeds = [feed("https://alpine.example/atom", "Alpine Desk", None, &["daily".into(), "a, b".into()]), ledger];
    insta::assert_snapshot!(write(&feeds, Timestamp::UNIX_EPOCH), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <opml version="2.0">
      <head>
        <title>Subscriptions of dateline</title>
        <dateCreated>Thu, 01 Jan 1970 00:00:00 GMT</dateCreated>
      </head>
      <body>
        <outline type="rss" text="Alpine Desk" title="Alpine Desk" xmlUrl="https://alpine.example/atom" category="daily,a_ b"/>
        <outline text="World" title="World">
          <outline text="Money" title="Money">
            <outline type="rss" text="Ledger &quot;Daily&quot;" title="Ledger &quot;Daily&quot;" xmlUrl="https://***@ledger.example/feed?a=1&amp;b=2" htmlUrl="https://ledger.example/"/>
          </outline>
        </outline>
      </body>
    </opml>
    "#);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        feeds in prop::collection::vec(("[a-z0-9&=<'\"]{1,12}", "[A-Za-z&<>\"'é; ]{0,12}x", prop::option::of("[a-z&<' ]{0,5}[a-z](/[a-z&]{1,5}){0,3}"), prop::collection::vec("[a-z&<\"]{1,6}", 0..3)), 0..8)
    ) {
        let feeds: Vec<Feed> = feeds.iter().enumerate()
            .map(|(nth, (path, title, folder, tags))| feed(&format!("https://h{nth}.example/{path}"), title, folder.as_deref(), tags))
            .collect();
        let back = read(write(&feeds, Timestamp::UNIX_EPOCH).as_bytes()).unwrap();
        prop_assert!(back.refused.is_empty());
        prop_assert_eq!(back.subscriptions.len(), feeds.len());
        for feed in &feeds {
            let same = back.subscriptions.iter().find(|other| other.url == feed.url).unwrap();
            prop_assert_eq!(same.title.as_ref().unwrap(), feed.title());
            prop_assert_eq!(&same.folder, &feed.settings.folder);
            let mut tags = feed.settings.tags.clone();
            tags.dedup();
            prop_assert!(tags.iter().all(|tag| same.tags.contains(tag)));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_of_lists_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let _ = read(opml(&String::from_utf8_lossy(&bytes)).as_bytes());
    }
}
