//! [`Effect`]: something to be done outside the state; the only output of `App::update`.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::Action;
use crate::domain::{
    EntryId, FeedId, FeedSettings, FeedUrl, HeadlineKey, PersonChange, PersonId, PersonWord, PlaceId, StatusChange, WebUrl,
};
use crate::query::{Query, Rule, Term};
use crate::text::CleanText;

/// Where a page of headlines begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At the newest story.
    Newest,
    /// At the oldest story; the page holds the last stories of the list.
    Oldest,
    /// After this story, towards the older ones; it need not exist any more.
    After(HeadlineKey),
    /// Before this story, towards the newer ones; it need not exist any more.
    Before(HeadlineKey),
    /// Around this story: half a page of newer ones, it, and what is older.
    Around(HeadlineKey),
}

/// A wish for one page of a list. Pages are sorted newest first whatever the anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadlineRequest {
    /// Which stories.
    pub query: Query,
    /// From where.
    pub anchor: Anchor,
    /// How many at most.
    pub limit: u32,
    /// Stories that stay in the list although they do not fit any more: those just read.
    pub keep: Vec<EntryId>,
    /// Where stories of one report share a row: those that stand unfolded, each by one of its stories. `None` gives every story
    /// a row of its own.
    pub unfolded: Option<Vec<EntryId>>,
    /// Comes back in the answer; an answer to an older wish is dropped.
    pub token: u64,
}

/// A direction along the stories of a person or place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// To the next older story.
    Older,
    /// To the next newer story.
    Newer,
}

/// How an index is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexSort {
    /// By number of stories, most first.
    #[default]
    Stories,
    /// By what the last seven days brought over the seven before.
    Rising,
    /// By name.
    Name,
}

/// Which unread stories are to be read: those of the query that are not newer than `newest`.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkRead {
    /// Which stories.
    pub query: Query,
    /// The newest story that the reader could see; what arrived since stays unread.
    pub newest: HeadlineKey,
    /// Where only newer stories than this one are meant.
    pub above: Option<HeadlineKey>,
    /// Stories that are folded into rows that are meant: newer ones too.
    pub also: Vec<EntryId>,
    /// Stories that are folded into other rows.
    pub except: Vec<EntryId>,
}

/// How a story is written for a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoryFormat {
    /// Markdown.
    #[default]
    Markdown,
    /// Plain text, with its people and places.
    Text,
    /// The document with its blocks, people and places.
    Json,
}

/// A list of well-known feeds inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pack {
    /// General news.
    News,
    /// Technology.
    Technology,
}

