//! `/release move`: everything that moves with the target is shown before it is saved.

use super::{
    apply::save,
    open::{begin_to_come, find},
    plan,
};
use crate::{
    contract::{
        Answer, Context,
        args::{ReleaseMove, ReleaseRetarget},
    },
    db::Day,
    release::{
        Facts,
        rules::{self, verb},
        store, words,
    },
    room::{Actor, Deed},
};

/// Shows what would move with the target.
pub async fn shift(cx: &Context, args: ReleaseMove) -> Answer {
    let release = find(cx, &args.release).await?;
    if !release.facts.state.is_to_come() {
        return Err(words::is_over(&release).into());
    }
    let target = plan::target(cx, &args.target)?;
    let from = release.facts.target_day.0;
    if target.day == from {
        return Err(words::same_target(&release).into());
    }
    let moved = rules::moves((from, target.day), &release.facts.milestones_json.0, &cx.guild.hours);
    let seen = words::Seen::of(cx);
    Ok(cx.in_place(words::preview(&seen, &release, (target.day, target.rule.as_deref()), &moved)))
}

/// Moves the target as it was shown.
pub async fn retarget(cx: &Context, args: ReleaseRetarget) -> Answer {
    let (mut tx, before) = begin_to_come(cx, &args.release).await?;
    let day = args.to.trim().parse().map_err(|_| words::no_target())?;
    if day < cx.guild.zone.date(cx.now) {
        return Err(words::target_has_passed(day).into());
    }
    let facts = Facts { target_day: Day(day), target_rule: args.rule, ..before.facts.clone() };
    let after = save(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), Deed::of(verb::MOVED)).await?;
    let items = store::items_in(&mut tx, cx.guild.id, Some(after.id)).await?;
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::moved(&seen, &after, &items));
    cx.commit(tx, reply).await
}
