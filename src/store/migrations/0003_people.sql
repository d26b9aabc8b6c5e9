-- One person across stories: why names are joined, and what the reader says of people.

-- What titles and given names say: 1 he, 2 she.
ALTER TABLE person ADD COLUMN gender INTEGER;

-- Why a written form of a name is this person's, with the story where it was first taken for theirs; NULL once that is gone.
CREATE TABLE person_join (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name      TEXT    NOT NULL,
    reason    INTEGER NOT NULL,
    entry_id  INTEGER,
    PRIMARY KEY (person_id, name)
) STRICT, WITHOUT ROWID;

-- The reader's word. It wins over what the program finds, and no digest changes it.
CREATE TABLE person_merged (
    person_id INTEGER PRIMARY KEY REFERENCES person (id),
    into_id   INTEGER NOT NULL REFERENCES person (id)
) STRICT;
CREATE INDEX person_merged_into ON person_merged (into_id);

-- This form of a name does not mean from_id but own_id, who is somebody else.
CREATE TABLE person_split (
    from_id INTEGER NOT NULL REFERENCES person (id),
    folded  TEXT    NOT NULL,
    form    TEXT    NOT NULL,
    own_id  INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (from_id, folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_split_own ON person_split (own_id);

-- The name that the reader gave; found is the one that the program goes by.
CREATE TABLE person_named (
    person_id INTEGER PRIMARY KEY REFERENCES person (id),
    name      TEXT    NOT NULL,
    found     TEXT    NOT NULL
) STRICT;

CREATE TABLE person_hidden (person_id INTEGER PRIMARY KEY REFERENCES person (id)) STRICT;

-- Whom a story was found to name, for stories that the reader's word shows otherwise: all people of such a story, under
-- whom the program took them for. story_person is made of these rows and of the reader's word.
CREATE TABLE found_person (
    person_id INTEGER NOT NULL REFERENCES person (id),
    at_ms     INTEGER NOT NULL,
    entry_id  INTEGER NOT NULL REFERENCES entry (entry_id),
    rank      INTEGER NOT NULL,
    role      TEXT,
    name      TEXT    NOT NULL,
    aliases   TEXT,
    mentions  BLOB    NOT NULL,
    PRIMARY KEY (person_id, at_ms, entry_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX found_person_entry ON found_person (entry_id, person_id);
