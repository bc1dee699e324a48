//! What the server counts, for `/metrics`.

use std::{fmt, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

use crate::error::Code;

/// A command by its event and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CommandLabels {
    event: &'static str,
    outcome: &'static str,
}

/// What was refused by a limit: whose it is, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LimitLabels {
    scope: &'static str,
    class: &'static str,
}

/// All counters of one server.
pub struct Metrics {
    registry: Registry,
    commands: Family<CommandLabels, Counter>,
    rate_limited: Family<LimitLabels, Counter>,
    duration: Histogram,
    /// Commands that were dropped without a reply. Must stay 0.
    pub broken_promises: Counter,
    /// Connections that are open.
    pub connections: Gauge,
    /// Readers that were disconnected because they could not keep up.
    pub slow_consumers: Counter,
    /// Ephemeral events of low priority that were left out for readers that fell behind.
    pub shed_events: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("parlance");
        let commands = Family::default();
        let rate_limited = Family::default();
        let duration = Histogram::new(exponential_buckets(0.000_05, 4.0, 10));
        let broken_promises = Counter::default();
        let connections = Gauge::default();
        let slow_consumers = Counter::default();
        let shed_events = Counter::default();
        registry.register("commands", "Commands by event and outcome", commands.clone());
        registry.register("rate_limited", "Refused by a limit, by whose and of what", rate_limited.clone());
        registry.register("command_duration_seconds", "From the command to its reply", duration.clone());
        registry.register("broken_promises", "Commands dropped without a reply; must stay 0", broken_promises.clone());
        registry.register("connections", "Open connections", connections.clone());
        registry.register(
            "slow_consumers",
            "Readers disconnected because they could not keep up",
            slow_consumers.clone(),
        );
        registry.register(
            "shed_events",
            "Ephemeral events of low priority left out for readers that fell behind",
            shed_events.clone(),
        );
        Self { registry, commands, rate_limited, duration, broken_promises, connections, slow_consumers, shed_events }
    }
}

impl Metrics {
    /// Counts a command that was replied to.
    pub fn command(&self, event: &'static str, failed: Option<Code>, took: Duration) {
        let outcome = failed.map_or("ok", Code::as_str);
        self.commands.get_or_create(&CommandLabels { event, outcome }).inc();
        self.duration.observe(took.as_secs_f64());
    }

    /// Counts what a limit refused: of a `connection`, `user` or `address`, and what it was.
    pub fn refused(&self, scope: &'static str, class: &'static str) {
        self.rate_limited.get_or_create(&LimitLabels { scope, class }).inc();
    }

    /// Everything as OpenMetrics text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(fmt::Error) => String::new(),
        }
    }
}
