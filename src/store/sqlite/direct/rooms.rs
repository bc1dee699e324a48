//! Rooms: made, changed, deleted.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use sqlx::Row;

use super::{Carried, Direct, Place, no_room, refused};
use crate::{
    contract::{Event, Role, Room, RoomKind, RoomNamed, Time, Visibility},
    store::{
        Done, Ends, Membership, RoomChange, RoomFacts, RoomState,
        sqlite::{
            execute,
            plan::body,
            read_rooms::{kind, visibility},
            rooms::RoomUpdate,
            writer::Attempt,
        },
    },
};

/// What is made by `room:create`.
struct NewRoom<'a> {
    id: &'a Arc<str>,
    owner: &'a Arc<str>,
    name: &'a str,
    kind: RoomKind,
    visibility: Visibility,
    slug: Option<&'a str>,
}

impl Direct<'_> {
    pub(super) async fn room(&mut self, change: &RoomChange) -> Carried {
        match change {
            RoomChange::Create { id, owner, name, kind, visibility, slug, most } => {
                let new = NewRoom { id, owner, name, kind: *kind, visibility: *visibility, slug: slug.as_deref() };
                self.create(&new, *most).await
            }
            RoomChange::Join { room, user, most } => self.join(room, user, *most).await,
            RoomChange::Leave { room, user } => self.leave(room, user).await,
            RoomChange::Kick { room, user, reason } => self.kick(room, user, reason.as_deref()).await,
            RoomChange::Invite { room, user, by } => self.invite(room, user, by).await,
            RoomChange::SetRole { room, user, role } => self.set_role(room, user, *role).await,
            RoomChange::Update { room, name, visibility, slug } => {
                self.update(room, name.as_deref(), *visibility, slug.as_deref()).await
            }
            RoomChange::Delete { room } => self.delete(room).await,
        }
    }

    async fn create(&mut self, new: &NewRoom<'_>, most: usize) -> Carried {
        if self.rooms_of(new.owner).await? >= most {
            return refused("You are in as many rooms as one may be");
        }
        if self.slug_taken(new.id, new.slug).await? {
            return refused("Another room has this slug");
        }
        let now = Time::now();
        sqlx::query(
            "INSERT INTO rooms (id, kind, owner_id, model, head_seq, created_at, name, slug, visibility)
             VALUES (?, ?, '', '', 0, ?, ?, ?, ?)",
        )
        .bind(&**new.id)
        .bind(new.kind.as_str())
        .bind(now.0)
        .bind(new.name)
        .bind(new.slug)
        .bind(new.visibility.as_str())
        .execute(&mut *self.tx)
        .await?;
        let mut place = Place { id: new.id.clone(), session_owner: None, head: 0 };
        let seq = self.add_member(&mut place, new.owner, Role::Owner, now).await?;
        let facts = RoomFacts {
            name: new.name.to_owned(),
            slug: new.slug.map(str::to_owned),
            visibility: new.visibility,
            head: seq,
            members: HashMap::from([(new.owner.clone(), Membership { role: Role::Owner, joined_at: now })]),
            invited: HashSet::new(),
            gone: false,
        };
        let room = RoomState::new(new.id.clone(), new.kind, None, now, facts).room();
        self.made(&room, &place, Some(seq))
    }

    async fn update(
        &mut self,
        room: &Arc<str>,
        name: Option<&str>,
        visibility: Option<Visibility>,
        slug: Option<&str>,
    ) -> Carried {
        let Some(mut place) = self.place(room).await? else { return no_room() };
        let mut changed = self.facts(&place).await?;
        changed.name = name.map_or(changed.name, str::to_owned);
        changed.visibility = visibility.unwrap_or(changed.visibility);
        changed.slug = slug.map(str::to_owned).or(changed.slug);
        if changed.visibility == Visibility::Private {
            // That a slug is taken would tell that there is a private room.
            changed.slug = None;
        }
        if self.slug_taken(room, changed.slug.as_deref()).await? {
            return refused("Another room has this slug");
        }
        changed.head_seq = place.head + 1;
        sqlx::query("UPDATE rooms SET name = ?, visibility = ?, slug = ? WHERE id = ?")
            .bind(&changed.name)
            .bind(changed.visibility.as_str())
            .bind(&changed.slug)
            .bind(&**room)
            .execute(&mut *self.tx)
            .await?;
        let facts = RoomUpdate::Facts {
            name: changed.name.clone(),
            visibility: changed.visibility,
            slug: changed.slug.clone(),
        };
        self.rooms.push((room.clone(), facts));
        let seq = self.tell(&mut place, &Event::RoomUpdated(changed.clone()), Ends::Nobody).await?;
        self.made(&changed, &place, Some(seq))
    }

    pub(super) async fn facts(&mut self, place: &Place) -> Result<Room, Attempt> {
        let row = sqlx::query(
            "SELECT id, coalesce(name, title, ''), kind, visibility, slug, created_at, head_seq,
                (SELECT count(*) FROM members WHERE room_id = rooms.id) FROM rooms WHERE id = ?",
        )
        .bind(&*place.id)
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(Room {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            kind: kind(row.try_get(2)?)?,
            visibility: visibility(row.try_get(3)?)?,
            slug: row.try_get(4)?,
            created_at: Time(row.try_get(5)?),
            head_seq: row.try_get(6)?,
            member_count: row.try_get::<u32, _>(7)? + u32::from(place.session_owner.is_some()),
        })
    }

    async fn slug_taken(&mut self, room: &Arc<str>, slug: Option<&str>) -> Result<bool, Attempt> {
        let taken = sqlx::query("SELECT 1 FROM rooms WHERE slug = ? AND id <> ?").bind(slug).bind(&**room);
        Ok(taken.fetch_optional(&mut *self.tx).await?.is_some())
    }

    /// With everything that was said in it.
    async fn delete(&mut self, room: &Arc<str>) -> Carried {
        if self.place(room).await?.is_none() {
            return no_room();
        }
        execute::delete_room(self.tx, room).await?;
        self.known.rooms.remove(room);
        self.rooms.push((room.clone(), RoomUpdate::Gone));
        Ok(Done::Made(body(&RoomNamed { room_id: room.to_string() }, None)?))
    }
}
