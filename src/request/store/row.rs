//! A request's row, and the row together with what its card shows.

use crate::{
    base::tally::Tally,
    contract::{Named, RealName},
    db::{Db, Deferred, Query, Result, Sql, Tx},
    request::{CloseReason, Request},
};

/// A request with the names and counts that its card shows.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct View {
    #[sqlx(flatten)]
    pub request: Request,
    pub area_name: Option<String>,
    /// Who owns the area.
    pub owner_user_id: Option<i64>,
    pub customer_name: Option<RealName>,
    pub customer_alias: Option<String>,
    /// How many requests are a +1 of this one, through others too.
    #[sqlx(try_from = "i64")]
    pub votes: Tally,
    /// How many customers ask for it: its own and those of its +1s.
    #[sqlx(try_from = "i64")]
    pub customers: Tally,
    /// What these customers pay in a year together.
    pub value: i64,
    pub notes: i64,
    pub files_kept: i64,
    pub files_waiting: i64,
    pub files_failed: i64,
}

impl View {
    /// Name and alias of the customer, if the request has one.
    pub fn customer(&self) -> Option<Named<'_>> {
        Named::of(self.customer_name.as_ref(), self.customer_alias.as_deref())
    }
}

/// The columns of [`Request`].
macro_rules! request_columns {
    () => {
        "r.id, r.text, r.state, r.close_reason, r.importance, r.area_id, r.area_keyword, r.customer_id, \
         r.assignee_user_id, r.duplicate_of_id, r.link, r.reporter_user_id, r.channel_id, r.snapshot_json, \
         r.version, r.created_at, r.updated_at, r.closed_at, r.snoozed_until_at, r.question_id, r.answered_at"
    };
}

/// Joins the customer as it is called now: one that was merged is the one it was merged into. With `pg`, for statements
/// about a handful of requests of which PostgreSQL expects many: it looks the customers up one by one.
macro_rules! customer_join {
    (lite) => {
        customer_join!()
    };
    (pg) => {
        " LEFT JOIN LATERAL (SELECT now.* FROM customer_now AS now WHERE now.guild_id = r.guild_id \
          AND now.id = r.customer_id OFFSET 0) AS c ON TRUE "
    };
    () => {
        " LEFT JOIN customer_now AS c ON c.guild_id = r.guild_id AND c.id = r.customer_id "
    };
}
pub(super) use customer_join;

macro_rules! view_text {
    // Without being told, SQLite walks through all notes of the guild.
    (@ notes lite) => {
        " INDEXED BY request_note_request"
    };
    (@ notes pg) => {
        ""
    };
    // Who asks: the customers of a request and of its +1s, each once.
    (@ asking lite) => {
        "SELECT DISTINCT now.live_id AS id, now.value FROM (SELECT customer_id FROM few UNION SELECT customer_id FROM request \
         WHERE guild_id = $1 AND id = $2) AS one CROSS JOIN customer_now AS now ON now.guild_id = $1 AND now.id = one.customer_id"
    };
    (@ asking pg) => {
        "SELECT DISTINCT now.live_id AS id, now.value FROM (SELECT customer_id FROM few UNION SELECT customer_id FROM request \
         WHERE guild_id = $1 AND id = $2) AS one CROSS JOIN LATERAL (SELECT live_id, value FROM customer_now \
         WHERE guild_id = $1 AND id = one.customer_id OFFSET 0) AS now"
    };
    ($engine:ident) => {
        concat!(
            // As many as are counted, and the request itself where its +1s lead back to it; SQLite would put all of the first
            // step aside before it looks at any. An index has their customers too.
            "WITH RECURSIVE same (id, customer_id) AS (SELECT id, customer_id FROM (SELECT id, customer_id FROM request \
               WHERE guild_id = $1 AND duplicate_of_id = $2 LIMIT 502) AS first \
             UNION SELECT d.id, d.customer_id FROM same CROSS JOIN request AS d \
               WHERE d.guild_id = $1 AND d.duplicate_of_id = same.id), \
             few (id, customer_id) AS MATERIALIZED (SELECT id, customer_id FROM same LIMIT 501), \
             asking (id, value) AS MATERIALIZED (",
            view_text!(@ asking $engine),
            ") SELECT ",
            request_columns!(),
            ", a.name AS area_name, a.owner_user_id, c.name AS customer_name, c.alias AS customer_alias, \
             (SELECT COUNT(*) FROM few WHERE few.id <> r.id) AS votes, \
             (SELECT COUNT(*) FROM asking) AS customers, \
             CAST(COALESCE((SELECT SUM(value) FROM asking), 0) AS BIGINT) AS value, \
             (SELECT COUNT(*) FROM request_note AS n",
            view_text!(@ notes $engine),
            " WHERE n.guild_id = $1 AND n.request_id = $2 \
               AND NOT n.is_withdrawn) AS notes, \
             (SELECT COUNT(*) FROM request_file AS f WHERE f.guild_id = $1 AND f.request_id = $2 \
               AND f.state = 'kept') AS files_kept, \
             (SELECT COUNT(*) FROM request_file AS f WHERE f.guild_id = $1 AND f.request_id = $2 \
               AND f.state = 'waiting') AS files_waiting, \
             (SELECT COUNT(*) FROM request_file AS f WHERE f.guild_id = $1 AND f.request_id = $2 \
               AND f.state = 'failed') AS files_failed \
             FROM request AS r LEFT JOIN area_now AS a ON a.guild_id = r.guild_id AND a.id = r.area_id",
            customer_join!(),
            "WHERE r.guild_id = $1 AND r.id = $2"
        )
    };
}

