//! The event loop: the terminal's events and the tasks' messages in, effects out, one paint when something has changed.

mod appearance;
mod background;
mod effects;
mod external;
mod foreground;
mod graphics;
mod input;
mod job;
mod leaving;
mod output;
mod pending;
mod people;
mod picture_cache;
mod pictures;
mod signals;
mod subscriptions;
mod tags;
mod terminal;
mod unpack_picture;
mod whole_page;
mod workers;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre::{Result, WrapErr};
use crossterm::event::{Event, KeyEventKind};
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

pub use effects::load_story;
pub use external::{file_stem, save_new};
pub use output::say;

use crate::app::App;
use crate::config::{Config, Paths, PicturesChoice, ThemeChoice};
use crate::domain::EntryId;
use crate::ingest::Context;
use crate::message::{Effect, Message, Startup, StoryFormat};
use crate::sample;
use crate::store::feeds::{self, NewFeed};
use crate::store::{PollLock, Store, edition};
use crate::text::CleanText;
use effects::Effects;
use graphics::Graphics;
use input::{Input, Keyboard};
use output::Output;
use pending::Pending;
use pictures::PictureMaker;
use signals::{Caught, SIGHUP, Signals};
use terminal::Terminal;

/// Messages that may wait for the screen; a full mailbox slows the workers, never the keys.
const MAILBOX: usize = 256;

/// Messages that are applied before one paint.
const MESSAGES_A_PAINT: usize = 64;

/// Keys that waited when a signal ended the program and are still obeyed.
const EVENTS_AT_THE_END: usize = 1024;

