//! `/rotation swap`: two people cover each other's shifts.

use super::{
    effects::{Changed, as_told, changed, record, tell_asker},
    open::{begin, begin_with, by, instant},
};
use crate::{
    contract::{
        Answer, Context, InstantText, Reply,
        args::{RotationAnswer, RotationSwap},
    },
    error::Refusal,
    rotation::{
        rules::{ChangedRows, Span, What, held_by, holds, swappable, whole_shifts},
        store::{self, AskKind, AskState, NewAsk},
        words,
    },
};

/// Asks another member; nothing changes until they accept.
pub async fn swap(cx: &Context, args: RotationSwap) -> Answer {
    let (user_id, other) = (cx.caller.user_id, args.with.0);
    if user_id == other {
        return Err(words::swap_with_self().into());
    }
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    let (zone, plan) = (loaded.zone(cx), loaded.plan());
    let named = |user_id: i64, text: Option<&InstantText>, option| -> Result<Option<Span>, Refusal> {
        let Some(text) = text else { return Ok(None) };
        let at = instant(cx, &zone, text, option)?.max(cx.now);
        held_by(plan, user_id, Some(at), cx.now).map(Some).ok_or_else(|| words::not_on_then(user_id))
    };
    let named_mine = named(user_id, args.mine.as_ref(), "mine")?;
    let named_theirs = named(other, args.theirs.as_ref(), "theirs")?;
    let proposed = |user_id: i64, like: Option<Span>| {
        let whole = swappable(&whole_shifts(plan, user_id, cx.now), like);
        whole.or_else(|| held_by(plan, user_id, None, cx.now)).ok_or_else(|| words::not_on_then(user_id))
    };
    let mine = named_mine.map_or_else(|| proposed(user_id, named_theirs), Ok)?;
    let theirs = named_theirs.map_or_else(|| proposed(other, Some(mine)), Ok)?;
    let by = by(cx, loaded.row.id);
    let new = NewAsk { kind: AskKind::Swap, user_id, span: mine, other: Some((other, theirs)) };
    let id = store::insert_ask(&mut tx, by, new).await?;
    record(&mut tx, by, Some(cx.interaction_id), "asked to swap", &ChangedRows::default())?;
    cx.commit(tx, Reply::public(words::swap_asked(&loaded.called(cx), user_id, other, mine, theirs, id)))
        .await
}

/// The other one accepts or declines.
pub async fn answer(cx: &Context, args: RotationAnswer) -> Answer {
    let mut tx = cx.begin().await?;
    let ask = store::find_ask(&mut tx, cx.guild.id, args.ask).await?.ok_or_else(words::ask_over)?;
    let (Some(other), Some(theirs)) = (ask.other_user_id, ask.other_span()) else {
        return Err(words::ask_over().into());
    };
    if cx.caller.user_id != other {
        return Err(words::not_yours(other).into());
    }
    let before = begin_with(&mut tx, cx.guild.id, ask.rotation_id).await?;
    let ask = store::find_ask(&mut tx, cx.guild.id, args.ask).await?.ok_or_else(words::ask_over)?;
    if ask.state() != AskState::Open {
        return Err(words::ask_over().into());
    }
    let by = by(cx, before.row.id);
    if !args.yes {
        store::set_ask_state(&mut tx, cx.guild.id, ask.id, AskState::Declined);
        record(&mut tx, by, Some(cx.interaction_id), "declined a swap", &ChangedRows::default())?;
        let line = words::swap_declined(&as_told(&cx.guild, &before.row), other);
        tell_asker(&mut tx, by, &cx.guild, &before.row, (ask.id, ask.user_id), line).await?;
        return cx.commit(tx, Reply::Update(words::declined(&before.called(cx), &ask))).await;
    }
    let rest = |span: Span| Span { from: span.from.max(cx.now), until: span.until };
    let given = [(rest(ask.span()), ask.user_id, other), (rest(theirs), other, ask.user_id)];
    if let Some((span, ..)) = given.iter().find(|(span, ..)| span.from >= span.until) {
        return Err(words::in_the_past(span.until).into());
    }
    // The order may have changed since it was asked, and nobody gives a time that is no longer theirs.
    let gone = given.iter().find(|(span, user_id, _)| !holds(before.plan(), *user_id, *span));
    if let Some((span, user_id, _)) = gone {
        store::set_ask_state(&mut tx, cx.guild.id, ask.id, AskState::Withdrawn);
        record(
            &mut tx,
            by,
            Some(cx.interaction_id),
            "ended a swap that no longer fits",
            &ChangedRows::default(),
        )?;
        let line = words::swap_no_longer_fits(&as_told(&cx.guild, &before.row), other);
        tell_asker(&mut tx, by, &cx.guild, &before.row, (ask.id, ask.user_id), line).await?;
        return cx.commit(tx, Reply::Update(words::swap_unfit(&before.called(cx), *user_id, *span))).await;
    }
    let mut parts = ChangedRows::default();
    for (span, for_user_id, user_id) in given {
        let what = What::Cover { for_user_id, user_id };
        parts.overrides.push(store::insert_override(&mut tx, by, span, what, Some(ask.id)).await?);
    }
    store::set_ask_state(&mut tx, cx.guild.id, ask.id, AskState::Accepted);
    let Changed { after, event, .. } = changed(&mut tx, cx, &before, "accepted a swap", &parts).await?;
    cx.commit(tx, Reply::Update(words::swapped(&after.called(cx), &ask, event))).await
}
