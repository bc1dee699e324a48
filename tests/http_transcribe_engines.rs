//! What turns speech into text: `ffmpeg` before a program, a real recogniser, a remote server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/http.rs"]
mod support;
#[path = "support/transcribe.rs"]
mod transcribe;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Multipart;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post as route;
use parlance::http::{TranscribeConfig, Transcriber, transcribe::receive};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use support::{Server, start};
use tempfile::TempDir;
use transcribe::{Engine, audio, options, post, serve};

/// Whether the program can be used. Where everything must be tested, its absence is a failure.
fn installed(program: &str, check: &[&str]) -> bool {
    let works = Command::new(program).args(check).output().is_ok_and(|output| output.status.success());
    let required = std::env::var_os("PARLANCE_TEST_EVERYTHING").is_some();
    assert!(works || !required, "{program} {check:?} does not work here");
    if !works {
        eprintln!("not tested: {program} {check:?} does not work here");
    }
    works
}

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

fn upload(file: &Path) -> Form {
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    Form::new().part("audio", Part::bytes(std::fs::read(file).unwrap()).file_name(name))
}

/// Sampling rate and channels, from the header of a WAV file.
const WAV_FACTS: &str = r#"head -c 4 "$1"; od -An -tu2 -j22 -N2 "$1"; od -An -tu4 -j24 -N4 "$1""#;

#[tokio::test]
async fn what_browsers_record_becomes_16_khz_mono_wav() {
    if !installed("ffmpeg", &["-version"]) {
        return;
    }
    let server = serve(Engine::script(WAV_FACTS).converted()).await;
    let directory = tempfile::tempdir().unwrap();
    for (name, codec) in [
        ("a.webm", "libopus"),
        ("b.ogg", "libopus"),
        ("c.mp4", "aac"),
        ("d.mp3", "libmp3lame"),
        ("e.wav", "pcm_s16le"),
        ("f.flac", "flac"),
    ] {
        let file = directory.path().join(name);
        let tone = "sine=frequency=440:duration=2";
        let path = file.to_str().unwrap();
        run("ffmpeg", &["-loglevel", "error", "-f", "lavfi", "-i", tone, "-ac", "2", "-c:a", codec, path]);
        let (status, body) = post(&server, upload(&file)).await;
        assert_eq!(status, 200, "{name}: {body}");
        let facts: Vec<_> = body["text"].as_str().unwrap().split_whitespace().collect();
        assert_eq!(facts, ["RIFF", "1", "16000"], "{name}");
    }
}

#[tokio::test]
async fn what_is_no_recording_is_422_and_reads_no_other_file() {
    if !installed("ffmpeg", &["-version"]) {
        return;
    }
    let secret = tempfile::tempdir().unwrap();
    let file = secret.path().join("secret.ts");
    let path = file.to_str().unwrap();
    run("ffmpeg", &["-loglevel", "error", "-f", "lavfi", "-i", "sine=duration=1", path]);
    let server = serve(Engine::script(WAV_FACTS).converted()).await;
    let playlist = format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{path}\n#EXT-X-ENDLIST\n");
    let concat = format!("ffconcat version 1.0\nfile '{path}'\n");
    for text in [playlist, concat, "no sound at all ".repeat(100)] {
        let padded = format!("{text:#<2000}");
        let part = Part::bytes(padded.into_bytes()).file_name("x.m3u8");
        let (status, body) = post(&server, Form::new().part("audio", part)).await;
        assert_eq!(status, 422, "{text}: {body}");
        assert_eq!(body["error"], "The recording is not in a format that can be read");
    }
}

const PHRASES: [&str; 4] = ["hello world", "good morning", "open the door", "turn on the light"];

#[tokio::test]
async fn spoken_words_are_understood() {
    let ready = installed("ffmpeg", &["-version"])
        && installed("espeak-ng", &["--version"])
        && installed("python3", &["-c", "import pocketsphinx"]);
    if !ready {
        return;
    }
    let wrapper = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/pocketsphinx_transcribe.py");
    let mut command = vec!["python3", wrapper.to_str().unwrap(), "{input}"];
    command.extend(PHRASES);
    let server = serve(Engine::command(&command).converted()).await;
    let directory = tempfile::tempdir().unwrap();
    for phrase in PHRASES {
        let spoken = speech(&directory, phrase);
        assert_eq!(post(&server, upload(&spoken)).await, (200, json!({ "text": phrase })));
    }
}

