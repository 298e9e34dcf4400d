//! What was heard becomes rows and cards: every post once, by its key. What belongs to the conversation of an escalation is heard
//! there, and is no card of its own.

use super::{card, poll::Again};
use crate::{
    base::post::Network,
    contract::{Guild, Heard, HeardPost, Noun, Terms},
    db::{At, Tx, advisory_lock, next_number},
    error::Error,
    escalation::{Hearing, Saying},
    mention::{
        Mention, SUBJECT, Source, State,
        rules::{
            filter,
            lifecycle::{self, verb},
            posts::{besides, each_once},
        },
        store::{self, Known, Seen},
    },
    room::{self, Actor, Change, Thing, difference, fields, link},
    workspace::SOCIAL,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// How a mention has to do with the escalation whose conversation it is of.
const JOINED: &str = "joined";

/// Who hears it, where, and the escalations that may hear it too.
pub type Listening<'a> = (&'a Actor, &'a Guild, &'a Hearing);

fn saying(heard: &HeardPost) -> Saying<'_> {
    Saying { post: &heard.post, key: &heard.key, thread: &heard.thread }
}

async fn known(
    tx: &mut Tx,
    guild_id: i64,
    network: Network,
    posts: &[&HeardPost],
) -> Result<Vec<Known>, Error> {
    let keys: Vec<&str> = posts.iter().map(|post| post.key.as_str()).collect();
    Ok(store::known(tx, guild_id, network, &keys).await?)
}

/// What posts and whoever wrote them cost, in thousandths of a dollar: each once a day.
async fn price(
    tx: &mut Tx,
    guild_id: i64,
    (network, day): (Network, &str),
    terms: &Terms,
    (posts, known): (&[&HeardPost], &[Known]),
) -> Result<i64, Error> {
    let authors: Vec<&str> = posts.iter().map(|post| post.author_key.as_str()).collect();
    let mut billed = store::billed_authors(tx, guild_id, (network, day), &authors).await?;
    let mut mills = 0;
    for post in posts {
        let is_paid = known.iter().any(|known| known.post_key == post.key && known.billed_day == day);
        mills += if is_paid { 0 } else { terms.post_mills };
        mills += if billed.insert(post.author_key.clone()) { terms.author_mills } else { 0 };
    }
    Ok(mills)
}

/// Counts what an answer costs of which nothing is kept. What is new in it is counted again when the source hears it by
/// itself: rather too much than too little.
pub async fn paid(
    tx: &mut Tx,
    guild_id: i64,
    source: &mut Source,
    (terms, heard): (&Terms, &Heard),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (posts, day) = (each_once(heard), now.date_naive().to_string());
    let known = known(tx, guild_id, source.network, &posts).await?;
    let price = price(tx, guild_id, (source.network, &day), terms, (&posts, &known)).await?;
    source.cost_mills += besides(terms, heard) + price;
    Ok(())
}

/// Keeps what a source has heard, counts what it costs, and draws the cards of what is new.
pub async fn heard(
    tx: &mut Tx,
    (by, guild, hearing): Listening<'_>,
    source: &mut Source,
    terms: &Terms,
    heard: &Heard,
) -> Result<(), Error> {
    source.cost_mills += besides(terms, heard);
    let posts = each_once(heard);
    if posts.is_empty() {
        return Ok(());
    }
    // Two sources of one team may hear of the same post, or of one conversation, at the same time.
    advisory_lock(tx, guild.id, SUBJECT).await?;
    let (now, day) = (At::from(by.now), by.now.date_naive().to_string());
    let known = known(tx, guild.id, source.network, &posts).await?;
    source.cost_mills += price(tx, guild.id, (source.network, &day), terms, (&posts, &known)).await?;
    let muted = store::muted(tx, guild.id, source.network, now).await?;
    let mut conversations = hearing.listen(tx, guild, posts.iter().map(|post| saying(post))).await?;
    let (mut drawn, mut said) = (BTreeSet::new(), Vec::new());
    for heard in posts {
        let before = known.iter().find(|known| known.post_key == heard.key);
        let belongs = conversations.of(&saying(heard));
        let mut seen = Seen { source_id: source.id, mention_id: None, day: &day, now };
        if let Some(before) = before {
            store::see_again(tx, guild.id, before.id, heard, &seen);
            drawn.extend(before.mention_id.filter(|_| before.url != heard.post.link.url));
            if let Some(id) = belongs {
                drawn.extend(joins(tx, by, guild, before.mention_id, id).await?);
                if !conversations.has_heard(&saying(heard)) {
                    said.push((id, heard));
                }
            }
            continue;
        }
        let thread = thread_of(tx, guild.id, source.network, heard).await?;
        let of_thread = thread.as_ref().filter(|row| row.facts.state == State::Escalated);
        if let Some(id) = belongs.or_else(|| of_thread?.facts.escalation_id) {
            seen.mention_id = thread.as_ref().map(|row| row.id);
            drawn.extend(seen.mention_id);
            joins(tx, by, guild, seen.mention_id, id).await?;
            said.push((id, heard));
        } else if !hearing.is_own(&heard.post)
            && !filter::leaves_out(&source.facts.filters_json, &muted, heard)
        {
            let mention = mention_of(tx, by, guild, source.network, (heard, thread)).await?;
            seen.mention_id = Some(mention);
            source.posts_today += 1;
            drawn.insert(mention);
        }
        store::insert_post(tx, guild.id, source.network, heard, &seen).await?;
    }
    for id in drawn {
        draw(tx, by, guild, id).await?;
    }
    // Rows of escalations are held in the order of their numbers; of one, what was said first is heard first.
    said.sort_by_key(|(id, _)| *id);
    for (id, heard) in said {
        hearing.hears(tx, by, guild, id, &saying(heard)).await?;
    }
    Ok(())
}

