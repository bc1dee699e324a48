//! What a run costs: the agent's own figure, else by `models.<name>.price`.

use std::io::Write;

use parlance::agent::Usage;
use serde_json::{Value, json};

use crate::support::{agent, run, try_agent};
use crate::upstream::{Upstream, delta, events, finish};

fn price() -> Value {
    json!({ "input": 3, "output": 15.0 })
}

#[tokio::test]
async fn a_message_costs_by_price_and_the_programs_own_total_wins() {
    let message = json!({ "type": "assistant", "message": { "id": "m", "content": "hi",
        "usage": { "input_tokens": 1_000, "cache_read_input_tokens": 1_000, "output_tokens": 100 } } });
    let mut result = json!({ "type": "result", "subtype": "success", "result": "hi",
        "usage": { "input_tokens": 2_000, "output_tokens": 200 } });
    for total in [None, Some(0.5)] {
        result["total_cost_usd"] = json!(total);
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "{message}\n{result}").unwrap();
        let table = json!({ "agent": "command", "command": ["cat", file.path()], "format": "stream-json",
                            "price": price() });
        let (_, heard) = run(agent(table), "").await;
        let usage = |output_tokens, cost| Usage { input_tokens: 2_000, output_tokens, cost_usd: Some(cost) };
        assert_eq!(heard.usages, [usage(100, 0.0075), usage(200, total.unwrap_or(0.009))]);
    }
}

#[tokio::test]
async fn a_servers_tokens_cost_by_price_unless_it_tells_more() {
    for (cost, expected) in [(Value::Null, 0.018), (json!(0.5), 0.5)] {
        let usage = json!({ "choices": [],
            "usage": { "prompt_tokens": 1_000, "completion_tokens": 1_000, "cost": cost } });
        let upstream = Upstream::start(move || events(&[delta("x"), finish("stop"), usage.clone()])).await;
        let table = json!({ "agent": "openai", "base_url": upstream.base_url, "price": price() });
        let (_, heard) = run(agent(table), "").await;
        assert_eq!(heard.usage.and_then(|usage| usage.cost_usd), Some(expected));
    }
}

#[tokio::test]
async fn a_bad_price_is_refused_by_its_key() {
    let refusal = |price: Value| {
        let table = json!({ "agent": "command", "command": ["cat"], "price": price });
        try_agent(table).err().expect("a refusal")
    };
    let negative = refusal(json!({ "input": 1, "output": -1 }));
    assert_eq!(negative, "price.output: must be US dollars per million tokens, 0 or more");
    assert!(refusal(json!({ "input": 1 })).contains("output"));
    assert!(refusal(json!({ "input": 1, "output": 1, "cached": 1 })).contains("cached"));
}
