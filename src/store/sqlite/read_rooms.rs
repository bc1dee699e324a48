//! Reads of rooms, members and messages, beside the writer.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde_json::json;
use sqlx::{AssertSqlSafe, Row, SqliteExecutor, SqlitePool, sqlite::SqliteRow};

use super::read::{Read, bad, text};
use crate::{
    contract::{ChatMessage, Reaction, ReadPosition, Role, Room, RoomKind, Time, Visibility},
    store::{FileRow, Membership, MessageRef, Page, RoomFacts, RoomState, SeenRoom, UserRow},
};

/// A room by its id or its slug, with its members.
pub async fn room(pool: &SqlitePool, name: &str) -> Read<Option<RoomState>> {
    let row = sqlx::query(
        "SELECT id, kind, owner_id, coalesce(name, title, ''), slug, visibility, head_seq, created_at FROM rooms
         WHERE id = ?1 OR slug = ?1 ORDER BY id = ?1 DESC LIMIT 1",
    )
    .bind(name)
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (id, kind) = (text(&row, 0)?, kind(row.try_get(1)?)?);
    let created_at = Time(row.try_get(7)?);
    let mut facts = RoomFacts {
        name: row.try_get(3)?,
        slug: row.try_get(4)?,
        visibility: visibility(row.try_get(5)?)?,
        head: row.try_get(6)?,
        members: HashMap::new(),
        invited: HashSet::new(),
        gone: false,
    };
    let session_owner = if kind == RoomKind::Session { Some(text(&row, 2)?) } else { None };
    if let Some(owner) = &session_owner {
        facts.members.insert(owner.clone(), Membership { role: Role::Owner, joined_at: created_at });
    }
    let members = sqlx::query("SELECT user_id, role, joined_at FROM members WHERE room_id = ?");
    for row in members.bind(&*id).fetch_all(pool).await? {
        let membership = Membership { role: role(row.try_get(1)?)?, joined_at: Time(row.try_get(2)?) };
        facts.members.insert(text(&row, 0)?, membership);
    }
    let invited = sqlx::query("SELECT user_id FROM invitations WHERE room_id = ?");
    for row in invited.bind(&*id).fetch_all(pool).await? {
        facts.invited.insert(text(&row, 0)?);
    }
    Ok(Some(RoomState::new(id, kind, session_owner, created_at, facts)))
}

/// Of a room that the user may not know of and of one that does not exist the same rows are looked
/// for and none is found, but for that of the room itself: only public rooms have slugs.
pub async fn shows_room(pool: &SqlitePool, name: &str, user: &str) -> Read<bool> {
    let shows = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM rooms WHERE slug = ?1)
            OR EXISTS (SELECT 1 FROM rooms WHERE id = ?1
                AND (visibility = 'public' OR kind = 'session' AND owner_id = ?2))
            OR EXISTS (SELECT 1 FROM members WHERE room_id = ?1 AND user_id = ?2)
            OR EXISTS (SELECT 1 FROM invitations WHERE room_id = ?1 AND user_id = ?2)",
    );
    shows.bind(name).bind(user).fetch_one(pool).await
}

/// Counts what a user has not read, up to 1,000; `?1` is the user.
const UNREAD: &str = "(SELECT count(*) FROM (SELECT 1 FROM messages AS m WHERE m.room_id = r.id AND m.sender_id <> ?1
    AND m.deleted_at IS NULL AND m.seq > coalesce((SELECT seq FROM reads WHERE room_id = r.id AND user_id = ?1), 0)
    LIMIT 1000))";

pub async fn rooms(pool: &SqlitePool, user: &str, after: &str, limit: i64) -> Read<Vec<SeenRoom>> {
    let text = format!(
        "SELECT r.id, r.name, r.kind, r.visibility, r.slug, r.created_at, r.head_seq,
            (SELECT count(*) FROM members WHERE room_id = r.id), m.role,
            EXISTS (SELECT 1 FROM invitations WHERE room_id = r.id AND user_id = ?1),
            CASE WHEN m.role IS NULL THEN 0 ELSE {UNREAD} END
         FROM rooms AS r LEFT JOIN members AS m ON m.room_id = r.id AND m.user_id = ?1
         WHERE r.kind <> 'session' AND r.id > ?2 AND r.id IN (
            SELECT room_id FROM members WHERE user_id = ?1
            UNION SELECT room_id FROM invitations WHERE user_id = ?1
            UNION SELECT id FROM rooms WHERE visibility = 'public')
         ORDER BY r.id LIMIT ?3"
    );
    let rows = sqlx::query(AssertSqlSafe(text)).bind(user).bind(after).bind(limit).fetch_all(pool).await?;
    rows.iter().map(seen).collect()
}

