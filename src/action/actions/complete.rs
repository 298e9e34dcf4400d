//! Completions, and what actions and decisions are called elsewhere.

use crate::{
    action::{
        rules::{self, Viewer},
        store, words,
    },
    base::text::limits,
    contract::{Called, Choice, Completion, Guild, Naming},
    db::{Db, Reads},
    error::Error,
};

fn viewer(guild: &Guild, completion: &Completion) -> Viewer {
    let caller = &completion.caller;
    Viewer { user_id: caller.user_id, channel_id: caller.channel_id, level: caller.level(&guild.roles) }
}

/// Open actions whose number or text fits, the person's own first.
pub async fn complete(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let viewer = viewer(guild, completion);
    let sight = guild.sight_of(viewer.level);
    let mut all = store::open_of(&mut { db }, guild.id, viewer.user_id).await?;
    let others = store::open_page(&mut { db }, guild.id, 0).await?;
    all.extend(others.into_iter().filter(|it| it.facts.owner_user_id != Some(viewer.user_id)));
    let choices = all.iter().filter(|it| rules::may_see(viewer, *it)).map(|it| words::choice(it, sight));
    Ok(fitting(choices, &completion.typed))
}

/// The newest decisions whose number or text fits.
pub async fn complete_decision(
    db: &Db,
    guild: &Guild,
    completion: &Completion,
) -> Result<Vec<Choice>, Error> {
    let viewer = viewer(guild, completion);
    let sight = guild.sight_of(viewer.level);
    let newest = store::newest(&mut { db }, guild.id, i64::MAX).await?;
    let seen = newest.iter().filter(|it| rules::may_see(viewer, *it));
    Ok(fitting(seen.map(|it| words::decision_choice(it, sight)), &completion.typed))
}

fn fitting(choices: impl Iterator<Item = Choice>, typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    choices.filter(|choice| choice.label.to_lowercase().contains(&typed)).take(limits::CHOICES).collect()
}

/// What actions are called on the cards of other rooms: number and state.
pub async fn called(on: &mut dyn Reads, naming: Naming<'_>) -> Result<Vec<Called>, Error> {
    let found = store::actions_of(on, naming.guild.id, naming.ids).await?;
    Ok(found.iter().map(words::called).collect())
}

/// The same for decisions.
pub async fn called_decisions(on: &mut dyn Reads, naming: Naming<'_>) -> Result<Vec<Called>, Error> {
    let found = store::decisions_of(on, naming.guild.id, naming.ids).await?;
    Ok(found.iter().map(words::decision_called).collect())
}
