//! What a model costs (`models.<name>.price`).

use serde::Deserialize;

use super::Usage;

/// US dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Of what the model reads; what it takes from a cache counts in full.
    pub input: f64,
    /// Of what it writes.
    pub output: f64,
}

impl Price {
    /// # Errors
    /// One line that starts with the key within the model's table.
    pub(super) fn check(&self) -> Result<(), String> {
        for (key, dollars) in [("input", self.input), ("output", self.output)] {
            if !dollars.is_finite() || dollars < 0.0 {
                return Err(format!("price.{key}: must be US dollars per million tokens, 0 or more"));
            }
        }
        Ok(())
    }

    /// What so many tokens cost, in US dollars.
    pub(super) fn cost_usd(&self, usage: &Usage) -> f64 {
        (usage.input_tokens as f64 * self.input + usage.output_tokens as f64 * self.output) / 1_000_000.0
    }
}
