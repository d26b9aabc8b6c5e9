//! The values of a config that are more than their type says: each is tried as it is read.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::domain::FeedUrl;
use crate::message::Action;
use crate::text::nearest::nearest;

/// Reads a whole number between `MIN` and `MAX`.
pub(super) fn within<'de, const MIN: u32, const MAX: u32, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let number = i64::deserialize(deserializer)?;
    match u32::try_from(number) {
        Ok(number) if (MIN..=MAX).contains(&number) => Ok(number),
        _ => Err(D::Error::custom(format_args!("{number} is out of range: use {MIN} to {MAX}"))),
    }
}

pub(super) fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    within::<0, 60_000, D>(deserializer).map(u64::from)
}

pub(super) fn minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    within::<1, 10_080, D>(deserializer).map(Some)
}

pub(super) fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    within::<1, 36_500, D>(deserializer).map(Some)
}

pub(super) fn stories<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    within::<1, 1_000_000, D>(deserializer).map(Some)
}

pub(super) fn file<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    let written = String::deserialize(deserializer)?;
    if written.trim().is_empty() { Err(refused("a path is written as \"~/folder/name\"")) } else { Ok(Some(written.into())) }
}

pub(super) fn feed_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FeedUrl, D::Error> {
    let raw = String::deserialize(deserializer)?;
    FeedUrl::parse(&raw).map_err(D::Error::custom)
}

pub(super) fn proxy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = String::deserialize(deserializer)?;
    let usable = url::Url::parse(&raw).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") && url.host_str().is_some_and(|host| !host.is_empty())
    });
    if usable {
        Ok(Some(raw))
    } else {
        Err(D::Error::custom("a proxy is written as \"http://host:port\" or \"socks5h://host:port\""))
    }
}

pub(super) fn header<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = String::deserialize(deserializer)?;
    if raw.trim().is_empty() || !raw.chars().all(|letter| letter.is_ascii_graphic() || letter == ' ') {
        return Err(refused("this goes into every request: use plain ASCII letters, and at least one"));
    }
    Ok(Some(raw))
}

pub(super) fn headers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    // The connection and the form of the answer are the program's own business.
    const OURS: &[&str] = &["host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade"];
    let headers = BTreeMap::<String, String>::deserialize(deserializer)?;
    for (name, value) in &headers {
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let is_value = !value.is_empty() && value.chars().all(|letter| letter.is_ascii_graphic() || letter == ' ');
        if !is_name || !is_value || OURS.contains(&name.to_ascii_lowercase().as_str()) {
            return Err(refused("a header is written as \"X-Name\" = \"value\", in plain ASCII letters; some are not to be set"));
        }
    }
    Ok(headers)
}

pub(super) fn command<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    if words.first().is_some_and(|program| program.trim().is_empty()) {
        return Err(refused("a command begins with the name of a program: [\"firefox\", \"--new-tab\"]"));
    }
    Ok(words)
}

/// The name of an action that exists.
struct ActionName(String);

impl<'de> Deserialize<'de> for ActionName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if Action::by_name(&name).is_some() {
            return Ok(Self(name));
        }
        let near = nearest(&name, Action::ALL.iter().map(|action| action.name()));
        let advice = near
            .map_or_else(|| "`:` in the reader shows all actions by name".to_owned(), |near| format!("did you mean `{near}`?"));
        Err(D::Error::custom(format_args!("there is no action `{name}`\n{advice}")))
    }
}

pub(super) fn actions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let named = BTreeMap::<String, ActionName>::deserialize(deserializer)?;
    Ok(named.into_iter().map(|(keys, action)| (keys, action.0)).collect())
}

fn refused<E: serde::de::Error>(reason: impl Display) -> E {
    E::custom(reason)
}
