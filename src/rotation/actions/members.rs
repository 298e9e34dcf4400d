//! The order of turns: who joins, leaves, moves. First whose dates move is shown, then it is saved.

use super::{
    back::welcome_back,
    effects::{Changed, changed},
    open::{Loaded, begin_with, by, look},
};
use crate::{
    contract::{
        Answer, Context, Name, Reply, Source,
        args::{
            RotationApply, RotationApplyChange, RotationApplyWhen, RotationMembersAdd,
            RotationMembersAddEffect, RotationMembersMove, RotationMembersMoveEffect, RotationMembersRemove,
            RotationMembersRemoveEffect,
        },
    },
    room::fresh,
    rotation::{
        rules::{
            ChangedRows, Edit, Effect, affected, carried_plan, carry, effective_at, horizon, partner,
            rearrange,
        },
        store, words,
    },
    workspace,
};

/// `/rotation members add`: at the back of the order.
pub async fn members_add(cx: &Context, args: RotationMembersAdd) -> Answer {
    let effect = match args.effect {
        None | Some(RotationMembersAddEffect::Now) => Effect::Now,
        Some(RotationMembersAddEffect::AfterShift) => Effect::AfterShift,
        Some(RotationMembersAddEffect::AfterRound) => Effect::AfterRound,
    };
    workspace::can_do_the_work(cx, &[args.member.0]).await?;
    preview(cx, args.rotation.as_ref(), Edit::Add { user_id: args.member.0 }, effect).await
}

/// `/rotation members remove`.
pub async fn members_remove(cx: &Context, args: RotationMembersRemove) -> Answer {
    let effect = match args.effect {
        None | Some(RotationMembersRemoveEffect::Now) => Effect::Now,
        Some(RotationMembersRemoveEffect::AfterShift) => Effect::AfterShift,
        Some(RotationMembersRemoveEffect::AfterRound) => Effect::AfterRound,
    };
    preview(cx, args.rotation.as_ref(), Edit::Remove { user_id: args.member.0 }, effect).await
}

/// `/rotation members move`: to a place counted from 1.
pub async fn members_move(cx: &Context, args: RotationMembersMove) -> Answer {
    let effect = match args.effect {
        None | Some(RotationMembersMoveEffect::Now) => Effect::Now,
        Some(RotationMembersMoveEffect::AfterShift) => Effect::AfterShift,
        Some(RotationMembersMoveEffect::AfterRound) => Effect::AfterRound,
    };
    let edit = Edit::Move { user_id: args.member.0, place: from_one(args.place) };
    preview(cx, args.rotation.as_ref(), edit, effect).await
}

fn from_one(place: i64) -> usize {
    usize::try_from(place.saturating_sub(1)).unwrap_or(0)
}

async fn preview(cx: &Context, name: Option<&Name>, edit: Edit, effect: Effect) -> Answer {
    let loaded = look(cx, name).await?;
    Ok(Reply::new(preview_of(cx, &loaded, &edit, effect)?))
}

fn preview_of(
    cx: &Context,
    loaded: &Loaded,
    edit: &Edit,
    effect: Effect,
) -> Result<crate::contract::Message, crate::error::Refusal> {
    let additions = rearrange(loaded.plan(), edit.clone(), effect, cx.now)
        .map_err(|error| words::edit_error(error, edit.user_id().unwrap_or_default()))?;
    let after = additions.added_to(loaded.plan());
    let carried = carry(loaded.plan(), &after, cx.now, partner(&loaded.rows));
    let after = carried_plan(&after, &carried);
    let moved = affected(loaded.plan(), &after, cx.now, horizon(&after, cx.now));
    Ok(words::edit_preview(&words::Preview {
        row: &loaded.called(cx),
        edit,
        effect,
        counts_from: effective_at(loaded.plan(), effect, cx.now),
        after: &after,
        moved: &moved,
        carried: &carried,
        now: cx.now,
    }))
}

/// The button under a preview: makes the change, and tells exactly those whose dates move.
pub async fn apply(cx: &Context, args: RotationApply) -> Answer {
    if args.change == RotationApplyChange::Add {
        workspace::can_do_the_work(cx, &[args.who.0]).await?;
    }
    let mut tx = cx.begin().await?;
    let before = begin_with(&mut tx, cx.guild.id, args.of).await?;
    let user_id = args.who.0;
    let edit = match args.change {
        RotationApplyChange::Add => Edit::Add { user_id },
        RotationApplyChange::Remove => Edit::Remove { user_id },
        RotationApplyChange::Move => Edit::Move { user_id, place: from_one(args.to.unwrap_or(1)) },
    };
    let effect = match args.when {
        RotationApplyWhen::Now => Effect::Now,
        RotationApplyWhen::AfterShift => Effect::AfterShift,
        RotationApplyWhen::AfterRound => Effect::AfterRound,
    };
    let as_it_is =
        async { Ok(Reply::Update(words::previewed_anew(preview_of(cx, &before, &edit, effect)?))) };
    let mut tx =
        fresh(cx, tx, before.row.version, || words::form_is_old(&before.called(cx)), as_it_is).await?;
    let counts_from = effective_at(before.plan(), effect, cx.now);
    let additions = rearrange(before.plan(), edit.clone(), effect, cx.now)
        .map_err(|error| words::edit_error(error, user_id))?;
    let (mut parts, by) = (ChangedRows::default(), by(cx, before.row.id));
    if matches!(edit, Edit::Add { .. }) {
        let order = additions.added_to(before.plan());
        welcome_back(&mut tx, by, before.plan(), &order, &[user_id].into(), &mut parts).await?;
    }
    let (epochs, overrides) = store::add(&mut tx, by, &additions).await?;
    parts.epochs.extend(epochs);
    parts.overrides.extend(overrides);
    let Changed { after, told, event } = changed(&mut tx, cx, &before, "changed the order", &parts).await?;
    let message = words::edited(&after.called(cx), &edit, effect, counts_from, told, event);
    let reply = match cx.source {
        Source::Component { .. } => Reply::public(message),
        _ => Reply::new(message),
    };
    cx.commit(tx, reply).await
}
