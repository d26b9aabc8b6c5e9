//! What a single site's pages look like, where general rules need help.

use serde::{Deserialize, Serialize};

/// A rule for the pages of one site. Selectors are those of style sheets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SiteRule {
    /// The name of the site; names below it are meant too: `example.org` stands for `www.example.org`.
    pub host: String,
    /// Selects the elements that hold the story; empty leaves the search to the general rules.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Selects what is no part of the story.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
}
