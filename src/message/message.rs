//! [`Message`]: something that happened; the only input of `App::update`.

use std::path::PathBuf;

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;

use super::{Action, DrawnPicture, IndexSort, NoPicture, Pack, Toward};
use crate::domain::{
    Edition, EntryId, Feed, FeedId, FeedUrl, Headline, HeadlineKey, PersonChanged, PersonId, PersonPage, PersonSummary,
    PlacePage, PlaceSummary, Story, StoryLink, TagUse, WebUrl, WholePage,
};
use crate::query::{Query, Rule};
use crate::text::CleanText;

/// One page of a list, sorted newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeadlinePage {
    /// The stories.
    pub rows: Vec<Headline>,
    /// Whether newer stories stand before the first row.
    pub more_newer: bool,
    /// Whether older stories stand after the last row.
    pub more_older: bool,
    /// What would find stories, where there are none because no story has a word that was asked for.
    pub offer: Option<Offer>,
}

/// Beginnings of words that find stories, in the place of words that stand in none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The beginnings as they would be typed: `pipelin*`.
    pub words: String,
    /// How many stories the query finds with them; of very many no more than are counted.
    pub stories: u32,
}

/// How many stories each view holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewCounts {
    /// Unread stories.
    pub unread: u32,
    /// All stories.
    pub all: u32,
    /// Starred stories.
    pub starred: u32,
    /// Stories kept for later.
    pub later: u32,
    /// People named in any story.
    pub people: u32,
    /// Places named in any story.
    pub places: u32,
}

/// The places of a map, those with most stories first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapPlaces {
    /// The places, each with the stories that were asked for.
    pub places: Vec<PlaceSummary>,
    /// How many of the newest stories were looked at, where there are more.
    pub newest: Option<u32>,
}

/// A feed that was found at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its address.
    pub url: FeedUrl,
    /// Its title, as the page or the feed says it.
    pub title: CleanText,
}

/// How far polling and digesting have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Feeds asked in this round.
    pub feeds_done: u32,
    /// Feeds of this round; 0 when nothing is polled.
    pub feeds_total: u32,
    /// Feeds whose last poll failed.
    pub failing: u32,
    /// Entries waiting for their article.
    pub queued: u32,
    /// Whether nothing can be reached.
    pub no_network: bool,
}

/// What the program found when it started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Startup {
    /// How many feeds are subscribed to.
    pub feeds: u32,
    /// Subscriptions of other readers on this machine, with the number of feeds: shown by the welcome.
    pub importable: Vec<(PathBuf, usize)>,
    /// When the reader last looked, if ever.
    pub looked: Option<Looked>,
    /// Packs that a list of the reader's own replaces: the welcome does not call them by what is inside the program.
    pub own_packs: Vec<Pack>,
    /// Whether this is the sample edition.
    pub sample: bool,
    /// Whether the sample edition was entered from the reader's own store, so that a way leads back.
    pub from_own: bool,
    /// What the reader should know at once: another dateline polls, the config is wrong, the store is read-only.
    pub notice: Option<CleanText>,
}

