//! What the agent of a spec puts out, on its way to the watchers: text at once, all else stored
//! first.

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use crate::{
    App,
    agent::{Piece, Usage},
    contract::{ChatDelta, Event, ForgeLog, ForgeTokenUsage, ForgeToolExecution, RunUsage},
    store::{About, Change, DirectChange, MissionAct, MissionChange, Readers, What, run_topic},
};

/// How long events are gathered before they are stored.
const GATHER: Duration = Duration::from_millis(10);
/// Events that are stored at once without waiting for more.
const MOST_EVENTS: usize = 256;
/// Between two tries while the store is out of order.
const AGAIN: Duration = Duration::from_millis(500);

/// Where a mission is: the forge session that is at work.
pub struct At {
    pub mission: Arc<str>,
    pub run: Arc<str>,
    pub readers: Arc<Readers>,
    pub stop: CancellationToken,
    /// The answer so far. Held while a piece is told, so that one who catches up gets every piece
    /// once.
    pub text: Mutex<String>,
}

impl At {
    /// A forge session that is about to begin.
    pub fn new(mission: Arc<str>, run: Arc<str>, readers: Arc<Readers>) -> Self {
        Self { mission, run, readers, stop: CancellationToken::new(), text: Mutex::default() }
    }

    /// A change of its mission.
    pub fn change(&self, act: MissionAct) -> MissionChange {
        MissionChange { mission: self.mission.clone(), readers: self.readers.clone(), act }
    }

    /// A piece of its answer.
    pub fn delta(&self, offset: u64, text: String) -> Event {
        Event::ChatDelta(ChatDelta { session_id: self.run.to_string(), run_id: self.run.to_string(), offset, text })
    }
}

/// What is left when the agent has ended.
#[derive(Default)]
pub struct Pumped {
    /// Not stored yet.
    pub events: Vec<Event>,
    usage: Option<Usage>,
}

impl Pumped {
    /// What was used in all.
    pub fn usage(&self) -> Option<RunUsage> {
        self.usage.map(RunUsage::from)
    }

    /// Whether it is the first of those that wait to be stored.
    fn take(&mut self, at: &At, piece: Piece) -> bool {
        let first = self.events.is_empty();
        let (run_id, mission_id) = (at.run.to_string(), at.mission.to_string());
        let session_id = run_id.clone();
        let event = match piece {
            Piece::Log { level, line } => {
                Event::ForgeLog(ForgeLog { run_id, session_id, mission_id, level: level.into(), message: line })
            }
            Piece::Usage(usage) => {
                self.usage = Some(usage);
                Event::ForgeTokenUsage(ForgeTokenUsage {
                    run_id,
                    session_id,
                    mission_id,
                    input_tokens: usage.input_tokens,
                    output_tokens: usage.output_tokens,
                    total_cost: usage.cost_usd.unwrap_or(0.0),
                })
            }
            Piece::Tool { name, status, id } => Event::ForgeToolExecution(ForgeToolExecution {
                run_id,
                session_id,
                mission_id,
                tool_name: name,
                status: status.into(),
                tool_use_id: id,
            }),
            Piece::Text(_) => return false,
        };
        self.events.push(event);
        first
    }
}

/// Passes on what the agent puts out until it has ended.
pub async fn pump(app: &Arc<App>, at: &At, mut pieces: mpsc::Receiver<Piece>) -> Pumped {
    let mut pumped = Pumped::default();
    let mut store_at = Instant::now();
    loop {
        tokio::select! {
            biased;
            piece = pieces.recv() => match piece {
                None => return pumped,
                Some(Piece::Text(text)) => tell_text(app, at, text),
                Some(other) => if pumped.take(at, other) {
                    store_at = Instant::now() + GATHER;
                },
            },
            () = sleep_until(store_at), if !pumped.events.is_empty() => store(app, at, &mut pumped).await,
        }
        if pumped.events.len() >= MOST_EVENTS {
            store(app, at, &mut pumped).await;
        }
    }
}

fn tell_text(app: &App, at: &At, text: String) {
    let mut so_far = at.text.lock();
    let offset = so_far.len() as u64;
    so_far.push_str(&text);
    let about = About { mission: Some(at.mission.clone()), session: Some(at.run.clone()) };
    app.hub.tell_topic(&run_topic(&at.run), &at.readers, &about, at.delta(offset, text));
}

/// Stores what was gathered; what cannot be stored now is tried again with the next.
async fn store(app: &App, at: &At, pumped: &mut Pumped) {
    let act = MissionAct::Tell { run: at.run.clone(), events: pumped.events.clone() };
    let change = Change { key: None, what: What::Direct(DirectChange::Mission(at.change(act))) };
    match app.store.change(change).await {
        Ok(_) => pumped.events.clear(),
        Err(error) => {
            tracing::warn!(%error, run = %at.run, "events of a forge session could not be stored yet");
            tokio::time::sleep(AGAIN).await;
        }
    }
}
