//! Every event and every reply as it goes over the wire, with all of its options empty and full.
//! The fixture is a TypeScript file: that it compiles shows that the generated types tell the truth.

mod calls;
mod missions;
mod presence;
mod rooms;
mod system;
mod tasks;

use std::{collections::BTreeSet, time::Duration};

use parlance::{
    codec::{Envelope, Outgoing, ReplyBody, StoredEvent, encode},
    contract::*,
    error::{Code, Error, ErrorDetail},
};
use serde::Serialize;
use serde_json::value::to_raw_value;

const HEADER: &str = "\
// Written by the Rust suite `generated`: what the server sends. tsc is the test.
// biome-ignore-all format: as the server writes it
// biome-ignore-all lint: as the server writes it
import type { Ack, ServerMessage } from \"../../src/index.js\";

";

const AT: Time = Time(1_763_662_620_123);

#[test]
fn the_fixture_holds_every_message_of_the_server() {
    let events = |full| {
        let people = [events(full), rooms::events(full), presence::events(full), calls::events(full)];
        people.into_iter().chain([missions::events(full), tasks::events(full), system::events(full)])
    };
    let replies = |full| {
        let people = [replies(full), rooms::replies(full), presence::replies(full), calls::replies(full)];
        people.into_iter().chain([missions::replies(full), tasks::replies(full)])
    };
    let said = |full| events(full).chain(replies(full)).flatten();
    let messages: Vec<_> = said(false).chain(said(true)).collect();
    let named: BTreeSet<_> = messages.iter().map(|message| message.name).collect();
    let replied = COMMANDS.iter().flat_map(|row| row.replies().map(|(name, _)| name));
    let table: BTreeSet<_> = EVENTS.iter().map(|row| row.name).chain(replied).collect();
    assert_eq!(named, table, "this suite knows every row of the table");

    let mut text = format!("{HEADER}export const messages: ServerMessage[] = [\n");
    for message in &messages {
        text += &format!("  {},\n", encode(message, Envelope::Typed));
    }
    text += "];\n\nexport const acks: { [Name in ServerMessage[\"type\"]]?: Ack<Name>[] } = {\n";
    let replied: BTreeSet<_> = COMMANDS.iter().flat_map(|row| row.replies().map(|(name, _)| name)).collect();
    for name in replied {
        let data = messages.iter().filter(|message| message.name == name && message.request_id.is_some());
        let acks = data.map(|message| format!("{{ ok: true, data: {} }}", parlance::codec::payload_of(message)));
        let acks: Vec<_> = acks.chain([failed()]).collect();
        text += &format!("  \"{name}\": [\n    {},\n  ],\n", acks.join(",\n    "));
    }
    super::assert_fixture("messages.ts", &format!("{text}}};\n"));
}

fn failed() -> String {
    let error = serde_json::to_string(&error(true).payload(&request_id())).unwrap();
    format!("{{ ok: false, error: {error} }}")
}

fn request_id() -> String {
    "0192f0c1-2345-7abc-8def-0123456789ab".to_owned()
}

fn text(text: &str) -> String {
    format!("{text} \"é\" \\ \u{1f600}")
}

fn error(full: bool) -> Error {
    let detail = ErrorDetail { path: "/message".into(), rule: "length".into(), message: text("too long") };
    Error {
        details: if full { vec![detail] } else { Vec::new() },
        retry_after: full.then_some(Duration::from_millis(250)),
        ..Error::new(if full { Code::ValidationError } else { Code::ServerError }, "That did not work")
    }
}

fn session(full: bool) -> Session {
    Session {
        id: "s".into(),
        model: "echo".into(),
        created_at: AT,
        title: full.then(|| text("title")),
        updated_at: full.then_some(AT),
        status: full.then_some(SessionStatus::Running),
    }
}

fn user(full: bool) -> User {
    User { id: "u".into(), name: text("name"), avatar_url: full.then(|| "https://example.org/u.png".into()) }
}

fn usage(full: bool) -> RunUsage {
    RunUsage { input_tokens: u64::from(u32::MAX), output_tokens: 0, cost_usd: full.then_some(0.25) }
}

fn message(full: bool) -> ChatMessage {
    let plain = ChatMessage::plain("m", "s", 7, "agent:echo".into(), &text("body"), AT);
    if !full {
        return plain;
    }
    let attachment = |side| Attachment {
        id: "a".into(),
        name: text("photo"),
        size: 5,
        mime: "image/png".into(),
        url: "/api/files/a".into(),
        width: side,
        height: side,
    };
    ChatMessage {
        attachments: vec![attachment(None), attachment(Some(1))],
        parent_id: Some("p".into()),
        metadata: Some(serde_json::json!({ "any": [1, null, "thing"] })),
        edited_at: Some(AT),
        deleted_at: Some(AT),
        redacted_at: Some(AT),
        reactions: vec![Reaction { reaction: "👍".into(), user_ids: vec!["u".into()] }],
        reply_count: 1,
        ..plain
    }
}

fn renamed() -> SessionRenamed {
    SessionRenamed { session_id: "s".into(), title: text("title") }
}

fn deleted() -> SessionDeleted {
    SessionDeleted { session_id: "s".into() }
}

fn many<T>(full: bool, one: impl Fn(bool) -> T) -> Vec<T> {
    if full { vec![one(false), one(true)] } else { Vec::new() }
}

