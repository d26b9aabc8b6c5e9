//! [`Scope`]: the places of the screen in which a key can mean something of its own.

use crate::message::Action;

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the list of headlines.
    Headlines,
    /// In the story.
    Story,
    /// In the people and places beside the story.
    People,
    /// On a person's page.
    Person,
    /// On a place's page.
    Place,
    /// In the edition.
    Edition,
    /// In the index of people or of places.
    Index,
    /// In the list of feeds.
    Feeds,
    /// On the map.
    Map,
    /// On the first page.
    Welcome,
    /// In the help.
    Help,
}

impl Scope {
    /// Every place, in the order in which help lists them.
    pub const ALL: [Self; 11] = [
        Self::Headlines,
        Self::Story,
        Self::People,
        Self::Person,
        Self::Place,
        Self::Edition,
        Self::Index,
        Self::Feeds,
        Self::Map,
        Self::Welcome,
        Self::Help,
    ];

    /// Returns what an action does here, in a few words.
    pub fn help(self, action: Action) -> &'static str {
        match (self, action) {
            (Self::Headlines, Action::NextName) => "into the story, to its names",
            (Self::Headlines, Action::PreviousName) => "to the people beside the story",
            (Self::Story, Action::NextName) => "next name in the story",
            (Self::Story, Action::PreviousName) => "previous name in the story",
            (Self::People, Action::NextName) => "to the headlines",
            (Self::People, Action::PreviousName) => "back into the story",
            (Self::Person | Self::Place | Self::Edition, Action::NextName | Action::Right) => "next list",
            (Self::Person | Self::Place | Self::Edition, Action::PreviousName | Action::Left) => "previous list",
            (Self::Map, Action::NextName) => "next place",
            (Self::Map, Action::PreviousName) => "previous place",
            (Self::Map, Action::Right) => "to a place in the east",
            (Self::Map, Action::Left) => "to a place in the west",
            (Self::Map, Action::Up) => "to a place in the north",
            (Self::Map, Action::Down) => "to a place in the south",
            (Self::Map, Action::PageDown) => "ten places on, by their stories",
            (Self::Map, Action::PageUp) => "ten places back, by their stories",
            (Self::Map, Action::HalfPageDown) => "five places on, by their stories",
            (Self::Map, Action::HalfPageUp) => "five places back, by their stories",
            (Self::Map, Action::Top) => "to the place with most stories",
            (Self::Map, Action::Bottom) => "to the place with fewest stories",
            (Self::Index | Self::Feeds, Action::Right) => Action::Open.help(),
            (Self::Index | Self::Feeds, Action::Left) => Action::Out.help(),
            (Self::Map | Self::Edition, Action::Sort) => "the stories of other days",
            _ => action.help(),
        }
    }

    /// Returns where it is, in words.
    pub fn place(self) -> &'static str {
        match self {
            Self::Headlines => "in the headlines",
            Self::Story => "in the story",
            Self::People => "in people and places",
            Self::Person => "on the page of a person",
            Self::Place => "on the page of a place",
            Self::Edition => "in the edition",
            Self::Index => "in the index",
            Self::Map => "on the map",
            Self::Feeds => "in the feeds",
            Self::Welcome => "on the first page",
            Self::Help => "in the help",
        }
    }

    /// Returns the name that key tables use.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Headlines => "headlines",
            Self::Story => "story",
            Self::People => "people",
            Self::Person => "person",
            Self::Place => "place",
            Self::Edition => "edition",
            Self::Index => "index",
            Self::Feeds => "feeds",
            Self::Map => "map",
            Self::Welcome => "welcome",
            Self::Help => "help",
        }
    }
}
