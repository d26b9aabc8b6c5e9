//! Full-text search: the index that is filled behind everything else, and ranked hits with their sentence.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::codec::string_at;
use super::headlines::{count, headline};
use super::snippet::{self, Needle};
use super::{articles, feeds};
use crate::domain::{EntryId, Headline};
use crate::message::Offer;
use crate::query::{Query, QueryProblem, Term, TermKind};
use crate::text::CleanText;
use crate::text::fold::folded_words;

/// Longest stretch of an article that is indexed, in bytes.
const INDEXED_BYTES_MAX: usize = 256 << 10;

/// How much text is indexed in one transaction, in bytes; the story that goes beyond is its last.
const INDEXED_AT_ONCE_MAX: usize = 256 << 10;

/// Letters that a beginning that is offered has at least.
const BEGINNING_MIN: usize = 4;

/// Letters that are taken off the end of a word to find a beginning.
const ENDING_MAX: usize = 4;

/// Most stories that are counted of what is offered.
const OFFERED_MAX: u32 = 1_000;

/// From so many hits on, words say little about a story: the newest hits are ranked, not all.
const RANKED_MAX: i64 = 5_000;

/// Indexes stories that are new or changed since; returns how many, 0 when none is left.
///
/// A story that is not digested yet is found by title and author; its text follows with its article.
///
/// # Errors
/// Says what the database failed with.
pub fn index_pending(db: &Connection, limit: u32) -> rusqlite::Result<usize> {
    let ids =
        |sql: &str| -> rusqlite::Result<Vec<i64>> { db.prepare_cached(sql)?.query_map([limit], |row| row.get(0))?.collect() };
    let (mut count, mut bytes) = (0, 0);
    let mut done = db.prepare_cached("DELETE FROM unindexed WHERE entry_id = ?1")?;
    for id in ids("SELECT entry_id FROM unindexed ORDER BY entry_id DESC LIMIT ?1")? {
        done.execute([id])?;
        bytes += index(db, id)?;
        count += 1;
        if bytes > INDEXED_AT_ONCE_MAX {
            return Ok(count);
        }
    }
    if count < limit as usize {
        let mut last = None;
        let new = "SELECT entry_id FROM entry WHERE entry_id > (SELECT n FROM tally WHERE name = 'indexed')
                   ORDER BY entry_id LIMIT ?1";
        for id in ids(new)? {
            bytes += index(db, id)?;
            count += 1;
            last = Some(id);
            if bytes > INDEXED_AT_ONCE_MAX {
                break;
            }
        }
        if let Some(last) = last {
            db.prepare_cached("UPDATE tally SET n = ?1 WHERE name = 'indexed'")?.execute([last])?;
        }
    }
    Ok(count)
}

/// Indexes a story; returns how many bytes of text it has.
fn index(db: &Connection, id: i64) -> rusqlite::Result<usize> {
    let (title, authors): (String, String) = db
        .prepare_cached("SELECT title, coalesce(authors, '') FROM entry WHERE entry_id = ?1")?
        .query_row([id], |row| Ok((string_at(row, 0)?, string_at(row, 1)?)))?;
    let text = articles::get(db, EntryId(id))?.map(|article| article.text()).unwrap_or_default();
    let body = folded_words(head(&text));
    db.prepare_cached("INSERT OR REPLACE INTO story_text (rowid, title, body, author) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, folded_words(&title), body, folded_words(&authors)])?;
    Ok(title.len() + body.len() + authors.len())
}

/// Notes that a story changed; one whose turn has not come is taken with its change anyway.
pub(super) fn index_again(db: &Connection, id: EntryId) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO unindexed (entry_id) SELECT ?1 WHERE ?1 <= (SELECT n FROM tally WHERE name = 'indexed')",
    )?
    .execute([id.0])?;
    Ok(())
}

/// Returns the part of a text that is indexed.
fn head(text: &str) -> &str {
    let end = (0..=text.len().min(INDEXED_BYTES_MAX)).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or_default()]
}

