-- The reader's own tags on stories. They belong to the status and outlive the entry; a story with a tag is never trimmed away.

-- Clustered like story_person, so that a tag's stories lie side by side in the order of every list.
CREATE TABLE story_tag (
    folded   TEXT    NOT NULL,                    -- as tags are compared
    at_ms    INTEGER NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entry_status (entry_id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,                    -- as the reader writes it
    PRIMARY KEY (folded, at_ms, entry_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX story_tag_entry ON story_tag (entry_id, folded);
