//! One line of the stream-json format, as the Claude Code command line prints it with
//! `--output-format stream-json --verbose`, and with `--include-partial-messages` if wanted.
//! Pure: text in, meaning out. Any line is understood somehow, and none fails.

mod line;

use serde_json::Value;

use crate::agent::lines::brief;
use crate::agent::{LogLevel, Usage};
use line::{Block, Content, Line, Message, TokenUsage};

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// The next part of a text block that is still being written.
    Part(String),
    /// A whole text block of the answer; the parts of it may have come before.
    Block(String),
    /// A line for the log.
    Log { level: LogLevel, line: String },
    /// A tool is used, its helpers' tools included.
    ToolUse { id: String, name: String },
    /// What came of it.
    ToolResult { id: String, is_error: bool },
    /// What one message has used so far. A message is told in several lines.
    Used { message: String, usage: Usage },
    /// The end of the answer.
    Result {
        /// The last block of the answer, or what went wrong.
        text: Option<String>,
        is_error: bool,
        /// What the whole run has used.
        usage: Option<Usage>,
    },
}

impl Said {
    fn log(level: LogLevel, line: impl Into<String>) -> Self {
        Self::Log { level, line: line.into() }
    }
}

/// Reads one line. What is no such line is a line for the log, as it stands; an empty line says nothing.
pub fn parse_line(line: &str) -> Vec<Said> {
    let line = line.trim();
    if line.is_empty() {
        return Vec::new();
    }
    match serde_json::from_str(line) {
        Ok(parsed) => understand(parsed, line),
        Err(_no_such_line) => vec![Said::log(LogLevel::Info, line)],
    }
}

fn understand(parsed: Line, line: &str) -> Vec<Said> {
    match parsed {
        Line::System { subtype, model } => {
            let what = subtype.as_deref().unwrap_or("message");
            let model = model.map(|model| format!(", model {model}")).unwrap_or_default();
            vec![Said::log(LogLevel::Info, brief(&format!("system {what}{model}")))]
        }
        Line::Assistant { message, parent_tool_use_id } => {
            let Message { id, content, usage } = message;
            let mut said = or_as_it_stands(said_by_the_assistant(content, parent_tool_use_id.is_none()), line);
            said.extend(used(id, usage));
            said
        }
        Line::User { message } => or_as_it_stands(tool_results(message.content), line),
        Line::StreamEvent { event, parent_tool_use_id } => {
            let text = event.delta.and_then(|delta| delta.text);
            let text = text.filter(|_| parent_tool_use_id.is_none());
            text.map(Said::Part).into_iter().collect()
        }
        Line::Result { subtype, is_error, result, usage, total_cost_usd } => {
            let subtype = subtype.unwrap_or_else(|| "without a word".to_owned());
            let is_error = is_error || subtype.starts_with("error");
            let level = if is_error { LogLevel::Error } else { LogLevel::Info };
            let end = Said::log(level, brief(&format!("result {subtype}")));
            let usage = usage.map(|usage| usage.with_cost(total_cost_usd));
            let text = if is_error { result.or(Some(subtype)) } else { result };
            vec![end, Said::Result { text, is_error, usage }]
        }
        Line::Other => vec![Said::log(LogLevel::Debug, line)],
    }
}

/// Every whole line is to be seen in the log, thoughts for example too.
fn or_as_it_stands(said: Vec<Said>, line: &str) -> Vec<Said> {
    if said.is_empty() {
        return vec![Said::log(LogLevel::Debug, line)];
    }
    said
}

/// What a helper of the assistant says within a tool use is no part of the answer, only of the log.
fn said_by_the_assistant(content: Content, is_answer: bool) -> Vec<Said> {
    let mut all = Vec::new();
    for block in blocks(content) {
        match block {
            Block::Text { text } => {
                all.push(Said::log(LogLevel::Debug, format!("text: {}", brief(&text))));
                if is_answer {
                    all.push(Said::Block(text));
                }
            }
            Block::ToolUse { id, name, input } => {
                all.push(Said::log(LogLevel::Info, brief(&format!("tool {name}: {input}"))));
                all.extend(id.map(|id| Said::ToolUse { id: brief(&id), name: brief(&name) }));
            }
            Block::ToolResult { .. } | Block::Other => {}
        }
    }
    all
}

fn tool_results(content: Content) -> Vec<Said> {
    let mut all = Vec::new();
    for block in blocks(content) {
        let Block::ToolResult { tool_use_id, content, is_error } = block else { continue };
        let is_error = is_error == Some(true);
        all.push(match is_error {
            true => Said::log(LogLevel::Warn, format!("tool failed: {}", brief(&words(&content)))),
            false => Said::log(LogLevel::Debug, format!("tool result: {}", brief(&words(&content)))),
        });
        all.extend(tool_use_id.map(|id| Said::ToolResult { id: brief(&id), is_error }));
    }
    all
}

/// A message without a name cannot be told from the one before: only the result counts it.
fn used(message: Option<String>, usage: Option<TokenUsage>) -> Option<Said> {
    Some(Said::Used { message: brief(&message?), usage: usage?.with_cost(None) })
}

fn blocks(content: Content) -> Vec<Block> {
    match content {
        Content::Text(text) => vec![Block::Text { text }],
        Content::Blocks(blocks) => blocks,
    }
}

/// A tool's result is a text, or a list of blocks of which some are texts.
fn words(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => {
            let texts = blocks.iter().filter_map(|block| block.get("text")?.as_str());
            texts.collect::<Vec<_>>().join(" ")
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
