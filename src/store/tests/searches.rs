use super::*;
use crate::message::Offer;
use crate::store::search;

/// Stores a story of this title and text, and indexes it.
fn told(db: &Connection, feed: FeedId, key: &str, title: &str, text: &str) -> EntryId {
    let number: i64 = key.bytes().map(i64::from).sum();
    poll(db, feed, vec![ParsedEntry { title: title.into(), ..entry(key, hours_ago(number)) }]);
    let id = EntryId(db.query_row("SELECT max(entry_id) FROM entry_status", [], |row| row.get(0)).unwrap());
    digest(db, id, text, &[], &[]);
    while search::index_pending(db, 10).unwrap() > 0 {}
    id
}

/// Returns how many stories words find: in a search, and in a list.
fn found(db: &Connection, words: &str) -> (usize, usize) {
    let listed = entries::headlines(db, &request(Query::parse(words).unwrap(), Anchor::Newest, 100), now()).unwrap();
    (search::search(db, words, 100).unwrap().len(), listed.rows.len())
}

#[test]
fn nobody_has_to_type_marks_or_letters_that_a_keyboard_lacks() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    told(&db, feed, "a", "Tramwaj w Łodzi", "Wałęsa i Øystein z Þórshöfn, ısı, œuvre, Straße, Đà Nẵng, Ħamrun.");
    told(&db, feed, "b", "Στο λιμάνι ο καιρός", "Ёлка, ґанок, мой.");
    told(&db, feed, "c", "إضراب في المرفأ", "الكِتابُ على الرصيف؛ مدرسة. שָׁלוֹם");
    told(&db, feed, "d", "부두 파업이 종료", "여객선이 운항을 재개했다. v2.44 and G20.");
    for (words, wanted) in [
        ("lodzi walesa oystein thorshofn", 1),
        ("ŁODZI Wałęsa", 1),
        ("isi oeuvre strasse \"da nang\" hamrun", 1),
        ("λιμανι ΚΑΙΡΟΣ καιροσ", 1),
        ("елка ганок ёлка", 1),
        ("мои", 0),
        ("اضراب الكتاب مدرسه", 1),
        ("שלום", 1),
        ("파업 파업이 운항", 1),
        ("2.44 v2.44 \"g 20\"", 1),
        ("strass*", 1),
    ] {
        assert_eq!(found(&db, words), (wanted, wanted), "{words}");
    }
    let snippet = |words: &str| search::search(&db, words, 1).unwrap()[0].snippet.clone().unwrap().into_string();
    assert_eq!(snippet("walesa oystein"), "⟦Wałęsa⟧ i ⟦Øystein⟧ z Þórshöfn, ısı, œuvre, Straße, Đà Nẵng, Ħamrun.");
    assert_eq!(snippet("الكتاب"), "⟦الكِتابُ⟧ على الرصيف؛ مدرسة.");
    assert_eq!(snippet("καιροσ"), "Στο λιμάνι ο ⟦καιρός⟧");
    assert_whole(&db);
}

#[test]
fn a_word_that_no_story_has_offers_its_beginning() {
    let db = bench();
    let feed = add_feed(&db, "wire");
    told(&db, feed, "a", "Pipeline through the strait", "Ferries wait.");
    told(&db, feed, "b", "Pipelines again", "Łódź waits.");
    let offer = |words: &str| search::offer(&db, &Query::parse(words).unwrap(), now()).unwrap();
    let offered = |words: &str, stories| Some(Offer { words: words.to_owned(), stories });
    assert_eq!(offer("pipelin"), offered("pipelin*", 2));
    assert_eq!(offer("pipelining"), offered("pipelin*", 2));
    assert_eq!(offer("ferry"), offered("ferr*", 1));
    assert_eq!(offer("lodzi"), offered("lodz*", 1));
    assert_eq!(offer("ferri waiting"), offered("ferri* wait*", 1));
    assert_eq!(offer("pipelin ferri -strait"), None, "nothing is found with it either");
    assert_eq!(offer("pipelin is:starred"), None);
    for words in ["pipeline", "pipelin*", "xylophone", "ferrlife", "zzz", "+", "is:unread", "-pipelin", "\"pipelin\""] {
        assert_eq!(offer(words), None, "{words}");
    }
}

#[test]
fn what_an_older_version_indexed_and_filed_is_found_by_the_new_form() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dateline.db");
    let steps = schema::MIGRATIONS;
    let folded = steps.iter().position(|step| step.contains("folded further")).unwrap();
    {
        let db = schema::open_with(&path, &steps[..folded]).unwrap();
        // What files people today wants it; the older schema has it not.
        db.execute_batch(
            "ALTER TABLE person_key ADD COLUMN stories INTEGER NOT NULL DEFAULT 0;
             CREATE INDEX person_key_by_stories ON person_key (key, stories DESC, person_id);",
        )
        .unwrap();
        let feed = add_feed(&db, "wire");
        for (number, title) in ["Strike in Łódź", "Storm in Århus", "Grain"].iter().enumerate() {
            let id = told(&db, feed, &number.to_string(), title, "Lech Wałęsa spoke.");
            digest(&db, id, "Lech Wałęsa spoke.", &["Lech Wałęsa"], &[("Łódź", 7)]);
        }
        let tags = ["Łódź".into(), "news".into()];
        crate::store::tags::set(&db, EntryId(1), &tags).unwrap();
        db.execute_batch(
            "DROP INDEX person_key_by_stories; ALTER TABLE person_key DROP COLUMN stories;
             DELETE FROM story_text; INSERT INTO story_text (rowid, title) VALUES (1, 'Strike in Łódź');
             UPDATE person SET folded = 'lech wałesa'; UPDATE person_alias SET folded = 'lech wałesa';
             UPDATE place SET folded = 'łodz'; UPDATE place_alias SET folded = 'łodz';
             UPDATE story_tag SET folded = 'łodz' WHERE folded = 'lodz';
             INSERT INTO story_tag (folded, at_ms, entry_id, name) SELECT 'lodz', at_ms, entry_id, 'lodz' FROM story_tag LIMIT 1;",
        )
        .unwrap();
    }
    let db = schema::open(&path).unwrap();
    assert_eq!(search::waiting(&db), Ok(3), "behind everything else");
    assert_eq!(people::by_name(&db, "lech walesa", &here()).unwrap().len(), 1);
    assert_eq!(people::index(&db, "WALES", crate::message::IndexSort::Stories, None, 9, &here()).unwrap().len(), 1);
    assert_eq!(places::by_name(&db, "lodz").unwrap().len(), 1);
    assert_eq!(listed(&db, Query::parse("tag:lodz").unwrap()).len(), 1);
    assert_eq!(crate::store::tags::of_story(&db, EntryId(1)).unwrap().len(), 2, "two that are one now are one");
    search::index_pending(&db, 1).unwrap();
    assert_eq!(found(&db, "grain").0, 1, "the newest first");
    while search::index_pending(&db, 1).unwrap() > 0 {}
    assert_eq!((found(&db, "lodz"), found(&db, "arhus"), found(&db, "walesa")), ((1, 1), (1, 1), (3, 3)));
    assert_whole(&db);
}
