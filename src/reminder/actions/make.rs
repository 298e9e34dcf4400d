//! `/remind me`, `/remind channel`, `/remind checklist`.

use super::{
    effects::{arm, facts, record},
    place,
    reading::{self, Audience, Reading},
};
use crate::{
    base::civil::Zone,
    contract::{
        Answer, Context, Line, Reply,
        args::{RemindChannel, RemindChecklist, RemindMe},
        open_form,
    },
    db::{At, Json, next_number},
    error::Error,
    reminder::{
        Kind, Reminder, SUBJECT, State,
        rules::{self, verb},
        store, words,
    },
    room::Actor,
};

/// A reminder for oneself. Without text or time the form opens.
pub async fn me(cx: &Context, args: RemindMe) -> Answer {
    let RemindMe { text, when, zone } = args;
    if is_bare(cx, &[&text, &when]) {
        let line = with_zone(Line::new("remind me"), zone.as_ref());
        return Ok(Reply::Form(open_form(line, |name| match name {
            "text" => text.clone(),
            _ => when.clone(),
        })?));
    }
    let new = New {
        kind: Kind::Me,
        text: reading::text(text.as_deref())?,
        items: Vec::new(),
        audience: Audience::default(),
        channel_id: None,
    };
    make(cx, new, when, zone).await
}

/// A reminder in a channel.
pub async fn channel(cx: &Context, args: RemindChannel) -> Answer {
    let RemindChannel { text, when, channel, people, zone } = args;
    if is_bare(cx, &[&text, &when]) {
        let line = with_zone(Line::new("remind channel"), zone.as_ref());
        let line = channel.into_iter().fold(line, |line, channel| line.with("channel", channel.0));
        return Ok(Reply::Form(open_form(line, |name| match name {
            "text" => text.clone(),
            "people" => people.clone(),
            _ => when.clone(),
        })?));
    }
    let new = New {
        kind: Kind::Channel,
        text: reading::text(text.as_deref())?,
        items: Vec::new(),
        audience: reading::audience(cx, people.as_deref().unwrap_or_default()).await?,
        channel_id: Some(place::channel(cx, channel).await?),
    };
    make(cx, new, when, zone).await
}

/// A checklist in a channel.
pub async fn checklist(cx: &Context, args: RemindChecklist) -> Answer {
    let RemindChecklist { name, items, when, people, channel, zone } = args;
    if is_bare(cx, &[&name, &items, &when]) {
        let line = with_zone(Line::new("remind checklist"), zone.as_ref());
        let line = channel.into_iter().fold(line, |line, channel| line.with("channel", channel.0));
        return Ok(Reply::Form(open_form(line, |input| match input {
            "name" => name.clone(),
            "items" => items.clone(),
            "people" => people.clone(),
            _ => when.clone(),
        })?));
    }
    let new = New {
        kind: Kind::Checklist,
        text: reading::text(name.as_deref())?,
        items: reading::items(items.as_deref())?,
        audience: reading::audience(cx, people.as_deref().unwrap_or_default()).await?,
        channel_id: Some(place::channel(cx, channel).await?),
    };
    make(cx, new, when, zone).await
}

/// Whether something is missing that a form can ask for; a form does not open a form.
fn is_bare(cx: &Context, needed: &[&Option<String>]) -> bool {
    cx.can_open_form() && needed.iter().any(|value| value.is_none())
}

fn with_zone(line: Line, zone: Option<&Zone>) -> Line {
    zone.into_iter().fold(line, |line, zone| line.with("zone", zone.name()))
}

/// What a new reminder says to whom.
struct New {
    kind: Kind,
    text: String,
    items: Vec<String>,
    audience: Audience,
    channel_id: Option<i64>,
}

async fn make(cx: &Context, new: New, when: Option<String>, zone: Option<Zone>) -> Answer {
    let zone = match zone {
        Some(zone) => zone,
        None => reading::own(cx).await?.zone(&cx.guild).clone(),
    };
    let read = reading::time(cx, when.as_deref().unwrap_or_default(), &zone, None)?;
    let mut tx = cx.begin().await?;
    if store::active_count(&mut tx, cx.guild.id, cx.caller.user_id).await? >= rules::MOST_ACTIVE {
        return Err(words::too_many(rules::MOST_ACTIVE).into());
    }
    let id = next_number(&mut tx, cx.guild.id, SUBJECT).await?;
    let reminder = row(cx, id, new, &read);
    store::insert(&mut tx, cx.guild.id, &reminder).await?;
    let by = &Actor::from(cx);
    record(&mut tx, by, id, verb::MADE, None, Some(facts(&reminder)?));
    arm(&mut tx, by, &reminder).await?;
    let reply = Reply::private(words::made(
        &cx.guild,
        &reminder,
        cx.now,
        &words::Meant { others: &read.others, note: read.note.as_deref() },
    ));
    cx.commit(tx, reply).await
}

fn row(cx: &Context, id: i64, new: New, read: &Reading) -> Reminder {
    Reminder {
        id,
        kind: new.kind,
        owner_user_id: cx.caller.user_id,
        text: new.text,
        items_json: Json(new.items),
        people_json: Json(new.audience.people),
        roles_json: Some(new.audience.roles).filter(|roles| !roles.is_empty()).map(Json),
        channel_id: new.channel_id,
        origin_channel_id: cx.caller.channel_id,
        zone: read.zone.name().to_owned(),
        timetable_json: read.timetable.clone().map(Json),
        due_at: Some(At::from(read.due_at)),
        missed: 0,
        state: State::Active,
        version: 1,
        created_at: At::from(cx.now),
    }
}

/// A reminder that the caller may change, outside a transaction.
pub(super) async fn seen(cx: &Context, typed: &str, is_to_change: bool) -> Result<Reminder, Error> {
    let id = rules::number(typed).ok_or_else(|| words::unknown(typed))?;
    let found = store::find(&cx.db, cx.guild.id, id).await?;
    let found = found.filter(|reminder| rules::may_see(cx, reminder)).ok_or_else(|| words::unknown(typed))?;
    if is_to_change && !rules::may_change(cx, &found) {
        return Err(words::not_yours(&found).into());
    }
    Ok(found)
}
