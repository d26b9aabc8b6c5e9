-- People are looked up by key, those in the most stories first, without a walk over everybody who shares it.
ALTER TABLE person_key ADD COLUMN stories INTEGER NOT NULL DEFAULT 0;
UPDATE person_key SET stories = (SELECT stories FROM person WHERE id = person_id);
CREATE INDEX person_key_by_stories ON person_key (key, stories DESC, person_id);
CREATE TRIGGER person_key_stories AFTER UPDATE OF stories ON person WHEN old.stories <> new.stories BEGIN
    UPDATE person_key SET stories = new.stories WHERE person_id = new.id;
END;

-- How often work on a story was begun of which no end is known: the program was ended meanwhile.
ALTER TABLE queue ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
