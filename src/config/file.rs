//! The keys of `config.toml` and their defaults.
//!
//! Every key stands in `config.example.toml` with its default; a test holds the two together.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, Fault};
use super::packs::PacksConfig;
use super::paths::whole;
use super::values::{actions, command, days, feed_url, file, header, headers, milliseconds, minutes, proxy, stories, within};
use crate::domain::{FeedUrl, FullText, SiteRule};

/// The config with every key at its default and a comment that explains it.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Largest config that is read; real ones have a few kilobytes.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Everything that the reader can set in the file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// When and how feeds are polled.
    pub poll: PollConfig,
    /// How stories get their text.
    pub articles: ArticlesConfig,
    /// How long stories are kept.
    pub store: StoreConfig,
    /// Lists in the place of the packs.
    pub packs: PacksConfig,
    /// How names are found.
    pub names: NamesConfig,
    /// How the net is reached.
    pub network: NetworkConfig,
    /// How the screen looks.
    pub screen: ScreenConfig,
    /// Keys of the reader's own: a key or a sequence of keys to the name of an action.
    #[serde(deserialize_with = "actions")]
    pub keys: BTreeMap<String, String>,
    /// How links are opened.
    pub browser: BrowserConfig,
    /// Settings for single feeds.
    pub feeds: Vec<FeedOverride>,
    /// Rules for the pages of single sites.
    pub sites: Vec<SiteRule>,
}

/// `[poll]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PollConfig {
    /// The least minutes between two polls of a feed, unless `[[feeds]]` says otherwise.
    #[serde(deserialize_with = "within::<1, 10_080, _>")]
    pub every_minutes: u32,
    /// Whether feeds that are due are polled when the reader starts.
    pub on_start: bool,
    /// Downloads at once.
    #[serde(deserialize_with = "within::<1, 256, _>")]
    pub parallel: u32,
    /// Downloads at once from one host.
    #[serde(deserialize_with = "within::<1, 8, _>")]
    pub per_host: u32,
}

impl Default for PollConfig {
    fn default() -> Self {
        Self { every_minutes: 15, on_start: true, parallel: 128, per_host: 2 }
    }
}

/// `[articles]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ArticlesConfig {
    /// Where the text of a story comes from.
    pub full_text: FullText,
    /// Stories of a new feed whose pages are fetched at once; older ones wait until they are opened.
    #[serde(deserialize_with = "within::<0, 2_000, _>")]
    pub first_stories: u32,
    /// Pages fetched at once from one host.
    #[serde(deserialize_with = "within::<1, 8, _>")]
    pub pages_per_host: u32,
    /// Milliseconds between two pages from one host.
    #[serde(deserialize_with = "milliseconds")]
    pub page_delay_ms: u64,
}

impl Default for ArticlesConfig {
    fn default() -> Self {
        Self { full_text: FullText::Auto, first_stories: 20, pages_per_host: 2, page_delay_ms: 400 }
    }
}

/// `[store]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreConfig {
    /// Days before today whose stories are kept; `None` keeps those of all.
    #[serde(deserialize_with = "days", skip_serializing_if = "Option::is_none")]
    pub keep_days: Option<u32>,
    /// How many of the newest stories of each feed are kept; `None` keeps all.
    #[serde(deserialize_with = "stories", skip_serializing_if = "Option::is_none")]
    pub keep_stories: Option<u32>,
}

/// `[names]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct NamesConfig {
    /// A model of the reader's own on the local disk; `None` is the one inside the program.
    #[serde(deserialize_with = "file", skip_serializing_if = "Option::is_none")]
    pub model: Option<PathBuf>,
}

/// `[network]`.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkConfig {
    /// The proxy for everything; `None` follows the environment (`HTTPS_PROXY` and its kin).
    #[serde(deserialize_with = "proxy", skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// How the program names itself to servers; `None` is "dateline/VERSION" with the address of its page.
    #[serde(deserialize_with = "header", skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Whether any feed or page may lead to an address inside the local network.
    pub allow_local: bool,
}

