//! The morning digest: once for each person and day, at their own start of work, and never empty.

use crate::{
    in_every_world, on_each_engine,
    world::{Person, World},
};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    base::civil::Zone,
    queue::{self, NewJob},
    sandbox::Message,
};

/// The digests that a person was sent, oldest first.
fn digests(person: &Person<'_>) -> Vec<Message> {
    person.direct_messages().into_iter().filter(|message| message.text().contains("Your day,")).collect()
}

/// When they came, by the clocks of `zone`.
fn arrivals(person: &Person<'_>, zone: &str) -> Vec<String> {
    let zone = Zone::parse(zone).expect("a zone");
    let local = |at: DateTime<Utc>| zone.local(at).format("%a %m-%d %H:%M").to_string();
    digests(person).iter().map(|message| local(message.created_at)).collect()
}

const HERE: &str = "America/Los_Angeles";

/// Something for every working day of the person.
async fn has_something_every_day(person: &Person<'_>) {
    person.types("/remind me text:Look at the numbers when:weekdays 17:00").await.sees("is set");
}

async fn days(world: &World, days: i64) {
    world.turn(TimeDelta::days(days)).await;
}

in_every_world! {
    async fn untaken_requests_are_told_to_the_owner_of_the_area_once_a_morning(world) {
        let owner = world.member("PM User management");
        world.member("Support engineer").types("/feedback text:SSO login loops customer:Acme").await.sees("REQ-1");
        days(world, 1).await;
        assert_eq!(digests(&owner).len(), 0, "it is not late on the next morning");
        days(world, 1).await;
        assert_eq!(arrivals(&owner, HERE), ["Fri 11-20 09:00"]);
        let digest = digests(&owner).remove(0);
        let text = digest.text();
        assert!(text.contains("REQ-1") && text.contains("untaken for 2 working days"), "{text}");
        assert!(!text.contains("Acme"), "a direct message is no internal channel: {text}");
        assert!(digest.is_silent());
        assert_eq!(digests(&world.member("PM Growth")).len(), 0);
        // Its buttons lead to the things.
        owner.presses(&digest, "Untaken requests").await.is_private().sees("REQ-1");
        // The weekend has no start of work.
        days(world, 3).await;
        assert_eq!(arrivals(&owner, HERE), ["Fri 11-20 09:00", "Mon 11-23 09:00"]);
    }

    async fn what_is_put_off_is_not_told_until_it_comes_back(world) {
        let owner = world.member("PM User management");
        world.member("Support engineer").types("/feedback text:SSO login loops customer:Acme").await.sees("REQ-1");
        let form = world.member("PM lead").types("/triage next").await.chooses("Snooze until…", "other").await;
        form.submits(&[("until", "in 10d")]).await.sees("REQ-1 comes back");
        days(world, 9).await;
        assert_eq!(digests(&owner).len(), 0);
        days(world, 4).await;
        assert!(digests(&owner).first().is_some_and(|digest| digest.text().contains("REQ-1")));
    }

    async fn what_one_has_chosen_counts(world) {
        let pm = world.member("PM Growth");
        let saved = pm.types("/digest settings time:8:30 zone:Europe/Berlin days:Mon-Thu").await;
        saved.is_private().sees("Saved").sees("08:30").sees("Europe/Berlin").sees("Mon-Thu");
        has_something_every_day(&pm).await;
        days(world, 7).await;
        let expected = ["Thu 11-19 08:30", "Mon 11-23 08:30", "Tue 11-24 08:30", "Wed 11-25 08:30"];
        assert_eq!(arrivals(&pm, "Europe/Berlin"), expected);
        let off = pm.types("/digest settings").await.presses("Turn it off").await;
        off.is_in_place().sees("Saved");
        days(world, 7).await;
        assert_eq!(digests(&pm).len(), expected.len());
    }
}

