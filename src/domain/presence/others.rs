//! What others are told of somebody who comes, goes or chooses how to look: those who share a room
//! with them, each connection once, however many rooms they share.

use std::{collections::HashSet, sync::Arc};

use super::board::News;
use crate::{
    App,
    connection::Connection,
    contract::{Event, PresenceStatus, Time},
    error::Error,
    store::{Change, DirectChange, Remembered, What},
};

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
        while let Some(news) = app.board.news(&user) {
            if let Err(error) = spread(&app, &user, news).await {
                tracing::warn!(%error, %user, "others could not be told who is there");
            }
        }
    });
}

async fn spread(app: &App, user: &Arc<str>, news: News) -> Result<(), Error> {
    if let Some(gone) = news.presence.as_ref().filter(|presence| presence.status == PresenceStatus::Offline) {
        keep(app, vec![(user.clone(), gone.last_seen_at)]).await?;
    }
    let others = others(app, user).await?;
    for event in news.presence.map(Event::PresenceUpdated).into_iter().chain(news.devices) {
        app.hub.tell_all(&others, event);
    }
    Ok(())
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

/// Stores when those who are there were last, for the server ends.
pub async fn keep_all(app: &App) {
    let seen = app.board.last_seen();
    if !seen.is_empty()
        && let Err(error) = keep(app, seen).await
    {
        tracing::warn!(%error, "when people were last seen could not be stored");
    }
}

async fn keep(app: &App, seen: Vec<(Arc<str>, Time)>) -> Result<(), Error> {
    let what = What::Direct(DirectChange::LastSeen(seen));
    app.store.change(Change { key: None, what }).await?;
    Ok(())
}
