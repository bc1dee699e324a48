//! What the dialect is, in words and types.

use super::types::{ClientEvent, ServerEvent, WsMessage};
use crate::dialect::raw::{Description, Dialect, FrameInfo};

pub static DESCRIPTION: Description = Description {
    dialect: Dialect::Tagged,
    about: "Flat frames, `{ id?, type: \"snake_case\", … }`. Success is silent, except for `pong`; a message that \
            fails is answered by `error`. Subscribing to a public channel joins it. Ids of users that are no UUIDs \
            are told as a UUIDv5 of the id in the namespace of object ids.",
    ids: "`id`, a text of 1 to 128 characters, comes back in the `error` or the `pong` that answers the message. It is \
          no idempotency key: all messages may be repeated as they are.",
    client: FrameInfo::of::<WsMessage<ClientEvent>>(),
    server: FrameInfo::of::<WsMessage<ServerEvent>>(),
};
