//! Actions, which have an owner and a date and are chased until somebody closes them, and decisions, which stay.

use crate::{
    escalation::filed,
    in_every_world, on_each_engine,
    remind::{arrivals, days, told},
    world::{Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::Permissions;

/// A PM in the channel of the sync.
fn pm(world: &World) -> Person<'_> {
    world.member("PM Growth").in_channel("pm-sync")
}

/// A channel that only its members see.
pub fn close(world: &World, channel: &str, members: &[&Person<'_>]) {
    let id = world.channel(channel).id;
    let (see, post) = (Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES);
    world.sandbox.set_overwrite(id, world.guild(), Permissions::NONE, see);
    for member in members {
        world.sandbox.set_overwrite(id, member.id, see | post, Permissions::NONE);
    }
    world.sandbox.set_overwrite(id, world.sandbox.bot_id(), see | post, Permissions::NONE);
}

in_every_world! {
    async fn an_action_has_one_card_and_its_owner_is_pinged_once(world) {
        let platform = world.member("PM Platform");
        pm(world).types("/action add what:Send the numbers who:@PM Platform due:2026-11-20").await.is_private().sees("**ACT-1** is made");
        world.settle().await;
        let card = world.channel("pm-sync").only("ACT-1 · open");
        assert!(card.text().contains("Send the numbers") && card.text().contains(&platform.mention()), "{}", card.text());
        assert_eq!(world.channel("pm-sync").pings(&platform), 1);
        let done = platform.clone().in_channel("pm-sync").presses(&card, "Done").await;
        done.is_private().sees("**ACT-1** is done");
        world.settle().await;
        world.channel("pm-sync").only("ACT-1 · done");
        done.presses("Undo").await.is_in_place().sees("Undid on **ACT-1**");
        world.settle().await;
        world.channel("pm-sync").only("ACT-1 · open");
        assert_eq!(world.channel("pm-sync").pings(&platform), 1);
    }

    async fn the_first_who_takes_it_owns_what_nobody_has(world) {
        pm(world).types("/action add what:Ask for a quote").await.sees("Nobody has it yet");
        world.settle().await;
        let card = world.channel("pm-sync").only("ACT-1 · open");
        let (lead, platform) = (world.member("PM lead").in_channel("pm-sync"), world.member("PM Platform").in_channel("pm-sync"));
        lead.presses(&card, "Take it").await.is_private().sees("**ACT-1** is yours");
        // The card that the other still sees is older.
        platform.presses(&card, "Take it").await.is_private().sees("has changed since");
        platform.types("/action mine").await.sees("Nothing is yours");
        lead.types("/action mine").await.sees("Ask for a quote");
    }

    async fn a_message_becomes_an_action_or_a_decision_by_its_menu(world) {
        let pm = pm(world);
        let message = pm.says("We send the numbers to sales every month");
        let form = pm.chooses_on(&message, "Make action item").await;
        form.opens("An action");
        assert_eq!(form.filled_in("what"), "We send the numbers to sales every month");
        form.submits(&[("what", "Send the numbers"), ("who", "me"), ("due", "in 3 days")]).await.is_private().sees("**ACT-1** is made");
        let form = pm.chooses_on(&message, "Record decision").await;
        form.submits(&[("text", "Numbers go to sales every month")]).await.is_private().sees("Recorded as **DEC-1**");
        world.settle().await;
        world.channel("pm-sync").only("ACT-1 · open");
        world.channel("pm-sync").only("DEC-1 · decided");
        pm.types("/decision find text:numbers sales").await.sees("Numbers go to sales every month");
        pm.types("/decision find text:numbers marketing").await.sees("No decision that you can see here has all these words");
    }

    async fn what_an_action_is_about_in_a_release_is_done_with_it(world) {
        let pm = pm(world);
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/release plan name:v26.12 target:2026-12-16").await.sees("is planned");
        lead.types("/release add text:Faster search owner:@PM Growth").await.sees("ITEM-1");
        pm.types("/action add what:Finish the index who:me item:1").await.sees("**ACT-1** is made");
        let done = pm.types("/action done action:1").await;
        done.is_private().sees("**ACT-1** is done");
        done.presses("ITEM-1 is done too").await.is_private().sees("**ITEM-1** is done");
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM release_item WHERE health = 'done'").await, 1);
    }

    async fn a_decision_is_superseded_and_never_rewritten(world) {
        let pm = pm(world);
        pm.types("/decision record text:Exports are CSV only").await.sees("**DEC-1**");
        let newer = pm.types("/decision record text:Exports are CSV and JSON supersedes:1").await;
        newer.sees("**DEC-2**");
        world.settle().await;
        world.channel("pm-sync").only("DEC-1 · superseded by DEC-2");
        pm.types("/decision show decision:1").await.sees("Exports are CSV only");
        pm.types("/decision record text:No exports at all supersedes:1").await.sees("superseded by DEC-2 already").sees("nothing was recorded");
        newer.presses("Withdraw").await.is_in_place().sees("**DEC-2** is withdrawn");
        world.settle().await;
        world.channel("pm-sync").only("DEC-1 · decided");
        pm.types("/decision find text:json").await.sees("No decision");
    }

    async fn what_is_made_where_not_everybody_sees_stays_there(world) {
        let (pm, sales, platform) = (pm(world), world.member("Sales"), world.member("PM Platform"));
        close(world, "pm-sync", &[&pm, &platform]);
        pm.types("/action add what:Talk about quicksilver who:@PM Platform due:in 9 days").await.sees("It is confidential");
        pm.types("/decision record text:Quicksilver goes first").await.sees("It is confidential");
        world.settle().await;
        let lead = world.member("PM lead").in_channel("support");
        for line in ["/action show action:1", "/action list", "/decision show decision:1", "/decision find text:quicksilver", "/decision find",
            "/action done action:1"] {
            lead.types(line).await.is_private().sees_not("uicksilver");
            sales.types(line).await.is_private().sees_not("uicksilver");
        }
        for line in ["/action show action:", "/decision show decision:"] {
            let offered = lead.completes(line).await;
            assert!(offered.is_empty(), "{line}: {offered:?}");
        }
        platform.types("/action mine").await.sees("Talk about quicksilver");
        pm.types("/action list").await.sees("Talk about quicksilver");
        pm.types("/decision find text:quicksilver").await.sees("Quicksilver goes first");
    }

    async fn who_has_a_confidential_action_is_told_that_there_is_one_and_reads_it_by_a_button(world) {
        let (pm, platform, other) = (pm(world), world.member("PM Platform"), world.member("PM Self-service"));
        close(world, "pm-sync", &[&pm, &platform]);
        pm.types("/action add what:Talk about quicksilver who:@PM Platform due:in 2 days").await.sees("It is confidential");
        pm.types("/action comment action:1 text:Quicksilver will call back").await.sees("Your comment");
        days(world, 1).await;
        let reminded = told(&platform, "**ACT-1** is due");
        assert_eq!(reminded.len(), 1);
        assert!(reminded[0].text().contains("a confidential action"), "{}", reminded[0].text());
        pm.types("/action reassign action:1 to:@PM Self-service").await.sees("goes to");
        days(world, 2).await;
        let given = told(&other, "**ACT-1** is yours now");
        assert_eq!(given.len(), 1);
        assert!(given[0].text().contains("a confidential action"), "{}", given[0].text());
        let in_the_morning = other.direct_messages().into_iter().map(|it| it.text()).filter(|it| it.contains("Your day,"));
        assert!(in_the_morning.collect::<Vec<_>>().join("\n").contains("`ACT-1` a confidential action"));
        for person in [&platform, &other] {
            for message in person.direct_messages() {
                assert!(!message.text().contains("uicksilver"), "{}", message.text());
            }
        }
        other.presses(&given[0], "Open ACT-1").await.is_private().sees("Talk about quicksilver");
        let is_told = |row: &String| row.contains("\"table\":\"event\"") && row.contains("uicksilver");
        assert!(!world.rows(world.guild()).await.iter().any(is_told), "no event tells it");
    }

    async fn closing_an_action_offers_to_close_what_it_is_about(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let pm = pm(world);
        pm.types("/action add what:Fix the loop who:me request:REQ-1").await.sees("**ACT-1**");
        pm.types("/request show request:1").await.sees("**ACT-1** (open)");
        let done = pm.types("/action done action:1").await;
        done.presses("Close REQ-1 too").await.sees("REQ-1");
        world.settle().await;
        world.channel("requests").only("REQ-1 · closed: done");
    }

    async fn closing_an_action_offers_to_close_the_escalation_that_it_is_about_and_asks_how_it_ended(world) {
        filed(world).await;
        let pm = pm(world);
        pm.types("/action add what:Fix the loop who:me escalation:ESC-1").await.sees("**ACT-1**");
        pm.types("/action show action:1").await.sees("**ESC-1** (");
        pm.types("/escalation show escalation:1").await.sees("**ACT-1** (open)");
        let done = pm.types("/action done action:1").await;
        let asked = done.presses("Close ESC-1 too").await;
        asked.sees("How does **ESC-1** end?");
        asked.chooses("Because…", "Somebody has answered it already").await.sees("**ESC-1**");
        world.settle().await;
        world.channel("social").shows("ESC-1 · answered").await;
    }
}

on_each_engine! {
    async fn the_owner_is_reminded_once_the_day_before_and_then_by_the_digest_until_it_is_closed(world) {
        let platform = world.member("PM Platform");
        // Wednesday 18 November; due at the end of Monday, so the working day before is Friday.
        pm(world).types("/action add what:Send the numbers who:@PM Platform due:2026-11-23").await.sees("**ACT-1**");
        world.turn(TimeDelta::days(9)).await;
        let reminders = told(&platform, "**ACT-1** is due");
        assert_eq!(arrivals(&reminders), ["11-20 09:00"]);
        let digests: Vec<_> =
            platform.direct_messages().into_iter().filter(|it| it.text().contains("Your day,") && it.text().contains("ACT-1")).collect();
        assert_eq!(arrivals(&digests), ["11-23 09:00", "11-24 09:00", "11-25 09:00", "11-26 09:00", "11-27 09:00"]);
        assert!(digests[1].text().contains("overdue"));
        platform.presses(&reminders[0], "Done").await.is_private().sees("is done");
        world.turn(TimeDelta::days(3)).await;
        let is_told = |it: &docket::sandbox::Message| it.private_to.is_none() && it.text().contains("ACT-1");
        let after = platform.direct_messages().into_iter().filter(is_told).count();
        assert_eq!(after, 6, "nothing more than what was told before it was done");
    }

    async fn what_is_put_off_is_reminded_of_anew_and_counted(world) {
        let platform = world.member("PM Platform");
        pm(world).types("/action add what:Send the numbers who:@PM Platform due:2026-11-23").await.sees("**ACT-1**");
        world.turn(TimeDelta::days(2)).await;
        let reminder = told(&platform, "**ACT-1** is due").remove(0);
        platform.presses(&reminder, "In a week").await.is_private().sees("is put off").sees("once");
        world.turn(TimeDelta::days(9)).await;
        assert_eq!(arrivals(&told(&platform, "**ACT-1** is due")), ["11-20 09:00", "11-26 09:00"]);
    }

    async fn who_is_given_an_action_is_told_and_the_old_owner_is_not_reminded(world) {
        let (platform, lead) = (world.member("PM Platform"), world.member("PM lead"));
        pm(world).types("/action add what:Send the numbers who:@PM Platform due:2026-11-23").await.sees("**ACT-1**");
        let given = platform.types("/action reassign action:1 to:@PM lead").await;
        given.sees("goes to").presses("Undo").await.sees("Undid");
        world.turn(TimeDelta::minutes(5)).await;
        assert_eq!(told(&lead, "ACT-1").len(), 0, "what is taken back within minutes is told to nobody");
        platform.types("/action reassign action:1 to:@PM lead").await.sees("goes to");
        world.turn(TimeDelta::minutes(5)).await;
        assert_eq!(told(&lead, "**ACT-1** is yours now").len(), 1);
        world.turn(TimeDelta::days(4)).await;
        assert_eq!(told(&platform, "**ACT-1** is due").len(), 0);
        assert_eq!(told(&lead, "**ACT-1** is due").len(), 1);
    }

    async fn what_cannot_be_done_is_said_in_a_sentence(world) {
        let pm = pm(world);
        pm.types("/action add what:Send the numbers who:@PM Platform due:in 9 days").await.sees("**ACT-1**");
        for (line, why) in [
            ("/action add what:x due:whenever", "Nothing was changed"),
            ("/action add what:x due:2020-01-01", "has passed"),
            ("/action add what:x who:Nobody Known", "not one person"),
            ("/action add what:x request:REQ-99", "nothing was saved"),
            ("/action add what:x escalation:ESC-99", "nothing was saved"),
            ("/action show action:99", "There is no ACT-99"),
            ("/action reassign action:1 to:@PM Platform", "like that already"),
            ("/decision show decision:99", "There is no DEC-99"),
            ("/decision record text:x supersedes:99", "There is no DEC-99"),
        ] {
            pm.types(line).await.is_private().sees(why);
        }
        let sales = world.member("Sales").in_channel("pm-sync");
        sales.types("/action done action:1").await.is_private().sees("only its owner, its author or a PM");
        sales.types("/action comment action:1 text:The numbers of May are missing").await.sees("Your comment");
        pm.types("/action drop action:1").await.sees("is dropped");
        pm.types("/action done action:1").await.sees("is dropped already").presses("Reopen").await.sees("open again");
    }
}
