//! What the headers of an answer say.

use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;

use super::{Hop, HttpError, Response};

/// Most header fields of an answer.
pub(super) const FIELDS_MAX: usize = 100;
/// Most bytes of all headers.
const BYTES_MAX: usize = 64 << 10;
/// Longest validator that is kept and sent again.
const VALIDATOR_BYTES_MAX: usize = 1024;
/// Longest time that a header may ask for; schedules clamp far below it.
const SECONDS_MAX: i64 = 10 * 366 * 24 * 3600;

/// Refuses headers beyond the limit.
pub(super) fn check(headers: &HeaderMap) -> Result<(), HttpError> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > BYTES_MAX {
        return Err(HttpError::HeadersTooLarge);
    }
    Ok(())
}

/// Returns an answer with everything but its body.
pub(super) fn response(answer: &reqwest::Response, hop: &Hop) -> Response {
    let headers = answer.headers();
    let validator = |name| text(headers, name).filter(|value| value.len() <= VALIDATOR_BYTES_MAX);
    let mut url = hop.url.clone();
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    Response {
        status: answer.status().as_u16(),
        url,
        moved_permanently_to: hop.moved.clone(),
        body: Vec::new(),
        room: super::Room::default(),
        cut: None,
        content_type: text(headers, "content-type"),
        etag: validator("etag"),
        last_modified: validator("last-modified"),
        retry_after: text(headers, "retry-after").and_then(|value| retry_after(&value, served_at(headers))),
        max_age: match text(headers, "cache-control") {
            Some(value) if value.contains("max-age") || value.contains("no-") => max_age(&value),
            _ => text(headers, "expires").and_then(|value| expires(&value, served_at(headers))),
        },
        links: all(headers, "link"),
    }
}

/// Returns every header of a name as one, as HTTP allows to join them.
fn all(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned());
    let joined = values.filter(|value| !value.is_empty()).collect::<Vec<_>>().join(", ");
    (!joined.is_empty()).then_some(joined)
}

/// Returns a header as text; bytes that are no UTF-8 are replaced.
pub(super) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned()).filter(|value| !value.is_empty())
}

/// Returns the server's own clock, or ours where it does not tell.
fn served_at(headers: &HeaderMap) -> Timestamp {
    text(headers, "date").and_then(|value| http_date(&value)).unwrap_or_else(Timestamp::now)
}

pub(super) fn http_date(value: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value).ok()
}

/// Reads `Retry-After`: seconds or a date. What lies in the past says nothing.
fn retry_after(value: &str, now: Timestamp) -> Option<SignedDuration> {
    let wait = seconds(value).or_else(|| Some(http_date(value)?.duration_since(now)))?;
    wait.is_positive().then_some(wait)
}

fn max_age(value: &str) -> Option<SignedDuration> {
    let lower = value.to_ascii_lowercase();
    let mut parts = lower.split(',').map(str::trim);
    if parts.clone().any(|part| matches!(part, "no-cache" | "no-store")) {
        return None;
    }
    seconds(parts.find_map(|part| part.strip_prefix("max-age="))?.trim_matches('"'))
}

/// Reads `Expires`, a date that counts from the server's own clock. What lies in the past says nothing.
fn expires(value: &str, now: Timestamp) -> Option<SignedDuration> {
    Some(http_date(value)?.duration_since(now)).filter(SignedDuration::is_positive)
}

fn seconds(digits: &str) -> Option<SignedDuration> {
    let whole = digits.split('.').next().filter(|whole| !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()))?;
    Some(SignedDuration::from_secs(whole.parse().unwrap_or(SECONDS_MAX).min(SECONDS_MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let check = |value: &str, expected: Option<i64>| {
            assert_eq!(retry_after(value, now).map(|wait| wait.as_secs()), expected, "{value}");
        };
        check("120", Some(120));
        check("120.5", Some(120));
        check("100000000000000000000", Some(SECONDS_MAX));
        check("Mon, 23 Nov 2026 12:05:00 GMT", Some(300));
        check("Mon, 23 Nov 2026 11:05:00 GMT", None);
        check("-5", None);
        check("0", None);
        check("soon", None);
    }

    #[test]
    fn an_answer_expires_by_the_servers_own_clock() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let check = |value: &str| expires(value, now).map(|wait| wait.as_secs());
        assert_eq!(check("Mon, 23 Nov 2026 12:30:00 GMT"), Some(1800));
        assert_eq!([check("Thu, 01 Jan 1970 00:00:00 GMT"), check("-1"), check("0")], [None; 3]);
    }

    #[test]
    fn max_age_counts_unless_the_answer_must_not_be_kept() {
        let check = |value: &str, expected: Option<i64>| {
            assert_eq!(max_age(value).map(|age| age.as_secs()), expected, "{value}");
        };
        check("public, Max-Age=600", Some(600));
        check("max-age=\"60\"", Some(60));
        check("no-cache, max-age=600", None);
        check("private", None);
    }
}
