//! Sites whose pages do not name their feeds, or not for every reader: where the feeds of an address are is known.

use url::Url;

use crate::domain::{FeedUrl, WebUrl};

/// Returns where the feeds of a page on a well-known site are, the likeliest first; empty for other sites.
pub(super) fn feeds_of(page: &WebUrl) -> Vec<FeedUrl> {
    let url = page.as_url();
    let host = page.host().to_ascii_lowercase();
    let host = ["www.", "m.", "old.", "new."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(&host);
    let path: Vec<&str> = url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let addresses = match host {
        "youtube.com" => youtube(url, &path),
        "reddit.com" => reddit(&path),
        "github.com" => github(&path),
        "bsky.app" => match path[..] {
            ["profile", name] => vec![format!("https://bsky.app/profile/{name}/rss")],
            _ => Vec::new(),
        },
        "medium.com" => match path[..] {
            ["feed", ..] | [] => Vec::new(),
            [writer, ..] => vec![format!("https://medium.com/feed/{writer}")],
        },
        "open.substack.com" => match path[..] {
            ["pub", name, ..] => vec![format!("https://{name}.substack.com/feed")],
            _ => Vec::new(),
        },
        _ => match host.strip_suffix(".substack.com") {
            Some(_) if path.first() != Some(&"feed") => vec![format!("https://{host}/feed")],
            _ => mastodon(page, &path),
        },
    };
    addresses.iter().filter_map(|address| FeedUrl::parse(address).ok()).collect()
}

fn youtube(url: &Url, path: &[&str]) -> Vec<String> {
    let feed = |what: &str, id: &str| vec![format!("https://www.youtube.com/feeds/videos.xml?{what}={id}")];
    let list = url.query_pairs().find(|(name, _)| name == "list").map(|(_, id)| id.into_owned());
    match (path, list) {
        (["channel", id, ..], _) => feed("channel_id", id),
        (["user", name, ..], _) => feed("user", name),
        (["playlist" | "watch"], Some(id)) => feed("playlist_id", &id),
        // The page of a handle names the feed of its channel.
        _ => Vec::new(),
    }
}

fn reddit(path: &[&str]) -> Vec<String> {
    match path {
        [.., last] if has_ending(last, "rss") => Vec::new(),
        ["r", name, "comments", story, ..] => vec![format!("https://www.reddit.com/r/{name}/comments/{story}/.rss")],
        ["r", name, sort @ ("new" | "hot" | "top" | "rising"), ..] => {
            vec![format!("https://www.reddit.com/r/{name}/{sort}/.rss")]
        }
        ["r", name, ..] => vec![format!("https://www.reddit.com/r/{name}/.rss")],
        ["u" | "user", name, ..] => vec![format!("https://www.reddit.com/user/{name}/.rss")],
        _ => Vec::new(),
    }
}

fn github(path: &[&str]) -> Vec<String> {
    let of = |owner: &str, name: &str, what: &str| format!("https://github.com/{owner}/{name}/{what}.atom");
    match path {
        [.., last] if has_ending(last, "atom") => Vec::new(),
        [owner] => vec![format!("https://github.com/{owner}.atom")],
        [owner, name, "commits" | "tree", branch, ..] => vec![of(owner, name, &format!("commits/{branch}"))],
        [owner, name, "commits"] => vec![of(owner, name, "commits")],
        [owner, name, "tags"] => vec![of(owner, name, "tags")],
        [owner, name, ..] => ["releases", "commits", "tags"].map(|what| of(owner, name, what)).into(),
        [] => Vec::new(),
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// Anybody may run a server of Mastodon: its people are known by the sign before their name.
fn mastodon(page: &WebUrl, path: &[&str]) -> Vec<String> {
    match path {
        [name] if name.starts_with('@') && !name[1..].contains('@') && !has_ending(name, "rss") => {
            vec![format!("{}/{name}.rss", page.as_url().origin().ascii_serialization())]
        }
        _ => Vec::new(),
    }
}

/// Returns the page of somebody who is named as `@name@server`.
pub(super) fn page_of_handle(typed: &str) -> Option<String> {
    let (name, server) = typed.strip_prefix('@')?.split_once('@')?;
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    (is_word(name) && is_word(server) && server.contains('.')).then(|| format!("https://{server}/@{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feeds_of_well_known_sites_are_known() {
        let check = |page: &str, expected: &[&str]| {
            let found: Vec<String> = feeds_of(&WebUrl::parse(page).unwrap()).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected, "{page}");
        };
        check("https://www.youtube.com/channel/UCabc_1/videos", &["https://www.youtube.com/feeds/videos.xml?channel_id=UCabc_1"]);
        check("https://m.youtube.com/playlist?list=PL12", &["https://www.youtube.com/feeds/videos.xml?playlist_id=PL12"]);
        check("https://www.youtube.com/@harbour", &[]);
        check("https://www.youtube.com/feeds/videos.xml?channel_id=UCabc", &[]);
        check("https://old.reddit.com/r/rust/new/", &["https://www.reddit.com/r/rust/new/.rss"]);
        check("https://www.reddit.com/r/rust/.rss", &[]);
        check("https://reddit.com/u/ola", &["https://www.reddit.com/user/ola/.rss"]);
        check("https://github.com/quay", &["https://github.com/quay.atom"]);
        check(
            "https://github.com/quay/boats",
            &[
                "https://github.com/quay/boats/releases.atom",
                "https://github.com/quay/boats/commits.atom",
                "https://github.com/quay/boats/tags.atom",
            ],
        );
        check("https://github.com/quay/boats/tree/main/src", &["https://github.com/quay/boats/commits/main.atom"]);
        check("https://github.com/quay/boats/tags.atom", &[]);
        check("https://social.example/@ola", &["https://social.example/@ola.rss"]);
        check("https://social.example/@ola.rss", &[]);
        check("https://harbour.substack.com/p/fog", &["https://harbour.substack.com/feed"]);
        check("https://harbour.substack.com/feed", &[]);
        check("https://open.substack.com/pub/harbour/p/fog", &["https://harbour.substack.com/feed"]);
        check("https://bsky.app/profile/ola.example", &["https://bsky.app/profile/ola.example/rss"]);
        check("https://medium.com/@ola/fog-1", &["https://medium.com/feed/@ola"]);
        check("https://wire.example/news", &[]);
    }

    #[test]
    fn somebody_is_found_by_their_name_and_server() {
        assert_eq!(page_of_handle("@ola@social.example").as_deref(), Some("https://social.example/@ola"));
        for other in ["@ola", "ola@social.example", "@ola@social", "@o/la@social.example"] {
            assert_eq!(page_of_handle(other), None, "{other}");
        }
    }
}
