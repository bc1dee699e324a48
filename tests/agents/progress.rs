//! What is told of a stream-json run before it is done: its tools and its tokens.

use parlance::agent::{ToolStatus, Usage};
use serde_json::{Value, json};

use crate::stream_json::{printed, result};

/// A line of the message `id`, which has read 10 tokens and written `output_tokens` so far.
fn message(id: &str, output_tokens: Value, blocks: Value) -> String {
    let usage = json!({ "input_tokens": 6, "cache_creation_input_tokens": null, "cache_read_input_tokens": 4,
                        "output_tokens": output_tokens });
    json!({ "type": "assistant", "message": { "id": id, "content": blocks, "usage": usage } }).to_string()
}

fn tool_use(id: &str, name: &str) -> Value {
    json!({ "type": "tool_use", "id": id, "name": name, "input": {} })
}

fn tool_result(id: &str, is_error: Value) -> Value {
    json!({ "type": "tool_result", "tool_use_id": id, "content": "x", "is_error": is_error })
}

fn user(blocks: Value) -> String {
    json!({ "type": "user", "message": { "content": blocks } }).to_string()
}

#[tokio::test]
async fn tools_are_told_as_they_begin_and_end() {
    let (outcome, heard) = printed(&[
        message("m", json!(1), json!([tool_use("a", "Read"), tool_use("b", "Bash")])),
        user(json!([tool_result("b", json!(true)), tool_result("never begun", json!(false))])),
        user(json!([tool_result("a", Value::Null)])),
        message("n", json!(1), json!([tool_use("c", "Glob")])),
        result("done"),
    ])
    .await;
    assert_eq!(outcome, Ok(()));
    let tool = |name: &str, status, id: &str| (name.to_owned(), status, Some(id.to_owned()));
    let expected = [
        tool("Read", ToolStatus::Started, "a"),
        tool("Bash", ToolStatus::Started, "b"),
        tool("Bash", ToolStatus::Failed, "b"),
        tool("Read", ToolStatus::Succeeded, "a"),
        tool("Glob", ToolStatus::Started, "c"),
    ];
    assert_eq!(heard.tools, expected);
}

#[tokio::test]
async fn of_many_tools_the_latest_are_remembered() {
    let begun = |number: usize| message("m", json!(1), json!([tool_use(&number.to_string(), "Bash")]));
    let mut lines: Vec<_> = (0..100).map(begun).collect();
    lines.push(user(json!([tool_result("0", Value::Null), tool_result("99", Value::Null)])));
    let (_, heard) = printed(&[lines, vec![result("done")]].concat()).await;
    assert_eq!(heard.tools.len(), 101);
    let last = ("Bash".to_owned(), ToolStatus::Succeeded, Some("99".to_owned()));
    assert_eq!(heard.tools.last(), Some(&last));
}

#[tokio::test]
async fn usage_grows_with_each_message_until_the_result_tells_it() {
    let text = json!([{ "type": "text", "text": "x" }]);
    let (outcome, heard) = printed(&[
        message("m", json!(1), text.clone()),
        message("m", json!(1), text.clone()),
        message("n", json!(20), text.clone()),
        // A helper's message goes on when the next one has begun.
        message("m", json!(3), text.clone()),
        result("x"),
        message("late", json!(1), text),
    ])
    .await;
    assert_eq!(outcome, Ok(()));
    let usage = |input_tokens, output_tokens, cost_usd| Usage { input_tokens, output_tokens, cost_usd };
    let expected = [usage(10, 1, None), usage(20, 21, None), usage(20, 23, None), usage(113, 7, Some(0.25))];
    assert_eq!(heard.usages, expected);
}

#[tokio::test]
async fn usage_of_many_messages_is_summed_though_few_are_remembered() {
    let lines: Vec<_> = (0..300).map(|number| message(&number.to_string(), json!(2), json!([]))).collect();
    let (_, heard) = printed(&lines).await;
    assert_eq!(heard.usage, Some(Usage { input_tokens: 3_000, output_tokens: 600, cost_usd: None }));
}

#[tokio::test]
async fn odd_usage_costs_no_answer() {
    let block = json!([{ "type": "text", "text": "answer" }]);
    let odd = message("m", json!("many"), block.clone());
    let none = json!({ "type": "assistant", "message": { "id": "m", "content": block, "usage": 3 } }).to_string();
    let end = json!({ "type": "result", "subtype": "success", "result": "answer", "usage": "much" }).to_string();
    let (outcome, heard) = printed(&[odd, none, end]).await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "answer\n\nanswer"));
    assert_eq!(heard.usage, None);
}
