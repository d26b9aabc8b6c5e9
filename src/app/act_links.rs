//! Where the links of a story lead: its page, what is attached to it, its comments, those of its text.

use super::App;
use super::core::Core;
use super::overlay::Overlay;
use super::place::Place;
use crate::domain::{Headline, StoryLink, StoryLinkKind, WebUrl};
use crate::message::{Action, Effect};
use crate::ui::panes::PanelRow;

impl App {
    /// Opens a story's page or its comments in the browser, or copies its address.
    ///
    /// Where it has no page, what is attached to it stands in for that.
    pub(super) fn use_link(&mut self, action: Action, headline: &Headline) {
        if let Some(url) = headline.url.as_ref().filter(|_| action != Action::Comments) {
            self.core.follow_link(action, url);
            return;
        }
        let opened = if let Place::Reading(reading) = &self.place { reading.story.story() } else { None };
        match opened.filter(|story| story.headline.key.id == headline.key.id).map(|story| story.links()) {
            Some(links) => self.links_came(action, &links),
            None => self.core.ask(Effect::LoadLinks(headline.key.id, action)),
        }
    }

    /// Follows that link of a story which an action is about.
    pub(super) fn links_came(&mut self, action: Action, links: &[StoryLink]) {
        let of_kind = |kind| links.iter().find(|link| link.kind == kind);
        let found = match action {
            Action::Comments => of_kind(StoryLinkKind::Comments),
            _ => of_kind(StoryLinkKind::Attached).or_else(|| links.first()),
        };
        match found {
            Some(link) => self.core.follow_link(action, &link.url),
            None if action == Action::Comments => self.core.say("The feed does not say where this story is discussed."),
            None => self.core.say("The feed gives no link for this story."),
        }
    }

    /// Lists the links of the story to choose from.
    pub(super) fn open_links(&mut self) {
        let Place::Reading(reading) = &self.place else { return };
        let links = reading.story.text().links.clone();
        let Some(story) = reading.story.story().filter(|_| !links.is_empty()) else {
            let has_page = reading.story.story().is_some_and(|story| story.headline.url.is_some());
            let browser = self.key_of(Action::Browser);
            let own = if has_page { format!(" {browser} opens its own page.") } else { String::new() };
            self.core.say(format!("This story has no links.{own}"));
            return;
        };
        let beside = story.links();
        let row = |(index, url): (usize, &WebUrl)| {
            let label = beside.iter().find(|link| link.url == *url).map(|link| link.label.as_str());
            PanelRow {
                name: format!("[{}] {}", index + 1, label.unwrap_or(url.host())),
                about: url.to_string(),
                key: String::new(),
            }
        };
        let rows = links.iter().enumerate().map(row).collect();
        self.overlay = Some(Overlay::links(rows, links));
    }
}

impl Core {
    /// Opens an address in the browser and says so.
    pub(super) fn open(&mut self, url: &WebUrl) {
        self.say(format!("Opening {}", url.host()));
        self.ask(Effect::OpenBrowser(url.without_login()));
    }

    fn follow_link(&mut self, action: Action, url: &WebUrl) {
        if action == Action::CopyLink {
            let url = url.without_login();
            self.ask(Effect::Copy(url.as_str().to_owned()));
            self.say(format!("Copied {url}"));
        } else {
            self.open(url);
        }
    }
}
