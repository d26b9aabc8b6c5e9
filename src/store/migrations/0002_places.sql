-- Countries and regions with the stories of the places in them, and where each source is at home.

-- A country (region empty) or a region of it. A story counts once for each that it names or names a certain place of.
CREATE TABLE area (
    id      INTEGER PRIMARY KEY,
    country TEXT    NOT NULL,
    region  TEXT    NOT NULL DEFAULT '',
    stories INTEGER NOT NULL DEFAULT 0,
    UNIQUE (country, region)
) STRICT;

-- Clustered like story_place, so that the page of a country walks its stories in the order of every list.
CREATE TABLE story_area (
    area_id  INTEGER NOT NULL REFERENCES area (id),
    at_ms    INTEGER NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
    PRIMARY KEY (area_id, at_ms, entry_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX story_area_entry ON story_area (entry_id, area_id);

-- Which area the place is, for a country or region.
ALTER TABLE place ADD COLUMN area_id INTEGER REFERENCES area (id);

-- In how many stories of a feed a place stands for certain: what a source writes of tells which of several towns it means.
CREATE TABLE feed_place (
    feed_id  INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    place_id INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    stories  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (feed_id, place_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_place_by_stories ON feed_place (feed_id, stories);
CREATE INDEX feed_place_owner ON feed_place (place_id);

-- What is known of the stories so far.
INSERT INTO area (country) SELECT DISTINCT country FROM place WHERE country IS NOT NULL;
INSERT OR IGNORE INTO area (country, region) SELECT DISTINCT country, region FROM place WHERE country IS NOT NULL AND region IS NOT NULL;
INSERT OR IGNORE INTO story_area (area_id, at_ms, entry_id)
    SELECT a.id, n.at_ms, n.entry_id FROM story_place n JOIN place p ON p.id = n.place_id
        JOIN area a ON a.country = p.country AND (a.region = '' OR a.region = p.region)
    WHERE n.sure = 1;
UPDATE area SET stories = (
    SELECT count(*) FROM story_area n JOIN entry_status s ON s.entry_id = n.entry_id JOIN feed f ON f.id = s.feed_id
    WHERE n.area_id = area.id AND f.removed_ms IS NULL
);
INSERT INTO feed_place (feed_id, place_id, stories)
    SELECT s.feed_id, n.place_id, count(*) FROM story_place n JOIN entry_status s ON s.entry_id = n.entry_id
    WHERE n.sure = 1 GROUP BY s.feed_id, n.place_id;
