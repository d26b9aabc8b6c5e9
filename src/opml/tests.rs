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
            "E: it names another list of feeds; import the file at https://e.example/list.opml",
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
        ("some words", "some words: this is not a web address"),
    ] {
        check(text, &[said]);
    }
}

#[test]
fn every_outline_that_is_left_out_is_named_with_the_reason() {
    check(
        &opml(
            "<outline text='A' feedUrl='https://a.example/'/><outline text='B' type='link' url='https://b.example/page'/>\
             <outline text='C' type='rss' htmlUrl='https://c.example/'/><outline text='D' type='rss'/><outline text='E'/>\
             <outline text='Boats'></outline><outline text='Sea' htmlUrl='https://sea.example/'><outline text='F' xml_url='f.example/rss'/></outline>\
             <outline text='G' type='rss'></outline><outline text='Unread' type='vfolder'><outline type='rule' text='x' rule='unread'/></outline>\
             <outline text='H' XMLURL='' url='//h.example/rss'/><outline/>",
        ),
        &[
            "https://a.example/ | A | - | ",
            "https://f.example/rss | F | Sea | ",
            "https://h.example/rss | H | - | ",
            "B: it is a link to a page, not a feed; `dateline add https://b.example/page` looks for one there",
            "C: the list names its web site only; try `dateline add https://c.example/`",
            "D: the list has no address for it",
            "E: the list has no address for it",
            "G: the list has no address for it",
            "Unread: it is a search or a folder of saved stories of another reader, not a feed",
        ],
    );
}

#[test]
fn addresses_are_read_as_other_programs_write_them() {
    for (written, read) in [
        ("podcast://a.example/f", "https://a.example/f"),
        ("ITPC://a.example/f", "https://a.example/f"),
        ("pcast:https://a.example/f", "https://a.example/f"),
        ("rss://a.example/f", "https://a.example/f"),
        ("a.example/f", "https://a.example/f"),
        ("www.a.example", "https://www.a.example/"),
        ("//a.example/f", "https://a.example/f"),
        ("https://https://a.example/f", "https://a.example/f"),
        ("https://a.example/f?a=1&amp;amp;b=2", "https://a.example/f?a=1&b=2"),
    ] {
        check(&opml(&format!("<outline text='A' xmlUrl='{written}'/>")), &[&format!("{read} | A | - | ")]);
        if !written.contains('&') {
            check(written, &[&format!("{read} | - | - | ")]);
        }
    }
    for bad in ["mailto:ines@a.example", "yt:channel:UC1", "ines@a.example", "Harbour"] {
        assert!(!shown(opml(&format!("<outline text='A' xmlUrl='{bad}'/>")).as_bytes()).contains(" | "), "{bad}");
    }
}

#[test]
fn words_escaped_twice_are_read() {
    check(
        &opml("<outline text='Kai &amp;amp; Nia&amp;#39;s' category='R &amp;amp; D' xmlUrl='https://a.example/'/>"),
        &["https://a.example/ | Kai & Nia's | - | R & D"],
    );
}

#[test]
fn every_address_of_a_line_is_a_feed() {
    check(
        "https://a.example/f, https://b.example/f;https://c.example/f\rHarbour Post: https://d.example/f daily | node.js\r\n\
         - https://e.example/f\n2. <https://f.example/f>\n* [Fog at sea](https://g.example/f) \"long reads\"\n*** [[https://h.example/f][Ice]]\n\
         // a comment\n; another\n//i.example/f\n",
        &[
            "https://a.example/f | - | - | ",
            "https://b.example/f | - | - | ",
            "https://c.example/f | - | - | ",
            "https://d.example/f | Harbour Post | - | daily,node.js",
            "https://e.example/f | - | - | ",
            "https://f.example/f | - | - | ",
            "https://g.example/f | Fog at sea | - | long reads",
            "https://h.example/f | Ice | - | ",
            "https://i.example/f | - | - | ",
        ],
    );
}

#[test]
fn the_lists_of_newsraft_and_sfeed_are_read() {
    check(
        "@ Boats\nhttps://a.example/f \"Harbour Post\"\n@ Sea {reload-period 30}\nhttps://b.example/f \"Fog\" < reload-period 90\n\
         https://c.example/f {item-limit 5}\n$(curl https://d.example/) \"Cmd\"\n",
        &[
            "https://a.example/f | Harbour Post | Boats | ",
            "https://b.example/f | Fog | Sea | ",
            "https://c.example/f | - | Sea | ",
            "$(curl: $( runs a program of this machine, which dateline never does for a feed",
        ],
    );
    check(
        "#sfeedpath=\"x\"\nfeeds() {\n\tfeed \"Harbour Post\" \"https://a.example/f\" \"https://a.example/\" \"iso-8859-1\"\n}\n",
        &["https://a.example/f | Harbour Post | - | "],
    );
}

#[test]
fn tables_bookmarks_and_pages_with_a_list_are_read() {
    check(
        "Channel Id,Channel Url,Channel Title\nUC1,http://www.youtube.com/channel/UC1,Quay\nUC2,http://www.youtube.com/channel/UC2,\"Fog, \"\"more\"\"\"\n",
        &[
            "https://www.youtube.com/feeds/videos.xml?channel_id=UC1 | Quay | - | ",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UC2 | Fog, \"more\" | - | ",
        ],
    );
    check(
        "title;folder;feed url\nA;Sea;a.example/f\nB;;\n",
        &["https://a.example/f | A | Sea | ", "B: this is not a web address"],
    );
    check(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF=\"https://a.example/\" FEEDURL=\"https://a.example/f\">A &amp; B</A><DT><A HREF=\"https://b.example/\">B</A>",
        &["https://a.example/f | A & B | - | "],
    );
    check("<!DOCTYPE NETSCAPE-Bookmark-file-1><A HREF=\"https://b.example/\">B</A>", &["this is no list of feeds"]);
    check(
        "<html><body><pre>&lt;opml>&lt;body>&lt;outline text=\"A &amp;amp; B\" xmlUrl=\"https://a.example/f\"/>",
        &["https://a.example/f | A & B | - | "],
    );
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
        lately: 0,
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
        feeds in prop::collection::vec(("[a-z0-9&=<'\"]{1,12}", "[A-Za-z&<>\"'é ]{0,12}x", prop::option::of("[a-z&<' ]{0,5}[a-z](/[a-z&]{1,5}){0,3}"), prop::collection::vec("[a-z&<\"]{1,6}", 0..3)), 0..8)
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
