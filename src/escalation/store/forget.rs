//! Escalations of somebody who is forgotten.

use crate::{
    db::{Json, Result, Sql, Tx},
    room::{
        FORGOTTEN, Forgetting, address_column, column, emptied, nobody_in, person_column, rewrite,
        rewrite_json, rewrite_texts, rewritten, rewritten_json, text_column,
    },
    workspace::name_key,
};
use serde_json::Value;
use std::collections::BTreeSet;

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

/// Names of topics and titles of answers, with the form in which they are compared.
const TOPIC_NAMES: (&str, &str) = (
    "SELECT id, name FROM escalation_topic WHERE guild_id = $1",
    "UPDATE escalation_topic SET name = $3, name_key = $4, version = version + 1 WHERE guild_id = $1 AND id = $2",
);
const ANSWER_TITLES: (&str, &str) = (
    "SELECT id, title FROM escalation_answer WHERE guild_id = $1",
    "UPDATE escalation_answer SET title = $3, title_key = $4, version = version + 1 WHERE guild_id = $1 AND id = $2",
);

/// An escalation with something that a member wrote.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Written {
    pub id: i64,
    pub question: String,
    pub draft: Option<String>,
}

/// What a member brought or drafted.
pub async fn written_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<Written>> {
    let sql = "SELECT id, question, draft FROM escalation WHERE guild_id = $1 \
               AND (raised_by_user_id = $2 OR drafted_by_user_id = $2) ORDER BY id";
    tx.q(sql).bind(guild_id).bind(user_id).all().await
}

