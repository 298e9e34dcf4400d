//! Topics are raised: by command, by form, from a message, about a request or an escalation.

use super::super::{
    apply::{add_item, materialise},
    live::{Draws, live_here, look, running, series_here, touch},
    open::{AHEAD, dates, masked, may_present, pick},
};
use crate::{
    base::text::{clean, one_line, trim_with_notice, typed_address},
    contract::{
        Answer, Context, Line, Message, Noun, Reply,
        args::{AddToAgenda, AgendaAdd, AgendaCite},
        open_form,
    },
    db::{Tx, next_number},
    error::{Error, Refusal},
    meeting::{ITEM, Item, ItemFacts, ItemKind, Occurrence, Series, State, rules::Slot, store, words},
    room::{Actor, Thing, is_known, link},
    workspace,
};

/// How a topic has to do with what it is about.
pub const IS_ABOUT: &str = "is_about";
/// Characters of a topic, as its manifest says.
pub const LONGEST: usize = 200;
/// Topics of one meeting, and those for later.
const MOST_ITEMS: usize = 60;

/// A topic that is to be raised.
pub struct New {
    pub topic: String,
    pub minutes: Option<i64>,
    pub presenter_user_id: Option<i64>,
    pub link: Option<String>,
    pub kind: ItemKind,
    pub is_confidential: bool,
    pub message_id: Option<i64>,
    pub about: Vec<Thing>,
}

/// For which meeting a topic is.
#[derive(Clone, Copy, Debug)]
pub enum For<'a> {
    /// The one of that number, which is held now.
    Running(i64),
    /// As somebody typed it; without a word the next one.
    Typed(Option<&'a str>),
}

/// `/agenda add`. Without a topic the form opens.
pub async fn add(cx: &Context, args: AgendaAdd) -> Answer {
    if args.topic.is_none() && cx.can_open_form() {
        return form(cx, &args).await;
    }
    let series = series_here(cx, args.meeting.as_ref()).await?;
    let to = aim(cx, &series, args.r#for.as_deref()).await?;
    let about = [
        args.request.map(|request| Thing { noun: Noun::REQUEST, id: request.0 }),
        args.escalation.map(|escalation| Thing { noun: Noun::ESCALATION, id: escalation.0 }),
    ];
    let about: Vec<Thing> = about.into_iter().flatten().collect();
    for thing in &about {
        if !is_known(cx, *thing).await? {
            return Err(words::unknown_thing(*thing).into());
        }
    }
    let new = New {
        topic: topic(args.topic.as_deref())?,
        minutes: args.minutes,
        presenter_user_id: presenter(cx, args.presenter.as_deref()).await?.flatten(),
        link: address(args.link.as_deref())?.flatten(),
        kind: args.kind.and_then(|kind| ItemKind::from_word(kind.word())).unwrap_or(ItemKind::Discuss),
        is_confidential: args.confidential.unwrap_or_else(|| is_in_private(cx, &series)),
        message_id: None,
        about,
    };
    raise(cx, (&series, to), new).await
}

/// For which meeting a topic of a series is. Not inside a transaction.
async fn aim<'a>(cx: &Context, series: &Series, wanted: Option<&'a str>) -> Result<For<'a>, Error> {
    let held = running(cx, series, wanted).await?;
    Ok(held.map_or(For::Typed(wanted), |row| For::Running(row.id)))
}

/// What a form says about which meeting is meant: in the thread of one that is held that one.
async fn usual(cx: &Context) -> Result<&'static str, Error> {
    Ok(if live_here(cx).await?.is_some() { "now" } else { "next" })
}

/// Whether the caller is in the private channel of a series: what is said there stays there.
fn is_in_private(cx: &Context, series: &Series) -> bool {
    series.facts.private_channel_id == Some(cx.caller.channel_id)
}

async fn form(cx: &Context, args: &AgendaAdd) -> Answer {
    let usual = if args.meeting.is_some() { "next" } else { usual(cx).await? };
    let mut line = Line::new("agenda add");
    if let Some(meeting) = &args.meeting {
        line = line.with("meeting", &meeting.0);
    }
    for (name, id) in
        [("request", args.request.map(|it| it.0)), ("escalation", args.escalation.map(|it| it.0))]
    {
        line = id.into_iter().fold(line, |line, id| line.with(name, id));
    }
    if let Some(is_confidential) = args.confidential {
        line = line.with("confidential", if is_confidential { "yes" } else { "no" });
    }
    if let Some(kind) = args.kind {
        line = line.with("kind", kind.word());
    }
    Ok(Reply::Form(open_form(line, |name| match name {
        "minutes" => args.minutes.map(|minutes| minutes.to_string()),
        "presenter" => args.presenter.clone(),
        "link" => args.link.clone(),
        "for" => args.r#for.clone().or_else(|| Some(usual.to_owned())),
        _ => None,
    })?))
}

