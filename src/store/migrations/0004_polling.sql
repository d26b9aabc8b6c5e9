-- What polling knows of a feed beyond its last answer: what came, what happens next and why, where it has moved, whether it is gone.

ALTER TABLE feed ADD COLUMN first_url TEXT;                  -- the address that was subscribed to, where the feed has moved since
ALTER TABLE feed_poll ADD COLUMN answer TEXT;
ALTER TABLE feed_poll ADD COLUMN plan TEXT;
ALTER TABLE feed_poll ADD COLUMN moved_to TEXT;
ALTER TABLE feed_poll ADD COLUMN moved_reads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed_poll ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
