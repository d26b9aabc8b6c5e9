-- Queries that the reader keeps: views of their own, what is followed, what is muted.
CREATE TABLE rule (
    purpose INTEGER NOT NULL,                     -- 1 a view, 2 followed, 3 muted
    query   TEXT    NOT NULL,                     -- as it would be typed
    name    TEXT    NOT NULL,
    kept_ms INTEGER NOT NULL,
    PRIMARY KEY (purpose, query)
) STRICT, WITHOUT ROWID;
