//! Who hears that what an escalation led to is done.

/// Whoever brought it, and whoever has it.
pub fn who(raised_by: i64, owner: Option<i64>) -> Vec<i64> {
    let owner = owner.filter(|owner| *owner != raised_by);
    [raised_by].into_iter().chain(owner).collect()
}

/// Who of these hears of it later: whoever brought it, and in place of whoever had it then whoever has it by now.
pub fn who_by_now(who: &[i64], raised_by: i64, owner: Option<i64>) -> Vec<i64> {
    let by_now = |user_id: &i64| if *user_id == raised_by { Some(raised_by) } else { owner };
    let mut by_now: Vec<i64> = who.iter().filter_map(by_now).collect();
    by_now.dedup();
    by_now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_brought_it_hears_of_it_and_whoever_has_it() {
        for (owner, told) in [(Some(2), vec![1, 2]), (Some(1), vec![1]), (None, vec![1])] {
            assert_eq!(who(1, owner), told, "{owner:?}");
        }
    }

    #[test]
    fn who_has_it_by_now_hears_of_it_later() {
        for (told, owner, by_now) in [
            (vec![1, 2], Some(2), vec![1, 2]),
            (vec![2], Some(3), vec![3]),
            (vec![1, 2], Some(1), vec![1]),
            (vec![2], None, vec![]),
            (vec![1], Some(3), vec![1]),
        ] {
            assert_eq!(who_by_now(&told, 1, owner), by_now, "{told:?} {owner:?}");
        }
    }
}
