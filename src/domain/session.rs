//! Namespace `session` (contract section 3, seed 004).

use std::sync::Arc;

use uuid::Uuid;

use super::{
    Cx, Reply,
    history::{PAGE, page_of},
    room,
};
use crate::{
    App,
    contract::{
        CreateSession, DeleteSession, Event, HistoryPage, ListSessions, RenameSession, Session, SessionDeleted,
        SessionHistory, SessionList, SessionRenamed, SessionStatus, SessionSwitched, SwitchSession, Time,
    },
    error::Error,
    store::{Change, Page, Remembered, SessionRow, What},
};

/// `session:list`
pub async fn list(cx: &Cx, _: ListSessions) -> Result<Reply<SessionList>, Error> {
    Reply::now(&SessionList { sessions: all(&cx.app, cx.user()).await? })
}

/// A user's sessions as clients see them, oldest first.
pub async fn all(app: &App, user: &str) -> Result<Vec<Session>, Error> {
    let rows = app.store.sessions(user).await?;
    Ok(rows.iter().map(|row| seen(app, row)).collect())
}

fn seen(app: &App, row: &SessionRow) -> Session {
    let status = if app.runs.is_active(&row.id) { SessionStatus::Running } else { SessionStatus::Idle };
    Session { status: Some(status), ..Session::from(row) }
}

/// `session:create`
pub async fn create(cx: &Cx, command: CreateSession) -> Result<Reply<Session>, Error> {
    let model = command.model.as_ref().map_or("", |model| model.as_str());
    let row = new_session(&cx.app, cx.user(), model)?;
    let session = Session::from(&row);
    let (reply, fresh) = cx.change(What::CreateSession(row)).await?.reply()?;
    if fresh {
        cx.app.hub.tell(cx.user(), Some(cx.connection.id), Event::SessionCreated(session));
    }
    Ok(Reply::stored(reply))
}

fn new_session(app: &App, owner: &Arc<str>, model: &str) -> Result<SessionRow, Error> {
    Ok(SessionRow {
        id: Uuid::now_v7().to_string().into(),
        owner: owner.clone(),
        model: app.models.named(model)?,
        title: None,
        created_at: Time::now(),
        updated_at: None,
        head: 0,
    })
}

/// Makes a user's first session, unless there is one: a client always finds one to talk in.
pub async fn ensure_one(app: &App, user: &Arc<str>) -> Result<(), Error> {
    if app.store.sessions(user).await?.is_empty() {
        let row = new_session(app, user, "")?;
        app.store.change(Change { key: None, what: What::CreateFirstSession(row) }).await?;
    }
    Ok(())
}

/// `session:switch`
pub async fn switch(cx: &Cx, command: SwitchSession) -> Result<Reply<SessionSwitched>, Error> {
    let row = cx.session(command.session_id.as_str()).await?;
    let page = Page { room: &row.id, before: i64::MAX, after: None, parent: None, limit: PAGE };
    let messages = cx.app.store.history(&page).await?;
    let run = cx.app.runs.current(&row.id);
    let switched = SessionSwitched { session: seen(&cx.app, &row), messages, run };
    let (app, connection) = (cx.app.clone(), cx.connection.clone());
    let reply = Reply::now(&switched);
    // After the reply: the text so far, so that this device goes on in mid-answer.
    tokio::spawn(async move { app.runs.catch_up(&connection, &row.id) });
    reply
}

/// `session:rename`
pub async fn rename(cx: &Cx, command: RenameSession) -> Result<Reply<SessionRenamed>, Error> {
    let session = cx.session(command.session_id.as_str()).await?;
    let title = command.title.to_string();
    let what = What::RenameSession { owner: session.owner, session: session.id.clone(), title: title.clone() };
    let (reply, fresh) = cx.change(what).await?.reply()?;
    if fresh {
        let event = SessionRenamed { session_id: session.id.to_string(), title };
        cx.app.hub.tell(cx.user(), Some(cx.connection.id), Event::SessionRenamed(event));
    }
    Ok(Reply::stored(reply))
}

/// `session:delete`. A running run is cancelled first. That the session is gone does not hide the
/// stored reply from a repeat, so the store decides whether it exists.
pub async fn delete(cx: &Cx, command: DeleteSession) -> Result<Reply<SessionDeleted>, Error> {
    let id: Arc<str> = command.session_id.as_str().into();
    let mine = cx.app.store.sessions(cx.user()).await?.iter().any(|session| session.id == id);
    let room = if mine { cx.app.store.room(&id, Remembered::Yes).await? } else { None };
    let closed = if mine { Some(cx.app.runs.close(&id).await) } else { None };
    let id = if mine { id } else { Arc::from("") };
    let what = What::DeleteSession { owner: cx.user().clone(), session: id.clone() };
    let (reply, fresh) = cx.change(what).await?.reply()?;
    drop(closed);
    if fresh {
        let event = Event::SessionDeleted(SessionDeleted { session_id: id.to_string() });
        cx.app.hub.tell(cx.user(), Some(cx.connection.id), event);
        room.iter().for_each(|room| room::gone(&cx.app, room));
    }
    Ok(Reply::stored(reply))
}

/// `session:history`
pub async fn history(cx: &Cx, command: SessionHistory) -> Result<Reply<HistoryPage>, Error> {
    let session = cx.session(command.session_id.as_str()).await?;
    page_of(&cx.app, &session.id, command.before, None, None, command.limit).await
}
