-- Rooms between people. A session's owner is its member by rooms.owner_id alone; everybody else
-- who is in a room or a session has a row in members.
ALTER TABLE rooms ADD COLUMN name TEXT;
ALTER TABLE rooms ADD COLUMN slug TEXT;
ALTER TABLE rooms ADD COLUMN visibility TEXT NOT NULL DEFAULT 'private';
CREATE UNIQUE INDEX rooms_by_slug ON rooms (slug) WHERE slug IS NOT NULL;
CREATE INDEX rooms_public ON rooms (id) WHERE visibility = 'public';

-- The people that this server has met.
CREATE TABLE users (
    id           TEXT NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    avatar_url   TEXT,
    last_seen_at INTEGER
) WITHOUT ROWID;

CREATE TABLE members (
    room_id     TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    role        TEXT NOT NULL,
    joined_at   INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user_id, room_id);

-- Read positions: everything up to seq has been read. message_id is NULL where the position is that
-- of the user's arrival.
CREATE TABLE reads (
    room_id     TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    message_id  TEXT,
    PRIMARY KEY (room_id, user_id)
) WITHOUT ROWID;

-- head_seq: where the room stood; what comes after it counts as unread once the user has joined.
CREATE TABLE invitations (
    room_id     TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    invited_by  TEXT NOT NULL,
    head_seq    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) WITHOUT ROWID;
CREATE INDEX invitations_by_user ON invitations (user_id, room_id);

-- attachments: a JSON list. body is empty in a message that was deleted hard.
ALTER TABLE messages ADD COLUMN parent_id TEXT;
ALTER TABLE messages ADD COLUMN attachments TEXT;
ALTER TABLE messages ADD COLUMN edited_at INTEGER;
ALTER TABLE messages ADD COLUMN deleted_at INTEGER;
ALTER TABLE messages ADD COLUMN redacted_at INTEGER;
ALTER TABLE messages ADD COLUMN reply_count INTEGER NOT NULL DEFAULT 0;
CREATE INDEX messages_by_parent ON messages (parent_id, seq) WHERE parent_id IS NOT NULL;

-- What a message said before it was edited, for moderators.
CREATE TABLE message_versions (
    message_id  TEXT NOT NULL,
    replaced_at INTEGER NOT NULL,
    body        TEXT NOT NULL
);
CREATE INDEX message_versions_by_message ON message_versions (message_id);

CREATE TABLE reactions (
    message_id  TEXT NOT NULL,
    reaction    TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (message_id, reaction, user_id)
) WITHOUT ROWID;

-- A file may be posted to several rooms: who is a member of one of them may read it.
CREATE TABLE files (
    id          TEXT NOT NULL PRIMARY KEY,
    owner_id    TEXT NOT NULL,
    name        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    mime        TEXT NOT NULL,
    width       INTEGER,
    height      INTEGER,
    created_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE file_rooms (
    file_id     TEXT NOT NULL,
    room_id     TEXT NOT NULL,
    PRIMARY KEY (file_id, room_id)
) WITHOUT ROWID;
CREATE INDEX file_rooms_by_room ON file_rooms (room_id);

-- Finds the stored replies that hold a message's text, so that they go with it.
CREATE INDEX requests_by_message ON requests (message_id) WHERE message_id IS NOT NULL AND session_id IS NULL;
