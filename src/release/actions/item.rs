//! Adding, changing and following items.

use super::{
    apply::{draw_around, save_item},
    open::{begin_open_item, find_item, find_or_next, readable},
};
use crate::{
    base::text::{clean, one_line, typed_address},
    contract::{
        Answer, Context, Line, Noun, Reply, RequestNumber,
        args::{ReleaseAdd, ReleaseFollow, ReleaseRevise, ReleaseReviseKind},
        open_form,
    },
    db::{At, Tx, next_number},
    error::{Error, Refusal},
    release::{Health, ITEM, Item, ItemFacts, ItemKind, ItemState, rules::verb, store, words},
    room::{self, Actor, Change, Deed, Thing, fields, is_known, link},
    workspace,
};

/// How an item has to do with the requests that it answers.
pub const ANSWERS: &str = "answers";

/// Adds an item to a release. Without text the form opens.
pub async fn add(cx: &Context, args: ReleaseAdd) -> Answer {
    if args.text.is_none() && cx.can_open_form() {
        return add_form(&args);
    }
    let text = text(args.text.as_deref())?;
    let release = find_or_next(cx, args.release.as_ref()).await?;
    let owner_user_id = owner(cx, args.owner.as_deref()).await?.unwrap_or(Some(cx.caller.user_id));
    let kind = args.kind.map_or(ItemKind::Feature, |kind| kind_of(kind.word()));
    let (ticket, design) =
        (address(args.ticket.as_deref(), "ticket")?, address(args.design.as_deref(), "design")?);
    is_request(cx, args.request).await?;
    let mut tx = cx.begin().await?;
    let release = store::lock(&mut tx, cx.guild.id, release.id).await?.ok_or_else(words::none_planned)?;
    if !release.facts.state.is_to_come() {
        return Err(words::is_over(&release).into());
    }
    let facts = ItemFacts {
        text,
        release_id: Some(release.id),
        owner_user_id,
        kind,
        health: Health::OnTrack,
        note: None,
        reported_at: None,
        reported_by_user_id: None,
        ticket: ticket.flatten(),
        design: design.flatten(),
        is_public: args.public.unwrap_or(false),
        state: ItemState::Open,
    };
    let item = Item {
        id: next_number(&mut tx, cx.guild.id, ITEM).await?,
        facts,
        asked_at: None,
        is_waiting: false,
        created_by_user_id: cx.caller.user_id,
        created_at: At::from(cx.now),
        version: 1,
    };
    store::insert_item(&mut tx, cx.guild.id, &item);
    let by = &Actor::from(cx);
    room::record(
        &mut tx,
        by,
        ITEM,
        item.id,
        verb::ADDED,
        Change { before: None, after: Some(fields(&item.facts)?) },
    );
    link_request(&mut tx, by, item.id, args.request).await?;
    draw_around(&mut tx, &cx.guild, cx.now, [Some(release.id)]).await?;
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::added(&seen, &item, &release));
    cx.commit(tx, reply).await
}

fn add_form(args: &ReleaseAdd) -> Answer {
    let mut line = Line::new("release add");
    if let Some(request) = args.request {
        line = line.with("request", request.0);
    }
    if let Some(is_public) = args.public {
        line = line.with("public", if is_public { "yes" } else { "no" });
    }
    Ok(Reply::Form(open_form(line, |name| match name {
        "release" => args.release.as_ref().map(|release| release.0.clone()),
        "owner" => args.owner.clone(),
        "kind" => args.kind.map(|kind| kind.word().to_owned()),
        "ticket" => args.ticket.clone(),
        _ => None,
    })?))
}

