//! What a file is, by its bytes: what a client says of it counts for nothing.

use infer::MatcherType;

/// How much of a file's beginning is looked at, in bytes. The size of a picture comes after its
/// preview and colour profile, which may take this much.
pub const HEAD_BYTES: usize = 256 * 1024;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The media type; `application/octet-stream` when nothing is known of it.
    pub mime: &'static str,
    /// Width and height of a picture, in pixels as they are stored.
    pub dimensions: Option<(u32, u32)>,
}

/// How files of other types begin that may consist of text alone.
const TEXTUAL: [&[u8]; 3] = [b"%PDF-", b"%!PS", b"{\\rtf"];

/// Looks at the beginning of a file: all of it, or at least its first [`HEAD_BYTES`].
pub fn look(head: &[u8]) -> Found {
    let known = infer::get(head);
    let plain = is_text(head) && !TEXTUAL.iter().any(|start| head.starts_with(start));
    let mime = match known {
        // A text may well begin with "BM", as pictures of one kind do, or speak of %PDF.
        Some(kind) if plain && kind.matcher_type() != MatcherType::Text => "text/plain",
        Some(kind) => kind.mime_type(),
        None if plain => "text/plain",
        None => "application/octet-stream",
    };
    let dimensions = if mime.starts_with("image/") { dimensions(head) } else { None };
    Found { mime, dimensions }
}

fn dimensions(head: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(head).ok()?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    (width > 0 && height > 0).then_some((width, height))
}

/// UTF-8 without control characters but those that texts have; its last character may be cut off.
fn is_text(head: &[u8]) -> bool {
    let whole = match std::str::from_utf8(head) {
        Ok(_) => head,
        Err(error) if error.error_len().is_none() && head.len() >= HEAD_BYTES => &head[..error.valid_up_to()],
        Err(_) => return false,
    };
    whole.iter().all(|byte| *byte >= b' ' && *byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c))
}

#[cfg(test)]
mod tests {
    use super::{HEAD_BYTES, look};

    #[test]
    fn bytes_say_what_a_file_is() {
        for (bytes, mime) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03"[..], "image/png"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "text/plain"),
            (b"<?xml version=\"1.0\"?><svg/>", "text/xml"),
            (b"BMW builds cars", "text/plain"),
            ("Grüße".as_bytes(), "text/plain"),
            (b"%PDF begins every PDF", "text/plain"),
            (b"\x1f\x8b\x08\0", "application/gzip"),
            (b"nothing\0known", "application/octet-stream"),
        ] {
            assert_eq!(look(bytes).mime, mime, "{}", String::from_utf8_lossy(bytes));
        }
        let long = format!("a{}", "ж".repeat(HEAD_BYTES));
        assert_eq!(look(&long.as_bytes()[..HEAD_BYTES]).mime, "text/plain", "cut within a character");
        assert_eq!(look(&long.as_bytes()[..100]).mime, "application/octet-stream", "ends within one");
    }
}
