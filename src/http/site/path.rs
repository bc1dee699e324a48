//! From the path of a request to the name of a file below the root, or to nothing.

use percent_encoding::percent_decode_str;

/// A relative path of plain names joined by `/`: it cannot climb, and names nothing hidden.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SitePath(String);

impl SitePath {
    /// `None` for everything that is no address of a web page's file: `..`, `.`, hidden files
    /// (but `.well-known`), empty names, backslashes, control characters, and what is
    /// still encoded after decoding once. A directory means its `index.html`.
    pub fn parse(raw: &str) -> Option<Self> {
        let decoded = percent_decode_str(raw.strip_prefix('/')?).decode_utf8().ok()?;
        let unfit = |c: char| c == '\\' || c == '%' || c.is_control();
        if decoded.contains(unfit) {
            return None;
        }
        let (names, directory) = match decoded.strip_suffix('/') {
            Some(names) => (names, true),
            None => (&*decoded, decoded.is_empty()),
        };
        if decoded.is_empty() {
            return Some(Self::index());
        }
        if !names.split('/').all(is_visible) {
            return None;
        }
        Some(match directory {
            true => Self(format!("{names}/index.html")),
            false => Self(names.to_owned()),
        })
    }

    pub fn index() -> Self {
        Self("index.html".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Whether a client-side router may own this path.
    pub fn has_no_extension(&self) -> bool {
        !self.file_name().contains('.') || self.file_name() == "index.html"
    }
}

/// Whether a single name may be served.
pub(super) fn is_visible(name: &str) -> bool {
    !name.is_empty() && (!name.starts_with('.') || name == ".well-known")
}

#[cfg(test)]
mod tests {
    use super::SitePath;

    #[test]
    fn plain_names_pass() {
        for (raw, path) in [
            ("/", "index.html"),
            ("/app.js", "app.js"),
            ("/rooms/", "rooms/index.html"),
            ("/a%20b/%C3%A9.txt", "a b/é.txt"),
            ("/.well-known/security.txt", ".well-known/security.txt"),
        ] {
            assert_eq!(SitePath::parse(raw).unwrap().as_str(), path, "{raw}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for raw in [
            "",
            "app.js",
            "//",
            "//etc/passwd",
            "/..",
            "/../x",
            "/a/../b",
            "/a/..",
            "/./a",
            "/%2e%2e/x",
            "/%2e%2e%2fx",
            "/..%2fx",
            "/%252e%252e/x",
            "/..%5cx",
            "/a\\b",
            "/%00",
            "/a%00.js",
            "/.env",
            "/a/.git/config",
            "/%2eenv",
            "/%ff",
            "/a//b",
            "/a%0ab",
            "/%2f",
            "/%2fetc%2fpasswd",
        ] {
            assert_eq!(SitePath::parse(raw), None, "{raw}");
        }
    }
}
