//! Turns a [`Query`] into sorted streams of stories: which index to walk, and what to check on the way.
//!
//! Every text of the reader is a bound parameter. Each side of an OR is planned alone, by the narrowest thing it asks for:
//! people, places, rare words, starred, later, tags, feeds, unread, and last the whole list by time.

mod followed;
mod of_feeds;
mod walk;

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::codec::{json_ids, ms};
use super::keys::{Key, Range, Start, Stream, merged};
use super::{feeds, people, places, reports, search, tags};
use crate::query::{Query, Term, TermKind};
use followed::{Followed, spelled_out};
use of_feeds::{are_small, matching_feeds};
use walk::Walk;

/// Up to so many feeds are read one by one and merged, which costs a few microseconds each; more only where they hold few of
/// all stories.
const MERGED_FEEDS_MAX: usize = 200;

/// Up to so many hits of words are looked up and sorted, which costs a microsecond each. With more, the list is walked by time
/// and each story is looked for among the hits.
const SORTED_HITS_MAX: i64 = 3_000;

/// Up to so many hits are gathered to look for stories among them, a microsecond each. With more, each story is asked by
/// itself: 200 microseconds, but most fit and the page is soon full.
const GATHERED_HITS_MAX: i64 = 20_000;

/// A query, ready to be read page by page.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) streams: Vec<Stream>,
}

impl Plan {
    /// Plans a query, looking up the names, feeds and words that it speaks of.
    pub(super) fn of(db: &Connection, query: &Query, now: Timestamp) -> rusqlite::Result<Self> {
        let hide_removed = feeds::any_removed(db)?;
        let every = [Vec::new()];
        let followed = Followed::of(db, query)?;
        let sides = if query.any.is_empty() { Cow::Borrowed(&every[..]) } else { spelled_out(&query.any, &followed) };
        let mut streams = Vec::new();
        let without = without(db, &spelled_out(&query.without, &followed), &followed, now)?;
        for terms in sides.iter() {
            if let Some(wish) = Wish::of(db, terms, &followed, now)? {
                streams.extend(wish.streams(db, hide_removed, &without)?);
            }
        }
        Ok(Self { streams })
    }

    /// Returns the newest keys of a range, the newest first.
    pub(super) fn newest(&self, db: &Connection, range: Range, limit: usize) -> rusqlite::Result<Vec<Key>> {
        merged(db, &self.streams, range, Start::Newest, limit)
    }

    /// Returns those of some keys that fit.
    pub(super) fn among(&self, db: &Connection, keys: &BTreeSet<Key>) -> rusqlite::Result<BTreeSet<Key>> {
        let (Some(oldest), Some(newest)) = (keys.first(), keys.last()) else { return Ok(BTreeSet::new()) };
        let range = Range::ALL.not_older_than(*oldest).not_newer_than(*newest);
        let ids = Value::Text(json_ids(keys.iter().map(|key| key.id)));
        let among = |stream: &Stream| stream.clone().with("IN (SELECT value FROM json_each(?))", ids.clone());
        let streams: Vec<Stream> = self.streams.iter().map(among).collect();
        Ok(merged(db, &streams, range, Start::Newest, keys.len())?.into_iter().collect())
    }

    /// Returns the oldest keys of a range, the oldest first.
    pub(super) fn oldest(&self, db: &Connection, range: Range, limit: usize) -> rusqlite::Result<Vec<Key>> {
        merged(db, &self.streams, range, Start::Oldest, limit)
    }
}

/// Which feeds a story may be of.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Feeds {
    Except(BTreeSet<i64>),
    Only(BTreeSet<i64>),
}

impl Feeds {
    fn narrow(&mut self, ids: &BTreeSet<i64>, negated: bool) {
        *self = match (&*self, negated) {
            (Self::Except(not), false) => Self::Only(ids.difference(not).copied().collect()),
            (Self::Except(not), true) => Self::Except(not | ids),
            (Self::Only(only), false) => Self::Only(only & ids),
            (Self::Only(only), true) => Self::Only(only - ids),
        };
    }
}

