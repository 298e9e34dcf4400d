//! Discord's own events for the next dates of a meeting: published, kept in step, made again once, and never in the way.

use crate::{
    in_every_world,
    meeting::sync,
    on_each_engine,
    remind::{days, told},
    world::{Person, World},
};
use chrono::TimeDelta;
use docket::sandbox::{Event, Fault, Id, Permissions, bot_permissions};

/// Where events are made.
const ALL: &str = "/guilds/{guild_id}/scheduled-events";
/// Where one is changed and deleted.
const ONE: &str = "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}";
/// The first dates of the sync.
const FIRST: &str = "PM weekly sync · 2026-11-25 17:00 – 17:30 · #pm-sync";
const SECOND: &str = "PM weekly sync · 2026-12-02 17:00 – 17:30 · #pm-sync";
const THIRD: &str = "PM weekly sync · 2026-12-09 17:00 – 17:30 · #pm-sync";

/// An event on one line, in UTC.
fn line(event: &Event) -> String {
    let ends = event.ends_at.map_or_else(String::new, |at| at.format("%H:%M").to_string());
    let place = event.location.clone().or(event.channel_id.map(|id| format!("{} in <#{id}>", event.kind)));
    let starts = event.starts_at.format("%Y-%m-%d %H:%M");
    format!("{} · {starts} – {ends} · {}", event.name, place.unwrap_or_default())
}

fn shown(world: &World) -> Vec<String> {
    world.sandbox.events(world.guild()).iter().map(line).collect()
}

/// Waits until these events are shown.
async fn shows(world: &World, expected: &[&str]) {
    let fits = |events: &[Event]| events.iter().map(line).eq(expected.iter().map(|it| (*it).to_owned()));
    let found = world.sandbox.wait_for_events(world.guild(), fits).await;
    assert!(found.is_some(), "{expected:#?} is not shown, but {:#?}", shown(world));
    world.settle().await;
}

fn lead(world: &World) -> Person<'_> {
    world.member("PM lead").in_channel("pm-sync")
}

/// Changes the series.
async fn edit(world: &World, what: &str) {
    let preview = lead(world).types(&format!("/meeting edit meeting:PM weekly sync {what}")).await;
    preview.presses("Save").await.sees("is changed");
    world.settle().await;
}

/// How often docket has asked for an event to be made.
fn made(world: &World) -> usize {
    world.sandbox.journal().to("POST", ALL).filter(|entry| entry.status == 200).count()
}

/// docket's own role, and what it may do in the server.
fn may(world: &World, permissions: Permissions) {
    world.sandbox.set_role_permissions(world.guild(), world.role("docket"), permissions);
}

fn without(lost: Permissions) -> Permissions {
    Permissions(bot_permissions().0 & !lost.0)
}

in_every_world! {
    async fn the_next_two_dates_are_shown_and_follow_what_becomes_of_them(world) {
        sync(world).await;
        shows(world, &[FIRST, SECOND]).await;
        let ids = |world: &World| world.sandbox.events(world.guild()).iter().map(|event| event.id).collect::<Vec<Id>>();
        let first = ids(world);
        let about = world.sandbox.events(world.guild())[0].description.clone();
        assert!(about.contains(&format!("<#{}>", world.channel("pm-sync").id)), "{about}");

        let skipped = lead(world).types("/meeting skip").await;
        world.settle().await;
        shows(world, &[SECOND, THIRD]).await;
        skipped.presses("Undo").await.sees("takes place");
        world.settle().await;
        shows(world, &[FIRST, SECOND]).await;

        lead(world).types("/meeting move to:2026-11-26 10:00").await.sees("moves");
        world.settle().await;
        let moved = "PM weekly sync · 2026-11-26 18:00 – 18:30 · #pm-sync";
        shows(world, &[moved, SECOND]).await;
        edit(world, "name:Weekly minutes:45 place:https://meet.example/sync").await;
        shows(world, &[
            "Weekly · 2026-11-26 18:00 – 18:45 · https://meet.example/sync",
            "Weekly · 2026-12-02 17:00 – 17:45 · https://meet.example/sync",
        ]).await;
        assert_eq!(ids(world)[1], first[1], "an event that follows is the same event");
        assert_eq!(made(world), 4, "the first two, the third while one was skipped, and the skipped one again");

        lead(world).types("/meeting pause meeting:Weekly").await.sees("is paused");
        world.settle().await;
        shows(world, &[]).await;
        lead(world).types("/meeting resume meeting:Weekly").await.sees("goes on");
        world.settle().await;
        assert_eq!(shown(world).len(), 2);
        let preview = lead(world).types("/meeting edit meeting:Weekly events:no").await;
        preview.sees("with `events:yes` for the next two dates").presses("Save").await.sees("is changed");
        world.settle().await;
        shows(world, &[]).await;
    }
}

