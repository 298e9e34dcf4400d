//! A rotation as previewed, and what saving it adds to the plan.

use crate::{
    base::recurrence::{Recurrence, Weekdays},
    contract::Context,
    error::Refusal,
    rotation::{
        rules::{Additions, Edit, Effect, Epoch, Plan, Rhythm, WorkingDays, rearrange},
        store::{Row, RowFields},
        words,
    },
};
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

/// A rotation that is not saved yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The rotation that it changes, and the version it was drawn from; `None`: a new one.
    pub rotation: Option<(i64, i64)>,
    /// Not escaped.
    pub name: String,
    pub members: Vec<i64>,
    pub handoff: Recurrence,
    /// What else the handoffs that were typed can mean.
    #[serde(default)]
    pub handoff_others: Vec<Recurrence>,
    /// What fills the form again.
    pub handoff_text: String,
    pub deadline: Option<Recurrence>,
    pub deadline_text: String,
    pub seats: usize,
    pub channel_id: Option<i64>,
    pub role_id: Option<i64>,
    pub is_working_days_only: bool,
    /// `None`: at once, or it has begun already.
    pub starts_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub typed: Typed,
}

/// What of a draft was typed or picked. The rest of an existing rotation stays as it is, and so do changes of it that are
/// still to come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub has_order: bool,
    pub has_handoff: bool,
    pub has_zone: bool,
    pub has_deadline: bool,
    // What the form has no input for.
    pub seats: Option<usize>,
    pub channel_id: Option<i64>,
    pub role_id: Option<i64>,
    pub is_working_days_only: Option<bool>,
    /// The start in words, and when they were typed.
    pub starts: Option<(String, DateTime<Utc>)>,
}

impl Typed {
    fn has_rhythm(&self) -> bool {
        self.has_handoff || self.has_zone || self.seats.is_some() || self.is_working_days_only.is_some()
    }
}

impl Draft {
    fn rhythm(&self, cx: &Context) -> Result<Rhythm, Refusal> {
        let working = self.is_working_days_only.then(|| WorkingDays {
            weekdays: working_weekdays(cx),
            holidays: cx.guild.hours.holidays().collect(),
        });
        Rhythm::new(self.handoff.clone(), working).map_err(|error| words::bad_rhythm(&error))
    }

    /// Takes the other reading of the handoffs at `place`; the one that it replaces is offered in its stead.
    pub(super) fn take_other(&mut self, place: usize) {
        if let Some(other) = self.handoff_others.get_mut(place) {
            std::mem::swap(&mut self.handoff, other);
            self.handoff_text = self.handoff.in_words();
            self.typed.has_handoff = true;
        }
    }

    /// What is no part of the plan.
    pub(super) fn row(&self) -> RowFields {
        RowFields {
            name: self.name.clone(),
            channel_id: self.channel_id,
            role_id: self.role_id,
            deadline: self.deadline.clone(),
        }
    }

    /// The role that it would give to whoever is on and that the rotation, if there is one, does not give yet.
    pub(super) fn new_role(&self, existing: Option<&Row>) -> Option<i64> {
        self.role_id.filter(|role_id| existing.is_none_or(|row| row.role_id != Some(*role_id)))
    }

    /// The channel in which it would speak and the rotation, if there is one, does not speak yet.
    pub(super) fn new_channel(&self, existing: Option<&Row>) -> Option<i64> {
        self.channel_id.filter(|channel_id| existing.is_none_or(|row| row.channel_id != Some(*channel_id)))
    }

    /// What saving it adds to `plan`: that of the rotation that it changes, or an empty one.
    pub(super) fn additions(&self, cx: &Context, plan: &Plan) -> Result<Additions, Refusal> {
        match (plan.epoch_at(cx.now), plan.next_epoch_at(cx.now).and_then(|at| plan.epoch_at(at))) {
            (Some(epoch), _) => self.change(cx, plan, epoch),
            (None, Some(pending)) => self.beginning(cx, pending),
            (None, None) => Ok(Additions { epochs: vec![self.first(cx)?], overrides: Vec::new() }),
        }
    }

    /// How it begins.
    fn first(&self, cx: &Context) -> Result<Epoch, Refusal> {
        let rhythm = self.rhythm(cx)?;
        Ok(Epoch {
            effective_at: rhythm.beginning(self.starts_at.unwrap_or(cx.now).max(cx.now)),
            rhythm,
            seats: self.seats,
            members: self.members.clone(),
            first_index: 0,
            edits: Vec::new(),
        })
    }

    /// Before the rotation has begun: how it begins instead of `pending`.
    fn beginning(&self, cx: &Context, pending: &Epoch) -> Result<Additions, Refusal> {
        let mut first = Epoch { edits: pending.edits.clone(), ..self.first(cx)? };
        if !self.typed.has_rhythm() {
            first.rhythm = pending.rhythm.clone();
        }
        if first.members == pending.members {
            first.first_index = pending.first_index;
        }
        if first == *pending {
            return Ok(Additions::default());
        }
        first.edits = vec![Edit::Begin];
        Ok(Additions { epochs: vec![first], overrides: Vec::new() })
    }

    /// Once it runs: what was typed, from now on. Who is on stays on.
    fn change(&self, cx: &Context, plan: &Plan, epoch: &Epoch) -> Result<Additions, Refusal> {
        let refuse = |error| words::edit_error(error, 0);
        let begun_at = plan.epochs().first().map_or(cx.now, |first| first.effective_at);
        if self.starts_at.is_some_and(|at| at != begun_at) {
            return Err(words::has_begun(begun_at));
        }
        let mut made = Additions::default();
        let rhythm = if self.typed.has_rhythm() { self.rhythm(cx)? } else { epoch.rhythm.clone() };
        let rhythm = if rhythm.goes_like(&epoch.rhythm) { epoch.rhythm.clone() } else { rhythm };
        if self.typed.has_rhythm() && (epoch.rhythm != rhythm || epoch.seats != self.seats) {
            made = rearrange(plan, Edit::Set { rhythm, seats: self.seats }, Effect::Now, cx.now)
                .map_err(refuse)?;
        }
        if self.typed.has_order && epoch.members != self.members {
            let current = epoch.turn_of(cx.now);
            let first_index = self.members.iter().position(|member| Some(*member) == current).unwrap_or(0);
            let edit = Edit::Replace { members: self.members.clone(), first_index };
            let more = rearrange(&made.added_to(plan), edit, Effect::Now, cx.now).map_err(refuse)?;
            made.epochs.extend(more.epochs);
            made.overrides.extend(more.overrides);
        }
        Ok(made)
    }
}

/// The weekdays on which the guild works at all.
fn working_weekdays(cx: &Context) -> Weekdays {
    let monday = crate::base::civil::monday_of(cx.guild.zone.date(cx.now));
    let free = cx.guild.hours.clone().with_holidays([]);
    let week = monday.iter_days().take(7);
    week.filter(|date| free.opening(*date).is_some()).map(|date| date.weekday()).collect()
}
