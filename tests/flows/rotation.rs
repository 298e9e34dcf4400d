//! Whose turn it is: set up, told in the channel, covered, swapped, away, paused, taken back; with the buttons that
//! people see.

use crate::{
    in_every_world, on_each_engine,
    world::{Answer, World},
};
use chrono::{DateTime, TimeDelta, Utc};
use docket::sandbox::Message;

const NAMES: [&str; 4] = ["PM Growth", "PM Platform", "PM Self-service", "PM lead"];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// "customer requests" in #pm-sync: Growth is on until the 25th, then Platform, Self-service and the lead, a week each.
async fn set_up(world: &World) {
    let lead = world.member("PM lead");
    let members = NAMES.map(|name| format!("@{name}")).join(" ");
    let line = format!(
        "/rotation setup name:customer requests members:{members} handoff:every Wednesday 09:30 \
         zone:America/Los_Angeles deadline:every Wednesday 09:00 channel:#pm-sync"
    );
    lead.types(&line).await.presses("Save").await.sees("is set up");
    world.settle().await;
}

/// What is typed into the form of [`set_up`].
fn inputs(members: &str) -> [(&str, &str); 5] {
    [
        ("name", "customer requests"),
        ("members", members),
        ("handoff", "every Wednesday 09:30"),
        ("zone", "America/Los_Angeles"),
        ("deadline", "every Wednesday 09:00"),
    ]
}

async fn turn_to(world: &World, text: &str) {
    world.turn(at(text) - world.now()).await;
}

fn mention(world: &World, name: &str) -> String {
    world.member(name).mention()
}

/// Who is on, by `/rotation who`.
async fn who<'w>(world: &'w World, at: &str) -> Answer<'w> {
    world.member("Guest").types(&format!("/rotation who at:{at}")).await
}

fn card(world: &World, text: &str) -> Message {
    world.channel("pm-sync").only(text)
}

