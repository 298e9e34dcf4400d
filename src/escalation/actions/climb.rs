//! Going up the ladder: asking somebody, and setting when the next is asked.

use super::{around::Around, post, timers::TakeStep};
use crate::{
    contract::Guild,
    db::{At, Json, Reads, Tx},
    error::Error,
    escalation::{
        Asked, Climb, Escalation, SUBJECT, State,
        rules::{
            ladder::{self, AREA_ASKED_FOR, Ladder, Next, Position, Whom},
            lifecycle::verb,
            steps,
        },
        store,
    },
    room::{self, Actor, Change, Fields},
};
use serde_json::json;

/// Whether whoever is asked reads it on the card, which is posted with it, or is told besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    OnCard,
    Aloud,
    /// Whoever asked in public has written again.
    Again,
}

impl Climb {
    /// At the foot of the ladder.
    pub fn fresh() -> Self {
        Self {
            is_area_asked: false,
            step: 0,
            round: 0,
            steps_taken: 0,
            next_step_at: None,
            asked_json: Json(Vec::new()),
        }
    }

    /// Back at the foot: it is with somebody else now. Steps go on being counted, so that old jobs know that they are.
    pub fn restart(&mut self) {
        let steps_taken = self.steps_taken + 1;
        *self = Self { steps_taken, ..Self::fresh() };
    }

    fn place(&self) -> Position {
        Position { round: self.round, step: usize::try_from(self.step).unwrap_or_default() }
    }

    fn go_to(&mut self, place: Position) {
        self.round = place.round;
        self.step = i64::try_from(place.step).unwrap_or_default();
    }

    fn last(&self) -> Option<Asked> {
        self.asked_json.0.last().copied()
    }
}

fn whom(asked: &Asked) -> Whom {
    asked.user.map_or(Whom::Leads, Whom::Person)
}

/// The ladder of an escalation: along the responders of its topic, else as the team has set it.
pub async fn ladder_of(
    on: &mut dyn Reads,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
) -> Result<Ladder, Error> {
    let severity = row.facts.severity;
    let set = store::ladder_for(on, guild.id, row.facts.area_id, severity.word()).await?;
    let own = set.and_then(|set| steps::read(&set.steps, set.rounds).ok());
    let own = own.unwrap_or_else(|| Ladder::usual(severity));
    Ok(match around.topic(row.facts.topic_id) {
        Some(topic) => Ladder::along(topic.responders.len(), &own),
        None => own,
    })
}

/// Takes the next step now, or sets when it is taken: while it is quiet for whoever it would ask, it waits. What is over,
/// taken or put off is left alone.
pub async fn step(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    row: &mut Escalation,
    how: Ask,
) -> Result<(), Error> {
    row.climb.next_step_at = None;
    row.climb.is_area_asked = false;
    if !is_climbing(row) {
        return Ok(());
    }
    let ladder = ladder_of(tx, guild, around, row).await?;
    let (place, last) = (row.climb.place(), row.climb.last());
    let people = around.people(&row.facts);
    let Some(next) = ladder::next(&ladder, &people, place, last.as_ref().map(whom)) else {
        room::record(tx, by, SUBJECT, row.id, verb::STOPPED, Change::default());
        return Ok(());
    };
    let free = around.clock(guild, next.whom).free(by.now, row.facts.severity, last.is_none());
    if free > by.now {
        return wait(tx, by, row, free.into()).await;
    }
    ask(tx, by, row, next);
    // A card does not ping leads: whoever reads it may not be one.
    if how != Ask::OnCard || next.whom == Whom::Leads {
        post::asks(tx, guild, by.now, around, row, (&next, how == Ask::Again)).await?;
    }
    row.climb.go_to(ladder::behind(&ladder, next.place));
    set_next(tx, by, guild, around, row).await
}

fn is_climbing(row: &Escalation) -> bool {
    matches!(row.facts.state, State::New | State::Routed) && row.facts.snoozed_until_at.is_none()
}

fn ask(tx: &mut Tx, by: &Actor, row: &mut Escalation, next: Next) {
    let user = next.whom.person();
    row.climb.asked_json.0.push(Asked { rung: next.rung, user, at: At::from(by.now) });
    row.climb.steps_taken += 1;
    row.facts.state = State::Routed;
    if row.facts.owner_user_id.is_none() {
        // Nobody owns it: it is with whoever was asked first.
        row.facts.owner_user_id = user;
    }
    let asked = json!({ "rung": next.rung, "asked_user_id": user });
    let asked: Fields = asked.as_object().cloned().unwrap_or_default();
    room::record(tx, by, SUBJECT, row.id, verb::ASKED, Change::noted(asked));
}

/// Sets when the next step is, after one that was just taken, or when something that was asked before goes on.
pub async fn set_next(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    row: &mut Escalation,
) -> Result<(), Error> {
    row.climb.next_step_at = None;
    if !is_climbing(row) {
        return Ok(());
    }
    let Some(last) = row.climb.last() else { return Ok(()) };
    let ladder = ladder_of(tx, guild, around, row).await?;
    let people = around.people(&row.facts);
    let Some(next) = ladder::next(&ladder, &people, row.climb.place(), Some(whom(&last))) else {
        return Ok(());
    };
    let (of_last, of_next) = (around.clock(guild, whom(&last)), around.clock(guild, next.whom));
    let since = last.at.utc();
    let due = ladder::due(&ladder, next.place, (since, &of_last), &of_next, row.facts.severity);
    // What goes on after a pause does not come twice in a moment.
    wait(tx, by, row, due.max(by.now + ladder::SHORTEST).into()).await
}

/// Whom the next step asks, as things are now; `None` where there is none, or the area is asked for first.
pub async fn coming(
    on: &mut dyn Reads,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
) -> Result<Option<Next>, Error> {
    let climb = &row.climb;
    if !is_climbing(row) || climb.is_area_asked || climb.next_step_at.is_none() {
        return Ok(None);
    }
    let ladder = ladder_of(on, guild, around, row).await?;
    Ok(ladder::next(&ladder, &around.people(&row.facts), climb.place(), climb.last().as_ref().map(whom)))
}

/// Asks for the area first, for two minutes.
pub async fn ask_for_area(tx: &mut Tx, by: &Actor, row: &mut Escalation) -> Result<(), Error> {
    row.climb.is_area_asked = true;
    wait(tx, by, row, (by.now + AREA_ASKED_FOR).into()).await
}

async fn wait(tx: &mut Tx, by: &Actor, row: &mut Escalation, at: At) -> Result<(), Error> {
    row.climb.next_step_at = Some(at);
    let job = TakeStep { escalation: row.id, step: row.climb.steps_taken, at: at.utc() };
    room::restart(tx, by.guild_id, &job, at.utc(), by.now).await
}
