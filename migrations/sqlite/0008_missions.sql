-- Newest seq of every topic that is neither a room's nor that of a run in a session.
CREATE TABLE topics (
    topic       TEXT NOT NULL PRIMARY KEY,
    head_seq    INTEGER NOT NULL
) WITHOUT ROWID;

-- Missions. Specs are carried out in order, so completed_specs is also the place of the spec that
-- is at work or comes next. run_id: the forge session that is at work; one that is there at start
-- was cut off. queued_at: since when it wants to run, so that those that wait keep their order.
CREATE TABLE missions (
    id              TEXT NOT NULL PRIMARY KEY,
    name            TEXT NOT NULL,
    creator_id      TEXT NOT NULL,
    room_id         TEXT,
    model           TEXT NOT NULL,
    status          TEXT NOT NULL,
    total_specs     INTEGER NOT NULL,
    completed_specs INTEGER NOT NULL,
    run_id          TEXT,
    error           TEXT,
    created_at      INTEGER NOT NULL,
    queued_at       INTEGER,
    started_at      INTEGER,
    finished_at     INTEGER
) WITHOUT ROWID;

CREATE INDEX missions_by_creator ON missions (creator_id, id);
CREATE INDEX missions_by_room ON missions (room_id, id) WHERE room_id IS NOT NULL;
CREATE INDEX missions_at_work ON missions (queued_at) WHERE status = 'running' OR run_id IS NOT NULL;

-- response: the whole answer, once the spec is done.
CREATE TABLE mission_specs (
    mission_id  TEXT NOT NULL,
    place       INTEGER NOT NULL,
    spec_id     TEXT NOT NULL,
    prompt      TEXT NOT NULL,
    response    TEXT,
    PRIMARY KEY (mission_id, place)
);

-- The runs of specs: one per spec, and one more for each time that a crash cut it off.
CREATE TABLE forge_sessions (
    id          TEXT NOT NULL PRIMARY KEY,
    mission_id  TEXT NOT NULL,
    place       INTEGER NOT NULL,
    status      TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    error       TEXT,
    usage       TEXT
) WITHOUT ROWID;

CREATE INDEX forge_sessions_by_mission ON forge_sessions (mission_id, place);
