//! The event loop: the terminal's events and the tasks' messages in, effects out, one paint when something has changed.

mod appearance;
mod background;
mod effects;
mod external;
mod graphics;
mod input;
mod pending;
mod people;
mod picture_cache;
mod pictures;
mod subscriptions;
mod tags;
mod terminal;
mod whole_page;
mod workers;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre::{Result, WrapErr, eyre};
use crossterm::event::{Event, KeyEventKind};
use jiff::Timestamp;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use tracing::debug;

pub use effects::load_story;
pub use external::{file_stem, save_new};

use crate::app::App;
use crate::config::{Config, Paths, PicturesChoice, ThemeChoice};
use crate::domain::EntryId;
use crate::ingest::Context;
use crate::message::{Effect, Looked, Message, Startup, StoryFormat};
use crate::sample;
use crate::store::feeds::{self, NewFeed};
use crate::store::{PollLock, Store, edition};
use crate::text::CleanText;
use effects::Effects;
use graphics::Graphics;
use input::{Input, Keyboard};
use pending::Pending;
use pictures::PictureMaker;
use terminal::Terminal;

/// Messages that may wait for the screen; a full mailbox slows the workers, never the keys.
const MAILBOX: usize = 256;

/// Messages that are applied before one paint.
const MESSAGES_A_PAINT: usize = 64;

/// How long the first paint waits for the first headlines, so that the screen does not flash empty.
const FIRST_PAINT: Duration = Duration::from_millis(60);

/// How long a quit waits for what is being written before it says so.
const SOON: Duration = Duration::from_millis(500);

/// How long a quit waits for what is being written.
const LAST_WRITES: Duration = Duration::from_secs(10);

/// What the reader is started with.
#[derive(Debug)]
pub struct Options {
    /// The settings.
    pub config: Config,
    /// Where things are.
    pub paths: Paths,
    /// Whether nothing is fetched.
    pub offline: bool,
    /// Whether to open the sample edition instead of the reader's own store.
    pub sample: bool,
    /// How stories are written for commands: as the command line writes them.
    pub write_story: StoryWriter,
}

/// Writes a story in a format; `None` when it is gone.
pub type StoryWriter = fn(&Store, EntryId, StoryFormat) -> Result<Option<String>>;

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Quit,
    Signal(u8),
    OpenSample,
    LeaveSample,
}

/// Runs the reader until it is left and returns the exit code: 0, or 128 and the number of the signal that ended it.
///
/// # Errors
/// When the store cannot be opened or the terminal cannot be used.
pub fn run(options: Options) -> Result<u8> {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().wrap_err("starting the tasks")?;
    let code = tokio.block_on(sessions(options))?;
    // A browser that is being started or a page that is being parsed must not keep the program alive.
    tokio.shutdown_background();
    Ok(code)
}

async fn sessions(options: Options) -> Result<u8> {
    let mut config = options.config;
    // The answers come the way that the keys come: they must be read before anything else reads there.
    if config.screen.theme == ThemeChoice::Auto && background::is_light() {
        config.screen.theme = ThemeChoice::Light;
    }
    let config = Arc::new(config);
    let pictures = if config.screen.plain { PicturesChoice::Off } else { config.screen.pictures };
    let graphics = Graphics::ask(pictures);
    let mut input = Input::start().wrap_err("reading the keyboard")?;
    let own = !options.sample;
    let ending = loop {
        let mut ending = Ending::OpenSample;
        if own {
            ending = own_session(&config, &options.paths, options.offline, &graphics, options.write_story, &mut input).await?;
        }
        if ending == Ending::OpenSample {
            ending = sample_session(&config, &graphics, options.write_story, &mut input, own).await?;
        }
        if ending != Ending::LeaveSample {
            break ending;
        }
    };
    Ok(match ending {
        Ending::Signal(number) => 128 + number,
        Ending::Quit | Ending::OpenSample | Ending::LeaveSample => 0,
    })
}

async fn own_session(
    config: &Arc<Config>,
    paths: &Paths,
    offline: bool,
    graphics: &Graphics,
    write_story: StoryWriter,
    input: &mut Input,
) -> Result<Ending> {
    let store = Store::open_or_read(&paths.database()).wrap_err("opening the store")?;
    // Held until the session ends.
    let (_lock, notice) = match PollLock::take(&paths.data) {
        _ if store.is_read_only() => (None, Some(CleanText::new("the store cannot be written: it is only read"))),
        _ if offline => (None, Some(CleanText::new("offline: nothing is fetched"))),
        Ok(lock) => (Some(lock), None),
        Err(held) => (None, Some(CleanText::lines(&held.to_string()))),
    };
    let idle = notice.clone();
    let startup = Startup { importable: importable(paths).await, own_packs: config.packs.own(), notice, ..Startup::default() };
    let stage = Stage { config, graphics, cache: &paths.cache, write_story };
    stage.session(store, startup, idle, input).await
}