fn seen(row: &SqliteRow) -> Read<SeenRoom> {
    Ok(SeenRoom {
        room: Room {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            kind: kind(row.try_get(2)?)?,
            visibility: visibility(row.try_get(3)?)?,
            slug: row.try_get(4)?,
            created_at: Time(row.try_get(5)?),
            head_seq: row.try_get(6)?,
            member_count: row.try_get(7)?,
        },
        role: row.try_get::<Option<&str>, _>(8)?.map(role).transpose()?,
        invited: row.try_get(9)?,
        unread: row.try_get(10)?,
    })
}

pub async fn memberships(pool: &SqlitePool, user: &str) -> Read<Vec<Arc<str>>> {
    let rows = sqlx::query("SELECT room_id FROM members WHERE user_id = ? ORDER BY room_id");
    rows.bind(user).fetch_all(pool).await?.iter().map(|row| text(row, 0)).collect()
}

pub async fn shared_rooms(pool: &SqlitePool, user: &str) -> Read<Vec<Arc<str>>> {
    let rows = sqlx::query(
        "SELECT room_id FROM members WHERE user_id = ?1
         UNION SELECT id FROM rooms WHERE owner_id = ?1 AND kind = 'session'
            AND EXISTS (SELECT 1 FROM members WHERE room_id = rooms.id)",
    );
    rows.bind(user).fetch_all(pool).await?.iter().map(|row| text(row, 0)).collect()
}

pub async fn unread(pool: &SqlitePool, room: &str, user: &str) -> Read<u32> {
    let text = format!("SELECT {UNREAD} FROM rooms AS r WHERE r.id = ?2");
    let row = sqlx::query(AssertSqlSafe(text)).bind(user).bind(room).fetch_optional(pool).await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}

pub async fn reads(pool: &SqlitePool, room: &str, users: &[Arc<str>]) -> Read<Vec<ReadPosition>> {
    let rows = sqlx::query(
        "SELECT user_id, message_id, seq FROM reads
         WHERE room_id = ? AND user_id IN (SELECT value FROM json_each(?)) AND message_id IS NOT NULL ORDER BY user_id",
    );
    let rows = rows.bind(room).bind(json!(users).to_string()).fetch_all(pool).await?;
    let read = |row: &SqliteRow| {
        Ok(ReadPosition { user_id: row.try_get(0)?, message_id: row.try_get(1)?, seq: row.try_get(2)? })
    };
    rows.iter().map(read).collect()
}

pub async fn users(pool: &SqlitePool, ids: &[Arc<str>]) -> Read<Vec<UserRow>> {
    let rows = sqlx::query(
        "SELECT id, name, avatar_url, last_seen_at FROM users WHERE id IN (SELECT value FROM json_each(?))",
    )
    .bind(json!(ids).to_string())
    .fetch_all(pool)
    .await?;
    let user = |row: &SqliteRow| {
        Ok(UserRow {
            id: text(row, 0)?,
            name: row.try_get(1)?,
            avatar_url: row.try_get(2)?,
            last_seen_at: row.try_get::<Option<i64>, _>(3)?.map(Time),
        })
    };
    rows.iter().map(user).collect()
}

pub async fn files(pool: &SqlitePool, ids: &[Arc<str>]) -> Read<Vec<FileRow>> {
    let rows = sqlx::query(
        "SELECT id, owner_id, name, size, mime, width, height,
            (SELECT json_group_array(room_id) FROM file_rooms WHERE file_id = files.id)
         FROM files WHERE state = 'kept' AND id IN (SELECT value FROM json_each(?))",
    )
    .bind(json!(ids).to_string())
    .fetch_all(pool)
    .await?;
    let file = |row: &SqliteRow| {
        Ok(FileRow {
            id: text(row, 0)?,
            owner: text(row, 1)?,
            name: row.try_get(2)?,
            size: row.try_get::<i64, _>(3)?.unsigned_abs(),
            mime: row.try_get(4)?,
            width: row.try_get(5)?,
            height: row.try_get(6)?,
            rooms: serde_json::from_str(row.try_get(7)?).map_err(bad)?,
        })
    };
    rows.iter().map(file).collect()
}

pub async fn unwanted_files(pool: &SqlitePool, limit: i64) -> Read<Vec<Arc<str>>> {
    let rows = sqlx::query("SELECT id FROM files WHERE state = 'unwanted' ORDER BY id LIMIT ?");
    rows.bind(limit).fetch_all(pool).await?.iter().map(|row| text(row, 0)).collect()
}