/// When the reader looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The last time before the present spell of reading.
    pub before: Timestamp,
    /// The last time at all.
    pub last: Timestamp,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The program has started.
    Started(Startup),
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size: columns and rows.
    Resized(u16, u16),
    /// The time that `Effect::WakeAfter` asked for has come, or the clock's minute changed while something showed an age.
    Tick,
    /// A page of headlines.
    HeadlinesLoaded {
        /// The token of the wish.
        token: u64,
        /// The page.
        page: HeadlinePage,
    },
    /// How many stories a query has, up to a limit.
    Counted(Query, u32),
    /// How many stories each view has.
    ViewsCounted(ViewCounts),
    /// A story is open.
    StoryOpened(Box<Story>),
    /// All that the page of a story has.
    WholePageLoaded(EntryId, Box<WholePage>),
    /// The links that stand below a story, for an action on one of them.
    LinksLoaded(Action, Vec<StoryLink>),
    /// A story is written for a command.
    StoryWritten {
        /// The command line.
        command: String,
        /// The story.
        text: String,
    },
    /// A picture is ready to be drawn, or is not to be had.
    PictureCame(WebUrl, Result<DrawnPicture, NoPicture>),
    /// A story is gone from the store.
    StoryMissing(EntryId),
    /// The newest stories naming a person.
    RelatedLoaded(PersonId, Vec<Headline>),
    /// The next story along a person; `None` at the end.
    NeighborFound {
        /// The person.
        person: PersonId,
        /// From which story the question was asked.
        from: HeadlineKey,
        /// Which way.
        toward: Toward,
        /// The story, and its place among the person's stories (1 is the newest).
        found: Option<(Headline, u32)>,
    },
    /// A person's page.
    PersonOpened(Box<PersonPage>),
    /// A place's page.
    PlaceOpened(Box<PlacePage>),
    /// The index of people.
    PeopleLoaded {
        /// What the names hold.
        filter: String,
        /// The order.
        sort: IndexSort,
        /// The people.
        people: Vec<PersonSummary>,
    },
    /// The index of places.
    PlacesLoaded {
        /// What the names hold.
        filter: String,
        /// The places.
        places: Vec<PlaceSummary>,
    },
    /// The places of a map.
    MapLoaded {
        /// The token of the wish.
        token: u64,
        /// The places.
        places: MapPlaces,
    },
    /// Whom a person might be.
    OthersLoaded {
        /// The person.
        person: PersonId,
        /// What the names hold.
        filter: String,
        /// The others, the likeliest first.
        others: Vec<PersonSummary>,
    },
    /// The forms of a person's name that are not the one shown.
    FormsLoaded(PersonId, Vec<CleanText>),
    /// Who is hidden.
    HiddenLoaded(Vec<(PersonId, CleanText)>),
    /// What the reader said of a person is kept.
    PersonChanged(Box<PersonChanged>),
    /// Former words of people hold again.
    PeopleSaid,
    /// Every rule.
    RulesLoaded(Vec<Rule>),
    /// Stories of what the reader follows have come.
    FollowedCame(Vec<Headline>),
    /// Every tag in use.
    TagsLoaded {
        /// The tags, in the order of the alphabet.
        known: Vec<TagUse>,
        /// The story that was asked for, with its own.
        of: Option<(EntryId, Vec<CleanText>)>,
    },
    /// A story bears these tags now.
    Tagged {
        /// Which story.
        entry: EntryId,
        /// All of its tags.
        tags: Vec<CleanText>,
    },
    /// Every feed.
    FeedsLoaded(Vec<Feed>),
    /// Stories were marked read; the ids undo it.
    MarkedAllRead(Vec<EntryId>),
    /// What was found at an address.
    FeedsFound {
        /// The address as typed.
        asked: String,
        /// The feeds; empty when there is none.
        found: Vec<Found>,
        /// What the reader has to know before a feed is taken.
        note: Option<CleanText>,
    },
    /// Feeds were subscribed to.
    Subscribed {
        /// How many are new.
        new: Vec<FeedId>,
        /// How many were there already.
        known: u32,
        /// What of a list could not be used, each with the reason.
        refused: Vec<(CleanText, CleanText)>,
    },
    /// Feeds or articles came in; what the screen shows may have changed.
    StoreChanged {
        /// New stories since the last such message.
        new: u32,
        /// Stories that were digested since.
        digested: Vec<EntryId>,
    },
    /// Another process wrote into the store: everything that shows may have changed.
    ChangedByOthers {
        /// New stories that were digested since the last such message.
        digested: Vec<EntryId>,
    },
    /// What came since a moment.
    EditionLoaded(Box<Edition>),
    /// Stories were found to be the reports of earlier ones: lists can fold them.
    ReportsJoined,
    /// How far polling has come.
    Progress(Progress),
    /// Something to say in the bottom line.
    Note(CleanText),
    /// An effect failed: what could not be done, and on a second line what to do about it.
    Failed(CleanText),
    /// The store could not be read or written: whatever was asked of it may never be answered.
    StoreFailed(CleanText),
    /// A change of status or tags could not be written: these entries are as they were.
    StatusFailed(Vec<EntryId>, CleanText),
    /// The present time, before any message that depends on it.
    Now(Timestamp),
}
