//! The polite client: limits, time-outs, one identity, redirects that go only where they may.
//!
//! One `get` for feeds and pages. It sends no referrer, cookies only within one chain of redirects, credentials to no other host,
//! and follows no redirect from the public net into this machine or its network. What an answer means is left to the caller.

mod body;
mod cookies;
mod error;
mod guard;
mod headers;
mod hop;
mod identity;
#[cfg(test)]
pub(crate) mod testing;
mod unpack;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::header::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};
use url::Url;

pub use error::{HttpError, RedirectTrouble, Stage};
pub use guard::is_local;
pub use identity::Identity;

pub use hop::same_server;

use hop::{Hop, check, host};

/// What dateline calls itself: its name and version, what it is, and where its makers can be asked, as publishers want to know it.
const USER_AGENT: &str = concat!("dateline/", env!("CARGO_PKG_VERSION"), " (feed reader; +", env!("CARGO_PKG_HOMEPAGE"), ")");

/// The packings that [`unpack`] undoes.
const PACKINGS: &str = "gzip, br, zstd, deflate";

/// Most hosts whose permits are remembered before those not in use are forgotten.
const HOSTS_MAX: usize = 1024;

/// Requests whose servers are slow, so that others are asked meanwhile; more of them count like any.
const SLOW_MAX: usize = 256;
/// Bodies of more than a MiB that may be in memory at once.
const LARGE_MAX: usize = 4;

/// The limits of every request.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who asks.
    pub user_agent: String,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long the server may think before its answer begins; the connection counts in.
    pub first_byte_timeout: Duration,
    /// How long the server may think before it counts as slow and others are asked in its place.
    pub slow_after: Duration,
    /// How long the body may stand still.
    pub idle_timeout: Duration,
    /// How long everything may take, redirects included, waiting for a permit not.
    pub total_timeout: Duration,
    /// Requests for feeds at once to one host.
    pub per_host: usize,
    /// Requests for pages at once to one host.
    pub pages_per_host: usize,
    /// Requests at once to all hosts.
    pub overall: usize,
    /// Redirects that are followed.
    pub redirects_max: usize,
    /// The proxy for everything that is not local; `None` follows the environment.
    pub proxy: Option<String>,
    /// Whether any address may lead to this machine and its network.
    pub allow_local: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_agent: USER_AGENT.to_owned(),
            connect_timeout: Duration::from_secs(10),
            first_byte_timeout: Duration::from_secs(15),
            slow_after: Duration::from_secs(2),
            idle_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(60),
            per_host: 2,
            pages_per_host: 2,
            overall: 128,
            redirects_max: 5,
            proxy: None,
            allow_local: false,
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Accept {
    /// A feed.
    Feed,
    /// A web page.
    Page,
    /// A picture.
    Picture,
}

impl Accept {
    /// Returns the largest body worth having, unpacked.
    pub fn body_max(self) -> u64 {
        match self {
            Self::Feed => 16 << 20,
            Self::Page => 12 << 20,
            Self::Picture => 8 << 20,
        }
    }

    fn header(self) -> &'static str {
        match self {
            Self::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                 application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
            }
            Self::Page => "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
            Self::Picture => "image/webp, image/jpeg, image/png, image/gif;q=0.8",
        }
    }
}

/// One question to a server.
#[derive(Clone, Debug)]
pub struct Request {
    /// The address; user name and password in it are sent to its own host only.
    pub url: Url,
    /// What is asked for.
    pub accept: Accept,
    /// The `ETag` of the body that is known already.
    pub etag: Option<String>,
    /// The `Last-Modified` of the body that is known already.
    pub last_modified: Option<String>,
    /// Most bytes of body, unpacked.
    pub body_max: u64,
    /// Who asks, where that is not the usual.
    pub identity: Option<Arc<Identity>>,
    /// Whether the host and port of `url` may be on this machine or its network. Redirects to other local ones never may.
    pub local_allowed: bool,
    /// Whether nothing more will be asked of the server for a while: the connection to it is then not kept.
    pub is_last: bool,
}

impl Request {
    /// Asks for `url` without conditions, with the usual limit; a host that is local by its name or number may be asked.
    pub fn new(url: Url, accept: Accept) -> Self {
        let local_allowed = is_local(&url);
        let (etag, last_modified, body_max) = (None, None, accept.body_max());
        Self { url, accept, etag, last_modified, body_max, identity: None, local_allowed, is_last: false }
    }

    /// Asks for a page that a feed names. It may be local only on the feed's own server: a feed can name what it likes.
    pub fn page(url: Url, feed: &Url) -> Self {
        Self::named_by(url, Accept::Page, feed)
    }

    /// Asks for a feed that a page names. The same holds: what is local may be named on its own server only.
    pub fn feed(url: Url, page: &Url) -> Self {
        Self::named_by(url, Accept::Feed, page)
    }

    /// Asks for a picture that a story of the feed shows; the same holds for it.
    pub fn picture(url: Url, feed: &Url) -> Self {
        Self::named_by(url, Accept::Picture, feed)
    }