const VIEW: Sql = Sql::pair(view_text!(lite), view_text!(pg));
/// SQLite has one writer, which holds everything.
const LOCKED_VIEW: Sql = Sql::pair(view_text!(lite), concat!(view_text!(pg), " FOR UPDATE OF r"));

/// The request and what its card shows, outside a transaction.
pub async fn view(db: &Db, guild_id: i64, id: i64) -> Result<Option<View>> {
    bound(db.q(VIEW), guild_id, id).opt().await
}

/// The same, as this transaction sees it.
pub async fn view_in(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<View>> {
    bound(tx.q(VIEW), guild_id, id).opt().await
}

/// The request and what its card shows, held against other changes until the transaction ends.
pub async fn lock(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<View>> {
    bound(tx.q(LOCKED_VIEW), guild_id, id).opt().await
}

fn bound(query: Query<'_>, guild_id: i64, id: i64) -> Query<'_> {
    query.bind(guild_id).bind(id)
}

/// Adds a request that has just been filed.
pub fn insert(tx: &mut Tx, guild_id: i64, request: &Request) {
    let insert = tx.defer("INSERT INTO request (guild_id, id, text, state, close_reason, importance, area_id, area_keyword, \
           customer_id, assignee_user_id, duplicate_of_id, link, version, updated_at, reporter_user_id, channel_id, \
           snapshot_json, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    );
    with_facts(insert, guild_id, request)
        .bind(request.reporter_user_id)
        .bind(request.channel_id)
        .bind(request.snapshot_json.clone())
        .bind(request.created_at)
        .add();
}

/// Stores the facts, version and instant of a request that [`lock`] holds.
pub fn save(tx: &mut Tx, guild_id: i64, request: &Request) {
    let facts = &request.facts;
    let update = tx.defer(
        "UPDATE request SET text = $3, state = $4, close_reason = $5, importance = $6, area_id = $7, \
           area_keyword = $8, customer_id = $9, assignee_user_id = $10, duplicate_of_id = $11, link = $12, \
           version = $13, updated_at = $14, snoozed_until_at = $15, question_id = $16, answered_at = $17, closed_at = $18 \
         WHERE guild_id = $1 AND id = $2",
    );
    with_facts(update, guild_id, request)
        .bind(facts.snoozed_until_at)
        .bind(facts.question_id)
        .bind(facts.answered_at)
        .bind(request.closed_at)
        .add();
}

/// Binds what both writing statements begin with, `$1` to `$14`.
fn with_facts<'c>(statement: Deferred<'c>, guild_id: i64, request: &Request) -> Deferred<'c> {
    let facts = &request.facts;
    statement
        .bind(guild_id)
        .bind(request.id)
        .bind(facts.text.clone())
        .bind(facts.state.word())
        .bind(facts.close_reason.map(CloseReason::word))
        .bind(facts.importance)
        .bind(facts.area_id)
        .bind(facts.area_keyword.clone())
        .bind(facts.customer_id)
        .bind(facts.assignee_user_id)
        .bind(facts.duplicate_of_id)
        .bind(facts.link.clone())
        .bind(request.version)
        .bind(request.updated_at)
}

/// A request that is a +1 of another.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Merged {
    pub id: i64,
    pub customer_name: Option<RealName>,
    pub customer_alias: Option<String>,
}

impl Merged {
    /// Name and alias of the customer, if the request has one.
    pub fn customer(&self) -> Option<Named<'_>> {
        Named::of(self.customer_name.as_ref(), self.customer_alias.as_deref())
    }
}

/// A +1, for its reporter.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Vote {
    pub id: i64,
    pub reporter_user_id: i64,
    pub channel_id: i64,
    /// Not escaped, as it was filed.
    pub text: String,
}

/// The +1s of a request, and theirs, whose number is above `after`, in order, at most `most`.
pub async fn votes(tx: &mut Tx, guild_id: i64, (id, after): (i64, i64), most: usize) -> Result<Vec<Vote>> {
    tx.q("WITH RECURSIVE same (id) AS (SELECT id FROM request WHERE guild_id = $1 AND duplicate_of_id = $2 \
          UNION SELECT d.id FROM same CROSS JOIN request AS d WHERE d.guild_id = $1 AND d.duplicate_of_id = same.id), \
          next (id) AS (SELECT id FROM same WHERE id > $3 ORDER BY id LIMIT $4) \
          SELECT r.id, r.reporter_user_id, r.channel_id, r.text FROM next CROSS JOIN request AS r \
          WHERE r.guild_id = $1 AND r.id = next.id ORDER BY r.id")
        .bind(guild_id)
        .bind(id)
        .bind(after)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .all()
        .await
}

/// The requests that are a +1 of `id`, oldest first, at most `limit`.
pub async fn merged(db: &Db, guild_id: i64, id: i64, limit: i64) -> Result<Vec<Merged>> {
    db.q(MERGED).bind(guild_id).bind(id).bind(limit).all().await
}

/// `$index` is for SQLite, which without being told walks through all requests of the guild.
macro_rules! merged_text {
    ($index:literal) => {
        concat!(
            "SELECT r.id, c.name AS customer_name, c.alias AS customer_alias FROM request AS r",
            $index,
            customer_join!(),
            "WHERE r.guild_id = $1 AND r.duplicate_of_id = $2 ORDER BY r.id LIMIT $3"
        )
    };
}

const MERGED: Sql = Sql::pair(merged_text!(" INDEXED BY request_duplicate"), merged_text!(""));
