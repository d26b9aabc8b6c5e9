//! A whole morning with the built program in a real terminal, from an empty home to the end: feeds, stories, people, a search, a
//! star, and after that a look at what was kept.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use support::server::{Server, missing, ok};
use support::terminal::{Terminal, contains};

const WIDE: (u16, u16) = (150, 40);

/// A story: the minutes since it was published, its title and its paragraphs.
struct Story(i64, &'static str, &'static [&'static str]);

const HERALD: &[Story] = &[
    Story(
        10,
        "Harbour council opens the new lock",
        &[
            "VALENCIA — Mayor Elena Marchetti opened the new lock on Monday, two years later than planned and in heavy rain.",
            "“It leaks less than the old one,” said Ruben Castell, the engineer who drew it. Marchetti thanked the divers who had \
             worked through the winter, and the first barge went up at noon with a load of gravel.",
            "The old lock will be kept for small boats until the summer, and a footbridge is to cross it after that.",
        ],
    ),
    Story(
        40,
        "Choir wins the autumn prize",
        &[
            "The choir of the lower town has won the autumn prize for the third time in a row, with a song about a lost glove.",
            "Its members are bakers, porters and one retired judge. They rehearse on Thursdays above the fish market, and anybody \
             may listen from the stairs.",
        ],
    ),
];

const LEDGER: &[Story] = &[
    Story(
        20,
        "Bridge budget passes by one vote",
        &[
            "The budget for the western bridge passed by one vote on Sunday evening, after a debate of nine hours.",
            "Elena Marchetti voted for it. “We have counted every rivet,” she told the assembly before the lights were turned off.",
            "Work begins in March, and the ferry will run every ten minutes until the bridge is open again.",
        ],
    ),
    Story(
        50,
        "Bakers strike over the price of flour",
        &[
            "Bakers closed their shops on Saturday to protest against the price of flour, which has doubled since the spring.",
            "Ruben Castell, whose family has mills on both banks, offered to sell at cost until the new harvest is in.",
            "An old lamplighter brought soup to the picket line, and the evening ended with music.",
        ],
    ),
];

const DESK: &[Story] = &[
    Story(
        30,
        "Ferry line to return in spring",
        &[
            "The ferry between the islands will return in spring, its owner Helga Brandt said on Sunday.",
            "Elena Marchetti had asked for it in a letter. Brandt answered on the back of a timetable, which now hangs in the town \
             hall beside the portraits.",
        ],
    ),
    Story(
        60,
        "Otters are back at the mill pond",
        &[
            "Otters have come back to the mill pond after forty years, and nobody knows from where.",
            "Helga Brandt, who keeps the ferry, saw the first one on a mooring rope. She has counted five since then.",
        ],
    ),
];

/// Returns a feed with its stories in full.
fn feed(title: &str, stories: &[Story]) -> String {
    let items: String = stories
        .iter()
        .map(|Story(minutes, title, paragraphs)| {
            let text: String = paragraphs.iter().map(|paragraph| format!("<p>{paragraph}</p>")).collect();
            let at = Timestamp::now() - minutes.minutes();
            format!(
                "<entry><id>urn:story:{minutes}</id><title>{title}</title><link href='http://127.0.0.1:9/{minutes}'/>\
                 <updated>{at}</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{text}</div></content></entry>"
            )
        })
        .collect();
    format!("<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:{title}</id><title>{title}</title>{items}</feed>")
}

/// The home of a reader who has written a config and done nothing else.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new(server: &Server) -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap() };
        let outlines: String = ["herald", "ledger", "desk"]
            .map(|name| format!("<outline type='rss' text='The {name}' xmlUrl='{}/{name}'/>", server.base))
            .concat();
        home.write("town.opml", &format!("<opml version='2.0'><body><outline text='Town'>{outlines}</outline></body></opml>"));
        home.write("config.toml", "[packs]\nnews = \"town.opml\"\n[articles]\nfull_text = \"feed\"\n");
        home
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let folder: PathBuf = self.path().join(".config/dateline");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }

    /// Returns what a command says of the store.
    fn asked(&self, arguments: &[&str]) -> Value {
        let mut command = Command::cargo_bin("dateline").unwrap();
        command.env_clear().env("HOME", self.path()).args(arguments).arg("--json");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn titles(&self, query: &str) -> Vec<String> {
        let stories = self.asked(&["list", query]);
        stories.as_array().unwrap().iter().map(|story| story["title"].as_str().unwrap().to_owned()).collect()
    }
}

fn town() -> Server {
    let feeds = [("/herald", "Quay Herald", HERALD), ("/ledger", "Valley Ledger", LEDGER), ("/desk", "Northern Desk", DESK)];
    let feeds = feeds.map(|(path, title, stories)| (path, feed(title, stories)));
    Server::start(move |path| match feeds.iter().find(|(known, _)| *known == path) {
        Some((_, feed)) => ok("application/atom+xml", feed),
        None => missing(),
    })
}

#[test]
fn a_whole_morning() {
    let server = town();
    let home = Home::new(&server);
    let mut terminal = Terminal::start_at(home.path(), &[], WIDE.0, WIDE.1);

    // An empty home: the list of the config takes the place of the pack.
    terminal.wait_for("the list in your config");
    terminal.press("1");
    terminal.until("all stories", |screen| {
        // The count comes before the rows.
        let titles = ["Harbour council", "Bridge budget", "Ferry line", "Choir wins", "Bakers strike", "Otters are back"];
        screen.contains("UNREAD 6") && titles.iter().all(|title| screen.contains(title))
    });
    // The cursor keeps to the story that came first, whichever that was.
    terminal.press("gg");
    terminal.until("the newest, and all that name her", |screen| is_thread(screen, "Elena Marchetti", "1/3"));

    // Reading one, and from a name to the person; the place comes first in the text.
    terminal.press("\r");
    terminal.wait_for("UNREAD 5");
    terminal.press("\t\t\r");
    terminal.until("her page", |screen| {
        let is_hers = screen.trim_start().starts_with("Elena Marchetti") && screen.contains("also as: Marchetti");
        is_hers && ["Mayor (1)", "3 stories · 3 sources", "Helga Brandt"].iter().all(|words| screen.contains(words))
    });
    terminal.press("\x1b");
    terminal.until("the story again", |screen| is_thread(screen, "Elena Marchetti", "1/3"));
    terminal.press("P");
    terminal.wait_for("3 stories · 3 sources");
    terminal.press("H");
    terminal.until("the story again", |screen| is_thread(screen, "Elena Marchetti", "1/3"));

    // Along the person, and back.
    terminal.press("]");
    terminal.until("the next story naming her", |screen| {
        is_thread(screen, "Elena Marchetti", "2/3") && screen.contains("We have counted every rivet")
    });
    terminal.press("H");
    terminal
        .until("the first story", |screen| is_thread(screen, "Elena Marchetti", "1/3") && screen.contains("a load of gravel"));

    // Following her.
    terminal.press("p*");
    terminal.until("that she is followed", |screen| {
        screen.contains("Following Elena Marchetti") && screen.contains("▸Elena Marchet… ◆")
    });

    // Muting somebody: two stories leave the list, and come back for as long as they are asked for.
    terminal.press("ga");
    terminal.until("six stories, three of them followed", |screen| screen.contains("ALL 6") && screen.matches('◆').count() >= 2);
    terminal.press("jj");
    terminal
        .until("who is to be muted", |screen| is_thread(screen, "Elena Marchetti", "3/3") && screen.contains("│  Helga Brandt"));
    terminal.press("xbrandt\r");
    terminal.until("that somebody is muted", |screen| screen.contains("Helga Brandt is muted") && are_muted(screen));
    terminal.press(".");
    terminal.until("what is muted", |screen| screen.contains("ALL 6 ") && screen.contains("Otters are back"));
    terminal.press(".");
    terminal.until("that it is muted again", are_muted);

    // A search shows the sentence that was found.
    terminal.press("/lamplighter\r");
    terminal.until("the hit in its sentence", |screen| {
        screen.contains("SEARCH lamplighter 1") && screen.contains("An old lamplighter brought soup to")
    });
    terminal.press("s");
    terminal.until("a star", |screen| screen.contains('★'));
    terminal.press("u");
    terminal.until("no star", |screen| !screen.contains('★') && screen.contains("Undone: 1 story not starred."));
    terminal.press("s");
    terminal.until("a star", |screen| screen.contains('★'));

    // A window that becomes a stamp, and a window again.
    terminal.press("\r");
    let before =
        terminal.until("the story", |screen| screen.contains("Tab next name") && is_thread(screen, "Ruben Castell", "2/2"));
    terminal.resize(40, 12);
    terminal.until("the same story on a stamp", |screen| {
        screen.contains("Bakers strike") && screen.contains("which has doubled since") && !screen.contains("PEOPLE")
    });
    terminal.resize(WIDE.0, WIDE.1);
    terminal.until("everything as it was", |screen| without_ages(screen) == without_ages(&before));

    terminal.press("Q");
    let (status, bytes) = terminal.finish();
    assert_eq!(status.exit_code(), 0);
    assert!(contains(&bytes, b"\x1b[?1049h") && contains(&bytes, b"\x1b[?1000h") && contains(&bytes, b"\x1b[?2004h"));

    // What was done is kept.
    assert_eq!(home.titles("is:starred"), ["Bakers strike over the price of flour"]);
    assert_eq!(home.titles("is:later"), [""; 0]);
    let unread = ["Ferry line to return in spring", "Choir wins the autumn prize", "Otters are back at the mill pond"];
    assert_eq!(home.titles("is:unread"), unread);
    assert_eq!(home.asked(&["person", "Elena Marchetti"])["stories"], 3);
    let feeds = home.asked(&["feeds"]);
    let told = feeds.as_array().unwrap().iter().map(|feed| (feed["folder"].as_str(), feed["answer"].as_str()));
    assert_eq!(told.collect::<Vec<_>>(), [(Some("Town"), Some("2 stories")); 3]);

    // And so is who is followed and muted.
    let mut terminal = Terminal::start_at(home.path(), &[], WIDE.0, WIDE.1);
    terminal
        .until("what is unread and not muted", |screen| screen.contains("UNREAD 1 · 2 muted") && screen.contains("Choir wins"));
    terminal.press("gw");
    terminal.until("the stories of the followed", |screen| {
        screen.contains("FOLLOWING 2 · 1 muted") && screen.contains("◇Bridge budget") && screen.contains("▸Elena Marchet… ◆")
    });
    // What is changed right before the end is kept too, the last word of it.
    terminal.press("sSsSsQ");
    assert!(terminal.finish().0.success());
    assert_eq!(home.titles("is:starred").len(), 2);
    assert_eq!(home.titles("is:later"), [""; 0]);
}

#[test]
fn a_list_that_is_not_there_is_named() {
    let home = Home { folder: tempfile::tempdir().unwrap() };
    home.write("config.toml", "[packs]\nnews = \"nowhere.opml\"\ntechnology = \"words.opml\"\n");
    home.write("words.opml", "{}");
    let mut terminal = Terminal::start_at(home.path(), &[], WIDE.0, WIDE.1);
    terminal.wait_for("a technology pack");
    terminal.press("1");
    terminal.until("which list is missing", |screen| {
        screen.contains("cannot read ") && screen.contains(".config/dateline/nowhere.opml: No such file")
    });
    terminal.press("2");
    terminal.until("which list is none", |screen| {
        screen.contains("cannot use ") && screen.contains(".config/dateline/words.opml: this is no list of feeds")
    });
    terminal.press("Q");
    assert!(terminal.finish().0.success());
}

/// Says whether the panel shows a person's stories with the one that stands in their thread so: "2/3".
fn is_thread(screen: &str, name: &str, place: &str) -> bool {
    screen.lines().any(|line| line.contains(&format!("RELATED · {name}")) && line.ends_with(&format!(" {place}")))
}

/// Says whether the two stories of the ferry's owner are left out, and counted.
fn are_muted(screen: &str) -> bool {
    screen.contains("ALL 4 · 2 muted") && !screen.contains("Ferry line to return") && !screen.contains("Otters are back")
}

/// Returns the words of a screen without how old stories are, which may change at any moment.
fn without_ages(screen: &str) -> Vec<&str> {
    let is_age =
        |word: &&str| word.len() < 4 && word.starts_with(|letter: char| letter.is_ascii_digit()) && word.ends_with(['m', 'h']);
    screen.split_whitespace().filter(|word| !is_age(word)).collect()
}
