//! Access tokens: JSON Web Tokens (RFC 7519), verified against one key and a few rules.

use std::{sync::Arc, time::Duration};

use jsonwebtoken::{EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::key::Key;
use crate::{
    contract::{Time, User},
    error::{Code, Error},
};

/// Who a token speaks for, and until when.
#[derive(Debug, Clone)]
pub struct Caller {
    pub user: User,
    /// From then on the token is refused.
    pub expires_at: Time,
    /// The refresh tokens that it came with (`sid`).
    pub family: Option<Arc<str>>,
}

/// What a token must say beside being signed.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    pub issuer: Option<String>,
    pub audience: Option<String>,
    pub leeway: Duration,
}

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    pub sub: String,
    /// Seconds since 1970; some issuers write fractions.
    pub exp: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub name: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub picture: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub iss: Value,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub aud: Value,
}

impl Claims {
    /// Claims of this server's own.
    pub fn new(user: &str, name: &str, expires_at: Time) -> Self {
        Self {
            sub: user.to_owned(),
            exp: expires_at.0 as f64 / 1_000.0,
            sid: None,
            name: name.into(),
            picture: Value::Null,
            iss: Value::Null,
            aud: Value::Null,
        }
    }
}

/// A token beyond it is no token: bytes.
pub const MAX_TOKEN_BYTES: usize = 16 * 1024;
/// Longer names of an issuer are cut, in characters.
const MAX_NAME_CHARS: usize = 200;
/// Longer addresses of pictures are left out, in bytes.
const MAX_PICTURE_BYTES: usize = 2_048;
/// The longest user id, in characters.
const MAX_USER_CHARS: usize = 128;
/// The last second of the year 9000: later times cannot be written.
const END_OF_TIME: f64 = 221_876_927_999.0;
/// Prefix of an agent's user id, which no person may have.
const AGENT: &str = "agent:";

/// The claims of a token that `key` signed and that keeps the rules.
pub fn verify(token: &str, key: &Key, rules: &Rules) -> Result<Caller, Error> {
    let mut validation = Validation::new(key.algorithm);
    validation.leeway = rules.leeway.as_secs();
    validation.validate_nbf = true;
    let mut required = vec!["exp", "sub"];
    if let Some(issuer) = &rules.issuer {
        validation.set_issuer(&[issuer]);
        required.push("iss");
    }
    if let Some(audience) = &rules.audience {
        validation.set_audience(&[audience]);
        required.push("aud");
    }
    validation.set_required_spec_claims(&required);
    let token =
        jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation).map_err(|error| match error.kind() {
            ErrorKind::ExpiredSignature => expired(),
            kind => refused(reason(kind)),
        })?;
    // A token may ask that what it lists there is understood, and nothing of it is here.
    if token.header.crit.is_some() {
        return Err(refused("critical extensions"));
    }
    caller(token.claims, rules.leeway)
}

/// Signs claims with HS256.
pub fn sign(claims: &Claims, secret: &[u8]) -> Result<String, Error> {
    let header = Header::new(jsonwebtoken::Algorithm::HS256);
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret)).map_err(Error::server)
}

fn caller(claims: Claims, leeway: Duration) -> Result<Caller, Error> {
    user_id(&claims.sub).map_err(|_| refused("subject"))?;
    let name = claims.name.as_str().map(str::trim).filter(|name| !name.is_empty()).unwrap_or(&claims.sub);
    let picture = claims
        .picture
        .as_str()
        .filter(|url| url.len() <= MAX_PICTURE_BYTES && (url.starts_with("https://") || url.starts_with("http://")));
    let expires_at = Time(((claims.exp.min(END_OF_TIME) + leeway.as_secs_f64()) * 1_000.0) as i64);
    // The library counts whole seconds.
    if expires_at <= Time::now() {
        return Err(expired());
    }
    Ok(Caller {
        expires_at,
        family: claims.sid.as_deref().map(Arc::from),
        user: User {
            name: name.replace('\0', "").chars().take(MAX_NAME_CHARS).collect(),
            avatar_url: picture.map(|url| url.replace('\0', "")),
            id: claims.sub,
        },
    })
}

/// Whether a person may have this id; the error says what it must be.
pub fn user_id(id: &str) -> Result<(), &'static str> {
    match id {
        id if id.starts_with(AGENT) => Err("must not be that of an agent"),
        id if id.is_empty() || id.chars().count() > MAX_USER_CHARS => Err("must have 1 to 128 characters"),
        id if id.contains('\0') => Err("must not hold NUL"),
        _ => Ok(()),
    }
}

/// `UNAUTHENTICATED`: the same words whatever is wrong with a token; the log is told the kind.
pub fn refused(reason: &'static str) -> Error {
    tracing::debug!(reason, "a token is refused");
    Error::new(Code::Unauthenticated, "The token is not valid")
}

/// `AUTH_EXPIRED`
pub fn expired() -> Error {
    Error::new(Code::AuthExpired, "The token has expired")
}

/// Names what is wrong in words of our own: the library's may quote the token.
fn reason(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidSignature => "signature",
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidKeyFormat => "algorithm",
        ErrorKind::ImmatureSignature => "not yet valid",
        ErrorKind::InvalidIssuer => "issuer",
        ErrorKind::InvalidAudience => "audience",
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::InvalidClaimFormat(_) => "claims",
        _ => "form",
    }
}
