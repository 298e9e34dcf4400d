//! When a source is asked, how far back, and what becomes of it by the answer.

use crate::{
    base::civil::Zone,
    contract::{Heard, Pass, Stop, Terms, Trouble},
    db::At,
    mention::{Pause, Source, SourceState},
};
use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc};

/// How soon a source goes on that had more than is read at a time.
const SOON: TimeDelta = TimeDelta::seconds(10);
/// The longest that a source is left alone that does not answer.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(15);
/// How often people are told that a source is paused.
pub const REMINDER: TimeDelta = TimeDelta::days(7);
/// How soon it is tried whether what stopped a source still does.
const TRIED_AGAIN: TimeDelta = TimeDelta::days(1);
/// Without an answer for so long people are told.
const UNANSWERED: TimeDelta = TimeDelta::hours(6);
/// Posts that are read at a time where they cost nothing.
const MOST_POSTS: usize = 2000;
/// A wide pass comes at this hour in UTC, late in the day by which X bills: what it reads again has been paid for.
const WIDE_HOUR: u32 = 23;
/// What a source may cost in a month unless somebody says otherwise, in dollars.
const USUAL_CEILING: i64 = 10;
/// Thousandths of a dollar.
const MILLS: i64 = 1000;

/// What to do with a source when its time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    Ask(Pass, usize),
    /// It has cost what it may.
    AtCeiling,
    /// Still paused: people are reminded.
    Remind,
    Nothing,
}

/// What people have to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Paused,
    /// Told once a week.
    StillPaused,
    WorksAgain,
    /// It has not answered for hours; told once a week.
    Unanswered,
}

/// The month by which a network bills.
pub fn month(now: DateTime<Utc>) -> String {
    now.format("%Y-%m").to_string()
}

/// Begins the counts of a new day and a new month.
pub fn roll(source: &mut Source, zone: &Zone, now: DateTime<Utc>) {
    let (day, month) = (zone.date(now).to_string(), month(now));
    if source.day != day {
        (source.day, source.posts_today) = (day, 0);
    }
    if source.month != month {
        (source.month, source.cost_mills) = (month, 0);
    }
}

/// What a source may cost in a month, in thousandths of a dollar: what somebody says, or the usual, as far as whoever runs
/// docket allows it. `None` when they allow less than somebody says.
pub fn ceiling(terms: &Terms, dollars: Option<i64>) -> Option<i64> {
    let usual = (USUAL_CEILING * MILLS).min(terms.most_mills);
    let wanted = dollars.map_or(usual, |dollars| dollars * MILLS);
    (terms.post_mills == 0 || wanted <= terms.most_mills).then_some(wanted)
}

/// What it may still cost this month; `None` when it costs nothing.
fn left_mills(source: &Source, terms: &Terms) -> Option<i64> {
    let ceiling = source.facts.ceiling_mills.min(terms.most_mills);
    (terms.post_mills > 0).then(|| (ceiling - source.cost_mills).max(0))
}

/// Whether something of this price, in thousandths of a dollar, still fits under the ceiling. The counts are those of this
/// month.
pub fn fits(source: &Source, terms: &Terms, mills: i64) -> bool {
    left_mills(source, terms).is_none_or(|left| mills <= left)
}

/// Posts that may still be read, as many as are read at a time; none at the ceiling. The counts are those of this month.
pub fn room(source: &Source, terms: &Terms) -> usize {
    let left = left_mills(source, terms).map(|left| left / (terms.post_mills + terms.author_mills).max(1));
    left.map_or(MOST_POSTS, |left| usize::try_from(left).unwrap_or(0).min(MOST_POSTS))
}

/// What to do now. The counts are those of this month.
pub fn plan(source: &Source, terms: &Terms, now: DateTime<Utc>) -> Plan {
    let ask = || {
        let is_wide = terms.has_wide_pass && source.next_wide_at.utc() <= now;
        match room(source, terms) {
            0 => Plan::AtCeiling,
            most => Plan::Ask(if is_wide { Pass::Wide } else { Pass::Usual }, most),
        }
    };
    match (source.facts.state, source.facts.pause) {
        (SourceState::Removed, _) | (SourceState::Paused, Some(Pause::Person)) => Plan::Nothing,
        (SourceState::Active, _) => ask(),
        (SourceState::Paused, Some(Pause::Cap | Pause::Ceiling)) => {
            let paused_in = source.facts.paused_at.map(|at| month(at.utc()));
            match (paused_in == Some(month(now)), ask()) {
                (false, plan) if plan != Plan::AtCeiling => plan,
                // A higher ceiling lets it go on.
                (true, plan) if source.facts.pause == Some(Pause::Ceiling) && plan != Plan::AtCeiling => plan,
                _ => Plan::Remind,
            }
        }
        (SourceState::Paused, _) => match ask() {
            // It is tried whether it works again, by the way that asks for least.
            Plan::Ask(_, most) => Plan::Ask(Pass::Usual, most),
            _ => Plan::Remind,
        },
    }
}

/// When a wide pass comes after `now`.
pub fn next_wide(now: DateTime<Utc>) -> DateTime<Utc> {
    let at = NaiveTime::from_hms_opt(WIDE_HOUR, 0, 0).unwrap_or_default();
    let today = now.date_naive().and_time(at).and_utc();
    if today > now { today } else { today.checked_add_days(Days::new(1)).unwrap_or(today) }
}