    fn named_by(url: Url, accept: Accept, feed: &Url) -> Self {
        let local_allowed = is_local(&url) && same_server(&url, feed);
        Self { local_allowed, ..Self::new(url, accept) }
    }
}

impl Request {
    /// Asks as a feed does: on the feed's own server whole, elsewhere without what is secret.
    #[must_use]
    pub fn asked_by(self, identity: Option<&Arc<Identity>>, feed: &Url) -> Self {
        let at_home = same_server(&self.url, feed) && self.url.scheme() == feed.scheme();
        let identity = identity.map(|identity| if at_home { identity.clone() } else { Arc::new(identity.abroad()) });
        Self { identity, ..self }
    }
}

/// Room in memory for one of a few large bodies; a small one needs none. Others wait until it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Room {
    _permit: Option<Arc<OwnedSemaphorePermit>>,
}

/// The answer of a server, whatever its status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status, such as 200 or 304; never a redirect.
    pub status: u16,
    /// The address that answered, without credentials.
    pub url: Url,
    /// Where the address has moved for good: the end of the permanent redirects with which the chain began.
    pub moved_permanently_to: Option<Url>,
    /// The body, unpacked.
    pub body: Vec<u8>,
    /// The room that the body takes, to be kept for as long as the body is.
    pub room: Room,
    /// Why the body ended before its time; what came until then is there.
    pub cut: Option<HttpError>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
    /// How long the server asks to be left alone, as it says.
    pub retry_after: Option<SignedDuration>,
    /// How long the answer stays fresh, by `Cache-Control`.
    pub max_age: Option<SignedDuration>,
    /// The `Link` headers, one after the other with commas between them.
    pub links: Option<String>,
}

/// The client. Clones share connections and limits.
#[derive(Clone, Debug)]
pub struct Client(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: Settings,
    /// Refuses names that lead to local addresses.
    public: reqwest::Client,
    /// For hosts that are allowed to be local; never through a proxy.
    local: reqwest::Client,
    /// For feeds with a proxy of their own, by its address.
    proxied: Mutex<HashMap<String, reqwest::Client>>,
    overall: Arc<Semaphore>,
    slow: Arc<Semaphore>,
    /// A permit for each large body that may be in memory.
    large: Arc<Semaphore>,
    hosts: Mutex<HashMap<(Accept, String), Arc<Semaphore>>>,
}

impl Client {
    /// Builds the client; do it once, connections are kept for reuse.
    ///
    /// # Errors
    /// Fails when the certificates of the system cannot be read or the user agent is no header.
    pub fn new(settings: Settings) -> Result<Self, HttpError> {
        Ok(Self(Arc::new(Shared {
            public: public(&settings, settings.proxy.as_deref())?,
            local: build(builder(&settings).no_proxy())?,
            proxied: Mutex::default(),
            overall: Arc::new(Semaphore::new(settings.overall.max(1))),
            slow: Arc::new(Semaphore::new(SLOW_MAX)),
            large: Arc::new(Semaphore::new(LARGE_MAX)),
            hosts: Mutex::default(),
            settings,
        })))
    }

    /// Returns how many feeds of one host are asked for at once.
    pub fn feeds_per_host(&self) -> usize {
        self.0.settings.per_host
    }

    /// Asks and reads the whole answer, following redirects.
    ///
    /// # Errors
    /// Fails when no answer came within the limits; any status but a redirect is an answer, and so is one whose body is cut.
    pub async fn get(&self, request: Request) -> Result<Response, HttpError> {
        let mut hop = Hop::start(request.url.clone());
        let mut left = self.0.settings.total_timeout;
        for _ in 0..=self.0.settings.redirects_max {
            let local = check(&request, &hop.url, self.0.settings.allow_local)?;
            let (_of_host, mut of_all) = self.permits(request.accept, &hop.url).await;
            let started = Instant::now();
            let step = timeout(left, self.step(&request, &hop, local, &mut of_all)).await;
            left = left.saturating_sub(started.elapsed());
            match step.map_err(|_| HttpError::Timeout { stage: Stage::Whole, after: self.0.settings.total_timeout })?? {
                Step::Answer(response) => return Ok(*response),
                Step::Redirect { status, headers } => hop.follow(&request, status, &headers)?,
            }
        }
        Err(RedirectTrouble::TooMany { max: self.0.settings.redirects_max }.into())
    }

    /// Waits for a permit of the host and one of all; they are given back when dropped.
    async fn permits(&self, accept: Accept, url: &Url) -> (Option<OwnedSemaphorePermit>, Option<OwnedSemaphorePermit>) {
        let key = (accept, format!("{}:{}", host(url), url.port_or_known_default().unwrap_or(0)));
        let at_once = match accept {
            Accept::Feed => self.0.settings.per_host,
            Accept::Page | Accept::Picture => self.0.settings.pages_per_host,
        };
        let of_host = {
            let mut hosts = self.0.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            if hosts.len() > HOSTS_MAX {
                hosts.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
            }
            Arc::clone(hosts.entry(key).or_insert_with(|| Arc::new(Semaphore::new(at_once.max(1)))))
        };
        // The host's own first: who waits for a slow host must not keep the others out.
        let of_host = of_host.acquire_owned().await.ok();
        (of_host, Arc::clone(&self.0.overall).acquire_owned().await.ok())
    }