in_every_world! {
    async fn a_form_sets_it_up_after_a_preview(world) {
        let lead = world.member("PM lead");
        let form = lead.types("/rotation setup").await;
        let members = format!("{} {}", mention(world, "PM Growth"), mention(world, "PM Platform"));
        let inputs = inputs(&members);
        let preview = form.submits(&inputs).await;
        preview.is_private().sees("Nothing is saved yet").sees("The next six shifts");
        assert_eq!(preview.text().matches("- <t:").count(), 6, "{}", preview.text());
        world.member("Guest").types("/rotation who").await.sees("no rotation yet");
        preview.presses("Save").await.is_in_place().sees("is set up").sees(&mention(world, "PM Growth"));
        who(world, "now").await.sees(&mention(world, "PM Growth")).sees("is on");
        // Whoever is on hears it in the channel, once.
        world.settle().await;
        let requests = world.channel("requests");
        requests.shows("you are on **customer requests**").await;
        assert_eq!(requests.pings(&world.member("PM Growth")), 1);
    }

    async fn the_form_keeps_what_was_typed_beside_it_and_change_fills_it_again(world) {
        let lead = world.member("PM lead");
        let form = lead.types("/rotation setup seats:2 channel:#pm-sync working_days:yes").await;
        let members = NAMES.map(|name| mention(world, name)).join(" ");
        let mut inputs = inputs(&members);
        let preview = form.submits(&inputs).await;
        preview.is_private().sees("working days only").sees("every Wednesday at 09:00, America/Los_Angeles");
        let change = preview.presses("Change").await;
        assert_eq!(change.filled_in("handoff"), "every Wednesday 09:30");
        inputs[3].1 = "Europe/Berlin";
        let preview = change.submits(&inputs).await;
        preview.is_in_place().sees("working days only").sees("every Wednesday at 09:00, Europe/Berlin");
        preview.presses("Save").await.sees("backup").sees(&mention(world, "PM Platform"));
        world.settle().await;
        world.channel("pm-sync").only("you are on **customer requests**");
    }

    async fn undo_pressed_again_or_under_an_older_change_takes_nothing_else_back(world) {
        set_up(world).await;
        let [growth, platform] = [world.member("PM Growth"), world.member("PM Platform")];
        let paused = world.member("PM lead").types("/rotation pause").await;
        paused.presses("Undo").await.sees("Undid");
        paused.presses("Undo").await.is_private().sees("was taken back already");
        let first = platform.types("/rotation take until:in 3 days").await;
        let second = growth.types("/rotation take until:in 2 days").await;
        first.presses("Undo").await.is_private().sees("was changed again since");
        second.presses("Undo").await.sees("Undid");
        who(world, "now").await.sees(&platform.mention());
        // Typed, it is the latest change that is left.
        platform.types("/rotation undo").await.sees("taking over");
        who(world, "now").await.sees(&growth.mention());
    }

    async fn the_buttons_of_the_card_show_take_and_ask(world) {
        set_up(world).await;
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let card = card(world, "you are on **customer requests**");
        world.member("PM Growth").presses(&card, "Show open").await.is_private().sees("REQ-1");
        let taken = world.member("PM Platform").presses(&card, "Take it").await;
        taken.is_public().sees(&format!("instead of {}", mention(world, "PM Growth")));
        who(world, "now").await.sees(&mention(world, "PM Platform")).sees("took over from");
        taken.presses("Undo").await.sees("Undid");
        who(world, "now").await.sees(&mention(world, "PM Growth"));
        world.member("Guest").presses(&card, "Take it").await.is_private().sees("You need the");
    }

    async fn cover_is_asked_for_accepted_in_part_and_withdrawn(world) {
        set_up(world).await;
        let dates = world.member("PM Growth").types("/rotation cover").await;
        dates.opens("Ask for cover in #pm-sync").sees("America/Los_Angeles");
        assert_eq!((dates.filled_in("from"), dates.filled_in("until")), ("now".to_owned(), "2026-11-25 09:30".to_owned()));
        dates.submits(&[]).await.is_private().sees("Asked in").sees("who can cover for you");
        let ask = world.channel("pm-sync").shows("needs cover").await;
        for name in &NAMES[1..] {
            assert_eq!(world.channel("pm-sync").pings(&world.member(name)), 1, "{name}");
        }
        world.member("PM Growth").presses(&ask, "I'll cover").await.sees("cannot cover for yourself");
        let form = world.member("PM lead").presses(&ask, "A part…").await;
        form.submits(&[("from", "start"), ("until", "2026-11-20 12:00")]).await.is_public().sees("covers for");
        world.member("PM Platform").presses(&ask, "I'll cover").await.sees("covers for");
        let covered = world.channel("pm-sync").shows("All of it is covered").await;
        assert_eq!(covered.id, ask.id, "one card, edited in place");
        who(world, "2026-11-20 11:00").await.sees(&mention(world, "PM lead")).sees("covers for");
        who(world, "2026-11-21 11:00").await.sees(&mention(world, "PM Platform"));
        turn_to(world, "2026-11-19T18:00:00Z").await;
        let drop = world.member("PM Platform").presses(&covered, "I can't after all (2)").await;
        drop.is_public().sees("It is open again");
        world.settle().await;
        assert!(card(world, "needs cover").text().contains("Still open"));
        who(world, "2026-11-21 11:00").await.sees(&mention(world, "PM Growth"));
    }

    async fn a_swap_is_accepted_or_declined_by_the_other_one(world) {
        set_up(world).await;
        let asked = world.member("PM Platform").types("/rotation swap with:@PM Self-service").await;
        asked.is_public().sees("asks");
        world.member("PM Growth").presses(asked.message(), "Accept").await.sees("Nothing was changed");
        let done = world.member("PM Self-service").presses(asked.message(), "Accept").await;
        done.is_in_place().sees("have swapped");
        who(world, "2026-11-26 12:00").await.sees(&mention(world, "PM Self-service"));
        who(world, "2026-12-03 12:00").await.sees(&mention(world, "PM Platform"));
        let other = world.member("PM Growth").types("/rotation swap with:@PM lead").await;
        world.member("PM lead").presses(other.message(), "Decline").await.is_in_place().sees("Nothing changes");
        who(world, "2026-11-20 12:00").await.sees(&mention(world, "PM Growth"));
        // Meanwhile the one who asks takes no more turns.
        let asked = world.member("PM Growth").types("/rotation swap mine:2026-12-17 12:00 with:@PM lead").await;
        let lead = world.member("PM lead");
        lead.types("/rotation members remove member:@PM Growth").await.presses("Save").await;
        lead.presses(asked.message(), "Accept").await.is_in_place().sees("is no longer on");
        who(world, "2026-12-17 12:00").await.sees_not("covers for");
    }

    async fn whoever_is_away_is_skipped_and_the_others_do_not_move(world) {
        set_up(world).await;
        let away = world.member("PM Platform").types("/rotation away from:2026-11-25 00:00 until:2026-12-01 00:00").await;
        away.is_public().sees("is away").sees("stands in");
        who(world, "2026-11-26 12:00").await.sees("stands in for");
        who(world, "2026-12-03 12:00").await.sees(&mention(world, "PM Self-service"));
        away.presses("Back early").await.sees("is back");
        who(world, "2026-11-26 12:00").await.sees(&mention(world, "PM Platform"));
        world.member("PM Growth").types("/rotation away member:@PM lead until:2026-12-01 00:00").await.sees("Only a lead");
    }

    async fn paused_nobody_is_on_and_resumed_the_order_goes_on(world) {
        set_up(world).await;
        let paused = world.member("PM lead").types("/rotation pause").await;
        paused.sees("is paused");
        who(world, "now").await.sees("the rotation is paused");
        turn_to(world, "2026-12-10T18:00:00Z").await;
        paused.presses("Resume").await.sees("resumes where it left off").sees(&mention(world, "PM Growth"));
        who(world, "now").await.sees(&mention(world, "PM Growth"));
    }

    async fn a_change_of_the_order_is_shown_first_and_told_to_those_it_moves(world) {
        set_up(world).await;
        let preview = world.member("PM lead").types("/rotation members remove member:@PM Platform").await;
        preview.is_private().sees("Nothing is saved yet");
        let done = preview.presses("Save").await;
        done.is_public();
        world.turn(TimeDelta::minutes(5)).await;
        let told = |name: &str, text: &str| {
            world.member(name).direct_messages().iter().filter(|one| one.content.contains(text)).count()
        };
        assert_eq!(told("PM Platform", "You take no more turns in"), 1);
        assert_eq!(told("PM Self-service", &format!("{} takes no more turns in", mention(world, "PM Platform"))), 1);
        who(world, "now").await.sees(&mention(world, "PM Growth"));
        who(world, "2026-11-26 12:00").await.sees(&mention(world, "PM Self-service"));
        done.presses("Undo").await.sees("Undid");
        who(world, "2026-11-26 12:00").await.sees(&mention(world, "PM Platform"));
    }
}

