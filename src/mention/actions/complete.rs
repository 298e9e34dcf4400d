//! Numbers while a person types them, and what mentions are called elsewhere.

use super::card;
use crate::{
    base::text::limits,
    contract::{Called, Choice, Completion, Guild, Naming},
    db::{Db, Reads},
    error::Error,
    mention::{rules::complete::fitting, store, words},
};

/// Mentions that are offered.
const MOST_OFFERED: i64 = limits::CHOICES as i64;

/// The newest mentions that fit what is typed.
pub async fn complete_mention(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let sight = guild.sight_of(completion.caller.level(&guild.roles));
    let mut choices = Vec::new();
    for row in store::newest(&mut &*db, guild.id, MOST_OFFERED).await? {
        let view = card::view(&mut &*db, guild.id, &row).await?;
        choices.push(words::choice(&view, sight));
    }
    Ok(fitting(choices, &completion.typed))
}

/// The sources that fit what is typed.
pub async fn complete_source(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let sight = guild.sight_of(completion.caller.level(&guild.roles));
    let sources = store::sources(&mut &*db, guild.id).await?;
    let choices = sources.iter().map(|source| words::source_choice(source, sight)).collect();
    Ok(fitting(choices, &completion.typed))
}

/// How mentions are named on the cards of others.
pub async fn called(on: &mut dyn Reads, naming: Naming<'_>) -> Result<Vec<Called>, Error> {
    let rows = store::find_all(on, naming.guild.id, naming.ids).await?;
    Ok(rows.iter().map(words::called).collect())
}
