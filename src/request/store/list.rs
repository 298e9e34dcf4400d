//! Lists of requests by filter: one page at a time, found by key.
//!
//! A list follows an index, newest first, from where the page before ended. Each state is a walk of its own, and so is each
//! customer that was merged into the one asked for; what the walks find is put together here. No walk looks at more
//! than [`WALK`] requests, however many there are.

use super::row::customer_join;
use crate::{
    base::tally::Tally,
    contract::{Named, RealName},
    db::{At, Db, Json, MaybeWord, Result, Sql},
    request::{CloseReason, State},
};
use chrono::{DateTime, Utc};

/// Requests on one page. The walks look for one more.
pub const PER_PAGE: usize = 10;
/// Requests that one walk looks at when the filter says more than its index knows.
const WALK: i64 = 200;
/// Later than any request; the end of the year 9999.
pub(super) const NEVER: i64 = 253_402_300_799;

/// Which requests to list.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    pub states: &'static [State],
    pub area_id: Option<i64>,
    /// The customer, and those that were merged into it; any when empty.
    pub customer_ids: Vec<i64>,
    /// Filed by this person, or assigned to them.
    pub person: Option<i64>,
    pub assignee: Option<i64>,
    pub reporter: Option<i64>,
    pub importance: Option<i64>,
    /// Filed before this instant.
    pub before: Option<DateTime<Utc>>,
}

/// The place of a request in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct Key {
    pub created_at: At,
    pub id: i64,
}

/// Which page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFrom {
    Newest,
    /// What was filed before that request.
    Before(Key),
    /// What was filed after that request.
    After(Key),
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Found {
    pub id: i64,
    pub text: String,
    #[sqlx(try_from = "String")]
    pub state: State,
    #[sqlx(try_from = "MaybeWord")]
    pub close_reason: Option<CloseReason>,
    pub closed_at: Option<At>,
    pub duplicate_of_id: Option<i64>,
    pub importance: i64,
    pub assignee_user_id: Option<i64>,
    pub created_at: At,
    pub area_name: Option<String>,
    pub customer_name: Option<RealName>,
    pub customer_alias: Option<String>,
    pub snoozed_until_at: Option<At>,
    pub question_id: Option<i64>,
}

impl Found {
    /// Name and alias of the customer, if the request has one.
    pub fn customer(&self) -> Option<Named<'_>> {
        Named::of(self.customer_name.as_ref(), self.customer_alias.as_deref())
    }

    fn key(&self) -> Key {
        Key { created_at: self.created_at, id: self.id }
    }
}

/// A page of a list, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    pub found: Vec<Found>,
    /// How many fit in all; `None` where counting would mean looking at each.
    pub total: Option<Tally>,
    /// The list goes on with what was filed before this one.
    pub older: Option<i64>,
    /// There is something newer: what was filed after this one.
    pub newer: Option<i64>,
    /// How many were looked at, when the search stopped before the page was full.
    pub looked_at: Option<i64>,
}

/// The columns of [`Found`], of `r`, `a` and `c`.
macro_rules! found_columns {
    () => {
        "r.id, r.text, r.state, r.close_reason, r.closed_at, r.duplicate_of_id, r.importance, r.assignee_user_id, \
         r.created_at, a.name AS area_name, c.name AS customer_name, c.alias AS customer_alias, r.snoozed_until_at, r.question_id"
    };
}
pub(super) use found_columns;

/// What a walk finds.
#[derive(sqlx::FromRow)]
struct Hit {
    #[sqlx(flatten)]
    found: Found,
    /// 1 when it passes the whole filter.
    fits: i64,
    /// 1 when the walk stopped here.
    is_end: i64,
    #[sqlx(try_from = "i64")]
    total: Tally,
}

