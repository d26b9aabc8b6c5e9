//! The effects that read and write tags.

use super::effects::Effects;
use crate::domain::EntryId;
use crate::message::Message;
use crate::store::tags;
use crate::text::CleanText;

impl Effects {
    /// Reads every tag in use, and those of a story.
    pub(super) fn load_tags(&self, of: Option<EntryId>) {
        self.read_settled(move |this| async move {
            let read = this.store.read(move |db| {
                let own = of.map(|id| Ok::<_, rusqlite::Error>((id, tags::of_story(db, id)?))).transpose()?;
                Ok((tags::in_use(db)?, own))
            });
            let (known, of) = read.await?;
            Ok(Some(Message::TagsLoaded { known, of }))
        });
    }

    /// Gives a story tags.
    pub(super) fn set_tags(&self, entry: EntryId, given: Vec<CleanText>) {
        self.write_in_order(move |this| async move {
            let set = this.store.write_durable(move |db| match tags::set(db, entry, &given)? {
                Some(_) => tags::of_story(db, entry).map(Some),
                None => Ok(None),
            });
            Ok(Some(match set.await {
                Ok(Some(tags)) => Message::Tagged { entry, tags },
                Ok(None) => Message::StoryMissing(entry),
                Err(error) => Message::StatusFailed(vec![entry], CleanText::lines(&error.to_string())),
            }))
        });
    }
}
