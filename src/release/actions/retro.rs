//! What people say after a release, and what becomes of it.

use super::open::{find, find_or_last};
use crate::{
    base::text::clean,
    contract::{
        Answer, Context, Line, Reply,
        args::{ReleaseImprove, ReleaseLearned, ReleaseLearnedHere, ReleaseRetro},
        open_form,
    },
    db::{Day, next_number},
    error::Error,
    release::{RETRO, Retro, store, words},
};

/// `/release retro`: what went well, what did not, what to change. Without any of it the form opens.
pub async fn retro(cx: &Context, args: ReleaseRetro) -> Answer {
    let release = find_or_last(cx, args.release.as_ref()).await?;
    let typed = [&args.well, &args.badly, &args.change];
    if typed.iter().all(|text| text.is_none()) && cx.can_open_form() {
        let line = Line::new("release retro").with("release", format!("#{}", release.id));
        let line = args
            .anonymous
            .into_iter()
            .fold(line, |line, is_anonymous| line.with("anonymous", if is_anonymous { "yes" } else { "no" }));
        return Ok(Reply::Form(open_form(line, |_| None)?));
    }
    let is_anonymous = args.anonymous.unwrap_or(false);
    let [went_well, went_badly, to_change] = typed.map(|text| said(text.as_deref()));
    if went_well.is_none() && went_badly.is_none() && to_change.is_none() {
        return Err(words::nothing_said().into());
    }
    let mut tx = cx.begin().await?;
    let retro = Retro {
        id: next_number(&mut tx, cx.guild.id, RETRO).await?,
        user_id: (!is_anonymous).then_some(cx.caller.user_id),
        went_well,
        went_badly,
        to_change,
    };
    // No event: of what is said anonymously, nothing may tell who said it.
    store::insert_retro(&mut tx, cx.guild.id, release.id, (&retro, Day(cx.guild.zone.date(cx.now))));
    cx.commit(tx, Reply::private(words::retro_kept(&release, cx.sight(), is_anonymous))).await
}

fn said(typed: Option<&str>) -> Option<String> {
    typed.map(|text| clean(text).trim().to_owned()).filter(|text| !text.is_empty())
}

/// What was said about a release, in one summary.
pub async fn learned(cx: &Context, args: ReleaseLearned) -> Answer {
    let release = find_or_last(cx, args.release.as_ref()).await?;
    let all = store::retros_of(&mut &cx.db, cx.guild.id, release.id).await?;
    Ok(cx.in_place(words::learned(cx.sight(), &release, (&all, true))))
}

/// The same for everybody in the channel.
pub async fn learned_here(cx: &Context, args: ReleaseLearnedHere) -> Answer {
    let release = find(cx, &args.release).await?;
    let all = store::retros_of(&mut &cx.db, cx.guild.id, release.id).await?;
    Ok(Reply::public(words::learned(cx.sight(), &release, (&all, false))))
}

/// Opens the form of an action with what somebody wants to change.
pub async fn improve(cx: &Context, args: ReleaseImprove) -> Answer {
    let found = store::find_retro(&mut &cx.db, cx.guild.id, args.entry).await?;
    let change = found.and_then(|retro| retro.to_change).ok_or_else(words::nothing_to_improve)?;
    let text = words::as_action(cx.sight(), &change);
    let form = open_form(Line::new("action add"), |name| (name == "what").then(|| text.clone()));
    Ok::<Reply, Error>(Reply::Form(form?))
}
