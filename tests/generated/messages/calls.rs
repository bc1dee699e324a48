//! Of calls and voice rooms.

use super::*;

fn sdp(full: bool) -> Sdp {
    let text = |text: &str| text.to_owned().try_into().unwrap();
    match full {
        true => Sdp::Description { r#type: SdpType::Offer, sdp: text("v=0\r\n") },
        false => Sdp::Text(text("v=0\r\n")),
    }
}

fn candidates() -> Vec<Candidate> {
    let line = || "candidate:1".to_owned().try_into().unwrap();
    let tag = |full: bool| full.then(|| "0".to_owned().try_into().unwrap());
    let init = |full: bool| Candidate::Init {
        candidate: line(),
        sdp_mid: tag(full),
        sdp_m_line_index: full.then(|| serde_json::from_str("0").unwrap()),
        username_fragment: tag(full),
    };
    vec![Candidate::End, Candidate::Line(line()), init(false), init(true)]
}

fn ids() -> (String, String) {
    ("c".into(), "u".into())
}

fn calls(full: bool) -> Vec<Event> {
    let (call_id, from_user) = ids();
    let call_type = if full { CallType::Screen } else { CallType::Audio };
    let end = CallEnd { call_id: call_id.clone(), from_user: from_user.clone(), reason: text("busy") };
    let ice = candidates().into_iter().map(|candidate| {
        let (call_id, from_user) = ids();
        Event::CallIce(CallIce { call_id, from_user, candidate })
    });
    let answer = CallAnswered { call_id: call_id.clone(), from_user: from_user.clone(), sdp: sdp(full) };
    let offer = CallOffered { call_id, from_user, call_type, sdp: sdp(full) };
    let failed = Event::CallError(error(full).payload(&request_id()));
    let others = [Event::CallOffer(offer), Event::CallAnswer(answer), Event::CallEnd(end), failed];
    others.into_iter().chain(ice).collect()
}

fn muted(full: bool) -> MuteUpdated {
    MuteUpdated { room_id: "r".into(), user_id: "u".into(), muted: full }
}

fn voice(full: bool) -> Vec<Event> {
    let (room_id, user_id) = ("r".to_owned(), "u".to_owned());
    let sent = || VoiceSdp { room_id: room_id.clone(), user_id: user_id.clone(), sdp: sdp(full) };
    let ice = candidates()
        .into_iter()
        .map(|candidate| Event::VoiceIce(VoiceIce { room_id: "r".into(), user_id: "u".into(), candidate }));
    let others = [
        Event::VoiceUserJoined(VoiceUserJoined { room_id: room_id.clone(), user: user(full) }),
        Event::VoiceUserLeft(VoiceUserLeft { room_id: room_id.clone(), user_id: user_id.clone() }),
        Event::VoiceOffer(sent()),
        Event::VoiceAnswer(sent()),
        Event::VoiceMuteUpdated(muted(full)),
        Event::VoiceSpeaking(SpeakingUpdated { room_id: room_id.clone(), user_id: user_id.clone(), speaking: full }),
        Event::VoiceError(error(full).payload(&request_id())),
    ];
    others.into_iter().chain(ice).collect()
}

pub fn events(full: bool) -> Vec<Outgoing> {
    calls(full).into_iter().chain(voice(full)).map(outgoing).collect()
}

pub fn replies(full: bool) -> Vec<Outgoing> {
    let named = CallNamed { call_id: "c".into() };
    let ended = CallEnded { call_id: "c".into(), reason: text("hangup") };
    let participant = |full| Participant { user: user(full), muted: full, speaking: !full, joined_at: AT };
    let joined = VoiceJoined { room_id: "r".into(), participants: many(full, participant) };
    let done = Acknowledged { ok: true };
    let relayed = VoiceRelayed { recipients: 2 };
    vec![
        reply("call:offer", &named, full),
        reply("call:answer", &named, full),
        reply("call:ice", &done, full),
        reply("call:end", &ended, full),
        reply("voice:join", &joined, full),
        reply("voice:leave", &VoiceLeft { room_id: "r".into() }, full),
        reply("voice:offer", &relayed, full),
        reply("voice:answer", &relayed, full),
        reply("voice:ice", &done, full),
        reply("voice:mute", &muted(full), full),
        reply("voice:unmute", &muted(full), full),
        reply("voice:speaking", &done, full),
    ]
}
