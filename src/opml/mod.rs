//! Subscriptions in and out: OPML, newsboat's urls file, tables, plain lists of addresses.
//!
//! Reading is forgiving and runs nothing: what would start a program in another reader is refused in words. Nothing is
//! fetched and nothing is stored here.

mod ignored;
mod lines;
mod outline;
mod table;
mod write;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::domain::{FeedUrl, UrlError, WebUrl};
use crate::markup;
use crate::text::CleanText;

pub use ignored::{Ignored, ignored};
pub use write::write;

/// Largest list that is read: ten thousand feeds take about 3 MB.
pub const LIST_BYTES_MAX: usize = 16 << 20;

/// Most feeds in one list.
const FEEDS_MAX: usize = 10_000;

/// Most folders inside each other.
const DEPTH_MAX: usize = 32;

/// Longest title, folder or tag that is kept, in characters.
const NAME_CHARS_MAX: usize = 200;

/// A feed of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its address.
    pub url: FeedUrl,
    /// The title that the reader gave it.
    pub title: Option<CleanText>,
    /// The folder that it stands in; levels are told apart by `/`.
    pub folder: Option<CleanText>,
    /// Its tags.
    pub tags: Vec<CleanText>,
    /// The web site that it belongs to.
    pub home: Option<WebUrl>,
}

/// A line or an outline that cannot be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The title or the address, as far as it may be shown.
    pub what: CleanText,
    /// Why not.
    pub reason: Refusal,
}

/// Why something of a list cannot be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no web address.
    #[error("{0}")]
    Address(#[from] UrlError),
    /// It would run a program.
    #[error("{kind} runs a program of this machine, which dateline never does for a feed")]
    Runs {
        /// How it is written: `exec:`, `filter:`, `|`.
        kind: &'static str,
    },
    /// It is a search of newsboat, not a feed.
    #[error("query: is a search of newsboat, not a feed; `=` in the reader filters the list")]
    Search,
    /// The password was left out when the list was written.
    #[error("the list does not hold the password of this feed; add it by hand")]
    NoPassword,
    /// There is no address beside its title.
    #[error("the list has no address for it")]
    NoAddress,
    /// Only the address of a web site stands there.
    #[error("the list names its web site only; try `dateline add {0}`")]
    SiteOnly(WebUrl),
    /// It is a link.
    #[error("it is a link to a page, not a feed; `dateline add {0}` looks for one there")]
    Link(FeedUrl),
    /// It is another list.
    #[error("it names another list of feeds; import the file at {0}")]
    List(FeedUrl),
    /// It is a search or a store of another reader.
    #[error("it is a search or a folder of saved stories of another reader, not a feed")]
    Saved,
}

impl Refusal {
    /// Says whether what was refused is no address at all, rather than something that is understood and not done.
    fn is_of_address(&self) -> bool {
        matches!(self, Self::Address(_))
    }
}

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// The feeds in the order of the list, each address once.
    pub subscriptions: Vec<Subscription>,
    /// How often an address came again; its other folders became tags of the first.
    pub repeated: usize,
    /// What cannot be subscribed to.
    pub refused: Vec<Refused>,
}

/// Why a file is no list of subscriptions, or not one that can be used. Nothing of it is taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// More bytes than any list has.
    #[error("the list is larger than 16 MiB\nno list of {FEEDS_MAX} feeds is as large; nothing was imported")]
    TooLarge,
    /// More feeds than are taken.
    #[error("the list holds more than {FEEDS_MAX} feeds\nsplit it; nothing was imported")]
    TooMany,
    /// Folders inside folders beyond reason.
    #[error("the list has folders more than {DEPTH_MAX} deep\nmake it flatter; nothing was imported")]
    TooDeep,
    /// It is a feed.
    #[error("this is a feed itself, not a list of feeds\nsubscribe to its address with `dateline add`")]
    Feed,
    /// It is some other kind of file.
    #[error("this is no list of feeds\nOPML, a newsboat urls file or one address a line can be imported")]
    NotAList,
}

