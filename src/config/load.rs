//! Reads the settings and says in one line what is wrong with them.

use std::{
    net::ToSocketAddrs,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Source,
    error::{Actual, Kind},
    providers::{Env, Format, Serialized, Toml},
};
use serde_json::{Value, json};

use super::{AuthMode, Config, RateLimits, auth::long_enough};

/// The settings of the command line.
#[derive(Debug, Default, clap::Args)]
pub struct Flags {
    /// Settings file; without it parlance.toml is read if it exists
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where to listen; port 0 picks a free one
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: Option<String>,
    /// sqlite://FILE, or sqlite::memory: to keep nothing
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// local: one server
    #[arg(long, value_name = "URL")]
    pub bus: Option<String>,
    /// Serve this folder instead of the embedded web client
    #[arg(long, value_name = "DIR")]
    pub web_root: Option<PathBuf>,
    /// Certificate chain in PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// A certificate made at start, for development
    #[arg(long, value_name = "self-signed", value_parser = ["self-signed"], conflicts_with = "tls_cert")]
    pub tls: Option<String>,
}

/// Where settings are read from when no file is named.
const DEFAULT_FILE: &str = "parlance.toml";
const PREFIX: &str = "PARLANCE_";
/// The settings themselves; other `PARLANCE_*` variables are not ours.
const SECTIONS: [&str; 25] = [
    "listen",
    "database",
    "bus",
    "default_model",
    "web_root",
    "auth",
    "handshake",
    "presence",
    "chat",
    "call",
    "mission",
    "system",
    "admin",
    "files",
    "limits",
    "rate_limits",
    "trusted_proxies",
    "log",
    "models",
    "retention",
    "shutdown",
    "socketio",
    "cors",
    "tls",
    "transcribe",
];

/// Reads all sources; the error is one line that names the key.
pub fn load(flags: &Flags) -> Result<Config, String> {
    let mut figment = Figment::new();
    figment = match &flags.config {
        Some(file) if !file.is_file() => return Err(format!("--config: there is no file {}", file.display())),
        Some(file) => figment.merge(Toml::file_exact(file)),
        None if Path::new(DEFAULT_FILE).is_file() => figment.merge(Toml::file_exact(DEFAULT_FILE)),
        None => figment,
    };
    let ours = |key: &figment::value::UncasedStr| {
        let section = key.as_str().split("__").next().unwrap_or_default().to_ascii_lowercase();
        SECTIONS.contains(&section.as_str())
    };
    let figment =
        figment.merge(Env::prefixed(PREFIX).filter(ours).split("__")).merge(Serialized::defaults(from_flags(flags)));
    // Each limit that is set leaves the rest as they are. What they are depends on the mode; a bad one is told below.
    let mode = figment.extract_inner::<AuthMode>("auth.mode").unwrap_or_default();
    let figment = figment.join(Serialized::default("rate_limits", RateLimits::of(mode)));
    let config: Config = figment.extract().map_err(|error| one_line(&error))?;
    check(&config)?;
    Ok(config)
}

fn from_flags(flags: &Flags) -> Value {
    let mut settings = json!({});
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            settings[key] = value;
        }
    };
    set("listen", flags.listen.as_ref().map(|listen| json!(listen)));
    set("database", flags.database.as_ref().map(|database| json!(database)));
    set("bus", flags.bus.as_ref().map(|bus| json!(bus)));
    set("web_root", flags.web_root.as_ref().map(|root| json!(root)));
    set("tls", flags.tls_cert.as_ref().map(|cert| json!({ "cert": cert, "key": flags.tls_key })));
    set("tls", flags.tls.as_ref().map(|_| json!({ "self_signed": true })));
    settings
}

fn one_line(error: &figment::Error) -> String {
    let key = error.path.join(".");
    let metadata = error.metadata.as_ref();
    let source = metadata.map(|metadata| match &metadata.source {
        Some(Source::File(file)) => file.display().to_string(),
        _ if metadata.name.contains("environment") => format!("{PREFIX}{}", key.replace('.', "__").to_uppercase()),
        _ => "the command line".to_owned(),
    });
    let parts = [Some(key), Some(plain(&error.kind)), source.map(|source| format!("(in {source})"))];
    let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(": ").replace(": (in", " (in")
}

/// What is wrong, without the value itself: it may be a secret.
fn plain(kind: &Kind) -> String {
    match kind {
        Kind::InvalidType(found, expected) | Kind::InvalidValue(found, expected) => match found {
            Actual::Str(_) | Actual::Bytes(_) | Actual::Char(_) | Actual::Other(_) => {
                format!("must be {expected}, not this text")
            }
            found => format!("must be {expected}, not {found}"),
        },
        Kind::UnknownField(_, known) => format!("there is no such key; those known here are {}", known.join(", ")),
        Kind::UnknownVariant(_, known) => format!("must be one of {}", known.join(", ")),
        // A syntax error comes with a picture of the line, which may hold a secret.
        other => other.to_string().lines().filter(|line| !line.contains('|')).collect::<Vec<_>>().join(": "),
    }
}

/// What the types alone cannot say.
fn check(config: &Config) -> Result<(), String> {
    if !config.models.contains_key(&config.default_model) {
        return Err(format!("default_model: there is no [models.{}]", config.default_model));
    }
    if config.tls.cert.is_some() != config.tls.key.is_some() {
        return Err("tls.cert: a certificate needs its tls.key, and a key its certificate".to_owned());
    }
    if config.limits.inbox == 0 || config.limits.outbox_events == 0 || config.socketio.queue == 0 {
        return Err("limits.inbox, limits.outbox_events, socketio.queue: must be at least 1".to_owned());
    }
    for (key, quota) in config.rate_limits.quotas() {
        quota.check().map_err(|rule| format!("rate_limits.{key}: {rule}"))?;
    }
    config.auth.check()?;
    config.system.check()?;
    long_enough("admin.token", config.admin.token.as_ref())?;
    config.files.check()?;
    config.call.check()?;
    let mut addresses = config
        .listen
        .to_socket_addrs()
        .map_err(|error| format!("listen: {} is no HOST:PORT: {error}", config.listen))?;
    let trusted = config.auth.mode != AuthMode::None || config.auth.trust_network;
    if !trusted && addresses.any(|address| !address.ip().is_loopback()) {
        return Err(format!(
            "auth.mode: \"none\" trusts everyone who can reach {}; listen on loopback, or set auth.trust_network = true",
            config.listen
        ));
    }
    Ok(())
}
