//! [`Action`]: what the reader can ask for; each has a name in the key table and one line of help.

macro_rules! actions {
    ($($variant:ident $name:literal $help:literal)*) => {
        /// What the reader asks for by a key, the mouse or the palette.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = concat!("`", $name, "`: ", $help, ".")] $variant,)*
        }

        impl Action {
            /// Every action, in the order in which help lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name that key tables and the palette use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns what the action does, in a few words.
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)* }
            }
        }
    };
}

actions! {
    Down "down" "next line"
    Up "up" "previous line"
    PageDown "page-down" "one page down"
    PageUp "page-up" "one page up"
    HalfPageDown "half-page-down" "half a page down"
    HalfPageUp "half-page-up" "half a page up"
    Top "top" "to the top"
    Bottom "bottom" "to the end"
    Left "left" "pane to the left"
    Right "right" "pane to the right"
    Open "open" "open what is selected; after a number, that link"
    Out "out" "one level out"
    ReadOn "read-on" "a page down; at the end the next unread story"
    NextName "next-name" "next name"
    PreviousName "previous-name" "previous name"
    NextStory "next-story" "next story"
    PreviousStory "previous-story" "previous story"
    NextUnread "next-unread" "next unread story, or next hit"
    PreviousUnread "previous-unread" "previous unread story, or previous hit"
    NextWithPerson "next-with-person" "next story naming the selected person"
    PreviousWithPerson "previous-with-person" "previous story naming the selected person"
    Back "back" "back along the way you came"
    Forward "forward" "forward again"
    FocusPeople "people-beside" "to the people beside the story"
    PersonPage "person-page" "page of the selected person"
    ToggleRead "toggle-read" "mark read or unread"
    ToggleStar "toggle-star" "star or unstar"
    ToggleLater "toggle-later" "keep for later or not"
    Tags "tags" "give the story tags, or take them off"
    MarkAllRead "mark-all-read" "mark all of this view read"
    MarkAboveRead "mark-above-read" "mark all above this story read"
    MarkBelowRead "mark-below-read" "mark all below this story read"
    Unfold "unfold" "unfold the other sources of a report, or fold"
    Event "event" "all that your sources tell of this event"
    Follow "follow" "follow a person, a place, a feed or words"
    Mute "mute" "hide the stories of a person, a feed, words"
    ShowMuted "show-muted" "show what is muted, or hide it again"
    KeepView "keep-view" "keep this search as a view"
    Undo "undo" "undo the last change"
    Browser "browser" "open in the browser"
    Comments "comments" "the comments on the story in the browser"
    CopyLink "copy-link" "copy the link"
    SaveMarkdown "save-markdown" "save the story as Markdown"
    Pipe "pipe" "give the story to a command"
    Links "links" "the links of the story"
    Zen "zen" "nothing but the story"
    WholePage "whole-page" "all that the page had; again for the story"
    Pictures "pictures" "show pictures or not"
    GoUnread "go-unread" "unread stories"
    GoAll "go-all" "all stories"
    GoStarred "go-starred" "starred stories"
    GoLater "go-later" "stories kept for later"
    GoFollowing "go-following" "stories of all that you follow"
    GoViews "go-views" "every view: tags, folders, feeds, what you keep"
    GoEdition "go-edition" "what came since you last looked"
    GoPeople "go-people" "everybody in the news"
    GoPlaces "go-places" "every place in the news"
    GoMap "go-map" "the places of this view on a map"
    MapAll "map-all" "the map of this view, or of all stories"
    GoFeeds "go-feeds" "your feeds"
    GoWelcome "go-welcome" "the first page: packs, import, sample edition"
    Search "search" "search all stories"
    Filter "filter" "narrow the list with a query"
    Narrow "narrow" "narrow this list by name"
    Sort "sort" "sort by another measure"
    PollFeed "poll-feed" "poll this feed now"
    PollFresh "poll-fresh" "fetch this feed whole, changed or not"
    PollAll "poll-all" "poll every feed now"
    AddFeed "add-feed" "add a feed by its address or its site's"
    RenameFeed "rename-feed" "rename this feed"
    MoveFeed "move-feed" "move this feed to a folder"
    PauseFeed "pause-feed" "pause or resume this feed"
    RemoveFeed "remove-feed" "remove this feed"
    MergePerson "merge-person" "this person and another are one"
    SplitName "split-name" "a form of this person's name is somebody else's"
    RenamePerson "rename-person" "give this person another name"
    HidePerson "hide-person" "show this person nowhere"
    ShowPerson "show-person" "show somebody who is hidden again"
    PackNews "pack-news" "subscribe to a pack of news feeds"
    PackTechnology "pack-technology" "subscribe to a pack of technology feeds"
    Import "import" "import OPML or newsboat subscriptions"
    Sample "sample" "look around the sample edition"
    Palette "palette" "every action by name"
    Help "help" "the keys of this place"
    Redraw "redraw" "draw the screen anew"
    Suspend "suspend" "suspend to the shell"
    Quit "quit" "quit"
}

impl Action {
    /// Returns the action of this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_found_by_its_name() {
        for &action in Action::ALL {
            assert_eq!(Action::by_name(action.name()), Some(action));
            assert!(action.help().len() <= 50, "{}", action.name());
        }
        assert_eq!(Action::by_name("fly"), None);
    }
}