fn connected(full: bool) -> Connected {
    Connected {
        status: "connected".into(),
        sessions: many(full, session),
        connection_id: "c".into(),
        user: full.then(|| user(full)),
        contract: ContractInfo { version: VERSION.into(), hash: "0123456789abcdef".into() },
        resume: ResumeInfo { replayed: 3 },
    }
}

/// One of every row of the table: the compiler does not tell when one is missing, the test does.
fn events(full: bool) -> Vec<Outgoing> {
    let (session_id, run_id) = ("s".to_owned(), "r".to_owned());
    let failure = || error(full).payload(&request_id());
    let completed = ForgeCompleted {
        run_id: run_id.clone(),
        session_id: session_id.clone(),
        status: if full { RunStatus::Failed } else { RunStatus::Completed },
        success: !full,
        error: full.then(|| text("why")),
        mission_id: full.then(|| "m".into()),
        spec_id: full.then(|| text("spec")),
        usage: full.then(|| usage(full)),
        response: full.then(|| text("answer")),
    };
    let started = ForgeStarted {
        run_id: run_id.clone(),
        session_id: session_id.clone(),
        mission_id: full.then(|| "m".into()),
        spec_id: full.then(|| text("spec")),
        model: "echo".into(),
        started_at: AT,
    };
    let level = if full { LogLevel::Error } else { LogLevel::Debug };
    let log = Log { session_id: session_id.clone(), run_id: run_id.clone(), data: text("line"), level };
    [
        Event::Connection(connected(full)),
        Event::AuthExpiring(AuthExpiring { expires_at: AT }),
        Event::SessionCreated(session(full)),
        Event::SessionRenamed(renamed()),
        Event::SessionDeleted(deleted()),
        Event::ChatMessage(message(full)),
        Event::ChatDelta(ChatDelta { session_id, run_id, offset: 0, text: text("piece") }),
        Event::Log(log),
        Event::ForgeStarted(started),
        Event::ForgeCompleted(completed),
        Event::SyncReset(SyncReset { topic: "rooms/s".into(), head_seq: 0 }),
        Event::SessionError(failure()),
        Event::ChatError(failure()),
        Event::AuthError(failure()),
        Event::PresenceError(failure()),
        Event::SyncError(failure()),
        Event::UnknownError(failure()),
    ]
    .map(outgoing)
    .into()
}

/// As the hub sends it.
fn outgoing(event: Event) -> Outgoing {
    let durable = EVENTS.iter().any(|row| row.name == event.name() && row.durability == Durability::Durable);
    match durable {
        true => Outgoing::stored(StoredEvent::new("rooms/s".into(), 7, &event).unwrap()),
        false => Outgoing::event(event).unwrap(),
    }
}

/// The success reply of every command.
fn replies(full: bool) -> Vec<Outgoing> {
    let response = ChatResponse {
        response: text("answer"),
        logs: if full { vec![text("line")] } else { Vec::new() },
        session_id: "s".into(),
        run_id: "r".into(),
        usage: full.then(|| usage(false)),
    };
    let run = Run { id: "r".into(), status: RunStatus::Queued, offset: 0, started_at: AT };
    let switched = SessionSwitched { session: session(full), messages: many(full, message), run: full.then_some(run) };
    let info = AuthInfo {
        connection_id: "c".into(),
        authenticated: full,
        user: full.then(|| user(false)),
        subscriptions: many(full, |_| "rooms/s".into()),
        connected_at: AT,
        expires_at: full.then_some(AT),
    };
    let token = || Credential::made(text("token"));
    let refreshed = AuthRefreshed { access_token: token(), refresh_token: token(), expires_at: AT };
    let heads = many(full, |_| ("rooms/s".to_owned(), 7)).into_iter().collect();
    let replayed = Resumed { replayed: 0, reset: many(full, |_| "rooms/s".into()) };
    vec![
        reply("session:list", &SessionList { sessions: many(full, session) }, full),
        reply("session:create", &session(full), full),
        reply("session:switch", &switched, full),
        reply("session:rename", &renamed(), full),
        reply("session:delete", &deleted(), full),
        reply("session:history", &HistoryPage { messages: many(full, message), has_more: full }, full),
        reply("chat:send", &response, full),
        reply("chat:stop", &ChatStopped { run_id: full.then(|| "r".into()) }, full),
        reply("auth:authenticate", &Authenticated { user: user(full), expires_at: full.then_some(AT) }, full),
        reply("auth:refresh", &refreshed, full),
        reply("auth:info", &info, full),
        reply("presence:ping", &Pong { timestamp: AT, heads }, full),
        reply("sync:resume", &replayed, full),
    ]
}

fn reply(command: &str, payload: &impl Serialize, full: bool) -> Outgoing {
    let row = Command::row(command).unwrap();
    reply_as(row.reply, row.kind, payload, full)
}

/// With the place of the change that it reports, if it made one.
fn reply_as(name: &'static str, kind: Kind, payload: &impl Serialize, full: bool) -> Outgoing {
    let change = full && kind == Kind::Change;
    let body = ReplyBody {
        payload: to_raw_value(payload).unwrap().into(),
        topic: change.then(|| "rooms/s".into()),
        seq: change.then_some(7),
        other: false,
        again: false,
    };
    Outgoing::reply(name, &body, Some(request_id()))
}
