//! Meetings: a series is set up with a preview, its dates are skipped and moved one by one, and people say whether they come.

use crate::{
    in_every_world, on_each_engine,
    remind::{arrivals, days, told},
    world::World,
};
use chrono::TimeDelta;

/// The PM weekly sync in #pm-sync. It is Wednesday, 18 November 2026, ten in the morning in Palo Alto.
pub async fn sync(world: &World) {
    let lead = world.member("PM lead").in_channel("pm-sync");
    let preview = lead.types("/meeting create template:sync attendees:@PM Growth @Support engineer").await;
    preview.is_private().sees("Nothing is saved yet").sees("Wed 25 Nov 2026, 09:00 (Los Angeles)");
    preview.presses("Save").await.is_in_place().sees("**PM weekly sync** is set up");
    world.settle().await;
}

/// How often the date of that name was changed, and when it was last, as a calendar of the feed at `path` is told.
async fn marks(world: &World, path: &str, original: &str) -> (u64, String) {
    let app = world.app().await;
    let feed =
        docket::meeting::calendar(app.db(), path, world.now()).await.expect("it reads").expect("it is there");
    // A long line goes on behind a line break and a blank.
    let feed = feed.replace("\r\n ", "");
    let mut events = feed.split("BEGIN:VEVENT");
    let event =
        events.find(|event| event.lines().any(|line| line.starts_with("UID:") && line.contains(original)));
    let event = event.expect("the date is there");
    let of =
        |name: &str| event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).expect(name);
    (of("SEQUENCE").parse().expect("a number"), of("DTSTAMP").to_owned())
}

in_every_world! {
    async fn a_series_is_set_up_by_form_with_a_preview_of_its_dates(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        let form = lead.types("/meeting create").await;
        form.opens("A series of meetings");
        let inputs = [("name", "Design review"), ("when", "every Tue and Thu 10:00"), ("zone", "Europe/Berlin"),
            ("attendees", "PM Growth"), ("standing", "Drafts (20m); Numbers")];
        let preview = form.submits(&inputs).await;
        preview.is_private().sees("Nothing is saved yet").sees("Thu 19 Nov 2026, 10:00 (Berlin)").sees("Tue 24 Nov 2026, 10:00 (Berlin)");
        let form = preview.presses("Change").await;
        assert_eq!(form.filled_in("when"), "every Tue and Thu 10:00");
        assert_eq!(form.filled_in("standing"), "Drafts (20m); Numbers");
        let again = form.submits(&[("name", "Design review"), ("when", "every Tuesday 11:00"), ("zone", "Europe/Berlin")]).await;
        again.is_in_place().sees("Tue 24 Nov 2026, 11:00 (Berlin)").sees_not("Thu 19 Nov");
        again.presses("Save").await.is_in_place().sees("**Design review** is set up");
        lead.types("/meeting list").await.sees("Design review").sees("every Tuesday at 11:00");
        let undone = again.presses("Undo").await;
        undone.sees("is gone");
        lead.types("/meeting list").await.sees("No series of meetings");
    }

    async fn one_date_is_skipped_and_another_moved_and_no_other_is_touched(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda add topic:Prices of the export minutes:10").await.sees("Wed 25 Nov 2026").sees("at place 1");
        let skipped = lead.types("/meeting skip reason:Thanksgiving").await;
        skipped.is_private().sees("Wed 25 Nov 2026, 09:00 (Los Angeles) is skipped").sees("Its topic goes to the next date");
        world.settle().await;
        assert!(world.channel("pm-sync").only("is skipped").text().contains("Thanksgiving"));
        lead.types("/agenda item item:1").await.sees("Wed 2 Dec 2026");
        let moved = lead.types("/meeting move to:2026-12-10 date:2026-12-09 reason:Release day").await;
        moved.sees("moves from Wed 9 Dec 2026, 09:00").sees("to Thu 10 Dec 2026, 09:00");
        lead.types("/agenda add topic:The freeze for:2026-12-10").await.sees("Thu 10 Dec 2026");
        let next = lead.types("/meeting next count:4").await;
        next.sees("Wed 2 Dec 2026, 09:00").sees("Thu 10 Dec 2026, 09:00").sees("moved from Wed 9 Dec").sees("Wed 16 Dec 2026, 09:00")
            .sees("~~Wed 25 Nov 2026, 09:00 (Los Angeles)~~ skipped: Thanksgiving");
        // Both are taken back; the topic of the moved one stays with it.
        skipped.presses("Undo").await.sees("takes place Wed 25 Nov 2026, 09:00");
        lead.types("/meeting restore date:2026-12-10").await.sees("takes place Wed 9 Dec 2026, 09:00");
        lead.types("/agenda item item:2").await.sees("Wed 9 Dec 2026");
        world.settle().await;
    }

    async fn people_say_whether_they_come_by_button_with_a_reason(world) {
        sync(world).await;
        days(world, 5).await;
        let board = world.channel("pm-sync").only("Topics");
        let (growth, support) = (world.member("PM Growth"), world.member("Support engineer"));
        growth.presses(&board, "I come").await.is_private().sees("You come to **PM weekly sync**");
        let late = support.presses(&board, "Later").await;
        late.is_private().sees("You come later");
        late.presses("Say why").await.submits(&[("why", "At the dentist")]).await.sees("At the dentist");
        world.settle().await;
        assert!(world.channel("pm-sync").only("Topics").text().contains("1 comes, 1 later"));
        growth.types("/agenda show meeting:PM weekly sync").await.sees("Later: ").sees("At the dentist");
        support.presses(&board, "I can't").await.sees("You do not come");
        world.settle().await;
        assert!(world.channel("pm-sync").only("Topics").text().contains("1 comes, 1 does not come"));
    }
}