/// Places of which one must stand in a story: towns and the like, and countries and regions by their areas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Places {
    ids: BTreeSet<i64>,
    areas: BTreeSet<i64>,
}

impl Places {
    fn len(&self) -> usize {
        self.ids.len() + self.areas.len()
    }

    /// Returns the condition for [`Self::values`].
    fn condition() -> String {
        format!("(EXISTS ({}) OR EXISTS ({}))", naming("place"), naming("area"))
    }

    fn values(&self) -> [Value; 2] {
        [ids_value(&self.ids), ids_value(&self.areas)]
    }
}

/// A tag that stories bear of their own, besides the feeds that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tagged {
    folded: String,
    feeds: BTreeSet<i64>,
}

impl Tagged {
    /// Returns the condition for [`Self::values`].
    fn condition(&self) -> String {
        let own = "EXISTS (SELECT 1 FROM story_tag x INDEXED BY story_tag_entry WHERE x.entry_id = s.entry_id AND x.folded = ?)";
        if self.feeds.is_empty() { own.to_owned() } else { format!("({own} OR s.feed_id IN (SELECT value FROM json_each(?)))") }
    }

    fn values(&self) -> Vec<Value> {
        let feeds = (!self.feeds.is_empty()).then(|| ids_value(&self.feeds));
        std::iter::once(Value::Text(self.folded.clone())).chain(feeds).collect()
    }
}

/// One side of an OR, gathered: what a story must fulfil.
#[derive(Debug)]
struct Wish {
    range: Range,
    unread: Option<bool>,
    starred: Option<bool>,
    later: Option<bool>,
    feeds: Feeds,
    tags: Vec<Tagged>,
    tags_not: Vec<Tagged>,
    /// Of each of these sets, somebody.
    people: Vec<BTreeSet<i64>>,
    people_not: BTreeSet<i64>,
    places: Vec<Places>,
    places_not: Vec<Places>,
    /// Of each of these sets, one of these stories.
    stories: Vec<BTreeSet<i64>>,
    stories_not: BTreeSet<i64>,
    words: Vec<String>,
    words_not: Vec<String>,
    /// What keeps out the stories that are followed, where it is these that must not fit.
    unfollowed: Checks,
}

impl Wish {
    /// Gathers terms; `None` when no story can fit.
    fn of(db: &Connection, terms: &[Term], followed: &Followed, now: Timestamp) -> rusqlite::Result<Option<Self>> {
        let mut wish = Self {
            range: Range::ALL,
            unread: None,
            starred: None,
            later: None,
            feeds: Feeds::Except(BTreeSet::new()),
            tags: Vec::new(),
            tags_not: Vec::new(),
            people: Vec::new(),
            people_not: BTreeSet::new(),
            places: Vec::new(),
            places_not: Vec::new(),
            stories: Vec::new(),
            stories_not: BTreeSet::new(),
            words: Vec::new(),
            words_not: Vec::new(),
            unfollowed: Checks::default(),
        };
        for term in terms {
            if term.kind == TermKind::Followed {
                // One that is asked for is spelled out before; what is left is that no story that is followed fits.
                wish.unfollowed = without(db, followed.sides(), &Followed::default(), now)?;
                continue;
            }
            if !wish.add(db, term, now)? {
                return Ok(None);
            }
        }
        let nobody = wish.people.iter().any(BTreeSet::is_empty) || wish.places.iter().any(|places| places.len() == 0);
        let nowhere = matches!(&wish.feeds, Feeds::Only(ids) if ids.is_empty());
        Ok((!nowhere && !nobody).then_some(wish))
    }

