//! What is told once.

use crate::{noon, on_both_engines, seconds};
use docket::queue::{forget_told, last_told, once, once_in};

on_both_engines! {
    async fn what_is_marked_is_told_once_in_its_guild_and_among_its_own(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        assert!(once(&mut tx, 7, ("rotation:5", "ahead"), noon()).await.unwrap());
        assert!(!once(&mut tx, 7, ("rotation:5", "ahead"), noon() + seconds(9)).await.unwrap());
        for other in [(8, "rotation:5", "ahead"), (7, "rotation:6", "ahead"), (7, "rotation:5", "behind")] {
            assert!(once(&mut tx, other.0, (other.1, other.2), noon()).await.unwrap(), "{other:?}");
        }
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        assert!(once(&mut tx, 7, ("rotation:5", "ahead"), noon()).await.unwrap(), "what was rolled back was never told");
        tx.commit().await.unwrap();
    }

    async fn what_rests_is_told_again_afterwards(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        let mut tell = async |after: i64| {
            once_in(&mut tx, 7, ("problem", "x"), seconds(60), noon() + seconds(after)).await.unwrap()
        };
        assert_eq!([tell(0).await, tell(59).await, tell(60).await, tell(61).await], [true, false, true, false]);
        tx.commit().await.unwrap();
    }

    async fn the_newest_is_found_by_how_its_key_begins_and_the_old_is_forgotten(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        for (key, after) in [("look:1", 0), ("look:2", 20), ("ahead:3", 30)] {
            assert!(once(&mut tx, 7, ("rotation:5", key), noon() + seconds(after)).await.unwrap());
        }
        assert_eq!(last_told(&mut tx, 7, "rotation:5", "look:").await.unwrap(), Some(noon() + seconds(20)));
        assert_eq!(last_told(&mut tx, 7, "rotation:6", "look:").await.unwrap(), None);
        forget_told(&mut tx, 7, "rotation:5", noon() + seconds(20));
        assert!(once(&mut tx, 7, ("rotation:5", "look:1"), noon()).await.unwrap());
        assert!(!once(&mut tx, 7, ("rotation:5", "look:2"), noon()).await.unwrap());
        tx.commit().await.unwrap();
    }
}
