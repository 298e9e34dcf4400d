//! Changes of a rotation: taken back by whoever made them, done again, told to whom they concern; and people who come back.

use crate::{in_every_world, on_each_engine, world::World};
use chrono::{DateTime, TimeDelta, Utc};

const NAMES: [&str; 4] = ["PM Growth", "PM Platform", "PM Self-service", "PM lead"];
const SET_UP: &str = "handoff:every Wednesday 09:30 zone:America/Los_Angeles channel:#pm-sync";

/// "customer requests" in #pm-sync: Growth is on until the 25th, then Platform, Self-service and the lead, a week each.
async fn set_up(world: &World) {
    let line = format!("/rotation setup name:customer requests members:{} {SET_UP}", order(&NAMES));
    world.member("PM lead").types(&line).await.presses("Save").await.sees("is set up");
    world.settle().await;
}

fn order(names: &[&str]) -> String {
    names.iter().map(|name| format!("@{name}")).collect::<Vec<_>>().join(" ")
}

fn mention(world: &World, name: &str) -> String {
    world.member(name).mention()
}

async fn turn_to(world: &World, text: &str) {
    let at: DateTime<Utc> = text.parse().expect("an instant");
    world.turn(at - world.now()).await;
}

/// Whether the person is on at the time, by `/rotation who`.
async fn is_on(world: &World, name: &str, at: &str) {
    let answer = world.member("Guest").types(&format!("/rotation who at:{at}")).await;
    answer.sees(&format!("{} is on", mention(world, name)));
}

/// What was said in direct messages that hold `text`.
fn told(world: &World, name: &str, text: &str) -> usize {
    world.member(name).direct_messages().iter().filter(|one| one.content.contains(text)).count()
}

in_every_world! {
    async fn undo_takes_back_ones_own_last_change_and_it_can_be_redone(world) {
        set_up(world).await;
        let platform = world.member("PM Platform");
        platform.types("/rotation away from:2026-12-04 09:00 until:2026-12-07 09:00").await.sees("is away");
        world.member("PM Growth").types("/rotation away from:2026-11-20 09:00 until:2026-11-21 09:00").await.sees("is away");
        let undone = platform.types("/rotation undo").await;
        undone.is_public().sees(&format!("Undid: absence of {}, 4–7 Dec", platform.mention()));
        is_on(world, "PM lead", "2026-11-20 12:00").await;
        let redone = undone.presses("Redo").await;
        redone.sees(&format!("Redid: absence of {}, 4–7 Dec", platform.mention()));
        world.member("Guest").types("/rotation history").await.sees("took a change back: absence of");
        redone.presses("Undo").await.sees("Undid: absence of");
    }

    async fn somebody_elses_change_is_shown_by_name_and_confirmed(world) {
        set_up(world).await;
        let platform = world.member("PM Platform");
        platform.types("/rotation take until:in 2 days").await.sees("is on from now");
        world.member("PM Growth").types("/rotation undo").await.is_private()
            .sees(&format!("Only {} or a lead can undo it", platform.mention()));
        let asked = world.member("PM lead").types("/rotation undo").await;
        asked.is_private().sees(&format!("by {}", platform.mention())).sees("taking over");
        is_on(world, "PM Platform", "now").await;
        asked.presses("Undo it").await.sees("Undid:");
        is_on(world, "PM Growth", "now").await;
    }

    async fn who_left_and_came_back_has_turns_again_when_the_order_is_typed_anew(world) {
        world.expects_status(404);
        set_up(world).await;
        let platform = world.member("PM Platform").id;
        world.sandbox.leave(world.guild(), platform);
        turn_to(world, "2026-11-19T16:01:00Z").await;
        world.channel("pm-sync").only("left the server");
        world.sandbox.come_back(world.guild(), platform, &[world.role("PM")]);
        let line = format!("/rotation setup name:customer requests members:{}", order(&NAMES));
        world.member("PM lead").types(&line).await.presses("Save").await.sees("is changed");
        is_on(world, "PM Platform", "2026-11-26 12:00").await;
        turn_to(world, "2026-11-25T18:00:00Z").await;
        is_on(world, "PM Platform", "now").await;
    }
}

on_each_engine! {
    async fn a_cover_follows_its_shift_and_what_no_longer_fits_is_told_to_both(world) {
        set_up(world).await;
        let platform = world.member("PM Platform");
        platform.types("/rotation cover from:2026-11-25 09:30 until:2026-12-02 09:30").await.sees("Asked in");
        let ask = world.channel("pm-sync").shows("needs cover").await;
        world.member("PM lead").presses(&ask, "I'll cover").await.sees("covers for");
        world.settle().await;
        let lead = world.member("PM lead");
        let moved = lead.types("/rotation setup name:customer requests handoff:every Wednesday 10:30").await;
        moved.sees("Agreements that move along").presses("Save").await.sees("is changed");
        is_on(world, "PM Growth", "2026-11-25 10:29").await;
        is_on(world, "PM lead", "2026-11-25 10:30").await;
        is_on(world, "PM lead", "2026-12-02 10:29").await;
        is_on(world, "PM Self-service", "2026-12-02 10:30").await;
        world.settle().await;
        let card = world.channel("pm-sync").only("needs cover");
        assert!(card.text().contains("25 Nov 10:30 – 2 Dec 10:30 (America/Los_Angeles)"), "{}", card.text());
        // Admin changes it, so that both people of the agreement have to be told.
        let admin = world.member("Admin");
        let daily = admin.types("/rotation setup name:customer requests handoff:every day 10:30").await;
        daily.sees("Agreements that would no longer fit").sees(&format!("{} for {}", lead.mention(), platform.mention()));
        daily.presses("Save").await.sees("is changed");
        world.turn(TimeDelta::minutes(5)).await;
        for name in ["PM Platform", "PM lead"] {
            assert_eq!(told(world, name, "no longer fits, and has ended"), 1, "{name}");
        }
    }

    async fn an_owner_who_came_back_has_no_longer_left(world) {
        world.expects_status(404);
        let admin = world.member("Admin");
        set_up(world).await;
        let platform = world.member("PM Platform");
        admin.types("/area add name:Sync engine owner:@PM Platform backup:@PM Growth keywords:sync").await.sees("Sync engine");
        world.sandbox.leave(world.guild(), platform.id);
        turn_to(world, "2026-11-19T16:01:00Z").await;
        world.channel("pm-sync").only("left the server");
        world.member("Support engineer").types("/feedback text:sync loops all day").await.sees("Filed as");
        let lead = world.member("PM lead");
        lead.types("/triage sweep").await.sees("has left");
        world.sandbox.come_back(world.guild(), platform.id, &[world.role("PM")]);
        world.turn(TimeDelta::minutes(30)).await;
        lead.types("/triage sweep").await.sees_not("has left").sees(&platform.mention());
    }
}
