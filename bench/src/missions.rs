//! Missions with many watchers: server CPU for each delivery of one event to one watcher, beside that of a room with
//! as many readers, on the same server.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use memchr::memmem;
use serde_json::{Value, json};

use crate::client::{Client, Target};
use crate::crowd::{all, few_at_a_time};
use crate::dialect::Dialect;
use crate::exchange::microseconds;
use crate::fanout;
use crate::process;
use crate::room::{self, Member, number_after, request};

/// What is told of missions and of their specs, each on a stream of its own.
const TOPICS: [&str; 2] = ["missions", "forge_sessions"];

pub struct Plan {
    pub target: Target,
    pub pid: u32,
    pub missions: usize,
    pub specs: usize,
    pub watchers: usize,
}

/// Returns its measurements as JSON.
pub async fn measure(plan: &Plan) -> Result<Value> {
    let (target, pid) = (plan.target, plan.pid);
    let dialects = vec![Dialect::Socketio];
    let room = fanout::Plan { target, pid, readers: plan.watchers, writers: 3, warmup: 300, messages: 1_500, dialects };
    let room = fanout::measure(&room).await?;
    let missions = watched(plan).await?;
    let cpu = |measured: &Value| measured["cpuMicroseconds"].as_f64().unwrap_or(f64::NAN);
    Ok(json!({
        "missions": plan.missions,
        "specs": plan.specs,
        "watchers": plan.watchers,
        "cpuMicroseconds": cpu(&missions),
        "roomCpuMicroseconds": cpu(&room),
        "toRoom": cpu(&missions) / cpu(&room),
        "deliveriesPerSecond": missions["deliveriesPerSecond"],
        "eventsPerSpec": missions["eventsPerSpec"],
    }))
}

async fn watched(plan: &Plan) -> Result<Value> {
    let target = plan.target.with_source(1)?;
    let mut creator = Client::connect(target, plan.watchers).await?;
    let room = room::create(&mut creator).await?;
    let watchers = few_at_a_time((0..plan.watchers).map(|number| {
        let room = Arc::clone(&room);
        async move { Watcher::begin(Client::connect(target, number).await?, room).await }
    }))
    .await?;
    let mut made = Vec::new();
    for _ in 0..plan.missions {
        made.push(create(&mut creator, &room, plan.specs).await?);
    }
    let (cpu_before, started) = (process::cpu_time(plan.pid)?, Instant::now());
    let starting = async {
        for mission in &made {
            request(&mut creator, "mission:start", &format!("\"missionId\":\"{mission}\""), |_| Ok(())).await?;
        }
        Ok(())
    };
    let watching = all(watchers.into_iter().map(|watcher| watcher.until_done(plan.missions, plan.specs)));
    let ((), events) = tokio::try_join!(starting, watching)?;
    let cpu = process::cpu_time(plan.pid)? - cpu_before;
    ensure!(events.iter().all(|count| *count == events[0]), "the watchers got different numbers of events");
    let deliveries = events.iter().sum::<u64>() as f64;
    Ok(json!({
        "cpuMicroseconds": microseconds(cpu) / deliveries,
        "deliveriesPerSecond": deliveries / started.elapsed().as_secs_f64(),
        "eventsPerSpec": events[0] as f64 / (plan.missions * plan.specs) as f64,
    }))
}

async fn create(creator: &mut Client, room: &str, specs: usize) -> Result<String> {
    let specs: Vec<_> = (0..specs).map(|number| format!("{{\"id\":\"{number}\",\"prompt\":\"do it\"}}")).collect();
    let fields = format!("\"name\":\"bench\",\"roomId\":\"{room}\",\"specs\":[{}]", specs.join(","));
    let created = request(creator, "mission:create", &fields, |_| Ok(())).await?;
    let event: Value = serde_json::from_slice(&created[2..])?;
    Ok(event.pointer("/1/payload/id").and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// A client that watches all missions of its room.
struct Watcher {
    client: Client,
    /// Of the last event of each stream.
    heads: [u64; 2],
}

impl Watcher {
    async fn begin(client: Client, room: Arc<str>) -> Result<Self> {
        let mut client = Member::join(client, room).await?.client;
        let mut heads = [0; 2];
        for (topic, head) in TOPICS.iter().zip(&mut heads) {
            let fields = format!("\"topic\":\"{topic}\"");
            let subscribed = request(&mut client, "subscription:subscribe", &fields, |_| Ok(())).await?;
            *head = number_after(&subscribed, b"\"headSeq\":")?;
        }
        Ok(Self { client, heads })
    }

    /// Reads until all missions are made and done; how many events came from the start of the first one on.
    async fn until_done(mut self, missions: usize, specs: usize) -> Result<u64> {
        let (mut missions_left, mut specs_left, mut events) = (missions, missions * specs, 0);
        while missions_left > 0 || specs_left > 0 {
            let packet = self.client.next_packet().await?;
            let Some(stream) = stream_of(&packet) else { continue };
            let (seq, head) = (number_after(&packet, b"\"seq\":")?, &mut self.heads[stream]);
            ensure!(seq == *head + 1, "seq {seq} of {} came after {head}", TOPICS[stream]);
            *head = seq;
            if packet.starts_with(b"42[\"mission:created\"") {
                continue;
            }
            events += 1;
            specs_left -= usize::from(packet.starts_with(b"42[\"forge:completed\""));
            missions_left -= usize::from(memmem::find(&packet, b"\"newStatus\":\"completed\"").is_some());
        }
        Ok(events)
    }
}

/// Which of the topics an event is told on.
fn stream_of(packet: &[u8]) -> Option<usize> {
    [&b"42[\"mission:"[..], &b"42[\"forge:"[..]].iter().position(|prefix| packet.starts_with(prefix))
}
