//! What actions do among the reader's feeds.

use std::sync::Arc;

use super::App;
use super::overlay::PromptKind;
use super::place::{Place, View};
use super::undo::Undo;
use crate::domain::{Feed, FeedId, FeedSettings};
use crate::message::{Action, Effect};
use crate::ui::panes::Feeds;
use crate::ui::screen;
use crate::ui::widgets::Motion;

impl App {
    pub(super) fn act_feeds(&mut self, action: Action, count: Option<u32>) {
        let body = screen::page(self.core.size).body;
        let Place::Feeds(feeds) = &mut self.place else { return };
        if let Some(motion) = Motion::of(action, count, Feeds::visible(body)) {
            feeds.go(motion, body);
            return;
        }
        let feed = feeds.selected().cloned();
        match (action, feed) {
            (Action::Out, _) if !feeds.filter.is_empty() => {
                feeds.filter.clear();
                feeds.narrow(body);
            }
            (Action::Out | Action::Left, _) => self.go_out(),
            (Action::Narrow, _) => {
                let filter = feeds.filter.clone();
                self.open_prompt(PromptKind::Narrow, &filter);
            }
            (_, None) => {
                let add = self.key_of(Action::AddFeed);
                self.core.say(format!("No feed is selected. {add} adds one."));
            }
            (Action::Open | Action::Right, Some(feed)) => self.go_view(View::Feed(feed.id, feed.title().clone())),
            (Action::PollFeed, Some(feed)) => {
                self.core.ask_with(Effect::PollFeed(feed.id), &format!("Polling {}…", feed.title()));
            }
            (Action::PollFresh, Some(feed)) => {
                self.core.ask_with(Effect::PollFresh(feed.id), &format!("Fetching the whole of {}…", feed.title()));
            }
            (Action::RenameFeed, Some(feed)) => self.open_prompt(PromptKind::Rename(feed.id), feed.title()),
            (Action::MoveFeed, Some(feed)) => {
                let folder = feed.settings.folder.as_ref().map_or("", |folder| folder.as_str());
                self.open_prompt(PromptKind::Move(feed.id), folder);
            }
            (Action::PauseFeed, Some(feed)) => {
                let paused = !feed.settings.paused;
                let words = format!("{} {}.", feed.title(), if paused { "is paused" } else { "is polled again" });
                self.change_feed(&feed, FeedSettings { paused, ..feed.settings.clone() }, &words);
            }
            (Action::RemoveFeed, Some(feed)) => {
                self.core.push_undo(Undo::Removed(feed.id, feed.title().clone()));
                self.core.ask(Effect::RemoveFeed(feed.id));
                self.core.ask(Effect::CountViews);
                let undo = self.key_of(Action::Undo);
                self.core.say(format!("{} is removed. {undo} puts it back.", feed.title()));
            }
            (Action::Browser, Some(feed)) => {
                let url = feed.home.clone().unwrap_or_else(|| feed.url.0.clone());
                self.core.say(format!("Opening {}", url.host()));
                self.core.ask(Effect::OpenBrowser(url.without_login()));
            }
            (Action::CopyLink, Some(feed)) => {
                let (open, shown) = (feed.url.0.without_login(), feed.url.to_string());
                let left_out = if open.as_str() == shown { "" } else { " without its name and password" };
                self.core.say(format!("Copied {open}{left_out}"));
                self.core.ask(Effect::Copy(open.as_str().to_owned()));
            }
            _ => self.nothing(action),
        }
    }

    /// Gives a feed other settings and keeps the former ones for undo.
    pub(super) fn change_feed(&mut self, feed: &Feed, settings: FeedSettings, words: &str) {
        self.core.push_undo(Undo::Settings(feed.id, Box::new(feed.settings.clone())));
        // The next change may come before the answer, and must not take this one back.
        if let Some(known) = Arc::make_mut(&mut self.core.feeds).iter_mut().find(|known| known.id == feed.id) {
            known.settings = settings.clone();
        }
        if let Place::Feeds(place) = &mut self.place {
            place.set(self.core.feeds.clone(), screen::page(self.core.size).body);
        }
        self.core.ask(Effect::ChangeFeed(feed.id, settings));
        let undo = self.key_of(Action::Undo);
        self.core.say(format!("{words} {undo} undoes."));
    }

    /// Returns a feed by its id.
    pub(super) fn feed(&self, id: FeedId) -> Option<Feed> {
        self.core.feeds.iter().find(|feed| feed.id == id).cloned()
    }
}
