//! What people see of an escalation in channels: its living card, and who is asked.

use super::{
    around::Around,
    climb::coming,
    clock::Missed,
    timers::{Later, SayLater},
};
use crate::{
    base::post::PostLink,
    contract::{Called, Guild, Message, NOBODY, NoticeContext, Purpose, message_address},
    db::{Reads, Tx},
    error::Error,
    escalation::{
        Escalation, SUBJECT,
        rules::{
            clock,
            ladder::{Next, Whom},
        },
        store,
        words::{self, View},
    },
    queue::{self, Target},
    room::{Actor, Place, draw, tell},
    workspace::SOCIAL,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Notes that a card shows.
const NOTES_ON_CARD: i64 = 3;

/// Where cards of public questions go: the channel for them, else where it was brought.
pub fn channel(guild: &Guild, brought_in: i64) -> i64 {
    guild.channel_of(SOCIAL).unwrap_or(brought_in)
}

/// An escalation with what belongs to it.
pub async fn view(
    on: &mut dyn Reads,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
) -> Result<View, Error> {
    Ok(View {
        area: around.area(row.facts.area_id).cloned(),
        topic: around.topic(row.facts.topic_id).cloned(),
        areas: around.area_names().map(|(id, name)| (id, name.to_owned())).collect(),
        people: store::people(&mut *on, guild.id, row.id).await?,
        notes: store::notes(&mut *on, guild.id, row.id, NOTES_ON_CARD).await?,
        reviewers: store::reviewers_for(&mut *on, guild.id, row.facts.area_id).await?,
        post: store::post(&mut *on, guild.id, row.id).await?,
        said: store::said(&mut *on, guild.id, row.id).await?,
        problems: queue::problems(&mut *on, guild.id, &row.card_key()).await?,
        card_problem: card_problem(&mut *on, guild, row).await?,
        clock: store::clock(&mut *on, guild.id, row.id).await?,
        next: coming(&mut *on, guild, around, row).await?,
        message: row.message_id.map(|it| message_address(guild.id, row.channel_id, it)),
        row: row.clone(),
    })
}

/// Why its card is not as it should be; `None` when it is.
async fn card_problem(on: &mut dyn Reads, guild: &Guild, row: &Escalation) -> Result<Option<String>, Error> {
    for key in [row.card_key(), key_apart(row.id)] {
        if let Some(reason) = queue::card_problem(&mut *on, guild.id, &key).await? {
            return Ok(Some(reason));
        }
    }
    Ok(None)
}

/// Brings the card up to date. A sensitive one whose responders have a channel of their own is there; what stands in the
/// channel for public questions says no more than that.
pub async fn card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
) -> Result<(), Error> {
    let view = view(tx, guild, around, row).await?;
    let by = &Actor::docket(guild.id, now);
    let public = row.card_channel_id;
    let apart = view.topic.as_ref().and_then(|topic| topic.channel_id).filter(|own| *own != public);
    let was_apart = queue::card(tx, guild.id, &key_apart(row.id)).await?;
    let Some(own) = apart else {
        if let Some(elsewhere) = was_apart {
            let there = Target::Channel(elsewhere.channel_id);
            draw(tx, by, there, &key_apart(row.id), &words::card_moved(row.id, public), None)?;
        }
        let message = words::card(&view, guild.sight_in(public));
        let (key, fallback) = (row.card_key(), undelivered(guild, row, public));
        return draw(tx, by, in_channel(public).about(&key), &key, &message, fallback);
    };
    let message = words::card(&view, guild.sight_in(own));
    let (key, fallback) = (row.card_key(), undelivered(guild, row, own));
    draw(tx, by, in_channel(own).about(&key), &key_apart(row.id), &message, fallback)?;
    draw(tx, by, Target::Channel(public), &row.card_key(), &words::card_apart(&view), None)
}

fn in_channel<'a>(channel_id: i64) -> Place<'a> {
    Target::Channel(channel_id).into()
}

/// Says something that concerns an escalation. What cannot be delivered is shown on its card.
fn say(
    tx: &mut Tx,
    (guild, now): (&Guild, DateTime<Utc>),
    row: &Escalation,
    place: Place<'_>,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    tell(tx, &Actor::docket(guild.id, now), place.about(&row.card_key()), message, fallback)
}

/// The card of a sensitive one that is with its responders.
pub fn key_apart(id: i64) -> String {
    format!("{SUBJECT}:{id}:apart")
}

/// What admins are told when a card cannot be posted, so that nobody waits for an answer that nobody was asked for.
fn undelivered(guild: &Guild, row: &Escalation, channel_id: i64) -> Option<(Target, Message)> {
    let said = Message::text(words::undeliverable(row.id, channel_id));
    match guild.channel_of(Purpose::ADMIN).filter(|admin| *admin != channel_id) {
        Some(admin) => Some((Target::Channel(admin), said)),
        None => Some((Target::Person(row.raised_by_user_id), said)),
    }
}

