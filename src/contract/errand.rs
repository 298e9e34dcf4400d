//! What people come to docket for, as rooms tell it and `/help` shows it.

use super::{leaf, line::Line, reply::Button, spec::Level};

/// Something that people want done, and the commands that begin it.
#[derive(Debug)]
pub struct Errand {
    /// Names it in a line of `/help`, after a `#`.
    pub key: &'static str,
    pub title: &'static str,
    /// How it is done, as Discord markdown.
    pub how: &'static str,
    /// Other words under which people look for it.
    pub words: &'static str,
    /// What begins it: labels and command lines, the likeliest first.
    pub begins: &'static [(&'static str, &'static str)],
    /// Whose errand it is, and at which place it stands among theirs.
    pub people: &'static [(Level, u8)],
}

impl Errand {
    /// At which place it stands for people of this level, if it is theirs.
    pub fn place(&self, level: Level) -> Option<u8> {
        self.people.iter().find(|(people, _)| *people == level).map(|(_, place)| *place)
    }

    /// The lines that begin it, with their labels.
    pub fn lines(&self) -> impl Iterator<Item = (&'static str, Line)> {
        self.begins.iter().filter_map(|(label, line)| Some((*label, Line::parse(line).ok()?)))
    }

    /// The level from which on all that begins it may be used.
    pub fn least(&self) -> Level {
        let leaves = self.lines().filter_map(|(_, line)| leaf(line.path()));
        leaves.map(|leaf| leaf.who).max().unwrap_or(Level::Everyone)
    }

    /// The buttons that begin it.
    pub fn buttons(&self) -> impl Iterator<Item = Button> {
        self.lines().enumerate().map(|(at, (label, line))| {
            let button = Button::run(label, line);
            if at == 0 { button.primary() } else { button }
        })
    }
}
