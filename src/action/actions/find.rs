//! Finding decisions by their words.

use super::open::find_decision;
use crate::{
    action::{
        Decision, DecisionState,
        rules::{self, Viewer},
        store, words,
    },
    base::similar,
    contract::{
        Answer, Context,
        args::{DecisionFind, DecisionShow},
    },
    error::Error,
};
use std::collections::BTreeSet;

/// Decisions that are shown at once.
const MOST: usize = 10;
/// Decisions that are read for one answer: what is confidential elsewhere, or hidden words, may be among them.
const MOST_READ: usize = 100;

/// The newest decisions that have all the words, or simply the newest. What the caller may not see of a text does not find
/// it.
pub async fn decision_find(cx: &Context, args: DecisionFind) -> Answer {
    let typed = args.text.as_deref().unwrap_or_default();
    let terms = similar::distinct_words(typed, cx.guild.language);
    let found = match terms.is_empty() {
        true => store::newest(&mut &cx.db, cx.guild.id, i64::MAX).await?,
        false => {
            let ids = having_all(cx, &terms).await?;
            store::decisions_of(&mut &cx.db, cx.guild.id, &ids).await?
        }
    };
    let (viewer, sight) = (Viewer::of(cx), cx.sight());
    let holds = |decision: &Decision| {
        let has: BTreeSet<String> =
            similar::words(&sight.text(&decision.text), cx.guild.language).into_iter().collect();
        terms.iter().all(|term| has.contains(term))
    };
    let seen =
        found.into_iter().filter(|it| it.state == DecisionState::Recorded && rules::may_see(viewer, it));
    let seen: Vec<Decision> = seen.filter(holds).take(MOST).collect();
    Ok(cx.in_place(words::found(&words::Seen::of(cx), &seen, typed)))
}

/// The newest decisions that have every word: those of the rarest word are asked for the others.
async fn having_all(cx: &Context, terms: &[String]) -> Result<Vec<i64>, Error> {
    let db = &mut &cx.db;
    let mut words = Vec::new();
    for term in terms {
        words.push((store::postings(db, cx.guild.id, term).await?, term));
    }
    words.sort_by_key(|(ids, _)| ids.len());
    let mut words = words.into_iter();
    let Some((mut ids, _)) = words.next() else { return Ok(Vec::new()) };
    for (_, term) in words {
        let kept: BTreeSet<i64> = store::having(db, cx.guild.id, &ids, term).await?.into_iter().collect();
        ids.retain(|id| kept.contains(id));
    }
    ids.truncate(MOST_READ);
    Ok(ids)
}

/// One decision.
pub async fn decision_show(cx: &Context, args: DecisionShow) -> Answer {
    let decision = find_decision(cx, args.decision.0).await?;
    Ok(cx.in_place(words::decision_shown(&words::Seen::of(cx), &decision)))
}
