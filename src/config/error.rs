//! What is wrong with the settings, all of it at once.

use std::fmt;

/// A setting that is missing or cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable} {problem}. {remedy}")]
pub struct ConfigError {
    /// The environment variable, with its flag.
    pub variable: &'static str,
    /// What is wrong, completing the sentence; never holds a secret.
    pub problem: String,
    /// What to do, as a sentence.
    pub remedy: String,
}

/// Every setting that is missing or cannot be used, in the order of `--help`; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(Vec<ConfigError>);

impl ConfigErrors {
    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &ConfigError> {
        self.0.iter()
    }
}

impl std::error::Error for ConfigErrors {}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if n == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl From<ConfigError> for ConfigErrors {
    fn from(error: ConfigError) -> Self {
        Self(vec![error])
    }
}

/// Reads settings one after the other, and notes what is wrong with each.
#[derive(Default)]
pub(super) struct Reading(Vec<ConfigError>);

impl Reading {
    /// The setting; `None`, and noted, when it cannot be used.
    pub fn take<T, E: Into<ConfigErrors>>(&mut self, setting: Result<T, E>) -> Option<T> {
        setting.map_err(|wrong| self.0.extend(wrong.into().0)).ok()
    }

    /// What was put together from the settings; it is there when none of them was wrong.
    pub fn finish<T>(self, whole: Option<T>) -> Result<T, ConfigErrors> {
        whole.ok_or(ConfigErrors(self.0))
    }
}
