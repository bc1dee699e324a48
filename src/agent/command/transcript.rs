//! Puts the lines of a stream-json answer together: each text once, though it may come in parts, as a
//! block, and again in the result; and links what is told of tools and tokens.

use super::progress::{Spending, Tools};
use super::stream_json::Said;
use crate::agent::lines::brief;
use crate::agent::{AgentError, Output, ToolStatus};

#[derive(Default)]
pub(super) struct Transcript {
    /// What has come in parts and not yet as a block.
    unconfirmed: String,
    /// The block that is being written, or was written last.
    last_block: String,
    answered: bool,
    tools: Tools,
    spending: Spending,
    result: Option<Result<(), AgentError>>,
}

impl Transcript {
    /// Takes in what a line said, and puts out what is new in it.
    pub(super) async fn hear(&mut self, said: Said, out: &Output) -> Result<(), AgentError> {
        match said {
            Said::Log { level, line } => out.log(level, line).await,
            Said::Part(text) => {
                let begins = self.unconfirmed.is_empty();
                self.unconfirmed.push_str(&text);
                self.write(&text, begins, out).await
            }
            Said::Block(text) => match self.unwritten(text) {
                Some((text, begins)) => self.write(&text, begins, out).await,
                None => Ok(()),
            },
            Said::ToolUse { id, name } => {
                out.tool(&name, ToolStatus::Started, Some(id.clone())).await?;
                self.tools.begin(id, name);
                Ok(())
            }
            Said::ToolResult { id, is_error } => match self.tools.end(&id) {
                Some(name) => {
                    let status = if is_error { ToolStatus::Failed } else { ToolStatus::Succeeded };
                    out.tool(&name, status, Some(id)).await
                }
                None => Ok(()),
            },
            Said::Used { message, usage } => match self.spending.note(message, usage) {
                Some(sum) if self.result.is_none() => out.usage(sum).await,
                _ => Ok(()),
            },
            Said::Result { text, is_error, usage } => {
                if let Some(usage) = usage {
                    out.usage(usage).await?;
                }
                let text = text.unwrap_or_default();
                if is_error {
                    let words = format!("The agent failed: {}", brief(&text));
                    self.result = Some(Err(AgentError::Failed(words)));
                    return Ok(());
                }
                self.result = Some(Ok(()));
                if self.last_block.trim().ends_with(text.trim()) {
                    return Ok(());
                }
                self.write(&text, true, out).await
            }
        }
    }

    /// What the program said of its answer as a whole.
    pub(super) fn end(self) -> Result<(), AgentError> {
        match self.result {
            Some(result) => result,
            None if self.answered => Ok(()),
            None => Err(AgentError::failed("The agent's program ended without an answer")),
        }
    }

    /// The part of a whole block that has not come in parts, and whether it begins the block.
    fn unwritten(&mut self, block: String) -> Option<(String, bool)> {
        if self.unconfirmed.is_empty() {
            return Some((block, true));
        }
        let parts = std::mem::take(&mut self.unconfirmed);
        if let Some(next_block) = parts.strip_prefix(&block) {
            self.unconfirmed = next_block.to_owned();
            return None;
        }
        block.strip_prefix(&parts).map(|rest| (rest.to_owned(), false))
    }

    async fn write(&mut self, text: &str, begins: bool, out: &Output) -> Result<(), AgentError> {
        if text.is_empty() {
            return Ok(());
        }
        if begins {
            self.last_block.clear();
            if self.answered {
                out.text("\n\n").await?;
            }
        }
        self.answered = true;
        self.last_block.push_str(text);
        out.text(text).await
    }
}
