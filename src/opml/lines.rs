//! newsboat's urls file, and lists with one address a line, which are the same with less in them.

use super::{Found, ImportError, name};

/// Reads one feed a line: the address, then tags, a title as `"~Title"`, a `!` that hides it; `#` begins a comment.
pub(super) fn read(text: &str, found: &mut Found) -> Result<(), ImportError> {
    for line in text.lines() {
        let words = words(line);
        let Some((address, rest)) = words.split_first() else { continue };
        let mut title = String::new();
        let mut tags = Vec::new();
        for word in rest {
            if let Some(own) = word.strip_prefix('~') {
                own.clone_into(&mut title);
            } else if !word.starts_with('!')
                && let Some(tag) = name(word)
                && !tags.contains(&tag)
            {
                tags.push(tag);
            }
        }
        found.add(address, &title, None, tags, "")?;
    }
    Ok(())
}

/// Splits a line as newsboat does: at white space, except inside quotation marks, where a backslash takes the next letter as it is.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = line.chars().peekable();
    loop {
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        match letters.peek() {
            None | Some('#') => return words,
            Some('"') => {
                letters.next();
                let mut word = String::new();
                while let Some(letter) = letters.next() {
                    match letter {
                        '"' => break,
                        '\\' => word.extend(letters.next()),
                        other => word.push(other),
                    }
                }
                words.push(word);
            }
            Some(_) => {
                let mut word = String::new();
                while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace()) {
                    word.push(letter);
                }
                words.push(word);
            }
        }
    }
}
