//! Payloads of the namespace `subscription` (contract section 3, seed 001): topics, with filters. A
//! subscription is never a permission.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::{Validate, ValidationError};

use super::{EventType, Id, Limits, RequestId};
use crate::store::About;

/// How many event types a filter may name.
pub const MAX_EVENT_TYPES: u64 = 100;

/// What of a topic is wanted: what fits all that is given. It leaves gaps in the `seq` that its
/// reader sees.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct Filters {
    /// Only what is about this mission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mission_id: Option<Id>,
    /// Only what is about this session, of a chat or of a forge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<Id>,
    /// Only events of these names; 100 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("maxItems" = MAX_EVENT_TYPES))]
    pub event_types: Option<Vec<EventType>>,
}

impl Filters {
    /// Whether an event of this name, which is about this, is wanted.
    pub fn let_pass(&self, name: &str, about: &About) -> bool {
        let is = |wanted: &Option<Id>, it: &Option<Arc<str>>| {
            wanted.as_ref().is_none_or(|wanted| it.as_deref() == Some(wanted.as_str()))
        };
        is(&self.mission_id, &about.mission)
            && is(&self.session_id, &about.session)
            && self.event_types.as_ref().is_none_or(|names| names.iter().any(|wanted| wanted.0 == name))
    }
}

/// `subscription:subscribe`: a topic that is subscribed to already gets these filters instead.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct Subscribe {
    /// `rooms/{id}`, `missions`, `missions/{id}`, `forge_sessions`, `forge_sessions/{id}`, `tasks`,
    /// `tasks/{id}`, `users/{id}` (one's own, or somebody's with whom one shares a room: presence and
    /// devices, told to those who share a room in any case), `system`. The run of a session is
    /// watched with its session, and has its filters.
    pub topic: Id,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "super::object::optional")]
    #[validate(custom(function = "filters_fit", use_context))]
    pub filters: Option<Filters>,
    pub request_id: RequestId,
}

fn filters_fit(filters: &Filters, _: &Limits) -> Result<(), ValidationError> {
    match filters.event_types.as_ref().is_none_or(|names| names.len() as u64 <= MAX_EVENT_TYPES) {
        true => Ok(()),
        false => Err(ValidationError::new("length")),
    }
}

/// Reply of `subscription:subscribe`: what comes after `headSeq` is told from now on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct Subscribed {
    pub topic: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<Filters>,
    /// Newest `seq` of the topic. To have what came before, `sync:resume` from 0.
    #[ts(type = "number")]
    pub head_seq: i64,
}

/// `subscription:unsubscribe`; idempotent.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct Unsubscribe {
    pub topic: Id,
    pub request_id: RequestId,
}

/// Reply of `subscription:unsubscribe`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct Unsubscribed {
    pub topic: String,
}

/// `subscription:list`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct ListSubscriptions {
    pub request_id: RequestId,
}

/// Reply of `subscription:list`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct SubscriptionList {
    /// What this connection is subscribed to, by topic.
    pub subscriptions: Vec<Subscription>,
}

/// A topic that a connection is subscribed to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(optional_fields)]
pub struct Subscription {
    pub topic: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<Filters>,
}
