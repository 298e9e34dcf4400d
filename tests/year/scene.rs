//! The sample team's year: set up by typing, changed on the way by typing, and looked at in the end.

use crate::{
    calendar::{At, at, date, instant},
    digests::{self, Year},
    expected::{self, Instead, Roster, Told},
    reminders::{self, REMINDERS},
    seen,
    team::{ROTATIONS, rotation},
    time::Time,
    world::World,
};
use chrono::{NaiveDate, TimeDelta};
use docket::sandbox::Id;
use std::collections::BTreeSet;

/// A team whose rotations are set up.
pub struct Scene<'w> {
    pub world: &'w World,
    /// What lets time pass.
    pub time: &'w dyn Time,
    pub began_at: At,
    /// Who is on instead, by what was typed so far.
    pub instead: Vec<Instead>,
    /// What was told because somebody typed something.
    pub told: Vec<Told>,
    /// From when until when a request waited for somebody.
    open: Option<(At, Option<At>)>,
    before: BTreeSet<Id>,
}

/// The end of the year, after the last clock change of all zones.
pub fn end() -> At {
    at("2027-11-24T20:00:00Z")
}

impl<'w> Scene<'w> {
    /// Sets the rotations up now.
    pub async fn new(world: &'w World, time: &'w dyn Time) -> Self {
        let admin = world.member("Admin").in_channel("admin");
        for (number, turns) in ROTATIONS.iter().enumerate() {
            admin.types(&turns.set_up()).await.sees("Nothing is saved yet");
            admin.types(&format!("/rotation save draft:{}", number + 1)).await.sees("is set up");
        }
        for reminder in &REMINDERS {
            world.member(reminder.made_by).types(reminder.typed).await.sees("is set");
        }
        digests::set_up(world).await;
        time.settles().await;
        let before = seen::already(world);
        Self { world, time, began_at: world.now(), instead: Vec::new(), told: Vec::new(), open: None, before }
    }

