//! From name to name in a story, and from story to story along a person.

use super::core::Core;
use super::reading::Reading;
use crate::domain::{Headline, HeadlineKey, PersonId};
use crate::message::{Action, Effect, Toward};
use crate::ui::keymap::Scope;
use crate::ui::panes::{BesideItem, Door};

/// A search along a person that waits for its answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pull {
    person: PersonId,
    from: HeadlineKey,
    toward: Toward,
    steps: u32,
    /// The story that the last step led to, and its place among the person's.
    reached: Option<(Headline, u32)>,
}

impl Reading {
    /// Returns the person that the reader stands on or last selected.
    pub(super) fn person(&self) -> Option<(PersonId, &str)> {
        let person = self.beside.person(self.story.story()?)?;
        Some((person.id, person.name.as_str()))
    }

    /// Walks from name to name; at the last one on to the next pane. Says whether there was a name.
    pub(super) fn walk(&mut self, forward: bool, core: &mut Core) -> bool {
        let height = self.story_height(core);
        let Some(stop) = self.story.walk(forward, height) else { return false };
        if let Some(story) = self.story.story() {
            let item = match stop.door {
                Door::Person(index) => BesideItem::Person(index),
                Door::Place(index) => BesideItem::Place(index),
            };
            self.beside.select(story, item);
        }
        core.await_rest();
        true
    }

    /// Looks for the next story along the selected person; pressed again before the answer, one more step.
    pub(super) fn pull(&mut self, toward: Toward, steps: u32, core: &mut Core) {
        let Some(from) = self.story.story().map(|story| story.headline.key) else {
            let [older, newer] = thread_keys(core);
            core.say(format!("Open a story first; then {older} and {newer} follow a person from story to story."));
            return;
        };
        let Some((person, _)) = self.person() else {
            core.say("Nobody is named in this story.");
            return;
        };
        if let Some(pull) = self.pull.as_mut().filter(|pull| (pull.person, pull.toward) == (person, toward)) {
            pull.steps += steps;
            return;
        }
        self.pull = Some(Pull { person, from, toward, steps, reached: None });
        core.ask(Effect::FindNeighbor { person, from, toward });
    }

    /// Takes the next story along a person; returns the one to go to when all steps are made, or no other is to be had.
    pub(super) fn neighbor_came(
        &mut self,
        person: PersonId,
        (from, toward): (HeadlineKey, Toward),
        found: Option<(Headline, u32)>,
        core: &mut Core,
    ) -> Option<(Headline, u32)> {
        let pull = self.pull.take_if(|pull| (pull.person, pull.from, pull.toward) == (person, from, toward))?;
        let Some((headline, rank)) = found else {
            if pull.reached.is_none() {
                let name = self.person().map_or("them".to_owned(), |(_, name)| name.to_owned());
                let [older, newer] = thread_keys(core);
                core.say(match pull.toward {
                    Toward::Older => format!("That is the oldest story naming {name}. {newer} goes to newer ones."),
                    Toward::Newer => format!("That is the newest story naming {name}. {older} goes to older ones."),
                });
            }
            return pull.reached;
        };
        if pull.steps > 1 {
            let (from, steps) = (headline.key, pull.steps - 1);
            self.pull = Some(Pull { from, steps, reached: Some((headline, rank)), ..pull });
            core.ask(Effect::FindNeighbor { person, from, toward });
            return None;
        }
        Some((headline, rank))
    }
}

/// Returns the keys that lead to older and to newer stories of a person.
fn thread_keys(core: &Core) -> [String; 2] {
    [Action::NextWithPerson, Action::PreviousWithPerson].map(|action| core.settings.keymap.key_for(Scope::Story, action))
}
