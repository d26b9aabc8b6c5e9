//! Addresses that may be fetched or opened: only http and https, never with hidden characters.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// Longest address that is kept, in bytes.
const URL_BYTES_MAX: usize = 4096;

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

    /// Returns host and port, the key of the limits per host.
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host(), self.0.port_or_known_default().unwrap_or(0))
    }
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
    /// Parses a feed's address; `feed:` before it is dropped and `feed://` read as `https://`.
    ///
    /// # Errors
    /// As [`WebUrl::parse`].
    pub fn parse(raw: &str) -> Result<Self, UrlError> {
        let raw = raw.trim();
        match raw.strip_prefix("feed:") {
            Some(rest) if rest.starts_with("//") => WebUrl::parse(&format!("https:{rest}")),
            Some(rest) => WebUrl::parse(rest),
            None => WebUrl::parse(raw),
        }
        .map(Self)
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
    fn credentials_are_never_shown() {
        let url = WebUrl::parse("https://ines:secret@example.org/feed").unwrap();
        assert_eq!(url.to_string(), "https://***@example.org/feed");
    }

    #[test]
    fn a_feed_scheme_is_read_as_https() {
        assert_eq!(FeedUrl::parse("feed://example.org/x").unwrap().as_str(), "https://example.org/x");
        assert_eq!(FeedUrl::parse("feed:http://example.org/x").unwrap().as_str(), "http://example.org/x");
    }
}
