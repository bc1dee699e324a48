//! `parlance announce`: tells the clients of a running server something, over its REST.

use std::time::Duration;

use clap::{Args, Subcommand};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::{
    config::{self, Config, Flags},
    contract::Time,
    http::tls,
    store::Announcement,
};

/// What the server has to answer.
const PATIENCE: Duration = Duration::from_secs(10);
const MINUTE: u64 = 60;

/// What is announced.
#[derive(Debug, Subcommand)]
pub enum Announce {
    /// The server will be away; prints the announcement's id
    Maintenance {
        /// What people read
        #[arg(long)]
        message: String,
        /// As in 2026-11-21T22:00:00Z; now, when left out
        #[arg(long, value_name = "TIME", value_parser = moment)]
        starts_at: Option<Time>,
        /// As in 30m; counts in whole minutes
        #[arg(long, value_name = "TIME", value_parser = humantime_serde::re::humantime::parse_duration)]
        duration: Duration,
        #[command(flatten)]
        to: Server,
    },
    /// A new version has come out; prints the announcement's id
    Version {
        #[arg(long, value_name = "VERSION")]
        new_version: String,
        #[command(flatten)]
        to: Server,
    },
    /// Take an announcement back
    Withdraw {
        /// As it was printed
        id: String,
        #[command(flatten)]
        to: Server,
    },
}

/// Which server.
#[derive(Debug, Args)]
pub struct Server {
    /// Its address; that of the settings when left out
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    #[command(flatten)]
    flags: Flags,
}

/// Announces it, or takes it back. What is to be printed; the error is one line.
pub async fn announce(what: Announce) -> Result<Option<String>, String> {
    match what {
        Announce::Maintenance { message, starts_at, duration, to } => {
            let minutes = duration.as_secs().div_ceil(MINUTE);
            let announcement = Announcement::Maintenance {
                message,
                starts_at: starts_at.unwrap_or_else(Time::now),
                duration_minutes: minutes.try_into().map_err(|_| "--duration: is too long")?,
            };
            make(&to, &announcement).await.map(Some)
        }
        Announce::Version { new_version, to } => make(&to, &Announcement::Version { new_version }).await.map(Some),
        Announce::Withdraw { id, to } => {
            let id = percent_encoding::utf8_percent_encode(&id, percent_encoding::NON_ALPHANUMERIC);
            send(&to, Method::DELETE, &format!("/{id}"), None).await.map(|_| None)
        }
    }
}

fn moment(text: &str) -> Result<Time, String> {
    let moment: jiff::Timestamp = text.parse().map_err(|_| "must be as in 2026-11-21T22:00:00Z")?;
    Ok(Time(moment.as_millisecond()))
}

async fn make(to: &Server, announcement: &Announcement) -> Result<String, String> {
    let made = send(to, Method::POST, "", Some(announcement)).await?;
    made["id"].as_str().map(str::to_owned).ok_or_else(|| "the server's answer names no id".to_owned())
}

/// The answer, null where there is none.
async fn send(to: &Server, method: Method, path: &str, body: Option<&Announcement>) -> Result<Value, String> {
    let config = config::load(&to.flags)?;
    let token = config.admin.token.as_ref();
    let token = token.ok_or("admin.token: set it, to the same 32 bytes or more as in the settings of the server")?;
    let server = match &to.server {
        Some(server) => server.trim_end_matches('/').to_owned(),
        None => address(&config)?,
    };
    tls::install_crypto_provider();
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().map_err(|error| error.to_string())?;
    let request = client.request(method, format!("{server}/api/admin/announce{path}")).bearer_auth(token.expose());
    let request = body.iter().fold(request, |request, body| request.json(body));
    let answer = request.send().await.map_err(|error| format!("{server} does not answer: {error}"))?;
    let status = answer.status();
    let answer: Value = match status {
        StatusCode::NO_CONTENT => Value::Null,
        _ => answer.json().await.map_err(|error| format!("{server} answers {status}: {error}"))?,
    };
    match answer["error"].as_str() {
        None => Ok(answer),
        Some(_) if status == StatusCode::NOT_FOUND && path.is_empty() => {
            Err(format!("{server} takes no announcements: set admin.token in its settings and start it again"))
        }
        Some(words) => Err(words.to_owned()),
    }
}

/// Where a server with these settings is, seen from its own machine.
fn address(config: &Config) -> Result<String, String> {
    let (host, port) = config.listen.rsplit_once(':').ok_or("listen: is no HOST:PORT")?;
    let host = match host {
        "0.0.0.0" => "127.0.0.1",
        "[::]" => "[::1]",
        host => host,
    };
    let scheme = if config.tls.cert.is_some() || config.tls.self_signed { "https" } else { "http" };
    match port {
        "0" => Err("--server: say where the server is, for listen names no port".to_owned()),
        port => Ok(format!("{scheme}://{host}:{port}")),
    }
}
