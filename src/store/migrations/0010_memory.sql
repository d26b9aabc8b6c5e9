-- What the stories so far thought of a phrase, folded: for how many it was a person, a place, something else, and the surname of
-- somebody named in full. The weights are as of at_ms, the newest of these stories; each story fades with its age.
CREATE TABLE phrase_memory (
    phrase  TEXT    NOT NULL PRIMARY KEY,
    person  REAL    NOT NULL,
    place   REAL    NOT NULL,
    other   REAL    NOT NULL,
    surname REAL    NOT NULL,
    at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
