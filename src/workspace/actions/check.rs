//! `/settings check`: asks Discord, outside any transaction, and says what is missing.

use crate::{
    contract::{Answer, Context, FetchError, Purpose, args::SettingsCheck},
    error::Error,
    workspace::{
        rules::{self, Finding},
        words,
    },
};

/// `/settings check`: which channel, role or permission is missing, and how to mend it.
pub async fn settings_check(cx: &Context, _args: SettingsCheck) -> Answer {
    let facts = cx.directory.facts(cx.guild.id).await;
    let facts = facts.map_err(|error| words::not_checked(&error))?;
    let message = words::checked(&rules::check(&cx.guild, &facts));
    Ok(cx.in_place(message))
}

/// What is wrong with a channel that is about to be set; `None` also when Discord does not answer, since
/// `/settings check` will tell then.
pub(super) async fn warning(
    cx: &Context,
    purpose: Purpose,
    channel_id: i64,
) -> Result<Option<Finding>, Error> {
    match cx.directory.facts(cx.guild.id).await {
        Ok(facts) => Ok(rules::check_channel(purpose, channel_id, &facts)),
        Err(FetchError::Later(why) | FetchError::Never(why)) => {
            tracing::warn!(guild.id = cx.guild.id, error = why, "a channel could not be checked");
            Ok(None)
        }
    }
}
