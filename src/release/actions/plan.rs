//! `/release plan`.

use super::{apply::draw_release, ask::arm};
use crate::{
    base::{
        recurrence::{Meant, Timetable, Was, read_again, read_when},
        text::{clean, one_line},
    },
    contract::{
        Answer, Context, Line, Reply,
        args::{ReleasePlan, ReleasePlanKind},
        open_form,
    },
    db::{At, Day, Json, Tx, next_number},
    error::{Error, Refusal},
    release::{
        Facts, Kind, Milestone, Release, SUBJECT, State,
        rules::{self, verb},
        store, words,
    },
    room::{self, Actor, Change, fields},
    workspace::{self, ChannelUse},
};
use chrono::NaiveDate;

/// Plans a release. Without name or target the form opens.
pub async fn plan(cx: &Context, args: ReleasePlan) -> Answer {
    if cx.can_open_form() && (args.name.is_none() || args.target.is_none()) {
        return form(&args);
    }
    let name = name(args.name.as_deref())?;
    let target = target(cx, args.target.as_deref().unwrap_or_default())?;
    let kind = args.kind.map_or(Kind::Minor, |kind| match kind {
        ReleasePlanKind::Major => Kind::Major,
        ReleasePlanKind::Minor => Kind::Minor,
        ReleasePlanKind::Dot => Kind::Dot,
    });
    let manager_user_id = match &args.manager {
        Some(typed) => workspace::whose(cx, typed, "manager").await?,
        None => cx.caller.user_id,
    };
    let validator_user_id = validator(cx, args.validator.as_deref()).await?;
    needs_validator(kind, validator_user_id)?;
    let sync_json = sync(cx, args.sync.as_deref(), None)?.map(Json);
    let channel_id = args.channel.map_or(cx.caller.channel_id, |channel| channel.0);
    workspace::may_use_channel(cx, channel_id, ChannelUse::Post).await?;
    let mut tx = cx.begin().await?;
    let existing = store::to_come(&mut tx, cx.guild.id).await?;
    is_free(&existing, &name, None)?;
    let milestones = match &args.milestones {
        Some(typed) => milestones(cx, typed, target.day)?,
        None => as_last_time(&mut tx, cx, &existing, kind).await?,
    };
    let typed = [args.milestones.as_deref(), args.freeze.as_deref()];
    let off = rules::days_off(&typed, target.day, &cx.guild.hours);
    let milestones_json = Json(frozen(cx, milestones, args.freeze.as_deref(), target.day)?);
    let facts = Facts {
        name,
        kind,
        state: State::Planned,
        manager_user_id,
        validator_user_id,
        target_day: Day(target.day),
        target_rule: target.rule,
        milestones_json,
        sync_json,
    };
    let release = Release {
        id: next_number(&mut tx, cx.guild.id, SUBJECT).await?,
        facts,
        channel_id,
        created_by_user_id: cx.caller.user_id,
        created_at: At::from(cx.now),
        version: 1,
    };
    store::insert(&mut tx, cx.guild.id, &release);
    let by = &Actor::from(cx);
    let made = Change { before: None, after: Some(fields(&release.facts)?) };
    room::record(&mut tx, by, SUBJECT, release.id, verb::PLANNED, made);
    arm(&mut tx, by, &cx.guild, &release).await?;
    draw_release(&mut tx, &cx.guild, cx.now, &release).await?;
    let seen = words::Seen::of(cx);
    let note = sync_note(cx, &release.facts);
    let reply = Reply::private(words::planned(&seen, &release, &off).noting(note.as_deref()));
    cx.commit(tx, reply).await
}

fn form(args: &ReleasePlan) -> Answer {
    let line = Line::new("release plan");
    let line = args.channel.iter().fold(line, |line, channel| line.with("channel", channel.0));
    Ok(Reply::Form(open_form(line, |name| match name {
        "name" => args.name.clone(),
        "target" => args.target.clone(),
        "kind" => args.kind.map(|kind| kind.word().to_owned()),
        "validator" => args.validator.clone(),
        "sync" => args.sync.clone(),
        _ => None,
    })?))
}

/// What a release is called, in one line.
pub fn name(typed: Option<&str>) -> Result<String, Refusal> {
    let name = one_line(&clean(typed.unwrap_or_default())).trim().to_owned();
    if name.is_empty() { Err(words::no_name()) } else { Ok(name) }
}

/// Refused where another release that is to come is called so.
pub fn is_free(to_come: &[Release], name: &str, own: Option<i64>) -> Result<(), Refusal> {
    match rules::called(to_come, name, own) {
        Some(other) => Err(words::name_is_taken(other)),
        None => Ok(()),
    }
}

/// A target date, and the rule that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub day: NaiveDate,
    pub rule: Option<String>,
}

