-- Words and names are folded further than before (ł, ß, ё, Greek and Arabic marks): the index of words is made again, behind
-- everything else, and what was filed under a folded name is filed under the new one. `fold` is the program's own.

DROP TABLE story_text;
-- What it is given is folded already and stands in words.
CREATE VIRTUAL TABLE story_text USING fts5 (
    title, body, author,
    content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
INSERT OR IGNORE INTO unindexed (entry_id)
    SELECT entry_id FROM entry WHERE entry_id <= (SELECT n FROM tally WHERE name = 'indexed');

UPDATE person SET folded = fold(name) WHERE folded <> fold(name);
UPDATE place SET folded = fold(name) WHERE folded <> fold(name);
UPDATE person_alias SET folded = fold(alias) WHERE folded <> fold(alias);
UPDATE place_alias SET folded = fold(alias) WHERE folded <> fold(alias);
-- Two that are one now: the later takes the place of the earlier.
UPDATE OR REPLACE person_split SET folded = fold(form) WHERE folded <> fold(form);
UPDATE OR REPLACE story_tag SET folded = fold(ltrim(trim(name), '#')) WHERE folded <> fold(ltrim(trim(name), '#'));
