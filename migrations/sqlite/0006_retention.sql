-- When an event was stored, so that old ones can be forgotten; of what was there before, when this
-- was added.
ALTER TABLE events ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
UPDATE events SET created_at = unixepoch() * 1000;
CREATE INDEX events_by_age ON events (created_at);

-- How far a topic's events have been forgotten: a position before seq cannot be resumed from.
CREATE TABLE floors (
    topic       TEXT NOT NULL PRIMARY KEY,
    seq         INTEGER NOT NULL
) WITHOUT ROWID;
