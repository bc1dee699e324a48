//! The canonical dialect: Socket.IO, protocol 5 and the older 4, websocket and polling
//! (contract section 1).

mod gate;
mod handshake;
mod refusal;
mod upgrade;
mod wire;

use std::sync::Arc;

use socketioxide::{ParserConfig, SocketIo, layer::SocketIoLayer};

use crate::{App, config::Parser};

pub use handshake::Handshake;
pub use upgrade::{Upgrades, serves, socket_of, websocket};
pub use wire::{Envelope, Frame, encode, frame, payload_of};

/// The layer that serves `/socket.io/` and hands its clients to the app; [`websocket`] goes around it.
pub fn layer(app: &Arc<App>, upgrades: Upgrades) -> (SocketIoLayer, SocketIo) {
    let settings = &app.config.socketio;
    let limit = app.config.limits.max_message_bytes;
    let builder = SocketIo::builder()
        .ping_interval(settings.ping_interval)
        .ping_timeout(settings.ping_timeout)
        // One that never sends CONNECT is kept for as long as one that never says who it is.
        .connect_timeout(app.config.handshake.authenticate_within)
        .max_buffer_size(settings.queue)
        .max_payload(limit as u64)
        // Room for the frame around a payload of the largest size: such a command still gets
        // its PAYLOAD_TOO_LARGE, only larger frames close the connection.
        .ws_max_message_size(limit * 2)
        .ws_max_frame_size(limit * 2)
        .ws_read_buffer_size(settings.read_buffer);
    let (layer, io) = match settings.parser {
        Parser::Json => builder.build_layer(),
        Parser::Msgpack => builder.with_parser(ParserConfig::msgpack()).build_layer(),
    };
    io.ns("/", gate::Gate::new(app.clone(), upgrades));
    (layer, io)
}