on_each_engine! {
    async fn when_a_date_has_come_the_one_after_the_next_is_shown(world) {
        sync(world).await;
        days(world, 8).await;
        // Nobody held the first: its event is gone, and the next two are there.
        shows(world, &[SECOND, THIRD]).await;
        assert_eq!(made(world), 3);
    }

    async fn while_the_meeting_is_held_its_event_goes_on_and_then_it_is_over(world) {
        sync(world).await;
        shows(world, &[FIRST, SECOND]).await;
        let states = || world.sandbox.events(world.guild()).iter().map(|event| event.goes_on).collect::<Vec<_>>();
        // Five minutes before its time.
        world.turn(TimeDelta::days(7) - TimeDelta::minutes(65)).await;
        assert_eq!(states(), [false, false]);
        lead(world).types("/meeting start").await.sees("has begun");
        world.settle().await;
        // The next two dates are shown beside the one that goes on.
        assert_eq!(states(), [true, false, false]);
        world.turn(TimeDelta::minutes(12)).await;
        // It ends before its time, and what is over is not deleted: who was interested finds it among the past ones.
        lead(world).types("/meeting end anyway:yes").await.sees("The meeting is over");
        world.settle().await;
        shows(world, &[SECOND, THIRD]).await;
        assert_eq!(states(), [false, false]);
        let deleted = world.sandbox.journal().to("DELETE", ONE).count();
        assert_eq!(deleted, 0);
    }

    async fn a_deleted_event_is_made_again_once_and_then_left_alone(world) {
        sync(world).await;
        shows(world, &[FIRST, SECOND]).await;
        let first = world.sandbox.events(world.guild())[0].clone();
        world.sandbox.delete_event(first.id);
        shows(world, &[FIRST, SECOND]).await;
        let again = world.sandbox.events(world.guild())[0].clone();
        assert_ne!(first.id, again.id);
        world.sandbox.delete_event(again.id);
        let chair = lead(world);
        let told_so = world.sandbox.wait_for_dm(chair.id, |message| message.text().contains("for the second time")).await;
        let told_so = told_so.expect("the chair is told");
        world.settle().await;
        shows(world, &[SECOND]).await;
        // Whatever becomes of it, it stays away; the others come.
        lead(world).types("/meeting move to:2026-11-26 10:00").await.sees("moves");
        world.settle().await;
        days(world, 9).await;
        shows(world, &[SECOND, THIRD]).await;
        assert_eq!(told(&chair, "for the second time").len(), 1, "once");
        chair.presses(&told_so, "No events for this meeting").await.presses("Save").await.sees("is changed");
        world.settle().await;
        shows(world, &[]).await;
    }

    async fn a_deletion_while_docket_was_down_counts_as_well(world) {
        sync(world).await;
        shows(world, &[FIRST, SECOND]).await;
        world.stops().await;
        let first = world.sandbox.events(world.guild())[0].id;
        world.sandbox.delete_event(first);
        world.starts().await;
        assert_eq!(shown(world).len(), 1);
        days(world, 6).await;
        shows(world, &[FIRST, SECOND]).await;
    }

    async fn what_was_made_before_docket_was_cut_off_is_not_made_twice(world) {
        world.sandbox.faults().next(1, "POST", ALL, Fault::DropAfter);
        sync(world).await;
        world.turn(TimeDelta::minutes(5)).await;
        shows(world, &[FIRST, SECOND]).await;
        assert_eq!(made(world), 2);
        // The same for a process that ends while an event waits to be changed, and for changes at the same time.
        let (lead, other) = (lead(world), world.member("PM Growth").in_channel("pm-sync"));
        let (one, two) = tokio::join!(
            lead.types("/meeting skip date:2026-11-25"),
            other.types("/meeting move to:2026-12-03 9am date:2026-12-02")
        );
        one.sees("is skipped");
        two.sees("moves");
        world.stops().await;
        world.starts().await;
        world.settle().await;
        shows(world, &["PM weekly sync · 2026-12-03 17:00 – 17:30 · #pm-sync", THIRD]).await;
    }

    async fn a_missing_permission_is_told_once_and_the_meeting_takes_place(world) {
        world.expects_status(403);
        may(world, without(Permissions::CREATE_EVENTS | Permissions::MANAGE_EVENTS));
        sync(world).await;
        shows(world, &[]).await;
        let admin = world.channel("admin");
        let notice = admin.only("Discord event of **PM weekly sync**").text();
        assert!(notice.contains("docket lacks the permission Create Events"), "{notice}");
        assert!(notice.contains("The meeting takes place all the same"), "{notice}");
        let checked = world.member("Admin").types("/settings check").await;
        checked.sees("Docket lacks Create Events for the Discord events of **PM weekly sync**");
        let report = world.check(false).await;
        assert!(report.to_string().contains("Create Events"), "{report}");
        days(world, 7).await;
        assert!(world.channel("pm-sync").transcript().contains("Nobody has started")
            || world.channel("pm-sync").transcript().contains("not held"), "{}", world.channel("pm-sync").transcript());
        admin.only("Discord event of **PM weekly sync**");
        may(world, bot_permissions());
        days(world, 1).await;
        shows(world, &[SECOND, THIRD]).await;
        let report = world.check(false).await;
        assert!(!report.to_string().contains("Create Events"), "{report}");
    }

    async fn a_voice_channel_is_the_place_of_the_event_and_a_stage_needs_more(world) {
        sync(world).await;
        let voice = world.sandbox.create_voice_channel(world.guild(), "Meeting room", false);
        let stage = world.sandbox.create_voice_channel(world.guild(), "Town hall", true);
        edit(world, &format!("place:<#{voice}>")).await;
        let at = |place: &str| [FIRST, SECOND].map(|it| it.replace("#pm-sync", place));
        let expected = at(&format!("2 in <#{voice}>"));
        shows(world, &expected.each_ref().map(String::as_str)).await;

        world.expects_status(403);
        edit(world, &format!("place:<#{stage}>")).await;
        let notice = world.channel("admin").only("Discord event of **PM weekly sync**").text();
        assert!(notice.contains("Manage Channels in <#"), "{notice}");
        shows(world, &expected.each_ref().map(String::as_str)).await;
        may(world, bot_permissions() | Permissions::MANAGE_CHANNELS | Permissions::MUTE_MEMBERS | Permissions::MOVE_MEMBERS);
        days(world, 1).await;
        let expected = at(&format!("1 in <#{stage}>"));
        shows(world, &expected.each_ref().map(String::as_str)).await;

        // A place that is deleted is said, and the event is where the meeting is.
        world.sandbox.faults().delete_channel(stage).expect("it is there");
        let report = world.check(false).await.to_string();
        assert!(report.contains("The channel in which people meet for **PM weekly sync**"), "{report}");
        days(world, 5).await;
        shows(world, &[FIRST, SECOND]).await;
    }

    async fn what_not_everybody_sees_has_no_event_unless_somebody_wishes_for_it(world) {
        let admin = world.member("Admin").in_channel("admin");
        let preview = admin.types("/meeting create name:Pay when:every Wednesday 9am channel:#admin").await;
        preview.sees("none; with `events:yes`").presses("Save").await.sees("is set up");
        world.settle().await;
        shows(world, &[]).await;
        let preview = admin.types("/meeting edit meeting:Pay events:yes").await;
        preview.sees("everybody in the server sees them").presses("Save").await.sees("is changed");
        world.settle().await;
        assert_eq!(shown(world).len(), 2);
    }
}
