//! Namespaces `presence` and `device` (contract section 3): who is there, and who may know.

mod board;
mod last_seen;
mod others;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use serde_json::value::to_raw_value;

use super::{Cx, Reply, topic::Topic};
use crate::{
    App,
    contract::{GetPresence, Ping, Pong, Presence, PresenceStatus, Presences, SetPresence, Time},
    error::Error,
    store::{Remembered, ReplyBody, What},
};

pub use board::Board;
pub use last_seen::{LastSeen, keep_all, keep_waiting};
pub use others::{arrive, depart};

/// `presence:ping`
pub async fn ping(cx: &Cx, _: Ping) -> Result<Reply<Pong>, Error> {
    let sessions = cx.app.store.sessions(cx.user()).await?;
    let heads = sessions.iter().map(|session| (format!("rooms/{}", session.id), session.head));
    let mut heads: BTreeMap<_, _> = heads.collect();
    for room in cx.connection.watched_rooms() {
        if let Some(room) = cx.app.store.room(&room, Remembered::Yes).await? {
            heads.insert(format!("rooms/{}", room.id), room.with(|facts| facts.head));
        }
    }
    for topic in cx.connection.subscribed_topics() {
        if !Topic::parse(&topic).is_some_and(Topic::is_durable) {
            continue;
        }
        heads.insert(topic.to_string(), cx.app.store.topic_head(&topic).await?);
    }
    Reply::now(&Pong { timestamp: Time::now(), heads })
}

/// `presence:set`. The status itself is not stored; that the command was carried out is, so that a
/// late repeat does not undo what was chosen after it.
pub async fn set(cx: &Cx, command: SetPresence) -> Result<Reply<Presence>, Error> {
    // Before it is greeted, its user may not be there yet.
    cx.connection.greeted().await;
    let choice = cx.app.board.choice(cx.user(), command.status);
    let payload = Arc::from(to_raw_value(&choice).map_err(Error::server)?);
    let reply = ReplyBody { payload, topic: None, seq: None, other: false, again: false };
    let (reply, fresh) = cx.change(What::Outcome { session: None, reply }).await?.reply()?;
    if fresh && cx.app.board.choose(cx.user(), choice, cx.connection.id) {
        others::tell(&cx.app, cx.user());
    }
    Ok(Reply::stored(reply))
}

/// `presence:get`. Somebody who shares no room with the caller is left out like somebody who does
/// not exist, and takes as long.
pub async fn get(cx: &Cx, command: GetPresence) -> Result<Reply<Presences>, Error> {
    let asked: Vec<Arc<str>> = command.user_ids.iter().map(|id| id.as_str().into()).collect();
    let shown = shown(&cx.app, cx.user(), &asked).await?;
    let here = |id: &Arc<str>| Some((id.clone(), cx.app.board.presence(id)?));
    let mut found: HashMap<_, _> = shown.iter().filter_map(here).collect();
    let gone: Vec<_> = shown.into_iter().filter(|id| !found.contains_key(id)).collect();
    for row in cx.app.store.users(&gone).await? {
        if let Some(last_seen_at) = cx.app.last_seen.of(&row.id).or(row.last_seen_at) {
            let (user_id, status) = (row.id.to_string(), PresenceStatus::Offline);
            found.insert(row.id, Presence { user_id, status, last_seen_at });
        }
    }
    Reply::now(&Presences { presences: asked.iter().filter_map(|id| found.remove(id)).collect() })
}

/// Those of `asked` who share a room with this user, or are the user.
pub(super) async fn shown(app: &App, user: &Arc<str>, asked: &[Arc<str>]) -> Result<HashSet<Arc<str>>, Error> {
    let mut unknown: HashSet<_> = asked.iter().cloned().collect();
    let mut shown: HashSet<_> = unknown.take(user).into_iter().collect();
    for id in app.store.shared_rooms(user).await? {
        if let Some(room) = app.store.room(&id, Remembered::Yes).await? {
            room.with(|facts| shown.extend(unknown.extract_if(|user| facts.members.contains_key(user))));
        }
    }
    Ok(shown)
}
