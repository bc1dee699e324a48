//! Of missions, forge sessions and subscriptions.

use super::*;

fn mission(full: bool) -> Mission {
    Mission {
        id: "m".into(),
        name: text("mission"),
        status: if full { MissionStatus::Running } else { MissionStatus::Pending },
        model: "echo".into(),
        created_by: "u".into(),
        room_id: full.then(|| "r".into()),
        current_spec: full.then(|| text("spec")),
        current_run_id: full.then(|| "f".into()),
        completed_specs: 1,
        total_specs: 3,
        percentage: 33.333,
        waiting: full.then_some(2),
        created_at: AT,
        started_at: full.then_some(AT),
        finished_at: full.then_some(AT),
        error: full.then(|| text("why")),
    }
}

fn ids() -> (String, String, String) {
    ("f".into(), "f".into(), "m".into())
}

fn forge(full: bool) -> [Event; 3] {
    let (run_id, session_id, mission_id) = ids();
    let usage = ForgeTokenUsage { run_id, session_id, mission_id, input_tokens: 5, output_tokens: 7, total_cost: 0.25 };
    let (run_id, session_id, mission_id) = ids();
    let status = if full { ToolStatus::Failed } else { ToolStatus::Started };
    let tool = ForgeToolExecution {
        run_id,
        session_id,
        mission_id,
        tool_name: text("Bash"),
        status,
        tool_use_id: full.then(|| "t".into()),
    };
    let (run_id, session_id, mission_id) = ids();
    let log = ForgeLog { run_id, session_id, mission_id, level: LogLevel::Warn, message: text("line") };
    [Event::ForgeTokenUsage(usage), Event::ForgeToolExecution(tool), Event::ForgeLog(log)]
}

pub fn events(full: bool) -> Vec<Outgoing> {
    let failure = || error(full).payload(&request_id());
    let mission_id = || "m".to_owned();
    let progress = MissionProgress {
        mission_id: mission_id(),
        current_spec: text("spec"),
        run_id: full.then(|| "f".into()),
        completed_specs: 1,
        total_specs: 3,
        percentage: 33.333,
        waiting: full.then_some(1),
    };
    let (old_status, new_status) = (MissionStatus::Paused, MissionStatus::Cancelled);
    let events = [
        Event::MissionCreated(MissionCreated { mission_id: mission_id(), mission: mission(full) }),
        Event::MissionStarted(MissionStarted { mission_id: mission_id() }),
        Event::MissionProgress(progress),
        Event::MissionCompleted(MissionCompleted { mission_id: mission_id(), success: true, duration_seconds: 61 }),
        Event::MissionFailed(MissionFailed { mission_id: mission_id(), error: text("why") }),
        Event::MissionStatusChanged(MissionStatusChanged { mission_id: mission_id(), old_status, new_status }),
        Event::MissionError(failure()),
        Event::SubscriptionError(failure()),
    ];
    forge(full).into_iter().chain(events).map(outgoing).collect()
}

fn filters(full: bool) -> Filters {
    let id = || "m".to_owned().try_into().unwrap();
    Filters {
        mission_id: full.then(id),
        session_id: full.then(id),
        event_types: full.then(|| vec![EventType("mission:progress")]),
    }
}

pub fn replies(full: bool) -> Vec<Outgoing> {
    let topic = || "missions".to_owned();
    let created = MissionCreated { mission_id: "m".into(), mission: mission(full) };
    let subscription = |full: bool| Subscription { topic: topic(), filters: full.then(|| filters(full)) };
    vec![
        reply("mission:create", &created, full),
        reply("mission:list", &MissionList { missions: many(full, mission) }, full),
        reply("mission:start", &mission(full), full),
        reply(
            "subscription:subscribe",
            &Subscribed { topic: topic(), filters: full.then(|| filters(false)), head_seq: 7 },
            full,
        ),
        reply("subscription:unsubscribe", &Unsubscribed { topic: topic() }, full),
        reply("subscription:list", &SubscriptionList { subscriptions: many(full, subscription) }, full),
    ]
}
