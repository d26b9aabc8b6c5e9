//! Files that are none: pipes that nobody writes to, folders, devices. Nothing waits for them.

use super::*;

/// Makes a pipe with a name; nobody ever writes to it.
#[cfg(unix)]
fn pipe(home: &Home, name: &str) -> String {
    let path = home.path(name);
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    path.to_str().unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn nothing_waits_for_a_pipe_that_a_config_or_a_program_names() {
    let home = Home::new();
    let fifo = pipe(&home, "lists.opml");
    let config = home.write("config.toml", "[packs]\nnews = \"lists.opml\"\n");
    let checked = home.run(&["config", "check"]);
    assert!(checked.code != 0 && (checked.out + &checked.err).contains("it is no plain file"));
    let looked = home.run(&["doctor"]);
    assert!((looked.out + &looked.err).contains("it is no plain file"));
    fs::remove_file(config).unwrap();
    pipe(&home, "config.toml");
    let started = home.run(&["poll"]);
    assert_eq!(started.code, 4, "{}", started.err);
    assert!(started.err.contains("it is no plain file"), "{}", started.err);
    fs::remove_file(home.path("config.toml")).unwrap();
    let line = json!({"id": 1, "path": fifo}).to_string() + "\n";
    let answered = home.fed(&line, &["check", "--jsonl"]);
    assert!(answered.code == 1 && answered.out.contains("it is no plain file"), "{}", answered.out);
    let folder = home.path("newsboat");
    fs::create_dir(&folder).unwrap();
    pipe(&home, "newsboat/urls");
    let taken = home.run(&["import", "--newsboat", folder.to_str().unwrap()]);
    assert!(taken.code == 1 && taken.err.contains("it is no plain file"), "{}", taken.err);
}

#[test]
fn folders_and_endless_devices_are_refused() {
    let home = Home::new();
    let folder = home.folder.path().to_str().unwrap();
    for command in [["import", folder], ["check", folder], ["extract", folder], ["names", folder], ["--config", folder]] {
        let run = home.run(&[command.as_slice(), if command[0] == "--config" { &["poll"] } else { &[] }].concat());
        assert!(run.code != 0 && !run.err.is_empty(), "{command:?}: {}", run.err);
    }
    if Path::new("/dev/zero").exists() {
        for command in ["import", "check", "extract", "names"] {
            assert_ne!(home.run(&[command, "/dev/zero"]).code, 0, "{command}");
        }
        assert_ne!(home.run(&["--config", "/dev/zero", "poll"]).code, 0);
        home.done(&["--config", "/dev/null", "config", "check"]);
    }
}

#[cfg(unix)]
#[test]
fn a_list_may_come_through_a_pipe_that_was_typed() {
    let home = Home::new();
    let fifo = pipe(&home, "typed");
    let writer = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::write(fifo, "https://wire.example/feed\n").unwrap()
    });
    assert!(home.done(&["import", &fifo]).starts_with("1 feed new"));
    writer.join().unwrap();
    let run = home.fed("https://quay.example/feed\n", &["import", "-"]);
    assert!(run.code == 0 && run.out.starts_with("1 feed new"), "{}{}", run.out, run.err);
}

#[test]
fn a_search_for_too_much_is_refused_at_once() {
    let home = Home::new();
    for (words, said) in [
        ("a*".repeat(3_000), "the query is too long"),
        (vec!["a"; 65].join(" "), "64 terms"),
        (('a'..='m').map(|letter| format!("{letter}* ")).collect(), "too many words end in *"),
    ] {
        for command in ["search", "list"] {
            let run = home.run(&[command, &words]);
            assert!(run.code == 2 && run.err.contains(said), "{command}: {}", run.err);
        }
    }
    home.done(&["search", &"a* ".repeat(60)]);
}
