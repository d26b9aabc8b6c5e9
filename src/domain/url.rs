//! Addresses that may be fetched or opened: only http and https, never with hidden characters.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// Longest address that is kept, in bytes.
const URL_BYTES_MAX: usize = 4096;

/// Schemes with which programs for feeds and podcasts mark an address as theirs; it is one of http or https.
const FEED_SCHEMES: &[&str] = &["feed", "feeds", "rss", "itpc", "pcast", "podcast", "podcasts", "itms-pcast", "itms-pcasts"];

/// Why an address was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// The text is no address at all.
    #[error("this is not a web address")]
    Invalid,
    /// The scheme is not http or https.
    #[error("only http and https addresses can be used, not {scheme}:")]
    Scheme {
        /// The scheme as written.
        scheme: String,
    },
    /// The address is longer than any real one.
    #[error("the address is longer than {URL_BYTES_MAX} bytes")]
    TooLong,
}

/// The address of a web page or picture: http or https, in ASCII, safe to print and to hand to a browser.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebUrl(Url);

impl WebUrl {
    /// Parses an absolute address.
    ///
    /// # Errors
    /// Refuses what is no address, is longer than 4,096 bytes or has another scheme than http and https.
    pub fn parse(raw: &str) -> Result<Self, UrlError> {
        Self::checked(Url::parse(raw.trim()).map_err(|_| UrlError::Invalid)?)
    }

    /// Parses an address that may be relative to this one.
    ///
    /// # Errors
    /// As [`WebUrl::parse`].
    pub fn join(&self, raw: &str) -> Result<Self, UrlError> {
        Self::checked(self.0.join(raw.trim()).map_err(|_| UrlError::Invalid)?)
    }

    fn checked(url: Url) -> Result<Self, UrlError> {
        if url.as_str().len() > URL_BYTES_MAX {
            return Err(UrlError::TooLong);
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(UrlError::Scheme { scheme: url.scheme().chars().take(20).collect() });
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(UrlError::Invalid);
        }
        Ok(Self(url))
    }

    /// Returns the whole address, credentials included. Never print it: use `Display`, which hides them.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the parsed address.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// Returns the host in its ASCII form.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Returns the last part of its path: the name of the file that it leads to, empty when it leads to none.
    pub fn file_name(&self) -> &str {
        self.0.path().rsplit('/').next().unwrap_or_default()
    }

    /// Returns the address for a reader, in at most `width` columns: without scheme, `www.` and password, with the query only if
    /// `with_query`, and `…` in the place of what has no room.
    pub fn short(&self, width: usize, with_query: bool) -> String {
        let host = self.host().strip_prefix("www.").unwrap_or(self.host());
        let port = self.0.port().map(|port| format!(":{port}")).unwrap_or_default();
        let path = self.0.path().trim_end_matches('/');
        let query = self.0.query().filter(|_| with_query).map(|query| format!("?{query}")).unwrap_or_default();
        let whole = format!("{host}{port}{path}{query}");
        if whole.len() <= width {
            return whole;
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        // An address is ASCII: every byte is a column.
        let middle = format!("{host}{port}/…/{name}{query}");
        let is_shorter = path.matches('/').count() > 1;
        if is_shorter && middle.chars().count() <= width {
            return middle;
        }
        let from = if is_shorter { &middle } else { &whole };
        from.chars().take(width.saturating_sub(1)).chain(['…']).collect()
    }

    /// Returns the address without user name and password, for what others can read: the command line of a browser, the clipboard.
    #[must_use]
    pub fn without_login(&self) -> Self {
        let mut url = self.0.clone();
        // This fails only for an address without a host, and every address here has one.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        Self(url)
    }

    /// Returns host and port, the key of the limits per host.
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host(), self.0.port_or_known_default().unwrap_or(0))
    }
}

/// Returns a text with `***` in the place of the user names and passwords of all addresses in it, whether or not they have a scheme:
/// messages repeat what was typed.
pub fn hide_logins(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let hide = |word: &str| {
        let begin = word.find("://").map(|at| at + "://".len());
        let authority = &word[begin.unwrap_or_default()..];
        let end = authority.find(['/', '?', '#', '"', '\'', '>']).unwrap_or(authority.len());
        match authority[..end].rfind('@') {
            // Without a scheme or a password it is a mail address, or a person.
            Some(at) if begin.is_some() || authority[..at].contains(':') => {
                format!("{}***{}", &word[..begin.unwrap_or_default()], &authority[at..])
            }
            _ => word.to_owned(),
        }
    };
    Cow::Owned(text.split_inclusive(char::is_whitespace).map(hide).collect())
}

