//! `/area`: who owns which part of the product.

use super::{
    greeting::redraw_greeting,
    people::can_do_the_work,
    record::{Row, begin, past, record, taken_back},
};
use crate::{
    contract::{
        Answer, Context, Line, Reply, Source,
        args::{AreaAdd, AreaArchive, AreaEdit, AreaRestore, AreaUndo},
        open_form,
    },
    db::{Tx, next_number},
    error::{Error, Fault, Refusal},
    room::{Actor, fresh},
    workspace::{
        Area, rules,
        store::{self, AreaFields},
        words,
    },
};

const SUBJECT: &str = "area";

/// `/area add`: a new area; the caller owns it when no owner is given.
pub async fn area_add(cx: &Context, args: AreaAdd) -> Answer {
    let owner_user_id = args.owner.map_or(cx.caller.user_id, |owner| owner.0);
    let fields = AreaFields {
        name: read_name(&args.name)?,
        owner_user_id,
        backup_user_id: args.backup.map(|backup| backup.0).filter(|backup| *backup != owner_user_id),
        keywords: read_keywords(cx, args.keywords.as_deref().unwrap_or_default())?,
        is_archived: false,
    };
    let in_charge: Vec<i64> = [Some(owner_user_id), fields.backup_user_id].into_iter().flatten().collect();
    can_do_the_work(cx, &in_charge).await?;
    let mut tx = begin(cx).await?;
    let areas = store::areas_in(&mut tx, cx.guild.id).await?;
    fits(cx, &fields, &areas, None)?;
    let id = next_number(&mut tx, cx.guild.id, SUBJECT).await?;
    store::insert_area(&mut tx, cx.guild.id, id, &fields, cx.now).await?;
    let event = record(&mut tx, cx, Row(SUBJECT, id), "added", None, Some(&fields))?;
    if areas.is_empty() {
        redraw_greeting(&mut tx, &*cx.neighbours, &Actor::from(cx)).await?;
    }
    let area = read(&mut tx, cx, id).await?;
    cx.commit(tx, Reply::new(words::area_added(&area, event))).await
}

/// `/area edit`: changes what is given; with nothing given, opens the form.
pub async fn area_edit(cx: &Context, args: AreaEdit) -> Answer {
    let is_empty =
        args.name.is_none() && args.owner.is_none() && args.backup.is_none() && args.keywords.is_none();
    if is_empty && !matches!(cx.source, Source::Form { .. }) {
        return edit_form(cx, &args.area.0).await;
    }
    let in_charge: Vec<i64> = [args.owner, args.backup].into_iter().flatten().map(|user| user.0).collect();
    can_do_the_work(cx, &in_charge).await?;
    let mut tx = begin(cx).await?;
    let areas = store::areas_in(&mut tx, cx.guild.id).await?;
    let area = rules::pick_area(&areas, &args.area.0)?;
    let as_it_is = async { Ok(cx.in_place(words::area_changed_since(area))) };
    let mut tx = fresh(cx, tx, area.version, || words::area_form_is_old(area), as_it_is).await?;
    let mut fields = AreaFields::of(area);
    if let Some(name) = &args.name {
        fields.name = read_name(name)?;
    }
    if let Some(owner) = args.owner {
        fields.owner_user_id = owner.0;
    }
    if let Some(backup) = args.backup {
        fields.backup_user_id = Some(backup.0);
    }
    fields.backup_user_id = fields.backup_user_id.filter(|backup| *backup != fields.owner_user_id);
    if let Some(keywords) = &args.keywords {
        fields.keywords = read_keywords(cx, keywords)?;
    }
    fits(cx, &fields, &areas, Some(area.id))?;
    let event = update(&mut tx, cx, area, &fields, "changed").await?;
    let area = read(&mut tx, cx, area.id).await?;
    cx.commit(tx, cx.in_place(words::area_changed(&area, event))).await
}

async fn edit_form(cx: &Context, typed: &str) -> Answer {
    let areas = store::areas(&cx.db, cx.guild.id).await?;
    let area = rules::pick_area(&areas, typed)?;
    let line = Line::new("area edit").with("area", format!("#{}", area.id)).version(area.version);
    let value = |input: &str| match input {
        "name" => Some(area.name.clone()),
        "keywords" => Some(area.keywords.join(", ")),
        _ => None,
    };
    Ok(Reply::Form(open_form(line, value)?))
}

/// `/area archive`: nothing new is routed to it.
pub async fn area_archive(cx: &Context, args: AreaArchive) -> Answer {
    put_away(cx, &args.area.0, true).await
}

