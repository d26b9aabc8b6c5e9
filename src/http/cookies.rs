//! The cookies of one chain of redirects: some servers send the reader away and back to see whether cookies are kept.
//!
//! They go back to the very host and port that set them, whatever domain they claim, and are forgotten with the chain.

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue};
use url::Url;

use super::headers;

/// Most cookies of a chain.
const COOKIES_MAX: usize = 30;
/// Most bytes of a cookie, and of all of them.
const COOKIE_BYTES_MAX: usize = 4096;
const ALL_BYTES_MAX: usize = 16 << 10;

/// The cookies that were set so far.
#[derive(Default)]
pub(super) struct Cookies(Vec<Cookie>);

struct Cookie {
    /// Who set it.
    server: Server,
    path: String,
    name: String,
    value: String,
    /// Whether it may be sent over safe connections only.
    secure: bool,
}

/// A host, and a port where it is not the usual one of the scheme.
type Server = (String, Option<u16>);

fn server(url: &Url) -> Server {
    (url.host_str().unwrap_or_default().trim_end_matches('.').to_owned(), url.port())
}

impl Cookies {
    /// Keeps what an answer of `url` sets; says whether there was something to keep.
    pub(super) fn keep(&mut self, url: &Url, headers: &HeaderMap) -> bool {
        let mut any = false;
        for value in headers.get_all("set-cookie").iter().take(COOKIES_MAX) {
            let Some((cookie, is_over)) = std::str::from_utf8(value.as_bytes()).ok().and_then(|text| read(text, url)) else {
                continue;
            };
            self.0.retain(|known| (&known.server, &known.path, &known.name) != (&cookie.server, &cookie.path, &cookie.name));
            let bytes: usize = self.0.iter().map(Cookie::bytes).sum();
            if !is_over && self.0.len() < COOKIES_MAX && bytes + cookie.bytes() <= ALL_BYTES_MAX {
                self.0.push(cookie);
                any = true;
            }
        }
        any
    }

    /// Returns the header for a question to `url` if cookies of the chain belong in it. What the reader's own header says besides
    /// stands in it too.
    pub(super) fn header(&self, url: &Url, own: Option<&str>) -> Option<HeaderValue> {
        let at = server(url);
        let mut fitting: Vec<&Cookie> = self.0.iter().filter(|cookie| cookie.server == at && cookie.fits(url)).collect();
        if fitting.is_empty() {
            return None;
        }
        fitting.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let own = own.unwrap_or_default().split(';').map(str::trim).filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default().trim_end();
            !pair.is_empty() && !fitting.iter().any(|cookie| cookie.name == name)
        });
        let pairs: Vec<String> = fitting.iter().map(|cookie| cookie.pair()).chain(own.map(str::to_owned)).collect();
        HeaderValue::from_bytes(pairs.join("; ").as_bytes()).ok()
    }
}

impl Cookie {
    fn bytes(&self) -> usize {
        self.name.len() + self.value.len()
    }

    fn pair(&self) -> String {
        format!("{}={}", self.name, self.value)
    }

    fn fits(&self, url: &Url) -> bool {
        let below = url.path().strip_prefix(self.path.as_str());
        let on_path = below.is_some_and(|rest| rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/'));
        on_path && (!self.secure || url.scheme() == "https")
    }
}

/// Reads a `Set-Cookie` header, and whether it takes the cookie away.
fn read(text: &str, url: &Url) -> Option<(Cookie, bool)> {
    let mut parts = text.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let (host, port) = server(url);
    let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
    let mut cookie = Cookie { path: folder(url).to_owned(), name, value, secure: false, server: (host.clone(), port) };
    let (mut max_age, mut expires) = (None, None);
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "path" => folder(url).clone_into(&mut cookie.path),
            "domain" => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                let above = host.strip_suffix(domain.as_str());
                // A cookie for another host is refused; one for all hosts of a domain stays with this one.
                above.filter(|above| above.is_empty() || above.ends_with('.') || domain.is_empty())?;
            }
            "secure" => cookie.secure = true,
            "max-age" => max_age = value.parse::<i64>().ok().or(max_age),
            "expires" => expires = headers::http_date(&value.replace('-', " ")).or(expires),
            _ => {}
        }
    }
    let is_over = max_age.map_or_else(|| expires.is_some_and(|at| at <= Timestamp::now()), |seconds| seconds <= 0);
    let is_good = !cookie.name.is_empty() && cookie.bytes() <= COOKIE_BYTES_MAX && (!cookie.secure || url.scheme() == "https");
    is_good.then_some((cookie, is_over))
}

