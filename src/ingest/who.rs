//! Who the people of a story are, and what the reader says of them: the steps between names and the store.
//!
//! Which person of the store a name means takes long where many bear it, so it is decided before the transaction that files them
//! ([`Decided`]); that one only looks whether the decisions still rest on the same ([`settle`]).

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::Connection;

use super::again;
use crate::domain::{EntryId, FoundPerson, JoinReason, KnownPerson, PersonChange, PersonChanged, PersonId, PersonWord};
use crate::entity::across;
use crate::store::known::{Candidates, Known};
use crate::store::{known, people, words};
use crate::text::{CleanText, search};

/// So many people are decided on again inside of the transaction, where what they rest on has changed; with more the decisions are
/// made again before another one.
const AGAIN_MAX: usize = 12;

/// Who the people of a story are.
pub(super) struct Settlement {
    /// Each under whom they are filed.
    pub(super) people: Vec<(PersonId, FoundPerson)>,
    /// Who is named in full here, each beside somebody of the store who may be they: of the like name, and known by a surname alone.
    pub(super) lone: Vec<(PersonId, KnownPerson)>,
}

/// Who the people of a story are by what the store held a moment ago.
pub(super) struct Decided {
    known: Known,
    people: Vec<Decision>,
}

impl Decided {
    /// Returns the people that the story names, to decide on them again.
    pub(super) fn into_found(self) -> Vec<FoundPerson> {
        self.people.into_iter().map(|decision| decision.found).collect()
    }
}

/// Who a person of a story is.
struct Decision {
    found: FoundPerson,
    /// The keys of the name.
    keys: Vec<String>,
    /// What the decision rests on.
    state: u64,
    is: Is,
    /// Who of the store may be they, known by a surname alone.
    lone: Vec<KnownPerson>,
}

#[derive(Clone, PartialEq)]
enum Is {
    /// Somebody of the store, for this reason.
    Known(Box<KnownPerson>, JoinReason),
    /// Whoever an earlier person of the story is, by their place: they go by the same name.
    Twin(usize),
    /// Somebody who is new.
    New,
}

impl Is {
    /// Says whether two decisions come to the same.
    fn is_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(one, _), Self::Known(other, _)) => (one.id, one.who, &one.name) == (other.id, other.who, &other.name),
            (one, other) => one == other,
        }
    }
}

/// Decides who the people of a story are, one after the other.
///
/// Who is new has no number yet: here it is a negative one, of the place in the story.
#[derive(Default)]
struct Deciding {
    settled: Vec<Settled>,
}

/// A person of the story on whom it is decided.
struct Settled {
    /// Who they are, as a candidate for those of the story that follow.
    known: KnownPerson,
    name: CleanText,
    shown: CleanText,
    /// Under what they are filed from here on.
    keys: Vec<String>,
}

impl Deciding {
    fn decide(&mut self, db: &Connection, known: &Known, found: FoundPerson, published: Timestamp) -> rusqlite::Result<Decision> {
        let about = across::is_lone(&found.name).then_some(published);
        let keys = across::keys(&found.name);
        let Candidates { people: mut candidates, state } = known.candidates(db, &found.name, &keys, about)?;
        for settled in self.settled.iter().filter(|settled| settled.keys.iter().any(|key| keys.contains(key))) {
            match candidates.iter_mut().find(|known| known.id == settled.known.id) {
                Some(known) => {
                    known.name.clone_from(&settled.known.name);
                    known.gender = settled.known.gender;
                }
                None => candidates.push(settled.known.clone()),
            }
        }
        // Two whom the story itself tells apart are not one.
        let apart =
            |who: PersonId| self.settled.iter().any(|other| other.known.who == who && across::conflict(&other.name, &found.name));
        let chosen = across::choose(&found, &candidates, published)
            .and_then(|(id, reason)| Some((candidates.iter().find(|known| known.id == id)?, reason)))
            .filter(|(known, _)| !apart(known.who));
        // Whoever goes by the very name of somebody else of the story could not be told from them.
        let shown = chosen.map_or(&found.name, |(known, _)| &known.name);
        let twin = self.settled.iter().position(|other| search::same(&other.shown, shown));
        let is = match (twin, chosen) {
            (Some(twin), _) => Is::Twin(twin),
            (None, Some((known, reason))) => Is::Known(Box::new(known.clone()), reason),
            (None, None) => Is::New,
        };
        let id = self.add(&found, &is);
        let is_lone = |known: &KnownPerson| known.id != id && known.id.0 > 0 && again::is_only_lone(known);
        let lone = if about.is_none() { candidates.into_iter().filter(is_lone).collect() } else { Vec::new() };
        Ok(Decision { found, keys, state, is, lone })
    }

