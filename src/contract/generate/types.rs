//! `types.ts`: the payload types, by ts-rs.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use super::HEADER;
use crate::{
    contract::{COMMANDS, EVENTS},
    error::{Code, ErrorDetail},
};

/// Numbers are plain `number`s: all of the contract's fit.
pub fn config() -> Config {
    Config::new().with_large_int("number")
}

/// Gathers the declarations of types and of all that they are made of.
pub struct Collector {
    config: Config,
    declarations: BTreeMap<String, String>,
}

impl Collector {
    /// With nothing gathered yet.
    pub fn new() -> Self {
        Self { config: config(), declarations: BTreeMap::new() }
    }

    /// What was gathered, by name.
    pub fn declarations(self) -> BTreeMap<String, String> {
        self.declarations
    }
}

impl Default for Collector {
    fn default() -> Self {
        Self::new()
    }
}

impl TypeVisitor for Collector {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        T::visit_generics(self);
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&self.config);
        if self.declarations.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}\n", T::decl(&self.config));
        self.declarations.insert(name, declaration);
        T::visit_dependencies(self);
    }
}

/// The whole file.
pub fn types() -> String {
    let declarations: Vec<_> = contract_types().into_values().collect();
    format!("{HEADER}{}", declarations.join("\n"))
}

/// The declarations of all types of the table, by name.
pub fn contract_types() -> BTreeMap<String, String> {
    let mut collector = Collector::new();
    for row in COMMANDS {
        (row.payload.collect)(&mut collector);
        row.replies().for_each(|(_, payload)| (payload.collect)(&mut collector));
    }
    for row in EVENTS {
        (row.payload.collect)(&mut collector);
    }
    collector.visit::<Code>();
    collector.visit::<ErrorDetail>();
    collector.declarations()
}
