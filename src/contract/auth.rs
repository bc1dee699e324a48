//! Payloads of namespace `auth` (contract section 3).

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::Validate;

use super::{Limits, NO_CONTROL_PATTERN, RequestId, Time, User};

/// The longest token of any kind, in characters.
const MAX_CREDENTIAL_CHARS: usize = 16 * 1024;

/// A token: never printed, never stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct Credential(String);

impl Credential {
    /// The token itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A token of this server's own.
    pub fn made(token: String) -> Self {
        Self(token)
    }
}

impl TryFrom<String> for Credential {
    type Error = &'static str;
    fn try_from(token: String) -> Result<Self, Self::Error> {
        match token.chars().count() {
            1..=MAX_CREDENTIAL_CHARS if token.contains('\0') => Err("must not hold NUL"),
            1..=MAX_CREDENTIAL_CHARS => Ok(Self(token)),
            _ => Err("must have 1 to 16384 characters"),
        }
    }
}

impl From<Credential> for String {
    fn from(credential: Credential) -> Self {
        credential.0
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl JsonSchema for Credential {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Credential".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "pattern": NO_CONTROL_PATTERN, "minLength": 1, "maxLength": MAX_CREDENTIAL_CHARS
        })
    }
}

/// `auth:authenticate`: the same as the handshake's `auth.token`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct Authenticate {
    /// An access token.
    pub token: Credential,
    pub request_id: RequestId,
}

/// Reply of `auth:authenticate`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct Authenticated {
    pub user: User,
    /// Until when the connection may stay; left out on a trusted network, where it may stay as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

/// `auth:refresh`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct RefreshAuth {
    pub refresh_token: Credential,
    pub request_id: RequestId,
}

/// Reply of `auth:refresh`. The refresh token that was sent is spent: showing it again ends all
/// that its login led to.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuthRefreshed {
    pub access_token: Credential,
    pub refresh_token: Credential,
    /// When the access token ends.
    pub expires_at: Time,
}

/// `auth:expiring`: one minute before the connection's credentials run out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuthExpiring {
    pub expires_at: Time,
}

/// `auth:info`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct GetAuthInfo {
    pub request_id: RequestId,
}

/// Reply of `auth:info`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct AuthInfo {
    pub connection_id: String,
    pub authenticated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// The topics that this connection watches.
    pub subscriptions: Vec<String>,
    pub connected_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}