    /// Adds one term; `false` when it contradicts another.
    fn add(&mut self, db: &Connection, term: &Term, now: Timestamp) -> rusqlite::Result<bool> {
        let negated = term.negated;
        match &term.kind {
            TermKind::Unread => return Ok(agree(&mut self.unread, !negated)),
            TermKind::Read => return Ok(agree(&mut self.unread, negated)),
            TermKind::Starred => return Ok(agree(&mut self.starred, !negated)),
            TermKind::Later => return Ok(agree(&mut self.later, !negated)),
            TermKind::Followed => {}
            TermKind::Feed(_) | TermKind::FeedId(_) | TermKind::Folder(_) => {
                self.feeds.narrow(&matching_feeds(db, &term.kind)?, negated);
            }
            TermKind::Tag(name) => self.add_tag(db, name, negated)?,
            TermKind::Person(name) => self.add_people(people::named(db, name)?, negated),
            TermKind::PersonId(id) => self.add_people([id.0].into(), negated),
            TermKind::Place(name) => self.add_places(db, places::named(db, name)?, negated)?,
            TermKind::PlaceId(id) => self.add_places(db, [id.0].into(), negated)?,
            TermKind::Id(id) => self.add_stories([id.0].into(), negated),
            TermKind::Like(id) => self.add_stories(reports::alike(db, *id)?, negated),
            TermKind::Newer(age) => {
                let since = before(now, *age);
                self.range = if negated { self.range.before_ms(since + 1) } else { self.range.after_ms(since) };
            }
            TermKind::Older(age) => {
                let since = before(now, *age);
                self.range = if negated { self.range.after_ms(since - 1) } else { self.range.before_ms(since) };
            }
            TermKind::Word(_) | TermKind::Phrase(_) | TermKind::Author(_) | TermKind::Title(_) => {
                // What holds no letter or digit, such as a lone dash, says nothing and is passed over.
                let side = if negated { &mut self.words_not } else { &mut self.words };
                // A word that stands there twice is looked up once.
                side.extend(search::expression(&term.kind).filter(|wanted| !side.contains(wanted)));
            }
        }
        Ok(true)
    }

    /// A tag that no story bears of its own is one of feeds, and these are walked and checked without a look at each story.
    fn add_tag(&mut self, db: &Connection, name: &str, negated: bool) -> rusqlite::Result<()> {
        let feeds = matching_feeds(db, &TermKind::Tag(name.to_owned()))?;
        let folded = tags::folded(name);
        if tags::is_on_stories(db, &folded)? {
            let side = if negated { &mut self.tags_not } else { &mut self.tags };
            side.push(Tagged { folded, feeds });
        } else {
            self.feeds.narrow(&feeds, negated);
        }
        Ok(())
    }

    fn add_stories(&mut self, ids: BTreeSet<i64>, negated: bool) {
        if negated { self.stories_not.extend(ids) } else { self.stories.push(ids) }
    }

    fn add_people(&mut self, ids: BTreeSet<i64>, negated: bool) {
        if negated { self.people_not.extend(ids) } else { self.people.push(ids) }
    }

    /// A country or region stands for itself and the places in it.
    fn add_places(&mut self, db: &Connection, ids: BTreeSet<i64>, negated: bool) -> rusqlite::Result<()> {
        let mut places = Places::default();
        for id in ids {
            match places::area_of(db, id)? {
                Some(area) => places.areas.insert(area),
                None => places.ids.insert(id),
            };
        }
        let side = if negated { &mut self.places_not } else { &mut self.places };
        side.push(places);
        Ok(())
    }

