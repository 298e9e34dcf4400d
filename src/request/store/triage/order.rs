//! The order of the queue, as pieces of statements.
//!
//! Whose reporter has answered comes first, then the most important, then the oldest. What waits from the start lies in that
//! order in an index. What was put off and has come back lies in the order in which it came back: the first two hundred
//! of it are sorted in. SQLite, which keeps no statistics, is told which index to follow.

/// Narrows `r` to an area, the argument `$n`, or does not.
macro_rules! scope {
    (all, $n:literal) => {
        ""
    };
    (area, $n:literal) => {
        concat!(" AND r.area_id = ", $n)
    };
    (no_area, $n:literal) => {
        " AND r.area_id IS NULL"
    };
}

/// `request AS r`, to be read along an index where the engine wants to be told.
macro_rules! request_along {
    (pg, $scope:ident, $index:ident) => {
        "request AS r"
    };
    (lite, all, waiting) => {
        "request AS r INDEXED BY request_waiting"
    };
    (lite, $scope:ident, waiting) => {
        "request AS r INDEXED BY request_area_waiting"
    };
    (lite, all, snoozed) => {
        "request AS r INDEXED BY request_put_off"
    };
    (lite, $scope:ident, snoozed) => {
        "request AS r INDEXED BY request_area_put_off"
    };
    (lite, all, answered) => {
        "request AS r INDEXED BY request_answered"
    };
    (lite, $scope:ident, answered) => {
        "request AS r INDEXED BY request_area_answered"
    };
}

/// How many wait for a decision at `$now`, none counted beyond `Tally::LIMIT` of either kind. Limits are written out,
/// because PostgreSQL keeps a plan only for what it knows.
macro_rules! due {
    ($engine:ident, $scope:ident, $now:literal, $area:literal) => {
        concat!(
            "((SELECT COUNT(*) FROM (SELECT r.id FROM ",
            request_along!($engine, $scope, waiting),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at IS NULL",
            scope!($scope, $area),
            " ORDER BY r.importance DESC, r.created_at, r.id LIMIT 501) AS n) + (SELECT COUNT(*) FROM (SELECT r.id FROM ",
            request_along!($engine, $scope, snoozed),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at <= ",
            $now,
            scope!($scope, $area),
            " ORDER BY r.snoozed_until_at LIMIT 501) AS n))"
        )
    };
}

/// When the oldest that waits from the start was filed: one step along the index for each importance.
macro_rules! oldest {
    ($engine:ident, $scope:ident, $area:literal) => {
        concat!(
            "(SELECT MIN(level.created_at) FROM (SELECT (SELECT r.created_at FROM ",
            request_along!($engine, $scope, waiting),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at IS NULL",
            scope!($scope, $area),
            " AND r.importance = importance.value ORDER BY r.created_at, r.id LIMIT 1) AS created_at FROM ",
            importances!(),
            ") AS level)"
        )
    };
}

/// All importances.
macro_rules! importances {
    () => {
        "(SELECT 0 AS value UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) AS importance"
    };
}

/// The first `$limit` of the queue at `$now` that pass `$free`, as `queued`: whether its reporter has answered (0) or not
/// (1), importance, when it was filed, number. To be sorted again, as [`queue_order`].
macro_rules! queued {
    ($engine:ident, $scope:ident, $now:literal, $limit:expr, $area:literal, $free:expr, $lock:literal) => {
        concat!(
            "SELECT * FROM (SELECT 0 AS turn, r.importance, r.created_at, r.id FROM ",
            request_along!($engine, $scope, answered),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.answered_at IS NOT NULL",
            scope!($scope, $area),
            $free,
            " ORDER BY r.importance DESC, r.created_at, r.id LIMIT ",
            $limit,
            $lock,
            ") AS answered UNION ALL SELECT * FROM (SELECT 1 AS turn, r.importance, r.created_at, r.id FROM ",
            request_along!($engine, $scope, waiting),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at IS NULL AND r.answered_at IS NULL",
            scope!($scope, $area),
            $free,
            " ORDER BY r.importance DESC, r.created_at, r.id LIMIT ",
            $limit,
            $lock,
            ") AS waiting UNION ALL SELECT * FROM (SELECT 1 AS turn, r.importance, r.created_at, r.id FROM ",
            back!($engine, $scope, $now, $area),
            $free,
            " ORDER BY r.importance DESC, r.created_at, r.id LIMIT ",
            $limit,
            $lock,
            ") AS returned"
        )
    };
}

