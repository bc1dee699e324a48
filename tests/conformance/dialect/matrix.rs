//! Everything crosses: what a client of any dialect does reaches those of all others, each in its own
//! words, wherever both sides have words for it.

use serde_json::{Value, json};

use super::{
    connect,
    peer::{Peer, Tongue},
    public_room,
    words::Dialect,
};
use crate::support::{Client, Server, text};

use Dialect::{Dotted, Envelope, Prioritized, Tagged};
use Tongue::{Raw, SocketIo};

/// What somebody does, named by who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Message,
    Edit,
    Reaction,
    Typing,
    Presence,
    Call,
    Voice,
    Task,
    Mission,
}

const DEEDS: [Deed; 9] = [
    Deed::Message,
    Deed::Edit,
    Deed::Reaction,
    Deed::Typing,
    Deed::Presence,
    Deed::Call,
    Deed::Voice,
    Deed::Task,
    Deed::Mission,
];

/// Who does something, and to what.
#[derive(Clone, Copy)]
struct Scene<'a> {
    doer: &'a str,
    room: &'a str,
    /// A message of the doer's.
    message: &'a str,
    task: &'a str,
    mission: &'a str,
    /// Who is called.
    callee: &'a str,
}

/// What the doer sends, if its dialect has words for it.
fn words(doer: Tongue, deed: Deed, scene: &Scene) -> Option<(&'static str, Value)> {
    let Scene { doer: name, room, message, task, mission, callee } = scene;
    let said = format!("said by {name}");
    let edited = format!("edited by {name}");
    let sdp = format!("v=0 {name}");
    let words = match (doer, deed) {
        (SocketIo, Deed::Message) => ("chat:send", json!({ "roomId": room, "body": said })),
        (Raw(Prioritized), Deed::Message) => ("message", json!({ "roomId": room, "content": said })),
        (Raw(Dotted), Deed::Message) => ("chat.send", json!({ "scope": room, "body": said })),
        (SocketIo, Deed::Edit) => ("chat:edit", json!({ "messageId": message, "newBody": edited })),
        (Raw(Dotted), Deed::Edit) => ("chat.edit", json!({ "message_id": message, "new_body": edited })),
        (SocketIo, Deed::Reaction) => {
            ("chat:reaction", json!({ "messageId": message, "reaction": name, "action": "add" }))
        }
        (Raw(Dotted), Deed::Reaction) => {
            ("chat.reaction", json!({ "message_id": message, "reaction": name, "action": "add", "scope": room }))
        }
        (SocketIo, Deed::Typing) => ("chat:typing", json!({ "roomId": room, "typing": true })),
        (Raw(Tagged), Deed::Typing) => ("typing", json!({ "channel_id": room })),
        (Raw(Dotted), Deed::Typing) => ("chat.typing", json!({ "scope": room, "typing": true })),
        (SocketIo, Deed::Presence) => ("presence:set", json!({ "status": "busy" })),
        (Raw(Dotted), Deed::Presence) => ("presence.set", json!({ "status": "busy" })),
        (SocketIo, Deed::Call) => ("call:offer", json!({ "targetId": callee, "callType": "audio", "sdp": sdp })),
        (Raw(Dotted), Deed::Call) => ("call.offer", json!({ "target_id": callee, "call_type": "audio", "sdp": sdp })),
        (SocketIo, Deed::Voice) => ("voice:join", json!({ "roomId": room })),
        (Raw(Tagged), Deed::Voice) => ("voice_join", json!({ "channel_id": room })),
        (SocketIo, Deed::Task) => ("task:update", json!({ "taskId": task, "status": said })),
        (Raw(Prioritized), Deed::Task) => ("taskUpdate", json!({ "taskId": task, "status": said })),
        (SocketIo, Deed::Mission) => ("mission:start", json!({ "missionId": mission })),
        (Raw(Envelope), Deed::Mission) => ("mission_start", json!({ "command": "start", "mission_id": mission })),
        _ => return None,
    };
    Some(words)
}

