//! One chain of redirects: where it stands, where it may go on, and which cookies it has gathered.

use std::fmt::Write as _;

use reqwest::header::HeaderMap;
use url::Url;

use super::cookies::Cookies;
use super::guard::is_local;
use super::{HttpError, RedirectTrouble, Request};

/// Where a chain of redirects stands.
pub(super) struct Hop {
    pub(super) url: Url,
    /// Where the address has moved for good, as far as the chain is permanent.
    pub(super) moved: Option<Url>,
    only_permanent: bool,
    pub(super) cookies: Cookies,
}

impl Hop {
    pub(super) fn start(url: Url) -> Self {
        Self { url, moved: None, only_permanent: true, cookies: Cookies::default() }
    }

    /// Goes where an answer with a redirect leads.
    ///
    /// # Errors
    /// Fails when it leads nowhere, or from a safe connection to an open one.
    pub(super) fn follow(&mut self, request: &Request, status: u16, headers: &HeaderMap) -> Result<(), HttpError> {
        let target = location(headers).ok_or(RedirectTrouble::NoTarget)?;
        let mut next = self.url.join(&target).map_err(|_| RedirectTrouble::NoTarget)?;
        if self.url.scheme() == "https" && next.scheme() == "http" {
            return Err(RedirectTrouble::Downgrade { host: host(&next) }.into());
        }
        // Credentials come from the reader alone and stay with the server they were given for.
        let keeps = same_server(&request.url, &next) && request.url.scheme() == next.scheme();
        let (user, password) = if keeps { (request.url.username(), request.url.password()) } else { ("", None) };
        let _ = next.set_username(user).and_then(|()| next.set_password(password));
        next.set_fragment(None);
        // An address that is good only with the cookie from the one before it is nowhere to move to.
        let needs_cookie = self.cookies.keep(&self.url, headers)
            && self.url.host() == next.host()
            && self.url[url::Position::BeforePath..] != next[url::Position::BeforePath..];
        self.only_permanent &= matches!(status, 301 | 308) && !needs_cookie;
        if self.only_permanent {
            self.moved = Some(next.clone());
        }
        self.url = next;
        Ok(())
    }
}

/// Reads where a redirect leads; letters of an old encoding stay the bytes that they are.
fn location(headers: &HeaderMap) -> Option<String> {
    let bytes = headers.get("location")?.as_bytes().trim_ascii();
    let text = std::str::from_utf8(bytes).map_or_else(
        |_| {
            bytes.iter().fold(String::new(), |mut text, byte| {
                let _ = if byte.is_ascii() { write!(text, "{}", char::from(*byte)) } else { write!(text, "%{byte:02X}") };
                text
            })
        },
        str::to_owned,
    );
    (!text.is_empty()).then_some(text)
}

/// Says whether the address may be local; refuses what may not be asked at all.
pub(super) fn check(request: &Request, url: &Url, allow_local: bool) -> Result<bool, HttpError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(RedirectTrouble::Scheme { scheme: url.scheme().chars().take(20).collect() }.into());
    }
    let may_be_local = allow_local && is_local(url) || request.local_allowed && same_server(&request.url, url);
    if !may_be_local && is_local(url) {
        return Err(HttpError::Local { host: host(url) });
    }
    Ok(may_be_local)
}

/// Returns whether two addresses are of one host and port.
pub fn same_server(one: &Url, other: &Url) -> bool {
    one.host() == other.host() && one.port_or_known_default() == other.port_or_known_default()
}

pub(super) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
