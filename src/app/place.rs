//! The places where a reader can be, each with all of its state, so that going back finds it as it was left.

use super::core::Core;
use super::mapped::Mapped;
use super::query_input;
use super::reading::Reading;
use crate::domain::{EntryId, FeedId};
use crate::message::Action::{AddFeed, Follow, GoAll, Out, PollAll, PollFeed, Tags, ToggleLater, ToggleStar};
use crate::message::{Effect, ViewCounts};
use crate::query::{Purpose, Query, Rule, TermKind};
use crate::text::CleanText;
use crate::ui::keymap::Scope;
use crate::ui::panes::{Feeds, Index, IndexKind, NamePage, PageBody, Welcome};
use crate::ui::screen::{self, Focus};

/// Which stories a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum View {
    Unread,
    All,
    Starred,
    Later,
    Feed(FeedId, CleanText),
    Folder(CleanText),
    /// Stories that bear a tag, and those of feeds that do.
    Tag(CleanText),
    /// All that is followed.
    Following,
    /// A query that the reader keeps.
    Kept(Rule),
    /// What all sources tell of the event that a story is of.
    Event(EntryId),
    Search(String, Query),
    Filtered(Box<View>, String, Query),
}

impl View {
    pub(super) fn query(&self, core: &Core) -> Query {
        match self {
            Self::Unread => Query::of(TermKind::Unread),
            Self::All => Query::default(),
            Self::Starred => Query::of(TermKind::Starred),
            Self::Later => Query::of(TermKind::Later),
            Self::Feed(id, _) => Query::of(TermKind::FeedId(*id)),
            Self::Following => core.followed(),
            Self::Kept(rule) => rule.query.clone(),
            Self::Event(id) => Query::of(TermKind::Like(*id)),
            Self::Folder(name) => Query::of(TermKind::Folder(name.to_string())),
            Self::Tag(name) => Query::of(TermKind::Tag(name.to_string())),
            Self::Search(_, query) => query.clone(),
            Self::Filtered(base, _, query) => query_input::both(&base.query(core), query),
        }
    }

    /// Returns what its list shows: its stories without those that are muted.
    pub(super) fn shown(&self, core: &Core) -> Query {
        let without = if self.hides_now(core) { core.muted() } else { Vec::new() };
        Query { without, ..self.query(core) }
    }

    pub(super) fn hides_now(&self, core: &Core) -> bool {
        self.hides_muted() && !core.shows_muted
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Unread => "UNREAD".into(),
            Self::All => "ALL".into(),
            Self::Starred => "STARRED".into(),
            Self::Later => "LATER".into(),
            Self::Feed(_, title) => title.to_string(),
            Self::Folder(name) => name.to_string(),
            Self::Tag(name) => format!("#{name}"),
            Self::Following => "FOLLOWING".into(),
            Self::Event(_) => "OF ONE EVENT".into(),
            Self::Kept(rule) => match rule.purpose {
                Purpose::View => rule.name.to_string(),
                Purpose::Follow => format!("FOLLOWING {}", rule.name),
                Purpose::Mute => format!("MUTED {}", rule.name),
            },
            Self::Search(words, _) => format!("SEARCH {words}"),
            Self::Filtered(base, typed, _) => format!("{} = {typed}", base.name()),
        }
    }

    /// Returns how many stories it has, where that is always known.
    pub(super) fn count(&self, counts: ViewCounts) -> Option<u32> {
        match self {
            Self::Unread => Some(counts.unread),
            Self::All => Some(counts.all),
            Self::Starred => Some(counts.starred),
            Self::Later => Some(counts.later),
            _ => None,
        }
    }

    /// Says whether what is muted stays out: not of what the reader picked out, and not where it is what was asked for.
    fn hides_muted(&self) -> bool {
        match self {
            Self::Unread
            | Self::All
            | Self::Feed(..)
            | Self::Folder(_)
            | Self::Tag(_)
            | Self::Following
            | Self::Event(_)
            | Self::Search(..) => true,
            Self::Kept(rule) => rule.purpose != Purpose::Mute,
            Self::Starred | Self::Later => false,
            Self::Filtered(base, ..) => base.hides_muted(),
        }
    }

    /// Says whether stories of one report share a row.
    pub(super) fn folds(&self) -> bool {
        !matches!(self, Self::Search(..) | Self::Event(_))
    }

    pub(super) fn is_search(&self) -> bool {
        matches!(self, Self::Search(..))
    }

    /// Says what to do when the view is empty.
    pub(super) fn empty_words(&self, core: &Core) -> String {
        let key = |action| core.settings.keymap.key_for(Scope::Headlines, action);
        match self {
            _ if core.feeds.is_empty() && core.counts.all == 0 => {
                format!("No feeds yet. {} adds one: the address of a site will do.", key(AddFeed))
            }
            Self::Unread => format!("Nothing unread. {} shows all stories, {} polls now.", key(GoAll), key(PollAll)),
            Self::All => format!("No stories yet. {} polls your feeds now.", key(PollAll)),
            Self::Starred => format!("Nothing starred. {} on a story stars it.", key(ToggleStar)),
            Self::Later => format!("Nothing kept for later. {} on a story keeps it.", key(ToggleLater)),
            Self::Feed(..) => format!("This feed has no stories yet. {} polls it now.", key(PollFeed)),
            Self::Folder(_) => format!("The feeds of this folder have no stories yet. {} polls them now.", key(PollAll)),
            Self::Tag(name) => format!("No story bears the tag {name} now. {} on a story gives it tags.", key(Tags)),
            Self::Following if !core.follows() => {
                format!("You follow nobody yet. {} follows a person, a place, a feed or words.", key(Follow))
            }
            Self::Following => "Nothing yet of what you follow.".into(),
            Self::Kept(rule) => format!("No story of {} yet.", rule.name),
            Self::Event(_) => format!("The stories of this event are gone. {} goes back.", key(Out)),
            Self::Search(words, _) => format!("No story holds “{words}”. {} goes back.", key(Out)),
            Self::Filtered(_, typed, _) => format!("No story of this view fits “{typed}”. {} shows them all again.", key(Out)),
        }
    }
}

