//! OPML 2.0 that every reader understands: outlines inside outlines for folders, `category` for tags.

use std::fmt::Write as _;

use jiff::Timestamp;
use quick_xml::escape::escape;

use crate::domain::Feed;

/// A folder with the feeds in it and the folders inside it, in the order in which they were met.
#[derive(Default)]
struct Folder<'a> {
    feeds: Vec<&'a Feed>,
    inner: Vec<(&'a str, Folder<'a>)>,
}

impl<'a> Folder<'a> {
    /// Puts a feed where its path leads.
    fn put(&mut self, path: &[&'a str], feed: &'a Feed) {
        let Some((first, rest)) = path.split_first() else {
            self.feeds.push(feed);
            return;
        };
        let place = self.inner.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
            self.inner.push((first, Folder::default()));
            self.inner.len() - 1
        });
        self.inner[place].1.put(rest, feed);
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        for feed in &self.feeds {
            let _ = writeln!(out, "{indent}{}", outline(feed));
        }
        for (name, folder) in &self.inner {
            let _ = writeln!(out, "{indent}<outline text=\"{0}\" title=\"{0}\">", escape(*name));
            folder.write(out, depth + 1);
            let _ = writeln!(out, "{indent}</outline>");
        }
    }
}

/// Writes the subscriptions as OPML 2.0. User names and passwords in addresses are left out.
pub fn write(feeds: &[Feed], now: Timestamp) -> String {
    let mut root = Folder::default();
    for feed in feeds {
        let folder = feed.settings.folder.as_deref().unwrap_or_default();
        let path: Vec<&str> =
            folder.split('/').map(str::trim).filter(|level| !level.is_empty()).take(super::DEPTH_MAX - 1).collect();
        root.put(&path, feed);
    }
    let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>Subscriptions of dateline</title>\n    \
         <dateCreated>{date}</dateCreated>\n  </head>\n  <body>\n"
    );
    root.write(&mut out, 2);
    out.push_str("  </body>\n</opml>\n");
    out
}

fn outline(feed: &Feed) -> String {
    let title = escape(feed.title().as_str());
    let mut line =
        format!("<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"", escape(feed.url.to_string()));
    if let Some(home) = &feed.home {
        let _ = write!(line, " htmlUrl=\"{}\"", escape(home.to_string()));
    }
    if !feed.settings.tags.is_empty() {
        // A comma parts tags, so one inside a tag becomes what newsboat makes of it.
        let tags: Vec<String> = feed.settings.tags.iter().map(|tag| tag.replace(',', "_")).collect();
        let _ = write!(line, " category=\"{}\"", escape(tags.join(",")));
    }
    line.push_str("/>");
    line
}
