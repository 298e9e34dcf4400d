//! Filing what a customer said.

use crate::{in_every_world, on_each_engine, world::Plan};
use chrono::TimeDelta;
use docket::sandbox::Upload;
use serde_json::Value;

fn screenshot() -> Upload {
    let bytes = b"not really a picture".as_slice().into();
    Upload { filename: "loop.png".to_owned(), content_type: Some("image/png".to_owned()), bytes }
}

/// The button that leads to a web address.
fn link_of(message: &docket::sandbox::Message) -> Option<String> {
    let all = message.all_components();
    all.into_iter().find_map(|component| component["url"].as_str().map(str::to_owned))
}

in_every_world! {
    async fn one_line_is_enough(world) {
        let reporter = world.member("Support engineer");
        let answer = reporter.types("/feedback text:SSO login loops after 7.2 customer:Acme").await;
        answer.is_private().sees("Filed as **REQ-1**").sees("Routed to User management: matched '");
        let card = world.channel("requests").shows("REQ-1").await;
        assert!(card.text().contains("SSO login loops after 7.2"), "{}", card.text());
        world.settle().await;
        world.channel("requests").only("REQ-1");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
    }

    async fn names_inside_the_text_are_understood(world) {
        let answer = world.member("Support engineer").types("/feedback text:It is wrong @Acme #Platform !3").await;
        answer.sees("Filed as **REQ-1**").sees("3 blocking").sees("Platform");
        assert_eq!(world.text_of(1).await, "It is wrong");
        let customer = "SELECT COUNT(*) FROM request AS r JOIN customer AS c ON c.guild_id = r.guild_id AND \
             c.id = r.customer_id WHERE c.name = 'Acme'";
        assert_eq!(world.count(customer).await, 1);
    }

    async fn names_that_nobody_knows_stay_in_the_text(world) {
        let answer = world.member("Support engineer").types("/feedback text:Broken @Nobody #12 !7").await;
        answer.sees("REQ-1").sees("Kept in the text");
        assert_eq!(world.text_of(1).await, "Broken @Nobody #12 !7");
    }

    async fn bare_feedback_opens_a_form(world) {
        let form = world.member("Support engineer").types("/feedback").await;
        form.opens("File feedback");
        let inputs = [("text", "SSO login loops"), ("customer", "Acme"), ("importance", "2")];
        form.submits(&inputs).await.is_private().sees("Filed as **REQ-1**").sees("2 high");
        world.channel("requests").shows("SSO login loops").await;
    }

    async fn a_message_is_filed_with_a_way_back_to_it(world) {
        let customer = world.member("Customer success").says("Their SSO is down since noon");
        let reporter = world.member("Support engineer");
        let answer = reporter.files_feedback_on(&customer).await;
        answer.is_private().sees("Filed as **REQ-1**").sees("Their SSO is down since noon").sees("Customer success");
        let back = format!("https://discord.com/channels/{}/{}/{}", world.guild(), customer.channel_id, customer.id);
        assert_eq!(link_of(answer.message()), Some(back.clone()));
        let card = world.channel("requests").shows("REQ-1").await;
        assert_eq!(link_of(&card), Some(back));
        // The words are kept, also when the message goes.
        world.sandbox.faults().delete_message(customer.id).expect("it is there");
        reporter.types("/request show request:REQ-1").await.sees("Their SSO is down since noon");
    }

    async fn a_message_is_filed_once(world) {
        let message = world.member("Customer success").says("Their SSO is down");
        world.member("Support engineer").files_feedback_on(&message).await.sees("Filed as **REQ-1**");
        world.member("Sales").files_feedback_on(&message).await.sees("on the docket already").sees("REQ-1");
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
    }

    async fn attachments_are_kept_by_copy(world) {
        let reporter = world.member("Support engineer");
        let answer = reporter.types_with("/feedback text:SSO login loops file:loop.png", screenshot()).await;
        answer.sees("REQ-1");
        world.settle().await;
        let shown = reporter.types("/request show request:1").await;
        shown.sees("1 kept");
        let files = shown.presses("Files").await;
        files.is_private();
        let kept: Vec<_> = files.message().attachments.iter().map(|file| (file.filename.as_str(), file.size)).collect();
        assert_eq!(kept, [("loop.png", 20)]);
    }

    async fn the_files_of_a_message_are_kept_too(world) {
        let message = world.member("Customer success").says_with("", vec![screenshot()]);
        let answer = world.member("Support engineer").files_feedback_on(&message).await;
        answer.sees("REQ-1").sees("loop.png");
        world.settle().await;
        world.sandbox.faults().delete_message(message.id).expect("it is there");
        let shown = world.member("Support engineer").types("/request show request:1").await;
        assert_eq!(shown.presses("Files").await.message().attachments.len(), 1);
    }

    async fn look_alikes_are_offered_and_counted(world) {
        let reporter = world.member("Support engineer");
        reporter.types("/feedback text:SSO login loops after the upgrade to 7.2").await.sees("REQ-1");
        let second = world.member("Sales").types("/feedback text:login loops with SSO after upgrade to 7.2").await;
        second.sees("Looks like **REQ-1**");
        let merged = second.presses("+1 REQ-1 instead").await;
        merged.is_in_place().sees("REQ-2 now counts as a +1 of **REQ-1**");
        world.settle().await;
        let card = world.channel("requests").only("REQ-1 ·");
        let fields: Vec<_> = card.embeds[0]["fields"].as_array().into_iter().flatten().collect();
        assert!(fields.iter().any(|field| field["name"] == "+1" && field["value"] == "1"), "{fields:?}");
    }

    async fn what_is_unlike_is_not_offered(world) {
        world.member("Sales").types("/feedback text:Export to CSV is slow").await;
        let answer = world.member("Support engineer").types("/feedback text:SSO login loops").await;
        answer.sees("REQ-2").sees_not("Looks like");
    }

    async fn the_owner_of_the_area_is_pinged_once(world) {
        let (owner, lead) = (world.member("PM User management"), world.member("PM lead"));
        let filed = world.member("Support engineer").types("/feedback text:SSO login loops").await;
        filed.sees(&owner.mention());
        world.settle().await;
        let requests = world.channel("requests");
        assert_eq!(requests.pings(&owner), 1);
        lead.types("/request edit request:1 importance:3").await.sees("updated");
        lead.types("/request note request:1 text:Seen with Okta too").await.sees("Noted");
        owner.types("/request assign request:1").await.sees("assigned");
        world.settle().await;
        assert_eq!(requests.pings(&owner), 1);
        let pinged = requests.messages().into_iter().filter(|message| message.pinged_users.len() > 1);
        assert_eq!(pinged.count(), 0, "nobody else is pinged");
    }

    async fn an_owner_who_reports_is_not_pinged(world) {
        let owner = world.member("PM User management");
        owner.types("/feedback text:SSO login loops #User").await.sees("REQ-1");
        world.settle().await;
        assert_eq!(world.channel("requests").pings(&owner), 0);
    }

    async fn there_is_one_living_card(world) {
        let pm = world.member("PM User management").in_channel("requests");
        world.member("Support engineer").types("/feedback text:SSO login loops customer:Acme").await;
        let requests = world.channel("requests");
        let card = requests.shows("REQ-1 · new").await;
        pm.presses(&card, "Take it").await.is_private().sees("REQ-1 is assigned to you");
        world.settle().await;
        let card = requests.only("REQ-1 · assigned");
        let more = pm.presses(&card, "More…").await;
        more.is_private().chooses("Importance…", "3").await.is_in_place().sees("REQ-1 is updated");
        world.settle().await;
        let card = requests.only("3 blocking");
        assert!(card.text().contains(&pm.mention()), "{}", card.text());
        pm.presses(&card, "More…").await.presses("Done").await.is_in_place().sees("REQ-1 is closed: done");
        world.settle().await;
        assert_eq!(requests.only("REQ-1").id, card.id);
        requests.only("REQ-1 · closed: done");
    }

    async fn the_teams_card_fits_a_phone(world) {
        let long = "The calendar view forgets the week that was chosen. ".repeat(20);
        world.member("Support engineer").types(&format!("/feedback text:{long} customer:Acme")).await;
        let requests = world.channel("requests");
        let card = requests.shows("REQ-1 · new").await;
        let shown = card.embeds[0]["description"].as_str().expect("a text");
        assert!(shown.chars().count() < 350, "{} characters are a screen: {shown}", shown.chars().count());
        assert_eq!(card.components.len(), 2, "{:?}", card.components);
        let pm = world.member("PM Growth").in_channel("requests");
        pm.presses(&card, "Full text").await.is_private().sees(long.trim());
        let taken = pm.presses(&card, "Take it").await;
        taken.is_private().presses("Open REQ-1").await.is_private().sees("REQ-1 · assigned");
        taken.presses("Undo").await.is_in_place().sees("Undid: the last assignment of REQ-1").sees("REQ-1 · new");
    }

    async fn more_shows_each_what_they_may_do(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let card = world.channel("requests").shows("REQ-1").await;
        let more = world.member("Support engineer").presses(&card, "More…").await;
        assert!(more.is_private().buttons().contains(&"Edit".to_owned()), "{:?}", more.buttons());
        assert!(!more.buttons().contains(&"Decline…".to_owned()), "{:?}", more.buttons());
        let more = world.member("PM Growth").presses(&card, "More…").await;
        assert!(more.is_private().buttons().contains(&"Decline…".to_owned()), "{:?}", more.buttons());
        world.member("Guest").presses(&card, "More…").await.is_private().sees("REQ-1 is somebody else's");
    }

    async fn who_gets_a_request_is_told_what_it_is_with_the_way_there(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let requests = world.channel("requests");
        let card = requests.shows("REQ-1").await;
        // docket knows where the card is.
        world.settle().await;
        let growth = world.member("PM Growth");
        world.member("PM lead").chooses(&card, "Assign to…", &growth.id.to_string()).await.sees("REQ-1 is assigned");
        world.turn(TimeDelta::minutes(5)).await;
        let notice = requests.shows("REQ-1 is yours now").await;
        assert!(notice.text().contains("SSO login loops"), "{}", notice.text());
        let address = format!("https://discord.com/channels/{}/{}/{}", world.guild(), card.channel_id, card.id);
        assert!(serde_json::json!(notice.components).to_string().contains(&address), "{:?}", notice.components);
        growth.presses(&notice, "Open REQ-1").await.is_private().presses("Done").await.sees("REQ-1 is closed: done");
    }

    async fn customers_go_by_their_alias_where_it_is_not_internal(world) {
        world.member("Support engineer").types("/feedback text:Acme cannot log in customer:Acme").await;
        let card = world.channel("requests").shows("REQ-1").await;
        assert!(card.text().contains("a manufacturer"), "{}", card.text());
        assert!(!card.text().contains("Acme"), "{}", card.text());
        world.member("Admin").types("/settings internal channel:#requests on:yes").await.sees("real names");
        world.member("PM lead").types("/request edit request:1 importance:2").await.sees("updated");
        world.channel("requests").shows("Acme cannot log in").await;
    }

    async fn without_a_requests_channel_it_is_saved_and_said(world in Plan::fresh()) {
        let answer = world.member("Guest").types("/feedback text:SSO login loops").await;
        answer.is_private().sees("Filed as **REQ-1**").sees("/settings channel");
        world.member("Guest").types("/request show request:1").await.sees("SSO login loops");
    }

    async fn an_unknown_customer_is_told_and_nothing_is_lost(world) {
        let answer = world.member("Support engineer").types("/feedback text:SSO login loops customer:Acmee").await;
        answer.sees("REQ-1").sees("No customer is called “Acmee”; filed without one. Is it Acme?");
        assert_eq!(world.text_of(1).await, "SSO login loops");
        world.member("PM lead").types("/request history request:1").await.sees("customer as typed: Acmee");
        let answer = world.member("Support engineer").types("/feedback text:SSO login loops customer:Zeppelin").await;
        answer.sees("No customer is named “Zeppelin”; filed without one").sees_not("nothing was changed");
        assert!(world.text_of(2).await.contains("Zeppelin"));
        world.member("PM lead").types("/request edit request:2 customer:Acme").await.sees("REQ-2 is updated");
        assert_eq!(world.text_of(2).await, "SSO login loops");
    }

    async fn an_area_that_nobody_knows_is_one_press_from_the_one_that_was_meant(world) {
        let answer = world.member("Support engineer").types("/feedback text:SSO login loops area:Platfrom").await;
        answer.sees("Filed as **REQ-1**").sees("No area is named “Platfrom”. Is it Platform?").sees_not("nothing was changed");
        answer.presses("It is Platform").await.is_in_place().sees("REQ-1 is updated").sees("Platform");
        let area = "SELECT COUNT(*) FROM request AS r JOIN area AS a ON a.guild_id = r.guild_id AND a.id = r.area_id \
                    WHERE r.id = 1 AND a.name = 'Platform'";
        assert_eq!(world.count(area).await, 1);
    }

    async fn completions_come_from_docket(world) {
        let reporter = world.member("Support engineer");
        let offered = reporter.completes("/feedback text:x customer:blue").await;
        assert!(offered.iter().any(|label| label.contains("Bluebird Bank")), "{offered:?}");
        let offered = reporter.completes("/feedback text:x area:mana").await;
        assert!(offered.iter().any(|label| label.contains("User management")), "{offered:?}");
    }

    async fn a_channel_can_belong_to_a_customer(world) {
        world.member("Admin").types("/customer channel channel:#support customer:Acme").await.sees("Acme");
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let filed = "SELECT COUNT(*) FROM request WHERE customer_id IS NOT NULL";
        assert_eq!(world.count(filed).await, 1);
    }

    async fn numbers_are_never_given_twice(world) {
        let reporter = world.member("Support engineer");
        let first = reporter.types("/feedback text:SSO login loops").await;
        first.presses("Undo").await.sees("withdrawn");
        reporter.types("/feedback text:Export is slow").await.sees("REQ-2");
    }
}

