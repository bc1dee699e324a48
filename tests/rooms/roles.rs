//! Who may do what: every row of the table in `domain/permission.rs`, by role, through the wire.

use serde_json::{Value, json};

use super::{Client, Server, connect, join, lobby, say, text};

const MAY: &str = "yes";
const DENIED: &str = "PERMISSION_DENIED";
const NOT_FOUND: &str = "NOT_FOUND";

/// A room with an owner, a moderator, a member, one who is none, and somebody whom things are done to.
struct Cast {
    owner: Client,
    moderator: Client,
    member: Client,
    outsider: Client,
    other: Client,
}

impl Cast {
    async fn connect(server: &Server) -> Self {
        Self {
            owner: connect(server, "owner").await,
            moderator: connect(server, "moderator").await,
            member: connect(server, "member").await,
            outsider: connect(server, "outsider").await,
            other: connect(server, "other").await,
        }
    }

    /// A new room; its id and that of a message of `other`.
    async fn room(&mut self) -> (String, String) {
        let Self { owner, moderator, member, other, .. } = self;
        let room = lobby(owner, &mut [moderator, member, other]).await;
        let role = json!({ "roomId": room, "userId": "moderator", "role": "moderator" });
        owner.ask("room:setRole", role).await;
        let message = text(&say(other, &room, "hello").await["id"]).to_owned();
        (room, message)
    }

    fn who(&mut self, role: usize) -> &mut Client {
        match role {
            0 => &mut self.owner,
            1 => &mut self.moderator,
            2 => &mut self.member,
            _ => &mut self.outsider,
        }
    }
}

/// A command, and what owner, moderator, member and outsider are told.
type Row = (&'static str, Value, [&'static str; 4]);

/// `ROOM` and `MESSAGE` stand for the ids.
fn table() -> Vec<Row> {
    let all = [MAY; 4];
    let members = [MAY, MAY, MAY, DENIED];
    let moderators = [MAY, MAY, DENIED, DENIED];
    let owners = [MAY, DENIED, DENIED, DENIED];
    // To one who is no member no message exists.
    let members_of = [MAY, MAY, MAY, NOT_FOUND];
    let moderators_of = [MAY, MAY, DENIED, NOT_FOUND];
    let nobody_of = [DENIED, DENIED, DENIED, NOT_FOUND];
    let room = json!({ "roomId": "ROOM" });
    let about_other = json!({ "roomId": "ROOM", "userId": "other" });
    vec![
        ("room:join", room.clone(), all),
        ("room:leave", room.clone(), all),
        ("room:history", room.clone(), members),
        ("chat:send", json!({ "roomId": "ROOM", "body": "hi" }), members),
        ("chat:typing", json!({ "roomId": "ROOM", "typing": true }), members),
        ("chat:read", json!({ "roomId": "ROOM", "messageId": "MESSAGE" }), members),
        ("chat:reaction", json!({ "messageId": "MESSAGE", "reaction": "+1", "action": "add" }), members_of),
        ("chat:edit", json!({ "messageId": "MESSAGE", "newBody": "x" }), nobody_of),
        ("chat:delete", json!({ "messageId": "MESSAGE", "mode": "soft" }), moderators_of),
        ("chat:delete", json!({ "messageId": "MESSAGE", "mode": "hard" }), moderators_of),
        ("chat:redact", json!({ "messageId": "MESSAGE", "mask": "***" }), moderators_of),
        ("room:invite", json!({ "roomId": "ROOM", "userId": "guest" }), moderators),
        ("room:kick", about_other.clone(), moderators),
        ("room:update", json!({ "roomId": "ROOM", "name": "Another" }), moderators),
        ("room:update", json!({ "roomId": "ROOM", "visibility": "private" }), owners),
        ("room:update", json!({ "roomId": "ROOM", "slug": "SLUG" }), owners),
        ("room:setRole", json!({ "roomId": "ROOM", "userId": "other", "role": "moderator" }), owners),
        ("room:delete", room, owners),
    ]
}

#[tokio::test]
async fn each_role_may_what_the_table_says() {
    let server = Server::start("").await;
    let mut cast = Cast::connect(&server).await;
    for (name, payload, expected) in table() {
        for (role, expected) in expected.into_iter().enumerate() {
            let (room, message) = cast.room().await;
            let slug = format!("room-{}", &room[24..]);
            let payload = payload.to_string().replace("ROOM", &room).replace("MESSAGE", &message);
            let payload = serde_json::from_str(&payload.replace("SLUG", &slug)).unwrap();
            let reply = cast.who(role).request(name, payload).await;
            let told = if reply.is_error() { reply.code() } else { MAY };
            let role = ["owner", "moderator", "member", "outsider"][role];
            assert_eq!(told, expected, "{name} by {role}: {}", reply.body);
        }
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn nobody_removes_one_of_the_same_role_or_a_higher_one() {
    let server = Server::start("").await;
    let mut cast = Cast::connect(&server).await;
    for (caller, allowed) in [(0, ["moderator", "member"].as_slice()), (1, &["member"]), (2, &[])] {
        for target in ["owner", "moderator", "member"] {
            let (room, _) = cast.room().await;
            let reply = cast.who(caller).request("room:kick", json!({ "roomId": room, "userId": target })).await;
            let told = if reply.is_error() { reply.code() } else { MAY };
            assert_eq!(told, if allowed.contains(&target) { MAY } else { DENIED }, "{target} by {caller}");
        }
    }
}

#[tokio::test]
async fn a_role_that_was_taken_away_allows_nothing_more() {
    let server = Server::start("").await;
    let mut cast = Cast::connect(&server).await;
    let (room, message) = cast.room().await;
    let role = json!({ "roomId": room, "userId": "moderator", "role": "member" });
    cast.owner.ask("room:setRole", role).await;
    for (name, payload) in [
        ("chat:delete", json!({ "messageId": message, "mode": "soft" })),
        ("room:kick", json!({ "roomId": room, "userId": "other" })),
        ("room:update", json!({ "roomId": room, "name": "Mine" })),
    ] {
        assert_eq!(cast.moderator.fail(name, payload).await["code"], DENIED, "{name}");
    }
}

#[tokio::test]
async fn every_member_of_a_direct_room_may_invite() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let direct = super::room(&mut ada, json!({ "name": "Ada and Bob", "kind": "direct" })).await;
    ada.ask("room:invite", json!({ "roomId": direct, "userId": "bob" })).await;
    join(&mut bob, &direct).await;
    bob.ask("room:invite", json!({ "roomId": direct, "userId": "cyn" })).await;
    let update = json!({ "roomId": direct, "name": "Mine" });
    assert_eq!(bob.fail("room:update", update).await["code"], DENIED);
}

#[tokio::test]
async fn nobody_makes_a_session_as_a_room() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let error = ada.fail("room:create", json!({ "name": "Session", "kind": "session" })).await;
    assert_eq!(error["code"], "VALIDATION_ERROR");
}
