//! The ordered inbox of one connection.
//!
//! Commands are carried out one after the other, in the order in which they were sent. A command
//! that needs to wait for nothing is carried out at once, on the task that read it; only when one
//! has to wait is a task made for it and for those that queue up behind it.

use std::{
    collections::VecDeque,
    future::Future,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::Arc,
    task::{Context, Waker},
};

use futures_util::FutureExt;
use sha2::{Digest, Sha256};
use tracing::Instrument;

use super::{
    Connection, Replier,
    outbox::RETRY,
    reply::{Begun, By, Recognised, Tag, reused},
    report::Report,
};
use crate::{
    App,
    contract::{self, Command, CommandRow, Correlation, Kind, Rate},
    domain::{Cx, Later, Outcome},
    error::{Code, Error},
    store::{ReplyBody, RequestKey},
};

/// Commands that wait behind one that takes time.
#[derive(Default)]
pub struct Inbox {
    waiting: VecDeque<Offered>,
    /// Of their payloads.
    bytes: usize,
    busy: bool,
}

/// A command as it was sent.
struct Offered {
    what: Sent,
    replier: Replier,
}

/// What was sent.
enum Sent {
    /// The name of a command and its payload.
    Json { name: Box<str>, json: Box<str> },
    /// What a codec made of its client's own words, and how many bytes they had.
    Decoded(Box<Result<Command, Error>>, usize),
}

impl Sent {
    /// What a reply to it carries as `requestId`, when it was not looked at any further.
    fn request_id(&self) -> Option<String> {
        match self {
            Self::Json { json, .. } => contract::request_id_within(json),
            Self::Decoded(command, _) => Some((**command).as_ref().ok()?.request_id()?.as_str().to_owned()),
        }
    }

    /// In as little room as its text takes: what a codec made of a change may hold JSON that is read, which
    /// takes up to a hundred times as much.
    fn packed(self) -> Self {
        match self {
            Self::Decoded(command, size) => match command.as_ref().as_ref().ok().and_then(as_text) {
                Some((name, json)) => Self::Json { name: name.into(), json: json.into() },
                None => Self::Decoded(command, size),
            },
            json => json,
        }
    }

    /// Bytes.
    fn size(&self) -> usize {
        match self {
            Self::Json { json, .. } => json.len(),
            Self::Decoded(_, size) => *size,
        }
    }
}

/// A change by its name and payload. Others hold little, and what is a secret is not written out.
fn as_text(command: &Command) -> Option<(&'static str, String)> {
    let row = command.its_row();
    let json = (row.kind == Kind::Change).then(|| command.to_json());
    Some((row.name, json?.ok()?))
}

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Takes a command of a client, its payload being JSON. Never waits: beyond `limits.inbox` waiting
/// commands, or `limits.inbox_bytes` of them, the answer is `OVERLOADED`.
pub fn offer(app: &Arc<App>, connection: &Arc<Connection>, name: &str, json: &str, ack: Option<i64>) {
    let row = Command::row(name);
    let error_event = row.map_or_else(|| contract::error_event(name), |row| row.error);
    let known = Known { row, error_event, recognised: Recognised::RequestId { ack } };
    take(app, connection, known, || Sent::Json { name: name.into(), json: json.into() }, json.len());
}

/// Takes a command that a codec has made of its client's words, or says why it is none, in its turn.
pub fn offer_decoded(
    app: &Arc<App>,
    connection: &Arc<Connection>,
    command: Result<Command, Error>,
    tag: Tag,
    size: usize,
) {
    let row = command.as_ref().ok().map(Command::its_row);
    let error_event = row.map_or(contract::UNKNOWN_ERROR, |row| row.error);
    let known = Known { row, error_event, recognised: Recognised::Tag(Arc::new(tag)) };
    take(app, connection, known, || Sent::Decoded(Box::new(command), size), size);
}

/// What is known of a command before it is looked at.
struct Known {
    row: Option<&'static CommandRow>,
    error_event: &'static str,
    recognised: Recognised,
}

