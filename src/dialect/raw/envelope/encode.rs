//! Server → client.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    events, people,
    types::{
        AckResponse, AuthResponse, ErrorResponse, MissionStatusResponse, OutgoingMessage, PongResponse,
        SessionInfoResponse, SubscriptionListResponse,
    },
};
use crate::{
    connection::Tag,
    contract::{AuthInfo, Authenticated, Event, Mission, Pong, SubscriptionList, Time, uuid_of},
    dialect::raw::Said,
    error::{Code, ErrorPayload},
};

/// What is told → a frame.
pub fn encode(said: Said<'_>) -> Option<String> {
    match said {
        Said::Event(event) => event_frame(event),
        Said::Reply { to, payload, .. } => reply(to, payload),
        Said::Failure { to: Some(to), error } if to.asked == "authenticate" && is_refusal(error) => {
            let refused = AuthResponse { authenticated: false, user_id: None, expires_at: None };
            frame("auth_result", Some(to), refused)
        }
        Said::Failure { to, error } => frame("error", to, failure(error)),
    }
}

fn event_frame(event: &Event) -> Option<String> {
    let of_seed = events::payload_of(event);
    let (category, payload) = of_seed.or_else(|| people::payload_of(event))?;
    frame(category, None, payload)
}

fn frame(msg_type: &str, to: Option<&Tag>, payload: impl Serialize) -> Option<String> {
    let reply_to = to.and_then(|to| Uuid::parse_str(to.id.as_deref()?).ok());
    let (id, msg_type, timestamp) = (Uuid::new_v4(), msg_type.to_owned(), Time::now());
    serde_json::to_string(&OutgoingMessage { id, msg_type, timestamp, reply_to, payload }).ok()
}

/// `payload` is that of the contract's reply.
fn reply(to: &Tag, payload: &str) -> Option<String> {
    let to_it = Some(to);
    match to.asked {
        "ping" => frame("pong", to_it, PongResponse { timestamp: read::<Pong>(payload)?.timestamp }),
        "authenticate" => {
            let Authenticated { user, expires_at } = read(payload)?;
            let user_id = Some(uuid_of(&user.id));
            frame("auth_result", to_it, AuthResponse { authenticated: true, user_id, expires_at })
        }
        "session_info" => frame("session_info", to_it, session_info(read(payload)?)?),
        "list_subscriptions" => {
            let list: SubscriptionList = read(payload)?;
            let subscriptions = list.subscriptions.into_iter().map(|subscription| subscription.topic).collect();
            frame("subscription_list", to_it, SubscriptionListResponse { subscriptions })
        }
        "mission_status" => frame("mission_status", to_it, mission_status(read(payload)?)?),
        _ => frame("ack", to_it, AckResponse { success: true, message: None }),
    }
}

/// A reply that cannot be read back would be a defect, which leaves the client without its answer.
fn read<T: DeserializeOwned>(payload: &str) -> Option<T> {
    serde_json::from_str(payload).inspect_err(|error| tracing::error!(%error, "a reply could not be read")).ok()
}

fn session_info(info: AuthInfo) -> Option<SessionInfoResponse> {
    Some(SessionInfoResponse {
        session_id: Uuid::parse_str(&info.connection_id).ok()?,
        authenticated: info.authenticated,
        user_id: info.user.map(|user| uuid_of(&user.id)),
        subscriptions: info.subscriptions,
        connected_at: info.connected_at,
    })
}

fn mission_status(mission: Mission) -> Option<MissionStatusResponse> {
    Some(MissionStatusResponse {
        mission_id: Uuid::parse_str(&mission.id).ok()?,
        name: mission.name,
        status: mission.status,
        current_spec: mission.current_spec,
        current_session_id: mission.current_run_id.and_then(|run| Uuid::parse_str(&run).ok()),
        completed_specs: mission.completed_specs,
        total_specs: mission.total_specs,
        percentage: mission.percentage as f32,
        created_at: mission.created_at,
        started_at: mission.started_at,
        finished_at: mission.finished_at,
        error: mission.error,
    })
}

/// Whether the credentials are no good.
fn is_refusal(error: &ErrorPayload) -> bool {
    matches!(error.code, Code::Unauthenticated | Code::AuthExpired)
}

fn failure(error: &ErrorPayload) -> ErrorResponse {
    let code = match error.code {
        Code::ValidationError | Code::UnknownEvent => "invalid_message".to_owned(),
        Code::Unauthenticated => "auth_required".to_owned(),
        code => code.as_str().to_ascii_lowercase(),
    };
    ErrorResponse { code, message: error.message.clone(), details: details(error) }
}

fn details(error: &ErrorPayload) -> Option<Value> {
    if let Some(retry_after_ms) = error.retry_after_ms {
        return Some(json!({ "retry_after_ms": retry_after_ms }));
    }
    let rules =
        error.details.iter().map(|rule| json!({ "path": rule.path, "rule": rule.rule, "message": rule.message }));
    (!error.details.is_empty()).then(|| rules.collect())
}
