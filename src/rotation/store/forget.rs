//! Rows of rotations in which somebody is forgotten.

use super::rotation::name_key;
use crate::{
    db::{Result, Tx},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite, rewrite_json},
};
use serde_json::Value;

/// Where a person's id stands.
const PEOPLE: [&str; 9] = [
    person_column!("rotation_ask", "user_id"),
    person_column!("rotation_ask", "other_user_id"),
    person_column!("rotation_override", "user_id"),
    person_column!("rotation_override", "for_user_id"),
    person_column!("rotation_override", "created_by_user_id"),
    person_column!("rotation_pause", "created_by_user_id"),
    person_column!("rotation_epoch", "created_by_user_id"),
    person_column!("rotation_feed", "created_by_user_id"),
    person_column!("rotation_note", "user_id"),
];

/// What a member left, was given and was called; in plans of the past nobody stands in their place.
pub async fn forget_member(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let mut rows = 0;
    for sql in [
        "DELETE FROM rotation_person WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM rotation_role WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM rotation_draft WHERE guild_id = $1 AND user_id = $2",
    ] {
        rows += tx.q(sql).bind(guild_id).bind(user_id).run().await?;
    }
    tx.q("UPDATE rotation_note SET text = $3 WHERE guild_id = $1 AND user_id = $2")
        .bind(guild_id)
        .bind(user_id)
        .bind(FORGOTTEN)
        .run()
        .await?;
    rows += nobody_in(tx, guild_id, &PEOPLE, user_id).await?;
    Ok(rows)
}

/// Takes somebody out of names, notes, drafts and lists of members.
pub async fn forget_in_texts(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows = 0;
    let names: Vec<(i64, String)> =
        tx.q("SELECT id, name FROM rotation WHERE guild_id = $1").bind(guild_id).all().await?;
    for (id, name) in names {
        let Some(name) = who.text(&name) else { continue };
        // Two may have been told apart by what is gone.
        let name = format!("{name} {id}");
        tx.defer("UPDATE rotation SET name = $3, name_key = $4, version = version + 1 WHERE guild_id = $1 AND id = $2")
            .bind(guild_id)
            .bind(id)
            .bind(name.clone())
            .bind(name_key(&name))
            .add();
        rows += 1;
    }
    rows += rewrite(tx, guild_id, column!("rotation_note", "text"), |text| who.text(text)).await?;
    rows += rewrite_json(tx, guild_id, column!("rotation", "handover_json"), |json| {
        forget_note(json, who) | forget_lines(json) | who.json(json)
    })
    .await?;
    for column in [
        column!("rotation_epoch", "members_json"),
        column!("rotation_epoch", "edits_json"),
        column!("rotation_draft", "draft_json"),
    ] {
        rows += rewrite_json(tx, guild_id, column, |json| who.json(json)).await?;
    }
    Ok(rows)
}

/// The note that the card of the current shift shows, if it is theirs.
fn forget_note(handover: &mut Value, who: &Forgetting) -> bool {
    match handover.get_mut("note").and_then(Value::as_array_mut).map(Vec::as_mut_slice) {
        Some([author, text]) if who.is_member(author.as_i64()) => {
            *text = FORGOTTEN.into();
            true
        }
        _ => false,
    }
}

/// The first lines of what was open at the handoff: they are of other rooms, which do not say whose they are. The figures
/// stay.
fn forget_lines(handover: &mut Value) -> bool {
    let lines = handover.pointer_mut("/open/lines").and_then(Value::as_array_mut);
    lines.is_some_and(|lines| !std::mem::take(lines).is_empty())
}
