//! What waits for somebody, for their morning: to be answered, to be looked at, to be posted.

use crate::{
    contract::{DayOf, Section},
    db::Db,
    error::Error,
    escalation::{Escalation, SUBJECT, rules::review, store, words},
};
use std::collections::{BTreeMap, BTreeSet};

/// What is the person's to answer, what waits longest first; then what is theirs to look at, and to post.
pub async fn waiting_for(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let mut listed = store::open_of(of.db, of.guild.id, of.user_id).await?;
    let all = listed.found.len();
    listed.found.retain(|row| !of.is_apart(SUBJECT, row.id));
    listed.total = listed.total.beyond(all - listed.found.len());
    let drafted = store::drafted(of.db, of.guild.id).await?;
    let reviewers = Reviewers::read(of.db, of.guild.id).await?;
    let (to_review, to_post): (Vec<Escalation>, Vec<Escalation>) =
        drafted.into_iter().partition(|row| row.facts.review_since_at.is_some());
    let to_review = to_review.into_iter().filter(|row| reviewers.of(row).contains(&of.user_id)).collect();
    let is_theirs = |row: &Escalation| {
        let has_reviewers = !reviewers.of(row).is_empty();
        row.raised_by_user_id == of.user_id && !review::is_held(&row.facts, has_reviewers)
    };
    let to_post = to_post.into_iter().filter(is_theirs).collect();
    let sections = [
        words::day_section(of.guild, &listed),
        words::review_section(of.guild, to_review),
        words::post_section(of.guild, to_post),
    ];
    Ok(sections.into_iter().flatten().collect())
}

/// Everybody who has something to answer, to look at or to post.
pub async fn people(db: &Db, guild_id: i64) -> Result<BTreeSet<i64>, Error> {
    let mut people: BTreeSet<i64> = store::owners(db, guild_id).await?.into_iter().collect();
    let drafted = store::drafted(db, guild_id).await?;
    if drafted.is_empty() {
        return Ok(people);
    }
    let reviewers = Reviewers::read(db, guild_id).await?;
    for row in &drafted {
        match row.facts.review_since_at {
            Some(_) => people.extend(reviewers.of(row)),
            None => people.extend([row.raised_by_user_id]),
        }
    }
    Ok(people)
}

/// Who looks at answers, by area; 0 is any.
struct Reviewers(BTreeMap<i64, Vec<i64>>);

impl Reviewers {
    async fn read(db: &Db, guild_id: i64) -> Result<Self, Error> {
        let rows = store::reviewers(&mut { db }, guild_id).await?;
        Ok(Self(rows.into_iter().map(|row| (row.area_id, row.people_json.0)).collect()))
    }

    /// Who looks at this one.
    fn of(&self, row: &Escalation) -> Vec<i64> {
        let own = row.facts.area_id.and_then(|area_id| self.0.get(&area_id));
        let all = own.or_else(|| self.0.get(&0)).map(Vec::as_slice).unwrap_or_default();
        review::who(all, row.facts.drafted_by_user_id)
    }
}
