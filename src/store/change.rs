//! What can be changed, and what comes of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    About, AccountChange, AccountDone, AnnouncementChange, FileChange, MessageChange, MissionChange, Readers,
    RoomChange, Say, SessionRow, TaskChange,
};
use crate::{
    contract::{LogLevel, RunStatus, RunUsage, Time},
    error::{Code, Error},
};

/// The durable idempotency key of a command (contract section 4).
#[derive(Debug, Clone)]
pub struct RequestKey {
    pub user: Arc<str>,
    /// In lower case: the same UUID, however it is written.
    pub request_id: String,
    /// As the client wrote it, for what it is told.
    pub written: String,
    /// Hash of the command: a repeat with another payload is a `CONFLICT`.
    pub fingerprint: [u8; 32],
}

/// One change, with the key of the command that asked for it.
#[derive(Debug, Clone)]
pub struct Change {
    pub key: Option<RequestKey>,
    pub what: What,
}

/// What changes.
#[derive(Debug, Clone)]
pub enum What {
    /// Nothing: when it is done, the events of all earlier commits have been handed on.
    Nothing,
    CreateSession(SessionRow),
    /// The default session of a user who has none yet; does nothing for one who has.
    CreateFirstSession(SessionRow),
    RenameSession {
        owner: Arc<str>,
        session: Arc<str>,
        title: String,
    },
    DeleteSession {
        owner: Arc<str>,
        session: Arc<str>,
    },
    Prompt(Prompt),
    StartRun(RunRef),
    Log {
        run: RunRef,
        lines: Vec<LogLine>,
    },
    EndRun(EndRun),
    /// A message of a person to a room.
    Say(Say),
    /// A change that is rare, and looks before it leaps.
    Direct(DirectChange),
    /// Stores the outcome of a command that changed nothing else.
    Outcome {
        session: Option<Arc<str>>,
        reply: ReplyBody,
    },
}

/// A change that is carried out by itself, within the transaction of its batch.
#[derive(Debug, Clone)]
pub enum DirectChange {
    Room(RoomChange),
    Message(MessageChange),
    Mission(MissionChange),
    Task(TaskChange),
    /// Files: no event tells of it.
    File(FileChange),
    /// What an administrator announces: no stored event tells of it.
    Announcement(AnnouncementChange),
    /// Accounts and what belongs to them: no event tells of it.
    Account(AccountChange),
    /// When these users were last there.
    LastSeen(Vec<(Arc<str>, Time)>),
    /// Forgets the events of a topic up to this `seq`.
    Trim {
        topic: Arc<str>,
        seq: i64,
    },
}

/// A user's message to an agent, and the run that will answer it.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub run: RunRef,
    pub message: Arc<str>,
    pub at: Time,
    /// Whether the run begins at once or waits its turn.
    pub start: bool,
}

/// Names a run and where it belongs.
#[derive(Debug, Clone)]
pub struct RunRef {
    pub id: Arc<str>,
    pub session: Arc<str>,
    pub owner: Arc<str>,
    pub model: Arc<str>,
}

/// A line of a run's log.
#[derive(Debug, Clone)]
pub struct LogLine {
    pub level: LogLevel,
    pub data: String,
}

/// The end of a run.
#[derive(Debug, Clone)]
pub struct EndRun {
    pub run: RunRef,
    pub status: RunStatus,
    /// The answer; what there was of it, if the run did not complete.
    pub answer: String,
    /// Log lines that are not stored yet.
    pub lines: Vec<LogLine>,
    /// What the reply's `logs` holds.
    pub logs: Vec<String>,
    pub usage: Option<RunUsage>,
    /// Why it failed, in words.
    pub error: Option<String>,
    pub at: Time,
}

impl EndRun {
    /// The end of a run that has nothing to show.
    pub fn failed(run: RunRef, words: &str) -> Self {
        Self {
            run,
            status: RunStatus::Failed,
            answer: String::new(),
            lines: Vec::new(),
            logs: Vec::new(),
            usage: None,
            error: Some(words.to_owned()),
            at: Time::now(),
        }
    }
}

/// What came of a change.
#[derive(Debug, Clone)]
pub enum Done {
    /// It was made.
    Made(ReplyBody),
    /// What came of a change of accounts.
    Account(AccountDone),
    /// The command had been carried out before: its stored outcome.
    Repeat(StoredOutcome),
    /// The key had been used for another command.
    Conflict,
    /// What should change does not exist.
    NotFound,
    /// The state of things does not allow it.
    Refused(Error),
}

/// Words of `CANCELLED`.
pub const CANCELLED: &str = "The answer was stopped";

/// A reply's payload, and the topic and `seq` of the change it reports.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReplyBody {
    /// JSON object without `requestId`.
    pub payload: Arc<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// It goes out as the other reply of a command that has two.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other: bool,
    /// The command was carried out before: whoever repeats it may not have heard what came of it.
    #[serde(skip)]
    pub again: bool,
}

/// The outcome of a command as it is kept for repeats.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoredOutcome {
    Reply(ReplyBody),
    Error { code: Code, message: String },
}

impl StoredOutcome {
    /// What a repeat of a `chat:send` gets once its run has ended; `None` when a repeat should
    /// try again.
    pub fn of_run(status: RunStatus, reply: &ReplyBody) -> Option<Self> {
        match status {
            RunStatus::Completed => Some(Self::Reply(reply.clone())),
            RunStatus::Cancelled => Some(Self::Error { code: Code::Cancelled, message: CANCELLED.to_owned() }),
            RunStatus::Queued | RunStatus::Running | RunStatus::Failed => None,
        }
    }

    /// The outcome as the command's caller gets it.
    pub fn into_result(self) -> Result<ReplyBody, Error> {
        match self {
            Self::Reply(reply) => Ok(ReplyBody { again: true, ..reply }),
            Self::Error { code, message } => Err(Error::new(code, message)),
        }
    }
}

/// Something committed that watchers are to be told.
#[derive(Debug, Clone)]
pub struct Committed {
    pub audience: Audience,
    pub event: super::StoredEvent,
    pub ends: Ends,
}

/// Who watches what happened.
#[derive(Debug, Clone)]
pub enum Audience {
    /// The connections that watch the room and, if it is a session, those of its owner.
    Room { room: Arc<str>, session_owner: Option<Arc<str>> },
    /// Those subscribed to the event's topic who may see what it is about, and want to hear of it.
    Topic { readers: Arc<Readers>, about: About },
}

/// Who does not watch the room any more once the event is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ends {
    Nobody,
    /// This user, who is told the event as the last one.
    Member(Arc<str>),
}