/// The mention that a new post belongs to, held: that of its thread, or that of the post which it answers, where a network
/// tells no more than that.
async fn thread_of(
    tx: &mut Tx,
    guild_id: i64,
    network: Network,
    heard: &HeardPost,
) -> Result<Option<Mention>, Error> {
    let of_thread = store::lock_thread(tx, guild_id, network, &heard.thread).await?;
    if of_thread.is_some() || heard.thread == heard.key {
        return Ok(of_thread);
    }
    match store::mention_by_key(tx, guild_id, network, &heard.thread).await? {
        Some(id) => Ok(store::lock(tx, guild_id, id).await?),
        None => Ok(None),
    }
}

/// A mention that waits belongs to an escalation that there is: it is that, and waits no more. Returns its number where it
/// has changed.
async fn joins(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    mention_id: Option<i64>,
    escalation_id: i64,
) -> Result<Option<i64>, Error> {
    let Some(mention_id) = mention_id else { return Ok(None) };
    let Some(mut row) = store::lock(tx, guild.id, mention_id).await? else { return Ok(None) };
    if row.facts.state != State::Waiting {
        return Ok(None);
    }
    let before = row.facts.clone();
    row.facts.state = State::Escalated;
    row.facts.decided_at = Some(At::from(by.now));
    row.facts.escalation_id = Some(escalation_id);
    row.version += 1;
    let change = difference(&fields(&before)?, &fields(&row.facts)?).unwrap_or_default();
    room::record(tx, by, SUBJECT, row.id, verb::JOINED, change);
    let from = Thing { noun: Noun::MENTION, id: row.id };
    link(tx, by, from, JOINED, Thing { noun: Noun::ESCALATION, id: escalation_id }).await?;
    store::save(tx, guild.id, &row);
    Ok(Some(row.id))
}

/// Posts are not there any more: those that the network named by itself, and those that were looked for in vain.
pub async fn gone(
    tx: &mut Tx,
    (by, guild, hearing): Listening<'_>,
    network: Network,
    (named, again): (&[String], Again),
) -> Result<(), Error> {
    let Again { mut gone, there } = again;
    let keys: Vec<&str> = named.iter().map(String::as_str).collect();
    if !keys.is_empty() {
        let known = store::known(tx, guild.id, network, &keys).await?;
        gone.extend(known.into_iter().map(|post| (post.id, post.post_key)));
    }
    let ids: Vec<i64> = gone.iter().map(|(id, _)| *id).collect();
    looked_at(tx, by, guild, (&ids, &there)).await?;
    let names: BTreeSet<&str> = keys.into_iter().chain(gone.iter().map(|(_, key)| key.as_str())).collect();
    if names.is_empty() {
        return Ok(());
    }
    hearing.gone(tx, by, guild, (network, &names.into_iter().collect::<Vec<_>>())).await
}

async fn draw(tx: &mut Tx, by: &Actor, guild: &Guild, id: i64) -> Result<(), Error> {
    match store::find(tx, guild.id, id).await? {
        Some(row) => card::draw(tx, by, guild, &row).await,
        None => Ok(()),
    }
}

/// The mention that a new post belongs to, made where there is none.
async fn mention_of(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    network: Network,
    (heard, thread): (&HeardPost, Option<Mention>),
) -> Result<i64, Error> {
    if let Some(mut row) = thread {
        if lifecycle::returns(row.facts.state) {
            let before = row.facts.clone();
            row.facts = lifecycle::fresh();
            row.version += 1;
            let change = difference(&fields(&before)?, &fields(&row.facts)?).unwrap_or_default();
            room::record(tx, by, SUBJECT, row.id, verb::RETURNED, change);
            store::save(tx, guild.id, &row);
        }
        return Ok(row.id);
    }
    let id = next_number(tx, guild.id, SUBJECT).await?;
    let row = Mention {
        id,
        network,
        facts: lifecycle::fresh(),
        // Nothing is asked while there is no channel.
        card_channel_id: guild.channel(SOCIAL).unwrap_or_default(),
        version: 1,
        created_at: At::from(by.now),
    };
    store::insert(tx, guild.id, &row, &heard.thread).await?;
    room::record(tx, by, SUBJECT, id, verb::HEARD, Change::noted(fields(&row.facts)?));
    Ok(id)
}

/// What was looked at again: the text of what is gone goes too, and a mention of which nothing is left says so.
async fn looked_at(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (gone, there): (&[i64], &[i64]),
) -> Result<(), Error> {
    let now = At::from(by.now);
    for id in there {
        store::looked_at(tx, guild.id, *id, now);
    }
    let mut of: BTreeSet<i64> = BTreeSet::new();
    for id in gone {
        of.extend(store::mention_of(tx, guild.id, *id).await?);
        store::forget_post(tx, guild.id, *id);
    }
    for id in of {
        let Some(mut row) = store::lock(tx, guild.id, id).await? else { continue };
        if row.facts.state == State::Waiting && !store::has_text(tx, guild.id, id).await? {
            let before = row.facts.clone();
            row.facts.state = State::Gone;
            row.version += 1;
            let change = difference(&fields(&before)?, &fields(&row.facts)?).unwrap_or_default();
            room::record(tx, by, SUBJECT, row.id, verb::GONE, change);
            store::save(tx, guild.id, &row);
        }
        card::draw(tx, by, guild, &row).await?;
    }
    Ok(())
}
