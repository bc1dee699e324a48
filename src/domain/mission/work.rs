//! Missions at work: each has a task that carries out one spec after the other, until there is none
//! left or the store says that it shall not run.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::{
    pump::{At, Pumped, pump},
    queue::{Entered, Entry, Left, Queue},
    readers,
};
use crate::{
    App,
    agent::{AgentError, LogBudget, Output, Prompt, Role, Turn},
    config::{MissionSettings, OnCrash},
    connection::Connection,
    contract::MissionStatus,
    store::{
        Change, DirectChange, Done, EndSpec, MissionAct, MissionChange, MissionRow, Readers, SpecEnd, SpecRow,
        StoreError, What,
    },
};

/// Pieces that may wait between an agent and its watchers.
const PIECES: usize = 64;
/// Between two tries while the store is out of order.
const AGAIN: Duration = Duration::from_millis(250);
/// What a spec that a stop of the server cut off has failed of, where it is not carried out again.
const CUT_OFF: &str = "A stop of the server cut it off";

/// All missions that are at work or wait for their turn.
pub struct Missions {
    queue: Mutex<Queue>,
    /// What ends the agent of a mission at work, and what it has put out.
    current: Mutex<HashMap<Arc<str>, Arc<At>>>,
    tasks: TaskTracker,
    /// The server shuts down and waits no longer.
    ending: AtomicBool,
}

impl Missions {
    /// None yet.
    pub fn new(settings: &MissionSettings) -> Self {
        let queue = Queue::new(settings.max_running.get(), settings.max_running_per_user.get());
        Self {
            queue: Mutex::new(queue),
            current: Mutex::default(),
            tasks: TaskTracker::new(),
            ending: AtomicBool::new(false),
        }
    }

    /// Its place among those that wait for their turn, 1 the next one.
    pub fn place(&self, mission: &str) -> Option<u32> {
        self.queue.lock().place(mission)
    }

    /// How many are at work.
    pub fn at_work(&self) -> usize {
        self.current.lock().len()
    }

    /// It shall not run any more; the spec that is at work goes on.
    pub fn withdraw(&self, mission: &str) {
        self.queue.lock().withdraw(mission);
    }

    /// It shall not run any more, and the spec that is at work ends.
    pub fn stop(&self, mission: &str) {
        self.withdraw(mission);
        if let Some(at) = self.current.lock().get(mission) {
            at.stop.cancel();
        }
    }

    /// Sends what a forge session has answered so far to one connection.
    pub fn catch_up(&self, connection: &Arc<Connection>, run: &str) {
        let at = self.current.lock().values().find(|at| *at.run == *run).cloned();
        let Some(at) = at else { return };
        let text = at.text.lock();
        if text.is_empty() {
            return;
        }
        connection.tell_alone(at.delta(0, text.clone()));
    }

