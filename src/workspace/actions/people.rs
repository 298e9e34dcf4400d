//! People as others name them, and what they may do.

use crate::{
    contract::{Context, Level, manages_guild},
    error::Refusal,
    workspace::{
        rules::{self, Called},
        words,
    },
};

/// Names that are looked up for one text.
const MOST_LOOKUPS: usize = 30;
/// People who are offered when a name is several people's.
const MOST_OFFERED: usize = 4;

/// `typed` with mentions in place of the names of members, `PM Growth` or `@PM Growth`, so that whoever cannot mention,
/// as in a form, can name people all the same. What names nobody stays as it is. Not inside a transaction.
///
/// # Errors
/// A name is several people's: they are offered, each as the value of `option`. Discord does not tell: nothing is replaced.
pub async fn with_people(cx: &Context, typed: &str, option: &'static str) -> Result<String, Refusal> {
    let (mut done, mut read, mut lookups) = (String::new(), 0, 0);
    for part in rules::named(typed) {
        done.push_str(&typed[read..part.start]);
        read = part.start;
        while read < part.end && lookups < MOST_LOOKUPS {
            let rest = &typed[read..part.end];
            let name = rest.trim_start();
            read += rest.len() - name.len();
            let name = name.trim_start_matches('@');
            let marks = part.end - read - name.len();
            lookups += 1;
            match look_up(cx, name).await {
                Called::One(user_id, length) => {
                    done.push_str(&format!("<@{user_id}> "));
                    read += marks + length;
                    // Behind a name there may be another, or a word between the two.
                    let joins = ["and ", "then ", "& "];
                    let behind = typed[read..part.end].trim_start();
                    let word = joins.into_iter().find(|word| behind.starts_with(word)).unwrap_or_default();
                    read = part.end - behind.len() + word.len();
                }
                Called::Several(people) => {
                    let whole = |user_id: i64| format!("{done}<@{user_id}>{}", &typed[part.end..]);
                    let offered = people.iter().take(MOST_OFFERED);
                    return Err(offered.fold(words::several_people(name), |refusal, (user_id, called)| {
                        refusal.meaning(called.clone(), option, whole(*user_id))
                    }));
                }
                Called::Nobody => break,
            }
        }
        done.push_str(&typed[read..part.end]);
        read = part.end;
    }
    done.push_str(&typed[read..]);
    Ok(done)
}

/// Whom the text begins to name: by all of it, else by names that begin with its first word.
async fn look_up(cx: &Context, name: &str) -> Called {
    let first = name.split_whitespace().next().unwrap_or_default();
    for beginning in [name, first] {
        let Ok(people) = cx.directory.people_called(cx.guild.id, beginning).await else {
            return Called::Nobody;
        };
        match rules::called(name, &people) {
            Called::Nobody if beginning != first => {}
            called => return called,
        }
    }
    Called::Nobody
}

/// What a member may do here; `None` where that cannot be told: they are no member, Discord does not answer, or nobody has
/// said yet which role makes a PM. Not inside a transaction.
pub async fn level_of(cx: &Context, user_id: i64) -> Option<Level> {
    if user_id == cx.caller.user_id {
        return Some(cx.level);
    }
    cx.guild.roles.get(&Level::Pm)?;
    let member = cx.directory.person(cx.guild.id, user_id, cx.now).await.ok()??;
    let is_held = |role_id: &i64| *role_id == cx.guild.id || member.role_ids.contains(role_id);
    let held = cx.guild.roles.iter().filter(|(_, role_id)| is_held(role_id)).map(|(level, _)| *level);
    let level = held.max().unwrap_or(Level::Everyone);
    if level >= Level::Pm {
        return Some(level);
    }
    let facts = cx.directory.facts(cx.guild.id).await.ok()?;
    let manages = facts.roles.iter().any(|role| is_held(&role.id) && manages_guild(role.permissions));
    Some(if manages || facts.owner_user_id == user_id { Level::Admin } else { level })
}

/// Refused where the caller may not mention one of these roles, or docket may not. Not inside a transaction.
pub async fn may_mention(cx: &Context, role_ids: &[i64]) -> Result<(), Refusal> {
    if role_ids.is_empty() {
        return Ok(());
    }
    let facts =
        cx.directory.facts(cx.guild.id).await.map_err(|error| words::mention_not_looked_up(&error))?;
    match role_ids.iter().find(|role_id| !rules::may_mention(&facts, cx.caller.permissions, **role_id)) {
        Some(role_id) => Err(words::role_not_mentioned(*role_id)),
        None => Ok(()),
    }
}

/// Refused where somebody named cannot do a PM's work: whatever they were given would wait for ever. Not inside a
/// transaction.
pub async fn can_do_the_work(cx: &Context, user_ids: &[i64]) -> Result<(), Refusal> {
    for user_id in user_ids {
        if level_of(cx, *user_id).await.is_some_and(|level| level < Level::Pm) {
            return Err(words::cannot_do_the_work(*user_id, cx.guild.roles.get(&Level::Pm).copied()));
        }
    }
    Ok(())
}
