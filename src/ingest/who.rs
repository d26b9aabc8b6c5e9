//! Who the people of a story are, and what the reader says of them: the steps between names and the store.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::Connection;

use super::again;
use crate::domain::{EntryId, FoundPerson, JoinReason, KnownPerson, PersonChange, PersonChanged, PersonId, PersonWord};
use crate::entity::across;
use crate::store::{known, people, words};
use crate::text::{CleanText, search};

/// Who the people of a story are.
pub(super) struct Settlement {
    /// Each under whom they are filed.
    pub(super) people: Vec<(PersonId, FoundPerson)>,
    /// Who is named in full here, each beside somebody of the store who may be they: of the like name, and known by a surname alone.
    pub(super) lone: Vec<(PersonId, KnownPerson)>,
}

/// Finds the people of a story among those of the store, or files them, and notes why each name is theirs.
///
/// `published` is when the story was.
///
/// # Errors
/// Says what the database failed with.
pub(super) fn settle(
    db: &Connection,
    story: EntryId,
    found: Vec<FoundPerson>,
    published: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<Settlement> {
    words::forget_joins(db, story)?;
    let mut lone = Vec::new();
    let mut settled: Vec<Settled> = Vec::with_capacity(found.len());
    for person in found {
        let about = across::is_lone(&person.name).then_some(published);
        let candidates = known::candidates(db, &across::keys(&person.name), about)?;
        let keys = filing_keys(&person);
        // Two whom the story itself tells apart are not one.
        let apart = |who: PersonId| settled.iter().any(|other| other.who == who && across::conflict(&other.name, &person.name));
        let known = across::choose(&person, &candidates, published)
            .and_then(|(id, reason)| Some((candidates.iter().find(|known| known.id == id)?, reason)))
            .filter(|(known, _)| !apart(known.who));
        // Whoever goes by the very name of somebody else of the story could not be told from them.
        let shown = known.map_or(&person.name, |(known, _)| &known.name);
        let twin = settled.iter().find(|other| search::same(&other.shown, shown));
        let (id, who, shown) = match (twin, known) {
            (Some(twin), _) => (twin.id, twin.who, twin.shown.clone()),
            (None, Some((known, reason))) => {
                file(db, known, &person, &keys)?;
                words::note_join(db, known.id, &person.name, reason, story)?;
                (known.id, known.who, known.name.clone())
            }
            (None, None) => {
                let id = people::create(db, &person.name, &keys, now)?;
                (id, id, person.name.clone())
            }
        };
        if about.is_none() {
            let by_surname = candidates.iter().filter(|known| known.id != id && again::is_only_lone(known));
            lone.extend(by_surname.map(|known| (id, known.clone())));
        }
        for alias in &person.aliases {
            words::note_join(db, id, alias, JoinReason::InStory, story)?;
        }
        if let Some(gender) = person.gender {
            known::note_gender(db, id, gender)?;
        }
        settled.push(Settled { id, who, name: person.name.clone(), shown, person });
    }
    let people = settled.into_iter().map(|settled| (settled.id, settled.person)).collect();
    Ok(Settlement { people, lone })
}

struct Settled {
    id: PersonId,
    who: PersonId,
    name: CleanText,
    shown: CleanText,
    person: FoundPerson,
}

/// Returns the keys of everything that a story calls a person, so that the next story finds them under any of it.
fn filing_keys(person: &FoundPerson) -> Vec<String> {
    let forms = std::iter::once(&person.name).chain(&person.aliases);
    forms.flat_map(|form| across::keys(form)).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Files a known person under what this story calls them; a fuller name becomes theirs.
fn file(db: &Connection, known: &KnownPerson, found: &FoundPerson, keys: &[String]) -> rusqlite::Result<()> {
    people::add_keys(db, known.id, keys)?;
    if across::fuller(&found.name, &known.name) { people::rename(db, known.id, &found.name) } else { Ok(()) }
}

/// Does what the reader wants of a person; `Err` says in words why it cannot be done.
///
/// # Errors
/// Says what the database failed with; the caller's transaction is then to be given up.
pub fn change(db: &Connection, change: &PersonChange, now: Timestamp) -> rusqlite::Result<Result<PersonChanged, CleanText>> {
    let name = |id: PersonId| Ok::<_, rusqlite::Error>(people::name(db, id)?.unwrap_or_else(|| "somebody".into()));
    let refused = |words: &str| Ok(Err(CleanText::lines(words)));
    let (PersonChange::Merge { person, .. }
    | PersonChange::Split { person, .. }
    | PersonChange::Rename { person, .. }
    | PersonChange::Hide(person)
    | PersonChange::Show(person)) = change;
    let person = words::who(db, *person)?;
    let own = name(person)?;
    let mut other = None;
    let (said, words) = match change {
        PersonChange::Merge { other: merged, .. } => {
            let merged = words::who(db, *merged)?;
            let theirs = name(merged)?;
            if person == merged {
                return refused(&format!("{own} and {theirs} are one already\nnothing was changed"));
            }
            let mut said = words::to_merge(db, person, merged)?;
            if across::fuller(&theirs, &own) {
                said.push(PersonWord::Named { person, name: Some(theirs.clone()) });
            }
            let words = format!("{theirs} and {own} are one now.");
            other = Some((merged, theirs));
            (said, words)
        }
        PersonChange::Split { form: asked, .. } => {
            let forms = people::forms(db, person)?;
            let named = |same: fn(&str, &str) -> bool| forms.iter().find(|form| same(form, asked));
            let Some(form) = named(|form, asked| form == asked).or_else(|| named(search::same)) else {
                return refused(&format!("“{asked}” is no form of {own} that could be split off\nthe page lists the forms"));
            };
            let (apart, said) = match words::merged_as(db, person, form)? {
                Some(merged) => (merged, vec![PersonWord::Merged { person: merged, into: None }]),
                None => words::to_split(db, person, form, &across::keys(form), now)?,
            };
            other = Some((apart, form.clone()));
            (said, format!("{form} is not {own} any more."))
        }
        PersonChange::Rename { name, .. } => {
            let given = Some(name.clone()).filter(|name| !name.is_empty());
            let words = match &given {
                Some(name) => format!("{own} is {name} now."),
                None => format!("{own} goes by the name of the stories again."),
            };
            (vec![PersonWord::Named { person, name: given }], words)
        }
        PersonChange::Hide(_) => (vec![PersonWord::Hidden { person, hidden: true }], format!("{own} is hidden everywhere.")),
        PersonChange::Show(_) => (vec![PersonWord::Hidden { person, hidden: false }], format!("{own} is shown again.")),
    };
    let back = words::say(db, &said)?;
    let words = match (change, &other) {
        (PersonChange::Split { .. }, Some((apart, form))) if people::stories(db, *apart)? == 0 => {
            format!("Beside the full name {form} stays {own}; alone it is somebody else from now on.")
        }
        _ => words,
    };
    Ok(Ok(PersonChanged { words: CleanText::new(&words), person, other, back }))
}