fn take(app: &Arc<App>, connection: &Arc<Connection>, known: Known, what: impl FnOnce() -> Sent, size: usize) {
    if connection.is_closed() {
        return;
    }
    let replier = Replier::new(connection.clone(), known.row, known.error_event, known.recognised, app.duty());
    let mut offered = Offered { what: what(), replier };
    if size > app.config.limits.max_message_bytes {
        return refuse(offered, Error::new(Code::PayloadTooLarge, "The message is too large"));
    }
    if app.draining() {
        return refuse(offered, Error::new(Code::Overloaded, "The server is shutting down"));
    }
    let mut inbox = connection.inbox.lock();
    let full =
        inbox.waiting.len() >= app.config.limits.inbox || inbox.bytes + size > app.config.limits.inbox_bytes.max(size);
    if inbox.busy && full {
        drop(inbox);
        return refuse(offered, Error::new(Code::Overloaded, "Too many commands wait on this connection"));
    }
    if inbox.busy {
        offered.what = offered.what.packed();
        inbox.bytes += offered.what.size();
        inbox.waiting.push_back(offered);
        return;
    }
    inbox.busy = true;
    drop(inbox);
    let mut work: Work = Box::pin(work(app.clone(), connection.clone(), offered));
    let ready = work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    if ready.is_pending() {
        tokio::spawn(work);
    }
}

/// Carries out a command, and then those that came meanwhile.
async fn work(app: Arc<App>, connection: Arc<Connection>, first: Offered) {
    let mut next = Some(first);
    while let Some(offered) = next {
        connection.room().await;
        carry_out(&app, offered).await;
        connection.replied();
        let mut inbox = connection.inbox.lock();
        next = inbox.waiting.pop_front();
        inbox.bytes -= next.as_ref().map_or(0, |next| next.what.size());
        inbox.busy = next.is_some();
    }
}

fn refuse(mut offered: Offered, error: Error) {
    offered.replier.request_id = offered.what.request_id();
    offered.replier.answer(&Err(error));
}

async fn carry_out(app: &Arc<App>, offered: Offered) {
    let report = Report::begin(offered.replier.row, &offered.replier.connection);
    let span = report.span();
    perform(app, offered, report).instrument(span).await;
}

async fn perform(app: &Arc<App>, offered: Offered, mut report: Report) {
    let Offered { what, mut replier } = offered;
    let decoded = decode(app, what, &mut replier);
    report.read(replier.request_id.as_deref());
    let (row, command, payload) = match decoded {
        Ok(decoded) => decoded,
        Err(error) => {
            report.end(app, Some(&error));
            return replier.answer(&Err(error));
        }
    };
    let key = key_of(row, &replier, &command, payload.as_deref());
    let cx = Cx { app: app.clone(), connection: replier.connection.clone(), key };
    let duty = match &cx.key {
        None => Duty::One(replier),
        Some(key) => match begin(app, key, row, replier).await {
            Begun::First => Duty::All(app.clone(), key.clone()),
            Begun::Joined => return,
            Begun::Conflict(replier) | Begun::Elsewhere(replier) => {
                report.end(app, Some(&reused()));
                return replier.answer(&Err(reused()));
            }
        },
    };
    let run = AssertUnwindSafe(tokio::time::timeout(app.config.limits.command_deadline, command.run(&cx)));
    let result = match run.catch_unwind().await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Error::new(Code::Timeout, "The command took too long")),
        Err(_) => Err(Error::server("a command panicked")),
    };
    let result = match result {
        Err(error) => or_earlier(&cx, error).await,
        carried_out => carried_out,
    };
    match result {
        Ok(Outcome::Now(body)) => duty.done(app, report, Ok(body)),
        Ok(Outcome::Followed(body, follow)) => {
            duty.done(app, report, Ok(body));
            follow();
        }
        Err(error) => duty.done(app, report, Err(error)),
        Ok(Outcome::Later(later)) => drop(tokio::spawn(finish(app.clone(), later, duty, report).in_current_span())),
    }
}