/// `/area restore`: routed to again.
pub async fn area_restore(cx: &Context, args: AreaRestore) -> Answer {
    put_away(cx, &args.area.0, false).await
}

async fn put_away(cx: &Context, typed: &str, is_archived: bool) -> Answer {
    let mut tx = begin(cx).await?;
    let areas = store::areas_in(&mut tx, cx.guild.id).await?;
    let area = rules::pick_area(&areas, typed)?;
    let fields = AreaFields { is_archived, ..AreaFields::of(area) };
    let verb = if is_archived { "archived" } else { "restored" };
    let event = update(&mut tx, cx, area, &fields, verb).await?;
    cx.commit(tx, cx.in_place(words::area_put_away(area, is_archived, event))).await
}

/// The button under a change: the area as it was before.
pub async fn area_undo(cx: &Context, args: AreaUndo) -> Answer {
    let row = Row(SUBJECT, args.area);
    let past = past(cx, row, args.event).await?;
    let mut tx = begin(cx).await?;
    let areas = store::areas_in(&mut tx, cx.guild.id).await?;
    let now = areas.iter().find(|area| area.id == args.area).map(AreaFields::of);
    let back = taken_back(now.as_ref(), &past)?;
    if let Some(back) = &back {
        fits(cx, back, &areas, Some(args.area))?;
    }
    write(&mut tx, cx, args.area, now.as_ref(), back.as_ref()).await?;
    if now.is_some() != back.is_some() {
        redraw_greeting(&mut tx, &*cx.neighbours, &Actor::from(cx)).await?;
    }
    let event = record(&mut tx, cx, row, "undone", now.as_ref(), back.as_ref())?;
    let name = back.or(now).map(|fields| fields.name).unwrap_or_default();
    cx.commit(tx, cx.in_place(words::area_taken_back(args.area, &name, event))).await
}

/// Brings a row from one state to another: adds it, changes it, or removes it while nothing belongs to it.
async fn write(
    tx: &mut Tx,
    cx: &Context,
    id: i64,
    now: Option<&AreaFields>,
    back: Option<&AreaFields>,
) -> Result<(), Error> {
    match (now, back) {
        (Some(_), Some(back)) => store::update_area(tx, cx.guild.id, id, back).await?,
        (None, Some(back)) => store::insert_area(tx, cx.guild.id, id, back, cx.now).await?,
        (Some(now), None) => match store::delete_area(tx, cx.guild.id, id).await {
            Err(error) if error.is_foreign_key_violation() => {
                return Err(words::area_in_use(&now.name).into());
            }
            other => other?,
        },
        (None, None) => {}
    }
    Ok(())
}

pub(super) async fn update(
    tx: &mut Tx,
    cx: &Context,
    area: &Area,
    fields: &AreaFields,
    verb: &str,
) -> Result<Option<i64>, Error> {
    let event = record(tx, cx, Row(SUBJECT, area.id), verb, Some(&AreaFields::of(area)), Some(fields))?;
    if event.is_some() {
        store::update_area(tx, cx.guild.id, area.id, fields).await?;
    }
    Ok(event)
}

pub(super) async fn read(tx: &mut Tx, cx: &Context, id: i64) -> Result<Area, Error> {
    let areas = store::areas_in(tx, cx.guild.id).await?;
    let area = areas.into_iter().find(|area| area.id == id);
    Ok(area.ok_or_else(|| Fault::Broken(format!("area {id} is not there after it was written")))?)
}

/// Refuses a name or a keyword that another area has.
pub(super) fn fits(
    cx: &Context,
    fields: &AreaFields,
    areas: &[Area],
    own_id: Option<i64>,
) -> Result<(), Refusal> {
    let key = rules::name_key(&fields.name);
    let others = || areas.iter().filter(|area| Some(area.id) != own_id);
    if let Some(other) = others().find(|area| rules::name_key(&area.name) == key) {
        return Err(words::area_name_taken(other));
    }
    match rules::claimed(&fields.keywords, areas, own_id, cx.guild.language) {
        Some((keyword, other)) => Err(words::keyword_taken(keyword, other)),
        None => Ok(()),
    }
}

fn read_name(typed: &str) -> Result<String, Refusal> {
    rules::name(typed).ok_or_else(|| words::no_name("area"))
}

pub(super) fn read_keywords(cx: &Context, typed: &str) -> Result<Vec<String>, Refusal> {
    rules::keywords(typed, cx.guild.language).map_err(|error| words::not_read(&error.sentence()))
}
