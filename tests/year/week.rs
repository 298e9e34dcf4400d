//! Two busy weeks of a team: nobody hears too much, nobody who owes something hears nothing, and nobody is disturbed outside
//! their working hours but by what is due then.

use crate::{
    calendar::{At, at, instant, local_date},
    digests::at_work,
    on_each_engine,
    seen::{self, Heard},
    world::World,
};
use chrono::{Datelike, NaiveDate, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};

const HERE: &str = "America/Los_Angeles";
/// Messages that one person may get in a week, besides reminders of their own.
const MOST: usize = 10;

async fn goes_to(world: &World, day: NaiveDate, time: (i8, i8)) {
    world.turn(instant(HERE, day, time) - world.now()).await;
}

async fn files(world: &World, who: &str, text: &str) {
    world.member(who).in_channel("support").types(&format!("/feedback text:{text}")).await.sees("Filed as");
}

async fn set_up(world: &World) {
    let line = "/rotation setup name:customer requests channel:#pm-sync members:@PM Growth @PM Platform \
                @PM Self-service handoff:every Wednesday 09:30 zone:America/Los_Angeles deadline:every Wednesday 09:00";
    world.member("PM lead").types(line).await.presses("Save").await.sees("is set up");
    let line = "/remind me text:Plan the week when:weekdays 9am zone:America/Los_Angeles";
    world.member("Sales").types(line).await.sees("is set");
    prepares_the_sync(world).await;
    world.settle().await;
}

/// A weekly sync, which nobody starts, with what belongs to it. Ten days before the date that falls on a holiday is a Sunday.
async fn prepares_the_sync(world: &World) {
    let lead = world.member("PM lead").in_channel("pm-sync");
    lead.types("/meeting create template:sync channel:#pm-sync")
        .await
        .presses("Save")
        .await
        .sees("is set up");
    world.member("Admin").types("/settings holiday add date:2026-12-09 name:Day off").await.sees("Day off");
    lead.types("/release plan name:v26.12 target:2026-12-16").await.sees("is planned");
    lead.types("/release add text:Calendar export release:v26.12 owner:@PM Growth").await.sees("ITEM-1");
    lead.types("/action add what:Send the numbers who:@Marketing due:2026-11-27").await.sees("ACT-1");
}

/// A day from ten to late in the evening.
async fn passes(world: &World, day: NaiveDate, number: usize) {
    let (lead, first) = (world.member("PM lead"), 2 * number + 1);
    goes_to(world, day, (10, 0)).await;
    let is_even = number.is_multiple_of(2);
    let blocking = if number == 1 { " importance:3" } else { "" };
    let one = if is_even { "SSO login loops" } else { "The invoice shows the wrong plan" };
    let other = if is_even { "The database backup is slow" } else { "The onboarding tour stops" };
    files(world, "Support engineer", &format!("{one}, case {number}")).await;
    files(world, "Sales", &format!("{other}, case {number}{blocking}")).await;
    goes_to(world, day, (11, 0)).await;
    let to = if is_even { "PM User management" } else { "PM Channels and posts" };
    lead.types(&format!("/request assign request:{first} to:@{to}")).await.sees("assigned");
    goes_to(world, day, (14, 0)).await;
    if is_even {
        world.member(to).types(&format!("/request close request:{first} note:Since 7.2")).await.sees("done");
        // Late in the evening.
        goes_to(world, day, (22, 0)).await;
        lead.types(&format!("/request decline request:{} reason:Not this year", first + 1))
            .await
            .sees("declined");
    }
    if number == 2 {
        let line = "/rotation cover from:2026-11-27 09:00 until:2026-11-28 09:00";
        world.member("PM Platform").types(line).await.sees("Asked in");
        world.settle().await;
        let card = world.channel("pm-sync").only("needs cover");
        world.member("PM Self-service").presses(&card, "I'll cover").await.sees("covers for");
    }
    if number == 3 {
        // Nobody answers this one; half of the time until it begins has passed on Sunday, before it is light.
        let line = "/rotation cover from:2026-12-01 09:00 until:2026-12-02 09:00";
        world.member("PM Platform").types(line).await.sees("Asked in");
        world.settle().await;
    }
}

