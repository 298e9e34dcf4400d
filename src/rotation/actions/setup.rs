//! `/rotation setup`: a preview of the next six shifts first; saved with one click.

use super::{
    open::{Loaded, by, future, load},
    settle::{Parts, changed, follow, record},
};
use crate::{
    base::{
        civil::Zone,
        recurrence::{End, Recurrence},
        text::{clean, one_line},
    },
    contract::{
        Answer, Context, InstantText, Line, Reply, Source,
        args::{RotationDraft, RotationRedo, RotationSave, RotationSetup},
        form, leaf,
    },
    db::{Tx, next_number},
    error::{Error, Fault, Refusal},
    rotation::{
        rules::{
            Additions, Edit, Effect, Epoch, MOST_MEMBERS, MOST_SEATS, Plan, Rhythm, WorkingDays, rearrange,
        },
        store::{self, RowFields},
        words,
    },
};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The time of day of a handoff, when none is typed.
const USUAL_TIME: NaiveTime = NaiveTime::from_hms_opt(9, 30, 0).expect("half past nine");
/// How long a preview is kept.
const DRAFT_DAYS: i64 = 7;

/// A rotation that is not saved yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The rotation that it changes, and the version it was drawn from; `None`: a new one.
    pub rotation: Option<(i64, i64)>,
    /// Not escaped.
    pub name: String,
    pub members: Vec<i64>,
    pub handoff: Recurrence,
    /// What was typed, to fill the form again.
    pub handoff_text: String,
    pub deadline: Option<Recurrence>,
    pub deadline_text: String,
    pub seats: usize,
    pub channel_id: Option<i64>,
    pub role_id: Option<i64>,
    pub is_working_days_only: bool,
    pub starts_at: Option<DateTime<Utc>>,
}

impl Draft {
    fn rhythm(&self, cx: &Context) -> Result<Rhythm, Refusal> {
        let working = self.is_working_days_only.then(|| WorkingDays {
            weekdays: working_weekdays(cx),
            holidays: cx.guild.hours.holidays().collect(),
        });
        Rhythm::new(self.handoff.clone(), working).map_err(|error| words::bad_rhythm(&error))
    }

    fn row(&self) -> RowFields {
        RowFields {
            name: self.name.clone(),
            channel_id: self.channel_id,
            role_id: self.role_id,
            deadline: self.deadline.clone(),
        }
    }

    /// The plan of a new rotation.
    fn plan(&self, cx: &Context) -> Result<Plan, Refusal> {
        let epoch = Epoch {
            effective_at: self.starts_at.unwrap_or(cx.now).max(cx.now),
            rhythm: self.rhythm(cx)?,
            seats: self.seats,
            members: self.members.clone(),
            first_index: 0,
            edits: Vec::new(),
        };
        Ok(Plan::new(vec![epoch], Vec::new(), Vec::new()))
    }
}

/// The weekdays on which the guild works at all.
fn working_weekdays(cx: &Context) -> crate::base::recurrence::Weekdays {
    use chrono::Datelike;
    let monday = crate::base::civil::monday_of(cx.guild.zone.date(cx.now));
    let free = cx.guild.hours.clone().with_holidays([]);
    monday
        .iter_days()
        .take(7)
        .filter(|date| free.opening(*date).is_some())
        .map(|date| date.weekday())
        .collect()
}

/// Previews a new rotation, or a change of the one of that name. Bare, it opens the form.
pub async fn setup(cx: &Context, args: RotationSetup) -> Answer {
    let is_bare = args.name.is_none() || args.handoff.is_none();
    let existing = match &args.name {
        Some(name) => find_existing(cx, name).await?,
        None => None,
    };
    if is_bare && existing.is_none() && !matches!(cx.source, Source::Form { .. }) {
        return setup_form(&args);
    }
    let draft = read(cx, &args, existing.as_ref())?;
    let mut tx = cx.begin().await?;
    store::drop_drafts_before(&mut tx, cx.guild.id, cx.now - TimeDelta::days(DRAFT_DAYS));
    let id = store::insert_draft(&mut tx, cx.guild.id, cx.caller.user_id, draft.clone(), cx.now).await?;
    let message = preview(cx, id, &draft, existing.as_ref())?;
    cx.commit(tx, Reply::new(message)).await
}

