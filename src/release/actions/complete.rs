//! Completion of releases and items while a person types, and what items are called elsewhere.

use crate::{
    base::text::limits,
    contract::{Called, Choice, Completion, Guild, Naming},
    db::{Db, Reads},
    error::Error,
    release::{Item, State, store, words},
};

/// Releases whose name holds what is typed, those to come first.
pub async fn complete(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let level = completion.caller.level(&guild.roles);
    if !level.reads_names() {
        return Ok(Vec::new());
    }
    let (sight, typed) = (guild.sight_of(level), completion.typed.trim().to_lowercase());
    let mut all = store::to_come(&mut { db }, guild.id).await?;
    all.extend(store::shipped(&mut { db }, guild.id).await?);
    let choices =
        all.iter().filter(|it| it.facts.state != State::Withdrawn).map(|it| words::choice(it, sight));
    Ok(choices.filter(|choice| choice.label.to_lowercase().contains(&typed)).take(limits::CHOICES).collect())
}

/// Items of releases to come whose number or text fits, the person's own first.
pub async fn complete_item(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let (level, user_id) = (completion.caller.level(&guild.roles), completion.caller.user_id);
    let (sight, typed) = (guild.sight_of(level), completion.typed.trim().to_lowercase());
    let mut items: Vec<Item> = store::open_of(&mut { db }, guild.id, user_id).await?;
    if level.reads_names() {
        for release in store::to_come(&mut { db }, guild.id).await?.into_iter().take(limits::CHOICES) {
            let more = store::items_in(&mut { db }, guild.id, Some(release.id)).await?;
            items.extend(more.into_iter().filter(|it| it.facts.owner_user_id != Some(user_id)));
        }
        items.extend(store::items_in(&mut { db }, guild.id, None).await?);
    }
    let choices = items.iter().map(|item| words::item_choice(item, sight));
    let mut seen = std::collections::BTreeSet::new();
    let fits = |choice: &Choice| choice.label.to_lowercase().contains(&typed);
    Ok(choices
        .filter(fits)
        .filter(|choice| seen.insert(choice.value.clone()))
        .take(limits::CHOICES)
        .collect())
}

/// What items are called on the cards of other rooms: number and health, or the release that they shipped in. What they say is
/// for those who may read them.
pub async fn called(on: &mut dyn Reads, naming: Naming<'_>) -> Result<Vec<Called>, Error> {
    let found = store::items_of(on, naming.guild.id, naming.ids).await?;
    Ok(found.iter().map(|named| words::called(named, naming.sight)).collect())
}