/// Opens the sample edition: its own server, its own store, a folder that goes away with it.
async fn sample_session(
    config: &Arc<Config>,
    graphics: &Graphics,
    write_story: StoryWriter,
    input: &mut Input,
    from_own: bool,
) -> Result<Ending> {
    let folder = tempfile::Builder::new().prefix("dateline-sample-").tempdir().wrap_err("making a temporary folder")?;
    let server = sample::serve(Timestamp::now()).await.wrap_err("starting the sample edition")?;
    let store = Store::open(&folder.path().join("dateline.db")).wrap_err("opening the sample edition's store")?;
    let wanted: Vec<_> = server.feeds.iter().map(sample_feed).collect();
    store
        .write(move |db| {
            for feed in &wanted {
                feeds::add(db, feed, Timestamp::now())?;
            }
            Ok(())
        })
        .await
        .wrap_err("subscribing to the sample edition")?;
    let mut config = Config::clone(config);
    // Everything is on this machine and made for this: there is nobody to be polite to.
    config.articles.page_delay_ms = 0;
    config.articles.pages_per_host = 16;
    config.articles.first_stories = u32::MAX;
    config.articles.full_text = crate::domain::FullText::Auto;
    config.poll.per_host = 16;
    let startup = Startup { sample: true, from_own, ..Startup::default() };
    let stage = Stage { config: &Arc::new(config), graphics, cache: &folder.path().join("cache"), write_story };
    stage.session(store, startup, None, input).await
}

fn sample_feed(feed: &sample::SampleFeed) -> NewFeed {
    NewFeed { folder: Some(CleanText::new(feed.folder)), ..NewFeed::of(feed.url.clone()) }
}

/// Names the subscriptions of other readers on this machine, with the number of feeds in each.
async fn importable(paths: &Paths) -> Vec<(PathBuf, usize)> {
    let candidates = paths.newsboat_urls();
    let looked = tokio::task::spawn_blocking(move || crate::opml::count_in(&candidates)).await;
    looked.unwrap_or_default()
}

/// What a session stands on beside its store.
struct Stage<'a> {
    config: &'a Arc<Config>,
    graphics: &'a Graphics,
    /// The folder of what can be fetched again.
    cache: &'a Path,
    write_story: StoryWriter,
}

impl Stage<'_> {
    /// Runs one store on the screen until the reader leaves it.
    async fn session(&self, store: Store, mut startup: Startup, idle: Option<CleanText>, input: &mut Input) -> Result<Ending> {
        let config = self.config;
        startup.feeds = store.read(feeds::count).await.wrap_err("reading the subscriptions")?;
        startup.looked = store.read(edition::looked).await.wrap_err("reading when you last looked")?;
        let (mailbox, messages) = mpsc::channel(MAILBOX);
        let tasks = TaskTracker::new();
        let workers = workers::start(&store, config, idle, &mailbox, &tasks);
        let pictures = self.graphics.picker.clone().map(|picker| PictureMaker::new(picker, self.cache));
        let effects =
            Effects::new(store.clone(), mailbox, workers.fetching(), tasks.clone(), config.clone(), pictures, self.write_story);

        let settings = appearance::settings(config, self.graphics.support)?;
        let mut terminal = Terminal::take(config.screen.mouse).wrap_err("taking the terminal")?;
        let app = App::new(settings, terminal.size()?);
        let mut screen = Loop { app, effects, messages, signals: Signals::new()?, keyboard: input.keyboard() };
        let ending = match screen.run(&mut terminal, input, startup).await {
            // The window was closed, and this was noticed before the signal came.
            Err(error) if is_gone(&error) => Ok(Ending::Signal(SIGHUP)),
            ending => ending,
        };

        workers.stop();
        tasks.close();
        let fetching = workers.fetching().now();
        let (looked, pending, imports) = (screen.app.looked(), screen.effects.pending(), screen.effects.imports());
        drop(screen);
        // The screen goes first: what is still being written needs nobody to watch.
        drop(terminal);
        {
            let mut leaving = pin!(leave(&store, fetching, looked, &pending, &imports));
            if tokio::time::timeout(SOON, &mut leaving).await.is_err() {
                let waiting = pending.waiting();
                // A window that is gone takes no words.
                let _ = writeln!(io::stderr(), "Saving what you changed ({waiting} left)…");
                if tokio::time::timeout(LAST_WRITES, leaving).await.is_err() {
                    let unsaved = pending.waiting();
                    return Err(eyre!(
                        "not everything that you changed is saved ({unsaved} left): the store took longer than {} seconds",
                        LAST_WRITES.as_secs()
                    ));
                }
            }
        }
        ending.wrap_err("using the terminal")
    }
}

/// Says whether an error of the terminal means that there is none any more.
fn is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) || error.kind() == io::ErrorKind::BrokenPipe
}

/// Keeps when the reader last looked and waits for all that is still to be written.
async fn leave(store: &Store, fetching: Option<Arc<Context>>, looked: Option<Looked>, pending: &Pending, imports: &TaskTracker) {
    imports.close();
    imports.wait().await;
    pending.settle().await;
    if let Some(looked) = looked
        && let Err(error) = store.write_durable(move |db| edition::look(db, looked)).await
    {
        // A store that cannot be written has been told of.
        debug!(%error, "when the reader looked is not kept");
    }
    if let Some(context) = fetching
        && let Err(error) = context.let_go().await
    {
        debug!(%error, "a story that was worked on counts a try more");
    }
    store.close().await;
}

