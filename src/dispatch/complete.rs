//! Completions of what docket knows by name or number.

use crate::{
    base::text::limits,
    contract::{Choice, Completion, leaf, spec::OptionKind},
    db::Db,
    error::Error,
    room::Rooms,
    workspace,
};

/// Completions for the option that is being typed, best first.
pub(super) async fn choices(db: &Db, rooms: Rooms, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let Some(leaf) = leaf(&completion.path) else { return Ok(Vec::new()) };
    let option = leaf.option(&completion.focused);
    let Some(OptionKind::Noun(noun)) = option.map(|option| option.kind) else { return Ok(Vec::new()) };
    let guild = workspace::guild(db, completion.caller.guild_id).await?;
    // Completions tell names and texts: nobody sees more of them than by running the command.
    if completion.caller.level(&guild.roles) < leaf.who {
        return Ok(Vec::new());
    }
    let mut choices = rooms.choices(noun, db, &guild, completion).await?;
    choices.truncate(limits::CHOICES);
    Ok(choices)
}
