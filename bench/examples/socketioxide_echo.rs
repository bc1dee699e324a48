//! Reference server: what socketioxide costs alone. It greets with one session and answers `session:list`
//! with it; nothing is validated, nobody is told apart, nothing is kept.

use anyhow::Result;
use axum::Router;
use serde_json::{Value, json};
use socketioxide::SocketIo;
use socketioxide::extract::{Data, SocketRef};

#[tokio::main]
async fn main() -> Result<()> {
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", async |socket: SocketRef| {
        socket.on("session:list", async |socket: SocketRef, Data(request): Data<Value>| {
            let payload = json!({ "sessions": sessions(), "requestId": request["requestId"] });
            emit(&socket, "session:list", payload);
        });
        emit(&socket, "connection", json!({ "status": "connected", "sessions": sessions() }));
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("reference listening on http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().layer(layer)).await?;
    Ok(())
}

fn emit(socket: &SocketRef, event: &str, payload: Value) {
    if let Err(error) = socket.emit(event, &json!({ "type": event, "payload": payload })) {
        eprintln!("{event} was not sent: {error}");
    }
}

fn sessions() -> Value {
    json!([{
        "id": "0199aa00-0000-7000-8000-000000000000",
        "model": "echo",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "title": "New session",
        "updatedAt": "2026-01-01T00:00:00.000Z",
        "status": "idle",
    }])
}
