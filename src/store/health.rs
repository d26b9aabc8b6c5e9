//! What must always hold in the database, and a look whether it does: for `doctor`, and for the tests that kill a writer.

use rusqlite::Connection;

use super::codec::raw_at;

/// How the words begin for a file that the database itself finds damaged; all others are about what stands in it.
pub const DAMAGED: &str = "the file is damaged";

/// Rules as queries that count what breaks them, with the words for it.
const RULES: &[(&str, &str)] = &[
    (
        "stories that have lost their text",
        "SELECT count(*) FROM entry_status WHERE at_ms IS NOT NULL AND entry_id NOT IN (SELECT entry_id FROM entry)",
    ),
    (
        "texts without a story",
        "SELECT count(*) FROM entry e LEFT JOIN entry_status s ON s.entry_id = e.entry_id WHERE s.at_ms IS NULL",
    ),
    (
        "stories that neither have an article nor wait for one",
        "SELECT count(*) FROM entry WHERE entry_id NOT IN (SELECT entry_id FROM article)
             AND entry_id NOT IN (SELECT entry_id FROM queue)",
    ),
    (
        "stories that are neither in the search index nor wait for it",
        "SELECT count(*) FROM entry WHERE entry_id NOT IN (SELECT id FROM story_text_docsize)
             AND entry_id NOT IN (SELECT entry_id FROM unindexed)
             AND entry_id <= (SELECT n FROM tally WHERE name = 'indexed')",
    ),
    (
        "feeds whose stories are miscounted",
        "SELECT count(*) FROM feed f LEFT JOIN feed_count c ON c.feed_id = f.id
         LEFT JOIN (SELECT feed_id, count(*) AS stories, sum(read = 0) AS unread, sum(starred) AS starred, sum(later) AS later
                    FROM entry_status WHERE at_ms IS NOT NULL GROUP BY feed_id) t ON t.feed_id = f.id
         WHERE (c.stories, c.unread, c.starred, c.later)
             IS NOT (coalesce(t.stories, 0), coalesce(t.unread, 0), coalesce(t.starred, 0), coalesce(t.later, 0))",
    ),
    (
        "people whose stories are miscounted",
        "SELECT count(*) FROM person p WHERE p.stories <> (
             SELECT count(*) FROM story_person n JOIN entry_status s ON s.entry_id = n.entry_id JOIN feed f ON f.id = s.feed_id
             WHERE n.person_id = p.id AND f.removed_ms IS NULL)",
    ),
    (
        "people whose stories are counted otherwise where they are looked up",
        "SELECT count(*) FROM person_key k JOIN person p ON p.id = k.person_id WHERE k.stories <> p.stories",
    ),
    (
        "places whose stories are miscounted",
        "SELECT count(*) FROM place p WHERE p.stories <> (
             SELECT count(*) FROM story_place n JOIN entry_status s ON s.entry_id = n.entry_id JOIN feed f ON f.id = s.feed_id
             WHERE n.place_id = p.id AND f.removed_ms IS NULL)",
    ),
    (
        "countries and regions whose stories are miscounted",
        "SELECT count(*) FROM area a WHERE a.stories <> (
             SELECT count(*) FROM story_area n JOIN entry_status s ON s.entry_id = n.entry_id JOIN feed f ON f.id = s.feed_id
             WHERE n.area_id = a.id AND f.removed_ms IS NULL)",
    ),
    (
        "totals of people or places that are miscounted",
        "SELECT count(*) FROM tally WHERE name IN ('people', 'places') AND n <> CASE name
             WHEN 'people' THEN (SELECT count(*) FROM person WHERE stories > 0)
             ELSE (SELECT count(*) FROM place WHERE stories > 0) END",
    ),
    (
        "names that stand elsewhere in time than their story",
        "SELECT (SELECT count(*) FROM story_person n JOIN entry_status s ON s.entry_id = n.entry_id WHERE n.at_ms IS NOT s.at_ms)
             + (SELECT count(*) FROM found_person n JOIN entry_status s ON s.entry_id = n.entry_id WHERE n.at_ms IS NOT s.at_ms)
             + (SELECT count(*) FROM story_place n JOIN entry_status s ON s.entry_id = n.entry_id WHERE n.at_ms IS NOT s.at_ms)
             + (SELECT count(*) FROM story_area n JOIN entry_status s ON s.entry_id = n.entry_id WHERE n.at_ms IS NOT s.at_ms)",
    ),
    (
        "tags that stand elsewhere in time than their story",
        "SELECT count(*) FROM story_tag n JOIN entry_status s ON s.entry_id = n.entry_id WHERE n.at_ms IS NOT s.at_ms",
    ),
];

/// Returns what is wrong with the database, in words; it reads all of it, which takes seconds for a large one.
///
/// # Errors
/// Says what the database failed with.
pub fn complaints(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut found = Vec::new();
    for check in ["PRAGMA integrity_check(5)", "PRAGMA foreign_key_check"] {
        let mut statement = db.prepare(check)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let words = raw_at(row, 0)?;
            if words != "ok" {
                found.push(format!("{DAMAGED}: {words}"));
            }
        }
    }
    for (words, rule) in RULES {
        let broken: i64 = db.query_row(rule, [], |row| row.get(0))?;
        if broken > 0 {
            found.push(format!("{words}: {broken}"));
        }
    }
    Ok(found)
}
