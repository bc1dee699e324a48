//! Namespace `call`: signaling between two people (contract section 3, seed 003). Calls are kept in
//! memory: a restart ends them.
//!
//! A call rings whether or not its callee is there: who calls learns nothing of who is, and a device
//! that comes while it rings is told the offer.

mod one;
mod state;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use uuid::Uuid;

use super::{
    Cx, Reply,
    line::{Place, Tell, To, tell},
    permission, presence,
};
use crate::{
    App,
    connection::Connection,
    contract::{Acknowledged, AnswerCall, CallEnded, CallNamed, EndCall, Id, OfferCall, SendCallIce},
    error::Error,
};
use state::{Named, Offer, Offered, Party, State};

/// The calls of this server.
pub struct Calls(Mutex<State>);

impl Calls {
    /// `grace`: what a connection that was cut has to come back.
    pub fn new(grace: Duration) -> Self {
        Self(Mutex::new(State::new(grace)))
    }
}

/// `call:offer`
pub async fn offer(cx: &Cx, command: OfferCall) -> Result<Reply<CallNamed>, Error> {
    let target: Arc<str> = command.target_id.as_str().into();
    if !presence::shown(&cx.app, cx.user(), std::slice::from_ref(&target)).await?.contains(&target) {
        return Err(permission::denied("Only people who share a room with you can be called"));
    }
    let offer = Offer {
        id: Uuid::now_v7(),
        request_id: command.request_id.as_str().to_ascii_lowercase(),
        target,
        call_type: command.call_type,
        sdp: command.sdp,
    };
    let offered = act(cx, |state, from| state.offer(from, offer))?;
    let (Offered::Rings { id } | Offered::Busy { id, .. } | Offered::Known { id }) = offered;
    let reply = Reply::now(&CallNamed { call_id: id.to_string() })?;
    match offered {
        Offered::Rings { id } => drop(tokio::spawn(rings(cx.app.clone(), id))),
        Offered::Known { .. } => {}
        Offered::Busy { end, .. } => {
            // A client knows the call by its reply: only then it can be told that it is over.
            let (app, user, to) = (cx.app.clone(), cx.user().clone(), To::One(cx.connection.id));
            return Ok(reply.followed_by(move || tell(&app, vec![Tell { user, to, event: *end }])));
        }
    }
    Ok(reply)
}

/// `call:answer`
pub async fn answer(cx: &Cx, command: AnswerCall) -> Result<Reply<CallNamed>, Error> {
    let named = named(&command.target_id, command.call_id.as_ref());
    let request_id = command.request_id.as_str();
    let id = act(cx, |state, from| state.answer(from, &named, request_id, command.sdp))?;
    Reply::now(&CallNamed { call_id: id.to_string() })
}

/// `call:ice`
pub async fn ice(cx: &Cx, command: SendCallIce) -> Result<Reply<Acknowledged>, Error> {
    let named = named(&command.target_id, command.call_id.as_ref());
    act(cx, |state, from| state.ice(from, &named, command.candidate))?;
    Reply::now(&Acknowledged { ok: true })
}

/// `call:end`
pub async fn end(cx: &Cx, command: EndCall) -> Result<Reply<CallEnded>, Error> {
    let named = named(&command.target_id, command.call_id.as_ref());
    let reason = command.reason.map(String::from);
    Reply::now(&act(cx, |state, from| state.end(from, &named, reason))?)
}

/// From now on a connection is told what its user is told, and goes on with their call.
pub fn join(app: &App, connection: &Arc<Connection>) {
    // Together, so that an offer is told it once: by the hub or from here.
    let mut state = app.calls.0.lock();
    app.hub.join(connection.clone());
    let tells = state.came(&party(connection));
    tell(app, tells);
}

/// A connection is gone: the call that it spoke in waits for another one while the grace lasts.
pub fn leave(app: &Arc<App>, connection: &Connection) {
    let cut = app.calls.0.lock().cut(connection.user(), connection.id);
    if let Some((id, cut)) = cut {
        tokio::spawn(ends_unless_back(app.clone(), id, connection.user().clone(), cut));
    }
}

async fn rings(app: Arc<App>, id: Uuid) {
    tokio::time::sleep(app.config.call.ring_timeout).await;
    let mut state = app.calls.0.lock();
    let tells = state.timed_out(id);
    tell(&app, tells);
}

async fn ends_unless_back(app: Arc<App>, id: Uuid, user: Arc<str>, cut: u64) {
    tokio::time::sleep(app.config.call.grace).await;
    let mut state = app.calls.0.lock();
    let tells = state.lost(id, &user, cut);
    tell(&app, tells);
}

/// Carries out a command. Who is to be told is told before anybody else acts, so that all see what
/// happened in one order.
fn act<T>(cx: &Cx, command: impl FnOnce(&mut State, &Party) -> Result<(T, Vec<Tell>), Error>) -> Result<T, Error> {
    let mut state = cx.app.calls.0.lock();
    let (done, tells) = command(&mut state, &party(&cx.connection))?;
    tell(&cx.app, tells);
    drop(state);
    if cx.connection.is_closed() {
        // It went away meanwhile, perhaps when there was nothing to leave.
        leave(&cx.app, &cx.connection);
    }
    Ok(done)
}

fn party(connection: &Connection) -> Party {
    let place = Place { connection: connection.id, device: connection.device.clone() };
    Party { user: connection.user().clone(), place }
}

fn named<'a>(target: &'a Id, id: Option<&'a Id>) -> Named<'a> {
    Named { target: target.as_str(), id: id.map(Id::as_str) }
}
