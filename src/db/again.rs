//! Transactions that got into each other's way are tried again.

use std::time::Duration;

/// How often something is tried before its failure counts, the first time included.
const ATTEMPTS: u32 = 5;
/// The longest pause before the second attempt, in milliseconds; longer before each further one.
const PAUSE_MILLIS: u64 = 40;

/// Does `work`, again when it failed because its transaction and another one held what the other wanted: the database ends
/// one of them, of which nothing is left. `is_conflict` tells such a failure from others.
///
/// # Errors
/// Whatever the last attempt gave.
pub async fn again<T, E, F>(is_conflict: impl Fn(&E) -> bool, mut work: impl FnMut() -> F) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    for attempt in 1..ATTEMPTS {
        match work().await {
            Err(error) if is_conflict(&error) => {
                tracing::debug!(attempt, "a transaction gave way to another and is tried again");
                // By chance, so that the two do not meet again.
                let pause = rand::random_range(0..=PAUSE_MILLIS * u64::from(attempt));
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            outcome => return outcome,
        }
    }
    work().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_gave_way_is_tried_again_and_what_failed_is_not() {
        let mut left = vec![Ok(7), Err("conflict"), Err("conflict")];
        let outcome =
            again(|error| *error == "conflict", || std::future::ready(left.pop().expect("not so often")))
                .await;
        assert_eq!((outcome, left.len()), (Ok(7), 0));
        let mut tried = 0;
        let outcome: Result<(), _> = again(
            |error| *error == "conflict",
            || {
                tried += 1;
                std::future::ready(Err("gone"))
            },
        )
        .await;
        assert_eq!((outcome, tried), (Err("gone"), 1));
        let outcome: Result<(), _> = again(
            |_| true,
            || {
                tried += 1;
                std::future::ready(Err("conflict"))
            },
        )
        .await;
        assert_eq!((outcome, tried), (Err("conflict"), 1 + ATTEMPTS), "not for ever");
    }
}