/// What was put off and has come back, as much of it as is sorted in, as `r`; conditions about its number may follow. SQLite
/// takes what it needs from the index; PostgreSQL may have to lock the rows, so it looks them up.
macro_rules! back {
    (lite, $scope:ident, $now:literal, $area:literal) => {
        concat!(
            "(SELECT r.importance, r.created_at, r.id FROM ",
            request_along!(lite, $scope, snoozed),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at <= ",
            $now,
            scope!($scope, $area),
            " ORDER BY r.snoozed_until_at LIMIT 200) AS r WHERE TRUE"
        )
    };
    (pg, $scope:ident, $now:literal, $area:literal) => {
        concat!(
            "request AS r WHERE r.guild_id = $1 AND r.id IN (SELECT r.id FROM ",
            request_along!(pg, $scope, snoozed),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at <= ",
            $now,
            scope!($scope, $area),
            " ORDER BY r.snoozed_until_at LIMIT 200) AND r.state = 'new'"
        )
    };
}

/// The order of the queue for what [`queued`] finds.
macro_rules! queue_order {
    () => {
        "queued.turn, queued.importance DESC, queued.created_at, queued.id"
    };
}

/// Whether the request `$id` waits for a decision at `$now`, as a condition: looked up, not joined, so that no engine
/// begins with the requests.
macro_rules! is_due {
    ($scope:ident, $id:literal, $now:literal, $area:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM request AS r WHERE r.guild_id = $1 AND r.id = ",
            $id,
            " AND r.state = 'new' AND (r.snoozed_until_at IS NULL OR r.snoozed_until_at <= ",
            $now,
            ")",
            scope!($scope, $area),
            ") = 1"
        )
    };
}

/// What is put off at `$now`, counted up to `Tally::LIMIT`.
macro_rules! snoozed {
    ($engine:ident, $scope:ident, $is_asked:literal, $now:literal, $area:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM (SELECT r.question_id FROM ",
            request_along!($engine, $scope, snoozed),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at > ",
            $now,
            scope!($scope, $area),
            " ORDER BY r.snoozed_until_at LIMIT 501) AS n WHERE n.question_id ",
            $is_asked,
            ")"
        )
    };
}

/// How many of those that wait for a decision were filed between two instants.
macro_rules! filed_between {
    ($engine:ident, $after:literal, $until:literal) => {
        concat!(
            "((SELECT SUM(level.n) FROM (SELECT (SELECT COUNT(*) FROM (SELECT r.id FROM ",
            request_along!($engine, all, waiting),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at IS NULL \
               AND r.importance = importance.value AND r.created_at > ",
            $after,
            " AND r.created_at <= ",
            $until,
            " ORDER BY r.created_at, r.id LIMIT 501) AS n) AS n FROM ",
            importances!(),
            ") AS level) + (SELECT COUNT(*) FROM (",
            returned!($engine, all, "$2", "$4"),
            ") AS back WHERE back.created_at > ",
            $after,
            " AND back.created_at <= ",
            $until,
            "))"
        )
    };
}

/// What was put off and has come back, as much of it as is counted.
macro_rules! returned {
    ($engine:ident, $scope:ident, $now:literal, $area:literal) => {
        concat!(
            "SELECT r.created_at FROM ",
            request_along!($engine, $scope, snoozed),
            " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at <= ",
            $now,
            scope!($scope, $area),
            " ORDER BY r.snoozed_until_at LIMIT 200"
        )
    };
}

/// The earlier of when the oldest was filed of what waits from the start, and of what has come back.
macro_rules! oldest_of_both {
    ($engine:ident, $scope:ident, $now:literal, $area:literal) => {
        concat!(
            "(SELECT MIN(filed.created_at) FROM (SELECT ",
            oldest!($engine, $scope, $area),
            " AS created_at UNION ALL SELECT back.created_at FROM (",
            returned!($engine, $scope, $now, $area),
            ") AS back) AS filed)"
        )
    };
}

pub(in crate::request::store) use {
    back, due, filed_between, importances, is_due, oldest, oldest_of_both, queue_order, queued,
    request_along, returned, scope, snoozed,
};
