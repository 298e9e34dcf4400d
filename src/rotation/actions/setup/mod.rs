//! `/rotation setup`: a preview of the next six shifts first; saved with one click.

mod draft;
mod read;

pub use draft::Draft;

use super::{
    ask_dates::channel_name,
    back::welcome_back,
    effects::{Changed, changed, follow, record},
    open::{Loaded, begin_with, by, load},
};
use crate::{
    base::text::{clean, one_line},
    contract::{
        Answer, Context, Form, Line, Message, Reply, Source,
        args::{RotationDraft, RotationRedo, RotationSave, RotationSetup},
        open_form,
    },
    db::{Tx, next_number},
    error::{Error, Refusal},
    rotation::{
        PURPOSE,
        rules::{ChangedRows, MOST_MEMBERS, Plan, carried_plan, carry, partner},
        store::{self, Row},
        words,
    },
    workspace::{self, ChannelUse},
};
use chrono::TimeDelta;
use read::Reading;

/// How long a preview is kept.
const DRAFT_DAYS: i64 = 7;

/// Previews a new rotation, or a change of the one of that name. Bare, it opens the form.
pub async fn setup(cx: &Context, mut args: RotationSetup) -> Answer {
    args.members = named_members(cx, args.members).await?;
    let existing = find_existing(cx, args.name.as_deref()).await?;
    let is_bare = (args.name.is_none() || args.handoff.is_none()) && existing.is_none();
    let opens_form = is_bare && cx.can_open_form();
    if opens_form && !has_more_than_form(&args) {
        let channel_id = cx.guild.channel(PURPOSE);
        return Ok(Reply::Form(naming_channel(cx, setup_form(&args)?, channel_id).await));
    }
    let mut draft = Reading { cx, args: &args, existing: existing.as_ref(), was: None }.draft()?;
    decide(cx, &draft, existing.as_ref().map(|loaded| &loaded.row)).await?;
    if draft.name.is_empty() && !opens_form {
        return Err(words::no_name().into());
    }
    let title = naming_channel(cx, setup_form(&args)?, channel_of(cx, &draft)).await.title;
    let mut tx = cx.begin().await?;
    store::drop_drafts_before(&mut tx, cx.guild.id, cx.now - TimeDelta::days(DRAFT_DAYS));
    if opens_form {
        // It shows what was typed and nothing else.
        draft.handoff_text = args.handoff.clone().unwrap_or_default();
    }
    let id = store::insert_draft(&mut tx, cx.guild.id, cx.caller.user_id, draft.clone(), cx.now).await?;
    let reply = match opens_form {
        true => Reply::Form(Form { title, ..redo_form(id, &draft)? }),
        false => Reply::new(preview(cx, id, &draft, existing.as_ref())?),
    };
    cx.commit(tx, reply).await
}

/// The members as typed, with mentions in place of names: in a form nobody can mention.
async fn named_members(cx: &Context, typed: Option<String>) -> Result<Option<String>, Refusal> {
    match typed {
        Some(typed) => Ok(Some(workspace::with_people(cx, &typed, "members").await?)),
        None => Ok(None),
    }
}

/// The form, with the channel in which docket would say who is on in its title.
async fn naming_channel(cx: &Context, form: Form, channel_id: Option<i64>) -> Form {
    let Some(channel_id) = channel_id else { return form };
    match channel_name(cx, channel_id).await {
        Some(name) => Form { title: words::setup_title(&name), ..form },
        None => form,
    }
}

/// Where a draft would let docket say who is on.
fn channel_of(cx: &Context, draft: &Draft) -> Option<i64> {
    draft.channel_id.or_else(|| cx.guild.channel(PURPOSE))
}

/// Whether something was typed that the form has no input for.
fn has_more_than_form(args: &RotationSetup) -> bool {
    args.seats.is_some()
        || args.channel.is_some()
        || args.role.is_some()
        || args.working_days.is_some()
        || args.starts.is_some()
}

async fn find_existing(cx: &Context, name: Option<&str>) -> Result<Option<Loaded>, Error> {
    let Some(name) = name else { return Ok(None) };
    let (mut db, wanted) = (&cx.db, one_line(&clean(name)).to_lowercase());
    let rows = store::all(&mut db, cx.guild.id).await?;
    match rows.into_iter().find(|row| row.name.to_lowercase() == wanted) {
        Some(row) => Ok(Some(load(&mut db, cx.guild.id, row).await?)),
        None => Ok(None),
    }
}

fn setup_form(args: &RotationSetup) -> Result<Form, Error> {
    open_form(Line::new("rotation setup"), |input| match input {
        "name" => args.name.clone(),
        "members" => args.members.clone(),
        "handoff" => args.handoff.clone(),
        "zone" => args.zone.as_ref().map(|zone| zone.name().to_owned()),
        "deadline" => args.deadline.clone(),
        _ => None,
    })
}

