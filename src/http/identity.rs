//! Who asks a server, where the reader has set that for one feed.

use std::fmt;

/// What is different about the requests of one feed. Name, password and headers go to the feed's own server and to no other.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// How the program names itself.
    pub user_agent: Option<String>,
    /// A user name and a password.
    pub login: Option<(String, String)>,
    /// Headers and their values.
    pub headers: Vec<(String, String)>,
    /// The proxy, in the place of the usual one.
    pub proxy: Option<String>,
}

impl Identity {
    /// Returns what may be known to other servers too.
    pub(super) fn abroad(&self) -> Self {
        Self { login: None, headers: Vec::new(), ..self.clone() }
    }

    /// Returns the cookies that the reader has set.
    pub(super) fn cookies(&self) -> Option<String> {
        let own: Vec<&str> = self.headers.iter().filter(|(name, _)| is_cookie(name)).map(|(_, value)| value.as_str()).collect();
        (!own.is_empty()).then(|| own.join("; "))
    }

    /// Drops them.
    pub(super) fn forget_cookies(&mut self) {
        self.headers.retain(|(name, _)| !is_cookie(name));
    }
}

fn is_cookie(name: &str) -> bool {
    name.eq_ignore_ascii_case("cookie")
}

impl fmt::Debug for Identity {
    /// Leaves out whatever may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Identity")
            .field("user_agent", &self.user_agent)
            .field("login", &self.login.as_ref().map(|_| "***"))
            .field("headers", &names)
            .field("proxy", &self.proxy.as_ref().map(|_| "***"))
            .finish()
    }
}