/// The phrase, as a browser would record it.
fn speech(directory: &TempDir, phrase: &str) -> PathBuf {
    let (wav, webm) = (directory.path().join("speech.wav"), directory.path().join("speech.webm"));
    let (wav, webm) = (wav.to_str().unwrap(), webm.to_str().unwrap());
    run("espeak-ng", &["-v", "en-us", "-s", "140", "-w", wav, phrase]);
    run("ffmpeg", &["-loglevel", "error", "-y", "-i", wav, "-c:a", "libopus", "-b:a", "64k", webm]);
    webm.into()
}

/// What a remote server was asked.
#[derive(Debug, Default, Clone, PartialEq)]
struct Asked {
    authorization: String,
    model: String,
    file: String,
    bytes: usize,
}

type Answer = (StatusCode, [(&'static str, &'static str); 1], String);

/// A server with OpenAI's interface that gives one answer, and notes what it was asked.
async fn remote(answer: Answer) -> (SocketAddr, Arc<Mutex<Asked>>) {
    let asked = Arc::new(Mutex::new(Asked::default()));
    let notes = Arc::clone(&asked);
    let handler = async move |headers: HeaderMap, mut form: Multipart| -> Response {
        let authorization = headers.get("authorization").map_or("", |value| value.to_str().unwrap());
        let mut seen = Asked { authorization: authorization.into(), ..Asked::default() };
        while let Some(field) = form.next_field().await.unwrap() {
            match field.name().unwrap() {
                "model" => seen.model = field.text().await.unwrap(),
                "file" => {
                    seen.file = field.file_name().unwrap().into();
                    seen.bytes = field.bytes().await.unwrap().len();
                }
                _ => {}
            }
        }
        *notes.lock().unwrap() = seen;
        answer.clone().into_response()
    };
    let app = Router::new().route("/v1/audio/transcriptions", route(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (address, asked)
}

fn remote_config(base_url: String, key: Option<&str>) -> TranscribeConfig {
    TranscribeConfig::OpenAi {
        base_url: base_url.into(),
        model: "whisper-1".into(),
        api_key_env: key.map(Into::into),
        timeout: Duration::from_secs(1),
        max_concurrent: 8,
    }
}

async fn in_front_of(address: SocketAddr, key: Option<&str>) -> Server {
    start(options(&remote_config(format!("http://{address}/v1/"), key))).await
}

const PLAIN: [(&str, &str); 1] = [("content-type", "application/json")];

#[tokio::test]
async fn a_remote_server_gets_the_recording_and_its_text_is_the_answer() {
    let (address, asked) = remote((StatusCode::OK, PLAIN, json!({ "text": " Hi. \n" }).to_string())).await;
    // A variable that is set for every test; its value stands for a key here.
    let server = in_front_of(address, Some("CARGO_PKG_NAME")).await;
    assert_eq!(post(&server, audio(4_000)).await, (200, json!({ "text": "Hi." })));
    let key = concat!("Bearer ", env!("CARGO_PKG_NAME")).to_owned();
    let expected = Asked { authorization: key, model: "whisper-1".into(), file: "recording.webm".into(), bytes: 4_000 };
    assert_eq!(*asked.lock().unwrap(), expected);

    let server = in_front_of(address, None).await;
    assert_eq!(post(&server, audio(4_000)).await.0, 200);
    assert_eq!(asked.lock().unwrap().authorization, "");
}

#[tokio::test]
async fn a_remote_failure_is_told_in_words() {
    let retry = [("retry-after", "17")];
    let moved = [("location", "http://127.0.0.1:1/")];
    let secret = || "the secret of the upstream".to_owned();
    for (answer, status) in [
        ((StatusCode::TOO_MANY_REQUESTS, retry, secret()), 503),
        ((StatusCode::UNAUTHORIZED, PLAIN, secret()), 502),
        ((StatusCode::INTERNAL_SERVER_ERROR, PLAIN, secret()), 502),
        ((StatusCode::FOUND, moved, secret()), 502),
        ((StatusCode::OK, PLAIN, secret()), 502),
        ((StatusCode::OK, PLAIN, "{}".into()), 502),
        ((StatusCode::OK, PLAIN, json!({ "text": "x".repeat(5_000_000) }).to_string()), 502),
    ] {
        let (address, _) = remote(answer.clone()).await;
        let server = in_front_of(address, None).await;
        let request = support::client(None).post(server.url("/api/transcribe")).multipart(audio(2_000));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{}", answer.0);
        if status == 503 {
            assert_eq!(response.headers()["retry-after"], "17");
        }
        let body: Value = response.json().await.unwrap();
        assert!(!body["error"].as_str().unwrap().contains("secret"), "{body}");
    }
}

#[tokio::test]
async fn a_remote_server_that_is_silent_or_away_is_told_apart() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = in_front_of(silent.local_addr().unwrap(), None).await;
    let (status, body) = post(&server, audio(2_000)).await;
    assert_eq!((status, &body["code"]), (504, &json!("TIMEOUT")));

    let away = silent.local_addr().unwrap();
    drop(silent);
    let (status, body) = post(&in_front_of(away, None).await, audio(2_000)).await;
    assert_eq!((status, &body["code"]), (502, &json!("SERVER_ERROR")));
}

#[test]
fn a_bad_configuration_names_its_key() {
    let command = |command: &[&str], max_concurrent| TranscribeConfig::Command {
        command: command.iter().map(ToString::to_string).collect(),
        convert: true,
        timeout: Duration::from_secs(1),
        max_concurrent,
    };
    for (config, key) in [
        (command(&[], 1), "transcribe.command"),
        (command(&["whisper"], 1), "transcribe.command"),
        (command(&["whisper", "{input}"], 0), "transcribe.max_concurrent"),
        (remote_config("nonsense".into(), None), "transcribe.base_url"),
        (remote_config("ftp://127.0.0.1".into(), None), "transcribe.base_url"),
        (remote_config("http://127.0.0.1".into(), Some("NO_SUCH_VARIABLE")), "transcribe.api_key_env"),
    ] {
        let error = Transcriber::new(&config).unwrap_err();
        assert!(error.starts_with(&format!("{key}: ")) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn the_configuration_has_defaults_and_no_unknown_keys() {
    let parse = |value: Value| serde_json::from_value::<TranscribeConfig>(value);
    let config = parse(json!({ "engine": "command", "command": ["x", "{input}"] })).unwrap();
    let expected = TranscribeConfig::Command {
        command: vec!["x".into(), "{input}".into()],
        convert: true,
        timeout: Duration::from_secs(120),
        max_concurrent: 2,
    };
    assert_eq!(config, expected);
    let remote = json!({ "engine": "openai", "base_url": "http://x", "model": "m", "timeout": "30s" });
    assert!(parse(remote).is_ok());
    assert!(parse(json!({ "engine": "command", "command": [], "comand": 1 })).is_err());
    assert!(parse(json!({ "engine": "magic" })).is_err());
    assert!(parse(json!({ "command": ["x"] })).is_err());
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_stalls_is_given_up() {
    let beginning = "--b\r\nContent-Disposition: form-data; name=\"audio\"\r\n\r\nhalf";
    let first = futures_util::stream::iter([Ok::<_, std::io::Error>(beginning)]);
    let body = futures_util::StreamExt::chain(first, futures_util::stream::pending());
    let request = axum::extract::Request::builder()
        .header("content-type", "multipart/form-data; boundary=b")
        .body(axum::body::Body::from_stream(body))
        .unwrap();
    let error = receive(request, 1_000).await.unwrap_err();
    assert_eq!((error.status, error.code), (StatusCode::REQUEST_TIMEOUT, "TIMEOUT"));
}
