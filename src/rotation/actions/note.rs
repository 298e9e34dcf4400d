//! `/rotation note`.

use super::{
    effects::record,
    open::{begin, by},
};
use crate::{
    base::text::{clean, length},
    contract::{Answer, Context, Reply, args::RotationNote},
    rotation::{rules::ChangedRows, store, words},
};

/// A note for whoever is on in the next shift.
pub async fn note(cx: &Context, args: RotationNote) -> Answer {
    let text = clean(&args.text);
    if length(&text) == 0 {
        return Err(words::empty_note().into());
    }
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    let by = by(cx, loaded.row.id);
    store::insert_note(&mut tx, by, cx.caller.user_id, &text);
    record(&mut tx, by, Some(cx.interaction_id), "left a note", &ChangedRows::default())?;
    cx.commit(tx, Reply::new(words::noted(&loaded.called(cx)))).await
}