/// The channel in which whoever is asked is asked.
fn asked_in(around: &Around, row: &Escalation) -> i64 {
    around.topic(row.facts.topic_id).and_then(|topic| topic.channel_id).unwrap_or(row.card_channel_id)
}

/// Whether it is spoken about in the channel of its responders, which whoever brought it may not see.
fn is_apart(around: &Around, row: &Escalation) -> bool {
    asked_in(around, row) != row.card_channel_id
}

/// Says something in private to whoever brought an escalation that is spoken about where they may not see it, unless they were
/// forgotten.
fn say_to_raiser(
    tx: &mut Tx,
    (guild, now): (&Guild, DateTime<Utc>),
    row: &Escalation,
    message: Message,
) -> Result<(), Error> {
    if row.raised_by_user_id == NOBODY {
        return Ok(());
    }
    let fallback = (Target::Channel(row.card_channel_id), words::dms_are_closed(row));
    let person = Target::Person(row.raised_by_user_id).into();
    say(tx, (guild, now), row, person, &message.in_guild(guild.id), Some(fallback))
}

/// Where its card is, once that is posted.
async fn address(
    tx: &mut Tx,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
) -> Result<Option<String>, Error> {
    let key = if is_apart(around, row) { key_apart(row.id) } else { row.card_key() };
    let card = queue::card(tx, guild.id, &key).await?;
    Ok(card.map(|card| message_address(guild.id, card.channel_id, card.message_id)))
}

/// Asks whoever a step is about, in the channel of the card. What cannot be said there is said to them in private.
pub async fn asks(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    (next, is_again): (&Next, bool),
) -> Result<(), Error> {
    let channel_id = asked_in(around, row);
    let card = address(tx, guild, around, row).await?;
    let place = NoticeContext { sight: guild.sight_in(channel_id), card };
    let view = view(tx, guild, around, row).await?;
    let message = words::asks(guild, &view, &place, (next.whom, is_again));
    let fallback = match next.whom.person() {
        Some(user_id) => {
            let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card: place.card.clone() };
            Some((
                Target::Person(user_id),
                words::asks(guild, &view, &elsewhere, (next.whom, is_again)).in_guild(guild.id),
            ))
        }
        None => undelivered(guild, row, channel_id),
    };
    if next.whom == Whom::Leads && view.is_apart() {
        say_to_raiser(tx, (guild, now), row, words::leads_are_asked(&view))?;
    }
    say(tx, (guild, now), row, in_channel(channel_id), &message, fallback)
}

/// Tells somebody that what they snoozed is back.
pub async fn is_back(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    user_id: i64,
) -> Result<(), Error> {
    let channel_id = asked_in(around, row);
    let place =
        NoticeContext { sight: guild.sight_in(channel_id), card: address(tx, guild, around, row).await? };
    let view = view(tx, guild, around, row).await?;
    let message = words::is_back(&view, &place, user_id);
    let fallback = Some((Target::Person(user_id), message.clone().in_guild(guild.id)));
    say(tx, (guild, now), row, in_channel(channel_id), &message, fallback)
}

/// The thread on its card, where what concerns it is said.
fn thread(around: &Around, row: &Escalation) -> (i64, String) {
    let channel_id = asked_in(around, row);
    let key = if is_apart(around, row) { key_apart(row.id) } else { row.card_key() };
    (channel_id, key)
}

/// Whether no card of it was drawn yet where it is spoken about, in the guild `id`.
pub async fn is_undrawn(tx: &mut Tx, id: i64, around: &Around, row: &Escalation) -> Result<bool, Error> {
    let (_, key) = thread(around, row);
    Ok(queue::place_of_card(tx, id, &key).await?.is_none())
}

