//! One room with many readers: server CPU for each delivery of one message to one reader.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::client::{Client, Target};
use crate::crowd::{all, ended, few_at_a_time};
use crate::dialect::{Dialect, Reader};
use crate::exchange::{microseconds, percentile};
use crate::process;
use crate::room::{self, Member};

const BODY: &str = "What is the shortest way from the station to the harbour?";

pub struct Plan {
    pub target: Target,
    pub pid: u32,
    pub readers: usize,
    pub writers: usize,
    /// Totals over all writers, rounded down to a multiple of their number.
    pub warmup: usize,
    pub messages: usize,
    /// What the readers speak, in turns.
    pub dialects: Vec<Dialect>,
}

/// How far all readers have got. Each of them goes on in order, so messages arrive everywhere in order too.
struct Arrivals {
    /// The room's head before the first message.
    head: u64,
    readers: u32,
    /// By message: how many readers have it.
    counts: Vec<AtomicU32>,
    /// The last one that all of them have.
    everywhere: watch::Sender<u64>,
}

/// Every writer sends its next message when its last one has reached every reader: nothing piles up, and no
/// server can gain by falling behind. Returns its measurements as JSON.
pub async fn measure(plan: &Plan) -> Result<Value> {
    let (readers, writers) = gather(plan).await?;
    let heads = readers.iter().map(Reader::seq).chain(writers.iter().map(|writer| writer.seq));
    let head = heads.max().unwrap_or_default();
    let (warmup, messages) = (plan.warmup / plan.writers, plan.messages / plan.writers);
    let arrivals = Arc::new(Arrivals {
        head,
        readers: u32::try_from(plan.readers)?,
        counts: (0..(warmup + messages) * plan.writers).map(|_| AtomicU32::new(0)).collect(),
        everywhere: watch::Sender::new(head),
    });
    let reading: JoinSet<_> = readers.into_iter().map(|reader| read(reader, Arc::clone(&arrivals))).collect();
    let writing = async {
        let (writers, _) = write(writers, warmup, &arrivals).await?;
        timed(plan, write(writers, messages, &arrivals)).await
    };
    let (measured, ()) = tokio::try_join!(writing, ended(reading))?;
    Ok(measured)
}

async fn timed(plan: &Plan, writing: impl Future<Output = Result<(Vec<Member>, Vec<u32>)>>) -> Result<Value> {
    let own = std::process::id();
    let (server_before, own_before) = (process::cpu_time(plan.pid)?, process::cpu_time(own)?);
    let started = Instant::now();
    let (_writers, mut latencies) = writing.await?;
    let elapsed = started.elapsed();
    let server_time = process::cpu_time(plan.pid)? - server_before;
    let own_time = process::cpu_time(own)? - own_before;
    latencies.sort_unstable();
    let deliveries = (latencies.len() * plan.readers) as f64;
    Ok(json!({
        "readers": plan.readers,
        "messages": latencies.len(),
        "cpuMicroseconds": microseconds(server_time) / deliveries,
        "generatorCpuMicroseconds": microseconds(own_time) / deliveries,
        "serverBusy": server_time.as_secs_f64() / elapsed.as_secs_f64(),
        "deliveriesPerSecond": deliveries / elapsed.as_secs_f64(),
        "p50Milliseconds": percentile(&latencies, 0.50)?,
        "p99Milliseconds": percentile(&latencies, 0.99)?,
    }))
}

/// Everyone in one new room: readers and writers, each a user of their own.
async fn gather(plan: &Plan) -> Result<(Vec<Reader>, Vec<Member>)> {
    let target = plan.target.with_source(0)?;
    let room = room::create(&mut Client::connect(target, 0).await?).await?;
    let readers = few_at_a_time((0..plan.readers).zip(plan.dialects.iter().cycle()).map(|(number, dialect)| {
        let (room, dialect) = (Arc::clone(&room), *dialect);
        async move { Reader::join(dialect, target, number, room).await }
    }))
    .await?;
    let writers = few_at_a_time((plan.readers..plan.readers + plan.writers).map(|number| {
        let room = Arc::clone(&room);
        async move { Member::join(Client::connect(target, number).await?, room).await }
    }))
    .await?;
    Ok((readers, writers))
}

async fn read(mut reader: Reader, arrivals: Arc<Arrivals>) -> Result<()> {
    while reader.seq() < arrivals.last() {
        reader.next_event().await?;
        arrivals.note(reader.seq());
    }
    Ok(())
}

/// `count` messages of each writer; the microseconds that each took to reach all readers.
async fn write(writers: Vec<Member>, count: usize, arrivals: &Arc<Arrivals>) -> Result<(Vec<Member>, Vec<u32>)> {
    let written = all(writers.into_iter().map(|mut writer| {
        let mut everywhere = arrivals.everywhere.subscribe();
        async move {
            let mut latencies = Vec::with_capacity(count);
            for _ in 0..count {
                let sent = Instant::now();
                let seq = writer.say(BODY).await?;
                everywhere.wait_for(|reached| *reached >= seq).await?;
                latencies.push(u32::try_from(sent.elapsed().as_micros())?);
            }
            Ok((writer, latencies))
        }
    }))
    .await?;
    let (writers, latencies): (Vec<_>, Vec<_>) = written.into_iter().unzip();
    Ok((writers, latencies.concat()))
}

impl Arrivals {
    fn last(&self) -> u64 {
        self.head + self.counts.len() as u64
    }

    /// A reader has got this event; those before the first message count for nothing.
    fn note(&self, seq: u64) {
        let Some(count) = seq.checked_sub(self.head + 1).and_then(|index| self.counts.get(index as usize)) else {
            return;
        };
        if count.fetch_add(1, Ordering::Relaxed) + 1 == self.readers {
            self.everywhere.send_replace(seq);
        }
    }
}