async fn find_existing(cx: &Context, name: &str) -> Result<Option<Loaded>, Error> {
    let (mut db, wanted) = (&cx.db, one_line(&clean(name)).to_lowercase());
    let rows = store::all(&mut db, cx.guild.id).await?;
    match rows.into_iter().find(|row| row.name.to_lowercase() == wanted) {
        Some(row) => Ok(Some(load(&mut db, cx.guild.id, row).await?)),
        None => Ok(None),
    }
}

fn setup_form(args: &RotationSetup) -> Answer {
    let value = |input: &str| match input {
        "name" => args.name.clone(),
        "members" => args.members.clone(),
        "handoff" => args.handoff.clone(),
        "zone" => args.zone.as_ref().map(|zone| zone.name().to_owned()),
        "deadline" => args.deadline.clone(),
        _ => None,
    };
    drawn(value)
}

fn drawn(value: impl Fn(&str) -> Option<String>) -> Answer {
    let form = leaf("rotation setup").and_then(|leaf| form(leaf, Line::new("rotation setup"), value));
    Ok(Reply::Form(form.ok_or_else(|| Fault::Broken("`rotation setup` has no form".into()))?))
}

fn preview(
    cx: &Context,
    id: i64,
    draft: &Draft,
    existing: Option<&Loaded>,
) -> Result<crate::contract::Message, Refusal> {
    let plan = match existing {
        Some(loaded) => changed_plan(cx, draft, loaded)?.added_to(loaded.plan()),
        None => draft.plan(cx)?,
    };
    Ok(words::draft_preview(id, draft, Some(&plan).filter(|_| !draft.members.is_empty()), cx.now))
}

/// What is typed, over what the existing rotation has.
fn read(cx: &Context, args: &RotationSetup, existing: Option<&Loaded>) -> Result<Draft, Refusal> {
    let epoch = existing.and_then(|loaded| loaded.plan().epochs().last());
    let fields = existing.map(|loaded| loaded.row.fields());
    let name = one_line(&clean(args.name.as_deref().unwrap_or_default()));
    if name.trim().is_empty() {
        return Err(words::no_name());
    }
    let old_zone = epoch.map(|epoch| epoch.rhythm.zone().clone());
    let zone = args.zone.clone().or(old_zone).unwrap_or_else(|| cx.guild.zone.clone());
    let handoff = match (&args.handoff, epoch) {
        (Some(text), _) => series(cx, text, &zone)?,
        (None, Some(epoch)) => rezoned(epoch.rhythm.handoffs(), &zone)?,
        (None, None) => series(cx, "every week", &zone)?,
    };
    let old_deadline = fields.as_ref().and_then(|fields| fields.deadline.clone());
    let deadline = match &args.deadline {
        Some(text) => Some(series(cx, text, &zone)?),
        None => old_deadline,
    };
    let members = match &args.members {
        Some(text) => members(text)?,
        None => epoch.map(|epoch| epoch.members.clone()).unwrap_or_default(),
    };
    let starts_at = args.starts.as_ref().map(|text: &InstantText| future(cx, &zone, text)).transpose()?;
    let seats = args.seats.and_then(|seats| usize::try_from(seats).ok()).or(epoch.map(|epoch| epoch.seats));
    Ok(Draft {
        rotation: existing.map(|loaded| (loaded.row.id, loaded.row.version)),
        name,
        members,
        handoff_text: args.handoff.clone().unwrap_or_else(|| handoff.in_words()),
        handoff,
        deadline_text: args.deadline.clone().unwrap_or_default(),
        deadline,
        seats: seats.unwrap_or(1).clamp(1, MOST_SEATS),
        channel_id: args
            .channel
            .map(|channel| channel.0)
            .or(fields.as_ref().and_then(|fields| fields.channel_id)),
        role_id: args.role.map(|role| role.0).or(fields.as_ref().and_then(|fields| fields.role_id)),
        is_working_days_only: args
            .working_days
            .unwrap_or_else(|| epoch.is_some_and(|epoch| epoch.rhythm.working().is_some())),
        starts_at,
    })
}

