//! What the event of a merge keeps beside the customer's own fields.

use crate::{
    error::Error,
    room::{Change, Fields, fields},
    workspace::store::CustomerFields,
};
use serde_json::Value;

/// Under this name stands who was pointed at the survivor as well.
const ALSO_MOVED: &str = "also_moved";

/// Takes the list of those who were moved along out of the event of a merge.
pub fn split_moved(mut past: Change) -> Result<(Change, Vec<i64>), Error> {
    let take = |side: &mut Option<Fields>| side.as_mut().and_then(|fields| fields.remove(ALSO_MOVED));
    let (before, after) = (take(&mut past.before), take(&mut past.after));
    let moved = [before, after].into_iter().flatten().find(|list| !list.is_null());
    let moved = moved.map(serde_json::from_value).transpose()?.unwrap_or_default();
    Ok((past, moved))
}

/// The fields after a change with that list beside them, which is absent before.
pub fn with_moved(customer: Option<&CustomerFields>, moved: &[i64]) -> Result<Option<Fields>, Error> {
    let mut after = customer.map(fields).transpose()?;
    if let Some(after) = after.as_mut().filter(|_| !moved.is_empty()) {
        after.insert(ALSO_MOVED.to_owned(), moved.iter().copied().map(Value::from).collect());
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::RealName;

    #[test]
    fn who_was_moved_along_is_found_again_on_either_side() {
        let customer = CustomerFields {
            name: RealName::new("Acme"),
            alias: "Customer 1".to_owned(),
            tier: None,
            value: None,
            account_owner_user_id: None,
            merged_into_id: Some(2),
        };
        let own = fields(&customer).unwrap();
        for moved in [vec![], vec![3, 4]] {
            let kept = with_moved(Some(&customer), &moved).unwrap();
            assert_eq!(kept.as_ref().is_some_and(|kept| kept.contains_key(ALSO_MOVED)), !moved.is_empty());
            let both = [(Some(own.clone()), kept.clone()), (kept, Some(own.clone()))];
            for (before, after) in both {
                let (past, found) = split_moved(Change { before, after }).unwrap();
                assert_eq!(found, moved);
                assert_eq!(past, Change { before: Some(own.clone()), after: Some(own.clone()) });
            }
        }
        assert_eq!(with_moved(None, &[3]).unwrap(), None);
    }
}