/// What every reader of messages selects, in this order.
pub const MESSAGE: &str = "SELECT id, room_id, seq, sender_id, body, created_at, metadata, parent_id, attachments,
    edited_at, deleted_at, redacted_at, reply_count FROM messages";

/// A message as it is now, without its reactions. Of a deleted one nobody is shown the body.
pub fn message(row: &SqliteRow) -> Read<ChatMessage> {
    let time = |column| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(Time));
    let deleted_at = time(10)?;
    let shown = deleted_at.is_none();
    let json = |column| row.try_get::<Option<&str>, _>(column).map(|json| json.filter(|_| shown));
    Ok(ChatMessage {
        id: row.try_get(0)?,
        room_id: row.try_get(1)?,
        seq: row.try_get(2)?,
        sender_id: row.try_get(3)?,
        body: if shown { row.try_get(4)? } else { String::new() },
        created_at: Time(row.try_get(5)?),
        metadata: json(6)?.map(serde_json::from_str).transpose().map_err(bad)?,
        parent_id: row.try_get(7)?,
        attachments: json(8)?.map(serde_json::from_str).transpose().map_err(bad)?.unwrap_or_default(),
        edited_at: time(9)?,
        deleted_at,
        redacted_at: time(11)?,
        reactions: Vec::new(),
        reply_count: row.try_get(12)?,
    })
}

pub async fn history(pool: &SqlitePool, page: &Page<'_>) -> Read<Vec<ChatMessage>> {
    let order = if page.after.is_some() { "ASC" } else { "DESC" };
    // The plus sign takes the primary key out of the choice: a thread is short, its room may be long.
    let (room, parent) = match page.parent {
        Some(_) => ("+room_id", "parent_id = ?4"),
        None => ("room_id", "?4 IS NULL"),
    };
    let text =
        format!("{MESSAGE} WHERE {room} = ?1 AND seq < ?2 AND seq > ?3 AND {parent} ORDER BY seq {order} LIMIT ?5");
    let query = sqlx::query(AssertSqlSafe(text)).bind(page.room).bind(page.before).bind(page.after.unwrap_or(0));
    let rows = query.bind(page.parent).bind(page.limit).fetch_all(pool).await?;
    let mut messages = rows.iter().map(message).collect::<Read<Vec<_>>>()?;
    if page.after.is_none() {
        messages.reverse();
    }
    add_reactions(pool, &mut messages).await?;
    Ok(messages)
}

/// Who reacted with what, in the order of the first of each.
pub async fn add_reactions(connection: impl SqliteExecutor<'_>, messages: &mut [ChatMessage]) -> Read<()> {
    let ids: Vec<_> = messages.iter().map(|message| &message.id).collect();
    let rows = sqlx::query(
        "SELECT message_id, reaction, user_id FROM reactions
         WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY created_at, user_id",
    )
    .bind(json!(ids).to_string())
    .fetch_all(connection)
    .await?;
    let mut by_message: HashMap<&str, Vec<Reaction>> = HashMap::new();
    for row in &rows {
        let reactions = by_message.entry(row.try_get(0)?).or_default();
        let (reaction, user): (&str, String) = (row.try_get(1)?, row.try_get(2)?);
        match reactions.iter_mut().find(|other| other.reaction == reaction) {
            Some(other) => other.user_ids.push(user),
            None => reactions.push(Reaction { reaction: reaction.to_owned(), user_ids: vec![user] }),
        }
    }
    for message in messages {
        message.reactions = by_message.remove(message.id.as_str()).unwrap_or_default();
    }
    Ok(())
}

pub async fn message_ref(pool: &SqlitePool, id: &str) -> Read<Option<MessageRef>> {
    let row = sqlx::query(
        "SELECT id, room_id, coalesce(parent_id, id), sender_id, deleted_at IS NOT NULL FROM messages WHERE id = ?",
    );
    let found = |row: SqliteRow| {
        Ok(MessageRef {
            id: text(&row, 0)?,
            room: text(&row, 1)?,
            thread: text(&row, 2)?,
            sender: text(&row, 3)?,
            deleted: row.try_get(4)?,
        })
    };
    row.bind(id).fetch_optional(pool).await?.map(found).transpose()
}

pub fn kind(text: &str) -> Read<RoomKind> {
    RoomKind::parse(text).ok_or_else(|| bad(format!("no kind of room is called {text}")))
}

pub fn role(text: &str) -> Read<Role> {
    Role::parse(text).ok_or_else(|| bad(format!("no role is called {text}")))
}

pub fn visibility(text: &str) -> Read<Visibility> {
    Visibility::parse(text).ok_or_else(|| bad(format!("no visibility is called {text}")))
}