/// The form filled with a draft; it names the draft, which holds what has no input.
fn redo_form(id: i64, draft: &Draft) -> Result<Form, Error> {
    let mentions: Vec<String> = draft.members.iter().map(|member| format!("<@{member}>")).collect();
    open_form(Line::new("rotation redo").with("draft", id), |input| match input {
        "name" => Some(draft.name.clone()),
        "members" => Some(mentions.join(" ")),
        "handoff" => Some(draft.handoff_text.clone()),
        "zone" => Some(draft.handoff.zone().name().to_owned()),
        "deadline" => Some(draft.deadline_text.clone()),
        _ => None,
    })
}

fn preview(cx: &Context, id: i64, draft: &Draft, existing: Option<&Loaded>) -> Result<Message, Refusal> {
    let none = Plan::default();
    let plan = existing.map_or(&none, Loaded::plan);
    let after = draft.additions(cx, plan)?.added_to(plan);
    let carried = existing.map(|loaded| carry(plan, &after, cx.now, partner(&loaded.rows)));
    let carried = carried.unwrap_or_default();
    let after = carried_plan(&after, &carried);
    let seen = words::Seen {
        plan: Some(&after).filter(|_| !draft.members.is_empty()),
        carried: &carried,
        channel_id: channel_of(cx, draft),
        handoff_note: after.clock_note(cx.now),
        deadline_note: draft.deadline.as_ref().and_then(|series| series.clock_note(cx.now)),
    };
    Ok(words::draft_preview(id, draft, &seen, cx.now))
}

/// A button or select of the preview: a member is added or left out, or the handoffs were meant otherwise.
pub async fn draft(cx: &Context, args: RotationDraft) -> Answer {
    let mut tx = cx.begin().await?;
    let mut draft = kept(cx, &mut tx, args.draft).await?;
    if let Some(place) = args.reading.and_then(|place| usize::try_from(place - 1).ok()) {
        draft.take_other(place);
    }
    draft.typed.has_order |= args.add.is_some() || args.drop.is_some();
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
    let loaded = begin_with(tx, cx.guild.id, id).await?;
    if loaded.row.version != version {
        return Err(words::stale().into());
    }
    Ok(Some(loaded))
}

/// The button Change: the form, filled with the draft; and that form, submitted.
pub async fn redo(cx: &Context, args: RotationRedo) -> Answer {
    let RotationRedo { draft: id, name, members, handoff, zone, deadline } = args;
    if !matches!(cx.source, Source::Form { .. }) {
        let found = store::find_draft(&mut &cx.db, cx.guild.id, id, cx.caller.user_id).await?;
        let was: Draft = found.ok_or_else(words::draft_gone)?;
        return Ok(Reply::Form(naming_channel(cx, redo_form(id, &was)?, channel_of(cx, &was)).await));
    }
    let existing = find_existing(cx, name.as_deref()).await?;
    let members = named_members(cx, members).await?;
    let mut tx = cx.begin().await?;
    let was = kept(cx, &mut tx, id).await?;
    let (seats, channel, role, working_days, starts) = (None, None, None, None, None);
    let args =
        RotationSetup { name, members, handoff, zone, deadline, seats, channel, role, working_days, starts };
    let draft = Reading { cx, args: &args, existing: existing.as_ref(), was: Some(&was) }.draft()?;
    if draft.name.is_empty() {
        return Err(words::no_name().into());
    }
    store::update_draft(&mut tx, cx.guild.id, id, draft.clone());
    let message = preview(cx, id, &draft, existing.as_ref())?;
    cx.commit(tx, Reply::Update(message)).await
}

/// Saves what was previewed.
pub async fn save(cx: &Context, args: RotationSave) -> Answer {
    let decided = decide_again(cx, args.draft).await?;
    let mut tx = cx.begin().await?;
    let draft = kept(cx, &mut tx, args.draft).await?;
    if draft.name.is_empty() {
        return Err(words::no_name().into());
    }
    if draft.members.is_empty() {
        return Err(words::no_members().into());
    }
    store::remove_draft(&mut tx, cx.guild.id, args.draft).await?;
    let existing = existing_of(cx, &mut tx, &draft).await?;
    let new_role = draft.new_role(existing.as_ref().map(|loaded| &loaded.row));
    if new_role.is_some() && new_role != decided {
        return Err(words::stale().into());
    }
    let is_new = existing.is_none();
    let (loaded, event) = match existing {
        Some(loaded) => save_change(cx, &mut tx, &draft, &loaded).await?,
        None => save_new(cx, &mut tx, &draft).await?,
    };
    if let Some(role_id) = new_role {
        super::role::hand_out(&mut tx, cx, loaded.row.id, role_id).await?;
    }
    let message = words::saved(&loaded.row, loaded.plan(), cx.now, is_new, event);
    let reply = if matches!(cx.source, Source::Component { .. }) {
        Reply::Update(message)
    } else {
        Reply::new(message)
    };
    cx.commit(tx, reply).await
}

