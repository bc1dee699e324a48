//! Clients that each have one command in flight: server CPU per message, latency, throughput.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use memchr::memmem;
use serde_json::{Value, json};

use crate::client::{Client, Target, request_id};
use crate::crowd::all;
use crate::process;

/// Which command is sent, and until which reply its time runs.
#[derive(Clone, Copy)]
pub enum Scenario {
    List,
    Chat,
}

pub struct Plan {
    pub target: Target,
    pub pid: u32,
    pub scenario: Scenario,
    pub clients: usize,
    /// Totals over all clients, rounded down to a multiple of their number.
    pub warmup: usize,
    pub messages: usize,
}

/// A client with its command, cut where the requestId goes.
struct Caller {
    client: Client,
    before_id: String,
    after_id: &'static str,
    reply: &'static [u8],
    microseconds: Vec<u32>,
}

/// Sends all messages of the plan and returns its measurements as JSON.
pub async fn measure(plan: &Plan) -> Result<Value> {
    let mut callers = connect(plan).await?;
    callers = exchange(callers, plan.warmup / plan.clients).await?;
    for caller in &mut callers {
        caller.microseconds.clear();
    }
    let own = std::process::id();
    let (frames, bytes) = received(&callers);
    let (server_before, own_before) = (process::cpu_time(plan.pid)?, process::cpu_time(own)?);
    let started = Instant::now();
    callers = exchange(callers, plan.messages / plan.clients).await?;
    let elapsed = started.elapsed();
    let server_time = process::cpu_time(plan.pid)? - server_before;
    let own_time = process::cpu_time(own)? - own_before;
    let (frames_after, bytes_after) = received(&callers);

    let mut latencies: Vec<u32> = callers.into_iter().flat_map(|caller| caller.microseconds).collect();
    latencies.sort_unstable();
    let count = latencies.len() as f64;
    Ok(json!({
        "messages": latencies.len(),
        "cpuMicroseconds": microseconds(server_time) / count,
        "generatorCpuMicroseconds": microseconds(own_time) / count,
        "serverBusy": server_time.as_secs_f64() / elapsed.as_secs_f64(),
        "messagesPerSecond": count / elapsed.as_secs_f64(),
        "p50Milliseconds": percentile(&latencies, 0.50)?,
        "p99Milliseconds": percentile(&latencies, 0.99)?,
        "framesPerMessage": (frames_after - frames) as f64 / count,
        "bytesPerMessage": (bytes_after - bytes) as f64 / count,
    }))
}

pub fn microseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// In milliseconds, of sorted microseconds.
pub fn percentile(sorted: &[u32], share: f64) -> Result<f64> {
    let rank = (sorted.len() as f64 * share) as usize;
    let value = sorted.get(rank).context("no message was measured")?;
    Ok(f64::from(*value) / 1e3)
}

fn received(callers: &[Caller]) -> (u64, u64) {
    callers.iter().fold((0, 0), |(frames, bytes), caller| (frames + caller.client.frames, bytes + caller.client.bytes))
}

async fn connect(plan: &Plan) -> Result<Vec<Caller>> {
    let Plan { target, scenario, .. } = *plan;
    all((0..plan.clients).map(|number| async move {
        let mut client = Client::connect(target, number).await?;
        let session = if target.raw { String::new() } else { client.first_session().await? };
        Ok(Caller::new(client, scenario, &session))
    }))
    .await
}

/// Every caller sends `count` commands, the next one when the last is answered.
async fn exchange(callers: Vec<Caller>, count: usize) -> Result<Vec<Caller>> {
    all(callers.into_iter().map(|mut caller| async move {
        for _ in 0..count {
            caller.call().await?;
        }
        Ok(caller)
    }))
    .await
}

impl Caller {
    fn new(client: Client, scenario: Scenario, session: &str) -> Self {
        let (before_id, reply): (_, &[u8]) = match scenario {
            Scenario::List => ("42[\"session:list\",{\"requestId\":\"".to_owned(), b"42[\"session:list\","),
            Scenario::Chat => (
                format!(
                    "42[\"chat:send\",{{\"sessionId\":\"{session}\",\
                     \"message\":\"What is the shortest way from the station to the harbour?\",\"requestId\":\""
                ),
                b"42[\"chat:response\",",
            ),
        };
        Self { client, before_id, after_id: "\"}]", reply, microseconds: Vec::new() }
    }

    async fn call(&mut self) -> Result<()> {
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        let id = request_id().hyphenated().encode_lower(&mut text).as_bytes();
        let packet = [self.before_id.as_bytes(), id, self.after_id.as_bytes()].concat();
        let sent = Instant::now();
        self.client.send(&packet).await?;
        loop {
            let packet = self.client.next_packet().await?;
            if packet.starts_with(self.reply) && memmem::find(&packet, id).is_some() {
                break;
            }
        }
        self.microseconds.push(u32::try_from(sent.elapsed().as_micros())?);
        Ok(())
    }
}
