//! What the commands share: the places, the config, the store, the log.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use color_eyre::eyre::{Result, WrapErr as _};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use rusqlite::Connection;
use tracing_appender::non_blocking::WorkerGuard;

use super::arguments::{Globals, shown};
use super::output::say;
use crate::article::Sites;
use crate::config::{Config, ConfigError, FeedOverride, PacksConfig, Paths};
use crate::entity::{ModelError, Recognizer};
use crate::logging;
use crate::markup;
use crate::opml;
use crate::store::{Store, StoreError, feeds};
use crate::text::CleanText;
use crate::ui::keymap::Keymap;

/// One run of the program.
pub(super) struct Session {
    /// Where things are.
    pub paths: Paths,
    /// The options of every command.
    pub globals: Globals,
    /// When the command was given.
    pub now: Timestamp,
    /// Writes the rest of the log when the program ends.
    log: OnceLock<WorkerGuard>,
}

impl Session {
    /// Finds the places.
    pub fn new(globals: Globals) -> Result<Self> {
        Ok(Self { paths: globals.paths()?, globals, now: Timestamp::now(), log: OnceLock::new() })
    }

    /// Returns when the command was given, in the time of this place.
    pub fn here(&self) -> ZonedDateTime {
        self.now.to_zoned_datetime(TimeZone::system())
    }

    /// Starts the log, if its file can be written: a reader on a read-only disk reads without one.
    pub fn start_log(&self) {
        if let Ok(guard) = logging::start(&self.paths.log(), self.globals.verbose) {
            let _ = self.log.set(guard);
        }
    }

    /// Reads the config, and tries its keys on the key table. A model of the reader's own is tried when it is first needed.
    pub fn config(&self) -> Result<Config, ConfigError> {
        if let Some(path) = self.globals.named_config().filter(|path| !path.exists()) {
            return Err(ConfigError::Missing { path });
        }
        let config = Config::load(Some(&self.paths.config))?;
        Keymap::with_own(config.screen.keymap, &config.keys)
            .map_err(|error| ConfigError::at_key(&self.paths.config, "keys", &error.keys, &error.to_string()))?;
        if config.names.model.is_some() && !Recognizer::READS_MODELS {
            return Err(self.model_error(&ModelError::NotBuiltIn));
        }
        Ok(config)
    }

    /// Reads the config like [`Session::config`], and tries all that is else tried when it is first needed: the model that it
    /// names, the selectors for single sites, and the lists in the place of the packs.
    pub fn config_tried(&self) -> Result<Config, ConfigError> {
        let config = self.config()?;
        if let Some(model) = &config.names.model {
            Recognizer::with_model(model).map_err(|error| self.model_error(&error))?;
        }
        if let Some(selector) = Sites::unreadable(&config.sites) {
            let said = format!("the selector `{selector}` cannot be read\nwrite it as in a style sheet: \"article .text\"");
            return Err(ConfigError::at_value(&self.paths.config, "sites", selector, &said));
        }
        let PacksConfig { news, technology } = &config.packs;
        for (key, list) in [("news", news), ("technology", technology)] {
            if let Some(said) = list.as_deref().and_then(unusable) {
                return Err(ConfigError::at_key(&self.paths.config, "packs", key, &said));
            }
        }
        Ok(config)
    }

    /// Names the keys of the reader's own that hide others, each with its place in the config.
    pub fn hiding_keys(&self, config: &Config) -> Vec<ConfigError> {
        let hidden = Keymap::hidden(config.screen.keymap, &config.keys);
        hidden.iter().map(|hidden| ConfigError::at_key(&self.paths.config, "keys", &hidden.keys, &hidden.to_string())).collect()
    }

    fn model_error(&self, error: &ModelError) -> ConfigError {
        ConfigError::at_key(&self.paths.config, "names", "model", &error.to_string())
    }

    /// Opens the store, making it and its directory if there is none. One that may not be written is read, and said to be so.
    pub fn store(&self) -> Result<Store> {
        self.make_data_dir()?;
        let path = self.paths.database();
        match Store::open(&path) {
            Err(error @ (StoreError::ReadOnly | StoreError::Unreachable { .. } | StoreError::DiskFull)) => {
                let is_full = matches!(error, StoreError::DiskFull);
                let store = Store::open_read_only(&path).map_err(|_| error).wrap_err("opening the store")?;
                let cause = if is_full { "the disk is full, so the store" } else { "the store" };
                say(&format!("{cause} cannot be written: it is only read"));
                Ok(store)
            }
            opened => opened.wrap_err("opening the store"),
        }
    }

    /// Gives the feeds the titles, folders and tags that the config sets for them.
    pub fn follow_config(&self, config: &Config) -> Result<()> {
        let named = |feed: &&FeedOverride| feed.title.is_some() || feed.folder.is_some() || feed.tags.is_some();
        let wanted: Vec<FeedOverride> = config.feeds.iter().filter(named).cloned().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let now = self.now;
        self.store()?
            .write_now(move |db| wanted.iter().try_for_each(|feed| follow(db, feed, now)))
            .wrap_err("giving the feeds what the config sets")
    }

    /// Makes the directory of the store, for this user alone.
    pub fn make_data_dir(&self) -> Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&self.paths.data)
            .wrap_err_with(|| format!("making the directory {}\nname another with --data", shown(&self.paths.data)))
    }
}

/// Says why a list of feeds cannot be used; `None` when it can be.
fn unusable(list: &Path) -> Option<String> {
    match opml::read_file(list, opml::LIST_BYTES_MAX).map(|bytes| markup::on_big_stack(move || opml::read(&bytes))) {
        Ok(Ok(Ok(_))) => None,
        Ok(Ok(Err(error))) => Some(format!("cannot use {}: {error}", shown(list))),
        Ok(Err(_)) => Some(format!("cannot use {}: it cannot be read as a list of feeds", shown(list))),
        Err(error) => Some(format!("cannot read {}: {error}", shown(list))),
    }
}

/// Gives one feed what the config sets, if it is subscribed to and not so already.
fn follow(db: &Connection, wanted: &FeedOverride, now: Timestamp) -> rusqlite::Result<()> {
    let Some(id) = feeds::find_by_url(db, &wanted.url)? else { return Ok(()) };
    let Some(feed) = feeds::get(db, id, now)? else { return Ok(()) };
    let mut settings = feed.settings.clone();
    if let Some(title) = &wanted.title {
        settings.title = Some(CleanText::new(title));
    }
    if let Some(folder) = &wanted.folder {
        settings.folder = Some(CleanText::new(folder));
    }
    if let Some(tags) = &wanted.tags {
        settings.tags = tags.iter().map(|tag| CleanText::new(tag)).collect();
    }
    if settings == feed.settings { Ok(()) } else { feeds::set_settings(db, id, &settings) }
}

/// Runs a command that waits for the network.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().wrap_err("starting the tasks")?;
    let result = tokio.block_on(work);
    // A name that is being looked up must not keep the program alive.
    tokio.shutdown_background();
    result
}

/// Writes a time as a person of this place reads it.
pub(super) fn local(time: Timestamp) -> String {
    time.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Writes a count with its noun: "1 story", "2 stories".
pub(super) fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
