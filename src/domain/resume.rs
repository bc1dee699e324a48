//! Sends again what a client missed (contract section 5).
//!
//! The connection is already joined and holds live events back: what is committed before a topic
//! is read is replayed, what is committed after it is held. Nothing falls in between.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::session;
use crate::{
    App,
    connection::Connection,
    contract::{Event, ForgeCompleted, Position, RunStatus, SyncReset},
    error::{Code, Error},
    hub::Outgoing,
    store::{RunRow, StoredEvent, room_topic, run_topic},
};

/// Events read at once.
const PAGE: i64 = 200;

/// What a replay sent.
#[derive(Default)]
pub struct Replay {
    pub replayed: u64,
    /// Topics that could not be resumed.
    pub reset: Vec<String>,
    /// The last `seq` sent, by topic.
    pub seen: HashMap<Arc<str>, i64>,
}

/// Replays each topic of `positions` that its reader may see.
pub async fn replay(
    app: &Arc<App>,
    connection: &Arc<Connection>,
    positions: &BTreeMap<String, Position>,
) -> Result<Replay, Error> {
    let mut replay = Replay::default();
    for (topic, position) in positions {
        let position = position.get();
        let head = match topic.split_once('/') {
            Some(("rooms", id)) => session_head(app, connection, id).await?,
            Some(("forge_sessions", id)) => match run_of(app, connection, id).await? {
                Some(run) if run.head >= position => {
                    run_events(app, connection, &run, position, &mut replay).await?;
                    continue;
                }
                run => run.map(|run| run.head),
            },
            _ => None,
        };
        match head {
            Some(head) if head >= position => {
                let id = topic.trim_start_matches("rooms/");
                missed_runs(app, connection, id, position, positions, &mut replay).await?;
                topic_events(app, connection, &room_topic(id), position, &mut replay).await?;
            }
            head => reset(connection, topic, head.unwrap_or_default(), &mut replay)?,
        }
    }
    Ok(replay)
}

async fn session_head(app: &App, connection: &Connection, id: &str) -> Result<Option<i64>, Error> {
    let sessions = app.store.sessions(&connection.user).await?;
    Ok(sessions.iter().find(|session| &*session.id == id).map(|session| session.head))
}

async fn run_of(app: &App, connection: &Connection, id: &str) -> Result<Option<RunRow>, Error> {
    let run = app.store.run(id).await?;
    Ok(run.filter(|run| run.user == connection.user))
}

/// The runs of a session of which the reader has no position: those whose end it cannot have seen.
async fn missed_runs(
    app: &Arc<App>,
    connection: &Arc<Connection>,
    session: &str,
    seen: i64,
    positions: &BTreeMap<String, Position>,
    replay: &mut Replay,
) -> Result<(), Error> {
    for run in app.store.runs_after(session, seen).await? {
        if !positions.contains_key(&*run_topic(&run.id)) {
            run_events(app, connection, &run, 0, replay).await?;
        }
    }
    Ok(())
}

async fn run_events(
    app: &Arc<App>,
    connection: &Arc<Connection>,
    run: &RunRow,
    after: i64,
    replay: &mut Replay,
) -> Result<(), Error> {
    let last = topic_events(app, connection, &run_topic(&run.id), after, replay).await?;
    match last {
        Some(event) if run.status == RunStatus::Failed => tell_failure(connection, run, &event).await,
        _ => Ok(()),
    }
}

/// A run that failed while its caller was away never replied: the command's error comes now.
async fn tell_failure(connection: &Arc<Connection>, run: &RunRow, last: &StoredEvent) -> Result<(), Error> {
    let Ok(ForgeCompleted { error: Some(words), .. }) = serde_json::from_str(&last.payload) else {
        return Ok(());
    };
    let payload = Error::new(Code::AgentFailed, words).payload(&run.request_id);
    let event = Outgoing::event(Event::ChatError(payload)).map_err(Error::server)?;
    Ok(connection.replay(Arc::new(event)).await?)
}

/// All events of a topic after `after`, page by page; the last of them.
async fn topic_events(
    app: &Arc<App>,
    connection: &Arc<Connection>,
    topic: &Arc<str>,
    after: i64,
    replay: &mut Replay,
) -> Result<Option<StoredEvent>, Error> {
    let mut last: Option<StoredEvent> = None;
    loop {
        let after = last.as_ref().map_or(after, |event| event.seq);
        let page = app.store.events(topic, after, PAGE).await?;
        let more = page.len() as i64 == PAGE;
        for event in page {
            replay.seen.insert(topic.clone(), event.seq);
            replay.replayed += 1;
            last = Some(event.clone());
            connection.replay(Arc::new(Outgoing::stored(event))).await?;
        }
        if !more {
            return Ok(last);
        }
    }
}

fn reset(connection: &Arc<Connection>, topic: &str, head: i64, replay: &mut Replay) -> Result<(), Error> {
    let event = Event::SyncReset(SyncReset { topic: topic.to_owned(), head_seq: head });
    connection.tell_now(&Arc::new(Outgoing::event(event).map_err(Error::server)?));
    replay.reset.push(topic.to_owned());
    Ok(())
}

/// The texts of the answers that are being made right now, after the `connection` event.
pub async fn running_answers(app: &Arc<App>, connection: &Arc<Connection>) -> Result<(), Error> {
    for session in session::all(app, &connection.user).await? {
        app.runs.catch_up(connection, &session.id);
    }
    Ok(())
}
