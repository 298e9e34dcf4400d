//! The ways in which a thing does not happen: refused, too late, or broken.

use crate::{
    contract::{
        line::Line,
        reply::{Button, Reply},
    },
    db,
};

/// What an action returns besides success.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The person asked for something that cannot be done; they are told so.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The action ends here with this answer, and changes nothing: what was asked is about something that is different by now.
    #[error("answered at once")]
    Answered(Box<Reply>),
    /// Something of ours is broken; it is logged once, and the person gets an apology.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// One clear sentence for the person: what is wrong, that nothing was lost, what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{text}")]
pub struct Refusal {
    /// Discord markdown; text of people in it is escaped already.
    pub text: String,
    /// Buttons that do the next step.
    pub offers: Vec<Button>,
    /// What an option may mean. A press on one does what was asked for with that, whatever else was typed.
    pub readings: Vec<Meaning>,
    /// Whether it is about a state that the person had not seen. They have by then, so what they typed is kept without the
    /// version that it was typed for, and counts when they send it again.
    pub is_outdated: bool,
}

impl Refusal {
    /// A refusal in one sentence or two.
    pub fn new(text: impl Into<String>) -> Self {
        Refusal { text: text.into(), offers: Vec::new(), readings: Vec::new(), is_outdated: false }
    }

    /// Says that what the person saw when they typed has changed since.
    pub fn outdated(self) -> Self {
        Refusal { is_outdated: true, ..self }
    }

    /// Adds a button that does the same once more, with another value for one option.
    pub fn meaning(mut self, label: String, option: &'static str, value: String) -> Self {
        self.readings.push(Meaning { label, option, value });
        self
    }

    /// Adds a button that does the next step.
    pub fn offer(mut self, label: &str, line: Line) -> Self {
        let named = Button::run(label, line).apart_from(&self.offers);
        self.offers.push(named);
        self
    }
}

/// One thing that an option can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What it is called on a button.
    pub label: String,
    pub option: &'static str,
    /// What is read as that alone.
    pub value: String,
}

/// A fault of docket or of something it stands on.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Db(#[from] db::Error),
    #[error("stored JSON does not read: {0}")]
    Json(#[from] serde_json::Error),
    /// Something that the code rules out happened all the same.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    /// Whether it is a transaction that gave way to another, so that trying again at once may help.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Error::Fault(Fault::Db(error)) if error.is_conflict())
    }

    /// Whether it is a fault for which trying again in a moment may help.
    pub fn is_passing(&self) -> bool {
        matches!(self, Error::Fault(fault) if fault.is_passing())
    }
}

impl Fault {
    /// Whether trying again in a moment may help: a lost connection, a full queue.
    pub fn is_passing(&self) -> bool {
        matches!(self, Fault::Db(error) if error.is_unavailable())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(refusal)
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        Error::Fault(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Fault(error.into())
    }
}
