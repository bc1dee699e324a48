//! Who sends a request of REST.

use std::sync::Arc;

use axum::{
    extract::{Query, Request, State},
    http::{HeaderMap, Uri, header::AUTHORIZATION},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use serde::Deserialize;

use super::{ApiError, HttpState, multipart::bad_request};
use crate::{
    auth::{Auth, trusted_user},
    contract::{Credential, Id, Rate},
    error::{Code, Error},
    limits::{Counted, limited},
};

/// The user that a request speaks for: in the extensions of every request of a route that is
/// [`known`].
#[derive(Clone)]
pub(super) struct User(pub Arc<str>);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    user_id: Option<Id>,
    token: Option<Credential>,
}

/// A route for those who say who they are. Its requests count for their address and their user as
/// commands of this class do; who is refused is refused before the body is read. Errors: 400, 401, 429.
pub(super) fn known(
    class: Rate,
    auth: &Arc<Auth>,
    route: MethodRouter<Arc<HttpState>>,
) -> MethodRouter<Arc<HttpState>> {
    limited(class, route.route_layer(from_fn_with_state((auth.clone(), class), identify)))
}

async fn identify(State((auth, class)): State<(Arc<Auth>, Rate)>, mut request: Request, next: Next) -> Response {
    let user = match caller(&auth, request.headers(), request.uri()).await {
        Ok(user) => user,
        Err(error) => return error.into_response(),
    };
    if let Err(error) = Counted::user(request.extensions(), &user, class) {
        return ApiError::from(error).into_response();
    }
    request.extensions_mut().insert(User(user));
    next.run(request).await
}

/// The id of the user that a request speaks for: by `Authorization: Bearer` or `?token=`, which
/// pictures and videos of a page need; on a trusted network by `?userId=`, as in the handshake.
/// Errors: 400, 401.
async fn caller(auth: &Auth, headers: &HeaderMap, uri: &Uri) -> Result<Arc<str>, ApiError> {
    let said = Query::<Said>::try_from_uri(uri).map_err(|_| bad_request("The query names no valid userId or token"))?;
    if !auth.is_needed() {
        let user = trusted_user(said.user_id.as_ref());
        return Ok(user.map_err(|words| Error::new(Code::ValidationError, words))?.into());
    }
    let token = bearer(headers).or(said.token.as_ref().map(Credential::expose));
    let token = token.ok_or_else(|| Error::new(Code::Unauthenticated, "Send an access token"))?;
    Ok(auth.verify(token).await?.user.id.into())
}

/// The token of `Authorization: Bearer`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