fn series(cx: &Context, text: &str, zone: &Zone) -> Result<Recurrence, Refusal> {
    let series =
        Recurrence::parse(text, cx.now, zone, USUAL_TIME).map_err(|error| words::bad_time(&error))?;
    if series.end() == End::Never { Ok(series) } else { Err(words::endless_only()) }
}

fn rezoned(series: &Recurrence, zone: &Zone) -> Result<Recurrence, Refusal> {
    Recurrence::new(series.rule(), series.first(), zone.clone()).map_err(|error| words::bad_time(&error))
}

/// The members named in a text, in order, each once: mentions, or Discord's ids.
fn members(text: &str) -> Result<Vec<i64>, Refusal> {
    let mut found = Vec::new();
    let parts = text.replace(">", "> ").replace("<", " <");
    for word in parts.split([' ', ',', ';', '\n', '\t']).filter(|word| !word.is_empty()) {
        let digits = word.trim_start_matches("<@").trim_start_matches('!').trim_end_matches('>');
        match digits.parse::<i64>() {
            Ok(id) if id > 0 && !found.contains(&id) => found.push(id),
            Ok(id) if id > 0 => {}
            _ if matches!(word, "and" | "&" | "then") => {}
            _ => return Err(words::bad_members(word)),
        }
    }
    if found.len() > MOST_MEMBERS { Err(words::too_many_members()) } else { Ok(found) }
}

/// What the draft changes about an existing rotation. Who is on stays on.
fn changed_plan(cx: &Context, draft: &Draft, loaded: &Loaded) -> Result<Additions, Refusal> {
    let (plan, rhythm) = (loaded.plan(), draft.rhythm(cx)?);
    let refuse = |error| words::edit_error(error, 0);
    let Some(epoch) = plan.epoch_at(cx.now) else { return Ok(Additions::default()) };
    let mut made = Additions::default();
    if epoch.rhythm != rhythm || epoch.seats != draft.seats {
        made =
            rearrange(plan, Edit::Set { rhythm, seats: draft.seats }, Effect::Now, cx.now).map_err(refuse)?;
    }
    if epoch.members != draft.members {
        let current = epoch.turn_of(cx.now);
        let first_index = draft.members.iter().position(|member| Some(*member) == current).unwrap_or(0);
        let edit = Edit::Replace { members: draft.members.clone(), first_index };
        let more = rearrange(&made.added_to(plan), edit, Effect::Now, cx.now).map_err(refuse)?;
        made.epochs.extend(more.epochs);
        made.overrides.extend(more.overrides);
    }
    Ok(made)
}

/// A button or select of the preview: a member is added or left out.
pub async fn draft(cx: &Context, args: RotationDraft) -> Answer {
    let mut tx = cx.begin().await?;
    let mut draft = kept(cx, &mut tx, args.draft).await?;
    if let Some(user) = args.add.filter(|user| !draft.members.contains(&user.0)) {
        if draft.members.len() >= MOST_MEMBERS {
            return Err(words::too_many_members().into());
        }
        draft.members.push(user.0);
    }
    let place = args.drop.and_then(|place| usize::try_from(place - 1).ok());
    if let Some(place) = place.filter(|place| *place < draft.members.len()) {
        draft.members.remove(place);
    }
    store::update_draft(&mut tx, cx.guild.id, args.draft, draft.clone());
    let existing = existing_of(cx, &mut tx, &draft).await?;
    let message = preview(cx, args.draft, &draft, existing.as_ref())?;
    cx.commit(tx, Reply::Update(message)).await
}

async fn kept(cx: &Context, tx: &mut Tx, id: i64) -> Result<Draft, Error> {
    let found = store::find_draft(tx, cx.guild.id, id, cx.caller.user_id).await?;
    Ok(found.ok_or_else(words::draft_gone)?)
}

