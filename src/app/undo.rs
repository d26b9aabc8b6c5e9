//! What can be undone.

use super::core::Core;
use crate::domain::{EntryId, FeedId, FeedSettings, PersonWord, StatusChange};
use crate::message::Effect;
use crate::query::Rule;
use crate::text::CleanText;

/// Most steps that are kept.
const STEPS_MAX: usize = 100;

/// How to take one change back.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Undo {
    /// Changes these stories so.
    Status(Vec<EntryId>, StatusChange),
    /// Gives a feed its former settings.
    Settings(FeedId, Box<FeedSettings>),
    /// Gives a story these tags again and no others.
    Tags(EntryId, Vec<CleanText>),
    /// Puts a removed feed back.
    Removed(FeedId, CleanText),
    /// Keeps these rules again, or gives them up again.
    Rules(Vec<(Rule, bool)>),
    /// Says former words of people again.
    People(Vec<PersonWord>),
}

impl Core {
    /// Keeps a step that can be undone.
    pub(super) fn push_undo(&mut self, undo: Undo) {
        if self.undo.len() >= STEPS_MAX {
            self.undo.remove(0);
        }
        self.undo.push(undo);
    }

    /// Takes back what concerns a feed or people; returns what concerns stories, for the lists to show.
    pub(super) fn undo(&mut self) -> Option<(Vec<EntryId>, StatusChange)> {
        match self.undo.pop() {
            None => self.say("Nothing to undo."),
            Some(Undo::Status(ids, change)) => {
                self.say(format!("Undone: {}", words(ids.len(), change)));
                return Some((ids, change));
            }
            Some(Undo::Settings(id, settings)) => {
                self.ask(Effect::ChangeFeed(id, *settings));
                self.say("Undone: the feed is as it was.");
            }
            Some(Undo::Rules(changes)) => {
                self.ask(Effect::ChangeRules(changes));
                self.say("Undone: what you follow and mute is as it was.");
            }
            Some(Undo::People(words)) => {
                self.ask(Effect::SayOfPeople(words));
                self.say("Undone: the people are as they were.");
            }
            Some(Undo::Tags(entry, tags)) => {
                self.ask(Effect::SetTags { entry, tags });
                self.say("Undone: the tags are as they were.");
            }
            Some(Undo::Removed(id, title)) => {
                self.ask(Effect::RestoreFeed(id));
                self.ask(Effect::CountViews);
                self.say(format!("{title} is back."));
            }
        }
        None
    }
}

/// Says what happened to stories.
pub(super) fn words(stories: usize, change: StatusChange) -> String {
    let stories = crate::ui::look::counted(stories as u32, "story", "stories");
    let what = match change {
        StatusChange::Read(true) => "read",
        StatusChange::Read(false) => "unread",
        StatusChange::Starred(true) => "starred",
        StatusChange::Starred(false) => "not starred",
        StatusChange::Later(true) => "kept for later",
        StatusChange::Later(false) => "not kept for later",
    };
    format!("{stories} {what}.")
}
