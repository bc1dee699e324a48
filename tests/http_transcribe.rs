//! `POST /api/transcribe` through the front door, with real programs behind it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/http.rs"]
mod support;
#[path = "support/transcribe.rs"]
mod transcribe;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::kill;
use nix::unistd::Pid;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use support::{Options, client, eventually};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use transcribe::{Engine, audio, post, serve};

/// Prints what it was given.
const ECHO: &str = r#"printf '  heard %s bytes of %s\n\n' "$(wc -c < "$1")" "${1##*.}""#;

#[tokio::test]
async fn the_text_of_the_program_is_the_answer() {
    let server = serve(Engine::script(ECHO)).await;
    let answer = post(&server, audio(4_000)).await;
    assert_eq!(answer, (200, json!({ "text": "heard 4000 bytes of webm" })));
}

#[tokio::test]
async fn other_fields_before_and_after_the_recording_are_ignored() {
    let server = serve(Engine::script(ECHO)).await;
    let form = Form::new().text("language", "en").part("audio", audio_part(1_000)).text("x", "y");
    assert_eq!(post(&server, form).await.0, 200);
}

fn audio_part(bytes: usize) -> Part {
    Part::bytes(vec![7; bytes]).file_name("recording.ogg")
}

#[tokio::test]
async fn the_name_of_the_upload_goes_no_further_than_a_plain_extension() {
    let server = serve(Engine::script(r#"echo "${1##*/}""#)).await;
    for (name, stored) in [
        ("take.MP4", "recording.mp4"),
        ("../../etc/passwd", "recording"),
        ("x.webm/../../y", "recording"),
        ("x.$(reboot)", "recording"),
        ("x.toolongextension", "recording"),
        ("", "recording"),
    ] {
        let part = audio_part(1_000).file_name(name);
        let answer = post(&server, Form::new().part("audio", part)).await;
        assert_eq!(answer, (200, json!({ "text": stored })), "{name}");
    }
}

#[tokio::test]
async fn bad_input_is_refused_before_anything_runs() {
    let notes = tempfile::tempdir().unwrap();
    let ran = notes.path().join("ran");
    for engine in [Some(Engine::script("touch \"$2\"").argument(&ran)), None] {
        let configured = engine.is_some();
        let server = match engine {
            Some(engine) => serve(engine).await,
            None => support::start(Options::default()).await,
        };
        let none = json!({ "error": "No audio file provided", "code": "VALIDATION_ERROR" });
        let form = Form::new().part("file", audio_part(4_000));
        assert_eq!(post(&server, form).await, (400, none.clone()));
        assert_eq!(post(&server, Form::new().text("x", "y")).await, (400, none));

        let short = json!({ "error": "Recording too short or empty", "code": "VALIDATION_ERROR" });
        for bytes in [0, 999] {
            assert_eq!(post(&server, audio(bytes)).await, (422, short.clone()));
        }
        if !configured {
            let (status, body) = post(&server, audio(1_000)).await;
            assert_eq!((status, &body["code"]), (503, &json!("SERVER_ERROR")));
        }
        assert!(!ran.exists());
    }
}

#[tokio::test]
async fn what_is_not_multipart_is_415_and_broken_multipart_400() {
    let server = serve(Engine::script(ECHO)).await;
    let multipart = "multipart/form-data; boundary=b";
    let part = "--b\r\nContent-Disposition: form-data; name=\"audio\"\r\n\r\n";
    for (content_type, body, status) in [
        ("", "", 415),
        ("application/json", "{}", 415),
        ("audio/webm", "xxxx", 415),
        ("application/x-www-form-urlencoded", "audio=x", 415),
        ("multipart/mixed; boundary=b", "--b--\r\n", 415),
        ("multipart/form-data", "--b--\r\n", 400),
        (multipart, "", 400),
        (multipart, "nonsense", 400),
        (multipart, "--b--\r\n", 400),
        (multipart, part, 400),
        (multipart, &format!("{part}half of it"), 400),
        (multipart, "--b\r\nno header\r\n\r\nx\r\n--b--\r\n", 400),
        (multipart, "--other\r\n\r\nx\r\n--other--\r\n", 400),
    ] {
        let request = client(None).post(server.url("/api/transcribe")).body(body.to_owned());
        let response = request.header("content-type", content_type).send().await.unwrap();
        assert_eq!(response.status(), status, "{content_type} {body}");
        let answer: serde_json::Value = response.json().await.unwrap();
        assert!(answer["error"].is_string() && answer["code"].is_string(), "{answer}");
    }
}

#[tokio::test]
async fn too_large_is_413_also_when_the_size_is_not_announced() {
    let mut options = Engine::script(ECHO).options();
    options.state.max_upload_bytes = 10_000;
    let server = support::start(options).await;
    let chunked = |bytes: usize| {
        let chunks = (0..bytes / 1_000).map(|_| Ok::<_, std::io::Error>(vec![7; 1_000]));
        let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
        Form::new().part("audio", Part::stream(body).file_name("x.webm"))
    };
    assert_eq!(post(&server, audio(9_000)).await.0, 200);
    assert_eq!(post(&server, chunked(9_000)).await.0, 200);
    for form in [audio(10_001), chunked(19_000), Form::new().text("padding", "x".repeat(15_000))] {
        let (status, body) = post(&server, form).await;
        assert_eq!((status, &body["code"]), (413, &json!("PAYLOAD_TOO_LARGE")));
    }
}

#[tokio::test]
async fn a_failing_program_is_told_in_words_without_paths() {
    for (script, status) in [
        ("echo \"$1: cannot open\" >&2; exit 3", 502),
        ("kill -9 $$", 502),
        ("head -c 2000000 /dev/zero", 502),
        ("sleep 60", 504),
    ] {
        let server = serve(Engine::script(script).timeout(Duration::from_secs(1))).await;
        let (answered, body) = post(&server, audio(2_000)).await;
        assert_eq!(answered, status, "{script}: {body}");
        let words = body["error"].as_str().unwrap();
        assert!(!words.contains('/') && !words.contains("open"), "{words}");
    }
    let server = serve(Engine::command(&["/no/such/program", "{input}"])).await;
    let (status, body) = post(&server, audio(2_000)).await;
    assert_eq!((status, body["error"].as_str()), (502, Some("The transcription failed")));
}

/// Whether a process runs; one that has ended but was not yet waited for does not.
fn runs(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
    state.is_some_and(|state| state != 'Z')
}

/// Tells where the recording is and which processes run, and ignores TERM.
const STUBBORN: &str = r#"trap '' TERM
sh -c 'trap "" TERM; echo $$ > "$0.child"; while :; do sleep 1; done' "$2" &
echo $$ > "$2.parent"; dirname "$1" > "$2.directory"
while :; do sleep 1; done"#;

struct Run {
    directory: String,
    processes: [String; 2],
}

async fn stubborn_run(notes: &Path) -> Run {
    let read = |suffix: &str| {
        let path = notes.join(format!("run.{suffix}"));
        fs::read_to_string(path).unwrap_or_default().trim().to_owned()
    };
    let all = || ["directory", "parent", "child"].map(read);
    eventually("the program started", || all().iter().all(|note| !note.is_empty())).await;
    let [directory, parent, child] = all();
    assert!(Path::new(&directory).is_dir() && runs(&parent) && runs(&child));
    Run { directory, processes: [parent, child] }
}

#[tokio::test]
async fn a_program_that_takes_too_long_is_ended_with_all_its_children() {
    let notes = tempfile::tempdir().unwrap();
    let engine = Engine::script(STUBBORN).argument(notes.path().join("run"));
    let server = serve(engine.timeout(Duration::from_secs(2))).await;
    let (answer, run) = tokio::join!(post(&server, audio(2_000)), stubborn_run(notes.path()));
    assert_eq!((answer.0, &answer.1["code"]), (504, &json!("TIMEOUT")));
    assert!(!runs(&run.processes[0]), "the program was awaited");
    eventually("its child ended", || !runs(&run.processes[1])).await;
    assert!(!Path::new(&run.directory).exists(), "the recording outlives the request");
}

#[tokio::test]
async fn when_the_client_goes_away_the_program_and_the_recording_go_too() {
    let notes = tempfile::tempdir().unwrap();
    let server = serve(Engine::script(STUBBORN).argument(notes.path().join("run"))).await;
    let request = tokio::spawn({
        let request = client(None).post(server.url("/api/transcribe")).multipart(audio(2_000));
        async move { request.send().await }
    });
    let run = stubborn_run(notes.path()).await;
    request.abort();
    eventually("the recording went", || !Path::new(&run.directory).exists()).await;
    eventually("the processes ended", || !run.processes.iter().any(|pid| runs(pid))).await;
    for pid in &run.processes {
        let pid = Pid::from_raw(pid.parse().unwrap());
        assert!(kill(pid, None).is_err() || !runs(&pid.to_string()));
    }
}

#[tokio::test]
async fn the_recording_is_gone_when_the_answer_is_there() {
    let server = serve(Engine::script(r#"dirname "$1""#)).await;
    let (status, body) = post(&server, audio(2_000)).await;
    let directory = body["text"].as_str().unwrap();
    assert!(status == 200 && Path::new(directory).is_absolute(), "{body}");
    assert!(!Path::new(directory).exists(), "{directory} is still there");

    let notes = tempfile::tempdir().unwrap();
    let note = notes.path().join("directory");
    let failing = Engine::script(r#"dirname "$1" > "$2"; exit 1"#).argument(&note);
    let server = serve(failing).await;
    assert_eq!(post(&server, audio(2_000)).await.0, 502);
    let directory = fs::read_to_string(note).unwrap();
    assert!(!Path::new(directory.trim()).exists(), "{directory} is still there");
}

/// Where uploads with this extension lie.
fn stored(extension: &str) -> Option<PathBuf> {
    let name = format!("recording.{extension}");
    let directories = fs::read_dir(std::env::temp_dir()).unwrap();
    directories.map(|entry| entry.unwrap().path().join(&name)).find(|path| path.exists())
}

#[tokio::test]
async fn half_an_upload_is_gone_with_its_client() {
    let server = serve(Engine::script(ECHO)).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /api/transcribe HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\
        Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n\
        Content-Disposition: form-data; name=\"audio\"; filename=\"x.halfu\"\r\n\r\nsome of it";
    stream.write_all(head.as_bytes()).await.unwrap();
    eventually("the upload began", || stored("halfu").is_some()).await;
    drop(stream);
    eventually("the upload went", || stored("halfu").is_none()).await;
}

#[tokio::test]
async fn over_the_limit_a_client_is_told_when_to_come_back() {
    let notes = tempfile::tempdir().unwrap();
    let script = r#"touch "$2.started"; while ! [ -e "$2.go" ]; do sleep 0.05; done; echo done"#;
    let engine = Engine::script(script).argument(notes.path().join("run")).at_once(1);
    let server = serve(engine).await;
    let started = notes.path().join("run.started");
    let first = async { post(&server, audio(2_000)).await };
    let second = async {
        eventually("the first runs", || started.exists()).await;
        let request = client(None).post(server.url("/api/transcribe")).multipart(audio(2_000));
        let response = request.send().await.unwrap();
        fs::write(notes.path().join("run.go"), "").unwrap();
        response
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(second.status(), 503);
    let seconds: u64 = second.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert_eq!(second.json::<serde_json::Value>().await.unwrap()["code"], "OVERLOADED");
    assert_eq!(first, (200, json!({ "text": "done" })));
    assert_eq!(post(&server, audio(2_000)).await.0, 200);
}
