//! Reference server: what socketioxide costs alone. It greets with one session and answers `session:list`
//! with it, and passes what is said in a room on to all who joined; nothing is validated, nobody is told apart,
//! nothing is kept but the number of the last message.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use serde_json::{Value, json};
use socketioxide::SocketIo;
use socketioxide::extract::{Data, SocketRef};
use tokio::sync::Mutex;

#[tokio::main]
async fn main() -> Result<()> {
    let (layer, io) = SocketIo::new_layer();
    // One for all rooms, held while a message goes out: everyone gets them in order.
    let head = Arc::new(Mutex::new(0_u64));
    io.ns("/", async move |socket: SocketRef| {
        socket.on("session:list", async |socket: SocketRef, Data(request): Data<Value>| {
            let payload = json!({ "sessions": sessions(), "requestId": request["requestId"] });
            emit(&socket, "session:list", payload);
        });
        rooms(&socket, head);
        emit(&socket, "connection", json!({ "status": "connected", "sessions": sessions() }));
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("reference listening on http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().layer(layer)).await?;
    Ok(())
}

fn rooms(socket: &SocketRef, head: Arc<Mutex<u64>>) {
    socket.on("room:create", async |socket: SocketRef, Data(request): Data<Value>| {
        emit(&socket, "room:created", json!({ "id": ROOM, "requestId": request["requestId"] }));
    });
    let joining = Arc::clone(&head);
    socket.on("room:join", async move |socket: SocketRef, Data(request): Data<Value>| {
        let head = joining.lock().await;
        socket.join(ROOM);
        emit(&socket, "room:joined", json!({ "headSeq": *head, "requestId": request["requestId"] }));
    });
    socket.on("chat:send", async move |socket: SocketRef, Data(request): Data<Value>| {
        let mut head = head.lock().await;
        *head += 1;
        let message = message(*head, &request["body"]);
        let event = json!({ "type": "chat:message", "payload": message, "topic": TOPIC, "seq": *head });
        if let Err(error) = socket.within(ROOM).emit("chat:message", &event).await {
            eprintln!("a message was not sent to all: {error}");
        }
        emit(&socket, "chat:sent", json!({ "message": message, "requestId": request["requestId"] }));
    });
}

fn message(seq: u64, body: &Value) -> Value {
    json!({
        "id": "0199aa00-0000-7000-8000-000000000001",
        "roomId": ROOM,
        "seq": seq,
        "senderId": "bench-0",
        "body": body,
        "attachments": [],
        "createdAt": "2026-01-01T00:00:00.000Z",
        "reactions": [],
        "replyCount": 0,
    })
}

const ROOM: &str = "0199aa00-0000-7000-8000-000000000002";
const TOPIC: &str = "rooms/0199aa00-0000-7000-8000-000000000002";

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
