//! The limits of addresses where requests arrive: 429 with `Retry-After`, before anything is read.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::Extensions,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};

use super::{Limiter, UserPlace};
use crate::{
    App,
    contract::Rate,
    dialect::socketio,
    error::Error,
    http::{ApiError, websocket},
};

/// What a request of REST counts for. Every one that came through [`arrive`] has it in its
/// extensions; one that did not counts for nobody.
#[derive(Clone)]
pub struct Counted {
    limiter: Arc<Limiter>,
    address: Option<IpAddr>,
}

/// Middleware around everything: finds out where a request comes from. A new client of Socket.IO or
/// of a raw WebSocket gets its [`Seat`](super::Seat), which its socket keeps, or is refused: stock clients try again
/// after an error of HTTP.
pub async fn arrive(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let Some(&ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return next.run(request).await;
    };
    let address = app.limiter.address(peer.ip(), request.headers());
    let connects = websocket::serves(request.uri())
        || socketio::serves(request.uri()) && socketio::socket_of(request.uri().query()).is_none();
    if !connects && !socketio::serves(request.uri()) {
        request.extensions_mut().insert(Counted { limiter: app.limiter.clone(), address });
    } else if connects {
        match app.limiter.enter(address) {
            Ok(Some(seat)) => drop(request.extensions_mut().insert(Arc::new(seat))),
            Ok(None) => {}
            Err(error) => return ApiError::from(error).into_response(),
        }
    }
    next.run(request).await
}

/// A route whose requests count for their address as commands of this class do.
pub fn limited<S: Clone + Send + Sync + 'static>(class: Rate, route: MethodRouter<S>) -> MethodRouter<S> {
    route.route_layer(from_fn_with_state(class, count))
}

async fn count(State(class): State<Rate>, request: Request, next: Next) -> Response {
    let counted = request.extensions().get::<Counted>();
    match counted.map_or(Ok(()), |counted| counted.limiter.request(counted.address, class)) {
        Ok(()) => next.run(request).await,
        Err(error) => ApiError::from(error).into_response(),
    }
}

impl Counted {
    /// Counts a request for the user that it speaks for, as commands of this class do.
    pub fn user(request: &Extensions, user: &Arc<str>, class: Rate) -> Result<(), Error> {
        request.get::<Self>().map_or(Ok(()), |counted| counted.limiter.request_of(user, class))
    }

    /// A place among the uploads of the user that a request speaks for.
    pub fn upload(request: &Extensions, user: &Arc<str>) -> Result<UserPlace, Error> {
        request.get::<Self>().map_or(Ok(None), |counted| counted.limiter.upload(user))
    }

    /// Counts a try to log in to the account of this name, in its one spelling.
    pub fn login(request: &Extensions, account: &str) -> Result<(), Error> {
        request.get::<Self>().map_or(Ok(()), |counted| counted.limiter.login(counted.address, account))
    }
}