/// Registers a change; one that is carried out for another connection of the user is waited for.
async fn begin(app: &App, key: &RequestKey, row: &CommandRow, mut replier: Replier) -> Begun {
    let by = if row.effect.is_some() { By::Connection } else { By::User };
    loop {
        match app.in_flight.begin(key, by, replier) {
            Begun::Elsewhere(back) => replier = back,
            begun => return begun,
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// What a repeat is to be told: that the first try has changed what it was about (deleted it, left
/// it) does not hide the reply that is kept.
async fn or_earlier(cx: &Cx, error: Error) -> Result<Outcome, Error> {
    if cx.key.is_none() || error.code.retryable() {
        return Err(error);
    }
    cx.earlier().await?.unwrap_or(Err(error)).map(Outcome::Now)
}

/// The rest of a command that does not hold back the next one.
async fn finish(app: Arc<App>, later: Later, duty: Duty, report: Report) {
    let result = match AssertUnwindSafe(later).catch_unwind().await {
        Ok(result) => result,
        Err(_) => Err(Error::server("a command panicked")),
    };
    duty.done(&app, report, result);
}

/// A command that may be carried out, and its payload as JSON if that is known.
type Decoded = (&'static CommandRow, Command, Option<Box<str>>);

/// What was sent → a command; sets what the replies will carry as `requestId` on the way.
fn decode(app: &App, what: Sent, replier: &mut Replier) -> Result<Decoded, Error> {
    let class = replier.row.map_or(Rate::reads, |row| row.rate);
    let too_many = app.limiter.command(&replier.connection, class).err();
    if let Some(error) = too_many.or_else(|| replier.connection.refusal(replier.row)) {
        replier.request_id = what.request_id();
        return Err(error);
    }
    match what {
        Sent::Json { name, json } => read(app, &name, json, replier),
        Sent::Decoded(command, _) => {
            let command = (*command)?;
            let row = command.its_row();
            replier.request_id = command.request_id().map(|id| id.as_str().to_owned());
            match command.check(&app.limits) {
                Ok(()) => Ok((row, command, None)),
                Err(first) => {
                    let json = command.to_json().map_err(Error::server)?;
                    Err(app.schemas.explain(row, &json, first))
                }
            }
        }
    }
}

/// Bytes → command.
fn read(app: &App, name: &str, json: Box<str>, replier: &mut Replier) -> Result<Decoded, Error> {
    let Some(row) = replier.row else {
        replier.request_id = contract::request_id_within(&json);
        return Err(Error::new(Code::UnknownEvent, format!("There is no command {}", short(name))));
    };
    let payload = match contract::unwrap(name, &json) {
        Ok(payload) => payload,
        Err(error) => {
            replier.request_id = contract::request_id_within(&json);
            return Err(error);
        }
    };
    match (row.decode)(payload, &app.limits) {
        Ok(command) => {
            replier.request_id = command.request_id().map(|id| id.as_str().to_owned());
            let payload = if payload.len() == json.len() { json } else { payload.into() };
            Ok((row, command, Some(payload)))
        }
        Err(first) => {
            replier.request_id = contract::request_id_of(payload);
            Err(app.schemas.explain(row, payload, first))
        }
    }
}

/// The idempotency key of a change.
fn key_of(row: &CommandRow, replier: &Replier, command: &Command, json: Option<&str>) -> Option<RequestKey> {
    let request_id = replier.request_id.as_ref()?;
    if row.kind != Kind::Change || row.request_id == Correlation::Optional {
        return None;
    }
    Some(RequestKey {
        user: replier.connection.user().clone(),
        request_id: request_id.to_ascii_lowercase(),
        written: request_id.clone(),
        fingerprint: match json {
            Some(json) => fingerprint(row.name, json),
            None => fingerprint(row.name, &command.to_json().unwrap_or_default()),
        },
    })
}

/// The same for the same command with the same payload, however its JSON is laid out.
fn fingerprint(name: &str, json: &str) -> [u8; 32] {
    let canonical = serde_json::from_str::<serde_json::Value>(json).map(|value| value.to_string());
    let canonical = canonical.as_deref().unwrap_or(json);
    Sha256::new().chain_update(name).chain_update([0]).chain_update(canonical).finalize().into()
}

/// Who is to be replied to.
enum Duty {
    One(Replier),
    /// All who wait for a change: it may have been repeated while it was carried out.
    All(Arc<App>, RequestKey),
}

impl Duty {
    fn done(self, app: &App, report: Report, result: Result<ReplyBody, Error>) {
        report.end(app, result.as_ref().err());
        match self {
            Self::One(replier) => replier.answer(&result),
            Self::All(app, key) => app.in_flight.finish(&key, &result),
        }
    }
}

fn short(name: &str) -> String {
    name.chars().take(64).collect()
}
