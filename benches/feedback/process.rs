//! What the kernel says about a process.

use std::time::Duration;

/// Kernel ticks per second in `/proc`; the same on every Linux that Rust runs on.
const TICKS_PER_SECOND: u64 = 100;

/// The processor time that a process has used so far, all its threads together.
pub fn cpu(pid: u32) -> Duration {
    let stat = read(pid, "stat");
    // The name, in brackets, may hold anything; what follows it is regular. User time is the 14th field of all, system
    // time the 15th; the state, right after the name, is the 3rd.
    let (_, fields) = stat.rsplit_once(')').expect("a name in brackets");
    let ticks: u64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|field| field.parse::<u64>().expect("a number of ticks"))
        .sum();
    Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)
}

/// The most memory that a process has held at once, in bytes.
pub fn peak_memory(pid: u32) -> u64 {
    let status = read(pid, "status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak of memory");
    let kibibytes = line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number of kB");
    kibibytes * 1024
}

fn read(pid: u32, name: &str) -> String {
    std::fs::read_to_string(format!("/proc/{pid}/{name}")).expect("the process runs, on Linux")
}