/// Reads a list of subscriptions; its kind is told by what is in it.
///
/// # Errors
/// Refuses what is no such list, and lists beyond the limits as a whole.
pub fn read(bytes: &[u8]) -> Result<Import, ImportError> {
    if bytes.len() > LIST_BYTES_MAX {
        return Err(ImportError::TooLarge);
    }
    let text = markup::decode(bytes, None).text;
    let start = text.trim_start();
    let mut found = Found::default();
    if let Some(wrapped) = outline::in_page(start) {
        outline::read(&wrapped, &mut found)?;
    } else if outline::is_bookmarks(start) {
        outline::read_bookmarks(start, &mut found)?;
    } else if start.starts_with('<') && !start.starts_with("<http") {
        outline::read(start, &mut found)?;
    } else if start.starts_with(['{', '[']) || start.contains('\0') {
        return Err(ImportError::NotAList);
    } else {
        let mut rest = start.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
        match rest.next().and_then(table::Columns::of) {
            Some(columns) => columns.read(rest, &mut found)?,
            None => lines::read(start, &mut found)?,
        }
    }
    Ok(found.import)
}

/// Reads a plain file up to a limit; one byte more than the limit tells that it is larger. Nobody waits for a pipe here.
///
/// # Errors
/// When the file is no plain file, or cannot be read.
pub fn read_file(path: &Path, bytes_max: usize) -> io::Result<Vec<u8>> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns those of the files that hold feeds, with how many each holds.
pub fn count_in(files: &[PathBuf]) -> Vec<(PathBuf, usize)> {
    files
        .iter()
        .filter_map(|file| {
            let import = read(&read_file(file, LIST_BYTES_MAX).ok()?).ok()?;
            let feeds = import.subscriptions.len();
            (feeds > 0).then(|| (file.clone(), feeds))
        })
        .collect()
}

/// An import in the making: counts, merges and checks.
#[derive(Default)]
struct Found {
    import: Import,
    places: std::collections::HashMap<FeedUrl, usize>,
}

impl Found {
    /// Takes one feed, or says why not.
    fn add(
        &mut self,
        address: &str,
        title: &str,
        folder: Option<CleanText>,
        tags: Vec<CleanText>,
        home: &str,
    ) -> Result<(), ImportError> {
        if self.import.subscriptions.len() + self.import.refused.len() >= FEEDS_MAX {
            return Err(ImportError::TooMany);
        }
        let url = match address_of(address) {
            Ok(url) => url,
            Err(reason) => {
                self.refuse(if title.trim().is_empty() { address } else { title }, reason);
                return Ok(());
            }
        };
        if let Some(&place) = self.places.get(&url) {
            self.import.repeated += 1;
            merge(&mut self.import.subscriptions[place], folder, tags);
            return Ok(());
        }
        self.places.insert(url.clone(), self.import.subscriptions.len());
        self.import.subscriptions.push(Subscription { url, title: name(title), folder, tags, home: WebUrl::parse(home).ok() });
        Ok(())
    }

    fn refuse(&mut self, what: &str, reason: Refusal) {
        self.import.refused.push(Refused { what: CleanText::capped(&without_password(what), NAME_CHARS_MAX), reason });
    }
}

/// Gives a feed that stands in a list twice the tags of both, and its second folder as one more tag.
fn merge(kept: &mut Subscription, folder: Option<CleanText>, tags: Vec<CleanText>) {
    let other = folder.filter(|folder| kept.folder.as_ref().is_some_and(|first| first != folder));
    for tag in tags.into_iter().chain(other) {
        if !kept.tags.contains(&tag) {
            kept.tags.push(tag);
        }
    }
}

/// Returns the address of a feed, or why there is none. Nothing is ever run.
fn address_of(raw: &str) -> Result<FeedUrl, Refusal> {
    let raw = raw.trim();
    for kind in ["exec:", "filter:", "|", "$("] {
        if raw.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind)) {
            return Err(Refusal::Runs { kind });
        }
    }
    if raw.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("query:")) {
        return Err(Refusal::Search);
    }
    // Some programs escape an address twice.
    let (url, _) = FeedUrl::written(&raw.replace("&amp;", "&"))?;
    // What `write` puts in the place of a name and password.
    if url.as_url().username() == "***" { Err(Refusal::NoPassword) } else { Ok(url) }
}

/// Hides the credentials of a text that was meant as an address but is none.
fn without_password(text: &str) -> String {
    match (text.find("//"), text.find('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}***{}", &text[..scheme + 2], &text[at..]),
        _ => text.to_owned(),
    }
}

/// Returns a title, folder or tag; `None` when nothing is left of it.
fn name(raw: &str) -> Option<CleanText> {
    let name = CleanText::capped(raw, NAME_CHARS_MAX);
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests;
