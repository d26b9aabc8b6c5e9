//! The effects by which the reader says who is who.

use jiff::{Timestamp, ZonedDateTime};

use super::effects::Effects;
use crate::ingest;
use crate::message::{Effect, Message};
use crate::store::{people, words};

/// Lines of a list to choose a person from.
const OTHERS_MAX: u32 = 200;

impl Effects {
    /// Starts an effect on people.
    pub(super) fn start_people(&self, effect: Effect) {
        match effect {
            Effect::LoadOthers { person, filter } => self.answer(move |this| async move {
                let holding = filter.clone();
                let others =
                    this.store.read(move |db| people::others(db, person, &holding, OTHERS_MAX, &ZonedDateTime::now())).await?;
                Ok(Some(Message::OthersLoaded { person, filter, others }))
            }),
            Effect::LoadForms(person) => self.answer(move |this| async move {
                let forms = this.store.read(move |db| people::forms(db, person)).await?;
                Ok(Some(Message::FormsLoaded(person, forms)))
            }),
            Effect::LoadHidden => self.answer(|this| async move {
                let hidden = this.store.read(words::hidden).await?;
                Ok(Some(Message::HiddenLoaded(hidden)))
            }),
            Effect::ChangePerson(change) => self.write_in_order(move |this| async move {
                let changed = this.store.write_durable(move |db| ingest::change_person(db, &change, Timestamp::now())).await?;
                Ok(Some(match changed {
                    Ok(changed) => Message::PersonChanged(Box::new(changed)),
                    Err(words) => Message::Failed(words),
                }))
            }),
            Effect::SayOfPeople(said) => self.write_in_order(move |this| async move {
                this.store.write_durable(move |db| words::say(db, &said).map(drop)).await?;
                Ok(Some(Message::PeopleSaid))
            }),
            _ => {}
        }
    }
}