on_each_engine! {
    async fn a_late_request_says_why_it_is_late(world) {
        let pm = world.member("PM Growth");
        let support = world.member("Support engineer");
        support.types("/feedback text:Checkout is down for everybody importance:3").await.sees("REQ-1");
        support.types("/feedback text:A typo in the footer importance:0").await.sees("REQ-2");
        for id in [1, 2] {
            let line = format!("/request assign request:{id} to:{}", pm.mention());
            world.member("PM lead").types(&line).await.sees("assigned");
        }
        days(world, 1).await;
        let text = digests(&pm).remove(0).text();
        assert!(text.contains("Checkout") && text.contains("blocking · 1 working day without a change"), "{text}");
        let typo = text.lines().find(|line| line.contains("typo")).expect("it waits all the same");
        assert!(!typo.contains("without a change"), "{text}");
    }

    async fn a_day_with_nothing_has_no_digest(world) {
        let pm = world.member("PM Growth");
        days(world, 7).await;
        assert_eq!(digests(&pm).len(), 0);
        pm.types("/digest now").await.is_private().sees("Nothing waits for you");
        pm.types("/remind me text:Look at the numbers when:in 2h").await.sees("is set");
        pm.types("/digest now").await.sees("Look at the numbers").sees("Reminders");
    }

    async fn questions_to_somebody_wait_in_their_digest_until_they_are_answered(world) {
        let (pm, reporter) = (world.member("PM Growth"), world.member("Support engineer"));
        reporter.in_channel("support").types("/feedback text:The export is wrong").await.sees("Filed as");
        let reporter = world.member("Support engineer");
        reporter.types("/digest now").await.sees("Nothing waits for you");
        let form = pm.types("/triage next").await.presses("Ask the reporter").await;
        form.submits(&[("text", "Which format?")]).await.sees("is asked about REQ-1");
        let digest = reporter.types("/digest now").await;
        digest.sees("Questions to you").sees("asks about **REQ-1**: Which format?");
        days(world, 1).await;
        let arrived = digests(&reporter).remove(0);
        let form = reporter.presses(&arrived, "Answer REQ-1").await;
        form.submits(&[("text", "CSV")]).await.sees("Thank you");
        reporter.types("/digest now").await.sees("Nothing waits for you");
    }

    async fn what_others_ask_of_somebody_waits_in_their_digest(world) {
        let (lead, growth, platform) = (world.member("PM lead"), world.member("PM Growth"), world.member("PM Platform"));
        let line = "/rotation setup name:rota channel:#pm-sync members:@PM Growth @PM Platform @PM lead \
                    handoff:every Wednesday 09:30 zone:America/Los_Angeles";
        lead.types(line).await.sees("Nothing is saved yet").presses("Save").await;
        growth.types("/rotation swap with:@PM Platform").await.sees("to swap shifts");
        growth.types("/digest now").await.sees_not("Asked of you");
        let digest = platform.types("/digest now").await;
        digest.sees("Asked of you").sees(&format!("{} would swap in **rota**", growth.mention()));
        let swap = digest.buttons().into_iter().find(|label| label.starts_with("Swap ")).expect("a way to answer");
        let shown = digest.presses(&swap).await;
        shown.is_private().sees("to swap shifts").presses("Decline").await.sees("Nothing changes");
        platform.types("/digest now").await.sees_not("Asked of you");
        platform.types("/rotation cover from:2026-11-26 09:00 until:2026-11-28 09:00").await.sees("Asked in");
        let digest = lead.types("/digest now").await;
        digest.sees("Asked of you").sees(&format!("{} needs cover in **rota**", platform.mention()));
        let cover = digest.buttons().into_iter().find(|label| label.starts_with("Cover ")).expect("a way to answer");
        digest.presses(&cover).await.is_private().presses("I'll cover").await.sees("covers for");
        lead.types("/digest now").await.sees_not("Asked of you");
        let asked = growth.types("/digest now").await;
        asked.sees_not("Asked of you");
    }

    async fn a_lead_reads_what_of_the_team_is_late_and_whose_it_is(world) {
        let (support, lead) = (world.member("Support engineer"), world.member("PM lead"));
        for text in ["Checkout is down importance:3", "Search is down importance:3", "A typo importance:0"] {
            support.types(&format!("/feedback text:{text}")).await.sees("Filed as");
        }
        for (id, to) in [(1, "PM Growth"), (2, "PM Growth"), (3, "PM Platform")] {
            lead.types(&format!("/request assign request:{id} to:@{to}")).await.sees("assigned");
        }
        lead.types("/digest now").await.sees_not("Late in your team");
        days(world, 2).await;
        let digest = digests(&lead).pop().expect("a digest");
        let (text, growth) = (digest.text(), world.member("PM Growth").mention());
        assert!(text.contains("Late in your team") && text.contains(&format!("{growth}: 2 late, first **REQ-")), "{text}");
        assert!(text.contains("without a change") && !text.contains("REQ-3"), "{text}");
        let first = if text.contains("2 late, first **REQ-1**") { ("REQ-1", "Checkout") } else { ("REQ-2", "Search") };
        lead.presses(&digest, first.0).await.is_private().sees(first.1);
        world.member("PM Growth").types("/digest now").await.sees_not("in your team");
    }

    async fn a_lead_who_is_on_duty_reads_once_what_is_unassigned(world) {
        world.member("Support engineer").types("/feedback text:The export is wrong").await.sees("REQ-1");
        let lead = world.member("PM lead");
        lead.types("/digest now").await.sees("Unassigned in your team");
        let line = "/rotation setup name:rota channel:#pm-sync members:@PM lead @PM Platform handoff:every Wednesday 09:30";
        lead.types(line).await.presses("Save").await.sees("is set up");
        lead.types("/digest now").await.sees("Unassigned, and you are on duty").sees_not("Unassigned in your team");
    }

    async fn who_leads_no_longer_is_not_told_what_the_team_owes(world) {
        world.member("Support engineer").in_channel("support").types("/feedback text:The export is wrong").await;
        let lead = world.member("PM lead");
        lead.types("/digest now").await.sees("Unassigned in your team").presses("REQ-1").await.sees("The export is wrong");
        days(world, 1).await;
        assert_eq!(digests(&lead).len(), 1);
        world.sandbox.set_roles(lead.guild, lead.id, &[world.role("PM")]);
        days(world, 2).await;
        assert_eq!(digests(&lead).len(), 1, "the role was looked up before the next digest");
        world.sandbox.set_roles(lead.guild, lead.id, &[world.role("PM"), world.role("PM lead")]);
        lead.types("/digest now").await.sees("Unassigned in your team");
        world.sandbox.set_roles(lead.guild, lead.id, &[world.role("PM")]);
        lead.types("/digest now").await.sees_not("in your team");
    }

    async fn duty_is_part_of_the_day(world) {
        let pm = world.member("PM Growth");
        let lead = world.member("PM lead");
        let line = format!(
            "/rotation setup name:requests members:{} {} handoff:every Wednesday 09:30 zone:America/Los_Angeles \
             deadline:every Thursday 16:00",
            pm.mention(), lead.mention()
        );
        lead.types(&line).await.sees("Nothing is saved yet").presses("Save").await;
        days(world, 1).await;
        let text = digests(&pm).remove(0).text();
        assert!(text.contains("You are on **requests** until") && text.contains("deadline today"), "{text}");
        let next = digests(&lead).remove(0).text();
        assert!(next.contains("You are on **requests** from"), "{next}");
    }

    async fn it_comes_every_working_day_at_the_same_local_time_through_the_clock_change(world) {
        let pm = world.member("PM Growth");
        world.member("Admin").types("/settings holiday add date:2026-11-26 name:Thanksgiving").await.sees("26 November");
        has_something_every_day(&pm).await;
        days(world, 140).await;
        let came = arrivals(&pm, HERE);
        assert!(came.iter().all(|at| at.ends_with("09:00") && !at.starts_with('S')), "{came:?}");
        assert!(!came.iter().any(|at| at.contains("11-26")), "nobody works on a holiday");
        let mut once = came.clone();
        once.dedup();
        // 140 days from a Wednesday at ten: a hundred mornings of weekdays, less the holiday.
        assert_eq!((came.len(), once.len()), (99, 99), "{came:?}");
    }

    async fn days_away_make_no_burst_and_a_late_morning_still_counts(world) {
        let pm = world.member("PM Growth");
        has_something_every_day(&pm).await;
        days(world, 1).await;
        assert_eq!(digests(&pm).len(), 1);
        world.stops().await;
        // From Thursday ten o'clock to Monday at noon.
        world.clock.turn_by(TimeDelta::hours(4 * 24 + 2));
        world.starts().await;
        world.settle().await;
        assert_eq!(arrivals(&pm, HERE), ["Thu 11-19 09:00", "Mon 11-23 12:00"]);
        world.stops().await;
        // To Tuesday evening: the morning does not help any more.
        world.clock.turn_by(TimeDelta::hours(32));
        world.starts().await;
        world.settle().await;
        assert_eq!(digests(&pm).len(), 2);
        days(world, 1).await;
        assert_eq!(arrivals(&pm, HERE)[2..], ["Wed 11-25 09:00"]);
    }

    async fn a_clock_that_is_set_back_tells_no_day_twice(world) {
        let pm = world.member("PM Growth");
        has_something_every_day(&pm).await;
        days(world, 1).await;
        world.clock.turn_by(TimeDelta::hours(-2));
        world.settle().await;
        // Choosing sets the round of this morning anew.
        pm.types("/digest settings quiet:22:00-7:00").await.sees("Saved");
        world.turn(TimeDelta::hours(3)).await;
        assert_eq!(arrivals(&pm, HERE), ["Thu 11-19 09:00"]);
    }

    async fn other_hours_of_the_team_count_from_the_next_command_on(world) {
        let pm = world.member("PM Growth");
        has_something_every_day(&pm).await;
        world.member("Admin").types("/settings hours hours:Mon-Fri 7:00-15:00").await.sees("7:00-15:00");
        pm.types("/digest settings").await.sees("at the start of work");
        days(world, 1).await;
        assert_eq!(arrivals(&pm, HERE), ["Thu 11-19 07:00"]);
    }

    async fn closed_direct_messages_are_hinted_at_in_the_channel(world) {
        world.expects_status(403);
        let pm = world.member("PM Growth");
        has_something_every_day(&pm).await;
        // The reminder of the day has come.
        world.turn(TimeDelta::hours(8)).await;
        world.sandbox.faults().close_dms(pm.id, true);
        world.turn(TimeDelta::hours(16)).await;
        let hint = world.channel("requests").only("your direct messages from this server are closed");
        assert_eq!(hint.pinged_users, [pm.id]);
        assert!(!hint.text().contains("numbers"), "what it says stays private");
        pm.presses(&hint, "Show it").await.is_private().sees("Your day,");
        // It is said once, and again only after one has arrived in between.
        days(world, 6).await;
        world.channel("requests").only("your direct messages from this server are closed");
        world.sandbox.faults().close_dms(pm.id, false);
        world.turn(TimeDelta::hours(32)).await;
        assert_eq!(digests(&pm).len(), 1);
        world.sandbox.faults().close_dms(pm.id, true);
        days(world, 2).await;
        let said = world.channel("requests").messages();
        let said = said.iter().filter(|one| one.text().contains("your direct messages from this server are closed"));
        assert_eq!(said.count(), 2);
        pm.presses(&hint, "No digest for me").await.is_private().sees("Saved");
    }

    async fn whoever_has_left_gets_none(world) {
        world.expects_status(404);
        let pm = world.member("PM Growth");
        has_something_every_day(&pm).await;
        world.sandbox.leave(pm.guild, pm.id);
        days(world, 5).await;
        assert_eq!(digests(&pm).len(), 0);
    }

    async fn quiet_hours_hold_back_pings_and_not_what_one_has_timed_oneself(world) {
        let (lead, pm) = (world.member("PM lead"), world.member("PM Platform"));
        pm.types("/digest settings quiet:12:00-20:00").await.sees("12:00-20:00");
        let line = format!("/remind channel text:Release notes when:today 13:00 channel:#general people:{}", pm.mention());
        lead.types(&line).await.sees("is set");
        pm.types("/remind me text:Own thing when:today 13:00").await.sees("is set");
        days(world, 1).await;
        let posted = world.channel("general").only("Release notes");
        assert_eq!(posted.pinged_users, Vec::<docket::sandbox::Id>::new());
        assert!(pm.direct_messages().iter().any(|message| message.text().contains("Own thing")));
        // The digest tells of it in the morning.
        let text = digests(&pm).remove(0).text();
        assert!(text.contains("Release notes") && text.contains("not done"), "{text}");
    }

    async fn a_ping_held_back_before_a_weekend_is_in_the_next_digest_that_comes(world) {
        let (lead, pm) = (world.member("PM lead"), world.member("PM Platform"));
        pm.types("/digest settings quiet:19:00-8:00").await.sees("Saved");
        days(world, 2).await;
        // Once, on a Friday evening; nothing else is known of them.
        let line = format!("/remind channel text:Release notes when:today 20:00 channel:#general people:{}", pm.mention());
        lead.types(&line).await.sees("is set");
        world.turn(TimeDelta::hours(12)).await;
        assert!(world.channel("general").only("Release notes").pinged_users.is_empty());
        days(world, 7).await;
        assert_eq!(arrivals(&pm, HERE), ["Mon 11-23 09:00"]);
        let text = digests(&pm).remove(0).text();
        assert!(text.contains("Release notes") && text.contains("not done"), "{text}");
        pm.types("/digest now").await.sees("Nothing waits for you");
    }

    async fn what_was_told_again_in_quiet_hours_is_in_the_digest_again(world) {
        let (lead, pm) = (world.member("PM lead"), world.member("PM Platform"));
        pm.types("/digest settings time:8:30 quiet:8:45-20:00").await.sees("Saved");
        let line = format!("/remind channel text:Release notes when:today 13:00 channel:#general people:{}", pm.mention());
        lead.types(&line).await.sees("is set");
        world.turn(TimeDelta::hours(4)).await;
        let card = world.channel("general").only("Release notes");
        lead.clone().in_channel("general").presses(&card, "Until next week").await.sees("Comes again");
        days(world, 6).await;
        assert_eq!(arrivals(&pm, HERE), ["Mon 11-23 08:30", "Tue 11-24 08:30"]);
        let text = digests(&pm).remove(1).text();
        assert!(text.contains("Release notes") && text.contains("not done"), "{text}");
    }

    async fn a_digest_that_was_set_in_time_and_comes_too_late_is_left_out(world) {
        let pm = world.member("PM Growth");
        has_something_every_day(&pm).await;
        world.stops().await;
        // Docket stops on Thursday at nine, just after it has set who gets a digest.
        world.clock.turn_by(TimeDelta::hours(23));
        let payload = serde_json::json!({ "user": pm.id.0, "day": "2026-11-19" });
        let key = format!("digest.person:{}:2026-11-19", pm.id);
        let job = NewJob {
            guild_id: i64::try_from(pm.guild.0).expect("an id"),
            kind: "digest.person",
            key: &key,
            run_at: world.now(),
            payload,
        };
        let mut tx = world.db.begin().await.expect("a transaction");
        queue::enqueue(&mut tx, job, world.now()).await.expect("a job");
        tx.commit().await.expect("a job");
        world.clock.turn_by(TimeDelta::hours(20));
        world.starts().await;
        world.settle().await;
        assert_eq!(arrivals(&pm, HERE), Vec::<String>::new());
        days(world, 1).await;
        assert_eq!(arrivals(&pm, HERE), ["Fri 11-20 09:00"]);
    }

    async fn what_does_not_read_is_told_and_changes_nothing(world) {
        let guest = world.member("Guest");
        for (line, why) in [
            ("/digest settings time:soonish", "isn't a time of day"),
            ("/digest settings days:someday", "I cannot read"),
            ("/digest settings quiet:at night", "as quiet hours"),
        ] {
            guest.types(line).await.is_private().sees(why).sees("Nothing was changed");
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM digest_person").await, 0);
    }
}
