//! Payloads of the connection itself, of `presence:ping` and `sync`
//! (contract sections 3 and 5).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;
use validator::Validate;

use super::{Limits, Position, RequestId, Session, Time};

/// A person, or another program that speaks for one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct User {
    /// Opaque.
    pub id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
}

/// A user for clients that know only UUIDs (seeds 000 and 001): the id itself if it is one, else its
/// UUIDv5 in the namespace of object ids (RFC 9562). Ids are opaque: one that is a UUID in another
/// spelling than the usual is another user's than the one in that, and looks like another.
pub fn uuid_of(user_id: &str) -> Uuid {
    let usual = |uuid: &Uuid| *uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == *user_id;
    let itself = Uuid::parse_str(user_id).ok().filter(usual);
    itself.unwrap_or_else(|| Uuid::new_v5(&Uuid::NAMESPACE_OID, user_id.as_bytes()))
}

/// The first event of a connection, to it alone, a moment after CONNECT.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct Connected {
    /// Always `connected`.
    pub status: String,
    /// What the caller may see, oldest first; never empty.
    pub sessions: Vec<Session>,
    pub connection_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    pub contract: ContractInfo,
    pub resume: ResumeInfo,
}

/// Which contract the server speaks.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct ContractInfo {
    pub version: String,
    /// Changes whenever a row or a payload of the table changes.
    pub hash: String,
}

/// What the handshake's `auth.resume` brought.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct ResumeInfo {
    /// How many missed events were sent again before this event.
    #[ts(type = "number")]
    pub replayed: u64,
}

/// `presence:ping`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct Ping {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
}

/// Reply of `presence:ping`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct Pong {
    pub timestamp: Time,
    /// The newest `seq` of each topic that this connection watches, so that a client that fell
    /// behind notices.
    #[ts(type = "Record<string, number>")]
    pub heads: BTreeMap<String, i64>,
}

/// `sync:resume`: the same as the handshake's `auth.resume`, within a connection.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct ResumeSync {
    /// The last `seq` seen, by topic; 1,000 topics at most.
    #[validate(custom(function = "positions", use_context))]
    #[ts(type = "Record<string, number>")]
    #[schemars(extend("maxProperties" = super::MAX_RESUME_TOPICS))]
    pub positions: BTreeMap<String, Position>,
    pub request_id: RequestId,
}

fn positions(positions: &BTreeMap<String, Position>, _: &Limits) -> Result<(), validator::ValidationError> {
    if positions.len() > super::MAX_RESUME_TOPICS {
        return Err(validator::ValidationError::new("length"));
    }
    Ok(())
}

/// Reply of `sync:resume`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct Resumed {
    /// How many missed events were sent again before this reply.
    #[ts(type = "number")]
    pub replayed: u64,
    /// The topics whose history no longer reaches back: reload them.
    pub reset: Vec<String>,
}

/// A position cannot be resumed from: the client reloads what the topic is about.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncReset {
    pub topic: String,
    #[ts(type = "number")]
    pub head_seq: i64,
}
