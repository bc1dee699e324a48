//! There and back over one dialect: server CPU per message, one in flight per client.

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::client::{Client, Target};
use crate::crowd::all;
use crate::dialect::{Dialect, until};
use crate::exchange::{microseconds, percentile};
use crate::{process, room};

const BODY: &str = "What is the shortest way from the station to the harbour?";

pub struct Plan {
    pub target: Target,
    pub pid: u32,
    pub dialect: Dialect,
    /// To a room of the client's own, stored; else a ping.
    pub say: bool,
    pub clients: usize,
    /// Totals over all clients, rounded down to a multiple of their number.
    pub warmup: usize,
    pub messages: usize,
}

struct Caller {
    client: Client,
    dialect: Dialect,
    /// `None`: it pings.
    room: Option<String>,
}

/// Returns its measurements as JSON.
pub async fn measure(plan: &Plan) -> Result<Value> {
    let Plan { target, dialect, say, .. } = *plan;
    let callers = all((0..plan.clients).map(|number| Caller::connect(target, dialect, say, number))).await?;
    let (callers, _) = exchange(callers, plan.warmup / plan.clients).await?;
    let before = process::cpu_time(plan.pid)?;
    let started = Instant::now();
    let (_callers, mut latencies) = exchange(callers, plan.messages / plan.clients).await?;
    let elapsed = started.elapsed();
    let cpu = process::cpu_time(plan.pid)? - before;
    latencies.sort_unstable();
    let count = latencies.len() as f64;
    Ok(json!({
        "messages": latencies.len(),
        "cpuMicroseconds": microseconds(cpu) / count,
        "serverBusy": cpu.as_secs_f64() / elapsed.as_secs_f64(),
        "p50Milliseconds": percentile(&latencies, 0.50)?,
        "p99Milliseconds": percentile(&latencies, 0.99)?,
    }))
}

async fn exchange(callers: Vec<Caller>, count: usize) -> Result<(Vec<Caller>, Vec<u32>)> {
    let done = all(callers.into_iter().map(|mut caller| async move {
        let mut latencies = Vec::with_capacity(count);
        for _ in 0..count {
            let sent = Instant::now();
            caller.call().await?;
            latencies.push(u32::try_from(sent.elapsed().as_micros())?);
        }
        Ok((caller, latencies))
    }))
    .await?;
    let (callers, latencies): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    Ok((callers, latencies.concat()))
}

impl Caller {
    async fn connect(target: Target, dialect: Dialect, say: bool, number: usize) -> Result<Self> {
        let room = match say {
            true => Some(room::create(&mut Client::connect(target, number).await?).await?.to_string()),
            false => None,
        };
        let mut client = dialect.connect(target, number).await?;
        if let Some(room) = &room {
            client.send(dialect.join(room).as_bytes()).await?;
        }
        Ok(Self { client, dialect, room })
    }

    async fn call(&mut self) -> Result<()> {
        let words = match &self.room {
            Some(room) => self.dialect.say(room, BODY),
            None => self.dialect.ping(),
        };
        let (message, answer) = words.context("the dialect has no such message")?;
        self.client.send(message.as_bytes()).await?;
        until(&mut self.client, answer).await.map(drop)
    }
}
