//! `/escalation stats`: how long public questions wait.

use crate::{
    base::civil::{Zone, monday_of},
    contract::{
        Answer, Context,
        args::{EscalationStats, EscalationStatsBy},
    },
    error::Error,
    escalation::{
        Severity,
        rules::stats::{Measured, figures},
        store::{self, MOST_MEASURED, Measure},
        words::{self, Grouped},
    },
    workspace::{self, Area},
};
use chrono::{NaiveDate, TimeDelta};
use std::collections::BTreeMap;

/// Days that are looked back on unless somebody says how many.
const USUAL_DAYS: i64 = 90;
/// Groups that are shown.
const MOST_GROUPS: usize = 15;

/// Count, median, mean and nine tenths of what it took until somebody had it and until it was answered, in groups.
pub async fn stats(cx: &Context, args: EscalationStats) -> Answer {
    let areas = workspace::areas(&cx.db, &cx.guild).await?;
    let area = match &args.area {
        Some(area) => Some(workspace::find_area(&cx.db, cx.guild.id, &area.0).await?.id),
        None => None,
    };
    let days = args.days.unwrap_or(USUAL_DAYS);
    let since = cx.now - TimeDelta::days(days);
    let mut measures = store::measures(&mut &cx.db, cx.guild.id, since).await?;
    let is_cut = measures.len() > MOST_MEASURED;
    measures.truncate(MOST_MEASURED);
    measures.retain(|it| area.is_none() || it.area_id == area);
    let by = args.by.unwrap_or(EscalationStatsBy::Area);
    let all: Vec<Measured> = measures.iter().map(Measure::measured).collect();
    let mut groups: BTreeMap<Group, Vec<Measured>> = BTreeMap::new();
    for measure in &measures {
        let group = Group::of(measure, by, &cx.guild.zone);
        groups.entry(group).or_default().push(measure.measured());
    }
    let mut groups: Vec<(Group, Vec<Measured>)> = groups.into_iter().collect();
    if matches!(by, EscalationStatsBy::Area | EscalationStatsBy::Owner) {
        groups.sort_by_key(|(_, measured)| std::cmp::Reverse(measured.len()));
    }
    // Of weeks the newest are shown, in their order.
    let first = match by {
        EscalationStatsBy::Week => groups.len().saturating_sub(MOST_GROUPS),
        _ => 0,
    };
    let left_out = groups.len().saturating_sub(MOST_GROUPS);
    let mut shown = Vec::new();
    for (group, measured) in groups.into_iter().skip(first).take(MOST_GROUPS) {
        shown.push(Grouped { called: called(cx, &areas, group).await?, figures: figures(&measured) });
    }
    let message = words::stats(&figures(&all), &shown, (days, is_cut, left_out));
    Ok(cx.in_place(message))
}

/// What the figures are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Area(Option<i64>),
    Owner(Option<i64>),
    Severity(Severity),
    /// The Monday with which it begins.
    Week(NaiveDate),
    InHours(bool),
}

impl Group {
    fn of(measure: &Measure, by: EscalationStatsBy, zone: &Zone) -> Self {
        match by {
            EscalationStatsBy::Area => Self::Area(measure.area_id),
            EscalationStatsBy::Owner => Self::Owner(measure.owner_user_id.filter(|user_id| *user_id != 0)),
            EscalationStatsBy::Severity => Self::Severity(measure.severity),
            EscalationStatsBy::Week => Self::Week(monday_of(zone.date(measure.began_at.utc()))),
            EscalationStatsBy::Hours => Self::InHours(!measure.is_in_hours),
        }
    }
}

/// What a group is called in a table; not escaped, since a table is code.
async fn called(cx: &Context, areas: &[Area], group: Group) -> Result<String, Error> {
    Ok(match group {
        Group::Area(id) => match areas.iter().find(|area| Some(area.id) == id) {
            Some(area) => cx.sight().text(&area.name).to_string(),
            None => words::no_area().to_owned(),
        },
        Group::Owner(Some(user_id)) => {
            // Who cannot be looked up is a number; the figures are what is asked for.
            let name = cx.directory.name_of(cx.guild.id, user_id, cx.now).await.ok().flatten();
            name.unwrap_or_else(|| user_id.to_string())
        }
        Group::Owner(None) => words::nobody().to_owned(),
        Group::Severity(severity) => severity.word().to_owned(),
        Group::Week(monday) => monday.format("%d %b %Y").to_string(),
        Group::InHours(is_out) => words::in_hours(!is_out).to_owned(),
    })
}
