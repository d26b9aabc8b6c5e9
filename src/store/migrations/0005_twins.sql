-- By what an entry is known when its feed gives it another id: its page, and its title with its moment. NULL where that tells nothing.

ALTER TABLE entry_status ADD COLUMN page_mark INTEGER;
ALTER TABLE entry_status ADD COLUMN words_mark INTEGER;
CREATE INDEX entry_by_page  ON entry_status (feed_id, page_mark)  WHERE page_mark IS NOT NULL;
CREATE INDEX entry_by_words ON entry_status (feed_id, words_mark) WHERE words_mark IS NOT NULL;