on_each_engine! {
    async fn mentioning_docket_in_a_channel_files_feedback(world) {
        let reporter = world.member("Support engineer").in_channel("requests");
        let message = reporter.says("@docket SSO login loops for @Acme !2");
        let reply = world.channel("requests").shows("Filed as **REQ-1**").await;
        assert_eq!(reply.reply_to, Some(message.id));
        assert!(!reply.text().contains("Acme"), "a public reply hides names: {}", reply.text());
        reporter.types("/request show request:1").await.sees("2 high").sees("SSO login loops");
    }

    async fn a_mention_that_looks_like_another_request_is_one_press_from_being_a_plus_one(world) {
        let reporter = world.member("Support engineer").in_channel("requests");
        reporter.types("/feedback text:SSO login loops after the upgrade to 7.2").await.sees("REQ-1");
        reporter.says("@docket login loops with SSO after the upgrade to 7.2");
        let reply = world.channel("requests").shows("Looks like REQ-1").await;
        reporter.presses(&reply, "+1 REQ-1 instead").await.sees("REQ-2 now counts as a +1 of **REQ-1**");
    }

    async fn words_that_do_not_mention_docket_are_not_filed(world) {
        let reporter = world.member("Support engineer").in_channel("requests");
        reporter.says("SSO login loops, does docket know?");
        reporter.says("@docket SSO login loops");
        world.channel("requests").shows("Filed as **REQ-1**").await;
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
    }

    async fn everybody_may_file_by_mention_too(world) {
        world.member("Guest").in_channel("requests").says("@docket SSO login loops");
        world.channel("requests").shows("Filed as **REQ-1**").await;
    }

    async fn the_card_says_what_discord_takes(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops customer:Acme").await;
        world.channel("requests").shows("REQ-1").await;
        let journal = world.sandbox.journal();
        let posted = journal.to("POST", "/channels/{channel_id}/messages").filter_map(|entry| entry.body.as_ref());
        for body in posted {
            assert_eq!(body["enforce_nonce"], Value::Bool(true), "{body}");
            assert!(body["allowed_mentions"]["parse"].as_array().is_some_and(Vec::is_empty), "{body}");
        }
    }
}
