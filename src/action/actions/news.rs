//! What people hear of actions that others gave them, or took from them.

use crate::{
    action::{Action, SUBJECT, words},
    contract::Guild,
    db::Tx,
    error::Error,
    room::Actor,
    workspace::{self, News},
};

/// The key of what whoever has an action, or had it, hears.
const OWNER: &str = "owner";

/// Lets the new owner of an open action hear that it is theirs, and the old one that it is not, unless they did it
/// themselves. What is taken back within minutes is told to nobody.
pub async fn tell_owners(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (before, after): (&Action, &Action),
) -> Result<(), Error> {
    let (then, now) = (before.facts.owner_user_id, after.facts.owner_user_id);
    if then == now || !after.is_open() {
        return Ok(());
    }
    if let Some(user_id) = then {
        let has_heard = !workspace::unsay(tx, guild, user_id, &about(after), Some(OWNER)).await?;
        if has_heard {
            let line = words::no_longer_yours(after, by.user_id);
            bring(tx, by, guild, after, (user_id, line.clone(), line)).await?;
        }
    }
    let Some(user_id) = now else { return Ok(()) };
    let had_gone = workspace::unsay(tx, guild, user_id, &about(after), Some(OWNER)).await?;
    if had_gone {
        return Ok(());
    }
    let private = words::given_line(&words::Seen::anywhere(guild, by.now), after, by.user_id);
    let public = words::given_in_public(after, by.user_id);
    bring(tx, by, guild, after, (user_id, private, public)).await
}

async fn bring(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    action: &Action,
    (user_id, line, in_public): (i64, String, String),
) -> Result<(), Error> {
    let buttons = match action.facts.owner_user_id == Some(user_id) {
        true => words::given_buttons(action),
        false => vec![words::open_button(action.id)],
    };
    let news = News {
        about: about(action),
        key: OWNER.to_owned(),
        line,
        in_public,
        buttons,
        channel_id: Some(action.channel_id),
        ..News::default()
    };
    workspace::bring(tx, guild, by, user_id, news).await
}

fn about(action: &Action) -> String {
    format!("{SUBJECT}:{}", action.id)
}
