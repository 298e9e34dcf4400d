//! Somebody looks at an answer before it goes out: named reviewers, for a bounded time.

use super::{
    answer_notices,
    around::Around,
    change::{Then, answer, apply, begin, change},
    topic::people_named,
};
use crate::{
    contract::{
        Answer, Context, Level,
        args::{EscalationApprove, EscalationReviewers, EscalationWide},
    },
    db::At,
    escalation::{
        Escalation, Facts,
        rules::{
            lifecycle::{Stop, verb},
            review,
        },
        store, words,
    },
    room::{self, Actor, Change, fields},
    workspace,
};
use serde_json::json;

/// `/escalation reviewers`: who looks at answers before they go out; with people, sets them, for leads.
pub async fn reviewers(cx: &Context, args: EscalationReviewers) -> Answer {
    let areas = workspace::areas(&cx.db, &cx.guild).await?;
    let area = match &args.area {
        Some(area) => Some(workspace::find_area(&cx.db, cx.guild.id, &area.0).await?),
        None => None,
    };
    let Some(typed) = &args.people else {
        let set = store::reviewers(&mut &cx.db, cx.guild.id).await?;
        return Ok(cx.in_place(words::reviewers(&set, &areas)));
    };
    if cx.level < Level::Lead {
        return Err(words::reviewers_for_leads().into());
    }
    let people = people_named(cx, typed, "people").await?;
    let area_id = area.as_ref().map_or(0, |area| area.id);
    let mut tx = cx.begin().await?;
    store::set_reviewers(&mut tx, cx.guild.id, area_id, &people).await?;
    let after = fields(&json!({ "people": people }))?;
    let by = &Actor::from(cx);
    room::record(&mut tx, by, "escalation_reviewer", area_id, "changed", Change::noted(after));
    let reply = cx.in_place(words::reviewers_set(area.as_ref(), &people));
    cx.commit(tx, reply).await
}

/// **Approve**: the answer may go out.
pub async fn approve(cx: &Context, args: EscalationApprove) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let (mut tx, before) = begin(cx, &around, args.escalation.0).await?;
    let reviewers = store::reviewers_for(&mut tx, cx.guild.id, before.facts.area_id).await?;
    let me = cx.caller.user_id;
    let is_another = before.facts.drafted_by_user_id != Some(me);
    let may = cx.level >= Level::Lead || (reviewers.contains(&me) && is_another);
    if before.facts.review_since_at.is_none() {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::nothing_to_review(before.id).into()),
        };
    }
    if !may {
        return Err(words::not_a_reviewer(before.id, &reviewers).into());
    }
    let facts = review::approve(before.facts.clone(), Some(me), cx.now);
    let row = apply(cx, &mut tx, &around, &before, facts, (verb::APPROVED, Then::GoOn)).await?;
    answer_notices::draft_is_ready(&mut tx, &cx.guild, cx.now, &around, &row).await?;
    answer(cx, tx, &around, &row, words::approved).await
}

/// Marks that an answer has a wide impact: then no silence lets it go. Or that it has none: then the silence counts that it has
/// met with so far.
pub async fn wide(cx: &Context, args: EscalationWide) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let (is_wide, now) = (args.on, At::from(cx.now));
    let decide = |row: &Escalation| match row.facts.state.is_open() {
        false => Err(Stop::Over(row.facts.state)),
        true => Ok(Facts { wide_since_at: is_wide.then_some(now), ..row.facts.clone() }),
    };
    change(cx, &around, args.escalation.0, (verb::EDITED, Then::GoOn), decide, words::wide).await
}