/// The numbers of everything whose card names a member, or shows a note of theirs.
pub async fn ids_naming(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM escalation WHERE guild_id = $1 AND (raised_by_user_id = $2 OR owner_user_id = $2 \
               OR drafted_by_user_id = $2 OR approved_by_user_id = $2) \
               UNION SELECT escalation_id AS id FROM escalation_note WHERE guild_id = $1 AND author_user_id = $2 \
               UNION SELECT escalation_id AS id FROM escalation_person WHERE guild_id = $1 AND user_id = $2";
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(user_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The numbers of everything of which somebody has said how it ended.
pub async fn ids_with_end(tx: &mut Tx, guild_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM escalation WHERE guild_id = $1 AND outcome_note IS NOT NULL";
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What was said of how something ended says nothing any more.
pub fn forget_end(tx: &mut Tx, guild_id: i64, id: i64) {
    tx.defer(
        "UPDATE escalation SET outcome_note = $3, version = version + 1 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(id)
    .bind(FORGOTTEN)
    .add();
}

/// What a member wrote says nothing any more, and nobody stands where they stood. Answers of the library are the team's, and
/// stay.
pub async fn forget_own(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let mut rows = 0;
    for sql in [
        "UPDATE escalation SET question = $3, version = version + 1 WHERE guild_id = $1 AND raised_by_user_id = $2 \
         AND question <> ''",
        "UPDATE escalation SET draft = $3, version = version + 1 WHERE guild_id = $1 AND drafted_by_user_id = $2 \
         AND draft IS NOT NULL",
        "UPDATE escalation_note SET text = $3 WHERE guild_id = $1 AND author_user_id = $2",
    ] {
        rows += tx.q(sql).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    }
    let joined = "DELETE FROM escalation_person WHERE guild_id = $1 AND user_id = $2";
    rows += tx.q(joined).bind(guild_id).bind(user_id).run().await?;
    rows += nobody_in(tx, guild_id, &PEOPLE, user_id).await?;
    Ok(rows)
}

/// Takes somebody out of what others wrote, and out of all lists of people. Returns how many rows were changed; the numbers of
/// the escalations whose cards show one go into `shown`.
pub async fn forget_texts_in(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    shown: &mut BTreeSet<i64>,
) -> Result<u64> {
    let mut changed = Vec::new();
    for column in [
        column!("escalation", "question"),
        column!("escalation", "area_keyword"),
        column!("escalation", "topic_keyword"),
        column!("escalation", "outcome_note"),
        column!("escalation", "draft"),
    ] {
        changed.extend(rewritten(tx, guild_id, column, |text| who.text(text)).await?);
    }
    for column in [address_column!("escalation", "url"), address_column!("escalation", "answer_url")] {
        changed.extend(emptied(tx, guild_id, column, |url| who.text(url).is_some()).await?);
    }
    let asked = column!("escalation", "asked_json");
    changed.extend(rewritten_json(tx, guild_id, asked, |json| who.json(json)).await?);
    changed.extend(forget_posts_in(tx, guild_id, who).await?);
    let notes = rewritten(tx, guild_id, column!("escalation_note", "text"), |text| who.text(text)).await?;
    let rows = count(&changed) + count(&notes);
    shown.extend(changed);
    shown.extend(those_with(tx, guild_id, &notes, WITH_NOTE).await?);
    Ok(rows + forget_set_up(tx, guild_id, who, shown).await?)
}

/// Posts that name somebody go as a whole: of less the next look would bring the rest back. Returns the numbers of their
/// escalations.
async fn forget_posts_in(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<Vec<i64>> {
    let sql = "SELECT escalation_id, author, handle, text FROM escalation_post WHERE guild_id = $1";
    let posts: Vec<(i64, String, String, String)> = tx.q(sql).bind(guild_id).all().await?;
    let is_named = |(_, author, handle, text): &(i64, String, String, String)| {
        [author, handle, text].into_iter().any(|told| who.text(told).is_some())
    };
    let named: Vec<i64> = posts.iter().filter(|post| is_named(post)).map(|post| post.0).collect();
    for id in &named {
        tx.defer(
            "UPDATE escalation_post SET state = 'public', author = '', handle = '', text = '', is_edited = $3 \
             WHERE guild_id = $1 AND escalation_id = $2",
        )
        .bind(guild_id)
        .bind(*id)
        .bind(false)
        .add();
    }
    // What was heard besides stays counted, without its address.
    let heard = text_column!("escalation_said", "url");
    rewrite_texts(tx, guild_id, heard, |url| who.text(url).map(|_| String::new())).await?;
    Ok(named)
}

/// Takes somebody out of topics, the library and the lists of who looks at answers.
async fn forget_set_up(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    shown: &mut BTreeSet<i64>,
) -> Result<u64> {
    let topics = renamed(tx, guild_id, who, TOPIC_NAMES).await?;
    let titles = renamed(tx, guild_id, who, ANSWER_TITLES).await?;
    let mut rows = count(&topics) + count(&titles);
    shown.extend(those_with(tx, guild_id, &topics, WITH_TOPIC).await?);
    for column in [
        column!("escalation_topic", "template"),
        column!("escalation_answer", "text"),
        column!("escalation_answer", "kind"),
    ] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    for column in [
        column!("escalation_topic", "responders_json"),
        column!("escalation_topic", "informed_json"),
        column!("escalation_reviewer", "people_json", "area_id"),
    ] {
        rows += rewrite_json(tx, guild_id, column, |json| without(json, who)).await?;
    }
    rows += rewrite_json(tx, guild_id, column!("escalation_topic", "keywords_json"), |json| who.json(json))
        .await?;
    Ok(rows)
}

/// Gives another name to what is named after somebody. Returns the numbers.
async fn renamed(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    (read, write): (&'static str, &'static str),
) -> Result<Vec<i64>> {
    let all: Vec<(i64, String)> = tx.q(read).bind(guild_id).all().await?;
    let mut renamed = Vec::new();
    for (id, name) in all {
        let Some(name) = who.text(&name) else { continue };
        // Two may have been told apart by what is gone.
        let name = format!("{name} {id}");
        tx.defer(write).bind(guild_id).bind(id).bind(name.clone()).bind(name_key(&name)).add();
        renamed.push(id);
    }
    Ok(renamed)
}

fn count(rows: &[i64]) -> u64 {
    u64::try_from(rows.len()).unwrap_or(u64::MAX)
}

const WITH_NOTE: Sql = crate::sql![
    "SELECT DISTINCT escalation_id FROM escalation_note WHERE guild_id = $1 AND id IN (SELECT "
    lite("value FROM json_each($2)")
    pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
];
const WITH_TOPIC: Sql = crate::sql![
    "SELECT id FROM escalation WHERE guild_id = $1 AND topic_id IN (SELECT "
    lite("value FROM json_each($2)")
    pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
];

/// The escalations that have one of these.
async fn those_with(tx: &mut Tx, guild_id: i64, ids: &[i64], sql: Sql) -> Result<Vec<i64>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(Json(ids)).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The list without them: nobody is asked in their place.
fn without(people: &mut Value, who: &Forgetting) -> bool {
    let Some(people) = people.as_array_mut() else { return false };
    let before = people.len();
    people.retain(|person| !who.is_member(person.as_i64()));
    people.len() < before
}
