//! `/release edit`, `/release cut` and `/release ship`.

use super::{
    apply::save,
    ask::arm,
    open::{begin_to_come, find},
    plan,
};
use crate::{
    contract::{
        Answer, Context, Line, Name, Reply,
        args::{ReleaseCut, ReleaseEdit, ReleaseEditKind, ReleaseShip},
        open_form,
    },
    db::Json,
    error::Error,
    release::{
        Facts, Kind, Release, State,
        rules::{self, verb},
        store, words,
    },
    room::{Actor, Deed},
    workspace,
};

/// Changes what is given and leaves the rest; with nothing given, the form opens.
pub async fn edit(cx: &Context, args: ReleaseEdit) -> Answer {
    let texts = [&args.name, &args.manager, &args.validator, &args.freeze, &args.milestones, &args.sync];
    if args.kind.is_none() && texts.iter().all(|text| text.is_none()) {
        return form(cx, &args.release).await;
    }
    let manager = match &args.manager {
        Some(typed) => Some(workspace::whose(cx, typed, "manager").await?),
        None => None,
    };
    let validator = plan::validator(cx, args.validator.as_deref()).await?;
    let (mut tx, before) = begin_to_come(cx, &args.release).await?;
    let mut facts = before.facts.clone();
    if let Some(name) = &args.name {
        facts.name = plan::name(Some(name))?;
        plan::is_free(&store::to_come(&mut tx, cx.guild.id).await?, &facts.name, Some(before.id))?;
    }
    if args.validator.is_some() {
        facts.validator_user_id = validator;
    }
    facts.manager_user_id = manager.unwrap_or(facts.manager_user_id);
    let facts = with_dates(cx, facts, &args)?;
    plan::needs_validator(facts.kind, facts.validator_user_id)?;
    let by = &Actor::from(cx);
    let after = save(&mut tx, by, &cx.guild, (&before, facts), Deed::of(verb::EDITED)).await?;
    arm(&mut tx, by, &cx.guild, &after).await?;
    let seen = words::Seen::of(cx);
    let items = store::items_in(&mut tx, cx.guild.id, Some(after.id)).await?;
    let typed = [args.milestones.as_deref(), args.freeze.as_deref()];
    let off = rules::days_off(&typed, after.facts.target_day.0, &cx.guild.hours);
    // What was not changed was told before.
    let note = plan::sync_note(cx, &after.facts).filter(|_| after.facts.sync_json != before.facts.sync_json);
    let reply = cx.in_place(words::edited(&seen, (&after, &items), &off).noting(note.as_deref()));
    cx.commit(tx, reply).await
}

fn with_dates(cx: &Context, mut facts: Facts, args: &ReleaseEdit) -> Result<Facts, Error> {
    if let Some(kind) = args.kind {
        facts.kind = match kind {
            ReleaseEditKind::Major => Kind::Major,
            ReleaseEditKind::Minor => Kind::Minor,
            ReleaseEditKind::Dot => Kind::Dot,
        };
    }
    let target = facts.target_day.0;
    let mut milestones = facts.milestones_json.0.clone();
    if let Some(typed) = &args.milestones {
        milestones = plan::milestones(cx, typed, target)?;
    }
    // The form shows the freeze as it is, beside the list that has it too; what differs from both was typed.
    let freeze = args.freeze.as_deref().filter(|typed| *typed != words::freeze_as_typed(&facts));
    facts.milestones_json = Json(plan::frozen(cx, milestones, freeze, target)?);
    if let Some(typed) = args.sync.as_deref().filter(|typed| *typed != words::sync_as_typed(&facts)) {
        let was = facts.sync_json.as_ref().map(|table| &table.0);
        facts.sync_json = plan::sync(cx, Some(typed), was)?.map(Json);
    }
    Ok(facts)
}

async fn form(cx: &Context, name: &Name) -> Answer {
    let release = find(cx, name).await?;
    let line = Line::new("release edit").with("release", format!("#{}", release.id)).version(release.version);
    let facts = &release.facts;
    let validator = facts.validator_user_id.map(|user_id| format!("<@{user_id}>"));
    Ok(Reply::Form(open_form(line, |input| match input {
        "name" => Some(facts.name.clone()),
        "validator" => validator.clone(),
        "freeze" => Some(words::freeze_as_typed(facts)),
        "milestones" => Some(words::milestones_as_typed(facts)),
        "sync" => Some(words::sync_as_typed(facts)),
        _ => None,
    })?))
}

/// The code is cut: from now on only fixes go in.
pub async fn cut(cx: &Context, args: ReleaseCut) -> Answer {
    let step = |release: &Release| match release.facts.state {
        State::Cut => Err(words::is_cut(release)),
        _ => Ok(State::Cut),
    };
    advance(cx, &args.release, verb::CUT, step).await
}

/// The release is out.
pub async fn ship(cx: &Context, args: ReleaseShip) -> Answer {
    advance(cx, &args.release, verb::SHIPPED, |_| Ok(State::Shipped)).await
}

async fn advance(
    cx: &Context,
    name: &Name,
    verb: &'static str,
    step: impl FnOnce(&Release) -> Result<State, crate::error::Refusal>,
) -> Answer {
    let (mut tx, before) = begin_to_come(cx, name).await?;
    let facts = Facts { state: step(&before)?, ..before.facts.clone() };
    let after = save(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), Deed::of(verb)).await?;
    let items = store::items_in(&mut tx, cx.guild.id, Some(after.id)).await?;
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::advanced(&seen, &after, &items));
    cx.commit(tx, reply).await
}