/// Returns the query that words and "phrases" make where all must be found.
pub fn query_of(words: &str) -> Query {
    let all = split(words).into_iter().map(|kind| Term { negated: false, kind }).collect();
    Query { any: vec![all], without: Vec::new() }
}

/// Refuses words that would take too long to look up.
///
/// # Errors
/// Says what there is too much of.
pub fn check(words: &str) -> Result<(), QueryProblem> {
    query_of(words).check_amount(words.len())
}

/// Returns the best hits for words and "phrases", each with the sentence of the hit.
///
/// A word may end in `*`. Hits in the title weigh most. See [`Headline::snippet`] for how the hit is marked.
///
/// # Errors
/// Says what the database failed with.
pub fn search(db: &Connection, words: &str, limit: u32) -> rusqlite::Result<Vec<Headline>> {
    let kinds = split(words);
    // A word that stands there twice is looked up once.
    let wanted: BTreeSet<String> = kinds.iter().filter_map(expression).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let needles: Vec<Needle> = kinds.iter().filter_map(needle).collect();
    let wanted = Vec::from_iter(wanted).join(" AND ");
    let shown = feeds::without_removed(db, "story_text.rowid")?;
    let order =
        if hits(db, &wanted, RANKED_MAX)? < RANKED_MAX { "bm25(story_text, 8.0, 1.0, 0.0), rowid DESC" } else { "rowid DESC" };
    let ids: Vec<i64> = db
        .prepare_cached(&format!("SELECT rowid FROM story_text WHERE story_text MATCH ?1 {shown} ORDER BY {order} LIMIT ?2"))?
        .query_map(params![wanted, limit], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut found = Vec::new();
    for id in ids {
        if let Some(mut headline) = headline(db, EntryId(id))? {
            headline.snippet = snippet_of(db, &headline, &needles)?;
            found.push(headline);
        }
    }
    Ok(found)
}

/// Gives each headline of a filtered list the sentence in which the query's words stand; one without words changes nothing.
///
/// # Errors
/// Says what the database failed with.
pub fn add_snippets(db: &Connection, query: &Query, headlines: &mut [Headline]) -> rusqlite::Result<()> {
    let wanted = query.any.iter().flatten().filter(|term| !term.negated);
    let needles: Vec<Needle> = wanted.filter_map(|term| needle(&term.kind)).collect();
    if needles.is_empty() {
        return Ok(());
    }
    for headline in headlines {
        headline.snippet = snippet_of(db, headline, &needles)?;
    }
    Ok(())
}

fn snippet_of(db: &Connection, headline: &Headline, needles: &[Needle]) -> rusqlite::Result<Option<CleanText>> {
    let text = articles::get(db, headline.key.id)?.map(|article| article.text()).unwrap_or_default();
    Ok(snippet::of(&text, needles).or_else(|| snippet::of(&headline.title, needles)))
}

/// Returns how many stories are still to be indexed, and so may be missed by words.
///
/// # Errors
/// Says what the database failed with.
pub fn waiting(db: &Connection) -> rusqlite::Result<u32> {
    db.prepare_cached(
        "SELECT (SELECT count(*) FROM unindexed)
             + (SELECT count(*) FROM entry WHERE entry_id > (SELECT n FROM tally WHERE name = 'indexed'))",
    )?
    .query_row([], |row| row.get(0))
}

/// Returns beginnings of the words of a query that stand in no story at all, where stories are found with them: of "pipelines"
/// the beginning "pipelin*". The whole word is tried first, then without its last letters.
///
/// # Errors
/// Says what the database failed with.
pub fn offer(db: &Connection, query: &Query, now: Timestamp) -> rusqlite::Result<Option<Offer>> {
    let mut offered = query.clone();
    let mut words: Vec<String> = Vec::new();
    for term in offered.any.iter_mut().flatten().filter(|term| !term.negated) {
        let TermKind::Word(word) = &mut term.kind else { continue };
        let found_nowhere = match expression(&TermKind::Word(word.clone())) {
            Some(wanted) if !word.ends_with('*') => hits(db, &wanted, 1)? == 0,
            _ => false,
        };
        if found_nowhere && let Some(beginning) = beginning(db, word)? {
            *word = beginning;
            words.push(word.clone());
        }
    }
    if words.is_empty() {
        return Ok(None);
    }
    words.dedup();
    let stories = count(db, &offered, now, OFFERED_MAX)?;
    Ok((stories > 0).then(|| Offer { words: words.join(" "), stories }))
}

/// Returns the longest beginning of a word with which some story has a word, as it is typed.
fn beginning(db: &Connection, word: &str) -> rusqlite::Result<Option<String>> {
    let letters = word.chars().count();
    // Less than half of a word is another word.
    for left in (BEGINNING_MIN.max(letters / 2 + 1).min(letters)..=letters).rev().take(ENDING_MAX + 1) {
        let beginning: String = word.chars().take(left).chain(['*']).collect();
        let Some(wanted) = expression(&TermKind::Word(beginning.clone())) else { continue };
        // The star stands for letters: behind anything else it would offer any word.
        if beginning.trim_end_matches('*').ends_with(char::is_alphanumeric) && hits(db, &wanted, 1)? > 0 {
            return Ok(Some(beginning));
        }
    }
    Ok(None)
}

/// Counts hits up to `cap`.
pub(super) fn hits(db: &Connection, expression: &str, cap: i64) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM story_text WHERE story_text MATCH ?1 LIMIT ?2)")?
        .query_row(params![expression, cap], |row| row.get(0))
}

