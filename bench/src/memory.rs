//! Idle connections: resident memory of the server for each, and what stays after they are gone.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};

use crate::client::{CONNECTION_EVENT, Client, Target};
use crate::crowd::few_at_a_time;
use crate::process;

/// A figure counts as settled when it moved by at most 1 % over these polls.
const POLL: Duration = Duration::from_millis(500);
const STABLE_POLLS: usize = 6;
const SETTLE_LIMIT: Duration = Duration::from_secs(60);
/// Files that a server may open for itself while it works (database connections), beyond those it began with.
const OWN_FILES: usize = 100;

pub struct Plan {
    pub target: Target,
    pub pid: u32,
    pub connections: usize,
    pub storms: usize,
    /// How long the connections stay before they are weighed: longer than a heartbeat, so that it is included.
    pub hold: Duration,
}

/// Weighs the server cold, with all connections idle, after they are gone, and after the storms. KiB in JSON.
pub async fn measure(plan: &Plan) -> Result<Value> {
    let cold = settle(plan.pid).await?;
    let files = process::open_descriptors(plan.pid)?;
    let idle = weigh_idle(plan).await?;
    drained(plan.pid, files).await?;
    let start = settle(plan.pid).await?;
    let began = Instant::now();
    for storm in 1..=plan.storms {
        drop(connect_all(plan, storm).await?);
        drained(plan.pid, files).await?;
    }
    let storm_seconds = began.elapsed().as_secs_f64() / plan.storms.max(1) as f64;
    let after = settle(plan.pid).await?;
    Ok(json!({
        "connections": plan.connections,
        "storms": plan.storms,
        "coldKib": cold,
        "idleKib": idle,
        "kibPerConnection": idle.saturating_sub(cold) as f64 / plan.connections as f64,
        "startKib": start,
        "afterStormsKib": after,
        "afterToStart": after as f64 / start as f64,
        "secondsPerStorm": storm_seconds,
    }))
}

/// All connections open and their `connection` events received; then the hold, with heartbeats answered.
async fn weigh_idle(plan: &Plan) -> Result<u64> {
    let clients = connect_all(plan, 0).await?;
    let (greeted, mut greetings) = mpsc::channel(plan.connections);
    let mut idle: JoinSet<Result<()>> =
        clients.into_iter().map(|client| stay(client, plan.target.raw, greeted.clone())).collect();
    let weighing = async {
        for _ in 0..plan.connections {
            greetings.recv().await.context("a client ended before its connection event")?;
        }
        tokio::time::sleep(plan.hold).await;
        settle(plan.pid).await
    };
    tokio::select! {
        kib = weighing => kib,
        Some(ended) = idle.join_next() => bail!("an idle client ended: {ended:?}"),
    }
}

async fn stay(mut client: Client, raw: bool, greeted: mpsc::Sender<()>) -> Result<()> {
    if raw {
        greeted.send(()).await?;
    }
    loop {
        if client.next_packet().await?.starts_with(CONNECTION_EVENT) {
            greeted.send(()).await?;
        }
    }
}

/// The users are the same each time: their sessions are no leak.
async fn connect_all(plan: &Plan, storm: usize) -> Result<Vec<Client>> {
    let target = plan.target.with_source(storm)?;
    few_at_a_time((0..plan.connections).map(|number| Client::connect(target, number))).await
}

/// Waits until the server has let go of its sockets.
async fn drained(pid: u32, files: usize) -> Result<()> {
    let gone = async {
        let mut polls = interval(POLL);
        while process::open_descriptors(pid)? > files + OWN_FILES {
            polls.tick().await;
        }
        Ok(())
    };
    match timeout(SETTLE_LIMIT, gone).await {
        Ok(result) => result,
        Err(_) => bail!("the server still holds {} sockets and files", process::open_descriptors(pid)?),
    }
}

/// Resident memory once it stands still; after the limit, whatever it is then.
async fn settle(pid: u32) -> Result<u64> {
    let mut polls = interval(POLL);
    let deadline = Instant::now() + SETTLE_LIMIT;
    let mut samples = Vec::new();
    loop {
        polls.tick().await;
        let now = process::resident_kib(pid)?;
        samples.push(now);
        let recent = samples.iter().rev().take(STABLE_POLLS);
        let moved = recent.clone().max().zip(recent.min()).map_or(0, |(high, low)| high - low);
        if (samples.len() >= STABLE_POLLS && moved * 100 <= now) || Instant::now() >= deadline {
            return Ok(now);
        }
    }
}
