//! Reminders of somebody who is forgotten.

use crate::{
    db::{Json, Result, Tx},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite, rewrite_json},
};
use serde_json::Value;

/// The numbers of a person's reminders and of their occurrences.
#[derive(Debug, Default)]
pub struct PersonalRows {
    pub reminders: Vec<i64>,
    pub occurrences: Vec<i64>,
}

/// What a person ever wanted to be told.
pub async fn of_owner(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<PersonalRows> {
    let numbers = |rows: Vec<(i64,)>| rows.into_iter().map(|(id,)| id).collect();
    let reminders = "SELECT id FROM reminder WHERE guild_id = $1 AND owner_user_id = $2";
    let reminders = tx.q(reminders).bind(guild_id).bind(user_id).all().await?;
    let occurrences = "SELECT o.id FROM reminder AS r JOIN reminder_occurrence AS o ON o.guild_id = r.guild_id AND \
                       o.reminder_id = r.id WHERE r.guild_id = $1 AND r.owner_user_id = $2";
    let occurrences = tx.q(occurrences).bind(guild_id).bind(user_id).all().await?;
    Ok(PersonalRows { reminders: numbers(reminders), occurrences: numbers(occurrences) })
}

/// A person's reminders say nothing any more and do not come again.
pub async fn forget_own(tx: &mut Tx, guild_id: i64, user_id: i64, own: &PersonalRows) -> Result<u64> {
    let mut rows = 0;
    for (write, ids) in [
        ("UPDATE reminder SET items_json = $3 WHERE guild_id = $1 AND id = $2", &own.reminders),
        ("UPDATE reminder_occurrence SET ticks_json = $3 WHERE guild_id = $1 AND id = $2", &own.occurrences),
    ] {
        for id in ids {
            tx.defer(write).bind(guild_id).bind(*id).bind(Json(Vec::<Value>::new())).add();
            rows += 1;
        }
    }
    tx.q("UPDATE reminder SET text = $3, people_json = $4, owner_user_id = 0, version = version + 1, \
          state = CASE WHEN state = 'active' THEN 'deleted' ELSE state END WHERE guild_id = $1 AND owner_user_id = $2")
        .bind(guild_id)
        .bind(user_id)
        .bind(FORGOTTEN)
        .bind(Json(Vec::<i64>::new()))
        .run()
        .await?;
    Ok(rows)
}

/// Takes somebody out of the reminders of others.
pub async fn forget_in_others(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows = rewrite(tx, guild_id, column!("reminder", "text"), |text| who.text(text)).await?;
    rows += rewrite_json(tx, guild_id, column!("reminder", "items_json"), |json| who.json(json)).await?;
    rows += rewrite_json(tx, guild_id, column!("reminder", "people_json"), |json| without(json, who)).await?;
    rows += rewrite_json(tx, guild_id, column!("reminder_occurrence", "ticks_json"), |json| who.json(json))
        .await?;
    if let Some(user_id) = who.member() {
        let done_by = person_column!("reminder_occurrence", "done_by_user_id");
        rows += nobody_in(tx, guild_id, &[done_by], user_id).await?;
    }
    Ok(rows)
}

/// The list of people without them: nobody is mentioned in their place.
fn without(people: &mut Value, who: &Forgetting) -> bool {
    let Some(people) = people.as_array_mut() else { return false };
    let before = people.len();
    people.retain(|person| !who.is_member(person.as_i64()));
    people.len() < before
}
