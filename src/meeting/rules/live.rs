//! The clock of a meeting that is held, and who may do what in it.

use chrono::{DateTime, TimeDelta, Utc};

/// A second "next" so soon after the first skips nothing.
pub const AGAIN: TimeDelta = TimeDelta::minutes(1);
/// After so long an absent chair's place is anybody's.
pub const HANDOVER: TimeDelta = TimeDelta::minutes(3);
/// A meeting past its planned end in which nothing has happened for so long closes by itself.
pub const IDLE: TimeDelta = TimeDelta::minutes(15);
/// How long before the planned end that is said.
pub const SOON_OVER: TimeDelta = TimeDelta::minutes(5);
/// How long a draft of minutes waits for the chair.
pub const DRAFT_FOR: TimeDelta = TimeDelta::hours(24);
/// A meeting can be started so long before its time.
pub const EARLY: TimeDelta = TimeDelta::minutes(30);
/// What starts later than this after its time is late.
pub const LATE: TimeDelta = TimeDelta::minutes(2);
/// The most that a box is extended by at once.
pub const MOST_EXTRA: i64 = 120;

/// How far the time of an item has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// 80 % of its box.
    Soon,
    /// All of it.
    Over,
}

/// When the box of an item that began at `began` reaches each mark.
pub fn marks(began: DateTime<Utc>, minutes: i64) -> [(Mark, DateTime<Utc>); 2] {
    let at = |percent: i64| began + TimeDelta::milliseconds(minutes.max(0) * 600 * percent);
    [(Mark::Soon, at(80)), (Mark::Over, at(100))]
}

/// The mark that the box has reached at `now`.
pub fn reached(began: DateTime<Utc>, minutes: i64, now: DateTime<Utc>) -> Option<Mark> {
    marks(began, minutes).into_iter().rev().find(|(_, at)| *at <= now).map(|(mark, _)| mark)
}

/// When the box reaches its next mark.
pub fn next_mark(began: DateTime<Utc>, minutes: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    marks(began, minutes).into_iter().map(|(_, at)| at).find(|at| *at > now)
}

/// When a meeting that nobody ends closes by itself.
pub fn closes_at(planned_end: DateTime<Utc>, active: DateTime<Utc>) -> DateTime<Utc> {
    planned_end.max(active) + IDLE
}

/// Who asks to lead a meeting, and what is known of its chair.
#[derive(Clone, Copy, Debug)]
pub struct Asks {
    pub user: i64,
    pub chair: i64,
    /// Whether the chair has been seen in this meeting.
    pub is_chair_here: bool,
    /// Whether the person leads the team anyway.
    pub is_lead: bool,
    /// When it was to begin, or did if that was later.
    pub since: DateTime<Utc>,
}

/// Whether somebody may lead a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    Yes,
    /// The chair did not come; whoever asks has it from now on.
    TakesOver,
    /// Not while the chair is here.
    No,
    /// Not before then.
    Wait(DateTime<Utc>),
}

/// Decides who leads.
pub fn leads(asks: Asks, now: DateTime<Utc>) -> Leads {
    let free_at = asks.since + HANDOVER;
    match asks.user == asks.chair || asks.is_lead {
        true => Leads::Yes,
        false if asks.is_chair_here => Leads::No,
        false if now >= free_at => Leads::TakesOver,
        false => Leads::Wait(free_at),
    }
}

/// What holding a meeting in a thread needs in its channel, by the names of Discord's English client.
const FOR_THREADS: [(u64, &str); 2] =
    [(1 << 35, "Create Public Threads"), (1 << 38, "Send Messages in Threads")];

/// The permissions of those that are not in `own`.
pub fn threads_lack(own: u64) -> Vec<&'static str> {
    FOR_THREADS.iter().filter(|(bit, _)| own & bit == 0).map(|(_, name)| *name).collect()
}

/// Whether docket may mark what it has noted: Discord's permission `ADD_REACTIONS` is in `own`.
pub fn can_mark(own: u64) -> bool {
    own & 1 << 6 != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_box_of_ten_minutes_is_nearly_over_after_eight() {
        assert_eq!(marks(at(0), 10), [(Mark::Soon, at(480)), (Mark::Over, at(600))]);
        assert_eq!(reached(at(0), 10, at(479)), None);
        assert_eq!(reached(at(0), 10, at(480)), Some(Mark::Soon));
        assert_eq!(reached(at(0), 10, at(99_999)), Some(Mark::Over));
        // Three minutes more, and it is not over any more.
        assert_eq!(reached(at(0), 13, at(600)), None);
        assert_eq!(next_mark(at(0), 13, at(600)), Some(at(624)));
    }

    #[test]
    fn an_absent_chair_hands_over_after_three_minutes_and_one_who_is_here_never() {
        let asks = Asks { user: 2, chair: 1, is_chair_here: false, is_lead: false, since: at(0) };
        assert_eq!(leads(asks, at(179)), Leads::Wait(at(180)));
        assert_eq!(leads(asks, at(180)), Leads::TakesOver);
        assert_eq!(leads(Asks { is_chair_here: true, ..asks }, at(9_999)), Leads::No);
        assert_eq!(leads(Asks { user: 1, ..asks }, at(0)), Leads::Yes);
        assert_eq!(leads(Asks { is_lead: true, ..asks }, at(0)), Leads::Yes);
    }

    proptest! {
        #[test]
        fn whoever_waits_for_marks_hears_of_each_once_in_order(minutes in 1i64..480, start in 0i64..100_000) {
            let mut now = at(start);
            let mut heard = Vec::new();
            while let Some(next) = next_mark(at(start), minutes, now) {
                prop_assert!(next > now);
                now = next;
                heard.push(reached(at(start), minutes, now));
            }
            prop_assert_eq!(heard, vec![Some(Mark::Soon), Some(Mark::Over)]);
            prop_assert_eq!(now, at(start) + TimeDelta::minutes(minutes));
        }

        #[test]
        fn extending_never_brings_a_mark_nearer(minutes in 1i64..480, extra in 1i64..120, later in 0i64..40_000) {
            let now = at(later);
            prop_assert!(reached(at(0), minutes + extra, now) <= reached(at(0), minutes, now));
        }

        #[test]
        fn nothing_closes_while_somebody_is_active_or_before_its_end(end in 0i64..100_000, active in 0i64..100_000) {
            let closes = closes_at(at(end), at(active));
            prop_assert!(closes >= at(end) + IDLE && closes >= at(active) + IDLE);
            prop_assert!(closes == at(end) + IDLE || closes == at(active) + IDLE);
        }
    }
}