/// How a reader sees that it was done: a path into the frame and what is there, beside the `type`; `None`
/// if its dialect has no words for it.
fn signs(reader: Tongue, deed: Deed, scene: &Scene) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let said = format!("said by {}", scene.doer);
    let edited = format!("edited by {}", scene.doer);
    let sdp = format!("v=0 {}", scene.doer);
    let doer = reader.calls(scene.doer);
    let name = scene.doer.to_owned();
    let event = |event: &str| ("/payload/event", event.to_owned());
    let signs = match (reader, deed) {
        (SocketIo, Deed::Message) => ("chat:message", vec![("/payload/body", said)]),
        (Raw(Tagged), Deed::Message) => {
            ("message_create", vec![("/message/content", said), ("/message/author_id", doer)])
        }
        (Raw(Envelope), Deed::Message) => (
            "event.chat",
            vec![event("message"), ("/payload/message/body", said), ("/payload/message/sender_id", doer)],
        ),
        (Raw(Prioritized), Deed::Message) => {
            ("messageReceived", vec![("/payload/content", said), ("/payload/senderId", doer)])
        }
        (Raw(Dotted), Deed::Message) => ("chat.message", vec![("/data/body", said), ("/data/sender_id", doer)]),
        (SocketIo, Deed::Edit) => ("chat:edited", vec![("/payload/body", edited)]),
        (Raw(Tagged), Deed::Edit) => ("message_update", vec![("/message/content", edited)]),
        (Raw(Envelope), Deed::Edit) => ("event.chat", vec![event("edited"), ("/payload/message/body", edited)]),
        (Raw(Dotted), Deed::Edit) => ("chat.edited", vec![("/data/body", edited)]),
        (SocketIo, Deed::Reaction) => ("chat:reactionUpdated", vec![("/payload/reaction", name)]),
        (Raw(Envelope), Deed::Reaction) => {
            ("event.chat", vec![event("reaction"), ("/payload/reaction", name), ("/payload/user_id", doer)])
        }
        (Raw(Dotted), Deed::Reaction) => ("chat.reaction.update", vec![("/data/reaction", name)]),
        (SocketIo, Deed::Typing) => ("chat:typingUpdated", vec![("/payload/userId", doer)]),
        (Raw(Tagged), Deed::Typing) => ("typing_start", vec![("/user_id", doer)]),
        (Raw(Envelope), Deed::Typing) => ("event.chat", vec![event("typing"), ("/payload/user_id", doer)]),
        (Raw(Dotted), Deed::Typing) => ("chat.typing.user", vec![("/data/user_id", doer)]),
        (SocketIo, Deed::Presence) => {
            ("presence:updated", vec![("/payload/userId", doer), ("/payload/status", "busy".to_owned())])
        }
        (Raw(Tagged), Deed::Presence) => ("presence_update", vec![("/user_id", doer), ("/status", "busy".to_owned())]),
        (Raw(Envelope), Deed::Presence) => (
            "event.presence",
            vec![event("updated"), ("/payload/user_id", doer), ("/payload/status", "busy".to_owned())],
        ),
        (Raw(Dotted), Deed::Presence) => {
            ("presence.update", vec![("/data/user_id", doer), ("/data/status", "busy".to_owned())])
        }
        (SocketIo, Deed::Call) => ("call:offer", vec![("/payload/fromUser", doer), ("/payload/sdp", sdp)]),
        (Raw(Envelope), Deed::Call) => {
            ("event.call", vec![event("offer"), ("/payload/from_user", doer), ("/payload/sdp", sdp)])
        }
        (Raw(Dotted), Deed::Call) => ("call.offer", vec![("/data/from_user", doer), ("/data/sdp", sdp)]),
        (SocketIo, Deed::Voice) => ("voice:userJoined", vec![("/payload/user/id", doer)]),
        (Raw(Tagged), Deed::Voice) => ("voice_user_joined", vec![("/user_id", doer)]),
        (Raw(Envelope), Deed::Voice) => ("event.voice", vec![event("user_joined"), ("/payload/user_id", doer)]),
        (SocketIo, Deed::Task) => ("task:updated", vec![("/payload/status", said)]),
        (Raw(Envelope), Deed::Task) => ("event.task", vec![event("updated"), ("/payload/task/status", said)]),
        (Raw(Prioritized), Deed::Task) => ("taskUpdate", vec![("/payload/status", said)]),
        (SocketIo, Deed::Mission) => ("mission:started", vec![("/payload/missionId", scene.mission.to_owned())]),
        (Raw(Envelope), Deed::Mission) => {
            ("event.mission", vec![event("started"), ("/payload/mission_id", scene.mission.to_owned())])
        }
        _ => return None,
    };
    Some(signs)
}

async fn expect(reader: &mut Peer, tongue: Tongue, deed: Deed, scene: &Scene<'_>) -> bool {
    let Some((kind, fields)) = signs(tongue, deed, scene) else { return false };
    let what = format!("{deed:?} of {} as {}", scene.doer, tongue.name());
    let there = |frame: &Value| {
        frame["type"] == kind && fields.iter().all(|(path, value)| frame.pointer(path).is_some_and(|it| it == value))
    };
    reader.hears(&what, there).await;
    true
}

async fn call(doer: &mut Peer, tongue: Tongue, scene: &Scene<'_>) {
    if let Some((kind, fields)) = words(tongue, Deed::Call, scene) {
        doer.send(kind, fields).await;
    }
}

