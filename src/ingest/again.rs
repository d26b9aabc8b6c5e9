//! Lone surnames that were stored before their full name: looked at again when it comes.
//!
//! `entity::across` decides as for a story that comes later than the full name, so that the order in which the stories of some days
//! come makes no difference.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::domain::{FoundPerson, JoinReason, KnownPerson, PersonId};
use crate::entity::across;
use crate::store::known::{self, Known};
use crate::store::lone::{self, NamingStory};
use crate::store::{people, words};

/// Somebody who was named alone in more stories is known by that name.
const STORIES_MAX: usize = 20;

/// Stories that name more people than this together, each once for each story, are left as they are: lists of names tell little of
/// who is who, and each of them would be written again.
const PEOPLE_MAX: usize = 600;

/// About so much is done in one transaction: people of stories that are looked at or written.
const WORK_MAX: usize = 1_200;

/// Says whether no story ever named somebody in full, and the reader did not say that they are somebody else.
pub(super) fn is_only_lone(known: &KnownPerson) -> bool {
    known.who == known.id && std::iter::once(&known.name).chain(&known.aliases).all(|form| across::is_lone(form))
}

/// Gives the stories of lone surnames to those whom a story, which is saved by now, names in full: all stories of such a surname or
/// none.
///
/// A surname that also stood alone long before is left, as is one of which the reader said something, or that has a rule. Returns
/// how many of `lone` were looked at: the rest is for another transaction.
///
/// # Errors
/// Says what the database failed with; the caller's transaction is then to be given up.
pub(super) fn look_again(db: &Connection, lone: &[(PersonId, KnownPerson)], published: Timestamp) -> rusqlite::Result<usize> {
    if lone.is_empty() {
        return Ok(0);
    }
    let known = Known::new(db)?;
    let mut work = 0;
    for (at, (full, surname)) in lone.iter().enumerate() {
        if work > WORK_MAX {
            return Ok(at);
        }
        work += 10;
        if lone::is_spoken_of(db, surname.id)? {
            continue;
        }
        let near = lone::stories_near(db, surname.id, published, across::SURNAME_DAYS, (STORIES_MAX, PEOPLE_MAX))?;
        let Some(stories) = near.filter(|stories| !stories.is_empty()) else { continue };
        work += stories.iter().map(|story| story.people.len()).sum::<usize>();
        if all_are_theirs(db, &known, *full, surname, &stories)? {
            give_all(db, *full, surname, &stories)?;
        }
    }
    Ok(lone.len())
}

fn all_are_theirs(
    db: &Connection,
    known: &Known,
    full: PersonId,
    surname: &KnownPerson,
    stories: &[NamingStory],
) -> rusqlite::Result<bool> {
    let who = known.who(full);
    for story in stories {
        let Some(found) = found(story, surname) else { return Ok(false) };
        for (other, _) in &story.people {
            // A story that told them apart knows better.
            if known.who(*other) == who {
                return Ok(false);
            }
        }
        let keys = across::keys(&found.name);
        let mut candidates = known.candidates(db, &found.name, &keys, Some(story.published))?.people;
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
