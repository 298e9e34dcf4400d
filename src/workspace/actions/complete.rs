//! Completions while a person types: the caller's own first, then what was used most recently, typos forgiven.

use crate::{
    base::{civil::Zone, text::limits},
    contract::{Choice, Completion, Guild},
    db::Db,
    error::Error,
    workspace::{rules::choices, store},
};
use std::cmp::Reverse;

/// Areas for what is typed so far. Where archived ones are meant (`/area restore`), only those.
pub async fn complete_area(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let wants_archived = completion.path == "area restore";
    let me = completion.caller.user_id;
    let mut areas = store::areas(db, guild.id).await?;
    areas.retain(|area| area.is_archived == wants_archived);
    areas.sort_by_key(|area| {
        let is_mine = area.owner_user_id == me || area.backup_user_id == Some(me);
        (!is_mine, Reverse(area.used_at))
    });
    let names: Vec<_> = areas.iter().map(|area| area.name.as_str()).collect();
    Ok(choices(&completion.typed, &names))
}

/// Customers for what is typed so far, by their real names, for whom may read them. Who may not is offered none: aliases
/// that come up for a name would tell whose they are.
pub async fn complete_customer(
    db: &Db,
    guild: &Guild,
    completion: &Completion,
) -> Result<Vec<Choice>, Error> {
    let sight = guild.sight_of(completion.caller.level(&guild.roles));
    if !sight.shows_names() {
        return Ok(Vec::new());
    }
    let mut candidates = store::candidates(db, guild.id).await?;
    candidates.sort_by_key(|candidate| candidate.account_owner_user_id != Some(completion.caller.user_id));
    let names: Vec<_> = candidates.iter().map(|candidate| sight.name(candidate.named())).collect();
    Ok(choices(&completion.typed, &names))
}

/// Time zones by their places.
pub fn complete_zone(completion: &Completion) -> Vec<Choice> {
    let names = Zone::suggest(&completion.typed, limits::CHOICES).into_iter();
    names.map(|name| Choice { label: name.to_owned(), value: name.to_owned() }).collect()
}
