-- A store of :stories stories in :feeds feeds, the newest at :newest: person 1 stands in every second story, 2 to 500 in
-- one of 499, the rest up to :people in a few, place 8 is a country of every second story, a tenth is unread, a thousandth starred,
-- a hundredth tagged harbour; daily are 20 feeds and a few stories of others. The names beginning with a colon are replaced before it runs.
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :feeds)
INSERT INTO feed (id, url, own_title, folder, added_ms)
    SELECT i, 'https://f' || i || '.example/', 'Feed ' || i, CASE WHEN i <= 100 THEN 'Big' ELSE 'Small/' || (i % 10) END, 0
    FROM n;
INSERT INTO feed_poll (feed_id) SELECT id FROM feed;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :stories)
INSERT INTO entry_status (entry_id, feed_id, key, fingerprint, at_ms, arrived_ms, read, starred, later)
    SELECT i, 1 + i % :feeds, CAST(i AS BLOB), x'00', :newest - (:stories - i) * 60000 + (i * 7919) % 300000 - 300000,
        :newest, i % 10 > 0, i % 1000 = 3, i % 2000 = 4 FROM n;
INSERT INTO entry (entry_id, title, url, body)
    SELECT entry_id, 'Story ' || entry_id || CASE WHEN entry_id % 400 = 1 THEN ' heron' ELSE '' END,
        'https://wire.example/' || entry_id, zeroblob(400) FROM entry_status;
INSERT INTO feed_count SELECT feed_id, count(*), sum(read = 0), sum(starred), sum(later) FROM entry_status GROUP BY feed_id;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)
INSERT INTO person (id, name, folded, created_ms) SELECT i, 'Person ' || i, 'person ' || i, 0 FROM n;
INSERT INTO story_person (person_id, at_ms, entry_id, rank, name, mentions)
    SELECT 1, at_ms, entry_id, 0, 'Person 1', x'' FROM entry_status WHERE entry_id % 2 = 0;
INSERT INTO story_person (person_id, at_ms, entry_id, rank, name, mentions)
    SELECT 2 + entry_id % 499, at_ms, entry_id, 1, 'P', x'' FROM entry_status;
INSERT INTO story_person (person_id, at_ms, entry_id, rank, name, mentions)
    SELECT 501 + entry_id * 7919 % (:people - 500), at_ms, entry_id, 2, 'Q', x'' FROM entry_status;
UPDATE person SET stories = (SELECT count(*) FROM story_person WHERE person_id = id);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
INSERT INTO place (id, name, folded) SELECT i, 'Place ' || i, 'place ' || i FROM n;
INSERT INTO story_place (place_id, at_ms, entry_id, rank, sure, name, mentions)
    SELECT 1 + entry_id % 50, at_ms, entry_id, 0, 1, 'P', x'' FROM entry_status;
UPDATE place SET stories = (SELECT count(*) FROM story_place WHERE place_id = id);
INSERT INTO area (id, country) VALUES (1, 'ES');
INSERT INTO story_area (area_id, at_ms, entry_id) SELECT 1, at_ms, entry_id FROM entry_status WHERE entry_id % 2 = 0;
UPDATE area SET stories = (SELECT count(*) FROM story_area WHERE area_id = 1);
UPDATE place SET area_id = 1 WHERE id = 8;
INSERT INTO story_text (rowid, title, body, author)
    SELECT entry_id, title, CASE WHEN entry_id % 2 THEN 'grain ships wait in the harbour' ELSE 'rain falls' END, ''
    FROM entry;
INSERT INTO story_tag (folded, at_ms, entry_id, name) SELECT 'harbour', at_ms, entry_id, 'harbour' FROM entry_status WHERE entry_id % 97 = 0;
INSERT INTO story_tag (folded, at_ms, entry_id, name) SELECT 'daily', at_ms, entry_id, 'daily' FROM entry_status WHERE entry_id % 997 = 0;
UPDATE feed SET tags = 'daily' WHERE id <= 20;
UPDATE tally SET n = :stories WHERE name = 'indexed';
COMMIT;