    /// Notes who somebody is, for those that follow; returns the number.
    fn add(&mut self, found: &FoundPerson, is: &Is) -> PersonId {
        let (known, shown, keys) = match is {
            Is::Twin(twin) => {
                let twin = &self.settled[*twin];
                (twin.known.clone(), twin.shown.clone(), Vec::new())
            }
            Is::Known(known, _) => {
                let mut filed = KnownPerson::clone(known);
                filed.gender = filed.gender.or(found.gender);
                if across::fuller(&found.name, &known.name) {
                    filed.name = found.name.clone();
                }
                (filed, known.name.clone(), filing_keys(found))
            }
            Is::New => {
                let id = PersonId(-1 - self.settled.len() as i64);
                let new = KnownPerson {
                    id,
                    who: id,
                    name: found.name.clone(),
                    aliases: Vec::new(),
                    roles: Vec::new(),
                    gender: found.gender,
                    stories: 0,
                    nearest: None,
                };
                (new, found.name.clone(), filing_keys(found))
            }
        };
        let id = known.id;
        self.settled.push(Settled { known, name: found.name.clone(), shown, keys });
        id
    }
}

/// Finds the people of a story among those of the store. `published` is when the story was.
///
/// # Errors
/// Says what the database failed with.
pub(super) fn decide(db: &Connection, found: Vec<FoundPerson>, published: Timestamp) -> rusqlite::Result<Decided> {
    let known = Known::new(db)?;
    let mut deciding = Deciding::default();
    let people = found.into_iter().map(|found| deciding.decide(db, &known, found, published)).collect::<Result<_, _>>()?;
    Ok(Decided { known, people })
}

/// Files the people of a story as was decided, and notes why each name is theirs.
///
/// Where what a decision rests on has changed since, it is made again. Where that is so of many, `Err` gives the decisions back and
/// nothing is written; `anyway`, those beyond stand as they are.
///
/// # Errors
/// Says what the database failed with.
pub(super) fn settle(
    db: &Connection,
    story: EntryId,
    decided: Decided,
    published: Timestamp,
    now: Timestamp,
    anyway: bool,
) -> rusqlite::Result<Result<Settlement, Decided>> {
    let known = Known::new(db)?;
    let is_same = known.is_as(&decided.known);
    let mut stale = BTreeSet::new();
    for (at, decision) in decided.people.iter().enumerate() {
        if !is_same || Known::state(db, &decision.found.name, &decision.keys)? != decision.state {
            stale.insert(at);
        }
    }
    if stale.len() > AGAIN_MAX && !anyway {
        return Ok(Err(decided));
    }
    let stale: BTreeSet<usize> = stale.into_iter().take(AGAIN_MAX).collect();
    let people = if stale.is_empty() { decided.people } else { decide_again(db, &known, decided.people, &stale, published)? };
    words::forget_joins(db, story)?;
    let mut lone = Vec::new();
    let mut filed: Vec<PersonId> = Vec::with_capacity(people.len());
    let mut settled = Vec::with_capacity(people.len());
    for Decision { found, is, lone: by_surname, .. } in people {
        let keys = || filing_keys(&found);
        let id = match is {
            Is::Twin(twin) => filed[twin],
            Is::Known(known, reason) if people::name(db, known.id)?.is_some() => {
                file(db, &known, &found, &keys())?;
                words::note_join(db, known.id, &found.name, reason, story)?;
                known.id
            }
            Is::Known(..) | Is::New => people::create(db, &found.name, &keys(), now)?,
        };
        lone.extend(by_surname.into_iter().map(|known| (id, known)));
        for alias in &found.aliases {
            words::note_join(db, id, alias, JoinReason::InStory, story)?;
        }
        if let Some(gender) = found.gender {
            known::note_gender(db, id, gender)?;
        }
        filed.push(id);
        settled.push((id, found));
    }
    Ok(Ok(Settlement { people: settled, lone }))
}

/// Makes those decisions again that rest on something else by now, and where one comes out otherwise those behind it that it bears on.
fn decide_again(
    db: &Connection,
    known: &Known,
    people: Vec<Decision>,
    stale: &BTreeSet<usize>,
    published: Timestamp,
) -> rusqlite::Result<Vec<Decision>> {
    let mut deciding = Deciding::default();
    let mut changed: BTreeSet<String> = BTreeSet::new();
    let mut left = 2 * AGAIN_MAX;
    let mut again = Vec::with_capacity(people.len());
    for (at, decision) in people.into_iter().enumerate() {
        let bears = left > 0 && decision.keys.iter().any(|key| changed.contains(key));
        if !stale.contains(&at) && !bears {
            deciding.add(&decision.found, &decision.is);
            again.push(decision);
            continue;
        }
        left = left.saturating_sub(1);
        let new = deciding.decide(db, known, decision.found, published)?;
        if !new.is.is_as(&decision.is) {
            changed.extend(filing_keys(&new.found));
        }
        again.push(new);
    }
    Ok(again)
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