    /// Returns the client that takes the request where it wants to go.
    fn client_for(&self, request: &Request, local: bool) -> Result<reqwest::Client, HttpError> {
        let own = request.identity.as_ref().and_then(|identity| identity.proxy.as_deref());
        match own {
            _ if local => Ok(self.0.local.clone()),
            None => Ok(self.0.public.clone()),
            Some(proxy) => {
                let mut proxied = self.0.proxied.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(client) = proxied.get(proxy) {
                    return Ok(client.clone());
                }
                let client = public(&self.0.settings, Some(proxy))?;
                proxied.insert(proxy.to_owned(), client.clone());
                Ok(client)
            }
        }
    }

    /// Asks one server once.
    async fn step(
        &self,
        request: &Request,
        hop: &Hop,
        local: bool,
        permit: &mut Option<OwnedSemaphorePermit>,
    ) -> Result<Step, HttpError> {
        let settings = &self.0.settings;
        let client = self.client_for(request, local)?;
        let mut asking =
            client.get(hop.url.clone()).header("accept", request.accept.header()).header("accept-encoding", PACKINGS);
        let at_home = same_server(&request.url, &hop.url) && request.url.scheme() == hop.url.scheme();
        let mut identity = request.identity.as_deref().map(|own| if at_home { own.clone() } else { own.abroad() });
        let own_cookies = identity.as_ref().and_then(Identity::cookies);
        if let Some(cookies) = hop.cookies.header(&hop.url, own_cookies.as_deref()) {
            identity.iter_mut().for_each(Identity::forget_cookies);
            asking = asking.header("cookie", cookies);
        }
        if let Some(identity) = identity {
            asking = introduce(asking, identity);
        }
        for (name, value) in [("if-none-match", &request.etag), ("if-modified-since", &request.last_modified)] {
            if let Some(value) = value.as_ref().filter(|value| reqwest::header::HeaderValue::from_str(value).is_ok()) {
                asking = asking.header(name, value);
            }
        }
        if request.is_last {
            asking = asking.header("connection", "close");
        }
        let mut answer = pin!(timeout(settings.first_byte_timeout, asking.send()));
        let answer = if let Ok(soon) = timeout(settings.slow_after, &mut answer).await {
            soon
        } else {
            if let Ok(slow) = Arc::clone(&self.0.slow).try_acquire_owned() {
                *permit = Some(slow);
            }
            answer.await
        };
        let answer = answer
            .map_err(|_| HttpError::Timeout { stage: Stage::Answer, after: settings.first_byte_timeout })?
            .map_err(|error| HttpError::from_send(&error, &hop.url, settings))?;
        headers::check(answer.headers())?;
        let status = answer.status().as_u16();
        if matches!(status, 301 | 302 | 303 | 307 | 308) {
            return Ok(Step::Redirect { status, headers: answer.headers().clone() });
        }
        let mut response = headers::response(&answer, hop);
        match body::read(answer, request.body_max, settings, &self.0.large).await {
            Ok((body, cut, room)) => (response.body, response.cut, response.room) = (body, cut, room),
            // What a server says beside its refusal is of no use; that it refuses is.
            Err(error) if !(200..300).contains(&status) => response.cut = Some(error),
            Err(error) => return Err(error),
        }
        Ok(Step::Answer(Box::new(response)))
    }
}

fn builder(settings: &Settings) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(&settings.user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        .pool_max_idle_per_host(settings.per_host.max(settings.pages_per_host))
        .pool_idle_timeout(Duration::from_secs(30))
        // Two connections for a host leave HTTP/2 nothing to win, and its floods are not ours to withstand.
        .http1_only()
        .http1_max_headers(headers::FIELDS_MAX)
        // Browsers and curl read over such lines too.
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .tcp_nodelay(true)
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, HttpError> {
    builder.build().map_err(|error| HttpError::setup(&error))
}

/// Builds a client for addresses that must not be local, unless all may.
fn public(settings: &Settings, proxy: Option<&str>) -> Result<reqwest::Client, HttpError> {
    let mut public = builder(settings);
    if !settings.allow_local {
        public = public.dns_resolver(Arc::new(guard::PublicOnly::new(proxy)));
    }
    if let Some(proxy) = proxy {
        public = public.proxy(reqwest::Proxy::all(proxy).map_err(|error| HttpError::setup(&error))?);
    }
    build(public)
}

/// Says who asks.
fn introduce(mut asking: reqwest::RequestBuilder, identity: Identity) -> reqwest::RequestBuilder {
    if let Some(name) = identity.user_agent {
        asking = asking.header("user-agent", name);
    }
    if let Some((name, password)) = identity.login {
        asking = asking.basic_auth(name, Some(password));
    }
    for (name, value) in identity.headers {
        asking = asking.header(name, value);
    }
    asking
}

enum Step {
    Answer(Box<Response>),
    Redirect { status: u16, headers: HeaderMap },
}

#[cfg(test)]
mod tests;
