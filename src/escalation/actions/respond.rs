//! What whoever is asked does: takes it, says whose it is, hands it on, puts it off.

use super::{
    around::Around,
    change::{Then, apply, begin, change, read},
    post,
};
use crate::{
    base::when,
    contract::{
        Answer, Context,
        args::{
            EscalationArea, EscalationHand, EscalationHandTo, EscalationNotMine, EscalationSnooze,
            EscalationSnoozeUntil, EscalationTake,
        },
        only,
    },
    error::Error,
    escalation::{
        Escalation,
        rules::{
            lifecycle::{self, Stop, may_answer, verb},
            route::rules_offered,
        },
        words,
    },
    workspace,
};
use chrono::{DateTime, Utc};

/// **Got it**: of several who press at once, one has it.
pub async fn take(cx: &Context, args: EscalationTake) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let (id, me) = (args.escalation.0, cx.caller.user_id);
    let decide = |row: &Escalation| {
        may_answer(&row.facts, around.topic(row.facts.topic_id), me)?;
        lifecycle::take(&row.facts, me)
    };
    change(cx, &around, id, (verb::TAKEN, Then::GoOn), decide, words::taken).await
}

/// **Not mine**: asks whose it is.
pub async fn not_mine(cx: &Context, args: EscalationNotMine) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let view = read(cx, &around, args.escalation.0).await?;
    if !view.row.facts.state.is_open() {
        return Err(words::stopped(&view.row, view.topic.as_ref(), Stop::Over(view.row.facts.state)).into());
    }
    Ok(cx.in_place(words::whose(&view, cx.sight())))
}

/// It belongs to another area, or to none that anybody knows: then to the rotation on duty.
pub async fn area(cx: &Context, args: EscalationArea) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let id = args.escalation.0;
    let typed = args.area.trim();
    let area = match typed {
        "none" | "-" => None,
        typed => Some(workspace::find_area(&cx.db, cx.guild.id, typed).await?),
    };
    let target = area.as_ref().map(|area| (area.id, area.owner_user_id));
    let question = read(cx, &around, id).await?.row.facts.question;
    let offered = match &area {
        Some(_) => rules_offered(&question, &around.areas, cx.guild.language),
        None => Vec::new(),
    };
    let (mut tx, before) = begin(cx, &around, id).await?;
    let moved = lifecycle::move_to(&before.facts, target);
    let facts = moved.map_err(|stop| words::stopped(&before, around.topic(before.facts.topic_id), stop))?;
    let row = apply(cx, &mut tx, &around, &before, facts, (verb::MOVED, Then::Restart)).await?;
    let view = post::view(&mut tx, &cx.guild, &around, &row).await?;
    let reply = words::moved(cx, &view, &offered);
    cx.commit(tx, reply).await
}

/// **Hand to…**: asks to whom.
pub async fn hand(cx: &Context, args: EscalationHand) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let view = read(cx, &around, args.escalation.0).await?;
    if !view.row.facts.state.is_open() {
        return Err(words::stopped(&view.row, view.topic.as_ref(), Stop::Over(view.row.facts.state)).into());
    }
    Ok(cx.in_place(words::to_whom(&view)))
}

/// Gives it to somebody, who is asked.
pub async fn hand_to(cx: &Context, args: EscalationHandTo) -> Answer {
    let (id, to, me) = (args.escalation.0, args.to.0, cx.caller.user_id);
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    workspace::can_do_the_work(cx, &[to]).await?;
    let decide = |row: &Escalation| {
        if let Some(topic) = around.topic(row.facts.topic_id)
            && !topic.responders.contains(&to)
        {
            return Err(Stop::NotResponder);
        }
        lifecycle::hand(&row.facts, to, me)
    };
    change(cx, &around, id, (verb::HANDED, Then::Restart), decide, |view| words::handed(view, to, me)).await
}

/// **Snooze**: asks until when.
pub async fn snooze(cx: &Context, args: EscalationSnooze) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let view = read(cx, &around, args.escalation.0).await?;
    if !view.row.facts.state.is_open() {
        return Err(words::stopped(&view.row, view.topic.as_ref(), Stop::Over(view.row.facts.state)).into());
    }
    Ok(cx.in_place(words::until_when(&view)))
}

/// Nobody is asked until then; its clocks stand still.
pub async fn snooze_until(cx: &Context, args: EscalationSnoozeUntil) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let until = instant(cx, &args.until.0).await?;
    if until <= cx.now {
        return Err(words::in_the_past().into());
    }
    let decide = |row: &Escalation| lifecycle::snooze(&row.facts, until);
    change(cx, &around, args.escalation.0, (verb::SNOOZED, Then::GoOn), decide, words::snoozed).await
}

/// An instant as the caller means it, by their own clock.
async fn instant(cx: &Context, typed: &str) -> Result<DateTime<Utc>, Error> {
    let own = workspace::person(&mut &cx.db, cx.guild.id, cx.caller.user_id).await?;
    let reading = when::parse_instant(typed, cx.now, own.zone(&cx.guild), &own.hours(&cx.guild))
        .map_err(|error| words::bad_when(&error))?;
    Ok(only(&reading, typed, "until", cx.now)?)
}