on_each_engine! {
    async fn retrospectives_and_kaizen_begin_with_topics_of_their_own(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        for (template, name, topics) in [
            ("retro", "Release retrospective", ["What went well", "What to change"]),
            ("kaizen", "Kaizen", ["What got in our way", "One thing to improve"]),
        ] {
            let preview = lead.types(&format!("/meeting create template:{template}")).await;
            preview.is_private().sees("Nothing is saved yet").sees(topics[0]).sees(topics[1]);
            preview.presses("Save").await.is_in_place().sees(&format!("**{name}** is set up"));
            lead.types("/meeting list").await.sees(name);
        }
        world.settle().await;
        // The retrospective is on Thursday, 26 November; its board comes two working days before.
        days(world, 7).await;
        let board = world.channel("pm-sync").only("What went well").text();
        assert!(board.contains("Release retrospective") && board.contains("No action is open."), "{board}");
    }

    async fn a_series_rests_and_goes_on_and_every_change_can_be_taken_back(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        let edited = lead.types("/meeting edit meeting:PM weekly sync minutes:45 when:every Thursday 10am").await;
        edited.sees("Thu 19 Nov 2026, 10:00 (Los Angeles)").sees("45 minutes").presses("Save").await.sees("is changed");
        lead.types("/meeting undo meeting:PM weekly sync").await.sees("Undid: edited").sees("Wed 25 Nov 2026, 09:00");
        lead.types("/meeting pause").await.sees("is paused");
        days(world, 10).await;
        assert!(!world.channel("pm-sync").transcript().contains("Topics"), "nothing takes place while it rests");
        lead.types("/agenda add topic:x").await.sees("has no dates ahead");
        lead.types("/meeting resume").await.sees("goes on").sees("Wed 2 Dec 2026");
        days(world, 2).await;
        world.channel("pm-sync").only("Topics");
    }

    async fn topics_follow_when_the_rhythm_changes(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda add topic:Prices of the export").await.sees("Wed 25 Nov 2026");
        let edited = lead.types("/meeting edit meeting:PM weekly sync when:every Friday 10am").await;
        edited.presses("Save").await.sees("is changed");
        lead.types("/agenda item item:1").await.sees("Fri 20 Nov 2026");
        world.settle().await;
    }

    async fn a_holiday_is_told_to_the_chair_once_with_what_can_be_done(world) {
        sync(world).await;
        world.member("Admin").types("/settings holiday add date:2026-11-25 name:Day off").await.sees("Day off");
        world.settle().await;
        let lead = world.member("PM lead");
        let asked = told(&lead, "which is a holiday");
        assert_eq!(asked.len(), 1);
        assert!(asked[0].text().contains("Wed 25 Nov 2026, 09:00"), "{}", asked[0].text());
        lead.presses(&asked[0], "Move it to Thu 26 Nov, 09:00").await.sees("to Thu 26 Nov 2026, 09:00");
        days(world, 1).await;
        assert_eq!(told(&lead, "which is a holiday").len(), 1, "once");
        lead.types("/meeting next meeting:PM weekly sync").await.sees("Thu 26 Nov 2026, 09:00").sees("moved from Wed 25 Nov");
    }

    async fn the_chair_hears_of_a_holiday_in_their_working_hours(world) {
        sync(world).await;
        let (admin, lead) = (world.member("Admin"), world.member("PM lead"));
        admin.types("/settings holiday add date:2026-12-09 name:Day off").await.sees("Day off");
        // In the evening.
        world.turn(TimeDelta::hours(10)).await;
        admin.types("/settings holiday add date:2026-11-25 name:Bridge day").await.sees("Bridge day");
        world.settle().await;
        assert_eq!(told(&lead, "which is a holiday").len(), 0);
        days(world, 14).await;
        // Ten days before the ninth is a Sunday.
        assert_eq!(arrivals(&told(&lead, "which is a holiday")), ["11-19 09:00", "11-27 09:00"]);
    }

    async fn what_cannot_be_done_is_said_in_a_sentence(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        for (line, why) in [
            ("/meeting create name:PM weekly sync when:every day 9am", "is called “PM weekly sync” already"),
            ("/meeting create name:x", "When does the meeting take place?"),
            ("/meeting create name:x when:every 0 weeks", "Nothing was"),
            ("/meeting create name:x when:tomorrow", "no rhythm"),
            ("/meeting create name:x when:every day 9am private:#general", "Everybody in the server can read"),
            ("/meeting create name:x when:every day 9am attendees:everybody I like", "Nothing was"),
            ("/meeting create name:x when:every day 9am other:sometimes", "at another hour"),
            ("/meeting create name:x when:every day 9am sections:weather", "no section"),
            ("/meeting create name:x when:every day 9am remind:loudly", "nothing that docket can say"),
            ("/meeting next meeting:Nowhere", "No meeting is called"),
            ("/meeting skip date:2026-11-24", "does not take place on"),
            ("/meeting move to:2020-01-01", "has passed"),
            ("/meeting move to:2026-12-02 9am", "already"),
            ("/meeting restore date:2026-12-02", "neither skipped nor moved"),
            ("/meeting resume", "is like that already"),
            ("/agenda add topic:x link:nowhere", "must be a web address"),
            ("/agenda add topic:x for:2026-11-24", "does not take place on"),
            ("/agenda add topic:x presenter:Nobody Known", "not one person"),
            ("/agenda add topic:x request:REQ-99", "There is no such request"),
            ("/agenda add topic:x confidential:yes", "has no private channel"),
            ("/agenda item item:99", "There is no TOPIC-99"),
        ] {
            let said = lead.types(line).await;
            said.is_private();
            assert!(said.text().contains(why) || said.text().to_lowercase().contains(&why.to_lowercase()), "{line}: {}", said.text());
        }
        let form = lead.types("/agenda add").await;
        form.submits(&[("topic", "All day"), ("minutes", "1440")]).await.is_private().sees("must be 1–480, not 1440");
        world.member("Guest").types("/meeting skip meeting:PM weekly sync").await.is_private().sees_not("is skipped");
    }

    async fn a_series_can_be_for_nobody_in_particular(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda show").await.sees(&format!("For {}", world.member("PM Growth").mention()));
        let preview = lead.types("/meeting edit meeting:PM weekly sync attendees:-").await;
        preview.sees("nobody in particular").presses("Save").await.sees("is changed");
        lead.types("/agenda show").await.sees("chair").sees_not("For <@");
        days(world, 5).await;
        world.channel("pm-sync").only("**Topics**");
    }

    async fn a_calendar_has_the_dates_with_what_was_decided_about_them(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/meeting edit meeting:PM weekly sync place:https://meet.example/sync").await.presses("Save").await.sees("is changed");
        lead.types("/meeting skip reason:Thanksgiving").await.sees("is skipped");
        lead.types("/meeting move to:2026-12-10 9am date:2026-12-09").await.sees("moves");
        let told = lead.types("/meeting calendar new").await;
        let text = told.is_private().text();
        let path = text.split("/calendar/").nth(1).and_then(|rest| rest.split(".ics").next()).expect("an address").to_owned();
        let app = world.app().await;
        let feed = docket::meeting::calendar(app.db(), &path, world.now()).await.expect("it reads").expect("it is there");
        drop(app);
        // 2 December, 09:00 in Palo Alto.
        assert!(feed.contains("DTSTART:20261202T170000Z") && feed.contains("DTSTART:20261210T170000Z"), "{feed}");
        assert!(!feed.contains("DTSTART:20261209T170000Z"), "the moved one is at one time only");
        assert!(feed.contains("STATUS:CANCELLED"), "the skipped one says so");
        assert!(feed.contains("LOCATION:https://meet.example/sync"), "where people meet: {feed}");
        lead.types("/meeting calendar revoke").await.sees("can no longer be read");
        let app = world.app().await;
        assert_eq!(docket::meeting::calendar(app.db(), &path, world.now()).await.expect("it reads"), None);
    }

    async fn calendar_programs_notice_that_one_date_was_moved_or_skipped(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        let text = lead.types("/meeting calendar new").await.text();
        let path = text.split("/calendar/").nth(1).and_then(|rest| rest.split(".ics").next()).expect("an address").to_owned();
        let (wednesday, other) = ("2026-12-09", "2026-12-16");
        let before = (marks(world, &path, wednesday).await, marks(world, &path, other).await);
        days(world, 1).await;
        lead.types("/meeting move to:2026-12-10 9am date:2026-12-09").await.sees("moves");
        let moved = marks(world, &path, wednesday).await;
        assert!(moved.0 > before.0.0 && moved.1 > before.0.1, "{moved:?} after {before:?}");
        days(world, 1).await;
        lead.types("/meeting skip date:2026-12-10").await.sees("is skipped");
        let skipped = marks(world, &path, wednesday).await;
        assert!(skipped.0 > moved.0 && skipped.1 > moved.1, "{skipped:?} after {moved:?}");
        assert_eq!(marks(world, &path, other).await, before.1, "no other date was touched");
    }
}
