//! From the offer to the end, whoever answers, crosses, is busy or does not come.

use serde_json::{Value, json};

use super::{SHORT, answer, call, candidates, count, end, ending, ice, lines, offer, on, people, talk};
use crate::support::{Client, Server, text};

#[tokio::test]
async fn a_call_from_offer_to_end() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let id = call(&mut ada, "bob").await;
    let rings = bob.event("call:offer").await;
    let expected = json!({ "callId": id, "fromUser": "ada", "callType": "video", "sdp": "v=0 offer to bob" });
    assert_eq!((rings.payload(), rings.place()), (&expected, None));

    assert_eq!(bob.ask("call:answer", answer("ada")).await["callId"], json!(id));
    let answered = ada.event("call:answer").await;
    let expected = json!({ "callId": id, "fromUser": "bob", "sdp": { "type": "answer", "sdp": "v=0 answer" } });
    assert_eq!(answered.payload(), &expected, "in the form in which it came");

    ada.emit("call:ice", &ice("bob", 1)).await;
    assert_eq!(bob.ask("call:ice", ice("ada", 2)).await["ok"], true);
    let mut last = ice("ada", 0);
    last["candidate"] = Value::Null;
    bob.ask("call:ice", last).await;
    assert_eq!(ada.event("call:ice").await.payload()["fromUser"], "bob");
    ada.wait_for("the last candidate", |event| event.name == "call:ice" && event.payload()["candidate"].is_null())
        .await;
    assert_eq!(bob.event("call:ice").await.payload()["candidate"]["candidate"], "candidate:1");

    let ended = ada.ask("call:end", end("bob")).await;
    assert_eq!((&ended["callId"], &ended["reason"]), (&json!(id), &json!("hangup")));
    assert_eq!(ending(&mut bob, &id).await, json!({ "callId": id, "fromUser": "ada", "reason": "hangup" }));
    ada.settle().await;
    assert_eq!(count(&ada, "call:end"), 0, "who ends it has the reply");
    for (name, payload) in [("call:end", end("ada")), ("call:answer", answer("ada")), ("call:ice", ice("ada", 3))] {
        assert_eq!(bob.fail(name, payload).await["code"], "NOT_FOUND", "{name}");
    }
    assert_ne!(call(&mut bob, "ada").await, id, "both are free again");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_call_is_declined_or_cancelled_before_it_is_answered() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let mut phone = Client::connect_with(&server, on("bob", "bob-phone")).await;
    let declined = call(&mut ada, "bob").await;
    bob.event("call:offer").await;
    assert_eq!(bob.ask("call:end", end("ada")).await["reason"], "declined");
    assert_eq!(ending(&mut ada, &declined).await["reason"], "declined");
    assert_eq!(ending(&mut phone, &declined).await["reason"], "declined", "it stops ringing everywhere");

    let cancelled = call(&mut ada, "bob").await;
    assert_eq!(ada.ask("call:end", end("bob")).await["reason"], "cancelled");
    for device in [&mut bob, &mut phone] {
        assert_eq!(ending(device, &cancelled).await["reason"], "cancelled");
    }
    let with_words = call(&mut ada, "bob").await;
    bob.ask("call:end", json!({ "targetId": "ada", "reason": "in a meeting" })).await;
    assert_eq!(ending(&mut ada, &with_words).await["reason"], "in a meeting");
}

#[tokio::test]
async fn other_devices_stop_ringing_when_one_answers() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let mut phone = Client::connect_with(&server, on("bob", "bob-phone")).await;
    let id = call(&mut ada, "bob").await;
    // One that comes while it rings rings too.
    let mut tablet = Client::connect_with(&server, on("bob", "bob-tablet")).await;
    for device in [&mut bob, &mut phone, &mut tablet] {
        assert_eq!(device.event("call:offer").await.payload()["callId"], json!(id));
    }
    phone.ask("call:ice", ice("ada", 7)).await;
    bob.ask("call:ice", ice("ada", 1)).await;
    bob.ask("call:answer", answer("ada")).await;
    for device in [&mut phone, &mut tablet] {
        let expected = json!({ "callId": id, "fromUser": "ada", "reason": "answered_elsewhere" });
        assert_eq!(ending(device, &id).await, expected);
    }
    assert_eq!(phone.fail("call:answer", answer("ada")).await["code"], "CONFLICT");
    assert_eq!(phone.fail("call:ice", ice("ada", 8)).await["code"], "CONFLICT");
    assert_eq!(phone.ask("call:end", end("ada")).await["reason"], "answered_elsewhere");
    ada.ask("call:ice", ice("bob", 2)).await;
    bob.event("call:ice").await;
    ada.settle().await;
    assert_eq!(candidates(&ada), ["candidate:1"], "those of the device that answered");
    assert_eq!((count(&ada, "call:answer"), count(&ada, "call:end"), count(&bob, "call:end")), (1, 0, 0));
}

