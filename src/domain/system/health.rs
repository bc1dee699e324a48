//! How the server is, measured while it runs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

use super::{announce::forget_over, tell};
use crate::{
    App,
    contract::{Event, HealthMetrics, ServerStatus, SystemHealth, SystemServerStatus},
};

/// Between two looks at how late a timer is.
const LOOK: Duration = Duration::from_millis(500);

/// By how much the latest timer since the last report was late, in microseconds.
#[derive(Default)]
pub struct Lateness(AtomicU64);

impl Lateness {
    fn note(&self, late: Duration) {
        self.0.fetch_max(u64::try_from(late.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn milliseconds(&self) -> f64 {
        self.0.load(Ordering::Relaxed) as f64 / 1_000.0
    }

    fn begin_anew(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// Tells how the server is every `system.health_interval`, for as long as it runs.
pub async fn beat(app: Arc<App>) {
    let mut report = Instant::now();
    loop {
        // One that could not be told in time is left out.
        report = Instant::now().max(report + app.config.system.health_interval);
        while Instant::now() < report {
            let look = report.min(Instant::now() + LOOK);
            sleep_until(look).await;
            app.system.lateness.note(look.elapsed());
        }
        forget_over(&app).await;
        tell(&app);
        app.system.lateness.begin_anew();
    }
}

/// How things are at this moment.
pub fn now(app: &App) -> [Event; 2] {
    let status = status(app);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (missions, sessions) = (count(app.missions.at_work()), count(app.runs.sessions()));
    let metrics = HealthMetrics {
        connections: app.metrics.connections.get().unsigned_abs(),
        missions,
        sessions,
        memory_bytes: memory_stats::memory_stats().map(|memory| memory.physical_mem as u64),
        event_loop_delay_ms: app.system.lateness.milliseconds(),
        uptime_seconds: app.system.started.elapsed().as_secs(),
    };
    [
        Event::SystemServerStatus(SystemServerStatus { status, active_missions: missions, active_sessions: sessions }),
        Event::SystemHealth(SystemHealth { status, metrics }),
    ]
}

fn status(app: &App) -> ServerStatus {
    match app.store.ready() {
        _ if app.draining() => ServerStatus::Draining,
        Ok(()) => ServerStatus::Ok,
        Err(_) => ServerStatus::Degraded,
    }
}
