//! What is known of a request's people.

use crate::{
    db::{Json, Result, Sql, Tx},
    request::store::row::customer_join,
};

/// What is known of a request's people beyond its card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Who looks after the customer's account.
    pub account_owner_user_id: Option<i64>,
    /// Of the look-alikes that were asked about, those that somebody has: request and person.
    pub taken: Vec<(i64, i64)>,
}

/// Looks up the account owner of the request's customer, and who has `alike`.
pub async fn known(tx: &mut Tx, guild_id: i64, request_id: i64, alike: &[i64]) -> Result<Known> {
    let owner: Option<(Option<i64>,)> = tx
        .q(concat!(
            "SELECT c.account_owner_user_id FROM request AS r",
            customer_join!(),
            "WHERE r.guild_id = $1 AND r.id = $2"
        ))
        .bind(guild_id)
        .bind(request_id)
        .opt()
        .await?;
    let taken = if alike.is_empty() {
        Vec::new()
    } else {
        tx.q(TAKEN).bind(guild_id).bind(Json(alike)).all().await?
    };
    Ok(Known { account_owner_user_id: owner.and_then(|(owner,)| owner), taken })
}

const TAKEN: Sql = crate::sql![
    "SELECT r.id, r.assignee_user_id FROM "
    lite("json_each($2) AS one CROSS JOIN request AS r ON r.guild_id = $1 AND r.id = one.value")
    pg("jsonb_array_elements_text($2) AS one(value) CROSS JOIN LATERAL \
        (SELECT * FROM request WHERE guild_id = $1 AND id = one.value::BIGINT OFFSET 0) AS r")
    " WHERE r.state = 'assigned'"
];
