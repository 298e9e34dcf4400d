//! What was typed becomes a draft: over what the rotation has, and over the draft that filled the form.

use super::{
    super::open::Loaded,
    draft::{Draft, Typed},
};
use crate::{
    base::{
        civil::Zone,
        recurrence::{End, Recurrence},
        text::{clean, one_line},
        when,
    },
    contract::{Context, args::RotationSetup, only},
    error::Refusal,
    rotation::{
        rules::{Epoch, MOST_SEATS, members},
        words,
    },
};
use chrono::{DateTime, NaiveTime, Utc};

/// The time of day of a handoff, when none is typed.
const USUAL_TIME: NaiveTime = NaiveTime::from_hms_opt(9, 30, 0).expect("half past nine");

/// What a draft is read from.
pub(super) struct Reading<'a> {
    pub cx: &'a Context,
    pub args: &'a RotationSetup,
    /// The rotation of that name.
    pub existing: Option<&'a Loaded>,
    /// The draft that the form was filled with. What is as it was there was not typed; what is gone was emptied.
    pub was: Option<&'a Draft>,
}

impl Reading<'_> {
    /// The draft; its name may be empty.
    pub fn draft(&self) -> Result<Draft, Refusal> {
        let (args, fields) = (self.args, self.existing.map(|loaded| loaded.row.fields()));
        let mut typed = self.aside();
        let zone = self.zone(&mut typed);
        let (handoff, others) = self.handoff(&zone, &mut typed)?;
        let deadline = self.deadline(&zone, &mut typed)?;
        let members = self.members(&mut typed)?;
        let (epoch, was, fields) = (self.epoch(), self.was, fields.as_ref());
        let seats = typed.seats.or(epoch.map(|epoch| epoch.seats)).or(was.map(|was| was.seats)).unwrap_or(1);
        let is_working = |epoch: &Epoch| epoch.rhythm.working().is_some();
        let is_working = epoch.map(is_working).or(was.map(|was| was.is_working_days_only));
        let kept = fields.map(|fields| (fields.channel_id, fields.role_id));
        let (channel_id, role_id) = kept.or(was.map(|was| (was.channel_id, was.role_id))).unwrap_or_default();
        let shown =
            |text: &Option<String>, series: &Recurrence| text.clone().unwrap_or_else(|| series.in_words());
        Ok(Draft {
            rotation: self.existing.map(|loaded| (loaded.row.id, loaded.row.version)),
            name: one_line(&clean(args.name.as_deref().unwrap_or_default())).trim().to_owned(),
            members,
            handoff_text: shown(&args.handoff, &handoff),
            handoff,
            handoff_others: others,
            deadline_text: deadline.as_ref().map_or_else(String::new, |series| shown(&args.deadline, series)),
            deadline,
            seats: seats.clamp(1, MOST_SEATS),
            channel_id: typed.channel_id.or(channel_id),
            role_id: typed.role_id.or(role_id),
            is_working_days_only: typed.is_working_days_only.or(is_working).unwrap_or_default(),
            starts_at: self.start(&zone, &typed)?,
            typed,
        })
    }

    /// What the rotation stands on: the epoch in force, or the one that it begins with.
    fn epoch(&self) -> Option<&Epoch> {
        let (plan, now) = (self.existing?.plan(), self.cx.now);
        plan.epoch_at(now).or_else(|| plan.epoch_at(plan.next_epoch_at(now)?))
    }

    /// What the form has no input for: typed now, or before the form opened.
    fn aside(&self) -> Typed {
        let (args, was) = (self.args, self.was.map(|was| was.typed.clone()).unwrap_or_default());
        let starts = args.starts.as_ref().map(|text| (text.0.clone(), self.cx.now));
        Typed {
            seats: args.seats.and_then(|seats| usize::try_from(seats).ok()).or(was.seats),
            channel_id: args.channel.map(|channel| channel.0).or(was.channel_id),
            role_id: args.role.map(|role| role.0).or(was.role_id),
            is_working_days_only: args.working_days.or(was.is_working_days_only),
            starts: starts.or(was.starts),
            ..Typed::default()
        }
    }

    fn zone(&self, typed: &mut Typed) -> Zone {
        let is_typed =
            |zone: &&Zone| self.was.is_none_or(|was| was.typed.has_zone || *zone != was.handoff.zone());
        let given = self.args.zone.as_ref().filter(is_typed);
        typed.has_zone = given.is_some();
        let old = self.epoch().map(|epoch| epoch.rhythm.zone());
        let was = self.was.map(|was| was.handoff.zone());
        given.or(old).or(was).unwrap_or(&self.cx.guild.zone).clone()
    }

    /// The series of handoffs, and what else the text can mean.
    fn handoff(&self, zone: &Zone, typed: &mut Typed) -> Result<(Recurrence, Vec<Recurrence>), Refusal> {
        let same = self.was.filter(|was| self.args.handoff.as_deref() == Some(was.handoff_text.as_str()));
        typed.has_handoff = match same {
            Some(was) => was.typed.has_handoff,
            None => self.args.handoff.is_some(),
        };
        let alone = |series: Recurrence| (series, Vec::new());
        match (same, &self.args.handoff, self.epoch()) {
            (Some(was), ..) if typed.has_handoff => {
                let others = was.handoff_others.iter().map(|series| rezoned(series, zone));
                Ok((rezoned(&was.handoff, zone)?, others.collect::<Result<_, _>>()?))
            }
            (None, Some(text), epoch) => self.series(text, zone, epoch.map(|epoch| epoch.rhythm.handoffs())),
            (_, _, Some(epoch)) => rezoned(epoch.rhythm.handoffs(), zone).map(alone),
            (Some(was), ..) => rezoned(&was.handoff, zone).map(alone),
            (None, None, None) => self.series("every week", zone, None),
        }
    }

    fn deadline(&self, zone: &Zone, typed: &mut Typed) -> Result<Option<Recurrence>, Refusal> {
        let text = self.args.deadline.as_deref();
        let same = self.was.filter(|was| text.unwrap_or_default() == was.deadline_text);
        typed.has_deadline = match (same, self.was) {
            (Some(was), _) => was.typed.has_deadline,
            // The form showed one, and it was emptied.
            (None, Some(_)) => true,
            (None, None) => text.is_some(),
        };
        let old = self.existing.map(|loaded| loaded.row.fields().deadline);
        let kept = match same {
            Some(was) if typed.has_deadline => was.deadline.clone(),
            None if typed.has_deadline => {
                let read = |text| self.one_series(text, zone, old.clone().flatten().as_ref(), "deadline");
                return text.map(read).transpose();
            }
            _ => old.unwrap_or_else(|| self.was.and_then(|was| was.deadline.clone())),
        };
        match kept {
            Some(series) if typed.has_zone => Ok(Some(rezoned(&series, zone)?)),
            kept => Ok(kept),
        }
    }

    fn members(&self, typed: &mut Typed) -> Result<Vec<i64>, Refusal> {
        let given = self.args.members.as_deref().map(members).transpose();
        let given = given.map_err(|error| words::members_error(&error))?;
        let was = self.was.map(|was| was.members.as_slice());
        typed.has_order = match (&given, self.was) {
            (_, Some(was)) if was.typed.has_order => true,
            (given, Some(was)) => given.as_deref().unwrap_or_default() != was.members,
            (given, None) => given.is_some(),
        };
        let old = self.epoch().map(|epoch| epoch.members.as_slice());
        match given {
            given if typed.has_order => Ok(given.unwrap_or_default()),
            _ => Ok(old.or(was).unwrap_or_default().to_vec()),
        }
    }

    /// As typed, counted from when it was typed; else when the rotation is to begin, if it has not.
    fn start(&self, zone: &Zone, typed: &Typed) -> Result<Option<DateTime<Utc>>, Refusal> {
        let cx = self.cx;
        let first_at = self.existing.and_then(|loaded| Some(loaded.plan().epochs().first()?.effective_at));
        let begun_at = first_at.filter(|at| *at <= cx.now);
        let Some((text, typed_at)) = &typed.starts else {
            return Ok(first_at.filter(|_| begun_at.is_none()));
        };
        if let Some(begun_at) = begun_at {
            return Err(words::has_begun(begun_at));
        }
        let read = when::parse_instant(text, *typed_at, zone, &cx.guild.hours);
        let read = read.map_err(|error| words::bad_time(&error))?;
        let at = only(&read, text, "starts", cx.now)?;
        if at > cx.now { Ok(Some(at)) } else { Err(words::in_the_past(at)) }
    }

    /// Reads a series, in place of the one that there was: it keeps its phase and its time of day.
    fn series(
        &self,
        text: &str,
        zone: &Zone,
        was: Option<&Recurrence>,
    ) -> Result<(Recurrence, Vec<Recurrence>), Refusal> {
        let read = Recurrence::read(text, self.cx.now, zone, USUAL_TIME, was);
        let (series, others) = read.map_err(|error| words::bad_time(&error))?;
        let is_endless = |series: &Recurrence| series.end() == End::Never;
        if !is_endless(&series) {
            return Err(words::endless_only());
        }
        Ok((series, others.into_iter().filter(is_endless).collect()))
    }

    /// Reads a series that has to be the only one that `text` can mean; else the person is asked.
    fn one_series(
        &self,
        text: &str,
        zone: &Zone,
        was: Option<&Recurrence>,
        option: &'static str,
    ) -> Result<Recurrence, Refusal> {
        let (series, others) = self.series(text, zone, was)?;
        // The answer to the question is what it offered, with its first date, which is not asked about again.
        if others.is_empty() || text.trim() == series.brief(self.cx.now) {
            Ok(series)
        } else {
            Err(words::which_series(text, option, &series, &others, self.cx.now))
        }
    }
}

fn rezoned(series: &Recurrence, zone: &Zone) -> Result<Recurrence, Refusal> {
    Recurrence::new(series.rule(), series.first(), zone.clone()).map_err(|error| words::bad_time(&error))
}
