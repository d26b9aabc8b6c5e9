//! Where config, data, cache and log live.
//!
//! The XDG directories on every system, macOS included, as people of the terminal expect; one directory for everything but
//! the config when the reader names one.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

/// The name of the program in every path.
const NAME: &str = "dateline";

/// Why the directories cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    /// The system knows no home directory of the user.
    #[error("cannot find your home directory\nset HOME, or name places with --config and --data")]
    NoHome,
}

/// Where the program keeps its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The config file.
    pub config: PathBuf,
    /// The directory of the store.
    pub data: PathBuf,
    /// The directory of what can be fetched again.
    pub cache: PathBuf,
    /// The directory of the log.
    pub state: PathBuf,
}

impl Paths {
    /// Finds the places: what was asked for, else what the XDG variables say, else the XDG defaults under the home directory.
    ///
    /// # Errors
    /// Fails when a place was not asked for and there is no home directory to put it in.
    pub fn find(config: Option<&Path>, data: Option<&Path>) -> Result<Self, PathsError> {
        if let (Some(config), Some(data)) = (config, data) {
            return Ok(Self::in_one(config.to_owned(), data));
        }
        let xdg = etcetera::base_strategy::Xdg::new().map_err(|_| PathsError::NoHome)?;
        let config = config.map_or_else(|| xdg.config_dir().join(NAME).join("config.toml"), Path::to_owned);
        if let Some(data) = data {
            return Ok(Self::in_one(config, data));
        }
        let state = xdg.state_dir().unwrap_or_else(|| xdg.data_dir());
        Ok(Self { config, data: xdg.data_dir().join(NAME), cache: xdg.cache_dir().join(NAME), state: state.join(NAME) })
    }

    /// Puts everything but the config into one directory.
    fn in_one(config: PathBuf, data: &Path) -> Self {
        Self { config, data: data.to_owned(), cache: data.join("cache"), state: data.to_owned() }
    }

    /// Returns the file of the store.
    pub fn database(&self) -> PathBuf {
        self.data.join("dateline.db")
    }

    /// Returns where newsboat would keep its list of feeds for this user.
    pub fn newsboat_urls(&self) -> Vec<PathBuf> {
        let Ok(xdg) = etcetera::base_strategy::Xdg::new() else { return Vec::new() };
        vec![xdg.config_dir().join("newsboat/urls"), xdg.home_dir().join(".newsboat/urls")]
    }

    /// Returns where newsboat keeps its stories, for a list of feeds in this folder: the likeliest place first.
    pub fn newsboat_caches(&self, folder: &Path) -> Vec<PathBuf> {
        let own = folder.join("cache.db");
        match etcetera::base_strategy::Xdg::new() {
            Ok(xdg) if xdg.config_dir().join("newsboat") == folder => vec![own, xdg.data_dir().join("newsboat/cache.db")],
            _ => vec![own],
        }
    }

    /// Returns the file of the log.
    pub fn log(&self) -> PathBuf {
        self.state.join("dateline.log")
    }
}

/// Returns a path that is written in the config as one that holds wherever the program was started: `~` is the home directory,
/// and others begin where the config is.
pub(super) fn whole(written: &Path, config: &Path) -> PathBuf {
    let home = written.strip_prefix("~").ok().and_then(|rest| Some(etcetera::home_dir().ok()?.join(rest)));
    home.unwrap_or_else(|| config.parent().map_or_else(|| written.to_owned(), |folder| folder.join(written)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_directory_holds_everything_but_the_config() {
        let paths = Paths::find(Some(Path::new("/etc/mine.toml")), Some(Path::new("/tmp/news"))).unwrap();
        assert_eq!(paths.config, Path::new("/etc/mine.toml"));
        assert_eq!(paths.database(), Path::new("/tmp/news/dateline.db"));
        assert_eq!(paths.log(), Path::new("/tmp/news/dateline.log"));
        assert_eq!(paths.cache, Path::new("/tmp/news/cache"));
    }

    #[test]
    fn paths_begin_where_the_config_is_or_at_home() {
        let whole = |written: &str| whole(Path::new(written), Path::new("/etc/news/config.toml"));
        assert_eq!(whole("models/names"), Path::new("/etc/news/models/names"));
        assert_eq!(whole("/srv/names.onnx"), Path::new("/srv/names.onnx"));
        assert_eq!(whole("~/models"), etcetera::home_dir().unwrap().join("models"));
    }
}
