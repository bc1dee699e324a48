//! A resume storm: everybody is cut at once and comes back within seconds, while others go on writing.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use memchr::memmem;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use crate::client::{CONNECTION_EVENT, Client, Target};
use crate::crowd::{HANDSHAKES, ended, few_at_a_time};
use crate::process;
use crate::room::{self, Member, number_after};

/// When a stock client comes back after a cut, by its defaults: one second, give or take a half. Milliseconds.
const COMES_BACK: RangeInclusive<u64> = 500..=1500;
/// Of one client.
const MOST_RETRIES: u64 = 20;
/// Before the cut and after the last one is back.
const STEADY: Duration = Duration::from_secs(3);
const BODY: &str = "What is the shortest way from the station to the harbour?";
/// The last message of every room.
const END: &str = "This is the end";

#[derive(Clone, Copy)]
pub struct Plan {
    pub target: Target,
    pub pid: u32,
    pub clients: usize,
    /// Each has one writer, who stays, and an equal share of the clients.
    pub rooms: usize,
    /// Between two messages of a writer.
    pub pause: Duration,
    /// The server replays nothing: clients join their rooms again, and what they lose is counted.
    pub rejoin: bool,
}

/// What goes on; each comes after the one before.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Phase {
    /// Clients join their rooms.
    Gathering,
    /// The writers write.
    Writing,
    /// And everybody else is cut.
    Storm,
    /// And all are back: one more message.
    End,
}

/// What the whole crowd is told, and what it tells.
#[derive(Clone)]
struct Signals {
    handshakes: Arc<Semaphore>,
    phase: watch::Receiver<Phase>,
    here: mpsc::Sender<Here>,
}

/// A client is in its room, or is back.
#[derive(Default)]
struct Here {
    /// Connections that failed before it was back.
    retries: u64,
    /// Events that it got by the replay, or never.
    replayed: u64,
    lost: u64,
}

/// Every client checks its stream up to the last message of its room. Returns the measurements as JSON, KiB and seconds.
pub async fn measure(plan: &Plan) -> Result<Value> {
    let writers = open_rooms(plan).await?;
    let rooms: Vec<_> = writers.iter().map(|writer| Arc::clone(&writer.room)).collect();
    let (phase, phases) = watch::channel(Phase::Gathering);
    let (here, arrivals) = mpsc::channel(plan.clients);
    let signals = Signals { handshakes: Arc::new(Semaphore::new(HANDSHAKES)), phase: phases.clone(), here };
    let mut crowd: JoinSet<Result<()>> = JoinSet::new();
    for (number, room) in (0..plan.clients).zip(rooms.into_iter().cycle()) {
        crowd.spawn(live(*plan, number, room, signals.clone()));
    }
    for writer in writers {
        crowd.spawn(write(writer, plan.pause, phases.clone()));
    }
    let conducting = async {
        let measured = storm(plan, &phase, arrivals).await?;
        sleep(STEADY).await;
        phase.send_replace(Phase::End);
        Ok(measured)
    };
    let (measured, ()) = tokio::try_join!(conducting, ended(crowd))?;
    Ok(measured)
}

/// Waits for everybody, cuts everybody off, and waits for the last one to be back.
async fn storm(plan: &Plan, phase: &watch::Sender<Phase>, mut arrivals: mpsc::Receiver<Here>) -> Result<Value> {
    for _ in 0..plan.clients {
        arrivals.recv().await.context("the crowd is gone")?;
    }
    phase.send_replace(Phase::Writing);
    sleep(STEADY).await;
    let before = process::resident_kib(plan.pid)?;
    process::reset_peak(plan.pid)?;
    let cpu = process::cpu_time(plan.pid)?;
    let began = Instant::now();
    phase.send_replace(Phase::Storm);
    let (mut retries, mut replayed, mut lost) = (0, 0, 0);
    for _ in 0..plan.clients {
        let back = arrivals.recv().await.context("the crowd is gone")?;
        retries += back.retries;
        replayed += back.replayed;
        lost += back.lost;
    }
    Ok(json!({
        "clients": plan.clients,
        "rooms": plan.rooms,
        "secondsToLast": began.elapsed().as_secs_f64(),
        "cpuSeconds": (process::cpu_time(plan.pid)? - cpu).as_secs_f64(),
        "beforeKib": before,
        "peakKib": process::peak_kib(plan.pid)?,
        "retries": retries,
        "replayed": replayed,
        "lost": lost,
    }))
}

