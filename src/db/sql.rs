//! SQL text: usually one for both engines, rarely a pair.

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};
use std::borrow::Cow;

/// One statement, as each engine is to be told it.
///
/// A `&'static str` with `$1`, `$2`, … is a statement for both. Where the engines must differ, [`sql!`] makes
/// a pair that shares as much text as possible.
///
/// [`sql!`]: crate::sql
#[derive(Clone, Debug)]
pub struct Sql {
    pub(super) sqlite: Cow<'static, str>,
    pub(super) postgres: Cow<'static, str>,
}

impl Sql {
    /// A statement that is worded differently on each engine. Prefer [`sql!`](crate::sql).
    pub const fn pair(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite: Cow::Borrowed(sqlite), postgres: Cow::Borrowed(postgres) }
    }

    /// The table that the statement adds to, when its text shows that it reads no table at all: a plain `INSERT` of values,
    /// or of what a function makes of an argument. `None` when that is not so, or not plain to see.
    pub(super) fn plain_insert_into(&self) -> Option<&'static str> {
        let Cow::Borrowed(text) = self.postgres else { return None };
        let (table, rest) = text.strip_prefix("INSERT INTO ")?.split_once([' ', '('])?;
        let is_plain = match rest.split_once("FROM ") {
            None => true,
            Some((_, from)) => is_one_function(from) && !from.contains("FROM ") && !from.contains("JOIN "),
        };
        (is_plain && !table.is_empty()).then_some(table)
    }

    /// A statement that was put together from the names of tables and columns as the schema has them.
    pub(super) fn generated(text: String) -> Self {
        Self { sqlite: Cow::Owned(text.clone()), postgres: Cow::Owned(text) }
    }
}

/// Whether what stands behind `FROM` is a function and nothing else.
fn is_one_function(from: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let sources = from.split(" WHERE ").next().unwrap_or_default();
    sources.split_once('(').is_some_and(|(name, rest)| is_name(name) && !has_comma_outside(rest))
}

/// Whether there is a comma outside brackets, in a text that begins inside one.
fn has_comma_outside(text: &str) -> bool {
    let mut depth = 1_i32;
    text.chars().any(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    })
}

/// Hands a text to sqlx, which wants to know that no input of a person has become part of it: it was either
/// written in the source, or [generated](Sql::generated).
pub(super) fn safe(text: Cow<'static, str>) -> SqlStr {
    match text {
        Cow::Borrowed(text) => text.into_sql_str(),
        Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
    }
}

impl From<&'static str> for Sql {
    fn from(both: &'static str) -> Self {
        Self::pair(both, both)
    }
}

/// Pieces of SQL in order: a bare literal is for both engines, `lite(…)` for SQLite, `pg(…)` for PostgreSQL.
///
/// ```
/// let claim = docket::sql!["SELECT id FROM job WHERE state = 'waiting' LIMIT 1" pg(" FOR UPDATE SKIP LOCKED")];
/// let in_list = docket::sql![
///     "SELECT id FROM request WHERE guild_id = $1 AND customer IN (SELECT value FROM "
///     lite("json_each($2)") pg("jsonb_array_elements_text($2) AS list(value)")
///     ")"
/// ];
/// # let _ = (claim, in_list);
/// ```
#[macro_export]
macro_rules! sql {
    (@ [$($l:literal)*] [$($p:literal)*]) => {
        $crate::db::Sql::pair(concat!($($l),*), concat!($($p),*))
    };
    (@ [$($l:literal)*] [$($p:literal)*] lite($only:literal) $($rest:tt)*) => {
        $crate::sql!(@ [$($l)* $only] [$($p)*] $($rest)*)
    };
    (@ [$($l:literal)*] [$($p:literal)*] pg($only:literal) $($rest:tt)*) => {
        $crate::sql!(@ [$($l)*] [$($p)* $only] $($rest)*)
    };
    (@ [$($l:literal)*] [$($p:literal)*] $both:literal $($rest:tt)*) => {
        $crate::sql!(@ [$($l)* $both] [$($p)* $both] $($rest)*)
    };
    ($first:literal $($rest:tt)*) => { $crate::sql!(@ [] [] $first $($rest)*) };
    (lite $($rest:tt)*) => { $crate::sql!(@ [] [] lite $($rest)*) };
    (pg $($rest:tt)*) => { $crate::sql!(@ [] [] pg $($rest)*) };
}

