//! Customers and areas are found by what people write, and nobody is taken for another.

use crate::{in_every_world, on_each_engine, world::World};

const HARBOR: &str = "/customer add name:Harbor Logistics alias:a shipping company";

/// Whether the first request is filed for the customer called so.
async fn is_for_acme(world: &World) -> bool {
    let customer = "SELECT COUNT(*) FROM request AS r JOIN customer AS c ON c.guild_id = r.guild_id AND \
         c.id = r.customer_id WHERE r.id = 1 AND c.name = 'Acme'";
    world.count(customer).await == 1
}

async fn is_for_harbor(world: &World) -> bool {
    let customer = "SELECT COUNT(*) FROM request AS r JOIN customer AS c ON c.guild_id = r.guild_id AND \
         c.id = r.customer_id WHERE r.id = 1 AND c.name = 'Harbor Logistics'";
    world.count(customer).await == 1
}

async fn is_for_nobody(world: &World) -> bool {
    world.count("SELECT COUNT(*) FROM request WHERE id = 1 AND customer_id IS NULL").await == 1
}

in_every_world! {
    async fn a_customer_named_in_plain_text_is_found_and_can_be_denied(world) {
        let reporter = world.member("Support engineer");
        let answer = reporter.types("/feedback text:Acme says the calendar loses events").await;
        answer.is_private().sees("Customer: Acme, named in the text.");
        assert!(is_for_acme(world).await);
        assert_eq!(world.text_of(1).await, "Acme says the calendar loses events");
        let card = world.channel("requests").shows("REQ-1").await;
        assert!(card.text().contains("a manufacturer says the calendar") && !card.text().contains("Acme"), "{}", card.text());
        answer.presses("Not Acme").await.is_in_place().sees("REQ-1 is updated");
        assert!(is_for_nobody(world).await);
    }

    async fn of_two_customers_one_is_chosen_by_a_press(world) {
        world.member("PM lead").types(HARBOR).await.sees("Added");
        let reporter = world.member("Support engineer");
        let answer = reporter.types("/feedback text:Acme and Harbor Logistics want dark mode").await;
        answer.is_private().sees("Filed without a customer: is it from Acme or Harbor Logistics?");
        assert!(is_for_nobody(world).await);
        answer.presses("It is Harbor Logistics").await.is_in_place().sees("REQ-1 is updated");
        assert!(is_for_harbor(world).await);
    }

    async fn names_behind_a_mark_have_their_blanks(world) {
        world.member("PM lead").types(HARBOR).await.sees("Added");
        let reporter = world.member("Support engineer");
        let answer = reporter.types("/feedback text:It is slow @Harbor Logistics #user management !2").await;
        answer.sees("Filed as **REQ-1**").sees("Routed to User management.").sees("2 high").sees_not("Kept in the text");
        assert_eq!(world.text_of(1).await, "It is slow");
        assert!(is_for_harbor(world).await);
    }

    async fn a_typing_error_is_one_press_and_never_on_the_teams_card(world) {
        world.member("PM lead").types(HARBOR).await.sees("Added");
        world.member("Admin").types("/settings internal channel:#requests on:yes").await.sees("real names");
        let reporter = world.member("Support engineer");
        for line in [
            "/feedback text:The calendar is slow customer:Harbr Logistic",
            "/feedback text:@Harbr Logistic The search is slow",
        ] {
            let answer = reporter.types(line).await;
            answer.sees("No customer is called “Harbr Logistic”; filed without one.");
            world.settle().await;
            let shown = world.channel("requests").transcript();
            assert!(!shown.contains("Harbr"), "{shown}");
            answer.presses("It is Harbor Logistics").await.is_in_place().sees("Harbor Logistics");
        }
        assert!(is_for_harbor(world).await);
        let history = world.member("PM lead").types("/request history request:1").await;
        history.sees("customer as typed: Harbr Logistic");
    }

    async fn a_misspelt_name_in_plain_text_is_asked_about(world) {
        world.member("PM lead").types(HARBOR).await.sees("Added");
        let answer = world.member("Sales").types("/feedback text:Harbr Logistic says the calendar is slow").await;
        answer.sees("Is it from Harbor Logistics?");
        assert!(is_for_nobody(world).await);
        answer.presses("It is Harbor Logistics").await.sees("REQ-1 is updated");
        assert!(is_for_harbor(world).await);
    }

    async fn a_message_names_its_customer_too(world) {
        let message = world.member("Customer success").says("Acme cannot log in since noon");
        let answer = world.member("Support engineer").files_feedback_on(&message).await;
        answer.is_private().sees("Customer: Acme, named in the text.");
        assert!(is_for_acme(world).await);
        assert_eq!(world.text_of(1).await, "Acme cannot log in since noon");
    }

    async fn a_former_name_is_a_name(world) {
        let pm = world.member("PM lead");
        pm.types("/customer add name:Docks & Sons").await.sees("Added");
        pm.types("/customer edit customer:Docks & Sons name:Harbor Logistics").await.sees("Harbor Logistics");
        let answer = world.member("Support engineer").types("/feedback text:Docks & Sons wants dark mode").await;
        answer.sees("Customer: Harbor Logistics, named in the text.");
        assert!(is_for_harbor(world).await);
    }

    async fn the_channel_of_one_customer_does_not_decide_about_another(world) {
        world.member("Admin").types("/customer channel channel:#support customer:Acme").await.sees("Acme");
        world.member("PM lead").types(HARBOR).await.sees("Added");
        let reporter = world.member("Support engineer").in_channel("support");
        let answer = reporter.types("/feedback text:Harbor Logistics wants dark mode").await;
        answer.sees("is it from Acme or Harbor Logistics?");
        assert!(is_for_nobody(world).await);
        let answer = reporter.types("/feedback text:The export stops at 10,000 rows").await;
        answer.sees("Customer: Acme, whose channel this is.").presses("Not Acme").await.sees("REQ-2 is updated");
    }

    async fn everyday_words_are_asked_about(world) {
        world.member("PM lead").types("/customer add name:Target alias:a retailer").await.sees("Added");
        let answer = world.member("Sales").types("/feedback text:The report misses the target by a day").await;
        answer.sees("Is it from Target?");
        assert!(is_for_nobody(world).await);
    }

    async fn who_may_not_read_names_is_told_none(world) {
        world.member("PM lead").types(HARBOR).await.sees("Added");
        let guest = world.member("Guest");
        let answer = guest.types("/feedback text:Acme says the calendar loses events").await;
        answer.is_private().sees("Filed for the customer that the text names.").sees_not("a manufacturer");
        answer.presses("Not from them").await.sees("REQ-1 is updated");
        guest.types("/feedback text:Harbr Logistic is slow").await.sees_not("Harbor");
        guest.types("/feedback text:It is slow customer:Harbr Logistic").await.sees_not("Harbor");
    }
}

on_each_engine! {
    async fn a_mention_finds_the_customer_and_names_nobody_in_public(world) {
        world.member("Support engineer").in_channel("requests").says("@docket Acme says the calendar loses events");
        let reply = world.channel("requests").shows("Filed as **REQ-1**").await;
        assert!(reply.text().contains("Filed for the customer that the text names."), "{}", reply.text());
        assert!(!reply.text().contains("Acme") && !reply.text().contains("a manufacturer"), "{}", reply.text());
        assert!(is_for_acme(world).await);
        world.settle().await;
    }

    async fn a_mention_in_an_internal_channel_says_whom_it_found(world) {
        world.member("Admin").types("/settings internal channel:#requests on:yes").await.sees("real names");
        let reporter = world.member("Support engineer").in_channel("requests");
        reporter.says("@docket Acme says the calendar loses events");
        let reply = world.channel("requests").shows("Customer: Acme, named in the text.").await;
        reporter.presses(&reply, "Not Acme").await.sees("REQ-1 is updated");
        assert!(is_for_nobody(world).await);
        world.settle().await;
    }
}
