//! Why docket does not start, or a command of its own does not work.

use crate::{
    config::{ConfigError, ConfigErrors},
    db::{self, transfer::TransferError},
    error::Error,
};
use std::{io, path::Path};

/// Told to whoever runs docket, in one sentence that says what to do where that is known.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    #[error(transparent)]
    Db(#[from] db::Error),
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// Discord refuses, or cannot be reached; the text names the setting that may be wrong.
    #[error("{0}")]
    Discord(String),
    /// A file or an address cannot be used; the text says which.
    #[error("{0}: {1}")]
    Io(String, #[source] io::Error),
    /// An action that docket does by itself failed.
    #[error(transparent)]
    Work(#[from] Error),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl From<ConfigError> for AppError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error.into())
    }
}

impl AppError {
    /// A file that cannot be used, named with its path.
    pub(super) fn file(file: &Path, what: &str, error: io::Error) -> Self {
        Self::Io(format!("{} {what}", file.display()), error)
    }
}
