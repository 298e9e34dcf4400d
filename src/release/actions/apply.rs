//! What every change has in common: it is recorded, cards are drawn, and who should know is told.

use crate::{
    contract::{Guild, Noun, Purpose},
    db::{At, Tx},
    error::{Error, Refusal},
    queue::Target,
    release::{Facts, Health, ITEM, Item, ItemFacts, ItemState, Release, SUBJECT, State, store, words},
    room::{Actor, Deed, Thing, difference, draw, fields},
    workspace::{News, bring, ended, unsay},
};
use chrono::{DateTime, Utc};

/// The key of what is told about an item that has moved.
const MOVED: &str = "moved";

/// Saves other facts of a held release, records the change and draws the card. Refused when nothing would change.
pub async fn save(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (before, facts): (&Release, Facts),
    deed: Deed,
) -> Result<Release, Error> {
    let change = difference(&fields(&before.facts)?, &fields(&facts)?);
    let change = change.ok_or_else(|| words::nothing_to_change(&before.facts.name))?;
    let after = Release { facts, version: before.version + 1, ..before.clone() };
    store::save(tx, guild.id, &after);
    deed.record(tx, by, SUBJECT, after.id, change);
    if !after.facts.state.is_to_come() {
        store::stop_waiting(tx, guild.id, after.id);
    }
    if after.facts.state == State::Shipped && before.facts.state != State::Shipped {
        for item in store::items_in(tx, guild.id, Some(after.id)).await? {
            ended(tx, by, Thing { noun: Noun::RELEASE_ITEM, id: item.id }).await?;
        }
    }
    draw_release(tx, guild, by.now, &after).await?;
    Ok(after)
}

/// Saves other facts of a held item, records the change, draws the cards of its releases, and tells who follows it when it
/// is not in its release any more. Refused when nothing would change.
pub async fn save_item(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (before, facts): (&Item, ItemFacts),
    (deed, reason): (Deed, Option<&str>),
) -> Result<Item, Error> {
    let change = difference(&fields(&before.facts)?, &fields(&facts)?);
    let mut change = change.ok_or_else(|| nothing(before))?;
    if let (Some(reason), Some(after)) = (reason, change.after.as_mut()) {
        after.insert("reason".to_owned(), reason.into());
    }
    let is_answered = before.facts.owner_user_id != facts.owner_user_id
        || before.facts.reported_at != facts.reported_at
        || before.facts.release_id != facts.release_id
        || facts.state == ItemState::Withdrawn
        || facts.health == Health::Done;
    let is_waiting = before.is_waiting && !is_answered;
    let after = Item { facts, is_waiting, version: before.version + 1, ..before.clone() };
    store::save_item(tx, guild.id, &after);
    deed.record(tx, by, ITEM, after.id, change);
    tell_followers(tx, by, guild, (before, &after), (deed, reason)).await?;
    draw_around(tx, guild, by.now, [before.facts.release_id, after.facts.release_id]).await?;
    Ok(after)
}

fn nothing(item: &Item) -> Refusal {
    words::nothing_to_change(&words::code(item.id))
}

/// Draws the cards of these releases, each once.
pub async fn draw_around(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    releases: impl IntoIterator<Item = Option<i64>>,
) -> Result<(), Error> {
    let mut ids: Vec<i64> = releases.into_iter().flatten().collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        if let Some(release) = store::find(tx, guild.id, id).await? {
            draw_release(tx, guild, now, &release).await?;
        }
    }
    Ok(())
}

/// Brings the living card of a release up to date.
pub async fn draw_release(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    release: &Release,
) -> Result<(), Error> {
    let items = store::items_in(tx, guild.id, Some(release.id)).await?;
    let seen = words::Seen { guild, sight: guild.sight_in(release.channel_id), now };
    let message = words::card(&seen, release, &items);
    let fallback = guild.channel_of(Purpose::ADMIN).filter(|admin| *admin != release.channel_id);
    let fallback = fallback.map(|admin| (Target::Channel(admin), words::not_posted(&seen, release)));
    let target = Target::Channel(release.channel_id);
    draw(tx, &Actor::docket(guild.id, now), target, &release.card_key(), &message, fallback)
}

/// Lets who follows an item, and its owner, hear that it has gone to another release or out of the plan; not who did it,
/// and nobody who has not heard yet of what this takes back.
async fn tell_followers(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (before, after): (&Item, &Item),
    (deed, reason): (Deed, Option<&str>),
) -> Result<(), Error> {
    let is_moved = before.facts.release_id != after.facts.release_id;
    let is_withdrawn = before.facts.state != after.facts.state;
    if !is_moved && !is_withdrawn {
        return Ok(());
    }
    let mut people = store::followers(tx, guild.id, after.id).await?;
    people.extend(after.facts.owner_user_id);
    people.sort_unstable();
    people.dedup();
    let from = release_of(tx, guild.id, before).await?;
    let to = release_of(tx, guild.id, after).await?;
    let seen = words::Seen::anywhere(guild, by.now);
    let line = words::moved_line(&seen, after, (from.as_ref(), to.as_ref()), reason);
    for user_id in people {
        let news = News {
            about: format!("{ITEM}:{}", after.id),
            key: MOVED.to_owned(),
            line: line.clone(),
            in_public: line.clone(),
            buttons: words::moved_buttons(after.id),
            channel_id: from.as_ref().or(to.as_ref()).map(|release| release.channel_id),
            ..News::default()
        };
        let is_unheard = unsay(tx, guild, user_id, &news.about, Some(MOVED)).await?;
        if !(is_unheard && deed.undoes.is_some()) {
            bring(tx, guild, by, user_id, news).await?;
        }
    }
    Ok(())
}

async fn release_of(tx: &mut Tx, guild_id: i64, item: &Item) -> Result<Option<Release>, Error> {
    match item.facts.release_id {
        Some(id) => Ok(store::find(tx, guild_id, id).await?),
        None => Ok(None),
    }
}

/// An update, as the facts of an item keep it.
pub fn reported(facts: &ItemFacts, (health, note): (Health, Option<String>), by: &Actor) -> ItemFacts {
    ItemFacts {
        health,
        note,
        reported_at: Some(At::from(by.now)),
        reported_by_user_id: by.user_id,
        ..facts.clone()
    }
}
