//! Which release or item is meant, and holding it.

use crate::{
    contract::{Answer, Context, Name},
    db::Tx,
    error::{Error, Refusal},
    release::{Item, ItemState, Release, State, rules, store, words},
    room::fresh,
};

/// The release that is called so, or has that number; those that are to come go first.
pub async fn find(cx: &Context, name: &Name) -> Result<Release, Error> {
    let typed = name.0.trim();
    let wanted = typed.to_lowercase();
    let to_come = store::to_come(&mut &cx.db, cx.guild.id).await?;
    if let Some(found) = to_come.into_iter().find(|release| release.facts.name.to_lowercase() == wanted) {
        return Ok(found);
    }
    let id = typed.trim_start_matches('#').parse::<i64>().ok();
    let by_number = match id {
        Some(id) => store::find(&mut &cx.db, cx.guild.id, id).await?,
        None => None,
    };
    let found = match by_number.filter(|release| release.facts.state != State::Withdrawn) {
        Some(found) => Some(found),
        None => store::named(&mut &cx.db, cx.guild.id, typed).await?,
    };
    Ok(found.ok_or_else(|| words::unknown(typed))?)
}

/// The release that is meant; the next one when none is named.
pub async fn find_or_next(cx: &Context, name: Option<&Name>) -> Result<Release, Error> {
    match name {
        Some(name) => find(cx, name).await,
        None => {
            let to_come = store::to_come(&mut &cx.db, cx.guild.id).await?;
            Ok(to_come.into_iter().next().ok_or_else(words::none_planned)?)
        }
    }
}

/// The release that is meant; the last one that has shipped when none is named.
pub async fn find_or_last(cx: &Context, name: Option<&Name>) -> Result<Release, Error> {
    match name {
        Some(name) => find(cx, name).await,
        None => {
            let shipped = store::shipped(&mut &cx.db, cx.guild.id).await?;
            Ok(shipped.into_iter().next().ok_or_else(words::none_shipped)?)
        }
    }
}

/// The release, held in a transaction, if it is as the caller saw it and theirs to change.
pub async fn begin(cx: &Context, name: &Name) -> Result<(Tx, Release), Error> {
    let id = find(cx, name).await?.id;
    let mut tx = cx.begin().await?;
    let release = store::lock(&mut tx, cx.guild.id, id).await?.ok_or_else(|| words::unknown(&name.0))?;
    let refusal = || words::form_is_old(&release);
    let tx = fresh(cx, tx, release.version, refusal, as_it_is(cx, &release)).await?;
    match rules::may_manage(cx, &release) {
        true => Ok((tx, release)),
        false => Err(words::not_yours(&release).into()),
    }
}

/// Like [`begin`], for what only a release that is to come can do.
pub async fn begin_to_come(cx: &Context, name: &Name) -> Result<(Tx, Release), Error> {
    let (tx, release) = begin(cx, name).await?;
    if release.facts.state.is_to_come() { Ok((tx, release)) } else { Err(words::is_over(&release).into()) }
}

/// Says that the button is old, and shows the release as it is.
async fn as_it_is(cx: &Context, release: &Release) -> Answer {
    let items = store::items_in(&mut &cx.db, cx.guild.id, Some(release.id)).await?;
    let seen = words::Seen::of(cx);
    Ok(cx.in_place(words::changed_since(&seen, release, &items)))
}

/// The item as it is, outside a transaction.
pub async fn find_item(cx: &Context, id: i64) -> Result<Item, Error> {
    Ok(store::find_item(&mut &cx.db, cx.guild.id, id).await?.ok_or_else(|| words::unknown_item(id))?)
}

/// The item and the release that it is in, held in a transaction, if the item is as the caller saw it.
pub async fn begin_item(cx: &Context, id: i64) -> Result<(Tx, Item, Option<Release>), Error> {
    let mut tx = cx.begin().await?;
    let item = store::lock_item(&mut tx, cx.guild.id, id).await?.ok_or_else(|| words::unknown_item(id))?;
    let release = match item.facts.release_id {
        Some(release_id) => store::find(&mut tx, cx.guild.id, release_id).await?,
        None => None,
    };
    let refusal = || words::item_form_is_old(id);
    let tx = fresh(cx, tx, item.version, refusal, item_as_it_is(cx, &item, release.as_ref())).await?;
    Ok((tx, item, release))
}

/// Like [`begin_item`], for what only an item that is part of the plan can do.
pub async fn begin_open_item(cx: &Context, id: i64) -> Result<(Tx, Item, Option<Release>), Error> {
    let (tx, item, release) = begin_item(cx, id).await?;
    match item.facts.state {
        ItemState::Open => Ok((tx, item, release)),
        ItemState::Withdrawn => Err(words::is_withdrawn(&item).into()),
    }
}

/// Says that the button is old, and shows the item as it is, to whoever may see it.
async fn item_as_it_is(cx: &Context, item: &Item, release: Option<&Release>) -> Answer {
    readable(cx, item, release)?;
    let seen = words::Seen::of(cx);
    Ok(cx.in_place(words::item_changed_since(&seen, item, release)))
}

/// Refused where the caller may not read the item: it is not theirs, and reading what others do takes a level.
pub fn readable(cx: &Context, item: &Item, release: Option<&Release>) -> Result<(), Refusal> {
    let may = cx.level.reads_names() || rules::may_report(cx, item, release);
    if may { Ok(()) } else { Err(words::not_your_item(item.id)) }
}