impl fmt::Display for WebUrl {
    /// Writes the address with `***` in the place of user name and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.username().is_empty() && self.0.password().is_none() {
            return f.write_str(self.0.as_str());
        }
        let mut hidden = self.0.clone();
        let masked = hidden.set_username("***").is_ok() && hidden.set_password(None).is_ok();
        f.write_str(if masked { hidden.as_str() } else { "***" })
    }
}

impl TryFrom<String> for WebUrl {
    type Error = UrlError;

    fn try_from(raw: String) -> Result<Self, UrlError> {
        Self::parse(&raw)
    }
}

impl From<WebUrl> for String {
    fn from(url: WebUrl) -> Self {
        url.0.into()
    }
}

/// The address of a feed; the same rules as [`WebUrl`], another meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeedUrl(pub WebUrl);

impl FeedUrl {
    /// Parses a feed's address; a scheme that only says "this is a feed" (`feed:`, `podcast:` …) is dropped, `feed://` read as
    /// `https://`.
    ///
    /// # Errors
    /// As [`WebUrl::parse`].
    pub fn parse(raw: &str) -> Result<Self, UrlError> {
        let raw = raw.trim();
        match Self::without_scheme(raw) {
            Some(rest) if rest.starts_with("//") => WebUrl::parse(&format!("https:{rest}")),
            Some(rest) => WebUrl::parse(rest),
            None => WebUrl::parse(raw),
        }
        .map(Self)
    }

    /// Parses a feed's address as people and other programs write it: as [`FeedUrl::parse`], but the scheme may be missing, as in
    /// `example.org/feed` and `//example.org/feed`, or stand there twice. Says too whether `https` was guessed.
    ///
    /// # Errors
    /// As [`WebUrl::parse`]. Without a scheme only a name with a dot in it, a number or `localhost` is a host.
    pub fn written(raw: &str) -> Result<(Self, bool), UrlError> {
        let mut rest = raw.trim();
        while let Some(inner) = Self::without_scheme(rest).or_else(|| doubled_scheme(rest)) {
            rest = inner;
        }
        if has_scheme(rest) {
            return Ok((Self(WebUrl::parse(rest)?), false));
        }
        let bare = rest.strip_prefix("//").unwrap_or(rest);
        let url = WebUrl::parse(&format!("https://{bare}"))?;
        // "ines@example.org" is where mail goes.
        let is_host = url.0.username().is_empty() && is_public_looking(&url.0, bare);
        if is_host { Ok((Self(url), true)) } else { Err(UrlError::Invalid) }
    }

    /// Returns what follows a scheme that only says "this is a feed": `//example.org/feed` or a whole address.
    pub fn without_scheme(raw: &str) -> Option<&str> {
        FEED_SCHEMES.iter().find_map(|scheme| strip_prefix_of_any_case(raw, scheme)?.strip_prefix(':'))
    }
}

fn strip_prefix_of_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    text.get(..prefix.len()).filter(|begin| begin.eq_ignore_ascii_case(prefix)).map(|_| &text[prefix.len()..])
}

/// Returns the inner address of `https://https://example.org`.
fn doubled_scheme(raw: &str) -> Option<&str> {
    let inner = ["http://", "https://", "//"].iter().find_map(|scheme| strip_prefix_of_any_case(raw, scheme))?;
    let begins = |scheme: &str| strip_prefix_of_any_case(inner, scheme).is_some_and(|rest| rest.starts_with("://"));
    ["http", "https"].iter().chain(FEED_SCHEMES).any(|scheme| begins(scheme)).then_some(inner)
}