    /// Chooses what to walk; what is walked needs no check any more.
    fn streams(mut self, db: &Connection, hide_removed: bool, without: &Checks) -> rusqlite::Result<Vec<Stream>> {
        let words = self.words_expression();
        let few = match &words {
            Some(words) => search::hits(db, words, SORTED_HITS_MAX)? < SORTED_HITS_MAX,
            None => false,
        };
        let walks: Vec<Walk> = if let Some(ids) = self.stories.pop() {
            vec![Walk::Stories(ids)]
        } else if !self.people.is_empty() {
            let smallest = (0..self.people.len()).min_by_key(|at| self.people[*at].len()).unwrap_or(0);
            self.people.swap_remove(smallest).into_iter().map(Walk::Person).collect()
        } else if !self.places.is_empty() {
            let smallest = (0..self.places.len()).min_by_key(|at| self.places[*at].len()).unwrap_or(0);
            let Places { ids, areas } = self.places.swap_remove(smallest);
            ids.into_iter().map(Walk::Place).chain(areas.into_iter().map(Walk::Area)).collect()
        } else if let Some(words) = words.clone().filter(|_| few) {
            vec![Walk::Words(words)]
        } else if self.starred == Some(true) {
            self.starred = None;
            vec![Walk::Starred]
        } else if self.later == Some(true) {
            self.later = None;
            vec![Walk::Later]
        } else if let Some(Tagged { folded, feeds }) = self.tag_to_walk(db)? {
            let unread = self.unread == Some(true);
            std::iter::once(Walk::Tag(folded)).chain(feeds.into_iter().map(|id| Walk::Feed(id, unread))).collect()
        } else {
            self.by_feed_or_time(db)?
        };
        let words = words.filter(|_| !matches!(walks.first(), Some(Walk::Words(_))));
        let mut checks = self.checks(db, words.as_deref(), hide_removed)?;
        checks.extend(without);
        Ok(walks.into_iter().map(|walk| walk.stream(self.range, &checks)).collect())
    }

    fn words_expression(&self) -> Option<String> {
        if self.words.is_empty() {
            return None;
        }
        let mut all = self.words.join(" AND ");
        for not in &self.words_not {
            all = format!("({all}) NOT {not}");
        }
        Some(all)
    }

    /// Takes the tag whose stories are walked, with those of its feeds; none where these are too many to be merged.
    fn tag_to_walk(&mut self, db: &Connection) -> rusqlite::Result<Option<Tagged>> {
        let Some(smallest) = (0..self.tags.len()).min_by_key(|at| self.tags[*at].feeds.len()) else { return Ok(None) };
        let feeds = &self.tags[smallest].feeds;
        if feeds.len() > MERGED_FEEDS_MAX && !are_small(db, feeds)? {
            return Ok(None);
        }
        Ok(Some(self.tags.swap_remove(smallest)))
    }

    fn by_feed_or_time(&mut self, db: &Connection) -> rusqlite::Result<Vec<Walk>> {
        let unread = self.unread == Some(true);
        let one_by_one = match &self.feeds {
            Feeds::Only(ids) => (ids.len() <= MERGED_FEEDS_MAX || are_small(db, ids)?).then(|| ids.clone()),
            Feeds::Except(_) => None,
        };
        if unread {
            self.unread = None;
        }
        let Some(ids) = one_by_one else {
            return Ok(vec![if unread { Walk::Unread } else { Walk::Time }]);
        };
        self.feeds = Feeds::Except(BTreeSet::new());
        Ok(ids.into_iter().map(|id| Walk::Feed(id, unread)).collect())
    }

