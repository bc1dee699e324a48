//! What a stream-json program tells of its work before it is done. Of programs that tell without end,
//! only the latest is remembered.

use std::collections::VecDeque;

use crate::agent::Usage;

/// Tools in use, and messages being written, at the same time: beyond it the oldest is forgotten.
const AT_ONCE: usize = 64;

/// The tools in use.
#[derive(Default)]
pub(super) struct Tools {
    /// Id and name.
    used: VecDeque<(String, String)>,
}

impl Tools {
    pub(super) fn begin(&mut self, id: String, name: String) {
        if self.used.len() == AT_ONCE {
            self.used.pop_front();
        }
        self.used.push_back((id, name));
    }

    /// The name of the tool whose use has ended; `None` when it did not begin.
    pub(super) fn end(&mut self, id: &str) -> Option<String> {
        let place = self.used.iter().rposition(|(used, _)| used == id)?;
        self.used.remove(place).map(|(_, name)| name)
    }
}

/// The tokens of all messages.
#[derive(Default)]
pub(super) struct Spending {
    /// Of messages to which nothing is added any more.
    settled: Usage,
    /// Of the latest messages, by id.
    latest: VecDeque<(String, Usage)>,
}

impl Spending {
    /// Takes in what a message has used so far; the sum over all messages, if that has changed it.
    pub(super) fn note(&mut self, message: String, usage: Usage) -> Option<Usage> {
        let before = self.sum();
        match self.latest.iter_mut().find(|(id, _)| *id == message) {
            Some((_, latest)) => *latest = usage,
            None => {
                if self.latest.len() == AT_ONCE {
                    let oldest = self.latest.pop_front();
                    self.settled = oldest.iter().fold(self.settled, |sum, (_, usage)| plus(sum, usage));
                }
                self.latest.push_back((message, usage));
            }
        }
        Some(self.sum()).filter(|sum| *sum != before)
    }

    fn sum(&self) -> Usage {
        self.latest.iter().fold(self.settled, |sum, (_, usage)| plus(sum, usage))
    }
}

fn plus(sum: Usage, more: &Usage) -> Usage {
    Usage {
        input_tokens: sum.input_tokens.saturating_add(more.input_tokens),
        output_tokens: sum.output_tokens.saturating_add(more.output_tokens),
        cost_usd: None,
    }
}
