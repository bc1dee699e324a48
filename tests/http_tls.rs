//! Certificates: what works, and what is said of what does not.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/http.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use parlance::http::tls::TlsConfig;
use support::{Options, client, start};
use tempfile::TempDir;
use tokio::{net::TcpStream, time::timeout};

struct Files {
    directory: TempDir,
    certificate: String,
}

/// `cert.pem` and `key.pem` of one pair, `other.pem` of another.
fn files() -> Files {
    let directory = tempfile::tempdir().unwrap();
    let pair = || rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let (ours, other) = (pair(), pair());
    fs::write(directory.path().join("cert.pem"), ours.cert.pem()).unwrap();
    fs::write(directory.path().join("key.pem"), ours.signing_key.serialize_pem()).unwrap();
    fs::write(directory.path().join("other.pem"), other.signing_key.serialize_pem()).unwrap();
    fs::write(directory.path().join("empty.pem"), "").unwrap();
    let broken = "-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n";
    fs::write(directory.path().join("broken.pem"), broken).unwrap();
    let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    fs::write(directory.path().join("nonsense.pem"), nonsense).unwrap();
    Files { directory, certificate: ours.cert.pem() }
}

impl Files {
    fn config(&self, cert: &str, key: &str) -> TlsConfig {
        let path = |name: &str| -> PathBuf { Path::new(self.directory.path()).join(name) };
        TlsConfig::Files { cert: path(cert), key: path(key) }
    }
}

#[tokio::test]
async fn certificate_files_are_served() {
    let files = files();
    let tls = Some(files.config("cert.pem", "key.pem"));
    let server = start(Options { tls, ..Options::default() }).await;
    let trusting = client(Some(files.certificate.as_bytes()));
    let response = trusting.get(server.url("/healthz")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.version(), reqwest::Version::HTTP_11);

    let stranger = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let distrusting = client(Some(stranger.cert.pem().as_bytes()));
    assert!(distrusting.get(server.url("/healthz")).send().await.is_err());
    let plain = format!("http://{}/healthz", server.address);
    assert!(client(None).get(plain).send().await.is_err());
}

#[tokio::test]
async fn a_self_signed_certificate_is_made_on_the_spot() {
    let tls = Some(TlsConfig::SelfSigned);
    let server = start(Options { tls, ..Options::default() }).await;
    parlance::http::tls::install_crypto_provider();
    let careless = reqwest::Client::builder()
        .tls_danger_accept_invalid_certs(true)
        .resolve("localhost", server.address)
        .no_proxy()
        .build()
        .unwrap();
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{}/healthz", server.address.port());
        assert_eq!(careless.get(url).send().await.unwrap().status(), 200, "{host}");
    }
}

#[tokio::test]
async fn a_handshake_that_hangs_does_not_hold_up_the_end() {
    let files = files();
    let server = start(Options { tls: Some(files.config("cert.pem", "key.pem")), ..Options::default() }).await;
    let _silent = TcpStream::connect(server.address).await.unwrap();
    // Whoever comes later is accepted later.
    let trusting = client(Some(files.certificate.as_bytes()));
    assert_eq!(trusting.get(server.url("/healthz")).send().await.unwrap().status(), 200);
    server.handle.shut_down(Duration::from_millis(100));
    timeout(Duration::from_secs(5), server.task).await.expect("the server to end").unwrap().unwrap();
}

#[test]
fn bad_files_are_named_with_their_flag_in_one_line() {
    let files = files();
    for (cert, key, flag, words) in [
        ("missing.pem", "key.pem", "--tls-cert", "cannot read"),
        ("cert.pem", "missing.pem", "--tls-key", "cannot read"),
        (".", "key.pem", "--tls-cert", "cannot read"),
        ("empty.pem", "key.pem", "--tls-cert", "no certificate"),
        ("key.pem", "key.pem", "--tls-cert", "no certificate"),
        ("broken.pem", "key.pem", "--tls-cert", "PEM"),
        ("nonsense.pem", "key.pem", "--tls-cert", ""),
        ("cert.pem", "empty.pem", "--tls-key", "no private key"),
        ("cert.pem", "cert.pem", "--tls-key", "no private key"),
        ("cert.pem", "other.pem", "--tls-key", "does not belong"),
    ] {
        let error = files.config(cert, key).load().unwrap_err();
        assert!(error.starts_with(&format!("{flag}: ")), "{cert} {key}: {error}");
        assert!(error.contains(words) && !error.contains('\n'), "{cert} {key}: {error}");
    }
}
