//! What people do to messages: edit, delete, redact, read, react.

use std::sync::Arc;

use sqlx::Row;

use super::{Carried, Direct, Kept, refused};
use crate::{
    contract::{
        ChatDeleted, ChatMessage, ChatRedacted, DeleteMode, Event, ReactionAction, ReactionUpdated, ReadUpdated, Time,
    },
    error::Error,
    store::{
        Done, Ends, MessageChange,
        sqlite::{
            read_rooms::{MESSAGE, add_reactions, message},
            writer::Attempt,
        },
    },
};

/// Different reactions of one message.
const MOST_REACTIONS: u32 = 50;

impl Direct<'_> {
    pub(super) async fn message(&mut self, change: &MessageChange) -> Carried {
        match change {
            MessageChange::Edit { message, body } => self.edit(message, body).await,
            MessageChange::Delete { message, mode } => self.remove(message, *mode).await,
            MessageChange::Redact { message, mask } => self.redact(message, mask).await,
            MessageChange::Read { room, message, user } => self.read(room, message, user).await,
            MessageChange::React { message, user, reaction, action } => {
                self.react(message, user, reaction, *action).await
            }
        }
    }

    async fn edit(&mut self, id: &Arc<str>, body: &str) -> Carried {
        let Some(before) = self.shown(id).await? else { return gone() };
        let Some(mut place) = self.place(&before.room_id).await? else { return gone() };
        if before.redacted_at.is_some() {
            return refused("A moderator has redacted this message");
        }
        let now = Time::now();
        sqlx::query("INSERT INTO message_versions (message_id, replaced_at, body) VALUES (?, ?, ?)")
            .bind(&**id)
            .bind(now.0)
            .bind(&before.body)
            .execute(&mut *self.tx)
            .await?;
        sqlx::query("UPDATE messages SET body = ?, edited_at = ? WHERE id = ?")
            .bind(body)
            .bind(now.0)
            .bind(&**id)
            .execute(&mut *self.tx)
            .await?;
        let edited = ChatMessage { body: body.to_owned(), edited_at: Some(now), ..before };
        let seq = self.tell(&mut place, &Event::ChatEdited(edited.clone()), Ends::Nobody).await?;
        self.kept = Kept::ReplyOf(id.clone());
        self.made(&edited, &place, Some(seq))
    }

    async fn remove(&mut self, id: &Arc<str>, mode: DeleteMode) -> Carried {
        let Some(before) = self.stored(id).await? else { return gone() };
        let Some(mut place) = self.place(&before.room_id).await? else { return gone() };
        let deleted_at = before.deleted_at.unwrap_or_else(Time::now);
        let deleted = ChatDeleted { message_id: id.to_string(), room_id: before.room_id.clone(), deleted_at };
        if before.deleted_at.is_some() && mode == DeleteMode::Soft {
            return self.made(&deleted, &place, None);
        }
        sqlx::query("UPDATE messages SET deleted_at = ? WHERE id = ?")
            .bind(deleted_at.0)
            .bind(&**id)
            .execute(&mut *self.tx)
            .await?;
        self.scrub_log(&place.id, &before, "").await?;
        if mode == DeleteMode::Hard {
            self.scrub_message(id, "").await?;
        }
        let seq = match before.deleted_at {
            None => Some(self.tell(&mut place, &Event::ChatDeleted(deleted.clone()), Ends::Nobody).await?),
            Some(_) => None,
        };
        self.made(&deleted, &place, seq)
    }

    async fn redact(&mut self, id: &Arc<str>, mask: &str) -> Carried {
        let Some(before) = self.shown(id).await? else { return gone() };
        let Some(mut place) = self.place(&before.room_id).await? else { return gone() };
        sqlx::query("UPDATE messages SET redacted_at = ? WHERE id = ?")
            .bind(Time::now().0)
            .bind(&**id)
            .execute(&mut *self.tx)
            .await?;
        self.scrub_log(&place.id, &before, mask).await?;
        self.scrub_message(id, mask).await?;
        let redacted = ChatRedacted { message_id: id.to_string(), room_id: before.room_id, new_body: mask.to_owned() };
        let seq = self.tell(&mut place, &Event::ChatRedacted(redacted.clone()), Ends::Nobody).await?;
        self.made(&redacted, &place, Some(seq))
    }

    async fn read(&mut self, room: &Arc<str>, id: &Arc<str>, user: &Arc<str>) -> Carried {
        let Some(message) = self.stored(id).await?.filter(|message| message.room_id == **room) else { return gone() };
        let Some(mut place) = self.place(room).await? else { return gone() };
        let moved = sqlx::query(
            "INSERT INTO reads (room_id, user_id, seq, message_id) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET seq = excluded.seq, message_id = excluded.message_id WHERE seq < excluded.seq",
        )
        .bind(&**room)
        .bind(&**user)
        .bind(message.seq)
        .bind(&**id)
        .execute(&mut *self.tx)
        .await?
        .rows_affected();
        let mut updated =
            ReadUpdated { room_id: room.to_string(), message_id: id.to_string(), user_id: user.to_string() };
        if moved == 0 {
            let row = sqlx::query("SELECT message_id FROM reads WHERE room_id = ? AND user_id = ?");
            let row = row.bind(&**room).bind(&**user).fetch_one(&mut *self.tx).await?;
            updated.message_id = row.try_get::<Option<String>, _>(0)?.unwrap_or(updated.message_id);
            return self.made(&updated, &place, None);
        }
        let seq = self.tell(&mut place, &Event::ChatReadUpdated(updated.clone()), Ends::Nobody).await?;
        self.made(&updated, &place, Some(seq))
    }

    async fn react(&mut self, id: &Arc<str>, user: &Arc<str>, reaction: &str, action: ReactionAction) -> Carried {
        let Some(message) = self.shown(id).await? else { return gone() };
        let Some(mut place) = self.place(&message.room_id).await? else { return gone() };
        let others = message.reactions.iter().filter(|other| other.reaction != reaction).count();
        if action == ReactionAction::Add && others as u32 >= MOST_REACTIONS {
            return refused("This message has as many different reactions as one may have");
        }
        let text = match action {
            ReactionAction::Add => {
                "INSERT OR IGNORE INTO reactions (message_id, reaction, user_id, created_at) VALUES (?1, ?2, ?3, ?4)"
            }
            ReactionAction::Remove => {
                "DELETE FROM reactions WHERE message_id = ?1 AND reaction = ?2 AND user_id = ?3 AND ?4 > 0"
            }
        };
        let query = sqlx::query(text).bind(&**id).bind(reaction).bind(&**user).bind(Time::now().0);
        let changed = query.execute(&mut *self.tx).await?.rows_affected() > 0;
        let updated = ReactionUpdated {
            message_id: id.to_string(),
            room_id: message.room_id,
            user_id: user.to_string(),
            reaction: reaction.to_owned(),
            action,
        };
        let seq = match changed {
            true => Some(self.tell(&mut place, &Event::ChatReactionUpdated(updated.clone()), Ends::Nobody).await?),
            false => None,
        };
        self.made(&updated, &place, seq)
    }

    /// A message that has not been deleted, with its reactions.
    async fn shown(&mut self, id: &str) -> Result<Option<ChatMessage>, Attempt> {
        Ok(self.stored(id).await?.filter(|message| message.deleted_at.is_none()))
    }

    async fn stored(&mut self, id: &str) -> Result<Option<ChatMessage>, Attempt> {
        let text = sqlx::AssertSqlSafe(format!("{MESSAGE} WHERE id = ?"));
        let row = sqlx::query(text).bind(id).fetch_optional(&mut *self.tx).await?;
        let mut found: Vec<_> = row.as_ref().map(message).transpose()?.into_iter().collect();
        add_reactions(&mut *self.tx, &mut found).await?;
        Ok(found.pop())
    }
}

fn gone() -> Carried {
    Ok(Done::Refused(Error::not_found("message")))
}
