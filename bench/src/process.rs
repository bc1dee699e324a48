//! What the kernel knows about a process (`/proc`, see proc(5)).

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// The kernel reports times to user space in hundredths of a second on every Linux platform.
const TICK: Duration = Duration::from_millis(10);

/// User and system time of all threads of the process so far.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the measured process is gone")?;
    // The command name stands in parentheses and may hold anything; fields 14 and 15 are counted from its end.
    let (_, fields) = stat.rsplit_once(')').context("unreadable stat")?;
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|field| field.parse::<u32>().context("unreadable stat"))
        .sum::<Result<u32>>()?;
    Ok(TICK * ticks)
}

/// Resident memory in KiB.
pub fn resident_kib(pid: u32) -> Result<u64> {
    status_kib(pid, "VmRSS:")
}

/// The highest resident memory since the process began, or since [`reset_peak`]. KiB.
pub fn peak_kib(pid: u32) -> Result<u64> {
    status_kib(pid, "VmHWM:")
}

/// From now on [`peak_kib`] counts anew.
pub fn reset_peak(pid: u32) -> Result<()> {
    fs::write(format!("/proc/{pid}/clear_refs"), "5").context("the peak of memory cannot be reset")
}

fn status_kib(pid: u32, field: &'static str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("the measured process is gone")?;
    let line = status.lines().find(|line| line.starts_with(field)).with_context(|| format!("no {field} in status"))?;
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok());
    kib.with_context(|| format!("unreadable {field} in status"))
}

/// How many files and sockets the process holds open.
pub fn open_descriptors(pid: u32) -> Result<usize> {
    Ok(fs::read_dir(format!("/proc/{pid}/fd")).context("the measured process is gone")?.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_process() {
        let pid = std::process::id();
        let before = cpu_time(pid).unwrap();
        while cpu_time(pid).unwrap() == before {
            std::hint::black_box(fs::read("/proc/self/stat").unwrap());
        }
        assert!(resident_kib(pid).unwrap() > 100);
        let large = vec![1_u8; 32 << 20];
        let with = peak_kib(pid).unwrap();
        drop(std::hint::black_box(large));
        reset_peak(pid).unwrap();
        assert!(peak_kib(pid).unwrap() + (16 << 10) < with);
        assert!(open_descriptors(pid).unwrap() >= 3);
        assert!(cpu_time(u32::MAX).is_err());
    }
}
