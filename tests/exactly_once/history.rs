//! What happens: a random history, played against a server.

use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{
    reader::Reader,
    support::{Client, Server, text, user},
};

const READERS: usize = 20;
const ROOMS: usize = 3;
const STEPS: usize = 1_000;

/// One thing that happens.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// Says something in a room, and waits for nothing.
    Say(usize, usize),
    /// Reacts to the newest message that it knows of, or takes it back.
    React(usize, usize, bool),
    /// Edits the last message of its own that was acknowledged.
    Edit(usize),
    /// Deletes it.
    Delete(usize),
    /// Marks the newest message that it knows of as read.
    Read(usize, usize),
    /// Takes in what has arrived.
    Look(usize),
    /// Loses its connection without a goodbye.
    Cut(usize),
    /// Comes back from where it was, and repeats what was not answered.
    Return(usize),
    /// The server dies by kill -9 and starts again.
    Crash,
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (who, place) = (0..READERS, 0..ROOMS);
    let step = prop_oneof![
        400 => (who.clone(), place.clone()).prop_map(|(who, place)| Step::Say(who, place)),
        100 => (who.clone(), place.clone(), any::<bool>()).prop_map(|(who, place, add)| Step::React(who, place, add)),
        60 => who.clone().prop_map(Step::Edit),
        20 => who.clone().prop_map(Step::Delete),
        60 => (who.clone(), place).prop_map(|(who, place)| Step::Read(who, place)),
        200 => who.clone().prop_map(Step::Look),
        70 => who.clone().prop_map(Step::Cut),
        90 => who.prop_map(Step::Return),
        3 => Just(Step::Crash),
    ];
    vec(step, STEPS)
}

/// Plays a history; panics when a reader is told something twice, out of order or not at all.
pub async fn play(steps: Vec<Step>) {
    let mut server = Server::start("handshake.connection_event_delay = \"0s\"").await;
    let (mut readers, rooms) = gather(&server).await;
    for step in steps {
        match step {
            Step::Say(who, place) => readers[who].say(&rooms[place]).await,
            Step::React(who, place, add) => readers[who].react(&rooms[place], add).await,
            Step::Edit(who) => readers[who].edit().await,
            Step::Delete(who) => readers[who].delete().await,
            Step::Read(who, place) => readers[who].read(&rooms[place]).await,
            Step::Look(who) => readers[who].look().await,
            Step::Cut(who) => readers[who].cut().await,
            Step::Return(who) => readers[who].come_back(&server).await,
            Step::Crash => {
                server.kill().await;
                server = server.restarted().await;
            }
        }
    }
    for reader in &mut readers {
        reader.come_back(&server).await;
    }
    // All at once: each has to be answered before the heads are final.
    for reader in &mut readers {
        reader.finish(&server).await;
    }
    let heads = readers[0].heads().await;
    for reader in &mut readers {
        reader.reach(&heads).await;
    }
    compare(&readers, &rooms);
    server.assert_promises_kept().await;
}

/// Everybody joins every room.
async fn gather(server: &Server) -> (Vec<Reader>, Vec<String>) {
    let mut clients = Vec::new();
    for number in 0..READERS {
        clients.push(Client::connect_with(server, user(&format!("user-{number}"))).await);
    }
    let mut rooms = Vec::new();
    for number in 0..ROOMS {
        let settings = json!({ "name": format!("Room {number}"), "visibility": "public" });
        rooms.push(text(&clients[0].ask("room:create", settings).await["id"]).to_owned());
    }
    for client in &mut clients[1..] {
        for room in &rooms {
            client.ask("room:join", json!({ "roomId": room })).await;
        }
    }
    let mut readers = Vec::new();
    for (number, mut client) in clients.into_iter().enumerate() {
        client.settle().await;
        readers.push(Reader::new(format!("user-{number}"), client, &rooms));
    }
    (readers, rooms)
}

/// Every reader was told the same, and every command was carried out once.
fn compare(readers: &[Reader], rooms: &[String]) {
    for room in rooms {
        let told = &readers[0].told[room];
        for reader in readers {
            assert_eq!(&reader.told[room], told, "{} was told something else than {}", reader.name, readers[0].name);
        }
        let messages: Vec<_> = told.iter().filter(|event| event.starts_with("chat:message ")).collect();
        let said: usize = readers.iter().map(|reader| reader.said(room)).sum();
        assert_eq!(messages.len(), said, "what was said in {room} is there once");
        for id in readers.iter().flat_map(|reader| reader.acknowledged(room)) {
            let event = format!("chat:message {id}");
            assert_eq!(told.iter().filter(|told| **told == event).count(), 1, "message {id}, acknowledged");
        }
    }
}