#[tokio::test]
async fn candidates_before_the_answer_are_told_after_it_and_are_bounded() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    call(&mut ada, "bob").await;
    bob.event("call:offer").await;
    for number in 0..64 {
        ada.emit("call:ice", &ice("bob", number)).await;
    }
    assert_eq!(ada.fail("call:ice", ice("bob", 64)).await["code"], "OVERLOADED");
    for number in 100..103 {
        bob.emit("call:ice", &ice("ada", number)).await;
    }
    bob.settle().await;
    ada.settle().await;
    assert_eq!((count(&ada, "call:ice"), count(&bob, "call:ice")), (0, 0), "nobody has answered");
    bob.ask("call:answer", answer("ada")).await;
    ada.event("call:answer").await;
    ada.wait_for("the last candidate", |event| event.payload()["candidate"]["candidate"] == "candidate:102").await;
    assert_eq!(candidates(&bob), lines(0..64));
    assert_eq!(candidates(&ada), lines(100..103));
    let place = |name: &str| ada.log.iter().position(|event| event.name == name).unwrap();
    assert!(place("call:answer") < place("call:ice"));
}

#[tokio::test]
async fn a_call_that_nobody_answers_ends_on_both_sides() {
    let server = Server::start(SHORT).await;
    let [mut ada, mut bob, mut cleo, _dan] = people(&server, ["ada", "bob", "cleo", "dan"]).await;
    let id = call(&mut ada, "bob").await;
    assert_eq!(ending(&mut ada, &id).await, json!({ "callId": id, "fromUser": "bob", "reason": "timeout" }));
    assert_eq!(ending(&mut bob, &id).await, json!({ "callId": id, "fromUser": "ada", "reason": "timeout" }));
    assert_eq!(bob.fail("call:answer", answer("ada")).await["code"], "NOT_FOUND");
    // One that was answered goes on when one that began later has ended.
    bob.log.clear();
    let id = talk(&mut ada, &mut bob).await;
    let later = call(&mut cleo, "dan").await;
    assert_eq!(ending(&mut cleo, &later).await["reason"], "timeout");
    ada.ask("call:ice", ice("bob", 1)).await;
    bob.event("call:ice").await;
    assert!(ada.log.iter().chain(&bob.log).all(|event| event.name != "call:end" || event.payload()["callId"] != id));
}

#[tokio::test]
async fn who_is_in_a_call_is_busy() {
    let server = Server::start("").await;
    let [mut ada, mut bob, mut cleo] = people(&server, ["ada", "bob", "cleo"]).await;
    let id = call(&mut ada, "bob").await;
    bob.event("call:offer").await;
    for target in ["bob", "ada"] {
        let busy = call(&mut cleo, target).await;
        assert_eq!(ending(&mut cleo, &busy).await, json!({ "callId": busy, "fromUser": target, "reason": "busy" }));
        let names: Vec<_> = cleo.log.iter().rev().take(2).map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["call:end", "call:ringing"], "the reply comes first, so that the call has a name");
    }
    assert_eq!(ada.fail("call:offer", offer("cleo")).await["code"], "CONFLICT");
    assert_eq!(ada.fail("call:offer", offer("bob")).await["code"], "CONFLICT");
    assert_eq!(ada.fail("call:answer", answer("bob")).await["code"], "CONFLICT");
    bob.ask("call:answer", answer("ada")).await;
    ada.event("call:answer").await;
    let late = call(&mut cleo, "bob").await;
    assert_eq!(ending(&mut cleo, &late).await["reason"], "busy");
    bob.settle().await;
    assert_eq!(count(&bob, "call:offer"), 1, "a busy user is not disturbed");
    bob.ask("call:end", end("ada")).await;
    ending(&mut ada, &id).await;
    call(&mut cleo, "bob").await;
}

#[tokio::test]
async fn two_crossing_offers_are_one_call() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    for _ in 0..5 {
        ada.log.clear();
        bob.log.clear();
        let (first, second) =
            (ada.begin("call:offer", offer("bob")).await, bob.begin("call:offer", offer("ada")).await);
        let (first, second) = (ada.reply(&first).await, bob.reply(&second).await);
        assert_eq!((first.name.as_str(), second.name.as_str()), ("call:ringing", "call:ringing"));
        let id = text(&first.payload()["callId"]).to_owned();
        assert_eq!(second.payload()["callId"], json!(id), "both name the same call");
        ada.settle().await;
        bob.settle().await;
        assert_eq!(count(&ada, "call:offer") + count(&bob, "call:offer"), 1, "one of them is called");
        let called = count(&bob, "call:offer") == 1;
        let (caller, callee, name) = if called { (&mut ada, &mut bob, "ada") } else { (&mut bob, &mut ada, "bob") };
        assert_eq!(callee.ask("call:answer", answer(name)).await["callId"], json!(id));
        caller.event("call:answer").await;
        callee.ask("call:end", end(name)).await;
        assert_eq!(ending(caller, &id).await["reason"], "hangup");
    }
}
