//! What people do to messages: edit, delete, redact, read, react.

use std::sync::Arc;

use sqlx::Row;

use super::{Carried, Direct, Kept, Place, refused};
use crate::{
    contract::{
        ChatDeleted, ChatMessage, ChatRedacted, DeleteMode, Event, ReactionAction, ReactionUpdated, ReadUpdated, Time,
    },
    error::Error,
    store::{
        Done, Ends, MessageChange, MessageWhat,
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
        let Some(message) = self.stored(&change.message).await? else { return gone() };
        let Some(place) = self.place(&message.room_id).await? else { return gone() };
        if !self.is_in(&place, &change.user).await? {
            return gone();
        }
        match &change.what {
            MessageWhat::Delete { mode } => self.remove(message, place, *mode).await,
            MessageWhat::Read { room } => self.read(message, place, room, &change.user).await,
            _ if message.deleted_at.is_some() => gone(),
            MessageWhat::Edit { body } => self.edit(message, place, body).await,
            MessageWhat::Redact { mask } => self.redact(message, place, mask).await,
            MessageWhat::React { reaction, action } => {
                self.react(message, place, &change.user, reaction, *action).await
            }
        }
    }

    async fn edit(&mut self, before: ChatMessage, mut place: Place, body: &str) -> Carried {
        if before.redacted_at.is_some() {
            return refused("A moderator has redacted this message");
        }
        let now = Time::now();
        sqlx::query("INSERT INTO message_versions (message_id, replaced_at, body) VALUES (?, ?, ?)")
            .bind(&before.id)
            .bind(now.0)
            .bind(&before.body)
            .execute(&mut *self.tx)
            .await?;
        sqlx::query("UPDATE messages SET body = ?, edited_at = ? WHERE id = ?")
            .bind(body)
            .bind(now.0)
            .bind(&before.id)
            .execute(&mut *self.tx)
            .await?;
        self.kept = Kept::ReplyOf(before.id.as_str().into());
        let edited = ChatMessage { body: body.to_owned(), edited_at: Some(now), ..before };
        let seq = self.tell(&mut place, &Event::ChatEdited(edited.clone()), Ends::Nobody).await?;
        self.made(&edited, &place, Some(seq))
    }

    async fn remove(&mut self, before: ChatMessage, mut place: Place, mode: DeleteMode) -> Carried {
        let deleted_at = before.deleted_at.unwrap_or_else(Time::now);
        let deleted = ChatDeleted { message_id: before.id.clone(), room_id: before.room_id.clone(), deleted_at };
        if before.deleted_at.is_some() && mode == DeleteMode::Soft {
            return self.made(&deleted, &place, None);
        }
        sqlx::query("UPDATE messages SET deleted_at = ? WHERE id = ?")
            .bind(deleted_at.0)
            .bind(&before.id)
            .execute(&mut *self.tx)
            .await?;
        self.scrub_log(&place.id, &before, "").await?;
        if mode == DeleteMode::Hard {
            self.scrub_message(&before.id, "").await?;
        }
        let seq = match before.deleted_at {
            None => Some(self.tell(&mut place, &Event::ChatDeleted(deleted.clone()), Ends::Nobody).await?),
            Some(_) => None,
        };
        self.made(&deleted, &place, seq)
    }

    async fn redact(&mut self, before: ChatMessage, mut place: Place, mask: &str) -> Carried {
        sqlx::query("UPDATE messages SET redacted_at = ? WHERE id = ?")
            .bind(Time::now().0)
            .bind(&before.id)
            .execute(&mut *self.tx)
            .await?;
        self.scrub_log(&place.id, &before, mask).await?;
        self.scrub_message(&before.id, mask).await?;
        let redacted =
            ChatRedacted { message_id: before.id.clone(), room_id: before.room_id, new_body: mask.to_owned() };
        let seq = self.tell(&mut place, &Event::ChatRedacted(redacted.clone()), Ends::Nobody).await?;
        self.made(&redacted, &place, Some(seq))
    }

    async fn read(&mut self, message: ChatMessage, mut place: Place, room: &Arc<str>, user: &Arc<str>) -> Carried {
        if place.id != *room {
            return gone();
        }
        let moved = sqlx::query(
            "INSERT INTO reads (room_id, user_id, seq, message_id) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET seq = excluded.seq, message_id = excluded.message_id WHERE seq < excluded.seq",
        )
        .bind(&**room)
        .bind(&**user)
        .bind(message.seq)
        .bind(&message.id)
        .execute(&mut *self.tx)
        .await?
        .rows_affected();
        let mut updated =
            ReadUpdated { room_id: room.to_string(), message_id: message.id.clone(), user_id: user.to_string() };
        if moved == 0 {
            let row = sqlx::query("SELECT message_id FROM reads WHERE room_id = ? AND user_id = ?");
            let row = row.bind(&**room).bind(&**user).fetch_one(&mut *self.tx).await?;
            updated.message_id = row.try_get::<Option<String>, _>(0)?.unwrap_or(updated.message_id);
            return self.made(&updated, &place, None);
        }
        let seq = self.tell(&mut place, &Event::ChatReadUpdated(updated.clone()), Ends::Nobody).await?;
        self.made(&updated, &place, Some(seq))
    }

    async fn react(
        &mut self,
        message: ChatMessage,
        mut place: Place,
        user: &Arc<str>,
        reaction: &str,
        action: ReactionAction,
    ) -> Carried {
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
        let query = sqlx::query(text).bind(&message.id).bind(reaction).bind(&**user).bind(Time::now().0);
        let changed = query.execute(&mut *self.tx).await?.rows_affected() > 0;
        let updated = ReactionUpdated {
            message_id: message.id.clone(),
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
