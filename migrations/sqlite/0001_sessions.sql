-- Rooms: an AI session is a room of kind 'session' whose member is an agent.
-- head_seq is the newest seq of the topic rooms/{id}; times are milliseconds since 1970.
CREATE TABLE rooms (
    id          TEXT NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    owner_id    TEXT NOT NULL,
    model       TEXT NOT NULL,
    title       TEXT,
    head_seq    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER
) WITHOUT ROWID;

CREATE INDEX rooms_by_owner ON rooms (owner_id, created_at, id);

-- request_id lets a repeated command find the message that its first try stored.
CREATE TABLE messages (
    room_id     TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    id          TEXT NOT NULL UNIQUE,
    sender_id   TEXT NOT NULL,
    body        TEXT NOT NULL,
    metadata    TEXT,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (room_id, seq)
) WITHOUT ROWID;

-- Runs: one answer of an agent each. head_seq is the newest seq of forge_sessions/{id};
-- end_seq is where the room's stream stood when the run ended, so that a resume knows whether
-- its reader can have seen the end.
CREATE TABLE runs (
    id          TEXT NOT NULL PRIMARY KEY,
    session_id  TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    request_id  TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    status      TEXT NOT NULL,
    head_seq    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    end_seq     INTEGER,
    -- What a repeat of the command gets; NULL when a repeat should try again.
    outcome     TEXT
) WITHOUT ROWID;

CREATE INDEX runs_by_session ON runs (session_id, created_at);

-- The durable events of every topic, as they were sent; messages are events of their room by themselves.
CREATE TABLE events (
    topic       TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    name        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    PRIMARY KEY (topic, seq)
) WITHOUT ROWID;

-- Idempotency keys; no index but the key, since every command writes one. outcome is NULL while the first try runs, and stays so when its outcome was
-- one that a repeat should try again; message_id and message_seq then name what it had stored. The
-- outcome of a run is in its own row.
CREATE TABLE requests (
    user_id     TEXT NOT NULL,
    request_id  TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    session_id  TEXT,
    message_id  TEXT,
    message_seq INTEGER,
    run_id      TEXT,
    outcome     TEXT,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, request_id)
) WITHOUT ROWID;
