//! A run that ends, however it ends, takes its whole process group with it.

use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use parlance::agent::AgentError;
use serde_json::json;

use crate::support::{PATIENCE, Run, agent, lives, prompt, run, script, words};

/// A leader and a child that ignores TERM; both print their ids, and stay when the child has done `work`.
fn stubborn(work: &str) -> String {
    format!(r#"echo $$; sh -c 'trap "" TERM; echo $$; {work}; while :; do sleep 1; done' & wait"#)
}

/// Starts a script that prints two process ids, and waits for them.
async fn start(script: &str, timeout: &str) -> (Run, Vec<String>) {
    let table = json!({
        "agent": "command", "command": ["sh", "-c", script], "timeout": timeout,
    });
    let mut run = Run::start(agent(table), prompt(""));
    run.until_lines(2).await;
    let processes: Vec<_> = run.heard.text.lines().take(2).map(str::to_owned).collect();
    (run, processes)
}

fn any_lives(processes: &[String]) -> bool {
    processes.iter().any(|process| lives(process))
}

#[tokio::test]
async fn a_stop_ends_a_child_that_ignores_term() {
    let (run, processes) = start(&stubborn(":"), "1h").await;
    assert!(processes.iter().all(|process| lives(process)), "{processes:?}");
    run.stop.cancel();
    assert_eq!(run.end().await.0, Err(AgentError::Stopped));
    assert!(!any_lives(&processes));
}

#[tokio::test]
async fn a_timeout_ends_them_too() {
    let (run, processes) = start(&stubborn(":"), "3s").await;
    assert_eq!(words(run.end().await.0), "The agent did not answer within 3s");
    assert!(!any_lives(&processes));
}

#[tokio::test]
async fn so_does_a_reader_that_has_gone() {
    let (run, processes) = start(&stubborn("yes"), "1h").await;
    assert_eq!(run.abandon().await, Err(AgentError::Stopped));
    assert!(!any_lives(&processes));
}

#[tokio::test]
async fn a_flood_ends_them_too() {
    let (run, processes) = start(&stubborn("yes >&2"), "1h").await;
    assert_eq!(words(run.end().await.0), "The agent put out more than 65536 bytes");
    assert!(!any_lives(&processes));
}

#[tokio::test]
async fn a_run_that_is_dropped_leaves_nothing_behind() {
    let (run, processes) = start(&stubborn(":"), "1h").await;
    run.task.abort();
    let gone = async {
        while any_lives(&processes) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("all gone");
}

#[tokio::test]
async fn what_a_program_leaves_behind_is_ended() {
    for (code, left) in [(0, "sleep 1000"), (1, r#"sh -c 'trap "" TERM; sleep 1000'"#)] {
        let (outcome, heard) = run(script(&format!("{left} & echo $!; exit {code}")), "").await;
        assert_eq!(outcome.is_ok(), code == 0);
        assert!(!lives(heard.text.trim_end()), "{heard:?}");
    }
}

#[tokio::test]
async fn a_process_that_has_left_the_group_does_not_hold_the_run_up() {
    let (outcome, heard) = run(script("setsid sleep 1000 & echo $!"), "").await;
    assert_eq!(outcome, Ok(()));
    let escaped = Pid::from_raw(heard.text.trim_end().parse().unwrap());
    kill(escaped, Signal::SIGKILL).expect("it still runs");
}

#[tokio::test]
async fn a_program_may_tidy_up_before_it_ends() {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("tidied");
    let shell = r#"trap 'touch "$TRACE"; exit' TERM; echo ready; while :; do sleep 0.01; done"#;
    let table = json!({
        "agent": "command", "command": ["sh", "-c", shell], "env": { "TRACE": trace },
    });
    let mut run = Run::start(agent(table), prompt(""));
    run.until_text("ready").await;
    run.stop.cancel();
    assert_eq!(run.end().await.0, Err(AgentError::Stopped));
    assert!(trace.exists());
}
