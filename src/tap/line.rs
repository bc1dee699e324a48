//! One line of the log: when, which way, what, and its JSON.

use anstream::println;
use anstyle::{AnsiColor, Style};

use super::masked::harmless;
use crate::contract::Time;

/// Which way a frame went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Sent,
    Received,
    /// The connection is over.
    Ended,
}

impl Direction {
    fn arrow(self) -> (&'static str, Style) {
        match self {
            Self::Sent => ("→", AnsiColor::Cyan.on_default()),
            Self::Received => ("←", AnsiColor::Green.on_default()),
            Self::Ended => ("×", AnsiColor::Red.on_default()),
        }
    }
}

/// Prints it: coloured on a terminal, unless `NO_COLOR` is set. `json` is fit to be shown.
pub fn show(direction: Direction, name: &str, json: &str) {
    let (arrow, colour) = direction.arrow();
    let (dim, bold) = (Style::new().dimmed(), colour.bold());
    let moment = Time::now().to_string();
    // The time of day; which day it is, people know.
    let time = moment.split_once('T').map_or(moment.as_str(), |(_, time)| time);
    let name = harmless(name);
    let line = format!("{dim}{time}{dim:#} {colour}{arrow}{colour:#} {bold}{name}{bold:#} {json}");
    println!("{}", line.trim_end());
}
