//! The command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use parlance::{config, contract::generate, logs, serve};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// A realtime backend for Socket.IO web clients
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Task>,
    #[command(flatten)]
    flags: config::Flags,
}

#[derive(Subcommand)]
enum Task {
    /// Serve (also without naming it)
    Serve(config::Flags),
    /// Print an access token for development
    Token {
        #[command(flatten)]
        mint: parlance::Mint,
        #[command(flatten)]
        flags: config::Flags,
    },
    /// Tell the clients of a running server something, as its administrator
    #[command(subcommand)]
    Announce(parlance::Announce),
    /// Show what goes over the wire: connect as a client, print all frames, send what is typed
    Tap(parlance::Tap),
    /// Write the generated files: types, documents
    Generate {
        /// The root of the repository
        #[arg(long, default_value = ".")]
        out: PathBuf,
        /// Change nothing; fail when a file is stale
        #[arg(long)]
        check: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { command, flags } = Arguments::parse();
    let result = match command.unwrap_or(Task::Serve(flags)) {
        Task::Serve(flags) => run(&flags).await,
        Task::Token { mint, flags } => token(&flags, &mint).await,
        Task::Announce(what) => announce(what).await,
        Task::Tap(tap) => return parlance::tap(tap).await,
        Task::Generate { out, check } => generate::write(&out, check),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("parlance: {words}");
            ExitCode::from(2)
        }
    }
}

async fn run(flags: &config::Flags) -> Result<(), String> {
    let config = config::load(flags)?;
    logs(&config).map_err(|failure| failure.to_string())?;
    let listener = parlance::bind(&config.listen)?;
    let listening = |url: &str| println!("parlance listening on {url}");
    serve(listener, config, listening, parlance::asked_to_stop()).await.map_err(|failure| failure.to_string())
}

async fn announce(what: parlance::Announce) -> Result<(), String> {
    if let Some(id) = parlance::announce(what).await? {
        println!("{id}");
    }
    Ok(())
}

async fn token(flags: &config::Flags, mint: &parlance::Mint) -> Result<(), String> {
    let config = config::load(flags)?;
    println!("{}", parlance::mint(&config, mint).await?);
    Ok(())
}
