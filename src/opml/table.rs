//! Lists as tables of commas: a line of names, one of which is for addresses, then a feed a line.

use super::{Found, ImportError, name};
use crate::domain::FeedUrl;

/// Where in a line of the table each thing stands.
pub(super) struct Columns {
    sign: char,
    address: usize,
    title: Option<usize>,
    folder: Option<usize>,
}

impl Columns {
    /// Reads the line of names; `None` where it is none.
    pub(super) fn of(line: &str) -> Option<Self> {
        let sign = [',', ';', '\t'].into_iter().find(|sign| line.contains(*sign)).filter(|_| !line.contains("://"))?;
        let names: Vec<String> = fields(line, sign).iter().map(|name| name.to_lowercase()).collect();
        let find = |wanted: &[&str]| wanted.iter().find_map(|wanted| names.iter().position(|name| name.contains(wanted)));
        Some(Self {
            sign,
            address: find(&["feed url", "feed_url", "feedurl", "xmlurl", "xml url", "rss", "url"])?,
            title: find(&["title", "name"]),
            folder: find(&["folder", "category"]),
        })
    }

    /// Reads the lines under the names.
    pub(super) fn read<'a>(&self, lines: impl Iterator<Item = &'a str>, found: &mut Found) -> Result<(), ImportError> {
        for line in lines {
            let fields = fields(line, self.sign);
            let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).map_or("", String::as_str);
            let address = field(Some(self.address));
            let feed = of_channel(address);
            let home = if feed.is_some() { address } else { "" };
            let title = field(self.title);
            let address = if address.is_empty() && title.is_empty() { line } else { feed.as_deref().unwrap_or(address) };
            found.add(address, title, name(field(self.folder)), Vec::new(), home)?;
        }
        Ok(())
    }
}

/// Returns the feed of a channel of `YouTube`, which hands out its readers' subscriptions as the pages of the channels.
fn of_channel(address: &str) -> Option<String> {
    let (url, _) = FeedUrl::written(address).ok()?;
    let id = url.as_url().path().strip_prefix("/channel/").filter(|_| url.host().ends_with("youtube.com"))?;
    Some(format!("https://www.youtube.com/feeds/videos.xml?channel_id={}", id.trim_end_matches('/')))
}

/// Splits a line; a field in quotation marks may hold the sign, and `""` for a quotation mark.
fn fields(line: &str, sign: char) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            letter if letter == sign && !quoted => fields.push(std::mem::take(&mut field).trim().to_owned()),
            letter => field.push(letter),
        }
    }
    fields.push(field.trim().to_owned());
    fields
}