/// The loop of one session.
struct Loop {
    app: App,
    effects: Effects,
    messages: mpsc::Receiver<Message>,
    signals: Signals,
    keyboard: Keyboard,
}

impl Loop {
    async fn run(&mut self, terminal: &mut Terminal, input: &mut Input, startup: Startup) -> io::Result<Ending> {
        self.tell_time();
        if let Some(ending) = self.apply(Message::Started(startup), terminal)? {
            return Ok(ending);
        }
        if let Ok(Some(first)) = tokio::time::timeout(FIRST_PAINT, self.messages.recv()).await
            && let Some(ending) = self.apply(first, terminal)?
        {
            return Ok(ending);
        }
        loop {
            if self.app.needs_draw() {
                terminal.draw(&self.app)?;
                self.app.drawn();
            }
            let next = tokio::select! {
                biased;
                event = input.recv() => match event {
                    Some(event) => Next::Event(event?),
                    None => return Ok(Ending::Signal(SIGHUP)),
                },
                number = self.signals.next() => return Ok(Ending::Signal(number)),
                message = self.messages.recv() => match message {
                    Some(message) => Next::Message(Box::new(message)),
                    None => return Ok(Ending::Quit),
                },
            };
            self.tell_time();
            let ending = match next {
                Next::Event(event) => self.events(event, input, terminal)?,
                Next::Message(message) => self.messages(*message, terminal)?,
            };
            if let Some(ending) = ending {
                return Ok(ending);
            }
        }
    }

    /// Applies an event and those that wait behind it, as when a key is held down.
    fn events(&mut self, first: Event, input: &mut Input, terminal: &mut Terminal) -> io::Result<Option<Ending>> {
        let mut event = Some(first);
        let mut left = MESSAGES_A_PAINT;
        while let Some(now) = event {
            if let Some(message) = message_of(now)
                && let Some(ending) = self.apply(message, terminal)?
            {
                return Ok(Some(ending));
            }
            left -= 1;
            event = if left > 0 { input.try_recv().transpose()? } else { None };
        }
        Ok(None)
    }

    fn messages(&mut self, first: Message, terminal: &mut Terminal) -> io::Result<Option<Ending>> {
        let mut message = Some(first);
        let mut left = MESSAGES_A_PAINT;
        while let Some(now) = message {
            if let Some(ending) = self.apply(now, terminal)? {
                return Ok(Some(ending));
            }
            left -= 1;
            message = if left > 0 { self.messages.try_recv().ok() } else { None };
        }
        Ok(None)
    }

    /// Gives one message to the state and sees to what comes of it.
    fn apply(&mut self, message: Message, terminal: &mut Terminal) -> io::Result<Option<Ending>> {
        for effect in self.app.update(message) {
            match effect {
                Effect::Quit => return Ok(Some(Ending::Quit)),
                Effect::OpenSample => return Ok(Some(Ending::OpenSample)),
                Effect::LeaveSample => return Ok(Some(Ending::LeaveSample)),
                Effect::Suspend => {
                    terminal.suspend()?;
                    self.take_size()?;
                }
                Effect::Redraw => terminal.forget()?,
                Effect::Copy(text) => terminal.copy(&text)?,
                Effect::Notify(text) => terminal.notify(&text)?,
                Effect::Run { command, input } => {
                    self.keyboard.lend(|| terminal.run(&command, input))?;
                    // An interrupt was meant for the command.
                    self.signals = Signals::new()?;
                    self.take_size()?;
                }
                other => self.effects.start(other),
            }
        }
        Ok(None)
    }

    /// Asks for the size of the terminal, which may have changed while others had it.
    fn take_size(&mut self) -> io::Result<()> {
        let (columns, rows) = crossterm::terminal::size()?;
        for effect in self.app.update(Message::Resized(columns, rows)) {
            self.effects.start(effect);
        }
        Ok(())
    }

    fn tell_time(&mut self) {
        for effect in self.app.update(Message::Now(Timestamp::now())) {
            self.effects.start(effect);
        }
    }
}

enum Next {
    Event(Event),
    Message(Box<Message>),
}

fn message_of(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key)),
        Event::Mouse(mouse) => Some(Message::Mouse(mouse)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(columns, rows) => Some(Message::Resized(columns, rows)),
        _ => None,
    }
}

const SIGHUP: u8 = 1;
const SIGINT: u8 = 2;
const SIGQUIT: u8 = 3;
const SIGTERM: u8 = 15;

/// The signals that end the program in good order.
struct Signals {
    hangup: Signal,
    interrupt: Signal,
    quit: Signal,
    terminate: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.hangup.recv() => SIGHUP,
            _ = self.interrupt.recv() => SIGINT,
            _ = self.quit.recv() => SIGQUIT,
            _ = self.terminate.recv() => SIGTERM,
        }
    }
}