/// Tells whoever is to know of its sensitive topic, once for each topic: in the thread on the card that was drawn just now,
/// unless that was the first time, and it pings them when it is posted.
pub async fn informs(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    (row, is_first_card): (&Escalation, bool),
) -> Result<(), Error> {
    let Some(topic) = around.topic(row.facts.topic_id).filter(|_| row.facts.state.is_open()) else {
        return Ok(());
    };
    let (channel_id, key) = thread(around, row);
    let Some(message) = words::informs(row, topic, guild.sight_in(channel_id)) else { return Ok(()) };
    let told = format!("informed:{}", topic.id);
    if !queue::once(tx, guild.id, (&row.card_key(), &told), now).await? {
        return Ok(());
    }
    if is_first_card && words::called_by_card(row).is_some() {
        return Ok(());
    }
    let person = message.pings.first().map(|user_id| Target::Person(*user_id));
    let elsewhere = words::informs(row, topic, guild.sight_anywhere());
    let fallback = person.zip(elsewhere.map(|message| message.in_guild(guild.id)));
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Says in the thread that a target was missed, to whoever it is with.
pub async fn is_late(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    missed: &[(Missed, clock::Target)],
) -> Result<(), Error> {
    let (channel_id, key) = thread(around, row);
    let place =
        NoticeContext { sight: guild.sight_in(channel_id), card: address(tx, guild, around, row).await? };
    let message = words::is_late(row, &place, missed);
    let fallback = row.facts.owner_user_id.map(|user_id| {
        let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card: place.card.clone() };
        (Target::Person(user_id), words::is_late(row, &elsewhere, missed).in_guild(guild.id))
    });
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Says in the thread that whoever asked has written again. Where it is open, whoever has it is told by this, once it is quiet for
/// them no more: its card counts the post at once.
pub async fn followed_up(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    said: &PostLink,
) -> Result<(), Error> {
    let owner = row.facts.owner_user_id.filter(|_| row.facts.state.is_open());
    if let Some(at) = owner.and_then(|owner| around.quiet_until(guild, owner, row.facts.severity, now)) {
        let what = Later::FollowedUp(said.url.clone());
        return SayLater { escalation: row.id, at, what }.set(tx, guild.id, now).await;
    }
    let (channel_id, key) = thread(around, row);
    let message = words::followed_up(row, guild.sight_in(channel_id), said);
    let person = message.pings.first().map(|user_id| Target::Person(*user_id));
    let elsewhere = words::followed_up(row, guild.sight_anywhere(), said).in_guild(guild.id);
    let fallback = person.map(|person| (person, elsewhere));
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Says that what it led to is done, to whoever brought it and whoever answers it: in the thread, as far as they see it.
pub async fn is_done(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    called: &Called,
) -> Result<(), Error> {
    let (channel_id, key) = thread(around, row);
    let raised = row.raised_by_user_id;
    let owner = row.facts.owner_user_id.filter(|owner| *owner != raised);
    let is_apart = is_apart(around, row);
    if is_apart {
        say_to_raiser(tx, (guild, now), row, words::is_done_for(row, called, raised))?;
    }
    let here: Vec<i64> = (!is_apart).then_some(raised).into_iter().chain(owner).collect();
    let message = words::is_done(row, called, &here);
    let fallback = here.first().map(|user_id| (Target::Person(*user_id), message.clone().in_guild(guild.id)));
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Asks those who look at answers before they go out, in the thread on the card; those for whom it is quiet later.
pub async fn asks_review(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    (who, again): (&[i64], bool),
) -> Result<(), Error> {
    let (mut awake, mut later) = (Vec::new(), BTreeMap::<DateTime<Utc>, Vec<i64>>::new());
    for user_id in who {
        match around.quiet_until(guild, *user_id, row.facts.severity, now) {
            Some(at) => later.entry(at).or_default().push(*user_id),
            None => awake.push(*user_id),
        }
    }
    let since = row.facts.review_since_at.map_or(now, |at| at.utc());
    for (at, who) in later {
        let what = Later::Review { who, since, again };
        SayLater { escalation: row.id, at, what }.set(tx, guild.id, now).await?;
    }
    if awake.is_empty() && !who.is_empty() {
        return Ok(());
    }
    let who = (awake.as_slice(), again);
    let (channel_id, key) = thread(around, row);
    let place = NoticeContext { sight: guild.sight_in(channel_id), card: None };
    let message = words::asks_review(row, &place, who);
    let fallback = awake.first().map(|user_id| {
        let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card: None };
        (Target::Person(*user_id), words::asks_review(row, &elsewhere, who).in_guild(guild.id))
    });
    say(tx, (guild, now), row, Place::thread(channel_id, &key), &message, fallback)
}

/// Passes the draft on to whoever brought the question, once it is quiet for them no more; in private where they may not see the
/// channel.
pub async fn draft_is_ready(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
) -> Result<(), Error> {
    let raised = row.raised_by_user_id;
    if let Some(at) = around.quiet_until(guild, raised, row.facts.severity, now) {
        return SayLater { escalation: row.id, at, what: Later::Ready }.set(tx, guild.id, now).await;
    }
    let channel_id = asked_in(around, row);
    let place =
        NoticeContext { sight: guild.sight_in(channel_id), card: address(tx, guild, around, row).await? };
    let elsewhere = NoticeContext { sight: guild.sight_anywhere(), card: place.card.clone() };
    let elsewhere = words::draft_is_ready(row, &elsewhere);
    if is_apart(around, row) {
        return say_to_raiser(tx, (guild, now), row, elsewhere);
    }
    let message = words::draft_is_ready(row, &place);
    let fallback = Some((Target::Person(raised), elsewhere.in_guild(guild.id)));
    say(tx, (guild, now), row, in_channel(channel_id), &message, fallback)
}

/// Tells whoever drafted the answer that it needs a change, and why.
pub async fn needs_a_change(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    (drafted_by, why): (i64, &str),
) -> Result<(), Error> {
    let channel_id = asked_in(around, row);
    let place =
        NoticeContext { sight: guild.sight_in(channel_id), card: address(tx, guild, around, row).await? };
    let message = words::needs_a_change(row, &place, (drafted_by, why));
    let fallback = Some((Target::Person(drafted_by), message.clone().in_guild(guild.id)));
    say(tx, (guild, now), row, in_channel(channel_id), &message, fallback)
}