/// The walks over one index: `$2` lists the values of its column, `$3` the states. What is counted has the column
/// `$item`, and passes `$where`. Limits are written out, because PostgreSQL keeps a plan only for what it knows.
macro_rules! walks {
    ($engine:ident, $past:literal, $order:literal, $narrowed:ident, $column:literal, $item:literal, $where:literal) => {
        concat!(
            "SELECT (SELECT ",
            walks!(@ collect $engine),
            " FROM (",
            walks!(@ walk $narrowed $order [
                "SELECT r.id, r.area_id, r.reporter_user_id, r.assignee_user_id, r.importance, r.created_at FROM request AS r \
                 WHERE r.guild_id = $1" $column " AND r.state = state.value AND (r.created_at, r.id) " $past " ($4, $5) \
                 AND r.created_at < $6 ORDER BY r.created_at " $order ", r.id " $order
            ]),
            ") AS w) AS hits, ",
            walks!(@ count $narrowed [
                "(SELECT COUNT(*) FROM (SELECT " $item " FROM request AS r WHERE r.guild_id = $1" $column
                " AND r.state = state.value AND r.created_at < $6 ORDER BY r.created_at DESC, r.id DESC LIMIT 501) AS n" $where ")"
            ]),
            " AS total FROM ",
            walks!(@ lists $engine)
        )
    };
    (@ count plain [$($text:literal)*]) => { concat!($($text,)*) };
    // What passes the rest of a filter is not counted.
    (@ count narrowed [$($text:literal)*]) => { "CAST(0 AS BIGINT)" };
    (@ collect lite) => { "json_group_array(json_array(w.id, w.is_end))" };
    (@ collect pg) => { "COALESCE(jsonb_agg(jsonb_build_array(w.id, w.is_end)), '[]')" };
    (@ lists lite) => { "json_each($2) AS one CROSS JOIN json_each($3) AS state" };
    (@ lists pg) => {
        "jsonb_array_elements_text($2) AS one(value) CROSS JOIN jsonb_array_elements_text($3) AS state(value)"
    };
    // What the index finds is what is wanted.
    (@ walk plain $order:literal [$($text:literal)*]) => {
        concat!("SELECT walked.id, 0 AS is_end FROM (", $($text,)* " LIMIT 11) AS walked")
    };
    // The rest of the filter: area `$7`, person `$8`, assignee `$9` and reporter `$10`, where 0 is any, and importance `$11`,
    // where -1 is.
    (@ walk narrowed $order:literal [$($text:literal)*]) => {
        concat!(
            "SELECT near.id, CASE WHEN near.place = 200 THEN 1 ELSE 0 END AS is_end FROM (SELECT walked.*, \
             ROW_NUMBER() OVER (ORDER BY walked.created_at ", $order, ", walked.id ", $order, ") AS place FROM (",
            $($text,)*
            " LIMIT 200) AS walked) AS near WHERE $7 IN (0, near.area_id) \
             AND $8 IN (0, near.reporter_user_id, near.assignee_user_id) AND $9 IN (0, near.assignee_user_id) \
             AND $10 IN (0, near.reporter_user_id) AND $11 IN (-1, near.importance) \
             OR near.place = 200 ORDER BY near.place LIMIT 11"
        )
    };
}

/// The rows that the walks find.
macro_rules! hits {
    ($engine:ident, $fits:expr, $($walks:tt)*) => {
        concat!(
            "WITH walk AS MATERIALIZED (", $($walks)*, ") SELECT ", found_columns!(),
            ", CAST(", $fits, " AS BIGINT) AS fits, CAST(hit.value ->> 1 AS BIGINT) AS is_end, \
             CAST((SELECT SUM(total) FROM walk) AS BIGINT) AS total FROM walk CROSS JOIN ", hits!(@ rows $engine),
            " LEFT JOIN area_now AS a ON a.guild_id = r.guild_id AND a.id = r.area_id",
            customer_join!($engine)
        )
    };
    // Without statistics either engine might look through all requests. SQLite keeps the order of a cross join,
    // PostgreSQL what is behind an `OFFSET`.
    (@ rows lite) => {
        "json_each(walk.hits) AS hit CROSS JOIN request AS r ON r.guild_id = $1 AND r.id = hit.value ->> 0"
    };
    (@ rows pg) => {
        "jsonb_array_elements(walk.hits) AS hit(value) CROSS JOIN LATERAL \
         (SELECT * FROM request WHERE guild_id = $1 AND id = CAST(hit.value ->> 0 AS BIGINT) OFFSET 0) AS r"
    };
}

/// 1 for what passes the rest of the filter.
macro_rules! fits {
    () => {
        "CASE WHEN $7 IN (0, r.area_id) AND $8 IN (0, r.reporter_user_id, r.assignee_user_id) \
         AND $9 IN (0, r.assignee_user_id) AND $10 IN (0, r.reporter_user_id) AND $11 IN (-1, r.importance) \
         THEN 1 ELSE 0 END"
    };
}