/// Reads a target: a date, or a rule of which the next date counts. Where a text can mean two dates, the person is asked.
pub fn target(cx: &Context, typed: &str) -> Result<Target, Refusal> {
    let (zone, hours) = (&cx.guild.zone, &cx.guild.hours);
    let meaning = read_when(typed, cx.now, zone, hours).map_err(|error| words::bad_target(&error))?;
    let day_of = |meant: &Meant| match meant {
        Meant::Once(at, zone) => Some(zone.date(*at)),
        Meant::Series(table) => table.next_after(cx.now, hours).map(|it| it.local.date()),
    };
    let taken = day_of(&meaning.taken).ok_or_else(words::no_target)?;
    let mut others: Vec<NaiveDate> =
        meaning.others.iter().filter_map(day_of).filter(|day| *day != taken).collect();
    others.dedup();
    if !others.is_empty() {
        return Err(words::which_target(typed, taken, &others));
    }
    if taken < zone.date(cx.now) {
        return Err(words::target_has_passed(taken));
    }
    let rule = matches!(meaning.taken, Meant::Series(_)).then(|| one_line(typed).trim().to_owned());
    Ok(Target { day: taken, rule })
}

/// When the team meets, in place of what it `was`; `-` takes that away. Where a text can mean two rhythms, the person is
/// asked.
pub fn sync(
    cx: &Context,
    typed: Option<&str>,
    was: Option<&Timetable>,
) -> Result<Option<Timetable>, Refusal> {
    let Some(typed) = typed.map(str::trim).filter(|typed| *typed != "-") else { return Ok(None) };
    let (zone, hours) = (&cx.guild.zone, &cx.guild.hours);
    let meaning = match was {
        Some(was) => {
            let was = Was { time: was.series().first().time(), series: Some(was) };
            read_again(typed, cx.now, zone, hours, was)
        }
        None => read_when(typed, cx.now, zone, hours),
    };
    let meaning = meaning.map_err(|error| words::bad_sync(&error))?;
    let all = [meaning.taken].into_iter().chain(meaning.others);
    let mut series = all.filter_map(|meant| match meant {
        Meant::Series(table) => Some(table),
        Meant::Once(..) => None,
    });
    let taken = series.next().ok_or_else(|| words::no_rhythm(typed))?;
    let others: Vec<Timetable> = series.collect();
    // The answer to the question is what it offered, with its first date, which is not asked about again.
    if others.is_empty() || typed == taken.brief(cx.now) {
        return Ok(Some(taken));
    }
    Err(words::which_sync(typed, &taken, &others, cx.now))
}

/// What clocks do at one of the syncs before the release.
pub fn sync_note(cx: &Context, facts: &Facts) -> Option<String> {
    let sync = facts.sync_json.as_ref()?;
    rules::sync_note(&sync.0, facts.target_day.0, &cx.guild.hours, cx.now)
}

/// Who validates; `-` names nobody.
pub async fn validator(cx: &Context, typed: Option<&str>) -> Result<Option<i64>, Refusal> {
    match typed {
        None => Ok(None),
        Some(typed) if typed.trim() == "-" => Ok(None),
        Some(typed) => workspace::whose(cx, typed, "validator").await.map(Some),
    }
}

/// A dot release is validated by somebody.
pub fn needs_validator(kind: Kind, validator_user_id: Option<i64>) -> Result<(), Refusal> {
    if kind == Kind::Dot && validator_user_id.is_none() { Err(words::no_validator()) } else { Ok(()) }
}

/// The dates that were typed.
pub fn milestones(cx: &Context, typed: &str, target: NaiveDate) -> Result<Vec<Milestone>, Refusal> {
    rules::read_milestones(typed, target, &cx.guild.hours).map_err(|why| words::bad_milestones(&why))
}

/// The dates with the freeze as it was typed.
pub fn frozen(
    cx: &Context,
    milestones: Vec<Milestone>,
    freeze: Option<&str>,
    target: NaiveDate,
) -> Result<Vec<Milestone>, Refusal> {
    let Some(typed) = freeze else { return Ok(milestones) };
    let offset =
        rules::read_offset(typed, target, &cx.guild.hours).ok_or_else(|| words::bad_freeze(typed))?;
    Ok(rules::with_freeze(milestones, offset))
}

/// A release begins with the dates of the newest one of its kind, counted from its own target.
async fn as_last_time(
    tx: &mut Tx,
    cx: &Context,
    to_come: &[Release],
    kind: Kind,
) -> Result<Vec<Milestone>, Error> {
    let shipped = store::shipped(tx, cx.guild.id).await?;
    let of_kind = to_come.iter().chain(&shipped).filter(|it| it.facts.kind == kind);
    let last = of_kind.max_by_key(|it| it.id);
    Ok(last.map_or_else(|| rules::template(kind == Kind::Dot), |last| last.facts.milestones_json.0.clone()))
}