on_each_engine! {
    async fn a_holiday_added_later_has_no_handoff(world) {
        let line = "/rotation setup name:support desk members:@PM Growth @PM Platform @PM lead \
                    handoff:weekdays 09:00 zone:America/Los_Angeles working_days:yes channel:#support";
        world.member("PM lead").types(line).await.presses("Save").await.sees("is set up");
        turn_to(world, "2026-11-19T18:00:00Z").await;
        let admin = world.member("Admin");
        admin.types("/settings holiday add date:2026-11-20 name:Bridge day").await.sees("Bridge day");
        world.settle().await;
        let bridge = format!("<t:{}", at("2026-11-20T17:00:00Z").timestamp());
        world.member("Guest").types("/rotation next").await.sees_not(&bridge);
        turn_to(world, "2026-11-20T18:00:00Z").await;
        who(world, "now").await.sees("nobody is on, because it is a holiday");
        turn_to(world, "2026-11-23T18:00:00Z").await;
        who(world, "now").await.sees(&mention(world, "PM lead"));
        admin.types("/settings holiday remove date:2026-11-20").await.sees("working day again");
        admin.types("/settings holiday add date:2026-11-24 name:Bridge day").await.sees("Bridge day");
        admin.types("/settings holiday remove date:2026-11-24").await.sees("working day again");
        turn_to(world, "2026-11-24T18:00:00Z").await;
        who(world, "now").await.sees(&mention(world, "PM Growth"));
    }

    async fn a_handoff_is_one_card_edited_in_place_that_becomes_a_record(world) {
        set_up(world).await;
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        world.member("PM Growth").types("/rotation note text:Acme *waits* for a date").await.sees("note is kept");
        let first = card(world, "you are on **customer requests**");
        turn_to(world, "2026-11-25T17:31:00Z").await;
        let second = card(world, "you are on **customer requests**");
        assert_ne!(first.id, second.id);
        let text = second.text();
        assert!(text.contains(&mention(world, "PM Platform")) && text.contains("a manufacturer \\*waits\\*"), "{text}");
        assert!(text.contains("One request is unassigned"), "{text}");
        assert_eq!(world.channel("pm-sync").pings(&world.member("PM Platform")), 1);
        let record = world.sandbox.message(first.id).expect("it is there");
        assert!(record.text().contains("Was on duty") && record.components.is_empty(), "{}", record.text());
        // Whoever takes over is shown on the same card.
        world.member("PM lead").types("/rotation take").await.sees("is on from now");
        world.settle().await;
        let taken = world.sandbox.message(second.id).expect("it is there");
        assert!(taken.text().contains(&mention(world, "PM lead")), "{}", taken.text());
        assert_eq!(world.channel("pm-sync").messages().iter().filter(|m| m.text().contains("Handed over")).count(), 1);
    }

    async fn history_and_fairness_tell_what_was(world) {
        set_up(world).await;
        turn_to(world, "2026-12-16T18:00:00Z").await;
        let guest = world.member("Guest");
        let history = guest.types("/rotation history").await;
        history.is_private().sees("set up").sees(&mention(world, "PM Platform"));
        let fair = guest.types("/rotation fair").await;
        fair.sees("Member         Turns   Days Weekends").sees("PM Platform        1    7.0        1");
        let next = guest.types("/rotation next count:4").await;
        assert!(next.text().matches("<t:").count() >= 4, "{}", next.text());
        world.member("PM lead").types("/rotation mine").await.sees("shifts");
        guest.types("/rotation pause").await.sees("role or higher for `/rotation pause`");
        world.settle().await;
        assert!(world.now() - at("2026-12-16T18:00:00Z") < TimeDelta::seconds(1));
    }
}
