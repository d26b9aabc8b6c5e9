//! How the config steers the client of the net.

use super::Config;
use crate::http;

impl Config {
    /// Returns the limits and the identity with which feeds are asked.
    pub fn http_settings(&self) -> http::Settings {
        let defaults = http::Settings::default();
        http::Settings {
            user_agent: self.network.user_agent.clone().unwrap_or(defaults.user_agent),
            per_host: self.poll.per_host as usize,
            pages_per_host: self.articles.pages_per_host as usize,
            overall: self.poll.parallel as usize,
            ..http::Settings::default()
        }
    }
}