/// Whether somebody is meant to hear of it at that very time, at whatever hour it is: a handoff, what begins before they work
/// again, what was asked of them by a person just then, or a reminder of their own.
fn is_due_then(one: &Heard) -> bool {
    let due = ["you are on **customer requests** until", "from now until", "Filed by", "Reminder"];
    let is_asked = one.what.contains("needs cover in") && !one.what.contains("still needs cover");
    is_asked || due.iter().any(|text| one.what.contains(text))
}

/// The days of the two weeks on which the team works.
fn days() -> Vec<NaiveDate> {
    let first = local_date(HERE, at("2026-11-23T18:00:00Z"));
    first.iter_days().take(12).filter(|day| day.weekday().num_days_from_monday() < 5).collect()
}

fn week(of: At) -> u32 {
    local_date(HERE, of).iso_week().week()
}

on_each_engine! {
    async fn nobody_hears_too_much_or_nothing_and_nobody_is_disturbed(world) {
        set_up(world).await;
        let days = days();
        goes_to(world, days[0], (8, 0)).await;
        let before = seen::already(world);
        for (number, day) in days.iter().enumerate() {
            passes(world, *day, number).await;
        }
        world.turn(TimeDelta::days(2)).await;
        let heard = seen::heard(world, &before);
        let list = |of: &dyn Fn(&&Heard) -> bool| {
            heard.iter().filter(of).map(|one| format!("{} {}: {}", one.at, one.who, one.what)).collect::<Vec<_>>()
        };
        // Nobody too much.
        let mut counts: BTreeMap<(String, u32), usize> = BTreeMap::new();
        for one in heard.iter().filter(|one| !one.what.contains("Reminder")) {
            *counts.entry((one.who.clone(), week(one.at))).or_default() += 1;
        }
        for ((who, number), count) in &counts {
            let theirs = list(&|one| one.who == *who && week(one.at) == *number);
            assert!(*count <= MOST, "{who} heard {count} things in a week:\n{}", theirs.join("\n"));
        }
        // Nobody who owes something nothing: who has requests, who is on duty while some are unassigned, and the lead.
        let weeks: BTreeSet<u32> = days.iter().map(|day| day.iso_week().week()).collect();
        for who in [
            "PM Growth",
            "PM Platform",
            "PM User management",
            "PM Channels and posts",
            "PM lead",
            "Support engineer",
            "Sales",
        ] {
            for number in &weeks {
                assert!(counts.contains_key(&(who.to_owned(), *number)), "{who} heard nothing in week {number}");
            }
        }
        // Nobody out of hours, and of what nobody answered people hear on the next working day.
        let reminded = heard.iter().filter(|one| one.what.contains("still needs cover"));
        let reminded: BTreeSet<_> = reminded.map(|one| local_date(HERE, one.at).to_string()).collect();
        assert_eq!(reminded.into_iter().collect::<Vec<_>>(), ["2026-11-30"]);
        let is_out = |one: &&Heard| at_work(HERE, one.at) != one.at && !is_due_then(one);
        assert_eq!(list(&is_out), Vec::<String>::new());
        // Of the holiday the chair hears on the last working day before it is ten days ahead.
        let holiday = heard.iter().filter(|one| one.what.contains("which is a holiday"));
        let holiday: Vec<_> = holiday.map(|one| local_date(HERE, one.at).to_string()).collect();
        assert_eq!(holiday, ["2026-11-27"]);
        // What was decided at night reached its reporter in the morning, once.
        let declined = list(&|one| one.who == "Sales" && one.what.contains("was declined by"));
        assert_eq!(declined.len(), days.len() / 2, "{declined:?}");
    }
}
