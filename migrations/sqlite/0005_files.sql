-- arriving: its bytes are on their way; kept; unwanted: its bytes are to be removed, then this row.
ALTER TABLE files ADD COLUMN state TEXT NOT NULL DEFAULT 'kept';
CREATE INDEX files_by_state ON files (state, id) WHERE state <> 'kept';
