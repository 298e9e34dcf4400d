//! Which room completes which noun.

use crate::{
    base::civil::Zone,
    contract::{
        Choice, Completion, leaf,
        spec::{Noun, OptionKind},
    },
    db::Db,
    error::Error,
    reminder, request, rotation, workspace,
};
use chrono::{DateTime, Utc};

/// Discord shows 25 completions at most.
const MOST: usize = 25;

/// Completions for the option that is being typed, best first.
pub(super) async fn choices(
    db: &Db,
    now: DateTime<Utc>,
    completion: &Completion,
) -> Result<Vec<Choice>, Error> {
    let Some(leaf) = leaf(&completion.path) else { return Ok(Vec::new()) };
    let option = leaf.option(&completion.focused);
    let Some(OptionKind::Noun(noun)) = option.map(|option| option.kind) else { return Ok(Vec::new()) };
    let guild = workspace::guild(db, completion.caller.guild_id).await?;
    // Completions tell names and texts: nobody sees more of them than by running the command.
    if completion.caller.level(&guild.roles) < leaf.who {
        return Ok(Vec::new());
    }
    let mut choices = match noun {
        Noun::Customer => workspace::complete_customer(db, &guild, completion).await?,
        Noun::Area => workspace::complete_area(db, &guild, completion).await?,
        Noun::Request => request::complete(db, now, &guild, completion).await?,
        Noun::Rotation => rotation::complete(db, &guild, completion).await?,
        Noun::Reminder => reminder::complete(db, &guild, completion).await?,
        Noun::Zone => zones(&completion.typed),
    };
    choices.truncate(MOST);
    Ok(choices)
}

fn zones(typed: &str) -> Vec<Choice> {
    let names = Zone::suggest(typed, MOST).into_iter();
    names.map(|name| Choice { label: name.to_owned(), value: name.to_owned() }).collect()
}