/// The statements over an index, or over two.
struct Statements {
    older: Sql,
    newer: Sql,
    /// Where the filter says more than the index knows.
    older_narrowed: Sql,
    newer_narrowed: Sql,
}

macro_rules! statements {
    ($(($column:literal, $item:literal, $where:literal)),+) => {
        Statements {
            older: statements!(@ "<", "DESC", plain, "1", $($column, $item, $where),+),
            newer: statements!(@ ">", "ASC", plain, "1", $($column, $item, $where),+),
            older_narrowed: statements!(@ "<", "DESC", narrowed, fits!(), $($column, $item, $where),+),
            newer_narrowed: statements!(@ ">", "ASC", narrowed, fits!(), $($column, $item, $where),+),
        }
    };
    (@ $past:literal, $order:literal, $narrowed:ident, $fits:expr, $c:literal, $i:literal, $w:literal
        $(, $c2:literal, $i2:literal, $w2:literal)?) => {
        Sql::pair(
            hits!(lite, $fits, walks!(lite, $past, $order, $narrowed, $c, $i, $w)
                $(, " UNION ALL ", walks!(lite, $past, $order, $narrowed, $c2, $i2, $w2))?),
            hits!(pg, $fits, walks!(pg, $past, $order, $narrowed, $c, $i, $w)
                $(, " UNION ALL ", walks!(pg, $past, $order, $narrowed, $c2, $i2, $w2))?),
        )
    };
}

static OF_ANY: Statements = statements!(("", "r.id", ""));
static OF_AREA: Statements = statements!((" AND r.area_id = CAST(one.value AS BIGINT)", "r.id", ""));
static OF_ASSIGNEE: Statements =
    statements!((" AND r.assignee_user_id = CAST(one.value AS BIGINT)", "r.id", ""));
static OF_REPORTER: Statements =
    statements!((" AND r.reporter_user_id = CAST(one.value AS BIGINT)", "r.id", ""));
static OF_IMPORTANCE: Statements = statements!((" AND r.importance = CAST(one.value AS BIGINT)", "r.id", ""));
static OF_CUSTOMERS: Statements = statements!((" AND r.customer_id = CAST(one.value AS BIGINT)", "r.id", ""));
// What a person both filed and has is counted once.
static OF_PERSON: Statements = statements!(
    (" AND r.reporter_user_id = CAST(one.value AS BIGINT)", "r.id", ""),
    (
        " AND r.assignee_user_id = CAST(one.value AS BIGINT)",
        "r.reporter_user_id",
        " WHERE n.reporter_user_id <> CAST(one.value AS BIGINT)"
    )
);

