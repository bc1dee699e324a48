//! What an agent puts out, on its way to the watchers: text at once, log lines stored first.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::Current;
use crate::{
    App,
    agent::{Piece, Usage},
    store::{Change, LogLine, What},
};

/// How long log lines are gathered before they are stored.
const GATHER: Duration = Duration::from_millis(10);
/// Lines that are stored at once without waiting for more.
const MOST_LINES: usize = 256;
/// Lines of the log in the reply of `chat:send`.
const REPLY_LINES: usize = 1_000;
/// Bytes of the log in the reply of `chat:send`.
const REPLY_BYTES: usize = 256 * 1024;

/// What is left when the agent has ended.
#[derive(Default)]
pub struct Pumped {
    /// Lines that are not stored yet.
    pub lines: Vec<LogLine>,
    /// The newest lines, for the reply.
    pub logs: VecDeque<String>,
    log_bytes: usize,
    pub usage: Option<Usage>,
}

/// Passes on what the agent puts out until it has ended.
pub async fn pump(app: &Arc<App>, current: &Arc<Current>, mut pieces: mpsc::Receiver<Piece>) -> Pumped {
    let mut pumped = Pumped::default();
    let mut store_at = Instant::now();
    loop {
        tokio::select! {
            biased;
            piece = pieces.recv() => match piece {
                None => return pumped,
                Some(Piece::Text(text)) => tell_text(app, current, text, &mut pieces, &mut pumped, &mut store_at),
                Some(other) => pumped.take(other, &mut store_at),
            },
            () = sleep_until(store_at), if !pumped.lines.is_empty() => store_lines(app, current, &mut pumped).await,
        }
        if pumped.lines.len() >= MOST_LINES {
            store_lines(app, current, &mut pumped).await;
        }
    }
}

/// Tells a piece of the answer, together with those that have queued up behind it.
fn tell_text(
    app: &App,
    current: &Current,
    mut text: String,
    pieces: &mut mpsc::Receiver<Piece>,
    pumped: &mut Pumped,
    store_at: &mut Instant,
) {
    while let Ok(piece) = pieces.try_recv() {
        match piece {
            Piece::Text(more) => text.push_str(&more),
            other => pumped.take(other, store_at),
        }
    }
    let mut so_far = current.text.lock();
    let offset = so_far.len() as u64;
    so_far.push_str(&text);
    app.hub.tell_session(&current.run.session, &current.run.owner, current.delta(offset, text));
}

/// Stores the gathered lines; those that cannot be stored now are tried again with the next.
async fn store_lines(app: &App, current: &Current, pumped: &mut Pumped) {
    let what = What::Log { run: current.run.clone(), lines: pumped.lines.clone() };
    match app.store.change(Change { key: None, what }).await {
        Ok(_) => pumped.lines.clear(),
        Err(error) => {
            tracing::warn!(%error, run = %current.run.id, "log lines could not be stored yet");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

impl Pumped {
    fn take(&mut self, piece: Piece, store_at: &mut Instant) {
        match piece {
            Piece::Log { level, line } => {
                if self.lines.is_empty() {
                    *store_at = Instant::now() + GATHER;
                }
                self.log_bytes += line.len();
                self.logs.push_back(line.clone());
                while self.logs.len() > REPLY_LINES || self.log_bytes > REPLY_BYTES {
                    self.log_bytes -= self.logs.pop_front().map_or(0, |line| line.len());
                }
                self.lines.push(LogLine { level: level.into(), data: line });
            }
            Piece::Usage(usage) => self.usage = Some(usage),
            // Its log line tells it.
            Piece::Tool { .. } => {}
            Piece::Text(_) => tracing::error!("text of an agent went the way of its log"),
        }
    }
}