/// Writes a term in the language of the index; `None` for one without letters and digits, or that is not about words.
///
/// Nothing that the reader types is taken for an operator: only its words are left, and these are quoted.
pub(super) fn expression(kind: &TermKind) -> Option<String> {
    let (columns, text) = match kind {
        TermKind::Word(text) | TermKind::Phrase(text) => ("{title body}", text),
        TermKind::Title(text) => ("{title}", text),
        TermKind::Author(text) => ("{author}", text),
        _ => return None,
    };
    let ending = if matches!(kind, TermKind::Word(_)) && text.ends_with('*') { " *" } else { "" };
    let words = folded_words(text).replace('"', " ");
    (!words.is_empty()).then(|| format!("{columns} : \"{}\"{ending}", words.trim_end()))
}

fn needle(kind: &TermKind) -> Option<Needle> {
    match kind {
        TermKind::Word(text) => Needle::of(text, text.ends_with('*')),
        TermKind::Phrase(text) => Needle::of(text, false),
        _ => None,
    }
}

/// Splits what was typed into words and "phrases"; a quotation mark that is not closed reaches to the end.
fn split(typed: &str) -> Vec<TermKind> {
    let part = |(number, text): (usize, &str)| -> Vec<TermKind> {
        if number % 2 == 1 {
            vec![TermKind::Phrase(text.to_owned())]
        } else {
            text.split_whitespace().map(|word| TermKind::Word(word.to_owned())).collect()
        }
    };
    typed.split(['"', '“', '”', '„']).enumerate().flat_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &TermKind, expected: Option<&str>) {
        assert_eq!(expression(kind).as_deref(), expected);
    }

    #[test]
    fn what_is_typed_is_never_an_operator() {
        check(&TermKind::Word("NEAR(a".into()), Some("{title body} : \"near a\""));
        check(&TermKind::Phrase("a\" OR \"b".into()), Some("{title body} : \"a or b\""));
        check(&TermKind::Word("harb*".into()), Some("{title body} : \"harb\" *"));
        check(&TermKind::Title("-x".into()), Some("{title} : \"x\""));
        check(&TermKind::Word("—".into()), None);
        check(&TermKind::Word("*".into()), None);
    }

    #[test]
    fn scripts_without_spaces_are_searched_letter_by_letter() {
        check(&TermKind::Word("東京".into()), Some("{title body} : \"東 京\""));
    }
}