/// Where the reader is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Reading(Box<Reading>),
    Name(Box<NamePage>),
    Index(Box<Index>),
    Feeds(Box<Feeds>),
    Map(Box<Mapped>),
    Welcome(Box<Welcome>),
}

impl Place {
    pub(super) fn unread() -> Self {
        Self::Reading(Box::new(Reading::new(View::Unread)))
    }

    /// Returns which keys hold here.
    pub(super) fn scope(&self) -> Scope {
        match self {
            Self::Reading(reading) => match reading.focus {
                Focus::Headlines => Scope::Headlines,
                Focus::Story => Scope::Story,
                Focus::Beside => Scope::People,
            },
            Self::Name(page) => match page.body {
                PageBody::Person(..) => Scope::Person,
                PageBody::Place(..) => Scope::Place,
                PageBody::Edition(..) => Scope::Edition,
            },
            Self::Index(_) => Scope::Index,
            Self::Feeds(_) => Scope::Feeds,
            Self::Map(_) => Scope::Map,
            Self::Welcome(_) => Scope::Welcome,
        }
    }

    /// Says whether both are the same place, whatever is selected in it.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Reading(one), Self::Reading(other)) => one.view == other.view,
            (Self::Name(one), Self::Name(other)) => match (&one.body, &other.body) {
                (PageBody::Person(one, _), PageBody::Person(other, _)) => one == other,
                (PageBody::Place(one, _), PageBody::Place(other, _)) => one == other,
                (PageBody::Edition(..), PageBody::Edition(..)) => true,
                _ => false,
            },
            (Self::Index(one), Self::Index(other)) => one.kind == other.kind,
            (Self::Feeds(_), Self::Feeds(_)) | (Self::Map(_), Self::Map(_)) | (Self::Welcome(_), Self::Welcome(_)) => true,
            _ => false,
        }
    }

    /// Fits everything to the size of the screen; the reader keeps the place.
    pub(super) fn fit(&mut self, core: &Core) {
        let body = screen::page(core.size).body;
        match self {
            Self::Reading(reading) => reading.fit(core),
            Self::Name(page) => page.settle(body, &core.look()),
            Self::Index(index) => index.settle(body),
            Self::Feeds(feeds) => feeds.settle(body),
            Self::Map(_) | Self::Welcome(_) => {}
        }
    }

    /// Asks for what the place shows, as when the reader comes there or the store changed.
    pub(super) fn load(&mut self, core: &mut Core) {
        match self {
            Self::Reading(reading) => reading.reload(core),
            Self::Name(page) => match &mut page.body {
                PageBody::Person(id, _) => core.ask(Effect::OpenPerson(*id)),
                PageBody::Place(id, _) => core.ask(Effect::OpenPlace(*id)),
                PageBody::Edition(asked, _) => {
                    asked.since = asked.span.since(core.looked.map(|looked| looked.before), core.now);
                    let (followed, muted) = (core.followed(), core.muted());
                    core.ask(Effect::LoadEdition { since: asked.since, followed, muted });
                }
            },
            Self::Index(index) => match index.kind {
                IndexKind::People => {
                    core.ask(Effect::LoadPeople { filter: index.filter.clone(), sort: index.sort, since: None });
                }
                IndexKind::Places => core.ask(Effect::LoadPlaces { filter: index.filter.clone(), since: None }),
            },
            Self::Feeds(_) => core.ask(Effect::LoadFeeds),
            Self::Map(map) => map.reload(core),
            Self::Welcome(_) => {}
        }
    }
}
