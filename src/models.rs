//! The configured models and the agents behind them.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    agent::{self, Agent, AgentLimits, ModelConfig},
    config::Config,
    contract::invalid,
    error::Error,
};

/// What `session:create` may name.
pub struct Models {
    agents: BTreeMap<Arc<str>, Model>,
    default: Arc<str>,
}

struct Model {
    agent: Arc<dyn Agent>,
    /// Whether it is given the earlier turns; reading them costs.
    history: bool,
}

impl Models {
    /// Makes an agent of every `[models.*]`; the error is one line that names the key.
    pub fn new(config: &Config) -> Result<Self, String> {
        let usual = AgentLimits::default();
        let limits = AgentLimits {
            output_bytes: config.limits.agent_output_bytes,
            // A program that does not listen must not hold up the end of the server.
            kill_grace: usual.kill_grace.min(config.shutdown.grace.mul_f64(0.2)),
            ..usual
        };
        let mut agents = BTreeMap::new();
        for (name, model) in &config.models {
            let agent = agent::build(model, &limits).map_err(|error| format!("models.{name}.{error}"))?;
            let history = match model {
                ModelConfig::Echo(_) => false,
                ModelConfig::Command(command) => command.history,
                ModelConfig::Openai(_) => true,
            };
            agents.insert(Arc::from(name.as_str()), Model { agent, history });
        }
        Ok(Self { agents, default: config.default_model.as_str().into() })
    }

    /// The model called `name`, the default one for an empty name.
    pub fn choose(&self, name: &str) -> Option<Arc<str>> {
        if name.is_empty() {
            return Some(self.default.clone());
        }
        self.agents.get_key_value(name).map(|(name, _)| name.clone())
    }

    /// The same; one that does not exist is a `VALIDATION_ERROR` that names those that do.
    pub fn named(&self, name: &str) -> Result<Arc<str>, Error> {
        self.choose(name).ok_or_else(|| {
            let names = self.names().collect::<Vec<_>>().join(", ");
            invalid("/model", "enum", &format!("must be one of: {names}"))
        })
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.agents.keys().map(|name| &**name)
    }

    /// The agent behind a model.
    pub fn agent(&self, name: &str) -> Option<Arc<dyn Agent>> {
        self.agents.get(name).map(|model| model.agent.clone())
    }

    /// Whether the agent is given the earlier turns.
    pub fn wants_history(&self, name: &str) -> bool {
        self.agents.get(name).is_some_and(|model| model.history)
    }
}
