//! Members: who comes, who goes, and what they are.

use std::sync::Arc;

use sqlx::Row;

use super::{Carried, Direct, Kept, Place, done, no_room, refused};
use crate::{
    contract::{Event, Membership as Told, Role, RoleSet, RoomKicked, RoomNamed, Time},
    error::Error,
    store::{
        Done, Ends, Membership,
        sqlite::{read_rooms, rooms::RoomUpdate, writer::Attempt},
    },
};

/// Invitations of one room that may be open at once.
const MOST_INVITED: u32 = 1_000;

impl Direct<'_> {
    pub(super) async fn join(&mut self, room: &Arc<str>, user: &Arc<str>, most: usize) -> Carried {
        // A repeat has to watch again, and finds the membership made.
        self.kept = Kept::Nothing;
        let Some(mut place) = self.place(room).await? else { return no_room() };
        if self.is_in(&place, user).await? {
            return done();
        }
        if self.repeated {
            return refused("You have left the room since");
        }
        if !self.lets_in(room, user).await? {
            return no_room();
        }
        if self.rooms_of(user).await? >= most {
            return refused("You are in as many rooms as one may be");
        }
        let role = match place.session_owner.is_none() && self.successor(room).await?.is_none() {
            true => Role::Owner,
            false => Role::Member,
        };
        self.add_member(&mut place, user, role, Time::now()).await?;
        done()
    }

    /// What was said before they came, or before they were invited, does not count as unread.
    pub(super) async fn add_member(
        &mut self,
        place: &mut Place,
        user: &Arc<str>,
        role: Role,
        at: Time,
    ) -> Result<i64, Attempt> {
        sqlx::query("INSERT INTO members (room_id, user_id, role, joined_at) VALUES (?, ?, ?, ?)")
            .bind(&*place.id)
            .bind(&**user)
            .bind(role.as_str())
            .bind(at.0)
            .execute(&mut *self.tx)
            .await?;
        sqlx::query(
            "INSERT OR IGNORE INTO reads (room_id, user_id, seq) VALUES (?1, ?2, coalesce(
                (SELECT head_seq FROM invitations WHERE room_id = ?1 AND user_id = ?2), ?3))",
        )
        .bind(&*place.id)
        .bind(&**user)
        .bind(place.head)
        .execute(&mut *self.tx)
        .await?;
        self.forget_invitation(&place.id, user).await?;
        let membership = Membership { role, joined_at: at };
        self.rooms.push((place.id.clone(), RoomUpdate::Joined { user: user.clone(), membership }));
        let joined = Told { room_id: place.id.to_string(), user_id: user.to_string() };
        self.tell(place, &Event::RoomMemberJoined(joined), Ends::Nobody).await
    }

    pub(super) async fn leave(&mut self, room: &Arc<str>, user: &Arc<str>) -> Carried {
        let Some(mut place) = self.place(room).await? else { return no_room() };
        if place.session_owner.as_ref() == Some(user) {
            return refused("A session is left by deleting it");
        }
        if self.forget_invitation(room, user).await? {
            self.rooms.push((room.clone(), RoomUpdate::Left { user: user.clone() }));
        }
        let seq = self.remove_member(&mut place, user).await?;
        self.made(&RoomNamed { room_id: room.to_string() }, &place, seq)
    }

    pub(super) async fn kick(&mut self, room: &Arc<str>, user: &Arc<str>, reason: Option<&str>) -> Carried {
        let Some(mut place) = self.place(room).await? else { return no_room() };
        let invited = self.forget_invitation(room, user).await?;
        let seq = self.remove_member(&mut place, user).await?;
        if seq.is_none() && !invited {
            return Ok(Done::Refused(Error::not_found("member")));
        }
        self.rooms.push((room.clone(), RoomUpdate::Left { user: user.clone() }));
        let reason = reason.map(str::to_owned);
        let kicked = RoomKicked { room_id: room.to_string(), user_id: user.to_string(), reason };
        self.made(&kicked, &place, seq)
    }

    /// The `seq` of the event that tells of it, if they were a member.
    async fn remove_member(&mut self, place: &mut Place, user: &Arc<str>) -> Result<Option<i64>, Attempt> {
        let Some(role) = self.role(&place.id, user).await? else { return Ok(None) };
        // Should they come back, what was said meanwhile does not count as unread.
        for text in [
            "DELETE FROM members WHERE room_id = ? AND user_id = ?",
            "DELETE FROM reads WHERE room_id = ? AND user_id = ?",
        ] {
            sqlx::query(text).bind(&*place.id).bind(&**user).execute(&mut *self.tx).await?;
        }
        self.rooms.push((place.id.clone(), RoomUpdate::Left { user: user.clone() }));
        let left = Told { room_id: place.id.to_string(), user_id: user.to_string() };
        let seq = self.tell(place, &Event::RoomMemberLeft(left), Ends::Member(user.clone())).await?;
        if role == Role::Owner
            && place.session_owner.is_none()
            && let Some((heir, next)) = self.successor(&place.id).await?
            && next != Role::Owner
        {
            self.give_role(place, &heir, Role::Owner).await?;
        }
        Ok(Some(seq))
    }

    pub(super) async fn invite(&mut self, room: &Arc<str>, user: &Arc<str>, by: &Arc<str>) -> Carried {
        let Some(place) = self.place(room).await? else { return no_room() };
        if self.is_in(&place, user).await? {
            return refused("They are a member already");
        }
        let open = sqlx::query("SELECT count(*) FROM invitations WHERE room_id = ?").bind(&**room);
        if open.fetch_one(&mut *self.tx).await?.try_get::<u32, _>(0)? >= MOST_INVITED {
            return refused("Too many invitations to this room are open");
        }
        sqlx::query(
            "INSERT OR IGNORE INTO invitations (room_id, user_id, invited_by, head_seq, created_at)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&**room)
        .bind(&**user)
        .bind(&**by)
        .bind(place.head)
        .bind(Time::now().0)
        .execute(&mut *self.tx)
        .await?;
        self.rooms.push((room.clone(), RoomUpdate::Invited { user: user.clone() }));
        let invited = crate::contract::RoomInvited {
            room_id: room.to_string(),
            user_id: user.to_string(),
            invited_by: by.to_string(),
            room: self.facts(&place).await?,
        };
        self.made(&invited, &place, None)
    }

    pub(super) async fn set_role(&mut self, room: &Arc<str>, user: &Arc<str>, role: Role) -> Carried {
        let Some(mut place) = self.place(room).await? else { return no_room() };
        if place.session_owner.as_ref() == Some(user) {
            return refused("A session keeps its owner");
        }
        let told = RoleSet { room_id: room.to_string(), user_id: user.to_string(), role };
        match self.role(room, user).await? {
            None => return Ok(Done::Refused(Error::not_found("member"))),
            Some(same) if same == role => return self.made(&told, &place, None),
            Some(Role::Owner) if self.owners(&place).await? < 2 => {
                return refused("A room keeps at least one owner");
            }
            Some(_) => {}
        }
        let seq = self.give_role(&mut place, user, role).await?;
        self.made(&told, &place, Some(seq))
    }

    async fn give_role(&mut self, place: &mut Place, user: &Arc<str>, role: Role) -> Result<i64, Attempt> {
        sqlx::query("UPDATE members SET role = ? WHERE room_id = ? AND user_id = ?")
            .bind(role.as_str())
            .bind(&*place.id)
            .bind(&**user)
            .execute(&mut *self.tx)
            .await?;
        self.rooms.push((place.id.clone(), RoomUpdate::Role { user: user.clone(), role }));
        let set = RoleSet { room_id: place.id.to_string(), user_id: user.to_string(), role };
        self.tell(place, &Event::RoomRoleSet(set), Ends::Nobody).await
    }

    /// Whether the user is in the room by now: its member, or the owner of the session that it is.
    pub(super) async fn is_in(&mut self, place: &Place, user: &Arc<str>) -> Result<bool, Attempt> {
        Ok(place.session_owner.as_ref() == Some(user) || self.role(&place.id, user).await?.is_some())
    }

    async fn role(&mut self, room: &str, user: &str) -> Result<Option<Role>, Attempt> {
        let row = sqlx::query("SELECT role FROM members WHERE room_id = ? AND user_id = ?").bind(room).bind(user);
        let row = row.fetch_optional(&mut *self.tx).await?;
        Ok(row.map(|row| read_rooms::role(row.try_get(0)?)).transpose()?)
    }

    /// Whether one who is no member may become one: decided here, since an invitation may have been
    /// taken back while the command was on its way.
    async fn lets_in(&mut self, room: &str, user: &str) -> Result<bool, Attempt> {
        let row = sqlx::query(
            "SELECT 1 FROM rooms WHERE id = ?1 AND (visibility = 'public'
                OR EXISTS (SELECT 1 FROM invitations WHERE room_id = ?1 AND user_id = ?2))",
        );
        Ok(row.bind(room).bind(user).fetch_optional(&mut *self.tx).await?.is_some())
    }

    async fn owners(&mut self, place: &Place) -> Result<u32, Attempt> {
        let count = sqlx::query("SELECT count(*) FROM members WHERE room_id = ? AND role = ?");
        let row = count.bind(&*place.id).bind(Role::Owner.as_str()).fetch_one(&mut *self.tx).await?;
        Ok(row.try_get::<u32, _>(0)? + u32::from(place.session_owner.is_some()))
    }

    /// The member with the highest role who has been there longest.
    async fn successor(&mut self, room: &str) -> Result<Option<(Arc<str>, Role)>, Attempt> {
        let rows = sqlx::query(
            "SELECT user_id, role FROM members WHERE room_id = ?
             ORDER BY role = 'owner' DESC, role = 'moderator' DESC, joined_at, user_id LIMIT 1",
        );
        let row = rows.bind(room).fetch_optional(&mut *self.tx).await?;
        let member = row
            .map(|row| Ok::<_, sqlx::Error>((row.try_get::<&str, _>(0)?.into(), read_rooms::role(row.try_get(1)?)?)));
        Ok(member.transpose()?)
    }

    pub(super) async fn rooms_of(&mut self, user: &str) -> Result<usize, Attempt> {
        let count = sqlx::query("SELECT count(*) FROM members WHERE user_id = ?").bind(user);
        Ok(count.fetch_one(&mut *self.tx).await?.try_get::<u32, _>(0)? as usize)
    }

    async fn forget_invitation(&mut self, room: &str, user: &str) -> Result<bool, Attempt> {
        let gone = sqlx::query("DELETE FROM invitations WHERE room_id = ? AND user_id = ?").bind(room).bind(user);
        Ok(gone.execute(&mut *self.tx).await?.rows_affected() > 0)
    }
}
