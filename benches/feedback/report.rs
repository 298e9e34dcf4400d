//! The table that comes out.

use super::load::Load;
use std::{fmt, time::Duration};

pub const PONG: &str = "bare bot";
pub const SQLITE: &str = "docket, SQLite";
pub const POSTGRES: &str = "docket, PostgreSQL";
pub const SQLITE_AFTERNOON: &str = "an afternoon's, SQLite";
pub const POSTGRES_AFTERNOON: &str = "an afternoon's, Postgres";
pub const SQLITE_UNLIMITED: &str = "SQLite, no limits";
pub const POSTGRES_UNLIMITED: &str = "PostgreSQL, no limits";

/// One contestant's turn.
pub struct Sample {
    pub steady: Load,
    pub busy: Load,
    /// Processor time of the bot while it was busy.
    pub bot_cpu: Duration,
    /// Processor time of the sandbox and of the people in it meanwhile.
    pub sandbox_cpu: Duration,
    /// In bytes.
    pub memory: u64,
}

/// All turns, those of one contestant put together.
#[derive(Default)]
pub struct Report(Vec<(&'static str, Sample)>);

impl Report {
    pub fn add(&mut self, name: &'static str, sample: Sample) {
        let Some((_, all)) = self.0.iter_mut().find(|(known, _)| *known == name) else {
            self.0.push((name, sample));
            return;
        };
        all.steady.join(sample.steady);
        all.busy.join(sample.busy);
        all.bot_cpu += sample.bot_cpu;
        all.sandbox_cpu += sample.sandbox_cpu;
        all.memory = all.memory.max(sample.memory);
    }
}

/// A line of the table: what it is, its unit, and how to read it off.
type Row = (&'static str, &'static str, fn(&Sample) -> f64);

const ROWS: &[Row] = &[
    ("throughput, 64 in flight", "/s", |sample| sample.busy.per_second()),
    ("CPU per command, bot", "µs", |sample| micros(sample.bot_cpu) / sample.busy.answered() as f64),
    ("p50 at 200/s", "ms", |sample| micros(sample.steady.percentile(0.5)) / 1000.0),
    ("p99 at 200/s", "ms", |sample| micros(sample.steady.percentile(0.99)) / 1000.0),
    ("p50, 64 in flight", "ms", |sample| micros(sample.busy.percentile(0.5)) / 1000.0),
    ("p99, 64 in flight", "ms", |sample| micros(sample.busy.percentile(0.99)) / 1000.0),
    ("memory, peak", "MB", |sample| sample.memory as f64 / 1e6),
];

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((_, bare)) = self.0.iter().find(|(name, _)| *name == PONG) else { return Ok(()) };
        writeln!(out, "\n/feedback against a bot that only answers \"pong\"; × is the ratio to it\n")?;
        write!(out, "| {:<25} |", "")?;
        self.0.iter().try_for_each(|(name, _)| write!(out, " {name:>24} |"))?;
        write!(out, "\n|{:-<27}|", "")?;
        self.0.iter().try_for_each(|_| write!(out, "{:->25}:|", ""))?;
        for (what, unit, read) in ROWS {
            write!(out, "\n| {what:<25} |")?;
            for (_, sample) in &self.0 {
                let (value, ratio) = (read(sample), read(sample) / read(bare));
                write!(out, " {:>24} |", format!("×{ratio:.2} ({value:.1} {unit})"))?;
            }
        }
        writeln!(out, "\n")?;
        for (name, sample) in &self.0 {
            let each = micros(sample.sandbox_cpu) / sample.busy.answered() as f64;
            let unanswered = sample.steady.unanswered + sample.busy.unanswered;
            writeln!(
                out,
                "{name}: {} answered, {unanswered} unanswered; the sandbox and its people took {each:.0} µs of CPU per \
                 command, so one core of them would carry {:.0}/s",
                sample.steady.answered() + sample.busy.answered(),
                1e6 / each,
            )?;
        }
        Ok(())
    }
}
