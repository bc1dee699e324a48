//! Headers that follow from the name of a file.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, REFERRER_POLICY,
};

use super::path::SitePath;

/// For our own client. Pictures come from here only: text written by a model may hold image
/// addresses, and fetching those would carry what it read to a stranger.
const OUR_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; \
    connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'self'";

/// For a page that is not ours, whose scripts and connections only its author knows.
const FOREIGN_POLICY: &str = "object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

/// Adds type, cache life and, for a page, the policies.
pub(super) fn complete(headers: &mut HeaderMap, path: &SitePath, ours: bool) {
    let content_type = content_type(path.file_name());
    if content_type.as_bytes().starts_with(b"text/html") {
        let policy = if ours { OUR_POLICY } else { FOREIGN_POLICY };
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    headers.insert(CACHE_CONTROL, cache_control(path.file_name()));
    headers.insert(CONTENT_TYPE, content_type);
}

/// The media type by extension; text is UTF-8.
pub(super) fn content_type(name: &str) -> HeaderValue {
    if name.ends_with(".map") {
        return HeaderValue::from_static("application/json; charset=utf-8");
    }
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let essence = match guess.essence_str() {
        "application/javascript" => "text/javascript",
        other => other,
    };
    let is_text = essence.starts_with("text/")
        || essence.ends_with("json")
        || essence.ends_with("+xml")
        || essence.ends_with("/xml");
    let value = match is_text {
        true => format!("{essence}; charset=utf-8"),
        false => essence.to_owned(),
    };
    HeaderValue::from_str(&value).unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"))
}

/// A name that carries a hash of its content never changes; everything else is asked for again,
/// which costs one 304.
pub(super) fn cache_control(name: &str) -> HeaderValue {
    HeaderValue::from_static(match carries_hash(name) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    })
}

/// Bundlers put eight letters and digits (Bun, Vite, esbuild) or a long hexadecimal number
/// between the name and the extension: `index-C4xh9Qx1.js`, `app.5d41402abc4b2a76.css.map`.
fn carries_hash(name: &str) -> bool {
    let mut parts = name.split(['-', '.']).skip(1).peekable();
    while let Some(part) = parts.next() {
        let is_extension = parts.peek().is_none();
        if !is_extension && is_hash(part) {
            return true;
        }
    }
    false
}

/// A word (`explorer`) or a date (`20240131`) of eight characters is no hash.
fn is_hash(part: &str) -> bool {
    let letter = part.contains(|c: char| c.is_ascii_alphabetic());
    let beyond_a_word =
        part.chars().skip(1).any(|c| c.is_ascii_uppercase()) || part.contains(|c: char| c.is_ascii_digit());
    match part.len() {
        8 => letter && beyond_a_word && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
        16.. => letter && beyond_a_word && part.chars().all(|c| c.is_ascii_hexdigit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{carries_hash, content_type};

    #[test]
    fn only_names_with_a_hash_live_for_ever() {
        for name in [
            "index-C4xh9Qx1.js",
            "chunk-7r8y4k2m.css",
            "app.5d41402abc4b2a76.css.map",
            "logo-Dx_2aB9c.svg",
            "index-C4xh9Qx1.js.map",
        ] {
            assert!(carries_hash(name), "{name}");
        }
        for name in [
            "index.html",
            "sw.js",
            "service-worker.js",
            "jquery-3.7.1.min.js",
            "report-20240131.pdf",
            "my-explorer.js",
            "icon-512x512.png",
            "icon-1024x1024.png",
            "C4xh9Qx1.js",
            "a.C4xh9Qx1",
        ] {
            assert!(!carries_hash(name), "{name}");
        }
    }

    #[test]
    fn types_are_those_that_browsers_insist_on() {
        for (name, expected) in [
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.mjs", "text/javascript; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.html", "text/html; charset=utf-8"),
            ("a.svg", "image/svg+xml; charset=utf-8"),
            ("a.json", "application/json; charset=utf-8"),
            ("a.js.map", "application/json; charset=utf-8"),
            ("a.webmanifest", "application/manifest+json; charset=utf-8"),
            ("a.wasm", "application/wasm"),
            ("a.woff2", "font/woff2"),
            ("a.png", "image/png"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(content_type(name), expected, "{name}");
        }
    }
}
