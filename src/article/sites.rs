//! Rules for single sites: those that come with the program, and the reader's own before them.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::{Document, Matcher, NodeId};
use serde::Deserialize;
use tracing::warn;

use crate::domain::{SiteRule, WebUrl};

/// The rules that come with the program.
const OURS: &str = include_str!("../../assets/sites.toml");

/// The file's shape: `[[sites]]` tables, as in the reader's config.
#[derive(Deserialize)]
struct File {
    sites: Vec<SiteRule>,
}

static BUILT_IN: LazyLock<HashMap<String, Selectors>> = LazyLock::new(|| {
    let file: File = toml::from_str(OURS).expect("a test reads the rules that come with the program");
    compiled(&file.sites)
});

/// The selectors of one site, ready to be matched.
#[derive(Debug)]
struct Selectors {
    body: Option<Matcher>,
    drop: Vec<Matcher>,
}

/// All rules for single sites.
#[derive(Debug, Default)]
pub struct Sites {
    own: HashMap<String, Selectors>,
}

/// What a site's rule names on one page.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The elements that hold the story.
    pub(super) body: Vec<NodeId>,
    /// What is no part of it.
    pub(super) drop: Vec<NodeId>,
}

impl Sites {
    /// Puts the reader's own rules before those that come with the program; a selector that cannot be read is left out.
    pub fn new(own: &[SiteRule]) -> Self {
        Self { own: compiled(own) }
    }

    /// Returns the first selector of these rules that cannot be read.
    pub fn unreadable(rules: &[SiteRule]) -> Option<&str> {
        let selectors = rules.iter().flat_map(|rule| std::iter::once(&rule.body).chain(&rule.drop));
        selectors.map(String::as_str).find(|selector| !selector.trim().is_empty() && Matcher::new(selector.trim()).is_err())
    }

    /// Returns what the rule for the page's site names on it; `None` without a rule.
    pub(super) fn named(&self, page: &Document, url: Option<&WebUrl>) -> Option<Named> {
        let host = url?.as_url().host_str()?;
        let rule = names_above(host).find_map(|name| self.own.get(name).or_else(|| BUILT_IN.get(name)))?;
        let ids =
            |matcher: &Matcher| -> Vec<NodeId> { page.select_matcher(matcher).nodes().iter().map(|node| node.id).collect() };
        let body = rule.body.as_ref().map(ids).unwrap_or_default();
        Some(Named { body, drop: rule.drop.iter().flat_map(ids).collect() })
    }
}

/// Yields a host's name and the names above it: `www.news.example`, `news.example`, `example`.
fn names_above(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |name| name.split_once('.').map(|(_, above)| above))
}

fn compiled(rules: &[SiteRule]) -> HashMap<String, Selectors> {
    let matcher = |host: &str, selector: &str| {
        let made = Matcher::new(selector).ok();
        if made.is_none() {
            warn!(site = host, selector, "cannot read a selector");
        }
        made
    };
    let one = |rule: &SiteRule| {
        let body = Some(rule.body.trim()).filter(|body| !body.is_empty()).and_then(|body| matcher(&rule.host, body));
        let drop = rule.drop.iter().filter_map(|selector| matcher(&rule.host, selector)).collect();
        (rule.host.to_ascii_lowercase(), Selectors { body, drop })
    };
    rules.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_ours_can_be_read() {
        let file: File = toml::from_str(OURS).unwrap();
        for rule in &file.sites {
            for selector in rule.drop.iter().chain([&rule.body]).filter(|selector| !selector.is_empty()) {
                assert!(Matcher::new(selector).is_ok(), "{} {selector}", rule.host);
            }
        }
        assert_eq!(BUILT_IN.len(), file.sites.len(), "a host stands twice");
    }

    #[test]
    fn a_rule_holds_for_the_names_below_and_the_readers_own_comes_first() {
        let rule = |host: &str, body: &str| SiteRule { host: host.into(), body: body.into(), drop: vec!["i".into(), "[".into()] };
        let sites = Sites::new(&[rule("wire.example", "p"), rule("old.wire.example", "b")]);
        let page = Document::from("<p>a</p><p>b</p><b>c</b><i>d</i>");
        let count = |url: &str| {
            let named = sites.named(&page, WebUrl::parse(url).ok().as_ref());
            named.map(|named| (named.body.len(), named.drop.len()))
        };
        assert_eq!(count("https://www.wire.example/1"), Some((2, 1)));
        assert_eq!(count("https://old.wire.example/1"), Some((1, 1)));
        assert_eq!(count("https://firewire.example/1"), None);
    }
}
