//! What was left out of a run's log.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what is left out, and says so in words.
#[derive(Debug, Default)]
pub(super) struct Cut {
    lines: AtomicU64,
    bytes: AtomicU64,
    tools: AtomicU64,
}

impl Cut {
    /// A line of the log, with the bytes that it would have taken.
    pub(super) fn line(&self, bytes: usize) {
        self.lines.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// A change of a tool's use.
    pub(super) fn tool(&self) {
        self.tools.fetch_add(1, Ordering::Relaxed);
    }

    /// As in `… 1,234 lines (98 MB) of the log were cut`; `None` when nothing was.
    pub(super) fn told(&self) -> Option<String> {
        let lines = self.lines.load(Ordering::Relaxed);
        let tools = self.tools.load(Ordering::Relaxed);
        let size = size(self.bytes.load(Ordering::Relaxed));
        let log = (lines > 0).then(|| format!("{} ({size}) of the log", counted(lines, "line")));
        let uses = (tools > 0).then(|| counted(tools, "tool update"));
        let what = [log, uses].into_iter().flatten().collect::<Vec<_>>().join(" and ");
        let verb = if lines + tools == 1 { "was" } else { "were" };
        (!what.is_empty()).then(|| format!("… {what} {verb} cut"))
    }
}

fn counted(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// With commas between the thousands.
fn grouped(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1_000), number % 1_000),
    }
}

/// In the unit that leaves at most three digits, rounded.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{} {name}", grouped(bytes.saturating_add(unit / 2) / unit)),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of so many lines of `bytes` each, and so many changes of tools.
    fn told(lines: usize, bytes: usize, tools: usize) -> String {
        let cut = Cut::default();
        (0..lines).for_each(|_| cut.line(bytes));
        (0..tools).for_each(|_| cut.tool());
        cut.told().unwrap_or_default()
    }

    #[test]
    fn tells_how_much_was_cut() {
        assert_eq!(told(0, 0, 0), "");
        assert_eq!(told(1, 999, 0), "… 1 line (999 bytes) of the log was cut");
        assert_eq!(told(1_234, 79_500, 0), "… 1,234 lines (98 MB) of the log were cut");
        assert_eq!(told(2, 1_500, 1), "… 2 lines (3 kB) of the log and 1 tool update were cut");
        assert_eq!(told(0, 0, 1_000), "… 1,000 tool updates were cut");
    }
}
