-- A number is given once: what the reader follows or mutes by its number must never come to mean another, and what was compared
-- or indexed up to a number stays so. The highest number of each kind that was deleted.
INSERT INTO tally (name) VALUES ('last feed'), ('last entry'), ('last person'), ('last place');
CREATE TRIGGER feed_number AFTER DELETE ON feed BEGIN
    UPDATE tally SET n = max(n, old.id) WHERE name = 'last feed';
END;
CREATE TRIGGER entry_number AFTER DELETE ON entry_status BEGIN
    UPDATE tally SET n = max(n, old.entry_id) WHERE name = 'last entry';
END;
CREATE TRIGGER person_number AFTER DELETE ON person BEGIN
    UPDATE tally SET n = max(n, old.id) WHERE name = 'last person';
END;
CREATE TRIGGER place_number AFTER DELETE ON place BEGIN
    UPDATE tally SET n = max(n, old.id) WHERE name = 'last place';
END;
