//! Which dates cover is wanted for: a form that proposes them and says where it will be asked.

use super::{
    effects::channel,
    open::{Loaded, look, reading},
};
use crate::{
    base::civil::Zone,
    contract::{Answer, Context, Line, Reply, args::RotationCover, open_form},
    rotation::{
        rules::{Span, held_by},
        words,
    },
};
use chrono::{DateTime, Utc};

/// The form: from and until as typed, or those of the caller's part of the shift that a card is about, else of their next
/// time on duty.
pub(super) async fn ask_dates(cx: &Context, args: &RotationCover) -> Answer {
    let loaded = look(cx, args.rotation.as_ref()).await?;
    let channel_id = channel(&cx.guild, &loaded.row).ok_or_else(words::no_channel)?;
    let (zone, proposed) = (loaded.zone(cx), proposed(cx, &loaded, args));
    let span = proposed.ok_or_else(|| words::not_on_then(cx.caller.user_id))?;
    let line = Line::new("rotation cover").with("rotation", format!("#{}", loaded.row.id));
    let mut form = open_form(line, |input| match input {
        "from" if span.from <= cx.now => Some("now".to_owned()),
        "from" => Some(typed(span.from, &zone)),
        "until" => Some(typed(span.until, &zone)),
        _ => None,
    })?;
    if let Some(name) = channel_name(cx, channel_id).await {
        form.title = words::cover_title(&name);
    }
    for input in &mut form.inputs {
        input.label = words::label_in_zone(&input.label, &zone);
    }
    Ok(Reply::Form(form))
}

/// What the form is filled with.
fn proposed(cx: &Context, loaded: &Loaded, args: &RotationCover) -> Option<Span> {
    let (plan, user_id, zone) = (loaded.plan(), cx.caller.user_id, loaded.zone(cx));
    let shown = args.from.as_ref().and_then(|text| reading(cx, &zone, text).ok()).map(|read| read.at);
    let on_card = shown.and_then(|from| held_by(plan, user_id, Some(from.max(cx.now)), cx.now));
    on_card.or_else(|| held_by(plan, user_id, None, cx.now))
}

/// A time as a person would type it.
fn typed(at: DateTime<Utc>, zone: &Zone) -> String {
    zone.local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// What people call a channel, where Discord tells.
pub(super) async fn channel_name(cx: &Context, channel_id: i64) -> Option<String> {
    let facts = cx.directory.facts(cx.guild.id).await.ok()?;
    facts.channels.into_iter().find(|channel| channel.id == channel_id).map(|channel| channel.name)
}