/// Appends `sql` to `to` with every `$n` outside quotes raised by `by`, so that several statements can share
/// one list of arguments.
pub(super) fn push_shifted(to: &mut String, sql: &str, by: usize) {
    if by == 0 {
        to.push_str(sql);
        return;
    }
    // Every second piece is inside quotes; a doubled quote makes an empty piece and changes nothing.
    for (n, piece) in sql.split('\'').enumerate() {
        if n > 0 {
            to.push('\'');
        }
        if n % 2 == 1 {
            to.push_str(piece);
            continue;
        }
        let mut places = piece.split('$');
        to.push_str(places.next().unwrap_or_default());
        for place in places {
            let digits = place.len() - place.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number = place[..digits].parse::<usize>().map(|number| (number + by).to_string());
            to.push('$');
            to.push_str(number.as_deref().unwrap_or_default());
            to.push_str(&place[digits..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shifted(sql: &str, by: usize) -> String {
        let mut text = String::new();
        push_shifted(&mut text, sql, by);
        text
    }

    #[test]
    fn an_insert_that_reads_no_table_is_known_by_its_text() {
        for (sql, table) in [
            ("INSERT INTO note (id) VALUES ($1)", Some("note")),
            (
                "INSERT INTO note(id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = excluded.id",
                Some("note"),
            ),
            (
                "INSERT INTO note (id) SELECT $1, a.value ->> 'b' FROM jsonb_array_elements($2) AS a(value)",
                Some("note"),
            ),
            (
                "INSERT INTO note (id) SELECT value FROM json_each($1) AS a WHERE TRUE ON CONFLICT DO NOTHING",
                Some("note"),
            ),
            ("INSERT INTO note (id) SELECT id FROM other", None),
            (
                "INSERT INTO note (id) SELECT id FROM json_each($1) AS a, other AS o WHERE o.id = a.value",
                None,
            ),
            (
                "INSERT INTO note (id) SELECT id FROM json_each($1) AS a JOIN other AS o ON o.id = a.value",
                None,
            ),
            ("INSERT INTO note (id) SELECT $1 WHERE EXISTS (SELECT 1 FROM other WHERE id IN (1))", None),
            ("INSERT INTO note (id) VALUES ((SELECT MAX(id) FROM note))", None),
            ("WITH a AS (SELECT 1) INSERT INTO note (id) SELECT 1 FROM a", None),
            ("UPDATE note SET id = 1", None),
            ("DELETE FROM note", None),
        ] {
            assert_eq!(Sql::from(sql).plain_insert_into(), table, "{sql}");
        }
        assert_eq!(Sql::generated("INSERT INTO note (id) VALUES (1)".to_owned()).plain_insert_into(), None);
    }

    #[test]
    fn arguments_are_renumbered_outside_quotes_only() {
        let sql = "SELECT json_extract(a, '$1.b'), $1, $12 FROM t WHERE note = 'it''s $2' AND x = $2";
        assert_eq!(shifted(sql, 0), sql);
        assert_eq!(
            shifted(sql, 3),
            "SELECT json_extract(a, '$1.b'), $4, $15 FROM t WHERE note = 'it''s $2' AND x = $5"
        );
    }

    #[test]
    fn pieces_go_to_the_engine_they_name() {
        let sql = crate::sql!["SELECT " lite("1") pg("2") " AS n" pg(" FOR UPDATE")];
        assert_eq!(sql.sqlite, "SELECT 1 AS n");
        assert_eq!(sql.postgres, "SELECT 2 AS n FOR UPDATE");
    }
}
