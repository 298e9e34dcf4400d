//! `/escalation ladder`: who is asked after whom.

use crate::{
    contract::{
        Answer, Context, Level,
        args::{EscalationLadder, EscalationLadderSeverity},
    },
    escalation::{
        Severity,
        rules::steps::{read, written},
        store::{self, LadderRow},
        words,
    },
    room::{self, Actor, Change, fields},
    workspace,
};
use serde_json::json;

/// The word for every severity.
const ANY: &str = "any";
/// Rounds when none are given.
const ROUNDS: i64 = 2;

/// Shows the ladders; with steps, sets one, for leads.
pub async fn ladder(cx: &Context, args: EscalationLadder) -> Answer {
    let areas = workspace::areas(&cx.db, &cx.guild).await?;
    let area = match &args.area {
        Some(area) => Some(workspace::find_area(&cx.db, cx.guild.id, &area.0).await?),
        None => None,
    };
    let severity = args.severity.map_or(ANY, |severity| match severity {
        EscalationLadderSeverity::Low => Severity::Low.word(),
        EscalationLadderSeverity::Normal => Severity::Normal.word(),
        EscalationLadderSeverity::High => Severity::High.word(),
        EscalationLadderSeverity::Critical => Severity::Critical.word(),
    });
    let Some(typed) = &args.steps else {
        let set = store::ladders(&mut &cx.db, cx.guild.id).await?;
        return Ok(cx.in_place(words::ladders(&set, &areas)));
    };
    if cx.level < Level::Lead {
        return Err(words::ladders_for_leads().into());
    }
    let area_id = area.as_ref().map_or(0, |area| area.id);
    let mut tx = cx.begin().await?;
    let steps = match typed.trim().to_lowercase().as_str() {
        "usual" | "-" => {
            if !store::unset_ladder(&mut tx, cx.guild.id, area_id, severity).await? {
                return Err(words::no_ladder_set().into());
            }
            None
        }
        _ => {
            let ladder = read(typed, args.rounds.unwrap_or(ROUNDS)).map_err(|why| words::bad_ladder(&why))?;
            let row = LadderRow {
                area_id,
                severity: severity.to_owned(),
                steps: written(&ladder),
                rounds: ladder.rounds,
            };
            store::set_ladder(&mut tx, cx.guild.id, &row).await?;
            Some(ladder)
        }
    };
    let after = fields(&json!({ "severity": severity, "steps": steps.as_ref().map(written) }))?;
    room::record(&mut tx, &Actor::from(cx), "escalation_ladder", area_id, "changed", Change::noted(after));
    let reply = cx.in_place(words::ladder_set(area.as_ref(), severity, steps.as_ref()));
    cx.commit(tx, reply).await
}
