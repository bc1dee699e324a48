-- What an administrator has announced, until it is over or taken back. kind: maintenance or version;
-- announcement: the whole of it, as JSON.
CREATE TABLE announcements (
    id              TEXT NOT NULL PRIMARY KEY,
    kind            TEXT NOT NULL,
    announcement    TEXT NOT NULL
) WITHOUT ROWID;
