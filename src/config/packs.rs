//! `[packs]`: lists of the reader's own in the place of the packs that the program brings.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::paths::whole;
use super::values::file;
use crate::message::Pack;

/// `[packs]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PacksConfig {
    /// The list in place of the news pack; `None` is the one inside the program.
    #[serde(deserialize_with = "file", skip_serializing_if = "Option::is_none")]
    pub news: Option<PathBuf>,
    /// The list in place of the technology pack.
    #[serde(deserialize_with = "file", skip_serializing_if = "Option::is_none")]
    pub technology: Option<PathBuf>,
}

impl PacksConfig {
    /// Returns the list in place of a pack.
    pub fn list(&self, pack: Pack) -> Option<&Path> {
        match pack {
            Pack::News => self.news.as_deref(),
            Pack::Technology => self.technology.as_deref(),
        }
    }

    /// Returns the packs that a list of the reader's own replaces.
    pub fn own(&self) -> Vec<Pack> {
        [Pack::News, Pack::Technology].into_iter().filter(|pack| self.list(*pack).is_some()).collect()
    }

    /// Makes paths that hold wherever the program was started of those in the config.
    pub(super) fn in_place(self, config: &Path) -> Self {
        let placed = |list: Option<PathBuf>| list.map(|list| whole(&list, config));
        Self { news: placed(self.news), technology: placed(self.technology) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_list_begins_where_the_config_is() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.toml");
        std::fs::write(&config, "[packs]\nnews = \"lists/town.opml\"\n").unwrap();
        let packs = Config::load(Some(&config)).unwrap().packs;
        assert_eq!(packs.list(Pack::News), Some(folder.path().join("lists/town.opml").as_path()));
        assert_eq!(packs.list(Pack::Technology), None);
        assert_eq!(packs.own(), [Pack::News]);
    }
}