/// The place of a request in lists.
pub async fn key(db: &Db, guild_id: i64, id: i64) -> Result<Option<Key>> {
    db.q("SELECT created_at, id FROM request WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .opt()
        .await
}

/// One page of the requests that pass the filter, newest first.
pub async fn page(db: &Db, guild_id: i64, filter: &Filter, which: PageFrom) -> Result<Listed> {
    if let PageFrom::After(from) = which {
        let page = read(db, guild_id, filter, which).await?;
        if page.found.len() == PER_PAGE {
            return Ok(Listed { older: page.found.last().map(|last| last.id), ..page });
        }
        // Less than a page is newer: that is the first page, or all that a walk saw.
        if page.looked_at.is_some() {
            return Ok(Listed { older: page.found.last().map(|last| last.id).or(Some(from.id)), ..page });
        }
        return read(db, guild_id, filter, PageFrom::Newest).await;
    }
    read(db, guild_id, filter, which).await
}

/// What the index does not know of a filter.
#[derive(Clone, Copy)]
struct Rest {
    area: Option<i64>,
    person: Option<i64>,
    assignee: Option<i64>,
    reporter: Option<i64>,
    importance: Option<i64>,
}

/// The index to walk, the values of its column, and the rest of the filter. Of several the one is taken that is likely to
/// find the fewest.
fn indexed(filter: &Filter) -> (&'static Statements, Vec<i64>, Rest) {
    let Filter { area_id: area, person, assignee, reporter, importance, .. } = *filter;
    let rest = Rest { area, person, assignee, reporter, importance };
    match (person, assignee, reporter, area, importance) {
        _ if !filter.customer_ids.is_empty() => (&OF_CUSTOMERS, filter.customer_ids.clone(), rest),
        (Some(person), ..) => (&OF_PERSON, vec![person], Rest { person: None, ..rest }),
        (_, Some(assignee), ..) => (&OF_ASSIGNEE, vec![assignee], Rest { assignee: None, ..rest }),
        (_, _, Some(reporter), ..) => (&OF_REPORTER, vec![reporter], Rest { reporter: None, ..rest }),
        (_, _, _, Some(area), _) => (&OF_AREA, vec![area], Rest { area: None, ..rest }),
        (_, _, _, _, Some(importance)) => {
            (&OF_IMPORTANCE, vec![importance], Rest { importance: None, ..rest })
        }
        _ => (&OF_ANY, vec![0], rest),
    }
}

async fn read(db: &Db, guild_id: i64, filter: &Filter, which: PageFrom) -> Result<Listed> {
    let (statements, values, rest) = indexed(filter);
    let Rest { area, person, assignee, reporter, importance } = rest;
    let is_narrowed = [area, person, assignee, reporter, importance].iter().any(Option::is_some);
    let newer = matches!(which, PageFrom::After(_));
    let sql = match (newer, is_narrowed) {
        (false, false) => &statements.older,
        (true, false) => &statements.newer,
        (false, true) => &statements.older_narrowed,
        (true, true) => &statements.newer_narrowed,
    };
    let never = DateTime::from_timestamp(NEVER, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let before = At::from(filter.before.unwrap_or(never));
    let from = match which {
        PageFrom::Newest => Key { created_at: before, id: 0 },
        PageFrom::Before(key) => key.min(Key { created_at: before, id: 0 }),
        PageFrom::After(key) => key,
    };
    let states: Vec<&str> = filter.states.iter().map(|state| state.word()).collect();
    let query = db.q(sql.clone()).bind(guild_id).bind(Json(values)).bind(Json(states));
    let query = query.bind(from.created_at).bind(from.id).bind(before);
    let query = match is_narrowed {
        true => query
            .bind(area.unwrap_or(0))
            .bind(person.unwrap_or(0))
            .bind(assignee.unwrap_or(0))
            .bind(reporter.unwrap_or(0))
            .bind(importance.unwrap_or(-1)),
        false => query,
    };
    let hits: Vec<Hit> = query.all().await?;
    Ok(put_together(hits, which, is_narrowed))
}

/// The page that the walks amount to. Each walk is complete down to where it stopped; so is the page down to the first
/// place where one did.
fn put_together(mut hits: Vec<Hit>, which: PageFrom, is_narrowed: bool) -> Listed {
    let is_newer = matches!(which, PageFrom::After(_));
    hits.sort_by_key(|hit| hit.found.key());
    if !is_newer {
        hits.reverse();
    }
    hits.dedup_by_key(|hit| hit.found.id);
    let total = hits.first().map_or(Tally::NONE, |hit| hit.total);
    let stop = hits.iter().position(|hit| hit.is_end == 1);
    let stopped_at = stop.map(|stop| hits[stop].found.id);
    hits.truncate(stop.map_or(hits.len(), |stop| stop + 1));
    let mut found: Vec<Found> = hits.into_iter().filter(|hit| hit.fits == 1).map(|hit| hit.found).collect();
    let is_full = found.len() > PER_PAGE || found.len() == PER_PAGE && stopped_at.is_some();
    found.truncate(PER_PAGE);
    let last = found.last().map(|last| last.id);
    let goes_on = if is_full { last } else { stopped_at };
    if is_newer {
        found.reverse();
    }
    let first = found.first().map(|first| first.id);
    let newer = match which {
        PageFrom::Newest => None,
        PageFrom::Before(key) => first.or(Some(key.id)),
        PageFrom::After(_) => goes_on,
    };
    Listed {
        newer,
        older: if is_newer { None } else { goes_on },
        total: (!is_narrowed).then_some(total),
        looked_at: stopped_at.filter(|_| !is_full).map(|_| WALK),
        found,
    }
}
