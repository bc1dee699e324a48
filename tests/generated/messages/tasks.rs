//! Of tasks.

use super::*;

fn task(full: bool) -> Task {
    let metadata = full.then(|| serde_json::json!({ "any": [1, null, "thing"] }).as_object().unwrap().clone());
    Task {
        id: "t".into(),
        title: text("task"),
        room_id: full.then(|| "r".into()),
        status: if full { text("in review") } else { "open".into() },
        progress: if full { 100 } else { 0 },
        assignee_id: full.then(|| "u".into()),
        priority: if full { 4 } else { 2 },
        metadata: metadata.unwrap_or_default(),
        created_by: "u".into(),
        created_at: AT,
        updated_at: AT,
    }
}

pub fn events(full: bool) -> Vec<Outgoing> {
    let events = [
        Event::TaskCreated(task(full)),
        Event::TaskUpdated(task(full)),
        Event::TaskAssigned(task(full)),
        Event::TaskError(error(full).payload(&request_id())),
    ];
    events.map(outgoing).into()
}

pub fn replies(full: bool) -> Vec<Outgoing> {
    vec![
        reply("task:create", &task(full), full),
        reply("task:list", &TaskList { tasks: many(full, task) }, full),
        reply("task:update", &task(full), full),
        reply("task:assign", &task(full), full),
    ]
}
