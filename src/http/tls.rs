//! Certificates: from files, or made on the spot for development.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsConfig {
    /// `--tls-cert FILE --tls-key FILE`, PEM; the first certificate is the server's, then its chain.
    Files { cert: PathBuf, key: PathBuf },
    /// `--tls self-signed`: a certificate for `localhost`, `127.0.0.1` and `::1` that lives as
    /// long as the process. Browsers warn of it.
    SelfSigned,
}

impl TlsConfig {
    /// Reads and checks the certificate. The error is one line that names the flag.
    pub fn load(&self) -> Result<Arc<ServerConfig>, String> {
        match self {
            Self::Files { cert, key } => from_files(cert, key),
            Self::SelfSigned => self_signed(),
        }
    }
}

/// Makes *ring* the cryptography of every TLS client and server in this process. Safe to repeat.
pub fn install_crypto_provider() {
    if CryptoProvider::get_default().is_none() && ring::default_provider().install_default().is_err() {
        tracing::debug!("another thread installed the TLS provider first");
    }
}

fn from_files(cert: &Path, key: &Path) -> Result<Arc<ServerConfig>, String> {
    let chain = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable("--tls-cert", cert, &error))?;
    if chain.is_empty() {
        return Err(format!("--tls-cert: no certificate in {}", cert.display()));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable("--tls-key", key, &error))?;
    config(chain, private).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            "--tls-key: the key does not belong to the certificate of --tls-cert".into()
        }
        rustls::Error::InvalidCertificate(error) => format!("--tls-cert: {error}"),
        error => format!("--tls-key: {error}"),
    })
}

fn unreadable(flag: &str, file: &Path, error: &rustls::pki_types::pem::Error) -> String {
    use rustls::pki_types::pem::Error;
    let file = file.display();
    match error {
        Error::Io(error) => format!("{flag}: cannot read {file}: {error}"),
        Error::NoItemsFound => format!("{flag}: no private key in {file}"),
        error => format!("{flag}: {file} is not well-formed PEM: {error}"),
    }
}

fn self_signed() -> Result<Arc<ServerConfig>, String> {
    let names = ["localhost", "127.0.0.1", "::1"].map(String::from);
    let made = rcgen::generate_simple_self_signed(names).map_err(|error| format!("--tls self-signed: {error}"))?;
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der())
        .map_err(|error| format!("--tls self-signed: {error}"))?;
    config(vec![made.cert.der().clone()], key).map_err(|error| format!("--tls self-signed: {error}"))
}

/// TLS 1.2 and 1.3, and HTTP/1.1 only: WebSockets upgrade from it.
fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
