//! The panes: each a piece of state with the methods that change it and a `draw` that does not.

mod beside;
mod bottom;
mod edition;
mod feeds;
mod headlines;
mod help;
mod index;
mod name_page;
mod page_lists;
mod panel;
mod story;
mod story_text;
mod welcome;
mod world_map;

pub use beside::{Beside, BesideItem, Related};
pub use bottom::{Bottom, Hint, Notice};
pub use edition::{EditionAsked, EditionSpan};
pub use feeds::Feeds;
pub use headlines::{Headlines, HeadlinesShown, apply};
pub use help::Help;
pub use index::{Index, IndexKind};
pub use name_page::{NamePage, NamePageItem, PageBody};
pub use panel::{Panel, PanelRow};
pub use story::{StoryHit, StoryPane};
pub use story_text::{Door, ReadingPlace, Stop, StoryLine, StoryText};
pub use welcome::Welcome;
pub use world_map::{Heading, MapPane, MapShown};