/// Every room with its writer in it.
async fn open_rooms(plan: &Plan) -> Result<Vec<Member>> {
    let target = plan.target.with_source(0)?;
    few_at_a_time((plan.clients..plan.clients + plan.rooms).map(|number| async move {
        let mut client = Client::connect(target, number).await?;
        let room = room::create(&mut client).await?;
        Member::join(client, room).await
    }))
    .await
}

async fn write(mut writer: Member, pause: Duration, mut phase: watch::Receiver<Phase>) -> Result<()> {
    read_until(&mut writer, Phase::Writing, &mut phase).await?;
    sleep(pause.mul_f64(fastrand::f64())).await;
    let mut turns = interval(pause);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while *phase.borrow() < Phase::End {
        turns.tick().await;
        writer.say(BODY).await?;
    }
    writer.say(END).await?;
    Ok(())
}

async fn read_until(member: &mut Member, begun: Phase, phase: &mut watch::Receiver<Phase>) -> Result<()> {
    loop {
        tokio::select! {
            event = member.next_event() => drop(event?),
            reached = phase.wait_for(|phase| *phase >= begun) => {
                reached?;
                return Ok(());
            }
        }
    }
}

/// Joins the room, reads until the cut, comes back, and reads until the end.
async fn live(plan: Plan, number: usize, room: Arc<str>, mut signals: Signals) -> Result<()> {
    let turn = Arc::clone(&signals.handshakes).acquire_owned().await?;
    let mut member = Member::join(Client::connect(plan.target.with_source(0)?, number).await?, room).await?;
    drop(turn);
    signals.here.send(Here::default()).await?;
    read_until(&mut member, Phase::Storm, &mut signals.phase).await?;
    let Member { client, room, seq } = member;
    drop(client);
    let (mut member, back) = come_back(plan, number, room, seq).await?;
    signals.here.send(back).await?;
    while memmem::find(&member.next_event().await?, END.as_bytes()).is_none() {}
    Ok(())
}

/// Connects again, from a position in the room's stream.
async fn come_back(plan: Plan, number: usize, room: Arc<str>, seq: u64) -> Result<(Member, Here)> {
    let auth = format!("{{\"userId\":\"bench-{number}\",\"resume\":{{\"rooms/{room}\":{seq}}}}}");
    let target = plan.target.with_source(1)?;
    let mut retries = 0;
    let client = loop {
        // One that fails tries again, as stock clients do.
        sleep(Duration::from_millis(fastrand::u64(COMES_BACK))).await;
        match Client::connect_with(target, &auth).await {
            Ok(client) => break client,
            Err(error) if retries == MOST_RETRIES => return Err(error),
            Err(_) => retries += 1,
        }
    };
    let mut member = Member { client, room, seq };
    let greeting = loop {
        let packet = member.client.next_packet().await?;
        if packet.starts_with(CONNECTION_EVENT) {
            break packet;
        }
        ensure!(!packet.starts_with(b"42[\"sync:reset\","), "not resumed: {}", String::from_utf8_lossy(&packet));
        member.follow(&packet)?;
    };
    let replayed = number_after(&greeting, b"\"replayed\":")?;
    ensure!(replayed == member.seq - seq, "{replayed} replayed, but {seq} became {}", member.seq);
    let lost = if plan.rejoin { member.rejoin().await? } else { 0 };
    Ok((member, Here { retries, replayed, lost }))
}
