//! What others are told of somebody who comes, goes or chooses how to look: those who share a room
//! with them, each connection once, however many rooms they share.

use std::{collections::HashSet, sync::Arc, time::Duration};

use super::{board::News, last_seen};
use crate::{
    App,
    connection::Connection,
    contract::{Event, PresenceStatus},
    error::Error,
    store::Remembered,
};

/// How long a store that cannot be read is left alone.
const AGAIN: Duration = Duration::from_secs(1);

/// A connection is there: its user is online, unless they were and chose otherwise.
pub fn arrive(app: &Arc<App>, connection: &Connection) {
    if app.board.arrive(connection) {
        tell(app, connection.user());
    }
}

/// A connection is gone. The server's own end is no news of anybody.
pub fn depart(app: &Arc<App>, connection: &Connection) {
    let Some(departure) = app.board.depart(connection) else { return };
    if app.draining() {
        return;
    }
    let (app, user) = (app.clone(), connection.user().clone());
    tokio::spawn(async move {
        tokio::time::sleep(app.config.presence.grace).await;
        if !app.draining() && app.board.end(&user, &departure) {
            tell(&app, &user);
        }
    });
}

/// Tells others what they do not know yet. One task per user at a time, so that they are told in
/// order; what changes back meanwhile is never told.
pub(super) fn tell(app: &Arc<App>, user: &Arc<str>) {
    let (app, user) = (app.clone(), user.clone());
    tokio::spawn(async move {
        while let Some(News { presence, devices }) = app.board.news(&user) {
            if let Some(gone) = presence.as_ref().filter(|presence| presence.status == PresenceStatus::Offline) {
                last_seen::keep(&app, vec![(user.clone(), gone.last_seen_at)]).await;
            }
            let others = until_found(&app, &user).await;
            for event in presence.map(Event::PresenceUpdated).into_iter().chain(devices) {
                app.hub.tell_all(&others, event);
            }
        }
    });
}

/// Looks for those who are to be told until the store says who they are: else they would go by old
/// news. The server's end is no news of anybody.
async fn until_found(app: &App, user: &Arc<str>) -> HashSet<Arc<str>> {
    loop {
        match others(app, user).await {
            Ok(others) => return others,
            Err(_) if app.draining() => return HashSet::new(),
            Err(error) => tracing::warn!(%error, %user, "others are told later who is there"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Those who are connected and share a room with a user.
async fn others(app: &App, user: &Arc<str>) -> Result<HashSet<Arc<str>>, Error> {
    let mut others = HashSet::new();
    for id in app.store.shared_rooms(user).await? {
        if let Some(room) = app.store.room(&id, Remembered::Yes).await? {
            room.with(|facts| app.hub.find_connected(&facts.members, &mut others));
        }
    }
    others.remove(user);
    Ok(others)
}