/// The beginning of the next month, as networks bill.
fn next_month(now: DateTime<Utc>) -> DateTime<Utc> {
    let (year, month) = if now.month() == 12 { (now.year() + 1, 1) } else { (now.year(), now.month() + 1) };
    let first = chrono::NaiveDate::from_ymd_opt(year, month, 1);
    first.map_or(now + REMINDER, |first| first.and_time(NaiveTime::MIN).and_utc())
}

/// Pauses a source. Returns what people have to know.
pub fn pause(source: &mut Source, why: Pause, note: Option<String>, now: DateTime<Utc>) -> News {
    let was = source.facts.pause.filter(|_| source.facts.state == SourceState::Paused);
    source.facts.state = SourceState::Paused;
    source.facts.pause = Some(why);
    source.facts.pause_note = note;
    if was != Some(why) {
        source.facts.paused_at = Some(At::from(now));
    }
    (source.failures, source.trouble, source.trouble_since_at) = (0, None, None);
    let again = match why {
        Pause::Person => None,
        Pause::Ceiling | Pause::Cap => Some((now + REMINDER).min(next_month(now))),
        Pause::Credits | Pause::Login | Pause::Refused => Some(now + TRIED_AGAIN),
    };
    source.next_poll_at = again.map(At::from);
    if was == Some(why) { News::StillPaused } else { News::Paused }
}

/// Reminds of a pause, and tries again later.
pub fn remind(source: &mut Source, now: DateTime<Utc>) -> News {
    let why = source.facts.pause.unwrap_or(Pause::Refused);
    let note = source.facts.pause_note.clone();
    pause(source, why, note, now)
}

/// Lets it be asked from now on.
pub fn go_on(source: &mut Source, now: DateTime<Utc>) {
    source.facts.state = SourceState::Active;
    (source.facts.pause, source.facts.pause_note, source.facts.paused_at) = (None, None, None);
    (source.failures, source.trouble, source.trouble_since_at) = (0, None, None);
    source.next_poll_at = Some(At::from(now));
}

/// What becomes of a source by an answer. What it heard is counted apart.
pub fn answered(
    source: &mut Source,
    (pass, heard): (Pass, &Heard),
    terms: &Terms,
    now: DateTime<Utc>,
) -> Option<News> {
    source.polled_at = Some(At::from(now));
    source.mark = heard.mark.clone().or(source.mark.take());
    source.session_bytes = heard.session.clone().or(source.session_bytes.take());
    let next = |pause: TimeDelta| Some(At::from(now + pause));
    match &heard.trouble {
        None => {
            let was_paused = source.facts.state == SourceState::Paused;
            go_on(source, now);
            source.heard_at = Some(At::from(now));
            if pass == Pass::Wide {
                source.next_wide_at = At::from(next_wide(now));
            }
            if heard.is_cut {
                source.next_wide_at = At::from(now);
            }
            let is_behind = pass == Pass::Usual && (!heard.is_whole || heard.is_cut);
            source.next_poll_at = next(if is_behind { SOON } else { terms.rhythm });
            was_paused.then_some(News::WorksAgain)
        }
        Some(Trouble::Wait(until)) => {
            source.next_poll_at = Some(At::from((*until).max(now + SOON)));
            unanswered(source, "it asks to wait".to_owned(), now)
        }
        Some(Trouble::Later(why)) => {
            source.failures += 1;
            let doubled = 1 << source.failures.clamp(1, 5).wrapping_sub(1);
            source.next_poll_at = next((terms.rhythm * doubled).min(LONGEST_PAUSE));
            unanswered(source, why.clone(), now)
        }
        Some(Trouble::Stop(stop, why)) => Some(pause(source, paused_by(*stop), Some(why.clone()), now)),
    }
}

fn unanswered(source: &mut Source, why: String, now: DateTime<Utc>) -> Option<News> {
    source.trouble = Some(why);
    let since = *source.trouble_since_at.get_or_insert(At::from(now));
    (since.utc() + UNANSWERED <= now).then_some(News::Unanswered)
}

fn paused_by(stop: Stop) -> Pause {
    match stop {
        Stop::Credits => Pause::Credits,
        Stop::Cap => Pause::Cap,
        Stop::Login => Pause::Login,
        Stop::Refused => Pause::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_lets_a_source_cost_more_than_whoever_runs_docket_allows() {
        for (post_mills, most_mills, dollars, expected) in [
            (5, 100_000, None, Some(10_000)),
            (5, 4_000, None, Some(4_000)),
            (5, 100_000, Some(2), Some(2_000)),
            (5, 2_000, Some(2), Some(2_000)),
            (5, 1_999, Some(2), None),
            // What costs nothing needs no bound.
            (0, 0, None, Some(0)),
            (0, 0, Some(2), Some(2_000)),
        ] {
            let terms = Terms {
                lacks: None,
                cost: String::new(),
                post_mills,
                author_mills: 10,
                most_mills,
                rhythm: TimeDelta::minutes(2),
                has_wide_pass: true,
            };
            assert_eq!(ceiling(&terms, dollars), expected, "{post_mills} {most_mills} {dollars:?}");
        }
    }
}
