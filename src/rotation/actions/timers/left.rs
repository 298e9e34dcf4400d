//! Members who have left the server, found by looking them up.

use super::super::{
    back::welcome_back,
    effects::{announce, as_called, record},
    gaps::look_ahead,
    open::{Loaded, load},
};
use crate::{
    contract::{self, FetchError, Guild, MemberFacts},
    db::Tx,
    error::Error,
    room::Ports,
    rotation::{
        rules::{ChangedRows, Duty, gone, holders, leave, members_from},
        store::{self, By},
        words,
    },
};
use std::collections::BTreeSet;

/// What looking people up has told.
#[derive(Debug, Default)]
pub struct Found {
    pub left: Vec<i64>,
    pub present: Vec<(i64, MemberFacts)>,
}

impl Found {
    fn note(&mut self, user_id: i64, answer: Result<Option<MemberFacts>, FetchError>) {
        match answer {
            Ok(Some(facts)) => self.present.push((user_id, facts)),
            Ok(None) => self.left.push(user_id),
            Err(_) => {}
        }
    }
}

/// Looks up `user_ids`, outside any transaction, side by side and within one deadline. Who cannot be looked up now counts
/// as present: nobody loses a turn because Discord does not answer.
pub async fn look_up(ports: &Ports, by: By, user_ids: &[i64]) -> Found {
    let mut found = Found::default();
    for (user_id, answer) in contract::look_up(&*ports.members, by.guild_id, user_ids, by.now).await {
        found.note(user_id, answer);
    }
    found
}

/// [`look_up`] for somebody of whom Discord has just said that they left: what was known before does not count.
pub async fn look_again(ports: &Ports, by: By, user_id: i64) -> Found {
    let mut found = Found::default();
    let answer = ports.members.member(by.guild_id, user_id).await;
    if let Err(error) = &answer {
        tracing::warn!(guild.id = by.guild_id, %error, "a member could not be looked up");
    }
    found.note(user_id, answer);
    found
}

/// Takes those who left out of the order, gives the rest of their shift to the next in line, and says so in the channel.
pub async fn see_off(
    tx: &mut Tx,
    by: By,
    guild: &Guild,
    mut loaded: Loaded,
    found: &Found,
) -> Result<Loaded, Error> {
    for (user_id, facts) in &found.present {
        store::remember_name(tx, by.guild_id, *user_id, &facts.name, by.now);
    }
    loaded = greet(tx, by, guild, loaded, found).await?;
    for user_id in &found.left {
        if loaded.rows.says_that_left(*user_id) {
            continue;
        }
        let before = holders(loaded.plan(), by.now);
        let (epochs, overrides) = store::add(tx, by, &leave(loaded.plan(), *user_id, by.now)).await?;
        let parts = ChangedRows { epochs, overrides, ..ChangedRows::default() };
        record(tx, by, None, "saw that a member left the server", &parts)?;
        store::touch(tx, by.guild_id, by.rotation_id);
        loaded = load(tx, by.guild_id, loaded.row).await?;
        let after = holders(loaded.plan(), by.now);
        let held = before.iter().zip(&after).filter(|(old, _)| old.user == Ok(*user_id));
        let held: Vec<_> = held.collect();
        let heirs: Vec<i64> = held.iter().filter_map(|(_, new)| new.user.ok()).collect();
        let is_back =
            held.iter().all(|(old, new)| old.turn_of != Some(*user_id) && new.user.ok() == old.turn_of);
        let duty = held.first().map(|(_, new)| **new);
        let is_empty = |(old, new): (&Duty, &Duty)| old.user == Ok(*user_id) && new.user.is_err();
        let seat = before.iter().zip(&after).position(is_empty).unwrap_or(0);
        let row = as_called(guild, &loaded.row);
        let message = words::left(&row, *user_id, &heirs, (duty, seat), is_back);
        announce(tx, by, guild, &loaded.row, &message, None)?;
        // The seat that is empty now has been told of just above.
        look_ahead(tx, by, guild, &loaded).await?;
    }
    Ok(loaded)
}

/// Those who left and are there again are no longer gone; the channel hears of it.
async fn greet(tx: &mut Tx, by: By, guild: &Guild, loaded: Loaded, found: &Found) -> Result<Loaded, Error> {
    let gone: BTreeSet<i64> = gone(loaded.plan(), by.now).into_iter().map(|one| one.user_id).collect();
    let there = found.present.iter().map(|(user_id, _)| *user_id);
    let back: BTreeSet<i64> = there.filter(|user_id| gone.contains(user_id)).collect();
    if back.is_empty() {
        return Ok(loaded);
    }
    let mut parts = ChangedRows::default();
    welcome_back(tx, by, loaded.plan(), loaded.plan(), &back, &mut parts).await?;
    record(tx, by, None, "saw that somebody who had left is back", &parts)?;
    store::touch(tx, by.guild_id, by.rotation_id);
    let members = members_from(loaded.plan(), by.now);
    for user_id in back {
        let message = words::is_back(&as_called(guild, &loaded.row), user_id, members.contains(&user_id));
        announce(tx, by, guild, &loaded.row, &message, None)?;
    }
    load(tx, by.guild_id, loaded.row).await
}
