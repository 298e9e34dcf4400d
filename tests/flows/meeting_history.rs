//! Who changed what of a series and of one of its dates, and taking that back.

use crate::{
    in_every_world,
    meeting::sync,
    on_each_engine,
    world::{Person, World},
};
use chrono::TimeDelta;

fn lead(world: &World) -> Person<'_> {
    world.member("PM lead").in_channel("pm-sync")
}

in_every_world! {
    async fn who_changed_what_is_told_of_a_series_and_of_its_dates(world) {
        sync(world).await;
        let lead = lead(world);
        let line = "/meeting edit meeting:PM weekly sync minutes:45 when:every Thursday 10:00 standing:Numbers (5m)";
        lead.types(line).await.presses("Save").await.sees("is changed");
        lead.types("/meeting move to:2026-11-27 10:00 reason:Offsite").await.sees("moves from");
        let told = world.member("Support engineer").in_channel("pm-sync").types("/meeting history").await;
        told.is_private().sees("created").sees("edited").sees("minutes 30 → 45").sees(&lead.mention());
        told.sees("when every Wednesday at 09:00 (Los Angeles) → every Thursday at 10:00 (Los Angeles)").sees("every time none → Numbers");
        let date = told.chooses("The history of a date…", "2026-11-19T10:00").await;
        date.is_in_place().sees("moved").sees("why none → Offsite").sees(&lead.mention());
        lead.types("/meeting history date:2026-11-19").await.sees("Offsite");
        lead.types("/meeting history date:2026-11-27").await.sees("Offsite");
        lead.types("/meeting history date:2026-12-03").await.sees("Nothing is known of a date");
    }

    async fn a_date_that_was_skipped_gets_its_topics_back(world) {
        sync(world).await;
        let lead = lead(world);
        lead.types("/agenda add topic:Prices minutes:10").await.sees("Wed 25 Nov 2026");
        lead.types("/agenda add topic:Names minutes:10").await.sees("Wed 25 Nov 2026");
        let skipped = lead.types("/meeting skip reason:Offsite").await;
        skipped.sees("Its 2 topics go to the next date");
        lead.types("/agenda item item:1").await.sees("Wed 2 Dec 2026");
        // One is put off by hand meanwhile, and stays where it was put.
        lead.types("/agenda defer item:2 to:later").await.sees("for later");
        world.member("Sales").in_channel("pm-sync").types("/meeting undo meeting:PM weekly sync date:2026-11-25").await.is_private();
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_occurrence WHERE state = 'skipped'").await, 1, "that is for PMs");
        let undone = lead.types("/meeting history date:2026-11-25").await.presses("Undo the last change").await;
        undone.sees("Undid: skipped").sees("takes place Wed 25 Nov 2026, 09:00").sees("Its topic is back");
        lead.types("/agenda item item:1").await.sees("Wed 25 Nov 2026");
        lead.types("/agenda item item:2").await.sees("for later");
        skipped.presses("Undo").await.sees("has changed since that button was drawn").sees("took its topics back");
        world.settle().await;
        let notices = world.channel("pm-sync").messages().into_iter().filter(|it| it.text().contains("after all")).count();
        assert_eq!(notices, 1, "everybody in the channel is told once");
        lead.types("/meeting undo meeting:PM weekly sync date:2026-11-25").await.sees("nothing").sees_not("Undid");
    }
}

on_each_engine! {
    async fn a_move_is_taken_back_and_what_has_passed_is_not(world) {
        sync(world).await;
        let lead = lead(world);
        lead.types("/meeting move to:2026-11-27 10:00").await.sees("moves from");
        lead.types("/meeting move to:2026-11-30 10:00 date:2026-11-27").await.sees("moves from");
        lead.types("/meeting undo meeting:PM weekly sync date:2026-11-25").await.sees("takes place Fri 27 Nov 2026, 10:00");
        lead.types("/meeting undo meeting:PM weekly sync date:2026-11-25").await.sees("takes place Wed 25 Nov 2026, 09:00");
        lead.types("/meeting skip date:2026-11-25").await.sees("is skipped");
        world.turn(TimeDelta::days(8)).await;
        lead.types("/meeting history date:2026-11-25").await.sees("skipped").sees_not("Undid");
        let refused = lead.types("/meeting undo meeting:PM weekly sync date:2026-11-25").await;
        refused.is_private().sees_not("Undid");
    }

    async fn a_board_that_was_there_comes_back_with_what_is_spoken_about_every_time(world) {
        lead(world).types("/meeting create template:sync standing:Numbers (5m)").await.presses("Save").await.sees("is set up");
        world.turn(TimeDelta::days(5)).await;
        let board = || world.channel("pm-sync").messages().into_iter().find(|it| it.text().contains("Numbers · 5 min"));
        assert!(board().is_some(), "two working days before, the board is there");
        let skipped = lead(world).types("/meeting skip reason:Offsite").await;
        world.settle().await;
        assert!(board().is_none());
        skipped.presses("Undo").await.sees("Undid: skipped");
        world.settle().await;
        assert!(board().is_some(), "{}", world.channel("pm-sync").transcript());
    }
}
