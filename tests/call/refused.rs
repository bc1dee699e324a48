//! What strangers and hostile clients get.

use serde_json::json;

use super::{answer, call, connect, end, ice, offer, people};
use crate::support::{Server, broken_rules, fresh, text};

#[tokio::test]
async fn strangers_cannot_be_called_and_look_like_nobody() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let mut eve = connect(&server, "eve").await;
    let id = call(&mut ada, "bob").await;
    let (stranger, nobody) =
        (eve.fail("call:offer", offer("ada")).await, eve.fail("call:offer", offer("nobody")).await);
    assert_eq!(stranger["code"], "PERMISSION_DENIED");
    assert_eq!((&stranger["code"], &stranger["message"]), (&nobody["code"], &nobody["message"]));
    for mut payload in [answer("ada"), ice("ada", 1), end("ada"), end("bob")] {
        payload["callId"] = json!(id);
        let name = match (payload.get("sdp"), payload.get("candidate")) {
            (Some(_), _) => "call:answer",
            (_, Some(_)) => "call:ice",
            _ => "call:end",
        };
        assert_eq!(eve.fail(name, payload).await["code"], "NOT_FOUND", "{name}");
    }
    assert_eq!(ada.fail("call:offer", offer("ada")).await["code"], "CONFLICT");
    let mut wrong = end("bob");
    wrong["callId"] = json!(fresh());
    assert_eq!(ada.fail("call:end", wrong).await["code"], "NOT_FOUND");
    bob.ask("call:answer", answer("ada")).await;
    ada.event("call:answer").await;
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_nothing_is_lost() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let sized = |bytes: usize| json!({ "targetId": "bob", "callType": "audio", "sdp": "s".repeat(bytes) });
    assert_eq!(ada.fail("call:offer", sized(999_999)).await["code"], "PAYLOAD_TOO_LARGE");
    for sdp in [json!("s".repeat(65_537)), json!({ "type": "offer", "sdp": "s".repeat(65_537) })] {
        let error = ada.fail("call:offer", json!({ "targetId": "bob", "callType": "audio", "sdp": sdp })).await;
        assert_eq!(error["code"], "VALIDATION_ERROR");
        assert!(broken_rules(&error)[0].ends_with(" length"), "{error}");
    }
    assert_eq!(
        broken_rules(&ada.fail("call:offer", json!({ "targetId": "bob", "callType": "audio", "sdp": 7 })).await),
        ["/sdp type"]
    );
    ada.ask("call:offer", sized(65_536)).await;
    assert_eq!(text(&bob.event("call:offer").await.payload()["sdp"]).len(), 65_536);
    let candidate = |bytes: usize| json!({ "targetId": "bob", "candidate": "c".repeat(bytes) });
    assert_eq!(broken_rules(&ada.fail("call:ice", candidate(4_097)).await), ["/candidate length"]);
    ada.ask("call:ice", candidate(4_096)).await;
    bob.ask("call:answer", answer("ada")).await;
    ada.event("call:answer").await;
    server.assert_promises_kept().await;
}
