//! A second computation of duty, written from the rules and shaped as differently as can be. It is told what people did,
//! not what became of it: it applies every edit itself, walks the calendar day by day, counts handoffs one by one, and finds
//! instants from offsets alone. Nothing is kept but what was done; every answer is played again from the beginning.

use super::{
    FOREVER, Rhythm, Span, What,
    calendar::Calendar,
    sample::{Step, person},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// A change of the order or the rhythm.
#[derive(Clone)]
enum Change {
    Join(i64),
    Quit(i64),
    /// To a place in the list.
    Place(i64, usize),
    Rhythm(Arc<Calendar>, usize),
    /// It is this person's turn.
    Turn(Option<i64>),
}

/// The list of members with the place whose turn it is.
#[derive(Clone)]
struct Order {
    members: Vec<i64>,
    on: usize,
    seats: usize,
    calendar: Arc<Calendar>,
}

/// What was done, in the order in which it was done.
#[derive(Clone)]
pub struct Reference {
    begins: DateTime<Utc>,
    first: Order,
    changes: Vec<(DateTime<Utc>, Change)>,
    overrides: Vec<(Span, What)>,
    pauses: Vec<Span>,
}

/// Who holds each seat, days off aside, whose turn each seat is, and since when the shift runs.
struct Moment {
    users: Vec<Option<i64>>,
    turns: Vec<Option<i64>>,
    shift_from: DateTime<Utc>,
}

impl Order {
    fn person(&self) -> Option<i64> {
        self.members.get(self.on).copied()
    }

    fn hand_over(&mut self) {
        self.on = (self.on + 1) % self.members.len().max(1);
    }

    /// The members from whoever's turn it is on.
    fn queue(&self) -> Vec<i64> {
        self.members[self.on..].iter().chain(&self.members[..self.on]).copied().collect()
    }

    /// Makes the change at `at`; false when it makes no sense.
    fn change(&mut self, change: &Change, at: DateTime<Utc>) -> bool {
        let (on_turn, place) =
            (self.person(), |members: &[i64], who| members.iter().position(|one| *one == who));
        match change {
            Change::Join(who) if self.members.contains(who) => return false,
            // The back of the queue is just before whoever is on.
            Change::Join(who) if self.on == 0 => self.members.push(*who),
            Change::Join(who) => {
                self.members.insert(self.on, *who);
                self.on += 1;
            }
            Change::Quit(who) => {
                let Some(gone) = place(&self.members, *who) else { return false };
                // "The turn passes to the next in line": at a handoff at once, in the middle of a turn by the next handoff.
                let is_own_turn = gone == self.on;
                let heir = self.queue().get(if is_own_turn { 1 } else { 0 }).copied();
                self.members.remove(gone);
                let next = heir.and_then(|heir| place(&self.members, heir)).unwrap_or(0);
                let waits = is_own_turn && !self.calendar.hands_over_at(at);
                let count = self.members.len().max(1);
                self.on = if waits && !self.members.is_empty() { (next + count - 1) % count } else { next };
            }
            Change::Place(who, to) => {
                let Some(from) = place(&self.members, *who) else { return false };
                self.members.remove(from);
                self.members.insert((*to).min(self.members.len()), *who);
                self.on = on_turn.and_then(|who| place(&self.members, who)).unwrap_or(0);
            }
            Change::Rhythm(calendar, seats) => {
                self.calendar = Arc::clone(calendar);
                self.seats = *seats;
            }
            Change::Turn(who) => self.on = who.and_then(|who| place(&self.members, who)).unwrap_or(self.on),
        }
        true
    }
}

impl Reference {
    pub fn new(begins: DateTime<Utc>, rhythm: &Rhythm, seats: usize, members: Vec<i64>, on: usize) -> Self {
        let calendar = Arc::new(Calendar::new(rhythm, begins));
        let first = Order { members, on, seats, calendar };
        Self { begins, first, changes: Vec::new(), overrides: Vec::new(), pauses: Vec::new() }
    }

    /// What happens at `now`, as people would say it.
    pub fn does(&mut self, step: &Step, now: DateTime<Utc>, rhythm: impl Fn(&Step) -> Rhythm) {
        let span = |ahead: i64, hours: i64| {
            let from = now + TimeDelta::hours(ahead.max(0));
            Span { from, until: from + TimeDelta::hours(hours) }
        };
        match step {
            Step::Add(_) | Step::Remove(_) | Step::Move(..) | Step::Set(..) => {
                let change = change_of(step, now, rhythm);
                self.edits_now(change, now);
            }
            Step::Later(step, is_round) => {
                let at = if *is_round { self.round_end(now) } else { self.shift_end(now) };
                let change = change_of(step, now, rhythm);
                self.edits(change, at);
            }
            Step::Take(seat, who, hours) => self
                .overrides
                .push((span(0, *hours), What::Slot { seat: usize::from(seat % 3), user_id: person(*who) })),
            Step::Cover(of, by, ahead, hours) => self.covers(span(*ahead, *hours), person(*of), person(*by)),
            Step::Away(who, ahead, hours) => {
                self.overrides.push((span(*ahead, *hours), What::Away { user_id: person(*who) }));
            }
            Step::Swap(one, other, ahead, hours) => {
                let mine = span(*ahead, *hours);
                let theirs = Span { from: mine.until, until: mine.until + TimeDelta::hours(*hours) };
                self.covers(mine, person(*one), person(*other));
                self.covers(theirs, person(*other), person(*one));
            }
            Step::Left(who) => self.leaves(person(*who), now),
            Step::Pause(hours) if self.pause_at(now).is_none() => {
                let until = hours.map_or(FOREVER, |hours| now + TimeDelta::hours(hours));
                self.pauses.push(Span { from: now, until });
                if until < FOREVER {
                    self.changes.push((until, Change::Turn(self.order(now).0.person())));
                }
            }
            Step::Resume => self.resumes(now),
            Step::TakeBack(number) if !self.overrides.is_empty() => {
                let count = self.overrides.len();
                let span = &mut self.overrides[usize::from(*number) % count].0;
                span.until = span.until.min(now.max(span.from));
            }
            Step::Pause(_) | Step::TakeBack(_) => {}
        }
    }

    fn covers(&mut self, span: Span, for_user_id: i64, user_id: i64) {
        self.overrides.push((span, What::Cover { for_user_id, user_id }));
    }

    /// "Afterwards the order goes on where it stood", now instead of at the end that was set.
    fn resumes(&mut self, now: DateTime<Utc>) {
        let Some(pause) = self.pause_at(now) else { return };
        let stood = self.order(pause.from).0.person();
        self.changes.retain(|(at, change)| !(*at == pause.until && matches!(change, Change::Turn(_))));
        self.changes.push((now, Change::Turn(stood)));
        self.pauses.last_mut().unwrap().until = now;
    }

    /// Takes note of an edit, if it makes sense where it falls.
    fn edits(&mut self, change: Change, at: DateTime<Utc>) -> bool {
        let makes_sense = self.order(at).0.change(&change, at);
        if makes_sense {
            self.changes.push((at, change));
        }
        makes_sense
    }

    /// "A change of members never changes who is on now."
    fn edits_now(&mut self, change: Change, now: DateTime<Utc>) {
        let before = self.clone();
        if self.edits(change, now) {
            let stays = self.stays(&before, now);
            self.overrides.extend(stays);
        }
    }

    fn stays(&self, before: &Self, now: DateTime<Utc>) -> Vec<(Span, What)> {
        let (old, new) = (before.moment(now).users, self.moment(now).users);
        let on = old.iter().enumerate().filter_map(|(seat, user)| Some((seat, (*user)?)));
        let moved = on.filter(|(seat, user)| new.get(*seat) != Some(&Some(*user)));
        moved.map(|(seat, user_id)| (before.rest(seat, now), What::Stay { seat, user_id })).collect()
    }

    /// Out of the order; what they hold goes back to whose turn it is, else to the next in line.
    fn leaves(&mut self, who: i64, now: DateTime<Utc>) {
        let before = self.clone();
        let stays = match self.edits(Change::Quit(who), now) {
            true => self.stays(&before, now),
            false => Vec::new(),
        };
        self.overrides.push((Span { from: now, until: FOREVER }, What::Left { user_id: who }));
        let is_other =
            |(_, what): &(Span, What)| !matches!(what, What::Stay { user_id, .. } if *user_id == who);
        self.overrides.extend(stays.into_iter().filter(is_other));
        let (held, then) = (before.moment(now), self.moment(now).users);
        let mut heirs = Vec::new();
        for seat in (0..held.users.len()).filter(|seat| held.users[*seat] == Some(who)) {
            let Some(heir) = before.heir(&held, seat, who, now) else { continue };
            if held.turns[seat] == Some(who) || then.get(seat) != Some(&Some(heir)) {
                heirs.push((before.rest(seat, now), What::Stay { seat, user_id: heir }));
            }
        }
        self.overrides.extend(heirs);
    }

    /// Who holds each seat at `at`, with days off, and when the shift began.
    pub fn answer(&self, at: DateTime<Utc>) -> (Vec<Option<i64>>, DateTime<Utc>) {
        let Moment { mut users, shift_from, .. } = self.moment(at);
        if self.order(at).0.calendar.is_day_off(at) {
            users.fill(None);
        }
        (users, shift_from)
    }

    /// How many overrides there are, so that a test sees that both sides count alike.
    pub fn overrides(&self) -> &[(Span, What)] {
        &self.overrides
    }

    fn pause_at(&self, at: DateTime<Utc>) -> Option<Span> {
        self.pauses.iter().copied().find(|pause| pause.from <= at && at < pause.until)
    }

    /// The order at `at`, and since when somebody has the turn; played from the beginning.
    fn order(&self, at: DateTime<Utc>) -> (Order, DateTime<Utc>) {
        let mut changes: Vec<_> = self.changes.iter().filter(|(from, _)| *from <= at).collect();
        changes.sort_by_key(|(from, _)| *from);
        let (mut order, mut started, mut seen) = (self.first.clone(), self.begins, self.begins);
        let mut play = |order: &mut Order, seen: DateTime<Utc>, to: DateTime<Utc>| {
            for handoff in order.calendar.clone().between(seen, to) {
                order.hand_over();
                started = handoff;
            }
            started
        };
        let mut since = self.begins;
        for group in changes.chunk_by(|one, other| one.0 == other.0) {
            let now = group[0].0;
            since = since.max(play(&mut order, seen, now - TimeDelta::microseconds(1)));
            let before = order.person();
            if now > self.begins && order.calendar.hands_over_at(now) {
                order.hand_over();
            }
            for (_, change) in group {
                // One that no longer makes sense is left out.
                order.change(change, now);
            }
            if before != order.person() || order.calendar.hands_over_at(now) {
                since = since.max(now);
            }
            seen = now;
        }
        since = since.max(play(&mut order, seen, at));
        (order, since)
    }

    fn moment(&self, at: DateTime<Utc>) -> Moment {
        let (order, since) = self.order(at);
        let ended = self.pauses.iter().filter(|pause| pause.from < pause.until && pause.until <= at);
        let shift_from = ended.map(|pause| pause.until).fold(since, DateTime::max);
        if let Some(pause) = self.pause_at(at) {
            let nobody = vec![None; order.seats];
            return Moment { users: nobody.clone(), turns: nobody, shift_from: pause.from };
        }
        let queue = order.queue();
        let turns: Vec<Option<i64>> = (0..order.seats).map(|seat| queue.get(seat).copied()).collect();
        let mut moment = Moment { users: turns.clone(), turns, shift_from };
        for (_, what) in self.overrides.iter().filter(|(span, _)| span.from <= at && at < span.until) {
            self.apply(&mut moment, *what, &queue, at);
        }
        moment
    }

    fn apply(&self, moment: &mut Moment, what: What, queue: &[i64], at: DateTime<Utc>) {
        let is = |user: &Option<i64>, who: i64| *user == Some(who);
        match what {
            What::Slot { seat, user_id } | What::Stay { seat, user_id } => {
                moment.users.get_mut(seat).into_iter().for_each(|user| *user = Some(user_id));
            }
            What::Cover { for_user_id, user_id } => {
                let held = moment.users.iter_mut().filter(|user| is(user, for_user_id));
                held.for_each(|user| *user = Some(user_id));
            }
            What::Away { user_id } => {
                let far: Vec<i64> = queue.iter().rev().copied().collect();
                for seat in (0..moment.users.len())
                    .filter(|seat| is(&moment.users[*seat], user_id))
                    .collect::<Vec<_>>()
                {
                    moment.users[seat] = self.stand_in(moment, &far, user_id, at);
                }
            }
            What::Left { user_id } => {
                for seat in (0..moment.users.len())
                    .filter(|seat| is(&moment.users[*seat], user_id))
                    .collect::<Vec<_>>()
                {
                    moment.users[seat] = self.successor(moment, seat, user_id, queue, at);
                }
            }
        }
    }

    fn heir(&self, held: &Moment, seat: usize, who: i64, at: DateTime<Utc>) -> Option<i64> {
        self.successor(held, seat, who, &self.order(at).0.queue(), at)
    }

    fn successor(
        &self,
        moment: &Moment,
        seat: usize,
        who: i64,
        queue: &[i64],
        at: DateTime<Utc>,
    ) -> Option<i64> {
        let owner = moment.turns[seat].filter(|owner| {
            *owner != who && !moment.users.contains(&Some(*owner)) && !self.was_absent(*owner, at, at)
        });
        let place = queue.iter().position(|member| *member == who).unwrap_or(0);
        let line: Vec<i64> = queue[place..].iter().chain(&queue[..place]).copied().collect();
        owner.or_else(|| self.stand_in(moment, &line, who, at))
    }

    /// The first by preference who is free, and was there all through the shift; else who is there now.
    fn stand_in(&self, moment: &Moment, by_preference: &[i64], gone: i64, at: DateTime<Utc>) -> Option<i64> {
        let is_free = |member: &&i64| **member != gone && !moment.users.contains(&Some(**member));
        let there_since = |from| {
            by_preference.iter().filter(is_free).find(|who| !self.was_absent(**who, from, at)).copied()
        };
        there_since(moment.shift_from).or_else(|| there_since(at))
    }

    fn was_absent(&self, who: i64, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
        self.overrides.iter().any(|(span, what)| {
            let is_theirs =
                matches!(what, What::Away { user_id } | What::Left { user_id } if *user_id == who);
            is_theirs && span.from < span.until && span.from <= to && span.until > from
        })
    }

    /// Every instant after `at` at which something may change, in order.
    fn edges(&self, at: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let spans = self.overrides.iter().map(|(span, _)| *span).chain(self.pauses.iter().copied());
        let mut edges: Vec<_> = spans.flat_map(|span| [span.from, span.until]).collect();
        edges.extend(self.changes.iter().map(|(from, _)| *from));
        edges.retain(|edge| *edge > at && *edge < FOREVER);
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// The first instant after `at` that begins a shift.
    fn shift_end(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        if let Some(pause) = self.pause_at(at) {
            return pause.until;
        }
        let mut seen = at;
        for edge in self.edges(at).into_iter().chain([FOREVER]) {
            if let Some(handoff) =
                self.order(seen).0.calendar.next_after(seen).filter(|handoff| *handoff < edge)
            {
                return handoff;
            }
            if edge < FOREVER && self.moment(edge).shift_from == edge {
                return edge;
            }
            seen = edge;
        }
        FOREVER
    }

    /// "From the next turn of the first in the order on."
    fn round_end(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let order = self.order(at).0;
        let turns = if order.members.is_empty() { 1 } else { order.members.len() - order.on };
        (0..turns).fold(at, |at, _| order.calendar.next_after(at).unwrap_or(FOREVER))
    }

    /// From `now` until somebody else holds the seat, or the shift ends.
    fn rest(&self, seat: usize, now: DateTime<Utc>) -> Span {
        let holder = |at| self.moment(at).users.get(seat).copied().flatten();
        let (held, end) = (holder(now), self.shift_end(now));
        let mut edges = self.edges(now).into_iter().filter(|edge| *edge < end);
        Span { from: now, until: edges.find(|edge| holder(*edge) != held).unwrap_or(end) }
    }
}

fn change_of(step: &Step, now: DateTime<Utc>, rhythm: impl Fn(&Step) -> Rhythm) -> Change {
    match step {
        Step::Add(who) => Change::Join(person(*who)),
        Step::Remove(who) => Change::Quit(person(*who)),
        Step::Move(who, place) => Change::Place(person(*who), usize::from(place % 8)),
        Step::Set(_, seats) => {
            Change::Rhythm(Arc::new(Calendar::new(&rhythm(step), now)), usize::from(*seats))
        }
        other => unreachable!("no edit: {other:?}"),
    }
}