/// Changes what is given and leaves the rest; with nothing given, the form opens. `-` takes something away.
pub async fn revise(cx: &Context, args: ReleaseRevise) -> Answer {
    let texts = [&args.text, &args.owner, &args.ticket, &args.design];
    let is_bare = texts.iter().all(|text| text.is_none()) && args.kind.is_none() && args.request.is_none();
    if is_bare && args.public.is_none() {
        return revise_form(cx, args.item.0).await;
    }
    let owner = owner(cx, args.owner.as_deref()).await?;
    is_request(cx, args.request).await?;
    let (mut tx, before, release) = begin_open_item(cx, args.item.0).await?;
    let mut facts = before.facts.clone();
    if let Some(typed) = &args.text {
        facts.text = text(Some(typed))?;
    }
    facts.owner_user_id = owner.unwrap_or(facts.owner_user_id);
    facts.kind = args.kind.map_or(facts.kind, |kind: ReleaseReviseKind| kind_of(kind.word()));
    facts.ticket = address(args.ticket.as_deref(), "ticket")?.unwrap_or(facts.ticket);
    facts.design = address(args.design.as_deref(), "design")?.unwrap_or(facts.design);
    facts.is_public = args.public.unwrap_or(facts.is_public);
    let by = &Actor::from(cx);
    let is_linked = link_request(&mut tx, by, before.id, args.request).await?;
    let after = if is_linked && facts == before.facts {
        before
    } else {
        save_item(&mut tx, by, &cx.guild, (&before, facts), (Deed::of(verb::EDITED), None)).await?
    };
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::item_edited(&seen, &after, release.as_ref()));
    cx.commit(tx, reply).await
}

async fn revise_form(cx: &Context, id: i64) -> Answer {
    let item = find_item(cx, id).await?;
    let line = Line::new("release revise").with("item", id).version(item.version);
    let facts = &item.facts;
    Ok(Reply::Form(open_form(line, |name| match name {
        "text" => Some(facts.text.clone()),
        "owner" => facts.owner_user_id.map(|user_id| format!("<@{user_id}>")),
        "kind" => Some(facts.kind.word().to_owned()),
        "ticket" => facts.ticket.clone(),
        "design" => facts.design.clone(),
        _ => None,
    })?))
}

/// The caller is told from now on, or no longer, when the item is postponed or withdrawn.
pub async fn follow(cx: &Context, args: ReleaseFollow) -> Answer {
    let item = find_item(cx, args.item.0).await?;
    readable(cx, &item, None)?;
    let stops = args.stop.unwrap_or(false);
    let mut tx = cx.begin().await?;
    let (guild_id, user_id) = (cx.guild.id, cx.caller.user_id);
    match stops {
        true => store::unfollow(&mut tx, guild_id, item.id, user_id).await?,
        false => store::follow(&mut tx, guild_id, item.id, user_id, At::from(cx.now)).await?,
    };
    cx.commit(tx, Reply::private(words::followed(&item, cx.sight(), stops))).await
}

fn text(typed: Option<&str>) -> Result<String, Refusal> {
    let text = one_line(&clean(typed.unwrap_or_default())).trim().to_owned();
    if text.is_empty() { Err(words::no_text()) } else { Ok(text) }
}

/// Whose it is; the inner `None` names nobody.
async fn owner(cx: &Context, typed: Option<&str>) -> Result<Option<Option<i64>>, Refusal> {
    match typed {
        None => Ok(None),
        Some(typed) => match workspace::who(cx, typed, "owner").await? {
            workspace::Who::Role(_) => Err(words::owner_is_a_person()),
            who => Ok(Some(who.person())),
        },
    }
}

fn kind_of(word: &str) -> ItemKind {
    ItemKind::from_word(word).unwrap_or(ItemKind::Feature)
}

/// A web address; the inner `None` takes it away.
fn address(typed: Option<&str>, option: &str) -> Result<Option<Option<String>>, Refusal> {
    typed_address(typed, || words::bad_address(option))
}

/// Refused when there is no such request.
async fn is_request(cx: &Context, request: Option<RequestNumber>) -> Result<(), Error> {
    let Some(RequestNumber(id)) = request else { return Ok(()) };
    let is_known = is_known(cx, Thing { noun: Noun::REQUEST, id }).await?;
    if is_known { Ok(()) } else { Err(words::unknown_request(id).into()) }
}

/// Links the item with the request that it answers, if one was named. Whether that is new.
async fn link_request(
    tx: &mut Tx,
    by: &Actor,
    item_id: i64,
    request: Option<RequestNumber>,
) -> Result<bool, Error> {
    let Some(RequestNumber(id)) = request else { return Ok(false) };
    let from = Thing { noun: Noun::RELEASE_ITEM, id: item_id };
    link(tx, by, from, ANSWERS, Thing { noun: Noun::REQUEST, id }).await
}
