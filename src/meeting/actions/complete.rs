//! Completion of series and topics while a person types, and what topics are called elsewhere.

use crate::{
    base::text::limits,
    contract::{Called, Choice, Completion, Guild, Naming},
    db::{Db, Reads},
    error::Error,
    meeting::{Item, store, words},
};

/// Series whose name holds what is typed.
pub async fn complete(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let sight = guild.sight_of(completion.caller.level(&guild.roles));
    let all = store::all_series(&mut { db }, guild.id).await?;
    let choices = all.iter().map(|series| words::choice(series, sight));
    Ok(fitting(choices, &completion.typed))
}

/// Topics that are queued or for later, the person's own first. Confidential ones only where everybody may see them: in the
/// private channel.
pub async fn complete_item(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let caller = &completion.caller;
    let sight = guild.sight_of(caller.level(&guild.roles));
    let all = store::all_series(&mut { db }, guild.id).await?;
    let is_private_here = |item: &Item| {
        let series = all.iter().find(|series| series.id == item.series_id);
        series.is_some_and(|series| series.facts.private_channel_id == Some(caller.channel_id))
    };
    let mut items = store::newest_queued(&mut { db }, guild.id).await?;
    items.retain(|item| !item.is_confidential || is_private_here(item));
    items.sort_by_key(|item| (item.owner() != caller.user_id, item.id));
    let choices = items.iter().map(|item| words::item_choice(item, sight));
    Ok(fitting(choices, &completion.typed))
}

fn fitting(choices: impl Iterator<Item = Choice>, typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    choices.filter(|choice| choice.label.to_lowercase().contains(&typed)).take(limits::CHOICES).collect()
}

/// What topics are called on the cards of other rooms: number and state. What they say is for those who may read them.
pub async fn called(on: &mut dyn Reads, naming: Naming<'_>) -> Result<Vec<Called>, Error> {
    let found = store::named_items(on, naming.guild.id, naming.ids).await?;
    Ok(found.iter().map(words::called).collect())
}
