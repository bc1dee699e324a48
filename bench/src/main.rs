//! `load`: puts one kind of load on one running server and prints one line of JSON with what it measured.

mod client;
mod crowd;
mod dialect;
mod echo;
mod exchange;
mod fanout;
mod frame;
mod memory;
mod missions;
mod process;
mod room;
mod storm;

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use dialect::Dialect;
use serde_json::Value;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    load: Load,
    /// The server's loopback address.
    #[arg(long)]
    server: SocketAddr,
    /// The server's process, whose time and memory are measured.
    #[arg(long)]
    pid: u32,
    /// Speak bare WebSocket text, for an echo server.
    #[arg(long)]
    raw: bool,
    /// Give up after this long.
    #[arg(long, default_value_t = 600)]
    deadline_seconds: u64,
}

#[derive(Subcommand)]
enum Load {
    /// `session:list`, one message in flight per client.
    List(Messages),
    /// `chat:send` until its `chat:response`, one message in flight per client, each in its own session.
    Chat(Messages),
    /// Idle connections, then storms of connecting and dropping.
    Memory {
        #[arg(long, default_value_t = 10_000)]
        connections: usize,
        #[arg(long, default_value_t = 10)]
        storms: usize,
        #[arg(long, default_value_t = 30)]
        hold_seconds: u64,
    },
    /// Messages to a room, one in flight per writer.
    Fanout {
        #[arg(long, default_value_t = 200)]
        readers: usize,
        #[arg(long, default_value_t = 3)]
        writers: usize,
        #[arg(long, default_value_t = 300)]
        warmup: usize,
        #[arg(long, default_value_t = 1_500)]
        messages: usize,
        /// What the readers speak, in turns.
        #[arg(long = "dialect", default_value = "socketio")]
        dialects: Vec<Dialect>,
    },
    /// A message there and back over one dialect, one in flight per client.
    Echo {
        #[arg(long)]
        dialect: Dialect,
        /// To a room, stored; else a ping.
        #[arg(long)]
        say: bool,
        #[command(flatten)]
        messages: Messages,
    },
    /// Missions that run spec by spec, all of them watched by everybody, and a room with as many readers.
    Missions {
        #[arg(long, default_value_t = 100)]
        missions: usize,
        #[arg(long, default_value_t = 10)]
        specs: usize,
        #[arg(long, default_value_t = 50)]
        watchers: usize,
    },
    /// Clients in rooms that are all cut at once and come back, while others write.
    Storm {
        #[arg(long, default_value_t = 5_000)]
        clients: usize,
        #[arg(long, default_value_t = 100)]
        rooms: usize,
        /// Between two messages to a room.
        #[arg(long, default_value_t = 500)]
        pause_milliseconds: u64,
        /// Join again instead of resuming, and count what is lost.
        #[arg(long)]
        rejoin: bool,
    },
}

#[derive(Args)]
struct Messages {
    #[arg(long, default_value_t = 100)]
    clients: usize,
    #[arg(long, default_value_t = 20_000)]
    warmup: usize,
    #[arg(long, default_value_t = 50_000)]
    messages: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let deadline = Duration::from_secs(arguments.deadline_seconds);
    let measured = tokio::time::timeout(deadline, run(arguments)).await.context("the deadline passed")??;
    println!("{measured}");
    Ok(())
}

async fn run(arguments: Arguments) -> Result<Value> {
    let Arguments { load, server, pid, raw, .. } = arguments;
    let target = client::Target { server, source: None, raw };
    let exchange = async |scenario, Messages { clients, warmup, messages }| {
        exchange::measure(&exchange::Plan { target, pid, scenario, clients, warmup, messages }).await
    };
    match load {
        Load::List(messages) => exchange(exchange::Scenario::List, messages).await,
        Load::Chat(messages) => exchange(exchange::Scenario::Chat, messages).await,
        Load::Memory { connections, storms, hold_seconds } => {
            let hold = Duration::from_secs(hold_seconds);
            memory::measure(&memory::Plan { target, pid, connections, storms, hold }).await
        }
        Load::Fanout { readers, writers, warmup, messages, dialects } => {
            fanout::measure(&fanout::Plan { target, pid, readers, writers, warmup, messages, dialects }).await
        }
        Load::Echo { dialect, say, messages } => {
            let Messages { clients, warmup, messages } = messages;
            echo::measure(&echo::Plan { target, pid, dialect, say, clients, warmup, messages }).await
        }
        Load::Missions { missions, specs, watchers } => {
            missions::measure(&missions::Plan { target, pid, missions, specs, watchers }).await
        }
        Load::Storm { clients, rooms, pause_milliseconds, rejoin } => {
            let pause = Duration::from_millis(pause_milliseconds);
            storm::measure(&storm::Plan { target, pid, clients, rooms, pause, rejoin }).await
        }
    }
}
