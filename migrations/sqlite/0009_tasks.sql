-- Tasks. room_id: the room whose members see and change it; without one, its creator and assignee do.
-- metadata: a JSON object.
CREATE TABLE tasks (
    id          TEXT NOT NULL PRIMARY KEY,
    title       TEXT NOT NULL,
    room_id     TEXT,
    status      TEXT NOT NULL,
    progress    INTEGER NOT NULL,
    assignee_id TEXT,
    priority    INTEGER NOT NULL,
    metadata    TEXT NOT NULL,
    creator_id  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
);

CREATE INDEX tasks_by_creator ON tasks (creator_id, id) WHERE room_id IS NULL;
CREATE INDEX tasks_by_assignee ON tasks (assignee_id, id) WHERE room_id IS NULL;
CREATE INDEX tasks_by_room ON tasks (room_id, id) WHERE room_id IS NOT NULL;
