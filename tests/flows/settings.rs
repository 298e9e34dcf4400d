//! How a guild is set up, and what docket says is missing.

use crate::{in_every_world, on_each_engine, over_http, world::Plan};
use docket::sandbox::Permissions;

on_each_engine! {
    async fn a_guild_is_greeted_once(world in Plan::fresh()) {
        let greeting = world.channel("general").only("docket is here");
        assert!(greeting.text().contains("/feedback"), "{}", greeting.text());
        world.stops().await;
        world.starts().await;
        world.member("Guest").types("/help").await;
        world.settle().await;
        world.channel("general").only("docket is here");
        let answer = world.member("Admin").presses(&greeting, "1. Set up").await;
        answer.is_private().sees("How docket is set up here");
    }

    async fn the_greeting_of_a_team_that_is_set_up_is_for_everybody(world) {
        world.settle().await;
        let greeting = world.channel("general").only("docket is here");
        for step in ["Set up", "Add an area", "/settings"] {
            assert!(!greeting.text().contains(step), "{step} is done: {}", greeting.text());
        }
        world.member("Guest").presses(&greeting, "Help").await.is_private();
        world.member("Guest").presses(&greeting, "File feedback").await.form();
        world.member("Admin").types("/settings channel purpose:requests").await.sees("no channel for");
        world.settle().await;
        world.channel("general").only("1. Set up");
    }

    async fn a_guild_without_a_channel_to_write_in_is_greeted_through_its_owner(world in muted_other_team()) {
        let owner = world.member_of("Muted team", "Owner");
        let greeting = world.sandbox.wait_for_dm(owner.id, |message| message.text().contains("docket is in")).await;
        assert!(greeting.expect("a message to the owner").text().contains("Send Messages"));
    }

    async fn a_deleted_channel_is_taken_out_and_told(world) {
        let requests = world.channel("requests");
        world.sandbox.faults().delete_channel(requests.id).expect("it is there");
        world.channel("admin").shows("The channel for **customer requests** was deleted").await;
        let answer = world.member("Support engineer").types("/feedback text:SSO login loops").await;
        answer.sees("Filed as **REQ-1**").sees("/settings channel");
    }
}

/// A third guild in which docket may write nowhere.
fn muted_other_team() -> Plan {
    Plan::fresh().seed(|seed| {
        seed.with_guild("Muted team", |guild| {
            let quiet = guild.channel("support", "");
            let everyone = guild.id();
            guild.overwrite(quiet, everyone, Permissions::NONE, Permissions::SEND_MESSAGES);
        })
    })
}

in_every_world! {
    async fn everything_can_be_set_seen_and_taken_back(world in Plan::fresh()) {
        let admin = world.member("Admin");
        for (line, outcome, shown) in [
            ("/settings channel purpose:sync channel:#pm-sync", "is the channel for the weekly sync", "weekly sync: <#"),
            ("/settings role level:pm role:@PM", "may work on requests", "May work on requests: <@&"),
            ("/settings role level:reporter role:@everyone", "Everyone in this server may read", "customers: everyone"),
            ("/settings zone zone:Europe/Berlin", "Europe/Berlin", "Europe/Berlin"),
            ("/settings hours hours:Mon-Thu 8-16, Fri 8-14", "Mon-Thu 8:00-16:00", "Fri 8:00-14:00"),
            ("/settings language language:de", "German", "German"),
            ("/settings internal channel:#support on:yes", "real names", "<#"),
            ("/settings holiday add date:2030-12-25 name:Christmas Day", "Christmas Day", "Christmas Day"),
        ] {
            let answer = admin.types(line).await;
            answer.is_private().sees(outcome);
            admin.types("/settings show").await.sees(shown);
            assert!(answer.buttons().contains(&"Undo".to_owned()), "{line}: {:?}", answer.buttons());
        }
        let undone = admin.types("/settings zone zone:Asia/Tokyo").await.presses("Undo").await;
        undone.sees("Undid");
        admin.types("/settings show").await.sees("Europe/Berlin").sees_not("Asia/Tokyo");
    }

    async fn look_alikes_are_found_in_the_language_of_the_team_also_among_older_requests(world) {
        let reporter = world.member("Support engineer");
        reporter.types("/feedback text:Die Rechnungen kommen zu spät an").await.sees("REQ-1");
        world.member("Admin").types("/settings language language:de").await.sees("German");
        world.settle().await;
        let answer = reporter.types("/feedback text:Kunden sehen ihre Rechnung zu spät").await;
        answer.sees("REQ-2").sees("REQ-1");
    }

    async fn the_next_steps_are_buttons(world in Plan::fresh()) {
        let admin = world.member("Admin");
        let overview = admin.types("/settings show").await;
        let picker = overview.presses("Channel for customer requests").await;
        picker.sees("Which channel is for customer requests?");
        picker.chooses("Choose a channel", "requests").await.sees("is the channel for customer requests");
        admin.types("/settings show").await.sees_not("Channel for customer requests");
    }

    async fn what_does_not_read_is_told_and_kept(world in Plan::fresh()) {
        let admin = world.member("Admin");
        for (line, wrong, input, value) in [
            ("/settings zone zone:Middle-earth", "Nothing was changed", "zone", "Middle-earth"),
            ("/settings hours hours:whenever", "Nothing was changed", "hours", "whenever"),
            ("/settings holiday add date:someday name:Rest", "Nothing was changed", "date", "someday"),
        ] {
            let refused = admin.types(line).await;
            refused.is_private().sees(wrong);
            let form = refused.presses("Edit and try again").await;
            assert_eq!(form.filled_in(input), value);
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM setting").await, 0);
    }

    async fn a_check_names_what_is_not_set(world in Plan::fresh()) {
        let check = world.member("Admin").types("/settings check").await;
        check.sees("purpose:requests").sees("purpose:admin").sees("level:pm").sees("level:lead");
        check.sees("who may read what others file").sees("level:reporter");
    }

    async fn a_check_names_the_missing_permission(world) {
        let (bot, requests) = (world.sandbox.bot_id(), world.channel("requests").id);
        let denied = Permissions(Permissions::EMBED_LINKS.0 | Permissions::SEND_MESSAGES.0);
        world.sandbox.set_overwrite(requests, bot, Permissions::NONE, denied);
        // What was asked a moment ago is remembered for three seconds of real time; a new docket asks anew.
        world.stops().await;
        world.starts().await;
        let check = world.member("Admin").types("/settings check").await;
        check.sees(&format!("<#{requests}>")).sees("Send Messages").sees("Embed Links");
    }

    async fn a_check_names_the_role_that_is_gone(world) {
        world.sandbox.delete_role(world.guild(), world.role("PM"));
        world.stops().await;
        world.starts().await;
        world.member("Admin").types("/settings check").await.sees("The role with the level pm does not exist any more");
    }

    async fn a_check_with_nothing_to_say_says_so(world) {
        world.member("Admin").types("/settings check").await.sees("All is well");
    }
}

over_http! {
    async fn a_check_names_the_channel_that_is_gone(world) {
        world.sandbox.faults().delete_channel(world.channel("requests").id).expect("it is there");
        world.stops().await;
        world.starts().await;
        world.member("Admin").types("/settings check").await.sees("The channel for customer requests does not exist");
    }
}