/// Decides whether the rotation may have the channel and the role that saving the draft would give it; returns that role.
/// Discord is asked, so this is no part of a transaction.
async fn decide(cx: &Context, draft: &Draft, existing: Option<&Row>) -> Result<Option<i64>, Refusal> {
    if let Some(channel_id) = draft.new_channel(existing) {
        workspace::may_use_channel(cx, channel_id, ChannelUse::Post).await?;
    }
    if draft.typed.has_order {
        workspace::can_do_the_work(cx, &draft.members).await?;
    }
    let new_role = draft.new_role(existing);
    if let Some(role_id) = new_role {
        workspace::may_hand_out(cx, role_id).await?;
    }
    Ok(new_role)
}

/// The same when the draft of that number is about to be saved.
async fn decide_again(cx: &Context, id: i64) -> Result<Option<i64>, Error> {
    let mut db = &cx.db;
    let draft: Option<Draft> = store::find_draft(&mut db, cx.guild.id, id, cx.caller.user_id).await?;
    let draft = draft.ok_or_else(words::draft_gone)?;
    let row = match draft.rotation {
        Some((id, _)) => store::find(&mut db, cx.guild.id, id).await?,
        None => None,
    };
    Ok(decide(cx, &draft, row.as_ref()).await?)
}

/// The rotation as it is now, and the event of its making.
async fn save_new(cx: &Context, tx: &mut Tx, draft: &Draft) -> Result<(Loaded, Option<i64>), Error> {
    let taken = |error: crate::db::Error| match error.is_unique_violation() {
        true => Error::from(words::name_taken(&draft.name)),
        false => Error::from(error),
    };
    let id = next_number(tx, cx.guild.id, "rotation").await?;
    store::insert(tx, cx.guild.id, id, &draft.row(), cx.now).await.map_err(taken)?;
    let by = by(cx, id);
    let (epochs, _) = store::add(tx, by, &draft.additions(cx, &Plan::default())?).await?;
    let parts = ChangedRows { epochs, is_setup: true, ..ChangedRows::default() };
    let event = record(tx, by, Some(cx.interaction_id), "set up the rotation", &parts)?;
    store::remember_name(tx, cx.guild.id, cx.caller.user_id, &cx.caller.name, cx.now);
    let row = store::find(tx, cx.guild.id, id).await?.ok_or_else(words::no_rotation)?;
    let mut loaded = load(tx, cx.guild.id, row).await?;
    super::timers::announce_shift(tx, by, &cx.guild, &mut loaded, None, Vec::new()).await?;
    follow(tx, by, &cx.guild, &loaded).await?;
    Ok((loaded, Some(event)))
}

/// The rotation as it is now, and the event of the change if it is one that can be taken back.
async fn save_change(
    cx: &Context,
    tx: &mut Tx,
    draft: &Draft,
    before: &Loaded,
) -> Result<(Loaded, Option<i64>), Error> {
    let (id, was_pending) = (before.row.id, before.plan().epoch_at(cx.now).is_none());
    store::update(tx, cx.guild.id, id, &draft.row()).await?;
    let additions = draft.additions(cx, before.plan())?;
    let mut parts = ChangedRows::default();
    // Whoever is named in an order that is typed anew takes turns, also if they left before.
    if draft.typed.has_order {
        let named = draft.members.iter().copied().collect();
        let order = additions.added_to(before.plan());
        welcome_back(tx, by(cx, id), before.plan(), &order, &named, &mut parts).await?;
    }
    let (epochs, overrides) = store::add(tx, by(cx, id), &additions).await?;
    parts.epochs.extend(epochs);
    parts.overrides.extend(overrides);
    let row = store::find(tx, cx.guild.id, id).await?.ok_or_else(words::no_rotation)?;
    let before = Loaded { row, rows: before.rows.clone() };
    let Changed { mut after, event, .. } = changed(tx, cx, &before, "changed the rotation", &parts).await?;
    if was_pending {
        // It may begin at this very instant.
        super::timers::announce_shift(tx, by(cx, id), &cx.guild, &mut after, None, Vec::new()).await?;
    }
    Ok((after, Some(event).filter(|_| !parts.is_empty())))
}
