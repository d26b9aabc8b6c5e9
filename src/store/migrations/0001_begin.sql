-- The first schema. Times are milliseconds since 1970, UTC. A released file is never edited: add the next number.

-- What the reader subscribed to. A feed that is removed keeps its row until it is purged, so that removing can be undone.
CREATE TABLE feed (
    id               INTEGER PRIMARY KEY,
    url              TEXT    NOT NULL UNIQUE,
    own_title        TEXT    NOT NULL,
    home             TEXT,
    lang             TEXT,
    title            TEXT,
    folder           TEXT,
    tags             TEXT,                        -- one a line
    interval_minutes INTEGER,
    full_text        TEXT,
    paused           INTEGER NOT NULL DEFAULT 0,
    added_ms         INTEGER NOT NULL,
    removed_ms       INTEGER
) STRICT;
CREATE INDEX feed_removed ON feed (removed_ms) WHERE removed_ms IS NOT NULL;

-- What polling knows: apart from feed, so that "nothing new" rewrites one narrow row.
CREATE TABLE feed_poll (
    feed_id       INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,
    etag          TEXT,
    last_modified TEXT,
    body_hash     TEXT,
    last_poll_ms  INTEGER,
    next_poll_ms  INTEGER,
    last_error    TEXT,
    failures      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- How many stories of each kind a feed has, kept with every change so that nothing is counted when the reader starts.
CREATE TABLE feed_count (
    feed_id INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,
    stories INTEGER NOT NULL DEFAULT 0,
    unread  INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    later   INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The permanent identity of an entry and what the reader did with it. It outlives its entry.
-- at_ms sorts every list and never changes; NULL once the entry is gone, which takes it out of every index range.
CREATE TABLE entry_status (
    entry_id    INTEGER PRIMARY KEY,
    feed_id     INTEGER NOT NULL REFERENCES feed (id),
    key         BLOB    NOT NULL,                 -- 16 bytes of the hash of the entry's key: keys are long, and only compared
    fingerprint BLOB    NOT NULL,
    at_ms       INTEGER,
    arrived_ms  INTEGER NOT NULL,
    read        INTEGER NOT NULL DEFAULT 0,
    starred     INTEGER NOT NULL DEFAULT 0,
    later       INTEGER NOT NULL DEFAULT 0,
    changed_ms  INTEGER                           -- when the reader last changed one of the three
) STRICT;
CREATE UNIQUE INDEX entry_by_key ON entry_status (feed_id, key);
CREATE INDEX entry_by_time     ON entry_status (at_ms);
CREATE INDEX entry_by_feed     ON entry_status (feed_id, at_ms);
CREATE INDEX entry_unread      ON entry_status (at_ms) WHERE read = 0;
CREATE INDEX entry_feed_unread ON entry_status (feed_id, at_ms) WHERE read = 0;
CREATE INDEX entry_starred     ON entry_status (at_ms) WHERE starred = 1;
CREATE INDEX entry_later       ON entry_status (at_ms) WHERE later = 1;

-- The entry as the feed sent it last; replaced whole. What a list needs stands before the packed body.
CREATE TABLE entry (
    entry_id     INTEGER PRIMARY KEY REFERENCES entry_status (entry_id),
    title        TEXT NOT NULL,
    url          TEXT,
    authors      TEXT,                            -- one a line
    guid         TEXT,
    published_ms INTEGER,
    updated_ms   INTEGER,
    enclosures   TEXT,                            -- JSON
    body         BLOB                             -- summary and content, packed
) STRICT;

-- The readable body. wanted_page says whether the page was to be fetched when it was made.
CREATE TABLE article (
    entry_id    INTEGER PRIMARY KEY REFERENCES entry (entry_id) ON DELETE CASCADE,
    digested_ms INTEGER NOT NULL,
    wanted_page INTEGER NOT NULL,
    from_page   INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,       -- how often the page had failed by then
    words       INTEGER NOT NULL,
    body        BLOB    NOT NULL                  -- the article as JSON, packed
) STRICT;

-- Entries waiting for their article.
CREATE TABLE queue (
    entry_id    INTEGER PRIMARY KEY REFERENCES entry (entry_id) ON DELETE CASCADE,
    at_ms       INTEGER NOT NULL,
    priority    INTEGER NOT NULL DEFAULT 0,       -- 1: the reader opened it
    wants_page  INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    cause       TEXT,
    next_try_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX queue_order ON queue (priority, at_ms, next_try_ms);

CREATE TABLE person (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    folded     TEXT    NOT NULL,
    stories    INTEGER NOT NULL DEFAULT 0,
    last_ms    INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX person_by_stories ON person (stories, id);
CREATE INDEX person_by_name ON person (folded);

-- Under what a person is filed and looked up when a story names somebody.
CREATE TABLE person_key (
    key       TEXT    NOT NULL,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    PRIMARY KEY (key, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_key_owner ON person_key (person_id);

-- Every form of the name that was seen, the full one among them, with the number of stories.
CREATE TABLE person_alias (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    alias     TEXT    NOT NULL,
    folded    TEXT    NOT NULL,
    stories   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id, alias)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_alias_folded ON person_alias (folded);

CREATE TABLE person_role (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    role      TEXT    NOT NULL,
    stories   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person_id, role)
) STRICT, WITHOUT ROWID;

-- Who stands in which story; clustered so that a person's stories lie side by side in the order of every list.
CREATE TABLE story_person (
    person_id INTEGER NOT NULL REFERENCES person (id),
    at_ms     INTEGER NOT NULL,
    entry_id  INTEGER NOT NULL REFERENCES entry (entry_id),
    rank      INTEGER NOT NULL,
    role      TEXT,
    name      TEXT    NOT NULL,                   -- the fullest form in this story
    aliases   TEXT,                               -- one a line
    mentions  BLOB    NOT NULL,                   -- ranges, packed
    PRIMARY KEY (person_id, at_ms, entry_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX story_person_entry ON story_person (entry_id, person_id);

CREATE TABLE place (
    id        INTEGER PRIMARY KEY,
    name      TEXT    NOT NULL,
    folded    TEXT    NOT NULL,
    geonameid INTEGER UNIQUE,
    country   TEXT,
    region    TEXT,
    lat       REAL,
    lon       REAL,
    stories   INTEGER NOT NULL DEFAULT 0,
    last_ms   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX place_by_stories ON place (stories, id);
CREATE INDEX place_by_name ON place (folded);

CREATE TABLE place_alias (
    place_id INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    alias    TEXT    NOT NULL,
    folded   TEXT    NOT NULL,
    stories  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (place_id, alias)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_alias_folded ON place_alias (folded);

CREATE TABLE story_place (
    place_id INTEGER NOT NULL REFERENCES place (id),
    at_ms    INTEGER NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
    rank     INTEGER NOT NULL,
    sure     INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    aliases  TEXT,
    mentions BLOB    NOT NULL,
    PRIMARY KEY (place_id, at_ms, entry_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX story_place_entry ON story_place (entry_id, place_id);

-- How many people and places stand in any story, kept by the triggers below; and the last entry that the full-text index
-- has taken in its turn.
CREATE TABLE tally (
    name TEXT    PRIMARY KEY,
    n    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO tally (name) VALUES ('people'), ('places'), ('indexed');
CREATE TRIGGER person_tally AFTER UPDATE OF stories ON person WHEN (old.stories > 0) <> (new.stories > 0) BEGIN
    UPDATE tally SET n = n + (new.stories > 0) - (old.stories > 0) WHERE name = 'people';
END;
CREATE TRIGGER place_tally AFTER UPDATE OF stories ON place WHEN (old.stories > 0) <> (new.stories > 0) BEGIN
    UPDATE tally SET n = n + (new.stories > 0) - (old.stories > 0) WHERE name = 'places';
END;

-- The full-text index; it keeps no copy of the text. Filled behind the poller's back: filling it at once would be three
-- quarters of the cost of writing an entry. New entries are taken in the order of their numbers, so that a poll has nothing
-- to note; `unindexed` holds those that changed after their turn.
CREATE VIRTUAL TABLE story_text USING fts5 (
    title, body, author,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE unindexed (entry_id INTEGER PRIMARY KEY REFERENCES entry (entry_id) ON DELETE CASCADE) STRICT;
