//! The world outside: the browser and the files that the reader asked for, and how commands end.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use unicode_normalization::UnicodeNormalization;

use crate::domain::WebUrl;

/// Names that are tried for one saved story before giving up.
const NAMES_MAX: u32 = 1000;

/// Letters of a title that go into a file name.
const NAME_CHARS_MAX: usize = 60;

/// Opens an address with `command`, or with what the system opens web addresses with. Returns at once.
///
/// # Errors
/// When the browser cannot be started.
pub fn open_browser(url: &WebUrl, command: &[String]) -> io::Result<()> {
    let Some((program, arguments)) = command.split_first() else {
        return open::that_detached(url.as_str());
    };
    let child = Command::new(program)
        .args(arguments)
        .arg(url.as_str())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Waits for the browser's end on a thread of its own, so that it leaves no zombie behind.
    thread::Builder::new().name("browser".to_owned()).spawn(move || child.wait_with_output())?;
    Ok(())
}

/// Says how a command ended, where it did not end well.
pub fn ending(status: ExitStatus) -> Option<String> {
    match (status.code(), status.signal()) {
        (Some(0), _) => None,
        (Some(code), _) => Some(format!("the command ended with code {code}")),
        (None, Some(signal)) => Some(format!("the command was ended by signal {signal}")),
        (None, None) => Some("the command did not end well".to_owned()),
    }
}

/// Writes `text` into a new file of `folder` named after `title`; an existing file is never touched.
///
/// # Errors
/// When the folder cannot be written.
pub fn save_new(folder: &Path, title: &str, ending: &str, text: &str) -> io::Result<PathBuf> {
    let stem = file_stem(title);
    for number in 1..=NAMES_MAX {
        let name = if number == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{number}.{ending}") };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Makes a file name of a title: lower-case letters, digits and hyphens, nothing that a shell or a disk could misread.
pub fn file_stem(title: &str) -> String {
    let mut stem = String::new();
    for letter in title.nfkd().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            stem.push(letter);
        } else if (letter.is_whitespace() || letter == '-' || letter == '/') && !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        if stem.chars().count() >= NAME_CHARS_MAX {
            break;
        }
    }
    let stem = stem.trim_matches('-');
    if stem.is_empty() { "story".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_harmless_file_name() {
        assert_eq!(file_stem("Été: “Strike ends” / talks"), "ete-strike-ends-talks");
        assert_eq!(file_stem("../../etc/passwd"), "etc-passwd");
        assert_eq!(file_stem("$(rm -rf ~)"), "rm-rf");
        assert_eq!(file_stem("…"), "story");
        assert_eq!(file_stem(&"a".repeat(500)).len(), NAME_CHARS_MAX);
    }

    #[test]
    fn a_saved_story_never_overwrites_another() {
        let folder = tempfile::tempdir().unwrap();
        let first = save_new(folder.path(), "Strike ends", "md", "one").unwrap();
        let second = save_new(folder.path(), "Strike ends", "md", "two").unwrap();
        assert_eq!(second.file_name().unwrap(), "strike-ends-2.md");
        assert_eq!(std::fs::read_to_string(first).unwrap(), "one");
    }
}
