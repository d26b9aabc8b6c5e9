//! Lone surnames that were stored before their full name: looked at again when it comes.
//!
//! `entity::across` decides as for a story that comes later than the full name, so that the order in which the stories of some days
//! come makes no difference.

use jiff::Timestamp;
use rusqlite::Connection;

use super::who::Settlement;
use crate::domain::{FoundPerson, JoinReason, KnownPerson, PersonId};
use crate::entity::across;
use crate::store::lone::{self, NamingStory};
use crate::store::{known, people, words};

/// Somebody who was named alone in more stories is known by that name.
const STORIES_MAX: usize = 20;

/// Says whether no story ever named somebody in full, and the reader did not say that they are somebody else.
pub(super) fn is_only_lone(known: &KnownPerson) -> bool {
    known.who == known.id && std::iter::once(&known.name).chain(&known.aliases).all(|form| across::is_lone(form))
}

/// Gives the stories of lone surnames to those whom a story, which is saved by now, names in full: all stories of such a surname or
/// none.
///
/// A surname that also stood alone long before is left, as is one of which the reader said something, or that has a rule.
///
/// # Errors
/// Says what the database failed with; the caller's transaction is then to be given up.
pub(super) fn look_again(db: &Connection, settlement: &Settlement, published: Timestamp) -> rusqlite::Result<()> {
    for (full, surname) in &settlement.lone {
        if lone::is_spoken_of(db, surname.id)? {
            continue;
        }
        let near = lone::stories_near(db, surname.id, published, across::SURNAME_DAYS, STORIES_MAX)?;
        let Some(stories) = near.filter(|stories| !stories.is_empty()) else { continue };
        if all_are_theirs(db, *full, surname, &stories)? {
            give_all(db, *full, surname, &stories)?;
        }
    }
    Ok(())
}

fn all_are_theirs(db: &Connection, full: PersonId, surname: &KnownPerson, stories: &[NamingStory]) -> rusqlite::Result<bool> {
    let who = words::who(db, full)?;
    for story in stories {
        let Some(found) = found(story, surname) else { return Ok(false) };
        for (other, _) in &story.people {
            // A story that told them apart knows better.
            if words::who(db, *other)? == who {
                return Ok(false);
            }
        }
        let mut candidates = known::candidates(db, &across::keys(&found.name), Some(story.published))?;
        candidates.retain(|known| known.id != surname.id);
        let chosen = across::choose(&found, &candidates, story.published);
        let theirs =
            |(id, reason)| reason == JoinReason::LoneSurname && candidates.iter().any(|known| known.id == id && known.who == who);
        if !chosen.is_some_and(theirs) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns the lone surname as a story names it, with what any story said of its gender.
fn found(story: &NamingStory, surname: &KnownPerson) -> Option<FoundPerson> {
    let (_, found) = story.people.iter().find(|(id, _)| *id == surname.id)?;
    Some(FoundPerson { gender: surname.gender, ..found.clone() })
}

fn give_all(db: &Connection, full: PersonId, surname: &KnownPerson, stories: &[NamingStory]) -> rusqlite::Result<()> {
    people::add_keys(db, full, &across::keys(&surname.name))?;
    if let Some(gender) = surname.gender {
        known::note_gender(db, full, gender)?;
    }
    // The oldest is the first in which the surname was theirs.
    for story in stories.iter().rev() {
        let forms = found(story, surname).into_iter().flat_map(|found| std::iter::once(found.name).chain(found.aliases));
        for form in forms {
            words::note_join(db, full, &form, JoinReason::LoneSurname, story.id)?;
        }
        lone::give(db, story, surname.id, full)?;
    }
    Ok(())
}
