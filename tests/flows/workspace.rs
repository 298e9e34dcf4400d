//! Areas of ownership, customers, and help.

use crate::in_every_world;
use docket::contract::{Level, MANIFESTS, spec::CommandKind};

in_every_world! {
    async fn an_area_is_added_changed_archived_and_restored(world) {
        let lead = world.member("PM lead");
        let added = lead.types("/area add name:Growth owner:@PM Growth keywords:trial, onboarding").await;
        added.is_private().sees("Added the area **Growth**").sees("trial, onboarding");
        lead.types("/area edit area:Growth keywords:trial, referral").await.sees("trial, referral");
        lead.types("/area list").await.sees("Growth").sees("referral");
        lead.types("/area archive area:Growth").await.sees("Archived the area **Growth**");
        lead.types("/area list").await.sees_not("Growth");
        world.member("Sales").types("/feedback text:The trial ends too soon").await.sees("No area yet");
        lead.types("/area restore area:Growth").await.sees("Restored the area **Growth**");
        world.member("Sales").types("/feedback text:The trial is too short").await.sees("matched 'trial'");
    }

    async fn a_name_or_keyword_that_is_taken_is_refused(world) {
        let lead = world.member("PM lead");
        let taken = lead.types("/area add name:platform keywords:api").await;
        taken.sees("There is an area **Platform** already").sees("Nothing was changed");
        let form = taken.presses("Edit and try again").await;
        assert_eq!(form.filled_in("keywords"), "api");
        lead.types("/area add name:Mail keywords:login").await.sees("a keyword leads to one area only");
        lead.types("/area list").await.sees_not("Mail");
    }

    async fn an_area_with_the_owner_chosen_from_the_answer(world) {
        let lead = world.member("PM lead");
        let added = lead.types("/area add name:Growth").await;
        added.sees(&lead.mention());
        let owner = world.member("PM Growth");
        added.chooses("Give it another owner", "PM Growth").await.sees(&format!("Owner {}", owner.mention()));
        let other = lead.types("/area add name:Mail").await;
        lead.types("/area edit area:Mail keywords:inbox").await.sees("inbox");
        let stale = other.chooses("Give it another owner", "PM Platform").await;
        stale.sees("Somebody changed the area **Mail** meanwhile").sees("inbox").sees(&lead.mention());
    }

    async fn a_customer_is_added_changed_and_listed(world) {
        let pm = world.member("PM Growth");
        pm.types("/customer add name:Harbor Logistics tier:business value:60000").await.sees("60,000 a year");
        let changed = pm.types("/customer edit customer:Harbor Logistics alias:a shipper").await;
        changed.sees("public alias “a shipper”");
        pm.types("/customer show customer:a shipper").await.sees("Harbor Logistics");
        pm.types("/customer list tier:business").await.sees("Harbor Logistics").sees_not("Bluebird");
        changed.presses("Undo").await.sees("Undid");
        pm.types("/customer show customer:Harbor Logistics").await.sees_not("a shipper");
    }

    async fn merged_customers_are_one_and_both_names_work(world) {
        let (pm, sales) = (world.member("PM Growth"), world.member("Sales"));
        pm.types("/customer add name:ACME Inc").await.sees("Added the customer");
        sales.types("/feedback text:Export is slow customer:ACME Inc").await.sees("REQ-1");
        let merged = pm.types("/customer merge customer:ACME Inc into:Acme").await;
        merged.sees("**ACME Inc** is now part of **Acme**");
        sales.types("/feedback text:Login loops customer:ACME Inc").await.sees("REQ-2");
        let list = sales.types("/request list customer:Acme").await;
        list.sees("REQ-1").sees("REQ-2");
        merged.presses("Undo").await.sees("Undid");
        sales.types("/request list customer:Acme").await.sees_not("REQ-1");
    }

    async fn an_unknown_name_is_answered_with_likely_ones(world) {
        let answer = world.member("Sales").types("/customer show customer:Blubird").await;
        answer.sees("There is no customer “Blubird”").sees("Did you mean **Bluebird Bank**?");
        answer.presses("Bluebird Bank").await.sees("Nothing was filed for them yet");
    }

    async fn a_name_that_nobody_has_is_one_press_from_the_one_that_was_meant(world) {
        let pm = world.member("PM lead");
        pm.types("/feedback text:Export is slow").await.sees("REQ-1");
        let list = pm.types("/request list customer:Blubird").await;
        list.sees("There is no customer “Blubird”").presses("Bluebird Bank").await.sees("No request fits");
        let edit = pm.types("/request edit request:1 customer:Blubird").await;
        edit.presses("Bluebird Bank").await.sees("REQ-1 is updated").sees("Bluebird Bank");
        let edit = pm.types("/request edit request:1 area:User managment").await;
        edit.sees("There is no area “User managment”").presses("User management").await.sees("REQ-1 is updated");
        pm.types("/customer add name:Bluebird Trust").await.sees("Added the customer");
        let merge = pm.types("/customer merge customer:Bluebird Bank into:Bluebird Trst").await;
        merge.presses("Bluebird Trust").await.sees("**Bluebird Bank** is now part of **Bluebird Trust**");
    }

    async fn help_shows_what_the_person_may_do(world) {
        let (guest, admin) = (world.member("Guest"), world.member("Admin"));
        let theirs = guest.types("/help").await.presses("All commands").await;
        theirs.is_in_place().sees("`/area` list").sees_not("/settings channel");
        let all = admin.types("/help").await.presses("All commands").await;
        all.sees_not("shortened");
        for manifest in MANIFESTS.iter().filter(|manifest| manifest.is_registered()) {
            let is_slash = manifest.kind == CommandKind::Slash;
            let name = if is_slash { format!("`/{}`", manifest.name) } else { format!("**{}**", manifest.name) };
            all.sees(&name);
            let leaves = || manifest.leaves.iter().filter(|leaf| !leaf.is_hidden);
            let line = theirs.text().lines().find(|line| line.starts_with(&name)).unwrap_or_default().to_owned();
            for leaf in leaves().filter(|leaf| is_slash && leaf.path.len() > 1) {
                let verb = leaf.path[1..].join(" ");
                let mut verbs = line.trim_start_matches(&name).split(", ").map(str::trim);
                assert_eq!(verbs.any(|it| it == verb), leaf.who == Level::Everyone, "{}", leaf.words());
            }
            if leaves().count() > 1 {
                let group = admin.types(&format!("/help command:{}", manifest.name)).await;
                group.sees_not("shortened");
                for leaf in leaves() {
                    group.sees(&format!("`/{}`", leaf.words())).sees(leaf.description);
                }
            }
        }
        admin.types("/help command:release").await.chooses("Read more about…", "release plan").await.sees("For example");
    }

    async fn help_about_one_command_tells_its_options_and_examples(world) {
        let sales = world.member("Sales");
        sales.types("/help command:request assign").await.sees("Who takes it").sees("/request assign request:REQ-1");
        sales.types("/help command:dance").await.sees("There is no such command").sees("`/feedback`");
    }

    async fn help_opens_with_what_people_of_a_role_come_for(world) {
        for (who, first, chosen, how) in [
            ("Guest", "File what a customer said", "#duty", "/rotation who"),
            ("Support engineer", "See what became of your requests", "#mine", "/request list mine:yes"),
            ("PM Growth", "Work through new requests", "#cover", "/rotation swap"),
            ("PM lead", "See what nobody has taken", "#areas", "/area add"),
            ("Admin", "Set docket up, and see that it works", "#setup", "/settings check"),
            ("Sales", "Know when you meet, and what came of it", "#take-part", "/agenda show"),
            ("PM Platform", "Bring a topic to the sync, and do what it gave you", "#bring", "/action mine"),
            ("PM lead", "Hold a meeting", "#hold", "/meeting start"),
            ("Admin", "Set up a meeting that comes again", "#series", "/meeting create"),
        ] {
            let help = world.member(who).types("/help").await;
            help.is_private().sees("What would you like to do?").sees(first);
            assert!(help.message().components.len() <= 2, "{who}");
            help.chooses("How do I…", chosen).await.is_in_place().sees(how);
        }
        let begins = world.member("Guest").types("/help").await.presses("File feedback").await;
        begins.opens("File feedback");
    }

    async fn words_find_commands_and_jobs(world) {
        let pm = world.member("PM Growth");
        let found = pm.types("/help command:vacation").await;
        found.is_private().sees("Hand over a shift you cannot take").chooses("Read more about…", "#cover").await;
        let found = pm.types("/help command:merge customers").await;
        found.sees("/customer merge").chooses("Read more about…", "customer merge").await.is_in_place().sees("For example");
        world.member("Guest").types("/help command:time zone").await.sees("/digest settings").sees_not("/settings zone");
    }
}
