//! Escalations of somebody who is forgotten.

use crate::{
    db::{Result, Tx},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite, rewrite_json},
};
use serde_json::Value;

/// Where a person's id stands.
const PEOPLE: [&str; 7] = [
    person_column!("escalation_answer", "author_user_id"),
    person_column!("escalation", "approved_by_user_id"),
    person_column!("escalation_clock", "owner_user_id"),
    person_column!("escalation", "raised_by_user_id"),
    person_column!("escalation", "owner_user_id"),
    person_column!("escalation", "drafted_by_user_id"),
    person_column!("escalation_note", "author_user_id"),
];

/// The text of a public post, by the number of its escalation.
const POST_TEXT: (&str, &str) = (
    "SELECT escalation_id, text FROM escalation_post WHERE guild_id = $1",
    "UPDATE escalation_post SET text = $3 WHERE guild_id = $1 AND escalation_id = $2",
);
/// What its author is called.
const POST_AUTHOR: (&str, &str) = (
    "SELECT escalation_id, author FROM escalation_post WHERE guild_id = $1",
    "UPDATE escalation_post SET author = $3 WHERE guild_id = $1 AND escalation_id = $2",
);

/// Who looks at answers, by the number of the area.
const REVIEWERS: (&str, &str) = (
    "SELECT area_id, people_json FROM escalation_reviewer WHERE guild_id = $1",
    "UPDATE escalation_reviewer SET people_json = $3 WHERE guild_id = $1 AND area_id = $2",
);

/// The numbers of what a person brought.
pub async fn ids_naming(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM escalation WHERE guild_id = $1 AND raised_by_user_id = $2";
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(user_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What a member wrote says nothing any more, and nobody stands where they stood.
pub async fn forget_own(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let mut rows = 0;
    for sql in [
        "UPDATE escalation SET question = $3, version = version + 1 WHERE guild_id = $1 AND raised_by_user_id = $2",
        "UPDATE escalation SET draft = $3 WHERE guild_id = $1 AND drafted_by_user_id = $2",
        "UPDATE escalation_note SET text = $3 WHERE guild_id = $1 AND author_user_id = $2",
    ] {
        rows += tx.q(sql).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    }
    let joined = "DELETE FROM escalation_person WHERE guild_id = $1 AND user_id = $2";
    rows += tx.q(joined).bind(guild_id).bind(user_id).run().await?;
    rows += nobody_in(tx, guild_id, &PEOPLE, user_id).await?;
    Ok(rows)
}

/// Takes somebody out of what others wrote, and out of all lists of people.
pub async fn forget_texts_in(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows = 0;
    for column in [
        column!("escalation", "question"),
        column!("escalation", "area_keyword"),
        column!("escalation", "topic_keyword"),
        column!("escalation", "outcome_note"),
        column!("escalation", "draft"),
        column!("escalation_note", "text"),
        column!("escalation_topic", "template"),
        column!("escalation_answer", "title"),
        column!("escalation_answer", "text"),
    ] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    for column in [POST_TEXT, POST_AUTHOR] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    rows += rewrite_json(tx, guild_id, column!("escalation", "asked_json"), |json| who.json(json)).await?;
    for column in
        [column!("escalation_topic", "responders_json"), column!("escalation_topic", "informed_json")]
    {
        rows += rewrite_json(tx, guild_id, column, |json| without(json, who)).await?;
    }
    rows += rewrite_json(tx, guild_id, REVIEWERS, |json| without(json, who)).await?;
    rows += rewrite_json(tx, guild_id, column!("escalation_topic", "keywords_json"), |json| who.json(json))
        .await?;
    Ok(rows)
}

/// The list without them: nobody is asked in their place.
fn without(people: &mut Value, who: &Forgetting) -> bool {
    let Some(people) = people.as_array_mut() else { return false };
    let before = people.len();
    people.retain(|person| !who.is_member(person.as_i64()));
    people.len() < before
}
