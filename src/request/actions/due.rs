//! What of the requests belongs into somebody's day.

use super::work::open_work;
use crate::{
    contract::{DayOf, Guild, Section},
    db::Db,
    error::Error,
    request::{
        SUBJECT,
        rules::late::{UNTAKEN_AFTER, days_ago, late_since, working_days},
        store::{self, Late, Waits},
        words,
    },
    rotation, workspace,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// People whose requests a lead's digest looks at.
const MOST_LOOKED_AT: usize = 50;

/// Questions that wait for the person's answer, their requests, those in their areas that nobody has taken for more than a working day, what is unassigned
/// while they are on duty; and for a lead what of the team is late, and unassigned unless they are on duty themselves.
pub async fn due_for(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let DayOf { db, guild, user_id, now, .. } = *of;
    let since = |from| working_days(&guild.hours, from, now);
    let late = late_since(&guild.hours, now);
    let is_late = |waits: &Waits| {
        let limit = usize::try_from(waits.found.importance).ok().and_then(|place| late.get(place));
        limit.is_some_and(|limit| waits.updated_at.utc() < *limit)
    };
    let mine = store::assigned(db, guild.id, user_id).await?.into_iter();
    let mine = mine.map(|waits| (is_late(&waits).then(|| since(waits.updated_at.utc())), waits));
    let mine: Vec<_> = mine.collect();
    let before = days_ago(&guild.hours, now, UNTAKEN_AFTER);
    let mut untaken = store::untaken(db, guild.id, user_id, before, now).await?;
    let all = untaken.len();
    untaken.retain(|waits| !of.is_apart(SUBJECT, waits.found.id));
    let gone = all - untaken.len();
    untaken.iter_mut().for_each(|waits| waits.total = waits.total.beyond(gone));
    let untaken = untaken.into_iter();
    let untaken: Vec<_> = untaken.map(|waits| (since(waits.found.created_at.utc()), waits)).collect();
    let sight = guild.sight_anywhere();
    let questions = store::triage::questions_to(db, guild.id, user_id).await?;
    let mut sections = vec![
        words::asked_of_reporter(&questions, sight),
        words::mine(&mine, sight),
        words::untaken(&untaken, sight),
    ];
    let on_duty = rotation::on_duty_now(db, guild.id, now).await?;
    let is_on_duty = on_duty.iter().any(|(.., seats)| seats.contains(&Some(user_id)));
    if is_on_duty {
        sections.push(words::on_duty(&words::left_of(of.apart, open_work(db, guild.id, now).await?)));
    }
    if workspace::leads(&mut { db }, guild.id).await?.contains(&user_id) {
        sections.push(words::team_late(&late_in_team(of, late).await?, sight));
        // Whoever is on duty has just read the same.
        if !is_on_duty {
            sections.push(words::team_unassigned(&open_work(db, guild.id, now).await?));
        }
    }
    Ok(sections.into_iter().flatten().collect())
}

/// Whose requests are late, but for the reader's own, with for how many working days the first of them is.
async fn late_in_team(of: &DayOf<'_>, late: Late) -> Result<Vec<(i64, i64, Waits)>, Error> {
    let mut found = Vec::new();
    for (user_id,) in store::assignees(of.db, of.guild.id).await?.into_iter().take(MOST_LOOKED_AT) {
        if user_id == of.user_id {
            continue;
        }
        let first = store::untouched(of.db, of.guild.id, user_id, late).await?.into_iter().next();
        let days = |waits: &Waits| working_days(&of.guild.hours, waits.updated_at.utc(), of.now);
        found.extend(first.map(|waits| (user_id, days(&waits), waits)));
    }
    found.sort_by_key(|(_, days, _)| std::cmp::Reverse(*days));
    Ok(found)
}

/// Everybody who has an open request or was asked about one, whose area may have one that nobody has taken, who may be on duty, and the leads.
pub async fn people(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<BTreeSet<i64>, Error> {
    let assignees = store::assignees(db, guild.id).await?.into_iter().map(|(user_id,)| user_id);
    let mut people: BTreeSet<i64> = assignees.collect();
    people.extend(store::triage::asked(db, guild.id).await?.into_iter().map(|(user_id,)| user_id));
    for area in workspace::areas(db, guild).await?.iter().filter(|area| !area.is_archived) {
        people.extend([Some(area.owner_user_id), area.backup_user_id].into_iter().flatten());
    }
    let on_duty = rotation::on_duty_now(db, guild.id, now).await?;
    people.extend(on_duty.into_iter().flat_map(|(.., seats)| seats).flatten());
    people.extend(workspace::leads(&mut { db }, guild.id).await?);
    Ok(people)
}
