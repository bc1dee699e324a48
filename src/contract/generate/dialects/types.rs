//! `dialects/*.ts`: the frames of each dialect, by ts-rs.

use std::collections::BTreeSet;

use crate::{
    contract::generate::{
        HEADER,
        types::{Collector, config, contract_types},
    },
    dialect::raw::{DESCRIPTIONS, Description},
};

/// The file of one dialect: its own types, and the frames in both directions. What it shares with the
/// contract is imported.
pub fn types(dialect: &Description) -> String {
    let config = config();
    let mut collector = Collector::new();
    (dialect.client.info.collect)(&mut collector);
    (dialect.server.info.collect)(&mut collector);
    let contract = contract_types();
    let (shared, own): (Vec<_>, Vec<_>) =
        collector.declarations().into_iter().partition(|(name, _)| contract.contains_key(name));
    let mut text = own.into_iter().map(|(_, declaration)| declaration).collect::<Vec<_>>().join("\n");
    text += &frames((dialect.client.info.typescript)(&config), (dialect.server.info.typescript)(&config));
    let words: BTreeSet<_> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
    let used: Vec<_> = shared.into_iter().map(|(name, _)| name).filter(|name| words.contains(name.as_str())).collect();
    let imports = match used.is_empty() {
        true => String::new(),
        false => format!("import type {{ {} }} from \"../types.js\";\n\n", used.join(", ")),
    };
    format!("{HEADER}{imports}{text}")
}

fn frames(client: String, server: String) -> String {
    let mut text = format!("\n/** A frame, client → server. */\nexport type ClientFrame = {client};\n");
    text += "\n/** A frame, server → client. `topic` and `seq` come with durable events, for clients that resume. */\n";
    text + &format!("export type ServerFrame = ({server}) & {{ topic?: string; seq?: number }};\n")
}

/// The file that exports all dialects, and says where they are.
pub fn index() -> String {
    let names: Vec<_> = DESCRIPTIONS.iter().map(|dialect| dialect.dialect.name()).collect();
    let mut text = HEADER.to_owned();
    names.iter().for_each(|name| text += &format!("export type * as {name} from \"./{name}.js\";\n"));
    text +=
        "\n/** How to choose a dialect: by the path, by the subprotocol, or by both. */\nexport const dialects = {\n";
    for name in names {
        text += &format!("  {name}: {{ path: \"/ws/{name}\", subprotocol: \"parlance.{name}\" }},\n");
    }
    text + "} as const;\n\nexport type Dialect = keyof typeof dialects;\n"
}
