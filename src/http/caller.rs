//! Who sends a request of REST.

use std::sync::Arc;

use axum::{
    extract::Query,
    http::{HeaderMap, Uri, header::AUTHORIZATION},
};
use serde::Deserialize;

use super::{ApiError, multipart::bad_request};
use crate::{
    auth::{Auth, trusted_user},
    contract::{Credential, Id},
    error::{Code, Error},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    user_id: Option<Id>,
    token: Option<Credential>,
}

/// The id of the user that a request speaks for: by `Authorization: Bearer` or `?token=`, which
/// pictures and videos of a page need; on a trusted network by `?userId=`, as in the handshake.
/// Errors: 400, 401.
pub(super) async fn caller(auth: &Auth, headers: &HeaderMap, uri: &Uri) -> Result<Arc<str>, ApiError> {
    let said = Query::<Said>::try_from_uri(uri).map_err(|_| bad_request("The query names no valid userId or token"))?;
    if !auth.is_needed() {
        let user = trusted_user(said.user_id.as_ref());
        return Ok(user.map_err(|words| Error::new(Code::ValidationError, words))?.into());
    }
    let token = bearer(headers).or(said.token.as_ref().map(Credential::expose));
    let token = token.ok_or_else(|| Error::new(Code::Unauthenticated, "Send an access token"))?;
    Ok(auth.verify(token).await?.user.id.into())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