    /// Who is on a rotation at `at`, by all that was typed so far.
    pub fn on(&self, name: &str, at: At) -> &'static str {
        Roster::new(rotation(name), self.began_at, at, &self.instead).on(at)
    }

    /// The year as everyone plays it.
    pub async fn plays_the_year(&mut self) {
        self.somebody_is_away().await;
        self.somebody_files().await;
        self.somebody_is_covered().await;
        self.somebody_takes_over().await;
        self.time.goes_to(end()).await;
    }

    /// In February a request comes in, between the two reminders of a deadline, and waits for three weeks until
    /// somebody takes it, again between the two.
    pub async fn somebody_files(&mut self) {
        self.time.goes_to(at("2027-02-02T20:00:00Z")).await;
        self.request_comes_in(date("2027-02-03")).await;
        self.time.goes_to(at("2027-02-23T20:00:00Z")).await;
        self.world.member("PM lead").types("/request assign request:1").await.sees("REQ-1");
        self.time.settles().await;
        let now = self.world.now();
        self.open = self.open.map(|(filed_at, _)| (filed_at, Some(now)));
        let taken = "what became of a request".to_owned();
        self.told.push(Told::to_person(now + TimeDelta::minutes(5), "Support engineer", taken));
    }

    /// A request comes in now, and waits. It is looked at on the date when work begins next.
    pub async fn request_comes_in(&mut self, looked_at: NaiveDate) {
        let filed_at = self.world.now();
        let line = "/feedback text:Darker colours at night";
        self.world.member("Support engineer").types(line).await.sees("REQ-1");
        self.time.settles().await;
        self.told.push(Told::to_channel(filed_at, "requests", "request".to_owned()));
        let (opening, name) = (instant("America/Los_Angeles", looked_at, (9, 0)), "customer requests");
        self.told.push(Told::to_channel(opening, "requests", expected::look(name)));
        self.open = Some((filed_at, None));
    }

    /// In January a lead says that somebody is away during their week. The one whose turn is farthest, who has just
    /// been on, stays on; both hear of it.
    pub async fn somebody_is_away(&mut self) {
        self.time.goes_to(at("2027-01-12T17:00:00Z")).await;
        let zone = "America/Los_Angeles";
        let (from, until) =
            (instant(zone, date("2027-01-20"), (9, 30)), instant(zone, date("2027-01-27"), (9, 30)));
        let name = "customer requests";
        let (away, user) = (self.on(name, from), self.on(name, from - TimeDelta::hours(1)));
        let line = format!(
            "/rotation away rotation:{name} member:@{away} from:2027-01-19 12:00 until:2027-01-28 12:00"
        );
        self.world.member("Admin").types(&line).await.sees("is away");
        self.time.settles().await;
        let known_at = self.world.now();
        self.instead.push(Instead { rotation: name, from, until, user, known_at });
        self.is_told_of_dates(name, &[away, user], false);
    }

    /// In March somebody asks for cover of the day after the clocks go forward in London, and gets it at once.
    pub async fn somebody_is_covered(&mut self) {
        self.time.goes_to(at("2027-03-24T12:00:00Z")).await;
        let (name, zone) = ("support desk", "Europe/London");
        let (from, until) =
            (instant(zone, date("2027-03-29"), (9, 0)), instant(zone, date("2027-03-30"), (9, 0)));
        let (asker, user) = (self.on(name, from), self.on(name, until));
        let line = format!("/rotation cover rotation:{name} from:2027-03-29 09:00 until:2027-03-30 09:00");
        self.world.member(asker).types(&line).await.sees("who can cover");
        self.time.settles().await;
        let card = self.world.channel("support").shows("who can?").await;
        self.world.member(user).presses(&card, "I'll cover").await.sees("covers for");
        self.time.settles().await;
        let known_at = self.world.now();
        self.instead.push(Instead { rotation: name, from, until, user, known_at });
        let others = rotation(name).members.iter().filter(|member| **member != asker);
        let mut others: Vec<_> = others.copied().collect();
        others.sort_unstable();
        let what = format!("{name}: cover [{}]", others.join(", "));
        self.told.push(Told::to_channel(known_at, "support", what));
        self.is_told_of_dates(name, &[asker], false);
    }

    /// In June somebody takes over for two days in the middle of a month.
    pub async fn somebody_takes_over(&mut self) {
        self.time.goes_to(at("2027-06-16T03:00:00Z")).await;
        let name = "release notes";
        let now = self.world.now();
        let before = self.on(name, now);
        let user = rotation(name).members.iter().find(|member| **member != before).unwrap();
        let line = format!("/rotation take rotation:{name} until:in 2 days");
        self.world.member(user).types(&line).await.sees(name);
        self.time.settles().await;
        let until = now + TimeDelta::days(2);
        self.instead.push(Instead { rotation: name, from: now, until, user, known_at: now });
        self.is_told_of_dates(name, &[before], true);
    }

    /// Some minutes later; in their working hours, unless it concerns them before.
    fn is_told_of_dates(&mut self, name: &str, people: &[&str], is_urgent: bool) {
        let soon = self.world.now() + TimeDelta::minutes(5);
        let at = |person: &str| if is_urgent { soon } else { digests::at_work(person, soon) };
        let told = people.iter().map(|person| Told::to_person(at(person), person, expected::dates(name)));
        self.told.extend(told);
    }

    /// Whether a request waited for somebody at `at`.
    fn is_open(&self, at: At) -> bool {
        self.open.is_some_and(|(from, until)| from < at && until.is_none_or(|until| at <= until))
    }

    /// What should have been told until now if docket had run all the time.
    pub fn expected(&self) -> Vec<Told> {
        self.expected_over(&[])
    }

    /// What comes at its time, docket having been down between the instants of each pair.
    fn expected_over(&self, downs: &[(At, At)]) -> Vec<Told> {
        let is_open = |at| self.is_open(at);
        let mut told = expected::on_time(self.began_at, self.world.now(), &self.instead, &is_open);
        told.extend(reminders::on_time(self.began_at, self.world.now()));
        let of = Year { began_at: self.began_at, instead: &self.instead, is_open: &is_open, downs };
        told.extend(digests::on_time(&of, self.world.now()));
        told.extend(self.told.iter().cloned());
        told
    }

    /// The same when docket was down between the instants of each pair: whoever is on afterwards is told once and late,
    /// and so is whoever comes on within a day.
    pub fn expected_but_for(&self, downs: &[(At, At)]) -> Vec<Told> {
        let is_open = |at| self.is_open(at);
        let mut told = self.expected_over(downs);
        told.retain(|one| !downs.iter().any(|(down, up)| *down < one.at && one.at <= *up));
        for (down, up) in downs {
            let rosters = ROTATIONS.iter().map(|turns| Roster::new(turns, self.began_at, *up, &self.instead));
            told.extend(rosters.flat_map(|roster| roster.told_late(*down, *up, &is_open)));
            told.extend(reminders::told_late(*down, *up));
            let of = Year { began_at: self.began_at, instead: &self.instead, is_open: &is_open, downs };
            told.extend(digests::told_late(&of, *down, *up));
        }
        told
    }

    /// Looks whether exactly `expected` was told, at most `late` after its time, and how the cards look now.
    pub fn was_told(&self, expected: Vec<Told>, late: TimeDelta) {
        seen::compare(expected, seen::since(self.world, &self.before), late);
        seen::cards_are_records(self.world);
    }

    /// Looks whether everything was told that should have been until now, to the second.
    pub fn was_told_on_time(&self) {
        self.was_told(self.expected(), TimeDelta::zero());
    }
}