async fn existing_of(cx: &Context, tx: &mut Tx, draft: &Draft) -> Result<Option<Loaded>, Error> {
    let Some((id, version)) = draft.rotation else { return Ok(None) };
    let loaded = super::open::begin_with(tx, cx.guild.id, id).await?;
    if loaded.row.version != version {
        return Err(words::stale().into());
    }
    Ok(Some(loaded))
}

/// The button Change: the form, filled with the draft.
pub async fn redo(cx: &Context, args: RotationRedo) -> Answer {
    let mut db = &cx.db;
    let found: Option<Draft> = store::find_draft(&mut db, cx.guild.id, args.draft, cx.caller.user_id).await?;
    let draft = found.ok_or_else(words::draft_gone)?;
    let mentions: Vec<String> = draft.members.iter().map(|member| format!("<@{member}>")).collect();
    drawn(|input| match input {
        "name" => Some(draft.name.clone()),
        "members" => Some(mentions.join(" ")),
        "handoff" => Some(draft.handoff_text.clone()),
        "zone" => Some(draft.handoff.zone().name().to_owned()),
        "deadline" => Some(draft.deadline_text.clone()),
        _ => None,
    })
}

/// Saves what was previewed.
pub async fn save(cx: &Context, args: RotationSave) -> Answer {
    let mut tx = cx.begin().await?;
    let draft = kept(cx, &mut tx, args.draft).await?;
    if draft.members.is_empty() {
        return Err(words::no_members().into());
    }
    store::remove_draft(&mut tx, cx.guild.id, args.draft).await?;
    let existing = existing_of(cx, &mut tx, &draft).await?;
    let is_new = existing.is_none();
    let loaded = match existing {
        Some(loaded) => save_change(cx, &mut tx, &draft, &loaded).await?,
        None => save_new(cx, &mut tx, &draft).await?,
    };
    let message = words::saved(&loaded.row, loaded.plan(), cx.now, is_new);
    let reply = if matches!(cx.source, Source::Component { .. }) {
        Reply::Update(message)
    } else {
        Reply::new(message)
    };
    cx.commit(tx, reply).await
}

async fn save_new(cx: &Context, tx: &mut Tx, draft: &Draft) -> Result<Loaded, Error> {
    let taken = |error: crate::db::Error| match error.is_unique_violation() {
        true => Error::from(words::name_taken(&draft.name)),
        false => Error::from(error),
    };
    let id = next_number(tx, cx.guild.id, "rotation").await?;
    store::insert(tx, cx.guild.id, id, &draft.row(), cx.now).await.map_err(taken)?;
    let by = by(cx, id);
    let epochs = draft.plan(cx)?.epochs().to_vec();
    let (epochs, _) = store::add(tx, by, &Additions { epochs, overrides: Vec::new() }).await?;
    let parts = Parts { epochs, is_setup: true, ..Parts::default() };
    record(tx, by, Some(cx.interaction_id), "set up the rotation", &parts)?;
    store::remember_name(tx, cx.guild.id, cx.caller.user_id, &cx.caller.name, cx.now);
    let row = store::find(tx, cx.guild.id, id).await?.ok_or_else(words::no_rotation)?;
    let mut loaded = load(tx, cx.guild.id, row).await?;
    super::timers::announce_shift(tx, by, &cx.guild, &mut loaded, None, Vec::new()).await?;
    follow(tx, by, &cx.guild, &loaded).await?;
    Ok(loaded)
}

async fn save_change(cx: &Context, tx: &mut Tx, draft: &Draft, before: &Loaded) -> Result<Loaded, Error> {
    let id = before.row.id;
    store::update(tx, cx.guild.id, id, &draft.row()).await?;
    let additions = changed_plan(cx, draft, before)?;
    let (epochs, overrides) = store::add(tx, by(cx, id), &additions).await?;
    let parts = Parts { epochs, overrides, ..Parts::default() };
    let row = store::find(tx, cx.guild.id, id).await?.ok_or_else(words::no_rotation)?;
    let before = Loaded { row, rows: before.rows.clone() };
    Ok(changed(tx, cx, &before, "changed the rotation", &parts).await?.0)
}