/// Something to be done outside the state of the screen. Answers come back as messages.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Reads a page of headlines; answers `HeadlinesLoaded`.
    LoadHeadlines(HeadlineRequest),
    /// Counts the stories of the query; answers `Counted`.
    Count(Query),
    /// Counts the views; answers `ViewsCounted`.
    CountViews,
    /// Reads a story and asks the digester to take it first; answers `StoryOpened`.
    OpenStory(EntryId),
    /// Reads the links of a story that is not open, for an action on one of them; answers `LinksLoaded`.
    LoadLinks(EntryId, Action),
    /// Fetches all that the page of a story has; answers `WholePageLoaded`.
    LoadWholePage(EntryId),
    /// Fetches a picture and makes it ready for the terminal; answers `PictureCame`.
    LoadPicture {
        /// The feed whose story shows it.
        feed: FeedId,
        /// Where it is.
        url: WebUrl,
        /// Most columns that it may take.
        columns: u16,
        /// Most lines that it may take.
        rows: u16,
    },
    /// Reads the newest stories naming this person; answers `RelatedLoaded`.
    LoadRelated(PersonId),
    /// Finds the next story along a person; answers `NeighborFound`.
    FindNeighbor {
        /// The person.
        person: PersonId,
        /// From where.
        from: HeadlineKey,
        /// Which way.
        toward: Toward,
    },
    /// Reads a person's page; answers `PersonOpened`.
    OpenPerson(PersonId),
    /// Reads a place's page; answers `PlaceOpened`.
    OpenPlace(PlaceId),
    /// Reads what came since a moment; answers `EditionLoaded`.
    LoadEdition {
        /// Since when.
        since: Timestamp,
        /// What the reader follows.
        followed: Query,
        /// What is muted, by the sides of a query.
        muted: Vec<Vec<Term>>,
    },
    /// Reads the index of people; answers `PeopleLoaded`.
    LoadPeople {
        /// Narrows to names holding this; empty for all.
        filter: String,
        /// The order.
        sort: IndexSort,
        /// Only stories of this time; all when `None`.
        since: Option<SignedDuration>,
    },
    /// Reads the index of places; answers `PlacesLoaded`.
    LoadPlaces {
        /// Narrows to names holding this; empty for all.
        filter: String,
        /// Only stories of this time; all when `None`.
        since: Option<SignedDuration>,
    },
    /// Reads the places of the newest stories of a query, or of all stories; answers `MapLoaded`.
    LoadMap {
        /// Which stories; all when `None`.
        query: Option<Query>,
        /// Only stories of this time; all when `None`.
        since: Option<SignedDuration>,
        /// Comes back in the answer; an answer to an older wish is dropped.
        token: u64,
    },
    /// Reads whom a person might be, those of a like name first; answers `OthersLoaded`.
    LoadOthers {
        /// The person.
        person: PersonId,
        /// Narrows to names holding this; empty for all.
        filter: String,
    },
    /// Reads the forms of a person's name that are not the one shown; answers `FormsLoaded`.
    LoadForms(PersonId),
    /// Reads who is hidden; answers `HiddenLoaded`.
    LoadHidden,
    /// Keeps what the reader says of a person; answers `PersonChanged`.
    ChangePerson(PersonChange),
    /// Says former words of people again, as undo does; answers `PeopleSaid`.
    SayOfPeople(Vec<PersonWord>),
    /// Reads every rule; answers `RulesLoaded`.
    LoadRules,
    /// Keeps rules (`true`) or gives them up; answers `RulesLoaded`.
    ChangeRules(Vec<(Rule, bool)>),
    /// Reads which of these stories, just digested, are of what the reader follows; answers `FollowedCame` if any is.
    FindFollowed(Vec<EntryId>),
    /// Tells the reader something outside of the terminal's window.
    Notify(String),
    /// Reads every tag in use, and where a story is given, those that it bears; answers `TagsLoaded`.
    LoadTags(Option<EntryId>),
    /// Gives a story these tags and no others; answers `Tagged`.
    SetTags {
        /// Which story.
        entry: EntryId,
        /// Its tags from now on.
        tags: Vec<CleanText>,
    },
    /// Reads every feed; answers `FeedsLoaded`.
    LoadFeeds,
    /// Writes a change of status; answers `StatusFailed` if it cannot.
    SetStatus {
        /// Which entries.
        entries: Vec<EntryId>,
        /// What changes.
        change: StatusChange,
    },
    /// Marks stories read; answers `MarkedAllRead`, or `StatusFailed` if it cannot.
    MarkAllRead(MarkRead),
    /// Tells the digester what is on the screen; it takes these first.
    OnScreen(Vec<EntryId>),
    /// Polls one feed now.
    PollFeed(FeedId),
    /// Polls one feed now without conditions, and reads it again even if it has not changed.
    PollFresh(FeedId),
    /// Polls every feed now.
    PollAll,
    /// Looks for feeds at an address; answers `FeedsFound`.
    FindFeeds(String),
    /// Subscribes and polls at once; answers `Subscribed`.
    Subscribe {
        /// The feeds' addresses.
        urls: Vec<FeedUrl>,
        /// The folder to put them in.
        folder: Option<String>,
    },
    /// Subscribes to a pack; answers `Subscribed`.
    AddPack(Pack),
    /// Imports OPML, a newsboat urls file or plain addresses; answers `Subscribed`.
    Import(PathBuf),
    /// Opens the sample edition in a store of its own.
    OpenSample,
    /// Leaves the sample edition for the reader's own store.
    LeaveSample,
    /// Changes a feed's settings; answers with `FeedsLoaded`.
    ChangeFeed(FeedId, FeedSettings),
    /// Takes a feed out of the list (its stories stay in the store for a day); answers with `FeedsLoaded`.
    RemoveFeed(FeedId),
    /// Puts a removed feed back; answers with `FeedsLoaded`.
    RestoreFeed(FeedId),
    /// Opens an address in the browser.
    OpenBrowser(WebUrl),
    /// Copies a text through the terminal.
    Copy(String),
    /// Saves a story as Markdown; answers `Note`.
    SaveMarkdown(EntryId),
    /// Writes a story for a command of the reader's; answers `StoryWritten`.
    WriteStory {
        /// Which.
        entry: EntryId,
        /// How.
        format: StoryFormat,
        /// What the command will be.
        command: String,
    },
    /// Gives the terminal back, runs a command line of the reader's own with this on its standard input, and takes the terminal
    /// again once the reader has seen what came of it.
    Run {
        /// The command line.
        command: String,
        /// What it reads.
        input: String,
    },
    /// Asks for `Message::Tick` at about this time, to clear a notice; never repeats by itself.
    WakeAfter(SignedDuration),
    /// Draws everything anew, as after another program wrote over the screen.
    Redraw,
    /// Gives the terminal back and stops the program until it is called to the foreground again.
    Suspend,
    /// Ends the program.
    Quit,
}
