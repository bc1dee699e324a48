//! Sessions: made, renamed, deleted.

use std::sync::Arc;

use super::{CacheChange, Kept, Known, Plan, Planned, body};
use crate::{
    contract::{Session, SessionDeleted, SessionRenamed},
    store::{
        Done, RequestKey, SessionRow,
        sqlite::{rooms::RoomUpdate, rows::Cell},
    },
};

impl Plan {
    pub(super) fn create_session(&mut self, row: &SessionRow, key: Option<&RequestKey>, known: &mut Known) -> Planned {
        known.rooms.insert(row.id.clone(), 0);
        known.owners.insert(row.owner.clone());
        self.new_rooms.push([
            Cell::text(&row.id),
            Cell::Static("session"),
            Cell::text(&row.owner),
            Cell::text(&row.model),
            Cell::Null,
            Cell::Int(0),
            Cell::Int(row.created_at.0),
            Cell::Null,
        ]);
        self.cache.push(CacheChange::Insert(row.clone()));
        let reply = body(&Session::from(row), None)?;
        // Kept without the session's id: a repeat makes no second session, even when this one is deleted by then.
        self.request(key, Kept { reply: Some(&reply), ..Kept::default() }, known)?;
        Ok((Done::Made(reply), Vec::new()))
    }

    pub(super) fn rename_session(
        &mut self,
        owner: &Arc<str>,
        session: &Arc<str>,
        title: &str,
        key: Option<&RequestKey>,
        known: &mut Known,
    ) -> Planned {
        if !known.rooms.contains_key(session) {
            return Ok((Done::NotFound, Vec::new()));
        }
        self.rooms.push((session.clone(), RoomUpdate::Name(title.to_owned())));
        self.titles.insert(session.clone(), title.to_owned());
        self.cache.push(CacheChange::Title { owner: owner.clone(), session: session.clone(), title: title.to_owned() });
        let renamed = SessionRenamed { session_id: session.to_string(), title: title.to_owned() };
        let reply = body(&renamed, None)?;
        self.request(key, Kept { session: Some(session), reply: Some(&reply), ..Kept::default() }, known)?;
        Ok((Done::Made(reply), Vec::new()))
    }

    pub(super) fn delete_session(
        &mut self,
        owner: &Arc<str>,
        session: &Arc<str>,
        key: Option<&RequestKey>,
        known: &mut Known,
    ) -> Planned {
        if known.rooms.remove(session).is_none() {
            return Ok((Done::NotFound, Vec::new()));
        }
        self.deleted_rooms.push(session.clone());
        self.rooms.push((session.clone(), RoomUpdate::Gone));
        self.cache.push(CacheChange::Remove { owner: owner.clone(), session: session.clone() });
        let reply = body(&SessionDeleted { session_id: session.to_string() }, None)?;
        // Kept without the session's id: the deletion forgets what belonged to the session.
        self.request(key, Kept { reply: Some(&reply), ..Kept::default() }, known)?;
        Ok((Done::Made(reply), Vec::new()))
    }
}
