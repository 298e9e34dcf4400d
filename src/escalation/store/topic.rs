//! Rows of `escalation_topic`.

use crate::{
    db::{Json, Query, Reads, Result, Tx},
    escalation::Topic,
    workspace,
};

#[derive(sqlx::FromRow)]
struct TopicRow {
    id: i64,
    name: String,
    keywords_json: Json<Vec<String>>,
    responders_json: Json<Vec<i64>>,
    informed_json: Json<Vec<i64>>,
    channel_id: Option<i64>,
    template: String,
    is_archived: bool,
    version: i64,
}

impl From<TopicRow> for Topic {
    fn from(row: TopicRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            keywords: row.keywords_json.0,
            responders: row.responders_json.0,
            informed: row.informed_json.0,
            channel_id: row.channel_id,
            template: row.template,
            is_archived: row.is_archived,
            version: row.version,
        }
    }
}

const ALL: &str = "SELECT id, name, keywords_json, responders_json, informed_json, channel_id, template, is_archived, version \
                   FROM escalation_topic WHERE guild_id = $1 ORDER BY id LIMIT 100";

/// All topics of the guild, those put away too.
pub async fn topics(on: &mut dyn Reads, guild_id: i64) -> Result<Vec<Topic>> {
    let rows: Vec<TopicRow> = on.ask(ALL.into()).bind(guild_id).all().await?;
    Ok(rows.into_iter().map(Topic::from).collect())
}

fn bound<'c>(query: Query<'c>, guild_id: i64, topic: &Topic) -> Query<'c> {
    query
        .bind(guild_id)
        .bind(topic.id)
        .bind(topic.name.clone())
        .bind(workspace::name_key(&topic.name))
        .bind(Json(topic.keywords.clone()))
        .bind(Json(topic.responders.clone()))
        .bind(Json(topic.informed.clone()))
        .bind(topic.channel_id)
        .bind(topic.template.clone())
        .bind(topic.is_archived)
}

/// Adds a topic. False when there is one of that name.
pub async fn insert_topic(tx: &mut Tx, guild_id: i64, topic: &Topic) -> Result<bool> {
    let query =
        tx.q("INSERT INTO escalation_topic (guild_id, id, name, name_key, keywords_json, responders_json, \
                      informed_json, channel_id, template, is_archived, version) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) ON CONFLICT DO NOTHING");
    Ok(bound(query, guild_id, topic).run().await? == 1)
}

/// Writes a topic that is as it was read. False when somebody else was quicker.
pub async fn save_topic(tx: &mut Tx, guild_id: i64, topic: &Topic) -> Result<bool> {
    let query = tx.q("UPDATE escalation_topic SET name = $3, name_key = $4, keywords_json = $5, responders_json = $6, \
                      informed_json = $7, channel_id = $8, template = $9, is_archived = $10, version = version + 1 \
                      WHERE guild_id = $1 AND id = $2 AND version = $11");
    Ok(bound(query, guild_id, topic).bind(topic.version).run().await? == 1)
}
