-- Built-in accounts. username is in its one spelling (lower case, NFKC).
CREATE TABLE accounts (
    id            TEXT NOT NULL PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL
) WITHOUT ROWID;

-- Refresh tokens, by the SHA-256 of what the client holds. Those that one login led to are a
-- family; a spent one is kept as long as it could be shown again, so that a thief is noticed.
CREATE TABLE refresh_tokens (
    hash        BLOB NOT NULL PRIMARY KEY,
    family_id   TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    expires_at  INTEGER NOT NULL,
    spent       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (expires_at);

-- Keys that the server made for itself.
CREATE TABLE secrets (
    name        TEXT NOT NULL PRIMARY KEY,
    value       BLOB NOT NULL
) WITHOUT ROWID;
