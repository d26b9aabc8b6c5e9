-- Which stories are one and the same report, and which tell of one event. Who stands alone in both has no row.
CREATE TABLE report (
    entry_id INTEGER PRIMARY KEY REFERENCES entry (entry_id) ON DELETE CASCADE,
    first_id INTEGER NOT NULL,                    -- the first story of the report; it may be gone
    event_id INTEGER NOT NULL                     -- the first story of the event; it may be gone
) STRICT;
CREATE INDEX report_by_first ON report (first_id);
CREATE INDEX report_by_event ON report (event_id);

-- The last entry that was compared with the others.
INSERT INTO tally (name) VALUES ('placed');