    /// Waits until none is at work; with the server draining no further spec begins.
    pub async fn idle(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Ends all specs because the server shuts down: the next start finds them cut off.
    pub fn end_all(&self) {
        self.ending.store(true, Ordering::Relaxed);
        self.current.lock().values().for_each(|at| at.stop.cancel());
    }
}

/// A mission that is stored as running runs, now or in its turn.
pub async fn enter(app: &Arc<App>, row: &MissionRow, readers: &Arc<Readers>) {
    let entry = Entry { mission: row.id.clone(), user: row.creator.clone() };
    let entered = app.missions.queue.lock().enter(entry);
    match entered {
        Entered::Begins => begin(app, row.id.clone()),
        Entered::AtWork => {}
        Entered::Waits(place) => {
            let change =
                MissionChange { mission: row.id.clone(), readers: readers.clone(), act: MissionAct::Wait(place) };
            if let Err(error) = store(app, change).await {
                tracing::warn!(%error, mission = %row.id, "that a mission waits could not be told");
            }
        }
    }
}

fn begin(app: &Arc<App>, mission: Arc<str>) {
    app.missions.tasks.spawn(work(app.clone(), mission));
}

async fn work(app: Arc<App>, mission: Arc<str>) {
    loop {
        while let Some(()) = next(&app, &mission).await {}
        let left = app.missions.queue.lock().leave(&mission);
        match left {
            Left::Again => {}
            Left::Next(entries) => {
                entries.into_iter().for_each(|entry| begin(&app, entry.mission));
                return;
            }
        }
    }
}

/// Carries out the spec that comes next; `None` when the mission shall not go on.
async fn next(app: &Arc<App>, mission: &Arc<str>) -> Option<()> {
    if app.draining() {
        return None;
    }
    match one_spec(app, mission).await {
        Ok(went_on) => went_on.then_some(()),
        Err(StoreError::Closed) => None,
        Err(StoreError::Outage(_)) => {
            tokio::time::sleep(AGAIN).await;
            Some(())
        }
    }
}

async fn one_spec(app: &Arc<App>, mission: &Arc<str>) -> Result<bool, StoreError> {
    let Some(row) = app.store.mission(mission).await? else { return Ok(false) };
    if row.mission.status != MissionStatus::Running {
        return Ok(false);
    }
    let Some(spec) = app.store.next_spec(mission).await? else { return Ok(false) };
    // All that can fail for a while before it begins: then it is tried again.
    let run = Uuid::now_v7();
    let prompt = prompt(app, &row, &spec, run).await?;
    let at = Arc::new(At::new(mission.clone(), run.to_string().into(), readers(app, &row).await?));
    // Before it begins: whoever cancels from then on finds something to stop.
    app.missions.current.lock().insert(mission.clone(), at.clone());
    let went_on = match store(app, at.change(MissionAct::Begin { run: at.run.clone(), spec })).await {
        Ok(Done::Made(_)) => carry_out(app, prompt, &at).await,
        Ok(_) => Ok(false),
        Err(error) => Err(error),
    };
    app.missions.current.lock().remove(mission);
    went_on
}

/// Runs the agent, and stores what came of it: as often as it takes, for it must not run twice.
async fn carry_out(app: &Arc<App>, prompt: Prompt, at: &Arc<At>) -> Result<bool, StoreError> {
    let (result, pumped) = run(app, prompt, at).await;
    let end = match result {
        Ok(()) => SpecEnd::Completed { response: std::mem::take(&mut *at.text.lock()) },
        Err(_) if app.missions.ending.load(Ordering::Relaxed) => return Ok(false),
        Err(_) if at.stop.is_cancelled() => SpecEnd::Cancelled,
        Err(error) => SpecEnd::Failed(error.to_string()),
    };
    let end = EndSpec { run: at.run.clone(), end, usage: pumped.usage(), events: pumped.events };
    loop {
        match store(app, at.change(MissionAct::End(end.clone()))).await {
            Ok(_) => return Ok(true),
            Err(StoreError::Closed) => return Err(StoreError::Closed),
            Err(StoreError::Outage(_)) => tokio::time::sleep(AGAIN).await,
        }
    }
}

async fn run(app: &Arc<App>, prompt: Prompt, at: &Arc<At>) -> (Result<(), AgentError>, Pumped) {
    let Some(agent) = app.models.agent(&prompt.model) else {
        let words = format!("The model {} is not configured any more", prompt.model);
        return (Err(AgentError::Failed(words)), Pumped::default());
    };
    let (output, pieces) = Output::channel(PIECES, LogBudget::Cut(app.config.mission.log_bytes));
    tokio::join!(agent.run(prompt, output, at.stop.clone()), pump(app, at, pieces))
}

/// What the agent is asked. One that is given the earlier turns of a session is given the specs that
/// are done.
async fn prompt(app: &App, row: &MissionRow, spec: &SpecRow, run: Uuid) -> Result<Prompt, StoreError> {
    let done = match app.models.wants_history(&row.model) {
        true => app.store.done_specs(&row.id).await?,
        false => Vec::new(),
    };
    let turns = done.into_iter().flat_map(|spec| {
        [Turn { role: Role::User, text: spec.prompt }, Turn { role: Role::Agent, text: spec.response }]
    });
    Ok(Prompt {
        run_id: run,
        session_id: run,
        model: row.model.to_string(),
        message: spec.prompt.to_string(),
        history: turns.collect(),
    })
}

async fn store(app: &App, change: MissionChange) -> Result<Done, StoreError> {
    app.store.change(Change { key: None, what: What::Direct(DirectChange::Mission(change)) }).await
}

/// Before anyone connects: the specs that the last stop cut off are settled as `mission.on_crash`
/// says, and the missions that run go on. How many were cut off.
pub async fn recover(app: &Arc<App>) -> Result<usize, StoreError> {
    let rows = app.store.missions_at_work().await?;
    let mut cut_off = 0;
    for row in rows {
        let readers = readers(app, &row).await?;
        if let Some(run) = &row.mission.current_run_id {
            cut_off += 1;
            let end = match (row.mission.status, app.config.mission.on_crash) {
                (MissionStatus::Cancelled, _) => SpecEnd::Cancelled,
                (_, OnCrash::Rerun) => SpecEnd::CutOff,
                (_, OnCrash::Fail) => SpecEnd::Failed(CUT_OFF.to_owned()),
            };
            let end = EndSpec { run: run.as_str().into(), end, usage: None, events: Vec::new() };
            let change = MissionChange { mission: row.id.clone(), readers: readers.clone(), act: MissionAct::End(end) };
            store(app, change).await?;
        }
        if row.mission.status == MissionStatus::Running {
            enter(app, &row, &readers).await;
        }
    }
    Ok(cut_off)
}
