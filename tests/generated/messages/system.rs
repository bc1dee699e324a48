//! Of the server itself.

use super::*;

pub fn events(full: bool) -> Vec<Outgoing> {
    let status = if full { ServerStatus::Degraded } else { ServerStatus::Ok };
    let metrics = HealthMetrics {
        connections: 3,
        missions: 1,
        sessions: 2,
        memory_bytes: full.then_some(1 << 32),
        event_loop_delay_ms: 1.25,
        uptime_seconds: 61,
    };
    let maintenance = SystemMaintenance {
        id: "n".into(),
        message: text("new disks"),
        starts_at: AT,
        duration_minutes: 30,
        withdrawn: full.then_some(true),
    };
    let update = SystemVersionUpdate {
        id: "n".into(),
        current_version: "1.2.3".into(),
        new_version: text("2.0.0"),
        withdrawn: full.then_some(true),
    };
    let events = [
        Event::SystemServerStatus(SystemServerStatus { status, active_missions: 1, active_sessions: 2 }),
        Event::SystemHealth(SystemHealth { status, metrics }),
        Event::SystemMaintenance(maintenance),
        Event::SystemVersionUpdate(update),
    ];
    events.map(outgoing).into()
}
