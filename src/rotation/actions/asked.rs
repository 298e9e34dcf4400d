//! What others ask of somebody: cover, or a swap.

use super::{
    cover::{cover_card, others, still_open},
    open::{Loaded, begin_with},
};
use crate::{
    contract::{Answer, Context, Reply, args::RotationAsked},
    error::Error,
    rotation::{
        store::{self, Ask, AskKind, AskState, By, Reads},
        words,
    },
};
use chrono::{DateTime, Utc};

/// The open questions of a rotation that somebody can answer.
pub(super) async fn asked_of(
    on: &mut impl Reads,
    guild_id: i64,
    loaded: &Loaded,
    user_id: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Ask>, Error> {
    let by = By { guild_id, rotation_id: loaded.row.id, user_id: None, now };
    let mut found = Vec::new();
    for ask in store::asks_ahead(on, guild_id, loaded.row.id, now).await? {
        if ask.state() != AskState::Open {
            continue;
        }
        let is_theirs = match ask.kind() {
            AskKind::Swap => ask.other_user_id == Some(user_id),
            AskKind::Cover => {
                let covers = super::cover::covers_of(on, by, ask.id).await?;
                let is_needed = !still_open(ask.span(), &covers, now).is_empty();
                is_needed && others(on, by, loaded.plan(), &ask).await?.contains(&user_id)
            }
        };
        if is_theirs {
            found.push(ask);
        }
    }
    Ok(found)
}

/// `/rotation asked`: a question as it is now, for whoever can answer it, from their digest.
pub async fn asked(cx: &Context, args: RotationAsked) -> Answer {
    let mut tx = cx.begin().await?;
    let ask = store::find_ask(&mut tx, cx.guild.id, args.ask).await?.ok_or_else(words::ask_over)?;
    if ask.state() != AskState::Open {
        return Err(words::ask_over().into());
    }
    let loaded = begin_with(&mut tx, cx.guild.id, ask.rotation_id).await?;
    let message = match (ask.kind(), ask.other_user_id, ask.other_span()) {
        (AskKind::Swap, Some(other), Some(theirs)) => {
            words::swap_asked(&loaded.called(cx), ask.user_id, other, ask.span(), theirs, ask.id)
        }
        _ => {
            let by = super::open::by(cx, loaded.row.id);
            cover_card(&mut tx, by, (&loaded, &loaded.called(cx)), &ask).await?
        }
    };
    drop(tx);
    Ok(Reply::private(message))
}
