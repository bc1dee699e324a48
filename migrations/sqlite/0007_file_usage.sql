-- How many bytes each user's files have, kept by the database itself so that it is never out of step.
CREATE TABLE file_usage (
    owner_id    TEXT NOT NULL PRIMARY KEY,
    bytes       INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO file_usage (owner_id, bytes) SELECT owner_id, SUM(size) FROM files WHERE state = 'kept' GROUP BY owner_id;

CREATE TRIGGER files_kept AFTER UPDATE OF state ON files WHEN OLD.state <> 'kept' AND NEW.state = 'kept' BEGIN
    INSERT INTO file_usage (owner_id, bytes) VALUES (NEW.owner_id, NEW.size)
    ON CONFLICT (owner_id) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER files_left AFTER UPDATE OF state ON files WHEN OLD.state = 'kept' AND NEW.state <> 'kept' BEGIN
    UPDATE file_usage SET bytes = bytes - OLD.size WHERE owner_id = OLD.owner_id;
END;
