//! What posts and reads files as programs do.

use std::{fs, path::PathBuf, time::Duration};

use reqwest::{
    Client as Http, Response,
    header::HeaderMap,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    time::{Instant, sleep},
};

use crate::support::{Client, PATIENCE, Server, text, user};

/// A picture of 1280 × 860.
pub const PICTURE: &[u8] = include_bytes!("../../docs/web-client.png");

pub fn http() -> Http {
    parlance::http::tls::install_crypto_provider();
    Http::builder().no_proxy().build().expect("a client")
}

pub async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, user(name)).await
}

/// A room of this client; its id.
pub async fn room(client: &mut Client, settings: Value) -> String {
    text(&client.ask("room:create", settings).await["id"]).to_owned()
}

/// Lets somebody into a room.
pub async fn invite(owner: &mut Client, guest: &mut Client, name: &str, room: &str) {
    owner.ask("room:invite", json!({ "roomId": room, "userId": name })).await;
    guest.ask("room:join", json!({ "roomId": room })).await;
}

pub fn form(bytes: impl Into<Vec<u8>>, name: &str, room: &str) -> Form {
    let part = Part::bytes(bytes.into()).file_name(name.to_owned());
    Form::new().text("roomId", room.to_owned()).part("file", part)
}

/// Status and body of an upload.
pub async fn post(server: &Server, user: &str, form: Form) -> (u16, Value) {
    let request = http().post(server.url(&format!("/api/files?userId={user}"))).multipart(form);
    let response = request.send().await.expect("a response");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

/// A file that is taken.
pub async fn posted(server: &Server, user: &str, bytes: &[u8], name: &str, room: &str) -> Value {
    let (status, file) = post(server, user, form(bytes, name, room)).await;
    assert_eq!(status, 201, "{file}");
    file
}

/// What a reader gets.
pub async fn get(server: &Server, user: &str, file: &Value) -> Response {
    get_with(server, user, file, HeaderMap::new()).await
}

pub async fn get_with(server: &Server, user: &str, file: &Value, headers: HeaderMap) -> Response {
    let request = http().get(server.url(&format!("{}?userId={user}", text(&file["url"])))).headers(headers);
    request.send().await.expect("a response")
}

pub async fn status(server: &Server, user: &str, file: &Value) -> u16 {
    get(server, user, file).await.status().as_u16()
}

pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

fn folder(server: &Server) -> PathBuf {
    server.database().with_file_name("files")
}

/// What lies in the folder of the files.
pub fn stored(server: &Server) -> Vec<String> {
    let entries = fs::read_dir(folder(server)).expect("a folder");
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Waits until nothing but these files is stored.
pub async fn until_stored(server: &Server, files: &[&Value]) {
    let mut wanted: Vec<_> = files.iter().map(|file| text(&file["id"]).to_owned()).collect();
    wanted.sort();
    until("the files to be those that are wanted", || stored(server) == wanted).await;
}

pub async fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Sends the beginning of a file that is larger than a part, and no end.
pub async fn half(server: &Server, room: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).await.unwrap();
    let head = format!(
        "POST /api/files?userId=ada HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\
         Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n\
         Content-Disposition: form-data; name=\"roomId\"\r\n\r\n{room}\r\n--b\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"half.txt\"\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; 12_000_000]).await.unwrap();
    until("the upload to begin", || !stored(server).is_empty()).await;
    stream
}
