//! What a browser is told of a file, and parts of it.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::{
    desk::{PICTURE, connect, get, get_with, header, posted, room},
    support::{Server, text},
};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

#[tokio::test]
async fn only_what_runs_nothing_is_shown() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let mut webm = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm".to_vec();
    webm.resize(1_000, 0);
    let html = b"<!DOCTYPE html><script>alert(1)</script>";
    let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (bytes, name, kind, shown) in [
        (PICTURE, "a.png", "image/png", true),
        (PDF, "a b.pdf", "application/pdf", true),
        (b"GIF89a\x02\0\x03\0\0\0\0", "a.gif", "image/gif", true),
        (webm.as_slice(), "a.webm", "video/webm", true),
        (b"hello", "a.html", "text/plain; charset=utf-8", false),
        (html, "a.html", "text/html; charset=utf-8", false),
        (html, "a.png", "text/html; charset=utf-8", false),
        (svg, "a.svg", "text/xml; charset=utf-8", false),
        (&svg[21..], "a.svg", "text/plain; charset=utf-8", false),
        (b"PK\x03\x04\x14\0\0\0\0\0", "a.zip", "application/zip", false),
    ] {
        let file = posted(&server, "ada", bytes, name, &den).await;
        let response = get(&server, "ada", &file).await;
        assert_eq!((response.status().as_u16(), header(&response, "content-type")), (200, kind), "{name}");
        let disposition = if shown { "inline" } else { "attachment" };
        let saved_as = name.replace(' ', "%20");
        assert_eq!(header(&response, "content-disposition"), format!("{disposition}; filename*=UTF-8''{saved_as}"));
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "cache-control"), "private, no-cache");
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(policy.ends_with("; sandbox") || kind == "application/pdf", "{policy}");
        assert_eq!(response.bytes().await.unwrap(), bytes, "{name}");
    }
}

#[tokio::test]
async fn a_name_cannot_add_headers() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let file = posted(&server, "ada", b"hello", "é\"; x=y%0D%0ASet-Cookie: a=b", &den).await;
    let response = get(&server, "ada", &file).await;
    let disposition = header(&response, "content-disposition");
    let name = disposition.strip_prefix("attachment; filename*=UTF-8''").expect(disposition);
    assert!(name.starts_with("%C3%A9%"), "{name}");
    assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-._~".contains(&byte)), "{name}");
    assert_eq!(header(&response, "set-cookie"), "");
}

async fn asked(server: &Server, file: &Value, headers: &[(&'static str, &str)]) -> (u16, String, String) {
    let pair = |(name, value): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))
    };
    let headers: HeaderMap = headers.iter().map(pair).collect();
    let response = get_with(server, "ada", file, headers).await;
    let (status, range) = (response.status().as_u16(), header(&response, "content-range").to_owned());
    (status, range, response.text().await.unwrap())
}

#[tokio::test]
async fn parts_are_read_as_players_ask_for_them() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let file = posted(&server, "ada", b"0123456789", "digits.txt", &den).await;
    for (range, status, content_range, body) in [
        ("bytes=0-", 206, "bytes 0-9/10", "0123456789"),
        ("bytes=2-4", 206, "bytes 2-4/10", "234"),
        ("bytes=9-9", 206, "bytes 9-9/10", "9"),
        ("bytes=-3", 206, "bytes 7-9/10", "789"),
        ("bytes=7-100", 206, "bytes 7-9/10", "789"),
        ("bytes=0-1,4-5", 200, "", "0123456789"),
        ("lines=1-2", 200, "", "0123456789"),
        ("bytes=x", 200, "", "0123456789"),
    ] {
        let expected = (status, content_range.to_owned(), body.to_owned());
        assert_eq!(asked(&server, &file, &[("range", range)]).await, expected, "{range}");
    }
    let (status, range, _) = asked(&server, &file, &[("range", "bytes=10-")]).await;
    assert_eq!((status, range.as_str()), (416, "bytes */10"));
    let tag = format!("\"{}\"", text(&file["id"]));
    assert_eq!(asked(&server, &file, &[("range", "bytes=1-1"), ("if-range", &tag)]).await.0, 206);
    assert_eq!(asked(&server, &file, &[("range", "bytes=1-1"), ("if-range", "\"x\"")]).await.0, 200);
    assert_eq!(asked(&server, &file, &[("if-none-match", &tag)]).await, (304, String::new(), String::new()));
}