/// Says whether an address begins with a scheme, and not with a host and a port.
fn has_scheme(raw: &str) -> bool {
    let head = raw.split(['/', '?', '#']).next().unwrap_or(raw);
    head.split_once(':').is_some_and(|(name, rest)| {
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        is_name && (rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Says whether what was written without a scheme begins with a host, and not with any word.
fn is_public_looking(url: &Url, written: &str) -> bool {
    match url.host() {
        // "1.5" is a number that the parser reads as an address.
        Some(url::Host::Ipv4(_)) => written.split(['/', ':', '?', '#']).next().is_some_and(|host| host.split('.').count() == 4),
        Some(url::Host::Ipv6(_)) => true,
        Some(url::Host::Domain(name)) => {
            name == "localhost"
                || name.rsplit_once('.').is_some_and(|(site, last)| {
                    !site.is_empty()
                        && (last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic()) || last.starts_with("xn--"))
                })
        }
        None => false,
    }
}

impl fmt::Display for FeedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::ops::Deref for FeedUrl {
    type Target = WebUrl;

    fn deref(&self) -> &WebUrl {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_address_keeps_the_host_and_the_name_of_the_file() {
        let short = |raw: &str, width, with_query| WebUrl::parse(raw).unwrap().short(width, with_query);
        let file = "https://me:secret@www.cdn.example.org/track/one/12.mp3?token=1";
        assert_eq!(short(file, 60, false), "cdn.example.org/track/one/12.mp3");
        assert_eq!(short(file, 60, true), "cdn.example.org/track/one/12.mp3?token=1");
        assert_eq!(short(file, 26, false), "cdn.example.org/…/12.mp3");
        assert_eq!(short(file, 12, false), "cdn.example…");
        assert_eq!(short("http://a.example:8080/", 60, true), "a.example:8080");
        assert_eq!(short("https://talk.example.org/item?id=7", 24, true), "talk.example.org/item?i…");
        assert_eq!(short(file, 0, true), "…");
    }

    #[test]
    fn only_web_addresses_pass() {
        for bad in ["javascript:alert(1)", "file:///etc/passwd", "exec:rm", "http://", "data:text/html,x", "plain words"] {
            assert!(WebUrl::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(WebUrl::parse(" https://example.org/a b ").unwrap().as_str(), "https://example.org/a%20b");
    }

    #[test]
    fn a_message_repeats_no_login() {
        let check = |text: &str, shown: &str| assert_eq!(hide_logins(text), shown);
        check("no feed http://joe:pw@a.example/x\nat all", "no feed http://***@a.example/x\nat all");
        check("(https://tok@a.example) joe:p/w@b", "(https://***@a.example) joe:p/w@b");
        check("joe:pw@a.example/feed: only http", "***@a.example/feed: only http");
        check("feed://joe:p@w@a.example?q=x@y", "feed://***@a.example?q=x@y");
        check("mail ann@a.example, or @ann@b.example", "mail ann@a.example, or @ann@b.example");
        check("https://a.example/@ann", "https://a.example/@ann");
    }

    #[test]
    fn credentials_are_never_shown() {
        let url = WebUrl::parse("https://ines:secret@example.org/feed").unwrap();
        assert_eq!(url.without_login().as_str(), "https://example.org/feed");
        assert_eq!(WebUrl::parse("https://token@example.org/a").unwrap().without_login().as_str(), "https://example.org/a");
        assert_eq!(url.to_string(), "https://***@example.org/feed");
    }

    #[test]
    fn a_feed_scheme_is_read_as_https() {
        assert_eq!(FeedUrl::parse("feed://example.org/x").unwrap().as_str(), "https://example.org/x");
        assert_eq!(FeedUrl::parse("feed:http://example.org/x").unwrap().as_str(), "http://example.org/x");
        assert_eq!(FeedUrl::parse("itpc://example.org/x").unwrap().as_str(), "https://example.org/x");
    }

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (written, read) in [
            ("example.org/f", "https://example.org/f"),
            ("www.example.org", "https://www.example.org/"),
            ("//example.org/f", "https://example.org/f"),
            ("example.org:8080/f?a=b:c", "https://example.org:8080/f?a=b:c"),
            ("localhost:8080/f", "https://localhost:8080/f"),
            ("127.0.0.1:8080/f", "https://127.0.0.1:8080/f"),
            ("[::1]:8080/f", "https://[::1]:8080/f"),
            ("näher.example", "https://xn--nher-loa.example/"),
            ("http://example.org/f", "http://example.org/f"),
            ("feed:example.org/f", "https://example.org/f"),
            ("Podcast://example.org/f", "https://example.org/f"),
            ("feed:http://example.org/f", "http://example.org/f"),
            ("feed://https://example.org/f", "https://example.org/f"),
            ("https://https://example.org/f", "https://example.org/f"),
            ("http://feed://example.org/f", "https://example.org/f"),
            ("https://example.org/http://b.example/", "https://example.org/http://b.example/"),
            ("http://harbour/f", "http://harbour/f"),
        ] {
            assert_eq!(FeedUrl::written(written).map(|(url, _)| url.as_str().to_owned()).as_deref(), Ok(read), "{written}");
        }
        for bad in ["word", "two words", "Hello.", "1.5", "v1.2", "ines@example.org", "mailto:ines@example.org", "yt:channel:UC1"]
        {
            assert!(FeedUrl::written(bad).is_err(), "{bad}");
        }
        assert!(matches!(FeedUrl::written("javascript:alert(1)"), Err(UrlError::Scheme { .. })));
    }
}
