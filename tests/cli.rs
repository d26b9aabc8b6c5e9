//! The built program as a shell calls it: exit codes, errors, documents, the way from a list of feeds to exported stories.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use assert_cmd::Command;
use dateline::sample::{self, SampleServer};
use jiff::Timestamp;
use serde_json::{Value, json};

#[path = "cli/adding.rs"]
mod adding;
#[path = "cli/attached.rs"]
mod attached;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/keeping.rs"]
mod keeping;
#[path = "cli/newsboat.rs"]
mod newsboat;
#[path = "support/server.rs"]
mod server;
#[path = "cli/trust.rs"]
mod trust;

/// A home directory with nothing in it.
struct Home {
    folder: tempfile::TempDir,
}

/// What a run of the program left.
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Home {
    fn new() -> Self {
        // The edition's home is never dropped, so it stays where the build's own files are.
        let home = Self { folder: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap() };
        home.write("config.toml", "");
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    fn command(&self) -> Command {
        let mut command = Command::cargo_bin("dateline").unwrap();
        command.env_clear().env("HOME", self.folder.path()).env("PATH", "").env("TZ", "UTC").env("LANG", "C.UTF-8");
        command.env("DATELINE_DATA", self.path("data")).env("DATELINE_CONFIG", self.path("config.toml"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.fed("", arguments)
    }

    fn fed(&self, input: &str, arguments: &[&str]) -> Run {
        let output = self.command().args(arguments).write_stdin(input).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs a command that must do its work, and returns what it wrote.
    fn done(&self, arguments: &[&str]) -> String {
        let Run { code, out, err } = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {err}");
        out
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.done(arguments)).unwrap()
    }
}

/// A home that has polled the sample edition; made once, and only read after that.
static EDITION: LazyLock<Home> = LazyLock::new(|| {
    let home = Home::new();
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server: SampleServer = tokio.block_on(sample::serve(Timestamp::now())).unwrap();
    home.write("config.toml", "[articles]\npage_delay_ms = 0\npages_per_host = 8\nfirst_stories = 500\n[poll]\nper_host = 8\n");
    let list: Vec<String> = server.feeds.iter().map(|feed| format!("{} {}", feed.url, feed.folder)).collect();
    let list = home.write("urls", &list.join("\n"));
    let feeds = server.feeds.len();
    assert_eq!(home.done(&["import", &list]), format!("{feeds} feeds new, 0 already there, 0 refused\n"));
    home.done(&["poll", "--all"]);
    // The first search indexes, and so writes; from here on the file may be copied at any moment.
    home.done(&["search", "strike"]);
    home
});

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn help_tells_where_the_files_are_and_gives_examples() {
    let home = Home::new();
    let help = home.done(&["--help"]);
    for piece in ["Files:", "config.toml", "data/dateline.db", "Examples:", "Exit codes:", "is:unread"] {
        assert!(help.contains(piece), "no {piece} in\n{help}");
    }
    assert!(help.contains("  fold "));
    assert_eq!(home.done(&["-V"]), format!("dateline {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_command_has_its_help() {
    let home = Home::new();
    for command in [
        "demo",
        "add",
        "feeds",
        "poll",
        "check",
        "stats",
        "list",
        "search",
        "show",
        "people",
        "person",
        "places",
        "mark",
        "follow",
        "mute",
        "views",
        "extract",
        "names",
        "import",
        "export",
        "doctor",
        "config",
        "completions",
        "man",
    ] {
        assert!(home.done(&[command, "--help"]).contains("Usage: dateline"), "{command}");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(home.done(&["completions", shell]).contains("dateline"), "{shell}");
    }
    assert!(home.done(&["man"]).contains(".SH \"DATELINE LIST\""));
    assert!(!home.path("data").exists(), "asking makes no files");
}

#[test]
fn the_xdg_directories_are_used() {
    let home = Home::new();
    let mut command = home.command();
    command.env_remove("DATELINE_DATA").env_remove("DATELINE_CONFIG");
    command.env("XDG_DATA_HOME", home.path("x/data")).env("XDG_STATE_HOME", home.path("x/state"));
    let paths = command.args(["config", "paths", "--json"]).output().unwrap().stdout;
    let paths: Value = serde_json::from_slice(&paths).unwrap();
    let at = |name: &str| home.path(name).to_str().unwrap().to_owned();
    assert_eq!(paths["config"], at(".config/dateline/config.toml"));
    assert_eq!(paths["store"], at("x/data/dateline/dateline.db"));
    assert_eq!(paths["cache"], at(".cache/dateline"));
    assert_eq!(paths["log"], at("x/state/dateline/dateline.log"));
}

#[test]
fn a_variable_set_to_nothing_is_none_and_a_config_that_is_named_must_be_there() {
    let home = Home::new();
    let mut command = home.command();
    command.env("DATELINE_DATA", "").env("DATELINE_CONFIG", "");
    let output = command.args(["config", "paths", "--json"]).output().unwrap();
    let paths: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(paths["config"], home.path(".config/dateline/config.toml").to_str().unwrap());
    assert_eq!(paths["store"], home.path(".local/share/dateline/dateline.db").to_str().unwrap());

    let mut command = home.command();
    command.env("DATELINE_CONFIG", home.path("nowhere.toml")).args(["config", "check"]);
    assert_eq!(command.output().unwrap().status.code(), Some(4));
    let nowhere = home.path("nowhere.toml").to_str().unwrap().to_owned();
    for arguments in [&["config", "check"][..], &["poll"], &[]] {
        let run = home.run(&[&["--config", &nowhere], arguments].concat());
        let expected = format!("dateline: there is no {nowhere}\n`dateline config default` prints one to begin with\n");
        assert_eq!((run.code, run.err), (4, expected), "{arguments:?}");
    }
    let config = home.write("own.toml", "[poll]\nevery_minutes = 20\n");
    assert_eq!(home.run(&["--config", &config, "config", "check"]).code, 0);
}

#[test]
fn a_wrong_config_is_pointed_at_and_nothing_is_started() {
    let home = Home::new();
    let config = home.write("config.toml", "[poll]\n# often\nevery_minuts = 5\n");
    for arguments in [&["config", "check"][..], &["poll"], &[]] {
        let run = home.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (4, ""), "{arguments:?}: {}", run.err);
        let expected = format!(
            "dateline: {config}:3:1: there is no key `every_minuts` here\n  |\n3 | every_minuts = 5\n  | ^^^^^^^^^^^^\n\
             did you mean `every_minutes`?\n"
        );
        assert_eq!(run.err, expected, "{arguments:?}");
    }
    home.write("config.toml", "[keys]\n\"ctrl-n\" = \"next-unread\"\n\"hyper-q\" = \"quit\"\n");
    let run = home.run(&["config", "check"]);
    assert_eq!(run.code, 4, "{}", run.err);
    assert!(run.err.starts_with(&format!("dateline: {config}:3:1: ")), "{}", run.err);
}

#[test]
fn keys_that_stand_in_the_way_of_others_are_told() {
    let home = Home::new();
    let config = home.write("config.toml", "[keys]\n\"g\" = \"top\"\n");
    let run = home.run(&["config", "check"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let told = format!(
        "{config}:2:1: `g` is the beginning of other keys, which do nothing any more\n  |\n2 | \"g\" = \"top\"\n  | ^^^\n"
    );
    assert!(run.err.starts_with(&told) && run.err.contains("gu (go-unread)"), "{}", run.err);
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{}", doctor.err);
    assert!(doctor.out.contains("! config: ") && doctor.out.contains("`g` is the beginning"), "{}", doctor.out);

    home.write("config.toml", "[keys]\n\"x\" = \"top\"\n\"x y\" = \"bottom\"\n");
    let run = home.run(&["config", "check"]);
    assert_eq!(run.code, 4, "{}", run.err);
    let expected = format!(
        "dateline: {config}:3:1: `x` is the beginning of `x y`: only one of them can work\n  |\n3 | \"x y\" = \"bottom\"\n  | ^^^^^\n\
         give one of them another key\n"
    );
    assert_eq!(run.err, expected);
}

#[test]
#[cfg(not(feature = "onnx"))]
fn a_model_is_refused_where_the_program_cannot_read_one() {
    let home = Home::new();
    let config = home.write("config.toml", "[names]\nmodel = \"~/models/names\"\n");
    for arguments in [&["config", "check"][..], &["names"]] {
        let run = home.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (4, ""), "{arguments:?}: {}", run.err);
        assert!(run.err.starts_with(&format!("dateline: {config}:2:1: this dateline was built without")), "{}", run.err);
        assert!(run.err.contains("`cargo install --path . --features onnx`"), "{}", run.err);
    }
}

#[test]
#[cfg(feature = "onnx")]
fn a_model_that_is_not_there_is_told_and_names_are_found_without_it() {
    let home = Home::new();
    let config = home.write("config.toml", "[names]\nmodel = \"models/names\"\n");
    let missing = home.path("models/names");
    let check = home.run(&["config", "check"]);
    let said = format!("{config}:2:1: cannot read {}", missing.display());
    assert!(check.code == 4 && check.err.contains(&said), "{}", check.err);
    let names = home.fed("Tomas Varga flew to Geneva.", &["names"]);
    assert!(names.code == 0 && names.out.contains("Tomas Varga"), "{} {}", names.out, names.err);
    assert!(names.err.contains(missing.to_str().unwrap()), "{}", names.err);
}

#[test]
fn a_list_in_the_place_of_a_pack_is_tried_by_the_check() {
    let home = Home::new();
    let list = home.write("town.opml", "https://harbour.example/rss\n");
    let config = home.write("config.toml", "[packs]\nnews = \"town.opml\"\n");
    home.done(&["config", "check"]);
    home.write("town.opml", "{}");
    let run = home.run(&["config", "check"]);
    assert_eq!(run.code, 4, "{}", run.err);
    assert!(
        run.err.starts_with(&format!("dateline: {config}:2:1: cannot use {list}: this is no list of feeds\n")),
        "{}",
        run.err
    );
    fs::remove_file(&list).unwrap();
    let run = home.run(&["config", "check"]);
    assert!(run.code == 4 && run.err.contains(&format!("{config}:2:1: cannot read {list}: ")), "{}", run.err);
    home.done(&["stats"]);
}

#[test]
fn the_printed_config_is_right() {
    let home = Home::new();
    let text = home.done(&["config", "default"]);
    home.write("config.toml", &text);
    home.done(&["config", "check"]);
    assert!(text.contains("every_minutes = 15"));
}

#[test]
fn a_failure_says_what_kind_it_is() {
    let home = Home::new();
    for (arguments, code, said) in [
        (&["list", "form:wire"][..], 2, "  form:wire\n  ^^^^^"),
        (&["list", "--nonsense-option"], 2, "nonsense"),
        (&["search"], 2, "WORDS"),
        (&["show", "12345"], 1, "there is no story 12345\n`dateline list` shows their numbers"),
        (&["person", "Nobody", "Atall"], 1, "no story names Nobody Atall"),
        (&["people", "--since", "soon"], 2, "a time is a number and a unit"),
        (&["poll", "--feed", "7"], 1, "there is no feed 7"),
        (&["--offline", "poll"], 1, "nothing is fetched"),
        (&["import", "/nowhere/at/all.opml"], 1, "reading /nowhere/at/all.opml"),
        (&["fold"], 2, "one a line"),
        (&[], 1, "the reader needs a terminal"),
    ] {
        let run = home.run(arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.err);
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "", "{arguments:?}");
    }
}

#[test]
fn a_second_poller_is_told_who_polls() {
    let home = Home::new();
    home.done(&["stats"]);
    let lock = dateline::store::PollLock::take(&home.path("data")).unwrap();
    let run = home.run(&["poll"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains(&format!("process {}", std::process::id())), "{}", run.err);
    drop(lock);
    home.done(&["poll"]);
}

#[test]
fn subscriptions_go_out_and_come_back() {
    let home = Home::new();
    let list = home.write(
        "list.opml",
        "<opml version='2.0'><body><outline text='World'><outline text='Harbour Wire' xmlUrl='http://127.0.0.1:9/a' category='daily'/>\
         <outline text='Bad' xmlUrl='|rm -rf /'/></outline><outline text='Ledger &amp; Co' xmlUrl='http://127.0.0.1:9/b'/></body></opml>",
    );
    let run = home.run(&["import", &list]);
    assert_eq!((run.code, run.out.as_str()), (0, "2 feeds new, 0 already there, 1 refused\n"));
    assert!(run.err.contains("refused Bad: | runs a program of this machine"), "{}", run.err);
    let opml = home.done(&["export"]);
    let other = Home::new();
    let again = other.fed(&opml, &["import", "-"]);
    assert_eq!(again.out, "2 feeds new, 0 already there, 0 refused\n");
    assert_eq!(other.fed(&opml, &["import", "-"]).out, "0 feeds new, 2 already there, 0 refused\n");
    let outlines = |text: &str| text.lines().filter(|line| line.contains("<outline")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(outlines(&other.done(&["export", "--opml"])), outlines(&opml));
    let feeds = other.json(&["feeds", "--json"]);
    assert_eq!(feeds[1]["folder"], "World");
    assert_eq!(feeds[1]["tags"][0], "daily");
    let all_bad = home.fed("exec:x\n", &["import", "-"]);
    assert_eq!(all_bad.code, 1, "nothing could be used");
}

#[test]
fn a_password_never_leaves_the_store() {
    let home = Home::new();
    home.fed("http://ines:secret@127.0.0.1:9/feed\n", &["import", "-"]);
    home.run(&["poll", "--all"]);
    for arguments in [&["export"][..], &["feeds"], &["feeds", "--json"], &["doctor"], &["doctor", "--json"]] {
        let run = home.run(arguments);
        assert!(!run.out.contains("secret") && !run.err.contains("secret"), "{arguments:?}: {}{}", run.out, run.err);
    }
    let log = fs::read_to_string(home.path("data/dateline.log")).unwrap_or_default();
    assert!(!log.contains("secret"), "{log}");
}

#[test]
fn offline_an_address_is_taken_as_it_is() {
    let home = Home::new();
    let run = home.run(&["add", "https://harbour.example/rss", "--offline", "--folder", "World", "--tag", "daily"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(home.json(&["feeds", "--json"])[0]["folder"], "World");
    assert_eq!(home.run(&["add", "not an address", "--offline"]).code, 1);
}

#[test]
fn a_feed_is_added_and_polled_at_once() {
    let home = Home::new();
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = tokio.block_on(sample::serve(Timestamp::now())).unwrap();
    let (first, second) = (server.feeds[0].url.to_string(), server.feeds[1].url.to_string());
    home.write("config.toml", "[articles]\nfull_text = \"feed\"\n");
    let run = home.run(&["add", &first, "--folder", "World"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let feed = &home.json(&["feeds", "--json"])[0];
    assert!(feed["stories"].as_u64().unwrap() > 0 && feed["last_error"].is_null(), "{feed}");
    assert_eq!((&feed["url"], &feed["folder"]), (&first.as_str().into(), &"World".into()));
    assert!(run.out.contains(feed["title"].as_str().unwrap()), "{}", run.out);
    let again = home.run(&["add", &first, &second]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.contains("1 feed was already there"), "{}", again.err);
    let polled = home.json(&["poll", "--all", "--json"]);
    assert_eq!((&polled["feeds"], &polled["new"], &polled["failures"]), (&2.into(), &0.into(), &Value::Array(Vec::new())));
    let stats = home.json(&["stats", "--json"]);
    assert_eq!((&stats["feeds"], &stats["queue"]), (&2.into(), &0.into()));
    drop(server);
    let run = home.run(&["poll", "--all"]);
    assert_eq!(run.code, 1, "nobody answered: {}{}", run.out, run.err);
    assert!(run.out.contains("2 failed"), "{}", run.out);
}

#[test]
fn the_config_names_feeds() {
    let home = Home::new();
    home.write("config.toml", "[[feeds]]\nurl = \"https://harbour.example/rss\"\ntitle = \"My Wire\"\ntags = [\"x\"]\n");
    home.done(&["add", "https://harbour.example/rss", "--offline", "--folder", "World"]);
    let feed = &home.json(&["feeds", "--json"])[0];
    assert_eq!((&feed["title"], &feed["folder"], &feed["tags"][0]), (&"My Wire".into(), &"World".into(), &"x".into()));
}

#[test]
fn headlines_are_listed_by_query() {
    let all = EDITION.json(&["list", "--json", "--limit", "1000"]);
    let all = all.as_array().unwrap();
    assert!(all.len() > 20);
    let first = &all[0];
    for field in
        ["id", "title", "url", "feed", "published", "fetched", "unread", "starred", "later", "tags", "sources", "snippet"]
    {
        assert!(first.get(field).is_some(), "no {field} in {first}");
    }
    assert!(first["feed"]["id"].is_i64() && first["feed"]["title"].is_string());
    assert!(all.is_sorted_by(|a, b| a["published"].as_str() >= b["published"].as_str()));
    let id = first["feed"]["id"].to_string();
    let of_feed = EDITION.json(&["list", &format!("feed:#{id}"), "is:unread", "--json", "--limit", "1000"]);
    assert!(of_feed.as_array().unwrap().iter().all(|headline| headline["feed"]["id"] == first["feed"]["id"]));
    let of_others = EDITION.json(&["list", "--json", "--limit", "1000", "--", &format!("-feed:#{id}")]);
    assert_eq!(of_feed.as_array().unwrap().len() + of_others.as_array().unwrap().len(), all.len());
    let table = EDITION.done(&["list", "--limit", "3"]);
    assert_eq!(table.lines().count(), 3);
    assert!(table.contains(first["title"].as_str().unwrap()), "nothing is cut where no terminal is: {table}");
    assert_eq!(EDITION.json(&["stats", "--json"])["stories"], all.len());
}

#[test]
fn a_storys_own_tags_come_before_those_of_its_feed() {
    let home = Home::new();
    let first = &EDITION.json(&["list", "--json", "--limit", "1"])[0];
    let feeds = EDITION.json(&["feeds", "--json"]);
    let feed = feeds.as_array().unwrap().iter().find(|feed| feed["id"] == first["feed"]["id"]).unwrap();
    fs::create_dir(home.path("data")).unwrap();
    fs::copy(EDITION.path("data/dateline.db"), home.path("data/dateline.db")).unwrap();
    home.write("config.toml", &format!("[[feeds]]\nurl = {}\ntags = [\"daily\", \"Harbour\"]\n", feed["url"]));
    let id = dateline::domain::EntryId(first["id"].as_i64().unwrap());
    let store = dateline::store::Store::open(&home.path("data/dateline.db")).unwrap();
    let tags = dateline::domain::typed_tags("harbour, grain");
    store.write_now(move |db| dateline::store::tags::set(db, id, &tags)).unwrap();
    drop(store);
    home.done(&["add", feed["url"].as_str().unwrap(), "--offline"]);
    let listed = home.json(&["list", "tag:grain", "--json"]);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["tags"], json!(["grain", "harbour", "daily"]));
    assert_eq!(home.json(&["show", &id.to_string(), "--json"])["tags"], listed[0]["tags"]);
    let exported = lines(&home.done(&["export", "--jsonl"]));
    assert!(exported.iter().any(|story| story["tags"] == listed[0]["tags"]));
    assert!(home.done(&["show", &id.to_string()]).contains("min · #grain #harbour\n"));
    let opml = home.done(&["export", "--opml"]);
    assert!(opml.contains("category=\"daily,Harbour\"") && !opml.contains("grain"), "{opml}");
}

#[test]
fn every_story_is_exported_with_its_mentions_in_place() {
    let stories = lines(&EDITION.done(&["export", "--jsonl"]));
    assert_eq!(EDITION.json(&["stats", "--json"])["stories"], stories.len());
    let mut mentions = 0;
    for story in &stories {
        for mention in story["mentions"].as_array().unwrap() {
            let text: Vec<char> = story[mention["in"].as_str().unwrap()].as_str().unwrap().chars().collect();
            let range = mention["start"].as_u64().unwrap() as usize..mention["end"].as_u64().unwrap() as usize;
            assert_eq!(text[range].iter().collect::<String>(), mention["text"].as_str().unwrap());
            let kind = if mention["kind"] == "person" { "people" } else { "places" };
            assert!(story[kind].as_array().unwrap().iter().any(|named| named["id"] == mention["id"]), "{mention}");
            mentions += 1;
        }
        assert!(story["minutes"].as_u64().unwrap() >= 1 && story["blocks"].is_array());
    }
    assert!(mentions > stories.len(), "{mentions} mentions in {} stories", stories.len());
    let shown = EDITION.json(&["show", &stories[0]["id"].to_string(), "--json"]);
    assert_eq!(shown, stories[0]);
}

#[test]
fn a_story_is_shown_in_every_format() {
    let story = &EDITION.json(&["list", "--json", "--limit", "1"])[0];
    let (id, title) = (story["id"].to_string(), story["title"].as_str().unwrap().to_owned());
    let text = EDITION.done(&["show", &id]);
    assert!(text.starts_with(&format!("{title}\n")), "{text}");
    assert!(EDITION.done(&["show", &id, "--format", "markdown"]).starts_with("# "));
    assert!(EDITION.done(&["show", &id, "--format", "html"]).contains("<p>"));
    let folder = EDITION.path("stories");
    EDITION.done(&["export", "--markdown", folder.to_str().unwrap()]);
    let written = fs::read_dir(&folder).unwrap().count();
    assert_eq!(EDITION.json(&["stats", "--json"])["stories"], written);
}

#[test]
fn people_and_places_have_their_pages() {
    let people = EDITION.json(&["people", "--json"]);
    let busiest = &people[0];
    let (name, id) = (busiest["name"].as_str().unwrap(), busiest["id"].to_string());
    let page = EDITION.json(&["person", &id, "--json"]);
    assert_eq!(page["name"], name);
    assert_eq!(page["stories"], busiest["stories"]);
    assert!(!page["newest"].as_array().unwrap().is_empty());
    let by_name = EDITION.json(&["person", name, "--json"]);
    assert_eq!(by_name["name"], name);
    let listed = EDITION.json(&["list", &format!("person:\"{name}\""), "--json"]);
    assert_eq!(listed.as_array().unwrap().len() as u64, busiest["stories"].as_u64().unwrap().min(50));
    let remembered = page["remembered"].as_array().unwrap();
    let of = |kind: &str| remembered.iter().map(|row| row[kind].as_f64().unwrap()).fold(0.0, f64::max);
    assert!(of("person") > 1.0 && of("surname") > 1.0, "{remembered:?}");
    let told = EDITION.done(&["person", name]);
    assert!(told.starts_with(name));
    assert!(told.contains("What stories remember") && told.contains(", a surname in "), "{told}");
    let nobody = EDITION.run(&["person", "Nairobi"]);
    assert_eq!((nobody.code, nobody.err.contains("stories remember it as a person in 0.")), (1, true), "{}", nobody.err);
    assert!(!EDITION.json(&["places", "--json"]).as_array().unwrap().is_empty());
    assert!(!EDITION.done(&["people", "--sort", "rising", "--since", "7d"]).is_empty());
}

#[test]
fn what_is_said_of_a_person_is_kept_and_can_be_taken_back() {
    let home = Home::new();
    fs::create_dir_all(home.path("data")).unwrap();
    fs::copy(EDITION.path("data/dateline.db"), home.path("data/dateline.db")).unwrap();
    let people = home.json(&["people", "--json"]);
    let (one, other) = (&people[0], &people[1]);
    let (id, name) = (one["id"].to_string(), other["name"].as_str().unwrap());
    let stories = |id: &str| home.json(&["person", id, "--json"])["stories"].as_u64().unwrap();

    let merged = home.run(&["person", &id, "--merge", name, "--json"]);
    assert_eq!(merged.code, 0, "{}", merged.err);
    assert!(merged.err.contains(&format!("--split \"{name}\"` parts them again")), "{}", merged.err);
    let page: Value = serde_json::from_str(&merged.out).unwrap();
    let join = page["joins"].as_array().unwrap().iter().find(|join| join["name"] == *name).unwrap();
    assert_eq!(*join, json!({"name": name, "reason": "reader", "story": null}));
    assert!(stories(&id) > one["stories"].as_u64().unwrap());
    assert_eq!(stories(&other["id"].to_string()), stories(&id), "the number of who went up in somebody leads to them");
    assert!(home.done(&["person", &id]).contains("One person, because"));
    let again = home.run(&["person", &id, "--merge", &other["id"].to_string()]);
    assert_eq!((again.code, again.err.contains("are one already")), (1, true), "{}", again.err);

    home.done(&["person", &id, "--split", name]);
    assert_eq!(home.json(&["people", "--json"]), people);
    let alone = home.run(&["person", &id, "--split", one["name"].as_str().unwrap().rsplit(' ').next().unwrap()]);
    assert!(alone.err.contains("alone it is somebody else from now on. `dateline person"), "{}", alone.err);
    let back = alone.err.split('`').nth(1).unwrap().split(' ').skip(1).collect::<Vec<_>>();
    home.done(&back);
    assert_eq!(home.json(&["people", "--json"]), people);
    home.done(&["person", &id, "--rename", "Somebody Else"]);
    assert_eq!(home.json(&["person", "somebody else", "--json"])["id"], one["id"]);
    home.done(&["person", &id, "--rename", ""]);
    assert_eq!(home.done(&["person", &id, "--hide"]), "");
    assert_eq!(home.run(&["person", &id]).code, 1);
    assert!(!home.done(&["people"]).contains(one["name"].as_str().unwrap()));
    home.done(&["person", one["name"].as_str().unwrap(), "--show"]);
    assert_eq!(home.json(&["people", "--json"]), people);
    for (arguments, code) in
        [(&["--hide", "--show"][..], 2), (&["--split", "Nobody"], 1), (&["--merge", "Nobody Atall"], 1), (&["--show"], 1)]
    {
        assert_eq!(home.run(&[&["person", &id], arguments].concat()).code, code, "{arguments:?}");
    }
}

#[test]
fn a_search_shows_the_hit_in_its_sentence() {
    let name = EDITION.json(&["people", "--json"])[0]["name"].as_str().unwrap().to_owned();
    let word = name.split(' ').next_back().unwrap();
    let found = EDITION.json(&["search", word, "--json"]);
    let found = found.as_array().unwrap();
    assert!(!found.is_empty());
    assert!(found.iter().any(|hit| hit["snippet"].as_str().is_some_and(|snippet| snippet.contains(word))), "{found:?}");
    assert!(EDITION.done(&["search", word]).contains(word));
    assert_eq!(EDITION.json(&["search", "zzyzxq", "--json"]), Value::Array(Vec::new()));
}

#[test]
fn a_pipe_that_closes_early_is_no_failure() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("dateline"))
        .args(["export", "--jsonl"])
        .env("DATELINE_DATA", EDITION.path("data"))
        .env("DATELINE_CONFIG", EDITION.path("config.toml"))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn the_doctor_finds_nothing_wrong_with_a_healthy_store() {
    let report = EDITION.json(&["doctor", "--json"]);
    assert_eq!(report["healthy"], true, "{report}");
}

#[test]
fn the_doctor_names_what_is_wrong() {
    let home = Home::new();
    home.write("config.toml", "[screen]\ntheme = \"drak\"\n");
    home.fed("http://127.0.0.1:9/feed\n", &["import", "-"]);
    let run = home.run(&["doctor"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("did you mean `dark`?"), "{}", run.out);
    fs::write(home.path("config.toml"), "").unwrap();
    home.run(&["poll"]);
    let run = home.run(&["doctor"]);
    assert!(run.out.contains("feed 1 (127.0.0.1)") && run.out.contains("1 failure in a row"), "{}", run.out);
    assert_eq!(run.code, 0, "a feed that fails is ordinary life: {}", run.out);
}

#[test]
fn without_a_network_it_is_said_once_and_no_feed_fails() {
    let home = Home::new();
    // Nobody listens there: the way out to the net is closed.
    home.write("config.toml", "[network]\nproxy = \"http://127.0.0.1:9\"\n");
    home.fed("http://one.example/feed\nhttp://two.example/feed\nhttp://three.example/feed\n", &["import", "-"]);
    let run = home.run(&["poll"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(run.err.matches("No network").count(), 1, "{}", run.err);
    assert!(run.err.contains("3 feeds wait for it"), "{}", run.err);
    assert!(run.out.contains("0 failed"), "{}", run.out);
    let doctor = home.run(&["doctor"]);
    assert!(doctor.out.contains("! network: No network since "), "{}", doctor.out);
    assert!(doctor.out.contains("3 feeds, 0 failing"), "{}", doctor.out);
}

#[test]
fn a_selector_that_cannot_be_read_is_told_with_its_place() {
    let home = Home::new();
    home.write("config.toml", "[[sites]]\nhost = \"wire.example\"\nbody = \"article\"\ndrop = [\"aside\", \"p[\"]\n");
    let run = home.run(&["config", "check"]);
    assert_eq!(run.code, 4);
    for words in ["4:18: the selector `p[` cannot be read", "write it as in a style sheet"] {
        assert!(run.err.contains(words), "{}", run.err);
    }
    assert!(home.run(&["doctor"]).out.contains("the selector `p[` cannot be read"));
    home.write("config.toml", "[[sites]]\nhost = \"wire.example\"\nbody = \"article\"\n");
    assert_eq!(home.run(&["config", "check"]).code, 0);
}

#[test]
fn a_page_becomes_an_article() {
    let home = Home::new();
    let words = "The envoys met again on Monday and talked for two hours about the inspection of ships in the strait. ";
    let html = format!(
        "<html lang=en><head><title>Talks resume</title></head><body><nav>Home</nav><article><h1>Talks resume</h1>{}</article></body></html>",
        format!("<p>{}</p>", words.repeat(3)).repeat(4)
    );
    let page = home.write("page.html", &html);
    let text = home.done(&["extract", &page, "--url", "https://harbour.example/1"]);
    assert!(text.contains("The envoys met again"), "{text}");
    assert!(home.done(&["extract", &page, "--format", "markdown"]).contains("envoys"));
    let article = home.json(&["extract", &page, "--format", "json"]);
    assert_eq!(article["blocks"][0]["kind"], "paragraph");
    let question = |id: &str| serde_json::json!({"id": id, "url": "https://harbour.example/1", "html": html}).to_string();
    let input = format!("{}\n\n{{\"id\": 2}}\nnot json\n{}", question("a"), question("b"));
    let run = home.fed(&input, &["extract", "--jsonl"]);
    let answers = lines(&run.out);
    assert_eq!(run.code, 1, "a line could not be served");
    assert_eq!(
        answers.iter().map(|answer| answer["id"].clone()).collect::<Vec<_>>(),
        ["a".into(), 2.into(), Value::Null, "b".into()]
    );
    assert!(answers[1]["error"].is_string() && answers[2]["error"].is_string());
    assert_eq!(answers[0]["text"], answers[3]["text"]);
}

#[test]
fn names_are_found_in_any_text() {
    let home = Home::new();
    let text = "Foreign Minister Tomas Varga flew to Geneva on Monday. Varga will meet the press.";
    let file = home.write("story.txt", text);
    let found = home.json(&["names", &file, "--json"]);
    assert_eq!(found["people"][0]["name"], "Tomas Varga");
    assert!(home.done(&["names", &file]).contains("Tomas Varga"));
    let many: String = (0..50).map(|number| serde_json::json!({"id": number, "text": text}).to_string() + "\n").collect();
    let run = home.fed(&many, &["names", "--jsonl"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let answers = lines(&run.out);
    assert!(answers.iter().enumerate().all(|(number, answer)| answer["id"] == number), "answers keep the order of the lines");
    assert_eq!(answers[0]["mentions"], found["mentions"]);
}

#[test]
fn what_is_left_out_of_the_names_of_a_text_is_said() {
    let home = Home::new();
    let syllables = ["ba", "de", "ki", "lo", "mu", "na", "re", "si"];
    let name = |number: usize| format!("K{}{}{}", syllables[number / 64], syllables[number / 8 % 8], syllables[number % 8]);
    let many: String = (0..400).map(|number| format!("Minister Ana {} said so. ", name(number))).collect();
    let long = "and then they went to the old house with the others. ".repeat(2_400);
    let file = home.write("story.txt", &format!("{many}{long}"));
    let found = home.json(&["names", &file, "--json"]);
    let (people, more) = (found["people"].as_array().unwrap().len(), found["more_people"].as_u64().unwrap());
    assert!(people <= 250 && people as u64 + more >= 350, "{people} and {more} more");
    assert!((90 << 10..=96 << 10).contains(&found["read_bytes"].as_u64().unwrap()), "{}", found["read_bytes"]);
    let told = home.done(&["names", &file]);
    assert!(told.contains(&format!("And {more} more names of people.")), "{told}");
    assert!(told.contains("KiB only."), "{told}");
}

#[test]
fn a_feed_is_checked_without_subscribing() {
    let home = Home::new();
    let feed = home.write(
        "feed.xml",
        "<rss version='2.0'><channel><title>Harbour Wire</title><item><title>Strike ends &nbsp; today</title>\
         <link>https://harbour.example/1</link><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>",
    );
    let checked = home.json(&["check", &feed, "--json"]);
    assert_eq!(checked["title"], "Harbour Wire");
    assert_eq!(checked["entries"][0]["link"], "https://harbour.example/1");
    assert_eq!(checked["entries"][0]["published"], "2026-11-02T08:00:00Z");
    assert!(home.done(&["check", feed.as_str()]).contains("1 entry"));
    let input = format!(
        "{}\n{}\n",
        serde_json::json!({"id": 1, "path": feed, "headers": {}}),
        serde_json::json!({"id": 2, "path": "/nowhere"})
    );
    let run = home.fed(&input, &["check", "--jsonl"]);
    let answers = lines(&run.out);
    assert_eq!((run.code, answers.len()), (1, 2));
    assert_eq!(answers[0]["entries"], checked["entries"]);
    assert!(answers[1]["error"].as_str().unwrap().contains("cannot read the file"));
    assert_eq!(home.fed("just words", &["check", "-"]).code, 1);
    assert!(!Path::new(&home.path("data")).exists(), "checking makes no store");
}

#[test]
fn stories_of_one_report_are_folded_line_by_line() {
    let home = Home::new();
    let story = |id: &str, hour: u32, source: &str, title: &str| {
        json!({ "id": id, "time": format!("2026-11-01T{hour:02}:00:00Z"), "source": source, "title": title }).to_string()
    };
    let lines = [
        story("a", 8, "Meridian Wire", "Valencia dockers vote to end three-week strike"),
        "not a story".to_owned(),
        story("b", 9, "The Breakwater", "Dockers in Valencia vote to end three-week strike"),
    ];
    let run = home.fed(&lines.join("\n"), &["fold", "--jsonl"]);
    assert_eq!(run.code, 1, "one line could not be read");
    let answers: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&answers[0]["fold"], &answers[2]["fold"]), (&Value::Null, &"a".into()));
    assert_eq!(answers[0]["event"], answers[2]["event"]);
    assert!(answers[1]["error"].as_str().unwrap().contains("cannot be read"));
}

#[test]
fn a_newsboat_list_is_found_where_newsboat_keeps_it_or_where_the_reader_says() {
    let list = "https://harbour.example/rss \"~Harbour\" daily\nexec:curl x\n";
    let home = Home::new();
    let run = home.run(&["import", "--newsboat"]);
    assert_eq!((run.code, run.err.contains("--newsboat DIR")), (1, true), "{}", run.err);
    fs::create_dir(home.path(".newsboat")).unwrap();
    home.write(".newsboat/urls", list);
    home.write(
        ".newsboat/config",
        "ignore-article \"*\" \"title =~ \\\"Quiz|Crossword\\\"\"\nignore-article \"*\" \"age > 7\"\n",
    );
    let run = home.run(&["import", "--newsboat"]);
    assert!(run.out.contains("1 line of ignore-article muted, 1 left out"), "{}", run.out);
    assert!(run.err.contains("not muted, line 2: age > 7: only =, !=, =~ and !~ can be said by a query"), "{}", run.err);
    assert!(run.out.starts_with("1 feed new, 0 already there, 1 refused"), "{}{}", run.out, run.err);
    fs::create_dir(home.path("elsewhere")).unwrap();
    home.write("elsewhere/urls", list);
    let run = home.run(&["import", "--newsboat", home.path("elsewhere").to_str().unwrap()]);
    assert!(run.out.starts_with("0 feeds new, 1 already there, 1 refused"), "{}{}", run.out, run.err);
}

#[test]
fn a_feed_at_which_a_library_fails_is_read_without_a_word_of_that() {
    let home = Home::new();
    let feed = home.write("feed.xml", "<rss version='2.0'><channel><title>Quay</title><item><title>A</title><author>李雷（a@b.org）</author></item></channel></rss>");
    let run = home.run(&["check", feed.as_str()]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("1 entry"), "{}", run.out);
}