async fn hang_up(doer: &mut Peer, tongue: Tongue, callee: &str) {
    match tongue {
        SocketIo => drop(doer.send("call:end", json!({ "targetId": callee })).await),
        _ => drop(doer.send("call.end", json!({ "target_id": callee, "reason": "done" })).await),
    }
}

/// What the doer has made beforehand, by another connection of theirs.
struct Made {
    message: String,
    task: String,
    mission: String,
}

async fn make(hand: &mut Client, room: &str) -> Made {
    hand.ask("room:join", json!({ "roomId": room })).await;
    let message = hand.ask("chat:send", json!({ "roomId": room, "body": "first" })).await;
    let task = hand.ask("task:create", json!({ "roomId": room, "title": "Something" })).await;
    let specs = json!([{ "id": "one", "prompt": "do it" }]);
    let mission = hand.ask("mission:create", json!({ "name": "Work", "roomId": room, "specs": specs })).await;
    Made {
        message: text(&message["message"]["id"]).to_owned(),
        task: text(&task["id"]).to_owned(),
        mission: text(&mission["id"]).to_owned(),
    }
}

/// Does everything that a dialect has words for, beside readers of all five; how many deeds were heard.
async fn all_deeds_of(doer: Tongue) -> Vec<(Deed, usize)> {
    let server = Server::start("").await;
    let mut host = connect(&server, "host").await;
    let room = public_room(&mut host).await;
    let voice = host.ask("room:create", json!({ "name": "Voice", "kind": "voice", "visibility": "public" })).await;
    let voice = text(&voice["id"]).to_owned();
    let name = format!("doer-{}", doer.name());
    let mut hand = connect(&server, &name).await;
    let made = make(&mut hand, &room).await;
    let mut readers = Vec::new();
    for tongue in Tongue::ALL {
        let mut reader = Peer::connect(&server, tongue, &format!("reader-{}", tongue.name())).await;
        for room in [&room, &voice] {
            reader.join(room).await;
        }
        for topic in ["missions", "tasks"] {
            reader.subscribe(topic).await;
        }
        readers.push((tongue, reader));
    }
    let mut acting = Peer::connect(&server, doer, &name).await;
    acting.join(&room).await;
    acting.join(&voice).await;
    let mut heard = Vec::new();
    for deed in DEEDS {
        let scene = Scene {
            doer: &name,
            room: if deed == Deed::Voice { &voice } else { &room },
            message: &made.message,
            task: &made.task,
            mission: &made.mission,
            callee: "",
        };
        let Some((kind, fields)) = words(doer, deed, &scene) else { continue };
        if deed != Deed::Call {
            acting.send(kind, fields).await;
        }
        let mut by = 0;
        for (tongue, reader) in &mut readers {
            let callee = format!("reader-{}", tongue.name());
            let scene = Scene { callee: &callee, ..scene };
            if deed == Deed::Call && signs(*tongue, deed, &scene).is_some() {
                call(&mut acting, doer, &scene).await;
            }
            by += usize::from(expect(reader, *tongue, deed, &scene).await);
            if deed == Deed::Call {
                hang_up(&mut acting, doer, &callee).await;
            }
        }
        heard.push((deed, by));
    }
    server.assert_promises_kept().await;
    heard
}

#[tokio::test]
async fn what_socket_io_does_is_heard_by_all() {
    let heard = all_deeds_of(SocketIo).await;
    let expected = [5, 4, 3, 4, 4, 3, 3, 3, 2];
    assert!(heard.iter().map(|(_, by)| *by).eq(expected), "{heard:?}");
}

#[tokio::test]
async fn what_tagged_does_is_heard_by_all() {
    assert_eq!(all_deeds_of(Raw(Tagged)).await, [(Deed::Typing, 4), (Deed::Voice, 3)]);
}

#[tokio::test]
async fn what_envelope_does_is_heard_by_all() {
    assert_eq!(all_deeds_of(Raw(Envelope)).await, [(Deed::Mission, 2)]);
}

#[tokio::test]
async fn what_prioritized_does_is_heard_by_all() {
    assert_eq!(all_deeds_of(Raw(Prioritized)).await, [(Deed::Message, 5), (Deed::Task, 3)]);
}

#[tokio::test]
async fn what_dotted_does_is_heard_by_all() {
    let heard = all_deeds_of(Raw(Dotted)).await;
    let expected = [
        (Deed::Message, 5),
        (Deed::Edit, 4),
        (Deed::Reaction, 3),
        (Deed::Typing, 4),
        (Deed::Presence, 4),
        (Deed::Call, 3),
    ];
    assert_eq!(heard, expected);
}
