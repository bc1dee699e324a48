//! https and wss, by a certificate of one's own or one made at start.

use std::sync::Arc;

use futures_util::StreamExt;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::{client_async, tungstenite::Message};

use super::start::{Served, Start};

/// Trusts whoever shows up, as a person does who clicks the browser's warning away.
fn http() -> reqwest::Client {
    parlance::http::tls::install_crypto_provider();
    reqwest::Client::builder().no_proxy().tls_danger_accept_invalid_certs(true).build().unwrap()
}

async fn assert_https(served: &Served) {
    assert!(served.url.starts_with("https://127.0.0.1:"), "{}", served.url);
    let response = http().get(format!("{}/healthz", served.url)).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let plain = served.url.replace("https://", "http://");
    assert!(http().get(format!("{plain}/healthz")).send().await.is_err(), "plain HTTP on the same port");
}

#[tokio::test]
async fn a_certificate_made_at_start_serves_https() {
    let served = Start::new().flags(&["--tls", "self-signed"]).served().await;
    assert_https(&served).await;
    assert_eq!(served.stopped().await.0, "");
}

#[tokio::test]
async fn a_certificate_of_ones_own_serves_https_and_wss() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let start = Start::new().file("cert.pem", &made.cert.pem()).file("key.pem", &made.signing_key.serialize_pem());
    let served = start.flags(&["--tls-cert", "cert.pem", "--tls-key", "key.pem"]).served().await;
    assert_https(&served).await;

    let mut trusted = rustls::RootCertStore::empty();
    trusted.add(made.cert.der().clone()).unwrap();
    let config = rustls::ClientConfig::builder().with_root_certificates(trusted).with_no_client_auth();
    let address = served.url.strip_prefix("https://").unwrap();
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let name = rustls::pki_types::ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.expect("the certificate is shown");
    let url = format!("wss://{address}/socket.io/?EIO=4&transport=websocket");
    let (mut socket, _) = client_async(url, stream).await.expect("a WebSocket over TLS");
    match socket.next().await {
        Some(Ok(Message::Text(text))) => assert!(text.starts_with("0{"), "{text}"),
        other => panic!("no handshake of Socket.IO: {other:?}"),
    }
}
