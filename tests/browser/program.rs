//! Programs that a test starts, which say on their standard output where they listen.

use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
};

/// A running program. Dropping it ends it.
pub struct Program {
    child: Child,
    /// Kept open, so that what it says later finds a listener.
    said: BufReader<ChildStdout>,
}

impl Program {
    /// Starts it and reads what it says until `find` finds something in a line.
    pub fn start(mut command: Command, find: impl Fn(&str) -> Option<String>) -> (Self, String) {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut program = Self { child, said };
        let mut line = String::new();
        while program.said.read_line(&mut line).expect("it says text") > 0 {
            if let Some(found) = find(line.trim()) {
                return (program, found);
            }
            line.clear();
        }
        panic!("{command:?} ended without saying where it listens");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
