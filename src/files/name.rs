//! What people call a file. It is shown and offered when saving, and never becomes a path.

/// The longest name, in characters.
const MAX_CHARS: usize = 255;
/// A file without a name.
const NAMELESS: &str = "file";

/// A name without folders, without what controls a terminal, and without what turns the direction
/// of writing around (`exe.gpj` must not look like `jpg.exe`); 1 to 255 characters.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|char| !char.is_control() && !turns(*char)).take(MAX_CHARS).collect();
    match shown.trim() {
        "" | "." | ".." => NAMELESS.to_owned(),
        name => name.to_owned(),
    }
}

fn turns(char: char) -> bool {
    matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn names_are_no_paths() {
        for (name, cleaned) in [
            ("cat.png", "cat.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\plan.pdf", "plan.pdf"),
            ("a\0b\nc\u{1b}[31m.txt", "abc[31m.txt"),
            ("cod.\u{202e}gpj.exe", "cod.gpj.exe"),
            ("..", "file"),
            ("folder/", "file"),
            (" \t ", "file"),
            ("", "file"),
            ("смета №1.xlsx", "смета №1.xlsx"),
        ] {
            assert_eq!(clean(name), cleaned, "{name:?}");
        }
        assert_eq!(clean(&"ж".repeat(300)).chars().count(), 255);
    }
}