    /// Returns the conditions that are left, to be checked on each story that is walked over.
    fn checks(&self, db: &Connection, words: Option<&str>, hide_removed: bool) -> rusqlite::Result<Checks> {
        let mut checks = Checks::default();
        let flags = [("s.read", self.unread.map(|unread| !unread)), ("s.starred", self.starred), ("s.later", self.later)];
        for (column, value) in flags {
            if let Some(value) = value {
                checks.add(&format!("{column} = ?"), [Value::Integer(value.into())]);
            }
        }
        match &self.feeds {
            Feeds::Except(ids) if ids.is_empty() => {}
            Feeds::Except(ids) => checks.add("s.feed_id NOT IN (SELECT value FROM json_each(?))", [ids_value(ids)]),
            Feeds::Only(ids) => checks.add("s.feed_id IN (SELECT value FROM json_each(?))", [ids_value(ids)]),
        }
        if hide_removed {
            checks.add("s.feed_id NOT IN (SELECT id FROM feed WHERE removed_ms IS NOT NULL)", []);
        }
        for tagged in &self.tags {
            checks.add(&tagged.condition(), tagged.values());
        }
        for tagged in &self.tags_not {
            checks.add(&format!("NOT {}", tagged.condition()), tagged.values());
        }
        for ids in &self.people {
            checks.add(&format!("EXISTS ({})", naming("person")), [ids_value(ids)]);
        }
        for places in &self.places {
            checks.add(&Places::condition(), places.values());
        }
        if !self.people_not.is_empty() {
            checks.add(&format!("NOT EXISTS ({})", naming("person")), [ids_value(&self.people_not)]);
        }
        for places in &self.places_not {
            checks.add(&format!("NOT {}", Places::condition()), places.values());
        }
        for ids in &self.stories {
            checks.add("s.entry_id IN (SELECT value FROM json_each(?))", [ids_value(ids)]);
        }
        if !self.stories_not.is_empty() {
            checks.add("s.entry_id NOT IN (SELECT value FROM json_each(?))", [ids_value(&self.stories_not)]);
        }
        if let Some(words) = words {
            checks.add(has_words(db, words)?, [Value::Text(words.to_owned())]);
        }
        if self.words.is_empty() {
            for not in &self.words_not {
                checks.add(&format!("NOT {}", has_words(db, not)?), [Value::Text(not.clone())]);
            }
        }
        checks.extend(&self.unfollowed);
        Ok(checks)
    }
}

/// Returns the condition by which a story is looked for among the hits of words.
fn has_words(db: &Connection, words: &str) -> rusqlite::Result<&'static str> {
    Ok(if search::hits(db, words, GATHERED_HITS_MAX)? < GATHERED_HITS_MAX {
        "s.entry_id IN (SELECT rowid FROM story_text WHERE story_text MATCH ?)"
    } else {
        "EXISTS (SELECT 1 FROM story_text WHERE story_text MATCH ? AND rowid = s.entry_id)"
    })
}

/// Returns the query that finds whether the story names one of a set of people or places.
fn naming(kind: &str) -> String {
    format!(
        "SELECT 1 FROM story_{kind} x INDEXED BY story_{kind}_entry \
         WHERE x.entry_id = s.entry_id AND x.{kind}_id IN (SELECT value FROM json_each(?))"
    )
}

/// Conditions on `entry_status s` with their values.
#[derive(Clone, Debug, Default)]
struct Checks {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Checks {
    fn add(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.to_owned());
        self.values.extend(values);
    }

    fn extend(&mut self, more: &Self) {
        self.conditions.extend_from_slice(&more.conditions);
        self.values.extend_from_slice(&more.values);
    }
}

/// Returns the conditions that keep out whatever fits all terms of one of these.
fn without(db: &Connection, sides: &[Vec<Term>], followed: &Followed, now: Timestamp) -> rusqlite::Result<Checks> {
    let mut checks = Checks::default();
    for terms in sides {
        // Where nothing can fit, nothing needs keeping out.
        let Some(wish) = Wish::of(db, terms, followed, now)? else { continue };
        let mut fits = wish.checks(db, wish.words_expression().as_deref(), false)?;
        if wish.range != Range::ALL {
            let ends = wish.range.ends().into_iter().flat_map(|key| [key.at_ms, key.id].map(Value::Integer));
            fits.add("(s.at_ms, s.entry_id) > (?, ?) AND (s.at_ms, s.entry_id) < (?, ?)", ends);
        }
        if !fits.conditions.is_empty() {
            checks.add(&format!("NOT ({})", fits.conditions.join(" AND ")), fits.values);
        }
    }
    Ok(checks)
}

/// Sets a flag that two terms may speak of; `false` when they disagree.
fn agree(flag: &mut Option<bool>, value: bool) -> bool {
    *flag.get_or_insert(value) == value
}

fn before(now: Timestamp, age: SignedDuration) -> i64 {
    let age_ms = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    ms(now).saturating_sub(age_ms)
}

fn ids_value(ids: &BTreeSet<i64>) -> Value {
    Value::Text(json_ids(ids.iter().copied()))
}