/// The menu of a message: opens the form with what the message says.
pub async fn menu(cx: &Context, args: AddToAgenda) -> Answer {
    let said = one_line(&args.target.text);
    let series = series_here(cx, None).await.ok();
    let usual = usual(cx).await?;
    let line = Line::new("agenda cite").with("message", args.target.message_id);
    Ok(Reply::Form(open_form(line, |name| match name {
        "topic" => Some(trim_with_notice(said.trim(), LONGEST, "…").into_owned()),
        "meeting" => series.as_ref().map(|series| series.facts.name.clone()),
        "for" => Some(usual.to_owned()),
        _ => None,
    })?))
}

/// What the form of the menu says. What was said where not everybody reads it is on no board that everybody reads.
pub async fn cite(cx: &Context, args: AgendaCite) -> Answer {
    let series = series_here(cx, args.meeting.as_ref()).await?;
    let to = aim(cx, &series, args.r#for.as_deref()).await?;
    let is_confidential = is_in_private(cx, &series) || !is_said_to_all(cx, &series).await?;
    if is_confidential && series.facts.private_channel_id.is_none() {
        return Err(words::said_among_few(&masked(cx, &series)).into());
    }
    let new = New {
        topic: topic(Some(&args.topic))?,
        minutes: args.minutes,
        presenter_user_id: None,
        link: None,
        kind: ItemKind::Discuss,
        is_confidential,
        message_id: args.message.trim().parse().ok(),
        about: Vec::new(),
    };
    raise(cx, (&series, to), new).await
}

/// Whether whoever reads the board of a series sees what is said where the caller is: everybody does, or the board stands
/// there. Of the thread of a meeting its channel counts, and where Discord does not tell it is not so. Not inside a transaction.
async fn is_said_to_all(cx: &Context, series: &Series) -> Result<bool, Error> {
    let here = cx.caller.channel_id;
    let spoken = cx.neighbours.spoken_of(&cx.db, &cx.guild, here).await?;
    let channel_id = spoken.map_or(here, |spoken| spoken.channel_id);
    Ok(channel_id == series.facts.channel_id || workspace::is_open_to_all(cx, channel_id).await == Some(true))
}

/// Puts a topic on an agenda, or to what is for later.
async fn raise(cx: &Context, (series, to): (&Series, For<'_>), new: New) -> Answer {
    if new.is_confidential {
        can_be_confidential(cx, series, new.presenter_user_id.unwrap_or(cx.caller.user_id)).await?;
    }
    let draws = match to {
        For::Running(_) => Some(Draws::of(cx, series).await),
        For::Typed(_) => None,
    };
    let mut tx = cx.begin().await?;
    let raised = raise_in(cx, &mut tx, series.id, new, to).await?;
    if let (Some(draws), Some(row)) = (&draws, &raised.occurrence) {
        let scene = look(&mut tx, cx.guild.id, (&raised.series, row), draws.private).await?;
        draws.head(&mut tx, &scene)?;
        touch(&mut tx, &draws.by, row.id);
    }
    let reply = cx.in_place(raised.said(cx));
    cx.commit(tx, reply).await
}

/// A topic that was raised, with where it stands and what stands there too.
pub struct Raised {
    series: Series,
    item: Item,
    occurrence: Option<Occurrence>,
    all: Vec<Item>,
}

impl Raised {
    /// Where it is, and whether it fits.
    pub fn said(&self, cx: &Context) -> Message {
        words::added(&words::Seen::of(cx), &self.series, (&self.item, self.occurrence.as_ref()), &self.all)
    }
}

/// The same in a transaction that the caller commits. That something confidential would stay so has been looked at.
pub async fn raise_in(
    cx: &Context,
    tx: &mut Tx,
    series_id: i64,
    new: New,
    to: For<'_>,
) -> Result<Raised, Error> {
    let series = store::lock_series(tx, cx.guild.id, series_id).await?.ok_or_else(words::no_series)?;
    let by = &Actor::from(cx);
    let occurrence = match to {
        For::Running(id) => Some(still_on(cx, tx, &series, id).await?),
        For::Typed(wanted) => meant(cx, tx, &series, (wanted, "for")).await?,
    };
    let (others, occurrence_id) = queue_of(tx, by, &series, occurrence.as_ref()).await?;
    if others.len() >= MOST_ITEMS {
        return Err(words::too_many_items(&masked(cx, &series), MOST_ITEMS).into());
    }
    let last = others.iter().map(|item| item.facts.position).max().unwrap_or(0);
    let facts = ItemFacts {
        minutes: new.minutes,
        presenter_user_id: new.presenter_user_id,
        link: new.link,
        ..ItemFacts::queued(new.topic, new.kind, (occurrence_id, last.max(0) + 1))
    };
    let id = next_number(tx, cx.guild.id, ITEM).await?;
    let item = Item {
        is_confidential: new.is_confidential,
        message_id: new.message_id,
        ..Item::raised(id, (series.id, cx.caller.channel_id), facts, (cx.caller.user_id, cx.now))
    };
    add_item(tx, by, &item).await?;
    for thing in &new.about {
        link(tx, by, Thing { noun: Noun::AGENDA_ITEM, id: item.id }, IS_ABOUT, *thing).await?;
    }
    let all = others.into_iter().chain([item.clone()]).collect();
    Ok(Raised { series, item, occurrence, all })
}

/// The meeting of that number, held in the transaction, while it is on.
async fn still_on(cx: &Context, tx: &mut Tx, series: &Series, id: i64) -> Result<Occurrence, Error> {
    let row = store::lock_occurrence(tx, cx.guild.id, id).await?;
    let row = row.filter(|row| row.facts.state == State::Live);
    Ok(row.ok_or_else(|| words::is_not_on(&masked(cx, series)))?)
}

/// Refused where what is confidential would not stay so, or `presenter` would not see it. Not inside a transaction.
async fn can_be_confidential(cx: &Context, series: &Series, presenter: i64) -> Result<(), Refusal> {
    let private =
        series.facts.private_channel_id.ok_or_else(|| words::no_private_channel(&masked(cx, series)))?;
    match workspace::is_open_to_all(cx, private).await {
        Some(false) => may_present(cx, series, presenter).await,
        Some(true) => Err(words::is_not_private(private)),
        None => Err(words::privacy_unknown(private)),
    }
}

/// What waits where an item goes.
async fn queue_of(
    tx: &mut Tx,
    by: &Actor,
    series: &Series,
    occurrence: Option<&Occurrence>,
) -> Result<(Vec<Item>, Option<i64>), Error> {
    match occurrence {
        Some(row) => Ok((store::queued(tx, by.guild_id, row.id).await?, Some(row.id))),
        None => Ok((store::later(tx, by.guild_id, series.id).await?, None)),
    }
}

/// The meeting that somebody means: the next one without a word, `None` for later.
pub async fn meant(
    cx: &Context,
    tx: &mut Tx,
    series: &Series,
    (wanted, option): (Option<&str>, &'static str),
) -> Result<Option<Occurrence>, Error> {
    if wanted.is_some_and(is_later) {
        return Ok(None);
    }
    let all: Vec<Slot> = dates(tx, &cx.guild, series, (cx.now, AHEAD)).await?;
    let slot = pick(cx, series, &all, (wanted, option))?;
    Ok(Some(materialise(tx, &Actor::from(cx), series, &slot).await?))
}

/// Whether a text means no meeting in particular.
pub fn is_later(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "later" | "backlog" | "später" | "someday")
}

/// A topic as it is kept.
pub fn topic(typed: Option<&str>) -> Result<String, Refusal> {
    let text = one_line(&clean(typed.unwrap_or_default())).trim().to_owned();
    if text.is_empty() { Err(words::no_topic()) } else { Ok(text) }
}

/// Who speaks to it; `Some(None)`: whoever raised it. Not inside a transaction.
pub async fn presenter(cx: &Context, typed: Option<&str>) -> Result<Option<Option<i64>>, Error> {
    match typed.map(str::trim) {
        None => Ok(None),
        Some("-") => Ok(Some(None)),
        Some(typed) => Ok(Some(Some(workspace::whose(cx, typed, "presenter").await?))),
    }
}

/// A web address; `Some(None)` takes it away.
pub fn address(typed: Option<&str>) -> Result<Option<Option<String>>, Refusal> {
    typed_address(typed, words::bad_address)
}
