//! Links between things that rooms on different floors own. A link is a row that belongs to neither room: whoever makes it
//! knows one end as its own, and the other end is named by the room that owns it, through its face.

use super::{Actor, Pending};
use crate::{
    contract::{Called, Context, Naming, Noun},
    db::{At, Reads, Tx},
    error::Error,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Something that a room owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thing {
    pub noun: Noun,
    /// Its number in the guild.
    pub id: i64,
}

/// A link as one of its ends sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// How the two have to do with each other, a word of the room that made the link: `asked_in`.
    pub kind: String,
    /// Noun and number of the other end; the noun may be one of a newer version that shares the database.
    pub noun: String,
    pub id: i64,
    /// Whether the other end is where the link begins.
    pub comes_from: bool,
    pub linked_at: DateTime<Utc>,
}

/// How a room names the things of one noun on the cards of others.
#[derive(Clone, Copy)]
pub struct Calls {
    pub noun: Noun,
    /// What those of the numbers that there are are called, in any order, as the reader may know them.
    pub called: for<'a> fn(&'a mut dyn Reads, Naming<'a>) -> Pending<'a, Vec<Called>>,
}

/// Links two things of the actor's guild, as part of the change that joins them. Returns false, and changes nothing, when
/// they are linked in this way already.
///
/// # Errors
/// When the database does not answer.
pub async fn link(tx: &mut Tx, actor: &Actor, from: Thing, kind: &str, to: Thing) -> Result<bool, Error> {
    let rows = tx
        .q("INSERT INTO link (guild_id, from_noun, from_id, kind, to_noun, to_id, linked_at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING")
        .bind(actor.guild_id)
        .bind(from.noun.word)
        .bind(from.id)
        .bind(kind)
        .bind(to.noun.word)
        .bind(to.id)
        .bind(At::from(actor.now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Takes a link away. Returns false when there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn unlink(tx: &mut Tx, actor: &Actor, from: Thing, kind: &str, to: Thing) -> Result<bool, Error> {
    let rows = tx
        .q("DELETE FROM link WHERE guild_id = $1 AND from_noun = $2 AND from_id = $3 AND kind = $4 AND to_noun = $5 \
            AND to_id = $6")
        .bind(actor.guild_id)
        .bind(from.noun.word)
        .bind(from.id)
        .bind(kind)
        .bind(to.noun.word)
        .bind(to.id)
        .run()
        .await?;
    Ok(rows == 1)
}

/// The links of a thing: at most `most` that begin at it, then at most `most` that lead to it, each by kind, noun and number
/// of the other end.
///
/// # Errors
/// When the database does not answer.
pub async fn links_of(
    on: &mut dyn Reads,
    guild_id: i64,
    thing: Thing,
    most: i64,
) -> Result<Vec<Link>, Error> {
    type Row = (String, String, i64, At);
    let begun = "SELECT kind, to_noun, to_id, linked_at FROM link WHERE guild_id = $1 AND from_noun = $2 \
                 AND from_id = $3 ORDER BY kind, to_noun, to_id LIMIT $4";
    let led_here = "SELECT kind, from_noun, from_id, linked_at FROM link WHERE guild_id = $1 AND to_noun = $2 \
                    AND to_id = $3 ORDER BY kind, from_noun, from_id LIMIT $4";
    let mut links = Vec::new();
    for (comes_from, sql) in [(false, begun), (true, led_here)] {
        let query = on.ask(sql.into()).bind(guild_id).bind(thing.noun.word).bind(thing.id).bind(most);
        let rows: Vec<Row> = query.all().await?;
        links.extend(rows.into_iter().map(|(kind, noun, id, at)| Link {
            kind,
            noun,
            id,
            comes_from,
            linked_at: at.utc(),
        }));
    }
    Ok(links)
}

/// Whether there is such a thing, as far as the room that owns it says. Not inside a transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn is_known(cx: &Context, thing: Thing) -> Result<bool, Error> {
    let ids = [thing.id];
    let naming = Naming { guild: &cx.guild, sight: cx.sight(), noun: thing.noun.word, ids: &ids };
    Ok(!cx.neighbours.called(&mut &cx.db, naming).await?.is_empty())
}

/// What `thing` is linked with, as whoever reads the answer may know it: each once, in the order of its
/// [links](links_of()). What no room names is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn linked(cx: &Context, thing: Thing, most: i64) -> Result<Vec<Called>, Error> {
    linked_in(&mut &cx.db, cx, thing, most).await
}

/// The same, as a transaction sees it.
///
/// # Errors
/// When the database does not answer.
pub async fn linked_in(
    on: &mut dyn Reads,
    cx: &Context,
    thing: Thing,
    most: i64,
) -> Result<Vec<Called>, Error> {
    let links = links_of(&mut *on, cx.guild.id, thing, most).await?;
    let mut ids: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for link in &links {
        let of_noun = ids.entry(&link.noun).or_default();
        if !of_noun.contains(&link.id) {
            of_noun.push(link.id);
        }
    }
    let mut called = Vec::new();
    for (noun, ids) in &ids {
        let naming = Naming { guild: &cx.guild, sight: cx.sight(), noun, ids };
        called.extend(cx.neighbours.called(&mut *on, naming).await?);
    }
    called.sort_by_key(|other| {
        links.iter().position(|link| link.noun == other.noun.word && link.id == other.id)
    });
    Ok(called)
}