/// Returns the path of the folder that an address is in.
fn folder(url: &Url) -> &str {
    match url.path().rfind('/') {
        None | Some(0) => "/",
        Some(end) => &url.path()[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn set(cookies: &mut Cookies, at: &str, values: &[&str]) -> bool {
        let headers = values.iter().map(|value| (reqwest::header::SET_COOKIE, HeaderValue::from_str(value).unwrap()));
        cookies.keep(&url(at), &headers.collect())
    }

    fn sent(cookies: &Cookies, to: &str) -> String {
        cookies.header(&url(to), None).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_cookie_goes_back_to_the_server_that_set_it() {
        let mut cookies = Cookies::default();
        assert!(set(&mut cookies, "http://quay.example.org/feed", &["sid=1; Path=/; HttpOnly; SameSite=Lax", "b = x=y "]));
        assert_eq!(sent(&cookies, "http://quay.example.org/other/feed"), "sid=1; b=x=y");
        assert_eq!(sent(&cookies, "https://quay.example.org/"), "sid=1; b=x=y");
        for other in
            ["http://example.org/", "http://a.quay.example.org/", "http://quay.example.org:81/", "http://xquay.example.org/"]
        {
            assert_eq!(sent(&cookies, other), "", "{other}");
        }
    }

    #[test]
    fn attributes_narrow_where_a_cookie_goes_and_never_widen_it() {
        let mut cookies = Cookies::default();
        let values = ["a=1; domain=.example.org", "b=2; Path=/news", "c=3; path=relative", "d=4; SECURE; path=/"];
        assert!(set(&mut cookies, "https://quay.example.org/in/feed", &values));
        assert_eq!(sent(&cookies, "https://quay.example.org/in/x"), "a=1; c=3; d=4");
        assert_eq!(sent(&cookies, "https://quay.example.org/news"), "b=2; d=4");
        assert_eq!(sent(&cookies, "https://quay.example.org/newspaper"), "d=4");
        assert_eq!(sent(&cookies, "http://quay.example.org/in/x"), "a=1; c=3");
        assert_eq!(sent(&cookies, "https://example.org/in/x"), "");
    }

    #[test]
    fn what_is_not_well_meant_is_left_out() {
        let mut cookies = Cookies::default();
        let long = format!("long={}", "x".repeat(5000));
        let bad = ["novalue", "=x", "a=1; domain=example.net", "b=2; domain=y.example.org", "c=3; secure", &long];
        assert!(!set(&mut cookies, "http://quay.example.org/", &bad));
        let many: Vec<String> = (0..100).map(|n| format!("n{n}={}", "x".repeat(1000))).collect();
        set(&mut cookies, "http://quay.example.org/", &many.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(sent(&cookies, "http://quay.example.org/").len() < 17 << 10);
    }

    #[test]
    fn a_later_answer_changes_a_cookie_or_takes_it_away() {
        let mut cookies = Cookies::default();
        set(&mut cookies, "http://quay.example.org/", &["a=1", "b=2", "c=3", "d=4"]);
        let gone = ["a=9", "b=; Max-Age=0", "c=x; expires=Thu, 01-Jan-1970 00:00:01 GMT", "d=4; Max-Age=60; Expires=0"];
        set(&mut cookies, "http://quay.example.org/", &gone);
        assert_eq!(sent(&cookies, "http://quay.example.org/"), "a=9; d=4");
    }

    #[test]
    fn the_readers_own_cookies_stay_unless_the_server_sets_them() {
        let mut cookies = Cookies::default();
        set(&mut cookies, "http://quay.example.org/", &["sid=new"]);
        let both = cookies.header(&url("http://quay.example.org/"), Some("login=ines; sid=old")).unwrap();
        assert_eq!(both, "sid=new; login=ines");
        assert_eq!(cookies.header(&url("http://example.net/"), Some("login=ines")), None);
    }
}
