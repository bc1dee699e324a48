//! The time that a shutdown may take: `shutdown.grace` from the signal to the exit, whatever hangs.

use std::time::Duration;

use tokio::time::Instant;

/// What a step may take that only finishes what is on its way.
const MOMENT: Duration = Duration::from_millis(500);

/// The steps of a shutdown, in their order. Each ends in time for those after it.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// What runs may finish.
    Finish,
    /// What still runs is ended and stored as ended.
    End,
    /// Ends are stored that could not be stored before.
    Store,
    /// Clients read what waits for them.
    Flush,
    /// Clients are told that the server closes.
    Close,
    /// Requests end; then connections are cut.
    Requests,
    /// The listener has ended.
    Listen,
    /// The store closes. What is left is for the process to end.
    Leave,
}

/// A shutdown that has begun.
#[derive(Debug, Clone, Copy)]
pub struct Grace {
    began: Instant,
    whole: Duration,
}

impl Grace {
    /// It begins now and takes `whole` at most.
    pub fn begin(whole: Duration) -> Self {
        Self { began: Instant::now(), whole }
    }

    /// When a step must be over.
    pub fn end_of(&self, step: Step) -> Instant {
        let share = match step {
            Step::Finish => 0.6,
            // An agent that does not listen is killed after a fifth of the time (`Models::new`).
            Step::End => 0.84,
            Step::Store => 0.86,
            Step::Flush => 0.88,
            Step::Close => 0.9,
            Step::Requests => 0.91,
            Step::Listen => 0.93,
            Step::Leave => 0.95,
        };
        self.began + self.whole.mul_f64(share)
    }

    /// The same for a step that should take but a moment.
    pub fn soon(&self, step: Step) -> Instant {
        self.end_of(step).min(Instant::now() + MOMENT)
    }
}
