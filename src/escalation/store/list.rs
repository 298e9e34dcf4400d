//! Lists of escalations: a page at a time, by key, each state a walk of its own along an index.

use super::row::columns;
use crate::{
    base::tally::Tally,
    db::{At, Db, Result, Sql},
    escalation::{Escalation, State},
};

/// Escalations on one page.
const PER_PAGE: usize = 10;
/// One more, which tells whether there are others.
const LIMIT: i64 = 11;

/// The place of an escalation in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub created_at: At,
    pub id: i64,
}

/// A page of a list, oldest first: who waits longest comes first.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub found: Vec<Escalation>,
    pub total: Tally,
    /// Whether there are others behind.
    pub is_more: bool,
}

macro_rules! walk {
    ($index:literal, $where:literal) => {
        Sql::pair(
            concat!(
                "SELECT ",
                columns!(),
                " FROM escalation AS e INDEXED BY ",
                $index,
                " WHERE e.guild_id = $1 AND e.state = $2 AND (e.created_at, e.id) > ($3, $4)",
                $where,
                " ORDER BY e.created_at, e.id LIMIT $6"
            ),
            concat!(
                "SELECT ",
                columns!(),
                " FROM escalation AS e WHERE e.guild_id = $1 AND e.state = $2 AND (e.created_at, e.id) > ($3, $4)",
                $where,
                " ORDER BY e.created_at, e.id LIMIT $6"
            ),
        )
    };
}

macro_rules! count {
    ($index:literal, $where:literal) => {
        Sql::pair(
            concat!(
                "SELECT COUNT(*) FROM (SELECT 1 FROM escalation AS e INDEXED BY ",
                $index,
                " WHERE e.guild_id = $1 AND e.state = $2",
                $where,
                " LIMIT 501) AS n"
            ),
            concat!(
                "SELECT COUNT(*) FROM (SELECT 1 FROM escalation AS e WHERE e.guild_id = $1 AND e.state = $2",
                $where,
                " LIMIT 501) AS n"
            ),
        )
    };
}

/// Whose or of what the escalations of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    All,
    Owner(i64),
    Area(i64),
}

impl Of {
    fn walk(self) -> Sql {
        match self {
            Of::All => walk!("escalation_by_state", " AND $5 = $5"),
            Of::Owner(_) => walk!("escalation_by_owner", " AND e.owner_user_id = $5"),
            Of::Area(_) => walk!("escalation_by_area", " AND e.area_id = $5"),
        }
    }

    fn count(self) -> Sql {
        match self {
            Of::All => count!("escalation_by_state", " AND $3 = $3"),
            Of::Owner(_) => count!("escalation_by_owner", " AND e.owner_user_id = $3"),
            Of::Area(_) => count!("escalation_by_area", " AND e.area_id = $3"),
        }
    }

    fn id(self) -> i64 {
        match self {
            Of::All => 0,
            Of::Owner(id) | Of::Area(id) => id,
        }
    }
}

/// The page behind a place, of escalations in these states.
pub async fn page(db: &Db, guild_id: i64, of: Of, states: &[State], after: Option<Key>) -> Result<Listed> {
    let key = after.unwrap_or(Key { created_at: At::from(chrono::DateTime::UNIX_EPOCH), id: 0 });
    let (mut found, mut total) = (Vec::<Escalation>::new(), Tally::NONE);
    for state in states {
        let rows: Vec<Escalation> = db
            .q(of.walk())
            .bind(guild_id)
            .bind(state.word())
            .bind(key.created_at)
            .bind(key.id)
            .bind(of.id())
            .bind(LIMIT)
            .all()
            .await?;
        found.extend(rows);
        let (count,): (i64,) = db.q(of.count()).bind(guild_id).bind(state.word()).bind(of.id()).one().await?;
        total = total.plus(Tally::from(count));
    }
    found.sort_by_key(|row| (row.created_at, row.id));
    let is_more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    Ok(Listed { found, total, is_more })
}

/// What is open and a person's.
pub async fn open_of(db: &Db, guild_id: i64, user_id: i64) -> Result<Listed> {
    page(db, guild_id, Of::Owner(user_id), &[State::Routed, State::Acknowledged], None).await
}

/// What has a draft of an answer and is not answered yet, what came first first; some hundreds at most.
pub async fn drafted(db: &Db, guild_id: i64) -> Result<Vec<Escalation>> {
    let sql = Sql::pair(
        concat!(
            "SELECT ",
            columns!(),
            " FROM escalation AS e INDEXED BY escalation_by_state WHERE e.guild_id = $1 AND e.state = 'acknowledged' \
             AND e.draft IS NOT NULL ORDER BY e.created_at, e.id LIMIT 300"
        ),
        concat!(
            "SELECT ",
            columns!(),
            " FROM escalation AS e WHERE e.guild_id = $1 AND e.state = 'acknowledged' \
             AND e.draft IS NOT NULL ORDER BY e.created_at, e.id LIMIT 300"
        ),
    );
    db.q(sql).bind(guild_id).all().await
}

/// Everybody who owns something that is open.
pub async fn owners(db: &Db, guild_id: i64) -> Result<Vec<i64>> {
    let sql = crate::sql![
        "SELECT DISTINCT owner_user_id FROM (SELECT owner_user_id FROM escalation"
        lite(" INDEXED BY escalation_by_state")
        " WHERE guild_id = $1 AND state IN ('routed', 'acknowledged') LIMIT 5000) AS open \
         WHERE owner_user_id IS NOT NULL"
    ];
    let rows: Vec<(i64,)> = db.q(sql).bind(guild_id).all().await?;
    Ok(rows.into_iter().map(|(user_id,)| user_id).collect())
}

/// The newest escalations, for completions.
pub async fn candidates(db: &Db, guild_id: i64, most: i64) -> Result<Vec<Escalation>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM escalation AS e WHERE e.guild_id = $1 ORDER BY e.id DESC LIMIT $2"
    );
    db.q(sql).bind(guild_id).bind(most).all().await
}
