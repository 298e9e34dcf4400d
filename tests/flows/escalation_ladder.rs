//! Whom a public question is asked of, one after the other, on a clock that turns.

use crate::{
    escalation::{card, filed, filed_without_set_up, hours, marketing, set_up},
    on_each_engine,
};
use chrono::TimeDelta;

on_each_engine! {
    async fn the_ladder_is_climbed_in_working_time_and_then_stops(world) {
        world.expects_role_pings();
        filed(world).await;
        let social = world.channel("social");
        let (owner, backup, on_duty) =
            (world.member("PM User management"), world.member("PM Platform"), world.member("PM Growth"));
        let counts = || (social.pings(&owner), social.pings(&backup), social.pings(&on_duty));
        assert_eq!(counts(), (1, 0, 0));
        // It is ten in the morning; an hour between the steps.
        for expected in [(2, 0, 0), (2, 1, 0), (2, 1, 1), (2, 1, 1), (3, 1, 1), (4, 1, 1)] {
            world.turn(hours(1)).await;
            assert_eq!(counts(), expected, "at {}", world.now());
        }
        assert_eq!(social.pings(&marketing(world)), 1, "who brought it is told with the leads");
        // The next hour ends when the day does: the backup is asked on Thursday at nine.
        world.turn(hours(16)).await;
        assert_eq!(counts(), (4, 1, 1));
        world.turn(hours(1)).await;
        assert_eq!(counts(), (4, 2, 1));
        world.turn(TimeDelta::days(5)).await;
        let (_, _, duty) = counts();
        assert_eq!((social.pings(&owner), duty), (4, 1), "since Thursday somebody else is on duty, who was just asked");
        let card = social.only("ESC-1 ·");
        assert!(card.text().contains("everybody has been asked; it waits here"), "{}", card.text());
        assert_eq!(world.count("SELECT COUNT(*) FROM job WHERE kind = 'escalation.step'").await, 0);
    }

    async fn after_days_of_downtime_one_step_is_taken_and_then_the_delay(world) {
        filed(world).await;
        let social = world.channel("social");
        let (owner, backup) = (world.member("PM User management"), world.member("PM Platform"));
        world.stops().await;
        world.clock.turn_by(TimeDelta::days(5));
        world.starts().await;
        world.settle().await;
        assert_eq!((social.pings(&owner), social.pings(&backup)), (2, 0), "one step, never a burst");
        world.turn(TimeDelta::minutes(59)).await;
        assert_eq!((social.pings(&owner), social.pings(&backup)), (2, 0));
        world.turn(TimeDelta::minutes(1)).await;
        assert_eq!((social.pings(&owner), social.pings(&backup)), (2, 1));
    }

    async fn whoever_takes_it_at_the_instant_of_the_next_step_ends_the_ladder(world) {
        filed(world).await;
        let social = world.channel("social");
        let owner = world.member("PM User management");
        let card = card(world).await;
        world.clock.turn_by(hours(1));
        let (taken, ()) = tokio::join!(owner.presses(&card, "Got it"), world.settle());
        let asked = social.pings(&owner);
        // Whichever was first, the press is answered, and nobody else is asked from then on.
        if !taken.text().contains("is yours") {
            taken.sees("has changed since").presses("Got it").await.sees("is yours");
        }
        world.turn(TimeDelta::days(4)).await;
        assert_eq!(social.pings(&owner), asked);
        assert!(asked <= 2);
        assert_eq!(social.pings(&world.member("PM Platform")), 0);
    }

    async fn what_is_not_about_us_ends_the_ladder_until_it_is_reopened(world) {
        filed(world).await;
        let (social, owner, marketing) =
            (world.channel("social"), world.member("PM User management"), marketing(world));
        // Its clocks began with the post, long ago.
        let late = "SELECT COUNT(*) FROM event WHERE verb = 'late'";
        let before = world.count(late).await;
        let asked = marketing.presses(&card(world).await, "No answer needed").await;
        asked.is_private().sees("How does **ESC-1** end?");
        let ended = asked.chooses("Because…", "It is not about us").await;
        ended.is_in_place().sees("**ESC-1** is not ours.");
        world.settle().await;
        let over = social.only("ESC-1 · not ours");
        assert!(over.text().contains("no action: not about us"), "{}", over.text());
        world.turn(TimeDelta::days(5)).await;
        let others = ["PM Platform", "PM Growth", "PM lead"].map(|name| world.member(name));
        let asked: Vec<usize> = others.iter().map(|other| social.pings(other)).collect();
        assert_eq!((social.pings(&owner), asked), (1, vec![0, 0, 0]), "nobody is asked any more");
        assert_eq!(world.count(late).await, before, "nor is it late any more");
        marketing.types("/escalation list state:open").await.sees("No escalation fits").sees_not("ESC-1");
        marketing.types("/escalation list state:closed").await.sees("1 escalation").sees("ESC-1");
        marketing.types("/escalation show escalation:1").await.sees("said that it is not ours");
        // On Monday at ten; it begins at the foot of the ladder.
        marketing.types("/escalation reopen escalation:1").await.is_private().sees("**ESC-1** waits again.");
        world.settle().await;
        social.only("ESC-1 · waiting");
        marketing.types("/escalation list state:open").await.sees("1 escalation").sees("ESC-1");
        assert_eq!(social.pings(&owner), 2);
        world.turn(hours(1)).await;
        assert_eq!(social.pings(&owner), 3, "and is climbed as before");
    }

    async fn while_the_owner_is_away_the_stand_in_is_asked_at_once(world) {
        set_up(world).await;
        let lead = world.member("PM lead");
        lead.types("/rotation away until:in 3 days member:@PM User management").await.sees("away");
        filed_without_set_up(world).await;
        let social = world.channel("social");
        assert_eq!(social.pings(&world.member("PM Platform")), 1);
        assert_eq!(social.pings(&world.member("PM User management")), 0);
    }

    async fn nobody_at_all_means_the_leads_at_once(world) {
        world.expects_role_pings();
        world.member("Admin").types("/settings channel purpose:social channel:#social").await.sees("public questions");
        let answer = marketing(world).types("/escalate url:What do you pay for bugs?").await;
        answer.sees("No area's words are in it").sees("the leads are asked");
        world.settle().await;
        assert!(world.channel("social").transcript().contains("asked"), "{}", world.channel("social").transcript());
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation WHERE state = 'routed'").await, 1);
    }

    async fn a_ladder_without_leads_asks_them_where_nobody_is_there(world) {
        world.expects_role_pings();
        world.member("Admin").types("/settings channel purpose:social channel:#social").await.sees("public questions");
        let lead = world.member("PM lead");
        lead.types("/escalation ladder steps:owner, backup 30m").await.sees("owner at once, backup after 30 min");
        let answer = marketing(world).types("/escalate url:What do you pay for bugs?").await;
        answer.sees("Nobody else is there, so the leads are asked");
        world.settle().await;
        world.channel("social").only("nobody is there for it");
        world.turn(TimeDelta::days(2)).await;
        world.channel("social").only("nobody is there for it");
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'stopped'").await, 0);
    }

    async fn a_snoozed_one_comes_back(world) {
        filed(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        let card = card(world).await;
        owner.presses(&card, "Snooze").await.chooses("Snooze until…", "In four hours").await.sees("rests until");
        world.turn(hours(3)).await;
        assert_eq!(social.pings(&owner), 1, "nobody is asked meanwhile");
        world.turn(hours(1)).await;
        assert_eq!(social.pings(&owner), 2, "the ladder goes on");
        let card = social.only("ESC-1 ·");
        owner.presses(&card, "Got it").await.sees("is yours");
        world.settle().await;
        let card = social.only("ESC-1 ·");
        owner.presses(&card, "Snooze").await.chooses("Snooze until…", "In an hour").await.sees("rests until");
        world.turn(hours(1)).await;
        social.only("is back from its snooze");
        assert_eq!(social.pings(&owner), 3);
    }

    async fn quiet_hours_hold_all_but_what_is_critical(world) {
        world.expects_role_pings();
        set_up(world).await;
        let owner = world.member("PM User management");
        owner.types("/digest settings quiet:9:00-12:00").await.sees("9:00");
        let social = world.channel("social");
        filed_without_set_up(world).await;
        assert_eq!(social.pings(&owner), 0);
        marketing(world).types("/escalate url:SSO is down for everybody severity:critical").await.sees("ESC-2");
        world.settle().await;
        assert_eq!(social.pings(&owner), 1);
        world.turn(hours(2)).await;
        assert!(social.pings(&owner) >= 2);
    }

    async fn who_is_to_know_of_a_sensitive_topic_is_told_while_it_is_quiet_for_its_responders(world) {
        set_up(world).await;
        let (responder, informed) = (world.member("PM Channels and posts"), world.member("PM Self-service"));
        let line = "/escalation topic name:legal responders:@PM Channels and posts inform:@PM Self-service";
        world.member("PM lead").types(line).await.sees("lawsuit");
        responder.types("/digest settings quiet:9:00-12:00").await.sees("9:00");
        marketing(world).types("/escalate url:A lawsuit about your login").await.sees("It is quiet for them now");
        world.settle().await;
        let social = world.channel("social");
        assert_eq!((social.pings(&responder), social.pings(&informed)), (0, 0));
        let thread = social.thread_on(&card(world).await);
        assert!(thread.only("for you to know: **ESC-1** is about **legal**").text().contains(&informed.mention()));
        assert_eq!(thread.pings(&informed), 1);
        world.turn(hours(2)).await;
        assert_eq!((social.pings(&responder), social.pings(&informed), thread.pings(&informed)), (1, 0, 1));
    }

    async fn who_is_to_know_of_a_topic_that_is_chosen_later_is_told_once(world) {
        filed(world).await;
        let (lead, informed) = (world.member("PM lead"), world.member("PM Self-service"));
        let line = "/escalation topic name:legal responders:@PM Channels and posts inform:@PM Self-service";
        lead.types(line).await.sees("lawsuit");
        let shown = lead.types("/escalation show escalation:1").await;
        shown.presses("Sensitive: legal").await.sees("with those who answer for **legal**");
        let social = world.channel("social");
        let thread = social.thread_on(&card(world).await);
        assert_eq!((social.pings(&informed), thread.pings(&informed)), (0, 1), "{}", thread.transcript());
        let shown = lead.types("/escalation show escalation:1").await;
        shown.presses("Not mine").await.presses("It is not sensitive").await.sees("is not sensitive");
        let shown = lead.types("/escalation show escalation:1").await;
        shown.presses("Sensitive: legal").await.sees("with those who answer for **legal**");
        world.settle().await;
        assert_eq!((social.pings(&informed), thread.pings(&informed)), (0, 1), "of each topic once");
    }

    async fn handing_it_on_asks_them_and_begins_anew(world) {
        filed(world).await;
        let (social, owner, other) =
            (world.channel("social"), world.member("PM User management"), world.member("PM Self-service"));
        let card = card(world).await;
        let asked = owner.presses(&card, "Hand to…").await;
        asked.chooses("Hand to…", "PM Self-service").await.sees("with").sees(&other.mention());
        world.settle().await;
        assert_eq!(social.pings(&other), 1);
        other.types("/digest now").await.sees("Public questions").sees("ESC-1");
    }
}
