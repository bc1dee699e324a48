//! Members of a room, who hold each event of its stream against the one before: every `seq` once, none left out.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bytes::BytesMut;
use memchr::memmem;
use serde_json::Value;

use crate::client::{Client, request_id};

/// The events of a room's stream that this benchmark causes.
const STREAM: [&[u8]; 2] = [b"42[\"chat:message\",", b"42[\"room:memberJoined\","];

/// Makes a public room and returns its id.
pub async fn create(client: &mut Client) -> Result<Arc<str>> {
    let fields = "\"name\":\"bench\",\"visibility\":\"public\"";
    let created = request(client, "room:create", fields, |_| Ok(())).await?;
    let event: Value = serde_json::from_slice(&created[2..])?;
    let id = event.pointer("/1/payload/id").and_then(Value::as_str);
    Ok(id.with_context(|| format!("no room in {event}"))?.into())
}

/// A client in one room.
pub struct Member {
    pub client: Client,
    pub room: Arc<str>,
    /// Of the last event that it has got.
    pub seq: u64,
}

impl Member {
    /// Joins; from then on it has to get everything.
    pub async fn join(mut client: Client, room: Arc<str>) -> Result<Self> {
        let seq = position_by_joining(&mut client, &room).await?;
        Ok(Self { client, room, seq })
    }

    /// Joins once more, on a connection that was not resumed; how many events it will never get.
    pub async fn rejoin(&mut self) -> Result<u64> {
        let position = position_by_joining(&mut self.client, &self.room).await?;
        let lost = position.checked_sub(self.seq).context("the room's head went back")?;
        self.seq = position;
        Ok(lost)
    }

    /// Posts a message and returns its `seq` when it is stored.
    pub async fn say(&mut self, body: &str) -> Result<u64> {
        let fields = format!("\"roomId\":\"{}\",\"body\":\"{body}\"", self.room);
        let seq = &mut self.seq;
        let sent = request(&mut self.client, "chat:send", &fields, |packet| follow(seq, packet).map(drop)).await?;
        number_after(&sent, b"\"seq\":")
    }

    /// The next event of the room's stream.
    pub async fn next_event(&mut self) -> Result<BytesMut> {
        loop {
            let packet = self.client.next_packet().await?;
            if self.follow(&packet)? {
                return Ok(packet);
            }
        }
    }

    /// Takes note of a packet; whether it is of the room's stream. A gap, a repeat or a wrong order is an error.
    pub fn follow(&mut self, packet: &[u8]) -> Result<bool> {
        follow(&mut self.seq, packet)
    }
}

fn follow(last: &mut u64, packet: &[u8]) -> Result<bool> {
    let Some(seq) = seq_of(packet)? else {
        return Ok(false);
    };
    ensure!(seq == *last + 1, "seq {seq} came after {last}: {}", String::from_utf8_lossy(packet));
    *last = seq;
    Ok(true)
}

/// Its place in the room's stream, if it is of it.
fn seq_of(packet: &[u8]) -> Result<Option<u64>> {
    let streamed = STREAM.iter().any(|event| packet.starts_with(event));
    streamed.then(|| number_after(packet, b"\"seq\":")).transpose()
}

/// The `seq` that a client is at when it has joined: that of the reply, or of what came after it before the reply did.
async fn position_by_joining(client: &mut Client, room: &str) -> Result<u64> {
    let mut early = Vec::new();
    let fields = format!("\"roomId\":\"{room}\"");
    let joined = request(client, "room:join", &fields, |packet| {
        early.extend(seq_of(packet)?);
        Ok(())
    })
    .await?;
    let head = number_after(&joined, b"\"headSeq\":")?;
    early.into_iter().filter(|seq| *seq > head).try_fold(head, |last, seq| {
        ensure!(seq == last + 1, "seq {seq} came after {last} while joining");
        Ok(seq)
    })
}

/// Sends a command and returns its reply; `other` sees what comes before it.
pub async fn request(
    client: &mut Client,
    event: &str,
    fields: &str,
    mut other: impl FnMut(&[u8]) -> Result<()>,
) -> Result<BytesMut> {
    let id = request_id().to_string();
    client.send(format!("42[\"{event}\",{{{fields},\"requestId\":\"{id}\"}}]").as_bytes()).await?;
    loop {
        let packet = client.next_packet().await?;
        // Events of a stream never carry a requestId.
        if memmem::find(&packet, id.as_bytes()).is_some() {
            return Ok(packet);
        }
        other(&packet)?;
    }
}

/// The number after the last occurrence of `key`: the envelope comes after the payload.
pub fn number_after(packet: &[u8], key: &[u8]) -> Result<u64> {
    let shown = || format!("no {} in {}", String::from_utf8_lossy(key), String::from_utf8_lossy(packet));
    let at = memmem::rfind(packet, key).with_context(shown)? + key.len();
    let digits = packet[at..].iter().take_while(|byte| byte.is_ascii_digit());
    Ok(digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(seq: u64) -> String {
        format!("42[\"chat:message\",{{\"payload\":{{\"seq\":7,\"body\":\"\"}},\"topic\":\"rooms/a\",\"seq\":{seq}}}]")
    }

    #[test]
    fn a_stream_has_neither_gaps_nor_repeats() {
        let mut last = 9;
        assert!(follow(&mut last, message(10).as_bytes()).unwrap());
        assert!(follow(&mut last, message(10).as_bytes()).is_err());
        assert!(follow(&mut last, message(12).as_bytes()).is_err());
        assert!(follow(&mut last, message(11).as_bytes()).unwrap());
        assert!(!follow(&mut last, b"42[\"device:online\",{}]").unwrap());
        assert_eq!(last, 11);
    }
}