impl std::fmt::Debug for NetworkConfig {
    /// Leaves out the proxy's address, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NetworkConfig")
            .field("proxy", &self.proxy.as_ref().map(|_| "***"))
            .field("user_agent", &self.user_agent)
            .field("allow_local", &self.allow_local)
            .finish()
    }
}

/// The colours of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// `Light` where the terminal says that its background is light, else `Dark`.
    #[default]
    Auto,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// For a dark background: nothing grey, and nothing that colour alone says.
    Contrast,
    /// The sixteen colours of the terminal, whatever they are.
    Terminal,
}

/// Whether stories show their pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PicturesChoice {
    /// Where the terminal is known to show pictures and answers quickly.
    #[default]
    Auto,
    /// Wherever the terminal says that it can.
    On,
    /// Never.
    Off,
}

/// Whose habits the keys follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KeymapChoice {
    /// Those of vim and less.
    #[default]
    Dateline,
    /// Those of newsboat.
    Newsboat,
}

/// `[screen]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScreenConfig {
    /// The colours.
    pub theme: ThemeChoice,
    /// Whose habits the keys follow.
    pub keymap: KeymapChoice,
    /// Whether the mouse is taken from the terminal.
    pub mouse: bool,
    /// Widest line of a story, in columns.
    #[serde(deserialize_with = "within::<40, 200, _>")]
    pub story_width: u32,
    /// Whether stories show their pictures.
    pub pictures: PicturesChoice,
    /// Whether the terminal is asked to tell the desktop of new stories of what is followed.
    pub notify: bool,
    /// Whether words stand in the place of signs, in one pane at a time.
    pub plain: bool,
}

impl Default for ScreenConfig {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::Auto,
            keymap: KeymapChoice::Dateline,
            mouse: true,
            story_width: 72,
            pictures: PicturesChoice::Auto,
            notify: false,
            plain: false,
        }
    }
}

/// `[browser]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct BrowserConfig {
    /// The program and its arguments; the address is added as the last one, and no shell is asked. Empty leaves it to the system.
    #[serde(deserialize_with = "command")]
    pub command: Vec<String>,
}

/// One `[[feeds]]`: what is different for a feed that is subscribed to.
#[derive(Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FeedOverride {
    /// The feed's address.
    #[serde(deserialize_with = "feed_url")]
    pub url: FeedUrl,
    /// The title to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The folder to stand in; levels are told apart by `/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Tags to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Minutes between two polls.
    #[serde(default, deserialize_with = "minutes", skip_serializing_if = "Option::is_none")]
    pub every_minutes: Option<u32>,
    /// Where the text of its stories comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_text: Option<FullText>,
    /// The user name that its server asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password that belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// How the program names itself to its servers.
    #[serde(default, deserialize_with = "header", skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The proxy for it and its pages.
    #[serde(default, deserialize_with = "proxy", skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Headers for its own server.
    #[serde(default, deserialize_with = "headers", skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

impl std::fmt::Debug for FeedOverride {
    /// Leaves out whatever may be secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeedOverride")
            .field("url", &self.url)
            .field("title", &self.title)
            .field("folder", &self.folder)
            .field("tags", &self.tags)
            .field("every_minutes", &self.every_minutes)
            .field("full_text", &self.full_text)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}

