//! What a call with sales has besides: features that are asked for ahead, a recording that is watched, questions afterwards.

mod close;
mod feature;
mod survey;
mod watch;

pub use close::SurveyClose;
pub use feature::{FeatureAsk, FeatureRound, demo};
pub(super) use survey::{ask, survey_key};
pub use survey::{rate, suggest};
pub use watch::watched;
