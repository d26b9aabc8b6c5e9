//! What the reader has set, and where the program keeps its files.
//!
//! `file` holds the keys and their defaults, `values` tries what stands behind them, `example` explains them, `error` says what
//! is wrong with a config and where, `paths` knows the directories. What an action's name means is left to the screen; nothing
//! here touches the store.

mod error;
mod example;
mod file;
mod packs;
mod paths;
mod values;

pub use error::{ConfigError, Fault};
pub use example::{ExamplePart, example};
pub use file::{
    ArticlesConfig, BrowserConfig, Config, EXAMPLE, FeedOverride, KeymapChoice, NetworkConfig, PicturesChoice, PollConfig,
    ScreenConfig, StoreConfig, ThemeChoice,
};
pub use packs::PacksConfig;
pub use paths::{Paths, PathsError};
