//! What the dialect is, in words and types.

use serde_json::{Map, Value};

use super::types::{ClientEvent, ServerEvent, WsMessage};
use crate::dialect::raw::{Description, Dialect, FrameInfo};

pub static DESCRIPTION: Description = Description {
    dialect: Dialect::Dotted,
    about: "Frames are `{ type: \"chat.send\", op_id?, data }`; the server also takes the fields of `data` beside `type`. A \
            message with an `op_id` is answered by `ack`, with what came of it in `data.data`, or by `error`; \
            both name the `op_id` in their `data`. Without an `op_id`, success is silent.",
    ids: "`op_id`, a text of 1 to 128 characters, is the idempotency key: what is sent twice under one is done once, and \
          answered twice.",
    client: FrameInfo { again, ..FrameInfo::of::<WsMessage<ClientEvent>>() },
    server: FrameInfo::of::<WsMessage<ServerEvent>>(),
};

/// What stands beside `type` is the data of a frame that has none.
fn again(frame: &str) -> Result<String, serde_json::Error> {
    let mut message: Map<String, Value> = serde_json::from_str(frame)?;
    if message.get("data").is_none_or(Value::is_null) {
        message.remove("data");
        let beside = |name: &str| matches!(name, "type" | "op_id");
        let (head, data): (Map<_, _>, Map<_, _>) = message.into_iter().partition(|(name, _)| beside(name));
        message = head;
        message.insert("data".to_owned(), data.into());
    }
    let message: WsMessage<ClientEvent> = serde_json::from_value(message.into())?;
    serde_json::to_string(&message)
}
