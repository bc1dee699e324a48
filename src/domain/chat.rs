//! Namespace `chat` with a session as target (contract section 3, seed 004); with a room as target
//! see `conversation`.

use std::sync::Arc;

use serde_json::value::to_raw_value;
use tokio::sync::oneshot;
use tracing::Instrument;
use uuid::Uuid;

use super::{
    Changed, Cx, Either, Reply, conversation,
    run::{Asked, Place},
};
use crate::{
    contract::{ChatResponse, ChatSent, ChatStopped, SendChat, StopChat, Time},
    error::{Code, Error},
    store::{Change, EndRun, Prompt, ReplyBody, RunRef, What},
};

/// `chat:send`: to the agent of a session, or to the people of a room.
pub async fn send(cx: &Cx, command: SendChat) -> Result<Reply<Either<ChatResponse, ChatSent>>, Error> {
    if let Some(room) = &command.room_id {
        return Ok(conversation::say(cx, room, &command).await?.second());
    }
    Ok(prompt(cx, &command).await?.first())
}

/// Stores the message and queues the run that answers it; replies when it has ended.
async fn prompt(cx: &Cx, command: &SendChat) -> Result<Reply<ChatResponse>, Error> {
    let (Some(session_id), Some(message)) = (&command.session_id, &command.message) else {
        return Err(Error::not_found("session"));
    };
    let session = cx.session(session_id.as_str()).await?;
    let place = match cx.app.runs.reserve(&cx.app, &session.id) {
        Ok(place) => place,
        // A full queue does not hide the stored reply from a repeat.
        Err(full) => return cx.earlier().await?.unwrap_or(Err(full)).map(Reply::stored),
    };
    let run = RunRef {
        id: Uuid::now_v7().to_string().into(),
        session: session.id,
        owner: session.owner,
        model: session.model,
    };
    // A task of its own: a message that is being stored is stored, even if the deadline of the
    // command passes meanwhile; `_caller` goes with the command.
    let (asking, _caller) = oneshot::channel();
    let asked = ask(cx.clone(), asking, place, run, message.as_str().into()).in_current_span();
    tokio::spawn(asked).await.map_err(Error::server)?
}

async fn ask(
    cx: Cx,
    asking: oneshot::Sender<()>,
    place: Place,
    run: RunRef,
    message: Arc<str>,
) -> Result<Reply<ChatResponse>, Error> {
    let prompt = Prompt { run: run.clone(), message: message.clone(), at: Time::now(), start: place.starts() };
    match cx.change(What::Prompt(prompt)).await? {
        Changed::Repeat(outcome) => outcome.map(Reply::stored),
        Changed::Made(_) if asking.is_closed() => {
            // The caller was told TIMEOUT and may try again: that try runs, not this one too.
            let end = What::EndRun(EndRun::failed(run, "The message could not be stored in time"));
            cx.app.store.change(Change { key: None, what: end }).await?;
            Err(Error::new(Code::Timeout, "The command took too long"))
        }
        Changed::Made(at) => {
            let asked = Asked { run, message, seq: at.seq.unwrap_or_default() };
            let ended = place.take(asked);
            Ok(Reply::later(async move { ended.await.map_err(Error::server)? }))
        }
    }
}

/// `chat:stop`: replies when the producer really has ended.
pub async fn stop(cx: &Cx, command: StopChat) -> Result<Reply<ChatStopped>, Error> {
    let session = cx.session(command.session_id.as_str()).await?;
    if let Some(earlier) = cx.earlier().await? {
        return earlier.map(Reply::stored);
    }
    let stopped = cx.app.runs.stop(&session.id);
    let cx = cx.clone();
    Ok(Reply::later(async move {
        let run_id = match stopped {
            Some(stopped) => Some(stopped.ended().await.to_string()),
            None => None,
        };
        let payload = Arc::from(to_raw_value(&ChatStopped { run_id }).map_err(Error::server)?);
        let reply = ReplyBody { payload, topic: None, seq: None, other: false, again: false };
        let what = What::Outcome { session: Some(session.id), reply };
        Ok(cx.change(what).await?.reply()?.0)
    }))
}