/// How long the first paint waits for the first headlines, so that the screen does not flash empty.
const FIRST_PAINT: Duration = Duration::from_millis(60);

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
/// When the store cannot be opened, the terminal cannot be used, or something that the reader changed is not saved.
pub fn run(options: Options) -> Result<u8> {
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().wrap_err("starting the tasks")?;
    let code = tokio.block_on(sessions(options));
    // A browser that is being started or a page that is being parsed must not keep the program alive.
    tokio.shutdown_background();
    code
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
    let mut devices = Devices {
        graphics,
        input: Input::start().wrap_err("reading the keyboard")?,
        output: Output::start().wrap_err("writing to the terminal")?,
        signals: None,
    };
    let own = !options.sample;
    let ending = loop {
        let mut ending = Ending::OpenSample;
        if own {
            ending = own_session(&config, &options.paths, options.offline, options.write_story, &mut devices).await?;
        }
        if ending == Ending::OpenSample {
            ending = sample_session(&config, options.write_story, &mut devices, own).await?;
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

/// What the sessions of one life of the program share.
struct Devices {
    graphics: Graphics,
    input: Input,
    output: Output,
    /// Until the first session has the terminal, a signal does what it does to every program.
    signals: Option<Signals>,
}

async fn own_session(
    config: &Arc<Config>,
    paths: &Paths,
    offline: bool,
    write_story: StoryWriter,
    devices: &mut Devices,
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
    let stage = Stage { config, cache: &paths.cache, write_story };
    stage.session(store, startup, idle, devices).await
}

/// Opens the sample edition: its own server, its own store, a folder that goes away with it.
async fn sample_session(config: &Arc<Config>, write_story: StoryWriter, devices: &mut Devices, from_own: bool) -> Result<Ending> {
    let folder = sample::SampleFolder::new().wrap_err("making a temporary folder")?;
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
    let stage = Stage { config: &Arc::new(config), cache: &folder.path().join("cache"), write_story };
    stage.session(store, startup, None, devices).await
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
    /// The folder of what can be fetched again.
    cache: &'a Path,
    write_story: StoryWriter,
}

impl Stage<'_> {
    /// Runs one store on the screen until the reader leaves it.
    async fn session(
        &self,
        store: Store,
        mut startup: Startup,
        idle: Option<CleanText>,
        devices: &mut Devices,
    ) -> Result<Ending> {
        startup.feeds = store.read(feeds::count).await.wrap_err("reading the subscriptions")?;
        startup.looked = store.read(edition::looked).await.wrap_err("reading when you last looked")?;
        let (pending, unsaved) = Pending::start(TaskTracker::new());
        let shown = self.show(&store, startup, idle, devices, &pending, unsaved).await;
        // However it ended: the screen is given back, and what is still being written needs nobody to watch.
        let (looked, fetching) = match &shown {
            Ok((_, app, fetching)) => (app.looked(), fetching.clone()),
            Err(_) => (None, None),
        };
        let saved = leaving::leave(&store, looked, fetching, &pending).await;
        let (ending, ..) = shown?;
        saved?;
        ending.wrap_err("using the terminal")
    }

    /// Has the screen until the reader leaves it, and gives the terminal back.
    async fn show(
        &self,
        store: &Store,
        startup: Startup,
        idle: Option<CleanText>,
        devices: &mut Devices,
        pending: &Arc<Pending>,
        unsaved: mpsc::UnboundedReceiver<Message>,
    ) -> Result<(io::Result<Ending>, App, Option<Arc<Context>>)> {
        let config = self.config;
        let Devices { graphics, input, output, signals } = devices;
        let settings = appearance::settings(config, graphics.support)?;
        let (mailbox, messages) = mpsc::channel(MAILBOX);
        // They stop when this is dropped.
        let workers = workers::start(store, config, idle, &mailbox, &pending.tasks);
        let pictures = graphics.picker.clone().map(|picker| PictureMaker::new(picker, self.cache));
        let (fetching, config) = (workers.fetching(), config.clone());
        let mut terminal = Terminal::take(output, config.screen.mouse).wrap_err("taking the terminal")?;
        let effects = Effects::new(store.clone(), mailbox, fetching, config, pictures, self.write_story, pending.clone());
        let listening = match signals.take() {
            Some(signals) => signals,
            None => Signals::start().wrap_err("listening for signals")?,
        };
        let signals = signals.insert(listening);
        let app = App::new(settings, terminal.size()?);
        let mut screen = Loop { app, effects, messages, unsaved, signals, keyboard: input.keyboard() };
        let ending = match screen.run(&mut terminal, input, startup).await {
            // The window was closed, and this was noticed before the signal came.
            Err(error) if is_gone(&error) => Ok(Ending::Signal(SIGHUP)),
            ending => ending,
        };
        pending.hand_back(screen.unsaved);
        Ok((ending, screen.app, workers.fetching().now()))
    }
}

/// Says whether an error of the terminal means that there is none any more.
fn is_gone(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let number = error.raw_os_error();
    [Errno::IO, Errno::NXIO, Errno::NODEV].iter().any(|gone| number == Some(gone.raw_os_error()))
        || error.kind() == io::ErrorKind::BrokenPipe
        || foreground::is_gone()
}

/// The loop of one session.
struct Loop<'a> {
    app: App,
    effects: Effects,
    messages: mpsc::Receiver<Message>,
    /// What could not be written, until the reader is told.
    unsaved: mpsc::UnboundedReceiver<Message>,
    signals: &'a mut Signals,
    keyboard: Keyboard,
}

impl Loop<'_> {
    async fn run(&mut self, terminal: &mut Terminal, input: &mut Input, startup: Startup) -> io::Result<Ending> {
        self.tell_time();
        if let Some(ending) = self.apply(Message::Started(startup), terminal).await? {
            return Ok(ending);
        }
        if let Ok(Some(first)) = tokio::time::timeout(FIRST_PAINT, self.messages.recv()).await
            && let Some(ending) = self.apply(first, terminal).await?
        {
            return Ok(ending);
        }
        loop {
            // A terminal that has not taken the last paint is not given another.
            let is_free = terminal.is_free()?;
            if self.app.needs_draw() && is_free {
                terminal.draw(&self.app)?;
                self.app.drawn();
            }
            let next = tokio::select! {
                biased;
                caught = self.signals.next() => Next::Signal(caught),
                event = input.recv() => match event {
                    Some(event) => Next::Event(event?),
                    None => return Ok(Ending::Signal(SIGHUP)),
                },
                Some(message) = self.unsaved.recv() => Next::Message(Box::new(message)),
                message = self.messages.recv() => match message {
                    Some(message) => Next::Message(Box::new(message)),
                    None => return Ok(Ending::Quit),
                },
                () = terminal.free(), if !is_free => Next::Free,
            };
            self.tell_time();
            let ending = match next {
                Next::Signal(caught) => self.obey(caught, input, terminal).await?,
                Next::Event(event) => self.events(event, input, terminal).await?,
                Next::Message(message) => self.messages(*message, terminal).await?,
                Next::Free => None,
            };
            if let Some(ending) = ending {
                return Ok(ending);
            }
        }
    }

    async fn obey(&mut self, caught: Caught, input: &mut Input, terminal: &mut Terminal) -> io::Result<Option<Ending>> {
        let ended = match caught {
            Caught::End(number) => {
                self.take_last_keys(input);
                Some(number)
            }
            Caught::Stop => terminal.suspend(self.signals).await?,
            Caught::Continued => terminal.take_again(self.signals).await?,
        };
        if ended.is_none() {
            self.take_size()?;
        }
        Ok(ended.map(Ending::Signal))
    }

    /// Has the state take what was typed before the program was told to end; what would need the terminal is left out.
    fn take_last_keys(&mut self, input: &mut Input) {
        for event in std::iter::from_fn(|| input.try_recv()).take(EVENTS_AT_THE_END) {
            let Some(message) = event.ok().and_then(message_of) else { return };
            for effect in self.app.update(message) {
                self.effects.start(effect);
            }
        }
    }

    /// Applies an event and those that wait behind it, as when a key is held down.
    async fn events(&mut self, first: Event, input: &mut Input, terminal: &mut Terminal) -> io::Result<Option<Ending>> {
        let mut event = Some(first);
        let mut left = MESSAGES_A_PAINT;
        while let Some(now) = event {
            if let Some(message) = message_of(now)
                && let Some(ending) = self.apply(message, terminal).await?
            {
                return Ok(Some(ending));
            }
            left -= 1;
            event = if left > 0 { input.try_recv().transpose()? } else { None };
        }
        Ok(None)
    }

    async fn messages(&mut self, first: Message, terminal: &mut Terminal) -> io::Result<Option<Ending>> {
        let mut message = Some(first);
        let mut left = MESSAGES_A_PAINT;
        while let Some(now) = message {
            if let Some(ending) = self.apply(now, terminal).await? {
                return Ok(Some(ending));
            }
            left -= 1;
            message = if left > 0 { self.messages.try_recv().ok() } else { None };
        }
        Ok(None)
    }

    /// Gives one message to the state and sees to what comes of it.
    async fn apply(&mut self, message: Message, terminal: &mut Terminal) -> io::Result<Option<Ending>> {
        for effect in self.app.update(message) {
            match effect {
                Effect::Quit => return Ok(Some(Ending::Quit)),
                Effect::OpenSample => return Ok(Some(Ending::OpenSample)),
                Effect::LeaveSample => return Ok(Some(Ending::LeaveSample)),
                // The signal comes back here, and the program stops as it does for every other.
                Effect::Suspend if foreground::can_stop() => foreground::stop_group(),
                Effect::Suspend | Effect::Redraw => terminal.forget()?,
                Effect::Copy(text) => terminal.copy(&text)?,
                Effect::Notify(text) => terminal.notify(&text)?,
                Effect::Run { command, input } => {
                    let lent = self.keyboard.lend();
                    let ended = terminal.run(&command, input, self.signals).await?;
                    drop(lent);
                    if let Some(number) = ended {
                        return Ok(Some(Ending::Signal(number)));
                    }
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
    Signal(Caught),
    Free,
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
