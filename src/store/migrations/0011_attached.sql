-- Where a story is discussed, and whether its title was made of its own first words.
ALTER TABLE entry ADD COLUMN comments TEXT;
ALTER TABLE entry ADD COLUMN untitled INTEGER NOT NULL DEFAULT 0;
-- Hashes of the words of its text without numbers, and of all that is seen of it: a later version of the same words needs no other
-- page. NULL: not known.
ALTER TABLE entry ADD COLUMN substance INTEGER;
ALTER TABLE entry ADD COLUMN seen INTEGER;
-- When the page was last asked for, NULL if never, and what the next request for it sends.
ALTER TABLE article ADD COLUMN page_ms INTEGER;
ALTER TABLE article ADD COLUMN page_etag TEXT;
ALTER TABLE article ADD COLUMN page_modified TEXT;