/// Reads a plain file as far as a config may be long, and a byte more. Nobody waits for a pipe here: a config is read more than
/// once.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !path.metadata()?.is_file() && path != Path::new("/dev/null") {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Config {
    /// Reads the file; the defaults when `path` is `None` or when there is no such file.
    ///
    /// # Errors
    /// Says which line cannot be used, or why the file cannot be read.
    pub fn load(path: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let bytes = match read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(unreadable(error)),
        };
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(ConfigError::TooLarge { path: path.to_owned() });
        }
        let text = String::from_utf8(bytes).map_err(|_| ConfigError::NotText { path: path.to_owned() })?;
        let wrong = |fault| ConfigError::Wrong { path: path.to_owned(), fault: Box::new(fault) };
        let mut config = Self::parse(&text).map_err(wrong)?;
        config.names.model = config.names.model.map(|model| whole(&model, path));
        config.packs = config.packs.in_place(path);
        Ok(config)
    }

    /// Reads the text of a config.
    ///
    /// # Errors
    /// Says which line cannot be used.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        toml::from_str(text).map_err(|error| Fault::new(text, &error))
    }

    /// Returns the settings of the file for one feed.
    pub fn feed(&self, url: &FeedUrl) -> Option<&FeedOverride> {
        self.feeds.iter().find(|feed| feed.url == *url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ExamplePart, example};

    /// Returns a config with every key set; a new key makes this fail to compile until it is in the example too.
    fn with_every_key() -> Config {
        Config {
            poll: PollConfig::default(),
            articles: ArticlesConfig::default(),
            store: StoreConfig { keep_days: Some(90), keep_stories: Some(1000) },
            packs: PacksConfig { news: Some("news.opml".into()), technology: Some("technology.opml".into()) },
            names: NamesConfig { model: Some("names".into()) },
            network: NetworkConfig {
                proxy: Some("http://localhost:8080".into()),
                user_agent: Some("x".into()),
                allow_local: false,
            },
            screen: ScreenConfig::default(),
            keys: BTreeMap::from([("x".into(), "quit".into())]),
            browser: BrowserConfig { command: vec!["firefox".into()] },
            feeds: vec![FeedOverride {
                url: FeedUrl::parse("https://example.org/feed").unwrap(),
                title: Some("Example".into()),
                folder: Some("News".into()),
                tags: Some(vec!["daily".into()]),
                every_minutes: Some(60),
                full_text: Some(FullText::Page),
                username: Some("ines".into()),
                password: Some("x".into()),
                user_agent: Some("x".into()),
                proxy: Some("http://localhost:8080".into()),
                headers: BTreeMap::from([("X-Name".into(), "x".into())]),
            }],
            sites: vec![SiteRule { host: "example.org".into(), body: "article".into(), drop: vec![".promo".into()] }],
        }
    }

    /// Returns the example with its commented-out keys and tables brought to life.
    fn uncommented() -> String {
        let lively = example().into_iter().filter_map(|part| match part {
            ExamplePart::Section(line) | ExamplePart::Key { written: line, .. } => Some(line),
            ExamplePart::Words(_) => None,
        });
        lively.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_example_is_the_defaults() {
        assert_eq!(Config::parse(EXAMPLE).map_err(|fault| fault.to_string()).unwrap(), Config::default());
    }

    #[test]
    fn the_example_names_every_key() {
        let lively: toml::Table = toml::from_str(&uncommented()).unwrap();
        Config::parse(&uncommented()).map_err(|fault| fault.to_string()).unwrap();
        let all = toml::Table::try_from(with_every_key()).unwrap();
        for (section, keys) in &all {
            let shown = lively.get(section).unwrap_or_else(|| panic!("no [{section}] in the example"));
            let (keys, shown) = match (keys, shown) {
                (toml::Value::Array(keys), toml::Value::Array(shown)) => (&keys[0], &shown[0]),
                pair => pair,
            };
            if section == "keys" {
                continue;
            }
            for key in keys.as_table().unwrap().keys() {
                assert!(shown.get(key).is_some(), "no {key} in [{section}] of the example");
            }
        }
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        assert_eq!(Config::parse("").unwrap(), Config::default());
        assert_eq!(Config::load(Some(Path::new("/nowhere/at/all.toml"))).unwrap(), Config::default());
    }

    #[test]
    fn the_settings_of_a_feed_are_found_by_its_address() {
        let config = Config::parse("[[feeds]]\nurl = \"https://example.org/feed\"\nevery_minutes = 60").unwrap();
        let feed = config.feed(&FeedUrl::parse("https://example.org/feed").unwrap()).unwrap();
        assert_eq!(feed.every_minutes, Some(60));
        assert!(config.feed(&FeedUrl::parse("https://example.org/other").unwrap()).is_none());
    }

    #[test]
    fn a_proxy_with_a_password_is_not_printed() {
        let config = Config::parse("[network]\nproxy = \"http://ines:secret@proxy.example.org:3128\"").unwrap();
        assert!(!format!("{config:?}").contains("secret"));
    }
}
