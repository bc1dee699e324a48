//! One run, from its start to its stored end.

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

use super::{
    Asked, Current, Ended, Why,
    pump::{Pumped, pump},
};
use crate::{
    App,
    agent::{Agent, AgentError, LogBudget, Output, Prompt, Role, Turn},
    contract::{RunStatus, RunUsage, Time},
    error::{Code, Error},
    store::{CANCELLED, Change, Done, EndRun, Page, StoreError, What},
};

/// Pieces that may wait between an agent and its watchers.
const PIECES: usize = 64;
/// Messages of the session that an agent may get as context.
const HISTORY: i64 = 200;
/// How long the end of a run is tried to be stored before its caller is told that it is not.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two tries.
const AGAIN: Duration = Duration::from_millis(250);

/// Carries out a run until its end is stored and told.
pub async fn execute(app: &Arc<App>, current: &Arc<Current>, asked: Asked, started: bool) -> Ended {
    let (status, error, pumped) = match begin(app, &asked, started).await {
        Ok(prompt) => {
            let (result, pumped) = produce(app, current, prompt).await;
            let (status, error) = judge(current, result);
            (status, error, pumped)
        }
        Err(error) => (RunStatus::Failed, Some(error), Pumped::default()),
    };
    let words = error.as_ref().map(|error| error.message.to_string());
    let end = EndRun {
        run: current.run.clone(),
        status,
        answer: std::mem::take(&mut *current.text.lock()),
        lines: pumped.lines,
        logs: pumped.logs.into(),
        usage: pumped.usage.map(RunUsage::from),
        error: words.filter(|_| status == RunStatus::Failed),
        at: Time::now(),
    };
    let stored = store_end(app, end).await;
    match (stored, error) {
        (_, Some(error)) => Err(error),
        (Ok(Done::Made(reply)), None) => Ok(reply),
        (Ok(_), None) => Err(Error::new(Code::Cancelled, CANCELLED)),
        (Err(error), None) => Err(error.into()),
    }
}

/// Stores the start, unless that is done, and gathers what the agent is asked.
async fn begin(app: &Arc<App>, asked: &Asked, started: bool) -> Result<(Arc<dyn Agent>, Prompt), Error> {
    let run = &asked.run;
    if !started {
        app.store.change(Change { key: None, what: What::StartRun(run.clone()) }).await?;
    }
    let agent = app
        .models
        .agent(&run.model)
        .ok_or_else(|| Error::new(Code::AgentFailed, format!("The model {} is not configured any more", run.model)))?;
    let history = match app.models.wants_history(&run.model) {
        true => turns(app, asked).await?,
        false => Vec::new(),
    };
    let prompt = Prompt {
        run_id: Uuid::parse_str(&run.id).map_err(Error::server)?,
        session_id: Uuid::parse_str(&run.session).map_err(Error::server)?,
        model: run.model.to_string(),
        message: asked.message.to_string(),
        history,
    };
    Ok((agent, prompt))
}

async fn turns(app: &Arc<App>, asked: &Asked) -> Result<Vec<Turn>, Error> {
    let page = Page { room: &asked.run.session, before: asked.seq, after: None, parent: None, limit: HISTORY };
    let messages = app.store.history(&page).await?;
    let turn = |message: crate::contract::ChatMessage| Turn {
        role: if message.sender_id.starts_with("agent:") { Role::Agent } else { Role::User },
        text: message.body,
    };
    Ok(messages.into_iter().map(turn).collect())
}

async fn produce(
    app: &Arc<App>,
    current: &Arc<Current>,
    (agent, prompt): (Arc<dyn Agent>, Prompt),
) -> (Result<(), AgentError>, Pumped) {
    let (output, pieces) = Output::channel(PIECES, LogBudget::Shared);
    tokio::join!(agent.run(prompt, output, current.stop.clone()), pump(app, current, pieces))
}

fn judge(current: &Current, result: Result<(), AgentError>) -> (RunStatus, Option<Error>) {
    let why = *current.why.lock();
    match (result, why) {
        (Ok(()), _) => (RunStatus::Completed, None),
        (Err(_), Some(Why::User)) => (RunStatus::Cancelled, Some(Error::new(Code::Cancelled, CANCELLED))),
        (Err(_), Some(Why::Shutdown)) => (
            RunStatus::Failed,
            Some(Error::new(Code::Overloaded, "The server was shut down before the answer was complete")),
        ),
        (Err(error), None) => (RunStatus::Failed, Some(Error::new(Code::AgentFailed, error.to_string()))),
    }
}

/// Stores the end of a run. While the store is out of order it is tried again; when the caller has
/// been told that it failed, the run is stored as failed as soon as that is possible.
async fn store_end(app: &Arc<App>, mut end: EndRun) -> Result<Done, StoreError> {
    let give_up = tokio::time::Instant::now() + PATIENCE;
    loop {
        let what = What::EndRun(end.clone());
        match app.store.change(Change { key: None, what }).await {
            Err(StoreError::Outage(_)) if tokio::time::Instant::now() < give_up => {
                tokio::time::sleep(AGAIN).await;
            }
            Err(error) => {
                end.status = RunStatus::Failed;
                end.error = Some("The answer could not be stored".to_owned());
                let app = app.clone();
                app.clone().spawn(async move { store_late(&app, end).await });
                return Err(error);
            }
            Ok(done) => return Ok(done),
        }
    }
}

async fn store_late(app: &Arc<App>, end: EndRun) {
    while !app.draining() {
        tokio::time::sleep(AGAIN * 4).await;
        let what = What::EndRun(end.clone());
        match app.store.change(Change { key: None, what }).await {
            Ok(_) | Err(StoreError::Closed) => return,
            Err(StoreError::Outage(_)) => {}
        }
    }
}

/// Marks the runs that a crash cut off as failed, before anyone connects.
pub async fn recover(app: &Arc<App>) -> Result<usize, StoreError> {
    let rows = app.store.unfinished_runs().await?;
    let count = rows.len();
    for row in rows {
        let session = row.session_id.clone();
        let run = crate::store::RunRef { id: row.id, session, owner: row.user, model: "".into() };
        let end = EndRun::failed(run, "The server was restarted before the answer was complete");
        app.store.change(Change { key: None, what: What::EndRun(end) }).await?;
    }
    Ok(count)
}
