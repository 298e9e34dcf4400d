//! People are understood by what they are called, and given only what they can do.

use crate::{in_every_world, world::World};

fn inputs(members: &str) -> [(&str, &str); 4] {
    [
        ("name", "customer requests"),
        ("members", members),
        ("handoff", "every Wednesday 09:30"),
        ("zone", "America/Los_Angeles"),
    ]
}

fn mention(world: &World, name: &str) -> String {
    world.member(name).mention()
}

in_every_world! {
    async fn in_a_form_members_are_named_as_they_are_called(world) {
        let lead = world.member("PM lead");
        for members in
            ["@PM Growth @PM Platform", "PM Growth, PM Platform", "pm growth and PM Platform", "PM Growth PM Platform"]
        {
            let preview = lead.types("/rotation setup").await.submits(&inputs(members)).await;
            preview.is_private().sees("The next six shifts");
            preview.sees(&mention(world, "PM Growth")).sees(&mention(world, "PM Platform"));
        }
        let refused = lead.types("/rotation setup").await.submits(&inputs("PM Growth, Nobody Here")).await;
        refused.is_private().sees("I cannot tell who “Nobody").sees("Nothing was saved");
        let again = refused.presses("Edit and try again").await;
        assert_eq!(again.filled_in("members"), "PM Growth, Nobody Here");
    }

    async fn a_name_that_several_have_is_asked_about(world) {
        let lead = world.member("PM lead");
        let form = lead.types("/remind checklist channel:#general").await;
        let asked = form.submits(&[("name", "Launch"), ("items", "Pricing"), ("when", "tomorrow 10am"), ("people", "PM")]).await;
        asked.is_private().sees("“PM” is more than one person here").sees("Nothing was changed");
        asked.presses("PM Growth").await.sees(&mention(world, "PM Growth"));
        let form = lead.types("/remind checklist channel:#general").await;
        let made = form.submits(&[("name", "Retro"), ("items", "Room"), ("when", "tomorrow 11am"), ("people", "PM Pl")]).await;
        made.sees(&mention(world, "PM Platform"));
    }

    async fn a_reminder_is_changed_to_name_somebody_as_they_are_called(world) {
        let pm = world.member("PM lead");
        pm.types("/remind channel text:Update the roadmap when:tomorrow 10am channel:#general").await.sees("roadmap");
        pm.types("/remind edit reminder:#1 people:@PM Platform").await.sees(&mention(world, "PM Platform"));
    }

    async fn nobody_is_given_what_they_cannot_do(world) {
        let lead = world.member("PM lead");
        lead.types("/feedback text:SSO login loops").await.sees("REQ-1");
        let pm_role = format!("<@&{}>", world.role("PM"));
        for line in [
            "/request assign request:1 to:@Guest",
            "/request assign request:1 to:@Sales",
            "/area add name:Growth owner:@Guest",
            "/area add name:Growth owner:@PM Growth backup:@Sales",
            "/area edit area:Platform owner:@Marketing",
        ] {
            let refused = lead.types(line).await;
            refused.is_private().sees("does not have the PM role").sees(&pm_role).sees("Nothing was changed");
        }
        lead.types("/request list unassigned:yes").await.sees("REQ-1");
        let card = world.member("PM Growth").types("/triage next").await;
        card.chooses("Assign to…", "Guest").await.sees("does not have the PM role");
        lead.types("/request assign request:1 to:@Admin").await.sees("is assigned to");
    }

    async fn turns_are_taken_by_those_who_can_do_the_work(world) {
        let lead = world.member("PM lead");
        let line = "/rotation setup name:customer requests members:@PM Growth @Guest handoff:every Wednesday 09:30";
        lead.types(line).await.is_private().sees("does not have the PM role");
        let line = "/rotation setup name:customer requests members:@PM Growth @PM Platform handoff:every Wednesday 09:30";
        lead.types(line).await.presses("Save").await.sees("is set up");
        lead.types("/rotation members add member:@Sales").await.sees("does not have the PM role");
        lead.types("/rotation members add member:@Admin").await.sees_not("does not have the PM role");
        world.settle().await;
    }

    async fn who_looks_after_the_account_is_named_and_not_proposed(world) {
        let pm = world.member("PM lead");
        pm.types("/customer edit customer:Acme owner:@Sales").await.sees("account owner");
        world.member("Support engineer").types("/feedback text:Dark mode is missing customer:Acme").await.sees("REQ-1");
        let card = pm.types("/triage next").await;
        card.sees("Proposed").sees("Nobody").sees("Looks after the customer").sees(&mention(world, "Sales"));
        assert!(!card.buttons().iter().any(|label| label.contains("account owner")), "{:?}", card.buttons());
    }

    async fn a_reminder_mentions_a_role_that_its_author_may_mention(world) {
        world.expects_role_pings();
        let (lead, pm) = (world.member("PM lead"), world.member("PM Growth"));
        let (open, shy) = (world.role("PM"), world.role("Reporter"));
        let line = format!("/remind channel text:Roadmap when:tomorrow 10am channel:#general people:<@&{open}> @PM Platform");
        pm.types(&line).await.sees(&format!("<@&{open}>")).sees(&mention(world, "PM Platform"));
        for role in [shy, world.guild()] {
            let line = format!("/remind channel text:Nothing when:tomorrow 10am channel:#general people:<@&{role}>");
            pm.types(&line).await.is_private().sees("cannot be mentioned").sees("Nothing was changed");
        }
        lead.types("/remind edit reminder:#1 text:Roadmap review").await.sees(&format!("<@&{open}>"));
        world.turn(chrono::TimeDelta::days(1)).await;
        let told = world.channel("general").shows("Roadmap review").await;
        assert_eq!((told.pinged_roles.clone(), told.pinged_everyone), (vec![open], false), "{}", told.text());
    }
}
