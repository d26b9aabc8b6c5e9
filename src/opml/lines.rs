//! Lists with one feed a line: newsboat's urls file, plain addresses, and the lists of newsraft and sfeed.

use super::{Found, ImportError, address_of, name};
use crate::domain::FeedUrl;
use crate::text::CleanText;

/// Signs that stand before the entries of a list written by hand.
const BULLETS: [char; 4] = ['-', '*', '+', '•'];

/// Reads one feed a line: the address, then tags, a title as `"~Title"`, a `!` that hides it; `#` begins a comment.
///
/// Every word that is a whole address is a feed. Words before the first are its title.
pub(super) fn read(text: &str, found: &mut Found) -> Result<(), ImportError> {
    let lines = || text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    // newsraft has sections, and titles in quotation marks where newsboat has tags.
    let is_newsraft = lines().any(|line| section(line).is_some());
    let is_sfeed = lines().any(|line| sfeed(&words(line)).is_some());
    let mut folder = None;
    for line in lines() {
        let is_comment = line.starts_with(';') || line.starts_with("//") && FeedUrl::written(first_word(line)).is_err();
        if is_comment || is_sfeed && !line.contains("://") {
            continue;
        }
        if let Some(title) = section(line).filter(|_| is_newsraft) {
            folder = name(title);
            continue;
        }
        let words = words(line);
        if let Some([title, address, home]) = sfeed(&words) {
            found.add(address, title, None, Vec::new(), home)?;
            continue;
        }
        entry(line, &words, folder.as_ref(), is_newsraft, found)?;
    }
    Ok(())
}

/// Takes the feeds of one line.
fn entry(line: &str, words: &[Word], folder: Option<&CleanText>, titled: bool, found: &mut Found) -> Result<(), ImportError> {
    let begins = words.iter().take_while(|word| is_bullet(word)).count();
    // What follows is how newsraft treats the feed.
    let ends = words.iter().position(|word| !word.quoted && (word.text == "<" || word.text.starts_with('{')));
    let words = &words[begins.min(words.len())..ends.unwrap_or(words.len()).max(begins)];
    let Some(first) = words.first() else { return Ok(()) };
    let is_address = |at: usize| at == 0 && is_addressed(&words[0]) || has_scheme(&words[at].text);
    let mut places: Vec<usize> = (0..words.len()).filter(|at| is_address(*at)).collect();
    if places.is_empty() {
        if let Err(reason) = address_of(&first.text) {
            let what = if reason.is_of_address() { line } else { &first.text };
            found.refuse(what, reason);
        }
        return Ok(());
    }
    let refused = address_of(&first.text).err().filter(|reason| !reason.is_of_address());
    if let Some(reason) = refused {
        found.refuse(&first.text, reason);
        return Ok(());
    }
    let before = words[..places[0]].iter().map(|word| word.text.as_str()).filter(|word| says_something(word));
    let mut title = before.collect::<Vec<_>>().join(" ").trim_end_matches([':', ' ']).to_owned();
    places.push(words.len());
    for pair in places.windows(2) {
        let mut tags = Vec::new();
        for (nth, word) in words[pair[0] + 1..pair[1]].iter().enumerate() {
            if let Some(own) = word.text.strip_prefix('~') {
                own.clone_into(&mut title);
            } else if titled && word.quoted && nth == 0 {
                title.clone_from(&word.text);
            } else if !word.text.starts_with('!')
                && says_something(&word.text)
                && let Some(tag) = name(&word.text)
                && !tags.contains(&tag)
            {
                tags.push(tag);
            }
        }
        found.add(&words[pair[0]].text, &std::mem::take(&mut title), folder.cloned(), tags, "")?;
    }
    Ok(())
}

/// Says whether the first word of a line is an address, or is refused as one for a reason of its own.
fn is_addressed(word: &Word) -> bool {
    match address_of(&word.text) {
        Ok(_) => true,
        Err(reason) => !reason.is_of_address() || word.text.contains("://"),
    }
}

fn has_scheme(word: &str) -> bool {
    let inner = FeedUrl::without_scheme(word).unwrap_or(word);
    let is_whole = inner.len() < word.len() && inner.starts_with("//");
    is_whole
        || ["http://", "https://"]
            .iter()
            .any(|scheme| inner.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
}

fn says_something(word: &str) -> bool {
    word.contains(char::is_alphanumeric)
}

/// Says whether a word only marks the entry of a list: `-`, `***`, `1.`.
fn is_bullet(word: &Word) -> bool {
    let number = word.text.strip_suffix(['.', ')']);
    let is_number = number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    !word.quoted && (is_number || word.text == "|" || word.text.chars().all(|sign| BULLETS.contains(&sign)))
}

/// Returns the title of a section of newsraft's list: `@ Boats {settings}`.
fn section(line: &str) -> Option<&str> {
    let title = line.strip_prefix('@')?.strip_prefix([' ', '\t'])?;
    Some(title.split(['{', '<']).next().unwrap_or(title).trim())
}

/// Returns title, address and home of a line of sfeed's list: `feed "Harbour Post" "https://…"`.
fn sfeed(words: &[Word]) -> Option<[&str; 3]> {
    match words {
        [command, title, address, rest @ ..] if command.text == "feed" && !command.quoted && has_scheme(&address.text) => {
            Some([&title.text, &address.text, rest.first().map_or("", |home| &home.text)])
        }
        _ => None,
    }
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or(line)
}

/// A word of a line.
#[derive(Clone, Debug, Default)]
struct Word {
    text: String,
    quoted: bool,
}

/// Splits a line as newsboat does: at white space, except inside quotation marks, where a backslash takes the next letter as it is.
/// A link as Markdown and Org write it is two words, its address and its title; a comma parts two addresses.
fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with('#') {
        if let Some(inner) = rest.strip_prefix('"') {
            let (text, after) = quoted(inner);
            words.push(Word { text, quoted: true });
            rest = after.trim_start();
            continue;
        }
        if let Some((address, title, after)) = link(rest) {
            words.push(Word { text: address.to_owned(), quoted: false });
            words.push(Word { text: format!("~{title}"), quoted: true });
            rest = after.trim_start();
            continue;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let comma = rest[..end].match_indices([',', ';']).map(|(at, _)| at).find(|at| has_scheme(&rest[at + 1..end]));
        let (word, after) = rest.split_at(comma.unwrap_or(end));
        let word = word.trim_end_matches([',', ';']);
        let word = word.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(word);
        if !word.is_empty() {
            words.push(Word { text: word.to_owned(), quoted: false });
        }
        rest = after.trim_start_matches(|sign: char| sign.is_whitespace() || sign == ',' || sign == ';');
    }
    words
}

/// Reads a word up to the closing quotation mark; returns it and what follows.
fn quoted(inner: &str) -> (String, &str) {
    let mut word = String::new();
    let mut letters = inner.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (word, &inner[at + 1..]),
            '\\' => word.extend(letters.next().map(|(_, next)| next)),
            other => word.push(other),
        }
    }
    (word, "")
}

/// Reads `[Title](address)` or `[[address][Title]]` at the beginning of a text; returns address, title and what follows.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let inner = text.strip_prefix('[')?;
    let (address, title, after) = if let Some(org) = inner.strip_prefix('[') {
        let (both, after) = org.split_once("]]")?;
        let (address, title) = both.split_once("][").unwrap_or((both, ""));
        (address, title, after)
    } else {
        let (title, rest) = inner.split_once("](")?;
        let (address, after) = rest.split_once(')')?;
        (address.split_whitespace().next()?, title, after)
    };
    has_scheme(address).then_some((address, title, after))
}
