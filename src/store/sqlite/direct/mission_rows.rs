//! The rows of missions, their specs and forge sessions.

use sqlx::Row;

use super::Direct;
use crate::{
    contract::{ForgeCompleted, Mission, MissionStatus, RunStatus, Time},
    store::{
        NewMission,
        sqlite::{
            rows::{Cell, Rows},
            writer::Attempt,
        },
    },
};

impl Direct<'_> {
    pub(super) async fn insert_mission(&mut self, id: &str, new: &NewMission) -> Result<(), Attempt> {
        let mut specs = Rows::default();
        for (place, (spec, prompt)) in new.specs.iter().enumerate() {
            specs.push([
                Cell::Owned(id.to_owned()),
                Cell::Int(place as i64),
                Cell::Owned(spec.clone()),
                Cell::Owned(prompt.clone()),
            ]);
        }
        specs.insert(self.tx, "mission_specs (mission_id, place, spec_id, prompt)").await?;
        sqlx::query(
            "INSERT INTO missions
             (id, name, creator_id, room_id, model, status, total_specs, completed_specs, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
        )
        .bind(id)
        .bind(&*new.name)
        .bind(&*new.creator)
        .bind(new.room.as_deref())
        .bind(&*new.model)
        .bind(MissionStatus::Pending.as_str())
        .bind(new.specs.len() as i64)
        .bind(Time::now().0)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Keeps what may change in a mission.
    pub(super) async fn keep_mission(&mut self, mission: &Mission) -> Result<(), Attempt> {
        sqlx::query(
            "UPDATE missions SET status = ?, completed_specs = ?, run_id = ?, error = ?, started_at = ?, finished_at = ?
             WHERE id = ?",
        )
        .bind(mission.status.as_str())
        .bind(mission.completed_specs)
        .bind(mission.current_run_id.as_deref())
        .bind(mission.error.as_deref())
        .bind(mission.started_at.map(|at| at.0))
        .bind(mission.finished_at.map(|at| at.0))
        .bind(&*mission.id)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// It goes behind all that want to run already.
    pub(super) async fn queue_mission(&mut self, id: &str) -> Result<(), Attempt> {
        sqlx::query(
            "UPDATE missions SET queued_at = (SELECT coalesce(max(queued_at), 0) + 1 FROM missions) WHERE id = ?",
        )
        .bind(id)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    pub(super) async fn insert_forge_session(
        &mut self,
        mission: &str,
        run: &str,
        place: i64,
        at: Time,
    ) -> Result<(), Attempt> {
        sqlx::query("INSERT INTO forge_sessions (id, mission_id, place, status, started_at) VALUES (?, ?, ?, ?, ?)")
            .bind(run)
            .bind(mission)
            .bind(place)
            .bind(RunStatus::Running.as_str())
            .bind(at.0)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    pub(super) async fn end_forge_session(&mut self, completed: &ForgeCompleted) -> Result<(), Attempt> {
        let usage = completed.usage.as_ref().map(serde_json::to_string).transpose()?;
        sqlx::query("UPDATE forge_sessions SET status = ?, ended_at = ?, error = ?, usage = ? WHERE id = ?")
            .bind(completed.status.as_str())
            .bind(Time::now().0)
            .bind(completed.error.as_deref())
            .bind(usage)
            .bind(&*completed.run_id)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Keeps the answer to the spec that was at work.
    pub(super) async fn keep_response(&mut self, mission: &Mission, response: &str) -> Result<(), Attempt> {
        sqlx::query("UPDATE mission_specs SET response = ? WHERE mission_id = ? AND place = ?")
            .bind(response)
            .bind(&*mission.id)
            .bind(mission.completed_specs)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// The spec that comes next; the last one once all are done.
    pub(super) async fn spec_at(&mut self, mission: &Mission) -> Result<String, Attempt> {
        let row = sqlx::query(
            "SELECT spec_id FROM mission_specs WHERE mission_id = ? AND place <= ? ORDER BY place DESC LIMIT 1",
        )
        .bind(&*mission.id)
        .bind(mission.completed_specs)
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(row.try_get(0)?)
    }
}
